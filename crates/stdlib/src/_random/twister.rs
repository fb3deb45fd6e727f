//! The Mersenne twister MT19937.
//! Source: Matsumoto and Nishimura, "Mersenne Twister" (1998), and their initialisation of 2002.

/// Words of the state.
pub(super) const WORDS: usize = 624;
/// Distance of the words that are combined.
const DISTANCE: usize = 397;
const UPPER: u32 = 0x8000_0000;
const LOWER: u32 = 0x7fff_ffff;

/// A generator of random words.
pub(super) struct Twister {
    pub(super) state: Box<[u32; WORDS]>,
    /// The next word to be given; `WORDS` if all were.
    pub(super) index: usize,
}

impl Twister {
    /// The generator of a seed of one word.
    pub(super) fn from_word(seed: u32) -> Twister {
        let mut state = Box::new([0; WORDS]);
        state[0] = seed;
        for index in 1..WORDS {
            let previous = state[index - 1];
            let mixed = previous ^ previous >> 30;
            state[index] = mixed.wrapping_mul(1_812_433_253).wrapping_add(index as u32);
        }
        Twister {
            state,
            index: WORDS,
        }
    }

    /// The generator of a seed of any length, but zero.
    pub(super) fn from_words(seed: &[u32]) -> Twister {
        let mut twister = Twister::from_word(19_650_218);
        let state = &mut twister.state;
        let (mut at, mut word) = (1, 0);
        for _ in 0..seed.len().max(WORDS) {
            let previous = state[at - 1];
            let mixed = (previous ^ previous >> 30).wrapping_mul(1_664_525);
            state[at] = (state[at] ^ mixed)
                .wrapping_add(seed[word])
                .wrapping_add(word as u32);
            (at, word) = (at + 1, (word + 1) % seed.len());
            if at == WORDS {
                state[0] = state[WORDS - 1];
                at = 1;
            }
        }
        for _ in 0..WORDS - 1 {
            let previous = state[at - 1];
            let mixed = (previous ^ previous >> 30).wrapping_mul(1_566_083_941);
            state[at] = (state[at] ^ mixed).wrapping_sub(at as u32);
            at += 1;
            if at == WORDS {
                state[0] = state[WORDS - 1];
                at = 1;
            }
        }
        state[0] = UPPER;
        twister
    }

    /// The next 32 random bits.
    #[inline]
    pub(super) fn next_word(&mut self) -> u32 {
        if self.index >= WORDS {
            self.twist();
        }
        let mut word = self.state[self.index];
        self.index += 1;
        word ^= word >> 11;
        word ^= word << 7 & 0x9d2c_5680;
        word ^= word << 15 & 0xefc6_0000;
        word ^ word >> 18
    }

    /// A float in [0, 1) of 53 random bits.
    #[inline]
    pub(super) fn next_float(&mut self) -> f64 {
        let (high, low) = (self.next_word() >> 5, self.next_word() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// Makes the next words.
    #[cold]
    fn twist(&mut self) {
        let state = &mut self.state;
        for index in 0..WORDS {
            let next = state[(index + 1) % WORDS];
            let bits = state[index] & UPPER | next & LOWER;
            let odd = if next & 1 == 1 { 0x9908_b0df } else { 0 };
            state[index] = state[(index + DISTANCE) % WORDS] ^ bits >> 1 ^ odd;
        }
        self.index = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first words that the authors publish for this seed.
    #[test]
    fn the_published_words_come_out() {
        let mut twister = Twister::from_words(&[0x123, 0x234, 0x345, 0x456]);
        let words: Vec<u32> = (0..3).map(|_| twister.next_word()).collect();
        assert_eq!(words, [1_067_595_299, 955_945_823, 477_289_528]);
    }
}
