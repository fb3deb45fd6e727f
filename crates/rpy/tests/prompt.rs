//! The prompt, on a pseudo-terminal.

mod support;

use std::process::Command;

use support::Place;
use support::terminal::{Signal, Terminal};

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

#[test]
fn tab_completes() {
    let place = Place::new();
    place.write("data/unusual_name.txt", "text");
    let mut terminal = prompt(&place);
    terminal.enter("class C:\rcalls = 0\r@property\rdef costly(self): C.calls += 1\r");
    terminal.enter("c = C(); table = {'some key': 1}");
    terminal.press("c.cos\t");
    terminal.expect_line(">>> c.costly");
    terminal.press(CTRL_U);
    terminal.enter_expecting("('calls', C.calls)", "('calls', 0)");
    terminal.press("impo\t");
    terminal.expect_line(">>> import");
    terminal.press("colors\t");
    terminal.expect_line(">>> import colorsys");
    terminal.enter("");
    terminal.press("colorsys.rgb_to_h\t");
    terminal.expect("rgb_to_hls(");
    terminal.press("sv\t0, 0, ");
    terminal.expect_line(">>> colorsys.rgb_to_hsv(0, 0,");
    terminal.press("b\t");
    terminal.expect("b=");
    terminal.press(CTRL_U);
    terminal.press("table['so\t");
    terminal.expect_line(">>> table['some key']");
    terminal.press(CTRL_U);
    terminal.press("import os.pa\t");
    terminal.expect_line(">>> import os.path");
    terminal.press(CTRL_U);
    terminal.press("from json.decoder import JSONDecoder, py_sc\t");
    terminal.expect_line(">>> from json.decoder import JSONDecoder, py_scanstring");
    terminal.press(CTRL_U);
    terminal.press("from colorsys import rgb_to_hl\t");
    terminal.expect_line(">>> from colorsys import rgb_to_hls");
    terminal.press(CTRL_U);
    terminal.press("open('data/un\t");
    terminal.expect_line(">>> open('data/unusual_name.txt");
    terminal.press(CTRL_C);
    terminal.prompt();
    // At the start of a line it indents.
    terminal.press("\tx");
    terminal.expect_line(">>>     x");
}

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
fn what_is_typed_ahead_is_read_by_the_next_prompt() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.press("'fi' 'rst'\r'sec' 'ond'\r'un");
    terminal.expect("'first'");
    terminal.expect("'second'");
    terminal.expect_line(">>> 'un");
}

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
fn other_threads_run_while_the_prompt_waits() {
    let place = Place::new();
    let mut terminal = prompt(&place);
    terminal.enter("import threading");
    terminal.enter("threading.Timer(0.2, lambda: print('from ' 'a thread')).start()");
    terminal.expect("from a thread");
    terminal.enter_expecting("'al' 'ive'", "'alive'");
}

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
        terminal.press("while True: pass\n\n");
        terminal.press(CTRL_C);
        terminal.expect("KeyboardInterrupt");
        terminal.press("'no' 'w'\n");
        terminal.expect("'now'");
        let raw = terminal.raw();
        assert!(!raw.contains('\x1b'), "{basic}: {raw:?}");
        terminal.press(CTRL_D);
        assert_eq!(terminal.status(), 0);
    }
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
    let typed = run(&["-i", "-q"], "x = 1\ndef f(x, x): ...\n");
    let expected = "line 1\n    def f(x, x): ...\n             ^\nSyntaxError: duplicate";
    assert!(typed.err.contains(expected), "{}", typed.err);
}
