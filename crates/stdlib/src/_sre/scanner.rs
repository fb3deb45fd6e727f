//! `SRE_Scanner`: matches of a pattern one by one.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_sre::Mode;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use crate::_sre::match_::Match;
use crate::_sre::pattern::Pattern;
use crate::_sre::search::Search;
use crate::_sre::subject::Subject;

/// Goes on from where its last match ended.
#[derive(Payload)]
pub(super) struct Scanner {
    pattern: Ref<Pattern>,
    string: Value,
    /// Elsewhere while it is at work.
    subject: HeapCell<Option<Subject>>,
    /// Where the search began, and where it ends, in bytes.
    begin: usize,
    end: usize,
    /// Where to go on, in bytes; `None` when there was no match any more.
    start: Cell<Option<usize>>,
    /// Whether an empty match there does not count.
    must_advance: Cell<bool>,
}

impl Scanner {
    /// A scanner between two positions, as Python counts them.
    ///
    /// Raises `TypeError` if the subject does not fit the pattern.
    pub(super) fn new(
        pattern: &Ref<Pattern>,
        string: &Value,
        pos: isize,
        endpos: Option<isize>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Scanner>> {
        let search = Search::new(pattern, string, pos, endpos, vm)?;
        let scanner = Scanner {
            pattern: pattern.clone(),
            string: string.clone(),
            begin: search.begin,
            end: search.end,
            start: Cell::new(Some(search.start)),
            must_advance: Cell::new(false),
            subject: HeapCell::new(Some(search.subject)),
        };
        Ok(Ref::new(scanner, vm))
    }

    fn next(&self, mode: Mode, vm: &mut Vm) -> PyResult<Option<Ref<Match>>> {
        let Some(subject) = self.subject.replace(None, vm) else {
            return Err(vm.value_error("regular expression scanner already executing"));
        };
        let Some(start) = self.start.get() else {
            self.subject.replace(Some(subject), vm);
            return Ok(None);
        };
        let must_advance = self.must_advance.get();
        let range = (self.begin, start, self.end);
        let mut search = Search::go_on(&self.pattern, &self.string, subject, range, must_advance);
        let found = self.find(&mut search, mode, vm);
        search.rest(vm);
        self.subject.replace(Some(search.subject), vm);
        found
    }

    fn find(
        &self,
        search: &mut Search<'_>,
        mode: Mode,
        vm: &mut Vm,
    ) -> PyResult<Option<Ref<Match>>> {
        if !search.find(mode, vm)? {
            self.start.set(None);
            return Ok(None);
        }
        let found = Match::of(search, vm)?;
        search.advance();
        self.start.set(Some(search.start));
        self.must_advance.set(search.must_advance);
        Ok(Some(found))
    }
}

#[native_class(name = "_sre.SRE_Scanner")]
impl Scanner {
    /// Matches where the last match ended, or gives None.
    #[method(name = "match", signature = "($self, /)")]
    fn match_(this: &Ref<Scanner>, vm: &mut Vm) -> PyResult<Option<Ref<Match>>> {
        this.next(Mode::Match, vm)
    }

    /// Gives the first match from where the last one ended, or None.
    #[method(signature = "($self, /)")]
    fn search(this: &Ref<Scanner>, vm: &mut Vm) -> PyResult<Option<Ref<Match>>> {
        this.next(Mode::Search, vm)
    }

    /// The pattern.
    #[getter]
    fn pattern(this: &Ref<Scanner>) -> Ref<Pattern> {
        this.pattern.clone()
    }
}
