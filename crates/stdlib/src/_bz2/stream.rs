//! A stream of libbz2, by its C interface.

use libbz2_rs_sys::{
    BZ_DATA_ERROR, BZ_DATA_ERROR_MAGIC, BZ_FINISH, BZ_FINISH_OK, BZ_FLUSH_OK, BZ_IO_ERROR,
    BZ_MEM_ERROR, BZ_OK, BZ_PARAM_ERROR, BZ_RUN, BZ_RUN_OK, BZ_SEQUENCE_ERROR, BZ_STREAM_END,
    BZ_UNEXPECTED_EOF, BZ2_bzCompress, BZ2_bzCompressEnd, BZ2_bzCompressInit, BZ2_bzDecompress,
    BZ2_bzDecompressEnd, BZ2_bzDecompressInit, bz_stream,
};

use crate::decompression::Step;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Parameters,
    Memory,
    Data,
    Io,
    UnexpectedEnd,
    Sequence,
    Other(i32),
}

/// Compresses or decompresses.
pub(super) struct Stream {
    // In a box: the library remembers its address.
    raw: Box<bz_stream>,
    compresses: bool,
}

// SAFETY: the stream belongs to no thread, and this alone refers to it.
unsafe impl Send for Stream {}

/// Whether the end was reached.
fn checked(status: i32) -> Result<bool, Failure> {
    match status {
        BZ_OK | BZ_RUN_OK | BZ_FLUSH_OK | BZ_FINISH_OK => Ok(false),
        BZ_STREAM_END => Ok(true),
        BZ_PARAM_ERROR => Err(Failure::Parameters),
        BZ_MEM_ERROR => Err(Failure::Memory),
        BZ_DATA_ERROR | BZ_DATA_ERROR_MAGIC => Err(Failure::Data),
        BZ_IO_ERROR => Err(Failure::Io),
        BZ_UNEXPECTED_EOF => Err(Failure::UnexpectedEnd),
        BZ_SEQUENCE_ERROR => Err(Failure::Sequence),
        status => Err(Failure::Other(status)),
    }
}

impl Stream {
    /// A stream that compresses, at a level from 1 to 9.
    pub(super) fn compressing(level: i32) -> Result<Stream, Failure> {
        let mut raw = Box::new(bz_stream::zeroed());
        // SAFETY: a stream of zeros is what is initialised.
        checked(unsafe { BZ2_bzCompressInit(&raw mut *raw, level, 0, 0) })?;
        let compresses = true;
        Ok(Stream { raw, compresses })
    }

    /// A stream that decompresses.
    pub(super) fn decompressing() -> Result<Stream, Failure> {
        let mut raw = Box::new(bz_stream::zeroed());
        // SAFETY: a stream of zeros is what is initialised.
        checked(unsafe { BZ2_bzDecompressInit(&raw mut *raw, 0, 0) })?;
        let compresses = false;
        Ok(Stream { raw, compresses })
    }

    /// Takes from the front of the input and fills the room. `finishes` ends what is compressed.
    pub(super) fn step(
        &mut self,
        input: &mut &[u8],
        room: &mut [u8],
        finishes: bool,
    ) -> Result<Step, Failure> {
        let taken = input.len().min(u32::MAX as usize);
        self.raw.next_in = input.as_ptr().cast();
        self.raw.avail_in = taken as u32;
        self.raw.next_out = room.as_mut_ptr().cast();
        self.raw.avail_out = room.len().min(u32::MAX as usize) as u32;
        let available = self.raw.avail_out;
        // SAFETY: the stream was initialised for this; input and room are slices of that many bytes.
        let status = unsafe {
            if self.compresses {
                // More input than 32 bits count is ended by a later step.
                let ends = finishes && taken == input.len();
                BZ2_bzCompress(&raw mut *self.raw, if ends { BZ_FINISH } else { BZ_RUN })
            } else {
                BZ2_bzDecompress(&raw mut *self.raw)
            }
        };
        *input = &input[taken - self.raw.avail_in as usize..];
        let is_end = checked(status)?;
        let written = (available - self.raw.avail_out) as usize;
        Ok(Step { written, is_end })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: the stream was initialised for this.
        unsafe {
            if self.compresses {
                BZ2_bzCompressEnd(&raw mut *self.raw);
            } else {
                BZ2_bzDecompressEnd(&raw mut *self.raw);
            }
        }
    }
}
