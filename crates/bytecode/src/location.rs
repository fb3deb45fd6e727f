//! Source positions of instructions (PEP 657).
//!
//! The table is a sequence of runs: consecutive words that share a position, such as an
//! instruction with its cache, are stored once. A run starts with a varint of which the two lowest
//! bits are the form and the others the length minus one:
//!
//! | form | meaning | what follows |
//! | --- | --- | --- |
//! | 0 | no position | nothing |
//! | 1 | within the line of the run before | column delta, width |
//! | 2 | within another line | line delta, column, width |
//! | 3 | any other | line delta, end line − line, column, end column − column |
//!
//! Deltas and widths are zigzag varints. Any bytes decode to something: past the end of a broken
//! table there is no position.

use std::iter::FusedIterator;

/// Where an instruction comes from. Lines count from 1; columns are UTF-8 bytes from 0.
/// `line` 0 means that the instruction has no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Location {
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// Byte offset of the start in its line.
    pub column: u32,
    /// Byte offset behind the end in its line.
    pub end_column: u32,
}

/// The compressed positions of all words of a code object.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LocationTable {
    bytes: Box<[u8]>,
}

/// Longest run that one entry states. A bound for what a broken table can make a reader do.
const MAX_RUN: u32 = 1 << 24;

const FORM_NONE: u64 = 0;
const FORM_SAME_LINE: u64 = 1;
const FORM_ONE_LINE: u64 = 2;
const FORM_FULL: u64 = 3;

impl LocationTable {
    /// Compresses the positions of all code words, words of inline cache included.
    pub fn encode(locations: &[Location]) -> LocationTable {
        LocationTable::encode_runs(locations.iter().map(|&location| (location, 1)))
    }

    /// As [`encode`](LocationTable::encode), of positions with the number of words that have them, each
    /// less than 2²⁴.
    pub fn encode_runs(runs: impl IntoIterator<Item = (Location, u32)>) -> LocationTable {
        let mut bytes = Vec::new();
        let mut previous = Location::default();
        let mut rest = runs.into_iter().peekable();
        while let Some((location, mut run)) = rest.next() {
            while let Some((_, more)) =
                rest.next_if(|(other, more)| *other == location && run + more <= MAX_RUN)
            {
                run += more;
            }
            let form = if location == Location::default() {
                FORM_NONE
            } else if location.line != location.end_line {
                FORM_FULL
            } else if location.line == previous.line {
                FORM_SAME_LINE
            } else {
                FORM_ONE_LINE
            };
            write_varint(&mut bytes, (u64::from(run) - 1) << 2 | form);
            if form == FORM_NONE {
                continue;
            }
            if form != FORM_SAME_LINE {
                write_delta(&mut bytes, previous.line, location.line);
            }
            if form == FORM_FULL {
                write_delta(&mut bytes, location.line, location.end_line);
            }
            let column_base = if form == FORM_SAME_LINE {
                previous.column
            } else {
                0
            };
            write_delta(&mut bytes, column_base, location.column);
            write_delta(&mut bytes, location.column, location.end_column);
            previous = location;
        }
        LocationTable {
            bytes: bytes.into_boxed_slice(),
        }
    }

    /// A table in its compressed form, as [`as_bytes`](LocationTable::as_bytes) gives it.
    pub fn from_bytes(bytes: Box<[u8]>) -> LocationTable {
        LocationTable { bytes }
    }

    /// The compressed form.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The position of the code word `word_index`; takes time proportional to the table.
    pub fn get(&self, word_index: usize) -> Location {
        let mut end = 0_u64;
        self.runs()
            .find(|run| {
                end += u64::from(run.words);
                (word_index as u64) < end
            })
            .map_or(Location::default(), |run| run.location)
    }

    /// The positions of the words `0..words` in order.
    pub fn iter(&self, words: usize) -> impl Iterator<Item = Location> + '_ {
        self.runs()
            .flat_map(|run| std::iter::repeat_n(run.location, run.words as usize))
            .chain(std::iter::repeat(Location::default()))
            .take(words)
    }

    /// The runs of words that share a position.
    pub fn runs(&self) -> LocationRuns<'_> {
        LocationRuns {
            bytes: &self.bytes,
            previous: Location::default(),
        }
    }
}

/// Consecutive code words of the same position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocationRun {
    /// How many words; at least 1.
    pub words: u32,
    /// Where they come from.
    pub location: Location,
}

