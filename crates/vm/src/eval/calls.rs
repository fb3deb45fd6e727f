//! Calls. A call of a Python function builds its frame and stays in the loop.
//!
//! Caches: `CALL_CLASS_PYTHON`: version of the class, unused, address of `__init__` (2 words).

use std::ptr::NonNull;

use rpy_bytecode::Opcode;

use crate::builtins::code::Code;
use crate::builtins::descriptors::BoundMethod;
use crate::builtins::function::Function;
use crate::builtins::native_function::{MethodDescriptor, NativeFunction};
use crate::builtins::object::Instance;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::eval::attributes::is_class;
use crate::eval::call::{discard_call, enter_function};
#[cfg(debug_assertions)]
use crate::eval::compare::compare_constructor;
use crate::eval::cursor::Cursor;
use crate::eval::entering::{
    WORDS, enter, enter_at_once, enter_with_defaults, function_code, has_room, is_new_callee,
    last_defaults, push_words, ready_code,
};
use crate::eval::operation::{Outcome, Regs, header, is_object, keep_branch, operation, retain};
use crate::eval::profile;
use crate::eval::unpacking_calls::can_collect;
use crate::frame::layout::{self, CONSTRUCTOR, HEADER};
use crate::function::args::Args;
use crate::object::fresh::{fill, take_cell};
use crate::object::heap;

use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::value::{NONE, UNBOUND, Value};
use crate::result::PyResult;
use crate::vm::Vm;

