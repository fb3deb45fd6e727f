//! Writing text.

use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Vm};

use super::TextIoWrapper;
use crate::_io::buffered::Buffered;
use crate::_io::errors::{call, unsupported};

impl TextIoWrapper {
    /// Hands what is pending to the binary stream.
    #[inline]
    pub(super) fn write_pending(&self, vm: &mut Vm) -> PyResult<()> {
        if self.pending.get(vm).is_empty() {
            return Ok(());
        }
        self.write_pending_slow(vm)
    }

    fn write_pending_slow(&self, vm: &mut Vm) -> PyResult<()> {
        let mut pending = self.pending.replace(Vec::new(), vm);
        if let Some(buffered) = self.native_stream(vm) {
            let written = Buffered::write_bytes(&buffered, &pending, vm);
            pending.clear();
            if self.pending.get(vm).is_empty() {
                drop(self.pending.replace(pending, vm));
            }
            return written;
        }
        let stream = self.stream(vm)?;
        let bytes = vm.new_bytes(&pending);
        call(&stream, "write", &[bytes], vm).map(drop)
    }

    /// `write`, without the count.
    pub(super) fn write_text(&self, text: &Ref<Str>, vm: &mut Vm) -> PyResult<()> {
        self.check_open(vm)?;
        if !self.coder.get(vm).writes {
            return Err(unsupported("not writable", vm));
        }
        let bytes = text.as_bytes();
        let output = self.newline.get().output();
        let line_buffering = self.line_buffering.get();
        let mut ends_line = false;
        if output.is_some() || line_buffering {
            ends_line = memchr::memchr(b'\n', bytes).is_some();
        }
        let flush = line_buffering && (ends_line || memchr::memchr(b'\r', bytes).is_some());
        let translated = match output {
            Some(output) if ends_line && text.class().is_heap_type() => {
                Some(self.replaced_by_program(text, output, vm)?)
            }
            Some(output) if ends_line => Some(with_line_ends(text, output, vm)),
            _ => None,
        };
        let text = translated.as_ref().unwrap_or(text);
        let is_itself = text.is_ascii() && self.is_ascii_compatible(vm)
            || text.as_str().is_some() && self.is_utf8(vm);
        let encoded;
        let bytes = if is_itself {
            text.as_bytes()
        } else {
            encoded = self.encode(text, vm)?;
            &encoded
        };
        let limit = self.chunk_size.get();
        if self.pending.get(vm).len() + bytes.len() > limit {
            self.write_pending(vm)?;
        }
        vm.check_allocation(bytes.len())?;
        self.pending.get_mut(vm).extend_from_slice(bytes);
        if self.pending.get(vm).len() >= limit || flush || self.write_through.get() {
            self.write_pending(vm)?;
        }
        if flush {
            self.flush_stream(vm)?;
        }
        if self.snapshot.get(vm).is_some() {
            self.forget_decoded(vm);
        }
        if self.coder.get(vm).reads {
            self.reset_decoder(vm)?;
        }
        Ok(())
    }

    /// The text with another line end, by the method of a subclass of `str`, which may change the stream.
    fn replaced_by_program(&self, text: &Ref<Str>, end: &str, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let arguments = [vm.new_str("\n"), vm.new_str(end)];
        let replaced = call(text.as_value(), "replace", &arguments, vm)?;
        self.check_open(vm)?;
        if !self.coder.get(vm).writes {
            return Err(unsupported("not writable", vm));
        }
        replaced.downcast_into::<Str>().map_err(|other| {
            let class = other.type_name(vm);
            vm.type_error(format!("replace() should return a str, not '{class}'"))
        })
    }

    /// `self.buffer.flush()`
    pub(super) fn flush_stream(&self, vm: &mut Vm) -> PyResult<()> {
        let stream = self.stream(vm)?;
        call(&stream, "flush", &[], vm).map(drop)
    }

    /// `flush`
    pub(super) fn flush_all(&self, vm: &mut Vm) -> PyResult<()> {
        self.check_open(vm)?;
        self.telling.set(self.seekable.get());
        self.write_pending(vm)?;
        self.flush_stream(vm)
    }
}

/// The text with another line end.
pub(in crate::_io) fn with_line_ends(text: &Ref<Str>, end: &str, vm: &mut Vm) -> Ref<Str> {
    let mut result = rpy_vm::builtins::str::StrBuilder::with_capacity(text.byte_length() + 16);
    let bytes = text.as_bytes();
    let mut start = 0;
    for at in memchr::memchr_iter(b'\n', bytes) {
        result.push_range(text, start, at);
        result.push_str(end);
        start = at + 1;
    }
    result.push_range(text, start, bytes.len());
    result.finish(vm)
}
