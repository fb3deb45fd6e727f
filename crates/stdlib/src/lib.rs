//! The native modules of the standard library.

mod arguments;

pub mod _abc;
pub mod _bisect;
pub mod _collections;
pub mod _functools;
pub mod _heapq;
pub mod _imp;
pub mod _io;
pub mod _json;
pub mod _operator;
pub mod _random;
pub mod _signal;
pub mod _sre;
pub mod _struct;
pub mod _thread;
pub mod _weakref;
pub mod array;
pub mod binascii;
pub mod errno;
pub mod gc;
pub mod hashes;
pub mod itertools;
pub mod math;
pub mod posix;
pub mod site_builtins;
mod stdlib_names;
pub mod sys;
pub mod time;
pub mod zlib;

use rpy_loader::FrozenModules;
use rpy_vm::function::native::NativeModule;

/// The native modules, in the order of their names.
pub static MODULES: &[&NativeModule] = &[
    &_abc::_abc::MODULE,
    &_bisect::_bisect::MODULE,
    &hashes::_blake2::MODULE,
    &_collections::MODULE,
    &_functools::MODULE,
    &_heapq::_heapq::MODULE,
    &_imp::_imp::MODULE,
    &_io::_io::MODULE,
    &_json::MODULE,
    &hashes::_md5::MODULE,
    &_operator::MODULE,
    &_random::MODULE,
    &hashes::_sha1::MODULE,
    &hashes::_sha2::MODULE,
    &hashes::_sha3::MODULE,
    &_signal::MODULE,
    &_sre::MODULE,
    &_struct::MODULE,
    &_thread::MODULE,
    &rpy_vm::builtins::typing::MODULE,
    &_weakref::_weakref::MODULE,
    &array::MODULE,
    &binascii::MODULE,
    &errno::errno::MODULE,
    &gc::gc::MODULE,
    &itertools::MODULE,
    &math::MODULE,
    &posix::posix::MODULE,
    &sys::sys::MODULE,
    &time::time::MODULE,
    &zlib::MODULE,
];

/// The modules of the standard library that are written in Python, compiled.
pub fn frozen() -> FrozenModules {
    static ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/frozen.bin"));
    FrozenModules::new(ARCHIVE).expect("the archive is of this version")
}
