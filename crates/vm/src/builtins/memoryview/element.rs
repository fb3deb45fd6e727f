//! The elements of a view: native numbers, as `struct` describes them.

use num_traits::ToPrimitive;

use crate::builtins::bytes::Bytes;
use crate::builtins::int::IntView;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// A native format of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format(pub(super) u8);

impl Format {
    /// Unsigned bytes.
    pub(super) const BYTES: Format = Format(b'B');

    /// The format that a string describes; it may start with `@`.
    pub(super) fn parse(text: &str) -> Option<Format> {
        match text.strip_prefix('@').unwrap_or(text).as_bytes() {
            [code] if Format(*code).size() > 0 => Some(Format(*code)),
            _ => None,
        }
    }

    /// Bytes of an element; zero if there is no such format.
    pub(super) const fn size(self) -> usize {
        match self.0 {
            b'B' | b'b' | b'c' | b'?' => 1,
            b'h' | b'H' | b'e' => 2,
            b'i' | b'I' | b'f' => 4,
            b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'P' | b'd' => 8,
            _ => 0,
        }
    }

    /// Whether an element is a byte.
    pub(super) const fn is_byte(self) -> bool {
        matches!(self.0, b'B' | b'b' | b'c')
    }

    const fn is_signed(self) -> bool {
        matches!(self.0, b'b' | b'h' | b'i' | b'l' | b'q' | b'n')
    }

    /// The value of an element.
    pub(super) fn read(self, bytes: &[u8], vm: &mut Vm) -> Value {
        match self.0 {
            b'c' => Bytes::from_vec(bytes.to_vec(), vm).into_value(),
            b'?' => Value::bool(bytes[0] != 0),
            b'f' => {
                let bits = bytes.try_into().expect("floats have four bytes");
                vm.new_float(f64::from(f32::from_ne_bytes(bits)))
            }
            b'd' => {
                let bits = bytes.try_into().expect("doubles have eight bytes");
                vm.new_float(f64::from_ne_bytes(bits))
            }
            b'e' => {
                let bits = bytes.try_into().expect("half floats have two bytes");
                vm.new_float(half_to_double(u16::from_ne_bytes(bits)))
            }
            _ => {
                let mut word = [0; 8];
                if cfg!(target_endian = "little") {
                    word[..bytes.len()].copy_from_slice(bytes);
                } else {
                    word[8 - bytes.len()..].copy_from_slice(bytes);
                }
                let word = u64::from_ne_bytes(word);
                if self.is_signed() {
                    let unused = 64 - 8 * bytes.len();
                    vm.new_int((word << unused) as i64 >> unused)
                } else {
                    vm.new_big_int(word.into())
                }
            }
        }
    }

    /// The bytes of a value, of which the first `size` count.
    pub(super) fn write(self, value: &Value, vm: &mut Vm) -> PyResult<[u8; 8]> {
        let mut bytes = [0; 8];
        let mut set = |part: &[u8]| bytes[..part.len()].copy_from_slice(part);
        match self.0 {
            b'c' => match value.downcast::<Bytes>() {
                Some(byte) if byte.as_slice().len() == 1 => set(byte.as_slice()),
                Some(_) => return Err(self.invalid("value", vm)),
                None => return Err(self.invalid("type", vm)),
            },
            b'?' => set(&[u8::from(value.is_true(vm)?)]),
            b'f' | b'd' | b'e' => {
                let number = match value.as_float() {
                    Some(number) => number,
                    None => self.float_of(value, vm)?,
                };
                match self.0 {
                    b'f' => set(&(number as f32).to_ne_bytes()),
                    b'd' => set(&number.to_ne_bytes()),
                    _ => {
                        let Some(half) = double_to_half(number) else {
                            let message = "float too large to pack with e format";
                            return Err(vm.overflow_error(message));
                        };
                        set(&half.to_ne_bytes());
                    }
                }
            }
            _ => {
                if !value.is_index(vm) {
                    return Err(self.invalid("type", vm));
                }
                let index = value.index(vm)?;
                let number = match index.as_int() {
                    Some(IntView::Small(number)) => Some(i128::from(number)),
                    Some(IntView::Big(number)) => number.to_i128(),
                    None => None,
                };
                let bits = 8 * self.size() as u32;
                let range = if self.is_signed() {
                    -(1i128 << (bits - 1))..1i128 << (bits - 1)
                } else {
                    0..1i128 << bits
                };
                let Some(number) = number.filter(|number| range.contains(number)) else {
                    return Err(self.invalid("value", vm));
                };
                match self.size() {
                    1 => set(&(number as u8).to_ne_bytes()),
                    2 => set(&(number as u16).to_ne_bytes()),
                    4 => set(&(number as u32).to_ne_bytes()),
                    _ => set(&(number as u64).to_ne_bytes()),
                }
            }
        }
        Ok(bytes)
    }

    fn float_of(self, value: &Value, vm: &mut Vm) -> PyResult<f64> {
        use crate::function::convert::FromArgument;
        match f64::from_argument(value, vm) {
            Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => {
                Err(self.invalid("type", vm))
            }
            result => result,
        }
    }

    fn invalid(self, what: &str, vm: &mut Vm) -> Raised {
        let code = char::from(self.0);
        let message = format!("memoryview: invalid {what} for format '{code}'");
        if what == "type" {
            vm.type_error(message)
        } else {
            vm.value_error(message)
        }
    }
}

/// The number that an IEEE 754 binary16 stands for.
fn half_to_double(half: u16) -> f64 {
    let (exponent, fraction) = (half >> 10 & 0x1f, f64::from(half & 0x3ff));
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        _ => (1024.0 + fraction) * 2f64.powi(i32::from(exponent) - 25),
    };
    if half >> 15 == 1 {
        -magnitude
    } else {
        magnitude
    }
}

/// The nearest IEEE 754 binary16, ties to even; `None` if the number is too large for it.
fn double_to_half(number: f64) -> Option<u16> {
    let sign = u16::from(number.is_sign_negative()) << 15;
    let magnitude = number.abs();
    if magnitude.is_nan() {
        return Some(sign | 0x7e00);
    }
    if magnitude.is_infinite() {
        return Some(sign | 0x7c00);
    }
    // The distance of neighbours around the number, which a subnormal one has in common with the
    // smallest normal ones.
    let exponent = ((magnitude.to_bits() >> 52) as i32 - 1023).max(-14);
    if exponent > 15 {
        return None;
    }
    let steps = (magnitude * 2f64.powi(10 - exponent)).round_ties_even() as u16;
    // A mantissa that is rounded up to 2048 carries into the exponent by itself.
    let biased = ((exponent + 14) as u16) << 10;
    let bits = biased + steps;
    (bits < 0x7c00).then_some(sign | bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_trip() {
        for half in (0..=0xffffu16).filter(|half| half & 0x7c00 != 0x7c00) {
            assert_eq!(double_to_half(half_to_double(half)), Some(half));
        }
        assert_eq!(double_to_half(f64::INFINITY), Some(0x7c00));
        assert_eq!(double_to_half(65519.0), Some(0x7bff));
        assert_eq!(double_to_half(65520.0), None);
        assert_eq!(double_to_half(1e300), None);
        assert_eq!(double_to_half(1e-300), Some(0));
    }
}
