//! Streams and filters of liblzma, by its C interface.

use std::ffi::c_void;

use liblzma_sys as lzma;
use lzma::{lzma_filter, lzma_options_bcj, lzma_options_lzma, lzma_stream};

use crate::decompression::Step;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    UnsupportedCheck,
    Memory,
    MemoryLimit,
    Format,
    Options,
    Data,
    Buffer,
    Internal,
    Other(u32),
}

/// Options of the filter `delta`, as liblzma lays them out.
#[repr(C)]
struct DeltaOptions {
    kind: u32,
    distance: u32,
    reserved: [u32; 4],
    pointers: [usize; 2],
}

/// What a filter is given.
enum Options {
    None,
    Lzma(Box<lzma_options_lzma>),
    Delta(Box<DeltaOptions>),
    Branch(Box<lzma_options_bcj>),
}

/// Numbers of a filter of the family LZMA.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LzmaNumbers {
    pub(super) dict_size: Option<u32>,
    pub(super) lc: Option<u32>,
    pub(super) lp: Option<u32>,
    pub(super) pb: Option<u32>,
    pub(super) mode: Option<u32>,
    pub(super) nice_len: Option<u32>,
    pub(super) mf: Option<u32>,
    pub(super) depth: Option<u32>,
}

/// A filter.
pub(super) struct Filter {
    pub(super) id: u64,
    options: Options,
}

// SAFETY: the options belong to the filter; their pointers are null.
unsafe impl Send for Filter {}

impl Filter {
    /// A filter of the family LZMA. `None` if there is no such preset.
    pub(super) fn lzma(id: u64, preset: u32, numbers: LzmaNumbers) -> Option<Filter> {
        // SAFETY: all zero is a value of the struct, which the call then fills.
        let mut options: Box<lzma_options_lzma> = Box::new(unsafe { std::mem::zeroed() });
        // SAFETY: as above.
        if unsafe { lzma::lzma_lzma_preset(&raw mut *options, preset) } != 0 {
            return None;
        }
        let set = |field: &mut u32, number: Option<u32>| {
            if let Some(number) = number {
                *field = number;
            }
        };
        set(&mut options.dict_size, numbers.dict_size);
        set(&mut options.lc, numbers.lc);
        set(&mut options.lp, numbers.lp);
        set(&mut options.pb, numbers.pb);
        set(&mut options.mode, numbers.mode);
        set(&mut options.nice_len, numbers.nice_len);
        set(&mut options.mf, numbers.mf);
        set(&mut options.depth, numbers.depth);
        let options = Options::Lzma(options);
        Some(Filter { id, options })
    }

    /// The filter `delta`.
    pub(super) fn delta(id: u64, distance: u32) -> Filter {
        let options = DeltaOptions {
            kind: 0,
            distance,
            reserved: [0; 4],
            pointers: [0; 2],
        };
        let options = Options::Delta(Box::new(options));
        Filter { id, options }
    }

    /// A filter for the code of processors.
    pub(super) fn branch(id: u64, start_offset: u32) -> Filter {
        let options = Options::Branch(Box::new(lzma_options_bcj { start_offset }));
        Filter { id, options }
    }

    /// The filter for the library, which does not change it. It may be used as long as this exists.
    fn raw(&self) -> lzma_filter {
        let options: *const c_void = match &self.options {
            Options::None => std::ptr::null(),
            Options::Lzma(options) => std::ptr::from_ref(&**options).cast(),
            Options::Delta(options) => std::ptr::from_ref(&**options).cast(),
            Options::Branch(options) => std::ptr::from_ref(&**options).cast(),
        };
        lzma_filter {
            id: self.id,
            options: options.cast_mut(),
        }
    }

    /// The properties of the filter as bytes.
    pub(super) fn encoded(&self) -> Result<Vec<u8>, Failure> {
        let filter = self.raw();
        let mut size = 0;
        // SAFETY: the filter is complete, the size has room.
        checked(unsafe { lzma::lzma_properties_size(&raw mut size, &raw const filter) })?;
        let mut bytes = vec![0; size as usize];
        // SAFETY: there is as much room as was asked for.
        checked(unsafe { lzma::lzma_properties_encode(&raw const filter, bytes.as_mut_ptr()) })?;
        Ok(bytes)
    }

