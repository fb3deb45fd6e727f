//! Which cache files a run writes.

mod support;

use std::fs;

use support::{Place, finish, permissions_bind};

const SHOW: &str = "def f():\n    'doc'\n    assert False\n";
const USE: &str = "import shown
try:
    shown.f()
    print('no assert', end=' ')
except AssertionError:
    print('assert', end=' ')
print(shown.f.__doc__, __debug__)
";

#[test]
fn every_level_of_optimization_has_its_cache() {
    let place = Place::new();
    place.write("shown.py", SHOW);
    place.write("main.py", USE);
    for _ in 0..2 {
        assert_eq!(place.run(&["main.py"]).out, "assert doc True\n");
        assert_eq!(place.run(&["-O", "main.py"]).out, "no assert doc False\n");
        assert_eq!(place.run(&["-OO", "main.py"]).out, "no assert None False\n");
    }
    let names = [
        "shown.rpy-314.opt-1.pyc",
        "shown.rpy-314.opt-2.pyc",
        "shown.rpy-314.pyc",
    ];
    assert_eq!(place.list("__pycache__"), names);
}

#[test]
fn the_main_script_is_not_cached() {
    let place = Place::new();
    place.write("main.py", "print('main')\n");
    assert_eq!(place.run(&["main.py"]).out, "main\n");
    assert_eq!(place.list("."), ["main.py"]);
}

#[test]
fn no_cache_is_written_if_none_is_wanted() {
    let place = Place::new();
    place.write("used.py", "print('used')\n");
    assert_eq!(place.run(&["-B", "-c", "import used"]).out, "used\n");
    let mut command = place.command(&["-c", "import used"]);
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    assert_eq!(finish(command.output().unwrap()).out, "used\n");
    assert_eq!(place.list("."), ["used.py"]);
}

#[test]
fn the_prefix_takes_the_caches() {
    let place = Place::new();
    place.write("source/used.py", "print('used')\n");
    let mut command = place.command(&["-c", "import used"]);
    command.env("PYTHONPYCACHEPREFIX", place.path().join("caches"));
    command.current_dir(place.path().join("source"));
    assert_eq!(finish(command.output().unwrap()).out, "used\n");
    assert_eq!(place.list("source"), ["used.py"]);
    let mirrored = place.path().join("source");
    let mirrored = mirrored.strip_prefix("/").unwrap().display().to_string();
    assert_eq!(
        place.list(&format!("caches/{mirrored}")),
        ["used.rpy-314.pyc"]
    );
}

#[test]
fn a_directory_that_cannot_be_written_is_no_error() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.write("fixed/used.py", "print('used')\n");
    // A file in the place of `__pycache__` stops even root.
    place.write("fixed/__pycache__", "");
    let run = place.run(&["-v", "-c", "import sys; sys.path[0] = 'fixed'; import used"]);
    assert_eq!((run.status, run.out.as_str()), (0, "used\n"));
    assert!(run.err.contains("# could not create "), "{}", run.err);

    place.write("closed/used.py", "print('used')\n");
    let closed = place.path().join("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    let run = place.run(&["-c", "import sys; sys.path[0] = 'closed'; import used"]);
    assert_eq!(
        (run.status, run.out.as_str(), run.err.as_str()),
        (0, "used\n", "")
    );
    if permissions_bind(&closed) {
        assert_eq!(place.list("closed"), ["used.py"]);
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
}
