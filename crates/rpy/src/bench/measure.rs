//! The runs of a benchmark: three modes of caching, interleaved, in fresh processes.

use std::ffi::OsString;
use std::fs;
use std::io::{IsTerminal, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::Bench;
use super::phases::{self, PHASES};
use super::process::{self, Output, Run};
use super::statistics::{Summary, same_probability};

/// A way of caching.
pub(super) struct Mode {
    /// Its key in the JSON file.
    pub(super) key: &'static str,
    /// What it is called for people.
    pub(super) title: &'static str,
}

/// The modes. Each has a directory of its own for cache files, so that those of the user are neither
/// used nor changed.
pub(super) const MODES: [Mode; 3] = [
    Mode {
        key: "none",
        title: "no caches",
    },
    Mode {
        key: "cold",
        title: "cold, written",
    },
    Mode {
        key: "warm",
        title: "warm",
    },
];

/// Why there is no result.
pub(super) enum Failure {
    /// The program has ended in another way than with status 0.
    Program(Run),
    /// A process could not be run.
    System(std::io::Error),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::System(error)
    }
}

/// Runs all modes and gives the samples of each; and those of runs with warm caches that take no times
/// of their own.
pub(super) fn measure(
    bench: &Bench,
    words: &[OsString],
) -> Result<([Vec<Value>; 3], Vec<Value>), Failure> {
    let place = tempfile::tempdir()?;
    let program = std::env::current_exe()?;
    let turns = MODES.len() + 1;
    let mut progress = Progress::new(bench.runs * turns + 1);
    let mut run = |turn: usize| -> Result<Value, Failure> {
        let mode = &MODES[turn.min(MODES.len() - 1)];
        let caches = place.path().join(mode.key);
        if mode.key == "cold" && caches.exists() {
            fs::remove_dir_all(&caches)?;
        }
        let mut options = cache_options(&caches);
        if mode.key == "none" {
            options.push("-B".into());
        }
        progress.step(mode.title);
        let record = turn < MODES.len();
        let run = process::run(
            &program,
            &options,
            words,
            place.path(),
            &bench.output,
            record,
        )?;
        finished(run)
    };
    // The files of the system get into memory, and the caches of the last mode are filled.
    run(MODES.len() - 1)?;
    let (mut samples, mut plain) = ([Vec::new(), Vec::new(), Vec::new()], Vec::new());
    for number in 0..bench.runs {
        // Who comes first changes, so that nobody always follows the same one.
        for turn in 0..turns {
            let turn = (number + turn) % turns;
            samples.get_mut(turn).unwrap_or(&mut plain).push(run(turn)?);
        }
    }
    Ok((samples, plain))
}

/// The options for a directory of cache files.
fn cache_options(directory: &Path) -> Vec<OsString> {
    let mut option = OsString::from("pycache_prefix=");
    option.push(directory);
    vec!["-X".into(), option]
}

/// The sample of a run that went well.
fn finished(run: Run) -> Result<Value, Failure> {
    match run.status {
        0 => Ok(run.sample),
        _ => Err(Failure::Program(run)),
    }
}

/// What taking the times costs: how much longer runs with warm caches took than those that were only
/// timed from outside.
pub(super) fn cost(measured: &[Value], plain: &[Value]) -> Value {
    let wall = |it: &Value| it["wall"].as_f64().unwrap_or(0.0);
    let (measured, plain) = (values(measured, wall), values(plain, wall));
    let summary = Summary::of(&plain);
    json!({
        "difference": Summary::of(&measured).median - summary.median,
        "probability": same_probability(&measured, &plain),
        "plain": summary.json(),
    })
}

/// Runs the program under another interpreter, with `-X importtime` in runs of their own, as that
/// costs time.
pub(super) fn measure_other(
    bench: &Bench,
    other: &Path,
    words: &[OsString],
) -> Result<Value, Failure> {
    let place = tempfile::tempdir()?;
    let mut progress = Progress::new(bench.runs + 2);
    let mut options = cache_options(&place.path().join("warm"));
    let mut samples = Vec::new();
    for number in 0..=bench.runs {
        progress.step("the other interpreter");
        let run = process::run(other, &options, words, place.path(), &bench.output, false)?;
        let sample = finished(run)?;
        // The first one fills its caches.
        if number > 0 {
            samples.push(sample);
        }
    }
    options.extend(["-X".into(), "importtime".into()]);
    progress.step("the other interpreter");
    let output = match &bench.output {
        Output::Inherit => Output::Nowhere,
        output => output.clone(),
    };
    let run = process::run(other, &options, words, place.path(), &output, false)?;
    let imports = import_times(&run.errors);
    let walls: Vec<f64> = values(&samples, |it| it["wall"].as_f64().unwrap_or(0.0));
    let processor: Vec<f64> = values(&samples, phases::processor);
    Ok(json!({
        "executable": other.to_string_lossy(),
        "samples": samples,
        "statistics": {
            "wall": Summary::of(&walls).json(),
            "processor": Summary::of(&processor).json(),
        },
        "imports": imports,
    }))
}

