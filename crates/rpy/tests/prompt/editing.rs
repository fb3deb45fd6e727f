//! Keys, within lines and between them.

use crate::support::Place;
use crate::support::terminal::Terminal;
use crate::{CTRL_A, CTRL_U, DOWN, F1, F2, F3, HOME, LEFT, command, prompt};

#[test]
fn lines_are_edited_where_the_cursor_is() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.press("x = [\r1,\r2]");
    terminal.expect_line("... 2]");
    terminal.press(HOME);
    terminal.expect_column(4);
    terminal.press(LEFT);
    terminal.expect_line("... 1,");
    terminal.expect_column(6);
    terminal.press("10,");
    terminal.expect_line("... 1,10,");
    terminal.press(CTRL_U);
    terminal.expect_line("...");
    terminal.press("\x08");
    terminal.expect_line(">>> x = [");
    terminal.press(&format!("{CTRL_A}y = "));
    terminal.expect_line(">>> y = x = [");
    terminal.press(DOWN);
    terminal.expect_line("... 2]");
    terminal.press("\x05");
    terminal.enter("");
    terminal.enter_expecting("x, y", "([2], [2])");
}

#[test]
fn what_is_typed_ahead_is_read_by_the_next_prompt() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.press("'fi' 'rst'\r'sec' 'ond'\r'un");
    terminal.expect("'first'");
    terminal.expect("'second'");
    terminal.expect_line(">>> 'un");
}

#[test]
fn a_file_is_pasted() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    let mut text = String::from("total = 0\n");
    for number in 0..125 {
        text.push_str(&format!(
            "def f{number}(x):\n\tif x:\n\n\t\treturn {number}\n"
        ));
    }
    text.push_str("for f in [f0, f124]:\n    total += f(1)\n\nprint('total', total)\n");
    assert!(text.lines().count() >= 500);
    // Editors paste line ends as Enter does.
    let keys = text.replace('\n', "\r");
    terminal.press(&format!("\x1b[200~{keys}\x1b[201~"));
    terminal.expect("print('total', total)");
    terminal.enter("");
    terminal.expect("total 124");
    terminal.enter_expecting("f99(1) + 1", "\n100\n");
}

#[test]
fn a_paste_can_be_edited() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.press("\x1b[200~def h():\r    return 1\x1b[201~");
    terminal.expect_line("...     return 1");
    terminal.press("\x082\r");
    terminal.expect_line("...");
    terminal.enter("");
    terminal.enter_expecting("h() + 40", "\n42\n");
}

#[test]
fn f1_helps_f2_shows_the_history_f3_takes_pastes() {
    let place = Place::new();
    let mut command = command(&place, &["-q"]);
    command.env("TERM", "xterm").env("PAGER", "cat");
    let mut terminal = Terminal::start(command);
    terminal.prompt();
    terminal.enter_expecting("'first ' 'entry'", "'first entry'");
    terminal.press(&format!("kept{LEFT}{LEFT}"));
    terminal.expect_column(6);
    terminal.press(F1);
    terminal.expect_line("help>");
    terminal.press("q\n");
    terminal.prompt();
    terminal.expect_line(">>> kept");
    terminal.expect_column(6);
    terminal.enter("clear");
    terminal.press(CTRL_U);
    terminal.press("typed");
    terminal.press(F2);
    terminal.prompt();
    terminal.expect("'first ' 'entry'\n");
    terminal.expect_line(">>> typed");
    terminal.press(CTRL_U);
    terminal.press(F3);
    terminal.prompt();
    terminal.expect_line("(paste)");
    // Neither is anything indented nor ended by Enter.
    terminal.press("if 1:\r\tfirst = 'one'\r\r\tsecond = 'two'\rfirst + second\r");
    terminal.expect("(paste) first + second\n(paste)");
    terminal.press(F3);
    terminal.prompt();
    terminal.expect(">>> if 1:\n");
    assert!(!terminal.screen().contains("(paste)"));
    terminal.enter("");
    terminal.expect("'onetwo'");
    terminal.expect_line(">>>");
}
