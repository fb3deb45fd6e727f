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
    fn join(self, other: Slot) -> Option<Slot> {
        match (self, other) {
            _ if self == other => Some(self),
            (Slot::CallWord, _) | (_, Slot::CallWord) => None,
            (Slot::MaybeUnbound, _) | (_, Slot::MaybeUnbound) => Some(Slot::MaybeUnbound),
            _ => Some(Slot::Value),
        }
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
        (0..given as usize).for_each(|local| bound.set(local, true));
        let cells = BitSet::new(code.locals.len());
        State {
            stack: Vec::new(),
            max_stack: code.max_stack as usize,
            bound,
            cells,
        }
    }

    /// What a copy of this state costs, in arbitrary units.
    pub(super) fn weight(&self) -> u64 {
        (self.stack.len() + 2 * self.bound.word_count()) as u64 + 1
    }

    /// Makes this state true for another path too, on which the stack has been cut to `depth`
    /// slots, and `pushed` put on it; tells whether that took something away.
    pub(super) fn join_unwound(
        &mut self,
        other: &State,
        depth: usize,
        pushed: &[Slot],
    ) -> Result<bool, Kind> {
        if self.stack.len() != depth + pushed.len() {
            return Err(Kind::StackMismatch);
        }
        let mut changed = false;
        for (slot, &other) in self
            .stack
            .iter_mut()
            .zip(other.stack[..depth].iter().chain(pushed))
        {
            let joined = slot.join(other).ok_or(Kind::StackMismatch)?;
            changed |= joined != *slot;
            *slot = joined;
        }
        changed |= self.bound.intersect(&other.bound);
        changed |= self.cells.intersect(&other.cells);
        Ok(changed)
    }

    /// This state with the stack cut to `depth` slots, and `pushed` on it.
    pub(super) fn unwound(&self, depth: usize, pushed: &[Slot]) -> State {
        let stack = [&self.stack[..depth], pushed].concat();
        let (bound, cells) = (self.bound.clone(), self.cells.clone());
        State {
            stack,
            max_stack: self.max_stack,
            bound,
            cells,
        }
    }

    pub(super) fn push(&mut self, slot: Slot) -> Result<(), Kind> {
        self.push_many(slot, 1)
    }

    pub(super) fn push_many(&mut self, slot: Slot, count: usize) -> Result<(), Kind> {
        if count > self.max_stack - self.stack.len() {
            return Err(Kind::StackOverflow);
        }
        self.stack.extend(std::iter::repeat_n(slot, count));
        Ok(())
    }

    /// Pushes the room for a frame behind a callee.
    pub(super) fn push_call_words(&mut self) -> Result<(), Kind> {
        self.push_many(Slot::CallWord, CALL_WORDS as usize)
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

    /// Takes off a callee with its call words.
    pub(super) fn pop_call_header(&mut self) -> Result<(), Kind> {
        for _ in 0..CALL_WORDS {
            if self.pop_any()? != Slot::CallWord {
                return Err(Kind::SlotKind);
            }
        }
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

    pub(super) fn set_local(&mut self, local: usize, slot: Slot) {
        self.bound.set(local, slot.is_bound());
        self.cells.set(local, slot == Slot::Cell);
    }
}
