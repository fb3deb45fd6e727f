//! What can be run, and with which status it ends.

mod support;

use std::io::Write;
use std::process::Stdio;

use support::{Place, Run, binary, finish};

fn ended(run: &Run, status: i32, out: &str, err: &str) {
    assert_eq!(
        (run.status, run.out.as_str(), run.err.as_str()),
        (status, out, err)
    );
}

#[test]
fn scripts_see_their_arguments_and_place() {
    let place = Place::new();
    let script = "import sys\nprint(sys.argv, __name__, __file__, sys.path[0], __spec__)\n";
    let path = place.write("scripts/show.py", script);
    let run = place.run(&["scripts/show.py", "-v", "a"]);
    let (path, parent) = (path.display(), path.parent().unwrap().display());
    let expected = format!("['scripts/show.py', '-v', 'a'] __main__ {path} {parent} None\n");
    ended(&run, 0, &expected, "");
}

#[test]
fn text_on_the_command_line_is_run() {
    let place = Place::new();
    let run = place.run(&[
        "-c",
        "import sys; print(sys.argv, repr(sys.path[0]))",
        "-x",
        "b",
    ]);
    ended(&run, 0, "['-c', '-x', 'b'] ''\n", "");
}

#[test]
fn the_standard_input_is_a_script() {
    let place = Place::new();
    for words in [&[][..], &["-", "a"][..]] {
        let mut command = place.command(words);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input
            .write_all(b"import sys\nfor x in [1, 2]:\n    print(x)\nprint(sys.argv)\n")
            .unwrap();
        drop(input);
        let run = finish(child.wait_with_output().unwrap());
        let argv = if words.is_empty() {
            "['']"
        } else {
            "['-', 'a']"
        };
        ended(&run, 0, &format!("1\n2\n{argv}\n"), "");
    }
}

#[test]
fn modules_and_packages_are_run_by_name() {
    let place = Place::new();
    place.write(
        "plain.py",
        "import sys\nprint(__name__, repr(__package__), sys.argv[0])\n",
    );
    place.write("package/__init__.py", "print('package')\n");
    place.write(
        "package/__main__.py",
        "from . import part\nprint(__package__, __spec__.name)\n",
    );
    place.write("package/part.py", "print('part', __name__)\n");
    place.write("empty/__init__.py", "");
    place.write("nested/__init__.py", "");
    place.write("nested/__main__/__init__.py", "");
    let path = place.path();
    let plain = path.join("plain.py").display().to_string();
    ended(
        &place.run(&["-m", "plain"]),
        0,
        &format!("__main__ '' {plain}\n"),
        "",
    );
    let expected = "package\npart package.part\npackage package.__main__\n";
    ended(&place.run(&["-m", "package"]), 0, expected, "");
    let run = place.run(&["-m", "package.part"]);
    ended(&run, 0, "package\npart __main__\n", "");
    for (name, message) in [
        ("none", "No module named none"),
        ("package.none", "No module named package.none"),
        (
            "none.none",
            "Error while finding module specification for 'none.none' (ModuleNotFoundError: No \
             module named 'none')",
        ),
        (
            "empty",
            "No module named empty.__main__; 'empty' is a package and cannot be directly executed",
        ),
        ("sys", "No code object available for sys"),
        (
            "plain.py",
            "Error while finding module specification for 'plain.py' (ModuleNotFoundError: __path__ \
             attribute not found on 'plain' while trying to find 'plain.py'). Try using 'plain' instead \
             of 'plain.py' as the module name.",
        ),
        (
            "nested",
            "Cannot use package as __main__ module; 'nested' is a package and cannot be directly \
             executed",
        ),
    ] {
        let run = place.run(&["-m", name]);
        assert_eq!(
            (run.status, run.err),
            (1, format!("{}: {message}\n", binary()))
        );
    }
}

#[test]
fn errors_of_the_tokenizer_show_what_it_has_read() {
    let place = Place::new();
    place.write("null.py", "x = 1\ny = '\0'\n");
    place.write("imported.py", "x = 1\0\n");
    let run = place.run(&["null.py"]);
    let expected = "line 2\n    y = '\nSyntaxError: source code cannot contain null bytes\n";
    assert_eq!(run.status, 1);
    assert!(run.err.ends_with(expected), "{}", run.err);
    place.write("end.py", "x = 1\n\\");
    let run = place.run(&["end.py"]);
    let expected = "line 2\n    \\\nSyntaxError: unexpected EOF while parsing\n";
    assert!(run.err.ends_with(expected), "{}", run.err);
    let run = place.run(&["-c", "import imported"]);
    let expected = "\nSyntaxError: source code string cannot contain null bytes\n";
    assert!(run.err.ends_with(expected), "{}", run.err);
}

