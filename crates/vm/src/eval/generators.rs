//! Generators: their frames are copied to the value stack while they run, so that they call and
//! are called like any other. See docs/adr/0006-generator-frames.md.

use std::ptr::NonNull;

use rpy_bytecode::Opcode;

use crate::builtins::code::{Code, GeneratorKind};
use crate::builtins::exceptions::BaseException;
use crate::builtins::function::Function;
use crate::builtins::generator::{AsyncGeneratorSend, Generator, State};
use crate::eval::cursor::Cursor;
use crate::eval::dispatch::HALT_CODE;
use crate::eval::operation::{
    Outcome, Regs, header, is_object, keep_branch, move_words, next_releasing, operation,
};
use crate::eval::operators::deliver;
use crate::eval::unwind::{self, generator_of};
use crate::frame::layout::{self, ASYNCHRONOUS, ENTRY, FLAG_BITS, GENERATOR, HEADER};
use crate::instrument::Event;
use crate::object::fresh::{fill, take_cell};
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::step::Step;
use crate::object::value::{NONE, Value};
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// The generator whose frame is running.
pub(crate) fn running(cursor: &Cursor) -> Ref<Generator> {
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
        State::Finished if generator.code.kind == GeneratorKind::Coroutine => {
            return Err(vm.runtime_error("cannot reuse already awaited coroutine"));
        }
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
    let asynchronous = match code.kind {
        GeneratorKind::AsyncGenerator => ASYNCHRONOUS,
        _ => 0,
    };
    let room = cursor.sp as usize + (HEADER + code.frame_words as usize) * 8;
    if room >= vm.thread.limit as usize || vm.thread.depth <= 0 {
        return Err(vm.recursion_error("maximum recursion depth exceeded"));
    }
    exchange_handled(generator, vm);
    generator.outer.set(vm.thread.generator);
    vm.thread.generator = generator.as_ptr().as_ptr();
    let function = generator.function.to_value();
    let count = generator.count.replace(0) as usize;
    // SAFETY: the room was checked; the words move from the generator to the stack.
    unsafe {
        let base = cursor.sp.add(HEADER);
        *cursor.sp = function.into_bits();
        *base.sub(layout::RETURN) = cursor.next as u64;
        *base.sub(layout::CALLER) = cursor.fp as u64;
        *base.sub(layout::CODE) = code.as_ptr().as_ptr() as u64;
        *base.sub(layout::FLAGS) =
            generator.as_ptr().as_ptr() as u64 | GENERATOR | asynchronous | flags;
        std::ptr::copy_nonoverlapping(generator.frame(), base, count);
        cursor.fp = base;
        cursor.sp = base.add(count);
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
    vm.detach_generator_frame(&generator, cursor);
    stop(&generator, State::Finished, vm);
    // An exception may have left its handler behind.
    drop(generator.handled.replace(Value::NONE, vm));
}

/// Marks a running generator as suspended or finished: its caller handles what it did before.
fn stop(generator: &Ref<Generator>, state: State, vm: &mut Vm) {
    generator.state.set(state);
    exchange_handled(generator, vm);
    if state == State::Finished && generator.code.kind == GeneratorKind::AsyncGenerator {
        generator.details().stepped_by.set(0);
    }
    vm.thread.generator = generator.outer.replace(std::ptr::null());
}

/// Runs `f`, which throws into what a suspended generator delegates to, above the generator's frame, so
/// that whoever looks at the stack meanwhile sees it.
///
/// Raises `RecursionError` if there is no room for the frame.
pub(crate) fn in_its_frame<T>(
    generator: &Ref<Generator>,
    f: impl FnOnce(&mut Vm) -> PyResult<T>,
    vm: &mut Vm,
) -> PyResult<T> {
    vm.outside_the_run(|vm| {
        let mut cursor = Cursor {
            at: vm.thread.at,
            next: HALT_CODE.as_ptr(),
            sp: vm.thread.stack_top,
            fp: vm.thread.fp,
        };
        if !enter(generator, None, ENTRY, &mut cursor, vm)? {
            return Err(vm.system_error("a generator that delegates has finished"));
        }
        // It goes on as it was, with nothing that was sent.
        drop(cursor.pop());
        cursor.at = cursor.next.wrapping_sub(1);
        cursor.sync(vm);
        (vm.thread.fp, vm.thread.at) = (cursor.fp, cursor.at);
        let result = f(vm);
        save_frame(generator, &mut cursor);
        stop(generator, State::Suspended, vm);
        leave_to_caller(&mut cursor, vm);
        result
    })
}

/// Exchanges what the generator handles with what its caller does.
fn exchange_handled(generator: &Ref<Generator>, vm: &mut Vm) {
    let own = generator.handled.replace(Value::NONE, vm);
    let outer = std::mem::replace(&mut vm.thread.handled, own);
    drop(generator.handled.replace(outer, vm));
}

/// Where a generator's caller goes on, told from the instruction that resumed it.
pub(super) enum Resumer {
    /// `FOR_ITER` or `FOR_ITER_BACK` (then `true`).
    Loop(bool),
    Send,
}

/// What resumed the frame that has just been left, or stepped its iterator, and the jump in it.
pub(super) fn resumer(cursor: &Cursor) -> (Resumer, i32) {
    // SAFETY: the return address lies behind the instruction, which has no cache.
    let word = unsafe { *cursor.next.sub(1) };
    let opcode = Opcode::of_word(word).expect("linked code has known opcodes only");
    let resumer = match opcode.base().unwrap_or(opcode) {
        Opcode::ForIter => Resumer::Loop(false),
        Opcode::ForIterBack => Resumer::Loop(true),
        _ => Resumer::Send,
    };
    (resumer, word as i32 >> 8)
}

/// Takes a jump that an instruction of the caller's has.
pub(super) fn jump(cursor: &mut Cursor, offset: i32) {
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
        vm.thread.result = Some(Step::End(result));
        cursor.next = HALT_CODE.as_ptr();
        return Ok(());
    }
    if flags & ASYNCHRONOUS != 0 {
        // The `SEND` that stepped it raises.
        cursor.at = cursor.next.wrapping_sub(1);
        return Err(vm.async_iteration_end());
    }
    if vm.instruments.is_active() {
        // The instruction that has resumed it is told of the end before it goes on.
        cursor.at = cursor.next.wrapping_sub(1);
        let offset = cursor.offset();
        vm.send_stop_iteration(result.clone(), cursor, offset)?;
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
fast |regs, vm| yield_fast(regs, vm),
slow |cursor, vm| {
    let mut value = cursor.pop();
    let generator = running(cursor);
    let flags = cursor.flags();
    if vm.thread.sink.is_of(generator.as_ptr().as_ptr()) && !vm.instruments.is_active() {
        match vm.thread.sink.take(value) {
            Some(other) => value = other,
            None => {
                cursor.push(Value::NONE);
                return Ok(());
            }
        }
    }
    // An item of an asynchronous generator ends the awaitable that stepped it.
    let ends_step = flags & ASYNCHRONOUS != 0 && cursor.n() == 0;
    if ends_step {
        generator.details().stepped_by.set(0);
    }
    save_frame(&generator, cursor);
    stop(&generator, State::Suspended, vm);
    leave_to_caller(cursor, vm);
    if flags & ENTRY != 0 {
        vm.thread.result = Some(Step::Item(value));
        cursor.next = HALT_CODE.as_ptr();
        return Ok(());
    }
    if ends_step && vm.instruments.watches_exceptions() {
        // The step of an asynchronous generator ends as an awaitable does.
        cursor.at = cursor.next.wrapping_sub(1);
        let offset = cursor.offset();
        let exception = vm.stop_iteration(value.clone()).into_exception();
        vm.send_event(Event::Raise, cursor, offset, &[exception.into_value()])?;
    }
    cursor.push(value);
    let (resumer, offset) = resumer(cursor);
    if ends_step || matches!(resumer, Resumer::Loop(true)) {
        jump(cursor, offset);
    }
    Ok(())
});

/// Yields to a loop or a `SEND` in the same run, or to Rust code.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn yield_fast(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: the frame is a generator's; whoever resumed it holds a reference to it.
    unsafe {
        let flags = *regs.fp.sub(layout::FLAGS);
        let object = flags & !FLAG_BITS;
        let generator = header(object).cast::<Object<Generator>>();
        let value = regs.peek(1);
        if flags & FLAG_BITS != GENERATOR {
            keep_branch();
            if flags & FLAG_BITS != GENERATOR | ENTRY {
                return Outcome::Slow;
            }
            let sink = &mut (*vm).thread.sink;
            if sink.is_of(generator) {
                if !sink.take_fast(value) {
                    return Outcome::Slow;
                }
                // It goes on as if None had been sent.
                *regs.sp.sub(1) = NONE;
                return Outcome::Next(regs.advance(1));
            }
        }
        let payload = &(*generator).payload;
        let end = regs.sp.sub(1);
        move_words(regs.fp, end, payload.frame());
        payload.count.set(end.offset_from(regs.fp) as u32);
        payload.resume.set(regs.pc.add(1));
        payload.state.set(State::Suspended);
        std::ptr::swap(payload.handled.as_ptr(), &raw mut (*vm).thread.handled);
        (*vm).thread.generator = payload.outer.get();
        (*vm).thread.depth += 1;
        // The generator keeps its function alive.
        let callee = regs.fp.sub(layout::CALLEE);
        (*header(*callee)).decrement();
        regs.pc = *regs.fp.sub(layout::RETURN) as *const u32;
        regs.fp = *regs.fp.sub(layout::CALLER) as *mut u64;
        regs.sp = callee;
        if flags & ENTRY != 0 {
            keep_branch();
            // Rust code has resumed it, and the return address is that of `HALT`.
            let thread = &raw mut (*vm).thread;
            (&raw mut (*thread).result).write(Some(Step::Item(Value::from_bits(value))));
            return Outcome::Next(regs);
        }
        let resumer = *regs.pc.sub(1);
        if is_foot(resumer) {
            keep_branch();
            regs = regs.jump(resumer);
        }
        deliver(regs, value)
    }
}

