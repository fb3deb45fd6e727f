//! Leaving frames: by return, and by an exception in search of a handler.

use std::any::Any;

use rpy_bytecode::{ExceptionHandler, Opcode};

use crate::builtins::code::Code;
use crate::builtins::exceptions::BaseException;
use crate::eval::cursor::Cursor;
use crate::eval::dispatch::HALT_CODE;
use crate::eval::{attribute_context, generators, special_methods, traced};
use crate::frame::layout::{
    self, CALLEE, CALLER, CONSTRUCTOR, ENTRY, FLAG_BITS, GENERATOR, OBSERVED, OPERATOR, RETURN,
    STEPS,
};
use crate::instrument::Event;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// Goes on at the handler for `raised`: in this frame, in one that called it, or, where the run
/// was entered from Rust, by ending the run.
#[cold]
#[inline(never)]
pub(crate) fn unwind(raised: Raised, cursor: &mut Cursor, vm: &mut Vm) {
    let exception = raised.into_exception();
    vm.told_of_memory(&exception);
    let reraising = std::mem::replace(&mut vm.thread.reraising, false);
    // What comes out of a frame got its context where it was raised.
    if !reraising && exception.traceback.get(vm).is_none() {
        let handled = vm.thread.topmost_handled();
        vm.set_context(&exception, handled);
    }
    search(exception, reraising, cursor, vm);
}

/// As [`unwind`], for an exception that is thrown into the generator whose frame is running: its
/// context is what the generator itself handles, not what its caller does.
pub(crate) fn unwind_thrown(raised: Raised, cursor: &mut Cursor, vm: &mut Vm) {
    let mut exception = raised.into_exception();
    let handled = vm.thread.handled.clone();
    vm.set_context(&exception, handled);
    if vm.instruments.watches_exceptions() {
        let offset = cursor.offset();
        cursor.sync(vm);
        exception = traced::send_exception(Event::PyThrow, exception, cursor, offset, vm);
    }
    search(exception, false, cursor, vm);
}

/// Goes on at the handler for `exception`. When it is raised again, the running frame is in its
/// traceback already.
fn search(
    mut exception: Ref<BaseException>,
    mut reraising: bool,
    cursor: &mut Cursor,
    vm: &mut Vm,
) {
    cursor.sync(vm);
    loop {
        let offset = cursor.offset();
        if !std::mem::replace(&mut reraising, false) {
            vm.add_traceback(&exception, cursor, offset);
            if vm.instruments.watches_exceptions() {
                exception = traced::raised(exception, false, cursor, vm);
            }
        } else if vm.instruments.watches_exceptions() {
            exception = traced::raised(exception, true, cursor, vm);
        }
        let handler = find_handler(cursor.code(), offset);
        if let Some(handler) = handler.filter(|_| !vm.limits.is_ending()) {
            let origin = raised_at(cursor, offset);
            enter_handler(&handler, &exception, origin, cursor);
            if vm.instruments.watches_exceptions()
                && let Err(raised) = traced::handled(&exception, cursor, vm)
            {
                exception = raised.into_exception();
                continue;
            }
            return;
        }
        let offset = raised_at(cursor, offset);
        // The frame shows that place from now on.
        cursor.at = cursor.code().entry.get().cast_const().wrapping_add(offset);
        if vm.instruments.watches_exceptions() {
            exception = traced::send_exception(Event::PyUnwind, exception, cursor, offset, vm);
        }
        let flags = cursor.flags();
        if flags & GENERATOR != 0 {
            generators::finish(cursor, vm);
        }
        let is_called = flags & (ENTRY | GENERATOR | CONSTRUCTOR | OPERATOR) == 0;
        let object_read = is_called
            .then(|| attribute_context::object_read(&exception, cursor, vm))
            .flatten();
        leave(cursor, vm);
        if flags & ENTRY != 0 {
            // SAFETY: leaving put `sp` on the callee word, whose reference is given up.
            drop(unsafe { Value::from_bits(*cursor.sp) });
            cursor.next = HALT_CODE.as_ptr();
            vm.thread.raised = Some(Raised::new(exception));
            return;
        }
        // SAFETY: as above.
        drop(unsafe { Value::from_bits(*cursor.sp) });
        if flags & CONSTRUCTOR != 0 {
            // The instance under construction lies below the frame.
            drop(cursor.pop());
        }
        if flags & (STEPS | GENERATOR) == STEPS
            && exception
                .class()
                .is_subclass_of(&vm.types.exceptions.stop_iteration, vm)
        {
            special_methods::end_loop(cursor);
            return;
        }
        // The call that raised is the instruction before the one the caller would go on with; any
        // of its words will do for the tables.
        cursor.at = cursor.next.wrapping_sub(1);
        cursor.sync(vm);
        if let Some(object) = object_read {
            attribute_context::note(&exception, object, cursor, vm);
        }
    }
}

/// Where the exception was raised that comes from the word `offset`: a `RERAISE` at the end of a block that
/// cleans up knows.
fn raised_at(cursor: &Cursor, offset: usize) -> usize {
    let code = cursor.code();
    let Some(&word) = code.source().instructions.get(offset) else {
        return offset;
    };
    if word.opcode() != Some(Opcode::Reraise) || word.n() == 0 {
        return offset;
    }
    let known = cursor.peek(word.n() as usize).as_small_int();
    match known.and_then(|known| usize::try_from(known).ok()) {
        Some(known) if known < code.source().instructions.len() => known,
        _ => offset,
    }
}

