//! Building frames: what happens between a call instruction and the callee's first instruction.

use rpy_bytecode::CodeFlags;

use crate::builtins::code::Code;
use crate::builtins::function::Function;
use crate::eval::binding::bind_in_place;
use crate::eval::cursor::Cursor;
use crate::frame::layout::{self, HEADER};
use crate::function::args::Args;
use crate::function::arguments;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The `call` slot of functions.
pub(crate) fn function_call(callee: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let function = callee
        .downcast::<Function>()
        .expect("a slot is called with its own type");
    vm.call_python(function, args)
}

/// Arguments that a call may push on the value stack; more are bound from where they lie.
pub(crate) const MAX_PUSHED: usize = crate::frame::stack::RESERVE / 2;

/// Pushes a callee, the words behind it and arguments.
pub(crate) fn push_call(cursor: &mut Cursor, callee: Value, args: &[Value]) {
    cursor.push(callee);
    for _ in 1..HEADER {
        cursor.push(Value::UNBOUND);
    }
    for argument in args {
        cursor.push(argument.clone());
    }
}

/// Enters a function whose call lies on top of the stack: callee, words, `count` arguments, of
/// which the last are those named by `names`. On error the call is taken off the stack.
pub(crate) fn enter_function(
    cursor: &mut Cursor,
    count: usize,
    names: &[Value],
    flags: u64,
    vm: &mut Vm,
) -> PyResult<()> {
    match prepare(cursor, count, names, vm) {
        Ok(()) => {}
        Err(raised) => {
            // SAFETY: `prepare` leaves what it did not consume between callee and `sp`.
            let above = unsafe { cursor.sp.offset_from(callee_of(cursor, count)) };
            debug_assert!(above >= 0);
            discard_call(cursor, count);
            return Err(raised);
        }
    }
    // SAFETY: `prepare` left callee, words and all parameters on the stack and checked its room;
    // the code is linked.
    unsafe { start_frame(cursor, count, flags, vm) };
    Ok(())
}

/// Enters a function from Rust that takes just these arguments, if nothing else is to be looked at;
/// false if nothing has been done.
#[inline]
pub(crate) fn enter_simple(
    cursor: &mut Cursor,
    function: &Ref<Function>,
    args: &[Value],
    vm: &mut Vm,
) -> bool {
    let code = function.code(vm);
    let base = cursor.sp.wrapping_add(HEADER);
    if code.ready_arguments.get() as usize != args.len()
        || base >= vm.breaker.call_limit()
        || vm.thread.depth <= 0
        || vm.limits.counts_steps()
    {
        return false;
    }
    // SAFETY: below the limit there is room for the frame of code that is ready.
    unsafe {
        *base.sub(layout::CALLEE) = function.to_value().into_bits();
        *base.sub(layout::RETURN) = cursor.next as u64;
        *base.sub(layout::CALLER) = cursor.fp as u64;
        *base.sub(layout::CODE) = code.as_ptr().as_ptr() as u64;
        *base.sub(layout::FLAGS) = layout::ENTRY;
        for (index, argument) in args.iter().enumerate() {
            *base.add(index) = argument.clone().into_bits();
        }
        for slot in args.len()..code.local_count as usize {
            *base.add(slot) = Value::UNBOUND.bits();
        }
        cursor.fp = base;
        cursor.sp = base.add(code.local_count as usize);
        cursor.next = code.start.get();
    }
    vm.thread.depth -= 1;
    true
}

/// As [`enter_function`], for arguments that lie elsewhere and may be more than the value stack has
/// room for: only the parameters that they are bound to go there.
pub(crate) fn enter_function_with(
    cursor: &mut Cursor,
    function: &Ref<Function>,
    args: Args<'_>,
    flags: u64,
    vm: &mut Vm,
) -> PyResult<()> {
    let code = function.code(vm).clone();
    code.link(vm)?;
    let base = (cursor.sp as usize).wrapping_add(HEADER * 8);
    check_room(base, &code, vm)?;
    let bound = arguments::bind(function, &code, args, vm)?;
    let count = bound.len();
    push_call(cursor, function.to_value(), &[]);
    for value in bound {
        cursor.push(value);
    }
    // SAFETY: callee, words and all parameters were just pushed, there is room for the frame, and
    // the code is linked.
    unsafe { start_frame(cursor, count, flags, vm) };
    Ok(())
}

