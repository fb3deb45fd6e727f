//! The prompt, on a pseudo-terminal.

#[path = "../support/mod.rs"]
mod support;

mod completion;
mod editing;
mod ends;
mod entries;
mod history;
mod plain;
mod signals;
mod sizes;
mod surroundings;

use std::process::Command;

use support::Place;
use support::terminal::Terminal;

const UP: &str = "\x1b[A";
const DOWN: &str = "\x1b[B";
const RIGHT: &str = "\x1b[C";
const LEFT: &str = "\x1b[D";
const HOME: &str = "\x1b[H";
const CTRL_A: &str = "\x01";
const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const CTRL_R: &str = "\x12";
const CTRL_U: &str = "\x15";
const CTRL_Z: &str = "\x1a";
const CTRL_UNDERSCORE: &str = "\x1f";
const F1: &str = "\x1bOP";
const F2: &str = "\x1bOQ";
const F3: &str = "\x1bOR";

/// The binary with the place as home.
fn command(place: &Place, words: &[&str]) -> Command {
    let mut command = place.command(words);
    command.env("HOME", place.path());
    for name in ["NO_COLOR", "FORCE_COLOR", "TERM"] {
        command.env_remove(name);
    }
    command
}

/// A prompt without greeting, ready for keys.
fn prompt(place: &Place) -> Terminal {
    let mut command = command(place, &["-q"]);
    command.env("TERM", "xterm").env("NO_COLOR", "1");
    let mut terminal = Terminal::start(command);
    terminal.prompt();
    terminal
}
