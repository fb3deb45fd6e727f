//! What can go wrong: code that is not a pattern's, and matches that do not come to an end.

use std::fmt;

/// The words are not the code of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCode {
    /// Index of the word that does not belong there.
    pub offset: usize,
}

impl fmt::Display for InvalidCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "invalid SRE code at word {}", self.offset)
    }
}

impl std::error::Error for InvalidCode {}

/// Why a search stopped before it had a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The caller's `poll` asked for it. [`Program::resume`](crate::Program::resume) goes on.
    Interrupted,
    /// The backtrack stack would grow over its limit, or there is no memory for it.
    Memory,
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Stop::Interrupted => "interrupted",
            Stop::Memory => "out of memory for backtracking",
        })
    }
}

impl std::error::Error for Stop {}
