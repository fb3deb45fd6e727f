//! Writing by a buffer.

use rpy_macros::methods;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::{Buffered, ask_raw};
use crate::_io::errors::{blocked, blocking};

/// What is raised where the raw stream takes no more without waiting.
const UNREADY: &str = "write could not complete without blocking";

impl Buffered {
    /// Writes out what is pending.
    ///
    /// Raises `BlockingIOError` if the raw stream is not ready; the rest stays pending.
    pub(super) fn write_out(&self, vm: &mut Vm) -> PyResult<()> {
        if self.pending.get(vm).is_empty() {
            return Ok(());
        }
        let mut pending = self.pending.replace(Vec::new(), vm);
        let mut done = 0;
        let mut result = Ok(());
        while done < pending.len() {
            match self.raw_write(&pending[done..], vm) {
                Ok(Some(count)) => done += count,
                Ok(None) => {
                    result = Err(blocking(UNREADY, 0, vm));
                    break;
                }
                Err(raised) => {
                    result = Err(raised);
                    break;
                }
            }
            if done < pending.len() {
                // A signal may have cut the call short.
                if let Err(raised) = vm.check_signals() {
                    result = Err(raised);
                    break;
                }
            }
        }
        if done == pending.len() {
            pending.clear();
        } else {
            pending.drain(..done);
        }
        drop(self.pending.replace(pending, vm));
        result
    }

    /// Writes bytes, to the buffer if they fit.
    fn put(&self, bytes: &[u8], vm: &mut Vm) -> PyResult<()> {
        let ahead = self.ahead_length(vm);
        if ahead > 0 {
            self.raw_seek(-(ahead as i64), 1, vm)?;
            self.forget_ahead(vm);
        } else if self.readable.get() {
            self.forget_ahead(vm);
        }
        let (size, used) = (self.size.get(), self.pending.get(vm).len());
        if bytes.len() <= size - used.min(size) && bytes.len() < size {
            self.append(bytes, vm);
            return Ok(());
        }
        if let Err(raised) = self.write_out(vm) {
            if blocked(&raised, vm).is_none() {
                return Err(raised);
            }
            // What there is room for is taken all the same.
            let room = size.saturating_sub(self.pending.get(vm).len());
            if bytes.len() <= room {
                self.append(bytes, vm);
                return Ok(());
            }
            self.append(&bytes[..room], vm);
            return Err(blocking(UNREADY, room, vm));
        }
        let mut done = 0;
        while bytes.len() - done > size {
            match self.raw_write(&bytes[done..], vm)? {
                Some(count) => {
                    done += count;
                    vm.check_signals()?;
                }
                None => {
                    if bytes.len() - done > size {
                        self.append(&bytes[done..done + size], vm);
                        return Err(blocking(UNREADY, done + size, vm));
                    }
                    break;
                }
            }
        }
        self.append(&bytes[done..], vm);
        Ok(())
    }

    fn append(&self, bytes: &[u8], vm: &mut Vm) {
        if bytes.is_empty() {
            return;
        }
        let size = self.size.get();
        let mut pending = self.pending.get_mut(vm);
        if pending.capacity() == 0 {
            // Small files need no large buffer.
            pending.reserve(bytes.len().max(size.min(8192)));
        }
        pending.extend_from_slice(bytes);
    }

    /// Writes bytes: `write`.
    pub(in crate::_io) fn write_bytes(
        this: &Ref<Buffered>,
        bytes: &[u8],
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.raw_stream(vm)?;
        this.check_open("write to", vm)?;
        Buffered::locked(this, vm, |this, vm| this.put(bytes, vm))
    }
}

/// What those classes have that write.
#[methods(WRITING)]
impl Buffered {
    /// Writes bytes and returns how many: all of them.
    #[method(signature = "($self, buffer, /)")]
    fn write(this: &Ref<Buffered>, buffer: &Value, vm: &mut Vm) -> PyResult<usize> {
        if let Some(bytes) = buffer.downcast::<Bytes>() {
            Buffered::write_bytes(this, bytes.as_slice(), vm)?;
            return Ok(bytes.length());
        }
        let Some(bytes) = buffer.exported_bytes(vm)? else {
            return Err(vm.not_bytes_like(buffer));
        };
        Buffered::write_bytes(this, &bytes, vm)?;
        Ok(bytes.len())
    }

    /// Returns whether the raw stream can be written.
    #[method(signature = "($self, /)")]
    fn writable(this: &Ref<Buffered>, vm: &mut Vm) -> PyResult<bool> {
        ask_raw(this, "writable", vm)
    }
}