    /// The filter whose properties these bytes are.
    pub(super) fn decoded(id: u64, bytes: &[u8]) -> Result<Filter, Failure> {
        let mut filter = lzma_filter {
            id,
            options: std::ptr::null_mut(),
        };
        let (start, length) = (bytes.as_ptr(), bytes.len());
        // SAFETY: the bytes are that many; without an allocator, `malloc` is used.
        checked(unsafe {
            lzma::lzma_properties_decode(&raw mut filter, std::ptr::null(), start, length)
        })?;
        let options = filter.options;
        let copied = if options.is_null() {
            Options::None
        } else {
            // SAFETY: the options are those of the filter's kind.
            let copied = unsafe {
                match id {
                    lzma::LZMA_FILTER_LZMA1 | lzma::LZMA_FILTER_LZMA2 => {
                        Options::Lzma(Box::new(options.cast::<lzma_options_lzma>().read()))
                    }
                    lzma::LZMA_FILTER_DELTA => {
                        Options::Delta(Box::new(options.cast::<DeltaOptions>().read()))
                    }
                    _ => Options::Branch(Box::new(options.cast::<lzma_options_bcj>().read())),
                }
            };
            // SAFETY: the library has them from `malloc`.
            unsafe { libc::free(options) };
            copied
        };
        Ok(Filter {
            id,
            options: copied,
        })
    }

    /// What the filter is given, by the names that Python has for it.
    pub(super) fn entries(&self) -> Vec<(&'static str, u32)> {
        match &self.options {
            Options::None => Vec::new(),
            Options::Lzma(it) if self.id == lzma::LZMA_FILTER_LZMA2 => {
                vec![("dict_size", it.dict_size)]
            }
            Options::Lzma(it) => vec![
                ("lc", it.lc),
                ("lp", it.lp),
                ("pb", it.pb),
                ("dict_size", it.dict_size),
            ],
            Options::Delta(it) => vec![("dist", it.distance)],
            Options::Branch(it) => vec![("start_offset", it.start_offset)],
        }
    }
}

/// Filters for the library, with the end of the list.
fn chain(filters: &[Filter]) -> Vec<lzma_filter> {
    let mut chain: Vec<lzma_filter> = filters.iter().map(Filter::raw).collect();
    chain.push(lzma_filter {
        id: lzma::LZMA_VLI_UNKNOWN,
        options: std::ptr::null_mut(),
    });
    chain
}

