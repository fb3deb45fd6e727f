//! The prompt: reads statements, runs them in `__main__` and shows the values of expressions.

mod complete;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

use rpy_compiler::Mode;
use rpy_vm::{PyResult, Value};
use rustyline::error::ReadlineError;
use rustyline::history::{History, MemHistory, SearchDirection};
use rustyline::{Config, Editor};

use crate::exit;
use crate::messages;
use crate::program::Session;

/// Lines of history that are kept.
const HISTORY: usize = 10_000;

/// Runs the prompt until its input ends. `quiet` leaves out the greeting.
///
/// Errors: `SystemExit` only; other exceptions are printed.
pub(crate) fn run(quiet: bool, session: &mut Session<'_>) -> PyResult<()> {
    if !quiet {
        let version = env!("CARGO_PKG_VERSION");
        messages::error(format_args!(
            "Python 3.14.0 (rpy {version}) on {}",
            std::env::consts::OS
        ));
    }
    let name = session.vm.names.__name__.clone();
    let main = session.vm.new_str("__main__");
    session.main.dict().set_str(&name, main, session.vm);
    for (attribute, prompt) in [("ps1", ">>> "), ("ps2", "... ")] {
        let name = session.vm.intern(attribute);
        if session.vm.sys_attribute(&name).is_none() {
            let prompt = session.vm.new_str(prompt);
            session.vm.set_sys_attribute(&name, prompt);
        }
    }
    let mut input = Input::new();
    let mut number = 0_usize;
    let result = loop {
        let entry = match read_entry(&mut input, session) {
            Entry::Text(text) => text,
            Entry::Interrupted => {
                messages::error(format_args!("KeyboardInterrupt"));
                continue;
            }
            Entry::End => break Ok(()),
        };
        if entry.trim().is_empty() {
            continue;
        }
        let filename = format!("<python-input-{number}>");
        number += 1;
        session.outside.remember(&filename, &entry);
        let Err(raised) = execute(&entry, &filename, session) else {
            continue;
        };
        let class = session.vm.types.exceptions.system_exit.clone();
        if raised
            .exception()
            .class()
            .is_subclass_of(&class, session.vm)
        {
            break Err(raised);
        }
        if let Some(status) = exit::print_exception(raised.exception(), session.vm) {
            break Err(exit::system_exit(status, session.vm));
        }
    };
    input.save();
    result
}

/// Compiles and runs one entry.
fn execute(text: &str, filename: &str, session: &mut Session<'_>) -> PyResult<()> {
    let options = rpy_compiler::Options {
        optimize: session.optimize,
        ..rpy_compiler::Options::default()
    };
    let vm = &mut *session.vm;
    let mut warnings = Vec::new();
    let code = rpy_compiler::compile_str(text, filename, Mode::Single, options, &mut warnings);
    let code = vm.compiled(code, &warnings, filename)?;
    let globals = session.main.dict().clone();
    vm.run_code(Arc::new(code), &globals, globals.to_value())?;
    Ok(())
}

enum Entry {
    Text(String),
    Interrupted,
    End,
}

/// Reads lines until they are a whole statement.
fn read_entry(input: &mut Input, session: &mut Session<'_>) -> Entry {
    // What the program has written must stand in front of the prompt.
    exit::flush_output(session.vm);
    let mut text = String::new();
    loop {
        let prompt = if text.is_empty() { "ps1" } else { "ps2" };
        let name = session.vm.intern(prompt);
        let prompt = session.vm.sys_attribute(&name).unwrap_or(Value::NONE);
        let prompt = prompt.str(session.vm);
        let prompt = prompt.map(|prompt| prompt.to_string_lossy().into_owned());
        match input.read_line(&prompt.unwrap_or_default()) {
            Line::Text(line) => {
                text.push_str(&line);
                text.push('\n');
            }
            Line::Interrupted => return Entry::Interrupted,
            Line::End if text.is_empty() => return Entry::End,
            Line::End => break,
        }
        if !complete::needs_more(&text) {
            break;
        }
    }
    input.remember(text.trim_end());
    Entry::Text(text)
}

enum Line {
    Text(String),
    Interrupted,
    End,
}

/// Where lines come from: an editor on a terminal, else the plain stream.
enum Input {
    Terminal(Box<Editor<(), MemHistory>>),
    Stream,
}

impl Input {
    fn new() -> Input {
        if !std::io::stdin().is_terminal() {
            return Input::Stream;
        }
        let config = Config::builder().auto_add_history(false).build();
        let Ok(mut editor) = Editor::with_history(config, MemHistory::new()) else {
            return Input::Stream;
        };
        let old = history_path().and_then(|path| std::fs::read_to_string(path).ok());
        for entry in old
            .unwrap_or_default()
            .split('\0')
            .filter(|it| !it.is_empty())
        {
            let _ = editor.add_history_entry(entry);
        }
        Input::Terminal(Box::new(editor))
    }

    fn read_line(&mut self, prompt: &str) -> Line {
        match self {
            Input::Terminal(editor) => match editor.readline(prompt) {
                Ok(line) => Line::Text(line),
                Err(ReadlineError::Interrupted) => Line::Interrupted,
                Err(_) => Line::End,
            },
            Input::Stream => {
                messages::output(prompt);
                let mut line = String::new();
                match std::io::stdin().read_line(&mut line) {
                    Ok(0) | Err(_) => Line::End,
                    Ok(_) => Line::Text(line.trim_end_matches(['\n', '\r']).to_owned()),
                }
            }
        }
    }

    fn remember(&mut self, entry: &str) {
        if let Input::Terminal(editor) = self
            && !entry.is_empty()
        {
            let _ = editor.add_history_entry(entry);
        }
    }

    /// Writes the history; a history that cannot be kept is no error.
    fn save(&self) {
        let Input::Terminal(editor) = self else {
            return;
        };
        let Some(path) = history_path() else {
            return;
        };
        let history = editor.history();
        let entry = |index| history.get(index, SearchDirection::Forward).ok().flatten();
        let entries = (0..history.len()).filter_map(entry);
        let entries: Vec<_> = entries.map(|found| found.entry).collect();
        let start = entries.len().saturating_sub(HISTORY);
        let _ = std::fs::write(path, entries[start..].join("\0"));
    }
}

/// Entries are separated by NUL, as they may have several lines.
fn history_path() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("PYTHON_HISTORY") {
        return Some(path.into());
    }
    Some(PathBuf::from(std::env::var_os("HOME")?).join(".rpy_history"))
}
