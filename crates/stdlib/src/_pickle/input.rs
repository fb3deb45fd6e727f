//! Where a pickle comes from: memory, or a file that is read as far as it is needed.

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::object::buffer::PinnedBytes;
use rpy_vm::{PyResult, Raised, Value, Vm};

use super::_pickle::UnpicklingError;

/// How much is looked at beyond what is needed, where a file allows that.
const PREFETCH: usize = 128 * 1024;

/// The methods of a file.
#[derive(Clone, rpy_macros::Traverse)]
pub(super) struct File {
    pub(super) read: Value,
    pub(super) readline: Value,
    pub(super) peek: Option<Value>,
}

/// What is read, and where the frame ends that it is in.
pub(super) struct Input {
    source: Source,
    /// `usize::MAX` outside of frames. Within, all of the frame is there.
    frame_end: usize,
}

/// What is read.
enum Source {
    /// All of it is there.
    Memory {
        /// The bytes.
        bytes: PinnedBytes,
        /// Where the next instruction is.
        position: usize,
    },
    /// It is read from a file.
    File {
        /// The file.
        file: File,
        /// What was read or looked at last.
        bytes: Vec<u8>,
        /// Where the next instruction is.
        position: usize,
        /// How many bytes were read; behind them, the file was only looked at.
        consumed: usize,
    },
}

#[cold]
pub(super) fn truncated(vm: &mut Vm) -> Raised {
    vm.native_error::<UnpicklingError>("pickle data was truncated")
}

#[cold]
fn exhausted(vm: &mut Vm) -> Raised {
    vm.native_error::<UnpicklingError>("pickle exhausted before end of frame")
}

/// The bytes that a method of a file has returned.
fn bytes_of(value: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    match value.bytes_like(vm)? {
        Some(bytes) => Ok(bytes.as_bytes(vm).to_vec()),
        None => Err(vm.not_bytes_like(value)),
    }
}

impl Input {
    /// A pickle in memory.
    pub(super) fn memory(object: &Value, vm: &mut Vm) -> PyResult<Input> {
        let bytes = PinnedBytes::new(object, vm)?;
        let source = Source::Memory { bytes, position: 0 };
        let frame_end = usize::MAX;
        Ok(Input { source, frame_end })
    }

    /// A pickle in a file.
    pub(super) fn file(file: File) -> Input {
        let source = Source::File {
            file,
            bytes: Vec::new(),
            position: 0,
            consumed: 0,
        };
        let frame_end = usize::MAX;
        Input { source, frame_end }
    }

    /// Leaves the frame if it is at its end. Raises `UnpicklingError` if so many more bytes are not
    /// all within it.
    #[inline]
    fn check_frame(&mut self, count: usize, vm: &mut Vm) -> PyResult<()> {
        if self.frame_end == usize::MAX {
            return Ok(());
        }
        let end = self.frame_end;
        let (_, position) = self.parts();
        let left = end - *position;
        if left == 0 {
            self.frame_end = usize::MAX;
        } else if left < count {
            return Err(exhausted(vm));
        }
        Ok(())
    }

    fn parts(&mut self) -> (&[u8], &mut usize) {
        match &mut self.source {
            Source::Memory { bytes, position } => (bytes.as_slice(), position),
            Source::File {
                bytes, position, ..
            } => (bytes, position),
        }
    }

    /// The next byte; `None` at the end.
    #[inline]
    pub(super) fn opcode(&mut self, vm: &mut Vm) -> PyResult<Option<u8>> {
        self.check_frame(1, vm)?;
        let (bytes, position) = self.parts();
        if let Some(&byte) = bytes.get(*position) {
            *position += 1;
            return Ok(Some(byte));
        }
        self.fill(1, vm)?;
        let (bytes, position) = self.parts();
        let byte = bytes.get(*position).copied();
        *position += usize::from(byte.is_some());
        Ok(byte)
    }

    /// The next bytes.
    ///
    /// Raises `UnpicklingError` if there are not as many.
    #[inline]
    pub(super) fn take(&mut self, count: usize, vm: &mut Vm) -> PyResult<&[u8]> {
        self.check_frame(count, vm)?;
        let (bytes, position) = self.parts();
        if bytes.len() - *position < count {
            self.fill(count, vm)?;
        }
        let (bytes, position) = self.parts();
        let start = *position;
        match bytes.get(start..start.saturating_add(count)) {
            Some(taken) => {
                *position += count;
                Ok(taken)
            }
            None => Err(truncated(vm)),
        }
    }

