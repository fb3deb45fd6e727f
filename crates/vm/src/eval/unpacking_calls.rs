//! Calls of functions that collect arguments, and calls that unpack them.

use rpy_bytecode::Opcode;
use smallvec::SmallVec;

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::eval::call::{MAX_PUSHED, enter_function_with, push_call};
use crate::eval::calls::{
    call_method_slow, call_slow, dispatch_call, missing_arguments, note_specialization,
};
use crate::eval::collections::merge_keywords;
use crate::eval::cursor::Cursor;
use crate::eval::entering::{
    WORDS, enter_at_once, function_code, has_room, is_new_callee, last_defaults, push_words,
};
use crate::eval::operation::{
    Outcome, Regs, header, is_object, keep_branch, move_words, operation, retain,
};
use crate::frame::layout::HEADER;
use crate::function::args::Args;
use crate::object::fresh::{fill, give_back, take_cell};
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::value::{UNBOUND, Value};
use crate::result::PyResult;
use crate::vm::Vm;

/// What a call of a function that collects arguments adds to those that have a parameter.
struct Collected {
    /// Of the parameters that have an argument.
    bound: usize,
    /// Of those that take their default.
    missing: usize,
    defaults: *const u64,
    /// The tuple of `*args`, filled by the caller if it is not empty.
    rest: u64,
    /// Where the items of `rest` go.
    items: *mut u64,
    /// The dict of `**kwargs`; "unbound" if there is no such parameter.
    keywords: u64,
}

/// Makes what a function with `*args` collects from `count` positional arguments, if that takes no
/// more than cells that are at hand. Nothing has changed otherwise.
///
/// # Safety
///
/// As for `Operation::fast`; the function is live, and `code` is its code.
#[inline(always)]
unsafe fn collect(
    function: *const Object<Function>,
    code: *const Object<Code>,
    count: usize,
    vm: *mut Vm,
) -> Option<Collected> {
    // SAFETY: as promised by the caller; the cells are filled here.
    unsafe {
        let positional = (*code).payload.ready_star.get();
        if positional == u32::MAX {
            return None;
        }
        let positional = positional as usize;
        let bound = if count < positional {
            count
        } else {
            positional
        };
        let missing = positional - bound;
        let mut defaults = std::ptr::null();
        if missing > 0 {
            defaults = last_defaults(function, missing);
            if defaults.is_null() {
                return None;
            }
        }
        let mut dict = std::ptr::null_mut();
        if (*code).payload.takes_names {
            dict = take_cell::<Dict>(vm, 0)?;
        }
        let surplus = count - bound;
        let (rest, items) = if surplus == 0 {
            let Some(empty) = &(*vm).empty_tuple else {
                if !dict.is_null() {
                    give_back(dict, 0, vm);
                }
                return None;
            };
            let empty = empty.as_value().bits();
            retain(empty);
            (empty, std::ptr::null_mut())
        } else {
            let tail = surplus * size_of::<Value>();
            let Some(cell) = take_cell::<Tuple>(vm, tail) else {
                if !dict.is_null() {
                    give_back(dict, 0, vm);
                }
                return None;
            };
            let tuple = fill(cell, &(*vm).types.tuple, Tuple::of_length(surplus));
            (tuple, cell.add(1).cast())
        };
        let mut keywords = UNBOUND;
        if !dict.is_null() {
            keywords = fill(dict, &(*vm).types.dict, Dict::empty());
        }
        Some(Collected {
            bound,
            missing,
            defaults,
            rest,
            items,
            keywords,
        })
    }
}

/// Pushes what follows the arguments that have a parameter.
///
/// # Safety
///
/// They lie on the stack, and there is room for a frame of the code.
#[inline(always)]
unsafe fn push_collected(regs: &mut Regs, collected: &Collected) {
    // SAFETY: as promised by the caller; the tuple and the dict are the stack's then.
    unsafe {
        push_words(regs, collected.defaults, collected.missing);
        regs.push(collected.rest);
        if collected.keywords != UNBOUND {
            regs.push(collected.keywords);
        }
    }
}

/// Enters the function at `base - 5`, which collects some of the `count` arguments from `base` on.
///
/// # Safety
///
/// As for `Operation::fast`, at a call of [`WORDS`] words.
#[inline(always)]
unsafe fn enter_collecting(mut regs: Regs, base: *mut u64, count: usize, vm: *mut Vm) -> Outcome {
    // SAFETY: room is looked for before anything is written.
    unsafe {
        let Some((function, code)) = function_code(*base.sub(HEADER)) else {
            return Outcome::Slow;
        };
        if is_new_callee(&regs, code) || !has_room(base, vm) {
            return Outcome::Slow;
        }
        let Some(collected) = collect(function, code, count, vm) else {
            return Outcome::Slow;
        };
        let end = regs.sp;
        regs.sp = base.add(collected.bound);
        move_words(regs.sp, end, collected.items);
        push_collected(&mut regs, &collected);
        enter_at_once::<WORDS>(regs, base, code, 0, vm)
    }
}

