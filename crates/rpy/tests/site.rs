//! What the start adds to `sys.path` and `builtins`, and virtual environments.

mod support;

use std::fs;

use support::{Place, Run, finish};

const PACKAGES: &str = "base/lib/python3.14/site-packages";

fn run_with(place: &Place, variables: &[(&str, &str)], words: &[&str]) -> Run {
    let mut command = place.command(words);
    command.env("PYTHONUSERBASE", place.path().join("base"));
    command.envs(variables.iter().copied());
    finish(command.output().expect("the binary runs"))
}

fn output(place: &Place, words: &[&str]) -> String {
    let run = run_with(place, &[], words);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{words:?}");
    run.out
}

#[test]
fn names_for_the_prompt_are_there_unless_refused() {
    let place = Place::new();
    let text = "import builtins, sys\n\
                print([hasattr(builtins, it) for it in ('quit', 'exit', 'help', 'license')])\n\
                print('site' in sys.modules)";
    let all = "[True, True, True, True]\nFalse\n";
    let none = "[False, False, False, False]\nFalse\n";
    assert_eq!(output(&place, &["-c", text]), all);
    assert_eq!(output(&place, &["-Ic", text]), all);
    assert_eq!(output(&place, &["-Sc", text]), none);
    let run = place.run(&["-c", "print(quit); quit(3)"]);
    assert_eq!(
        (run.status, run.out.as_str()),
        (3, "Use quit() or Ctrl-D (i.e. EOF) to exit\n")
    );
}

#[test]
fn directories_of_the_user_and_what_pth_files_name() {
    let place = Place::new();
    place.write(&format!("{PACKAGES}/installed.py"), "x = 5\n");
    place.write(&format!("{PACKAGES}/more/beside.py"), "y = 6\n");
    place.write(&format!("{PACKAGES}/a.pth"), "# comment\n\nmore\nmissing\n");
    let text = "import installed, beside, sys; print(installed.x + beside.y, 'site' in sys.modules)\n\
                before = sys.path[:]; import site; print(sys.path == before, site.ENABLE_USER_SITE)\n\
                print(site.USER_SITE == sys.path[-2], before[0] == '')";
    assert_eq!(
        output(&place, &["-c", text]),
        "11 False\nTrue True\nTrue True\n"
    );
    for option in ["-s", "-S", "-I"] {
        let run = run_with(&place, &[], &[option, "-c", "import installed"]);
        assert_eq!(run.status, 1, "{option}");
    }
}

#[test]
fn code_in_pth_files_and_customizations_run_once() {
    let place = Place::new();
    let line = "import sys; sys.runs = getattr(sys, 'runs', 0) + 1\n";
    place.write(&format!("{PACKAGES}/b.pth"), line);
    let text = "import sys; print(sys.runs); import site; print(sys.runs)";
    assert_eq!(output(&place, &["-c", text]), "1\n1\n");
    place.write(&format!("{PACKAGES}/sitecustomize.py"), "print('custom')\n");
    place.write(&format!("{PACKAGES}/usercustomize.py"), "print('user')\n");
    assert_eq!(output(&place, &["-c", text]), "custom\nuser\n1\n1\n");
    place.write(&format!("{PACKAGES}/sitecustomize.py"), "1 / 0\n");
    let run = run_with(&place, &[], &["-c", "print(2)"]);
    assert_eq!((run.status, run.out.as_str()), (0, "user\n2\n"));
    assert!(
        run.err
            .contains("Error in sitecustomize; set PYTHONVERBOSE for traceback"),
        "{}",
        run.err
    );
}

#[test]
fn the_library_stands_behind_pythonpath_and_before_packages() {
    let place = Place::new();
    place.write("early/colorsys.py", "where = 'early'\n");
    place.write(&format!("{PACKAGES}/colorsys.py"), "where = 'packages'\n");
    let text = "import colorsys; print(getattr(colorsys, 'where', 'library'))";
    assert_eq!(output(&place, &["-c", text]), "library\n");
    let early = place.path().join("early");
    let run = run_with(
        &place,
        &[("PYTHONPATH", early.to_str().unwrap())],
        &["-c", text],
    );
    assert_eq!(run.out, "early\n");
}

#[cfg(unix)]
#[test]
fn virtual_environments_have_a_prefix_of_their_own() {
    let place = Place::new();
    let run = place.run(&["-m", "venv", "--without-pip", "env"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let environment = place.path().join("env");
    let packages = environment.join("lib/python3.14/site-packages");
    fs::write(packages.join("own.py"), "z = 7\n").unwrap();
    let text = "import own, sys\nprint(own.z, sys.prefix, sys.prefix != sys.base_prefix)\n\
                print(sys.executable, sys.flags.isolated)";
    let binary = environment.join("bin/python");
    let output = std::process::Command::new(&binary)
        .args(["-Ic", text])
        .output()
        .unwrap();
    let run = finish(output);
    let (prefix, binary) = (environment.display(), binary.display());
    assert_eq!(run.err, "");
    assert_eq!(run.out, format!("7 {prefix} True\n{binary} 1\n"));
    assert!(environment.join("bin/activate").is_file());
}
