//! A set of small numbers of fixed capacity.

/// A set of numbers below a fixed capacity. The first 64 need no memory of their own: most code has
/// no more locals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BitSet {
    first: u64,
    rest: Box<[u64]>,
}

impl BitSet {
    pub(super) fn new(capacity: usize) -> BitSet {
        BitSet {
            first: 0,
            rest: vec![0; capacity.saturating_sub(64).div_ceil(64)].into_boxed_slice(),
        }
    }

    pub(super) fn contains(&self, number: usize) -> bool {
        self.word(number / 64) >> (number % 64) & 1 != 0
    }

    /// Makes `number` a member or none; tells whether it was not so before.
    pub(super) fn set(&mut self, number: usize, member: bool) -> bool {
        let bit = 1 << (number % 64);
        let word = match number / 64 {
            0 => &mut self.first,
            index => &mut self.rest[index - 1],
        };
        let before = *word;
        *word = if member { before | bit } else { before & !bit };
        *word != before
    }

    /// Makes this a copy of another set of the same capacity.
    pub(super) fn copy_from(&mut self, other: &BitSet) {
        self.first = other.first;
        self.rest.copy_from_slice(&other.rest);
    }

    /// Keeps what is in both sets; tells whether that changed this one.
    pub(super) fn intersect(&mut self, other: &BitSet) -> bool {
        let mut changed = self.first & !other.first != 0;
        self.first &= other.first;
        for (word, &other) in self.rest.iter_mut().zip(&other.rest) {
            changed |= *word & !other != 0;
            *word &= other;
        }
        changed
    }

    /// Size in words of 64 bits.
    pub(super) fn word_count(&self) -> usize {
        1 + self.rest.len()
    }

    fn word(&self, index: usize) -> u64 {
        match index {
            0 => self.first,
            _ => self.rest[index - 1],
        }
    }
}

/// A set that knows how many of its members lie below each.
#[derive(Debug)]
pub(super) struct RankedSet {
    members: BitSet,
    /// Members below each word of 64 bits; then all.
    below: Box<[u32]>,
}

impl RankedSet {
    pub(super) fn new(members: BitSet) -> RankedSet {
        let mut total = 0;
        let mut below = Vec::with_capacity(members.word_count() + 1);
        below.push(0);
        for index in 0..members.word_count() {
            total += members.word(index).count_ones();
            below.push(total);
        }
        let below = below.into_boxed_slice();
        RankedSet { members, below }
    }

    /// The least member from `number` on.
    pub(super) fn next(&self, number: usize) -> Option<usize> {
        let mut index = number / 64;
        if index >= self.members.word_count() {
            return None;
        }
        let mut word = self.members.word(index) & (u64::MAX << (number % 64));
        while word == 0 {
            index += 1;
            if index == self.members.word_count() {
                return None;
            }
            word = self.members.word(index);
        }
        Some(64 * index + word.trailing_zeros() as usize)
    }

    /// How many members there are.
    pub(super) fn len(&self) -> usize {
        self.below[self.below.len() - 1] as usize
    }

    /// How many members are less than `number`.
    pub(super) fn rank(&self, number: usize) -> usize {
        let lower = self.members.word(number / 64) & ((1 << (number % 64)) - 1);
        (self.below[number / 64] + lower.count_ones()) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_as_their_members() {
        for capacity in [1, 63, 64, 65, 128, 1000] {
            let members: Vec<usize> = (0..capacity).filter(|number| number * 7 % 5 < 2).collect();
            let mut set = BitSet::new(capacity);
            for &number in &members {
                assert!(set.set(number, true));
                assert!(!set.set(number, true));
            }
            let mut copy = BitSet::new(capacity);
            copy.copy_from(&set);
            assert_eq!(copy, set);
            assert!(copy.set(members[0], false));
            assert!(set.clone().intersect(&copy) && !copy.intersect(&set));
            let ranked = RankedSet::new(set.clone());
            assert_eq!(ranked.len(), members.len());
            for number in 0..capacity {
                assert_eq!(set.contains(number), members.contains(&number));
                let below = members.iter().filter(|&&member| member < number).count();
                assert_eq!(ranked.rank(number), below);
                let next = members.iter().copied().find(|&member| member >= number);
                assert_eq!(ranked.next(number), next);
            }
            assert_eq!(ranked.next(capacity + 64), None);
        }
    }
}
