//! How the prompt ends, and the prompt after a program.

use crate::support::terminal::Terminal;
use crate::support::{self, Place};
use crate::{CTRL_D, command, prompt};

#[test]
fn system_exit_ends_the_prompt_wherever_it_comes_from() {
    let place = Place::new();
    let exits = |startup: &str, more: &[&str], keys: &str| {
        let startup = place.write("startup.py", startup);
        let mut command = command(&place, &[&["-q"], more].concat());
        command.env("PYTHONSTARTUP", startup);
        let mut terminal = Terminal::start(command);
        if !keys.is_empty() {
            terminal.prompt();
            terminal.press(keys);
        }
        terminal.status()
    };
    assert_eq!(exits("import sys\nsys.exit(5)\n", &[], ""), 5);
    assert_eq!(exits("import sys\nsys.exit(5)\n", &["-i"], ""), 5);
    let hook = "import sys\nsys.__interactivehook__ = lambda: sys.exit(6)\n";
    assert_eq!(exits(hook, &[], ""), 6);
    let shown = "import sys\nsys.displayhook = lambda value: sys.exit(8)\n";
    assert_eq!(exits(shown, &[], "1\r"), 8);
    let text = "import sys\nclass P:\n    def __str__(self): sys.exit(9)\n";
    assert_eq!(exits(text, &[], "sys.ps1 = P()\r"), 9);
    let raised = "import sys\nsys.excepthook = lambda *args: sys.exit(10)\n";
    assert_eq!(exits(raised, &[], "1/0\r"), 10);
}

#[test]
fn the_prompt_comes_after_a_program_that_asks_for_it() {
    let place = Place::new();
    let script =
        "import os, sys\nos.environ['PYTHONINSPECT'] = '1'\nvalue = 'of the script'\n1/0\n";
    place.write("script.py", script);
    let mut terminal = Terminal::start(command(&place, &["-i", "script.py"]));
    terminal.prompt();
    terminal.expect("ZeroDivisionError");
    terminal.enter_expecting(
        "value, sys.last_exc",
        "('of the script', ZeroDivisionError(",
    );
}

#[test]
fn a_program_that_is_looked_at_meets_the_startup_file() {
    let place = Place::new();
    let startup = place.write("startup.py", "started = value\n");
    place.write("script.py", "value = 'of the script'\n");
    for (words, own) in [
        (&["-i", "script.py"][..], "False"),
        (&["-i", "-m", "script"], "True"),
    ] {
        let mut command = command(&place, words);
        command.env("PYTHONSTARTUP", &startup);
        let mut terminal = Terminal::start(command);
        terminal.prompt();
        let shown = format!("('of the script', {own})");
        terminal.enter_expecting("started, '__file__' in globals()", &shown);
    }
    // Without an editor it is for the prompt alone.
    let mut command = command(&place, &["-i", "script.py"]);
    command.env("PYTHONSTARTUP", &startup).env("TERM", "dumb");
    let mut terminal = Terminal::start(command);
    terminal.expect(">>>");
    terminal.press("started\n");
    terminal.expect("NameError: name 'started' is not defined");
}

#[test]
fn what_ends_a_program_does_not_end_one_that_is_looked_at() {
    let place = Place::new();
    place.write("exits.py", "import sys\nvalue = 'left'\nsys.exit(3)\n");
    let mut terminal = Terminal::start(command(&place, &["-i", "exits.py"]));
    terminal.prompt();
    terminal.expect("SystemExit: 3");
    terminal.enter_expecting("value", "'left'");
    terminal.press(CTRL_D);
    assert_eq!(terminal.status(), 0);
    // Who asks for the prompt and then for the end means the end.
    let asks = "import os, sys\nos.environ['PYTHONINSPECT'] = '1'\nsys.exit(3)\n";
    place.write("asks.py", asks);
    assert_eq!(Terminal::start(command(&place, &["asks.py"])).status(), 3);
    // Without a terminal there is nobody to look.
    let mut command = place.command(&["exits.py"]);
    let run = command.env("PYTHONINSPECT", "1").output().unwrap();
    let run = support::finish(run);
    assert_eq!((run.out.as_str(), run.status), ("", 1));
    assert!(run.err.ends_with("SystemExit: 3\n"), "{}", run.err);
}

#[test]
fn a_program_asks_for_the_prompt_by_its_environment() {
    let place = Place::new();
    place.write(
        "script.py",
        "import os\nos.environ['PYTHONINSPECT'] = '1'\nvalue = 'left'\n",
    );
    let mut terminal = Terminal::start(command(&place, &["script.py"]));
    terminal.prompt();
    terminal.enter_expecting("value", "'left'");
    terminal.press("import sys; sys.exit(4)\r");
    assert_eq!(terminal.status(), 4);
}

#[test]
fn a_program_that_was_interrupted_ends_by_that_when_it_has_been_looked_at() {
    let place = Place::new();
    place.write("stops.py", "value = 'left'\nraise KeyboardInterrupt\n");
    let after = |term: &str, keys: &str| {
        let mut command = command(&place, &["-i", "stops.py"]);
        command.env("TERM", term);
        let mut terminal = Terminal::start(command);
        if term == "dumb" {
            terminal.expect(">>>");
            terminal.press("value\n");
            terminal.expect("'left'\n>>>");
        } else {
            terminal.prompt();
            terminal.enter_expecting("value", "'left'");
        }
        terminal.press(keys);
        terminal.status()
    };
    for term in ["xterm", "dumb"] {
        assert_eq!(after(term, CTRL_D), 130, "{term}");
    }
    assert_eq!(after("xterm", "exit()\r"), 130);
    // Without an editor, a status that is given counts.
    assert_eq!(after("dumb", "import sys; sys.exit(4)\n"), 4);
    // What an entry raises is no end of the program.
    let mut terminal = prompt(&place);
    terminal.enter("raise KeyboardInterrupt");
    terminal.press(CTRL_D);
    assert_eq!(terminal.status(), 0);
}
