//! `cargo xtask profile`: which functions and branches of the interpreter programs take, and how often.
//!
//! The compiler lays the code out by these counts; see docs/adr/0024-profile-guided-optimisation.md.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Outcome, cargo, root, run};

/// The programs, and how often each is run.
const PROGRAMS: [(&[&str], usize); 4] = [
    (&["xtask/profile/training.py", "0.4"], 1),
    (&["xtask/link/usual.py"], 3),
    (&["-c", "print('hello')"], 3),
    (&["-I", "-c", "pass"], 3),
];

/// Writes `xtask/profile/rpy.profdata`. Needs `llvm-profdata`, of rustup's component `llvm-tools`.
pub(crate) fn write() -> Outcome {
    let profdata = profdata()?;
    let target = root().join("target/profile");
    let counts = target.join("counts");
    let mut build = cargo(&["build", "--release", "--package", "rpy", "--target-dir"]);
    build.arg(&target).env("RPY_PROFILE_GENERATE", &counts);
    run(&mut build)?;
    if counts.exists() {
        std::fs::remove_dir_all(&counts).map_err(|error| error.to_string())?;
    }
    let binary = target.join("release/rpy");
    for (arguments, times) in PROGRAMS {
        for _ in 0..times {
            let mut program = Command::new(&binary);
            program
                .args(arguments)
                .current_dir(root())
                .env("LLVM_PROFILE_FILE", counts.join("%p.profraw"));
            run(&mut program)?;
        }
    }
    let mut merge = Command::new(profdata);
    merge.args(["merge", "--sparse", "-o"]);
    merge.arg(root().join("xtask/profile/rpy.profdata"));
    merge.args(raw_files(&counts)?);
    run(&mut merge)
}

/// The tool that merges counts, in the folder of the compiler that wrote them.
fn profdata() -> Outcome<PathBuf> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir"])
        .current_dir(root())
        .output()
        .map_err(|error| format!("rustc: {error}"))?;
    let libraries = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let tool = Path::new(&libraries).join("../bin/llvm-profdata");
    match tool.exists() {
        true => Ok(tool),
        false => Err("needs llvm-profdata: rustup component add llvm-tools".to_owned()),
    }
}

fn raw_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let files = entries.flatten().map(|entry| entry.path());
    Ok(files
        .filter(|path| path.extension().is_some_and(|ending| ending == "profraw"))
        .collect())
}
