//! The codes of simple types: how values of Python are put into memory, and taken out of it.

use num_traits::ToPrimitive;
use rpy_vm::builtins::bytearray::ByteArray;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::complex::{Complex, ComplexNumber};
use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::capsule::Capsule;
use super::extended;
use super::memory;
use super::scalar::Scalar;

/// The codes, as the message about a wrong one lists them.
pub(super) const CODES: &str = "cbBhHiIlLdDFGfuzZqQPOv?g";

/// Most bytes of a simple value.
pub(super) const MAX_SIZE: usize = 32;

/// Bytes of a wide character.
pub(super) const WIDE: usize = 4;

/// The code of a simple type, and whether its bytes are in the order that is not the machine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) letter: u8,
    pub(super) swapped: bool,
}

/// A value as it lies in memory.
pub(super) struct Encoded {
    bytes: [u8; MAX_SIZE],
    length: usize,
    /// What has to stay alive as long as the value is in memory, or None.
    pub(super) keep: Value,
}

impl Encoded {
    fn new(bytes: &[u8]) -> Encoded {
        let mut all = [0; MAX_SIZE];
        all[..bytes.len()].copy_from_slice(bytes);
        Encoded {
            bytes: all,
            length: bytes.len(),
            keep: Value::NONE,
        }
    }

    fn keeping(address: usize, keep: Value) -> Encoded {
        Encoded {
            keep,
            ..Encoded::new(&address.to_ne_bytes())
        }
    }

