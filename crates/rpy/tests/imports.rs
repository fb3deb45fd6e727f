//! The import statements, by whole programs.

mod support;

use support::Place;

/// Runs a text and gives what it printed; it must end well.
fn output(place: &Place, text: &str) -> String {
    let run = place.run(&["-c", text]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{text}");
    run.out
}

/// Runs a text and gives the last line of its traceback.
fn error(place: &Place, text: &str) -> String {
    let run = place.run(&["-c", text]);
    assert_eq!(run.status, 1, "{text}");
    run.err.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn packages_and_their_modules() {
    let place = Place::new();
    place.write("a/__init__.py", "print('a', __name__, __package__)\n");
    place.write(
        "a/b/__init__.py",
        "from . import c as d\nfrom .. import x\nfrom .c import V\n",
    );
    place.write("a/b/c.py", "V = 1\n");
    place.write("a/x.py", "from .b import c\n");
    let text = "import a.b.c\nprint(a.b.c.V, a.b.d is a.b.c, a.x.c is a.b.c)\n\
                import a.b.c as m\nprint(m.__name__)\nfrom a import b\nprint(b.__path__)\n";
    let path = place.path().join("a/b");
    let expected = format!("a a a\n1 True True\na.b.c\n['{}']\n", path.display());
    assert_eq!(output(&place, text), expected);
}

#[test]
fn modules_know_where_they_come_from() {
    let place = Place::new();
    place.write("p/__init__.py", "");
    place.write("p/m.py", "");
    place.write("space/m.py", "");
    let root = place.path();
    let root = root.display();
    let text = "import p.m, space.m, heapq, math\nm = p.m\n\
                print(m.__file__, m.__cached__, m.__package__, m.__spec__.name)\n\
                print(m.__spec__.origin == m.__file__, m.__loader__ is m.__spec__.loader)\n\
                print(space.__path__, hasattr(space, '__file__'), space.__spec__.origin)\n\
                print(heapq.__spec__.origin == heapq.__file__, math.__spec__.origin, p.__package__)\n";
    let expected = format!(
        "{root}/p/m.py {root}/p/__pycache__/m.rpy-314.pyc p p.m\nTrue True\n\
         _NamespacePath(['{root}/space']) True None\nTrue built-in p\n"
    );
    assert_eq!(output(&place, text), expected);
}

#[test]
fn missing_modules_and_names() {
    let place = Place::new();
    place.write("m.py", "");
    place.write("p/__init__.py", "");
    place.write("failing.py", "x = 1\n1/0\n");
    let root = place.path();
    let root = root.display();
    for (text, expected) in [
        ("import none", "ModuleNotFoundError: No module named 'none'"),
        (
            "import p.none",
            "ModuleNotFoundError: No module named 'p.none'",
        ),
        (
            "import m.x",
            "ModuleNotFoundError: No module named 'm.x'; 'm' is not a package",
        ),
        (
            "import sys; sys.modules['x'] = None; import x",
            "ModuleNotFoundError: import of x halted; None in sys.modules",
        ),
        (
            "from . import x",
            "ImportError: attempted relative import with no known parent package",
        ),
        ("__import__('')", "ValueError: Empty module name"),
        ("import failing", "ZeroDivisionError: division by zero"),
    ] {
        assert_eq!(error(&place, text), expected);
    }
    assert_eq!(
        error(&place, "from p import none"),
        format!("ImportError: cannot import name 'none' from 'p' ({root}/p/__init__.py)")
    );
    assert_eq!(
        error(&place, "from math import none"),
        "ImportError: cannot import name 'none' from 'math' (unknown location)"
    );
    let text = "import sys\ntry: import failing\nexcept ZeroDivisionError: pass\n\
                print('failing' in sys.modules)\n\
                try: import none.x\nexcept ImportError as e: print(e.name, e.path)\n";
    assert_eq!(output(&place, text), "False\nnone None\n");
}

#[test]
fn circular_imports() {
    let place = Place::new();
    place.write("lib/a.py", "import b\nX = 1\n");
    place.write("lib/b.py", "from a import X\n");
    place.write("main.py", "import sys\nsys.path.append('lib')\nimport a\n");
    let run = place.run(&["main.py"]);
    let path = place.path().join("lib/a.py");
    let message = format!(
        "ImportError: cannot import name 'X' from partially initialized module 'a' (most likely \
         due to a circular import) ({})",
        path.display()
    );
    assert_eq!(run.err.lines().last(), Some(message.as_str()));
    place.write("lib/start.py", "import a\n");
    let run = place.run(&["lib/start.py"]);
    let message = format!(
        "ImportError: cannot import name 'X' from 'a' (consider renaming '{}' if it has the same \
         name as a library you intended to import)",
        path.display()
    );
    assert_eq!(run.err.lines().last(), Some(message.as_str()));
}

#[test]
fn modules_may_replace_themselves() {
    let place = Place::new();
    place.write("m.py", "import sys\nsys.modules[__name__] = 42\n");
    assert_eq!(output(&place, "import m\nprint(m)\n"), "42\n");
}

#[test]
fn a_file_beside_the_script_wins_over_the_library() {
    let place = Place::new();
    place.write("heapq.py", "print('mine')\n");
    place.write("main.py", "import heapq\n");
    assert_eq!(place.run(&["main.py"]).out, "mine\n");
    assert_eq!(place.run(&["-P", "main.py"]).out, "");
}

#[test]
fn finders_of_the_program_are_asked() {
    let place = Place::new();
    let text = "import sys
class Spec:
    name = 'made'; loader = None; origin = None; parent = ''
    submodule_search_locations = None; has_location = False
class Finder:
    def find_spec(self, name, path, target):
        if name == 'made':
            spec = Spec()
            spec.loader = self
            return spec
    def create_module(self, spec): return None
    def exec_module(self, module): module.X = 7
sys.meta_path.insert(0, Finder())
import made
print(made.X, made.__name__)
";
    assert_eq!(output(&place, text), "7 made\n");
}

#[test]
fn the_path_of_the_environment_is_searched() {
    let place = Place::new();
    place.write("one/m.py", "print('one')\n");
    place.write("two/m.py", "print('two')\n");
    let run = |words: &[&str]| {
        let mut command = place.command(words);
        command.env("PYTHONPATH", "two:one");
        support::finish(command.output().unwrap())
    };
    assert_eq!(run(&["-c", "import m"]).out, "two\n");
    assert_eq!(run(&["-E", "-c", "import m"]).status, 1);
    assert_eq!(run(&["-I", "-c", "import m"]).status, 1);
    // Parts of it are absolute; an empty one is the working directory of the start.
    let mut command = place.command(&["-P", "-S", "-c", "import sys; print(sys.path[:3])"]);
    command.env("PYTHONPATH", "two::/one");
    let here = place.path();
    let here = here.to_str().unwrap();
    assert_eq!(
        support::finish(command.output().unwrap()).out,
        format!("['{here}/two', '{here}', '/one']\n")
    );
}

#[test]
fn threads_wait_for_modules_that_others_import() {
    let place = Place::new();
    place.write(
        "slow.py",
        "import time\nhalf = 1\ntime.sleep(0.2)\nwhole = 2\n",
    );
    place.write(
        "left.py",
        "import time\nvalue = 1\ntime.sleep(0.1)\nimport right\n",
    );
    place.write(
        "right.py",
        "import time\nvalue = 2\ntime.sleep(0.1)\nimport left\n",
    );
    place.write(
        "script.py",
        "import _thread
seen = []
def take():
    import slow
    seen.append(slow.whole)
def run(*functions):
    for handle in [_thread.start_joinable_thread(function) for function in functions]:
        handle.join()
run(*[take] * 8)
print(seen)
def left():
    import left
    seen.append(left.value)
def right():
    import right
    seen.append(right.value)
seen.clear()
run(left, right)
print(sorted(seen))
",
    );
    let output = place.command(&["script.py"]).output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(text, "[2, 2, 2, 2, 2, 2, 2, 2]\n[1, 2]\n", "{errors}");
}
