//! `cargo xtask scripts`: the programs in `tests/python`, each of which asserts one behaviour.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::command::{Outcome, debug_binary, reference, release_binary, root};

/// Time that a script may take.
const LIMIT: Duration = Duration::from_secs(60);

/// What takes the debug build long, as most of it is work of one native function.
const SLOW: [&str; 4] = [
    "builtins/int_large.py",
    "language/deep_iterators.py",
    "language/special_method_without_end.py",
    "library/unicode_database.py",
];

/// The checks under which the scripts are run as a part of all tests.
pub(crate) const CHECKS: &str = "compare=1,quarantine=20000,explain=1";

/// Runs the scripts: `[--check CHECKS] [PATTERN]`.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    match arguments {
        [] => run_matching(None, None),
        [option, checks, rest @ ..] if option == "--check" && rest.len() < 2 => {
            run_matching(rest.first().map(String::as_str), Some(checks))
        }
        [pattern] if !pattern.starts_with('-') => run_matching(Some(pattern), None),
        _ => Err("usage: cargo xtask scripts [--check CHECKS] [PATTERN]".to_owned()),
    }
}

/// Runs the scripts whose path contains `pattern`, by the release binary and by CPython if there
/// is one; or by the debug binary under the checks.
fn run_matching(pattern: Option<&str>, checks: Option<&str>) -> Outcome {
    let binary = match checks {
        Some(_) => debug_binary()?,
        None => release_binary()?,
    };
    let mut scripts = Vec::new();
    find_scripts(&root().join("tests/python"), &mut scripts)?;
    scripts
        .retain(|script| pattern.is_none_or(|pattern| script.to_string_lossy().contains(pattern)));
    scripts.sort();
    if scripts.is_empty() {
        return Err("no script in tests/python has such a name".to_owned());
    }
    if let Some(checks) = checks {
        // Those that are much work are left out of the debug build.
        scripts.retain(|script| !SLOW.iter().any(|slow| script.ends_with(slow)));
        return run_checked(&binary, &scripts, checks);
    }
    run_with(&binary, &scripts)?;
    match reference() {
        Some(reference) => run_with(&reference, &scripts),
        None => Ok(()),
    }
}

/// Collects the `.py` files of a folder; those in folders whose name starts with `_` are data.
fn find_scripts(folder: &Path, scripts: &mut Vec<PathBuf>) -> Outcome {
    let error = |error| format!("{}: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(error)? {
        let path = entry.map_err(error)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('_') {
            continue;
        }
        if path.is_dir() {
            find_scripts(&path, scripts)?;
        } else if path.extension().is_some_and(|extension| extension == "py") {
            scripts.push(path);
        }
    }
    Ok(())
}

/// Runs scripts with an interpreter.
fn run_with(interpreter: &Path, scripts: &[PathBuf]) -> Outcome {
    run_each(interpreter, scripts, |script| {
        run_script(interpreter, script)
    })
}

/// Runs scripts in some way, as many at a time as there are processors.
fn run_each(
    interpreter: &Path,
    scripts: &[PathBuf],
    run: impl Fn(&Path) -> Outcome + Sync,
) -> Outcome {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(script) = scripts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(message) = run(script) {
                        println!("FAILED {}\n{message}", script.display());
                        let mut failures = failures.lock().expect("no worker panics");
                        failures.push(script);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no worker panics");
    let passed = scripts.len() - failures.len();
    println!(
        "{}: {passed} of {} scripts passed",
        interpreter.display(),
        scripts.len()
    );
    if failures.is_empty() {
        Ok(())
    } else {
        Err(format!("{} scripts failed", failures.len()))
    }
}

/// Runs scripts under checks of the debug build. Where these refuse memory a script may fail, but not
/// end by a signal or a panic.
fn run_checked(interpreter: &Path, scripts: &[PathBuf], checks: &str) -> Outcome {
    run_each(interpreter, scripts, |script| {
        let mut command = Command::new(interpreter);
        command.arg(script).env("RPY_CHECK", checks);
        finish(&mut command, script).or_else(|message| {
            let is_fatal = !checks.contains("refuse")
                || ["signal", "panicked", "internal error", "stopped after"]
                    .iter()
                    .any(|sign| message.contains(sign));
            if is_fatal { Err(message) } else { Ok(()) }
        })
    })
}

/// Runs a script; the error is what it printed.
fn run_script(interpreter: &Path, script: &Path) -> Outcome {
    finish(Command::new(interpreter).arg(script), script)
}

/// Runs a script by a command; the error is what it printed.
fn finish(command: &mut Command, script: &Path) -> Outcome {
    let interpreter = command.get_program().to_owned();
    let child = command
        .current_dir(script.parent().expect("a script lies in a folder"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child =
        child.map_err(|error| format!("{}: {error}", Path::new(&interpreter).display()))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        let stdout = scope.spawn(|| read(stdout));
        let stderr = scope.spawn(|| read(stderr));
        let outcome = wait(&mut child);
        let stdout = stdout.join().expect("reading does not panic");
        let stderr = stderr.join().expect("reading does not panic");
        outcome.map_err(|message| format!("{stdout}{stderr}{message}"))
    })
}

/// Everything that comes from a stream. What cannot be read is left out: the exit status decides.
fn read(stream: Option<impl Read>) -> String {
    let mut text = Vec::new();
    if let Some(mut stream) = stream {
        let _ = stream.read_to_end(&mut text);
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Waits for a child, within the time limit.
fn wait(child: &mut Child) -> Outcome {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(status.to_string()),
            Ok(None) if start.elapsed() > LIMIT => {
                // If it cannot be killed it has just ended by itself.
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("stopped after {} s", LIMIT.as_secs()));
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(5)),
            Err(error) => return Err(error.to_string()),
        }
    }
}
