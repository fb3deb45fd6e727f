//! UTF-7 (RFC 2152).

use rpy_vm::builtins::str::StrBuilder;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The numbers of letters of Base64; 64 and more for all other bytes.
const VALUES: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut value = 0;
    while value < 64 {
        values[LETTERS[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// The number of a byte as a letter of Base64.
fn value(byte: u8) -> Option<u32> {
    Some(VALUES[usize::from(byte)])
        .filter(|value| *value < 64)
        .map(u32::from)
}

/// Whether a code point stands for itself.
fn is_direct(code_point: u32) -> bool {
    match code_point {
        0x09 | 0x0a | 0x0d => true,
        0x20..0x7f => !b"+\\~".contains(&(code_point as u8)),
        _ => false,
    }
}

/// Bits that are no whole letter, or unit, yet.
#[derive(Default)]
struct Pending {
    bits: u32,
    count: u32,
}

impl Pending {
    fn add(&mut self, bits: u32, count: u32) {
        self.bits = self.bits << count | bits;
        self.count += count;
    }

    /// The first `count` bits, if there are so many.
    fn take(&mut self, count: u32) -> Option<u32> {
        self.count = self.count.checked_sub(count)?;
        let taken = self.bits >> self.count;
        self.bits &= (1 << self.count) - 1;
        Some(taken)
    }

    /// The last letter, if there are bits left.
    fn finish(&mut self, out: &mut Vec<u8>) {
        if self.count != 0 {
            out.push(LETTERS[(self.bits << (6 - self.count)) as usize]);
        }
        *self = Pending::default();
    }
}

/// Encodes a text, code point after code point.
#[derive(Default)]
pub(super) struct Encoder {
    shifted: bool,
    pending: Pending,
}

impl Encoder {
    /// Appends a code point, in at most [`Encoder::MOST`] bytes.
    pub(super) fn push(&mut self, code_point: u32, out: &mut Vec<u8>) {
        if is_direct(code_point) {
            let byte = code_point as u8;
            if self.shifted {
                self.pending.finish(out);
                // What is no letter of Base64 ends a run by itself.
                if value(byte).is_some() || byte == b'-' {
                    out.push(b'-');
                }
                self.shifted = false;
            }
            out.push(byte);
            return;
        }
        if !self.shifted {
            if code_point == u32::from(b'+') {
                out.extend_from_slice(b"+-");
                return;
            }
            out.push(b'+');
            self.shifted = true;
        }
        let units = match code_point.checked_sub(0x1_0000) {
            None => [Some(code_point), None],
            Some(bits) => [Some(0xd800 | bits >> 10), Some(0xdc00 | bits & 0x3ff)],
        };
        for unit in units.into_iter().flatten() {
            self.pending.add(unit, 16);
            while let Some(letter) = self.pending.take(6) {
                out.push(LETTERS[letter as usize]);
            }
        }
    }

    /// Ends the text, in at most [`Encoder::MOST`] bytes.
    pub(super) fn finish(mut self, out: &mut Vec<u8>) {
        if self.shifted {
            self.pending.finish(out);
            out.push(b'-');
        }
    }

    /// Bytes that a code point may take.
    pub(super) const MOST: usize = 8;
}

/// A run of Base64.
struct Run {
    /// Where it begins, and how long the text was.
    start: usize,
    length: usize,
    pending: Pending,
    /// A high surrogate that waits for its low one; zero if there is none.
    surrogate: u32,
}

impl Run {
    /// Takes a unit.
    fn push(&mut self, unit: u32, out: &mut StrBuilder) {
        let high = std::mem::take(&mut self.surrogate);
        if high != 0 {
            if let 0xdc00..0xe000 = unit {
                out.push(0x1_0000 + ((high & 0x3ff) << 10 | unit & 0x3ff));
                return;
            }
            out.push(high);
        }
        match unit {
            0xd800..0xdc00 => self.surrogate = unit,
            _ => out.push(unit),
        }
    }

    /// Whether only padding is left of the bits.
    fn is_whole(&self) -> bool {
        self.pending.count < 6 && self.pending.bits == 0
    }
}

/// Decodes bytes. Gives how many of them: all, but for a run that is not at its end where `last` does not say
/// that nothing follows. None if they are not well formed.
pub(super) fn decode(data: &[u8], last: bool, out: &mut StrBuilder) -> Option<usize> {
    let mut current: Option<Run> = None;
    let mut at = 0;
    while let Some(&byte) = data.get(at) {
        if let Some(run) = &mut current {
            if let Some(value) = value(byte) {
                at += 1;
                run.pending.add(value, 6);
                if let Some(unit) = run.pending.take(16) {
                    run.push(unit, out);
                }
                continue;
            }
            if !run.is_whole() {
                return None;
            }
            if run.surrogate != 0 && byte < 0x80 {
                out.push(run.surrogate);
            }
            at += usize::from(byte == b'-');
            current = None;
            continue;
        }
        let rest = &data[at..];
        match rest {
            [b'+', b'-', ..] => {
                out.push(u32::from(b'+'));
                at += 2;
            }
            [b'+', next, ..] if value(*next).is_none() => return None,
            [b'+', ..] => {
                current = Some(Run {
                    start: at,
                    length: out.byte_length(),
                    pending: Pending::default(),
                    surrogate: 0,
                });
                at += 1;
            }
            _ => {
                let direct = rest
                    .iter()
                    .position(|byte| !byte.is_ascii() || *byte == b'+');
                let direct = direct.unwrap_or(rest.len());
                if direct == 0 {
                    return None;
                }
                out.push_ascii(&rest[..direct]);
                at += direct;
            }
        }
    }
    match current {
        None => Some(at),
        Some(run) if last => (run.is_whole() && run.surrogate == 0).then_some(at),
        Some(run) => {
            // It is decoded anew when there is more of it.
            out.truncate(run.length);
            Some(run.start)
        }
    }
}
