//! What a pickler has written, in frames.

use rpy_vm::{PyResult, Value, Vm};

use super::opcode::FRAME;

/// A frame that has at least so many bytes ends at the next instruction. Data as long stand outside
/// of frames.
pub(super) const FRAME_SIZE_TARGET: usize = 64 * 1024;
/// Frames shorter than this are not worth their header.
const FRAME_SIZE_MIN: usize = 4;
/// Bytes of a frame's header.
const FRAME_HEADER: usize = 9;

/// Bytes on their way to a file, or to be returned.
pub(super) struct Output {
    bytes: Vec<u8>,
    /// Bytes that there was room for when that was last asked.
    checked: usize,
    /// Where the header of the open frame is.
    frame: Option<usize>,
    frames: bool,
    /// The `write` method of the file.
    file: Option<Value>,
}

impl Output {
    /// Without a file, the bytes are kept.
    pub(super) fn new(file: Option<Value>) -> Output {
        Output {
            bytes: Vec::new(),
            checked: FRAME_SIZE_TARGET,
            frame: None,
            frames: false,
            file,
        }
    }

    /// Begins frames.
    pub(super) fn start_framing(&mut self) {
        self.frames = true;
    }

    #[inline]
    fn open_frame(&mut self) {
        if self.frames && self.frame.is_none() {
            self.frame = Some(self.bytes.len());
            self.bytes.extend_from_slice(&[0; FRAME_HEADER]);
        }
    }

    /// Writes a byte.
    #[inline]
    pub(super) fn byte(&mut self, byte: u8) {
        self.open_frame();
        self.bytes.push(byte);
    }

    /// Writes bytes.
    #[inline]
    pub(super) fn write(&mut self, bytes: &[u8]) {
        self.open_frame();
        self.bytes.extend_from_slice(bytes);
    }

    fn close_frame(&mut self) {
        let Some(start) = self.frame.take() else {
            return;
        };
        let length = self.bytes.len() - start - FRAME_HEADER;
        if length >= FRAME_SIZE_MIN {
            self.bytes[start] = FRAME;
            let header = &mut self.bytes[start + 1..start + FRAME_HEADER];
            header.copy_from_slice(&(length as u64).to_le_bytes());
        } else {
            self.bytes.drain(start..start + FRAME_HEADER);
        }
    }

    /// Says that an instruction begins: a long frame ends here, and it is looked at whether to go on.
    #[inline]
    pub(super) fn boundary(&mut self, vm: &mut Vm) -> PyResult<()> {
        vm.poll()?;
        if self.bytes.len() > self.checked {
            self.checked = self.bytes.len().saturating_mul(2);
            vm.check_allocation(self.checked)?;
        }
        match self.frame {
            Some(start) if self.bytes.len() - start - FRAME_HEADER >= FRAME_SIZE_TARGET => {
                self.close_frame();
                self.flush(vm)
            }
            _ => Ok(()),
        }
    }

    /// Writes what is there to the file.
    fn flush(&mut self, vm: &mut Vm) -> PyResult<()> {
        if let Some(file) = &self.file {
            let bytes = vm.new_bytes(&self.bytes);
            self.bytes.clear();
            file.clone().call_positional(&[bytes], vm)?;
        }
        Ok(())
    }

    /// Writes a header and data; `object` is an object of these data for the file. Long data stand
    /// outside of frames, and go to the file at once.
    pub(super) fn data(
        &mut self,
        header: &[u8],
        data: &[u8],
        object: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if data.len() < FRAME_SIZE_TARGET {
            self.write(header);
            self.write(data);
            return Ok(());
        }
        self.close_frame();
        self.bytes.extend_from_slice(header);
        let Some(file) = self.file.clone() else {
            vm.check_allocation(data.len())?;
            self.bytes.extend_from_slice(data);
            return Ok(());
        };
        self.flush(vm)?;
        let object = match object {
            Some(object) => object.clone(),
            None => vm.new_bytes(data),
        };
        file.call_positional(&[object], vm).map(drop)
    }

    /// Ends the pickle: writes it to the file, and gives what there is without one.
    pub(super) fn finish(mut self, vm: &mut Vm) -> PyResult<Vec<u8>> {
        self.close_frame();
        self.flush(vm)?;
        Ok(self.bytes)
    }
}
