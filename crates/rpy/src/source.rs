//! Lines of source files, for tracebacks.

use std::collections::HashMap;
use std::sync::Mutex;

/// The lines of files that were read, and of texts that are no files (`<string>`, `<stdin>`).
static FILES: Mutex<Option<HashMap<String, Vec<String>>>> = Mutex::new(None);

/// Keeps a text that is no file under its name.
pub(crate) fn remember(name: &str, text: &str) {
    let mut files = FILES
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let lines = text.lines().map(str::to_owned).collect();
    files.get_or_insert_default().insert(name.to_owned(), lines);
}

/// A line of a file, counted from one.
pub(crate) fn line(name: &str, line: u32) -> Option<String> {
    let mut files = FILES
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let files = files.get_or_insert_default();
    if !files.contains_key(name) {
        let bytes = read(name).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let lines = text.lines().map(str::to_owned).collect();
        files.insert(name.to_owned(), lines);
    }
    let lines = files.get(name)?;
    lines.get((line as usize).checked_sub(1)?).cloned()
}

/// The bytes of a file, or of a module inside the binary, whose name is `<frozen NAME>`.
fn read(name: &str) -> Option<Vec<u8>> {
    let module = name
        .strip_prefix("<frozen ")
        .and_then(|rest| rest.strip_suffix('>'));
    match module {
        Some(module) => Some(rpy_stdlib::frozen().get(module)?.source.to_vec()),
        None => std::fs::read(name).ok(),
    }
}
