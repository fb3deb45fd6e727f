//! `cargo xtask fuzz`: hostile programs, made at random from fixed seeds. See docs/limits.md.

use std::path::Path;
use std::process::Command;

use crate::command::{Outcome, reference, release_binary, root};

/// Limits of every run: a program that does not end is a failure, too.
const LIMITS: [&str; 4] = ["-X", "max-memory=1G", "-X", "max-time=120"];
/// Ways to nest that are tried to this depth.
const DEPTH: &str = "10000";

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
    for (name, seeds, rounds) in [
        ("calls.py", 4, "4000"),
        ("code.py", 2, "500"),
        ("source.py", 2, "500"),
        ("data.py", 4, "1500"),
        ("mutation.py", 4, "10000"),
        ("states.py", 4, "1000"),
    ] {
        for seed in 1..=seeds * scale {
            let seed = seed.to_string();
            let output = output(binary, &LIMITS, &script(name), &[&seed, rounds], scratch)?;
            if output.contains("SYSTEMERROR") || output.contains("SLOW") {
                return Err(format!("{name} {seed} {rounds}:\n{output}"));
            }
        }
        println!("{name}: {} seeds", seeds * scale);
    }
    let binary_text = binary.to_str().ok_or("the path of the binary is no text")?;
    // A small stack: 100 bytes a level would be more than there is.
    let mut small = vec!["-c", "ulimit -s 1024; exec \"$0\" \"$@\"", binary_text];
    small.extend(LIMITS);
    let shell = Path::new("sh");
    output(shell, &small, &script("nesting.py"), &[DEPTH], scratch)?;
    println!("nesting.py: to {DEPTH}");
    let limits = ["-X", "max-memory=200M", "-X", "max-time=600"];
    output(binary, &limits, &script("memory.py"), &[], scratch)?;
    println!("memory.py");
    for (name, seeds, rounds) in [
        ("classes.py", 6, "300"),
        ("operators.py", 4, "2000"),
        ("compare.py", 4, "5000"),
    ] {
        for seed in 1..=seeds * scale {
            compare(&script(name), &[&seed.to_string(), rounds], binary, scratch)?;
        }
        println!("{name}: {} seeds", seeds * scale);
    }
    for target in ["compile", "code", "types"] {
        let count = (300 * scale).to_string();
        let arguments = [
            "run",
            "--quiet",
            "--package",
            "rpy-fuzz",
            "--bin",
            target,
            "--",
            &count,
        ];
        crate::command::run(&mut crate::command::cargo(&arguments))?;
        println!("{target}: {count} inputs");
    }
    Ok(())
}

/// Runs a script with our binary and with CPython, if there is one. They must print the same.
fn compare(script: &Path, arguments: &[&str], binary: &Path, scratch: &Path) -> Outcome {
    let ours = output(binary, &LIMITS, script, arguments, scratch)?;
    let Some(reference) = reference() else {
        return Ok(());
    };
    let theirs = output(&reference, &[], script, arguments, scratch)?;
    if let Some((ours, theirs)) = ours.lines().zip(theirs.lines()).find(|(a, b)| a != b) {
        let arguments = arguments.join(" ");
        return Err(format!(
            "{} {arguments}: we print\n  {ours}\nand CPython\n  {theirs}",
            script.display()
        ));
    }
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
    // Of its own: what calls of `os` leave there, pipes without another end among it, would meet the next.
    let name = script.file_stem().unwrap_or_default();
    let place = scratch.join(name).join(arguments.join("-"));
    std::fs::create_dir_all(&place).map_err(|error| format!("{}: {error}", place.display()))?;
    let output = Command::new(interpreter)
        .args(options)
        .arg(script)
        .args(arguments)
        .current_dir(place)
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
