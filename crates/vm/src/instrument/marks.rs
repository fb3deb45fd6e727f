//! Which instructions of a code object cause events.

use rpy_bytecode::{CodeObject, Instruction, Opcode};

use crate::builtins::code::Code;
use crate::instrument::tools::ALL_TOOLS;
use crate::instrument::{CodeEvents, Event, EventSet};
use crate::object::reference::Ref;
use crate::vm::Vm;

/// The instruction causes events of its own kind.
pub(crate) const EVENT: u8 = 1;
/// A line begins.
pub(crate) const LINE: u8 = 2;
/// Somebody is told of every instruction.
pub(crate) const INSTRUCTION: u8 = 4;
/// The fast path of the instruction might carry out a later one that has a mark.
pub(crate) const SLOW: u8 = 8;

/// A line begins, and nobody is told of it any more; of other lines somebody is.
pub(crate) const NOTE: u8 = 16;

/// The line is that on which the function begins: only trace functions are told of it.
pub(crate) const ENTRY: u8 = 32;

/// Instructions that a fast path carries out at most beside its own.
const FOLDED: usize = 4;

/// Both branches.
const BRANCHES: EventSet = Event::BranchLeft.set() | Event::BranchRight.set();

/// The events that an instruction causes by what it does.
pub(super) fn events_of(
    source: &CodeObject,
    index: usize,
    opcode: Opcode,
    word: Instruction,
) -> EventSet {
    match opcode {
        Opcode::Resume if word.n() == 0 => Event::PyStart.set(),
        Opcode::Resume => Event::PyResume.set(),
        Opcode::ReturnValue | Opcode::ReturnFast | Opcode::ReturnConst => Event::PyReturn.set(),
        Opcode::YieldValue => Event::PyYield.set(),
        Opcode::Call
        | Opcode::CallMethod
        | Opcode::CallKw
        | Opcode::CallMethodKw
        | Opcode::CallFunctionEx => Event::Call.set(),
        Opcode::Jump if is_delegation(source, index, word) => 0,
        Opcode::Jump => Event::Jump.set(),
        Opcode::ForIter => BRANCHES,
        Opcode::ForIterBack => BRANCHES | Event::Jump.set(),
        _ if is_branch(opcode) && word.signed_n() < 0 => BRANCHES | Event::Jump.set(),
        _ if is_branch(opcode) => BRANCHES,
        _ => 0,
    }
}

/// Whether a jump is that of `yield from` and `await`, which nobody is told of.
fn is_delegation(source: &CodeObject, index: usize, word: Instruction) -> bool {
    let target = target_of(index, Opcode::Jump, word);
    let target = target.and_then(|target| source.instructions.get(target));
    target.and_then(|word| word.opcode()) == Some(Opcode::Send)
}

/// Whether it is a conditional jump that looks at a value.
pub(crate) const fn is_branch(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::PopJumpIfFalse
            | Opcode::PopJumpIfTrue
            | Opcode::PopJumpIfNone
            | Opcode::PopJumpIfNotNone
            | Opcode::JumpIfFalseOrPop
            | Opcode::JumpIfTrueOrPop
    )
}

/// The instructions of code: word index, opcode and word.
pub(super) fn instructions(
    source: &CodeObject,
) -> impl Iterator<Item = (usize, Opcode, Instruction)> {
    let mut index = 0;
    std::iter::from_fn(move || {
        let word = *source.instructions.get(index)?;
        let opcode = word.opcode()?;
        let at = index;
        index += opcode.words() as usize;
        Some((at, opcode, word))
    })
}

/// The word index that a jump goes to.
pub(super) fn target_of(index: usize, opcode: Opcode, word: Instruction) -> Option<usize> {
    opcode.jump_effect()?;
    let next = index + opcode.words() as usize;
    next.checked_add_signed(word.signed_n() as isize / 4)
}

