//! Reading by a buffer.

use rpy_macros::methods;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::{Buffered, ask_raw};
use crate::_io::base;
use crate::_io::errors::{Count, Size, optional_attribute};
use crate::_io::system::Transfer;

impl Buffered {
    /// Reads ahead: what was read before is used up.
    fn fill(&self, vm: &mut Vm) -> Transfer {
        let mut buffer = self.ahead.replace(Vec::new(), vm);
        buffer.clear();
        self.taken.set(0);
        let read = self.raw_read(&mut buffer, self.size.get(), vm);
        drop(self.ahead.replace(buffer, vm));
        read
    }

    /// Moves up to `limit` bytes that were read ahead to `target`.
    ///
    /// Raises `MemoryError` if there is no room for them.
    fn take_ahead(&self, target: &mut Vec<u8>, limit: usize, vm: &mut Vm) -> PyResult<usize> {
        let count = (self.ahead.get(vm).len() - self.taken.get()).min(limit);
        vm.make_room(target, count)?;
        let ahead = &self.ahead.get(vm)[self.taken.get()..];
        target.extend_from_slice(&ahead[..count]);
        self.taken.set(self.taken.get() + count);
        Ok(count)
    }

    /// Writes out what is pending, before something is read.
    #[inline]
    fn before_reading(&self, vm: &mut Vm) -> PyResult<()> {
        if self.writable.get() && !self.pending.get(vm).is_empty() {
            return self.write_out(vm);
        }
        Ok(())
    }

    /// Appends `count` bytes, or what there is; `None` if the stream is not ready and there was
    /// nothing.
    fn read_count(&self, target: &mut Vec<u8>, count: usize, vm: &mut Vm) -> Transfer {
        let mut read = self.take_ahead(target, count, vm)?;
        if read == count {
            return Ok(Some(read));
        }
        self.before_reading(vm)?;
        self.forget_ahead(vm);
        while read < count {
            let left = count - read;
            // Whole buffers are read to where they go; the rest is read ahead.
            let whole = left - left % self.size.get();
            let step = if whole > 0 {
                self.raw_read(target, whole, vm)?
            } else {
                self.fill(vm)?
            };
            match step {
                Some(0) => break,
                None if read == 0 => return Ok(None),
                None => break,
                Some(step) if whole > 0 => read += step,
                Some(_) => read += self.take_ahead(target, left, vm)?,
            }
        }
        Ok(Some(read))
    }

    /// Reads all there is.
    fn read_rest(&self, vm: &mut Vm) -> PyResult {
        let mut bytes = Vec::new();
        self.take_ahead(&mut bytes, usize::MAX, vm)?;
        self.before_reading(vm)?;
        self.forget_ahead(vm);
        if let Some(file) = self.raw_file(vm) {
            let had = bytes.len();
            let read = file.read_rest(&mut bytes, vm)?;
            return Ok(match read {
                None if had == 0 => Value::NONE,
                _ => Bytes::from_vec(bytes, vm).into_value(),
            });
        }
        let raw = self.raw_stream(vm)?;
        if let Some(readall) = optional_attribute(&raw, "readall", vm)? {
            let rest = readall.call_positional(&[], vm)?;
            if let Some(rest) = rest.downcast::<Bytes>() {
                vm.extend_to(&mut bytes, rest.as_slice())?;
            } else if !rest.is_none() {
                return Err(vm.type_error("readall() should return bytes"));
            } else if bytes.is_empty() {
                return Ok(Value::NONE);
            }
            return Ok(Bytes::from_vec(bytes, vm).into_value());
        }
        loop {
            let data = self.call_raw("read", &[], vm)?;
            if data.is_none() {
                return Ok(match bytes.is_empty() {
                    true => Value::NONE,
                    false => Bytes::from_vec(bytes, vm).into_value(),
                });
            }
            let Some(data) = data.downcast::<Bytes>() else {
                return Err(vm.type_error("read() should return bytes"));
            };
            if data.length() == 0 {
                return Ok(Bytes::from_vec(bytes, vm).into_value());
            }
            vm.extend_to(&mut bytes, data.as_slice())?;
        }
    }

    /// Appends up to `count` bytes, by one call of the raw stream at most: `read1`.
    pub(in crate::_io) fn read_once(
        this: &Ref<Buffered>,
        target: &mut Vec<u8>,
        count: usize,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.raw_stream(vm)?;
        this.check_open("read of", vm)?;
        if count == 0 || this.take_ahead(target, count, vm)? > 0 {
            return Ok(());
        }
        Buffered::locked(this, vm, |this, vm| {
            this.before_reading(vm)?;
            this.forget_ahead(vm);
            this.raw_read(target, count, vm).map(drop)
        })
    }

    /// The bytes of a line that are there already, or all there are; and whether it is whole.
    fn line_ahead(&self, limit: usize, vm: &Vm) -> (usize, bool) {
        let ahead = &self.ahead.get(vm)[self.taken.get()..];
        let window = &ahead[..ahead.len().min(limit)];
        match memchr::memchr(b'\n', window) {
            Some(at) => (at + 1, true),
            None => (window.len(), window.len() == limit),
        }
    }

    /// Reads a line, or up to `limit` bytes of it.
    fn read_line(&self, limit: usize, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let (length, whole) = self.line_ahead(limit, vm);
        if whole {
            // The buffer is lent, so that the line is copied once.
            let buffer = std::mem::take(self.ahead.get_mut_in_place(vm));
            let start = self.taken.get();
            let line = Bytes::new(&buffer[start..start + length], vm);
            *self.ahead.get_mut_in_place(vm) = buffer;
            self.taken.set(start + length);
            return Ok(line);
        }
        let mut line = Vec::new();
        self.take_ahead(&mut line, length, vm)?;
        self.before_reading(vm)?;
        loop {
            match self.fill(vm)? {
                Some(0) | None => break,
                Some(_) => {}
            }
            let (length, whole) = self.line_ahead(limit - line.len(), vm);
            self.take_ahead(&mut line, length, vm)?;
            if whole {
                break;
            }
        }
        Ok(Bytes::from_vec(line, vm))
    }

