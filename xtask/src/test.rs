//! `cargo xtask test`: all checks, those that are quick first.

use crate::command::{Outcome, cargo, release_binary, run};

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
    on_the_shipped_dispatcher()?;
    crate::tail_calls::run()?;
    crate::scripts::run(&[])?;
    crate::scripts::run(&["--check".to_owned(), crate::scripts::CHECKS.to_owned()])?;
    crate::packages::run()?;
    crate::fuzz::run(None)?;
    crate::conformance::run(&[])
}

/// The tests of the virtual machine and of the binary once more, on the eval loop that is shipped: that
/// of debug builds is another one, see docs/adr/0004-tail-calls.md.
fn on_the_shipped_dispatcher() -> Outcome {
    run(&mut cargo(&[
        "test",
        "--profile",
        "quick",
        "--package",
        "rpy-vm",
        "--lib",
        "--quiet",
    ]))?;
    let binary = release_binary()?;
    let mut tests = cargo(&["test", "--package", "rpy", "--test", "*", "--quiet"]);
    run(tests.env("RPY_TESTED", binary))
}
