//! Contexts and functions of libzstd, by its C interface. Parameters are numbers here: what they mean
//! is the library's to say.

use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::ptr::NonNull;

use crate::decompression::Step;

// The library itself is linked by this crate.
use zstd_sys as _;

/// A part of memory that is read.
#[repr(C)]
struct Input {
    start: *const c_void,
    size: usize,
    position: usize,
}

/// A part of memory that is written.
#[repr(C)]
struct Output {
    start: *mut c_void,
    size: usize,
    position: usize,
}

/// The lowest and the highest value of a parameter, or an error.
#[repr(C)]
struct RawBounds {
    error: usize,
    lower: c_int,
    upper: c_int,
}

/// How a dictionary is finished.
#[repr(C)]
struct DictionaryParameters {
    level: c_int,
    notification: c_uint,
    id: c_uint,
}

unsafe extern "C" {
    fn ZSTD_versionNumber() -> c_uint;
    fn ZSTD_isError(code: usize) -> c_uint;
    fn ZSTD_getErrorName(code: usize) -> *const c_char;
    fn ZSTD_createCCtx() -> *mut c_void;
    fn ZSTD_freeCCtx(context: *mut c_void) -> usize;
    fn ZSTD_CCtx_setParameter(context: *mut c_void, key: c_int, value: c_int) -> usize;
    fn ZSTD_CCtx_setPledgedSrcSize(context: *mut c_void, size: u64) -> usize;
    fn ZSTD_CCtx_reset(context: *mut c_void, what: c_int) -> usize;
    fn ZSTD_CCtx_loadDictionary(context: *mut c_void, start: *const c_void, size: usize) -> usize;
    fn ZSTD_CCtx_refCDict(context: *mut c_void, dictionary: *const c_void) -> usize;
    fn ZSTD_CCtx_refPrefix(context: *mut c_void, start: *const c_void, size: usize) -> usize;
    fn ZSTD_createCDict(start: *const c_void, size: usize, level: c_int) -> *mut c_void;
    fn ZSTD_freeCDict(dictionary: *mut c_void) -> usize;
    fn ZSTD_compressStream2(
        context: *mut c_void,
        output: *mut Output,
        input: *mut Input,
        mode: c_int,
    ) -> usize;
    fn ZSTD_cParam_getBounds(key: c_int) -> RawBounds;
    fn ZSTD_createDCtx() -> *mut c_void;
    fn ZSTD_freeDCtx(context: *mut c_void) -> usize;
    fn ZSTD_DCtx_setParameter(context: *mut c_void, key: c_int, value: c_int) -> usize;
    fn ZSTD_DCtx_reset(context: *mut c_void, what: c_int) -> usize;
    fn ZSTD_DCtx_loadDictionary(context: *mut c_void, start: *const c_void, size: usize) -> usize;
    fn ZSTD_DCtx_refPrefix(context: *mut c_void, start: *const c_void, size: usize) -> usize;
    fn ZSTD_decompressStream(context: *mut c_void, output: *mut Output, input: *mut Input)
    -> usize;
    fn ZSTD_dParam_getBounds(key: c_int) -> RawBounds;
    fn ZSTD_getDictID_fromDict(start: *const c_void, size: usize) -> c_uint;
    fn ZSTD_getDictID_fromFrame(start: *const c_void, size: usize) -> c_uint;
    fn ZSTD_getFrameContentSize(start: *const c_void, size: usize) -> u64;
    fn ZSTD_findFrameCompressedSize(start: *const c_void, size: usize) -> usize;
    fn ZDICT_trainFromBuffer(
        target: *mut c_void,
        room: usize,
        samples: *const c_void,
        sizes: *const usize,
        count: c_uint,
    ) -> usize;
    fn ZDICT_finalizeDictionary(
        target: *mut c_void,
        room: usize,
        content: *const c_void,
        size: usize,
        samples: *const c_void,
        sizes: *const usize,
        count: c_uint,
        parameters: DictionaryParameters,
    ) -> usize;
    fn ZDICT_isError(code: usize) -> c_uint;
    fn ZDICT_getErrorName(code: usize) -> *const c_char;
}

