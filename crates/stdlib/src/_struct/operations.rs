//! Packing and unpacking whole structs.

use std::borrow::Cow;

use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::int::IndexOverflow;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::object::buffer::BufferFlags;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::_struct::error;
use super::item;
use super::layout::Layout;

/// The format, and the other arguments of a function of the module.
pub(super) fn split<'a>(
    args: Args<'a>,
    function: &str,
    vm: &mut Vm,
) -> PyResult<(&'a Value, &'a [Value])> {
    if args.has_keywords() {
        return Err(vm.type_error(format!("_struct.{function}() takes no keyword arguments")));
    }
    match args.positional().split_first() {
        Some(split) => Ok(split),
        None => Err(vm.type_error("missing format argument")),
    }
}

/// `pack(*values)`
pub(super) fn pack(layout: &Layout, values: &[Value], vm: &mut Vm) -> PyResult<Ref<Bytes>> {
    check_count(layout, values, "pack", vm)?;
    let bytes = to_bytes(layout, values, vm)?;
    Ok(Bytes::from_vec(bytes, vm))
}

/// `pack_into(buffer, offset, *values)`
pub(super) fn pack_into(layout: &Layout, args: &[Value], vm: &mut Vm) -> PyResult<()> {
    let (buffer, offset, values) = match args {
        [] => return Err(vm.native_error::<error>("pack_into expected buffer argument")),
        [_] => return Err(vm.native_error::<error>("pack_into expected offset argument")),
        [buffer, offset, values @ ..] => (buffer, offset, values),
    };
    check_count(layout, values, "pack_into", vm)?;
    let view = match buffer.buffer(BufferFlags::WRITABLE, vm) {
        Ok(view) => view,
        Err(_) => {
            let class = buffer.type_name(vm);
            return Err(vm.type_error(format!(
                "argument must be read-write bytes-like object, not {class}"
            )));
        }
    };
    let offset = vm.index_to_isize(offset, IndexOverflow::Raise)?;
    let (size, length) = (layout.size, view.length());
    let start = match place(offset, size, length) {
        Place::At(start) => start,
        Place::NoSpace => {
            let message = format!("no space to pack {size} bytes at offset {offset}");
            return Err(vm.native_error::<error>(message));
        }
        Place::Outside => return Err(out_of_range(offset, length, vm)),
        Place::TooShort(needed) => {
            return Err(vm.native_error::<error>(format!(
                "pack_into requires a buffer of at least {needed} bytes for packing {size} bytes \
                 at offset {offset} (actual buffer size is {length})"
            )));
        }
    };
    let packed = to_bytes(layout, values, vm)?;
    let target = view
        .as_bytes_mut(vm)
        .expect("a writable buffer was asked for");
    target[start..start + size].copy_from_slice(&packed);
    Ok(())
}

/// `unpack(buffer)`
pub(super) fn unpack(layout: &Layout, buffer: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    let source = Source::new(buffer, vm)?;
    if source.length(vm) != layout.size {
        let size = layout.size;
        let message = format!("unpack requires a buffer of {size} bytes");
        return Err(vm.native_error::<error>(message));
    }
    let bytes = source.part(0, layout.size, vm);
    values(layout, &bytes, vm)
}

/// `unpack_from(buffer, offset)`
pub(super) fn unpack_from(
    layout: &Layout,
    buffer: &Value,
    offset: isize,
    vm: &mut Vm,
) -> PyResult<Ref<Tuple>> {
    let source = Source::new(buffer, vm)?;
    let (size, length) = (layout.size, source.length(vm));
    match place(offset, size, length) {
        Place::At(start) => {
            let bytes = source.part(start, size, vm);
            values(layout, &bytes, vm)
        }
        Place::NoSpace => {
            let message = format!("not enough data to unpack {size} bytes at offset {offset}");
            Err(vm.native_error::<error>(message))
        }
        Place::Outside => Err(out_of_range(offset, length, vm)),
        Place::TooShort(needed) => Err(vm.native_error::<error>(format!(
            "unpack_from requires a buffer of at least {needed} bytes for unpacking {size} bytes \
             at offset {offset} (actual buffer size is {length})"
        ))),
    }
}

