//! What Ctrl-C does to a program.

mod support;

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use support::Place;

const SIGINT: i32 = Signal::SIGINT as i32;

/// Runs a script, interrupts it when it has printed its first line, and gives what else it printed,
/// its errors, and the signal or status that it ended by.
fn interrupted(script: &str) -> (String, String, Result<i32, i32>) {
    // Tests that run in the background of a shell are started with the signal ignored, and so would
    // be their children. One that is handled is at its default in a child.
    let handled = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGINT, handled).expect("the signal can be handled");
    let place = Place::new();
    place.write("script.py", script);
    let mut child = place
        .command(&["script.py"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary can be run");
    let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut first = String::new();
    out.read_line(&mut first).expect("the output can be read");
    assert_eq!(first, "ready\n");
    interrupt(&child);
    let mut rest = String::new();
    out.read_to_string(&mut rest)
        .expect("the output can be read");
    let output = child.wait_with_output().expect("it ends");
    let end = output
        .status
        .signal()
        .map_or_else(|| Err(output.status.code().expect("it has exited")), Ok);
    let errors = String::from_utf8(output.stderr).expect("errors are text");
    (rest, errors, end)
}

fn interrupt(child: &Child) {
    let id = Pid::from_raw(child.id().try_into().expect("ids are small"));
    kill(id, Signal::SIGINT).expect("the process runs");
}

#[test]
fn a_loop_is_interrupted_and_the_process_ends_by_the_signal() {
    let (rest, errors, end) = interrupted(
        "def f():\n    print('ready', flush=True)\n    while True:\n        pass\nf()\n",
    );
    assert_eq!(rest, "");
    assert_eq!(end, Ok(SIGINT));
    assert!(
        errors.starts_with("Traceback (most recent call last):\n"),
        "{errors}"
    );
    assert!(errors.contains(", in f\n"), "{errors}");
    assert!(errors.ends_with("\nKeyboardInterrupt\n"), "{errors}");
}

#[test]
fn it_can_be_handled_and_cleaned_up_after() {
    let (rest, errors, end) = interrupted(
        "n = 0\ntry:\n    try:\n        print('ready', flush=True)\n        while True:\n            \
         n += 1\n    finally:\n        print('cleaned')\nexcept KeyboardInterrupt as error:\n    \
         print(repr(error))\n",
    );
    let expected = ("cleaned\nKeyboardInterrupt()\n", "");
    assert_eq!((rest.as_str(), errors.as_str()), expected);
    assert_eq!(end, Err(0));
}

#[test]
fn calls_and_generators_are_interrupted() {
    let (rest, _, end) = interrupted(
        "def g():\n    while True:\n        yield 1\ndef f(x):\n    return x\n\
         try:\n    print('ready', flush=True)\n    for x in g():\n        f(x)\n\
         except KeyboardInterrupt:\n    print('done')\n",
    );
    assert_eq!((rest.as_str(), end), ("done\n", Err(0)));
}

#[test]
fn a_sleep_ends() {
    let (rest, _, end) = interrupted(
        "import time\nstart = time.monotonic()\ntry:\n    print('ready', flush=True)\n    \
         time.sleep(60)\nexcept KeyboardInterrupt:\n    print(time.monotonic() - start < 30)\n",
    );
    assert_eq!((rest.as_str(), end), ("True\n", Err(0)));
}

#[test]
fn waiting_for_a_lock_and_for_a_thread_ends() {
    let script = "import _thread\nlock = _thread.allocate_lock()\nlock.acquire()\n\
         handle = _thread.start_joinable_thread(lock.acquire)\ntry:\n    \
         print('ready', flush=True)\n    WAIT()\nexcept KeyboardInterrupt:\n    print('ended')\n\
         lock.release()\nhandle.join()\n";
    for wait in ["lock.acquire", "handle.join"] {
        let (rest, errors, end) = interrupted(&script.replace("WAIT", wait));
        assert_eq!((rest.as_str(), end), ("ended\n", Err(0)), "{errors}");
    }
}

#[test]
fn recursion_without_loops_is_interrupted() {
    let (rest, _, end) = interrupted(
        "def f(n): return n if n < 2 else f(n - 1) + f(n - 2)\ntry:\n    \
         print('ready', flush=True)\n    f(60)\nexcept KeyboardInterrupt:\n    print('done')\n",
    );
    assert_eq!((rest.as_str(), end), ("done\n", Err(0)));
}

#[test]
fn a_program_may_leave_it_to_its_caller() {
    let (_, errors, end) = interrupted(
        "import sys\ntry:\n    print('ready', flush=True)\n    while True:\n        pass\n\
         except KeyboardInterrupt:\n    sys.exit(3)\n",
    );
    assert_eq!((errors.as_str(), end), ("", Err(3)));
}

#[test]
fn a_search_ends() {
    // The code of `(a+)+$`, which tries all ways to divide the letters.
    let (rest, _, end) = interrupted(
        "import _sre\nwords = [23, 14, 1, 4294967295, 17, 0, 24, 6, 1, 4294967295, 16, 97, 1, 17, 1, 18,\n\
         6, 5, 1]\npattern = _sre.compile('(a+)+$', 32, words, 1, {}, ())\n\
         try:\n    print('ready', flush=True)\n    pattern.search('a' * 80 + 'b')\n\
         except KeyboardInterrupt:\n    print('done')\n",
    );
    assert_eq!((rest.as_str(), end), ("done\n", Err(0)));
}
