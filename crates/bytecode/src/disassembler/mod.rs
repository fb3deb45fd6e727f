//! Code objects as text, in the form that Python's `dis` prints.

mod operand;
mod repr;
mod shown;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::code::{CodeObject, Constant};
use crate::instruction::{Instruction, WORD_SIZE};
use crate::opcode::{Opcode, OperandKind};

pub use repr::constant_repr;
pub use shown::Shown;

/// Labels by the word that they stand at.
type Labels = BTreeMap<usize, usize>;

/// Width of the column of opcode names.
const NAME_WIDTH: usize = 20;

/// Width of the column of operands.
const OPERAND_WIDTH: usize = 5;

/// Writes out a code object, and the ones nested in it behind it: line numbers, labels, names of
/// opcodes, operands and what they mean, exception table. Broken code is shown as far as possible.
pub fn disassemble(code: &CodeObject) -> String {
    let mut text = String::new();
    write_code(code, &mut text);
    text
}

fn write_code(code: &CodeObject, out: &mut String) {
    write_instructions(code, out);
    for constant in &code.constants {
        if let Constant::Code(nested) = constant {
            let _ = write!(out, "\nDisassembly of {}:\n", constant_repr(constant));
            match nested.get() {
                Ok(nested) => write_code(nested, out),
                Err(error) => {
                    let _ = writeln!(out, "({error})");
                }
            }
        }
    }
}

fn write_instructions(code: &CodeObject, out: &mut String) {
    let labels = find_labels(code);
    let lines: Vec<u32> = code
        .locations
        .iter(code.instructions.len())
        .map(|location| location.line)
        .collect();
    let line_width = lines
        .iter()
        .map(|&line| if line == 0 { 4 } else { line.to_string().len() })
        .fold(3, usize::max);
    let label_width = 4 + labels.len().to_string().len();
    let mut last_line = None;
    for (index, word, opcode) in words(code) {
        let line = lines[index];
        let starts_line = last_line != Some(line);
        if starts_line && index != 0 {
            out.push('\n');
        }
        last_line = Some(line);
        let line = match (starts_line, line) {
            (false, _) => String::new(),
            (true, 0) => "--".to_owned(),
            (true, line) => line.to_string(),
        };
        let label = labels
            .get(&index)
            .map(|label| format!("L{label}:"))
            .unwrap_or_default();
        let start = out.len();
        let _ = write!(out, "{line:>line_width$} {label:>label_width$}     ");
        match opcode {
            Some(opcode) => write_instruction(code, index, word, opcode, &labels, out),
            None => {
                let _ = write!(out, "<{:#010x}>", word.0);
            }
        }
        out.truncate(start + out[start..].trim_end().len());
        out.push('\n');
    }
    if !code.exception_table.is_empty() {
        out.push_str("ExceptionTable:\n");
    }
    for handler in &code.exception_table {
        let label = |word: u32| labels.get(&(word as usize)).copied().unwrap_or_default();
        let _ = writeln!(
            out,
            "  L{} to L{} -> L{} [{}]{}",
            label(handler.start),
            label(handler.end),
            label(handler.target),
            handler.depth,
            if handler.push_offset { " lasti" } else { "" },
        );
    }
}

fn write_instruction(
    code: &CodeObject,
    index: usize,
    word: Instruction,
    opcode: Opcode,
    labels: &Labels,
    out: &mut String,
) {
    let _ = write!(out, "{:<NAME_WIDTH$}", opcode.name());
    if opcode.operand_kind() == OperandKind::None {
        return;
    }
    let number_width = OPERAND_WIDTH.saturating_sub(opcode.name().len().saturating_sub(NAME_WIDTH));
    let _ = write!(out, " {:>number_width$}", operand::number(opcode, word));
    let meaning = match opcode.operand_kind() {
        OperandKind::Jump => jump_target(index, word, opcode)
            .and_then(|target| labels.get(&target))
            .map(|label| format!("to L{label}")),
        _ => operand::meaning(code, opcode, word),
    };
    if let Some(meaning) = meaning {
        let _ = write!(out, " ({meaning})");
    }
}

/// The instructions with the index of their word; caches are passed over.
fn words(code: &CodeObject) -> impl Iterator<Item = (usize, Instruction, Option<Opcode>)> + '_ {
    let mut index = 0;
    std::iter::from_fn(move || {
        let at = index;
        let word = *code.instructions.get(at)?;
        let opcode = word.opcode();
        index += opcode.map_or(1, |opcode| opcode.words() as usize);
        Some((at, word, opcode))
    })
}

fn jump_target(index: usize, word: Instruction, opcode: Opcode) -> Option<usize> {
    let next = index + opcode.words() as usize;
    next.checked_add_signed((word.signed_n() / WORD_SIZE as i32) as isize)
}

/// Numbers the targets of jumps and the bounds in the exception table, in order.
fn find_labels(code: &CodeObject) -> Labels {
    let mut labels = Labels::new();
    for (index, word, opcode) in words(code) {
        if let Some(opcode) = opcode
            && opcode.operand_kind() == OperandKind::Jump
        {
            labels.extend(jump_target(index, word, opcode).map(|target| (target, 0)));
        }
    }
    for handler in &code.exception_table {
        for word in [handler.start, handler.end, handler.target] {
            labels.insert(word as usize, 0);
        }
    }
    labels
        .values_mut()
        .zip(1..)
        .for_each(|(label, number)| *label = number);
    labels
}
