//! A verified pattern: its words as a list of operations, whose jumps are indices.

use crate::opcodes::Place;
use crate::single::{Fold, Single};

/// In which order a repeat tries how often to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Greed {
    /// As often as can be first.
    Greedy,
    /// As seldom as can be first.
    Lazy,
    /// As often as can be, and nothing else.
    Possessive,
}

/// One step of a pattern. Numbers refer to the tables of [`Operations`], or to operations.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    /// Matches a character.
    Single(u32),
    /// Matches from `min` to `max` characters.
    Run {
        single: u32,
        min: u32,
        max: u32,
        greed: Greed,
    },
    /// Notes the position.
    Mark(u32),
    At(Place),
    /// Tries alternatives.
    Branch(u32),
    /// Goes on elsewhere, further down.
    Jump(u32),
    /// Begins a repeat; its body follows.
    Repeat(u32),
    /// Ends the body of a repeat.
    Until(u32),
    /// Begins a group that is not gone back into.
    Atomic(u32),
    AtomicEnd(u32),
    /// Begins a look around.
    Assert(u32),
    AssertEnd(u32),
    /// Matches what a group matched.
    GroupRef {
        group: u32,
        fold: Fold,
    },
    /// Goes on at `otherwise` unless a group has matched.
    GroupRefExists {
        group: u32,
        otherwise: u32,
    },
    Fail,
    Success,
}

/// A repeat of more than a character.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeat {
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) greed: Greed,
    /// The operation that begins it; the body follows.
    pub(crate) start: u32,
    /// The operation that ends its body; what comes after the repeat follows.
    pub(crate) until: u32,
    /// Whether the body may match nothing.
    pub(crate) nullable: bool,
}

/// A look ahead or behind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Assertion {
    /// Characters to go back first.
    pub(crate) back: u32,
    /// Whether it must not match.
    pub(crate) negate: bool,
    /// The operation that ends it; what comes after follows.
    pub(crate) end: u32,
}

/// A verified pattern.
///
/// Operations are nested as their words were: jumps lead down the list, but for those from the end
/// of a repeat to its beginning. The last operation is a `Success`, and there is no other.
#[derive(Debug, Default)]
pub(crate) struct Operations {
    pub(crate) list: Vec<Operation>,
    pub(crate) singles: Vec<Single>,
    pub(crate) repeats: Vec<Repeat>,
    pub(crate) assertions: Vec<Assertion>,
    /// The first operation of each alternative of each branch.
    pub(crate) branches: Vec<Vec<u32>>,
    /// Number of atomic groups.
    pub(crate) atomics: u32,
    pub(crate) groups: usize,
    /// Number of marks that are set: at most two for each group.
    pub(crate) marks: usize,
    /// Characters a match has at least.
    pub(crate) min_width: u64,
    /// Operations that follow another one and are jumped to as well.
    pub(crate) joins: Vec<u32>,
}

impl Operations {
    /// Whether what matches may depend on where the match began, by way of a group.
    pub(crate) fn has_references(&self) -> bool {
        self.list.iter().any(|operation| {
            matches!(
                operation,
                Operation::GroupRef { .. } | Operation::GroupRefExists { .. }
            )
        })
    }
}
