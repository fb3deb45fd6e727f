//! What sequences of bytes stand for. The form of `tables.txt` is told in `xtask/multibyte_tables.py`.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use rpy_vm::Vm;
use rpy_vm::function::native::ModuleState;

use super::codes::{Bytes, Codes};

const TEXT: &str = include_str!("tables.txt");

/// A first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// It stands for a character by itself.
    Single(u32),
    /// It stands for nothing.
    Illegal,
    /// So many bytes stand for a character.
    Bytes(usize),
    /// Two or four do.
    TwoOrFour,
}

/// A run of characters with sequences of four bytes: number of the first, its character, how many.
type Run = (u32, u32, u32);

/// An encoding's sequences.
pub(super) struct Table {
    leads: [Lead; 256],
    /// By the two bytes as a number; zero for those that stand for nothing.
    doubles: Vec<u32>,
    /// By the second and third byte; the first is always [`THREE`]. Empty if there are none.
    triples: Vec<u32>,
    pairs: HashMap<u32, (u32, u32)>,
    runs: Vec<Run>,
    codes: Codes,
    pair_codes: HashMap<(u32, u32), Bytes>,
    firsts: HashSet<u32>,
    /// Sequences of the encoding that this one is like which stand for nothing here.
    removed: HashSet<u32>,
}

/// What begins the sequences of three bytes.
const THREE: u8 = 0x8f;

/// Number of sequences of two bytes.
const DOUBLES: usize = 1 << 16;

/// Number of the first sequence of four bytes that stands for a character beyond the first plane.
const FIRST_BEYOND: u32 = 189_000;

impl Table {
    fn empty() -> Table {
        Table {
            leads: std::array::from_fn(|byte| Lead::Single(byte as u32)),
            doubles: vec![0; DOUBLES],
            triples: Vec::new(),
            pairs: HashMap::new(),
            runs: Vec::new(),
            codes: Codes::default(),
            pair_codes: HashMap::new(),
            firsts: HashSet::new(),
            removed: HashSet::new(),
        }
    }

    /// What a first byte is.
    pub(super) fn lead(&self, byte: u8) -> Lead {
        self.leads[usize::from(byte)]
    }

    pub(super) fn double(&self, first: u8, second: u8) -> Option<u32> {
        let key = usize::from(first) << 8 | usize::from(second);
        Some(self.doubles[key]).filter(|char| *char != 0)
    }

    pub(super) fn triple(&self, bytes: [u8; 3]) -> Option<u32> {
        let [first, second, third] = bytes;
        let key = usize::from(second) << 8 | usize::from(third);
        let char = self.triples.get(key).copied();
        char.filter(|char| first == THREE && *char != 0)
    }

    /// The two characters of a sequence.
    pub(super) fn pair(&self, bytes: &[u8]) -> Option<(u32, u32)> {
        self.pairs.get(&number(bytes)).copied()
    }

    /// The character of four bytes.
    pub(super) fn four([a, b, c, d]: [u8; 4], table: &Table) -> Option<u32> {
        let in_range = |byte: u8, low: u8, high: u8| (low..=high).contains(&byte);
        if !(in_range(a, 0x81, 0xfe)
            && in_range(b, 0x30, 0x39)
            && in_range(c, 0x81, 0xfe)
            && in_range(d, 0x30, 0x39))
        {
            return None;
        }
        let digits = [
            u32::from(a - 0x81),
            u32::from(b - 0x30),
            u32::from(c - 0x81),
            u32::from(d - 0x30),
        ];
        let number = ((digits[0] * 10 + digits[1]) * 126 + digits[2]) * 10 + digits[3];
        if number >= FIRST_BEYOND {
            let char = 0x10000 + (number - FIRST_BEYOND);
            return (char <= 0x10ffff).then_some(char);
        }
        let after = table.runs.partition_point(|run| run.0 <= number);
        let (start, char, count) = *table.runs.get(after.checked_sub(1)?)?;
        (number - start < count).then(|| char + (number - start))
    }

    /// Whether a sequence stands for something in the encoding that this one is like, and only there.
    pub(super) fn is_removed(&self, bytes: &[u8]) -> bool {
        self.removed.contains(&number(bytes))
    }

    /// What a character is encoded as.
    pub(super) fn code(&self, char: u32) -> Option<Bytes> {
        if let Some(code) = self.codes.get(char) {
            return Some(*code);
        }
        if self.runs.is_empty() || (0xd800..0xe000).contains(&char) {
            return None;
        }
        let number = if char >= 0x10000 {
            char - 0x10000 + FIRST_BEYOND
        } else {
            let mut runs = self.runs.iter();
            let run = runs.find(|(_, first, count)| (*first..first + count).contains(&char))?;
            run.0 + (char - run.1)
        };
        let (rest, d) = (number / 10, number % 10);
        let (rest, c) = (rest / 126, rest % 126);
        let (a, b) = (rest / 10, rest % 10);
        let byte = |start: u8, digit: u32| start + digit as u8;
        Some(Bytes::new(&[
            byte(0x81, a),
            byte(0x30, b),
            byte(0x81, c),
            byte(0x30, d),
        ]))
    }

    /// Whether a character may be encoded with the one behind it.
    pub(super) fn is_first(&self, char: u32) -> bool {
        !self.firsts.is_empty() && self.firsts.contains(&char)
    }

    /// What two characters are encoded as.
    pub(super) fn pair_code(&self, first: u32, second: u32) -> Option<Bytes> {
        self.pair_codes.get(&(first, second)).copied()
    }