/// What the library says went wrong.
pub(super) type Failure = String;

/// What ends a session, but keeps parameters.
const SESSION: c_int = 1;
/// What stands for a size that is not known.
pub(super) const UNKNOWN_SIZE: u64 = u64::MAX;
/// What stands for a size that cannot be told.
const SIZE_ERROR: u64 = u64::MAX - 1;

fn text(name: *const c_char) -> String {
    // SAFETY: the library's names are constant C strings.
    unsafe { CStr::from_ptr(name) }
        .to_string_lossy()
        .into_owned()
}

fn checked(code: usize) -> Result<usize, Failure> {
    // SAFETY: numbers only.
    unsafe {
        match ZSTD_isError(code) {
            0 => Ok(code),
            _ => Err(text(ZSTD_getErrorName(code))),
        }
    }
}

fn start(bytes: &[u8]) -> *const c_void {
    bytes.as_ptr().cast()
}

/// The version of the library: 10,000 times the major number, and so on.
pub(super) fn version() -> u32 {
    // SAFETY: no preconditions.
    unsafe { ZSTD_versionNumber() }
}

/// Dictionaries, as they are given to a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DictionaryKind {
    /// Made ready once; for compression it brings its own parameters.
    Digested,
    /// Made ready for the context's parameters.
    Undigested,
    /// Referred to by the next frame only.
    Prefix,
}

/// A dictionary that is ready for compression.
struct Digested(NonNull<c_void>);

impl Drop for Digested {
    fn drop(&mut self) {
        // SAFETY: it was made by the library, and no context refers to it any more.
        unsafe { ZSTD_freeCDict(self.0.as_ptr()) };
    }
}

/// Compresses.
pub(super) struct Compressor {
    context: NonNull<c_void>,
    /// What the context refers to.
    digested: Option<Digested>,
    /// As above.
    prefix: Option<Box<[u8]>>,
}

// SAFETY: it belongs to no thread, and this alone refers to it.
unsafe impl Send for Compressor {}

impl Compressor {
    pub(super) fn new() -> Option<Compressor> {
        // SAFETY: no preconditions.
        let context = NonNull::new(unsafe { ZSTD_createCCtx() })?;
        Some(Compressor {
            context,
            digested: None,
            prefix: None,
        })
    }

    pub(super) fn set_parameter(&mut self, key: i32, value: i32) -> Result<(), Failure> {
        // SAFETY: the library checks both numbers.
        checked(unsafe { ZSTD_CCtx_setParameter(self.context.as_ptr(), key, value) }).map(drop)
    }

    /// Says how many bytes the next frame has.
    pub(super) fn set_size(&mut self, size: u64) -> Result<(), Failure> {
        // SAFETY: numbers only.
        checked(unsafe { ZSTD_CCtx_setPledgedSrcSize(self.context.as_ptr(), size) }).map(drop)
    }

    /// Gives up the frame.
    pub(super) fn reset(&mut self) {
        // SAFETY: numbers only.
        unsafe { ZSTD_CCtx_reset(self.context.as_ptr(), SESSION) };
    }

    pub(super) fn load(
        &mut self,
        dictionary: &[u8],
        kind: DictionaryKind,
        level: i32,
    ) -> Result<(), Failure> {
        let context = self.context.as_ptr();
        // SAFETY: the bytes are that many. What the context refers to is kept until it is freed.
        checked(unsafe {
            match kind {
                DictionaryKind::Digested => {
                    let made = ZSTD_createCDict(start(dictionary), dictionary.len(), level);
                    let Some(made) = NonNull::new(made) else {
                        return Err("Failed to create a ZSTD_CDict instance from \
                                    Zstandard dictionary content."
                            .to_owned());
                    };
                    self.digested = Some(Digested(made));
                    ZSTD_CCtx_refCDict(context, made.as_ptr())
                }
                DictionaryKind::Undigested => {
                    ZSTD_CCtx_loadDictionary(context, start(dictionary), dictionary.len())
                }
                DictionaryKind::Prefix => {
                    let kept = self.prefix.insert(dictionary.into());
                    ZSTD_CCtx_refPrefix(context, start(kept), kept.len())
                }
            }
        })
        .map(drop)
    }

