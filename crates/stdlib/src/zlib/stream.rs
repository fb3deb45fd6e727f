//! Streams of the library zlib-rs, behind its C interface: only that has everything that Python
//! asks of zlib. The module's `unsafe` code is here.

use library::z_stream;
use libz_rs_sys as library;

/// What a stream does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Deflate,
    Inflate,
}

/// A stream that compresses or decompresses.
pub(super) struct Stream {
    /// Its state refers to it.
    raw: Box<z_stream>,
    direction: Direction,
}

/// What the functions return that is no error.
pub(super) const OK: i32 = library::Z_OK;
/// The end of the compressed data.
pub(super) const STREAM_END: i32 = library::Z_STREAM_END;
/// A dictionary is needed to go on.
pub(super) const NEED_DICT: i32 = library::Z_NEED_DICT;
/// There was nothing to do.
pub(super) const BUF_ERROR: i32 = library::Z_BUF_ERROR;
/// Wrong parameters, or a stream that has ended.
pub(super) const STREAM_ERROR: i32 = library::Z_STREAM_ERROR;
/// Data that are no compressed data.
pub(super) const DATA_ERROR: i32 = library::Z_DATA_ERROR;
/// No memory is left.
pub(super) const MEM_ERROR: i32 = library::Z_MEM_ERROR;

/// The parameters of a stream that compresses.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameters {
    pub(super) level: i32,
    pub(super) method: i32,
    pub(super) window_bits: i32,
    pub(super) memory_level: i32,
    pub(super) strategy: i32,
}

impl Stream {
    /// A stream that compresses, or the number of the error.
    pub(super) fn deflate(parameters: Parameters) -> Result<Stream, i32> {
        let mut raw = Box::new(z_stream::default());
        // SAFETY: the stream is new, and the version and size are the library's own.
        let status = unsafe {
            library::deflateInit2_(
                &raw mut *raw,
                parameters.level,
                parameters.method,
                parameters.window_bits,
                parameters.memory_level,
                parameters.strategy,
                library::zlibVersion(),
                size_of::<z_stream>() as i32,
            )
        };
        Stream::made(raw, Direction::Deflate, status)
    }

    /// A stream that decompresses, or the number of the error.
    pub(super) fn inflate(window_bits: i32) -> Result<Stream, i32> {
        let mut raw = Box::new(z_stream::default());
        // SAFETY: the stream is new, and the version and size are the library's own.
        let status = unsafe {
            library::inflateInit2_(
                &raw mut *raw,
                window_bits,
                library::zlibVersion(),
                size_of::<z_stream>() as i32,
            )
        };
        Stream::made(raw, Direction::Inflate, status)
    }

    fn made(raw: Box<z_stream>, direction: Direction, status: i32) -> Result<Stream, i32> {
        match status {
            OK => Ok(Stream { raw, direction }),
            error => Err(error),
        }
    }

    /// Another stream in the same state, or the number of the error.
    pub(super) fn copy(&mut self) -> Result<Stream, i32> {
        let mut raw = Box::new(z_stream::default());
        // Streams without a place for output are not copied.
        self.raw.next_out = std::ptr::NonNull::dangling().as_ptr();
        // SAFETY: this stream was initialised, and the other one is new. Neither has room for
        // input or output, so nothing is read or written by the pointers that are copied.
        let status = unsafe {
            match self.direction {
                Direction::Deflate => library::deflateCopy(&raw mut *raw, &raw mut *self.raw),
                Direction::Inflate => library::inflateCopy(&raw mut *raw, &raw const *self.raw),
            }
        };
        Stream::made(raw, self.direction, status)
    }

    /// Sets the preset dictionary; gives the status.
    pub(super) fn set_dictionary(&mut self, dictionary: &[u8]) -> i32 {
        let Ok(length) = u32::try_from(dictionary.len()) else {
            return STREAM_ERROR;
        };
        // SAFETY: the stream was initialised, and the pointer and length are a slice's.
        unsafe {
            let raw = &raw mut *self.raw;
            match self.direction {
                Direction::Deflate => {
                    library::deflateSetDictionary(raw, dictionary.as_ptr(), length)
                }
                Direction::Inflate => {
                    library::inflateSetDictionary(raw, dictionary.as_ptr(), length)
                }
            }
        }
    }

    /// Goes on once: takes bytes off the front of `input`, and appends at most `room` bytes to
    /// `output`. Gives the status.
    pub(super) fn step(
        &mut self,
        input: &mut &[u8],
        output: &mut Vec<u8>,
        room: usize,
        flush: i32,
    ) -> i32 {
        let start = output.len();
        let (available_in, available_out) = (clamped(input.len()), clamped(room));
        output.resize(start + available_out as usize, 0);
        self.raw.next_in = input.as_ptr();
        self.raw.avail_in = available_in;
        self.raw.next_out = output[start..].as_mut_ptr();
        self.raw.avail_out = available_out;
        // SAFETY: the stream was initialised; input and output are parts of slices that live
        // during the call, and of that length.
        let status = unsafe {
            let raw = &raw mut *self.raw;
            match self.direction {
                Direction::Deflate => library::deflate(raw, flush),
                Direction::Inflate => library::inflate(raw, flush),
            }
        };
        let taken = available_in - self.raw.avail_in;
        let given = available_out - self.raw.avail_out;
        *input = &input[taken as usize..];
        output.truncate(start + given as usize);
        self.raw.next_in = std::ptr::null();
        self.raw.avail_in = 0;
        self.raw.next_out = std::ptr::null_mut();
        self.raw.avail_out = 0;
        status
    }

    /// What the library says about the last error.
    pub(super) fn message(&self) -> Option<String> {
        if self.raw.msg.is_null() {
            return None;
        }
        // SAFETY: the library's messages are constants that end with a zero.
        let message = unsafe { std::ffi::CStr::from_ptr(self.raw.msg) };
        Some(message.to_string_lossy().into_owned())
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: the stream was initialised, and is not used again.
        unsafe {
            let raw = &raw mut *self.raw;
            match self.direction {
                Direction::Deflate => library::deflateEnd(raw),
                Direction::Inflate => library::inflateEnd(raw),
            };
        }
    }
}

/// As much of a length as the library can take at once.
fn clamped(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