operation!(
    /// `CALL_PYTHON_STAR` (`callee, words, arguments -- result`)
    CallPythonStar,
    fast |regs, vm| {
        let count = regs.n();
        enter_collecting(regs, regs.sp.sub(count), count, vm)
    },
    slow |cursor, vm| call_slow(cursor, vm));
operation!(
    /// `CALL_METHOD_PYTHON_STAR` (`callee, words, self, arguments -- result`)
    CallMethodPythonStar,
    fast |regs, vm| {
        let count = regs.n() + 1;
        let base = regs.sp.sub(count);
        if *base == UNBOUND {
            return Outcome::Slow;
        }
        enter_collecting(regs, base, count, vm)
    },
    slow |cursor, vm| call_method_slow(cursor, vm));

operation!(
    /// `CALL_FUNCTION_EX_PYTHON` (`callee, words, args, kwargs -- result`)
    CallFunctionExPython,
    fast |regs, vm| {
        let base = regs.sp.sub(2);
        let (arguments, keywords) = (regs.peek(2), regs.peek(1));
        let Some((function, code)) = function_code(*base.sub(HEADER)) else {
            return Outcome::Slow;
        };
        // Neither may be freed here.
        if !is_object(arguments)
            || (*header(arguments)).shape() != ShapeId::TUPLE
            || (*header(arguments)).refcount() == 1
        {
            return Outcome::Slow;
        }
        if keywords != UNBOUND && !is_empty_and_shared(keywords) {
            return Outcome::Slow;
        }
        if !has_room(base, vm) {
            return Outcome::Slow;
        }
        let tuple = header(arguments).cast::<Object<Tuple>>();
        let count = (*tuple).payload.length();
        let items = tuple.add(1).cast::<u64>().cast_const();
        let ready = (*code).payload.ready_arguments.get();
        let mut regs = regs;
        if ready != u32::MAX {
            let ready = ready as usize;
            if count > ready {
                return Outcome::Slow;
            }
            let missing = ready - count;
            let mut defaults = std::ptr::null();
            if missing > 0 {
                defaults = last_defaults(function, missing);
                if defaults.is_null() {
                    return Outcome::Slow;
                }
            }
            regs.sp = base;
            push_words(&mut regs, items, count);
            push_words(&mut regs, defaults, missing);
        } else {
            let Some(collected) = collect(function, code, count, vm) else {
                return Outcome::Slow;
            };
            let mut from = items.add(collected.bound);
            let mut to = collected.items;
            let end = items.add(count);
            while from != end {
                keep_branch();
                retain(*from);
                *to = *from;
                to = to.add(1);
                from = from.add(1);
            }
            regs.sp = base;
            push_words(&mut regs, items, collected.bound);
            push_collected(&mut regs, &collected);
        }
        (*header(arguments)).decrement();
        if keywords != UNBOUND {
            (*header(keywords)).decrement();
        }
        enter_at_once::<1>(regs, base, code, 0, vm)
    },
    slow |cursor, vm| CallFunctionEx::slow(cursor, vm));

/// Whether a word is a dict without items that has another reference.
///
/// # Safety
///
/// As for `Operation::fast`; the word is live.
#[inline(always)]
unsafe fn is_empty_and_shared(word: u64) -> bool {
    // SAFETY: an object with the shape of dicts is one.
    unsafe {
        is_object(word)
            && (*header(word)).shape() == ShapeId::DICT
            && (*header(word)).refcount() > 1
            && (*(*header(word).cast::<Object<Dict>>()).payload.table_ptr()).len() == 0
    }
}

/// Links the code of a function that collects arguments if a call with `count` positional arguments
/// leaves no parameter empty.
pub(super) fn can_collect(function: &Ref<Function>, count: usize, vm: &mut Vm) -> bool {
    let code = function.code(vm).clone();
    if code.star_arguments == u32::MAX {
        return false;
    }
    let missing = (code.star_arguments as usize).saturating_sub(count);
    let defaults = function.defaults.get(vm).downcast::<Tuple>();
    missing <= defaults.map_or(0, |defaults| defaults.length()) && code.link(vm).is_ok()
}