/// Puts the frame of a suspended generator on the stack, to be run next; with `AWAITS` that of a
/// coroutine too.
///
/// # Safety
///
/// As for `Operation::fast`; `iterator` is a live word and `regs.pc` the instruction that resumes.
#[inline(always)]
pub(crate) unsafe fn enter_fast<const AWAITS: bool>(
    mut regs: Regs,
    iterator: u64,
    vm: *mut Vm,
) -> Outcome {
    // SAFETY: an object with this shape has this payload; the room is checked.
    unsafe {
        if !is_object(iterator) {
            return Outcome::Slow;
        }
        let shape = (*header(iterator)).shape();
        if shape != ShapeId::GENERATOR && !(AWAITS && shape == ShapeId::COROUTINE) {
            return Outcome::Slow;
        }
        let generator = header(iterator).cast::<Object<Generator>>();
        let payload = &(*generator).payload;
        let state = payload.state.get();
        let code = payload.code.as_ptr().as_ptr();
        let base = regs.sp.add(HEADER);
        let end = base.add((*code).payload.frame_words as usize);
        let depth = (*vm).thread.depth - 1;
        if state == State::Running
            || state == State::Finished
            || end >= (*vm).breaker.call_limit()
            || depth < 0
        {
            return Outcome::Slow;
        }
        (*vm).thread.depth = depth;
        let function = payload.function.as_ptr().as_ptr();
        (*function).header.increment();
        *regs.sp = function as u64;
        *base.sub(layout::RETURN) = regs.pc.add(1) as u64;
        *base.sub(layout::CALLER) = regs.fp as u64;
        *base.sub(layout::CODE) = code as u64;
        *base.sub(layout::FLAGS) = generator as u64 | GENERATOR;
        let frame = payload.frame();
        let mut to = move_words(frame, frame.add(payload.count.get() as usize), base);
        payload.count.set(0);
        regs.pc = payload.resume.get();
        if state == State::Suspended {
            // The loop has looked at the eval breaker; what it sends is mostly dropped at once.
            if regs.word() as u8 == Opcode::Resume.byte() {
                keep_branch();
                regs.pc = regs.pc.add(1);
            }
            if regs.word() as u8 == Opcode::PopTop.byte() {
                keep_branch();
                regs.pc = regs.pc.add(1);
            } else {
                *to = NONE;
                to = to.add(1);
            }
        }
        payload.state.set(State::Running);
        std::ptr::swap(payload.handled.as_ptr(), &raw mut (*vm).thread.handled);
        payload.outer.set((*vm).thread.generator);
        (*vm).thread.generator = generator;
        regs.fp = base;
        regs.sp = to;
        Outcome::Next(regs)
    }
}

