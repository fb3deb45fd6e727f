//! The phases of a run, and what they come to in each mode.

use serde_json::Value;

/// A phase: how it is called, how it is found in a sample, and whether it is part of loading.
pub(super) struct Phase {
    /// Its key in the JSON file.
    pub(super) key: &'static str,
    /// What it is called for people.
    pub(super) title: &'static str,
    /// Keys of the main program, or of the process, that it is made of.
    main: &'static [&'static str],
    /// Keys of the modules that it is made of.
    modules: &'static [&'static str],
    /// Whether it is part of loading.
    pub(super) is_load: bool,
}

/// All phases, in the order in which a program meets them. They do not overlap.
pub(super) const PHASES: &[Phase] = &[
    phase(
        "process_start",
        "process start",
        &["process_start"],
        &[],
        false,
    ),
    phase(
        "runtime_start",
        "runtime start",
        &["runtime_start"],
        &[],
        false,
    ),
    phase("read_source", "read the script", &["main.read"], &[], true),
    phase("find", "find modules", &[], &["find"], true),
    phase("stat", "stat sources", &[], &["stat"], true),
    phase("read", "open and read", &[], &["read"], true),
    phase("check", "check caches", &[], &["check"], true),
    phase("decode", "decode and verify", &[], &["decode"], true),
    phase("parse", "parse", &["main.parse"], &["parse"], true),
    phase(
        "symbols",
        "symbol tables",
        &["main.symbols"],
        &["symbols"],
        true,
    ),
    phase(
        "generate",
        "generate code",
        &["main.generate"],
        &["generate"],
        true,
    ),
    phase(
        "assemble",
        "optimise, assemble",
        &["main.assemble"],
        &["assemble"],
        true,
    ),
    phase("write", "write caches", &[], &["write"], true),
    phase("link", "link code", &["main.link"], &["link"], true),
    phase(
        "execute_modules",
        "execute modules",
        &[],
        &["execute"],
        false,
    ),
    phase(
        "execute_main",
        "main program",
        &["main.execute"],
        &[],
        false,
    ),
    phase("shutdown", "shutdown", &["shutdown"], &[], false),
    phase("exit", "process exit", &["exit"], &[], false),
];

const fn phase(
    key: &'static str,
    title: &'static str,
    main: &'static [&'static str],
    modules: &'static [&'static str],
    is_load: bool,
) -> Phase {
    Phase {
        key,
        title,
        main,
        modules,
        is_load,
    }
}

impl Phase {
    /// The nanoseconds of the phase in a sample.
    pub(super) fn of(&self, sample: &Value) -> f64 {
        let mut sum = 0.0;
        for key in self.main {
            let mut value = sample;
            for part in key.split('.') {
                value = &value[part];
            }
            sum += value.as_f64().unwrap_or(0.0);
        }
        for module in sample["modules"].as_array().into_iter().flatten() {
            for key in self.modules {
                sum += module[*key].as_f64().unwrap_or(0.0);
            }
        }
        sum
    }
}

/// The nanoseconds of loading in a sample.
pub(super) fn load(sample: &Value) -> f64 {
    let phases = PHASES.iter().filter(|phase| phase.is_load);
    phases.map(|phase| phase.of(sample)).sum()
}

/// The nanoseconds of executing in a sample: of the modules and the main program.
pub(super) fn execute(sample: &Value) -> f64 {
    let phases = PHASES.iter().filter(|it| it.key.starts_with("execute"));
    phases.map(|phase| phase.of(sample)).sum()
}

/// Processor time of a sample in nanoseconds.
pub(super) fn processor(sample: &Value) -> f64 {
    sample["user"].as_f64().unwrap_or(0.0) + sample["system"].as_f64().unwrap_or(0.0)
}

/// When resident memory is measured: when the process and the runtime have started, when the program
/// has ended, and at its peak.
pub(super) const MEMORY: &[&str] = &["process", "runtime", "end", "peak"];

/// Bytes of code of the modules of a sample that were read from files or from within the binary.
pub(super) fn code_bytes(sample: &Value) -> f64 {
    let modules = sample["modules"].as_array().into_iter().flatten();
    modules.filter_map(|it| it["code_bytes"].as_f64()).sum()
}

/// How many modules of a sample had this answer from their cache.
pub(super) fn verdicts(sample: &Value, verdict: &str) -> usize {
    let modules = sample["modules"].as_array().into_iter().flatten();
    modules.filter(|it| it["cache"] == verdict).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_sums_over_main_program_and_modules() {
        let sample = serde_json::json!({
            "process_start": 5,
            "main": {"parse": 10, "execute": 100},
            "modules": [
                {"parse": 1, "find": 2, "execute": 7, "cache": "hit"},
                {"parse": 3, "execute": 8, "cache": "none"},
            ],
        });
        assert_eq!(load(&sample), 16.0);
        assert_eq!(execute(&sample), 115.0);
        assert_eq!(PHASES[0].of(&sample), 5.0);
        assert_eq!(verdicts(&sample, "hit"), 1);
    }
}
