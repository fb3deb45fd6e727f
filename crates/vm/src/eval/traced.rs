//! Running instructions while some tool has events. See docs/instrumentation.md.
//!
//! The table of handlers is another one then: every instruction comes by here. Those without a mark go
//! on to their usual handler.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rpy_bytecode::Opcode;

use crate::builtins::code::Code;
use crate::builtins::descriptors::BoundMethod;
use crate::builtins::exceptions::BaseException;
use crate::builtins::function::Function;
use crate::builtins::generator::Generator;
use crate::builtins::list::List;
use crate::builtins::tuple::Tuple;
use crate::eval::cursor::Cursor;
use crate::eval::operation::{Operation, Regs};
use crate::eval::{dispatch, operations, run, unwind};
use crate::frame::layout::{self, HEADER};
use crate::instrument::{ENTRY, EVENT, Event, INSTRUCTION, LINE, NOTE, SLOW, is_branch, shown};
use crate::object::reference::{Object, Ref};
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// How an instruction goes on after its events.
enum Next {
    /// It has yet to be carried out.
    Run,
    /// It was, or control goes on elsewhere.
    Done,
}

/// Whether an instruction is none of tracing's business.
///
/// # Safety
///
/// The registers are those of a frame at an instruction; nobody else uses the VM.
#[inline(always)]
pub(super) unsafe fn is_plain(pc: *const u32, fp: *mut u64, vm: *mut Vm) -> bool {
    // SAFETY: the code word of a frame points to its linked code; the marks change only where the VM
    // is borrowed.
    unsafe {
        if (*vm).thread.trace.depth > 0 {
            return true;
        }
        let code = &(*(*fp.sub(layout::CODE) as *const Object<Code>)).payload;
        let Some(events) = code.events.get() else {
            return false;
        };
        if events.version.get() != (*vm).instruments.version() {
            return false;
        }
        let marks = &*events.marks.as_ptr();
        let offset = (pc as usize - code.entry.get() as usize) / size_of::<u32>();
        marks.get(offset).is_none_or(|mark| *mark == 0) && !leaves(*pc)
    }
}

/// Whether an instruction leaves its frame: its fast path might carry out an instruction of the caller.
const fn leaves(word: u32) -> bool {
    let byte = word as u8;
    byte == Opcode::ReturnValue.byte()
        || byte == Opcode::ReturnFast.byte()
        || byte == Opcode::ReturnConst.byte()
        || byte == Opcode::YieldValue.byte()
        || byte == Opcode::ReturnGenerator.byte()
}

/// Whether an operation's fast path does all, or all but what fails, and carries out no other
/// instruction.
pub(super) const fn is_simple(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::Copy
            | Opcode::Swap
            | Opcode::PushUnbound
            | Opcode::LoadFast
            | Opcode::LoadFastCheck
            | Opcode::LoadFastAndClear
            | Opcode::StoreFast
            | Opcode::LoadFastLoadFast
            | Opcode::StoreFastLoadFast
            | Opcode::StoreFastStoreFast
            | Opcode::LoadConst
            | Opcode::LoadSmallInt
            | Opcode::PrepareCall
            | Opcode::PopJumpIfNone
            | Opcode::PopJumpIfNotNone
    )
}

/// Sends the events of an instruction, carries it out, and leaves the registers to go on with in the VM.
///
/// # Safety
///
/// The registers are those of a frame at an instruction.
#[inline(never)]
pub(super) unsafe extern "C" fn run_traced(
    pc: *const u32,
    sp: *mut u64,
    fp: *mut u64,
    vm: *mut Vm,
) {
    // SAFETY: the handler gave its registers, and holds no other reference to the VM.
    let (vm, opcode) = unsafe { (&mut *vm, Opcode::of_word(*pc)) };
    let opcode = opcode.expect("the verifier lets no unknown opcode pass");
    // SAFETY: as above.
    let mut cursor = unsafe { Cursor::new(Regs { pc, sp, fp }, opcode.words() as usize) };
    vm.thread.enter_slow(&cursor);
    let result = catch_unwind(AssertUnwindSafe(|| step(&mut cursor, opcode, vm)));
    match result {
        Ok(Ok(Next::Run)) => {
            // SAFETY: nothing has changed but, it may be, the form of the instruction.
            unsafe { dispatch::unfolded(*pc)(pc, sp, fp, vm) };
            return;
        }
        Ok(Ok(Next::Done)) => {}
        Ok(Err(raised)) => unwind::unwind(raised, &mut cursor, vm),
        Err(panic) => {
            let raised = unwind::panicked(panic, vm);
            unwind::unwind(raised, &mut cursor, vm);
        }
    }
    if vm.attention() {
        run::attend(&mut cursor, vm);
    }
    vm.thread.saved = cursor.registers();
}

