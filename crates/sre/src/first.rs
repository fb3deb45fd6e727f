//! What the next character may be where a pattern goes on: its FIRST sets.
//!
//! They say more than is true in places, never less. So what does not agree with them cannot
//! match: searches skip it, runs do not stop in front of it, branches leave out alternatives.

use crate::byte_set::ByteSet;
use crate::opcodes::Place;
use crate::operations::{Greed, Operation, Operations};

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct First {
    /// First bytes of characters.
    pub(crate) bytes: ByteSet,
    /// What parts the characters of several bytes belong to; see [`parts`].
    pub(crate) parts: u8,
    /// Whether it goes on at the end of the text.
    pub(crate) at_end: bool,
}

/// The characters beyond ASCII, in four parts.
pub(crate) mod parts {
    /// Letters and numerals that are no decimal digits.
    pub(crate) const WORD: u8 = 1;
    pub(crate) const DECIMAL: u8 = 2;
    pub(crate) const SPACE: u8 = 4;
    pub(crate) const OTHER: u8 = 8;
    pub(crate) const ALL: u8 = WORD | DECIMAL | SPACE | OTHER;
}

impl First {
    pub(crate) const NOTHING: First = First {
        bytes: ByteSet::EMPTY,
        parts: 0,
        at_end: false,
    };
    pub(crate) const ANYTHING: First = First {
        bytes: ByteSet::ALL,
        parts: parts::ALL,
        at_end: true,
    };

    pub(crate) fn union(&self, other: &First) -> First {
        First {
            bytes: self.bytes.union(&other.bytes),
            parts: self.parts | other.parts,
            at_end: self.at_end || other.at_end,
        }
    }

    fn intersection(&self, other: &First) -> First {
        First {
            bytes: self.bytes.intersection(&other.bytes),
            parts: self.parts & other.parts,
            at_end: self.at_end && other.at_end,
        }
    }

    /// Whether no character is in both. In UTF-8 (`wide`) the same byte may begin different ones.
    pub(crate) fn is_disjoint(&self, other: &First, wide: bool) -> bool {
        let common = self.bytes.intersection(&other.bytes);
        if wide && self.parts & other.parts == 0 {
            return common.intersection(&ByteSet::ASCII).is_empty();
        }
        common.is_empty()
    }
}

/// What may come next in front of each operation.
pub(crate) fn firsts(operations: &Operations, singles: &[First]) -> Vec<First> {
    // Whatever may come after a repeat's body includes the body. The first pass does not know that
    // yet, and takes it for anything; the second uses what the first found.
    let mut known = pass(operations, singles, |_| First::ANYTHING);
    if !operations.repeats.is_empty() {
        let bodies: Vec<First> = operations
            .repeats
            .iter()
            .map(|repeat| known[repeat.start as usize + 1])
            .collect();
        known = pass(operations, singles, |repeat| bodies[repeat as usize]);
    }
    known
}

fn pass(operations: &Operations, singles: &[First], body: impl Fn(u32) -> First) -> Vec<First> {
    let newline = |at_end| First {
        bytes: ByteSet::from_iter([b'\n']),
        parts: 0,
        at_end,
    };
    let mut firsts = vec![First::NOTHING; operations.list.len() + 1];
    // What an operation leads to has been seen: jumps lead down.
    for (index, operation) in operations.list.iter().enumerate().rev() {
        let at = |index: u32| firsts[index as usize];
        let next = firsts[index + 1];
        firsts[index] = match *operation {
            Operation::Single(single) => singles[single as usize],
            Operation::Run { single, min, .. } => {
                let run = singles[single as usize];
                if min == 0 { run.union(&next) } else { run }
            }
            Operation::At(place) => match place {
                Place::End | Place::EndLine => next.intersection(&newline(true)),
                Place::EndString => First {
                    at_end: next.at_end,
                    ..First::NOTHING
                },
                _ => next,
            },
            Operation::Branch(branch) => {
                let alternatives = operations.branches[branch as usize].iter();
                alternatives.fold(First::NOTHING, |all, &start| all.union(&at(start)))
            }
            Operation::Jump(target) => at(target),
            Operation::Repeat(index) => {
                let repeat = &operations.repeats[index as usize];
                if repeat.min == 0 {
                    next.union(&at(repeat.until + 1))
                } else {
                    next
                }
            }
            Operation::Until(index) => {
                if operations.repeats[index as usize].greed == Greed::Possessive {
                    // How often the body matched is settled before what follows is looked at.
                    First::ANYTHING
                } else {
                    body(index).union(&next)
                }
            }
            Operation::Assert(assertion) => {
                let assertion = &operations.assertions[assertion as usize];
                let after = at(assertion.end + 1);
                if assertion.negate || assertion.back > 0 {
                    after
                } else {
                    next.intersection(&after)
                }
            }
            // What is inside matches or not, whatever follows.
            Operation::AssertEnd(_) | Operation::AtomicEnd(_) | Operation::Success => {
                First::ANYTHING
            }
            Operation::GroupRef { .. } => First::ANYTHING,
            Operation::GroupRefExists { otherwise, .. } => next.union(&at(otherwise)),
            Operation::Fail => First::NOTHING,
            Operation::Mark(_) | Operation::Atomic(_) => next,
        };
    }
    firsts
}

/// Whether a greedy run may give up all but its longest match.
pub(crate) fn is_possessive(
    operations: &Operations,
    run: usize,
    single: &First,
    next: &First,
    wide: bool,
) -> bool {
    if single.is_disjoint(next, wide) {
        return true;
    }
    // Nothing follows that could fail: the first try succeeds.
    let Operation::Run { greed, .. } = operations.list[run] else {
        return false;
    };
    let mut rest = operations.list[run + 1..].iter();
    greed == Greed::Greedy
        && rest
            .find(|operation| !matches!(operation, Operation::Mark(_)))
            .is_some_and(|operation| matches!(operation, Operation::Success))
}
