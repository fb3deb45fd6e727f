//! The multi-byte encodings of East Asia: `_multibytecodec`, `_codecs_cn`, `_codecs_hk`, `_codecs_iso2022`, `_codecs_jp`,
//! `_codecs_kr`, `_codecs_tw`.
//! Reference: <https://docs.python.org/3.14/library/codecs.html#standard-encodings>
//!
//! `tables` holds what sequences of bytes stand for, made by `xtask/multibyte_tables.py`. An `Encoding` goes a character
//! at a time: `plain`, those without state; `hz` and `iso2022`, those that switch between sets of characters.
//! `convert` goes through a text and asks error handlers, `pieces` keeps what lies between two pieces of one; `codec`,
//! `incremental` and `stream` are the classes.

mod codec;
mod codes;
mod convert;
mod encoding;
mod hz;
mod incremental;
mod iso2022;
mod module;
mod pieces;
mod plain;
mod stream;
mod tables;

pub use module::{
    _codecs_cn, _codecs_hk, _codecs_iso2022, _codecs_jp, _codecs_kr, _codecs_tw, _multibytecodec,
};