#[test]
fn directories_run_their_main() {
    let place = Place::new();
    place.write(
        "app/__main__.py",
        "import other, sys\nprint(__name__, sys.argv, other.X)\n",
    );
    place.write("app/other.py", "X = 1\n");
    place.write("empty/x.py", "");
    ended(
        &place.run(&["app", "a"]),
        0,
        "__main__ ['app', 'a'] 1\n",
        "",
    );
    let empty = place.path().join("empty");
    let expected = &format!(
        "{}: can't find '__main__' module in '{}'\n",
        binary(),
        empty.display()
    );
    ended(&place.run(&["empty"]), 1, "", expected);
}

#[test]
fn the_status_tells_how_a_program_ended() {
    let place = Place::new();
    let exit = |argument: &str| {
        let text = format!("raise SystemExit({argument})");
        place.run(&["-c", &text])
    };
    ended(&exit(""), 0, "", "");
    ended(&exit("None"), 0, "", "");
    ended(&exit("3"), 3, "", "");
    ended(&exit("256 + 4"), 4, "", "");
    ended(&exit("-1"), 255, "", "");
    ended(&exit("'message'"), 1, "", "message\n");
    ended(&exit("(1, 2)"), 1, "", "(1, 2)\n");
    let run = place.run(&["-c", "print('before')\n1/0"]);
    assert_eq!((run.status, run.out.as_str()), (1, "before\n"));
    assert!(
        run.err.starts_with("Traceback (most recent call last):\n"),
        "{}",
        run.err
    );
    assert!(
        run.err.ends_with("ZeroDivisionError: division by zero\n"),
        "{}",
        run.err
    );
    let run = place.run(&["-c", "1 +"]);
    assert_eq!((run.status, run.out.as_str()), (1, ""));
    assert!(
        run.err.ends_with("SyntaxError: invalid syntax\n"),
        "{}",
        run.err
    );
    let run = place.run(&["none.py"]);
    let path = place.path().join("none.py");
    let message = format!(
        "{}: can't open file '{}': [Errno 2] No such file or directory\n",
        binary(),
        path.display()
    );
    ended(&run, 2, "", &message);
    assert_eq!(place.run(&["--none"]).status, 2);
}