    /// The bytes.
    pub(super) fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl Code {
    /// The code of a letter, if there is one.
    pub(super) fn new(letter: u8) -> Option<Code> {
        CODES.as_bytes().contains(&letter).then_some(Code {
            letter,
            swapped: false,
        })
    }

    /// The type of C.
    pub(super) const fn scalar(self) -> Scalar {
        match self.letter {
            b'c' | b'b' => Scalar::I8,
            b'B' | b'?' => Scalar::U8,
            b'h' | b'v' => Scalar::I16,
            b'H' => Scalar::U16,
            b'i' | b'u' => Scalar::I32,
            b'I' => Scalar::U32,
            b'l' | b'q' => Scalar::I64,
            b'L' | b'Q' => Scalar::U64,
            b'f' => Scalar::F32,
            b'd' => Scalar::F64,
            b'g' => Scalar::LongDouble,
            b'F' => Scalar::ComplexFloat,
            b'D' => Scalar::ComplexDouble,
            b'G' => Scalar::ComplexLongDouble,
            _ => Scalar::Pointer,
        }
    }

    /// Bytes of a value.
    pub(super) const fn size(self) -> usize {
        self.scalar().size()
    }

    /// Whether there is a type of this code in the other byte order.
    pub(super) fn can_be_swapped(self) -> bool {
        b"bBhHiIlLqQfdFD?".contains(&self.letter)
    }

    /// Whether a field of this type may have fewer bits.
    pub(super) fn can_be_bits(self) -> bool {
        b"bBhHiIlLqQ?v".contains(&self.letter)
    }

    /// Whether values are addresses.
    pub(super) fn is_pointer(self) -> bool {
        b"zZPO".contains(&self.letter)
    }

    /// The code in formats of buffers: sizes are the standard ones.
    pub(super) fn format(self) -> String {
        let order = if self.swapped == cfg!(target_endian = "big") {
            '<'
        } else {
            '>'
        };
        let letter = match self.letter {
            b'l' => 'q',
            b'L' => 'Q',
            letter => char::from(letter),
        };
        format!("{order}{letter}")
    }

    /// The integer in these bytes.
    fn integer(self, bytes: &[u8]) -> u64 {
        let mut word = [0; 8];
        let length = bytes.len().min(8);
        if self.swapped == cfg!(target_endian = "big") {
            word[..length].copy_from_slice(&bytes[..length]);
        } else {
            for (target, byte) in word.iter_mut().zip(bytes[..length].iter().rev()) {
                *target = *byte;
            }
        }
        u64::from_le_bytes(word)
    }

    /// The low bytes of an integer.
    fn integer_bytes(self, word: u64) -> Encoded {
        let mut bytes = word.to_le_bytes();
        let size = self.size();
        if self.swapped != cfg!(target_endian = "big") {
            bytes[..size].reverse();
        }
        Encoded::new(&bytes[..size])
    }

    fn ordered<const N: usize>(self, mut bytes: [u8; N]) -> [u8; N] {
        if self.swapped {
            bytes.reverse();
        }
        bytes
    }

    /// The value in bytes, of which there are as many as the type has.
    ///
    /// Raises `ValueError` where there is none: a null `py_object`, no character.
    pub(super) fn decode(self, bytes: &[u8], vm: &mut Vm) -> PyResult {
        let double = |at: usize| f64::from_ne_bytes(self.ordered(array(&bytes[at..at + 8])));
        let float = |at: usize| f32::from_ne_bytes(self.ordered(array(&bytes[at..at + 4])));
        let (re, im) = match self.letter {
            b'c' => return Ok(vm.new_bytes(&bytes[..1])),
            b'?' => return Ok(Value::from(bytes[0] != 0)),
            b'v' => return Ok(Value::from(bytes[..2] != [0, 0])),
            b'f' => return Ok(vm.new_float(f64::from(float(0)))),
            b'd' => return Ok(vm.new_float(double(0))),
            b'g' => return Ok(vm.new_float(extended::from_bytes(&array(bytes)))),
            b'F' => (f64::from(float(0)), f64::from(float(4))),
            b'D' => (double(0), double(8)),
            b'G' => (
                extended::from_bytes(&array(&bytes[..16])),
                extended::from_bytes(&array(&bytes[16..])),
            ),
            b'u' => return text_of(&bytes[..WIDE], vm),
            b'z' => return string_at(word(bytes), vm),
            b'Z' => return wide_string_at(word(bytes), vm),
            b'O' => {
                return match word(bytes) as u64 {
                    0 => Err(vm.value_error("PyObject is NULL")),
                    word => Ok(memory::object_of(word)),
                };
            }
            b'P' => {
                return Ok(match word(bytes) {
                    0 => Value::NONE,
                    address => address_value(address, vm),
                });
            }
            _ => return Ok(self.decode_bits(bytes, 0, self.size() as u32 * 8, vm)),
        };
        Ok(vm.new_complex(ComplexNumber { re, im }))
    }

    /// The value of some bits, counted from the lowest of the integer.
    pub(super) fn decode_bits(self, bytes: &[u8], offset: u32, count: u32, vm: &mut Vm) -> Value {
        let word = self.integer(bytes);
        let shift = 64 - count;
        let unsigned = word << (shift - offset.min(shift)) >> shift;
        match self.letter {
            b'?' | b'v' => Value::from(unsigned != 0),
            b'b' | b'h' | b'i' | b'l' | b'q' => vm.new_int((unsigned << shift) as i64 >> shift),
            _ => vm.new_int_i128(i128::from(unsigned)),
        }
    }

    /// The bytes of an integer that has some of its bits set anew.
    pub(super) fn encode_bits(
        self,
        old: &[u8],
        value: u64,
        (offset, count): (u32, u32),
    ) -> Encoded {
        let mask = u64::MAX >> (64 - count) << offset;
        let word = self.integer(old) & !mask | value << offset & mask;
        self.integer_bytes(word)
    }

    /// The integer that some bits are set to.
    ///
    /// Raises `TypeError` for what is no integer.
    pub(super) fn bits_of(self, value: &Value, vm: &mut Vm) -> PyResult<u64> {
        match self.letter {
            b'?' | b'v' => value.is_true(vm).map(u64::from),
            _ => low_bits(value, vm),
        }
    }

    /// The bytes of a value.
    ///
    /// Raises `TypeError` for what is no value of the type.
    pub(super) fn encode(self, value: &Value, vm: &mut Vm) -> PyResult<Encoded> {
        match self.letter {
            b'c' => self.encode_character(value, vm),
            b'?' => Ok(Encoded::new(&[u8::from(value.is_true(vm)?)])),
            b'v' => {
                let word = if value.is_true(vm)? { 0xffff } else { 0 };
                Ok(self.integer_bytes(word))
            }
            b'f' => {
                let number = value.to_f64(vm)? as f32;
                Ok(Encoded::new(&self.ordered(number.to_ne_bytes())))
            }
            b'd' => {
                let number = value.to_f64(vm)?;
                Ok(Encoded::new(&self.ordered(number.to_ne_bytes())))
            }
            b'g' => Ok(Encoded::new(&extended::to_bytes(value.to_f64(vm)?))),
            b'F' | b'D' | b'G' => {
                let ComplexNumber { re, im } = complex_of(value, vm)?;
                let mut bytes = Vec::with_capacity(MAX_SIZE);
                for part in [re, im] {
                    match self.letter {
                        b'F' => bytes.extend(self.ordered((part as f32).to_ne_bytes())),
                        b'D' => bytes.extend(self.ordered(part.to_ne_bytes())),
                        _ => bytes.extend(extended::to_bytes(part)),
                    }
                }
                Ok(Encoded::new(&bytes))
            }
            b'u' => encode_wide(value, vm),
            b'z' => encode_string(value, vm),
            b'Z' => encode_wide_string(value, vm),
            b'O' => {
                let word = value.bits() as usize;
                Ok(Encoded::keeping(word, value.clone()))
            }
            b'P' => {
                if value.is_none() {
                    return Ok(Encoded::new(&0_usize.to_ne_bytes()));
                }
                if value.as_int().is_none() {
                    return Err(vm.type_error("cannot be converted to pointer"));
                }
                Ok(self.integer_bytes(low_bits(value, vm)?))
            }
            _ => Ok(self.integer_bytes(low_bits(value, vm)?)),
        }
    }

    fn encode_character(self, value: &Value, vm: &mut Vm) -> PyResult<Encoded> {
        let bytes = if let Some(bytes) = value.downcast::<Bytes>() {
            Some(("bytes", bytes.as_slice().to_vec()))
        } else {
            let array = value.downcast::<ByteArray>();
            array.map(|array| ("bytearray", array.as_slice(vm).to_vec()))
        };
        if let Some((kind, bytes)) = bytes {
            if let [byte] = bytes[..] {
                return Ok(Encoded::new(&[byte]));
            }
            return Err(vm.type_error(format!(
                "one character bytes, bytearray, or an integer in range(256) expected, \
                 not {kind} of length {}",
                bytes.len()
            )));
        }
        let Some(number) = value.as_int() else {
            let given = value.type_name(vm);
            return Err(vm.type_error(format!(
                "one character bytes, bytearray, or an integer in range(256) expected, not {given}"
            )));
        };
        match number.as_i64().and_then(|number| u8::try_from(number).ok()) {
            Some(byte) => Ok(Encoded::new(&[byte])),
            None => Err(vm.type_error("integer not in range(256)")),
        }
    }
}

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes[..N].try_into().expect("a slice of this length")
}

