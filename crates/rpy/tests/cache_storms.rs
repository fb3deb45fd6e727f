//! Caches where many write, processes are killed, disks are full, and clocks lie.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use support::{Place, binary, finish};

/// Writes `count` modules of a package, of which the last imports all others.
fn write_tree(place: &Place, count: usize) {
    place.write("tree/__init__.py", "");
    let mut all = String::from("total = 0\n");
    for number in 0..count {
        let body = format!("values = [{number}] * 3\ndef f(x):\n    return x + {number}\n");
        place.write(&format!("tree/m{number}.py"), &body);
        all.push_str(&format!(
            "from . import m{number}; total += m{number}.f(1)\n"
        ));
    }
    place.write("tree/all.py", &all);
}

fn import_tree(place: &Place) -> Command {
    let mut command = place.command(&["-c", "import tree.all; print(tree.all.total)"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn set_modified(path: &Path, time: SystemTime) {
    let file = fs::File::options().append(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}

#[test]
fn sixteen_processes_import_a_cold_tree_at_once() {
    const MODULES: usize = 200;
    let place = Place::new();
    write_tree(&place, MODULES);
    let total: usize = (0..MODULES).map(|number| number + 1).sum();
    let children: Vec<_> = (0..16)
        .map(|_| import_tree(&place).spawn().unwrap())
        .collect();
    for child in children {
        let run = finish(child.wait_with_output().unwrap());
        assert_eq!(
            (run.status, run.out, run.err),
            (0, format!("{total}\n"), String::new())
        );
    }
    let names = place.list("tree/__pycache__");
    assert_eq!(
        names.len(),
        MODULES + 2,
        "one file a module, and nothing left over"
    );
    assert!(names.iter().all(|name| name.ends_with(".rpy-314.pyc")));
    let mut verbose = import_tree(&place);
    let run = finish(verbose.env("PYTHONVERBOSE", "1").output().unwrap());
    assert!(
        !run.err.contains("ignoring") && !run.err.contains("wrote"),
        "{}",
        run.err
    );
}

#[test]
fn killed_processes_leave_no_half_cache() {
    let place = Place::new();
    write_tree(&place, 60);
    let total: usize = (0..60).map(|number| number + 1).sum();
    for round in 0..25 {
        let _ = fs::remove_dir_all(place.path().join("tree/__pycache__"));
        let mut child = import_tree(&place).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(2 * round));
        let _ = child.kill();
        let _ = child.wait();
        let mut after = import_tree(&place);
        let run = finish(after.env("PYTHONVERBOSE", "1").output().unwrap());
        assert_eq!(
            (run.status, run.out),
            (0, format!("{total}\n")),
            "round {round}"
        );
        let torn = run.err.lines().find(|line| line.contains("ignoring"));
        assert_eq!(torn, None, "round {round}");
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_no_error_and_leaves_nothing_behind() {
    let place = Place::new();
    write_tree(&place, 3);
    // No file may grow: every write fails, as on a full disk.
    let run = Command::new("sh")
        .args([
            "-c",
            "ulimit -f 0; trap '' XFSZ; exec \"$0\" -vc 'import tree.all'",
        ])
        .arg(binary())
        .current_dir(place.path())
        .env_remove("PYTHONDONTWRITEBYTECODE")
        .output()
        .unwrap();
    let run = finish(run);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("could not create"), "{}", run.err);
    assert_eq!(place.list("tree/__pycache__"), [""; 0]);
}

#[test]
fn a_source_whose_time_was_set_back_is_not_stale() {
    let place = Place::new();
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    let year_ago = SystemTime::now() - Duration::from_secs(365 * 86_400);
    for (text, time) in [
        ("x = 1\n", hour_ago),
        ("x = 2\n", year_ago),
        ("x = 3\n", hour_ago),
    ] {
        let path = place.write("m.py", text);
        set_modified(&path, time);
        for _ in 0..2 {
            let run = place.run(&["-c", "import m; print(f'x = {m.x}')"]);
            assert_eq!((run.out.as_str(), run.err.as_str()), (text, ""));
        }
    }
}

#[test]
fn reload_sees_every_rewrite_of_equal_length() {
    let place = Place::new();
    place.write("m.py", "x = 100\n");
    let text = "import importlib, m\n\
                for number in range(101, 200):\n\
                \x20   with open('m.py', 'w') as file: file.write(f'x = {number}\\n')\n\
                \x20   importlib.reload(m)\n\
                \x20   assert m.x == number, (m.x, number)\n\
                print(m.x)";
    let run = place.run(&["-c", text]);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("199\n", ""));
}

#[test]
fn caches_have_the_same_bytes_on_every_run() {
    let place = Place::new();
    write_tree(&place, 20);
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    for name in place.list("tree") {
        set_modified(&place.path().join("tree").join(name), hour_ago);
    }
    let mut versions = Vec::new();
    for seed in ["0", "1", "random"] {
        let _ = fs::remove_dir_all(place.path().join("tree/__pycache__"));
        let mut command = import_tree(&place);
        let run = finish(command.env("PYTHONHASHSEED", seed).output().unwrap());
        assert_eq!(run.err, "");
        let files = place.list("tree/__pycache__").into_iter();
        let files = files.map(|name| {
            let path = place.path().join("tree/__pycache__").join(&name);
            (name, fs::read(path).unwrap())
        });
        versions.push(files.collect::<Vec<_>>());
    }
    assert_eq!(versions[0].len(), 22);
    assert!(versions[0] == versions[1] && versions[1] == versions[2]);
}
