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

use crate::result::PyResult;
use crate::vm::Vm;

/// `base ** exponent` of floats whose result is not real.
pub(crate) fn power_of_floats(base: f64, exponent: f64, vm: &mut Vm) -> PyResult {
    let result = arithmetic::power(ComplexNumber::real(base), ComplexNumber::real(exponent), vm)?;
    Ok(vm.new_complex(result))
}