/// Moves locals and operands of the running frame into the generator, which has room for them.
fn save_frame(generator: &Ref<Generator>, cursor: &mut Cursor) {
    generator.resume.set(cursor.next);
    debug_assert!(generator.count.get() == 0);
    // SAFETY: locals and operands lie between `fp` and `sp`; they move to the generator.
    unsafe {
        let count = cursor.sp.offset_from(cursor.fp) as usize;
        debug_assert!(count <= generator.code.frame_words as usize);
        std::ptr::copy_nonoverlapping(cursor.fp, generator.frame(), count);
        generator.count.set(count as u32);
        cursor.sp = cursor.fp;
    }
}

operation!(
/// `RETURN_GENERATOR` (`--`)
ReturnGenerator,
fast |regs, vm| create_fast(regs, vm),
slow |cursor, vm| {
    let function = cursor.function().clone();
    let code = cursor.code().clone();
    let generator = Generator::new(function, code, vm);
    save_frame(&generator, cursor);
    if generator.code.kind == GeneratorKind::Coroutine && vm.thread.asynchronous.origin_depth > 0 {
        let origin = vm.coroutine_origin();
        drop(generator.details().origin.replace(origin, vm));
    }
    unwind::return_value(generator.into_value(), cursor, vm)
});

/// Makes a generator of a frame without flags and returns it.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn create_fast(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: the header lies below `fp`, the locals between it and `sp`. The generator takes over
    // the reference that the callee word holds.
    unsafe {
        if *regs.fp.sub(layout::FLAGS) != 0 {
            return Outcome::Slow;
        }
        let code = *regs.fp.sub(layout::CODE) as *mut Object<Code>;
        let class = match (*code).payload.kind {
            GeneratorKind::Generator => &(*vm).types.generator,
            GeneratorKind::Coroutine if (*vm).thread.asynchronous.origin_depth == 0 => {
                &(*vm).types.coroutine
            }
            _ => return Outcome::Slow,
        };
        let size = Generator::frame_size(&(*code).payload);
        let Some(cell) = take_cell::<Generator>(vm, size) else {
            return Outcome::Slow;
        };
        let callee = regs.fp.sub(layout::CALLEE);
        let function = NonNull::new_unchecked(header(*callee).cast::<Object<Function>>());
        (*code).header.increment();
        let payload = Generator::created(
            Ref::from_raw(function),
            Ref::from_raw(NonNull::new_unchecked(code)),
        );
        payload.resume.set(regs.pc.add(1));
        payload.count.set(regs.sp.offset_from(regs.fp) as u32);
        let generator = fill(cell, class, payload);
        move_words(regs.fp, regs.sp, (*cell).payload.frame());
        (*vm).thread.depth += 1;
        regs.pc = *regs.fp.sub(layout::RETURN) as *const u32;
        regs.fp = *regs.fp.sub(layout::CALLER) as *mut u64;
        regs.sp = callee;
        deliver(regs, generator)
    }
}