    /// Reads the lines of a section.
    fn read(lines: &str, state: &mut Tables) -> Table {
        let mut table = Table::empty();
        let mut unencoded = Vec::new();
        let mut encoded = Vec::new();
        for line in lines.lines() {
            let mut words = line.split(' ');
            let word = words.next().unwrap_or_default();
            let mut hexadecimal = || words.next().map_or(0, hex);
            match word {
                "<" => {
                    let base = state.get(line[2..].trim());
                    table.doubles = base.doubles.clone();
                    table.triples = base.triples.clone();
                }
                "-" => {
                    let key = hexadecimal() as usize;
                    table.removed.insert(key as u32);
                    let place = match key < DOUBLES {
                        true => table.doubles.get_mut(key),
                        false => table.triples.get_mut(key % DOUBLES),
                    };
                    if let Some(place) = place {
                        *place = 0;
                    }
                }
                "l" => {
                    let lead = hexadecimal() as usize;
                    table.leads[lead] = match line.as_bytes().last() {
                        Some(b'2') => Lead::Bytes(2),
                        Some(b'3') => Lead::Bytes(3),
                        Some(b'4') => Lead::TwoOrFour,
                        _ => Lead::Illegal,
                    };
                }
                "s" => {
                    let lead = hexadecimal() as usize;
                    table.leads[lead] = Lead::Single(hexadecimal());
                }
                "p" => {
                    let bytes = hex_bytes(&line[2..line[2..].find(' ').map_or(2, |at| at + 2)]);
                    hexadecimal();
                    let pair = (hexadecimal(), hexadecimal());
                    table.pairs.insert(number(&bytes), pair);
                    table.pair_codes.insert(pair, Bytes::new(&bytes));
                }
                "r" => {
                    let (start, char) = (hexadecimal(), hexadecimal());
                    let count = words.next().and_then(|count| count.parse().ok());
                    table.runs.push((start, char, count.unwrap_or(0)));
                }
                "e" => {
                    let char = hexadecimal();
                    let bytes = words.next().map(hex_bytes).unwrap_or_default();
                    encoded.push((char, Bytes::new(&bytes)));
                }
                "n" => unencoded.push(hexadecimal()),
                "f" => {
                    let char = hexadecimal();
                    table.firsts.insert(char);
                }
                start if start.len() >= 4 => {
                    let text = &line[start.len() + 1..];
                    let into = match start.len() {
                        4 => &mut table.doubles,
                        _ => {
                            table.triples.resize(DOUBLES, 0);
                            &mut table.triples
                        }
                    };
                    let first = hex(start) as usize % DOUBLES;
                    for (place, char) in into[first..].iter_mut().zip(characters(text)) {
                        *place = char;
                    }
                }
                _ => {}
            }
        }
        table.runs.sort_unstable();
        table.encode_all();
        for (char, bytes) in encoded {
            table.codes.insert(char, bytes);
        }
        for char in unencoded {
            table.codes.remove(char);
        }
        table
    }

    /// Lets each character be encoded as the first sequence that stands for it.
    fn encode_all(&mut self) {
        let mut sequences = Vec::new();
        for (byte, lead) in (0..=u8::MAX).zip(self.leads) {
            if let Lead::Single(char) = lead {
                sequences.push((Bytes::new(&[byte]), char));
            }
        }
        for (key, char) in self.doubles.iter().enumerate().filter(|(_, it)| **it != 0) {
            let [.., first, second] = (key as u32).to_be_bytes();
            sequences.push((Bytes::new(&[first, second]), *char));
        }
        for (key, char) in self.triples.iter().enumerate().filter(|(_, it)| **it != 0) {
            let [.., second, third] = (key as u32).to_be_bytes();
            sequences.push((Bytes::new(&[THREE, second, third]), *char));
        }
        sequences.sort_unstable_by(|(a, _), (b, _)| a.as_slice().cmp(b.as_slice()));
        for (bytes, char) in sequences {
            self.codes.insert_first(char, bytes);
        }
    }
}

fn hex(word: &str) -> u32 {
    u32::from_str_radix(word, 16).expect("the tables are in base sixteen")
}

fn hex_bytes(word: &str) -> Vec<u8> {
    let digits = word.as_bytes().chunks(2);
    let bytes = digits.map(|pair| hex(&String::from_utf8_lossy(pair)) as u8);
    bytes.collect()
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The characters of a text with escapes.
fn characters(text: &str) -> impl Iterator<Item = u32> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        let char = rest.chars().next()?;
        let length = match char {
            '\\' if rest[1..].starts_with('u') => 6,
            '\\' => 10,
            _ => {
                rest = &rest[char.len_utf8()..];
                return Some(u32::from(char));
            }
        };
        let code = hex(&rest[2..length]);
        rest = &rest[length..];
        Some(code)
    })
}

/// The tables that were asked for.
#[derive(Default)]
pub(super) struct Tables {
    known: HashMap<String, Rc<Table>>,
}

impl ModuleState for Tables {
    fn new(_vm: &mut Vm) -> Tables {
        Tables::default()
    }
}

impl Tables {
    /// The table of an encoding.
    pub(super) fn get(&mut self, name: &str) -> Rc<Table> {
        if let Some(table) = self.known.get(name) {
            return table.clone();
        }
        let heading = format!("\n= {name}\n");
        let start = TEXT.find(&heading).expect("the tables have all encodings") + heading.len();
        let section = &TEXT[start..];
        let section = &section[..section.find("\n= ").unwrap_or(section.len())];
        let table = Rc::new(Table::read(section, self));
        self.known.insert(name.to_owned(), table.clone());
        table
    }
}
