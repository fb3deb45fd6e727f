//! `rpy`: the command line.

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

mod allocator;
mod bench;
mod command_line;
mod environment;
mod exit;
mod host;
mod interrupt;
mod limits;
mod main_module;
mod messages;
mod options;
mod outside;
mod place;
mod program;
mod repl;
mod report;
mod site;

use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use options::Invocation;
use rpy_stdlib::_signal;

/// Address space for the stack of the thread that runs Python code. It is memory only as far as it
/// is used. The smaller ones are for where the system does not allow that much.
const STACK_SIZES: [usize; 3] = [64 << 20, 16 << 20, 4 << 20];

fn main() -> ExitCode {
    let invocation = match command_line::parse(std::env::args_os()) {
        Ok(invocation) => invocation,
        Err(stop) => {
            let program = std::env::args_os().next().unwrap_or_default();
            return stop.report(&program.to_string_lossy());
        }
    };
    if let Some([first, second]) = &invocation.compare {
        return ExitCode::from(bench::compare(first, second));
    }
    if let Some(bench) = &invocation.bench {
        return ExitCode::from(bench::run(bench, &invocation.program, &invocation.plain));
    }
    // Signals come to the thread that runs Python code, which gets the mask that the process had.
    let mask = _signal::block_all();
    let start = Arc::new(Mutex::new(Some((invocation, mask))));
    let run = |start: &Mutex<Option<(Invocation, Option<_signal::Mask>)>>, stack_size| {
        let start = start.lock().expect("nobody else has it").take();
        let (invocation, mask) = start.expect("one thread is started");
        if let Some(mask) = mask {
            _signal::set_mask(&mask);
        }
        let process = std::process::id();
        let status = program::run(invocation, stack_size);
        if std::process::id() != process {
            // The copy that a fork has made has this thread alone: nobody waits for it.
            std::process::exit(i32::from(status));
        }
        status
    };
    let mut started = None;
    for size in STACK_SIZES {
        let thread = std::thread::Builder::new()
            .name("main".to_owned())
            .stack_size(size);
        let start = start.clone();
        let thread = thread.spawn(move || run(&start, size));
        if started.insert(thread).is_ok() {
            break;
        }
    }
    match started.expect("there are sizes") {
        // A panic has been reported by its hook.
        Ok(thread) => ExitCode::from(thread.join().unwrap_or(134)),
        Err(error) => {
            messages::error(format_args!("rpy: can't start a thread: {error}"));
            ExitCode::FAILURE
        }
    }
}
