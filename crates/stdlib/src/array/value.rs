//! What an array holds.

use std::ops::Range;

use rpy_macros::Payload;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::object::BufferMut;
use rpy_vm::object::buffer::ExportCell;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::typecode::TypeCode;

/// array(typecode [, initializer]): an array of items of the format that the code says, of those in a
/// list, a string, bytes, or any other iterable.
#[derive(Payload)]
pub(super) struct Array {
    /// The format of the items.
    #[payload(skip)]
    pub(super) code: TypeCode,
    /// The items, side by side.
    pub(super) bytes: ExportCell,
}

impl Array {
    /// Makes an array of items that are given as bytes.
    pub(super) fn make(
        code: TypeCode,
        bytes: Vec<u8>,
        class: &Ref<Type>,
        vm: &mut Vm,
    ) -> Ref<Array> {
        debug_assert!(bytes.len().is_multiple_of(code.size()));
        let payload = Array {
            code,
            bytes: ExportCell::new(bytes),
        };
        Ref::with_class(payload, class, vm)
    }

    /// Makes an exact array.
    pub(super) fn new(code: TypeCode, bytes: Vec<u8>, vm: &mut Vm) -> Ref<Array> {
        let class = Array::class(vm).clone();
        Array::make(code, bytes, &class, vm)
    }

    /// Number of items.
    #[inline]
    pub(super) fn length(&self, vm: &Vm) -> usize {
        self.bytes.get(vm).len() / self.code.size()
    }

    /// Where the items of a range lie, in bytes.
    pub(super) fn span(&self, items: Range<usize>) -> Range<usize> {
        let size = self.code.size();
        items.start * size..items.end * size
    }

    /// The value of an item; `None` if there is none at the index.
    #[inline]
    pub(super) fn get(&self, index: usize, vm: &mut Vm) -> PyResult<Option<Value>> {
        let size = self.code.size();
        let mut item = [0; 8];
        match self.bytes.get(vm).chunks_exact(size).nth(index) {
            Some(bytes) => item[..size].copy_from_slice(bytes),
            None => return Ok(None),
        }
        self.code.read(&item[..size], vm).map(Some)
    }

    /// The values of all items.
    pub(super) fn values(&self, vm: &mut Vm) -> PyResult<Vec<Value>> {
        let length = self.bytes.get(vm).len();
        vm.check_allocation(length + length / self.code.size() * size_of::<Value>())?;
        let bytes = self.bytes.get(vm).to_vec();
        let items = bytes.chunks_exact(self.code.size());
        items.map(|item| self.code.read(item, vm)).collect()
    }

    /// The bytes, to be changed in any way.
    ///
    /// Raises `BufferError` if there are views of them.
    pub(super) fn resize<'a>(&'a self, vm: &'a mut Vm) -> PyResult<BufferMut<'a, Vec<u8>>> {
        self.check_resizable(vm)?;
        self.bytes.resize(vm)
    }

    /// Raises `BufferError` if there are views of the bytes.
    pub(super) fn check_resizable(&self, vm: &mut Vm) -> PyResult<()> {
        if self.bytes.exports() != 0 {
            let message = "cannot resize an array that is exporting buffers";
            return Err(vm.buffer_error(message));
        }
        Ok(())
    }

    /// Appends an item.
    #[inline]
    pub(super) fn push(&self, value: &Value, vm: &mut Vm) -> PyResult<()> {
        if value.class(vm).is_heap_type() {
            return self.insert_slowly(self.length(vm), value, vm);
        }
        let item = self.code.write(value, vm)?;
        let size = self.code.size();
        self.resize(vm)?;
        self.bytes.reserve(size, vm)?;
        self.resize(vm)?.extend_from_slice(&item[..size]);
        Ok(())
    }

    /// Inserts an item whose conversion may run Python code, which may change the array. As in CPython the value
    /// is converted once to see whether it fits, and again when there is room for it.
    ///
    /// Raises `IndexError` if the place is no longer there then.
    pub(super) fn insert_slowly(&self, place: usize, value: &Value, vm: &mut Vm) -> PyResult<()> {
        let (length, size) = (self.length(vm), self.code.size());
        self.code.write(value, vm)?;
        let at = self.span(place..place).start;
        let mut bytes = self.resize(vm)?;
        bytes.resize(length * size, 0);
        bytes.splice(at..at, std::iter::repeat_n(0, size));
        drop(bytes);
        let item = self.code.write(value, vm)?;
        if place >= self.length(vm) {
            return Err(vm.index_error("array assignment index out of range"));
        }
        let span = self.span(place..place + 1);
        self.bytes.get_mut(vm)[span].copy_from_slice(&item[..size]);
        Ok(())
    }

    /// Appends items that are given as bytes.
    ///
    /// Raises `ValueError` if there is a part of an item.
    pub(super) fn push_bytes(&self, bytes: &[u8], vm: &mut Vm) -> PyResult<()> {
        if !bytes.len().is_multiple_of(self.code.size()) {
            return Err(vm.value_error("bytes length not a multiple of item size"));
        }
        if !bytes.is_empty() {
            self.resize(vm)?;
            self.bytes.reserve(bytes.len(), vm)?;
            self.resize(vm)?.extend_from_slice(bytes);
        }
        Ok(())
    }

    /// Appends the items of an array of the same code, or of any other iterable.
    pub(super) fn extend(&self, items: &Value, vm: &mut Vm) -> PyResult<()> {
        if let Some(other) = items.downcast::<Array>() {
            if other.code != self.code {
                return Err(vm.type_error("can only extend with array of same kind"));
            }
            let bytes = other.bytes.get(vm).to_vec();
            return self.push_bytes(&bytes, vm);
        }
        let iterator = items.iter(vm)?;
        while let Some(item) = iterator.next(vm)? {
            self.push(&item, vm)?;
        }
        Ok(())
    }

    /// The text of an array of characters.
    ///
    /// Raises `UnicodeDecodeError` if they are none.
    pub(super) fn text(&self, vm: &mut Vm) -> PyResult {
        if self.code.character() == 'u' {
            let bytes = self.bytes.get(vm).to_vec();
            let mut text = rpy_vm::builtins::str::StrBuilder::new();
            for item in bytes.chunks_exact(4) {
                let character = self.code.read(item, vm)?;
                text.push_text(character.downcast::<Str>().expect("items are characters"));
            }
            return Ok(text.finish(vm).into_value());
        }
        let bytes = self.bytes.get(vm).to_vec();
        let encoding = if cfg!(target_endian = "little") {
            "utf-32-le"
        } else {
            "utf-32-be"
        };
        decode(&bytes, encoding, vm)
    }
}

/// `bytes.decode(encoding)`
pub(super) fn decode(bytes: &[u8], encoding: &str, vm: &mut Vm) -> PyResult {
    let bytes = vm.new_bytes(bytes);
    let (name, encoding) = (vm.intern("decode"), vm.new_str(encoding));
    bytes
        .get_attribute(&name, vm)?
        .call_positional(&[encoding], vm)
}

/// The items of a text: its code points.
pub(super) fn items_of_text(text: &Str) -> Vec<u8> {
    text.code_points().flat_map(u32::to_ne_bytes).collect()
}
