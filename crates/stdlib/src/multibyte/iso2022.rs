//! ISO 2022: escape sequences name the set of characters that the bytes behind them belong to.
//! Source: ECMA-35; RFC 1468, 1554, 1557, 2237.

use std::rc::Rc;

use super::encoding::{Decoded, Encoding, State, Stop};
use super::tables::{Lead, Table};

const ESC: u8 = 0x1b;
const SHIFT_OUT: u8 = 0x0e;
const SHIFT_IN: u8 = 0x0f;

/// Bit of the marks of sets whose characters have two bytes.
const DOUBLE: u8 = 0x80;
const ASCII: u8 = b'B';
const LATIN_1: u8 = b'A';
const GREEK: u8 = b'F';
const JIS_X_0208: u8 = b'B' | DOUBLE;
const FULL_WIDTH_TILDE: u32 = 0xff5e;
const JIS_X_0213_2: u8 = b'P' | DOUBLE;

/// The longest escape sequence.
const LONGEST: usize = 16;

/// Places in the state: what G0, G1 and G2 are, and flags.
const G2: usize = 2;
const FLAGS: usize = 4;
const SHIFTED: u8 = 1;
const ESCAPED: u8 = 2;

/// A set of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    /// The sequences of two bytes of a table, without their high bits.
    Doubles,
    /// Those of three bytes, without the first.
    Triples,
    /// Two characters that a sequence of two bytes stands for.
    Pairs,
    /// JIS X 0201: ASCII but for two characters.
    Roman,
    /// JIS X 0201: katakana.
    Katakana,
    /// The upper half of ISO 8859-1 or -7, only read.
    Upper,
}

/// A set that an encoding uses.
pub(super) struct Designation {
    /// What names it in escape sequences.
    pub(super) mark: u8,
    /// The place that it has: G0, G1 or G2.
    pub(super) place: usize,
    pub(super) set: Set,
    pub(super) table: Option<Rc<Table>>,
}

/// An encoding of the family.
pub(super) struct Iso2022 {
    pub(super) name: &'static str,
    /// In the order in which they are tried.
    pub(super) sets: Vec<Designation>,
    /// Whether SO and SI switch between G0 and G1.
    pub(super) shifts: bool,
    /// Whether single characters may come from G2.
    pub(super) uses_g2: bool,
    /// The table of ISO 8859-7.
    pub(super) greek: Rc<Table>,
}

impl Designation {
    fn width(&self) -> usize {
        if self.mark & DOUBLE != 0 { 2 } else { 1 }
    }

    /// Whether a first byte is one of the set's. The tables of JIS X 0213 have its second plane and, in
    /// the rows that this leaves out, JIS X 0212.
    fn has_row(&self, row: u8) -> bool {
        self.mark != JIS_X_0213_2
            || matches!(row, 0x21 | 0x23..=0x25 | 0x28 | 0x2c..=0x2f | 0x6e..=0x7e)
    }

    fn decode(&self, bytes: &[u8]) -> Option<Decoded> {
        let table = self.table.as_ref();
        let high = |byte: u8| (byte < 0x80).then_some(byte | 0x80);
        Some(Decoded::One(match self.set {
            Set::Doubles | Set::Pairs => {
                let (first, second) = (high(bytes[0])?, high(bytes[1])?);
                let table = table?;
                match (table.double(first, second), table.pair(&[first, second])) {
                    (Some(char), _) => char,
                    (None, Some((a, b))) => return Some(Decoded::Two(a, b)),
                    (None, None) => return None,
                }
            }
            Set::Triples if self.has_row(bytes[0]) => {
                table?.triple([0x8f, high(bytes[0])?, high(bytes[1])?])?
            }
            Set::Triples => return None,
            Set::Roman => match bytes[0] {
                b'\\' => 0xa5,
                b'~' => 0x203e,
                byte @ 0..0x80 => u32::from(byte),
                _ => return None,
            },
            Set::Katakana => match bytes[0] {
                byte @ 0x21..0x60 => 0xff61 + u32::from(byte - 0x21),
                _ => return None,
            },
            Set::Upper => return None,
        }))
    }

