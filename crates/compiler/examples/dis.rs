//! Prints the disassembly of a Python file (or of the text after `-c`).

#![expect(clippy::print_stdout, reason = "this is a command line tool")]

use rpy_compiler::{Mode, Options, compile};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let source = match &arguments[..] {
        [flag, text] if flag == "-c" => text.clone().into_bytes(),
        [file] => std::fs::read(file).expect("the file is readable"),
        _ => panic!("usage: dis FILE | dis -c TEXT"),
    };
    match compile(
        &source,
        "<string>",
        Mode::Exec,
        Options::default(),
        &mut Vec::new(),
    ) {
        Ok(code) => println!("{}", rpy_bytecode::disassemble(&code)),
        Err(error) => println!("{error:?}"),
    }
}