/// Sends the events of the instruction, and carries it out where events follow that.
fn step(cursor: &mut Cursor, opcode: Opcode, vm: &mut Vm) -> PyResult<Next> {
    if vm.thread.trace.depth > 0 {
        return Ok(Next::Run);
    }
    let code = cursor.code().clone();
    vm.update_marks(&code);
    let offset = cursor.offset();
    let Some((mark, line)) = vm.mark_at(&code, offset) else {
        return Ok(Next::Run);
    };
    if mark & !SLOW == 0 {
        return Ok(Next::Run);
    }
    let opcode = opcode.base().unwrap_or(opcode);
    if opcode == Opcode::Resume {
        resume(cursor, offset, line, vm)?;
        return Ok(Next::Run);
    }
    let mut line_was_told = false;
    if mark & (LINE | NOTE) != 0 && vm.thread.trace.enter_line(cursor.fp, line) && mark & LINE != 0
    {
        line_was_told = true;
        let line = Value::from_usize(line as usize);
        if mark & ENTRY == 0 {
            vm.send_event(Event::Line, cursor, offset, &[line])?;
        } else {
            vm.send_entry_line(cursor, offset, &[line])?;
        }
        if vm.take_jump(cursor) {
            return Ok(Next::Done);
        }
    }
    if mark & INSTRUCTION != 0 {
        vm.send_event(Event::Instruction, cursor, offset, &[])?;
    }
    if mark & EVENT == 0 {
        return Ok(Next::Run);
    }
    match opcode {
        Opcode::ReturnValue => send_value(Event::PyReturn, cursor.peek(1).clone(), cursor, vm),
        Opcode::ReturnFast => {
            let value = cursor.local(cursor.n()).clone();
            send_value(Event::PyReturn, value, cursor, vm)
        }
        Opcode::ReturnConst => {
            let value = cursor.constant(cursor.n()).clone();
            send_value(Event::PyReturn, value, cursor, vm)
        }
        Opcode::YieldValue => send_value(Event::PyYield, cursor.peek(1).clone(), cursor, vm),
        Opcode::Call
        | Opcode::CallMethod
        | Opcode::CallKw
        | Opcode::CallMethodKw
        | Opcode::CallFunctionEx => call(opcode, cursor, vm),
        Opcode::Jump => {
            let target = offset_of(jump_target(cursor), cursor);
            vm.send_event(Event::Jump, cursor, offset, &[shown(target)])?;
            if target <= offset && vm.turn_line(cursor, offset, target)? {
                return Ok(Next::Done);
            }
            Ok(Next::Run)
        }
        Opcode::ForIter | Opcode::ForIterBack => {
            if opcode == Opcode::ForIterBack {
                vm.send_event(Event::Jump, cursor, offset, &[shown(offset)])?;
                if !line_was_told && vm.turn_line(cursor, offset, offset)? {
                    return Ok(Next::Done);
                }
            }
            iterate(opcode, cursor, vm)
        }
        _ if is_branch(opcode) => branch(opcode, cursor, vm),
        _ => Ok(Next::Run),
    }
}

/// A frame begins or goes on.
fn resume(cursor: &Cursor, offset: usize, line: u32, vm: &mut Vm) -> PyResult<()> {
    vm.thread.trace.forget_line(cursor.fp);
    if cursor.n() == 0 {
        return vm.send_event(Event::PyStart, cursor, offset, &[]);
    }
    vm.thread.trace.enter_line(cursor.fp, line);
    vm.send_event(Event::PyResume, cursor, offset, &[])
}

