//! How long the steps of compiling take.

use std::time::{Duration, Instant};

/// The times of the steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Phases {
    /// From bytes to a syntax tree.
    pub parse: Duration,
    /// The symbol tables.
    pub symbols: Duration,
    /// Basic blocks, from the tree.
    pub generate: Duration,
    /// Optimising the blocks and laying them out as code objects.
    pub assemble: Duration,
}

impl Phases {
    /// The sum of all.
    pub fn total(&self) -> Duration {
        self.parse + self.symbols + self.generate + self.assemble
    }

    /// Adds the times of another compilation.
    pub fn add(&mut self, other: &Phases) {
        self.parse += other.parse;
        self.symbols += other.symbols;
        self.generate += other.generate;
        self.assemble += other.assemble;
    }
}

/// Gives the time since `start`, and starts anew.
pub(crate) fn lap(start: &mut Instant) -> Duration {
    let now = Instant::now();
    now.duration_since(std::mem::replace(start, now))
}
