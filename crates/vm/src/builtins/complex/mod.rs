//! `complex`: complex numbers.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#numeric-types-int-float-complex>

mod arithmetic;
mod format;
mod methods;
mod new;
mod parse;
mod slots;
mod text;
mod value;

pub use new::number_of;
pub use text::complex_repr;
pub use value::{Complex, ComplexNumber};

use crate::builtins::type_::TypeFlags;
use crate::function::native::TypeSpec;
use crate::object::payload::Payload;
use crate::result::PyResult;
use crate::vm::Vm;

/// The type `complex`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "(real=0, imag=0)",
    name: "complex",
    doc: "Creates a complex number from a string or from a real part and an imaginary part.",
    payload: Complex::INFO,
    flags: TypeFlags::BASE,
    slots: slots::SLOTS,
    members: &[Complex::MEMBERS],
};

/// `base ** exponent` of floats whose result is not real.
pub(crate) fn power_of_floats(base: f64, exponent: f64, vm: &mut Vm) -> PyResult {
    let result = arithmetic::power(ComplexNumber::real(base), ComplexNumber::real(exponent), vm)?;
    Ok(vm.new_complex(result))
}
