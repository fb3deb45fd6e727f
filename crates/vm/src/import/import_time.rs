//! `-X importtime`: how long each import took, told when it is complete.

use std::time::{Duration, Instant};

use crate::vm::Vm;

/// What is told of the times of imports.
#[derive(Debug, Default)]
pub struct ImportTimes {
    /// 1: of modules that are loaded; 2: of those that were there, too.
    pub level: u8,
    has_header: bool,
    /// For each import that is running: the time of those inside of it.
    inside: Vec<Duration>,
}

impl Vm {
    /// Begins an import, if its time is wanted.
    pub(super) fn begin_import_time(&mut self) -> Option<Instant> {
        let times = &mut self.imports.times;
        if times.level == 0 {
            return None;
        }
        times.inside.push(Duration::ZERO);
        self.tell_import_header();
        Some(Instant::now())
    }

    /// Ends what [`Vm::begin_import_time`] began.
    pub(super) fn end_import_time(&mut self, started: Option<Instant>, name: &str) {
        let Some(started) = started else {
            return;
        };
        let total = started.elapsed();
        let times = &mut self.imports.times;
        let inside = times.inside.pop().unwrap_or_default();
        if let Some(outer) = times.inside.last_mut() {
            *outer += total;
        }
        let indent = 2 * times.inside.len();
        let (own, total) = (total.saturating_sub(inside).as_micros(), total.as_micros());
        self.host().report(&format!(
            "import time: {own:>9} | {total:>10} | {:indent$}{name}\n",
            ""
        ));
    }

    /// Tells of a module that was there, if that is wanted.
    #[inline]
    pub(super) fn tell_cached_import(&mut self, name: &str) {
        if self.imports.times.level > 1 {
            self.tell_import_header();
            // As in CPython, the indentation is a width here.
            let width = 2 * self.imports.times.inside.len();
            self.host().report(&format!(
                "import time: cached    | cached     | {name:>width$}\n"
            ));
        }
    }

    fn tell_import_header(&mut self) {
        if !std::mem::replace(&mut self.imports.times.has_header, true) {
            self.host()
                .report("import time: self [us] | cumulative | imported package\n");
        }
    }
}