operation!(
    /// `PREPARE_CALL` (`callee -- callee, words`)
    PrepareCall,
    fast |regs, _vm| {
        for index in 0..HEADER - 1 {
            *regs.sp.add(index) = UNBOUND;
        }
        regs.sp = regs.sp.add(HEADER - 1);
        Outcome::Next(regs.advance(1))
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
    /// `CALL` (`callee, words, arguments -- result`)
    Call, slow_only |cursor, vm| call_slow(cursor, vm));
operation!(
    /// `CALL_PYTHON` (`callee, words, arguments -- result`)
    CallPython,
    fast |regs, vm| {
        let base = regs.sp.sub(regs.n());
        let callee = *base.sub(HEADER);
        let Some(code) = ready_code(callee, regs.n()) else { return Outcome::Slow };
        if is_new_callee(&regs, code) {
            return Outcome::Slow;
        }
        enter(regs, base, code, 0, vm)
    },
    slow |cursor, vm| call_slow(cursor, vm));
operation!(
    /// `CALL_PYTHON_DEFAULTS` (`callee, words, arguments -- result`)
    CallPythonDefaults,
    fast |regs, vm| {
        let count = regs.n();
        enter_with_defaults(regs, regs.sp.sub(count), count, vm)
    },
    slow |cursor, vm| call_slow(cursor, vm));
operation!(
    /// `CALL_METHOD_PYTHON_DEFAULTS` (`callee, words, self, arguments -- result`)
    CallMethodPythonDefaults,
    fast |regs, vm| {
        let count = regs.n() + 1;
        let base = regs.sp.sub(count);
        if *base == UNBOUND {
            return Outcome::Slow;
        }
        enter_with_defaults(regs, base, count, vm)
    },
    slow |cursor, vm| call_method_slow(cursor, vm));
operation!(
    /// `CALL_METHOD` (`callee, words, self, arguments -- result`)
    CallMethod, slow_only |cursor, vm| call_method_slow(cursor, vm));
operation!(
    /// `CALL_METHOD_PYTHON` (`callee, words, self, arguments -- result`)
    CallMethodPython,
    fast |regs, vm| {
        let base = regs.sp.sub(regs.n() + 1);
        let callee = *base.sub(HEADER);
        let Some(code) = ready_code(callee, regs.n() + 1) else { return Outcome::Slow };
        if *base == UNBOUND || is_new_callee(&regs, code) {
            return Outcome::Slow;
        }
        enter(regs, base, code, 0, vm)
    },
    slow |cursor, vm| call_method_slow(cursor, vm));

/// The words of a bound method: its function and the object; `None` if it is no exact one, or would
/// be freed by the call.
///
/// # Safety
///
/// As for `Operation::fast`; the word is live.
#[inline(always)]
unsafe fn bound_parts(callee: u64) -> Option<(u64, u64)> {
    // SAFETY: an object with the shape of bound methods is one.
    unsafe {
        if !is_object(callee)
            || (*header(callee)).shape() != ShapeId::METHOD
            || (*header(callee)).refcount() == 1
        {
            return None;
        }
        let method = &(*header(callee).cast::<Object<BoundMethod>>()).payload;
        Some((method.function().bits(), method.receiver().bits()))
    }
}

operation!(
    /// `CALL_BOUND_METHOD` (`method, words, arguments -- result`)
    CallBoundMethod,
    fast |regs, vm| {
        let mut regs = regs;
        let count = regs.n();
        let base = regs.sp.sub(count);
        let callee = *base.sub(HEADER);
        let Some((function, receiver)) = bound_parts(callee) else { return Outcome::Slow };
        let Some(code) = ready_code(function, count + 1) else { return Outcome::Slow };
        if is_new_callee(&regs, code) || !has_room(base, vm) {
            return Outcome::Slow;
        }
        (*header(callee)).decrement();
        (*header(function)).increment();
        *base.sub(HEADER) = function;
        // The arguments make room for the object.
        let mut from = regs.sp;
        while from != base {
            keep_branch();
            from = from.sub(1);
            *from.add(1) = *from;
        }
        retain(receiver);
        *base = receiver;
        regs.sp = regs.sp.add(1);
        enter_at_once::<WORDS>(regs, base, code, 0, vm)
    },
    slow |cursor, vm| call_slow(cursor, vm));
operation!(
    /// `CALL_METHOD_BOUND` (`method, words, unbound, arguments -- result`)
    CallMethodBound,
    fast |regs, vm| {
        let count = regs.n() + 1;
        let base = regs.sp.sub(count);
        let callee = *base.sub(HEADER);
        if *base != UNBOUND {
            return Outcome::Slow;
        }
        let Some((function, receiver)) = bound_parts(callee) else { return Outcome::Slow };
        let Some(code) = ready_code(function, count) else { return Outcome::Slow };
        if is_new_callee(&regs, code) || !has_room(base, vm) {
            return Outcome::Slow;
        }
        (*header(callee)).decrement();
        (*header(function)).increment();
        *base.sub(HEADER) = function;
        retain(receiver);
        *base = receiver;
        enter_at_once::<WORDS>(regs, base, code, 0, vm)
    },
    slow |cursor, vm| call_method_slow(cursor, vm));

/// Makes an instance and enters the `__init__` of its class.
///
/// # Safety
///
/// As for `Operation::fast`, at `CALL_CLASS_PYTHON` or, with `DEFAULTS`, the form for defaults.
#[inline(always)]
unsafe fn construct<const DEFAULTS: bool>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: nothing is changed before the instance is there.
    unsafe {
        let count = regs.n();
        let base = regs.sp.sub(count);
        let callee = *base.sub(HEADER);
        if !is_class(callee) {
            return Outcome::Slow;
        }
        let class = header(callee).cast::<Object<Type>>();
        if (*class).payload.version() != regs.cache(0) {
            return Outcome::Slow;
        }
        let init = regs.cache64(2);
        #[cfg(debug_assertions)]
        compare_constructor(callee, Some(init), vm);
        let mut defaults = std::ptr::null();
        let mut missing = 0;
        let code = if DEFAULTS {
            let Some((function, code)) = function_code(init) else {
                return Outcome::Slow;
            };
            missing = ((*code).payload.ready_arguments.get() as usize).wrapping_sub(count + 1);
            defaults = last_defaults(function, missing);
            if defaults.is_null() {
                return Outcome::Slow;
            }
            code
        } else {
            match ready_code(init, count + 1) {
                Some(code) => code,
                None => return Outcome::Slow,
            }
        };
        // The instance takes the place of the class; the frame of `__init__` is built one word
        // above it, so that arguments move up by two words.
        let new_base = base.add(1);
        if !has_room(new_base, vm) {
            return Outcome::Slow;
        }
        let Some(instance) = heap::try_new_plain_instance(&*class) else {
            return Outcome::Slow;
        };
        let mut from = regs.sp;
        while from != base {
            keep_branch();
            from = from.sub(1);
            *from.add(2) = *from;
        }
        // The reference to the class that the callee word held now belongs to the instance.
        *base.sub(HEADER) = instance;
        (*header(instance)).increment();
        *new_base = instance;
        (*header(init)).increment();
        *new_base.sub(layout::CALLEE) = init;
        regs.sp = regs.sp.add(2);
        if DEFAULTS {
            push_words(&mut regs, defaults, missing);
        }
        enter_at_once::<WORDS>(regs, new_base, code, CONSTRUCTOR, vm)
    }
}

