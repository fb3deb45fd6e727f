//! Calls of functions, methods and classes that are written in Rust.

use rpy_bytecode::Opcode;

use crate::builtins::bytes::Bytes;
use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::native_function::{MethodDescriptor, NativeFunction};
use crate::builtins::set::Set;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, call_class};
use crate::eval::call::discard_call;
use crate::eval::calls::{call_method_slow, call_slow};
#[cfg(debug_assertions)]
use crate::eval::compare::compare_instance;
use crate::eval::cursor::Cursor;
use crate::eval::entering::WORDS;
use crate::eval::operation::{Outcome, header, is_object, next_releasing, operation, retain};
use crate::eval::operators::int_word;
use crate::frame::layout::HEADER;
use crate::function::args::Args;
use crate::function::native::NativeFunctionPointer;
use crate::object::payload::Payload;
use crate::object::reference::Object;
use crate::object::shape::ShapeId;
use crate::object::value::{FALSE, TRUE, Value};
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

operation!(
/// `CALL_CLASS_NATIVE` (`class, words, arguments -- instance`)
CallClassNative,
fast |regs, vm| {
    // `str` of a str is that str.
    let text = regs.peek(1);
    let callee = *regs.sp.sub(1 + HEADER);
    if regs.n() != 1
        || callee != (*vm).types.str.as_value().bits()
        || !is_object(text)
        || (*header(text)).shape() != ShapeId::STR
    {
        return Outcome::Slow;
    }
    (*header(callee)).decrement();
    regs.sp = regs.sp.sub(1 + HEADER);
    regs.push(text);
    Outcome::Next(regs.advance(WORDS))
},
slow |cursor, vm| {
    let count = cursor.n();
    let callee = cursor.peek(count + HEADER);
    let Some(class) = callee.downcast::<Type>().filter(|class| !class.is_heap_type()) else {
        return call_slow(cursor, vm);
    };
    let result = call_class(class, Args::positional_only(cursor.top(count)), vm);
    discard_call(cursor, count);
    cursor.push(result?);
    Ok(())
});

/// Whether a value is an object of this shape.
#[inline(always)]
fn has_shape(value: &Value, shape: ShapeId) -> bool {
    value
        .as_object()
        .is_some_and(|header| header.shape() == shape)
}

operation!(
/// `CALL_NATIVE` (`callee, words, arguments -- result`)
CallNative,
slow_only |cursor, vm| {
    let count = cursor.n();
    let callee = cursor.peek(count + HEADER);
    if !has_shape(callee, ShapeId::NATIVE_FUNCTION) {
        return call_slow(cursor, vm);
    }
    // SAFETY: the shape says so.
    let function = unsafe { callee.downcast_unchecked::<NativeFunction>() };
    let (native, receiver) = (function.definition().function, function.receiver().cloned());
    call_native(native, receiver, count, count, cursor, vm)
});

operation!(
/// `CALL_METHOD_NATIVE` (`callee, words, self, arguments -- result`)
CallMethodNative,
slow_only |cursor, vm| {
    let count = cursor.n() + 1;
    let callee = cursor.peek(count + HEADER);
    if !has_shape(callee, ShapeId::METHOD_DESCRIPTOR) || cursor.peek(count).is_unbound() {
        return call_method_slow(cursor, vm);
    }
    // SAFETY: the shape says so.
    let method = unsafe { callee.downcast_unchecked::<MethodDescriptor>() };
    let result = method.call(Args::positional_only(cursor.top(count)), vm);
    discard_call(cursor, count);
    cursor.push(result?);
    Ok(())
});

operation!(
/// `CALL_METHOD_FUNCTION_NATIVE` (`callee, words, unbound, arguments -- result`)
CallMethodFunctionNative,
slow_only |cursor, vm| {
    let count = cursor.n();
    let callee = cursor.peek(count + 1 + HEADER);
    if !has_shape(callee, ShapeId::NATIVE_FUNCTION) || !cursor.peek(count + 1).is_unbound() {
        return call_method_slow(cursor, vm);
    }
    // SAFETY: the shape says so.
    let function = unsafe { callee.downcast_unchecked::<NativeFunction>() };
    let (native, receiver) = (function.definition().function, function.receiver().cloned());
    call_native(native, receiver, count, count + 1, cursor, vm)
});

