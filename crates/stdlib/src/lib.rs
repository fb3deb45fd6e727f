//! The native modules of the standard library.

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod _abc;
pub mod _ast_grammar;
pub mod _asyncio;
pub mod _bisect;
pub mod _bz2;
pub mod _codecs_native;
pub mod _collections;
pub mod _contextvars;
pub mod _csv;
#[cfg(feature = "ctypes")]
pub mod _ctypes;
pub mod _curses;
pub mod _datetime;
pub mod _decimal;
pub mod _elementtree;
pub mod _functools;
pub mod _heapq;
pub mod _imp;
pub mod _interpchannels;
pub mod _interpqueues;
pub mod _interpreters;
pub mod _io;
pub mod _json;
pub mod _locale;
pub mod _lsprof;
#[cfg(feature = "lzma")]
pub mod _lzma;
pub mod _multiprocessing;
pub mod _opcode;
pub mod _operator;
pub mod _pickle;
pub mod _posixsubprocess;
pub mod _queue;
pub mod _random;
pub mod _signal;
pub mod _socket;
#[cfg(feature = "sqlite")]
pub mod _sqlite3;
pub mod _sre;
#[cfg(feature = "ssl")]
pub mod _ssl;
pub mod _stat;
pub mod _statistics;
pub mod _struct;
pub mod _suggestions;
pub mod _symtable;
pub mod _thread;
pub mod _tokenize;
pub mod _tracemalloc;
pub mod _types;
pub mod _uuid;
pub mod _warnings_native;
pub mod _weakref;
pub mod _zoneinfo;
#[cfg(feature = "zstd")]
pub mod _zstd;
mod accounts;
mod arguments;
pub mod array;
pub mod atexit;
pub mod binascii;
pub mod cmath;
mod decompression;
mod descriptor;
pub mod ending;
pub mod errno;
pub mod faulthandler;
pub mod fcntl;
pub mod gc;
pub mod grp;
pub mod hashes;
pub mod itertools;
pub mod marshal;
pub mod math;
pub mod mmap;
pub mod multibyte;
mod pieces;
pub mod posix;
pub mod pwd;
pub mod pyexpat;
pub mod resource;
pub mod select;
pub mod site_builtins;
mod stdlib_names;
pub mod sys;
pub mod syslog;
pub mod termios;
pub mod time;
pub mod unicodedata;
mod waiting;
pub mod zlib;

use rpy_loader::FrozenModules;
use rpy_vm::function::native::NativeModule;

macro_rules! modules {
    ($($(#[$condition:meta])* $module:path,)*) => {
        [$($(#[$condition])* ($module.name, &$module)),*]
    };
}

/// The native modules by name, in its order. The names lie here and not in the modules: whoever looks for one need
/// not touch the memory of all of them.
pub static MODULES: &[(&str, &NativeModule)] = &modules![
    _abc::MODULE,
    _asyncio::MODULE,
    _ast_grammar::_ast_grammar::MODULE,
    _bisect::_bisect::MODULE,
    hashes::_blake2::MODULE,
    _bz2::MODULE,
    multibyte::_codecs_cn::MODULE,
    multibyte::_codecs_hk::MODULE,
    multibyte::_codecs_iso2022::MODULE,
    multibyte::_codecs_jp::MODULE,
    multibyte::_codecs_kr::MODULE,
    multibyte::_codecs_tw::MODULE,
    _codecs_native::_codecs_native::MODULE,
    _collections::MODULE,
    _contextvars::MODULE,
    _csv::MODULE,
    _curses::MODULE,
    _curses::PANELS,
    #[cfg(feature = "ctypes")]
    _ctypes::MODULE,
    _datetime::MODULE,
    _decimal::MODULE,
    _elementtree::MODULE,
    _functools::MODULE,
    hashes::_hashlib::MODULE,
    _heapq::_heapq::MODULE,
    hashes::_hmac::MODULE,
    _imp::_imp::MODULE,
    _interpchannels::MODULE,
    _interpqueues::MODULE,
    _interpreters::MODULE,
    _io::_io::MODULE,
    _json::MODULE,
    _lsprof::_lsprof::MODULE,
    hashes::_md5::MODULE,
    _locale::MODULE,
    #[cfg(feature = "lzma")]
    _lzma::MODULE,
    multibyte::_multibytecodec::MODULE,
    _multiprocessing::_multiprocessing::MODULE,
    _opcode::_opcode::MODULE,
    _operator::MODULE,
    _pickle::MODULE,
    _multiprocessing::shared_memory::_posixshmem::MODULE,
    _posixsubprocess::_posixsubprocess::MODULE,
    _queue::_queue::MODULE,
    _random::MODULE,
    hashes::_sha1::MODULE,
    hashes::_sha2::MODULE,
    hashes::_sha3::MODULE,
    _signal::MODULE,
    _socket::_socket::MODULE,
    #[cfg(feature = "sqlite")]
    _sqlite3::MODULE,
    _sre::MODULE,
    #[cfg(feature = "ssl")]
    _ssl::MODULE,
    _stat::_stat::MODULE,
    _statistics::_statistics::MODULE,
    _struct::MODULE,
    _suggestions::_suggestions::MODULE,
    _symtable::_symtable::MODULE,
    _types::_sysconfig::MODULE,
    _thread::MODULE,
    _tokenize::_tokenize::MODULE,
    _tracemalloc::_tracemalloc::MODULE,
    _types::_types::MODULE,
    rpy_vm::builtins::typing::MODULE,
    _uuid::_uuid::MODULE,
    _warnings_native::_warnings_native::MODULE,
    _weakref::_weakref::MODULE,
    _zoneinfo::MODULE,
    #[cfg(feature = "zstd")]
    _zstd::MODULE,
    array::MODULE,
    atexit::atexit::MODULE,
    binascii::MODULE,
    cmath::MODULE,
    errno::errno::MODULE,
    faulthandler::faulthandler::MODULE,
    fcntl::fcntl::MODULE,
    gc::gc::MODULE,
    grp::grp::MODULE,
    itertools::MODULE,
    marshal::MODULE,
    math::MODULE,
    mmap::MODULE,
    posix::posix::MODULE,
    pwd::pwd::MODULE,
    pyexpat::MODULE,
    resource::resource::MODULE,
    select::select::MODULE,
    sys::sys::MODULE,
    syslog::MODULE,
    termios::termios::MODULE,
    time::time::MODULE,
    unicodedata::MODULE,
    zlib::MODULE,
];

/// The modules of the standard library that are written in Python, compiled.
pub fn frozen() -> FrozenModules {
    static ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/frozen.bin"));
    // SAFETY: the build script has written the file with an `ArchiveBuilder`.
    let archive = unsafe { FrozenModules::trusted(ARCHIVE) };
    archive.expect("the archive is of this version")
}
