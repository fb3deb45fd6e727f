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

impl Stream {
    /// Reads lines until they are a whole statement.
    pub(super) fn read(&mut self, prompts: [String; 2], session: &mut Session<'_>) -> Entry {
        let mut text = String::new();
        loop {
            messages::prompt(&prompts[usize::from(!text.is_empty())]);
            match self.line(session) {
                Ok(Some(line)) => text.push_str(&line),
                Ok(None) if text.is_empty() => return Entry::End,
                Ok(None) => return Entry::Text(text),
                Err(raised) => return Entry::Raised(raised),
            }
            let is_first = text.lines().count() < 2;
            if !whole::needs_more(&text) || !is_first && whole::is_wrong(&text) {
                return Entry::Text(text);
            }
        }
    }

    /// A line with its end; None at the end of the input.
    ///
    /// Raises what the handlers of signals raise.
    fn line(&mut self, session: &mut Session<'_>) -> PyResult<Option<String>> {
        loop {
            let end = self.bytes.iter().position(|&byte| byte == b'\n');
            if let Some(end) = end
                .map(|it| it + 1)
                .or(self.ended.then_some(self.bytes.len()))
            {
                let line: Vec<u8> = self.bytes.drain(..end).collect();
                let mut line = String::from_utf8_lossy(&line).replace("\r\n", "\n");
                if line.is_empty() {
                    // On a terminal more may follow an end.
                    self.ended = false;
                    return Ok(None);
                }
                if !line.ends_with('\n') {
                    line.push('\n');
                }
                return Ok(Some(line));
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
