//! Instructions one by one, for programs that look at code.

use super::{jump_target, operand};
use crate::code::CodeObject;
use crate::instruction::Instruction;
use crate::opcode::{Opcode, OperandKind};

/// An instruction as it is shown.
pub struct Shown {
    /// Its word.
    pub index: usize,
    /// The word itself.
    pub word: Instruction,
    /// What it does.
    pub opcode: Opcode,
    /// The operand as a number, or as several; empty without one.
    pub number: String,
    /// The operand in words, if the number does not say it all.
    pub meaning: Option<String>,
    /// The word that it jumps to.
    pub target: Option<usize>,
}

impl Shown {
    /// The instructions of a code object, or of other `words` in place of its own. What is no instruction
    /// is left out.
    pub fn of<'code>(
        code: &'code CodeObject,
        words: Option<&'code [u32]>,
    ) -> impl Iterator<Item = Shown> + 'code {
        let mut index = 0;
        std::iter::from_fn(move || {
            loop {
                let at = index;
                let word = match words {
                    Some(words) => Instruction(*words.get(at)?),
                    None => *code.instructions.get(at)?,
                };
                index += 1;
                let Some(opcode) = word.opcode() else {
                    continue;
                };
                index = at + opcode.words() as usize;
                let kind = opcode.operand_kind();
                return Some(Shown {
                    index: at,
                    word,
                    opcode,
                    number: match kind {
                        OperandKind::None => String::new(),
                        _ => operand::number(opcode, word),
                    },
                    meaning: match kind {
                        OperandKind::None => None,
                        _ => operand::meaning(code, opcode, word),
                    },
                    target: match kind {
                        OperandKind::Jump => jump_target(at, word, opcode),
                        _ => None,
                    },
                });
            }
        })
    }
}
