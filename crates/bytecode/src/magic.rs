//! The magic number of cache files.

use crate::marshal::FORMAT_VERSION;
use crate::opcode::{Opcode, StackEffect};
use crate::operator::{BinaryOperator, CompareOperator, Intrinsic1, Intrinsic2};

/// The tag in the names of cache files: `NAME.rpy-314.pyc` (`sys.implementation.cache_tag`).
pub const MAGIC_TAG: &str = "rpy-314";

/// The first four bytes of a cache file (`importlib.util.MAGIC_NUMBER`).
///
/// The number is a hash over the instruction set and the version of the marshal format, so code of
/// another version of either is never run. It ends in `\r\n` as CPython's: a transfer as text
/// spoils it.
pub const MAGIC: [u8; 4] = {
    let hash = instruction_set_hash();
    let folded = hash ^ hash >> 32;
    let folded = folded ^ folded >> 16;
    // CPython's numbers are below 0x8000.
    [folded as u8, (folded >> 8) as u8 | 0x80, b'\r', b'\n']
};

/// Hashes the opcode table, the operators and the marshal format.
const fn instruction_set_hash() -> u64 {
    let mut hash = number(0xcbf2_9ce4_8422_2325, FORMAT_VERSION);
    let mut index = 0;
    while index < Opcode::ALL.len() {
        let opcode = Opcode::ALL[index];
        hash = text(number(hash, opcode as u32), opcode.name());
        hash = number(
            number(hash, opcode.operand_kind() as u32),
            opcode.cache_words(),
        );
        hash = effect(hash, opcode.stack_effect(1));
        hash = effect(hash, opcode.stack_effect(0x1234));
        if let Some(jump) = opcode.jump_effect() {
            hash = effect(hash, jump);
        }
        index += 1;
    }
    macro_rules! add_members { ($($type:ident)*) => { $(
        let mut index = 0;
        while index < $type::ALL.len() {
            let member = $type::ALL[index];
            hash = text(number(hash, member as u32), member.text());
            index += 1;
        }
    )* } }
    add_members!(BinaryOperator CompareOperator Intrinsic1 Intrinsic2);
    hash
}

/// One step of FNV-1a.
const fn byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

const fn number(hash: u64, number: u32) -> u64 {
    let [a, b, c, d] = number.to_le_bytes();
    byte(byte(byte(byte(hash, a), b), c), d)
}

const fn text(mut hash: u64, text: &str) -> u64 {
    let mut index = 0;
    while index < text.len() {
        hash = byte(hash, text.as_bytes()[index]);
        index += 1;
    }
    byte(hash, 0xff)
}

const fn effect(hash: u64, effect: StackEffect) -> u64 {
    number(number(hash, effect.popped), effect.pushed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_ends_as_text_would_break_it() {
        assert_eq!(&MAGIC[2..], b"\r\n");
        assert!(MAGIC[1] >= 0x80);
    }

    #[test]
    fn hash_depends_on_every_part() {
        let base = number(text(1, "NOP"), 2);
        assert_ne!(base, number(text(1, "NOQ"), 2));
        assert_ne!(base, number(text(1, "NOP"), 3));
        let one = effect(
            1,
            StackEffect {
                popped: 1,
                pushed: 0,
            },
        );
        assert_ne!(
            one,
            effect(
                1,
                StackEffect {
                    popped: 0,
                    pushed: 1
                }
            )
        );
    }
}