    /// The next bytes, as many as the array has.
    #[inline]
    pub(super) fn array<const N: usize>(&mut self, vm: &mut Vm) -> PyResult<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N, vm)?);
        Ok(array)
    }

    /// The rest of the line, without its end.
    ///
    /// Raises `UnpicklingError` if it has none.
    pub(super) fn line(&mut self, vm: &mut Vm) -> PyResult<&[u8]> {
        self.check_frame(1, vm)?;
        let frame_end = self.frame_end;
        let (bytes, position) = self.parts();
        if memchr::memchr(b'\n', &bytes[*position..]).is_none() {
            if frame_end != usize::MAX {
                return Err(exhausted(vm));
            }
            self.fill_line(vm)?;
        }
        let (bytes, position) = self.parts();
        let start = *position;
        match memchr::memchr(b'\n', &bytes[start..]) {
            Some(length) if start + length >= frame_end => Err(exhausted(vm)),
            Some(length) => {
                *position += length + 1;
                Ok(&bytes[start..start + length])
            }
            None => Err(truncated(vm)),
        }
    }

    /// Sees to it that so many bytes are there, if the file has them.
    pub(super) fn fill(&mut self, count: usize, vm: &mut Vm) -> PyResult<()> {
        let Source::File {
            file,
            bytes,
            position,
            consumed,
        } = &mut self.source
        else {
            return Ok(());
        };
        if bytes.len() - *position >= count {
            return Ok(());
        }
        let skipped = skip(file, bytes, *position, *consumed, vm)?;
        let mut fresh = skipped;
        let missing = count - fresh.len();
        vm.check_allocation(missing)?;
        let wanted = vm.new_int(missing as i64);
        let read = file.read.call_positional(&[wanted], vm)?;
        let read = bytes_of(&read, vm)?;
        if read.len() > missing {
            let message = "read() returned more bytes than requested";
            return Err(vm.value_error(message));
        }
        fresh.extend_from_slice(&read);
        *consumed = fresh.len();
        *position = 0;
        look_ahead(file, &mut fresh, vm)?;
        *bytes = fresh;
        Ok(())
    }

    /// Sees to it that a frame is there.
    ///
    /// Raises `UnpicklingError` if there is less of it, or it begins within another.
    pub(super) fn frame(&mut self, length: usize, vm: &mut Vm) -> PyResult<()> {
        self.check_frame(0, vm)?;
        if self.frame_end != usize::MAX {
            return Err(vm.native_error::<UnpicklingError>(
                "beginning of a new frame before end of current frame",
            ));
        }
        self.fill(length, vm)?;
        let (bytes, position) = self.parts();
        if bytes.len() - *position < length {
            return Err(truncated(vm));
        }
        self.frame_end = *position + length;
        Ok(())
    }

    fn fill_line(&mut self, vm: &mut Vm) -> PyResult<()> {
        let Source::File {
            file,
            bytes,
            position,
            consumed,
        } = &mut self.source
        else {
            return Ok(());
        };
        let mut fresh = skip(file, bytes, *position, *consumed, vm)?;
        let read = file.readline.call_positional(&[], vm)?;
        fresh.extend_from_slice(&bytes_of(&read, vm)?);
        *consumed = fresh.len();
        *position = 0;
        *bytes = fresh;
        Ok(())
    }

    /// Reads what was only looked at, so that the file stands behind the pickle.
    pub(super) fn finish(&mut self, vm: &mut Vm) -> PyResult<()> {
        if let Source::File {
            file,
            bytes,
            position,
            consumed,
        } = &mut self.source
        {
            let rest = skip(file, bytes, *position, *consumed, vm)?;
            *bytes = rest;
            *consumed = bytes.len();
            *position = 0;
        }
        Ok(())
    }

    /// What was read from the file but not used.
    pub(super) fn into_rest(self) -> Vec<u8> {
        match self.source {
            Source::Memory { .. } => Vec::new(),
            Source::File {
                bytes, position, ..
            } => bytes[position.min(bytes.len())..].to_vec(),
        }
    }

    /// Begins with what an earlier pickle has left.
    pub(super) fn with_rest(mut self, rest: Vec<u8>) -> Input {
        if let Source::File {
            bytes, consumed, ..
        } = &mut self.source
        {
            *consumed = rest.len();
            *bytes = rest;
        }
        self
    }
}

/// Reads those of the bytes that were looked at that are used by now. Gives what was read, but is not
/// used.
fn skip(
    file: &File,
    bytes: &[u8],
    position: usize,
    consumed: usize,
    vm: &mut Vm,
) -> PyResult<Vec<u8>> {
    if position > consumed {
        let count = vm.new_int((position - consumed) as i64);
        file.read.call_positional(&[count], vm)?;
        return Ok(Vec::new());
    }
    Ok(bytes[position..consumed].to_vec())
}

/// Looks at what comes next in the file, if it allows that.
fn look_ahead(file: &mut File, bytes: &mut Vec<u8>, vm: &mut Vm) -> PyResult<()> {
    let Some(peek) = file.peek.clone() else {
        return Ok(());
    };
    let count = Value::from_usize(PREFETCH);
    match peek.call_positional(&[count], vm) {
        Ok(seen) => {
            match seen.downcast::<Bytes>() {
                Some(seen) => bytes.extend_from_slice(seen.as_slice()),
                None => bytes.extend_from_slice(&bytes_of(&seen, vm)?),
            }
            Ok(())
        }
        Err(raised) => {
            let class = vm.types.exceptions.not_implemented_error.clone();
            if !raised.is_instance(&class, vm) {
                return Err(raised);
            }
            file.peek = None;
            Ok(())
        }
    }
}
