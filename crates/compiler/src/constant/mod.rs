//! Constants: the pool of a code object, literals, and folding.

mod fold;
mod literal;

use crate::tables::HashMap;
use num_bigint::BigInt;
use num_traits::{ToPrimitive, Zero};
use rpy_bytecode::{Constant, LazyCode};

pub(crate) use fold::{fold_binary, fold_unary};
pub(crate) use literal::{bytes_literal, number, string_literal, unescape};

/// The constants of a code object. Equal constants of the same type share an entry; `0.0`, `-0.0`,
/// `0` and `False` are different ones.
#[derive(Default)]
pub(crate) struct ConstantPool {
    constants: Vec<Constant>,
    by_key: HashMap<Box<[u8]>, u32>,
    /// The key of the constant that is being added.
    key: Vec<u8>,
}

impl ConstantPool {
    /// The index of a constant, which is added if it is not there yet.
    pub(crate) fn add(&mut self, constant: Constant) -> u32 {
        self.key.clear();
        if !write_key(&constant, &mut self.key) {
            return self.push(constant);
        }
        if let Some(index) = self.by_key.get(self.key.as_slice()) {
            return *index;
        }
        let index = self.push(constant);
        self.by_key.insert(self.key.as_slice().into(), index);
        index
    }

    fn push(&mut self, constant: Constant) -> u32 {
        let index = self.constants.len() as u32;
        self.constants.push(constant);
        index
    }

    /// The constant with this index.
    pub(crate) fn get(&self, index: u32) -> &Constant {
        &self.constants[index as usize]
    }

    /// Number of constants.
    pub(crate) fn len(&self) -> usize {
        self.constants.len()
    }

    /// Takes the constants out.
    pub(crate) fn into_constants(self) -> Vec<Constant> {
        self.constants
    }
}

/// Writes bytes that identify a constant; code objects have none and give false.
fn write_key(constant: &Constant, key: &mut Vec<u8>) -> bool {
    let mut sized = |tag: u8, bytes: &[u8]| {
        key.push(tag);
        key.extend((bytes.len() as u64).to_le_bytes());
        key.extend(bytes);
    };
    match constant {
        Constant::None => sized(b'N', &[]),
        Constant::Bool(value) => sized(b'B', &[u8::from(*value)]),
        Constant::Ellipsis => sized(b'.', &[]),
        Constant::Int(value) => sized(b'i', &value.to_le_bytes()),
        Constant::BigInt(value) => sized(b'I', &value.to_signed_bytes_le()),
        Constant::Float(value) => sized(b'f', &value.to_bits().to_le_bytes()),
        Constant::Complex(real, imaginary) => {
            sized(b'c', &real.to_bits().to_le_bytes());
            key.extend(imaginary.to_bits().to_le_bytes());
        }
        Constant::Str(value) => sized(b's', value),
        Constant::Bytes(value) => sized(b'b', value),
        Constant::Tuple(items) => return write_items(b'(', items, key),
        Constant::FrozenSet(items) => return write_items(b'{', items, key),
        Constant::Slice(items) => return write_items(b':', &items[..], key),
        Constant::Code(_) => return false,
    }
    true
}

fn write_items(tag: u8, items: &[Constant], key: &mut Vec<u8>) -> bool {
    key.push(tag);
    key.extend((items.len() as u64).to_le_bytes());
    items.iter().all(|item| write_key(item, key))
}

/// Whether two constants are equal as keys of a dict.
pub(crate) fn equal(left: &Constant, right: &Constant) -> bool {
    /// Real and imaginary part of a number; large ints are none.
    fn number(constant: &Constant) -> Option<(f64, f64)> {
        let exact = |value: i64| (value.unsigned_abs() < 1 << 53).then_some((value as f64, 0.0));
        match constant {
            Constant::Bool(value) => Some((f64::from(u8::from(*value)), 0.0)),
            Constant::Int(value) => exact(*value),
            Constant::Float(value) => Some((*value, 0.0)),
            Constant::Complex(real, imaginary) => Some((*real, *imaginary)),
            _ => None,
        }
    }
    match (number(left), number(right)) {
        (Some(left), Some(right)) => left == right,
        _ => same(left, right),
    }
}

/// Whether two constants are the same, type included.
fn same(left: &Constant, right: &Constant) -> bool {
    let (mut left_key, mut right_key) = (Vec::new(), Vec::new());
    write_key(left, &mut left_key) && write_key(right, &mut right_key) && left_key == right_key
}

/// A string constant.
pub(crate) fn string(text: &str) -> Constant {
    Constant::Str(text.as_bytes().into())
}

/// An int constant in its canonical form.
pub(crate) fn integer(value: BigInt) -> Constant {
    match value.to_i64() {
        Some(small) => Constant::Int(small),
        None => Constant::BigInt(Box::new(value)),
    }
}

/// A code constant.
pub(crate) fn code(code: rpy_bytecode::CodeObject) -> Constant {
    Constant::Code(LazyCode::from_code(std::sync::Arc::new(code)))
}

/// The truth value of a constant.
pub(crate) fn truth(constant: &Constant) -> bool {
    match constant {
        Constant::None => false,
        Constant::Bool(value) => *value,
        Constant::Int(value) => *value != 0,
        Constant::BigInt(value) => !value.is_zero(),
        Constant::Float(value) => *value != 0.0,
        Constant::Complex(real, imaginary) => *real != 0.0 || *imaginary != 0.0,
        Constant::Str(value) | Constant::Bytes(value) => !value.is_empty(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => !items.is_empty(),
        Constant::Ellipsis | Constant::Slice(_) | Constant::Code(_) => true,
    }
}
