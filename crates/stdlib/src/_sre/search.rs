//! A search: pattern and subject, and where to go on.

use rpy_sre::{Mode, Request, Scratch, Stop};
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use crate::_sre::pattern::Pattern;
use crate::_sre::subject::Subject;

/// Matches of a pattern in a subject, one after the other. Offsets count bytes.
pub(super) struct Search<'a> {
    pub(super) pattern: &'a Ref<Pattern>,
    pub(super) subject: Subject,
    /// What was given to be searched.
    pub(super) string: &'a Value,
    /// Where to go on.
    pub(super) start: usize,
    /// Where the subject ends for this search.
    pub(super) end: usize,
    /// Whether an empty match at the start does not count.
    pub(super) must_advance: bool,
    /// Where it began.
    pub(super) begin: usize,
    /// The engine's working memory, while it is needed. It knows the last match.
    scratch: Option<Box<Scratch>>,
}

impl<'a> Search<'a> {
    /// A search between two positions, as Python counts them. `endpos` may be missing.
    ///
    /// Raises `TypeError` if the subject does not fit the pattern.
    #[inline]
    pub(super) fn new(
        pattern: &'a Ref<Pattern>,
        string: &'a Value,
        pos: isize,
        endpos: Option<isize>,
        vm: &mut Vm,
    ) -> PyResult<Search<'a>> {
        let subject = Subject::new(string, vm)?;
        match (subject.is_bytes(), pattern.is_bytes) {
            (true, Some(false)) => {
                return Err(vm.type_error("cannot use a string pattern on a bytes-like object"));
            }
            (false, Some(true)) => {
                return Err(vm.type_error("cannot use a bytes pattern on a string-like object"));
            }
            _ => {}
        }
        let start = if pos <= 0 { 0 } else { subject.offset(pos) };
        let end = match endpos {
            Some(endpos) => subject.offset(endpos),
            None => subject.byte_length(),
        };
        Ok(Search {
            pattern,
            subject,
            string,
            start,
            end,
            must_advance: false,
            begin: start,
            scratch: None,
        })
    }

    /// A search that has been going on. `range` is where it began, where it goes on, and its end.
    #[inline]
    pub(super) fn go_on(
        pattern: &'a Ref<Pattern>,
        string: &'a Value,
        subject: Subject,
        range: (usize, usize, usize),
        must_advance: bool,
    ) -> Search<'a> {
        let (begin, start, end) = range;
        Search {
            pattern,
            subject,
            string,
            start,
            end,
            must_advance,
            begin,
            scratch: None,
        }
    }

    /// Looks for a match. Says whether there is one; it stays known until the next search.
    ///
    /// Raises `MemoryError` if there is no memory for backtracking, and what interrupts it.
    pub(super) fn find(&mut self, mode: Mode, vm: &mut Vm) -> PyResult<bool> {
        let mut scratch = match self.scratch.take() {
            Some(scratch) => scratch,
            None => self.pattern.take_scratch(vm),
        };
        let request = Request {
            mode,
            start: self.start,
            must_advance: self.must_advance,
        };
        // After its end there is nothing to be found, as the documentation says.
        let mut found = if self.start > self.end {
            Ok(false)
        } else {
            let poll = &mut || vm.breaker().is_urgent();
            let text = self.subject.text(self.end, vm);
            self.pattern.program.find(text, request, &mut scratch, poll)
        };
        while found == Err(Stop::Interrupted) {
            vm.poll()?;
            let poll = &mut || vm.breaker().is_urgent();
            let text = self.subject.text(self.end, vm);
            found = self.pattern.program.resume(text, mode, &mut scratch, poll);
        }
        self.scratch = Some(scratch);
        found.map_err(|_| vm.memory_error())
    }

    /// Where a group lies in the match; group 0 is all of it.
    ///
    /// Raises `SystemError` if the pattern's code makes it end before it begins.
    #[inline]
    pub(super) fn span(&self, group: usize, vm: &mut Vm) -> PyResult<Option<(usize, usize)>> {
        let scratch = self.scratch.as_ref().expect("a match is known");
        match scratch.span(group) {
            Some((start, end)) if start > end => Err(wrong_span(vm)),
            span => Ok(span),
        }
    }

    /// Where the groups lie: beginning and end of each, `none` twice if it took no part.
    ///
    /// Raises `SystemError` as [`Search::span`] does.
    #[inline]
    pub(super) fn spans(&self, none: usize, vm: &mut Vm) -> PyResult<Box<[usize]>> {
        let groups = self.pattern.program.groups();
        if groups == 0 {
            return Ok(Box::default());
        }
        let scratch = self.scratch.as_ref().expect("a match is known");
        let mut spans = Vec::with_capacity(2 * groups);
        if scratch.spans(groups, none, &mut spans) {
            Ok(spans.into())
        } else {
            Err(wrong_span(vm))
        }
    }

    /// Where the match lies.
    #[inline]
    pub(super) fn whole(&self) -> (usize, usize) {
        let scratch = self.scratch.as_ref().expect("a match is known");
        scratch.span(0).expect("a match has a place")
    }

    /// The group that ended last in the match.
    pub(super) fn last_index(&self) -> Option<usize> {
        self.scratch
            .as_ref()
            .and_then(|scratch| scratch.last_index())
    }

    /// Goes on behind the match.
    #[inline]
    pub(super) fn advance(&mut self) {
        let (start, end) = self.whole();
        self.must_advance = start == end;
        self.start = end;
    }

    /// Lets other searches for the pattern have the engine's working memory.
    #[inline]
    pub(super) fn rest(&mut self, vm: &mut Vm) {
        if let Some(scratch) = self.scratch.take() {
            self.pattern.put_scratch(scratch, vm);
        }
    }

    /// What a group matched: a part of the subject, or `default`.
    pub(super) fn group(&self, group: usize, default: &Value, vm: &mut Vm) -> PyResult {
        Ok(match self.span(group, vm)? {
            Some((start, end)) => self.subject.slice(start, end, vm),
            None => default.clone(),
        })
    }
}

/// Raises the `SystemError` of a group that ends before it begins.
#[cold]
pub(super) fn wrong_span(vm: &mut Vm) -> Raised {
    vm.system_error("The span of capturing group is wrong, please report a bug for the re module.")
}
