//! What is known of stack and locals at a point of the code.

use super::bits::BitSet;
use super::error::VerifyErrorKind as Kind;
use crate::code::{CodeFlags, CodeObject};
use crate::opcode::CALL_WORDS;

/// What lies in a slot of the operand stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A value.
    Value,
    /// A cell, saved from its local.
    Cell,
    /// A value or the mark "unbound".
    MaybeUnbound,
    /// A word of a frame that is being built.
    CallWord,
}

impl Slot {
    /// Makes this true for another path too; tells whether that took something away.
    #[inline]
    fn join_with(&mut self, other: Slot) -> Result<bool, Kind> {
        if *self == other {
            return Ok(false);
        }
        let joined = match (*self, other) {
            (Slot::CallWord, _) | (_, Slot::CallWord) => return Err(Kind::StackMismatch),
            (Slot::MaybeUnbound, _) | (_, Slot::MaybeUnbound) => Slot::MaybeUnbound,
            _ => Slot::Value,
        };
        let changed = joined != *self;
        *self = joined;
        Ok(changed)
    }

    fn is_bound(self) -> bool {
        matches!(self, Slot::Value | Slot::Cell)
    }
}

/// Stack and locals at a point of the code.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) stack: Vec<Slot>,
    max_stack: usize,
    /// Locals that are bound on every path.
    bound: BitSet,
    /// Locals that are cells on every path.
    cells: BitSet,
    /// How often what is known of a local has changed.
    pub(super) changes: u64,
}

impl State {
    /// What holds when the code is entered.
    pub(super) fn at_entry(code: &CodeObject) -> State {
        let mut bound = BitSet::new(code.locals.len());
        let given = if code.flags.contains(CodeFlags::OPTIMIZED) {
            code.parameter_count()
        } else {
            1
        };
        for local in 0..given as usize {
            bound.set(local, true);
        }
        let cells = BitSet::new(code.locals.len());
        State {
            stack: Vec::new(),
            max_stack: code.max_stack as usize,
            bound,
            cells,
            changes: 0,
        }
    }

    /// What a copy of this state costs, in arbitrary units.
    pub(super) fn weight(&self) -> u64 {
        (self.stack.len() + 2 * self.bound.word_count()) as u64 + 1
    }

    /// Makes this state true for another path too, on which the stack has been cut to `depth`
    /// slots, and `pushed` values put on it; tells whether that took something away.
    pub(super) fn join_unwound(
        &mut self,
        other: &State,
        depth: usize,
        pushed: usize,
    ) -> Result<bool, Kind> {
        if self.stack.len() != depth + pushed {
            return Err(Kind::StackMismatch);
        }
        let (kept, values) = self.stack.split_at_mut(depth);
        let mut changed = false;
        for (slot, other) in kept.iter_mut().zip(&other.stack[..depth]) {
            changed |= slot.join_with(*other)?;
        }
        for slot in values {
            changed |= slot.join_with(Slot::Value)?;
        }
        changed |= self.bound.intersect(&other.bound);
        changed |= self.cells.intersect(&other.cells);
        Ok(changed)
    }

    /// Makes this a copy of another state of the same code, in the memory that it has.
    pub(super) fn copy_from(&mut self, other: &State) {
        self.stack.clear();
        self.stack.extend_from_slice(&other.stack);
        self.bound.copy_from(&other.bound);
        self.cells.copy_from(&other.cells);
    }

    /// This state with the stack cut to `depth` slots, and `pushed` values on it.
    pub(super) fn unwound(&self, depth: usize, pushed: usize) -> State {
        let mut stack = Vec::with_capacity(depth + pushed);
        stack.extend_from_slice(&self.stack[..depth]);
        stack.resize(depth + pushed, Slot::Value);
        let (bound, cells) = (self.bound.clone(), self.cells.clone());
        State {
            stack,
            max_stack: self.max_stack,
            bound,
            cells,
            changes: 0,
        }
    }

    pub(super) fn push(&mut self, slot: Slot) -> Result<(), Kind> {
        if self.stack.len() == self.max_stack {
            return Err(Kind::StackOverflow);
        }
        self.stack.push(slot);
        Ok(())
    }

