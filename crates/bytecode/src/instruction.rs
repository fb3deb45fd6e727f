//! One 32-bit word of code: an opcode with its operand, or a word of inline cache.

use crate::opcode::{EXTENDED, Opcode};

/// Size of a code word in bytes.
pub const WORD_SIZE: usize = 4;

/// Largest unsigned operand.
pub const MAX_OPERAND: u32 = (1 << 24) - 1;

/// A word of code. See [`crate::opcode::OperandKind`] for the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(transparent)]
pub struct Instruction(pub u32);

impl Instruction {
    /// An instruction with operand `n`: 24 bits, or 16 of an opcode of the second page.
    pub const fn new(opcode: Opcode, n: u32) -> Instruction {
        debug_assert!(n <= Instruction::max_operand(opcode));
        if opcode.is_extended() {
            return Instruction(EXTENDED as u32 | (opcode as u32 & 0xff) << 8 | n << 16);
        }
        Instruction(opcode as u32 | n << 8)
    }

    /// The largest unsigned operand of an opcode.
    pub const fn max_operand(opcode: Opcode) -> u32 {
        if opcode.is_extended() {
            MAX_OPERAND >> 8
        } else {
            MAX_OPERAND
        }
    }

    /// An instruction with a signed operand in -2^23..2^23.
    pub const fn signed(opcode: Opcode, n: i32) -> Instruction {
        debug_assert!(n >= -(1 << 23) && n < 1 << 23);
        Instruction(opcode.byte() as u32 | (n as u32) << 8)
    }

    /// An instruction with a byte and a half-word.
    pub const fn pair(opcode: Opcode, a: u8, bc: u16) -> Instruction {
        Instruction(opcode.byte() as u32 | (a as u32) << 8 | (bc as u32) << 16)
    }

    /// An instruction with three bytes.
    pub const fn triple(opcode: Opcode, a: u8, b: u8, c: u8) -> Instruction {
        Instruction(opcode.byte() as u32 | (a as u32) << 8 | (b as u32) << 16 | (c as u32) << 24)
    }

    /// The opcode, or `None` if the number is not in the table.
    pub fn opcode(self) -> Option<Opcode> {
        Opcode::of_word(self.0)
    }

    /// The number of the opcode, whether there is one with that number or not: below 256 on the
    /// first page, below 512 on the second.
    #[inline]
    pub(crate) const fn number(self) -> usize {
        let (low, high) = (self.0 as u8, (self.0 >> 8) as u8);
        if low == EXTENDED {
            256 + high as usize
        } else {
            low as usize
        }
    }

    /// The operand bits, unsigned.
    pub const fn n(self) -> u32 {
        if self.0 as u8 == EXTENDED {
            self.0 >> 16
        } else {
            self.0 >> 8
        }
    }

    /// The 24 operand bits, signed.
    pub const fn signed_n(self) -> i32 {
        self.0 as i32 >> 8
    }

    /// Operand field `a`.
    pub const fn a(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// Operand field `b`.
    pub const fn b(self) -> u8 {
        (self.0 >> 16) as u8
    }

    /// Operand field `c`.
    pub const fn c(self) -> u8 {
        (self.0 >> 24) as u8
    }

    /// Operand field `bc`.
    pub const fn bc(self) -> u16 {
        (self.0 >> 16) as u16
    }
}
