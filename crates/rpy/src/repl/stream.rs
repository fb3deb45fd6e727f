//! The prompt without an editor: lines from the standard input, which may be no terminal.

use std::io::ErrorKind;

use rpy_vm::PyResult;

use super::{Entry, whole};
use crate::messages;
use crate::program::Session;

/// The standard input, read by lines.
#[derive(Default)]
pub(super) struct Stream {
    /// What has been read and not been used.
    bytes: Vec<u8>,
    ended: bool,
}

/// What has been read.
enum Line {
    /// A line with its end.
    Whole(String),
    /// What stands in front of the end of the input.
    Last(String),
    /// The end of the input.
    End,
}

impl Stream {
    /// Reads lines until they are a whole statement.
    pub(super) fn read(&mut self, prompts: [String; 2], session: &mut Session<'_>) -> Entry {
        let mut text = String::new();
        loop {
            messages::prompt(&prompts[usize::from(!text.is_empty())]);
            match self.line(session) {
                Ok(Line::Whole(line)) => text.push_str(&line),
                Ok(Line::Last(line)) => {
                    // As in CPython, who asks for the rest of the line.
                    messages::prompt(&format!("{}\n", prompts[1]));
                    return Entry::Text(format!("{text}{line}\n"));
                }
                Ok(Line::End) => {
                    messages::prompt("\n");
                    return match text.is_empty() {
                        true => Entry::End,
                        false => Entry::Text(text),
                    };
                }
                Err(raised) => return Entry::Raised(raised),
            }
            if !whole::needs_more_lines(&text) {
                return Entry::Text(text);
            }
        }
    }

    /// The next line.
    ///
    /// Raises what the handlers of signals raise.
    fn line(&mut self, session: &mut Session<'_>) -> PyResult<Line> {
        loop {
            let end = self.bytes.iter().position(|&byte| byte == b'\n');
            if let Some(end) = end
                .map(|it| it + 1)
                .or(self.ended.then_some(self.bytes.len()))
            {
                let line: Vec<u8> = self.bytes.drain(..end).collect();
                let line = String::from_utf8_lossy(&line).replace("\r\n", "\n");
                if line.ends_with('\n') {
                    return Ok(Line::Whole(line));
                }
                // On a terminal more may follow an end.
                self.ended = false;
                return Ok(match line.is_empty() {
                    true => Line::End,
                    false => Line::Last(line),
                });
            }
            let outside = session.outside.clone();
            let input = rustix::stdio::stdin();
            let is_ready = session.vm.allow_threads(|| outside.wait_for(input));
            if let Err(raised) = session.vm.check_signals() {
                self.bytes.clear();
                return Err(raised);
            }
            if !is_ready {
                continue;
            }
            let mut buffer = [0; 4096];
            match rustix::io::read(input, &mut buffer) {
                Ok(0) => self.ended = true,
                Ok(count) => self.bytes.extend_from_slice(&buffer[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => self.ended = true,
            }
        }
    }
}
