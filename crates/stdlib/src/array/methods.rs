//! The methods of `array.array`.

use rpy_bytecode::CompareOperator;
use rpy_macros::methods;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::sequence::{clamp_position, position};
use rpy_vm::builtins::slice::SliceIndex;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::object::Object;
use rpy_vm::object::buffer::BufferFlags;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::reconstruct;
use super::slots::find;
use super::value::{Array, items_of_text};

/// Bytes that `tofile` writes at once.
const BLOCK: usize = 64 * 1024;

#[methods(METHODS)]
impl Array {
    /// The code of the items' format.
    #[getter]
    fn typecode(this: &Ref<Array>) -> String {
        this.code.character().to_string()
    }

    /// The number of bytes of an item.
    #[getter]
    fn itemsize(this: &Ref<Array>) -> usize {
        this.code.size()
    }

    /// Appends an item.
    #[method(signature = "($self, v, /)")]
    fn append(this: &Ref<Array>, v: &Value, vm: &mut Vm) -> PyResult<()> {
        this.push(v, vm)
    }

    /// Returns the address of the items, and how many there are.
    #[method(signature = "($self, /)")]
    fn buffer_info(this: &Ref<Array>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let address = this.bytes.get(vm).as_ptr() as usize;
        let address = vm.new_big_int(address.into());
        let length = Value::from_usize(this.length(vm));
        Ok(Tuple::from_array([address, length], vm))
    }

    /// Reverses the bytes of each item.
    #[method(signature = "($self, /)")]
    fn byteswap(this: &Ref<Array>, vm: &mut Vm) {
        let items = this.bytes.get_mut(vm).chunks_exact_mut(this.code.size());
        items.for_each(<[u8]>::reverse);
    }

