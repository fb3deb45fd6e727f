//! The editor of the lines that `input()` reads once `readline` is imported, on a pseudo-terminal.

mod support;

use std::process::Command;

use support::Place;
use support::terminal::Terminal;

const UP: &str = "\x1b[A";
const LEFT: &str = "\x1b[D";
const CTRL_A: &str = "\x01";
const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const CTRL_E: &str = "\x05";
const CTRL_G: &str = "\x07";
const CTRL_R: &str = "\x12";
const CTRL_U: &str = "\x15";
const CTRL_W: &str = "\x17";
const CTRL_Y: &str = "\x19";
const CTRL_Z: &str = "\x1a";
const CTRL_UNDERSCORE: &str = "\x1f";

/// Runs a script on a terminal, with the place as home.
fn command(place: &Place, script: &str) -> Command {
    place.write("script.py", script);
    let mut command = place.command(&["script.py"]);
    command.env("HOME", place.path()).env_remove("INPUTRC");
    command
}

/// A script that shows what it hears until the input ends.
const ECHO: &str = "import readline\nwhile True:\n    try: print('heard', ascii(input('> ')))\n    \
                    except EOFError: break\nprint('end', readline.get_current_history_length())\n";

#[test]
fn input_is_edited_once_readline_is_imported() {
    let place = Place::new();
    let command = command(
        &place,
        "import readline\nwords = ['alpha', 'beta']\ndef complete(text, state):\n    \
         found = [it for it in words if it.startswith(text)]\n    \
         return found[state] if state < len(found) else None\n\
         readline.set_completer(complete)\nreadline.parse_and_bind('tab: complete')\n\
         print('heard', input('say: ') + input('more: '))\n",
    );
    let mut terminal = Terminal::start(command);
    terminal.expect_line("say:");
    terminal.prompt();
    terminal.press("b\t");
    terminal.expect_line("say: beta");
    terminal.press("\r");
    terminal.expect_line("more:");
    terminal.prompt();
    // The keypad is in its other mode.
    terminal.press("xx\x1bODy\r");
    terminal.expect("heard betaxyx");
    assert_eq!(terminal.status(), 0);
}

#[test]
fn keys_edit_the_line() {
    let place = Place::new();
    let mut terminal = Terminal::start(command(&place, ECHO));
    terminal.prompt();
    terminal.press(&format!("one two{LEFT}{LEFT}{LEFT}x{CTRL_A}é{CTRL_E}!"));
    terminal.expect_line("> éone xtwo!");
    terminal.enter_expecting("", "heard '\\xe9one xtwo!'");
    terminal.press(&format!("first second{CTRL_W}{CTRL_A}{CTRL_Y} "));
    terminal.expect_line("> second first");
    terminal.press(CTRL_UNDERSCORE);
    terminal.expect_line("> secondfirst");
    // Words, with the keys of terminals for them.
    terminal.press(&format!(
        "{CTRL_E}{CTRL_U}alpha beta gamma\x1bb\x1b[1;5D\x1bd"
    ));
    terminal.expect_line("> alpha  gamma");
    terminal.enter_expecting("", "heard 'alpha  gamma'");
    terminal.press(&format!("{CTRL_R}two"));
    terminal.expect("(reverse-i-search)`two': éone xtwo!");
    terminal.press(CTRL_G);
    terminal.expect_line(">");
    terminal.press(&format!("{CTRL_R}two{CTRL_E}?"));
    terminal.expect_line("> éone xtwo!?");
    terminal.enter("");
    terminal.press(&format!("{UP}{UP}"));
    terminal.expect_line("> alpha  gamma");
    terminal.press(&format!("{CTRL_U}\x1b[200~pasted\x1b[201~"));
    terminal.enter_expecting("", "heard 'pasted'");
    // Longer than a row, and wide characters.
    terminal.resize(20, 10);
    terminal.press("0123456789012345678901234漢");
    terminal.expect_column(9);
    terminal.press(&format!("{CTRL_A}x"));
    terminal.enter_expecting("", "\\u6f22'");
    terminal.press(CTRL_D);
    terminal.expect("end 5");
    assert_eq!(terminal.status(), 0);
}

