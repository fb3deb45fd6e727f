//! How long imports take, module by module.

use std::time::{Duration, Instant};

/// Where a module's code came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Rust code in the binary.
    #[default]
    Native,
    /// Python code in the binary.
    Frozen,
    /// A cache file, or a file without source.
    Cache,
    /// Source that was compiled.
    Source,
    /// A namespace package, which has no code.
    Namespace,
}

/// The times of one module.
#[derive(Clone, Debug, Default)]
pub struct ModuleTimes {
    /// The full name.
    pub name: String,
    /// Where the code came from.
    pub origin: Origin,
    /// Looking for it in directories.
    pub find: Duration,
    /// Reading, checking and decoding code, and writing the cache.
    pub read: Duration,
    /// Compiling source.
    pub compile: Duration,
    /// Making running copies of the code that ran first while the module was being executed.
    pub link: Duration,
    /// Running the module's body, without linking and the modules that it imports.
    pub execute: Duration,
    /// When looking for it began, since the report was made.
    pub begin: Duration,
    /// When its body had run.
    pub end: Duration,
    /// How many modules were being executed around it.
    pub depth: usize,
    /// The steps of `compile`.
    pub phases: rpy_compiler::Phases,
    /// The steps of `read`.
    pub steps: rpy_loader::Steps,
}

/// Collects the times of all imports.
#[derive(Debug)]
pub struct LoadReport {
    /// When it was made.
    pub since: Instant,
    /// The modules in the order in which they were complete.
    pub modules: Vec<ModuleTimes>,
    /// Linking while no module was being executed.
    pub link: Duration,
    /// For every module that is being executed: the time that modules inside took so far.
    inside: Vec<Inside>,
}

/// What is no part of the execution of a module during which it happens.
#[derive(Clone, Copy, Debug, Default)]
struct Inside {
    /// Modules that it imports, with all that belongs to them.
    modules: Duration,
    /// Linking.
    link: Duration,
}

/// A module whose time is being taken.
pub(crate) struct Running {
    started: Instant,
    times: ModuleTimes,
}

impl Default for LoadReport {
    fn default() -> LoadReport {
        LoadReport {
            since: Instant::now(),
            modules: Vec::new(),
            link: Duration::ZERO,
            inside: Vec::new(),
        }
    }
}

impl LoadReport {
    /// Begins the execution of a module.
    pub(crate) fn enter(&mut self, mut times: ModuleTimes) -> Running {
        let before = times.find + times.read + times.compile;
        times.begin = self.since.elapsed().saturating_sub(before);
        times.depth = self.inside.len();
        self.inside.push(Inside::default());
        Running {
            started: Instant::now(),
            times,
        }
    }

    /// Ends what [`LoadReport::enter`] began.
    pub(crate) fn leave(&mut self, mut running: Running) {
        let total = running.started.elapsed();
        let inside = self.inside.pop().unwrap_or_default();
        running.times.link = inside.link;
        running.times.execute = total.saturating_sub(inside.modules + inside.link);
        running.times.end = self.since.elapsed();
        let times = running.times;
        if let Some(outer) = self.inside.last_mut() {
            outer.modules += total + times.find + times.read + times.compile;
        }
        self.modules.push(times);
    }

    /// Adds time that linking took, to the module that is being executed.
    pub(crate) fn linked(&mut self, time: Duration) {
        match self.inside.last_mut() {
            Some(inside) => inside.link += time,
            None => self.link += time,
        }
    }

    /// The sum of the times of all modules.
    pub fn total(&self) -> ModuleTimes {
        let mut total = ModuleTimes::default();
        for module in &self.modules {
            total.find += module.find;
            total.read += module.read;
            total.compile += module.compile;
            total.link += module.link;
            total.execute += module.execute;
        }
        total
    }
}

impl ModuleTimes {
    /// All that the module took, without the modules that it imports.
    pub fn own(&self) -> Duration {
        self.find + self.read + self.compile + self.link + self.execute
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_module_is_without_that_of_modules_inside() {
        let times = |name: &str| ModuleTimes {
            name: name.to_owned(),
            origin: Origin::Source,
            read: Duration::from_millis(1),
            ..ModuleTimes::default()
        };
        let mut report = LoadReport::default();
        let outer = report.enter(times("outer"));
        let inner = report.enter(times("inner"));
        std::thread::sleep(Duration::from_millis(20));
        report.leave(inner);
        report.linked(Duration::from_millis(3));
        report.leave(outer);
        report.linked(Duration::from_millis(4));
        assert_eq!(report.modules[0].name, "inner");
        assert!(report.modules[0].execute >= Duration::from_millis(20));
        assert!(report.modules[1].execute < Duration::from_millis(20));
        assert_eq!(report.total().read, Duration::from_millis(2));
        let (link, elsewhere) = (report.total().link, report.link);
        assert_eq!(
            (link, elsewhere),
            (Duration::from_millis(3), Duration::from_millis(4))
        );
        assert_eq!(report.modules[1].link, link);
    }
}