/// The word of each branch, and those that it goes to: left, which is on or around the loop, and right.
pub(crate) fn branches(source: &CodeObject) -> Vec<[usize; 3]> {
    let mut found = Vec::new();
    for (index, opcode, word) in instructions(source) {
        let is_loop = matches!(opcode, Opcode::ForIter | Opcode::ForIterBack);
        let Some(target) = target_of(index, opcode, word).filter(|_| is_loop || is_branch(opcode))
        else {
            continue;
        };
        let next = index + opcode.words() as usize;
        if target <= index {
            found.push([index, target, next]);
        } else {
            found.push([index, next, target]);
        }
    }
    found
}

/// The word index of the first instruction that causes events: what comes before it builds the frame.
pub(super) fn first_traceable(source: &CodeObject) -> usize {
    instructions(source)
        .find(|(_, opcode, _)| *opcode == Opcode::Resume)
        .map_or(0, |(index, ..)| index)
}

/// The words at which a line begins: those of another line than the instruction before, and whatever
/// jumps and exceptions lead to; and the one of them that only goes on with the line of the function itself.
fn line_starts(source: &CodeObject, lines: &[u32]) -> (Vec<usize>, Option<usize>) {
    let first = first_traceable(source);
    let begin = lines.get(first).copied().unwrap_or(0);
    let mut entry = None;
    let mut starts = Vec::new();
    let mut current = 0;
    let mut starters = vec![false; lines.len()];
    for (index, opcode, word) in instructions(source) {
        let starts_no_line = matches!(opcode, Opcode::Resume | Opcode::EndSend);
        if index < first || starts_no_line {
            continue;
        }
        starters[index] = lines[index] != 0;
        if lines[index] != current && lines[index] != 0 {
            if current == 0 && lines[index] == begin && starts.is_empty() {
                entry = Some(index);
            }
            starts.push(index);
        }
        // What follows a loop goes on from its body: the foot of a `for` is elsewhere in the text.
        if opcode != Opcode::ForIterBack {
            current = lines[index];
        }
        if !matches!(opcode, Opcode::ForIter) {
            starts.extend(target_of(index, opcode, word));
        }
    }
    let handlers = source.exception_table.iter();
    starts.extend(handlers.map(|handler| handler.target as usize));
    starts.retain(|&index| starters.get(index) == Some(&true));
    let is_alone = |entry: &usize| starts.iter().filter(|start| *start == entry).count() == 1;
    let entry = entry.filter(is_alone);
    (starts, entry)
}

impl Vm {
    /// The marks and the line of a word of code; `None` if the code has no marks.
    pub(crate) fn mark_at(&self, code: &Ref<Code>, offset: usize) -> Option<(u8, u32)> {
        let events = code.events.get()?;
        let mark = *events.marks.get(self).get(offset)?;
        let line = events.lines.get(self).get(offset).copied();
        Some((mark, line.unwrap_or(0)))
    }

    /// Makes the marks of code anew if events have changed since they were made.
    pub(crate) fn update_marks(&mut self, code: &Ref<Code>) {
        let version = self.instruments.version;
        let known = code.events.get_or_init(|| Box::new(CodeEvents::new()));
        if known.version.replace(version) == version {
            return;
        }
        let mut events = 0;
        for tool in 0..ALL_TOOLS {
            let set = self.instruments.events_in(tool, code);
            known.activate(tool, set);
            events |= set;
        }
        let (marks, lines) = if events == 0 {
            (Vec::new(), Vec::new())
        } else {
            self.make_marks(code, events)
        };
        let known = code.events.get().expect("made above");
        drop(known.marks.replace(marks.into(), self));
        drop(known.lines.replace(lines.into(), self));
    }

