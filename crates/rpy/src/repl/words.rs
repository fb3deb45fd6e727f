//! Words that the prompt understands by itself: `exit`, `quit`, `copyright`, `help`, `clear`.

use rpy_vm::PyResult;

use crate::exit;
use crate::messages;
use crate::program::Session;

const WORDS: &[&str] = &["exit", "quit", "copyright", "help", "clear"];

/// Does what a word says; `false` if it is none of these, or a name of the program.
///
/// Raises what the word raises, `SystemExit` for example.
pub(super) fn run(entry: &str, session: &mut Session<'_>) -> PyResult<bool> {
    let word = entry.trim();
    if !WORDS.contains(&word) {
        return Ok(false);
    }
    let vm = &mut *session.vm;
    let name = vm.intern(word);
    if session.main.dict().get_str(&name, vm).is_some() {
        return Ok(false);
    }
    match word {
        "clear" => messages::output("\x1b[H\x1b[2J\x1b[3J"),
        "exit" | "quit" => return Err(exit::system_exit(0, vm)),
        _ => {
            let builtins = vm.builtins.clone();
            let Some(object) = builtins.get_str(&name, vm).cloned() else {
                return Ok(false);
            };
            object.call_positional(&[], vm)?;
        }
    }
    Ok(true)
}