/// Finds the exception handler that covers the word `offset`.
pub(crate) fn find_handler(code: &Code, offset: usize) -> Option<ExceptionHandler> {
    let table = &code.source().exception_table;
    let behind = table.partition_point(|handler| handler.start as usize <= offset);
    let handler = table.get(behind.checked_sub(1)?)?;
    (offset < handler.end as usize).then_some(*handler)
}

fn enter_handler(
    handler: &ExceptionHandler,
    exception: &Ref<BaseException>,
    offset: usize,
    cursor: &mut Cursor,
) {
    let locals = cursor.code().local_count as usize;
    // SAFETY: the operand stack starts behind the locals; the verifier checked that it is at
    // least as deep here as the handler says.
    let floor = unsafe { cursor.fp.add(locals + handler.depth as usize) };
    while cursor.sp > floor {
        drop(cursor.pop());
    }
    if handler.push_offset {
        cursor.push(Value::from_usize(offset));
    }
    cursor.push(exception.to_value());
    // SAFETY: the verifier checked the target.
    cursor.next = unsafe { cursor.code().entry.get().add(handler.target as usize) };
}

/// Leaves the running frame: drops its operands and locals and restores the caller's registers.
/// `sp` then points to the callee word, which still owns its reference.
pub(crate) fn leave(cursor: &mut Cursor, vm: &mut Vm) {
    if cursor.flags() & (OBSERVED | GENERATOR) == OBSERVED {
        vm.detach_frame_object(cursor);
    }
    let fp = cursor.fp;
    while cursor.sp > fp {
        drop(cursor.pop());
    }
    // SAFETY: the header lies below `fp`.
    unsafe {
        cursor.next = *fp.sub(RETURN) as *const u32;
        cursor.fp = *fp.sub(CALLER) as *mut u64;
        cursor.sp = fp.sub(CALLEE);
    }
    vm.thread.depth += 1;
}

/// Returns `result` from the running frame, whatever its flags.
pub(crate) fn return_value(result: Value, cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let flags = cursor.flags();
    if flags & CONSTRUCTOR != 0 && !result.is_none() {
        let found = result.type_name(vm);
        return Err(vm.type_error(format!("__init__() should return None, not '{found}'")));
    }
    if flags & GENERATOR != 0 {
        return generators::return_value(result, cursor, vm);
    }
    leave(cursor, vm);
    // SAFETY: `sp` points to the callee word, whose reference is given up.
    let callee = unsafe { Value::from_bits(*cursor.sp) };
    if flags & OPERATOR != 0 {
        drop(callee);
        return special_methods::finish(result, flags, cursor, vm);
    }
    if flags & ENTRY != 0 {
        vm.thread.result = Some(Step::End(result));
        cursor.next = HALT_CODE.as_ptr();
    } else if flags & CONSTRUCTOR == 0 {
        cursor.push(result);
    }
    drop(callee);
    Ok(())
}

/// The generator whose frame this is.
pub(crate) fn generator_of(flags: u64) -> *mut crate::object::header::Header {
    debug_assert!(flags & GENERATOR != 0);
    crate::eval::operation::header(flags & !FLAG_BITS)
}

impl Vm {
    /// Sets the implicit `__context__` of an exception that is raised while `handled`, an exception or
    /// None, is.
    /// Source: <https://docs.python.org/3.14/reference/simple_stmts.html#the-raise-statement>
    pub(crate) fn set_context(&mut self, exception: &Ref<BaseException>, handled: Value) {
        if handled.is_none() || exception.is_value(&handled) {
            return;
        }
        // Take the exception out of the chain of the handled one, so that there is no cycle.
        let mut link = handled.clone();
        // A program can make a cycle of its own: `slow` follows at half the pace and is met there.
        let mut slow = link.clone();
        let mut steps = 0_usize;
        while let Some(current) = link.downcast::<BaseException>().cloned() {
            let next = current.context.cloned(self);
            if exception.is_value(&next) {
                current.context.replace(Value::NONE, self);
                break;
            }
            if next.is(&slow) {
                break;
            }
            if steps % 2 == 1
                && let Some(behind) = slow.downcast::<BaseException>()
            {
                slow = behind.context.cloned(self);
            }
            steps += 1;
            link = next;
        }
        exception.context.replace(handled, self);
    }

    /// Gives an exception without traceback an entry for the running function, if there is one.
    pub(crate) fn complete_traceback(&mut self, exception: &Ref<BaseException>) {
        if !exception.traceback(self).is_none() {
            return;
        }
        if let Some(cursor) = self.cursor_at(0) {
            // Before its first instruction, a function has none behind it.
            let offset = cursor.offset();
            let is_known = offset < cursor.code().source().instructions.len();
            self.add_traceback(exception, &cursor, if is_known { offset } else { 0 });
        }
    }

    /// Puts an entry for the running frame in front of the exception's traceback.
    fn add_traceback(&mut self, exception: &Ref<BaseException>, cursor: &Cursor, offset: usize) {
        let frame = self.frame_object(cursor);
        let next = exception.traceback.cloned(self);
        let traceback =
            crate::builtins::exceptions::Traceback::new(frame, None, offset as u32, next, self);
        exception.traceback.replace(traceback.into_value(), self);
    }
}

/// Turns a panic of native code into `SystemError`.
#[cold]
pub(crate) fn panicked(panic: Box<dyn Any + Send>, vm: &mut Vm) -> Raised {
    let text = if let Some(text) = panic.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text.clone()
    } else {
        "unknown".to_owned()
    };
    vm.system_error(format!("internal error, please report it: {text}"))
}

const _: () = assert!(layout::HEADER == CALLEE);
