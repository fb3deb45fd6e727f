//! The binary on a pseudo-terminal: keys go in, and what a person would see comes out.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

pub(crate) use nix::sys::signal::Signal;
use nix::sys::signal::kill;
use ptyprocess::{PtyProcess, WaitStatus};

/// How long anything may take, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(90);
/// What the editor writes when it begins to read: it takes pastes in brackets from now on.
const READING: &str = "\x1b[?2004h";

/// What the terminal has received.
struct Seen {
    screen: vt100::Parser,
    raw: String,
    ended: bool,
}

/// A terminal with the binary behind it.
pub(crate) struct Terminal {
    process: PtyProcess,
    keys: File,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    /// How many prompts have been waited for.
    prompts: usize,
}

fn size(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("sizes are above zero")
}

impl Terminal {
    /// Starts a command on a terminal of 100 columns and 50 rows. It is given the variables `TERM`
    /// and `NO_COLOR` unless it has its own.
    pub(crate) fn start(mut command: Command) -> Terminal {
        let has = |name: &str| {
            command
                .get_envs()
                .any(|(key, value)| key == name && value.is_some())
        };
        let (has_term, has_color) = (has("TERM"), has("NO_COLOR"));
        if !has_term {
            command.env("TERM", "xterm-256color");
        }
        if !has_color {
            command.env("NO_COLOR", "1");
        }
        command.stdin(std::process::Stdio::inherit());
        // What is ignored here, as in the background of a shell, would be ignored there. What is
        // handled here is at its default there.
        let handled = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let interrupt = Signal::SIGINT as i32;
        signal_hook::flag::register(interrupt, handled).expect("the signal can be handled");
        let mut process = PtyProcess::spawn(command).expect("the binary can be started");
        process
            .set_window_size(100, 50)
            .expect("the terminal has a size");
        let keys = process.get_raw_handle().expect("the terminal is there");
        let mut output = keys.try_clone().expect("files can be cloned");
        let seen = Seen {
            screen: vt100::Parser::new(size(50), size(100), 2000),
            raw: String::new(),
            ended: false,
        };
        let seen = Arc::new((Mutex::new(seen), Condvar::new()));
        let shared = seen.clone();
        std::thread::spawn(move || {
            let mut bytes = [0; 65536];
            loop {
                let count = output.read(&mut bytes).unwrap_or(0);
                let mut seen = shared.0.lock().expect("nobody panics with the lock");
                seen.screen.process(&bytes[..count]);
                let text = String::from_utf8_lossy(&bytes[..count]).into_owned();
                seen.raw.push_str(&text);
                seen.ended = count == 0;
                shared.1.notify_all();
                if count == 0 {
                    return;
                }
            }
        });
        Terminal {
            process,
            keys,
            seen,
            prompts: 0,
        }
    }

    /// Waits until something is so; tells what is on the screen if it takes too long.
    fn wait(&self, what: &str, is_so: impl Fn(&Seen) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().expect("nobody panics with the lock");
        while !is_so(&seen) {
            let left = end.saturating_duration_since(Instant::now());
            let screen = || seen.screen.screen().contents();
            assert!(!left.is_zero(), "{what} does not come:\n{}", screen());
            assert!(!seen.ended, "{what}: the program has ended:\n{}", screen());
            seen = self
                .seen
                .1
                .wait_timeout(seen, left)
                .expect("nobody panics with the lock")
                .0;
        }
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keys
            .write_all(keys.as_bytes())
            .expect("the terminal takes keys");
    }

    /// Waits until a text is on the screen.
    pub(crate) fn expect(&self, text: &str) {
        self.wait(&format!("{text:?}"), |seen| {
            seen.screen.screen().contents().contains(text)
        });
    }

    /// Waits until the line of the cursor is this, without white space at its end.
    pub(crate) fn expect_line(&self, text: &str) {
        self.wait(&format!("the line {text:?}"), |seen| {
            let screen = seen.screen.screen();
            let (row, _) = screen.cursor_position();
            let line = screen.rows(0, screen.size().1.get()).nth(row.into());
            line.is_some_and(|line| line.trim_end() == text)
        });
    }

    /// Waits until the cursor is in this column.
    pub(crate) fn expect_column(&self, column: u16) {
        self.wait(&format!("column {column}"), |seen| {
            seen.screen.screen().cursor_position().1 == column
        });
    }

    /// Waits until these bytes have come.
    pub(crate) fn expect_raw(&self, text: &str) {
        self.wait(&format!("{text:?}"), |seen| seen.raw.contains(text));
    }

    /// Waits for the next prompt of the editor.
    pub(crate) fn prompt(&mut self) {
        self.prompts += 1;
        let count = self.prompts;
        self.wait("the prompt", |seen| {
            seen.raw.matches(READING).count() >= count
        });
    }

    /// Presses keys and Enter, and waits for the next prompt.
    pub(crate) fn enter(&mut self, keys: &str) {
        self.press(&format!("{keys}\r"));
        self.prompt();
    }

    /// Presses keys and Enter, and waits for a text and the next prompt.
    pub(crate) fn enter_expecting(&mut self, keys: &str, text: &str) {
        self.enter(keys);
        self.expect(text);
    }

    /// What is on the screen.
    pub(crate) fn screen(&self) -> String {
        let seen = self.seen.0.lock().expect("nobody panics with the lock");
        seen.screen.screen().contents()
    }

    /// All that has come.
    pub(crate) fn raw(&self) -> String {
        let seen = self.seen.0.lock().expect("nobody panics with the lock");
        seen.raw.clone()
    }

    /// Sends a signal, as another process may.
    pub(crate) fn send(&self, signal: Signal) {
        let id = nix::unistd::Pid::from_raw(self.process.pid().as_raw());
        kill(id, signal).expect("the process is there");
    }

    /// Makes the terminal larger or smaller.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let mut seen = self.seen.0.lock().expect("nobody panics with the lock");
        seen.screen.set_size(size(rows), size(columns));
        drop(seen);
        self.process
            .set_window_size(columns, rows)
            .expect("the terminal has a size");
    }

    /// Waits for the end and gives the exit status.
    pub(crate) fn status(self) -> i32 {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.process.status() {
                Ok(WaitStatus::Exited(_, status)) => return status,
                Ok(WaitStatus::Signaled(_, signal, _)) => return 128 + signal as i32,
                _ => {}
            }
            assert!(Instant::now() < end, "no end:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