    /// Takes from the front of the input and fills the room. The end is reached when nothing is left
    /// to be given.
    pub(super) fn step(
        &mut self,
        input: &mut &[u8],
        room: &mut [u8],
        mode: i32,
    ) -> Result<Step, Failure> {
        let mut source = Input {
            start: start(input),
            size: input.len(),
            position: 0,
        };
        let mut target = Output {
            start: room.as_mut_ptr().cast(),
            size: room.len(),
            position: 0,
        };
        let context = self.context.as_ptr();
        // SAFETY: both are slices of that many bytes; the mode is one of three.
        let left = checked(unsafe {
            ZSTD_compressStream2(context, &raw mut target, &raw mut source, mode)
        })?;
        *input = &input[source.position..];
        Ok(Step {
            written: target.position,
            is_end: match mode {
                0 => input.is_empty() && target.position < room.len(),
                _ => left == 0,
            },
        })
    }
}

impl Drop for Compressor {
    fn drop(&mut self) {
        // SAFETY: the context is this one's; what it refers to is dropped later.
        unsafe { ZSTD_freeCCtx(self.context.as_ptr()) };
    }
}

/// Decompresses.
pub(super) struct Decompressor {
    context: NonNull<c_void>,
    /// What the context refers to.
    prefix: Option<Box<[u8]>>,
}

// SAFETY: it belongs to no thread, and this alone refers to it.
unsafe impl Send for Decompressor {}

impl Decompressor {
    pub(super) fn new() -> Option<Decompressor> {
        // SAFETY: no preconditions.
        let context = NonNull::new(unsafe { ZSTD_createDCtx() })?;
        let prefix = None;
        Some(Decompressor { context, prefix })
    }

    pub(super) fn set_parameter(&mut self, key: i32, value: i32) -> Result<(), Failure> {
        // SAFETY: the library checks both numbers.
        checked(unsafe { ZSTD_DCtx_setParameter(self.context.as_ptr(), key, value) }).map(drop)
    }

    /// Gives up the frame.
    pub(super) fn reset(&mut self) {
        // SAFETY: numbers only.
        unsafe { ZSTD_DCtx_reset(self.context.as_ptr(), SESSION) };
    }

    pub(super) fn load(&mut self, dictionary: &[u8], kind: DictionaryKind) -> Result<(), Failure> {
        let context = self.context.as_ptr();
        // SAFETY: the bytes are that many. What the context refers to is kept until it is freed.
        checked(unsafe {
            match kind {
                DictionaryKind::Digested | DictionaryKind::Undigested => {
                    ZSTD_DCtx_loadDictionary(context, start(dictionary), dictionary.len())
                }
                DictionaryKind::Prefix => {
                    let kept = self.prefix.insert(dictionary.into());
                    ZSTD_DCtx_refPrefix(context, start(kept), kept.len())
                }
            }
        })
        .map(drop)
    }

    /// Takes from the front of the input and fills the room. The end is that of a frame.
    pub(super) fn step(&mut self, input: &mut &[u8], room: &mut [u8]) -> Result<Step, Failure> {
        let mut source = Input {
            start: start(input),
            size: input.len(),
            position: 0,
        };
        let mut target = Output {
            start: room.as_mut_ptr().cast(),
            size: room.len(),
            position: 0,
        };
        let context = self.context.as_ptr();
        // SAFETY: both are slices of that many bytes.
        let left =
            checked(unsafe { ZSTD_decompressStream(context, &raw mut target, &raw mut source) })?;
        *input = &input[source.position..];
        Ok(Step {
            written: target.position,
            is_end: left == 0,
        })
    }
}

