//! Code objects made by hand, for the tests of this crate.

use crate::code::{CodeFlags, CodeObject, Constant, ExceptionHandler, Local, LocalKind};
use crate::instruction::Instruction;
use crate::location::{Location, LocationTable};
use crate::opcode::Opcode;

/// An instruction with a signed or unsigned operand.
pub(crate) fn op(opcode: Opcode, n: i32) -> Instruction {
    if opcode.is_extended() {
        return Instruction::new(opcode, n as u32);
    }
    Instruction(u32::from(opcode.byte()) | (n as u32) << 8)
}

/// Instructions with zeroed caches behind them.
pub(crate) fn with_caches(words: &[Instruction]) -> Box<[Instruction]> {
    let mut all = Vec::new();
    for &word in words {
        all.push(word);
        let caches = word.opcode().map_or(0, Opcode::cache_words);
        all.extend(std::iter::repeat_n(Instruction(0), caches as usize));
    }
    all.into_boxed_slice()
}

/// A handler that does not push the offset.
pub(crate) fn handler(start: u32, end: u32, target: u32, depth: u32) -> ExceptionHandler {
    ExceptionHandler {
        start,
        end,
        target,
        depth,
        push_offset: false,
    }
}

/// A function of `x` with a local `y` and a cell `c`, and these instructions.
pub(crate) fn function(words: &[Instruction]) -> CodeObject {
    let local = |name: &str, kind| Local {
        name: name.into(),
        kind,
    };
    let instructions = with_caches(words);
    let locations: Vec<Location> = (0..instructions.len() as u32)
        .map(|index| Location {
            line: 1 + index / 4,
            end_line: 1 + index / 4,
            column: index,
            end_column: index + 3,
        })
        .collect();
    CodeObject {
        name: "f".into(),
        qualname: "C.f".into(),
        filename: "test.py".into(),
        first_line: 1,
        flags: CodeFlags::OPTIMIZED | CodeFlags::NEWLOCALS,
        argument_count: 1,
        positional_only_count: 0,
        keyword_only_count: 0,
        locals: Box::new([
            local("x", LocalKind::LOCAL),
            local("y", LocalKind::LOCAL),
            local("c", LocalKind::CELL),
        ]),
        max_stack: 12,
        instructions,
        constants: Box::new([Constant::None, Constant::Int(7)]),
        names: Box::new(["name".into(), "print".into()]),
        exception_table: Box::new([]),
        locations: LocationTable::encode(&locations),
    }
}

/// A module body with these instructions.
pub(crate) fn module(words: &[Instruction]) -> CodeObject {
    CodeObject {
        name: "<module>".into(),
        qualname: "<module>".into(),
        flags: CodeFlags::empty(),
        argument_count: 0,
        locals: Box::new([Local {
            name: ".namespace".into(),
            kind: LocalKind::HIDDEN,
        }]),
        ..function(words)
    }
}
