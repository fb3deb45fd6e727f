//! Finds modules, compiles them and keeps the result in cache files.
//!
//! This crate knows files and no objects, so it is tested without a virtual machine. What it
//! promises of the cache is told in `docs/import-cache.md`: code is never stale, work never done
//! twice, files never torn, and a cache that cannot be written is no error.

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod cache;
mod compile;
mod error;
mod finder;
mod frozen;
mod lines;
mod load;
mod options;
pub mod source;
mod steps;

pub use compile::compiler;
pub use error::{BytecodeError, LoadError};
pub use finder::{Finder, Found, FoundIn, absolute};
pub use frozen::{ArchiveBuilder, ArchiveEntry, ArchiveError, FrozenModule, FrozenModules};
pub use lines::SourceLines;
pub use load::{Compile, InvalidationMode, Loaded, Loader};
pub use options::{CheckHashBased, Optimization, Options, Verbose};
pub use steps::{Steps, Verdict};
