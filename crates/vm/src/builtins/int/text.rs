//! `repr` of ints, and the limit on their digits.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#integer-string-conversion-length-limitation>

use num_bigint::BigInt;
use num_traits::Signed;

use crate::builtins::int::large;
use crate::builtins::int::value::IntView;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// Digits that an int may have when it is converted to or from decimal text, unless
/// `sys.set_int_max_str_digits` says otherwise.
pub(crate) const DEFAULT_MAX_DIGITS: usize = 4300;

impl Vm {
    /// The decimal digits of an int, with its sign.
    ///
    /// Raises `ValueError` if they are more than the limit.
    pub fn int_to_string(&mut self, value: IntView<'_>) -> PyResult<String> {
        match value {
            IntView::Small(small) => Ok(small.to_string()),
            IntView::Wide(wide) => Ok(wide.to_string()),
            IntView::Big(big) => self.big_int_to_string(big),
        }
    }

    fn big_int_to_string(&mut self, value: &BigInt) -> PyResult<String> {
        let limit = self.int_max_str_digits;
        // log10(2) rounded down: an int with that many digits at least is refused before the work.
        let least_digits = (value.bits() - 1) as f64 * std::f64::consts::LOG10_2;
        if limit != 0 && least_digits > limit as f64 {
            return Err(self.too_many_digits());
        }
        // The digits of a long int are made in pieces, between which the int may be dropped.
        let mut text = large::decimal_digits(value.magnitude().clone(), self)?;
        if value.is_negative() {
            text.insert(0, '-');
        }
        let digits = text.len() - usize::from(text.starts_with('-'));
        if limit != 0 && digits > limit {
            return Err(self.too_many_digits());
        }
        Ok(text)
    }

    #[cold]
    fn too_many_digits(&mut self) -> Raised {
        let limit = self.int_max_str_digits;
        self.value_error(format!(
            "Exceeds the limit ({limit} digits) for integer string conversion; use \
             sys.set_int_max_str_digits() to increase the limit"
        ))
    }

    /// The `ValueError` for a text that is no int. `literal` is its `repr`.
    #[cold]
    pub(crate) fn invalid_int_literal(&mut self, base: u32, literal: &str) -> Raised {
        // CPython cuts the literal off after 200 characters.
        let literal: String = literal.chars().take(200).collect();
        let message = format!("invalid literal for int() with base {base}: {literal}");
        self.value_error(message)
    }

    /// `ValueError`: a text of so many digits is not converted.
    #[cold]
    pub(crate) fn text_of_too_many_digits(&mut self, digits: usize) -> Raised {
        let limit = self.int_max_str_digits;
        self.value_error(format!(
            "Exceeds the limit ({limit} digits) for integer string conversion: value has \
             {digits} digits; use sys.set_int_max_str_digits() to increase the limit"
        ))
    }
}