/// The form for unpacking `count` arguments for this callee, if it has one.
fn specialize(callee: &Value, count: usize, vm: &mut Vm) -> Option<Opcode> {
    let function = callee.downcast::<Function>()?;
    let fits = missing_arguments(function, count, vm).is_some() || can_collect(function, count, vm);
    fits.then_some(Opcode::CallFunctionExPython)
}

/// Puts a dict in place of what a call's only `**` unpacks, if it is none, or Python code will run
/// before its items are looked at.
fn prepare_keywords(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let mapping = cursor.peek(1);
    let is_plain = |value: &Value, class: &Ref<Type>| vm.class_of(value).is(class);
    if mapping.is_unbound()
        || is_plain(cursor.peek(2), &vm.types.tuple) && is_plain(mapping, &vm.types.dict)
    {
        return Ok(());
    }
    let mapping = mapping.clone();
    let callee = cursor.peek(HEADER + 2).clone();
    let dict = Dict::new(vm);
    merge_keywords(&dict, &mapping, &callee, vm)?;
    drop(cursor.replace(1, dict.into_value()));
    Ok(())
}

/// The items of the only `*` argument of a call.
fn star_argument(iterable: &Value, callee: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    match vm.collect(iterable) {
        Ok(items) => Ok(Tuple::new(items, vm)),
        Err(raised) => {
            let iterates = vm.class_of(iterable).slots(vm).iter.is_some();
            let type_error = vm.types.exceptions.type_error.clone();
            if iterates || !raised.is_instance(&type_error, vm) {
                return Err(raised);
            }
            let (callee, class) = (vm.callee_name(callee), iterable.type_name(vm));
            Err(vm.type_error(format!(
                "{callee} argument after * must be an iterable, not {class}"
            )))
        }
    }
}

/// Calls with so many arguments that the value stack is no place for them.
#[cold]
fn call_with_many(
    callee: Value,
    positional: &Ref<Tuple>,
    keywords: Option<&Ref<Dict>>,
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> PyResult<()> {
    cursor.sync(vm);
    let mut names = Vec::new();
    let mut values = Vec::new();
    let all = match keywords {
        Some(dict) if dict.table(vm).len() > 0 => {
            values.extend_from_slice(positional.as_slice());
            for entry in dict.table(vm).iter() {
                names.push(entry.key.clone());
                values.push(entry.value.clone());
            }
            &values[..]
        }
        _ => positional.as_slice(),
    };
    if !names.iter().all(Value::has_payload::<Str>) {
        return Err(vm.type_error("keywords must be strings"));
    }
    let args = Args::new(all, &names);
    if let Some(function) = callee.downcast::<Function>() {
        return enter_function_with(cursor, function, args, 0, vm);
    }
    let result = callee.call(args, vm)?;
    cursor.push(result);
    Ok(())
}

operation!(
/// `CALL_FUNCTION_EX` (`callee, words, args, kwargs -- result`)
CallFunctionEx,
slow_only |cursor, vm| {
    prepare_keywords(cursor, vm)?;
    if !vm.class_of(cursor.peek(2)).is(&vm.types.tuple) {
        let iterable = cursor.peek(2).clone();
        let callee = cursor.peek(HEADER + 2).clone();
        let arguments = star_argument(&iterable, &callee, vm)?;
        drop(cursor.replace(2, arguments.into_value()));
    }
    let keywords = cursor.pop();
    let positional = cursor.pop();
    // SAFETY: callee and words lie on the stack; the words are immediate.
    cursor.sp = unsafe { cursor.sp.sub(HEADER - 1) };
    let callee = cursor.pop();
    let Some(positional) = positional.downcast::<Tuple>() else {
        return Err(vm.system_error("positional arguments are no tuple"));
    };
    let keywords = keywords.downcast::<Dict>();
    let keyword_count = keywords.map_or(0, |dict| dict.table(vm).len());
    let mut count = positional.length();
    if count + keyword_count > MAX_PUSHED {
        return call_with_many(callee, positional, keywords, cursor, vm);
    }
    let mut names = SmallVec::<[Value; 8]>::new();
    if let Some(dict) = keywords {
        names.extend(dict.table(vm).iter().map(|entry| entry.key.clone()));
        if !names.iter().all(Value::has_payload::<Str>) {
            return Err(vm.type_error("keywords must be strings"));
        }
    }
    push_call(cursor, callee.clone(), positional.as_slice());
    if let Some(dict) = keywords {
        for entry in dict.table(vm).iter() {
            cursor.push(entry.value.clone());
            count += 1;
        }
    }
    let form = specialize(&callee, positional.length(), vm);
    note_specialization(form, Opcode::CallFunctionEx, cursor);
    cursor.sync(vm);
    dispatch_call(callee, count, &names, cursor, vm)
});