/// The address in bytes.
pub(super) fn word(bytes: &[u8]) -> usize {
    usize::from_ne_bytes(array(bytes))
}

/// An address as an int.
pub(super) fn address_value(address: usize, vm: &mut Vm) -> Value {
    vm.new_int_i128(address as i128)
}

/// The low 64 bits of an integer.
///
/// Raises `TypeError` for what is none.
pub(super) fn low_bits(value: &Value, vm: &mut Vm) -> PyResult<u64> {
    let number = value.index(vm)?;
    let view = number.as_int().expect("an index is an int");
    Ok(wrapped(view))
}

/// The low 64 bits of an integer.
pub(super) fn wrapped(view: IntView<'_>) -> u64 {
    match view.as_i128() {
        Some(number) => number as u64,
        None => {
            let number = view.to_big();
            let magnitude = number.magnitude().iter_u64_digits().next().unwrap_or(0);
            match view.is_negative() {
                true => magnitude.wrapping_neg(),
                false => magnitude,
            }
        }
    }
}

/// An address.
///
/// Raises `OverflowError` if it is none, as `PyLong_AsVoidPtr`.
pub(super) fn address_of(value: &Value, vm: &mut Vm) -> PyResult<Option<usize>> {
    let Some(view) = value.as_int() else {
        return Ok(None);
    };
    let number = view.to_big();
    let address = match view.is_negative() {
        true => number.to_i64().map(|number| number as usize),
        false => number.to_u64().map(|number| number as usize),
    };
    match address {
        Some(address) => Ok(Some(address)),
        None => Err(vm.overflow_error("Python int too large to convert to C unsigned long")),
    }
}

