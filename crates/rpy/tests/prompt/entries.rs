//! What an entry is: values, blocks, mistakes.

use crate::support::Place;
use crate::support::terminal::Terminal;
use crate::{CTRL_D, DOWN, UP, command, prompt};

#[test]
fn values_are_shown_and_kept() {
    let place = Place::new();
    let mut terminal = Terminal::start(command(&place, &[]));
    terminal.prompt();
    terminal.expect("Type \"help\", \"copyright\", \"credits\" or \"license\"");
    terminal.enter_expecting("6 * 7", "\n42\n");
    terminal.enter_expecting("_ + 1", "\n43\n");
    terminal.enter("None");
    terminal.enter_expecting("_ + 2", "\n45\n");
    terminal.enter_expecting("1; 'last'", "'last'");
    terminal.press(CTRL_D);
    assert_eq!(terminal.status(), 0);
}

#[test]
fn a_block_is_indented_and_is_one_entry() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.press("def f(x):\r");
    terminal.expect_line("...");
    terminal.expect_column(8);
    terminal.press("if x:\r");
    terminal.expect_column(12);
    terminal.press("return 'yes'\r");
    terminal.expect_column(8);
    terminal.press("return 'no'\r");
    terminal.expect_column(4);
    terminal.enter("");
    terminal.enter_expecting("f(1) + f(0)", "'yesno'");
    // The whole block comes back, and can be changed in the middle.
    terminal.press(UP);
    terminal.expect_line(">>> f(1) + f(0)");
    terminal.press(UP);
    terminal.expect_line("...     return 'no'");
    terminal.press(UP);
    terminal.expect_line("...         return 'yes'");
    terminal.press("\x05\x08\x08\x08\x08oui'");
    terminal.expect_line("...         return 'oui'");
    terminal.press(DOWN);
    terminal.expect_line("...     return 'no'");
    // Behind the last line Enter makes another one, and an empty one ends the block.
    terminal.press("\x05\r");
    terminal.expect_line("...");
    terminal.enter("");
    terminal.enter_expecting("f(1) + f(0)", "'ouino'");
}

#[test]
fn a_block_in_a_block_ends_level_by_level() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.press("for i in range(2):\r");
    terminal.expect_column(8);
    terminal.press("for j in range(2):\r");
    terminal.expect_column(12);
    terminal.press("x = i\r");
    terminal.expect_line("...");
    terminal.expect_column(12);
    terminal.press("\r");
    terminal.expect_column(8);
    terminal.enter("print('end', i)\r");
    terminal.expect("end 0\nend 1\n");
}

#[test]
fn a_mistake_loses_nothing() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.press("def g():\r");
    terminal.expect_column(8);
    terminal.press("x = = 1\r");
    terminal.expect_column(8);
    terminal.enter("");
    terminal.expect("SyntaxError: invalid syntax");
    terminal.press(UP);
    terminal.expect_line("...     x = = 1");
    terminal.press("\x08\x08\x08\x08 1\r");
    terminal.expect_column(8);
    terminal.enter("");
    terminal.enter_expecting("g() is None", "True");
    terminal.enter("def fail(n):\rreturn 1 / n\r");
    terminal.enter("fail(0)");
    terminal
        .expect("File \"<python-input-3>\", line 2, in fail\n    return 1 / n\n           ~~^~~");
    terminal.expect("ZeroDivisionError: division by zero");
}