    /// Removes all items.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<Array>, vm: &mut Vm) -> PyResult<()> {
        if this.length(vm) != 0 {
            *this.resize(vm)? = Vec::new();
        }
        Ok(())
    }

    /// Returns a copy.
    #[method(signature = "($self, /)")]
    fn __copy__(this: &Ref<Array>, vm: &mut Vm) -> Ref<Array> {
        let bytes = this.bytes.get(vm).to_vec();
        Array::new(this.code, bytes, vm)
    }

    /// Returns a copy.
    #[method(signature = "($self, unused, /)")]
    fn __deepcopy__(this: &Ref<Array>, unused: &Value, vm: &mut Vm) -> Ref<Array> {
        let _ = unused;
        let bytes = this.bytes.get(vm).to_vec();
        Array::new(this.code, bytes, vm)
    }

    /// Returns how many items equal the value.
    #[method(signature = "($self, v, /)")]
    fn count(this: &Ref<Array>, v: &Value, vm: &mut Vm) -> PyResult<usize> {
        let (mut count, mut index) = (0, 0);
        while let Some(item) = this.get(index, vm)? {
            count += usize::from(item.compare_bool(v, CompareOperator::Equal, vm)?);
            index += 1;
        }
        Ok(count)
    }

    /// Appends the items of an iterable.
    #[method(name = "extend", signature = "($self, bb, /)")]
    fn extend_method(this: &Ref<Array>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let [items] = exactly("extend", args, vm)?;
        this.extend(items, vm)
    }

    /// Appends items that are given as bytes.
    #[method(signature = "($self, buffer, /)")]
    fn frombytes(this: &Ref<Array>, buffer: &Value, vm: &mut Vm) -> PyResult<()> {
        // Held until the bytes are appended: it may be a view of the array itself.
        let view = buffer.buffer(BufferFlags::SIMPLE, vm)?;
        if view.item_size() != 1 {
            return Err(vm.type_error("a bytes-like object is required"));
        }
        let bytes = view.to_vec(vm);
        this.push_bytes(&bytes, vm)
    }

    /// Appends n items that are read from a file.
    ///
    /// Raises EOFError if there are fewer; those are appended.
    #[method(signature = "($self, f, n, /)")]
    fn fromfile(this: &Ref<Array>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let [file, count] = exactly("fromfile", args, vm)?;
        let count = isize::from_argument(count, vm)?;
        let Ok(count) = usize::try_from(count) else {
            return Err(vm.value_error("negative count"));
        };
        let Some(wanted) = count
            .checked_mul(this.code.size())
            .and_then(|wanted| i64::try_from(wanted).ok())
        else {
            return Err(vm.memory_error());
        };
        let (name, size) = (vm.intern("read"), vm.new_int(wanted));
        let read = file
            .get_attribute(&name, vm)?
            .call_positional(&[size], vm)?;
        let Some(bytes) = read.downcast::<Bytes>() else {
            return Err(vm.type_error("read() didn't return bytes"));
        };
        this.push_bytes(bytes.as_slice(), vm)?;
        if bytes.length() as i64 != wanted {
            return Err(vm.eof_error("read() didn't return enough bytes"));
        }
        Ok(())
    }

    /// Appends the items of a list, or none if one of them does not fit.
    #[method(signature = "($self, list, /)")]
    fn fromlist(this: &Ref<Array>, list: &Value, vm: &mut Vm) -> PyResult<()> {
        let Some(list) = list.downcast::<List>() else {
            return Err(vm.type_error("arg must be list"));
        };
        let length = list.length(vm);
        let mut bytes = Vec::with_capacity(length * this.code.size());
        for index in 0..length {
            let item = list.get(index, vm).expect("the length has not changed");
            let item = this.code.write(&item, vm)?;
            bytes.extend_from_slice(&item[..this.code.size()]);
            if list.length(vm) != length {
                return Err(vm.runtime_error("list changed size during iteration"));
            }
        }
        this.push_bytes(&bytes, vm)
    }

    /// Appends the characters of a string, to an array of characters.
    #[method(signature = "($self, ustr, /)")]
    fn fromunicode(this: &Ref<Array>, ustr: &Ref<Str>, vm: &mut Vm) -> PyResult<()> {
        if !this.code.is_text() {
            return Err(not_text("fromunicode", vm));
        }
        this.push_bytes(&items_of_text(ustr), vm)
    }

    /// Returns the index of the first item between start and stop that equals the value.
    ///
    /// Raises ValueError if there is none.
    #[method(signature = "($self, v, start=0, stop=sys.maxsize, /)")]
    fn index(
        this: &Ref<Array>,
        v: &Value,
        start: Option<SliceIndex>,
        stop: Option<SliceIndex>,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        let length = this.length(vm);
        let start = start.map_or(0, |start| clamp_position(start.0, length));
        let stop = stop.map_or(usize::MAX, |stop| clamp_position(stop.0, length));
        match find(this, v, start..stop, vm)? {
            Some(index) => Ok(index),
            None => Err(vm.value_error("array.index(x): x not in array")),
        }
    }

    /// Inserts an item in front of the one at the index.
    #[method(signature = "($self, i, v, /)")]
    fn insert(this: &Ref<Array>, i: isize, v: &Value, vm: &mut Vm) -> PyResult<()> {
        let length = this.length(vm);
        let place = clamp_position(i, length).min(length);
        if v.class(vm).is_heap_type() {
            return this.insert_slowly(place, v, vm);
        }
        let item = this.code.write(v, vm)?;
        let at = this.span(place..place).start;
        let size = this.code.size();
        this.resize(vm)?
            .splice(at..at, item[..size].iter().copied());
        Ok(())
    }

    /// Removes and returns the item at the index, by default the last.
    ///
    /// Raises IndexError if there is none.
    #[method(signature = "($self, i=-1, /)")]
    fn pop(this: &Ref<Array>, i: Option<isize>, vm: &mut Vm) -> PyResult {
        let length = this.length(vm);
        if length == 0 {
            return Err(vm.index_error("pop from empty array"));
        }
        let Some(place) = position(i.unwrap_or(-1), length) else {
            return Err(vm.index_error("pop index out of range"));
        };
        let item = this
            .get(place, vm)?
            .expect("the position is one of an item");
        remove(this, place, vm)?;
        Ok(item)
    }

    /// Removes the first item that equals the value.
    ///
    /// Raises ValueError if there is none.
    #[method(name = "remove", signature = "($self, v, /)")]
    fn remove_method(this: &Ref<Array>, v: &Value, vm: &mut Vm) -> PyResult<()> {
        match find(this, v, 0..usize::MAX, vm)? {
            Some(place) if place < this.length(vm) => remove(this, place, vm),
            _ => Err(vm.value_error("array.remove(x): x not in array")),
        }
    }

    /// Reverses the order of the items.
    #[method(signature = "($self, /)")]
    fn reverse(this: &Ref<Array>, vm: &mut Vm) {
        let bytes = this.bytes.get_mut(vm);
        bytes.reverse();
        let items = bytes.chunks_exact_mut(this.code.size());
        items.for_each(<[u8]>::reverse);
    }

    /// Returns the bytes of the items.
    #[method(signature = "($self, /)")]
    fn tobytes(this: &Ref<Array>, vm: &mut Vm) -> Ref<Bytes> {
        let bytes = this.bytes.get(vm).to_vec();
        Bytes::from_vec(bytes, vm)
    }

    /// Writes the bytes of the items to a file.
    #[method(signature = "($self, f, /)")]
    fn tofile(this: &Ref<Array>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let [file] = exactly("tofile", args, vm)?;
        let name = vm.intern("write");
        let mut start = 0;
        while let Some(rest) = this
            .bytes
            .get(vm)
            .get(start..)
            .filter(|rest| !rest.is_empty())
        {
            let block = rest[..rest.len().min(BLOCK)].to_vec();
            start += block.len();
            let block = Bytes::from_vec(block, vm).into_value();
            file.get_attribute(&name, vm)?
                .call_positional(&[block], vm)?;
        }
        if start == 0 {
            file.get_attribute(&name, vm)?;
        }
        Ok(())
    }

    /// Returns the items as a list.
    #[method(signature = "($self, /)")]
    fn tolist(this: &Ref<Array>, vm: &mut Vm) -> PyResult {
        let items = this.values(vm)?;
        Ok(vm.new_list(items))
    }

    /// Returns the text of an array of characters.
    #[method(signature = "($self, /)")]
    fn tounicode(this: &Ref<Array>, vm: &mut Vm) -> PyResult {
        if !this.code.is_text() {
            return Err(not_text("tounicode", vm));
        }
        this.text(vm)
    }

    /// Returns the size of the object in memory, in bytes.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Ref<Array>, vm: &mut Vm) -> usize {
        size_of::<Object<Array>>() + this.bytes.capacity(vm)
    }

    /// Returns how to make such an array, for pickling by a protocol.
    #[method(signature = "($self, value, /)")]
    fn __reduce_ex__(this: &Ref<Array>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let [protocol] = exactly("__reduce_ex__", args, vm)?;
        reconstruct::reduce(this, protocol, vm)
    }
}

/// The arguments of a method that takes this many by position, and no others.
fn exactly<'a, const COUNT: usize>(
    name: &str,
    args: Args<'a>,
    vm: &mut Vm,
) -> PyResult<&'a [Value; COUNT]> {
    if args.has_keywords() {
        return Err(vm.type_error(format!("array.array.{name}() takes no keyword arguments")));
    }
    let positional = args.positional();
    positional.try_into().map_err(|_| {
        let (plural, got) = (if COUNT == 1 { "" } else { "s" }, positional.len());
        vm.type_error(format!(
            "{name}() takes exactly {COUNT} positional argument{plural} ({got} given)"
        ))
    })
}

fn not_text(name: &str, vm: &mut Vm) -> rpy_vm::Raised {
    vm.value_error(format!(
        "{name}() may only be called on unicode type arrays ('u' or 'w')"
    ))
}

/// Removes the item at an index.
fn remove(array: &Array, place: usize, vm: &mut Vm) -> PyResult<()> {
    let span = array.span(place..place + 1);
    array.resize(vm)?.drain(span);
    Ok(())
}