/// Whether a generator's frame has more to be done when it is left: there may be a frame object.
///
/// # Safety
///
/// The flags are those of a generator's frame.
#[inline(always)]
pub(crate) unsafe fn has_details(flags: u64) -> bool {
    // SAFETY: as promised by the caller.
    let generator = unsafe { &*header(flags & !FLAG_BITS).cast::<Object<Generator>>() };
    generator.payload.existing_details().is_some()
}

/// Ends the generator whose frame is running, and goes back to the instruction behind the one that
/// has resumed it. `sp` then points to where its frame began.
///
/// # Safety
///
/// As for `Operation::fast`, in a frame with these flags that has nothing on its operand stack and
/// whose locals have been released; the generator handles no exception.
#[inline(always)]
unsafe fn leave_fast(mut regs: Regs, flags: u64, vm: *mut Vm) -> Regs {
    // SAFETY: what has resumed the generator holds a reference to it, below the frame.
    unsafe {
        let generator = header(flags & !FLAG_BITS).cast::<Object<Generator>>();
        let payload = &(*generator).payload;
        payload.state.set(State::Finished);
        std::ptr::swap(payload.handled.as_ptr(), &raw mut (*vm).thread.handled);
        (*vm).thread.generator = payload.outer.get();
        (*vm).thread.depth += 1;
        // The generator keeps its function alive.
        let callee = regs.fp.sub(layout::CALLEE);
        (*header(*callee)).decrement();
        regs.pc = *regs.fp.sub(layout::RETURN) as *const u32;
        regs.fp = *regs.fp.sub(layout::CALLER) as *mut u64;
        regs.sp = callee;
        regs
    }
}

/// Ends a generator that a loop in the same run steps.
///
/// # Safety
///
/// As for `leave_fast`.
#[inline(always)]
pub(crate) unsafe fn finish_fast(regs: Regs, flags: u64, vm: *mut Vm) -> Outcome {
    // SAFETY: the loop's iterator lies below the frame.
    unsafe {
        let mut regs = leave_fast(regs, flags, vm);
        regs.sp = regs.sp.sub(1);
        let resumer = *regs.pc.sub(1);
        if !is_foot(resumer) {
            keep_branch();
            regs = regs.jump(resumer);
        }
        next_releasing(regs, flags & !FLAG_BITS)
    }
}

/// Ends a generator or coroutine that a `SEND` in the same run steps: the word `result`, which owns
/// its reference, is what it returns.
///
/// # Safety
///
/// As for `leave_fast`.
#[inline(always)]
pub(crate) unsafe fn finish_sent_fast(regs: Regs, flags: u64, result: u64, vm: *mut Vm) -> Outcome {
    // SAFETY: the receiver lies below the frame; there is room for the result.
    unsafe {
        let mut regs = leave_fast(regs, flags, vm);
        regs.push(result);
        Outcome::Next(regs.jump(*regs.pc.sub(1)))
    }
}