#[test]
fn tracebacks_show_source_lines() {
    let place = Place::new();
    place.write("failing.py", "def f(x):\n    return x.missing\n");
    let main = place.write("main.py", "import failing\nfailing.f(1)\n");
    let run = place.run(&["main.py"]);
    let failing = main.with_file_name("failing.py");
    let expected = format!(
        "Traceback (most recent call last):\n  File \"{}\", line 2, in <module>\n    \
         failing.f(1)\n    ~~~~~~~~~^^^\n  File \"{}\", line 2, in f\n    return x.missing\n           \
         ^^^^^^^^^\nAttributeError: 'int' object has no attribute 'missing'\n",
        main.display(),
        failing.display()
    );
    ended(&run, 1, "", &expected);
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let place = Place::new();
    // What does not fit the buffer fails in `print`; the rest, and what is left of it, at exit.
    for text in ["for i in range(100000): print(i)", "print(1)"] {
        let mut command = place.command(&["-c", text]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let run = finish(child.wait_with_output().unwrap());
        assert!(
            run.err.contains("BrokenPipeError: [Errno 32] Broken pipe"),
            "{}",
            run.err
        );
        assert_eq!(run.status, 120, "{text}");
    }
}

#[test]
fn deep_recursion_is_an_exception() {
    let place = Place::new();
    let text =
        "def f(n): return f(n + 1)\ntry:\n    f(0)\nexcept RecursionError as e:\n    print(e)\n";
    let run = place.run(&["-c", text]);
    ended(&run, 0, "maximum recursion depth exceeded\n", "");
}

#[test]
fn hashes_are_random_unless_there_is_a_seed() {
    let place = Place::new();
    let with = |seed: &str| {
        let mut command = place.command(&["-c", "print(hash('text'))"]);
        command.env("PYTHONHASHSEED", seed);
        finish(command.output().unwrap())
    };
    assert_eq!(with("7"), with("7"));
    assert_ne!(with("7"), with("8"));
    assert_ne!(with("random"), with("random"));
    let run = with("x");
    assert_eq!(run.status, 1);
    assert!(run.err.contains("PYTHONHASHSEED must be"), "{}", run.err);
}

#[test]
fn the_prompt_shows_values_and_goes_on_after_errors() {
    let place = Place::new();
    let mut command = place.command(&["-i", "-q"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input
        .write_all(b"x = 20\nx + 1\n_ * 2\n1/0\nif x:\n    'yes'\n\nprint(\n'a')\n")
        .unwrap();
    drop(input);
    let run = finish(child.wait_with_output().unwrap());
    let answers: String = run.out.replace(">>> ", "").replace("... ", "");
    assert_eq!(answers.trim_end(), "21\n42\n'yes'\na");
    assert!(
        run.err.contains("ZeroDivisionError: division by zero"),
        "{}",
        run.err
    );
    assert_eq!(run.status, 0);
}

#[test]
fn the_load_report_has_a_row_for_every_module() {
    let place = Place::new();
    place.write("used.py", "X = 1\n");
    let run = place.run(&["--load-report", "-c", "import used, heapq"]);
    assert_eq!((run.status, run.out.as_str()), (0, ""));
    for row in [
        "source    used",
        "frozen    heapq",
        "source    __main__",
        "start ",
    ] {
        assert!(run.err.contains(row), "{row:?} is not in\n{}", run.err);
    }
    let run = place.run(&["--load-report", "-c", "import used"]);
    assert!(run.err.contains("cache     used"), "{}", run.err);
}

#[test]
fn zip_archives_run_their_main_and_commands_are_dedented() {
    let place = Place::new();
    let make = "import zipfile\n\
                with zipfile.ZipFile('app.pyz', 'w') as file:\n\
                \x20   file.writestr('__main__.py', 'import inner; print(inner.x, __name__)')\n\
                \x20   file.writestr('inner.py', 'x = 8')\n";
    ended(&place.run(&["-c", make]), 0, "", "");
    ended(&place.run(&["app.pyz"]), 0, "8 __main__\n", "");
    let text = "\n    if True:\n        print('in')\n  \n    print('out')\n";
    ended(&place.run(&["-c", text]), 0, "in\nout\n", "");
}

#[test]
fn nobody_but_a_class_changes_its_dict() {
    let place = Place::new();
    // Lists of the collector show views of it; CPython lends the dict itself, and what is found is undefined.
    let text = "
        import gc
        class C:
            def method(self): return 1
        class Dead: pass
        def call(c): return c.method()
        for _ in range(20): call(C())
        mark = C.mark = ['mark']
        gc.set_debug(gc.DEBUG_SAVEALL)
        del Dead
        gc.collect()
        gc.set_debug(0)
        everything = [gc.get_referents(C), gc.get_referents(C.__dict__), gc.get_referents(iter(C.__dict__)),
                      gc.get_objects(), gc.garbage]
        for found in everything:
            for it in found:
                if type(it) is dict and ('mark' in it or '__weakref__' in it and '__module__' in it):
                    it['method'] = None
        for _ in range(20): assert call(C()) == 1
        assert type(gc.get_referents(C.__dict__)[0]) is type(C.__dict__)";
    ended(&place.run(&["-c", text]), 0, "", "");
    // One that somebody was given as what refers to an object is looked into each time.
    let text = "
        import gc
        class B:
            value = 1
            def __init__(self): self.own = 2
            def method(self): return 1
            def __add__(self, other): return 3
            def __len__(self): return 4
            def __getattr__(self, name): return name
            def __enter__(self): return 5
            def __exit__(self, *exception): return True
            def __iter__(self): return iter('ab')
        class C(B): pass
        def use(c):
            found = []
            def into(): 
                with C() as entered: found.append(entered)
            for ask in (lambda: c.method(), lambda: c.value, lambda: c + c, lambda: len(c), lambda: c.odd, lambda: list(c),
                        lambda: C().own, lambda: c.own, lambda: C.value, lambda: super(C, c).value, lambda: bool(c), into):
                try: found.append(ask())
                except (AttributeError, TypeError) as error: found.append(type(error).__name__)
            return found
        c = C()
        first = use(c)
        for _ in range(30): assert use(c) == first
        [held] = [it for it in gc.get_referrers(B.method) if isinstance(it, dict)]
        assert B in gc.get_referrers(held)
        for _ in range(30): assert use(c) == first
        held['value'] = 6
        held['method'] = lambda self: 7
        for _ in range(30): assert use(c)[:2] == [7, 6]
        kept = dict(held)
        held.clear()
        for _ in range(30): assert use(c)[0] == use(c)[1] == 'AttributeError'
        repr((B, C, c)), dir(c), B.__doc__, C.__mro__
        class D(C): pass
        use(D()), use(C())
        held.update(kept)
        held[type('Odd', (str,), {})('value')] = 8
        held[1] = 9
        for _ in range(30): use(c), use(D())
        del B, C, D, c
        gc.collect()
        held['method'] = held";
    ended(&place.run(&["-c", text]), 0, "", "");
    // The class is not told by its metaclass that something changes.
    let text = "
        import _abc
        def flags(c): return c.__abc_tpflags__
        class Quiet(type):
            def __setattr__(cls, name, value):
                for _ in range(50): flags(cls)
        class C(metaclass=Quiet):
            __abc_tpflags__ = 1 << 62 | 32
        _abc._abc_init(C)
        try: flags(C)
        except AttributeError: print('gone')";
    ended(&place.run(&["-c", text]), 0, "gone\n", "");
}
