//! The prompt without an editor.

use std::process::Command;

use crate::support::terminal::Terminal;
use crate::support::{self, Place};
use crate::{CTRL_C, CTRL_D, command};

#[test]
fn a_dumb_terminal_has_the_plain_prompt() {
    let place = Place::new();
    for basic in ["TERM=dumb", "PYTHON_BASIC_REPL=1", "-uTERM"] {
        let rpy = command(&place, &["-q"]);
        let mut command = Command::new("env");
        command
            .arg(basic)
            .arg(rpy.get_program())
            .args(rpy.get_args());
        for (name, value) in rpy.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.env("TERM", "xterm");
        let mut terminal = Terminal::start(command);
        terminal.expect(">>>");
        terminal.press("def f():\n");
        terminal.expect("...");
        terminal.press("    return 'pl' 'ain'\n\nf()\n");
        terminal.expect("'plain'");
        terminal.press("exec(\"print('run' 'ning', flush=True)\\nwhile True: pass\")\n");
        terminal.expect("running");
        terminal.press(CTRL_C);
        terminal.expect("KeyboardInterrupt");
        terminal.press("'no' 'w'\n");
        terminal.expect("'now'");
        let raw = terminal.raw();
        assert!(!raw.contains('\x1b'), "{basic}: {raw:?}");
        terminal.press(CTRL_D);
        // Shells are told of the interrupt, as by CPython.
        assert_eq!(terminal.status(), 130);
    }
}

#[test]
fn what_the_grammar_forbids_is_told_at_once_and_the_rest_behind_the_block() {
    let place = Place::new();
    let mut command = command(&place, &["-q"]);
    command.env("TERM", "dumb");
    let mut terminal = Terminal::start(command);
    terminal.expect(">>>");
    terminal.press("if 1:\n  x = = 1\n");
    terminal.expect("SyntaxError: invalid syntax\n>>>");
    terminal.press("clear\n");
    terminal.expect("NameError");
    for (header, told) in [
        ("def f(x, x): ...", "duplicate argument 'x'"),
        ("if 1: return 3", "'return' outside function"),
    ] {
        terminal.press(&format!("{header}\n"));
        terminal.expect_line(">>> ...");
        assert!(!terminal.screen().contains(told), "{header}");
        terminal.press("\n");
        terminal.expect(told);
        terminal.expect_line(">>>");
    }
}

#[test]
fn without_a_terminal_the_input_is_a_program() {
    use std::io::Write;
    let place = Place::new();
    let run = |words: &[&str], text: &str| {
        let mut command = place.command(words);
        command
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(text.as_bytes()).unwrap();
        drop(input);
        support::finish(child.wait_with_output().unwrap())
    };
    let text = "if True:\n  print(1)\nprint(2)\n3\n";
    let program = run(&[], text);
    assert_eq!((program.out.as_str(), program.status), ("1\n2\n", 0));
    let typed = run(
        &["-i", "-q"],
        "x=1\nx\n1/0\ndef f():\n  return 1/0\n\nf()\nfoo(\n",
    );
    assert_eq!(typed.out, "1\n");
    let expected = ">>> >>> >>> Traceback (most recent call last):\n  File \"<stdin>\", line 1, in \
                    <module>\n    1/0\n    ~^~\nZeroDivisionError: division by zero\n>>> ... ... >>> \
                    Traceback (most recent call last):\n  File \"<stdin>\", line 1, in <module>\n    \
                    f()\n    ~^^\n  File \"<stdin>\", line 2, in f\n    return 1/0\n           ~^~\nZeroDivisionError";
    assert!(typed.err.starts_with(expected), "{}", typed.err);
    assert!(typed.err.contains("SyntaxError: '(' was never closed"));
    // Behind the end of the input is a line end, and what stands in front of it is an entry.
    assert!(typed.err.ends_with("\n>>> \n"), "{}", typed.err);
    let typed = run(&["-i", "-q"], "if 1:\n  1 / 0");
    let expected = ">>> ... ... \nTraceback (most recent call last):\n";
    assert!(typed.err.starts_with(expected), "{}", typed.err);
    let typed = run(&["-i", "-q"], "x = 1\ndef f(x, x): ...\n\n");
    let expected = "line 1\n    def f(x, x): ...\n             ^\nSyntaxError: duplicate";
    assert!(typed.err.contains(expected), "{}", typed.err);
}