fn complex_of(value: &Value, vm: &mut Vm) -> PyResult<ComplexNumber> {
    if let Some(number) = value.downcast::<Complex>() {
        return Ok(number.number());
    }
    let name = vm.intern("__complex__");
    if let Some(number) = value.call_special(&name, &[], vm)? {
        if let Some(number) = number.downcast::<Complex>() {
            return Ok(number.number());
        }
        let given = number.type_name(vm);
        return Err(vm.type_error(format!(
            "{}.__complex__() must return a complex, not {given}",
            value.type_name(vm)
        )));
    }
    Ok(ComplexNumber {
        re: value.to_f64(vm)?,
        im: 0.0,
    })
}

/// The text of wide characters.
///
/// Raises `ValueError` for one that is none.
pub(super) fn text_of(bytes: &[u8], vm: &mut Vm) -> PyResult {
    let mut text = StrBuilder::with_capacity(bytes.len() / WIDE);
    for character in bytes.chunks_exact(WIDE) {
        let code_point = u32::from_ne_bytes(array(character));
        if code_point > 0x10_ffff {
            return Err(vm.value_error(format!(
                "character U+{code_point:x} is not in range [U+0000; U+10ffff]"
            )));
        }
        text.push(code_point);
    }
    Ok(text.finish(vm).into_value())
}

/// The wide characters of a text.
pub(super) fn wide_of(text: &Ref<Str>) -> Vec<u8> {
    text.code_points().flat_map(u32::to_ne_bytes).collect()
}

/// The bytes at an address up to a zero; None at null.
pub(super) fn string_at(address: usize, vm: &mut Vm) -> PyResult {
    if address == 0 {
        return Ok(Value::NONE);
    }
    let bytes = memory::foreign(address, memory::string_length(address), vm).to_vec();
    Ok(vm.new_bytes(&bytes))
}

/// The text at an address up to a zero; None at null.
pub(super) fn wide_string_at(address: usize, vm: &mut Vm) -> PyResult {
    if address == 0 {
        return Ok(Value::NONE);
    }
    let length = memory::wide_length(address) * WIDE;
    let bytes = memory::foreign(address, length, vm).to_vec();
    text_of(&bytes, vm)
}

fn encode_wide(value: &Value, vm: &mut Vm) -> PyResult<Encoded> {
    let Some(text) = value.downcast::<Str>() else {
        let given = value.type_name(vm);
        return Err(vm.type_error(format!(
            "a unicode character expected, not instance of {given}"
        )));
    };
    let wide = wide_of(text);
    if wide.len() != WIDE {
        let length = text.length();
        return Err(vm.type_error(format!(
            "a unicode character expected, not a string of length {length}"
        )));
    }
    Ok(Encoded::new(&wide))
}

/// A `bytes` with a zero behind it: the same object, if it has one.
pub(super) fn terminated(bytes: &Ref<Bytes>, vm: &mut Vm) -> Ref<Bytes> {
    if bytes.is_terminated() {
        return bytes.clone();
    }
    Bytes::new(bytes.as_slice(), vm)
}

fn encode_string(value: &Value, vm: &mut Vm) -> PyResult<Encoded> {
    if value.is_none() {
        return Ok(Encoded::new(&0_usize.to_ne_bytes()));
    }
    if let Some(bytes) = value.downcast::<Bytes>() {
        let bytes = terminated(bytes, vm);
        let address = memory::expose(bytes.as_slice());
        return Ok(Encoded::keeping(address, bytes.into_value()));
    }
    match value.as_int() {
        Some(number) => Ok(Encoded::new(&(wrapped(number) as usize).to_ne_bytes())),
        None => {
            let given = value.type_name(vm);
            Err(vm.type_error(format!(
                "bytes or integer address expected instead of {given} instance"
            )))
        }
    }
}

fn encode_wide_string(value: &Value, vm: &mut Vm) -> PyResult<Encoded> {
    if value.is_none() {
        return Ok(Encoded::new(&0_usize.to_ne_bytes()));
    }
    if let Some(number) = value.as_int() {
        return Ok(Encoded::new(&(wrapped(number) as usize).to_ne_bytes()));
    }
    let Some(text) = value.downcast::<Str>() else {
        let given = value.type_name(vm);
        return Err(vm.type_error(format!(
            "unicode string or integer address expected instead of {given} instance"
        )));
    };
    let capsule = Capsule::of_wide(&wide_of(text), vm)?;
    let address = memory::expose(capsule.bytes());
    Ok(Encoded::keeping(address, capsule.into_value()))
}