fn send_value(event: Event, value: Value, cursor: &Cursor, vm: &mut Vm) -> PyResult<Next> {
    vm.send_event(event, cursor, cursor.offset(), &[value])?;
    Ok(Next::Run)
}

/// Where the instruction jumps to.
fn jump_target(cursor: &Cursor) -> *const u32 {
    let bytes = cursor.signed_n() as isize;
    cursor.next.wrapping_byte_offset(bytes)
}

fn offset_of(pc: *const u32, cursor: &Cursor) -> usize {
    let entry = cursor.code().entry.get().cast_const();
    (pc as usize).wrapping_sub(entry as usize) / size_of::<u32>()
}

/// Takes a conditional jump, or does not, and says which.
fn branch(opcode: Opcode, cursor: &mut Cursor, vm: &mut Vm) -> PyResult<Next> {
    let (offset, behind) = (cursor.offset(), cursor.next);
    let target = offset_of(jump_target(cursor), cursor);
    let goes_back = target <= offset;
    if goes_back && vm.turn_line(cursor, offset, target)? {
        return Ok(Next::Done);
    }
    match opcode {
        Opcode::PopJumpIfFalse => operations::PopJumpIfFalse::slow(cursor, vm)?,
        Opcode::PopJumpIfTrue => operations::PopJumpIfTrue::slow(cursor, vm)?,
        Opcode::JumpIfFalseOrPop => operations::JumpIfFalseOrPop::slow(cursor, vm)?,
        Opcode::JumpIfTrueOrPop => operations::JumpIfTrueOrPop::slow(cursor, vm)?,
        _ => {
            let is_none = cursor.pop().is_none();
            if is_none == (opcode == Opcode::PopJumpIfNone) {
                cursor.jump();
            }
        }
    }
    let is_taken = cursor.next != behind;
    let event = if is_taken == goes_back {
        Event::BranchLeft
    } else {
        Event::BranchRight
    };
    let destination = shown(offset_of(cursor.next, cursor));
    if goes_back && is_taken {
        vm.send_event(
            Event::Jump,
            cursor,
            offset,
            std::slice::from_ref(&destination),
        )?;
    }
    vm.send_event(event, cursor, offset, &[destination])?;
    Ok(Next::Done)
}

/// Steps the iterator of a loop and says which way it goes.
fn iterate(opcode: Opcode, cursor: &mut Cursor, vm: &mut Vm) -> PyResult<Next> {
    let offset = cursor.offset();
    let iterator = cursor.peek(1).clone();
    let is_generator = iterator.has_payload::<Generator>();
    if is_generator && !vm.is_branch_watched(cursor, offset) {
        return Ok(Next::Run);
    }
    let item = match step_telling(&iterator, vm) {
        Ok(Step::Item(item)) => Some(item),
        Ok(Step::End(value)) => {
            if is_generator {
                vm.send_stop_iteration(value, cursor, offset)?;
            }
            None
        }
        Err(raised) => {
            let stop = vm.types.exceptions.stop_iteration.clone();
            if !raised.is_instance(&stop, vm) {
                return Err(raised);
            }
            let exception = raised.into_exception();
            vm.send_event(Event::Raise, cursor, offset, &[exception.to_value()])?;
            None
        }
    };
    let has_item = item.is_some();
    match item {
        Some(item) => cursor.push(item),
        None => drop(cursor.pop()),
    }
    if has_item == (opcode == Opcode::ForIterBack) {
        cursor.jump();
    }
    let event = if has_item {
        Event::BranchLeft
    } else {
        Event::BranchRight
    };
    let destination = shown(offset_of(cursor.next, cursor));
    vm.send_event(event, cursor, offset, &[destination])?;
    Ok(Next::Done)
}

/// As `Value::step`, but leaves the exception that a `__next__` written in Python raises at the end.
fn step_telling(iterator: &Value, vm: &mut Vm) -> PyResult<Step> {
    let name = vm.names.__next__.clone();
    let class = iterator.class(vm).clone();
    let is_python = class.is_heap_type()
        && class
            .lookup(&name, vm)
            .is_some_and(|method| method.has_payload::<Function>());
    if is_python {
        return iterator.call_method(&name, &[], vm).map(Step::Item);
    }
    iterator.step(vm)
}

