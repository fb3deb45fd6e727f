//! Stack, locals, cells and constants; returning.

use rpy_bytecode::Opcode;

use crate::builtins::cell::Cell;
use crate::builtins::code::Code;
use crate::builtins::function::Function;
use crate::builtins::tuple::Tuple;
use crate::eval::cursor::Cursor;
use crate::eval::generators;
use crate::eval::generic::is_last;
use crate::eval::operation::{
    Outcome, Regs, header, is_object, keep_branch, next_releasing, next_releasing2, operation,
    release, retain,
};
use crate::eval::operators::deliver;
use crate::eval::special_methods::plain_result;
use crate::eval::unwind;
use crate::frame::layout::{
    CALLEE, CALLER, CODE, CONSTRUCTOR, ENTRY, FLAG_BITS, FLAGS, GENERATOR, OBSERVED, OPERANDS,
    OPERATOR, RETURN, STEPS,
};
use crate::object::cell::HeapCell;
use crate::object::fresh::{fill, take_cell};
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::step::Step;
use crate::object::value::{NONE, UNBOUND, Value};
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

operation!(
    /// `NOP` (`--`)
    Nop, fast |regs, _vm| Outcome::Next(regs.advance(1)), slow |_cursor, _vm| Ok(()));

operation!(
/// `POP_TOP` (`value --`)
PopTop,
fast |regs, _vm| {
    let word = regs.peek(1);
    regs.sp = regs.sp.sub(1);
    next_releasing(regs.advance(1), word)
},
slow |cursor, _vm| {
    drop(cursor.pop());
    Ok(())
});

