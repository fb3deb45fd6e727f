//! `Blob`: the bytes of one value in a table, read and written in place.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#blob-objects>

use std::cell::Cell;
use std::rc::Rc;

use libsqlite3_sys as ffi;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::BytesLike;
use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::slice::{Slice, SliceIndices};
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::connection::Connection;
use super::exceptions::{check_last, programming_error};
use super::system::{BlobHandle, Inside};

/// An open blob.
#[derive(Payload)]
pub(crate) struct Blob {
    connection: Ref<Connection>,
    #[payload(skip)]
    handle: Rc<BlobHandle>,
    /// Where the next reading or writing begins.
    offset: Cell<usize>,
}

/// What a subscript selects.
enum Selected {
    Item(usize),
    Items(SliceIndices),
}

impl Blob {
    /// Makes an object of an open blob.
    pub(super) fn of(
        connection: &Ref<Connection>,
        handle: Rc<BlobHandle>,
        vm: &mut Vm,
    ) -> Ref<Blob> {
        connection.note_blob(&handle);
        let blob = Blob {
            connection: connection.clone(),
            handle,
            offset: Cell::new(0),
        };
        Ref::new(blob, vm)
    }

    /// Lets the thread use the blob.
    ///
    /// Raises `ProgrammingError` if it is closed.
    fn enter(&self, vm: &mut Vm) -> PyResult<Inside> {
        self.connection.open_database(vm)?;
        let inside = Connection::enter_checked(&self.connection, vm)?;
        if self.handle.is_closed() {
            return Err(programming_error("Cannot operate on a closed blob.", vm));
        }
        Ok(inside)
    }

    fn read_at(&self, offset: usize, length: usize, vm: &mut Vm) -> PyResult<Vec<u8>> {
        let inside = self.enter(vm)?;
        vm.check_allocation(length)?;
        let mut buffer = vec![0; length];
        let code = inside.read_blob(&self.handle, &mut buffer, offset, vm);
        if code != ffi::SQLITE_OK {
            check_last(&inside, vm)?;
        }
        Ok(buffer)
    }

    fn write_at(&self, offset: usize, bytes: &[u8], vm: &mut Vm) -> PyResult<()> {
        let inside = self.enter(vm)?;
        let code = inside.write_blob(&self.handle, bytes, offset, vm);
        if code != ffi::SQLITE_OK {
            check_last(&inside, vm)?;
        }
        Ok(())
    }

    fn size(&self, vm: &mut Vm) -> PyResult<usize> {
        let inside = self.enter(vm)?;
        Ok(inside.blob_size(&self.handle))
    }

    fn select(&self, key: &Value, vm: &mut Vm) -> PyResult<Selected> {
        if let Some(slice) = key.downcast::<Slice>() {
            let parts = slice.parts(vm)?;
            return Ok(Selected::Items(parts.indices(self.size(vm)?)));
        }
        if !key.is_index(vm) {
            return Err(vm.type_error("Blob indices must be integers"));
        }
        let index = key.index(vm)?;
        let Some(index) = index.as_int().and_then(IntView::as_i64) else {
            let given = key.class(vm).clone().shown_name(vm);
            let message = format!("cannot fit '{given}' into an index-sized integer");
            return Err(vm.index_error(message));
        };
        let size = self.size(vm)? as i64;
        let place = if index < 0 { index + size } else { index };
        match usize::try_from(place) {
            Ok(place) if place < size as usize => Ok(Selected::Item(place)),
            _ => Err(vm.index_error("Blob index out of range")),
        }
    }
}

#[native_class(
    name = "sqlite3.Blob",
    flags(weakref, disallow_instantiation),
    undocumented
)]
impl Blob {
    #[slot]
    fn length(this: &Ref<Blob>, vm: &mut Vm) -> PyResult<usize> {
        this.size(vm)
    }

    #[slot]
    fn subscript(this: &Ref<Blob>, key: &Value, vm: &mut Vm) -> PyResult {
        drop(this.enter(vm)?);
        match this.select(key, vm)? {
            Selected::Item(place) => {
                let byte = this.read_at(place, 1, vm)?;
                Ok(Value::from_i32(byte[0].into()))
            }
            Selected::Items(indices) => {
                let Some(range) = range_of(indices, vm)? else {
                    return Ok(vm.new_bytes(&[]));
                };
                let bytes = this.read_at(range.start, range.len(), vm)?;
                let picked: Vec<u8> = indices.iter().map(|at| bytes[at - range.start]).collect();
                Ok(vm.new_bytes(&picked))
            }
        }
    }

