//! `rpy --bench`: where the time of a program goes, loading against executing. See docs/bench.md.

mod compare;
mod measure;
mod page;
mod phases;
mod process;
mod record;
mod statistics;
mod table;

use std::ffi::OsString;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::messages;
use crate::options::Program;

use measure::{Failure, MODES};

pub(crate) use process::Output;
pub(crate) use record::Recorder;

/// What the JSON files say that they are.
const SCHEMA: &str = "rpy-bench";
/// Goes up when the meaning of a key changes.
const SCHEMA_VERSION: u64 = 2;

/// Repetitions if the command line names no number.
pub(crate) const RUNS: usize = 10;

/// What `--bench` and its fellows say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bench {
    /// Repetitions of each mode.
    pub(crate) runs: usize,
    /// `--bench-json`
    pub(crate) json: Option<PathBuf>,
    /// `--bench-html`
    pub(crate) html: Option<PathBuf>,
    /// `--bench-against`
    pub(crate) against: Option<PathBuf>,
    /// `--bench-output`
    pub(crate) output: Output,
}

/// `--bench-compare`: prints what has changed, and gives the exit status.
pub(crate) fn compare(first: &std::path::Path, second: &std::path::Path) -> u8 {
    match compare::text(first, second) {
        Ok(text) => {
            messages::output(&text);
            0
        }
        Err(message) => {
            messages::error(format_args!("rpy: {message}"));
            2
        }
    }
}

/// Runs a benchmark and gives the exit status: that of the program, if it fails. `words` is the command
/// line without the options of the benchmark.
pub(crate) fn run(bench: &Bench, program: &Program, words: &[OsString]) -> u8 {
    if matches!(program, Program::Input { .. }) {
        messages::error(format_args!(
            "rpy: --bench needs a script, -m module or -c command"
        ));
        return 2;
    }
    for path in [&bench.json, &bench.html].into_iter().flatten() {
        // Who cannot keep what is measured is told so before that.
        let mut options = std::fs::OpenOptions::new();
        if let Err(error) = options.append(true).create(true).open(path) {
            messages::error(format_args!("rpy: {}: {error}", path.display()));
            return 1;
        }
    }
    let result = match result(bench, words) {
        Ok(result) => result,
        Err(Failure::Program(run)) => {
            if !run.errors.is_empty() {
                messages::error(format_args!("{}", run.errors.trim_end()));
            }
            let (program, end) = (run.program.display(), run.end);
            messages::error(format_args!(
                "rpy: the program has ended {end} (run by {program}); nothing is measured"
            ));
            return u8::try_from(run.status).unwrap_or(1);
        }
        Err(Failure::System(error)) => {
            messages::error(format_args!("rpy: cannot measure: {error}"));
            return 1;
        }
    };
    messages::output(&table::text(&result));
    let mut status = 0;
    let files = [
        (&bench.json, format!("{result:#}\n")),
        (&bench.html, page::html(&result)),
    ];
    for (path, text) in files {
        if let Some(path) = path
            && let Err(error) = std::fs::write(path, text)
        {
            messages::error(format_args!("rpy: {}: {error}", path.display()));
            status = 1;
        }
    }
    status
}

/// Measures, and gives what the JSON file holds.
fn result(bench: &Bench, words: &[OsString]) -> Result<Value, Failure> {
    let (samples, plain) = measure::measure(bench, words)?;
    let cost = measure::cost(&samples[2], &plain);
    let against = match &bench.against {
        Some(other) => measure::measure_other(bench, other, words)?,
        None => Value::Null,
    };
    let modes: Vec<Value> = MODES
        .iter()
        .zip(samples)
        .map(|(mode, samples)| measure::mode_json(mode, samples))
        .collect();
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let words: Vec<String> = words
        .iter()
        .map(|it| it.to_string_lossy().into_owned())
        .collect();
    let phases: Vec<Value> = phases::PHASES
        .iter()
        .map(|it| json!({"name": it.key, "title": it.title, "load": it.is_load}))
        .collect();
    Ok(json!({
        "schema": SCHEMA,
        "version": SCHEMA_VERSION,
        "unit": "nanoseconds, bytes",
        "command": words,
        "interpreter": {
            "name": "rpy",
            "version": env!("CARGO_PKG_VERSION"),
            "executable": std::env::current_exe()?.to_string_lossy(),
            "optimised": !cfg!(debug_assertions),
        },
        "machine": {
            "system": std::env::consts::OS,
            "architecture": std::env::consts::ARCH,
            "processors": std::thread::available_parallelism().map_or(0, usize::from),
        },
        "time": seconds.map_or(0, |it| it.as_secs()),
        "runs": bench.runs,
        "phases": phases,
        "modes": modes,
        "cost": cost,
        "against": against,
    }))
}