operation!(
    /// `CALL_CLASS_PYTHON` (`class, words, arguments -- instance`)
    CallClassPython,
    fast |regs, vm| construct::<false>(regs, vm),
    slow |cursor, vm| call_slow(cursor, vm));
operation!(
    /// `CALL_CLASS_PYTHON_DEFAULTS` (`class, words, arguments -- instance`)
    CallClassPythonDefaults,
    fast |regs, vm| construct::<true>(regs, vm),
    slow |cursor, vm| call_slow(cursor, vm));

operation!(
    /// `CALL_CLASS_PLAIN` (`class, words -- instance`)
    CallClassPlain,
    fast |regs, vm| {
        let base = regs.sp;
        let callee = *base.sub(HEADER);
        if !is_class(callee) {
            return Outcome::Slow;
        }
        let class = header(callee).cast::<Object<Type>>();
        if (*class).payload.version() != regs.cache(0) {
            return Outcome::Slow;
        }
        #[cfg(debug_assertions)]
        compare_constructor(callee, None, vm);
        #[cfg(not(debug_assertions))]
        let _ = vm;
        let Some(instance) = heap::try_new_plain_instance(&*class) else {
            return Outcome::Slow;
        };
        // The reference to the class that the callee word held now belongs to the instance.
        *base.sub(HEADER) = instance;
        let mut regs = regs;
        regs.sp = base.sub(HEADER - 1);
        Outcome::Next(regs.advance(WORDS))
    },
    slow |cursor, vm| call_slow(cursor, vm));

/// Calls what lies on the stack with `count` positional arguments and replaces all of it by the
/// result, or enters the callee's frame.
pub(super) fn call_slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let count = cursor.n();
    let callee = cursor.peek(count + HEADER).clone();
    specialize_call(&callee, count, cursor, vm);
    dispatch_call(callee, count, &[], cursor, vm)
}

/// Rewrites `CALL` to the form for this callee.
fn specialize_call(callee: &Value, count: usize, cursor: &mut Cursor, vm: &mut Vm) {
    let form = if let Some(function) = callee.downcast::<Function>() {
        python_form(function, count, FUNCTION_FORMS, cursor, vm)
    } else if let Some(class) = callee.downcast::<Type>() {
        specialize_class(class, count, cursor, vm)
    } else if callee.downcast::<NativeFunction>().is_some() {
        if vm.is_builtin_len(callee) && count == 1 {
            Some(Opcode::CallLen)
        } else if vm.is_builtin_isinstance(callee) && count == 2 {
            if cursor.opcode() != Opcode::CallIsinstance.byte() {
                // No answer is known.
                cursor.set_cache(0, 0);
            }
            Some(Opcode::CallIsinstance)
        } else {
            Some(Opcode::CallNative)
        }
    } else {
        bound_form(callee, count, Opcode::CallBoundMethod, cursor, vm)
    };
    note_specialization(form, Opcode::Call, cursor);
}

