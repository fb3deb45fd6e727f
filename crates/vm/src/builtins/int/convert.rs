//! Conversion between ints, machine integers and floats.

use num_bigint::BigInt;
use num_traits::FromPrimitive;

use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// What happens to an index that does not fit a machine word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexOverflow {
    /// It becomes the nearest one that does, as in slices.
    Clamp,
    /// `IndexError`, as for subscripts.
    Raise,
    /// `OverflowError`, as for counts and sizes.
    RaiseOverflow,
}

impl Vm {
    /// The int that `__index__` of a value gives, as a machine word.
    ///
    /// Raises `TypeError` for what is no integer, and what `overflow` says.
    pub fn index_to_isize(&mut self, value: &Value, overflow: IndexOverflow) -> PyResult<isize> {
        if let Some(small) = value.as_small_int() {
            return Ok(small as isize);
        }
        let index = value.index(self)?;
        let view = index.as_int().expect("index() gives an int");
        if let Some(small) = view.as_i64() {
            return Ok(small as isize);
        }
        if overflow == IndexOverflow::Clamp {
            return Ok(if view.is_negative() {
                isize::MIN
            } else {
                isize::MAX
            });
        }
        let name = value.type_name(self);
        let message = format!("cannot fit '{name}' into an index-sized integer");
        Err(match overflow {
            IndexOverflow::Raise => self.index_error(message),
            _ => self.overflow_error(message),
        })
    }

    /// The integral part of a float as an `int`.
    ///
    /// Raises `OverflowError` for an infinity and `ValueError` for NaN.
    pub fn int_from_f64(&mut self, value: f64) -> PyResult {
        // Every float of smaller magnitude than 2^63 converts exactly.
        if value.abs() < 9_223_372_036_854_775_808.0 {
            return Ok(self.new_int(value as i64));
        }
        match BigInt::from_f64(value) {
            Some(value) => Ok(self.new_big_int(value)),
            None if value.is_nan() => Err(self.value_error("cannot convert float NaN to integer")),
            None => Err(self.overflow_error("cannot convert float infinity to integer")),
        }
    }
}