    fn make_marks(&self, code: &Ref<Code>, events: EventSet) -> (Vec<u8>, Vec<u32>) {
        let source = code.source();
        let count = source.instructions.len();
        let lines: Vec<u32> = source.locations.iter(count).map(|it| it.line).collect();
        let mut marks = vec![0_u8; count];
        if events & Event::Line.set() != 0 {
            let (starts, entry) = line_starts(source, &lines);
            let is_wanted =
                |&index: &usize| self.instruments.listeners(Event::Line, code, index) != 0;
            if starts.iter().any(is_wanted) {
                for index in starts {
                    marks[index] |= if is_wanted(&index) { LINE } else { NOTE };
                }
                if let Some(entry) = entry {
                    marks[entry] |= ENTRY;
                }
            }
        }
        let first = first_traceable(source);
        for (index, opcode, word) in instructions(source) {
            if index >= first {
                marks[index] |= self.mark_of(code, index, opcode, word, events);
            }
        }
        if marks.iter().all(|mark| *mark == 0) {
            return (Vec::new(), Vec::new());
        }
        keep_from_folding(source, &mut marks);
        (marks, lines)
    }

    /// The marks of an instruction itself.
    fn mark_of(
        &self,
        code: &Ref<Code>,
        index: usize,
        opcode: Opcode,
        word: Instruction,
        events: EventSet,
    ) -> u8 {
        let wanted = |event: Event| self.instruments.listeners(event, code, index) != 0;
        let kinds = events_of(code.source(), index, opcode, word);
        let own = kinds & events;
        let mut wanted_kinds = Event::ALL.iter().filter(|event| own & event.set() != 0);
        // Where lines are told of, it is noted that a frame begins or goes on.
        let of_lines = events & Event::Line.set() != 0;
        let resumes = opcode == Opcode::Resume && of_lines;
        let may_turn = of_lines && kinds & Event::Jump.set() != 0;
        // What an iterator's own `__next__` raises at its end is told of at the loop.
        let ends = events & Event::Raise.set() != 0
            && matches!(opcode, Opcode::ForIter | Opcode::ForIterBack);
        let mut mark = 0;
        if ends || resumes || may_turn || (own != 0 && wanted_kinds.any(|event| wanted(*event))) {
            mark |= EVENT;
        }
        if events & Event::Instruction.set() != 0 && wanted(Event::Instruction) {
            mark |= INSTRUCTION;
        }
        mark
    }

    /// Makes the mark of an instruction anew: an event has been disabled there.
    pub(super) fn update_mark(&mut self, code: &Ref<Code>, index: usize) {
        /// After so many, the marks that go with others are made anew, too.
        const MANY: u32 = 32;
        let Some(known) = code.events.get() else {
            return;
        };
        if known.disabled_count() % MANY == 0 {
            known.version.set(0);
            return;
        }
        let Some(&word) = code.source().instructions.get(index) else {
            return;
        };
        let Some(opcode) = word.opcode() else { return };
        let events =
            (0..ALL_TOOLS).fold(0, |all, tool| all | self.instruments.events_in(tool, code));
        let own = self.mark_of(code, index, opcode, word, events);
        let line = self.instruments.listeners(Event::Line, code, index) != 0;
        if let Some(mark) = known.marks.get_mut(self).get_mut(index) {
            let kept = *mark & (SLOW | NOTE | LINE | ENTRY);
            *mark = own
                | if kept & LINE != 0 && !line {
                    kept & !LINE | NOTE
                } else {
                    kept
                };
        }
    }
}

/// Marks the instructions whose fast path might carry out a marked one.
fn keep_from_folding(source: &CodeObject, marks: &mut [u8]) {
    let order: Vec<_> = instructions(source).collect();
    let mut places = vec![usize::MAX; marks.len()];
    for (place, (index, ..)) in order.iter().enumerate() {
        places[*index] = place;
    }
    let has_mark: Vec<bool> = order.iter().map(|(at, ..)| marks[*at] != 0).collect();
    let near = |place: usize| has_mark.iter().skip(place).take(FOLDED).any(|mark| *mark);
    for (place, (index, opcode, word)) in order.iter().enumerate() {
        let target = target_of(*index, *opcode, *word).and_then(|to| places.get(to));
        if near(place + 1) || target.is_some_and(|to| near(*to)) {
            marks[*index] |= SLOW;
        }
    }
}