    #[slot]
    fn set_subscript(
        this: &Ref<Blob>,
        key: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        drop(this.enter(vm)?);
        let Some(value) = value else {
            return Err(
                vm.type_error(match (key.has_payload::<Slice>(), key.is_index(vm)) {
                    (true, _) => "Blob doesn't support slice deletion",
                    (_, true) => "Blob doesn't support item deletion",
                    _ => "Blob indices must be integers",
                }),
            );
        };
        match this.select(key, vm)? {
            Selected::Item(place) => {
                if !value.is_index(vm) {
                    let given = value.class(vm).clone().shown_name(vm);
                    return Err(vm.type_error(format!(
                        "'{given}' object cannot be interpreted as an integer"
                    )));
                }
                let number = value.index(vm)?.as_int().and_then(IntView::as_i64);
                match number.and_then(|number| u8::try_from(number).ok()) {
                    Some(byte) => this.write_at(place, &[byte], vm),
                    None => Err(vm.value_error("byte must be in range(0, 256)")),
                }
            }
            Selected::Items(indices) => {
                let bytes = BytesLike::from_argument(&value, vm)?.as_bytes(vm).to_vec();
                if bytes.len() != indices.count {
                    return Err(vm.index_error("Blob slice assignment is wrong size"));
                }
                let Some(range) = range_of(indices, vm)? else {
                    return Ok(());
                };
                if indices.step == 1 {
                    return this.write_at(range.start, &bytes, vm);
                }
                let mut changed = this.read_at(range.start, range.len(), vm)?;
                for (at, byte) in indices.iter().zip(bytes) {
                    changed[at - range.start] = byte;
                }
                this.write_at(range.start, &changed, vm)
            }
        }
    }

    /// Closes the blob.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<Blob>, vm: &mut Vm) -> PyResult<()> {
        this.connection.open_database(vm)?;
        let inside = Connection::enter_checked(&this.connection, vm)?;
        inside.close_blob(&this.handle, vm);
        Ok(())
    }

    /// Returns the blob, which the end of the block closes.
    #[method(signature = "($self, /)")]
    fn __enter__(this: &Ref<Blob>, vm: &mut Vm) -> PyResult<Ref<Blob>> {
        drop(this.enter(vm)?);
        Ok(this.clone())
    }

    /// Closes the blob.
    #[method(signature = "($self, type, val, tb, /)")]
    fn __exit__(
        this: &Ref<Blob>,
        _type: &Value,
        _val: &Value,
        _tb: &Value,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        let inside = this.enter(vm)?;
        inside.close_blob(&this.handle, vm);
        Ok(false)
    }

    /// Returns the next bytes: so many, but no more than there are; all that are left if the number
    /// is negative.
    #[method(signature = "($self, length=-1, /)")]
    fn read(this: &Ref<Blob>, length: i32, vm: &mut Vm) -> PyResult {
        let left = this.size(vm)?.saturating_sub(this.offset.get());
        let length = usize::try_from(length).map_or(left, |length| length.min(left));
        let bytes = this.read_at(this.offset.get(), length, vm)?;
        this.offset.set(this.offset.get() + length);
        Ok(vm.new_bytes(&bytes))
    }

    /// Writes bytes over the next ones. The blob cannot become longer.
    #[method(signature = "($self, data, /)")]
    fn write(this: &Ref<Blob>, data: BytesLike<'_>, vm: &mut Vm) -> PyResult<()> {
        let left = this.size(vm)?.saturating_sub(this.offset.get());
        let bytes = data.as_bytes(vm).to_vec();
        if bytes.len() > left {
            return Err(vm.value_error("data longer than blob length"));
        }
        this.write_at(this.offset.get(), &bytes, vm)?;
        this.offset.set(this.offset.get() + bytes.len());
        Ok(())
    }

    /// Moves to an offset from the start, the place that was reached or the end: the origin is
    /// os.SEEK_SET, os.SEEK_CUR or os.SEEK_END.
    #[method(signature = "($self, offset, origin=0, /)")]
    fn seek(this: &Ref<Blob>, offset: i32, origin: i32, vm: &mut Vm) -> PyResult<()> {
        let size = this.size(vm)?;
        let base = match origin {
            libc::SEEK_SET => 0,
            libc::SEEK_CUR => this.offset.get(),
            libc::SEEK_END => size,
            _ => {
                let message = "'origin' should be os.SEEK_SET, os.SEEK_CUR, or os.SEEK_END";
                return Err(vm.value_error(message));
            }
        };
        let base = i32::try_from(base).unwrap_or(i32::MAX);
        let Some(place) = base.checked_add(offset) else {
            return Err(vm.overflow_error("seek offset results in overflow"));
        };
        match usize::try_from(place) {
            Ok(place) if place <= size => {
                this.offset.set(place);
                Ok(())
            }
            _ => Err(vm.value_error("offset out of blob range")),
        }
    }

    /// Returns where the next reading or writing begins.
    #[method(signature = "($self, /)")]
    fn tell(this: &Ref<Blob>, vm: &mut Vm) -> PyResult<usize> {
        drop(this.enter(vm)?);
        Ok(this.offset.get())
    }
}

/// The bytes that must be looked at for a slice; `None` if there are none.
///
/// Raises `ValueError` if they are wanted backwards.
fn range_of(indices: SliceIndices, vm: &mut Vm) -> PyResult<Option<std::ops::Range<usize>>> {
    if indices.count == 0 {
        return Ok(None);
    }
    if indices.step < 0 {
        let message = "Blob doesn't support slices with a negative step";
        return Err(vm.value_error(message));
    }
    let first = indices.start as usize;
    let last = first + (indices.count - 1) * indices.step as usize;
    Ok(Some(first..last + 1))
}
