//! The matcher: runs a program at one position, with a stack of what to try when it fails.

use crate::characters::lower_ascii;
use crate::code::{Code, Instruction, NO_ALTERNATIVE, Repeat, RunKind};
use crate::error::Stop;
use crate::opcodes::MAX_REPEAT;
use crate::properties::CharacterTable;
use crate::scratch::{Frame, Height, Loop, NOWHERE, Paused, Scratch};
use crate::single::{Fold, Single};
use crate::text::Form;

/// Steps between two polls.
const POLL_INTERVAL: isize = 1 << 16;
/// The instruction that fails.
const FAIL: usize = 0;

/// A search in a text.
pub(crate) struct Matcher<'a> {
    pub(crate) code: &'a Code,
    pub(crate) singles: &'a [Single],
    pub(crate) table: &'a CharacterTable,
    pub(crate) text: &'a [u8],
    pub(crate) scratch: &'a mut Scratch,
    pub(crate) poll: &'a mut dyn FnMut() -> bool,
    /// Steps left until the next poll.
    pub(crate) fuel: isize,
    /// Where the attempt began.
    pub(crate) start: usize,
    /// Whether a match must end with the text.
    pub(crate) full: bool,
    /// Whether a match must not be empty.
    pub(crate) must_advance: bool,
    /// Where the run ended that the program begins with.
    pub(crate) lead_end: usize,
}

