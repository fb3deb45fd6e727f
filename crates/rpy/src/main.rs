//! `rpy`: the command line.

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

use rpy_stdlib::_signal;

/// Address space for the stack of the thread that runs Python code. It is memory only as far as it
/// is used.
const STACK_SIZE: usize = 64 << 20;

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
    let thread = std::thread::Builder::new()
        .name("main".to_owned())
        .stack_size(STACK_SIZE);
    // Signals come to the thread that runs Python code, which gets the mask that the process had.
    let mask = _signal::block_all();
    let run = move || {
        if let Some(mask) = mask {
            _signal::set_mask(&mask);
        }
        let process = std::process::id();
        let status = program::run(invocation, STACK_SIZE);
        if std::process::id() != process {
            // The copy that a fork has made has this thread alone: nobody waits for it.
            std::process::exit(i32::from(status));
        }
        status
    };
    match thread.spawn(run) {
        // A panic has been reported by its hook.
        Ok(thread) => ExitCode::from(thread.join().unwrap_or(134)),
        Err(error) => {
            messages::error(format_args!("rpy: can't start a thread: {error}"));
            ExitCode::FAILURE
        }
    }
}
