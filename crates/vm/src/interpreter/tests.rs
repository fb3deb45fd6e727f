//! Tests of interpreters and their threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::time::{Duration, Instant};

use rpy_compiler::{Mode, compile_str};

use super::*;
use crate::builtins::dict::Dict;
use crate::object::reference::Ref;

/// Runs a program and returns its globals.
fn run(source: &str, vm: &mut Vm) -> Ref<Dict> {
    let code = compile_str(
        source,
        "<test>",
        Mode::Exec,
        rpy_compiler::Options::default(),
        &mut Vec::new(),
    );
    let code = Arc::new(code.expect("the program compiles"));
    let globals = Dict::new(vm);
    let result = vm.exec_code(code, &globals, globals.to_value());
    if let Err(raised) = result {
        panic!("{}", vm.format_exception(raised.exception()));
    }
    globals
}

fn number(name: &str, globals: &Ref<Dict>, vm: &mut Vm) -> i64 {
    let name = vm.intern(name);
    let value = globals.get_str(&name, vm).expect("it is there");
    value.as_small_int().expect("it is an int")
}

#[test]
fn nothing_enters_twice() {
    let (one, other) = (
        Interpreter::new(Config::default()),
        Interpreter::new(Config::default()),
    );
    let inside = one.enter(|_| {
        let nested = [one.enter(|_| ()), other.enter(|_| ())];
        assert_eq!(nested, [Err(EnterError::Nested); 2]);
        // What is dropped inside of another comes to its end in a thread of its own.
        drop(Interpreter::new(Config::default()));
    });
    assert_eq!(inside, Ok(()));
    assert_eq!(other.enter(|_| ()), Err(EnterError::Bound));
    drop(one);
    assert_eq!(other.enter(|_| ()), Ok(()));
}

#[test]
fn interpreters_run_at_the_same_time() {
    let barrier = Barrier::new(2);
    let work = |seed| {
        let config = Config {
            hash_seed: seed,
            ..Config::default()
        };
        let interpreter = Interpreter::new(config);
        let sum = interpreter.enter(|vm| {
            // Both are inside of their interpreters at this moment.
            barrier.wait();
            let globals = run(
                "
class Node:
    def __init__(self, value): self.value, self.me = value, self
total = 0
for i in range(20000):
    names = {str(i): Node(i), 'x': [i]}
    total += names[str(i)].value
",
                vm,
            );
            number("total", &globals, vm)
        });
        assert_eq!(sum, Ok(199_990_000));
    };
    std::thread::scope(|scope| {
        scope.spawn(|| work(1));
        scope.spawn(|| work(2));
    });
}

#[test]
fn os_threads_take_turns_in_one_interpreter() {
    let interpreter = Interpreter::new(Config::default());
    interpreter
        .enter(|vm| {
            vm.set_switch_interval(Duration::from_micros(50));
            run("import builtins; builtins.counts = []", vm);
        })
        .unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let entered = interpreter.enter(|vm| {
                    run(
                        "
def loop():
    for i in range(5000): counts.append(i)
loop()
",
                        vm,
                    );
                });
                assert_eq!(entered, Ok(()));
            });
        }
    });
    let count = interpreter.enter(|vm| {
        let globals = run("total = len(counts)", vm);
        number("total", &globals, vm)
    });
    assert_eq!(count, Ok(20_000));
}

#[test]
fn calls_without_loops_are_interrupted_by_a_switch() {
    let interpreter = Interpreter::new(Config::default());
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        let interpreter = &interpreter;
        scope.spawn(move || {
            interpreter
                .enter(|vm| {
                    sender.send(()).unwrap();
                    run(
                        "
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(24)
",
                        vm,
                    );
                })
                .unwrap();
        });
        receiver.recv().unwrap();
        let start = Instant::now();
        interpreter.enter(|_| ()).unwrap();
        assert!(start.elapsed() < Duration::from_secs(5));
    });
}

#[test]
fn a_thread_waits_outside() {
    let vm = &mut TestVm::new();
    let count = Arc::new(AtomicUsize::new(0));
    let queue = std::rc::Rc::new(WaitQueue::new());
    for _ in 0..8 {
        let (count, queue) = (count.clone(), queue.clone());
        vm.start_thread(None, move |vm| {
            assert!(!vm.is_main_thread());
            let own = vm.thread_identity();
            vm.allow_threads(|| std::thread::sleep(Duration::from_millis(5)));
            assert_eq!(vm.thread_identity(), own);
            count.fetch_add(1, Ordering::SeqCst);
            queue.wake_all();
        })
        .unwrap();
    }
    let deadline = Instant::now() + Duration::from_secs(60);
    let done = vm.wait_until(&queue, Some(deadline), |_| {
        count.load(Ordering::SeqCst) == 8
    });
    assert!(matches!(done, Ok(true)));
    let start = Instant::now();
    let soon = start + Duration::from_millis(20);
    let done = vm.wait_until(&queue, Some(soon), |_| false);
    assert!(matches!(done, Ok(false)));
    assert!(start.elapsed() >= Duration::from_millis(20));
}

#[test]
fn a_panic_of_a_thread_is_reported_and_ends_it() {
    let vm = &mut TestVm::new();
    let queue = std::rc::Rc::new(WaitQueue::new());
    let ended = std::rc::Rc::new(std::cell::Cell::new(false));
    let (at_end, done) = (queue.clone(), ended.clone());
    vm.start_thread(None, move |vm| {
        vm.at_thread_end(move |_| {
            done.set(true);
            at_end.wake_all();
        });
        panic!("on purpose")
    })
    .unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    let waited = vm.wait_until(&queue, Some(deadline), |_| ended.get());
    assert!(matches!(waited, Ok(true)));
}

#[test]
fn threads_that_still_run_stop_with_their_interpreter() {
    let interpreter = Interpreter::new(Config::default());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    interpreter
        .enter(move |vm| {
            vm.start_thread(None, move |vm| {
                loop {
                    vm.allow_threads(|| std::thread::sleep(Duration::from_millis(1)));
                    counted.fetch_add(1, Ordering::SeqCst);
                }
            })
            .unwrap();
            while count.load(Ordering::SeqCst) == 0 {
                vm.allow_threads(std::thread::yield_now);
            }
        })
        .unwrap();
    drop(interpreter);
    std::thread::sleep(Duration::from_millis(20));
}
