//! Prints the error of each of the sources in a file, which are separated by NUL characters: type,
//! message and position, one line each.

#![expect(clippy::print_stdout, reason = "this is a command line tool")]

use rpy_compiler::{CompileError, Mode, Options, compile};

fn main() {
    let file = std::env::args().nth(1).expect("usage: errors FILE");
    let text = std::fs::read(file).expect("the file is readable");
    for source in text.split(|byte| *byte == 0) {
        match compile(source, "<t>", Mode::Exec, Options::default()) {
            Ok(_) => println!("ok"),
            Err(CompileError::Syntax(error)) => println!(
                "{:?}Error|{}|{}|{}|{}|{}",
                error.kind,
                error.message,
                error.line,
                error.column,
                error.end_line,
                error.end_column
            ),
            Err(error) => println!("{error:?}"),
        }
    }
}
