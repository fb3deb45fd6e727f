//! `cargo xtask bench`: times beside those of CPython.
//!
//! The programs and their runner lie beside the repository, in `../shared/bench`.

use std::process::Command;

use crate::command::{Outcome, reference, release_binary, run as run_command, shared};

/// Runs the benchmark runner with both interpreters and these arguments.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let runner = shared().join("bench/run.py");
    if !runner.exists() {
        return Err(format!("{} is absent", runner.display()));
    }
    let reference = reference().ok_or("set RPY_REFERENCE to a CPython 3.14 to compare with")?;
    let binary = release_binary()?;
    run_command(
        Command::new("python3")
            .arg(&runner)
            .arg("--interp")
            .arg(format!("cpython={}", reference.display()))
            .arg("--interp")
            .arg(format!("rpy={}", binary.display()))
            .args(arguments),
    )
}
