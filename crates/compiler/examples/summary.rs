//! Prints a line for each code object of the Python files on the command line: names, counts,
//! flags, variables and lines, to be compared with those of another implementation.

#![expect(clippy::print_stdout, reason = "this is a command line tool")]

use std::collections::BTreeSet;

use rpy_bytecode::{CodeObject, Constant, LocalKind};
use rpy_compiler::{Mode, Options, compile};

fn main() {
    for file in std::env::args().skip(1) {
        let source = std::fs::read(&file).expect("the file is readable");
        println!("# {file}");
        match compile(&source, &file, Mode::Exec, Options::default()) {
            Ok(code) => show(&code),
            Err(error) => println!("{error:?}"),
        }
    }
}

fn show(code: &CodeObject) {
    let named = |kind: LocalKind| -> BTreeSet<&str> {
        let locals = code.locals.iter().filter(|it| it.kind.contains(kind));
        locals
            .filter(|it| !it.kind.contains(LocalKind::HIDDEN))
            .map(|it| &*it.name)
            .collect()
    };
    let arguments: Vec<&str> = code.locals[..code.parameter_count() as usize]
        .iter()
        .map(|it| &*it.name)
        .collect();
    let names: BTreeSet<&str> = code.names.iter().map(|it| &**it).collect();
    let lines: BTreeSet<u32> = (0..code.instructions.len())
        .map(|index| code.locations.get(index).line)
        .filter(|line| *line > 0)
        .collect();
    println!(
        "{}|{}|{}|{},{},{}|{:x}|{arguments:?}|{:?}|{:?}|{:?}|{names:?}|{lines:?}",
        code.qualname,
        code.name,
        code.first_line,
        code.argument_count,
        code.positional_only_count,
        code.keyword_only_count,
        code.flags.bits(),
        named(LocalKind::LOCAL),
        named(LocalKind::CELL),
        named(LocalKind::FREE),
    );
    for constant in &code.constants {
        if let Constant::Code(code) = constant {
            show(code.get().expect("made by the compiler"));
        }
    }
}
