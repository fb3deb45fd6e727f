//! Code of a source that has changed is never run.

mod support;

use support::Place;

/// Rewrites of the module; each is run by a new process.
const ROUNDS: usize = 200;

#[test]
fn rewrites_of_equal_length_are_always_seen() {
    let place = Place::new();
    place.write("main.py", "import changing\nprint(changing.VALUE)\n");
    let mut stale = 0;
    for round in 0..ROUNDS {
        let value = 1000 + round;
        place.write("changing.py", &format!("VALUE = {value}\n"));
        let run = place.run(&["main.py"]);
        assert_eq!((run.status, run.err.as_str()), (0, ""));
        stale += usize::from(run.out != format!("{value}\n"));
    }
    assert_eq!(stale, 0);
    assert_eq!(place.list("__pycache__"), ["changing.rpy-314.pyc"]);
}

#[test]
fn an_unchanged_module_is_taken_from_its_cache() {
    let place = Place::new();
    place.write("used.py", "VALUE = 1\n");
    let words = ["-v", "-c", "import used"];
    let first = place.run(&words);
    assert!(first.err.contains("# wrote "), "{}", first.err);
    let second = place.run(&words);
    assert!(second.err.contains(" matches "), "{}", second.err);
    assert!(!second.err.contains("# wrote "), "{}", second.err);
}

#[test]
fn a_mangled_cache_is_replaced() {
    let place = Place::new();
    place.write("used.py", "print('source')\n");
    assert_eq!(place.run(&["-c", "import used"]).out, "source\n");
    let cache = place.path().join("__pycache__/used.rpy-314.pyc");
    let good = std::fs::read(&cache).unwrap();
    for length in [0, 7, 16, good.len() / 2, good.len() - 1] {
        std::fs::write(&cache, &good[..length]).unwrap();
        let run = place.run(&["-c", "import used"]);
        assert_eq!(
            (run.status, run.out.as_str(), run.err.as_str()),
            (0, "source\n", "")
        );
        assert_eq!(
            std::fs::read(&cache).unwrap().len(),
            good.len(),
            "cut at {length}"
        );
    }
}
