//! Options and environment variables, by whole programs.

mod support;

use support::{Place, Run, binary, finish};

fn run_with(place: &Place, variables: &[(&str, &str)], words: &[&str]) -> Run {
    let mut command = place.command(words);
    command.env("LC_ALL", "C.UTF-8");
    command.envs(variables.iter().copied());
    finish(command.output().expect("the binary runs"))
}

fn output(variables: &[(&str, &str)], words: &[&str]) -> String {
    let run = run_with(&Place::new(), variables, words);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{words:?}");
    run.out
}

#[test]
fn options_join_and_show_in_sys() {
    let text = "import sys; f = sys.flags\n\
                print(f.optimize, f.dont_write_bytecode, f.verbose, f.quiet, f.no_site, f.debug)\n\
                print(sys.warnoptions, sys._xoptions, __debug__)";
    assert_eq!(
        output(&[], &["-OOBSqdWdefault", "-Xa=b", "-Xdev", "-bbc", text]),
        "2 1 0 1 1 1\n['default', 'default', 'error::BytesWarning'] {'a': 'b', 'dev': True} False\n"
    );
}

#[test]
fn variables_do_what_options_do() {
    let text = "import sys; f = sys.flags\n\
                print(f.inspect, f.interactive, f.safe_path)\n\
                print(f.int_max_str_digits, f.utf8_mode, f.hash_randomization, f.no_user_site)\n\
                print(sys.stdout.encoding, sys.stdout.errors, sys.stderr.errors)";
    let variables = [
        ("PYTHONSAFEPATH", "1"),
        ("PYTHONINTMAXSTRDIGITS", "640"),
        ("PYTHONUTF8", "1"),
        ("PYTHONHASHSEED", "0"),
        ("PYTHONNOUSERSITE", "1"),
        ("PYTHONIOENCODING", "ascii:replace"),
    ];
    assert_eq!(
        output(&variables, &["-c", text]),
        "0 0 True\n640 1 0 1\nascii replace backslashreplace\n"
    );
    let ignored = output(&variables, &["-Ec", text]);
    assert_eq!(
        ignored,
        "0 0 False\n4300 0 1 0\nutf-8 surrogateescape backslashreplace\n"
    );
}

#[test]
fn what_has_no_sense_ends_the_program_at_once() {
    let place = Place::new();
    let run = run_with(&place, &[("PYTHONHASHSEED", "x")], &["-c", "print(1)"]);
    let expected = "Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" \
                    or an integer in range [0; 4294967295]\nPython runtime state: preinitialized\n";
    assert_eq!((run.status, run.out.as_str()), (1, ""));
    assert_eq!(run.err.trim_end(), expected.trim_end());
    let run = run_with(&place, &[], &["--foo"]);
    assert_eq!(run.status, 2);
    assert!(
        run.err.starts_with("Unknown option: --foo\nusage: "),
        "{run:?}"
    );
    let run = run_with(&place, &[("PYTHONIOENCODING", "nonsense")], &["-c", "1"]);
    assert_eq!(run.status, 1);
    assert!(
        run.err
            .starts_with("Fatal Python error: init_stdio_encoding: "),
        "{run:?}"
    );
}

#[test]
fn help_tells_all_parts() {
    let short = output(&[], &["--help"]);
    assert!(short.starts_with("usage: ") && !short.contains("PYTHONHOME"));
    let all = output(&[], &["--help-all"]);
    assert!(all.contains("PYTHONHOME") && all.contains("-X dev"));
    assert!(output(&[], &["--help-env"]).contains("PYTHONHOME"));
    assert!(output(&[], &["--help-xoptions"]).contains("-X dev"));
}

#[test]
fn without_a_buffer_bytes_are_written_at_once() {
    let text = "import os, sys; sys.stdout.buffer.write(b'x'); os._exit(0)";
    assert_eq!(output(&[], &["-uc", text]), "x");
}

