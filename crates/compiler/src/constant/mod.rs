//! Constants: the pool of a code object, literals, and folding.

mod fold;
mod literal;

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::tables::IndexSet;
use num_bigint::BigInt;
use num_traits::{ToPrimitive, Zero};
use rpy_bytecode::{Constant, LazyCode};

pub(crate) use fold::{fold_binary, fold_unary};
pub(crate) use literal::{bytes_literal, number, string_literal, unescape};

/// The constants of a code object. Equal constants of the same type share an entry; `0.0`, `-0.0`,
/// `0` and `False` are different ones.
#[derive(Default)]
pub(crate) struct ConstantPool {
    constants: IndexSet<Exact>,
}

impl ConstantPool {
    /// The index of a constant, which is added if it is not there yet.
    pub(crate) fn add(&mut self, constant: Constant) -> u32 {
        self.constants.insert_full(Exact(constant)).0 as u32
    }

    /// The constant with this index.
    pub(crate) fn get(&self, index: u32) -> &Constant {
        &self.constants[index as usize].0
    }

    /// Number of constants.
    pub(crate) fn len(&self) -> usize {
        self.constants.len()
    }

    /// Takes the constants out.
    pub(crate) fn into_constants(self) -> Vec<Constant> {
        self.constants.into_iter().map(|it| it.0).collect()
    }
}

/// A constant that is equal to those that are the same, type included; code is only the same as itself.
struct Exact(Constant);

impl Eq for Exact {}

impl PartialEq for Exact {
    fn eq(&self, other: &Exact) -> bool {
        same(&self.0, &other.0)
    }
}

impl Hash for Exact {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash(&self.0, state);
    }
}

fn hash<H: Hasher>(constant: &Constant, state: &mut H) {
    std::mem::discriminant(constant).hash(state);
    match constant {
        Constant::None | Constant::Ellipsis => {}
        Constant::Bool(value) => value.hash(state),
        Constant::Int(value) => value.hash(state),
        Constant::BigInt(value) => value.hash(state),
        Constant::Float(value) => value.to_bits().hash(state),
        Constant::Complex(real, imaginary) => {
            [real.to_bits(), imaginary.to_bits()].hash(state);
        }
        Constant::Str(value) => state.write(value),
        Constant::Bytes(value) => state.write(value),
        Constant::Tuple(items) | Constant::FrozenSet(items) => {
            items.iter().for_each(|item| hash(item, state));
        }
        Constant::Slice(items) => items.iter().for_each(|item| hash(item, state)),
        Constant::Code(code) => Arc::as_ptr(code).hash(state),
    }
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
    let all_same = |left: &[Constant], right: &[Constant]| {
        left.len() == right.len()
            && left
                .iter()
                .zip(right)
                .all(|(left, right)| same(left, right))
    };
    match (left, right) {
        (Constant::None, Constant::None) | (Constant::Ellipsis, Constant::Ellipsis) => true,
        (Constant::Bool(left), Constant::Bool(right)) => left == right,
        (Constant::Int(left), Constant::Int(right)) => left == right,
        (Constant::BigInt(left), Constant::BigInt(right)) => left == right,
        (Constant::Float(left), Constant::Float(right)) => left.to_bits() == right.to_bits(),
        (Constant::Complex(left, left_i), Constant::Complex(right, right_i)) => {
            left.to_bits() == right.to_bits() && left_i.to_bits() == right_i.to_bits()
        }
        (Constant::Str(left), Constant::Str(right)) => left == right,
        (Constant::Bytes(left), Constant::Bytes(right)) => left == right,
        (Constant::Tuple(left), Constant::Tuple(right)) => all_same(left, right),
        (Constant::FrozenSet(left), Constant::FrozenSet(right)) => all_same(left, right),
        (Constant::Slice(left), Constant::Slice(right)) => all_same(&left[..], &right[..]),
        (Constant::Code(left), Constant::Code(right)) => Arc::ptr_eq(left, right),
        _ => false,
    }
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
    Constant::Code(LazyCode::from_code(Arc::new(code)))
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
        Constant::Str(value) => !value.is_empty(),
        Constant::Bytes(value) => !value.is_empty(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => !items.is_empty(),
        Constant::Ellipsis | Constant::Slice(_) | Constant::Code(_) => true,
    }
}
