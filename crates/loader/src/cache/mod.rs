//! Cache files: where they lie, what is in them, reading and writing them.
//!
//! ```text
//! header    16 bytes   PEP 552: magic, flags, mtime and size, or hash
//! payload              the code object, as `marshal.dumps` writes it
//! trailer   56 bytes   nanoseconds, hash, length and checksum; see `Trailer`
//! ```
//!
//! All numbers are little-endian.

mod header;
mod magic;
mod path;
mod read;
mod trailer;
mod write;

pub use header::{HEADER_SIZE, Header, Validation};
pub use magic::{GENERATOR_HASH, MAGIC, MAGIC_TAG};
pub use path::{cache_path, legacy_path, source_path};
pub use read::{CacheFile, Freshness};
pub use trailer::{TRAILER_SIZE, Trailer};
pub use write::{build, write_atomically};