/// The form for a bound method of a Python function that takes just these arguments. Notes the callee.
fn bound_form(
    callee: &Value,
    count: usize,
    form: Opcode,
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> Option<Opcode> {
    let function = callee.downcast::<BoundMethod>()?.function();
    let function = function.downcast::<Function>()?.clone();
    if missing_arguments(&function, count + 1, vm)? > 0 {
        return None;
    }
    if cursor.opcode() != form.byte() {
        profile::forget_callees(cursor);
    }
    profile::note_callee(function.code(vm).number, cursor);
    Some(form)
}

/// Rewrites an instruction to the form found, or to its base.
pub(super) fn note_specialization(form: Option<Opcode>, base: Opcode, cursor: &mut Cursor) {
    // SAFETY: the opcode byte of the running copy.
    let current = unsafe { *cursor.at.cast::<u8>() };
    match form {
        Some(form) => cursor.rewrite(form),
        None if current != base.byte() => cursor.rewrite(base),
        None => {}
    }
}

/// The forms of calls of Python functions: with all arguments, with defaults, and of functions that
/// collect what else they are given.
const FUNCTION_FORMS: [Opcode; 3] = [
    Opcode::CallPython,
    Opcode::CallPythonDefaults,
    Opcode::CallPythonStar,
];
const METHOD_FORMS: [Opcode; 3] = [
    Opcode::CallMethodPython,
    Opcode::CallMethodPythonDefaults,
    Opcode::CallMethodPythonStar,
];

/// The form for calls of this function with `count` positional arguments, if it has one. Notes the
/// callee.
fn python_form(
    function: &Ref<Function>,
    count: usize,
    forms: [Opcode; 3],
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> Option<Opcode> {
    let form = match missing_arguments(function, count, vm) {
        Some(missing) => forms[usize::from(missing > 0)],
        None if can_collect(function, count, vm) => forms[2],
        None => return None,
    };
    if cursor.opcode() != form.byte() {
        profile::forget_callees(cursor);
    }
    profile::note_callee(function.code(vm).number, cursor);
    Some(form)
}

/// Links the code of a function if a call with `count` positional arguments needs no more than to
/// fill its locals, and says how many defaults that takes.
pub(super) fn missing_arguments(
    function: &Ref<Function>,
    count: usize,
    vm: &mut Vm,
) -> Option<usize> {
    let code = function.code(vm).clone();
    if code.simple_arguments == u32::MAX {
        return None;
    }
    let missing = (code.simple_arguments as usize).checked_sub(count)?;
    let defaults = function.defaults.get(vm).downcast::<Tuple>();
    let defaults = defaults.map_or(0, |defaults| defaults.length());
    (missing <= defaults && code.link(vm).is_ok()).then_some(missing)
}

fn specialize_class(
    class: &Ref<Type>,
    count: usize,
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> Option<Opcode> {
    if class.is(&vm.types.type_) {
        return (count == 1).then_some(Opcode::CallType);
    }
    if !class.is_heap_type() && class.class().is(&vm.types.type_) {
        return Some(Opcode::CallClassNative);
    }
    if count == 0 && makes_plain_instances(class, vm) && vm.has_plain_init(class) {
        let version = class.versioned(vm)?;
        cursor.set_cache(0, version);
        return Some(Opcode::CallClassPlain);
    }
    let function = python_init(class, vm)?;
    let missing = missing_arguments(&function, count + 1, vm)?;
    let version = class.versioned(vm)?;
    cursor.set_cache(0, version);
    cursor.set_cache64(2, function.as_value().bits());
    Some(match missing {
        0 => Opcode::CallClassPython,
        _ => Opcode::CallClassPythonDefaults,
    })
}

/// Calls `callee`, which lies below `count` arguments on the stack.
pub(super) fn dispatch_call(
    callee: Value,
    count: usize,
    names: &[Value],
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> PyResult<()> {
    if callee.has_payload::<Function>() {
        return enter_function(cursor, count, names, 0, vm);
    }
    if let Some(method) = callee.downcast::<BoundMethod>() {
        if method.function().has_payload::<Function>() {
            insert_self(
                method.function().clone(),
                method.receiver().clone(),
                count,
                cursor,
            );
            return enter_function(cursor, count + 1, names, 0, vm);
        }
    } else if let Some(class) = callee.downcast::<Type>() {
        if let Some(init) = python_init(class, vm)
            // SAFETY: that is what `python_init` makes sure of.
            && let Some(instance) = unsafe { heap::try_new_plain_instance(class.as_ptr().as_ref()) }
        {
            // SAFETY: the instance was just made, and its class, which is the callee, lies below the
            // arguments.
            unsafe { insert_instance(instance, init, count, cursor) };
            return enter_function(cursor, count + 1, names, CONSTRUCTOR, vm).inspect_err(|_| {
                drop(cursor.pop());
            });
        }
    } else if let Some(function) = python_call(&callee, vm) {
        insert_self(function, callee, count, cursor);
        return enter_function(cursor, count + 1, names, 0, vm);
    }
    let result = {
        let args = Args::new(cursor.top(count), names);
        callee.call(args, vm)
    };
    discard_call(cursor, count);
    cursor.push(result?);
    Ok(())
}

/// Puts another callee in place and a first argument in front of the others.
fn insert_self(function: Value, receiver: Value, count: usize, cursor: &mut Cursor) {
    drop(cursor.replace(count + HEADER, function));
    // SAFETY: frames leave room above the operand stack; the words move up by one.
    unsafe {
        let first = cursor.sp.sub(count);
        std::ptr::copy(first, first.add(1), count);
        *first = receiver.into_bits();
        cursor.sp = cursor.sp.add(1);
    }
}

/// As `call_slow`, for what `LOAD_METHOD` pushed.
pub(super) fn call_method_slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let count = cursor.n();
    let callee = cursor.peek(count + 1 + HEADER).clone();
    if cursor.peek(count + 1).is_unbound() {
        let form = specialize_unbound(&callee, count, cursor, vm);
        note_specialization(form, Opcode::CallMethod, cursor);
        remove_self(count, cursor);
        return dispatch_call(callee, count, &[], cursor, vm);
    }
    let form = if let Some(function) = callee.downcast::<Function>() {
        python_form(function, count + 1, METHOD_FORMS, cursor, vm)
    } else if callee.has_payload::<MethodDescriptor>() {
        if count == 1 && vm.is_list_append(&callee) {
            Some(Opcode::CallMethodListAppend)
        } else {
            Some(Opcode::CallMethodNative)
        }
    } else {
        None
    };
    note_specialization(form, Opcode::CallMethod, cursor);
    dispatch_call(callee, count + 1, &[], cursor, vm)
}

/// The form for a callee that takes no `self`, if it has one.
fn specialize_unbound(
    callee: &Value,
    count: usize,
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> Option<Opcode> {
    if let Some(function) = callee.downcast::<Function>() {
        if missing_arguments(function, count, vm)? > 0 {
            return None;
        }
        if cursor.opcode() != Opcode::CallMethodFunction.byte() {
            profile::forget_callees(cursor);
        }
        profile::note_callee(function.code(vm).number, cursor);
        return Some(Opcode::CallMethodFunction);
    }
    if callee.has_payload::<NativeFunction>() {
        return Some(Opcode::CallMethodFunctionNative);
    }
    bound_form(callee, count, Opcode::CallMethodBound, cursor, vm)
}

/// Puts an instance in the place of its class, which lies below the arguments as callee, and the call
/// of `__init__` above it.
///
/// # Safety
///
/// The instance has been made without counting its reference to the class: that of the callee becomes
/// its own.
unsafe fn insert_instance(instance: u64, init: Ref<Function>, count: usize, cursor: &mut Cursor) {
    // SAFETY: frames leave room above the operand stack; the words move up by two.
    unsafe {
        let base = cursor.sp.sub(count);
        std::ptr::copy(base, base.add(2), count);
        *base.sub(HEADER) = instance;
        let new_base = base.add(1);
        for index in 1..HEADER {
            *new_base.sub(index) = UNBOUND;
        }
        *new_base.sub(layout::CALLEE) = init.into_value().into_bits();
        (*header(instance)).increment();
        *new_base = instance;
        cursor.sp = cursor.sp.add(2);
    }
}

/// Whether calling a class allocates an instance and calls the class's `__init__`.
pub(super) fn makes_plain_instances(class: &Ref<Type>, vm: &mut Vm) -> bool {
    class.is_heap_type()
        && class.class().clone().has_plain_call(vm)
        && !class
            .flags()
            .intersects(TypeFlags::ABSTRACT | TypeFlags::DISALLOW_INSTANTIATION)
        && class.payload_info().type_id == std::any::TypeId::of::<Instance>()
        && class.layout().instance_size as usize <= heap::MAX_SMALL
        && vm.has_plain_new(class)
}

/// The `__init__` of a class written in Python, if instances of it are made by allocating and calling
/// that.
pub(super) fn python_init(class: &Ref<Type>, vm: &mut Vm) -> Option<Ref<Function>> {
    if !makes_plain_instances(class, vm) {
        return None;
    }
    let name = vm.names.__init__.clone();
    class.lookup(&name, vm)?.downcast::<Function>().cloned()
}

/// The function written in Python that calling an instance of a class written in Python calls.
fn python_call(callee: &Value, vm: &mut Vm) -> Option<Value> {
    let class = vm.class_of(callee);
    if !class.is_heap_type() {
        return None;
    }
    let class = class.clone();
    let name = vm.names.__call__.clone();
    let found = vm.lookup_cached(&class, &name)?;
    found.has_payload::<Function>().then_some(found)
}

/// Takes the "unbound" self out from below `count` arguments.
pub(super) fn remove_self(count: usize, cursor: &mut Cursor) {
    // SAFETY: the word is immediate; the arguments move down by one.
    unsafe {
        let first = cursor.sp.sub(count);
        std::ptr::copy(first, first.sub(1), count);
        cursor.sp = cursor.sp.sub(1);
    }
}

operation!(
    /// `CALL_METHOD_FUNCTION` (`callee, words, unbound, arguments -- result`)
    CallMethodFunction,
    fast |regs, vm| {
        let count = regs.n();
        let mut regs = regs;
        let base = regs.sp.sub(count + 1);
        let Some(code) = ready_code(*base.sub(HEADER), count) else { return Outcome::Slow };
        if *base != UNBOUND || is_new_callee(&regs, code) || !has_room(base, vm) {
            return Outcome::Slow;
        }
        // The arguments take the place of what is no `self`.
        let mut to = base;
        let last = regs.sp.sub(1);
        while to != last {
            keep_branch();
            *to = *to.add(1);
            to = to.add(1);
        }
        regs.sp = last;
        enter_at_once::<WORDS>(regs, base, code, 0, vm)
    },
    slow |cursor, vm| call_method_slow(cursor, vm));

operation!(
/// `MAKE_FUNCTION` (`code -- function`)
MakeFunction,
fast |regs, vm| {
    let code = regs.peek(1);
    if !is_object(code) || (*header(code)).shape() != ShapeId::CODE {
        return Outcome::Slow;
    }
    let Some(cell) = take_cell::<Function>(vm, 0) else { return Outcome::Slow };
    let running = *regs.fp.sub(layout::CALLEE) as *const Object<Function>;
    let payload = Function::plain(
        Ref::from_raw(NonNull::new_unchecked(header(code).cast())),
        (*running).payload.globals.clone(),
        (*running).payload.builtins.clone(),
    );
    *regs.sp.sub(1) = fill(cell, &(*vm).types.function, payload);
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let Ok(code) = cursor.pop().downcast_into::<Code>() else {
        return Err(vm.system_error("MAKE_FUNCTION without a code object"));
    };
    let globals = cursor.function().globals.clone();
    let builtins = cursor.function().builtins.clone();
    let function = Function::with_builtins(code, globals, builtins, vm);
    cursor.push(function.into_value());
    Ok(())
});

operation!(
/// `SET_FUNCTION_ATTRIBUTE` (`value, function -- function`)
SetFunctionAttribute,
fast |regs, _vm| {
    let (value, function) = (regs.peek(2), regs.peek(1));
    if !is_object(function) || (*header(function)).shape() != ShapeId::FUNCTION {
        return Outcome::Slow;
    }
    let payload = &(*header(function).cast::<Object<Function>>()).payload;
    let field = match regs.n() {
        1 => payload.defaults.as_ptr(),
        8 => payload.closure.as_ptr(),
        _ => return Outcome::Slow,
    };
    if (*field).bits() != NONE {
        return Outcome::Slow;
    }
    field.cast::<u64>().write(value);
    *regs.sp.sub(2) = function;
    regs.sp = regs.sp.sub(1);
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let function = cursor.pop();
    let value = cursor.pop();
    let Some(this) = function.downcast::<Function>() else {
        return Err(vm.system_error("SET_FUNCTION_ATTRIBUTE without a function"));
    };
    let field = match cursor.n() {
        1 => &this.defaults,
        2 => &this.details().keyword_defaults,
        8 => &this.closure,
        16 => &this.details().annotate,
        _ => return Err(vm.system_error("unknown function attribute")),
    };
    drop(field.replace(value, vm));
    cursor.push(function);
    Ok(())
});

operation!(
/// `CALL_INTRINSIC_1` (`value -- result`)
CallIntrinsic1,
slow_only |cursor, vm| {
    let value = cursor.pop();
    let result = crate::eval::intrinsics::call1(cursor.n(), value, cursor, vm)?;
    cursor.push(result);
    Ok(())
});

operation!(
/// `CALL_INTRINSIC_2` (`first, second -- result`)
CallIntrinsic2,
slow_only |cursor, vm| {
    let second = cursor.pop();
    let first = cursor.pop();
    let result = crate::eval::intrinsics::call2(cursor.n(), first, second, vm)?;
    cursor.push(result);
    Ok(())
});