/// Calls, and tells what is called and how native code ends.
fn call(opcode: Opcode, cursor: &mut Cursor, vm: &mut Vm) -> PyResult<Next> {
    let offset = cursor.offset();
    let n = cursor.n();
    // How deep the callee and the first of `count` arguments lie.
    let (callee, receiver, count) = match opcode {
        Opcode::Call => (n + HEADER, None, n),
        Opcode::CallMethod => (n + 1 + HEADER, Some(n + 1), n),
        Opcode::CallKw => (n + 1 + HEADER, None, n),
        Opcode::CallMethodKw => (n + 2 + HEADER, Some(n + 2), n),
        _ => (2 + HEADER, None, 0),
    };
    let above = usize::from(matches!(opcode, Opcode::CallKw | Opcode::CallMethodKw));
    let mut callee = cursor.peek(callee).clone();
    let mut first = receiver
        .map(|depth| cursor.peek(depth).clone())
        .filter(|receiver| !receiver.is_unbound());
    if first.is_none()
        && let Some((function, receiver)) = callee
            .downcast::<BoundMethod>()
            .map(|method| (method.function().clone(), method.receiver().clone()))
    {
        (callee, first) = (function, Some(receiver));
    }
    let first = match first {
        Some(first) => first,
        None if count > 0 => cursor.peek(count + above).clone(),
        None if opcode == Opcode::CallFunctionEx => first_of(cursor.peek(2), vm),
        None => vm.missing_argument(),
    };
    let args = [callee, first];
    vm.send_event(Event::Call, cursor, offset, &args)?;
    let result = match opcode {
        Opcode::Call => operations::Call::slow(cursor, vm),
        Opcode::CallMethod => operations::CallMethod::slow(cursor, vm),
        Opcode::CallKw => operations::CallKw::slow(cursor, vm),
        Opcode::CallMethodKw => operations::CallMethodKw::slow(cursor, vm),
        _ => operations::CallFunctionEx::slow(cursor, vm),
    };
    if args[0].has_payload::<Function>() {
        return result.map(|()| Next::Done);
    }
    match result {
        Ok(()) => {
            // The result must survive what the callback runs.
            vm.send_event(Event::CReturn, cursor, offset, &args)?;
            Ok(Next::Done)
        }
        Err(raised) => {
            vm.send_event(Event::CRaise, cursor, offset, &args)?;
            Err(raised)
        }
    }
}

/// The first of the arguments behind a `*`.
fn first_of(arguments: &Value, vm: &Vm) -> Value {
    let first = match arguments.downcast::<Tuple>() {
        Some(tuple) => tuple.as_slice().first(),
        None => arguments
            .downcast::<List>()
            .and_then(|list| list.items(vm).first()),
    };
    first.cloned().unwrap_or_else(|| vm.missing_argument())
}

/// Tells of an exception that was raised, or comes out of a call, in the running frame.
pub(super) fn raised(
    exception: Ref<BaseException>,
    is_raised_again: bool,
    cursor: &Cursor,
    vm: &mut Vm,
) -> Ref<BaseException> {
    let event = if is_raised_again {
        Event::Reraise
    } else {
        Event::Raise
    };
    send_exception(event, exception, cursor, cursor.offset(), vm)
}

/// Sends an event with an exception; gives it, or what a callback has raised.
pub(super) fn send_exception(
    event: Event,
    exception: Ref<BaseException>,
    cursor: &Cursor,
    offset: usize,
    vm: &mut Vm,
) -> Ref<BaseException> {
    match vm.send_event(event, cursor, offset, &[exception.to_value()]) {
        Ok(()) => exception,
        Err(raised) => raised.into_exception(),
    }
}

/// Tells that the handler at which `cursor` goes on gets an exception.
///
/// Errors: what a callback raises, at the handler.
pub(super) fn handled(
    exception: &Ref<BaseException>,
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> Result<(), Raised> {
    cursor.at = cursor.next;
    let offset = cursor.offset();
    cursor.sync(vm);
    vm.send_event(
        Event::ExceptionHandled,
        cursor,
        offset,
        &[exception.to_value()],
    )
}
