//! What a `complex` holds.

use crate::builtins::type_::Type;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// A complex number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComplexNumber {
    /// The real part.
    pub re: f64,
    /// The imaginary part.
    pub im: f64,
}

impl ComplexNumber {
    /// `re + im * 1j`
    pub const fn new(re: f64, im: f64) -> ComplexNumber {
        ComplexNumber { re, im }
    }

    /// A real number.
    pub const fn real(re: f64) -> ComplexNumber {
        ComplexNumber { re, im: 0.0 }
    }

    /// Whether neither part is infinite or NaN.
    pub fn is_finite(self) -> bool {
        self.re.is_finite() && self.im.is_finite()
    }

    /// The hash; never -1.
    pub fn hash(self) -> i64 {
        /// CPython's `sys.hash_info.imag`.
        const IMAGINARY: i64 = 1_000_003;
        let hash_float = crate::builtins::float::hash_float;
        let hash = hash_float(self.im)
            .wrapping_mul(IMAGINARY)
            .wrapping_add(hash_float(self.re));
        if hash == -1 { -2 } else { hash }
    }
}

/// The payload of a `complex`.
pub struct Complex {
    /// The number.
    pub(crate) value: ComplexNumber,
}

impl Payload for Complex {
    const NAME: &'static str = "complex";
    const IS_CONTAINER: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.complex
    }
}

impl Complex {
    /// The number.
    pub fn number(&self) -> ComplexNumber {
        self.value
    }
}

impl Vm {
    /// Makes a `complex`.
    pub fn new_complex(&mut self, value: ComplexNumber) -> Value {
        let class = &self.types.complex;
        heap::new_object(self.heap(), class, class.root_shape(), Complex { value }, 0).into_value()
    }
}
