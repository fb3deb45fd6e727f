//! Compares the code of the sources in `tests/bytecode` with the disassembly beside them.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p rpy-compiler` rewrites the expectations; read the difference
//! before accepting it.

use std::fs;
use std::path::{Path, PathBuf};

use rpy_bytecode::{CodeObject, Constant, Opcode};
use rpy_compiler::{Mode, Options, compile};

#[test]
fn code_is_as_expected() {
    let directory = directory();
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let mut sources: Vec<_> = fs::read_dir(&directory)
        .expect("the directory exists")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|it| it == "py"))
        .collect();
    sources.sort();
    assert!(!sources.is_empty());
    let mut differences = Vec::new();
    for path in sources {
        let source = fs::read(&path).expect("readable");
        let name = path
            .file_name()
            .expect("a file")
            .to_string_lossy()
            .into_owned();
        let code = compile(
            &source,
            &name,
            Mode::Exec,
            Options::default(),
            &mut Vec::new(),
        );
        let code = code.unwrap_or_else(|error| panic!("{name}: {error}"));
        verify(&code, &name);
        let actual = rpy_bytecode::disassemble(&code);
        let expected_path = path.with_extension("txt");
        if update {
            fs::write(&expected_path, &actual).expect("writable");
            continue;
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if let Some(line) = first_difference(&expected, &actual) {
            differences.push(format!("{name}, line {line}"));
        }
    }
    assert!(differences.is_empty(), "snapshots differ: {differences:#?}");
}

#[test]
fn every_opcode_has_a_snapshot() {
    let mut seen = std::collections::HashSet::new();
    for entry in fs::read_dir(directory()).expect("the directory exists") {
        let path = entry.expect("readable").path();
        if path.extension().is_some_and(|it| it == "txt") {
            let text = fs::read_to_string(path).expect("readable");
            seen.extend(text.split_whitespace().map(str::to_owned));
        }
    }
    let missing: Vec<&str> = Opcode::ALL
        .iter()
        .filter(|opcode| opcode.base().is_none())
        .map(|opcode| opcode.name())
        .filter(|name| !seen.contains(*name))
        .collect();
    assert!(missing.is_empty(), "in no snapshot: {missing:?}");
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/bytecode")
}

fn first_difference(expected: &str, actual: &str) -> Option<usize> {
    if expected == actual {
        return None;
    }
    let same = expected
        .lines()
        .zip(actual.lines())
        .take_while(|(left, right)| left == right);
    Some(same.count() + 1)
}

fn verify(code: &CodeObject, name: &str) {
    if let Err(error) = rpy_bytecode::verify(code) {
        panic!("{name}: {}: {error:?}", code.qualname);
    }
    for constant in &code.constants {
        if let Constant::Code(code) = constant {
            verify(code.get().expect("made by the compiler"), name);
        }
    }
}
