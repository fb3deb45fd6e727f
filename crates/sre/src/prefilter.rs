//! The search: finds where a match may begin, and tries there.

use memchr::memchr;

use crate::code::Prefilter;
use crate::error::Stop;
use crate::matcher::Matcher;
use crate::scan::position;
use crate::scratch::NOWHERE;
use crate::text::Form;

impl Matcher<'_> {
    /// Looks for the first match that begins at `from` or behind. Says where it lies.
    pub(crate) fn search<F: Form>(&mut self, from: usize) -> Result<Option<(usize, usize)>, Stop> {
        let code = self.code;
        let length = self.text.len();
        let Some(last) = length.checked_sub(code.min_width) else {
            return Ok(None);
        };
        let mut from = from;
        while from <= last {
            let Some(start) = self.candidate::<F>(from).filter(|&start| start <= last) else {
                break;
            };
            self.fuel -= ((start - from) >> 6) as isize;
            if code.is_literal {
                return Ok(Some((start, start + code.literal_length)));
            }
            self.start = start;
            self.lead_end = 0;
            if self.fuel < 0 {
                self.poll(code.entry as usize, start)?;
            }
            if let Some(end) = self.attempt::<F>(start)? {
                return Ok(Some((start, end)));
            }
            from = self.after_failure::<F>(start);
            if code.begins_only() {
                break;
            }
        }
        Ok(None)
    }

    /// Makes ready for another attempt after one at `start` has failed. Says where to look on.
    pub(crate) fn after_failure<F: Form>(&mut self, start: usize) -> usize {
        self.fuel -= 1;
        self.must_advance = false;
        self.scratch.last_index = 0;
        self.scratch.marks.fill(NOWHERE);
        let next = match self.text.get(start) {
            Some(&first) => F::behind(first, start),
            None => start + 1,
        };
        // A run that began within the one that failed would end where that did.
        next.max(self.lead_end)
    }

    /// The first place from `from` on where a match may begin.
    #[inline]
    fn candidate<F: Form>(&mut self, from: usize) -> Option<usize> {
        let code = self.code;
        let text = self.text;
        let rest = &text[from..];
        let offset = match &code.prefilter {
            Prefilter::None | Prefilter::Beginning => return Some(from),
            Prefilter::Lines => {
                if from == 0 || text[from - 1] == b'\n' {
                    return Some(from);
                }
                return memchr(b'\n', rest).map(|offset| from + offset + 1);
            }
            Prefilter::Set { set, few } => position(rest, *few, |byte| code.has(*set, byte)),
            Prefilter::Window {
                set,
                few,
                second,
                third,
                width,
            } => {
                let mut start = 0;
                loop {
                    let found = position(&rest[start..], *few, |byte| code.has(*set, byte));
                    let Some(offset) = found else {
                        break None;
                    };
                    start += offset;
                    let Some(window) = rest.get(start..start + width) else {
                        break None;
                    };
                    if code.has(*second, window[1])
                        && (window.len() == 2 || code.has(*third, window[2]))
                    {
                        break Some(start);
                    }
                    start += 1;
                }
            }
            Prefilter::Class(class) => {
                let class = &code.classes[*class as usize];
                let mut position = from;
                loop {
                    let Some(&first) = text.get(position) else {
                        break None;
                    };
                    if self.belongs::<F>(class, position) {
                        break Some(position - from);
                    }
                    position = F::behind(first, position);
                }
            }
            Prefilter::Literal(finder) => finder.find(rest),
        };
        match offset {
            Some(offset) => Some(from + offset),
            None => code.at_end.then_some(text.len()),
        }
    }
}