    /// The bytes of a character, without high bits; of two, if the set has those.
    fn encode(&self, char: u32, next: Option<u32>) -> Option<([u8; 2], usize)> {
        let table = self.table.as_ref();
        let low = |first: u8, second: u8| [first & 0x7f, second & 0x7f];
        match self.set {
            // The tables of JIS X 0213 have it, and these encodings have not.
            Set::Doubles
                if char == FULL_WIDTH_TILDE && matches!(self.mark & !DOUBLE, b'O' | b'Q') =>
            {
                None
            }
            Set::Doubles => match *table?.code(char)?.as_slice() {
                [first @ 0xa1..=0xff, second @ 0xa1..=0xff] => Some((low(first, second), 1)),
                _ => None,
            },
            Set::Triples => match *table?.code(char)?.as_slice() {
                [0x8f, first, second] if self.has_row(first & 0x7f) => {
                    Some((low(first, second), 1))
                }
                _ => None,
            },
            Set::Pairs => match *table?.pair_code(char, next?)?.as_slice() {
                [first, second] => Some((low(first, second), 2)),
                _ => None,
            },
            Set::Roman => match char {
                0xa5 => Some(([b'\\', 0], 1)),
                0x203e => Some(([b'~', 0], 1)),
                0..0x80 if char != 0x5c && char != 0x7e => Some(([char as u8, 0], 1)),
                _ => None,
            },
            Set::Katakana => match char {
                0xff61..0xffa0 => Some(([(char - 0xff61) as u8 + 0x21, 0], 1)),
                _ => None,
            },
            Set::Upper => None,
        }
    }
}

impl Iso2022 {
    /// Reads an escape sequence, and gives its length.
    fn designate(&self, state: &mut State, bytes: &[u8]) -> Result<usize, Stop> {
        let mut length = 0;
        let mut at = 1;
        while at < LONGEST {
            let byte = *bytes.get(at).ok_or(Stop::Incomplete)?;
            if byte == b'@' || byte.is_ascii_uppercase() {
                length = at + 1;
                break;
            }
            // The announcement of a revision of JIS X 0208 goes with what follows it.
            if !self.shifts && byte == b'&' && bytes.get(at + 1) == Some(&b'@') {
                at += 2;
            }
            at += 1;
        }
        let refused = Err(Stop::Illegal(length.max(1)));
        let (mark, place) = match (length, &bytes[1..length.max(1)]) {
            (3, [b'$', set]) => (set | DOUBLE, 0),
            (3, [b'(', set]) => (*set, 0),
            (3, [b')', set]) => (*set, 1),
            (3, [b'.', set]) if self.uses_g2 => (*set, G2),
            (4, [b'$', b'(', set]) => (set | DOUBLE, 0),
            (4, [b'$', b')', set]) => (set | DOUBLE, 1),
            (6, [.., ESC, b'$', b'B']) if !self.shifts => (JIS_X_0208, 0),
            _ => return refused,
        };
        if mark != ASCII && !self.sets.iter().any(|set| set.mark == mark) {
            return refused;
        }
        state[place] = mark;
        Ok(length)
    }

    /// A character of G2, behind ESC N.
    fn single_shift(&self, state: &State, byte: u8) -> Result<Decoded, Stop> {
        let char = match state[G2] {
            LATIN_1 if byte < 0x80 => u32::from(byte) + 0x80,
            GREEK if byte < 0x80 => match self.greek.lead(byte | 0x80) {
                Lead::Single(char) => char,
                _ => return Err(Stop::Illegal(3)),
            },
            ASCII if byte < 0x80 => u32::from(byte),
            _ => return Err(Stop::Illegal(3)),
        };
        Ok(Decoded::One(char))
    }

    fn shift_in(state: &mut State, out: &mut Vec<u8>) {
        if state[FLAGS] & SHIFTED != 0 {
            out.push(SHIFT_IN);
            state[FLAGS] &= !SHIFTED;
        }
    }
}

