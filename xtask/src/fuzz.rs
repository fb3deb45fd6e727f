//! `cargo xtask fuzz`: hostile programs, made at random from fixed seeds. See docs/limits.md.

use std::path::Path;
use std::process::Command;

use crate::command::{Outcome, reference, release_binary, root};

/// Limits of every run: a program that does not end is a failure, too.
const LIMITS: [&str; 4] = ["-X", "max-memory=1G", "-X", "max-time=120"];
/// Ways to nest that are tried to this depth.
const DEPTH: &str = "50000";

/// Runs the fuzzers in `tests/fuzz`. `scale` multiplies the number of seeds.
pub(crate) fn run(scale: Option<&str>) -> Outcome {
    let scale: u32 = match scale {
        Some(text) => text
            .parse()
            .map_err(|_| format!("'{text}' is no number of times"))?,
        None => 1,
    };
    let binary = release_binary()?;
    let scratch = std::env::temp_dir().join(format!("rpy-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).map_err(|error| error.to_string())?;
    let outcome = run_in(&scratch, &binary, scale);
    // What is left there does no harm.
    let _ = std::fs::remove_dir_all(&scratch);
    outcome
}

fn run_in(scratch: &Path, binary: &Path, scale: u32) -> Outcome {
    let script = |name: &str| root().join("tests/fuzz").join(name);
    for seed in 1..=4 * scale {
        let seed = seed.to_string();
        let output = output(
            binary,
            &LIMITS,
            &script("calls.py"),
            &[&seed, "4000"],
            scratch,
        )?;
        if output.contains("SYSTEMERROR") {
            return Err(format!("calls.py {seed} 4000:\n{output}"));
        }
    }
    println!("calls.py: {} seeds", 4 * scale);
    let depth = [DEPTH];
    output(binary, &LIMITS, &script("nesting.py"), &depth, scratch)?;
    println!("nesting.py: to {DEPTH}");
    let limits = ["-X", "max-memory=200M", "-X", "max-time=600"];
    output(binary, &limits, &script("memory.py"), &[], scratch)?;
    println!("memory.py");
    for seed in 1..=6 * scale {
        let seed = seed.to_string();
        let arguments = [seed.as_str(), "300"];
        let ours = output(binary, &LIMITS, &script("classes.py"), &arguments, scratch)?;
        let Some(reference) = reference() else {
            continue;
        };
        let theirs = output(&reference, &[], &script("classes.py"), &arguments, scratch)?;
        if let Some((ours, theirs)) = ours.lines().zip(theirs.lines()).find(|(a, b)| a != b) {
            return Err(format!(
                "classes.py {seed} 300: we print\n  {ours}\nand CPython\n  {theirs}"
            ));
        }
    }
    println!("classes.py: {} seeds", 6 * scale);
    Ok(())
}

/// What a script prints. Fails if it ends with anything but status 0.
fn output(
    interpreter: &Path,
    options: &[&str],
    script: &Path,
    arguments: &[&str],
    scratch: &Path,
) -> Outcome<String> {
    let output = Command::new(interpreter)
        .args(options)
        .arg(script)
        .args(arguments)
        .current_dir(scratch)
        .output()
        .map_err(|error| format!("{}: {error}", interpreter.display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let tail = |text: &str| text[text.len() - text.len().min(2000)..].to_owned();
    Err(format!(
        "{} {}: {}\n{}\n{}",
        script.display(),
        arguments.join(" "),
        output.status,
        tail(&text.replace(|c: char| !c.is_ascii(), "?")),
        tail(&errors.replace(|c: char| !c.is_ascii(), "?"))
    ))
}
