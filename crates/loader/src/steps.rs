//! How long the steps of loading a module take, and what became of its cache file.

use std::time::{Duration, Instant};

/// What became of a module's cache file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// There is none, or it was not asked for.
    #[default]
    Missing,
    /// It was used.
    Hit,
    /// It belongs to another version of the source.
    Stale,
    /// It could not be used, for this reason.
    Refused(String),
}

/// The steps of loading, without compiling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Asking for the times of the source file.
    pub stat: Duration,
    /// Opening and reading files.
    pub read: Duration,
    /// Checking the cache file against its source.
    pub check: Duration,
    /// Decoding and verifying the code.
    pub decode: Duration,
    /// Encoding the code and writing the cache file.
    pub write: Duration,
    /// Bytes of code in the cache file that was read or written.
    pub code_bytes: usize,
    /// What became of the cache file.
    pub cache: Verdict,
    /// Whether a cache file was written.
    pub written: bool,
}

/// A clock that tells the time since it was last asked.
pub(crate) struct Clock(Instant);

impl Clock {
    pub(crate) fn new() -> Clock {
        Clock(Instant::now())
    }

    pub(crate) fn lap(&mut self) -> Duration {
        let now = Instant::now();
        now.duration_since(std::mem::replace(&mut self.0, now))
    }
}