    /// Pushes the room for a frame behind a callee.
    pub(super) fn push_call_words(&mut self) -> Result<(), Kind> {
        let count = CALL_WORDS as usize;
        if count > self.max_stack - self.stack.len() {
            return Err(Kind::StackOverflow);
        }
        self.stack.extend([Slot::CallWord; CALL_WORDS as usize]);
        Ok(())
    }

    /// Takes off one slot of any kind.
    pub(super) fn pop_any(&mut self) -> Result<Slot, Kind> {
        self.stack.pop().ok_or(Kind::StackUnderflow)
    }

    /// Takes off a value or "unbound".
    pub(super) fn pop_maybe_unbound(&mut self) -> Result<Slot, Kind> {
        match self.pop_any()? {
            Slot::CallWord => Err(Kind::SlotKind),
            slot => Ok(slot),
        }
    }

    /// Takes off `count` values.
    pub(super) fn pop_values(&mut self, count: usize) -> Result<(), Kind> {
        let rest = self
            .stack
            .len()
            .checked_sub(count)
            .ok_or(Kind::StackUnderflow)?;
        if !self.stack[rest..].iter().all(|slot| slot.is_bound()) {
            return Err(Kind::SlotKind);
        }
        self.stack.truncate(rest);
        Ok(())
    }

    /// Replaces `popped` values by `pushed` new ones.
    pub(super) fn replace(&mut self, popped: usize, pushed: usize) -> Result<(), Kind> {
        let length = self.stack.len();
        if length < popped {
            return Err(Kind::StackUnderflow);
        }
        let rest = length - popped;
        if !self.stack[rest..].iter().all(|slot| slot.is_bound()) {
            return Err(Kind::SlotKind);
        }
        if pushed > self.max_stack - rest {
            return Err(Kind::StackOverflow);
        }
        match pushed {
            1 if popped == 1 => self.stack[rest] = Slot::Value,
            1 => {
                self.stack.truncate(rest);
                self.stack.push(Slot::Value);
            }
            _ => {
                self.stack.truncate(rest);
                self.stack.resize(rest + pushed, Slot::Value);
            }
        }
        Ok(())
    }

    /// Takes off a callee with its call words.
    pub(super) fn pop_call_header(&mut self) -> Result<(), Kind> {
        const WORDS: usize = CALL_WORDS as usize;
        let Some((rest, words)) = self.stack.split_last_chunk::<WORDS>() else {
            return Err(Kind::StackUnderflow);
        };
        if *words != [Slot::CallWord; WORDS] {
            return Err(Kind::SlotKind);
        }
        let rest = rest.len();
        self.stack.truncate(rest);
        self.pop_values(1)
    }

    /// The slot that lies `depth` deep; 1 is the top.
    pub(super) fn peek(&self, depth: usize) -> Result<Slot, Kind> {
        let index = self
            .stack
            .len()
            .checked_sub(depth)
            .ok_or(Kind::StackUnderflow)?;
        self.stack.get(index).copied().ok_or(Kind::StackUnderflow)
    }

    /// Requires a value `depth` deep; 1 is the top.
    pub(super) fn expect_value(&self, depth: usize) -> Result<(), Kind> {
        if self.peek(depth)?.is_bound() {
            Ok(())
        } else {
            Err(Kind::SlotKind)
        }
    }

    pub(super) fn expect_bound(&self, local: usize) -> Result<(), Kind> {
        if self.bound.contains(local) {
            Ok(())
        } else {
            Err(Kind::Unbound)
        }
    }

    pub(super) fn expect_cell(&self, local: usize) -> Result<(), Kind> {
        if self.cells.contains(local) {
            Ok(())
        } else {
            Err(Kind::NotACell)
        }
    }

    /// What reading a local, bound or not, pushes.
    pub(super) fn local(&self, local: usize) -> Slot {
        if self.cells.contains(local) {
            Slot::Cell
        } else if self.bound.contains(local) {
            Slot::Value
        } else {
            Slot::MaybeUnbound
        }
    }

    #[inline]
    pub(super) fn set_local(&mut self, local: usize, slot: Slot) {
        let changed = self.bound.set(local, slot.is_bound());
        self.changes += u64::from(changed | self.cells.set(local, slot == Slot::Cell));
    }
}
