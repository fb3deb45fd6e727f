//! The methods that `bytearray` has and `bytes` has not.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#bytearray-objects>

use rpy_macros::methods;

use crate::builtins::bytearray::ByteArray;
use crate::builtins::bytearray::slots::remove_at;
use crate::builtins::bytes::construct::from_measured;
use crate::builtins::bytes::like::byte_argument;
use crate::builtins::bytes::operations::position;
use crate::builtins::sequence::clamp_position;
use crate::builtins::str::{Str, StrBuilder};
use crate::builtins::tuple::Tuple;
use crate::function::convert::FromArgument;
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(super) struct Own;

/// The number of a byte.
struct Byte(u8);

impl<'a> FromArgument<'a> for Byte {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Byte> {
        byte_argument(value, "byte", vm).map(Byte)
    }
}

#[methods]
impl Own {
    /// Appends a byte.
    #[method(signature = "($self, item, /)")]
    fn append(this: &Ref<ByteArray>, item: Byte, vm: &mut Vm) -> PyResult<()> {
        this.bytes.reserve(1, vm)?;
        this.bytes.append(vm)?.push(item.0);
        Ok(())
    }

    /// Appends the bytes of an iterable of numbers, or of something bytes-like.
    #[method(signature = "($self, iterable_of_ints, /)")]
    fn extend(this: &Ref<ByteArray>, iterable_of_ints: &Value, vm: &mut Vm) -> PyResult<()> {
        let mut end = None;
        let more = if iterable_of_ints.is_exporter(vm) {
            // An exporter that changes these bytes does not change where its own go.
            end = Some(this.as_slice(vm).len());
            match iterable_of_ints.try_bytes_like(vm) {
                Some(bytes) => bytes.as_bytes(vm).to_vec(),
                None => {
                    let class = iterable_of_ints.type_name(vm);
                    let message = format!("can't set bytearray slice from {class}");
                    return Err(vm.type_error(message));
                }
            }
        } else if iterable_of_ints
            .downcast::<Str>()
            .is_some_and(|text| !text.is_empty())
        {
            return Err(vm.type_error("expected iterable of integers; got: 'str'"));
        } else {
            let slots = iterable_of_ints.class(vm).slots(vm);
            if slots.iter.is_none() && slots.subscript.is_none() {
                let class = iterable_of_ints.type_name(vm);
                return Err(vm.type_error(format!("can't extend bytearray with {class}")));
            }
            from_measured(iterable_of_ints, "byte", vm)?
        };
        if !more.is_empty() {
            this.bytes.reserve(more.len(), vm)?;
            match end.filter(|&end| end < this.as_slice(vm).len()) {
                Some(end) => drop(this.bytes.resize(vm)?.splice(end..end, more)),
                None => this.bytes.append(vm)?.extend(more),
            }
        }
        Ok(())
    }

    /// Inserts a byte in front of the one at the index.
    #[method(signature = "($self, index, item, /)")]
    fn insert(this: &Ref<ByteArray>, index: isize, item: Byte, vm: &mut Vm) -> PyResult<()> {
        this.bytes.reserve(1, vm)?;
        let mut bytes = this.bytes.resize(vm)?;
        let place = clamp_position(index, bytes.len()).min(bytes.len());
        bytes.insert(place, item.0);
        Ok(())
    }

    /// Removes and returns the byte at the index, by default the last.
    ///
    /// Raises IndexError if there is none.
    #[method(signature = "($self, index=-1, /)")]
    fn pop(this: &Ref<ByteArray>, index: Option<isize>, vm: &mut Vm) -> PyResult<i64> {
        let length = this.as_slice(vm).len();
        if length == 0 {
            return Err(vm.index_error("pop from empty bytearray"));
        }
        let Some(place) = position(index.unwrap_or(-1), length) else {
            return Err(vm.index_error("pop index out of range"));
        };
        let byte = this.as_slice(vm)[place];
        remove_at(this, place, vm)?;
        Ok(i64::from(byte))
    }

    /// Removes the first byte that equals the value.
    ///
    /// Raises ValueError if there is none.
    #[method(signature = "($self, value, /)")]
    fn remove(this: &Ref<ByteArray>, value: Byte, vm: &mut Vm) -> PyResult<()> {
        let Some(place) = memchr::memchr(value.0, this.as_slice(vm)) else {
            return Err(vm.value_error("value not found in bytearray"));
        };
        remove_at(this, place, vm)
    }

    /// Reverses the order of the bytes.
    #[method(signature = "($self, /)")]
    fn reverse(this: &Ref<ByteArray>, vm: &mut Vm) {
        this.bytes.get_mut(vm).reverse();
    }

    /// Removes all bytes.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<ByteArray>, vm: &mut Vm) -> PyResult<()> {
        if !this.as_slice(vm).is_empty() {
            *this.bytes.resize(vm)? = Vec::new();
        }
        Ok(())
    }

    /// Returns a copy.
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<ByteArray>, vm: &mut Vm) -> Ref<ByteArray> {
        let bytes = this.as_slice(vm);
        let bytes = vm.gather(bytes.len(), bytes.iter().copied());
        ByteArray::new(bytes, vm)
    }

    /// Cuts the bytes to a size, or adds zeros up to it.
    #[method(signature = "($self, size, /)")]
    fn resize(this: &Ref<ByteArray>, size: isize, vm: &mut Vm) -> PyResult<()> {
        let Ok(length) = usize::try_from(size) else {
            return Err(vm.value_error(format!("Can only resize to positive sizes, got {size}")));
        };
        if length != this.as_slice(vm).len() {
            this.bytes.check_resizable(vm)?;
            let more = length.saturating_sub(this.as_slice(vm).len());
            this.bytes.reserve(more, vm)?;
            this.bytes.resize(vm)?.resize(length, 0);
        }
        Ok(())
    }

    /// Returns how many bytes there is room for.
    #[method(signature = "($self, /)")]
    fn __alloc__(this: &Ref<ByteArray>, vm: &mut Vm) -> usize {
        allocated(this, vm)
    }

    /// Returns how many bytes the object takes.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Ref<ByteArray>, vm: &mut Vm) -> usize {
        size_of::<Object<ByteArray>>() + allocated(this, vm)
    }

    /// Returns how to make such an object, for pickling.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<ByteArray>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        reduce(this, 2, vm)
    }

    /// Returns how to make such an object, for pickling by a protocol.
    #[method(signature = "($self, proto=0, /)")]
    fn __reduce_ex__(
        this: &Ref<ByteArray>,
        proto: Option<i32>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Tuple>> {
        reduce(this, proto.unwrap_or(0), vm)
    }
}

/// Bytes that there is room for, with CPython's zero at the end.
fn allocated(this: &Ref<ByteArray>, vm: &Vm) -> usize {
    match this.bytes.capacity(vm) {
        0 => 0,
        capacity => capacity + 1,
    }
}

fn reduce(this: &Ref<ByteArray>, protocol: i32, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    let bytes = this.as_slice(vm).to_vec();
    let arguments = if protocol >= 3 {
        vec![vm.new_bytes(&bytes)]
    } else {
        // Old protocols have text alone: that of the same code points.
        let mut text = StrBuilder::with_capacity(bytes.len());
        bytes.iter().for_each(|&byte| text.push(u32::from(byte)));
        vec![text.finish(vm).into_value(), vm.new_str("latin-1")]
    };
    let arguments = Tuple::new(arguments, vm).into_value();
    let name = vm.names.__getstate__.clone();
    let state = this.as_value().call_method(&name, &[], vm)?;
    let items = vec![this.class().to_value(), arguments, state];
    Ok(Tuple::new(items, vm))
}
