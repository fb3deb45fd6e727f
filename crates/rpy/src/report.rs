//! `--load-report`: how long a program took to load and to execute.

use std::fmt::Write;
use std::time::Duration;

use rpy_compiler::Phases;
use rpy_vm::import::{LoadReport, ModuleTimes, Origin};

use crate::messages;

/// The times of the main program. What it imports is part of `execute`.
#[derive(Clone, Debug)]
pub(crate) struct MainTimes {
    /// Until the interpreter was ready.
    pub(crate) start: Duration,
    /// Reading the main program.
    pub(crate) read: Duration,
    /// Compiling it.
    pub(crate) compile: Duration,
    /// Linking outside of modules, before it was there.
    pub(crate) linked_before: Duration,
    /// Running it.
    pub(crate) execute: Duration,
    /// The steps of `compile`.
    pub(crate) phases: Phases,
    /// How many modules had been imported when it began to run.
    pub(crate) modules_before: usize,
}

impl MainTimes {
    /// The times when nothing has run yet.
    pub(crate) fn new(start: Duration) -> MainTimes {
        MainTimes {
            start,
            read: Duration::ZERO,
            compile: Duration::ZERO,
            linked_before: Duration::ZERO,
            execute: Duration::ZERO,
            phases: Phases::default(),
            modules_before: 0,
        }
    }

    /// Prints the report.
    pub(crate) fn print(&self, imports: &LoadReport) {
        messages::error(format_args!("{}", self.text(imports).trim_end()));
    }

    fn text(&self, imports: &LoadReport) -> String {
        let mut text = String::from("load report (ms)\n");
        let row = |text: &mut String, name: &str, origin: &str, times: [Duration; 5]| {
            let [find, read, compile, link, execute] = times.map(|time| time.as_secs_f64() * 1e3);
            let load = find + read + compile + link;
            let _ = writeln!(
                text,
                "{find:>9.3} {read:>9.3} {compile:>9.3} {link:>9.3} {load:>9.3} {execute:>9.3}  \
                 {origin:<9} {name}"
            );
        };
        let _ = writeln!(
            text,
            "{:>9} {:>9} {:>9} {:>9} {:>9} {:>9}  {:<9} module",
            "find", "read", "compile", "link", "load", "execute", "from"
        );
        for module in &imports.modules {
            let ModuleTimes {
                find,
                read,
                compile,
                link,
                execute,
                ..
            } = *module;
            let times = [find, read, compile, link, execute];
            row(&mut text, &module.name, origin(module.origin), times);
        }
        let total = imports.total();
        let inside = imports.modules.iter().skip(self.modules_before);
        let inside: Duration = inside.map(ModuleTimes::own).sum();
        let link = imports.link.saturating_sub(self.linked_before);
        let own = self.execute.saturating_sub(inside + link);
        let main = [Duration::ZERO, self.read, self.compile, link, own];
        row(&mut text, "__main__", "source", main);
        let load = total.find + total.read + total.compile + total.link;
        let load = load + self.read + self.compile + link;
        let execute = total.execute + own;
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        let share = milliseconds(load) / milliseconds(load + execute).max(f64::MIN_POSITIVE);
        let _ = writeln!(
            text,
            "start {:.3}, load {:.3}, execute {:.3}; loading is {:.1} % of load and execute",
            milliseconds(self.start),
            milliseconds(load),
            milliseconds(execute),
            100.0 * share
        );
        text
    }
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Native => "native",
        Origin::Frozen => "frozen",
        Origin::Cache => "cache",
        Origin::Source => "source",
        Origin::Namespace => "namespace",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loading_and_executing_are_told_apart() {
        let times = MainTimes {
            start: Duration::from_millis(1),
            read: Duration::from_millis(2),
            compile: Duration::from_millis(3),
            linked_before: Duration::ZERO,
            execute: Duration::from_millis(15),
            phases: Phases::default(),
            modules_before: 0,
        };
        let text = times.text(&LoadReport::default());
        let last = text.lines().last().unwrap();
        assert_eq!(
            last,
            "start 1.000, load 5.000, execute 15.000; loading is 25.0 % of load and execute"
        );
    }
}