/// Makes a frame of a call on top of the stack: callee, words, and `count` words of which the first
/// are the parameters.
///
/// # Safety
///
/// That is what lies on the stack, above it is room for the frame, and the code is linked.
unsafe fn start_frame(cursor: &mut Cursor, count: usize, flags: u64, vm: &mut Vm) {
    // SAFETY: as promised by the caller.
    unsafe {
        let function = &*cursor.sp.sub(count + HEADER).cast::<Ref<Function>>();
        let code = function.code(vm).clone();
        let base = cursor.sp.sub(count);
        let parameters = code.source().parameter_count() as usize;
        for slot in parameters..code.local_count as usize {
            *base.add(slot) = Value::UNBOUND.bits();
        }
        if !code.source().flags.contains(CodeFlags::OPTIMIZED) {
            // Code of a module that was made a function: its names are globals.
            *base = function.globals.to_value().into_bits();
        }
        *base.sub(layout::RETURN) = cursor.next as u64;
        *base.sub(layout::CALLER) = cursor.fp as u64;
        *base.sub(layout::CODE) = code.as_ptr().as_ptr() as u64;
        *base.sub(layout::FLAGS) = flags;
        cursor.fp = base;
        cursor.sp = base.add(code.local_count as usize);
        cursor.next = if vm.instruments.is_active() {
            code.entry.get()
        } else {
            code.start.get()
        };
    }
    vm.thread.depth -= 1;
    if vm.limits.counts_steps() {
        vm.count_steps(1);
    }
}

/// Raises `RecursionError` if a frame of `code` does not fit at `base`.
fn check_room(base: usize, code: &Code, vm: &mut Vm) -> PyResult<()> {
    let room = base.wrapping_add(code.frame_words as usize * 8);
    if room >= vm.thread.limit as usize || vm.thread.depth <= 0 {
        return Err(vm.recursion_error("maximum recursion depth exceeded"));
    }
    Ok(())
}

fn callee_of(cursor: &Cursor, count: usize) -> *mut u64 {
    // SAFETY: the call lies on the stack.
    unsafe { cursor.sp.sub(count + HEADER) }
}

/// Takes a call off the stack: arguments, words and callee.
pub(crate) fn discard_call(cursor: &mut Cursor, count: usize) {
    cursor.drop_many(count);
    // SAFETY: callee and words lie there; the words are immediate.
    cursor.sp = unsafe { cursor.sp.sub(HEADER - 1) };
    drop(cursor.pop());
}

/// Links the code, checks the limits, and puts the arguments into the order of the parameters.
/// Leaves exactly the parameters in place of the arguments; `sp` stays.
fn prepare(cursor: &mut Cursor, count: usize, names: &[Value], vm: &mut Vm) -> PyResult<()> {
    // SAFETY: the call lies on the stack; its callee is a function.
    let (function, base) = unsafe {
        let base = cursor.sp.sub(count);
        ((*base.sub(HEADER).cast::<Ref<Function>>()).clone(), base)
    };
    let code = function.code(vm).clone();
    code.link(vm)?;
    check_room(base as usize, &code, vm)?;
    if names.is_empty() && code.simple_arguments as usize == count {
        return Ok(());
    }
    // SAFETY: the arguments lie between `base` and `sp`, and the room was checked.
    if unsafe { bind_in_place(&function, &code, base, count, names, vm) } {
        return Ok(());
    }
    // SAFETY: as above.
    let args = unsafe { std::slice::from_raw_parts(base.cast::<Value>(), count) };
    let bound = arguments::bind(&function, &code, Args::new(args, names), vm)?;
    // Parameters may be more than arguments: the room was checked above. The old arguments are
    // dropped before the words are overwritten.
    // SAFETY: each argument word is dropped once, then overwritten by a bound value.
    unsafe {
        for slot in 0..count {
            std::ptr::drop_in_place(base.add(slot).cast::<Value>());
            *base.add(slot) = Value::UNBOUND.bits();
        }
        for (slot, value) in bound.into_iter().enumerate() {
            *base.add(slot) = value.into_bits();
        }
    }
    Ok(())
}
