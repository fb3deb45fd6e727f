//! The library's tools that are run from the shell: `timeit`, `trace`, `cProfile`, `profile`, `pdb`.

mod support;

use std::io::Write;
use std::process::Stdio;

use support::{Place, Run, finish};

/// Two functions that are called five times in all, and a module of the program's own.
const PROGRAM: &str = "import helper
def inner(a, b=2):
    c = a + b
    for i in range(3):
        c += i
    return c
def outer():
    return inner(1), inner(2)
print(outer())
z = helper.VALUE
";

fn place() -> Place {
    let place = Place::new();
    place.write("program.py", PROGRAM);
    place.write("helper.py", "VALUE = 1\n");
    place
}

fn run(place: &Place, words: &[&str]) -> Run {
    place.run(&[&["-m"], words].concat())
}

/// What `pdb` says to commands.
fn debug(place: &Place, words: &[&str], commands: &[&str]) -> Run {
    let mut command = place.command(&[&["-m", "pdb"], words].concat());
    command
        .env("HOME", place.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    for line in commands {
        writeln!(input, "{line}").unwrap();
    }
    drop(input);
    finish(child.wait_with_output().unwrap())
}

/// The answers of a session, each without white space at its ends.
fn answers(run: &Run) -> Vec<&str> {
    run.out.split("(Pdb) ").map(str::trim).collect()
}

#[test]
fn timeit_times_statements() {
    let place = Place::new();
    let timed = run(
        &place,
        &["timeit", "-n", "3", "-r", "2", "-s", "x = 1", "x + 1"],
    );
    assert!(
        timed.out.starts_with("3 loops, best of 2: "),
        "{}",
        timed.out
    );
    assert!(timed.out.contains("sec per loop\n"), "{}", timed.out);
    let words = [
        "timeit", "-v", "-u", "nsec", "-p", "-n", "1", "-r", "3", "pass",
    ];
    let timed = run(&place, &words);
    let raw = timed.out.lines().next().unwrap();
    assert!(raw.starts_with("raw times: "), "{raw}");
    assert_eq!(raw.matches(" nsec").count(), 3, "{raw}");
    let wrong = run(&place, &["timeit", "-u", "day", "pass"]);
    let message = "Unrecognized unit. Please select nsec, usec, msec, or sec.\n";
    assert_eq!((wrong.err.as_str(), wrong.status), (message, 2));
    let wrong = run(&place, &["timeit", "-n", "1", "1/0"]);
    let shown = "  File \"<timeit-src>\", line 6, in inner\n    1/0\n    ~^~\nZeroDivisionError";
    assert!(wrong.err.contains(shown), "{}", wrong.err);
    assert_eq!(wrong.status, 1);
}

#[test]
fn trace_counts_and_shows_lines() {
    let place = place();
    let words = [
        "trace",
        "--count",
        "--summary",
        "-C",
        "covers",
        "program.py",
    ];
    let counted = run(&place, &words);
    assert_eq!(counted.status, 0, "{}", counted.err);
    let table = "(4, 5... )";
    assert!(!counted.out.contains(table));
    let row = |name: &str| {
        let mut lines = counted.out.lines();
        let line = lines.find(|line| line.contains(&format!("{name} ")));
        line.map(|line| line.split_whitespace().take(2).collect::<Vec<_>>())
    };
    assert_eq!(
        row("program"),
        Some(vec!["10", "100.0%"]),
        "{}",
        counted.out
    );
    assert_eq!(row("helper"), Some(vec!["1", "100.0%"]), "{}", counted.out);
    let cover = |name: &str| std::fs::read_to_string(place.path().join(name)).unwrap();
    let text = cover("covers/program.cover");
    assert!(
        text.contains("    2:     c = a + b\n    8:     for i in range(3):\n    6:         c += i")
    );
    // What is not reached is marked.
    place.write("half.py", "if __name__ == 'x':\n    x = 1\n");
    run(
        &place,
        &["trace", "--count", "--missing", "-C", "covers", "half.py"],
    );
    assert_eq!(
        cover("covers/half.cover"),
        "    1: if __name__ == 'x':\n>>>>>>     x = 1\n"
    );

    let traced = run(
        &place,
        &[
            "trace",
            "--trace",
            "--ignore-module",
            "helper",
            "program.py",
        ],
    );
    let shown = " --- modulename: program, funcname: outer\nprogram.py(8):      return inner(1), inner(2)\n \
                 --- modulename: program, funcname: inner\nprogram.py(3):      c = a + b\n";
    assert!(traced.out.contains(shown), "{}", traced.out);
    assert!(!traced.out.contains("helper.py"), "{}", traced.out);
    let timed = run(&place, &["trace", "--trace", "--timing", "program.py"]);
    let line = timed.out.lines().nth(1).unwrap();
    let time = line.split_whitespace().next().unwrap();
    assert!(
        time.parse::<f64>().is_ok() && line.contains("program.py(1)"),
        "{line}"
    );

    let listed = run(&place, &["trace", "--listfuncs", "program.py"]);
    assert!(
        listed
            .out
            .contains("modulename: program, funcname: inner\n")
    );
    let called = run(&place, &["trace", "--trackcalls", "program.py"]);
    let shown = "    program.<module> -> program.outer\n    program.outer -> program.inner\n";
    assert!(called.out.contains(shown), "{}", called.out);
    let module = run(&place, &["trace", "--listfuncs", "--module", "program"]);
    assert!(module.out.contains("funcname: outer\n"), "{}", module.out);
}

#[test]
fn trace_adds_counts_of_several_runs() {
    let place = place();
    for _ in 0..2 {
        let words = [
            "trace",
            "--count",
            "--file",
            "counts",
            "-C",
            "covers",
            "program.py",
        ];
        assert!(run(&place, &words).out.starts_with("(6, 7)\n"));
    }
    let words = ["trace", "--report", "--file", "counts", "-C", "covers"];
    let report = run(&place, &words);
    assert_eq!(report.status, 0, "{}", report.err);
    let text = std::fs::read_to_string(place.path().join("covers/program.cover")).unwrap();
    assert!(text.contains("    4:     c = a + b\n"), "{text}");
    for (words, message) in [
        (
            &["-c", "-l", "program.py"][..],
            "cannot specify both --listfuncs and",
        ),
        (&["program.py"], "must specify one of"),
        (&["--report"], "-r/--report requires -f/--file"),
    ] {
        let wrong = run(&place, &[&["trace"], words].concat());
        assert!(wrong.err.contains(message), "{words:?}: {}", wrong.err);
        assert_eq!(wrong.status, 2, "{words:?}");
    }
    let missing = run(&place, &["trace", "-c", "nowhere.py"]);
    assert_eq!(missing.status, 1);
    assert!(
        missing.err.contains("Cannot run file 'nowhere.py'"),
        "{}",
        missing.err
    );
}

#[test]
fn profilers_count_calls() {
    let place = place();
    let words = ["cProfile", "-s", "nothing", "program.py"];
    let wrong = run(&place, &words);
    assert!(
        wrong.err.contains("invalid choice: 'nothing'"),
        "{}",
        wrong.err
    );
    assert_eq!(wrong.status, 2);
    for module in ["cProfile", "profile"] {
        let profiled = run(&place, &[module, "-s", "ncalls", "program.py"]);
        let has = |end: &str| {
            profiled
                .out
                .lines()
                .any(|line| line.trim_start().starts_with("2 ") && line.ends_with(end))
        };
        assert!(profiled.out.starts_with("(6, 7)\n"), "{}", profiled.out);
        assert!(
            profiled.out.contains("Ordered by: call count"),
            "{}",
            profiled.out
        );
        assert!(has("program.py:2(inner)"), "{}", profiled.out);
        let saved = run(&place, &[module, "-o", "profile.data", "-m", "program"]);
        assert_eq!(saved.out, "(6, 7)\n", "{}", saved.err);
        let text = "import pstats; pstats.Stats('profile.data').print_callers('inner')";
        let callers = place.run(&["-c", text]);
        assert!(
            callers.out.contains("program.py:7(outer)"),
            "{}",
            callers.out
        );
    }
}

#[test]
fn pdb_stops_where_it_is_told() {
    let place = place();
    let words = ["-c", "break 5, i == 1", "program.py"];
    let run = debug(
        &place,
        &words,
        &[
            "c", "p i, c", "tbreak 6", "c", "u", "d", "until", "retval", "c", "q",
        ],
    );
    let answers = answers(&run);
    assert!(
        answers[0].contains("program.py(1)<module>()"),
        "{}",
        run.out
    );
    assert!(
        answers[1].ends_with("program.py(5)inner()\n-> c += i"),
        "{}",
        run.out
    );
    assert_eq!(answers[2], "(1, 3)");
    assert!(answers[3].starts_with("Breakpoint 2 at "), "{}", run.out);
    assert!(
        answers[4].ends_with("program.py(6)inner()\n-> return c"),
        "{}",
        run.out
    );
    assert!(answers[5].ends_with("program.py(8)outer()\n-> return inner(1), inner(2)"));
    assert!(answers[7].contains("--Return--") && answers[7].contains("inner()->6"));
    assert_eq!(answers[8], "6");
    assert!(
        answers[9].ends_with("program.py(5)inner()\n-> c += i"),
        "{}",
        run.out
    );
}

#[test]
fn pdb_changes_what_runs() {
    let place = place();
    let commands = [
        "b inner",
        "c",
        "jump 6",
        "n",
        "n",
        "c",
        "!c = 40",
        "display c",
        "n",
        "j 6",
        "r",
        "interact",
        "b + c",
        "exit()",
        "cl 1",
        "c",
        "q",
    ];
    let run = debug(&place, &["program.py"], &commands);
    // The first call left out its sum: a name that is not bound yet is None then.
    assert!(
        run.err.contains("assigning None to 2 unbound locals"),
        "{}",
        run.err
    );
    assert!(run.out.contains("display c: 40"), "{}", run.out);
    assert!(run.out.contains("*pdb interact start*"), "{}", run.out);
    assert!(run.out.contains("Deleted breakpoint 1 at "), "{}", run.out);
    assert!(
        run.out
            .contains("The program finished and will be restarted"),
        "{}",
        run.out
    );
}

#[test]
fn pdb_looks_at_what_failed() {
    let place = Place::new();
    place.write(
        "fails.py",
        "def g(n):\n    text = 'local'\n    return 1 / n\ntry:\n    g(0)\nexcept ZeroDivisionError as \
         error:\n    raise ValueError('second') from error\n",
    );
    let commands = [
        "c",
        "exceptions",
        "exceptions 0",
        "p text, n",
        "u",
        "exceptions 1",
        "q",
        "q",
    ];
    let run = debug(&place, &["fails.py"], &commands);
    assert!(
        run.out
            .contains("Uncaught exception. Entering post mortem debugging"),
        "{}",
        run.out
    );
    let answers = answers(&run);
    let list = "0 ZeroDivisionError('division by zero')\n>   1 ValueError('second')";
    assert!(answers[2].ends_with(list), "{}", run.out);
    assert_eq!(answers[4], "('local', 0)");
    assert!(
        answers[5].ends_with("fails.py(5)<module>()\n-> g(0)"),
        "{}",
        run.out
    );
    place.write(
        "stops.py",
        "value = 'seen'\nbreakpoint()\nvalue = 'later'\n",
    );
    let mut command = place.command(&["stops.py"]);
    command.env("PYTHONBREAKPOINT", "0");
    assert_eq!(finish(command.output().unwrap()).status, 0);
}

#[test]
fn pdb_runs_modules_and_tells_what_is_wrong() {
    let place = place();
    let run = debug(
        &place,
        &["-m", "program"],
        &["b nowhere", "b 999", "cl 7", "j 99", "p 1/0", "q"],
    );
    for message in [
        "*** The specified object 'nowhere' is not a function or was not found along sys.path.",
        "End of file",
        "*** Breakpoint number 7 out of range",
        "*** ZeroDivisionError: division by zero",
    ] {
        assert!(run.out.contains(message), "{message}: {}", run.out);
    }
    let missing = debug(&place, &["nowhere.py"], &[]);
    assert_eq!(missing.status, 1);
    assert!(
        missing.out.contains("nowhere.py does not exist"),
        "{}{}",
        missing.out,
        missing.err
    );
    place.write("exits.py", "import sys\nsys.exit(3)\n");
    let run = debug(&place, &["exits.py"], &["c", "q"]);
    assert!(
        run.out
            .contains("The program exited via sys.exit(). Exit status: 3"),
        "{}",
        run.out
    );
}
