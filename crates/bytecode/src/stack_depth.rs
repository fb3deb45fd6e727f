//! How deep the operand stack of finished code gets.

use crate::code::ExceptionHandler;
use crate::instruction::{Instruction, WORD_SIZE};

/// Depth of the operand stack, in values, that the code can reach on any path.
///
/// The code is taken to be sound; of code that is not, the result means nothing (and the verifier
/// says so).
pub fn max_stack(instructions: &[Instruction], exception_table: &[ExceptionHandler]) -> u32 {
    let mut seen = vec![false; instructions.len()];
    let mut paths: Vec<(usize, u32)> = vec![(0, 0)];
    let mut deepest = 0;
    // Handlers stand for themselves: their depth is known.
    for handler in exception_table {
        let depth = handler
            .depth
            .saturating_add(1 + u32::from(handler.push_offset));
        paths.push((handler.target as usize, depth));
    }
    while let Some((mut index, mut depth)) = paths.pop() {
        while let Some((seen, word)) = seen.get_mut(index).zip(instructions.get(index)) {
            deepest = deepest.max(depth);
            let Some(opcode) = word.opcode().filter(|_| !std::mem::replace(seen, true)) else {
                break;
            };
            let next = index + opcode.words() as usize;
            if let Some(jump) = opcode.jump_effect() {
                let after = depth
                    .saturating_sub(jump.popped)
                    .saturating_add(jump.pushed);
                let words = word.signed_n() as isize / WORD_SIZE as isize;
                paths.extend(next.checked_add_signed(words).map(|target| (target, after)));
            }
            if opcode.ends_path() {
                break;
            }
            let effect = opcode.stack_effect(word.n());
            depth = depth
                .saturating_sub(effect.popped)
                .saturating_add(effect.pushed);
            index = next;
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opcode::Opcode::*;
    use crate::testing::op;

    #[test]
    fn all_paths_count() {
        let straight = [
            op(Resume, 0),
            op(LoadSmallInt, 1),
            op(Copy, 1),
            op(BuildTuple, 2),
            op(ReturnValue, 0),
        ];
        assert_eq!(max_stack(&straight, &[]), 2);
        let jump = [
            op(LoadSmallInt, 1),
            op(GetIter, 0),
            op(ForIter, 8),
            op(Copy, 1),
            op(RaiseVarargs, 2),
            op(ReturnConst, 0),
        ];
        assert_eq!(max_stack(&jump, &[]), 3);
        let handler = ExceptionHandler {
            start: 0,
            end: 1,
            target: 1,
            depth: 4,
            push_offset: true,
        };
        assert_eq!(
            max_stack(&[op(ReturnConst, 0), op(Reraise, 0)], &[handler]),
            6
        );
    }
}
