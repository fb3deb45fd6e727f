//! Loops over characters: runs, and where what follows a run may begin.

use memchr::{memchr, memchr2, memchr3, memrchr};

use crate::code::{Class, ClassKind, Filter, Run, Set, Stops};
use crate::matcher::Matcher;
use crate::opcodes::MAX_REPEAT;
use crate::text::Form;

/// Bytes looked at one by one before a search for the end of a run is called.
const NEAR: usize = 16;

impl<'a> Matcher<'a> {
    /// The offset behind the character at `position`, if it belongs to a class.
    #[inline(always)]
    pub(crate) fn step<F: Form>(&self, class: &Class, position: usize) -> Option<usize> {
        let text = self.text;
        let first = *text.get(position)?;
        if class.kind == ClassKind::Bytewise {
            return self
                .code
                .has(class.set, first)
                .then(|| F::behind(first, position));
        }
        self.step_by_asking::<F>(class, position, first)
    }

    #[inline]
    fn step_by_asking<F: Form>(&self, class: &Class, position: usize, first: u8) -> Option<usize> {
        if first < 0x80 && class.kind != ClassKind::AskAlways {
            return self.code.has(class.set, first).then_some(position + 1);
        }
        let (c, behind) = F::decode(self.text, position);
        let belongs = match class.kind {
            ClassKind::Property { bits, negate } => {
                (self.table.properties(c) & bits != 0) != negate
            }
            _ => {
                let single = &self.singles[class.single as usize];
                single.matches(c, self.table)
            }
        };
        belongs.then_some(behind)
    }

    /// Whether the character at `position` belongs to a class.
    pub(crate) fn belongs<F: Form>(&self, class: &Class, position: usize) -> bool {
        self.step::<F>(class, position).is_some()
    }

    /// The offset behind `count` characters of a class.
    #[inline]
    pub(crate) fn exactly<F: Form>(
        &self,
        class: &Class,
        mut position: usize,
        count: u32,
    ) -> Option<usize> {
        if !F::WIDE && class.kind == ClassKind::Bytewise && count > 1 {
            let end = position.checked_add(count as usize)?;
            let bytes = self.text.get(position..end)?;
            return (run_length(self.code.row(class.set), class, bytes) == bytes.len())
                .then_some(end);
        }
        for _ in 0..count {
            position = self.step::<F>(class, position)?;
        }
        Some(position)
    }

    /// The offset behind as many characters of a class as there are, `max` at most.
    #[inline]
    pub(crate) fn longest<F: Form>(&self, class: &Class, mut position: usize, max: u32) -> usize {
        let text = self.text;
        if class.kind == ClassKind::Bytewise && (!F::WIDE || max == MAX_REPEAT) {
            let rest = &text[position..];
            let rest = match max {
                MAX_REPEAT => rest,
                _ => &rest[..rest.len().min(max as usize)],
            };
            return position + run_length(self.code.row(class.set), class, rest);
        }
        if max == MAX_REPEAT {
            while let Some(behind) = self.step::<F>(class, position) {
                position = behind;
            }
            return position;
        }
        for _ in 0..max {
            match self.step::<F>(class, position) {
                Some(behind) => position = behind,
                None => break,
            }
        }
        position
    }

    /// The last position from `low` to `high` where what follows may begin. Both are ends of
    /// characters of a run.
    #[inline]
    pub(crate) fn last_allowed(&self, filter: Filter, low: usize, high: usize) -> Option<usize> {
        let text = self.text;
        match filter {
            Filter::None => Some(high),
            Filter::Byte { byte, at_end } => {
                if high == text.len() && at_end {
                    return Some(high);
                }
                let end = text.len().min(high + 1);
                if low >= end {
                    return None;
                }
                // Bytes within characters are others than those that begin them.
                let near = end.saturating_sub(NEAR).max(low);
                let within = text[near..end].iter().rposition(|&found| found == byte);
                match within {
                    Some(offset) => Some(near + offset),
                    None => memrchr(byte, &text[low..near]).map(|offset| low + offset),
                }
            }
            Filter::Guard(guard) => {
                let mut position = high;
                loop {
                    if self.code.allows(&guard, text, position) {
                        return Some(position);
                    }
                    if position == low {
                        return None;
                    }
                    position -= 1;
                }
            }
        }
    }

    /// The first position from `position` on where what follows may begin, with characters of the
    /// run in front of it, and how many the run has by then. `count` is how many it has now.
    #[inline]
    pub(crate) fn next_allowed<F: Form>(
        &mut self,
        run: &Run,
        class: &Class,
        mut position: usize,
        mut count: u32,
    ) -> Option<(usize, u32)> {
        let text = self.text;
        if let (Filter::Byte { byte, at_end }, MAX_REPEAT) = (run.filter, run.max) {
            let rest = &text[position..];
            let found = match class.stops {
                Stops::None => Some(memchr(byte, rest)),
                Stops::One(stop) => Some(memchr2(byte, stop, rest)),
                Stops::Two(stop, other) => Some(memchr3(byte, stop, other, rest)),
                _ => None,
            };
            match found {
                Some(Some(offset)) => {
                    let found = position + offset;
                    self.fuel -= (offset >> 6) as isize;
                    return (text[found] == byte).then_some((found, count));
                }
                Some(None) => return at_end.then_some((text.len(), count)),
                None => {}
            }
        }
        loop {
            let allowed = match run.filter {
                Filter::None => true,
                Filter::Byte { byte, at_end } => match text.get(position) {
                    Some(&next) => next == byte,
                    None => at_end,
                },
                Filter::Guard(guard) => self.code.allows(&guard, text, position),
            };
            if allowed {
                return Some((position, count));
            }
            if run.max != MAX_REPEAT {
                if count == run.max {
                    return None;
                }
                count += 1;
            }
            position = self.step::<F>(class, position)?;
            self.fuel -= 1;
        }
    }
}

/// How many bytes in the beginning of `bytes` are of a bytewise class.
#[inline]
fn run_length(row: &[u8; 256], class: &Class, bytes: &[u8]) -> usize {
    let Set { mask, .. } = class.set;
    let outside = |byte: u8| row[usize::from(byte)] & mask == 0;
    position(bytes, class.stops, outside).unwrap_or(bytes.len())
}

/// Where the first byte is that is to be stopped at.
#[inline(always)]
pub(crate) fn position(bytes: &[u8], stops: Stops, stop: impl Fn(u8) -> bool) -> Option<usize> {
    let near = &bytes[..bytes.len().min(NEAR)];
    if let Some(position) = near.iter().position(|&byte| stop(byte)) {
        return Some(position);
    }
    let far = &bytes[near.len()..];
    let position = match stops {
        Stops::None => None,
        Stops::One(a) => memchr(a, far),
        Stops::Two(a, b) => memchr2(a, b, far),
        Stops::Three(a, b, c) => memchr3(a, b, c, far),
        Stops::Many => far.iter().position(|&byte| stop(byte)),
    };
    position.map(|position| near.len() + position)
}