operation!(
    /// `COPY` (`value, … -- value, …, value`)
    Copy,
    fast |regs, _vm| {
        let word = regs.peek(regs.n());
        retain(word);
        regs.push(word);
        Outcome::Next(regs.advance(1))
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
    /// `SWAP` (`a, …, b -- b, …, a`)
    Swap,
    fast |regs, _vm| {
        std::ptr::swap(regs.sp.sub(1), regs.sp.sub(regs.n()));
        Outcome::Next(regs.advance(1))
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
    /// `PUSH_UNBOUND` (`-- unbound`)
    PushUnbound,
    fast |regs, _vm| {
        regs.push(UNBOUND);
        Outcome::Next(regs.advance(1))
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
    /// `RESUME` (`--`): checks the eval breaker.
    Resume,
    fast |regs, vm| {
        if (*vm).attention() {
            return Outcome::Slow;
        }
        Outcome::Next(regs.advance(1))
    },
    slow |_cursor, _vm| Ok(()));

operation!(
    /// `LOAD_FAST` (`-- value`)
    LoadFast,
    fast |regs, _vm| {
        let word = regs.local(regs.n());
        retain(word);
        regs.push(word);
        Outcome::Next(regs.advance(1))
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
    /// `LOAD_FAST_CHECK` (`-- value`)
    LoadFastCheck,
    fast |regs, _vm| {
        let word = regs.local(regs.n());
        if word == UNBOUND {
            return Outcome::Slow;
        }
        retain(word);
        regs.push(word);
        Outcome::Next(regs.advance(1))
    },
    slow |cursor, vm| Err(unbound_local(cursor, cursor.n(), vm)));

#[cold]
fn unbound_local(cursor: &Cursor, index: usize, vm: &mut Vm) -> Raised {
    let name = &cursor.code().source().locals[index].name;
    let message =
        format!("cannot access local variable '{name}' where it is not associated with a value");
    let name = name.clone();
    vm.unbound_name_error(true, &name, message)
}

operation!(
    /// `LOAD_FAST_AND_CLEAR` (`-- value`)
    LoadFastAndClear,
    fast |regs, _vm| {
        let word = std::ptr::replace(regs.fp.add(regs.n()), UNBOUND);
        regs.push(word);
        Outcome::Next(regs.advance(1))
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
    /// `STORE_FAST` (`value --`)
    StoreFast,
    fast |regs, _vm| {
        let word = regs.peek(1);
        regs.sp = regs.sp.sub(1);
        let old = std::ptr::replace(regs.fp.add(regs.n()), word);
        next_releasing(regs.advance(1), old)
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
/// `DELETE_FAST` (`--`)
DeleteFast,
slow_only |cursor, vm| {
    let index = cursor.n();
    if cursor.local(index).is_unbound() {
        return Err(unbound_local(cursor, index, vm));
    }
    drop(cursor.set_local(index, Value::UNBOUND));
    Ok(())
});

/// Goes on behind an instruction that pushed a callee; carries out a load of locals that follows, as
/// arguments mostly are.
///
/// # Safety
///
/// As for `Operation::fast`; `pc` is behind the instruction.
#[inline(always)]
pub(crate) unsafe fn load_arguments(mut regs: Regs) -> Outcome {
    // SAFETY: `pc` points to an instruction, whose locals exist; the stack has room for them.
    unsafe {
        let word = regs.word();
        if word as u8 == Opcode::LoadFast.byte() {
            let argument = regs.local((word >> 8) as usize);
            retain(argument);
            regs.push(argument);
            keep_branch();
            return Outcome::Next(regs.advance(1));
        }
        if word as u8 == Opcode::LoadFastLoadFast.byte() {
            let (first, second) = (regs.local(regs.a()), regs.local(regs.bc()));
            retain(first);
            retain(second);
            regs.push(first);
            regs.push(second);
            keep_branch();
            return Outcome::Next(regs.advance(1));
        }
        Outcome::Next(regs)
    }
}

operation!(
    /// `LOAD_FAST_LOAD_FAST` (`-- a, b`)
    LoadFastLoadFast,
    fast |regs, _vm| {
        let (first, second) = (regs.local(regs.a()), regs.local(regs.bc()));
        retain(first);
        retain(second);
        regs.push(first);
        regs.push(second);
        Outcome::Next(regs.advance(1))
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
    /// `STORE_FAST_LOAD_FAST` (`value -- b`)
    StoreFastLoadFast,
    fast |regs, _vm| {
        let old = std::ptr::replace(regs.fp.add(regs.a()), regs.peek(1));
        let word = regs.local(regs.bc());
        retain(word);
        *regs.sp.sub(1) = word;
        next_releasing(regs.advance(1), old)
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
    /// `STORE_FAST_STORE_FAST` (`second, first --`)
    StoreFastStoreFast,
    fast |regs, _vm| {
        let first = std::ptr::replace(regs.fp.add(regs.a()), regs.peek(1));
        let second = std::ptr::replace(regs.fp.add(regs.bc()), regs.peek(2));
        regs.sp = regs.sp.sub(2);
        next_releasing2(regs.advance(1), first, second)
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

operation!(
    /// `LOAD_CONST` (`-- value`)
    LoadConst,
    fast |regs, _vm| {
        let word = constant(&regs, regs.n());
        retain(word);
        regs.push(word);
        Outcome::Next(regs.advance(1))
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

/// Constant `index` of the running code, borrowed.
///
/// # Safety
///
/// The registers are those of a frame that runs verified code.
#[inline(always)]
pub(crate) unsafe fn constant(regs: &Regs, index: usize) -> u64 {
    // SAFETY: the code word points to the running code; the verifier checked the index.
    unsafe {
        let code = *regs.fp.sub(CODE) as *const Object<Code>;
        (*(*code).payload.constant(index)).bits()
    }
}

operation!(
    /// `LOAD_SMALL_INT` (`-- value`)
    LoadSmallInt,
    fast |regs, _vm| {
        regs.push(((regs.word() as i32 >> 8) as i64 as u64) << 2 | 1);
        Outcome::Next(regs.advance(1))
    },
    slow |_cursor, _vm| unreachable!("the fast path always succeeds"));

/// Leaves a frame without flags that has nothing on its operand stack but what `KIND` returns.
///
/// `KIND` 0 returns the top, 1 a local, 2 a constant.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn return_fast<const KIND: u8>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: the header lies below `fp`; the locals lie between `fp` and the operand stack.
    unsafe {
        let flags = *regs.fp.sub(FLAGS);
        if flags != 0 {
            if flags == CONSTRUCTOR {
                return return_from_constructor::<KIND>(regs, vm);
            }
            if flags == ENTRY {
                return return_to_rust::<KIND>(regs, vm);
            }
            return return_from_generator::<KIND>(regs, flags, vm);
        }
        let (result, end) = take_result::<KIND>(&regs);
        if let Some(dead) = release_locals(regs.fp, end) {
            return return_freeing::<KIND>(regs, dead, result);
        }
        (*vm).thread.depth += 1;
        let callee = *regs.fp.sub(CALLEE);
        regs.pc = *regs.fp.sub(RETURN) as *const u32;
        regs.sp = regs.fp.sub(CALLEE);
        regs.fp = *regs.fp.sub(CALLER) as *mut u64;
        // The callee is a function, so its word is a pointer.
        let word = regs.word();
        if word as u8 == Opcode::StoreFast.byte() {
            let old = std::ptr::replace(regs.fp.add((word >> 8) as usize), result);
            let regs = regs.advance(1);
            if (*header(callee)).decrement() {
                let old = if release(old) { old } else { 0 };
                return Outcome::Free2(regs, old, callee);
            }
            keep_branch();
            return next_releasing(regs, old);
        }
        regs.push(result);
        if (*header(callee)).decrement() {
            return Outcome::Free(regs, callee);
        }
        Outcome::Next(regs)
    }
}

/// The word that is returned, and where the words end that are dropped.
///
/// # Safety
///
/// As for `return_fast`.
#[inline(always)]
unsafe fn take_result<const KIND: u8>(regs: &Regs) -> (u64, *mut u64) {
    // SAFETY: as for `return_fast`.
    unsafe {
        match KIND {
            0 => {
                let top = regs.sp.sub(1);
                (*top, top)
            }
            1 => (std::ptr::replace(regs.fp.add(regs.n()), UNBOUND), regs.sp),
            _ => {
                let word = constant(regs, regs.n());
                retain(word);
                (word, regs.sp)
            }
        }
    }
}

/// Gives up the references of the words from `first` up to `end`, as far as one that was the last.
///
/// # Safety
///
/// The words are live values.
#[inline(always)]
unsafe fn release_locals(first: *mut u64, end: *mut u64) -> Option<*mut u64> {
    let mut local = first;
    while local < end {
        // SAFETY: as promised by the caller.
        unsafe {
            if release(*local) {
                return Some(local);
            }
            local = local.add(1);
        }
    }
    None
}

/// Frees the object of the local `dead` and returns anew: what has been released already is unbound.
///
/// # Safety
///
/// As for `return_fast`, whose locals up to `dead` have been released.
#[inline(always)]
unsafe fn return_freeing<const KIND: u8>(regs: Regs, dead: *mut u64, result: u64) -> Outcome {
    // SAFETY: as for `return_fast`.
    unsafe {
        let word = *dead;
        unbind_released::<KIND>(&regs, dead.add(1), result);
        Outcome::Free(regs, word)
    }
}

/// Makes the instruction one that can run again, after the words up to `end` have been released.
///
/// # Safety
///
/// As for [`return_freeing`].
#[inline(always)]
unsafe fn unbind_released<const KIND: u8>(regs: &Regs, end: *mut u64, result: u64) {
    // SAFETY: as for `return_fast`.
    unsafe {
        let mut released = regs.fp;
        while released < end {
            keep_branch();
            *released = UNBOUND;
            released = released.add(1);
        }
        match KIND {
            0 => {}
            1 => *regs.fp.add(regs.n()) = result,
            _ => {
                // The count is balanced when the instruction runs again.
                release(result);
            }
        }
    }
}

/// # Safety
///
/// As for `return_fast`, in a frame with the `CONSTRUCTOR` flag alone.
#[inline(always)]
unsafe fn return_from_constructor<const KIND: u8>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    if KIND != 2 {
        return Outcome::Slow;
    }
    // SAFETY: as for `return_fast`.
    unsafe {
        if constant(&regs, regs.n()) != NONE {
            return Outcome::Slow;
        }
        if let Some(dead) = release_locals(regs.fp, regs.sp) {
            return return_freeing::<KIND>(regs, dead, NONE);
        }
        (*vm).thread.depth += 1;
        let callee = *regs.fp.sub(CALLEE);
        regs.pc = *regs.fp.sub(RETURN) as *const u32;
        regs.sp = regs.fp.sub(CALLEE);
        regs.fp = *regs.fp.sub(CALLER) as *mut u64;
        next_releasing(regs, callee)
    }
}

/// Ends a run: the return address is that of `HALT`.
///
/// # Safety
///
/// As for `return_fast`, in a frame with the `ENTRY` flag alone.
#[inline(always)]
unsafe fn return_to_rust<const KIND: u8>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as for `return_fast`; what waits for the result takes it from the thread.
    unsafe {
        let (result, end) = take_result::<KIND>(&regs);
        if let Some(dead) = release_locals(regs.fp, end) {
            return return_freeing::<KIND>(regs, dead, result);
        }
        (*vm).thread.depth += 1;
        let callee = *regs.fp.sub(CALLEE);
        regs.pc = *regs.fp.sub(RETURN) as *const u32;
        regs.sp = regs.fp.sub(CALLEE);
        regs.fp = *regs.fp.sub(CALLER) as *mut u64;
        let thread = &raw mut (*vm).thread;
        (&raw mut (*thread).result).write(Some(Step::End(Value::from_bits(result))));
        next_releasing(regs, callee)
    }
}

/// Leaves the frame of an operator and finishes that, if nothing need be called for it and no more than two
/// objects are freed.
///
/// # Safety
///
/// As for `return_fast`.
#[inline(always)]
unsafe fn return_from_operator<const KIND: u8>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as for `return_fast`; the operands lie below the callee.
    unsafe {
        let flags = *regs.fp.sub(FLAGS);
        if flags & (OPERATOR | GENERATOR) != OPERATOR {
            return Outcome::Slow;
        }
        let callee = regs.fp.sub(CALLEE);
        let returned = match KIND {
            0 => regs.peek(1),
            1 => regs.local(regs.n()),
            _ => constant(&regs, regs.n()),
        };
        let operands = (flags >> OPERANDS & 3) as usize;
        if flags & (OBSERVED | ENTRY) != 0 {
            return Outcome::Slow;
        }
        let Some(pushed) = plain_result(returned, flags) else {
            return Outcome::Slow;
        };
        let (result, end) = take_result::<KIND>(&regs);
        if let Some(dead) = release_locals(regs.fp, end) {
            return return_freeing::<KIND>(regs, dead, result);
        }
        // Of the function a local may have had the reference that is not the frame's.
        if is_last(*callee) || operands > 2 && is_last(*callee.sub(3)) {
            unbind_released::<KIND>(&regs, end, result);
            return Outcome::Slow;
        }
        (*vm).thread.depth += 1;
        release(*callee);
        regs.pc = *regs.fp.sub(RETURN) as *const u32;
        regs.fp = *regs.fp.sub(CALLER) as *mut u64;
        regs.sp = callee.sub(operands);
        let (first, second) = match operands {
            0 => (0, 0),
            1 => (*callee.sub(1), 0),
            _ => (*callee.sub(1), *callee.sub(2)),
        };
        if operands > 2 {
            keep_branch();
            release(*callee.sub(3));
        }
        if let Some(word) = pushed {
            keep_branch();
            if operands == 0 {
                let resumer = *regs.pc.sub(1);
                if flags & STEPS != 0 && generators::is_foot(resumer) {
                    regs = regs.jump(resumer);
                }
                return deliver(regs, word);
            }
            regs.push(word);
        }
        let freed = |word: u64| if word != 0 && release(word) { word } else { 0 };
        let (first, second) = (freed(first), freed(second));
        if first | second != 0 {
            return Outcome::Free2(regs, first, second);
        }
        Outcome::Next(regs)
    }
}

/// # Safety
///
/// As for `return_fast`, in a frame with these flags.
#[inline(always)]
unsafe fn return_from_generator<const KIND: u8>(regs: Regs, flags: u64, vm: *mut Vm) -> Outcome {
    if flags & FLAG_BITS != GENERATOR {
        return Outcome::Slow;
    }
    // SAFETY: as for `return_fast`; the frame is a generator's.
    unsafe {
        if (*vm).thread.handled.bits() != NONE || generators::has_details(flags) {
            return Outcome::Slow;
        }
        let resumer = (*regs.fp.sub(RETURN) as *const u32).sub(1);
        if !generators::is_loop(*resumer) {
            keep_branch();
            let (result, end) = take_result::<KIND>(&regs);
            if let Some(dead) = release_locals(regs.fp, end) {
                return return_freeing::<KIND>(regs, dead, result);
            }
            return generators::finish_sent_fast(regs, flags, result, vm);
        }
        if KIND != 2 || constant(&regs, regs.n()) != NONE {
            return Outcome::Slow;
        }
        if let Some(dead) = release_locals(regs.fp, regs.sp) {
            return return_freeing::<KIND>(regs, dead, NONE);
        }
        generators::finish_fast(regs, flags, vm)
    }
}

operation!(
/// `RETURN_VALUE` (`value --`)
ReturnValue,
fast |regs, vm| return_fast::<0>(regs, vm),
second |regs, vm| return_from_operator::<0>(regs, vm),
slow |cursor, vm| {
    let result = cursor.pop();
    unwind::return_value(result, cursor, vm)
});

operation!(
/// `RETURN_FAST` (`--`)
ReturnFast,
fast |regs, vm| return_fast::<1>(regs, vm),
second |regs, vm| return_from_operator::<1>(regs, vm),
slow |cursor, vm| {
    let result = cursor.local(cursor.n()).clone();
    unwind::return_value(result, cursor, vm)
});

operation!(
/// `RETURN_CONST` (`--`)
ReturnConst,
fast |regs, vm| return_fast::<2>(regs, vm),
second |regs, vm| return_from_operator::<2>(regs, vm),
slow |cursor, vm| {
    let result = cursor.constant(cursor.n()).clone();
    unwind::return_value(result, cursor, vm)
});

operation!(
/// `MAKE_CELL` (`--`)
MakeCell,
fast |regs, vm| {
    let Some(cell) = take_cell::<Cell>(vm, 0) else { return Outcome::Slow };
    let local = regs.fp.add(regs.n());
    let payload = Cell { content: HeapCell::new(Value::from_bits(*local)) };
    *local = fill(cell, &(*vm).types.cell, payload);
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let index = cursor.n();
    let content = cursor.set_local(index, Value::UNBOUND);
    let cell = Cell::new(content, vm);
    cursor.set_local(index, cell.into_value());
    Ok(())
});

operation!(
/// `COPY_FREE_VARS` (`--`)
CopyFreeVars,
fast |regs, _vm| {
    let count = regs.n();
    let function = *regs.fp.sub(CALLEE) as *const Object<Function>;
    let word = (*(*function).payload.closure.as_ptr()).bits();
    if !is_object(word) || (*header(word)).shape() != ShapeId::TUPLE {
        return Outcome::Slow;
    }
    let tuple = &*(&raw const word).cast::<Ref<Tuple>>();
    if tuple.length() != count {
        return Outcome::Slow;
    }
    let code = *regs.fp.sub(CODE) as *const Object<Code>;
    let first = regs.fp.add((*code).payload.local_count as usize - count);
    let cells = tuple.as_slice().as_ptr().cast::<u64>();
    let mut index = 0;
    while index < count {
        keep_branch();
        let cell = cells.add(index).read();
        retain(cell);
        *first.add(index) = cell;
        index += 1;
    }
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let count = cursor.n();
    let function = cursor.function().clone();
    let first = cursor.code().local_count as usize - count;
    let Some(closure) = function.closure(vm).filter(|cells| cells.length() == count) else {
        return Err(vm.system_error("the closure does not fit the code"));
    };
    for (index, cell) in closure.as_slice().iter().enumerate() {
        cursor.set_local(first + index, cell.clone());
    }
    Ok(())
});

/// The cell in a local, as a word's object.
///
/// # Safety
///
/// The registers are a frame's; the local exists.
#[inline(always)]
unsafe fn cell_content(regs: &Regs) -> Option<*mut u64> {
    // SAFETY: an object whose shape is that of cells has a `Cell` payload.
    unsafe {
        let word = regs.local(regs.n());
        if !is_object(word) || (*header(word)).shape() != ShapeId::CELL {
            return None;
        }
        let object = header(word).cast::<Object<Cell>>();
        Some((*object).payload.content.as_ptr().cast())
    }
}

operation!(
/// `LOAD_DEREF` (`-- value`)
LoadDeref,
fast |regs, _vm| {
    let Some(content) = cell_content(&regs) else { return Outcome::Slow };
    let word = *content;
    if word == UNBOUND {
        return Outcome::Slow;
    }
    retain(word);
    regs.push(word);
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let value = deref(cursor, vm)?;
    cursor.push(value);
    Ok(())
});

operation!(
/// `STORE_DEREF` (`value --`)
StoreDeref,
fast |regs, _vm| {
    let Some(content) = cell_content(&regs) else { return Outcome::Slow };
    let old = std::ptr::replace(content, regs.peek(1));
    regs.sp = regs.sp.sub(1);
    next_releasing(regs.advance(1), old)
},
slow |cursor, vm| {
    let value = cursor.pop();
    drop(cell(cursor, vm)?.content.replace(value, vm));
    Ok(())
});

operation!(
/// `DELETE_DEREF` (`--`)
DeleteDeref,
slow_only |cursor, vm| {
    drop(deref(cursor, vm)?);
    drop(cell(cursor, vm)?.content.replace(Value::UNBOUND, vm));
    Ok(())
});

fn cell(cursor: &Cursor, vm: &mut Vm) -> PyResult<Ref<Cell>> {
    match cursor.local(cursor.n()).downcast::<Cell>() {
        Some(cell) => Ok(cell.clone()),
        None => Err(vm.system_error("a variable of inner functions is in no cell")),
    }
}

fn deref(cursor: &Cursor, vm: &mut Vm) -> PyResult {
    let value = cell(cursor, vm)?.content.cloned(vm);
    if !value.is_unbound() {
        return Ok(value);
    }
    let index = cursor.n();
    let local = cursor.code().source().locals[index].clone();
    if local.kind.contains(rpy_bytecode::LocalKind::FREE) {
        let message = format!(
            "cannot access free variable '{}' where it is not associated with a value in enclosing scope",
            local.name
        );
        Err(vm.unbound_name_error(false, &local.name, message))
    } else {
        Err(unbound_local(cursor, index, vm))
    }
}

operation!(
/// `LOAD_FROM_DICT_OR_DEREF` (`mapping -- value`)
LoadFromDictOrDeref,
slow_only |cursor, vm| {
    let mapping = cursor.pop();
    let name = cursor.code().source().locals[cursor.n()].name.clone();
    let name = vm.intern(&name);
    let value = match crate::eval::names::namespace_get(&mapping, &name, vm)? {
        Some(value) => value,
        None => deref(cursor, vm)?,
    };
    cursor.push(value);
    Ok(())
});
