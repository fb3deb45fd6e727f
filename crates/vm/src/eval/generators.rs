//! Generators: their frames are copied to the value stack while they run, so that they call and
//! are called like any other. See docs/adr/0006-generator-frames.md.

use rpy_bytecode::Opcode;

use crate::builtins::exceptions::BaseException;
use crate::builtins::generator::{Generator, State};
use crate::eval::cursor::Cursor;
use crate::eval::dispatch::HALT_CODE;
use crate::eval::operation::operation;
use crate::eval::unwind::{self, generator_of};
use crate::frame::layout::{self, ENTRY, GENERATOR, HEADER};
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// What resuming a generator led to.
pub(crate) enum Step {
    /// It yielded.
    Yielded(Value),
    /// It returned.
    Returned(Value),
}

/// The generator whose frame is running.
fn running(cursor: &Cursor) -> Ref<Generator> {
    let object = generator_of(cursor.flags()).cast::<Object<Generator>>();
    let pointer = std::ptr::NonNull::new(object).expect("a generator's frame names it");
    // SAFETY: whoever resumed the generator holds a reference to it; ours is counted here.
    unsafe {
        pointer.as_ref().header.increment();
        Ref::from_raw(pointer)
    }
}

/// Puts the frame of a generator on top of the stack, to be run next. `sent` becomes the value of
/// the `yield`. `false` if the generator has finished already.
pub(crate) fn enter(
    generator: &Ref<Generator>,
    sent: Option<Value>,
    flags: u64,
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> PyResult<bool> {
    let state = generator.state.get();
    match state {
        State::Finished => return Ok(false),
        State::Running => {
            let kind = generator.kind_name();
            return Err(vm.value_error(format!("{kind} already executing")));
        }
        State::Created if sent.as_ref().is_some_and(|value| !value.is_none()) => {
            let kind = generator.kind_name();
            return Err(vm.type_error(format!(
                "can't send non-None value to a just-started {kind}"
            )));
        }
        State::Created | State::Suspended => {}
    }
    let code = generator.code.clone();
    let room = cursor.sp as usize + (HEADER + code.frame_words as usize) * 8;
    if room >= vm.thread.limit as usize || vm.thread.depth <= 0 {
        return Err(vm.recursion_error("maximum recursion depth exceeded"));
    }
    let outer = std::mem::replace(&mut vm.thread.handled, Value::NONE);
    vm.thread.handled_outer.push(outer);
    vm.thread.handled = generator.handled.replace(Value::NONE, vm);
    let function = generator.function.to_value();
    let words = generator.words.get_mut(vm);
    // SAFETY: the room was checked; the words move from the generator to the stack.
    unsafe {
        let base = cursor.sp.add(HEADER);
        *cursor.sp = function.into_bits();
        *base.sub(layout::RETURN) = cursor.next as u64;
        *base.sub(layout::CALLER) = cursor.fp as u64;
        *base.sub(layout::CODE) = code.as_ptr().as_ptr() as u64;
        *base.sub(layout::FLAGS) = generator.as_ptr().as_ptr() as u64 | GENERATOR | flags;
        std::ptr::copy_nonoverlapping(words.as_ptr(), base.cast::<Value>(), words.len());
        cursor.fp = base;
        cursor.sp = base.add(words.len());
        words.set_len(0);
    }
    cursor.next = generator.resume.get();
    generator.state.set(State::Running);
    vm.thread.depth -= 1;
    if state == State::Suspended {
        cursor.push(sent.unwrap_or(Value::NONE));
    }
    Ok(true)
}

/// Marks the running generator as finished, before its frame is left.
pub(crate) fn finish(cursor: &mut Cursor, vm: &mut Vm) {
    let generator = running(cursor);
    generator.state.set(State::Finished);
    restore_handled(vm);
}

fn restore_handled(vm: &mut Vm) {
    let outer = vm
        .thread
        .handled_outer
        .pop()
        .expect("pushed when the generator was entered");
    vm.thread.handled = outer;
}

/// Where a generator's caller goes on, told from the instruction that resumed it.
enum Resumer {
    /// `FOR_ITER` or `FOR_ITER_BACK` (then `true`).
    Loop(bool),
    Send,
}

fn resumer(cursor: &Cursor) -> (Resumer, i32) {
    // SAFETY: the return address lies behind the instruction, which has no cache.
    let word = unsafe { *cursor.next.sub(1) };
    let opcode = Opcode::from_number(word as u8).expect("linked code has known opcodes only");
    let resumer = match opcode.base().unwrap_or(opcode) {
        Opcode::ForIter => Resumer::Loop(false),
        Opcode::ForIterBack => Resumer::Loop(true),
        _ => Resumer::Send,
    };
    (resumer, word as i32 >> 8)
}

fn jump(cursor: &mut Cursor, offset: i32) {
    // SAFETY: the verifier checked the target.
    cursor.next = unsafe { cursor.next.byte_offset(offset as isize) };
}

/// Leaves the frame of a generator and drops the function that its callee word holds.
fn leave_to_caller(cursor: &mut Cursor, vm: &mut Vm) {
    unwind::leave(cursor, vm);
    // SAFETY: `sp` points to the callee word, whose reference is given up.
    drop(unsafe { Value::from_bits(*cursor.sp) });
}

/// Returns from the running generator.
pub(crate) fn return_value(result: Value, cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let flags = cursor.flags();
    finish(cursor, vm);
    leave_to_caller(cursor, vm);
    if flags & ENTRY != 0 {
        vm.thread.result = Some(result);
        vm.thread.yielded = false;
        cursor.next = HALT_CODE.as_ptr();
        return Ok(());
    }
    match resumer(cursor) {
        (Resumer::Loop(foot), offset) => {
            drop(cursor.pop());
            if !foot {
                jump(cursor, offset);
            }
        }
        (Resumer::Send, offset) => {
            cursor.push(result);
            jump(cursor, offset);
        }
    }
    Ok(())
}

operation!(
/// `YIELD_VALUE` (`value -- sent`)
YieldValue,
slow_only |cursor, vm| {
    let value = cursor.pop();
    let generator = running(cursor);
    let flags = cursor.flags();
    save_frame(&generator, cursor, vm);
    generator.state.set(State::Suspended);
    let handled = std::mem::replace(&mut vm.thread.handled, Value::NONE);
    generator.handled.replace(handled, vm);
    restore_handled(vm);
    leave_to_caller(cursor, vm);
    if flags & ENTRY != 0 {
        vm.thread.result = Some(value);
        vm.thread.yielded = true;
        cursor.next = HALT_CODE.as_ptr();
        return Ok(());
    }
    cursor.push(value);
    if let (Resumer::Loop(true), offset) = resumer(cursor) {
        jump(cursor, offset);
    }
    Ok(())
});

/// Moves locals and operands of the running frame into the generator.
fn save_frame(generator: &Ref<Generator>, cursor: &mut Cursor, vm: &mut Vm) {
    generator.resume.set(cursor.next);
    let words = generator.words.get_mut(vm);
    debug_assert!(words.is_empty());
    // SAFETY: locals and operands lie between `fp` and `sp`; they move to the generator.
    unsafe {
        let count = cursor.sp.offset_from(cursor.fp) as usize;
        words.reserve(count);
        std::ptr::copy_nonoverlapping(cursor.fp.cast::<Value>(), words.as_mut_ptr(), count);
        words.set_len(count);
        cursor.sp = cursor.fp;
    }
}

operation!(
/// `RETURN_GENERATOR` (`--`)
ReturnGenerator,
slow_only |cursor, vm| {
    let function = cursor.function().clone();
    let code = cursor.code().clone();
    let generator = Generator::new(function, code, vm);
    save_frame(&generator, cursor, vm);
    unwind::return_value(generator.into_value(), cursor, vm)
});

operation!(
/// `SEND` (`receiver, value -- receiver, yielded` or `receiver, result`)
Send,
slow_only |cursor, vm| {
    let value = cursor.pop();
    let receiver = cursor.peek(1).clone();
    if let Some(generator) = receiver.downcast::<Generator>()
        && receiver.as_object().is_some_and(|header| {
            header.shape() == ShapeId::GENERATOR || header.shape() == ShapeId::COROUTINE
        })
    {
        if enter(generator, Some(value), 0, cursor, vm)? {
            return Ok(());
        }
        cursor.push(Value::NONE);
        cursor.jump();
        return Ok(());
    }
    let result = if value.is_none() {
        receiver.next(vm)
    } else {
        let send = vm.names.send.clone();
        receiver.call_method(&send, &[value], vm).map(Some)
    };
    match result {
        Ok(Some(item)) => cursor.push(item),
        Ok(None) => {
            let result = vm.take_stop_value();
            cursor.push(result);
            cursor.jump();
        }
        Err(raised) => {
            let result = vm.stop_iteration_value(raised)?;
            cursor.push(result);
            cursor.jump();
        }
    }
    Ok(())
});

operation!(
/// `END_SEND` (`receiver, value -- value`)
EndSend,
slow_only |cursor, _vm| {
    let value = cursor.pop();
    drop(cursor.pop());
    cursor.push(value);
    Ok(())
});

operation!(
/// `GET_YIELD_FROM_ITER` (`iterable -- iterator`)
GetYieldFromIter,
slow_only |cursor, vm| {
    let iterable = cursor.pop();
    if let Some(header) = iterable.as_object()
        && header.shape() == ShapeId::COROUTINE
    {
        let flags = cursor.code().source().flags;
        use rpy_bytecode::CodeFlags;
        if !flags.intersects(CodeFlags::COROUTINE | CodeFlags::ITERABLE_COROUTINE) {
            return Err(vm.type_error(
                "cannot 'yield from' a coroutine object in a non-coroutine generator",
            ));
        }
        cursor.push(iterable);
        return Ok(());
    }
    let iterator = iterable.iter(vm)?;
    cursor.push(iterator);
    Ok(())
});

macro_rules! not_yet {
    ($($(#[$doc:meta])* $name:ident = $what:literal;)*) => {$(
        operation!($(#[$doc])* $name, slow_only |_cursor, vm| {
            Err(vm.not_implemented_error(concat!($what, " is not implemented yet")))
        });
    )*};
}
not_yet! {
    /// `GET_AWAITABLE` (`awaitable -- iterator`)
    GetAwaitable = "await";
    /// `GET_AITER` (`iterable -- iterator`)
    GetAiter = "async for";
    /// `GET_ANEXT` (`iterator -- iterator, awaitable`)
    GetAnext = "async for";
    /// `END_ASYNC_FOR` (`iterator, exception --`)
    EndAsyncFor = "async for";
}

operation!(
/// `CLEANUP_THROW` (`iterator, sent, exception -- None, value`)
CleanupThrow,
slow_only |cursor, vm| {
    let exception = cursor.pop();
    let Ok(exception) = exception.downcast_into::<BaseException>() else {
        return Err(vm.system_error("CLEANUP_THROW without an exception"));
    };
    let value = vm.stop_iteration_value(Raised::new(exception))?;
    drop(cursor.pop());
    drop(cursor.pop());
    cursor.push(Value::NONE);
    cursor.push(value);
    Ok(())
});

impl Vm {
    /// Resumes a generator with a value, or with an exception raised at its `yield`.
    pub(crate) fn resume_generator(
        &mut self,
        generator: &Ref<Generator>,
        sent: Result<Option<Value>, Raised>,
    ) -> PyResult<Step> {
        self.check_native_stack("")?;
        let outer = (self.thread.stack_top, self.thread.fp, self.thread.at);
        let result = self.resume_inner(generator, sent);
        (self.thread.stack_top, self.thread.fp, self.thread.at) = outer;
        result
    }

    fn resume_inner(
        &mut self,
        generator: &Ref<Generator>,
        sent: Result<Option<Value>, Raised>,
    ) -> PyResult<Step> {
        let mut cursor = Cursor {
            at: self.thread.at,
            next: HALT_CODE.as_ptr(),
            sp: self.thread.stack_top,
            fp: self.thread.fp,
        };
        match sent {
            Ok(value) => {
                if !enter(generator, value, ENTRY, &mut cursor, self)? {
                    return Ok(Step::Returned(Value::NONE));
                }
            }
            Err(raised) => {
                if generator.state.get() == State::Finished
                    || !enter(generator, None, ENTRY, &mut cursor, self)?
                {
                    return Err(raised);
                }
                cursor.at = cursor.next.wrapping_sub(1);
                unwind::unwind(raised, &mut cursor, self);
            }
        }
        let result = self.run_to_end(&cursor)?;
        Ok(if std::mem::replace(&mut self.thread.yielded, false) {
            Step::Yielded(result)
        } else {
            Step::Returned(result)
        })
    }
}