    /// `readinto`, or with `once` `readinto1`.
    fn read_into(
        this: &Ref<Buffered>,
        buffer: &Value,
        once: bool,
        vm: &mut Vm,
    ) -> PyResult<Option<usize>> {
        let function = if once { "readinto1" } else { "readinto" };
        let view = base::writable(buffer, function, vm)?;
        this.raw_stream(vm)?;
        this.check_open("readinto of", vm)?;
        let length = view.length();
        let mut bytes = Vec::new();
        let read = Buffered::locked(this, vm, |this, vm| {
            if !once {
                return this.read_count(&mut bytes, length, vm);
            }
            let count = this.take_ahead(&mut bytes, length, vm)?;
            let left = length - count;
            if left <= this.size.get() && (count > 0 || left == 0) {
                return Ok(Some(count));
            }
            this.before_reading(vm)?;
            this.forget_ahead(vm);
            if left > this.size.get() {
                let read = this.raw_read(&mut bytes, left, vm)?;
                return Ok(match read {
                    Some(read) => Some(count + read),
                    None => (count > 0).then_some(count),
                });
            }
            let filled = this.fill(vm)?;
            match filled {
                Some(_) => this.take_ahead(&mut bytes, length, vm).map(Some),
                None => Ok(None),
            }
        })?;
        base::fill(&view, &bytes, vm);
        Ok(read)
    }
}

/// The slot `iternext` of what can be read.
pub(super) fn next_line(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let buffered = this
        .downcast::<Buffered>()
        .expect("the class has this payload");
    if this.class(vm).is_heap_type() {
        let line = crate::_io::errors::call(this, "readline", &[], vm)?;
        if !line.has_payload::<Bytes>() {
            let class = line.type_name(vm);
            return Err(vm.os_error(format!(
                "readline() should have returned a bytes object, not '{class}'"
            )));
        }
        return Ok((line.length(vm)? != 0).then_some(line));
    }
    let line = Buffered::readline(buffered, Size(-1), vm)?;
    Ok((line.length() != 0).then(|| line.into_value()))
}

/// What those classes have that read.
#[methods(READING)]
impl Buffered {
    /// Reads and returns up to size bytes; all there are by default.
    ///
    /// Returns None if nothing can be read without waiting.
    #[method(signature = "($self, size=-1, /)")]
    fn read(this: &Ref<Buffered>, size: Size, vm: &mut Vm) -> PyResult {
        this.raw_stream(vm)?;
        if size.0 < -1 {
            return Err(vm.value_error("read length must be non-negative or -1"));
        }
        this.check_open("read of", vm)?;
        Buffered::locked(this, vm, |this, vm| {
            let Some(count) = size.limit() else {
                return this.read_rest(vm);
            };
            vm.check_allocation(count)?;
            let mut bytes = Vec::with_capacity(count.min(1 << 20));
            Ok(match this.read_count(&mut bytes, count, vm)? {
                Some(_) => Bytes::from_vec(bytes, vm).into_value(),
                None => Value::NONE,
            })
        })
    }

    /// Reads and returns up to size bytes, with one call of the raw stream's read() at most.
    #[method(signature = "($self, size=-1, /)")]
    fn read1(this: &Ref<Buffered>, size: Count, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        this.raw_stream(vm)?;
        let count = usize::try_from(size.0).unwrap_or(this.size.get());
        let mut bytes = Vec::new();
        Buffered::read_once(this, &mut bytes, count, vm)?;
        Ok(Bytes::from_vec(bytes, vm))
    }

    /// Returns bytes that come next without taking them, at least one unless at the end.
    #[method(signature = "($self, size=0, /)")]
    fn peek(this: &Ref<Buffered>, size: Count, vm: &mut Vm) -> PyResult {
        let _ = size;
        this.raw_stream(vm)?;
        this.check_open("peek of", vm)?;
        Buffered::locked(this, vm, |this, vm| {
            this.before_reading(vm)?;
            if this.ahead_length(vm) == 0 {
                this.fill(vm)?;
            }
            let ahead = this.ahead.get(vm)[this.taken.get()..].to_vec();
            Ok(Bytes::from_vec(ahead, vm).into_value())
        })
    }

    /// Reads a line with its newline, or up to size bytes of it.
    #[method(signature = "($self, size=-1, /)")]
    fn readline(this: &Ref<Buffered>, size: Size, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        this.raw_stream(vm)?;
        this.check_open("readline of", vm)?;
        let limit = size.limit().unwrap_or(usize::MAX);
        Buffered::locked(this, vm, |this, vm| this.read_line(limit, vm))
    }

    /// Reads into the buffer, and returns how many bytes; None if it would have to wait.
    #[method(signature = "($self, buffer, /)")]
    fn readinto(this: &Ref<Buffered>, buffer: &Value, vm: &mut Vm) -> PyResult<Option<usize>> {
        Buffered::read_into(this, buffer, false, vm)
    }

    /// As readinto(), with one call of the raw stream's read() at most.
    #[method(signature = "($self, buffer, /)")]
    fn readinto1(this: &Ref<Buffered>, buffer: &Value, vm: &mut Vm) -> PyResult<Option<usize>> {
        Buffered::read_into(this, buffer, true, vm)
    }

    /// Returns whether the raw stream can be read.
    #[method(signature = "($self, /)")]
    fn readable(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult<bool> {
        ask_raw(this, "readable", vm)
    }
}
