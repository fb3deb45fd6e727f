//! `cargo xtask test`: all checks, those that are quick first.

use crate::command::{Outcome, cargo, run};

/// Runs all checks.
pub(crate) fn run_all() -> Outcome {
    run(&mut cargo(&["fmt", "--all", "--check"]))?;
    run(&mut cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "--deny",
        "warnings",
    ]))?;
    run(&mut cargo(&["test", "--workspace", "--quiet"]))?;
    crate::tail_calls::run()?;
    crate::scripts::run(&[])?;
    crate::scripts::run(&["--check".to_owned(), crate::scripts::CHECKS.to_owned()])?;
    crate::packages::run()?;
    crate::fuzz::run(None)?;
    crate::conformance::run(&[])
}
