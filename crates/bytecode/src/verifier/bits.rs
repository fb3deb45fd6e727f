//! A set of small numbers of fixed capacity.

/// A set of numbers below a fixed capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BitSet {
    words: Box<[u64]>,
}

impl BitSet {
    pub(super) fn new(capacity: usize) -> BitSet {
        BitSet {
            words: vec![0; capacity.div_ceil(64)].into_boxed_slice(),
        }
    }

    pub(super) fn contains(&self, number: usize) -> bool {
        self.words[number / 64] >> (number % 64) & 1 != 0
    }

    pub(super) fn set(&mut self, number: usize, member: bool) {
        let bit = 1 << (number % 64);
        if member {
            self.words[number / 64] |= bit;
        } else {
            self.words[number / 64] &= !bit;
        }
    }

    /// Keeps what is in both sets; tells whether that changed this one.
    pub(super) fn intersect(&mut self, other: &BitSet) -> bool {
        let mut changed = false;
        for (word, &other) in self.words.iter_mut().zip(&other.words) {
            changed |= *word & !other != 0;
            *word &= other;
        }
        changed
    }

    /// Size in words of 64 bits.
    pub(super) fn word_count(&self) -> usize {
        self.words.len()
    }
}
