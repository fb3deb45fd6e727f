//! Arguments of foreign functions: `CArgObject`, and how values become what is passed.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::capsule::Capsule;
use super::code::{MAX_SIZE, terminated, wide_of, word};
use super::data::{CData, data_of};
use super::info::{Kind, info_of_object};
use super::memory;
use super::meta::as_parameter;
use super::scalar::{Passed, Scalar};

/// An argument that `from_param` has converted, or that `byref` has made.
#[derive(Payload)]
pub(super) struct Argument {
    /// The code of its type.
    pub(super) tag: u8,
    #[payload(skip)]
    passed: Passed,
    #[payload(skip)]
    bytes: [u8; MAX_SIZE],
    /// What has to stay alive.
    #[payload(keep)]
    pub(super) object: Value,
}

impl Argument {
    /// An argument of these bytes.
    pub(super) fn new(tag: u8, passed: Passed, bytes: &[u8], object: Value) -> Argument {
        let mut all = [0; MAX_SIZE];
        all[..bytes.len()].copy_from_slice(bytes);
        Argument {
            tag,
            passed,
            bytes: all,
            object,
        }
    }

    /// The address of an object's memory, some bytes further on.
    pub(super) fn reference(data: &Ref<CData>, offset: isize, vm: &Vm) -> Argument {
        let address = data.address(vm).wrapping_add_signed(offset);
        let bytes = address.to_ne_bytes();
        Argument::new(b'P', Passed::POINTER, &bytes, data.to_value())
    }
}

/// How printf shows `%p`.
fn address_text(address: usize) -> String {
    match address {
        0 => "(nil)".to_owned(),
        address => format!("{address:#x}"),
    }
}

fn is_literal(byte: u8) -> bool {
    (0x20..0x7f).contains(&byte) && byte != b'\\' && byte != b'\''
}

#[native_class(name = "_ctypes.CArgObject", undocumented)]
impl Argument {
    #[slot]
    fn repr(this: &Ref<Argument>, vm: &mut Vm) -> PyResult<String> {
        let tag = char::from(this.tag);
        let bytes = &this.bytes;
        let signed = |size: usize| {
            let mut all = [0; 8];
            all[..size].copy_from_slice(&bytes[..size]);
            let shift = 64 - size * 8;
            i64::from_ne_bytes(all) << shift >> shift
        };
        let value = match this.tag {
            b'b' | b'B' => signed(1).to_string(),
            b'h' | b'H' => signed(2).to_string(),
            b'i' | b'I' => signed(4).to_string(),
            b'l' | b'L' | b'q' | b'Q' => signed(8).to_string(),
            b'd' => {
                let number = bytes[..8].try_into().expect("eight bytes");
                let number = vm.new_float(f64::from_ne_bytes(number));
                number.repr(vm)?.to_string_lossy().into_owned()
            }
            b'f' => {
                let number = bytes[..4].try_into().expect("four bytes");
                let number = vm.new_float(f32::from_ne_bytes(number).into());
                number.repr(vm)?.to_string_lossy().into_owned()
            }
            b'c' if is_literal(bytes[0]) => format!("'{}'", char::from(bytes[0])),
            b'c' => format!("'\\x{:02x}'", bytes[0]),
            b'z' | b'Z' | b'P' => address_text(word(bytes)),
            _ => {
                let address = super::object_address(this);
                return Ok(match is_literal(this.tag) {
                    true => format!("<cparam '{tag}' at {address:#x}>"),
                    false => format!("<cparam 0x{:02x} at {address:#x}>", this.tag),
                });
            }
        };
        Ok(format!("<cparam '{tag}' ({value})>"))
    }

    /// What is passed.
    #[getter(member)]
    fn _obj(this: &Ref<Argument>) -> Value {
        this.object.clone()
    }
}

/// What is passed to a function.
pub(super) struct Prepared {
    pub(super) passed: Passed,
    pub(super) bytes: Vec<u8>,
    /// What has to stay alive during the call.
    _keep: Value,
}

impl Prepared {
    fn pointer(address: usize, keep: Value) -> Prepared {
        Prepared {
            passed: Passed::POINTER,
            bytes: address.to_ne_bytes().to_vec(),
            _keep: keep,
        }
    }

    /// The address that is passed; zero if it is no address.
    pub(super) fn address(&self) -> usize {
        match self.bytes.len() {
            8.. => word(&self.bytes),
            _ => 0,
        }
    }
}

/// Makes what is passed of a value. `number` counts the arguments from one.
///
/// Raises `TypeError` for what cannot be passed, `OverflowError` for an int that is too large.
pub(super) fn prepare(value: &Value, number: usize, vm: &mut Vm) -> PyResult<Prepared> {
    if let Some(data) = data_of(value)
        && let Some(info) = info_of_object(value, vm)
    {
        return Ok(match info.kind {
            Kind::Array => Prepared::pointer(data.address(vm), value.clone()),
            Kind::Pointer | Kind::Function => Prepared::pointer(data.pointed(vm), value.clone()),
            Kind::Simple | Kind::Structure | Kind::Union => {
                let passed = info.get(vm).passed.clone();
                let bytes = data.bytes(vm);
                let size = passed.size().max(bytes.len());
                let mut bytes = bytes.to_vec();
                bytes.resize(size, 0);
                Prepared {
                    passed,
                    bytes,
                    _keep: value.clone(),
                }
            }
        });
    }
    if let Some(argument) = value.downcast::<Argument>() {
        return Ok(Prepared {
            passed: argument.passed.clone(),
            bytes: argument.bytes.to_vec(),
            _keep: value.clone(),
        });
    }
    if value.is_none() {
        return Ok(Prepared::pointer(0, Value::NONE));
    }
    if let Some(integer) = value.as_int() {
        let Some(word) = integer_word(integer) else {
            return Err(vm.overflow_error("int too long to convert"));
        };
        return Ok(Prepared {
            passed: Passed::Scalar(Scalar::I32),
            bytes: (word as u32).to_ne_bytes().to_vec(),
            _keep: Value::NONE,
        });
    }
    if let Some(bytes) = value.downcast::<Bytes>() {
        let bytes = terminated(bytes, vm);
        let address = memory::expose(bytes.as_slice());
        return Ok(Prepared::pointer(address, bytes.into_value()));
    }
    if let Some(text) = value.downcast::<Str>() {
        let capsule = Capsule::of_wide(&wide_of(text), vm)?;
        let address = memory::expose(capsule.bytes());
        return Ok(Prepared::pointer(address, capsule.into_value()));
    }
    match as_parameter(value, vm)? {
        Some(parameter) => {
            vm.check_native_stack(" while processing _as_parameter_")?;
            prepare(&parameter, number, vm)
        }
        None => Err(vm.type_error(format!("Don't know how to convert parameter {number}"))),
    }
}

/// The 64 bits of an int that C has a type for.
fn integer_word(integer: IntView<'_>) -> Option<u64> {
    let number = integer.as_i128()?;
    let fits = (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&number);
    fits.then_some(number as u64)
}