#[cfg(target_os = "linux")]
#[test]
fn closed_streams_are_none() {
    let place = Place::new();
    let text = "import sys; open('o', 'w').write(repr((sys.stdin, sys.stdout, sys.stderr)))";
    let status = std::process::Command::new("sh")
        .args(["-c", "exec \"$0\" -Ic \"$1\" <&- >&- 2>&-", binary(), text])
        .current_dir(place.path())
        .status()
        .unwrap();
    assert!(status.success());
    let written = std::fs::read_to_string(place.path().join("o")).unwrap();
    assert_eq!(written, "(None, None, None)");
}

#[test]
fn hooks_for_exceptions_are_asked() {
    let place = Place::new();
    let run = place.run(&[
        "-c",
        "import sys; sys.excepthook = lambda *it: sys.exit(4); 1 / 0",
    ]);
    assert_eq!((run.status, run.err.as_str()), (4, ""));
    let run = place.run(&["-c", "import sys; del sys.excepthook; 1 / 0"]);
    assert_eq!(run.status, 1);
    assert!(
        run.err.starts_with("sys.excepthook is missing\nTraceback"),
        "{run:?}"
    );
    let text = "import sys\nclass C:\n  def __del__(self): 1 / 0\n\
                sys.unraisablehook = lambda it: print(it.exc_value, it.object)\nC()";
    assert_eq!(output(&[], &["-c", text]), "division by zero None\n");
}

#[test]
fn times_of_imports_are_told() {
    let place = Place::new();
    place.write("outer.py", "import inner\n");
    place.write("inner.py", "import a, sys\n");
    place.write("a.py", "");
    let run = place.run(&["-X", "importtime=2", "-c", "import a, outer, inner"]);
    let lines: Vec<&str> = run.err.lines().collect();
    assert_eq!(
        lines[0],
        "import time: self [us] | cumulative | imported package"
    );
    let names: Vec<&str> = lines
        .iter()
        .filter_map(|it| it.rsplit_once("| "))
        .map(|it| it.1)
        .collect();
    let start = names.iter().position(|&it| it == "a").expect("a is told");
    // What is there already is indented by its end.
    let expected = ["a", "   a", " sys", "  inner", "outer", "inner"];
    assert_eq!(&names[start..], expected);
    assert!(lines.last().unwrap().starts_with("import time: cached "));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_told_of_once() {
    let place = Place::new();
    let mut command = place.command(&["-c", "print(1)"]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    command.stdout(full.expect("there is a full device"));
    let run = finish(command.output().expect("the binary runs"));
    let told = "Exception ignored while flushing sys.stdout:\nOSError: [Errno 28] No space left on device\n";
    assert_eq!((run.status, run.err.as_str()), (120, told));
}

#[test]
fn settings_without_effect_are_checked() {
    let place = Place::new();
    for (variables, words, message) in [
        (
            &[("PYTHONMALLOC", "foo")][..],
            &["-c", ""][..],
            "preconfig_init_allocator: PYTHONMALLOC: unknown allocator",
        ),
        (
            &[("PYTHON_GIL", "2")],
            &["-c", ""],
            "config_read_gil: PYTHON_GIL / -X gil must be \"0\" or \"1\"",
        ),
        (
            &[],
            &["-Xfrozen_modules=no", "-c", ""],
            "bad value for option -X frozen_modules (expected \"on\" or \"off\")",
        ),
    ] {
        let run = run_with(&place, variables, words);
        assert_eq!(run.status, 1, "{words:?}");
        let first = run.err.lines().next();
        assert_eq!(first, Some(&*format!("Fatal Python error: {message}")));
    }
    let fine = [("PYTHONMALLOC", "debug"), ("PYTHON_GIL", "1")];
    assert_eq!(
        output(&fine, &["-Xgil=1", "-Xfrozen_modules", "-c", "print(1)"]),
        "1\n"
    );
}
