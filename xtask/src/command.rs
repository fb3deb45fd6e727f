//! Running other programs.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The outcome of a chore; the error is a message for the user.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The root of the source tree.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent()
        .expect("xtask lies in the workspace")
        .to_owned()
}

/// The folder of the tools that are shared between projects and are not part of the repository.
pub(crate) fn shared() -> PathBuf {
    match root().parent() {
        Some(parent) => parent.join("shared"),
        None => root().join("shared"),
    }
}

/// `cargo`, the one that runs this.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs a command and says so; fails if it fails.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    println!("+ {line}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{line}: {status}")),
        Err(error) => Err(format!("{line}: {error}")),
    }
}

/// Builds the release binary and gives its path.
pub(crate) fn release_binary() -> Outcome<PathBuf> {
    run(&mut cargo(&["build", "--release", "--package", "rpy"]))?;
    Ok(binary_of("release"))
}

/// Builds the binary with debug assertions and gives its path.
pub(crate) fn debug_binary() -> Outcome<PathBuf> {
    run(&mut cargo(&["build", "--package", "rpy"]))?;
    Ok(binary_of("debug"))
}

fn binary_of(profile: &str) -> PathBuf {
    let target = match std::env::var_os("CARGO_TARGET_DIR") {
        Some(target) => root().join(target),
        None => root().join("target"),
    };
    target
        .join(profile)
        .join(format!("rpy{}", std::env::consts::EXE_SUFFIX))
}

/// The CPython 3.14 to compare with, if the environment names one.
pub(crate) fn reference() -> Option<PathBuf> {
    std::env::var_os("RPY_REFERENCE").map(PathBuf::from)
}
