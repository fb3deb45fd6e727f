//! Lines of source texts, for tracebacks.

use std::collections::{HashMap, VecDeque};
use std::path::Path;

use crate::source::{SourceFile, SourceStamp};

/// Files whose lines are kept.
const FILES: usize = 64;
/// Bytes of texts that are no files which are kept.
const TEXT_BYTES: usize = 4 << 20;

/// The lines of source files, and of texts that are no files, such as `<string>`.
///
/// A file is read anew when its modification time or size has changed. Of the texts the newest are
/// kept.
#[derive(Debug, Default)]
pub struct SourceLines {
    files: HashMap<String, File>,
    texts: VecDeque<Text>,
    text_bytes: usize,
}

#[derive(Debug)]
struct File {
    stamp: SourceStamp,
    lines: Vec<String>,
}

#[derive(Debug)]
struct Text {
    name: String,
    text: String,
}

impl SourceLines {
    /// No lines yet.
    pub fn new() -> SourceLines {
        SourceLines::default()
    }

    /// Keeps a text that is no file under its name, in place of an older one of that name.
    pub fn remember(&mut self, name: &str, text: &str) {
        if let Some(index) = self.texts.iter().position(|it| it.name == name) {
            self.forget(index);
        }
        self.text_bytes += text.len();
        self.texts.push_back(Text {
            name: name.to_owned(),
            text: text.to_owned(),
        });
        while self.text_bytes > TEXT_BYTES && self.texts.len() > 1 {
            self.forget(0);
        }
    }

    /// The texts that are kept, with their names, the oldest first.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|it| (&*it.name, &*it.text))
    }

    /// Whether a text is kept under this name.
    pub fn remembers(&self, name: &str) -> bool {
        self.texts.iter().any(|it| it.name == name)
    }

    fn forget(&mut self, index: usize) {
        if let Some(text) = self.texts.remove(index) {
            self.text_bytes -= text.text.len();
        }
    }

    /// A line of a text or file, counted from one, without its end.
    pub fn line(&mut self, name: &str, line: u32) -> Option<String> {
        let index = (line as usize).checked_sub(1)?;
        if let Some(text) = self.texts.iter().find(|it| it.name == name) {
            return text.text.lines().nth(index).map(str::to_owned);
        }
        self.file(name)?.lines.get(index).cloned()
    }

    /// The file of this name as it is now.
    fn file(&mut self, name: &str) -> Option<&File> {
        // Pipes and devices have no lines: whoever opens them may wait for ever.
        let metadata = std::fs::metadata(Path::new(name));
        let Some(metadata) = metadata.ok().filter(std::fs::Metadata::is_file) else {
            self.files.remove(name);
            return None;
        };
        let stamp = SourceStamp::of(&metadata);
        if self.files.get(name).is_none_or(|it| it.stamp != stamp) {
            let source = SourceFile::read(Path::new(name)).ok()?;
            let text = match rpy_compiler::decode_source(&source.bytes) {
                Some(text) => text,
                None => String::from_utf8_lossy(&source.bytes).into_owned(),
            };
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let lines = text.lines().map(str::to_owned).collect();
            if self.files.len() >= FILES {
                self.files.clear();
            }
            let stamp = source.stamp;
            self.files.insert(name.to_owned(), File { stamp, lines });
        }
        self.files.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_is_read_anew() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("m.py");
        let name = path.to_str().unwrap();
        let mut lines = SourceLines::new();
        assert_eq!(lines.line(name, 1), None);
        std::fs::write(&path, "\u{feff}one\ntwo\r\n").unwrap();
        assert_eq!(lines.line(name, 1).as_deref(), Some("one"));
        assert_eq!(lines.line(name, 2).as_deref(), Some("two"));
        assert_eq!((lines.line(name, 0), lines.line(name, 3)), (None, None));
        std::fs::write(&path, "three\nfour\nfive").unwrap();
        assert_eq!(lines.line(name, 3).as_deref(), Some("five"));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(lines.line(name, 3), None);
    }

    #[test]
    fn pipes_have_no_lines() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        // Nobody writes to it: whoever opened it would wait.
        let line = SourceLines::new().line(path.to_str().unwrap(), 1);
        assert_eq!(line, None);
    }

    #[test]
    fn the_declared_encoding_counts() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("m.py");
        std::fs::write(&path, b"# coding: latin-1\n'\xe4'\n").unwrap();
        let line = SourceLines::new().line(path.to_str().unwrap(), 2);
        assert_eq!(line.as_deref(), Some("'\u{e4}'"));
    }

    #[test]
    fn the_newest_texts_are_kept() {
        let mut lines = SourceLines::new();
        lines.remember("<string>", "old");
        lines.remember("<string>", "new\nline");
        assert_eq!(lines.line("<string>", 1).as_deref(), Some("new"));
        assert_eq!(lines.texts.len(), 1);
        let long = "x".repeat(TEXT_BYTES / 8);
        for number in 0..100 {
            lines.remember(&format!("<input-{number}>"), &long);
        }
        assert!(lines.text_bytes <= TEXT_BYTES);
        assert_eq!(lines.line("<string>", 1), None);
        assert_eq!(lines.line("<input-0>", 1), None);
        assert!(lines.line("<input-99>", 1).is_some());
    }
}