/// What a stream does.
pub(super) enum Kind<'a> {
    /// Compresses to the format `.xz`.
    Xz { check: u32, preset: u32 },
    /// Compresses to the format `.xz`, by filters.
    XzFilters { check: u32, filters: &'a [Filter] },
    /// Compresses to the format `.lzma`, by one filter of the kind LZMA1.
    Alone { filter: &'a Filter },
    /// Compresses without a header.
    Raw { filters: &'a [Filter] },
    /// Decompresses `.xz` or `.lzma`.
    FromAny { limit: u64 },
    /// Decompresses `.xz`.
    FromXz { limit: u64 },
    /// Decompresses `.lzma`.
    FromAlone { limit: u64 },
    /// Decompresses what has no header.
    FromRaw { filters: &'a [Filter] },
}

/// Compresses or decompresses.
pub(super) struct Stream {
    raw: Box<lzma_stream>,
}

// SAFETY: the stream belongs to no thread, and this alone refers to it.
unsafe impl Send for Stream {}

/// Whether the end was reached.
fn checked(status: u32) -> Result<bool, Failure> {
    match status {
        lzma::LZMA_OK | lzma::LZMA_GET_CHECK | lzma::LZMA_NO_CHECK => Ok(false),
        lzma::LZMA_STREAM_END => Ok(true),
        lzma::LZMA_UNSUPPORTED_CHECK => Err(Failure::UnsupportedCheck),
        lzma::LZMA_MEM_ERROR => Err(Failure::Memory),
        lzma::LZMA_MEMLIMIT_ERROR => Err(Failure::MemoryLimit),
        lzma::LZMA_FORMAT_ERROR => Err(Failure::Format),
        lzma::LZMA_OPTIONS_ERROR => Err(Failure::Options),
        lzma::LZMA_DATA_ERROR => Err(Failure::Data),
        lzma::LZMA_BUF_ERROR => Err(Failure::Buffer),
        lzma::LZMA_PROG_ERROR => Err(Failure::Internal),
        status => Err(Failure::Other(status)),
    }
}

impl Stream {
    /// Begins a stream.
    pub(super) fn new(kind: &Kind<'_>) -> Result<Stream, Failure> {
        // SAFETY: all zero is what a stream is before it is initialised.
        let raw: Box<lzma_stream> = Box::new(unsafe { std::mem::zeroed() });
        let mut stream = Stream { raw };
        let raw = &raw mut *stream.raw;
        let flags = lzma::LZMA_TELL_ANY_CHECK | lzma::LZMA_TELL_NO_CHECK;
        // SAFETY: the stream is not yet initialised; chains of filters end with what ends them, and
        // filters are only looked at in the call.
        let status = unsafe {
            match kind {
                Kind::Xz { check, preset } => lzma::lzma_easy_encoder(raw, *preset, *check),
                Kind::XzFilters { check, filters } => {
                    lzma::lzma_stream_encoder(raw, chain(filters).as_ptr(), *check)
                }
                Kind::Alone { filter } => {
                    lzma::lzma_alone_encoder(raw, filter.raw().options.cast())
                }
                Kind::Raw { filters } => lzma::lzma_raw_encoder(raw, chain(filters).as_ptr()),
                Kind::FromAny { limit } => lzma::lzma_auto_decoder(raw, *limit, flags),
                Kind::FromXz { limit } => lzma::lzma_stream_decoder(raw, *limit, flags),
                Kind::FromAlone { limit } => lzma::lzma_alone_decoder(raw, *limit),
                Kind::FromRaw { filters } => lzma::lzma_raw_decoder(raw, chain(filters).as_ptr()),
            }
        };
        checked(status)?;
        Ok(stream)
    }

    /// Takes from the front of the input and fills the room. `finishes` ends what is compressed.
    /// `on_check` is told of the check of the data when it is known.
    pub(super) fn step(
        &mut self,
        input: &mut &[u8],
        room: &mut [u8],
        finishes: bool,
        mut on_check: impl FnMut(u32),
    ) -> Result<Step, Failure> {
        let action = if finishes {
            lzma::LZMA_FINISH
        } else {
            lzma::LZMA_RUN
        };
        self.raw.next_in = input.as_ptr();
        self.raw.avail_in = input.len();
        self.raw.next_out = room.as_mut_ptr();
        self.raw.avail_out = room.len();
        loop {
            // SAFETY: the stream was initialised; input and room are slices of that many bytes.
            let status = unsafe { lzma::lzma_code(&raw mut *self.raw, action) };
            let taken = input.len() - self.raw.avail_in;
            let written = room.len() - self.raw.avail_out;
            if matches!(status, lzma::LZMA_GET_CHECK | lzma::LZMA_NO_CHECK) {
                // SAFETY: the status says that the check is known.
                on_check(unsafe { lzma::lzma_get_check(&raw const *self.raw) });
                continue;
            }
            let starved = self.raw.avail_in == 0 && self.raw.avail_out > 0;
            // Without input there is no progress, which is no error.
            if status == lzma::LZMA_BUF_ERROR && starved {
                *input = &[];
                let is_end = false;
                return Ok(Step { written, is_end });
            }
            *input = &input[taken..];
            let is_end = checked(status)?;
            return Ok(Step { written, is_end });
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: whether it was initialised or not.
        unsafe { lzma::lzma_end(&raw mut *self.raw) };
    }
}

/// Whether a check is there.
pub(super) fn is_check_supported(check: u32) -> bool {
    // SAFETY: any number is allowed.
    unsafe { lzma::lzma_check_is_supported(check) != 0 }
}
