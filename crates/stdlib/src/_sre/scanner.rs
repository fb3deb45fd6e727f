//! `SRE_Scanner`: matches of a pattern one by one.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_sre::Mode;
use rpy_vm::{HeapCell, PyResult, Ref, Vm};

use crate::_sre::match_::Match;
use crate::_sre::pattern::Pattern;
use crate::_sre::search::Search;

/// Goes on from where its last match ended.
#[derive(Payload)]
pub(super) struct Scanner {
    pattern: Ref<Pattern>,
    /// Elsewhere while it is at work.
    search: HeapCell<Option<Search>>,
    /// Whether there was no match any more.
    done: Cell<bool>,
}

impl Scanner {
    pub(super) fn new(search: Search, vm: &mut Vm) -> Ref<Scanner> {
        let scanner = Scanner {
            pattern: search.pattern.clone(),
            search: HeapCell::new(Some(search)),
            done: Cell::new(false),
        };
        Ref::new(scanner, vm)
    }

    fn next(&self, mode: Mode, vm: &mut Vm) -> PyResult<Option<Ref<Match>>> {
        let Some(mut search) = self.search.replace(None, vm) else {
            return Err(vm.value_error("regular expression scanner already executing"));
        };
        let found = if self.done.get() {
            Ok(None)
        } else {
            self.find(&mut search, mode, vm)
        };
        search.rest(vm);
        self.search.replace(Some(search), vm);
        found
    }

    fn find(&self, search: &mut Search, mode: Mode, vm: &mut Vm) -> PyResult<Option<Ref<Match>>> {
        if !search.find(mode, vm)? {
            self.done.set(true);
            return Ok(None);
        }
        let found = Match::of(search, vm)?;
        search.advance();
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