/// What a failed call of a native function raises, before its operands are discarded.
#[cold]
fn bound_error(
    raised: Raised,
    count: usize,
    pushed: usize,
    cursor: &Cursor,
    vm: &mut Vm,
) -> Raised {
    let Some(function) = cursor.peek(pushed + HEADER).downcast::<NativeFunction>() else {
        return raised;
    };
    let function = function.clone();
    function.error(raised, Args::positional_only(cursor.top(count)), vm)
}

/// Calls a native function that lies below `pushed` words, of which the last `count` are its
/// arguments, and which stays there meanwhile.
#[inline(always)]
fn call_native(
    native: NativeFunctionPointer,
    receiver: Option<Value>,
    count: usize,
    pushed: usize,
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> PyResult<()> {
    let mut length = count;
    if let Some(receiver) = receiver {
        // The word below the arguments is free: it lends its place to the first argument.
        drop(cursor.replace(count + 1, receiver));
        length += 1;
    }
    let result = native(Args::positional_only(cursor.top(length)), vm);
    if length > count {
        drop(cursor.replace(count + 1, Value::UNBOUND));
    }
    let result = match result {
        Err(raised) => Err(bound_error(raised, count, pushed, cursor, vm)),
        result => result,
    };
    discard_call(cursor, pushed);
    cursor.push(result?);
    Ok(())
}

operation!(
    /// `CALL_METHOD_LIST_APPEND` (`append, words, list, item -- None`)
    CallMethodListAppend,
    fast |regs, vm| {
        let (callee, list, item) = (regs.peek(2 + HEADER), regs.peek(2), regs.peek(1));
        if callee != (*vm).list_append_bits() || !is_object(list) {
            return Outcome::Slow;
        }
        let object = header(list);
        let is_list = (*object).shape() == ShapeId::LIST
            || std::ptr::eq((*object).payload_info(), List::INFO);
        if !is_list || (*object).refcount() == 1 {
            return Outcome::Slow;
        }
        let items = &mut *(*object.cast::<Object<List>>()).payload.items_ptr();
        let length = items.len();
        if length == items.capacity() {
            return Outcome::Slow;
        }
        items.as_mut_ptr().add(length).cast::<u64>().write(item);
        items.set_len(length + 1);
        // The callee is kept alive by its type, the list by another reference.
        (*object).decrement();
        (*header(callee)).decrement();
        regs.sp = regs.sp.sub(HEADER + 1);
        let mut regs = regs.advance(WORDS);
        if regs.word() as u8 == Opcode::PopTop.byte() {
            regs.sp = regs.sp.sub(1);
            return Outcome::Next(regs.advance(1));
        }
        *regs.sp.sub(1) = crate::object::value::NONE;
        Outcome::Next(regs)
    },
    slow |cursor, vm| CallMethodNative::slow(cursor, vm));

operation!(
/// `CALL_LEN` (`len, words, container -- length`)
CallLen,
fast |regs, vm| {
    let (callee, container) = (regs.peek(1 + HEADER), regs.peek(1));
    if callee != (*vm).len_bits() || !is_object(container) {
        return Outcome::Slow;
    }
    let object = header(container);
    let length = match (*object).shape() {
        ShapeId::LIST => (*(*object.cast::<Object<List>>()).payload.items_ptr()).len(),
        ShapeId::TUPLE => (*object.cast::<Object<Tuple>>()).payload.length(),
        ShapeId::DICT => (*(*object.cast::<Object<Dict>>()).payload.table_ptr()).len(),
        ShapeId::SET => (*(*object.cast::<Object<Set>>()).payload.table.as_ptr()).len(),
        ShapeId::BYTES => (*object.cast::<Object<Bytes>>()).payload.as_slice().len(),
        ShapeId::STR if (*object.cast::<Object<Str>>()).payload.is_ascii() => {
            (*object.cast::<Object<Str>>()).payload.byte_length()
        }
        _ => return Outcome::Slow,
    };
    // `builtins` keeps the function alive.
    (*header(callee)).decrement();
    regs.sp = regs.sp.sub(1 + HEADER);
    regs.push(int_word(length));
    next_releasing(regs.advance(WORDS), container)
},
slow |cursor, vm| {
    let callee = cursor.peek(1 + HEADER);
    if !vm.is_builtin_len(callee) {
        return call_slow(cursor, vm);
    }
    let length = cursor.peek(1).clone().length(vm)?;
    discard_call(cursor, 1);
    let length = vm.new_length(length);
    cursor.push(length);
    Ok(())
});

operation!(
/// `CALL_ISINSTANCE` (`isinstance, words, object, class -- truth`). Cache: versions of the object's
/// class and of `class`, and the answer.
CallIsinstance,
fast |regs, vm| {
    let (callee, object, class) = (regs.peek(2 + HEADER), regs.peek(2), regs.peek(1));
    if callee != (*vm).isinstance_bits() || !is_object(class) {
        return Outcome::Slow;
    }
    if (*header(class)).shape() != ShapeId::TYPE || (*header(class)).refcount() == 1 {
        return Outcome::Slow;
    }
    let own = (*vm).class_of(&*(&raw const object).cast::<Value>());
    let tested = &(*header(class).cast::<Object<Type>>()).payload;
    if own.version() != regs.cache(0) || tested.version() != regs.cache(1) || regs.cache(0) == 0 {
        return Outcome::Slow;
    }
    #[cfg(debug_assertions)]
    compare_instance(object, class, regs.cache(2) != 0, vm);
    (*header(class)).decrement();
    // `builtins` keeps the function alive.
    (*header(callee)).decrement();
    let truth = if regs.cache(2) != 0 { TRUE } else { FALSE };
    regs.sp = regs.sp.sub(2 + HEADER);
    regs.push(truth);
    next_releasing(regs.advance(WORDS), object)
},
slow |cursor, vm| {
    let callee = cursor.peek(2 + HEADER);
    if !vm.is_builtin_isinstance(callee) {
        return call_slow(cursor, vm);
    }
    let (object, class) = (cursor.peek(2).clone(), cursor.peek(1).clone());
    let truth = object.is_instance(&class, vm)?;
    discard_call(cursor, 2);
    cursor.push(Value::bool(truth));
    note_answer(&object, &class, truth, cursor, vm);
    Ok(())
});

/// Notes the answer to `isinstance(object, class)` in the site's cache, if it depends on nothing but
/// the object's class and its own.
fn note_answer(object: &Value, class: &Value, truth: bool, cursor: &mut Cursor, vm: &mut Vm) {
    let Some(tested) = class.downcast::<Type>().cloned() else {
        return;
    };
    let own = vm.class_of(object).clone();
    if !tested.class().is(&vm.types.type_) || !(truth || own.shows_its_class(vm)) {
        return;
    }
    // What ran meanwhile may have made another form of the instruction.
    let is_form = cursor.opcode() == Opcode::CallIsinstance.byte();
    if !is_form || (truth && !own.is_subclass_of(&tested, vm)) {
        return;
    }
    if let (Some(own), Some(tested)) = (own.versioned(vm), tested.versioned(vm)) {
        cursor.set_cache(0, own);
        cursor.set_cache(1, tested);
        cursor.set_cache(2, truth.into());
    }
}

operation!(
/// `CALL_TYPE` (`type, words, object -- class`)
CallType,
fast |regs, vm| {
    let (callee, object) = (regs.peek(1 + HEADER), regs.peek(1));
    if callee != (*vm).types.type_.as_value().bits() {
        return Outcome::Slow;
    }
    let class = (*vm).class_of(&*(&raw const object).cast::<Value>()).as_value().bits();
    retain(class);
    (*header(callee)).decrement();
    regs.sp = regs.sp.sub(1 + HEADER);
    regs.push(class);
    next_releasing(regs.advance(WORDS), object)
},
slow |cursor, vm| {
    if !vm.types.type_.is_value(cursor.peek(1 + HEADER)) {
        return call_slow(cursor, vm);
    }
    let class = vm.class_of(cursor.peek(1)).to_value();
    discard_call(cursor, 1);
    cursor.push(class);
    Ok(())
});
