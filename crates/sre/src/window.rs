//! What the first bytes of a match may be: a set for each of them.
//!
//! A search looks at a window of bytes before it runs the program there. The sets say more than is
//! true in places, never less.

use crate::byte_set::ByteSet;
use crate::first::First;
use crate::operations::{Operation, Operations};

/// Bytes looked at.
pub(crate) const WIDTH: usize = 3;
/// Ways that are followed at the same time. Patterns with more are searched for without a window.
const MAX_WAYS: usize = 256;

/// The sets of the first bytes, as far as they are known: each match has at least as many bytes.
pub(crate) fn window(operations: &Operations, singles: &[First], wide: bool) -> Vec<ByteSet> {
    let mut sets = Vec::with_capacity(WIDTH);
    let mut ways = vec![0];
    while sets.len() < WIDTH {
        let Some(reached) = reach(operations, &ways) else {
            break;
        };
        let mut set = ByteSet::EMPTY;
        let mut one_byte = true;
        ways.clear();
        for &index in &reached {
            let (single, repeats) = match operations.list[index as usize] {
                Operation::Single(single) => (single, false),
                Operation::Run { single, max, .. } => (single, max > 1),
                _ => continue,
            };
            let first = singles[single as usize];
            set = set.union(&first.bytes);
            one_byte &= !wide || first.parts == 0;
            ways.push(index + 1);
            if repeats {
                ways.push(index);
            }
        }
        sets.push(set);
        if !one_byte {
            // Who knows which byte of a character comes next.
            break;
        }
    }
    sets
}

/// The operations that read a character next, from any of `ways` on. `None` if something else may
/// come first that matches: the end, or a reference.
fn reach(operations: &Operations, ways: &[u32]) -> Option<Vec<u32>> {
    let mut reached: Vec<u32> = Vec::new();
    let mut waiting = ways.to_vec();
    let mut seen = std::collections::HashSet::new();
    while let Some(index) = waiting.pop() {
        if !seen.insert(index) {
            continue;
        }
        if seen.len() > MAX_WAYS {
            return None;
        }
        let next = index + 1;
        match operations.list[index as usize] {
            Operation::Single(_) => reached.push(index),
            Operation::Run { min, max, .. } => {
                if max > 0 {
                    reached.push(index);
                }
                if min == 0 {
                    waiting.push(next);
                }
            }
            Operation::Mark(_)
            | Operation::At(_)
            | Operation::Atomic(_)
            | Operation::AtomicEnd(_) => waiting.push(next),
            Operation::Branch(branch) => {
                waiting.extend(&operations.branches[branch as usize]);
            }
            Operation::Jump(target) => waiting.push(target),
            Operation::Repeat(repeat) => {
                let repeat = &operations.repeats[repeat as usize];
                if repeat.max > 0 {
                    waiting.push(next);
                }
                if repeat.min == 0 {
                    waiting.push(repeat.until + 1);
                }
            }
            Operation::Until(repeat) => {
                let repeat = &operations.repeats[repeat as usize];
                waiting.extend([repeat.start + 1, next]);
            }
            // What is looked for there is looked for by the program.
            Operation::Assert(assertion) => {
                waiting.push(operations.assertions[assertion as usize].end + 1);
            }
            Operation::Fail => {}
            Operation::AssertEnd(_)
            | Operation::GroupRef { .. }
            | Operation::GroupRefExists { .. }
            | Operation::Success => return None,
        }
    }
    Some(reached)
}