/// Whether an instruction that resumed a generator is the foot of a loop.
#[inline(always)]
pub(crate) const fn is_foot(word: u32) -> bool {
    let byte = word as u8;
    byte == Opcode::ForIterBackGenerator.byte()
        || byte == Opcode::ForIterBack.byte()
        || byte == Opcode::ForIterBackRange.byte()
        || byte == Opcode::ForIterBackList.byte()
        || byte == Opcode::ForIterBackTuple.byte()
}

/// Whether an instruction that resumed a generator is a loop's. It may have got another form since: the
/// same loop may run in the generator, over something else.
#[inline(always)]
pub(crate) const fn is_loop(word: u32) -> bool {
    is_foot(word) || word as u8 == Opcode::ForIter.byte()
}

operation!(
/// `SEND` (`receiver, value -- receiver, yielded` or `receiver, result`)
Send,
fast |regs, vm| {
    let (value, receiver) = (regs.peek(1), regs.peek(2));
    if value != NONE {
        return Outcome::Slow;
    }
    // The frame takes the place of the value.
    regs.sp = regs.sp.sub(1);
    enter_fast::<true>(regs, receiver, vm)
},
slow |cursor, vm| {
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
    if let Some(step) = receiver.downcast::<AsyncGeneratorSend>() {
        return step.enter(value, cursor, vm);
    }
    let result = if value.is_none() {
        receiver.step(vm)
    } else {
        let send = vm.names.send.clone();
        receiver.call_method(&send, &[value], vm).map(Step::Item)
    };
    let result = match result {
        Ok(Step::Item(item)) => {
            cursor.push(item);
            return Ok(());
        }
        Ok(Step::End(value)) => value,
        Err(raised) => vm.stop_iteration_value(raised)?,
    };
    cursor.push(result);
    cursor.jump();
    Ok(())
});

operation!(
/// `END_SEND` (`receiver, value -- value`)
EndSend,
fast |regs, _vm| {
    let (value, receiver) = (regs.peek(1), regs.peek(2));
    regs.sp = regs.sp.sub(1);
    *regs.sp.sub(1) = value;
    next_releasing(regs.advance(1), receiver)
},
slow |cursor, _vm| {
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

operation!(
/// `CLEANUP_THROW` (`iterator, sent, exception -- None, value`)
CleanupThrow,
slow_only |cursor, vm| {
    let exception = cursor.pop();
    let Ok(exception) = exception.downcast_into::<BaseException>() else {
        return Err(vm.system_error("CLEANUP_THROW without an exception"));
    };
    let value = match vm.stop_iteration_value(Raised::new(exception)) {
        Ok(value) => value,
        Err(raised) => {
            // This frame is in the traceback since the exception came to its `yield`.
            vm.thread.reraising = true;
            return Err(raised);
        }
    };
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
        self.outside_the_run(|vm| vm.resume_inner(generator, sent))
    }

    fn resume_inner(
        &mut self,
        generator: &Ref<Generator>,
        sent: Result<Option<Value>, Raised>,
    ) -> PyResult<Step> {
        if let Ok(None) = sent {
            let outside = Regs {
                pc: HALT_CODE.as_ptr(),
                sp: self.thread.stack_top,
                fp: self.thread.fp,
            };
            // SAFETY: the words above `stack_top` are free, and both words of `HALT_CODE` end a run.
            // The frame that was entered is a generator's, which Rust code has resumed.
            unsafe {
                let word = generator.as_ptr().as_ptr() as u64;
                if let Outcome::Next(regs) = enter_fast::<true>(outside, word, self) {
                    *regs.fp.sub(layout::FLAGS) |= ENTRY;
                    return self.run_registers(regs);
                }
            }
        }
        let mut cursor = Cursor {
            at: self.thread.at,
            next: HALT_CODE.as_ptr(),
            sp: self.thread.stack_top,
            fp: self.thread.fp,
        };
        match sent {
            Ok(value) => {
                if !enter(generator, value, ENTRY, &mut cursor, self)? {
                    return Ok(Step::END);
                }
            }
            Err(raised) => {
                if !enter(generator, None, ENTRY, &mut cursor, self)? {
                    return Err(raised);
                }
                cursor.at = cursor.next.wrapping_sub(1);
                unwind::unwind_thrown(raised, &mut cursor, self);
            }
        }
        self.run_to_end(&cursor)
    }
}
