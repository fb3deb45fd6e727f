//! What was typed before.

use crate::support::Place;
use crate::support::terminal::Terminal;
use crate::{CTRL_R, UP, command, prompt};

#[test]
fn history_lasts() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.enter_expecting("'first ' + 'entry'", "'first entry'");
    terminal.enter("def f():\rreturn 'block'\r");
    terminal.press("exit\r");
    assert_eq!(terminal.status(), 0);
    let file = std::fs::read_to_string(place.path().join(".python_history")).unwrap();
    assert_eq!(file, "'first ' + 'entry'\ndef f():\r\n    return 'block'\n");
    let mut terminal = prompt(&place);
    terminal.press(UP);
    terminal.expect_line("...     return 'block'");
    terminal.expect(">>> def f():");
    terminal.press("\x05\r");
    terminal.expect_line("...");
    terminal.enter("");
    terminal.enter_expecting("f()", "'block'");
    // The search finds what is older.
    terminal.press(CTRL_R);
    terminal.expect("(reverse-i-search)");
    terminal.press("entr");
    terminal.expect("(reverse-i-search)`entr': 'first ' + 'entry'");
    terminal.enter("");
    terminal.expect("'first entry'");
}

#[test]
fn the_history_can_lie_elsewhere_and_outlives_a_crash() {
    let place = Place::new();
    let mut command = command(&place, &["-q"]);
    command.env("PYTHON_HISTORY", place.path().join("other"));
    let mut terminal = Terminal::start(command);
    terminal.prompt();
    terminal.enter("kept = 1");
    terminal.press("import os; os.abort()\r");
    assert_eq!(terminal.status(), 134);
    let file = std::fs::read_to_string(place.path().join("other")).unwrap();
    assert_eq!(file, "kept = 1\nimport os; os.abort()\n");
}
