//! Type codes: the formats of the items, and how values become items and back.

use rpy_vm::builtins::str::Str;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::object::buffer::Format;
use rpy_vm::{PyResult, Raised, Value, Vm};

/// A format of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TypeCode(u8);

/// The value of an int, as far as formats can hold it.
#[derive(Clone, Copy)]
enum Whole {
    Fits(i128),
    Huge { negative: bool },
}

impl Whole {
    /// Whether it is outside of a range.
    fn is_outside(self, least: i128, most: i128) -> Option<Side> {
        match self {
            Whole::Fits(number) if number < least => Some(Side::Below),
            Whole::Fits(number) if number > most => Some(Side::Above),
            Whole::Fits(_) => None,
            Whole::Huge { negative: true } => Some(Side::Below),
            Whole::Huge { negative: false } => Some(Side::Above),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Below,
    Above,
}

impl TypeCode {
    /// The codes, in the order in which the module lists them.
    pub(super) const ALL: [TypeCode; 14] = {
        let characters = b"bBuwhHiIlLqQfd";
        let mut codes = [TypeCode(0); 14];
        let mut index = 0;
        while index < characters.len() {
            codes[index] = TypeCode(characters[index]);
            index += 1;
        }
        codes
    };

    /// The code that a character is.
    pub(super) fn of(character: u32) -> Option<TypeCode> {
        let known = |code: &&TypeCode| u32::from(code.0) == character;
        TypeCode::ALL.iter().find(known).copied()
    }

    /// The character.
    pub(super) fn character(self) -> char {
        char::from(self.0)
    }

    /// Bytes of an item: those of the C type.
    pub(super) const fn size(self) -> usize {
        match self.0 {
            b'b' | b'B' => 1,
            b'h' | b'H' => 2,
            b'i' | b'I' | b'u' | b'w' | b'f' => 4,
            _ => 8,
        }
    }

    /// Whether items are characters.
    pub(super) const fn is_text(self) -> bool {
        matches!(self.0, b'u' | b'w')
    }

    /// Whether items are floats.
    pub(super) const fn is_float(self) -> bool {
        matches!(self.0, b'f' | b'd')
    }

    /// Whether items are ints with a sign.
    pub(super) const fn is_signed(self) -> bool {
        matches!(self.0, b'b' | b'h' | b'i' | b'l' | b'q')
    }

    /// The format of an exported item. A `wchar_t` is a code point here.
    pub(super) fn format(self) -> Format {
        Format::from_static(match self.0 {
            b'b' => "b",
            b'B' => "B",
            b'h' => "h",
            b'H' => "H",
            b'i' => "i",
            b'I' => "I",
            b'l' => "l",
            b'L' => "L",
            b'q' => "q",
            b'Q' => "Q",
            b'f' => "f",
            b'd' => "d",
            _ => "w",
        })
    }

    /// The value of an item.
    ///
    /// Raises `ValueError` for a character beyond Unicode.
    #[inline]
    pub(super) fn read(self, item: &[u8], vm: &mut Vm) -> PyResult {
        match self.0 {
            b'f' => {
                let bits = item.try_into().expect("floats have four bytes");
                Ok(vm.new_float(f64::from(f32::from_ne_bytes(bits))))
            }
            b'd' => {
                let bits = item.try_into().expect("doubles have eight bytes");
                Ok(vm.new_float(f64::from_ne_bytes(bits)))
            }
            b'u' | b'w' => {
                let code_point = word(item, false) as u32;
                match code_point {
                    0..=0x10_ffff => Ok(vm.char_str(code_point).into_value()),
                    _ if self.0 == b'w' => Err(vm.value_error("chr() arg not in range(0x110000)")),
                    _ => Err(vm.value_error(format!(
                        "character U+{code_point:x} is not in range [U+0000; U+10ffff]"
                    ))),
                }
            }
            _ => match i64::try_from(self.whole(item)) {
                Ok(int) => Ok(vm.new_int(int)),
                Err(_) => Ok(vm.new_big_int(self.whole(item).into())),
            },
        }
    }

    /// The number that an item of ints is.
    #[inline]
    pub(super) fn whole(self, item: &[u8]) -> i128 {
        let word = word(item, self.is_signed());
        if self.is_signed() {
            i128::from(word as i64)
        } else {
            i128::from(word)
        }
    }

    /// The bytes of a value, of which the first [`TypeCode::size`] count.
    ///
    /// Raises `TypeError` or `OverflowError` if the value is none of this format.
    pub(super) fn write(self, value: &Value, vm: &mut Vm) -> PyResult<[u8; 8]> {
        let mut bytes = [0; 8];
        let mut set = |part: &[u8]| bytes[..part.len()].copy_from_slice(part);
        match self.0 {
            b'f' => set(&(f64::from_argument(value, vm)? as f32).to_ne_bytes()),
            b'd' => set(&f64::from_argument(value, vm)?.to_ne_bytes()),
            b'u' | b'w' => set(&character(value, vm)?.to_ne_bytes()),
            _ => {
                let number = self.checked(value, vm)?;
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

    /// The number that a value stands for, in the range of the format.
    fn checked(self, value: &Value, vm: &mut Vm) -> PyResult<i128> {
        let whole = whole(value, vm)?;
        let long = whole.is_outside(i64::MIN.into(), i64::MAX.into());
        let error = match self.0 {
            b'L' | b'I' => match whole.is_outside(0, u64::MAX.into()) {
                Some(Side::Below) => {
                    Some("can't convert negative value to unsigned int".to_owned())
                }
                Some(Side::Above) => Some(too_large("unsigned long")),
                None if self.0 == b'I' => range_error(whole, "unsigned int", 0, u32::MAX.into()),
                None => None,
            },
            b'Q' => match whole.is_outside(0, u64::MAX.into()) {
                Some(Side::Below) => Some("can't convert negative int to unsigned".to_owned()),
                Some(Side::Above) => Some("int too big to convert".to_owned()),
                None => None,
            },
            b'q' => long.map(|_| "int too big to convert".to_owned()),
            _ if long.is_some() => Some(too_large("long")),
            b'b' => range_error(
                whole,
                "signed short integer",
                i16::MIN.into(),
                i16::MAX.into(),
            )
            .or_else(|| range_error(whole, "signed char", i8::MIN.into(), i8::MAX.into())),
            b'B' => range_error(whole, "unsigned byte integer", 0, u8::MAX.into()),
            b'h' => range_error(
                whole,
                "signed short integer",
                i16::MIN.into(),
                i16::MAX.into(),
            ),
            b'H' => range_error(whole, "signed integer", i32::MIN.into(), i32::MAX.into())
                .or_else(|| range_error(whole, "unsigned short", 0, u16::MAX.into())),
            b'i' => range_error(whole, "signed integer", i32::MIN.into(), i32::MAX.into()),
            _ => None,
        };
        match (error, whole) {
            (None, Whole::Fits(number)) => Ok(number),
            (error, _) => Err(vm.overflow_error(error.unwrap_or_else(|| too_large("long")))),
        }
    }
}

/// An item of ints as a word, extended by its sign if it has one.
#[inline]
fn word(item: &[u8], signed: bool) -> u64 {
    macro_rules! number {
        ($unsigned:ty, $signed:ty) => {{
            let bytes = item.try_into().expect("the size was just looked at");
            if signed {
                <$signed>::from_ne_bytes(bytes) as u64
            } else {
                u64::from(<$unsigned>::from_ne_bytes(bytes))
            }
        }};
    }
    match item.len() {
        1 => number!(u8, i8),
        2 => number!(u16, i16),
        4 => number!(u32, i32),
        _ => number!(u64, i64),
    }
}

/// The int that a value stands for.
fn whole(value: &Value, vm: &mut Vm) -> PyResult<Whole> {
    let index = value.index(vm)?;
    Ok(match index.as_int() {
        Some(int) => match int.as_i128() {
            Some(number) => Whole::Fits(number),
            None => Whole::Huge {
                negative: int.is_negative(),
            },
        },
        None => unreachable!("`index` gives ints"),
    })
}

fn too_large(c_type: &str) -> String {
    format!("Python int too large to convert to C {c_type}")
}

fn range_error(whole: Whole, what: &str, least: i128, most: i128) -> Option<String> {
    Some(match whole.is_outside(least, most)? {
        Side::Below => format!("{what} is less than minimum"),
        Side::Above => format!("{what} is greater than maximum"),
    })
}

/// The code point of a string of one.
fn character(value: &Value, vm: &mut Vm) -> PyResult<u32> {
    let Some(text) = value.downcast::<Str>() else {
        let class = value.class(vm).clone().full_name(vm);
        return Err(not_a_character(&class, vm));
    };
    match text.length() {
        1 => Ok(text.code_point_at(0)),
        length => Err(not_a_character(&format!("a string of length {length}"), vm)),
    }
}

fn not_a_character(found: &str, vm: &mut Vm) -> Raised {
    vm.type_error(format!(
        "array item must be a unicode character, not {found}"
    ))
}
