//! Ctrl-C, Ctrl-Z and signals from elsewhere.

use std::process::Command;

use crate::support::Place;
use crate::support::terminal::{Signal, Terminal};
use crate::{CTRL_C, CTRL_Z, command, prompt};

#[test]
fn control_c_drops_what_is_typed_and_interrupts_what_runs() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.press("nothing of this");
    terminal.expect_line(">>> nothing of this");
    terminal.press(CTRL_C);
    terminal.prompt();
    terminal.expect("KeyboardInterrupt");
    terminal.enter_expecting("'still ' 'there'", "'still there'");
    terminal.press("exec(\"print('run' 'ning', flush=True)\\nwhile True: pass\")\r");
    terminal.expect("running");
    terminal.press(CTRL_C);
    terminal.prompt();
    terminal.enter("import time");
    terminal.press("print('slee' 'ping', flush=True); time.sleep(1000)\r");
    terminal.expect("sleeping");
    terminal.press(CTRL_C);
    terminal.prompt();
    terminal.expect("time.sleep(1000)");
    terminal.enter_expecting("'and ' 'so on'", "'and so on'");
}

#[test]
fn an_interrupt_from_elsewhere_needs_no_key() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.press("nothing of this");
    terminal.expect_line(">>> nothing of this");
    terminal.send(Signal::SIGINT);
    terminal.prompt();
    terminal.expect("KeyboardInterrupt");
    terminal.expect_line(">>>");
    // The handler of the program is asked, for the key too.
    terminal.enter("import signal");
    terminal.enter("_ = signal.signal(2, lambda *args: print('han' 'dled'))");
    terminal.press(CTRL_C);
    terminal.prompt();
    terminal.expect("handled");
}

#[test]
fn what_a_handler_raises_ends_the_entry() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.enter("import signal, sys");
    terminal.enter("_ = signal.signal(signal.SIGUSR1, lambda *args: 1/0)");
    terminal.enter("_ = signal.signal(signal.SIGALRM, signal.default_int_handler)");
    terminal.enter("_ = signal.signal(signal.SIGUSR2, lambda *args: sys.exit(7))");
    for (signal, told) in [
        (Signal::SIGUSR1, "ZeroDivisionError: division by zero"),
        (Signal::SIGALRM, "KeyboardInterrupt"),
    ] {
        terminal.press("nothing of this");
        terminal.expect_line(">>> nothing of this");
        terminal.send(signal);
        terminal.prompt();
        terminal.expect(told);
        terminal.expect_line(">>>");
        terminal.enter_expecting("'still ' 'there'", "'still there'");
    }
    terminal.press("if 1:\r");
    terminal.expect_line("...");
    terminal.send(Signal::SIGUSR2);
    // The terminal is left as it was.
    terminal.expect_raw("\x1b[?2004l\r\n");
    assert_eq!(terminal.status(), 7);
}

#[test]
fn control_z_gives_the_terminal_back_until_the_shell_goes_on() {
    if Command::new("bash").arg("--version").output().is_err() {
        return;
    }
    let place = Place::new();
    let mut shell = command(&place, &[]);
    let binary = shell.get_program().to_owned();
    shell = {
        let mut bash = Command::new("bash");
        bash.args(["--norc", "--noediting", "-i"]);
        for (name, value) in shell.get_envs() {
            match value {
                Some(value) => bash.env(name, value),
                None => bash.env_remove(name),
            };
        }
        bash.env("PS1", "shell: ").env("RPY", binary);
        bash
    };
    let mut terminal = Terminal::start(shell);
    terminal.expect("shell:");
    terminal.press("$RPY -q\n");
    terminal.prompt();
    terminal.press("for x in range(2):\rprint('half', x)");
    terminal.expect_line("...     print('half', x)");
    terminal.press(CTRL_Z);
    terminal.expect("Stopped");
    // The shell has the terminal as it was.
    terminal.press("stty -a | grep -o -- '-*icanon'\n");
    terminal.expect("shell: icanon");
    terminal.press("fg\n");
    terminal.prompt();
    terminal.expect_line("...     print('half', x)");
    terminal.press("\r");
    terminal.expect_line("...");
    terminal.enter("");
    terminal.expect("\nhalf 0\nhalf 1\n");
    terminal.press("exit\r");
    terminal.expect_line("shell:");
    terminal.press("exit 3\n");
    assert_eq!(terminal.status(), 3);
}

#[test]
fn other_threads_run_while_the_prompt_waits() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.enter("import threading");
    terminal.enter("threading.Timer(0.2, lambda: print('from ' 'a thread')).start()");
    terminal.expect("from a thread");
    terminal.enter_expecting("'al' 'ive'", "'alive'");
}
