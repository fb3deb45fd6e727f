//! Running the binary in a directory of its own, or on a terminal.

#![allow(dead_code, reason = "every test file uses a part of it")]

pub(crate) mod terminal;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

/// A directory that goes when the test ends.
pub(crate) struct Place {
    directory: tempfile::TempDir,
}

/// What a run left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Exit status.
    pub(crate) status: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Place {
    /// An empty directory.
    pub(crate) fn new() -> Place {
        let directory = tempfile::tempdir().expect("a directory can be made");
        Place { directory }
    }

    /// The directory.
    pub(crate) fn path(&self) -> PathBuf {
        let path = self.directory.path();
        path.canonicalize().expect("the directory is there")
    }

    /// Writes a file, and the directories above it.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        let parent = path.parent().expect("it is in the directory");
        fs::create_dir_all(parent).expect("directories can be made");
        fs::write(&path, text).expect("the file can be written");
        path
    }

    /// A run of the binary in the directory, without `PYTHON*` variables.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(words)
            .current_dir(self.path())
            .stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PYTHON") {
                command.env_remove(name);
            }
        }
        command
    }

    /// Runs the binary in the directory.
    pub(crate) fn run(&self, words: &[&str]) -> Run {
        finish(self.command(words).output().expect("the binary runs"))
    }

    /// The names of the files in a directory below, sorted.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let mut names: Vec<String> = match fs::read_dir(self.path().join(name)) {
            Ok(entries) => entries
                .map(|entry| entry.expect("it can be read").file_name())
                .map(|name| name.to_string_lossy().into_owned())
                .collect(),
            Err(_) => Vec::new(),
        };
        names.sort();
        names
    }
}

/// The binary that is tested: the one that cargo has built for the tests, or another one, whose path
/// is in `RPY_TESTED`.
pub(crate) fn binary() -> &'static str {
    static BINARY: LazyLock<String> = LazyLock::new(|| {
        std::env::var("RPY_TESTED").unwrap_or_else(|_| env!("CARGO_BIN_EXE_rpy").to_owned())
    });
    &BINARY
}

/// What a finished process left.
pub(crate) fn finish(output: Output) -> Run {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
    Run {
        status: output.status.code().unwrap_or(-1),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// Whether this process may write where permissions forbid it, as root may.
pub(crate) fn permissions_bind(directory: &Path) -> bool {
    let probe = directory.join("probe");
    let written = fs::write(&probe, "").is_ok();
    let _ = fs::remove_file(probe);
    !written
}