impl Drop for Decompressor {
    fn drop(&mut self) {
        // SAFETY: the context is this one's.
        unsafe { ZSTD_freeDCtx(self.context.as_ptr()) };
    }
}

/// The lowest and the highest value of a parameter.
pub(super) fn bounds(key: i32, compresses: bool) -> Result<(i32, i32), Failure> {
    // SAFETY: any number is allowed.
    let bounds = unsafe {
        match compresses {
            true => ZSTD_cParam_getBounds(key),
            false => ZSTD_dParam_getBounds(key),
        }
    };
    checked(bounds.error)?;
    Ok((bounds.lower, bounds.upper))
}

/// The number of a dictionary; 0 if it is none.
pub(super) fn dictionary_id(dictionary: &[u8]) -> u32 {
    // SAFETY: the bytes are that many.
    unsafe { ZSTD_getDictID_fromDict(start(dictionary), dictionary.len()) }
}

/// The size of the data of a frame, if it is told, and the number of its dictionary. `None` if the
/// bytes are no frame.
pub(super) fn frame_info(frame: &[u8]) -> Option<(Option<u64>, u32)> {
    // SAFETY: the bytes are that many.
    let (size, dictionary) = unsafe {
        (
            ZSTD_getFrameContentSize(start(frame), frame.len()),
            ZSTD_getDictID_fromFrame(start(frame), frame.len()),
        )
    };
    match size {
        SIZE_ERROR => None,
        UNKNOWN_SIZE => Some((None, dictionary)),
        size => Some((Some(size), dictionary)),
    }
}

/// The size of a frame.
pub(super) fn frame_size(frame: &[u8]) -> Result<usize, Failure> {
    // SAFETY: the bytes are that many.
    checked(unsafe { ZSTD_findFrameCompressedSize(start(frame), frame.len()) })
}

fn dictionary(mut made: Vec<u8>, code: usize) -> Result<Vec<u8>, Failure> {
    // SAFETY: numbers only.
    unsafe {
        if ZDICT_isError(code) != 0 {
            return Err(text(ZDICT_getErrorName(code)));
        }
    }
    made.truncate(code);
    Ok(made)
}

/// A dictionary for data like these samples, of at most so many bytes. The sizes add up to the
/// samples.
pub(super) fn train(samples: &[u8], sizes: &[usize], room: usize) -> Result<Vec<u8>, Failure> {
    assert_eq!(sizes.iter().sum::<usize>(), samples.len());
    let mut made = vec![0; room];
    // SAFETY: there are as many bytes and sizes as is said.
    let code = unsafe {
        let target = made.as_mut_ptr().cast();
        let count = sizes.len() as c_uint;
        ZDICT_trainFromBuffer(target, room, start(samples), sizes.as_ptr(), count)
    };
    dictionary(made, code)
}

/// A dictionary of this content for data like these samples, of at most so many bytes. The sizes add
/// up to the samples.
pub(super) fn finalize(
    content: &[u8],
    samples: &[u8],
    sizes: &[usize],
    room: usize,
    level: i32,
) -> Result<Vec<u8>, Failure> {
    assert_eq!(sizes.iter().sum::<usize>(), samples.len());
    let mut made = vec![0; room];
    // SAFETY: there are as many bytes and sizes as is said.
    let code = unsafe {
        ZDICT_finalizeDictionary(
            made.as_mut_ptr().cast(),
            room,
            start(content),
            content.len(),
            start(samples),
            sizes.as_ptr(),
            sizes.len() as c_uint,
            DictionaryParameters {
                level,
                notification: 0,
                id: 0,
            },
        )
    };
    dictionary(made, code)
}
