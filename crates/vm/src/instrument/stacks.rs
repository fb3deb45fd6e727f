//! What lies on the operand stack at each instruction, as far as jumps of a debugger need to know.

use rpy_bytecode::opcode::CALL_WORDS;
use rpy_bytecode::{CodeObject, Instruction, Opcode};

use crate::instrument::marks::target_of;

/// What lies in a slot of the operand stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Some value.
    Object,
    /// The iterator of a loop.
    Iterator,
    /// The exception that was handled before that which the block handles.
    Handled,
    /// The exception that a block handles.
    Raised,
    /// The offset of an instruction that raised.
    Offset,
    /// A word of a call.
    Word,
}

/// The slots, the deepest first.
pub(super) type Stack = Vec<Kind>;

/// Whether a frame with the stack `from` can go on where `to` is expected, once what lies above is
/// dropped.
pub(super) fn is_compatible(from: &Stack, to: &Stack) -> bool {
    from.len() >= to.len()
        && from.iter().zip(to).all(|(from, to)| match to {
            Kind::Object => *from != Kind::Word,
            Kind::Word => true,
            _ => from == to,
        })
}

/// Why nothing can go on where this stack is expected.
pub(super) fn explain(to: Option<&Stack>) -> &'static str {
    match to.map(|to| to.last()) {
        None => "can't jump into an exception handler, or code may be unreachable",
        Some(Some(Kind::Handled | Kind::Raised)) => {
            "can't jump into an 'except' block as there's no exception"
        }
        Some(Some(Kind::Offset)) => "can't jump into a re-raising block as there's no location",
        Some(Some(Kind::Iterator)) => "can't jump into the body of a for loop",
        // The handler of a group has a list and what is left of the group above the exception.
        Some(Some(Kind::Object)) if is_in_group_handler(to) => {
            "can't jump into an 'except' block as there's no exception"
        }
        Some(_) => "incompatible stacks",
    }
}

/// Whether a stack is that of a clause of `except*`.
fn is_in_group_handler(stack: Option<&Stack>) -> bool {
    let third = stack.and_then(|stack| stack.iter().rev().nth(2));
    third == Some(&Kind::Raised)
}

/// The words at which the lines of code start, with the lines.
pub(super) fn line_starts(source: &CodeObject) -> Vec<(usize, u32)> {
    let mut starts = Vec::new();
    let (mut last, mut index) = (0, 0);
    for run in source.locations.runs() {
        let line = run.location.line;
        if line != 0 && line != last {
            // The foot of a loop belongs to its head, where a jump to that line begins the loop anew.
            let first = source.instructions.get(index);
            if first.and_then(|word| word.opcode()) != Some(Opcode::ForIterBack) {
                starts.push((index, line));
            }
            last = line;
        }
        index += run.words as usize;
    }
    starts
}

/// What lies on the stack in front of each word; `None` where control does not come, or into handlers
/// only.
pub(super) fn stacks(source: &CodeObject) -> Vec<Option<Stack>> {
    let mut known: Vec<Option<Stack>> = vec![None; source.instructions.len()];
    let mut paths: Vec<(usize, Stack)> = vec![(0, Vec::new())];
    loop {
        while let Some((mut index, mut stack)) = paths.pop() {
            while let Some(place) = known.get_mut(index).filter(|place| place.is_none()) {
                *place = Some(stack.clone());
                let word = source.instructions[index];
                let Some(opcode) = word.opcode() else { break };
                if let (Some(target), Some(jump)) =
                    (target_of(index, opcode, word), opcode.jump_effect())
                {
                    let mut taken = stack.clone();
                    match opcode {
                        Opcode::ForIterBack => taken.push(Kind::Object),
                        Opcode::ForIter => drop(taken.pop()),
                        _ => replace(&mut taken, jump.popped, jump.pushed),
                    }
                    paths.push((target, taken));
                }
                if opcode.ends_path() {
                    break;
                }
                step(opcode, word, &mut stack);
                index += opcode.words() as usize;
            }
        }
        // Handlers come after all that leads to what they cover.
        for handler in &source.exception_table {
            let covered = known.get(handler.start as usize).cloned().flatten();
            let is_new = known.get(handler.target as usize) == Some(&None);
            if let (Some(mut stack), true) = (covered, is_new) {
                stack.truncate(handler.depth as usize);
                if handler.push_offset {
                    stack.push(Kind::Offset);
                }
                stack.push(Kind::Raised);
                paths.push((handler.target as usize, stack));
            }
        }
        if paths.is_empty() {
            return known;
        }
    }
}

fn replace(stack: &mut Stack, popped: u32, pushed: u32) {
    stack.truncate(stack.len().saturating_sub(popped as usize));
    stack.extend(std::iter::repeat_n(Kind::Object, pushed as usize));
}

/// Applies an instruction that goes on to the next.
fn step(opcode: Opcode, word: Instruction, stack: &mut Stack) {
    let n = word.n() as usize;
    match opcode {
        Opcode::GetIter | Opcode::GetAiter | Opcode::GetYieldFromIter => {
            stack.pop();
            stack.push(Kind::Iterator);
        }
        Opcode::ForIter => stack.push(Kind::Object),
        Opcode::ForIterBack => drop(stack.pop()),
        Opcode::Copy => {
            let kind = stack
                .len()
                .checked_sub(n)
                .and_then(|at| stack.get(at))
                .copied();
            stack.push(kind.unwrap_or(Kind::Object));
        }
        Opcode::Swap => {
            let length = stack.len();
            if n > 0 && n <= length {
                stack.swap(length - 1, length - n);
            }
        }
        Opcode::PushExcInfo => {
            stack.pop();
            stack.push(Kind::Handled);
            stack.push(Kind::Raised);
        }
        Opcode::PrepareCall => push_words(stack),
        Opcode::LoadGlobalCall => {
            stack.push(Kind::Object);
            push_words(stack);
        }
        Opcode::LoadMethod
        | Opcode::LoadMethodFast
        | Opcode::LoadSuperMethod
        | Opcode::LoadSpecial => {
            replace(stack, opcode.stack_effect(word.n()).popped, 1);
            push_words(stack);
            stack.push(Kind::Object);
        }
        Opcode::GetAnext
        | Opcode::ListAppend
        | Opcode::SetAdd
        | Opcode::MapAdd
        | Opcode::ListExtend
        | Opcode::SetUpdate
        | Opcode::DictUpdate
        | Opcode::DictMerge
        | Opcode::ImportFrom
        | Opcode::CheckExcMatch
        | Opcode::WithExceptStart => {
            // What lies deeper keeps its kind.
            let effect = opcode.stack_effect(word.n());
            let kept = effect.popped.min(effect.pushed);
            replace(stack, effect.popped - kept, effect.pushed - kept);
        }
        _ => {
            let effect = opcode.stack_effect(word.n());
            replace(stack, effect.popped, effect.pushed);
        }
    }
}

fn push_words(stack: &mut Stack) {
    stack.extend(std::iter::repeat_n(Kind::Word, CALL_WORDS as usize));
}