impl Encoding for Iso2022 {
    fn name(&self) -> &'static str {
        self.name
    }

    fn initial(&self) -> State {
        [ASCII, ASCII, 0, 0, 0, 0, 0, 0]
    }

    fn initial_decoding(&self) -> State {
        [ASCII, ASCII, ASCII, 0, 0, 0, 0, 0]
    }

    /// G1 stays what it is.
    fn reset_decoding(&self, state: &mut State) {
        state[0] = ASCII;
        state[FLAGS] &= !SHIFTED;
    }

    fn decode(&self, state: &mut State, bytes: &[u8]) -> Result<(Decoded, usize), Stop> {
        let byte = bytes[0];
        let one = Ok((Decoded::One(u32::from(byte)), 1));
        if state[FLAGS] & ESCAPED != 0 {
            if byte == b'@' || byte.is_ascii_uppercase() {
                state[FLAGS] &= !ESCAPED;
            }
            return one;
        }
        match byte {
            ESC => {
                return match *bytes.get(1).ok_or(Stop::Incomplete)? {
                    b'(' | b')' | b'$' | b'.' | b'&' => {
                        let length = self.designate(state, bytes)?;
                        Ok((Decoded::None, length))
                    }
                    b'N' if self.uses_g2 => {
                        let byte = *bytes.get(2).ok_or(Stop::Incomplete)?;
                        Ok((self.single_shift(state, byte)?, 3))
                    }
                    _ => {
                        state[FLAGS] |= ESCAPED;
                        one
                    }
                };
            }
            SHIFT_IN if self.shifts => {
                state[FLAGS] &= !SHIFTED;
                return Ok((Decoded::None, 1));
            }
            SHIFT_OUT if self.shifts => {
                state[FLAGS] |= SHIFTED;
                return Ok((Decoded::None, 1));
            }
            b'\n' => {
                state[FLAGS] &= !SHIFTED;
                return one;
            }
            0..0x20 => return one,
            0x80.. => return Err(Stop::Illegal(1)),
            _ => {}
        }
        let mark = state[usize::from(state[FLAGS] & SHIFTED)];
        if mark == ASCII {
            return one;
        }
        let Some(set) = self.sets.iter().find(|set| set.mark == mark) else {
            return Err(Stop::Illegal(1));
        };
        let width = set.width();
        let sequence = bytes.get(..width).ok_or(Stop::Incomplete)?;
        match set.decode(sequence) {
            Some(decoded) => Ok((decoded, width)),
            None => Err(Stop::Illegal(width)),
        }
    }

    fn encode(
        &self,
        state: &mut State,
        text: &[u32],
        last: bool,
        out: &mut Vec<u8>,
    ) -> Result<usize, Stop> {
        let char = text[0];
        if char < 0x80 {
            if state[0] != ASCII {
                out.extend_from_slice(&[ESC, b'(', ASCII]);
                state[0] = ASCII;
            }
            Iso2022::shift_in(state, out);
            out.push(char as u8);
            return Ok(1);
        }
        for set in &self.sets {
            if set.set == Set::Pairs
                && text.len() == 1
                && !last
                && set.table.as_ref().is_some_and(|table| table.is_first(char))
            {
                return Err(Stop::Incomplete);
            }
            let Some((bytes, taken)) = set.encode(char, text.get(1).copied()) else {
                continue;
            };
            let (mark, name) = (set.mark, set.mark & !DOUBLE);
            if set.place == 0 {
                Iso2022::shift_in(state, out);
            }
            if state[set.place] != mark {
                let bracket = if set.place == 0 { b'(' } else { b')' };
                match mark {
                    JIS_X_0208 => out.extend_from_slice(&[ESC, b'$', name]),
                    0..DOUBLE => out.extend_from_slice(&[ESC, bracket, name]),
                    _ => out.extend_from_slice(&[ESC, b'$', bracket, name]),
                }
                state[set.place] = mark;
            }
            if set.place == 1 && state[FLAGS] & SHIFTED == 0 {
                out.push(SHIFT_OUT);
                state[FLAGS] |= SHIFTED;
            }
            out.extend_from_slice(&bytes[..set.width()]);
            return Ok(taken);
        }
        Err(Stop::Illegal(1))
    }

    fn reset(&self, state: &mut State, out: &mut Vec<u8>) {
        Iso2022::shift_in(state, out);
        if state[0] != ASCII {
            out.extend_from_slice(&[ESC, b'(', ASCII]);
            state[0] = ASCII;
        }
    }
}
