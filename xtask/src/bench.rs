//! `cargo xtask bench`: times beside those of CPython.
//!
//! The programs and their runner lie beside the repository, in `../shared/bench`.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::command::{Outcome, reference, release_binary, run as run_command, shared};
use crate::ratios;

/// Runs the benchmark runner with both interpreters and these arguments.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let runner = shared().join("bench/run.py");
    if !runner.exists() {
        return Err(format!("{} is absent", runner.display()));
    }
    let reference = reference().ok_or("set RPY_REFERENCE to a CPython 3.14 to compare with")?;
    let binary = release_binary()?;
    let (chore, arguments) = match arguments {
        [first, rest @ ..] if matches!(&**first, "--check" | "--record") => (Some(&**first), rest),
        all => (None, all),
    };
    let mut command = Command::new("python3");
    command
        .arg(&runner)
        .arg("--interp")
        .arg(format!("cpython={}", reference.display()))
        .arg("--interp")
        .arg(format!("rpy={}", binary.display()))
        .args(arguments);
    match chore {
        None => run_command(&mut command),
        Some(chore) => {
            let ratios = ratios::read_report(&shown_output(&mut command)?);
            if ratios.is_empty() {
                return Err("nothing was measured".to_owned());
            }
            match chore {
                "--record" => ratios::record(&ratios),
                _ => ratios::check(&ratios),
            }
        }
    }
}

/// Runs a command and gives what it prints, which is shown as it comes.
fn shown_output(command: &mut Command) -> Outcome<String> {
    let said = |error: std::io::Error| error.to_string();
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(said)?;
    let mut text = String::new();
    for line in BufReader::new(child.stdout.take().ok_or("there is no output")?).lines() {
        let line = line.map_err(said)?;
        println!("{line}");
        text.push_str(&line);
        text.push('\n');
    }
    match child.wait().map_err(said)?.success() {
        true => Ok(text),
        false => Err("the benchmark runner failed".to_owned()),
    }
}