#[test]
fn an_interrupt_and_a_stop_leave_the_terminal_as_it_was() {
    let place = Place::new();
    let script = "import readline\ntry: input('> ')\nexcept KeyboardInterrupt: print('stopped')\n\
                  import termios\nprint('lines', bool(termios.tcgetattr(0)[3] & termios.ICANON))\n";
    let mut terminal = Terminal::start(command(&place, script));
    terminal.prompt();
    terminal.press("half");
    terminal.expect_line("> half");
    terminal.press(CTRL_C);
    terminal.expect("stopped\nlines True");
    assert_eq!(terminal.status(), 0);
    let mut shell = Command::new("bash");
    shell
        .args(["--norc", "--noediting", "-i"])
        .env("PS1", "shell: ");
    let script = command(&place, ECHO);
    shell
        .env("RPY", script.get_program())
        .current_dir(place.path());
    let mut terminal = Terminal::start(shell);
    terminal.press("$RPY script.py\n");
    terminal.prompt();
    terminal.press("half");
    terminal.expect_line("> half");
    terminal.press(CTRL_Z);
    terminal.expect("Stopped");
    terminal.press("fg\n");
    terminal.prompt();
    terminal.expect_line("> half");
    terminal.enter_expecting(" done", "heard 'half done'");
    terminal.press(CTRL_D);
    terminal.expect_line("shell:");
    terminal.press("exit 0\n");
    assert_eq!(terminal.status(), 0);
}

#[test]
fn the_program_has_its_say() {
    let place = Place::new();
    place.write(
        ".inputrc",
        "$if Python\nset show-all-if-ambiguous on\n\"\\C-o\": \"macro \"\nMeta-x: kill-whole-line\n$endif\n",
    );
    let script = "import readline\nreadline.set_completer_delims(' ')\n\
        def complete(text, state):\n    \
        print('|', readline.get_completion_type(), readline.get_begidx(), readline.get_endidx(), \
        ascii(readline.get_line_buffer()), '|', flush=True)\n    \
        return [it for it in ('a.one', 'a.only', 'b') if it.startswith(text)][state]\n\
        readline.set_completer(complete)\nreadline.parse_and_bind('tab: complete')\n\
        readline.set_startup_hook(lambda: readline.insert_text('<'))\n\
        def before():\n    readline.insert_text('>')\n    readline.redisplay()\n\
        readline.set_pre_input_hook(before)\n\
        print('heard', ascii(input('? ')))\n\
        readline.set_startup_hook(), readline.set_pre_input_hook()\n\
        readline.set_completion_display_matches_hook(lambda *all: print('[shown', all, ']'))\n\
        print('heard', ascii(input('? ')))\n";
    let mut terminal = Terminal::start(command(&place, script));
    terminal.prompt();
    terminal.expect_line("? <>");
    terminal.press("\x0fa.\t");
    terminal.expect_raw("| 33 8 10 '<>macro a.' |");
    terminal.expect("a.one   a.only");
    terminal.press("e\t");
    terminal.enter_expecting("", "heard '<>macro a.one'");
    terminal.press("gone\x1bxa\t");
    terminal.expect_raw("[shown ('a.on', ['a.one', 'a.only'], 6) ]");
    terminal.press("ly\r");
    terminal.expect("heard 'a.only'");
    assert_eq!(terminal.status(), 0);
}

#[test]
fn a_dumb_terminal_gets_no_escape_sequences() {
    let place = Place::new();
    let mut command = command(&place, ECHO);
    command.env("TERM", "dumb");
    let mut terminal = Terminal::start(command);
    terminal.expect_line(">");
    terminal.press(&format!("second{CTRL_A}first {CTRL_E}!\x08?"));
    terminal.expect_line("> first second?");
    terminal.press("\r");
    terminal.expect("heard 'first second?'");
    terminal.expect_line(">");
    terminal.press(UP);
    terminal.expect_line("> first second?");
    terminal.press(&format!("{CTRL_U}{CTRL_D}"));
    terminal.expect("end 1");
    assert!(!terminal.raw().contains('\x1b'), "{:?}", terminal.raw());
    assert_eq!(terminal.status(), 0);
}

#[test]
fn the_debugger_completes() {
    let place = Place::new();
    place.write(
        "script.py",
        "import json\ndef f(value):\n    return value + 1\nf(41)\n",
    );
    let mut debugger = place.command(&["-m", "pdb", "script.py"]);
    debugger.env("HOME", place.path());
    let mut terminal = Terminal::start(debugger);
    terminal.prompt();
    terminal.expect_line("(Pdb)");
    terminal.enter_expecting("tbreak 3", "Breakpoint 1");
    terminal.enter_expecting("continue", "-> return value + 1");
    terminal.press("p val\t");
    terminal.expect_line("(Pdb) p value");
    terminal.enter_expecting(" + 1", "\n42\n");
    terminal.press("p json.JSONDec\t\t\t");
    terminal.expect("json.JSONDecodeError");
    terminal.press(&format!("{CTRL_U}quit\r"));
    assert_eq!(terminal.status(), 0);
}
