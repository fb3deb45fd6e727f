//! What the binary itself writes to the standard error stream.

use std::fmt;
use std::io::Write;

/// Writes a line. Nobody can be told if that fails.
pub(crate) fn error(message: fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stderr(), "{message}");
}

/// Writes a text to the standard output stream.
pub(crate) fn output(text: &str) {
    let mut stream = std::io::stdout().lock();
    let _ = stream
        .write_all(text.as_bytes())
        .and_then(|()| stream.flush());
}

/// Writes a prompt, where there is no editor that would.
pub(crate) fn prompt(text: &str) {
    let mut stream = std::io::stderr();
    let _ = stream.write_all(text.as_bytes());
}