/// Bytes to be unpacked.
enum Source<'a> {
    /// They never change.
    Constant(&'a [u8]),
    Other(BytesLike<'a>),
}

impl<'a> Source<'a> {
    fn new(buffer: &'a Value, vm: &mut Vm) -> PyResult<Source<'a>> {
        if !buffer.class(vm).is_heap_type()
            && let Some(bytes) = buffer.downcast::<Bytes>()
        {
            return Ok(Source::Constant(bytes.as_slice()));
        }
        BytesLike::from_argument(buffer, vm).map(Source::Other)
    }

    fn length(&self, vm: &Vm) -> usize {
        match self {
            Source::Constant(bytes) => bytes.len(),
            Source::Other(bytes) => bytes.as_bytes(vm).len(),
        }
    }

    fn part(&self, start: usize, length: usize, vm: &Vm) -> Cow<'a, [u8]> {
        match self {
            Source::Constant(bytes) => Cow::Borrowed(&bytes[start..start + length]),
            Source::Other(bytes) => Cow::Owned(bytes.as_bytes(vm)[start..start + length].to_vec()),
        }
    }
}

/// The values in bytes that hold a struct.
///
/// Raises `MemoryError` if there is no room for them.
pub(super) fn values(layout: &Layout, bytes: &[u8], vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    match layout.values {
        1 => return Ok(few::<1>(layout, bytes, vm)),
        2 => return Ok(few::<2>(layout, bytes, vm)),
        3 => return Ok(few::<3>(layout, bytes, vm)),
        4 => return Ok(few::<4>(layout, bytes, vm)),
        _ => {}
    }
    let mut values = vm.new_buffer(layout.values)?;
    for field in &layout.fields {
        let items = &bytes[field.offset..field.offset + field.size * field.count];
        if field.count == 1 {
            values.push(item::read(field.code, items, layout.big_endian, vm));
        } else {
            item::read_all(field, items, layout.big_endian, &mut values, vm);
        }
    }
    Ok(Tuple::new(values, vm))
}

/// The values of a struct of so many, which need no vector between.
fn few<const N: usize>(layout: &Layout, bytes: &[u8], vm: &mut Vm) -> Ref<Tuple> {
    let mut items = layout.fields.iter().flat_map(|field| {
        let items = &bytes[field.offset..field.offset + field.size * field.count];
        let item = move |index| &items[index * field.size..][..field.size];
        (0..field.count).map(move |index| (field.code, item(index)))
    });
    let values = std::array::from_fn(|_| {
        let (code, item) = items.next().expect("the layout has as many values");
        item::read(code, item, layout.big_endian, vm)
    });
    Tuple::from_array::<N>(values, vm)
}

/// Where a struct lies in a buffer.
enum Place {
    At(usize),
    /// A negative offset leaves less than a struct behind it.
    NoSpace,
    /// A negative offset is in front of the buffer.
    Outside,
    /// The bytes that the buffer would need.
    TooShort(usize),
}

fn place(offset: isize, size: usize, length: usize) -> Place {
    let start = if offset < 0 {
        let back = offset.unsigned_abs();
        if back < size {
            return Place::NoSpace;
        }
        match length.checked_sub(back) {
            Some(start) => start,
            None => return Place::Outside,
        }
    } else {
        offset as usize
    };
    match start.checked_add(size) {
        Some(end) if end <= length => Place::At(start),
        end => Place::TooShort(end.unwrap_or(usize::MAX)),
    }
}

fn out_of_range(offset: isize, length: usize, vm: &mut Vm) -> rpy_vm::Raised {
    vm.native_error::<error>(format!(
        "offset {offset} out of range for {length}-byte buffer"
    ))
}

fn check_count(layout: &Layout, values: &[Value], function: &str, vm: &mut Vm) -> PyResult<()> {
    let (wanted, found) = (layout.values, values.len());
    if wanted != found {
        let message = format!("{function} expected {wanted} items for packing (got {found})");
        return Err(vm.native_error::<error>(message));
    }
    Ok(())
}

/// The bytes of a struct of the values, of which there are as many as there should be.
fn to_bytes(layout: &Layout, values: &[Value], vm: &mut Vm) -> PyResult<Vec<u8>> {
    vm.check_allocation(layout.size)?;
    let mut bytes = vec![0; layout.size];
    let mut values = values.iter();
    for field in &layout.fields {
        let mut offset = field.offset;
        for value in values.by_ref().take(field.count) {
            let item = &mut bytes[offset..offset + field.size];
            item::write(field.code, value, item, layout.big_endian, vm)?;
            offset += field.size;
        }
    }
    Ok(bytes)
}