/// Iterator over the runs of a [`LocationTable`]; stops where the table is broken.
#[derive(Clone, Debug)]
pub struct LocationRuns<'table> {
    bytes: &'table [u8],
    previous: Location,
}

impl LocationRuns<'_> {
    fn read_run(&mut self) -> Option<LocationRun> {
        let head = read_varint(&mut self.bytes)?;
        let words = u32::try_from(head >> 2)
            .ok()
            .filter(|&words| words < MAX_RUN)?
            + 1;
        let form = head & 3;
        if form == FORM_NONE {
            return Some(LocationRun {
                words,
                location: Location::default(),
            });
        }
        let line = match form {
            FORM_SAME_LINE => self.previous.line,
            _ => read_delta(&mut self.bytes, self.previous.line)?,
        };
        let end_line = match form {
            FORM_FULL => read_delta(&mut self.bytes, line)?,
            _ => line,
        };
        let column_base = if form == FORM_SAME_LINE {
            self.previous.column
        } else {
            0
        };
        let column = read_delta(&mut self.bytes, column_base)?;
        let end_column = read_delta(&mut self.bytes, column)?;
        self.previous = Location {
            line,
            end_line,
            column,
            end_column,
        };
        Some(LocationRun {
            words,
            location: self.previous,
        })
    }
}

impl Iterator for LocationRuns<'_> {
    type Item = LocationRun;

    fn next(&mut self) -> Option<LocationRun> {
        if self.bytes.is_empty() {
            return None;
        }
        let run = self.read_run();
        if run.is_none() {
            self.bytes = &[];
        }
        run
    }
}

impl FusedIterator for LocationRuns<'_> {}

fn write_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    // No value that is written needs more than 35 bits.
    for shift in (0..35).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

fn write_delta(bytes: &mut Vec<u8>, from: u32, to: u32) {
    let delta = i64::from(to) - i64::from(from);
    write_varint(bytes, (delta << 1 ^ delta >> 63) as u64);
}

fn read_delta(bytes: &mut &[u8], from: u32) -> Option<u32> {
    let value = read_varint(bytes)?;
    let delta = (value >> 1) as i64 ^ -((value & 1) as i64);
    u32::try_from(i64::from(from) + delta).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, end_line: u32, column: u32, end_column: u32) -> Location {
        Location {
            line,
            end_line,
            column,
            end_column,
        }
    }

    fn sample() -> Vec<Location> {
        let mut locations = vec![Location::default(); 3];
        locations.extend([at(1, 1, 0, 5); 5]);
        locations.extend([
            at(1, 1, 4, 5),
            at(2, 2, 0, 200),
            at(2, 2, 150, 151),
            at(1, 3, 9, 2),
        ]);
        locations.push(Location::default());
        locations.extend([
            at(3, 3, 1, 1),
            at(u32::MAX, 1, u32::MAX, 0),
            at(1, u32::MAX, 0, u32::MAX),
        ]);
        locations.push(at(0, 0, 0, 7));
        locations
    }

    #[test]
    fn positions_survive() {
        let locations = sample();
        let table = LocationTable::encode(&locations);
        assert_eq!(table.iter(locations.len()).collect::<Vec<_>>(), locations);
        for (index, &location) in locations.iter().enumerate() {
            assert_eq!(table.get(index), location);
        }
        assert_eq!(table.get(locations.len()), Location::default());
        assert_eq!(LocationTable::encode(&[]).get(0), Location::default());
    }

    #[test]
    fn a_typical_instruction_takes_three_bytes() {
        let mut locations = vec![at(10, 10, 4, 9)];
        locations.extend([at(10, 10, 8, 9); 5]);
        locations.extend([at(10, 10, 4, 9); 2]);
        assert_eq!(
            LocationTable::encode(&locations).as_bytes().len(),
            4 + 3 + 3
        );
    }

    #[test]
    fn broken_tables_give_no_position() {
        let good = LocationTable::encode(&sample());
        for length in 0..good.as_bytes().len() {
            let table = LocationTable::from_bytes(good.as_bytes()[..length].into());
            assert_eq!(table.iter(100).count(), 100);
        }
        for index in 0..good.as_bytes().len() {
            for byte in 0..=255 {
                let mut bytes = Box::<[u8]>::from(good.as_bytes());
                bytes[index] = byte;
                let table = LocationTable::from_bytes(bytes);
                assert_eq!(table.iter(100).count(), 100);
                table.get(usize::MAX);
            }
        }
        let table = LocationTable::from_bytes([0xff; 20].into());
        assert_eq!(table.get(0), Location::default());
    }
}
