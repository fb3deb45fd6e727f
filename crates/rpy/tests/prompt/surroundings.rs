//! What programs and the environment change: colours, prompts, hooks, words.

use crate::support::Place;
use crate::support::terminal::Terminal;
use crate::{CTRL_D, command, prompt};

#[test]
fn colours_are_those_of_the_theme_unless_the_environment_says_otherwise() {
    let place = Place::new();
    let start = |name: &str, value: &str| {
        let mut command = command(&place, &["-q"]);
        command.env("TERM", "xterm").env("NO_COLOR", "");
        if !name.is_empty() {
            command.env(name, value);
        }
        let mut terminal = Terminal::start(command);
        terminal.prompt();
        terminal.press("def f(): return 1/0\r");
        terminal.expect_line("...");
        terminal.enter("");
        terminal.enter("f()");
        terminal.expect("ZeroDivisionError");
        terminal
    };
    let terminal = start("", "");
    terminal.expect_raw("\x1b[1;35m>>> \x1b[0m\x1b[1;34mdef\x1b[0m \x1b[1mf\x1b[0m");
    terminal.expect_raw("\x1b[1;35m... \x1b[0m");
    terminal.expect_raw("\x1b[33m1\x1b[0m");
    terminal.expect_raw("return \x1b[31m1\x1b[0m\x1b[1;31m/\x1b[0m\x1b[31m0\x1b[0m");
    terminal.expect_raw("\x1b[1;35mZeroDivisionError\x1b[0m: \x1b[35mdivision by zero\x1b[0m");
    for (name, value) in [("NO_COLOR", "1"), ("PYTHON_COLORS", "0")] {
        assert!(!start(name, value).raw().contains("\x1b[1;3"), "{name}");
    }
    let mut terminal = start("FORCE_COLOR", "1");
    terminal.expect_raw("\x1b[1;35m>>> \x1b[0m");
    terminal.press(CTRL_D);
    assert_eq!(terminal.status(), 0);
    let mut terminal = start("PYTHON_COLORS", "1");
    terminal.expect_raw("\x1b[1;35m>>> \x1b[0m");
    terminal.enter("import _colorize as c; s = c.Syntax(number='\\x1b[95m')");
    terminal.enter("c.set_theme(c.default_theme.copy_with(syntax=s))");
    terminal.press("12345");
    terminal.expect_raw("\x1b[95m12345");
}

#[test]
fn prompts_hooks_and_files() {
    let place = Place::new();
    let startup = place.write(
        "startup.py",
        "import sys\nclass Count:\n    n = 0\n    def __str__(self):\n        \
         Count.n += 1\n        return f'<{Count.n}> '\nsys.ps1 = Count()\nsys.ps2 = '. '\n\
         sys.displayhook = lambda value: print('shown', value)\n\
         sys.__interactivehook__ = lambda: print('the hook has run')\n",
    );
    let mut command = command(&place, &["-q"]);
    command.env("PYTHONSTARTUP", startup);
    let mut terminal = Terminal::start(command);
    terminal.prompt();
    terminal.expect("the hook has run");
    terminal.expect_line("<1>");
    terminal.enter_expecting("3 + 4", "shown 7");
    terminal.expect_line("<2>");
    terminal.press("if 1:\r");
    terminal.expect_line(".");
    terminal.expect_column(6);
}

#[test]
fn prompts_without_a_text_are_the_usual_ones() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.enter("import sys\rclass P:\rdef __str__(self): return 1/0\r\r");
    terminal.enter("sys.ps1 = sys.ps2 = P()");
    terminal.expect_line(">>>");
    assert!(!terminal.screen().contains("ZeroDivisionError"));
    terminal.enter("del sys.ps1, sys.ps2");
    terminal.expect_line(">>>");
    // Of one of several lines, the last stands in front of lines that go on.
    terminal.enter("sys.ps1, sys.ps2 = 'one\\ntwo> ', 'three\\nfour '");
    terminal.press("if 1:\rfirst = second = 3\r\r");
    terminal.prompt();
    terminal.expect("two> if 1:\nfour     first = second = 3");
    terminal.expect_line("two>");
    let screen = terminal.screen();
    assert_eq!(screen.matches("if 1:").count(), 1, "{screen}");
    terminal.enter("del sys.ps1, sys.ps2");
    terminal.press("if 1:\r");
    terminal.expect_line("...");
}

#[test]
fn words_of_the_prompt() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.enter_expecting("copyright", "Copyright (c)");
    terminal.enter_expecting("credits", "Thanks to CWI");
    terminal.enter("clear");
    assert!(!terminal.screen().contains("Thanks"));
    terminal.enter("await x");
    terminal.expect("'await' outside function");
    terminal.expect("-m asyncio");
    // A name of the program wins.
    terminal.enter("exit = 'not now'");
    terminal.enter_expecting("exit", "'not now'");
    terminal.press("raise SystemExit(3)\r");
    assert_eq!(terminal.status(), 3);
    let mut terminal = prompt(&place);
    terminal.press("quit\r");
    assert_eq!(terminal.status(), 0);
}

#[test]
fn help_and_license_are_shown_by_the_pager() {
    let place = Place::new();
    let mut command = command(&place, &["-q"]);
    command.env("PAGER", "sed 's/^/paged: /'");
    let mut terminal = Terminal::start(command);
    terminal.prompt();
    terminal.enter_expecting("help(abs)", "paged: Help on built-in function abs");
    terminal.enter_expecting("license", "LICENSE");
    terminal.press("help\r");
    terminal.expect_line("help>");
    terminal.press("divmod\n");
    terminal.expect("paged: Help on built-in function divmod");
    terminal.expect_line("help>");
    terminal.press("quit\n");
    terminal.prompt();
    terminal.enter_expecting("1 + 1", "\n2\n");
}

#[test]
fn the_prompt_of_asyncio_awaits() {
    let place = Place::new();
    let mut terminal = Terminal::start(command(&place, &["-m", "asyncio"]));
    terminal.prompt();
    terminal.expect("asyncio REPL");
    terminal.enter_expecting("await asyncio.sleep(0, 6 * 7)", "\n42\n");
    terminal.enter("async def f(): return 'from f'\r");
    terminal.enter_expecting("await f()", "'from f'");
    terminal.press("exit()\r");
    assert_eq!(terminal.status(), 0);
}
