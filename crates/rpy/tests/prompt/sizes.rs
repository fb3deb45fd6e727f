//! Texts that are wide, long or tall, and terminals that are narrow.

use crate::support::Place;
use crate::{CTRL_A, CTRL_C, CTRL_R, CTRL_UNDERSCORE, DOWN, LEFT, RIGHT, UP, prompt};

#[test]
fn a_text_that_is_higher_than_the_terminal_moves_through_it() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.resize(60, 10);
    let mut text = String::from("def tall(x):");
    for number in 0..40 {
        text.push_str(&format!("\r    x = x + {number} # line"));
    }
    text.push_str("\r    return x");
    terminal.press(&format!("\x1b[200~{text}\x1b[201~"));
    terminal.expect_line("...     return x");
    let before = terminal.raw().len();
    terminal.press("  # some words behind it");
    terminal.expect_line("...     return x  # some words behind it");
    let written = terminal.raw().len() - before;
    assert!(written < 24 * 8 * 60, "{written} bytes");
    assert!(
        !terminal.screen().contains("x + 5 "),
        "{}",
        terminal.screen()
    );
    for _ in 0..41 {
        terminal.press(UP);
    }
    terminal.expect_line(">>> def tall(x):");
    terminal.press("\x05\ry = 1000");
    terminal.expect_line("...     y = 1000");
    // Undone and done again, with what is out of sight.
    terminal.press(CTRL_UNDERSCORE);
    terminal.expect_line("...");
    for _ in 0..50 {
        terminal.press(DOWN);
    }
    terminal.expect_line("...     return x  # some words behind it");
    terminal.press("\x05\x08\x08it\r");
    terminal.expect_line("...");
    terminal.press("\r");
    terminal.prompt();
    // Who scrolls back finds all of it.
    let raw = terminal.raw();
    let last = raw.rfind(">>> def tall").expect("the first line is there");
    assert_eq!(raw[last..].matches("# line").count(), 40);
    terminal.enter_expecting("tall(1)", "\n781\n");
    // It comes back from the history, and is found by the search.
    terminal.press(UP);
    terminal.press(UP);
    terminal.expect_line("...     return x  # some words behind it");
    assert!(!terminal.screen().contains("x + 5 "));
    terminal.press(DOWN);
    terminal.expect_line(">>> tall(1)");
    terminal.press(DOWN);
    terminal.expect_line(">>>");
    terminal.press(CTRL_R);
    terminal.press("x + 7 ");
    terminal.expect("x = x + 7 # line");
    assert!(!terminal.screen().contains("return x"));
    terminal.press("\x07");
    terminal.expect_line(">>>");
    terminal.press(CTRL_R);
    terminal.press("x + 7 ");
    terminal.expect("x = x + 7 # line");
    terminal.press("\x05 again\r");
    terminal.expect_line("...");
    terminal.press(CTRL_C);
    terminal.prompt();
    terminal.enter_expecting("tall(2)", "\n782\n");
}

#[test]
fn a_line_that_is_longer_than_the_terminal_is_shown_in_part() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.resize(60, 10);
    let digits = "0123456789".repeat(200);
    terminal.press(&format!("\x1b[200~x = '{digits}'\x1b[201~"));
    terminal.expect("6789'");
    assert!(
        !terminal.screen().contains("x = '"),
        "{}",
        terminal.screen()
    );
    let before = terminal.raw().len();
    for letter in "[:-1] + 'the end'".chars() {
        terminal.press(&letter.to_string());
    }
    terminal.expect("6789'[:-1] + 'the end'");
    let written = terminal.raw().len() - before;
    // Rows that move out of the terminal would be copies of what is in it.
    assert!(written < 17 * 8 * 80, "{written} bytes");
    terminal.press(CTRL_A);
    terminal.expect(">>> x = '0123");
    terminal.press("y = ");
    terminal.expect(">>> y = x = '0123");
    // Over the border of what is shown, and back.
    for _ in 0..480 {
        terminal.press(RIGHT);
    }
    terminal.press("<");
    terminal.expect("<");
    for _ in 0..481 {
        terminal.press(LEFT);
    }
    terminal.press(">");
    terminal.expect(">>> y = >x = '0123");
    terminal.press("\x08\x1bb\x1bf!");
    terminal.expect(">>> y! = x = '0123");
    terminal.press("\x08\x05");
    terminal.expect("'the end'");
    terminal.press("\r");
    terminal.prompt();
    // Who scrolls back finds all of it.
    let raw = terminal.raw();
    let last = raw.rfind(">>> y = x").expect("the start is there");
    assert_eq!(raw[last..].matches("0123456789").count(), 199);
    terminal.enter_expecting("len(y), y.index('<'), y[-8:]", "(2007, 475, '8the end')");
    terminal.press(UP);
    terminal.press(UP);
    terminal.expect("'the end'");
    assert!(!terminal.screen().contains(">>> y ="));
    terminal.press(CTRL_A);
    terminal.press("\x0b'cut'");
    terminal.enter_expecting("", "'cut'");
}

#[test]
fn a_resize_is_seen_at_once() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.press("x = '0123456789012345678901234567'");
    terminal.expect_column(38);
    terminal.resize(20, 10);
    terminal.expect_column(18);
    terminal.enter_expecting("", ">>>");
    terminal.enter_expecting("len(x)", "\n28\n");
}

#[test]
fn wide_characters_and_narrow_terminals() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.press("s = '漢字é'");
    terminal.expect_line(">>> s = '漢字é'");
    terminal.expect_column(15);
    terminal.press(&format!("{LEFT}{LEFT}{LEFT}x"));
    terminal.expect_line(">>> s = '漢x字é'");
    terminal.press("\x05");
    terminal.enter("");
    terminal.enter_expecting("len(s)", "\n4\n");
    terminal.resize(20, 10);
    terminal.enter("'one ' + 'two ' + 'three ' + 'four'");
    terminal.expect("'one two three four'");
    terminal.press("if s:\rprint('a' * 5 + 'b' * 5)\r");
    terminal.expect_line("...");
    terminal.enter("");
    terminal.expect("aaaaabbbbb");
    terminal.resize(100, 50);
    terminal.enter_expecting("'wide ' 'again'", "'wide again'");
}