impl<'a> Matcher<'a> {
    pub(crate) fn new(
        code: &'a Code,
        singles: &'a [Single],
        table: &'a CharacterTable,
        text: &'a [u8],
        scratch: &'a mut Scratch,
        poll: &'a mut dyn FnMut() -> bool,
    ) -> Matcher<'a> {
        Matcher {
            code,
            singles,
            table,
            text,
            scratch,
            poll,
            fuel: POLL_INTERVAL,
            start: 0,
            full: false,
            must_advance: false,
            lead_end: 0,
        }
    }

    /// Looks for a match that begins at `start`. Says where it ends.
    pub(crate) fn attempt<F: Form>(&mut self, start: usize) -> Result<Option<usize>, Stop> {
        self.start = start;
        self.lead_end = 0;
        self.go_on::<F>(self.code.entry as usize, start)
    }

    /// Asks whether to stop, every now and then.
    #[inline(always)]
    fn check(&mut self, instruction: usize, position: usize) -> Result<(), Stop> {
        if self.fuel < 0 {
            return self.poll(instruction, position);
        }
        Ok(())
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn poll(&mut self, instruction: usize, position: usize) -> Result<(), Stop> {
        self.fuel = POLL_INTERVAL;
        if !(self.poll)() {
            return Ok(());
        }
        self.scratch.paused = Some(Paused {
            instruction,
            position,
            start: self.start,
            must_advance: self.must_advance,
            lead_end: self.lead_end,
        });
        Err(Stop::Interrupted)
    }

    /// Runs from an instruction and a position on. Says where the match ends.
    pub(crate) fn go_on<F: Form>(
        &mut self,
        mut instruction: usize,
        mut position: usize,
    ) -> Result<Option<usize>, Stop> {
        let code = self.code;
        let text = self.text;
        loop {
            // Each round goes on until the way it is on fails.
            loop {
                match code.instructions[instruction] {
                    Instruction::Byte(byte) => {
                        if text.get(position) != Some(&byte) {
                            break;
                        }
                        position += 1;
                    }
                    Instruction::Literal { start, end } => {
                        let literal = &code.literals[start as usize..end as usize];
                        let end = position + literal.len();
                        if !text
                            .get(position..end)
                            .is_some_and(|found| same(found, literal))
                        {
                            break;
                        }
                        position = end;
                    }
                    Instruction::Set(set) => {
                        let Some(&first) = text.get(position) else {
                            break;
                        };
                        if !code.has(set, first) {
                            break;
                        }
                        position = F::behind(first, position);
                    }
                    Instruction::Class(class) => {
                        let class = &code.classes[class as usize];
                        let Some(behind) = self.step::<F>(class, position) else {
                            break;
                        };
                        position = behind;
                    }
                    Instruction::Run(run) => match self.run::<F>(run, position)? {
                        Some(end) => position = end,
                        None => break,
                    },
                    Instruction::Mark(mark) => self.mark(mark, position)?,
                    Instruction::Beginning => {
                        if position != 0 {
                            break;
                        }
                    }
                    Instruction::BeginningLine => {
                        if position != 0 && text[position - 1] != b'\n' {
                            break;
                        }
                    }
                    Instruction::End => {
                        let rest = &text[position..];
                        if !rest.is_empty() && rest != b"\n" {
                            break;
                        }
                    }
                    Instruction::EndLine => {
                        if text.get(position).is_some_and(|&next| next != b'\n') {
                            break;
                        }
                    }
                    Instruction::EndString => {
                        if position != text.len() {
                            break;
                        }
                    }
                    Instruction::Boundary { class, negate } => {
                        if self.is_boundary::<F>(class, position) == negate {
                            break;
                        }
                    }
                    Instruction::Branch(branch) => {
                        let byte = text.get(position).map_or(256, |&byte| byte.into());
                        let list = code.branches[branch as usize].by_byte[byte];
                        let alternative = code.alternatives[list as usize];
                        if alternative == NO_ALTERNATIVE {
                            break;
                        }
                        let list = list + 1;
                        if code.alternatives[list as usize] != NO_ALTERNATIVE {
                            self.scratch.push(Frame::Alternatives { list, position })?;
                        }
                        instruction = alternative as usize;
                        continue;
                    }
                    Instruction::Jump(target) => {
                        instruction = target as usize;
                        continue;
                    }
                    Instruction::Split(split) => {
                        self.fuel -= 1;
                        self.check(instruction, position)?;
                        let split = &code.splits[split as usize];
                        let (enter, leave) = match text.get(position) {
                            Some(&byte) => (
                                code.has(split.enter.set, byte),
                                code.has(split.leave.set, byte),
                            ),
                            None => (split.enter.at_end, split.leave.at_end),
                        };
                        let (first, second) = match (enter, leave, split.greedy) {
                            (true, true, true) => (split.body, split.exit),
                            (true, true, false) => (split.exit, split.body),
                            (true, false, _) => {
                                instruction = split.body as usize;
                                continue;
                            }
                            (false, true, _) => {
                                instruction = split.exit as usize;
                                continue;
                            }
                            (false, false, _) => break,
                        };
                        self.scratch.push(Frame::Choice {
                            instruction: second,
                            position,
                        })?;
                        instruction = first as usize;
                        continue;
                    }
                    Instruction::Repeat(index) => {
                        self.save_loop(index)?;
                        self.scratch.loops[index as usize] = Loop {
                            count: u32::MAX,
                            last: NOWHERE,
                        };
                        instruction = code.repeats[index as usize].until as usize;
                        continue;
                    }
                    Instruction::Until(index) => {
                        self.fuel -= 1;
                        self.check(instruction, position)?;
                        instruction = self.until(index, instruction, position)?;
                        continue;
                    }
                    Instruction::More(index) => {
                        let repeat = &code.repeats[index as usize];
                        let state = self.scratch.loops[index as usize];
                        let count = state.count.wrapping_add(1);
                        if !self.may_repeat(repeat, count, state.last, position) {
                            break;
                        }
                        self.enter_loop(index, count, position)?;
                        instruction = repeat.body as usize;
                        continue;
                    }
                    Instruction::PossessiveRepeat(index) => {
                        self.scratch.loops[index as usize] = Loop {
                            count: 0,
                            last: NOWHERE,
                        };
                        instruction = self.possess(index, position)?;
                        continue;
                    }
                    Instruction::PossessiveUntil(index) => {
                        self.fuel -= 1;
                        let height = code.repeats[index as usize].height;
                        let frames = self.scratch.heights[height as usize].frames;
                        self.scratch.cut(frames);
                        let state = &mut self.scratch.loops[index as usize];
                        state.count = state.count.saturating_add(1);
                        instruction = self.possess(index, position)?;
                        continue;
                    }
                    Instruction::Atomic(height) => self.remember(height, position),
                    Instruction::AtomicEnd(height) => {
                        let frames = self.scratch.heights[height as usize].frames;
                        self.scratch.cut(frames);
                    }
                    Instruction::Assert(index) => {
                        let assertion = &code.assertions[index as usize];
                        self.remember(assertion.height, position);
                        match go_back::<F>(text, position, assertion.back) {
                            Some(earlier) => position = earlier,
                            None => break,
                        }
                    }
                    Instruction::AssertEnd(index) => {
                        let assertion = &code.assertions[index as usize];
                        let height = self.scratch.heights[assertion.height as usize];
                        self.scratch.cut(height.frames);
                        position = height.position;
                    }
                    Instruction::AssertNot(index) => {
                        let assertion = &code.assertions[index as usize];
                        let Some(earlier) = go_back::<F>(text, position, assertion.back) else {
                            instruction = assertion.after as usize;
                            continue;
                        };
                        self.remember(assertion.height, position);
                        self.scratch.push(Frame::Choice {
                            instruction: assertion.after,
                            position,
                        })?;
                        position = earlier;
                    }
                    Instruction::AssertNotEnd(index) => {
                        let height = code.assertions[index as usize].height;
                        let frames = self.scratch.heights[height as usize].frames;
                        self.scratch.unwind(frames);
                        break;
                    }
                    Instruction::GroupRef { group, fold } => {
                        match self.reference::<F>(group, fold, position) {
                            Some(end) => position = end,
                            None => break,
                        }
                    }
                    Instruction::GroupRefExists { group, otherwise } => {
                        if self.group(group).is_none() {
                            instruction = otherwise as usize;
                            continue;
                        }
                    }
                    Instruction::Fail => break,
                    Instruction::Match => {
                        let rejected = self.full && position != text.len()
                            || self.must_advance && position == self.start;
                        if rejected {
                            break;
                        }
                        return Ok(Some(position));
                    }
                }
                instruction += 1;
            }
            self.fuel -= 1;
            self.check(FAIL, position)?;
            match self.backtrack::<F>() {
                Some(next) => (instruction, position) = next,
                None => return Ok(None),
            }
        }
    }

    /// Takes the next choice from the stack: where to go on.
    #[inline(always)]
    fn backtrack<F: Form>(&mut self) -> Option<(usize, usize)> {
        let code = self.code;
        loop {
            let top = *self.scratch.stack.last()?;
            match top {
                Frame::Choice {
                    instruction,
                    position,
                } => {
                    self.scratch.stack.pop();
                    return Some((instruction as usize, position));
                }
                Frame::Alternatives { list, position } => {
                    let alternative = code.alternatives[list as usize];
                    let list = list + 1;
                    if code.alternatives[list as usize] == NO_ALTERNATIVE {
                        self.scratch.stack.pop();
                    } else {
                        self.replace_top(Frame::Alternatives { list, position });
                    }
                    return Some((alternative as usize, position));
                }
                Frame::Greedy {
                    run: index,
                    position,
                    low,
                } => {
                    let run = &code.runs[index as usize];
                    let shorter = F::before(self.text, position);
                    let Some(position) = self.last_allowed(run.filter, low, shorter) else {
                        self.scratch.stack.pop();
                        continue;
                    };
                    if position > low {
                        self.replace_top(Frame::Greedy {
                            run: index,
                            position,
                            low,
                        });
                    } else {
                        self.scratch.stack.pop();
                    }
                    return Some((run.next as usize, position));
                }
                Frame::Lazy {
                    run: index,
                    position,
                    count,
                } => match self.lengthen::<F>(index, position, count) {
                    Some(next) => return Some(next),
                    None => continue,
                },
                Frame::Mark { .. } | Frame::Loop { .. } => {
                    self.scratch.stack.pop();
                    self.scratch.undo(top);
                }
            }
        }
    }

    #[inline(always)]
    fn replace_top(&mut self, frame: Frame) {
        if let Some(top) = self.scratch.stack.last_mut() {
            *top = frame;
        }
    }

    /// Makes a lazy run, whose frame is on top of the stack, longer.
    fn lengthen<F: Form>(
        &mut self,
        index: u32,
        position: usize,
        count: u32,
    ) -> Option<(usize, usize)> {
        let code = self.code;
        let run = &code.runs[index as usize];
        let class = &code.classes[run.class as usize];
        let longer = if run.max == MAX_REPEAT {
            self.step::<F>(class, position)
                .map(|behind| (behind, count))
        } else if count < run.max {
            self.step::<F>(class, position)
                .map(|behind| (behind, count + 1))
        } else {
            None
        };
        let found = longer
            .and_then(|(position, count)| self.next_allowed::<F>(run, class, position, count));
        let Some((position, count)) = found else {
            self.scratch.stack.pop();
            return None;
        };
        self.replace_top(Frame::Lazy {
            run: index,
            position,
            count,
        });
        Some((run.next as usize, position))
    }

    /// Matches a run at `position`. Says where it ends, if it is long enough.
    #[inline(always)]
    fn run<F: Form>(&mut self, index: u32, position: usize) -> Result<Option<usize>, Stop> {
        let code = self.code;
        let run = &code.runs[index as usize];
        let class = &code.classes[run.class as usize];
        let Some(low) = self.exactly::<F>(class, position, run.min) else {
            if run.leading {
                self.lead_end = self.longest::<F>(class, position, run.min);
            }
            return Ok(None);
        };
        if run.kind == RunKind::Lazy {
            let Some((position, count)) = self.next_allowed::<F>(run, class, low, run.min) else {
                return Ok(None);
            };
            if run.max == MAX_REPEAT || count < run.max {
                self.scratch.push(Frame::Lazy {
                    run: index,
                    position,
                    count,
                })?;
            }
            return Ok(Some(position));
        }
        let max = match run.max {
            MAX_REPEAT => MAX_REPEAT,
            max => max - run.min,
        };
        let high = self.longest::<F>(class, low, max);
        self.fuel -= ((high - low) >> 5) as isize;
        if run.leading {
            self.lead_end = high;
        }
        if run.kind == RunKind::Possessive || high == low {
            return Ok(Some(high));
        }
        let Some(position) = self.last_allowed(run.filter, low, high) else {
            return Ok(None);
        };
        if position > low {
            self.scratch.push(Frame::Greedy {
                run: index,
                position,
                low,
            })?;
        }
        Ok(Some(position))
    }

    #[inline(always)]
    fn mark(&mut self, mark: u32, position: usize) -> Result<(), Stop> {
        let old = self.scratch.marks[mark as usize];
        let last_index = self.scratch.last_index;
        // If nothing is left to try, there is nothing to put it back for.
        if !self.scratch.stack.is_empty() {
            self.scratch.push(Frame::Mark {
                mark,
                last_index,
                old,
            })?;
        }
        self.scratch.marks[mark as usize] = position;
        if mark & 1 == 1 {
            self.scratch.last_index = mark / 2 + 1;
        }
        Ok(())
    }

    /// Notes the state of a repeat on the stack.
    #[inline(always)]
    fn save_loop(&mut self, index: u32) -> Result<(), Stop> {
        if self.scratch.stack.is_empty() {
            return Ok(());
        }
        let Loop { count, last } = self.scratch.loops[index as usize];
        self.scratch.push(Frame::Loop { index, count, last })
    }

    #[inline(always)]
    fn enter_loop(&mut self, index: u32, count: u32, last: usize) -> Result<(), Stop> {
        self.save_loop(index)?;
        self.scratch.loops[index as usize] = Loop { count, last };
        Ok(())
    }

    /// Whether a repeat may go on, after `count` times.
    #[inline(always)]
    fn may_repeat(&self, repeat: &Repeat, count: u32, last: usize, position: usize) -> bool {
        (count < repeat.max || repeat.max == MAX_REPEAT)
            && !(repeat.nullable && position == last)
            && self.code.allows(&repeat.enter, self.text, position)
    }

    /// Decides at the end of the body of a repeat. Gives the next instruction.
    #[inline]
    fn until(&mut self, index: u32, here: usize, position: usize) -> Result<usize, Stop> {
        let code = self.code;
        let repeat = &code.repeats[index as usize];
        let state = self.scratch.loops[index as usize];
        let count = state.count.wrapping_add(1);
        if count < repeat.min {
            self.enter_loop(index, count, state.last)?;
            return Ok(repeat.body as usize);
        }
        let leave = code.allows(&repeat.leave, self.text, position);
        if !repeat.greedy {
            // The instruction behind this one repeats the body.
            let more = here + 1;
            if !leave {
                return Ok(more);
            }
            self.scratch.push(Frame::Choice {
                instruction: more as u32,
                position,
            })?;
            return Ok(repeat.exit as usize);
        }
        if !self.may_repeat(repeat, count, state.last, position) {
            return Ok(if leave { repeat.exit as usize } else { FAIL });
        }
        self.enter_loop(index, count, position)?;
        if leave {
            self.scratch.push(Frame::Choice {
                instruction: repeat.exit,
                position,
            })?;
        }
        Ok(repeat.body as usize)
    }

    /// Decides whether a possessive repeat goes on. Gives the next instruction.
    fn possess(&mut self, index: u32, position: usize) -> Result<usize, Stop> {
        let repeat = &self.code.repeats[index as usize];
        let state = self.scratch.loops[index as usize];
        if state.count < repeat.min {
            self.remember(repeat.height, position);
            return Ok(repeat.body as usize);
        }
        let goes_on = state.count < repeat.max || repeat.max == MAX_REPEAT;
        if !goes_on || position == state.last {
            return Ok(repeat.exit as usize);
        }
        self.scratch.loops[index as usize].last = position;
        self.remember(repeat.height, position);
        self.scratch.push(Frame::Choice {
            instruction: repeat.exit,
            position,
        })?;
        Ok(repeat.body as usize)
    }

    /// Notes where something begins that is not gone back into.
    #[inline(always)]
    fn remember(&mut self, height: u32, position: usize) {
        self.scratch.heights[height as usize] = Height {
            frames: self.scratch.stack.len(),
            position,
        };
    }

    fn is_boundary<F: Form>(&self, class: u32, position: usize) -> bool {
        let class = &self.code.classes[class as usize];
        let before = position > 0 && {
            let before = F::before(self.text, position);
            self.belongs::<F>(class, before)
        };
        before != self.belongs::<F>(class, position)
    }

    /// Where a group lies that has matched.
    fn group(&self, group: u32) -> Option<(usize, usize)> {
        let span = self.scratch.marked(group as usize);
        span.filter(|(start, end)| start <= end)
    }

    /// Matches what a group matched. Says where it ends.
    fn reference<F: Form>(&mut self, group: u32, fold: Fold, position: usize) -> Option<usize> {
        let (start, end) = self.group(group)?;
        let text = self.text;
        let same_length = position + (end - start);
        self.fuel -= ((end - start) >> 5) as isize;
        match fold {
            Fold::None => {
                same(text.get(position..same_length)?, &text[start..end]).then_some(same_length)
            }
            Fold::Ascii => text
                .get(position..same_length)?
                .eq_ignore_ascii_case(&text[start..end])
                .then_some(same_length),
            Fold::Locale | Fold::Unicode => {
                let (mut position, mut start) = (position, start);
                while start < end {
                    if position >= text.len() {
                        return None;
                    }
                    let (expected, next) = F::decode(text, start);
                    let (c, behind) = F::decode(text, position);
                    if self.lower(fold, c) != self.lower(fold, expected) {
                        return None;
                    }
                    (position, start) = (behind, next);
                }
                Some(position)
            }
        }
    }

    fn lower(&self, fold: Fold, c: u32) -> u32 {
        match fold {
            Fold::None => c,
            Fold::Ascii => lower_ascii(c),
            Fold::Locale => self.table.characters.lower_by_locale(c),
            Fold::Unicode => self.table.lower(c),
        }
    }
}

/// Whether bytes are the same, of which there are equally many. Most are not, and differ early.
#[inline(always)]
fn same(found: &[u8], literal: &[u8]) -> bool {
    let near = literal.len().min(8);
    for index in 0..near {
        if found[index] != literal[index] {
            return false;
        }
    }
    literal.len() == near || found[near..] == literal[near..]
}

/// The offset `count` characters in front of `position`, if there are so many.
#[inline(always)]
fn go_back<F: Form>(text: &[u8], position: usize, count: u32) -> Option<usize> {
    if !F::WIDE {
        return position.checked_sub(count as usize);
    }
    let mut position = position;
    for _ in 0..count {
        if position == 0 {
            return None;
        }
        position = F::before(text, position);
    }
    Some(position)
}
