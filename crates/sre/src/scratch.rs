//! What the matcher writes to. It is kept from one search to the next, so that they allocate nothing.

use crate::error::Stop;

/// A position that is none: a group that has not matched. Its bytes are not all the same, so that
/// resetting a few marks is a few stores and not a call.
pub(crate) const NOWHERE: usize = usize::MAX - 1;

/// Bytes the backtrack stack may take, unless it is told otherwise.
const DEFAULT_LIMIT: usize = 1 << 30;
/// Frames for which memory is kept between searches.
const KEPT_FRAMES: usize = 1 << 16;

/// The working memory of searches, and what the last one found.
///
/// It serves any number of programs, one at a time.
pub struct Scratch {
    pub(crate) stack: Vec<Frame>,
    /// Beginning and end of each group.
    pub(crate) marks: Vec<usize>,
    pub(crate) loops: Vec<Loop>,
    pub(crate) heights: Vec<Height>,
    /// Number of the group that ended last; zero if none has.
    pub(crate) last_index: u32,
    /// Where the match lies.
    pub(crate) span: (usize, usize),
    /// Most frames on the stack.
    pub(crate) limit: usize,
    pub(crate) paused: Option<Paused>,
}

/// Something to do when a way has come to nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Frame {
    /// Go on here.
    Choice { instruction: u32, position: usize },
    /// Try the alternatives from this index of the lists on.
    Alternatives { list: u32, position: usize },
    /// Make a run shorter, down to `low`.
    Greedy {
        run: u32,
        position: usize,
        low: usize,
    },
    /// Make a run, which has `count` characters, longer.
    Lazy {
        run: u32,
        position: usize,
        count: u32,
    },
    /// Put a mark back.
    Mark {
        mark: u32,
        last_index: u32,
        old: usize,
    },
    /// Put the state of a repeat back.
    Loop { index: u32, count: u32, last: usize },
}

/// The state of a repeat that counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loop {
    /// How often the body has been entered, less one. It begins with -1.
    pub(crate) count: u32,
    /// Where it was entered last, other than because it had to be.
    pub(crate) last: usize,
}

/// Where something that is not gone back into began.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Height {
    /// Frames on the stack.
    pub(crate) frames: usize,
    pub(crate) position: usize,
}

/// A search that was interrupted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paused {
    pub(crate) instruction: usize,
    pub(crate) position: usize,
    /// Where the attempt began.
    pub(crate) start: usize,
    /// Whether it may be empty.
    pub(crate) must_advance: bool,
    pub(crate) lead_end: usize,
}

impl Default for Scratch {
    fn default() -> Scratch {
        Scratch {
            stack: Vec::new(),
            marks: Vec::new(),
            loops: Vec::new(),
            heights: Vec::new(),
            last_index: 0,
            span: (0, 0),
            limit: DEFAULT_LIMIT / size_of::<Frame>(),
            paused: None,
        }
    }
}

impl Scratch {
    /// Sets how many bytes the backtrack stack may take.
    pub fn set_memory_limit(&mut self, bytes: usize) {
        self.limit = bytes / size_of::<Frame>();
    }

    /// Beginning and end of a group of the last match; group 0 is all of it. `None` if it did not
    /// take part. The end is in front of the beginning if the pattern's marks were out of order.
    pub fn span(&self, group: usize) -> Option<(usize, usize)> {
        if group == 0 {
            return Some(self.span);
        }
        self.marked(group - 1)
    }

    /// Where the groups of the last match lie, from the first on: beginning and end of each, or
    /// `none` twice. False if a group ends before it begins.
    pub fn spans(&self, groups: usize, none: usize, spans: &mut Vec<usize>) -> bool {
        let mut in_order = true;
        for group in 0..groups {
            let (start, end) = self.marked(group).unwrap_or((none, none));
            in_order &= start <= end;
            spans.extend([start, end]);
        }
        in_order
    }

    /// Where the marks of a group are, counted from zero, if both are set.
    #[inline]
    pub(crate) fn marked(&self, group: usize) -> Option<(usize, usize)> {
        let start = *self.marks.get(2 * group)?;
        let end = *self.marks.get(2 * group + 1)?;
        (start != NOWHERE && end != NOWHERE).then_some((start, end))
    }

    /// The group that ended last in the last match.
    pub fn last_index(&self) -> Option<usize> {
        (self.last_index != 0).then_some(self.last_index as usize)
    }

    /// Forgets the last search and makes room for another.
    pub(crate) fn prepare(&mut self, marks: usize, loops: usize, heights: usize) {
        self.paused = None;
        self.stack.clear();
        self.marks.clear();
        self.marks.resize(marks, NOWHERE);
        self.last_index = 0;
        if self.loops.len() < loops {
            self.loops.resize(loops, Loop { count: 0, last: 0 });
        }
        if self.heights.len() < heights {
            self.heights.resize(heights, Height::default());
        }
    }

    /// Gives back memory that an ordinary search does not need.
    pub(crate) fn relax(&mut self) {
        if self.stack.capacity() > KEPT_FRAMES {
            self.stack = Vec::new();
        }
    }

    #[inline(always)]
    pub(crate) fn push(&mut self, frame: Frame) -> Result<(), Stop> {
        if self.stack.len() == self.stack.capacity() {
            self.grow()?;
        }
        self.stack.push(frame);
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self) -> Result<(), Stop> {
        let length = self.stack.len();
        let more = length.max(32).min(self.limit.saturating_sub(length));
        if more == 0 || self.stack.try_reserve_exact(more).is_err() {
            return Err(Stop::Memory);
        }
        Ok(())
    }

    /// Drops the frames above `height`, but for the marks to put back when what is below fails.
    pub(crate) fn cut(&mut self, height: usize) {
        let mut kept = height;
        for index in height..self.stack.len() {
            let frame = self.stack[index];
            if matches!(frame, Frame::Mark { .. }) {
                self.stack[kept] = frame;
                kept += 1;
            }
        }
        self.stack.truncate(kept);
    }

    /// Drops the frames above `height` and puts back what they say.
    pub(crate) fn unwind(&mut self, height: usize) {
        while self.stack.len() > height {
            let Some(frame) = self.stack.pop() else {
                return;
            };
            self.undo(frame);
        }
    }

    /// Puts back what a frame says, if it is of that kind.
    #[inline(always)]
    pub(crate) fn undo(&mut self, frame: Frame) {
        match frame {
            Frame::Mark {
                mark,
                last_index,
                old,
            } => {
                self.marks[mark as usize] = old;
                self.last_index = last_index;
            }
            Frame::Loop { index, count, last } => {
                self.loops[index as usize] = Loop { count, last };
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_three_words() {
        assert_eq!(size_of::<Frame>(), 24);
    }
}
