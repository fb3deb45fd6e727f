//! `float`: double-precision numbers.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#numeric-types-int-float-complex>

mod arithmetic;
mod compare;
mod decimal;
mod format;
mod half;
mod hex;
mod methods;
mod parse;
mod repr;
mod round;
mod slots;
mod value;

pub use arithmetic::{divide_with_remainder, power, remainder};
pub use compare::order_float_int;
pub use format::{FloatStyle, float_text};
pub(crate) use format::{fixed_text, format_float, number_text};
pub use half::{double_to_half, double_to_single, half_to_double, single_to_double};
pub use parse::parse_float;
pub use repr::{float_repr, shortest_digits};
pub use round::round_to_digits;
pub use value::{Float, hash_float};
