//! The history of the prompt, in `~/.python_history` or where `PYTHON_HISTORY` says.
//!
//! The file is that of CPython's prompt, and both can use it: an entry is a line; within an entry, lines
//! end with `\r\n`. Entries are written when they have been typed, so that a crash loses none, and
//! prompts that run at the same time keep each other's.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Entries that are kept.
pub(super) const LIMIT: usize = 10_000;

/// What a file of `libedit` begins with, whose entries are escaped.
const EDITLINE: &str = "_HiStOrY_V2_";

/// The file.
pub(super) fn path(ignore_environment: bool) -> Option<PathBuf> {
    let named = std::env::var_os("PYTHON_HISTORY").filter(|it| !it.is_empty());
    if let Some(path) = named.filter(|_| !ignore_environment) {
        return Some(path.into());
    }
    let home = std::env::var_os("HOME").filter(|it| !it.is_empty())?;
    Some(PathBuf::from(home).join(".python_history"))
}

/// Reads the entries, the oldest first. A file that has become much too long is made shorter.
pub(super) fn load(path: &Path) -> Vec<String> {
    let Ok(bytes) = fs::read(path) else {
        return Vec::new();
    };
    let mut entries = parse(&String::from_utf8_lossy(&bytes));
    if entries.len() > LIMIT {
        let is_long = entries.len() > 2 * LIMIT;
        entries.drain(..entries.len() - LIMIT);
        if is_long {
            let lines = entries.iter().map(|entry| line(entry));
            let text: String = lines.collect();
            let new = path.with_extension("new");
            // Without it the file stays long.
            let _ = fs::write(&new, text).and_then(|()| fs::rename(&new, path));
        }
    }
    entries
}

fn parse(text: &str) -> Vec<String> {
    let text = match text.strip_prefix(EDITLINE) {
        // Its escapes are not undone: spaces are the only ones that are frequent.
        Some(rest) => rest.trim_start_matches('\n').replace("\\040", " "),
        None => text.to_owned(),
    };
    let text = text.replace("\r\n", "\r");
    let entries = text.lines().map(|entry| entry.replace('\r', "\n"));
    entries.filter(|entry| !entry.trim().is_empty()).collect()
}

fn line(entry: &str) -> String {
    format!("{}\n", entry.replace('\n', "\r\n"))
}

/// Adds an entry to the file. That it cannot be written is told once by the caller.
pub(super) fn append(path: &Path, entry: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(line(entry).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_with_many_lines_go_there_and_back() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("history");
        for entry in ["1", "if x:\n    y", "é"] {
            append(&path, entry).unwrap();
        }
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text, "1\nif x:\r\n    y\né\n");
        assert_eq!(load(&path), ["1", "if x:\n    y", "é"]);
        assert_eq!(load(&place.path().join("none")), [""; 0]);
    }

    #[test]
    fn long_files_are_made_shorter() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("history");
        let numbers = (0..2 * LIMIT + 1).map(|number| format!("{number}\n"));
        fs::write(&path, numbers.collect::<String>()).unwrap();
        assert_eq!(load(&path).len(), LIMIT);
        assert!(fs::read_to_string(&path).unwrap().starts_with("10001\n"));
    }
}
