//! Encodings without state: bytes stand for the same characters wherever they are.

use std::rc::Rc;

use super::encoding::{Decoded, Encoding, State, Stop};
use super::tables::{Lead, Table};

/// What begins the long form of a Hangul syllable, eight bytes: the filler of KS X 1001.
const FILLER: [u8; 2] = [0xa4, 0xd4];

/// The letters that a syllable may begin with, by their places among those of KS X 1001.
const INITIALS: [u8; 19] = [
    0, 1, 3, 6, 7, 8, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
];

/// Those that it may end with; the first syllable of each 28 ends with none.
const FINALS: [u8; 27] = [
    0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 25, 26, 27, 28,
    29,
];

/// The first vowel's place.
const FIRST_VOWEL: u8 = 30;

const FIRST_SYLLABLE: u32 = 0xac00;
const SYLLABLES: u32 = 11172;

/// An encoding by a table.
pub(super) struct Plain {
    pub(super) name: &'static str,
    pub(super) table: Rc<Table>,
    /// Whether Hangul syllables that have no code of their own are spelled.
    pub(super) spells: bool,
}

/// The syllable of eight bytes.
fn spelled(bytes: &[u8]) -> Option<u32> {
    let letter = |at: usize| {
        let place = bytes[at + 1].checked_sub(0xa1)?;
        (bytes[at] == FILLER[0]).then_some(place)
    };
    let (initial, vowel, last) = (letter(2)?, letter(4)?, letter(6)?);
    let initial = INITIALS.iter().position(|place| *place == initial)? as u32;
    let vowel = u32::from(vowel.checked_sub(FIRST_VOWEL)?);
    if vowel >= 21 {
        return None;
    }
    let last = match last == FILLER[1] - 0xa1 {
        true => 0,
        false => FINALS.iter().position(|place| *place == last)? as u32 + 1,
    };
    Some(FIRST_SYLLABLE + (initial * 21 + vowel) * 28 + last)
}

/// The eight bytes of a syllable.
fn spell(char: u32) -> [u8; 8] {
    let number = char - FIRST_SYLLABLE;
    let (initial, vowel, last) = (number / 588, number / 28 % 21, number % 28);
    let [first, filler] = FILLER;
    let last = match last {
        0 => filler,
        _ => FINALS[last as usize - 1] + 0xa1,
    };
    let initial = INITIALS[initial as usize] + 0xa1;
    let vowel = FIRST_VOWEL + vowel as u8 + 0xa1;
    [first, filler, first, initial, first, vowel, first, last]
}

impl Encoding for Plain {
    fn name(&self) -> &'static str {
        self.name
    }

    fn decode(&self, _state: &mut State, bytes: &[u8]) -> Result<(Decoded, usize), Stop> {
        let table = &self.table;
        let needed = match table.lead(bytes[0]) {
            Lead::Single(char) => return Ok((Decoded::One(char), 1)),
            Lead::Illegal => return Err(Stop::Illegal(1)),
            Lead::Bytes(needed) => needed,
            Lead::TwoOrFour => match bytes.get(1) {
                Some(b'0'..=b'9') => 4,
                _ => 2,
            },
        };
        let Some(sequence) = bytes.get(..needed) else {
            return Err(Stop::Incomplete);
        };
        let char = match *sequence {
            [first, second] => {
                if self.spells && [first, second] == FILLER {
                    let spelling = bytes.get(..8).ok_or(Stop::Incomplete)?;
                    let char = spelled(spelling).ok_or(Stop::Illegal(1))?;
                    return Ok((Decoded::One(char), 8));
                }
                table.double(first, second)
            }
            [first, second, third] => table.triple([first, second, third]),
            [a, b, c, d] => Table::four([a, b, c, d], table),
            _ => None,
        };
        if let Some(char) = char {
            return Ok((Decoded::One(char), needed));
        }
        match table.pair(sequence) {
            Some((first, second)) => Ok((Decoded::Two(first, second), needed)),
            // What only the later edition of JIS X 0213 has is known, and refused as a whole.
            None if self.name.ends_with("jisx0213") && table.is_removed(sequence) => {
                Err(Stop::Illegal(needed))
            }
            None => Err(Stop::Illegal(1)),
        }
    }

    fn encode(
        &self,
        _state: &mut State,
        text: &[u32],
        last: bool,
        out: &mut Vec<u8>,
    ) -> Result<usize, Stop> {
        let char = text[0];
        if self.table.is_first(char) {
            match text.get(1) {
                None if !last => return Err(Stop::Incomplete),
                None => {}
                Some(second) => {
                    if let Some(code) = self.table.pair_code(char, *second) {
                        out.extend_from_slice(code.as_slice());
                        return Ok(2);
                    }
                }
            }
        }
        if let Some(code) = self.table.code(char) {
            code.append_to(out);
        } else if self.spells && (FIRST_SYLLABLE..FIRST_SYLLABLE + SYLLABLES).contains(&char) {
            out.extend_from_slice(&spell(char));
        } else {
            return Err(Stop::Illegal(1));
        }
        Ok(1)
    }
}
