//! What an `int` holds, and how to look at any int.

use std::borrow::Cow;

use num_bigint::{BigInt, Sign};
use num_traits::{Signed, ToPrimitive};

use crate::builtins::type_::Type;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// An int on the heap: one of more than 62 bits, or an instance of a subclass.
pub struct Int {
    /// The number.
    pub(crate) value: BigInt,
}

impl Payload for Int {
    const NAME: &'static str = "int";
    const IS_CONTAINER: bool = false;
    const OWNS_BUFFERS: bool = true;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn buffer_bytes(&self) -> usize {
        (self.value.bits() / 8) as usize
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.int
    }
}

/// Any int, `bool` and subclasses included.
#[derive(Clone, Copy, Debug)]
pub enum IntView<'a> {
    /// One that fits 64 bits, wherever it is kept.
    Small(i64),
    /// One that does not.
    Big(&'a BigInt),
}

impl<'a> IntView<'a> {
    /// A view of a number.
    pub fn of(value: &'a BigInt) -> IntView<'a> {
        match value.to_i64() {
            Some(small) => IntView::Small(small),
            None => IntView::Big(value),
        }
    }

    /// The number as a `BigInt`.
    pub fn to_big(self) -> Cow<'a, BigInt> {
        match self {
            IntView::Small(small) => Cow::Owned(BigInt::from(small)),
            IntView::Big(big) => Cow::Borrowed(big),
        }
    }

    /// The number, if it fits 64 bits.
    pub fn as_i64(self) -> Option<i64> {
        match self {
            IntView::Small(small) => Some(small),
            IntView::Big(_) => None,
        }
    }

    /// Whether the number is below zero.
    pub fn is_negative(self) -> bool {
        match self {
            IntView::Small(small) => small < 0,
            IntView::Big(big) => big.is_negative(),
        }
    }

    /// Whether the number is zero.
    pub fn is_zero(self) -> bool {
        matches!(self, IntView::Small(0))
    }

    /// Whether the number is odd.
    pub fn is_odd(self) -> bool {
        match self {
            IntView::Small(small) => small & 1 != 0,
            IntView::Big(big) => big.bit(0),
        }
    }

    /// Number of bits of the magnitude.
    pub fn bits(self) -> u64 {
        match self {
            IntView::Small(small) => u64::from(u64::BITS - small.unsigned_abs().leading_zeros()),
            IntView::Big(big) => big.bits(),
        }
    }

    /// The nearest float, ties to even; `None` if that is beyond the largest.
    pub fn to_f64(self) -> Option<f64> {
        match self {
            IntView::Small(small) => Some(small as f64),
            IntView::Big(big) => big.to_f64().filter(|float| float.is_finite()),
        }
    }

    /// The hash: the number modulo 2^61 - 1 with its sign, never -1.
    pub fn hash(self) -> i64 {
        match self {
            IntView::Small(small) => hash_small_int(small),
            IntView::Big(big) => hash_big_int(big),
        }
    }
}

/// The modulus of the hash of numbers, 2^61 - 1.
/// Source: <https://docs.python.org/3.14/library/stdtypes.html#hashing-of-numeric-types>
pub(crate) const HASH_MODULUS: u64 = (1 << 61) - 1;

/// The hash of an int that fits 64 bits; never -1.
pub const fn hash_small_int(value: i64) -> i64 {
    let hash = (value.unsigned_abs() % HASH_MODULUS) as i64;
    let hash = if value < 0 { -hash } else { hash };
    if hash == -1 { -2 } else { hash }
}

/// The hash of an int of any size; never -1.
pub fn hash_big_int(value: &BigInt) -> i64 {
    let digits = value.iter_u64_digits().rev();
    let hash = digits.fold(0, |hash: u64, digit| {
        ((u128::from(hash) << 64 | u128::from(digit)) % u128::from(HASH_MODULUS)) as u64
    }) as i64;
    let hash = if value.sign() == Sign::Minus {
        -hash
    } else {
        hash
    };
    if hash == -1 { -2 } else { hash }
}

impl Value {
    /// The number, if this is an int: also a `bool` or an instance of a subclass.
    #[inline(always)]
    pub fn as_int(&self) -> Option<IntView<'_>> {
        match self.as_small_int() {
            Some(small) => Some(IntView::Small(small)),
            None => self.as_int_slow(),
        }
    }

    #[inline(never)]
    fn as_int_slow(&self) -> Option<IntView<'_>> {
        if let Some(truth) = self.as_bool() {
            return Some(IntView::Small(i64::from(truth)));
        }
        self.downcast::<Int>().map(|int| IntView::of(&int.value))
    }
}

impl Vm {
    /// Makes an `int` of a machine integer.
    #[inline(always)]
    pub fn new_int(&mut self, value: i64) -> Value {
        match Value::small_int(value) {
            Some(small) => small,
            None => self.new_big_int(BigInt::from(value)),
        }
    }

    /// Makes an `int`; on the heap only if it has more than 62 bits.
    pub fn new_big_int(&mut self, value: BigInt) -> Value {
        if let Some(small) = value.to_i64().and_then(Value::small_int) {
            return small;
        }
        let class = &self.types.int;
        heap::new_object(self.heap(), class, class.root_shape(), Int { value }, 0).into_value()
    }

    /// Makes an `int` of a 128-bit integer.
    pub fn new_int_i128(&mut self, value: i128) -> Value {
        match i64::try_from(value) {
            Ok(value) => self.new_int(value),
            Err(_) => self.new_big_int(BigInt::from(value)),
        }
    }

    /// Makes an `int` of any view.
    pub fn new_int_of(&mut self, value: IntView<'_>) -> Value {
        match value {
            IntView::Small(small) => self.new_int(small),
            IntView::Big(big) => self.new_big_int(big.clone()),
        }
    }
}
