//! Sets of bytes.

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ByteSet([u64; 4]);

impl ByteSet {
    /// No byte.
    pub(crate) const EMPTY: ByteSet = ByteSet([0; 4]);
    /// Every byte.
    pub(crate) const ALL: ByteSet = ByteSet([u64::MAX; 4]);
    /// The bytes below 128.
    pub(crate) const ASCII: ByteSet = ByteSet([u64::MAX, u64::MAX, 0, 0]);

    /// The bytes for which `belongs`.
    pub(crate) fn of(belongs: impl FnMut(&u8) -> bool) -> ByteSet {
        (0..=255).filter(belongs).collect()
    }

    pub(crate) fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    pub(crate) fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 != 0
    }

    pub(crate) fn union(&self, other: &ByteSet) -> ByteSet {
        ByteSet(std::array::from_fn(|index| self.0[index] | other.0[index]))
    }

    pub(crate) fn intersection(&self, other: &ByteSet) -> ByteSet {
        ByteSet(std::array::from_fn(|index| self.0[index] & other.0[index]))
    }

    pub(crate) fn complement(&self) -> ByteSet {
        ByteSet(self.0.map(|word| !word))
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == ByteSet::EMPTY
    }

    pub(crate) fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u8> + '_ {
        (0..=255).filter(|&byte| self.contains(byte))
    }
}

impl FromIterator<u8> for ByteSet {
    fn from_iter<I: IntoIterator<Item = u8>>(bytes: I) -> ByteSet {
        let mut set = ByteSet::EMPTY;
        bytes.into_iter().for_each(|byte| set.insert(byte));
        set
    }
}