/// Reads what `-X importtime` prints: own and cumulative microseconds, and the module.
fn import_times(errors: &str) -> Vec<Value> {
    let row = |line: &str| {
        let rest = line.strip_prefix("import time:")?;
        let mut parts = rest.splitn(3, '|');
        let own: u64 = parts.next()?.trim().parse().ok()?;
        let cumulative: u64 = parts.next()?.trim().parse().ok()?;
        let name = parts.next()?;
        let depth = (name.len() - name.trim_start().len()).saturating_sub(1) / 2;
        Some(json!({
            "name": name.trim(), "self": own * 1000, "cumulative": cumulative * 1000,
            "depth": depth,
        }))
    };
    errors.lines().filter_map(row).collect()
}

/// A number of each sample.
pub(super) fn values(samples: &[Value], of: impl Fn(&Value) -> f64) -> Vec<f64> {
    samples.iter().map(of).collect()
}

/// A mode as in the JSON file.
pub(super) fn mode_json(mode: &Mode, samples: Vec<Value>) -> Value {
    let summary = |of: &dyn Fn(&Value) -> f64| Summary::of(&values(&samples, of)).json();
    let mut all = serde_json::Map::new();
    all.insert(
        "wall".to_owned(),
        summary(&|it| it["wall"].as_f64().unwrap_or(0.0)),
    );
    all.insert("processor".to_owned(), summary(&phases::processor));
    all.insert("load".to_owned(), summary(&phases::load));
    all.insert("execute".to_owned(), summary(&phases::execute));
    let marks = phases::MEMORY.iter().map(|&mark| {
        let memory = summary(&|it| it["memory"][mark].as_f64().unwrap_or(0.0));
        (mark.to_owned(), memory)
    });
    let marks: serde_json::Map<String, Value> = marks.collect();
    all.insert("memory".to_owned(), marks.into());
    all.insert("code_bytes".to_owned(), summary(&phases::code_bytes));
    let each = PHASES
        .iter()
        .map(|phase| (phase.key.to_owned(), summary(&|it| phase.of(it))));
    let each: serde_json::Map<String, Value> = each.collect();
    all.insert("phases".to_owned(), each.into());
    // The modules are shown as in the run whose time is nearest to the median.
    let median = all["wall"]["median"].as_f64().unwrap_or(0.0);
    let distance = |it: &Value| (it["wall"].as_f64().unwrap_or(0.0) - median).abs();
    let typical = (0..samples.len()).min_by(|&a, &b| {
        let (a, b) = (distance(&samples[a]), distance(&samples[b]));
        a.total_cmp(&b)
    });
    json!({
        "name": mode.key, "title": mode.title, "statistics": all, "typical": typical,
        "samples": samples,
    })
}

/// What shows how far it is, on a terminal.
struct Progress {
    all: usize,
    done: usize,
    shown: bool,
}

impl Progress {
    fn new(all: usize) -> Progress {
        Progress {
            all,
            done: 0,
            shown: std::io::stderr().is_terminal(),
        }
    }

    fn step(&mut self, what: &str) {
        self.done += 1;
        if self.shown {
            let (done, all) = (self.done, self.all);
            let mut stream = std::io::stderr();
            let _ = write!(stream, "\r\x1b[K{done}/{all} {what}");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn import_times_of_others_are_read() {
        let rows = import_times(
            "import time: self [us] | cumulative | imported package\n\
             import time:       100 |        100 |   _io\n\
             import time:        50 |        150 | io\nsome other line\n",
        );
        let expected = [
            json!({"name": "_io", "self": 100_000, "cumulative": 100_000, "depth": 1}),
            json!({"name": "io", "self": 50_000, "cumulative": 150_000, "depth": 0}),
        ];
        assert_eq!(rows, expected);
    }
}
