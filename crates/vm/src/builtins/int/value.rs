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
    number: Number,
}

/// A number that an int keeps on the heap.
enum Number {
    /// One that fits 128 bits, as two words: an allocation less than a `BigInt`.
    Words([u64; 2]),
    /// One that does not.
    Big(BigInt),
}

impl Int {
    /// An int that keeps this number.
    pub(crate) fn of_big(value: BigInt) -> Int {
        let number = match value.to_i128() {
            Some(value) => return Int::of_i128(value),
            None => Number::Big(value),
        };
        Int { number }
    }

    /// An int that keeps this number.
    pub(crate) const fn of_i128(value: i128) -> Int {
        let bits = value as u128;
        Int {
            number: Number::Words([bits as u64, (bits >> 64) as u64]),
        }
    }

    /// The number.
    pub fn view(&self) -> IntView<'_> {
        match &self.number {
            Number::Words([low, high]) => {
                IntView::of_i128((u128::from(*high) << 64 | u128::from(*low)) as i128)
            }
            Number::Big(big) => IntView::Big(big),
        }
    }
}

impl Payload for Int {
    const NAME: &'static str = "int";
    const IS_CONTAINER: bool = false;
    const OWNS_BUFFERS: bool = true;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn buffer_bytes(&self) -> usize {
        match &self.number {
            Number::Words(_) => 0,
            Number::Big(big) => (big.bits() / 8) as usize,
        }
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
    /// One that fits 128 bits, but not 64.
    Wide(i128),
    /// One that does not fit 128 bits.
    Big(&'a BigInt),
}

impl<'a> IntView<'a> {
    /// A view of a number.
    pub fn of(value: &'a BigInt) -> IntView<'a> {
        match value.to_i128() {
            Some(number) => IntView::of_i128(number),
            None => IntView::Big(value),
        }
    }

    /// A view of a number.
    #[inline]
    pub fn of_i128(value: i128) -> IntView<'a> {
        match i64::try_from(value) {
            Ok(small) => IntView::Small(small),
            Err(_) => IntView::Wide(value),
        }
    }

    /// The number, if it fits 128 bits.
    #[inline]
    pub fn as_i128(self) -> Option<i128> {
        match self {
            IntView::Small(small) => Some(i128::from(small)),
            IntView::Wide(wide) => Some(wide),
            IntView::Big(_) => None,
        }
    }

    /// The number as a `BigInt`.
    pub fn to_big(self) -> Cow<'a, BigInt> {
        match self {
            IntView::Small(small) => Cow::Owned(BigInt::from(small)),
            IntView::Wide(wide) => Cow::Owned(BigInt::from(wide)),
            IntView::Big(big) => Cow::Borrowed(big),
        }
    }

    /// The number, if it fits 64 bits.
    pub fn as_i64(self) -> Option<i64> {
        match self {
            IntView::Small(small) => Some(small),
            IntView::Wide(_) | IntView::Big(_) => None,
        }
    }

    /// Whether the number is below zero.
    pub fn is_negative(self) -> bool {
        match self {
            IntView::Small(small) => small < 0,
            IntView::Wide(wide) => wide < 0,
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
            IntView::Wide(wide) => wide & 1 != 0,
            IntView::Big(big) => big.bit(0),
        }
    }

    /// Number of bits of the magnitude.
    pub fn bits(self) -> u64 {
        match self {
            IntView::Small(small) => u64::from(u64::BITS - small.unsigned_abs().leading_zeros()),
            IntView::Wide(wide) => u64::from(u128::BITS - wide.unsigned_abs().leading_zeros()),
            IntView::Big(big) => big.bits(),
        }
    }

    /// The nearest float, ties to even; `None` if that is beyond the largest.
    pub fn to_f64(self) -> Option<f64> {
        match self {
            IntView::Small(small) => Some(small as f64),
            IntView::Wide(wide) => Some(wide as f64),
            IntView::Big(big) => big.to_f64().filter(|float| float.is_finite()),
        }
    }

    /// The hash: the number modulo 2^61 - 1 with its sign, never -1.
    pub fn hash(self) -> i64 {
        match self {
            IntView::Small(small) => hash_small_int(small),
            IntView::Wide(wide) => hash_wide_int(wide),
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

/// The hash of an int that fits 128 bits; never -1.
fn hash_wide_int(value: i128) -> i64 {
    let hash = (value.unsigned_abs() % u128::from(HASH_MODULUS)) as i64;
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
        self.downcast::<Int>().map(|int| int.view())
    }
}

impl Vm {
    /// Makes an `int` of a machine integer.
    #[inline(always)]
    pub fn new_int(&mut self, value: i64) -> Value {
        match Value::small_int(value) {
            Some(small) => small,
            None => self.new_heap_int(Int::of_i128(i128::from(value))),
        }
    }

    /// Makes an `int` of a length that may be beyond what there is room for in memory.
    #[inline]
    pub fn new_length(&mut self, length: usize) -> Value {
        match i64::try_from(length) {
            Ok(length) => self.new_int(length),
            Err(_) => self.new_int_i128(length as i128),
        }
    }

    /// Makes an `int`; on the heap only if it has more than 62 bits.
    pub fn new_big_int(&mut self, value: BigInt) -> Value {
        if value.bits() > u64::from(i128::BITS) {
            let number = Number::Big(value);
            return self.new_heap_int(Int { number });
        }
        if let Some(small) = value.to_i64().and_then(Value::small_int) {
            return small;
        }
        self.new_heap_int(Int::of_big(value))
    }

    fn new_heap_int(&mut self, int: Int) -> Value {
        let class = &self.types.int;
        heap::new_object(self.heap(), class, class.root_shape(), int, 0).into_value()
    }

    /// Makes an `int` of a 128-bit integer.
    pub fn new_int_i128(&mut self, value: i128) -> Value {
        match i64::try_from(value) {
            Ok(value) => self.new_int(value),
            Err(_) => self.new_heap_int(Int::of_i128(value)),
        }
    }

    /// Makes an `int` of any view.
    pub fn new_int_of(&mut self, value: IntView<'_>) -> Value {
        match value {
            IntView::Small(small) => self.new_int(small),
            IntView::Wide(wide) => self.new_int_i128(wide),
            IntView::Big(big) => self.new_big_int(big.clone()),
        }
    }
}
