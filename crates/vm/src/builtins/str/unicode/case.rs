//! Full case mappings and case folding: one code point may become up to three.
//!
//! The standard library maps to upper and lower case. Title case and folding follow from these
//! but for a few letters. Source: Unicode 16, SpecialCasing.txt and CaseFolding.txt.

use super::properties::assigned;

/// Up to three code points.
pub(crate) type Mapped = std::iter::Take<std::array::IntoIter<u32, 3>>;

fn mapped(code_points: &[u32]) -> Mapped {
    let mut all = [0; 3];
    all[..code_points.len()].copy_from_slice(code_points);
    all.into_iter().take(code_points.len())
}

fn collect(characters: impl Iterator<Item = char>) -> Mapped {
    let mut all = [0; 3];
    let mut count = 0;
    for character in characters {
        all[count] = u32::from(character);
        count += 1;
    }
    all.into_iter().take(count)
}

/// Whether a code point is in one of the large ranges where nothing has another case: ideographs,
/// syllables, punctuation, and what is behind the last alphabet that has two.
const fn is_caseless(code_point: u32) -> bool {
    matches!(
        code_point,
        0x0590..=0x109f | 0x2000..=0x2125 | 0x3000..=0xa63f | 0xac00..=0xfaff | 0x1e944..
    )
}

/// Letters in pairs, upper case first, at an even code point.
macro_rules! even_pairs {
    () => {
        0x0100..=0x012f
            | 0x0132..=0x0137
            | 0x014a..=0x0177
            | 0x0460..=0x0481
            | 0x048a..=0x04bf
            | 0x04d0..=0x052f
            | 0x1e00..=0x1e95
            | 0x1ea0..=0x1eff
    };
}

/// Likewise, at an odd code point.
macro_rules! odd_pairs {
    () => {
        0x0139..=0x0148 | 0x0179..=0x017e
    };
}

/// How far the two cases of the letters of an alphabet are apart, where that is all there is to say of
/// both: upper case in the first range, lower case in the second.
macro_rules! alphabets {
    ($($upper:pat => $lower:pat, $distance:literal;)*) => {
        /// The upper case of a letter of these alphabets.
        const fn near_upper(code_point: u32) -> Option<u32> {
            match code_point {
                even_pairs!() => Some(code_point & !1),
                odd_pairs!() => Some((code_point - 1) | 1),
                $($upper => Some(code_point), $lower => Some(code_point - $distance),)*
                _ => None,
            }
        }

        /// Their lower case, which is also what they are folded to.
        const fn near_lower(code_point: u32) -> Option<u32> {
            match code_point {
                even_pairs!() => Some(code_point | 1),
                odd_pairs!() => Some((code_point + 1) & !1),
                $($upper => Some(code_point + $distance), $lower => Some(code_point),)*
                _ => None,
            }
        }
    };
}
alphabets! {
    0xc0..=0xd6 | 0xd8..=0xde => 0xe0..=0xf6 | 0xf8..=0xfe, 0x20;
    0x0391..=0x03a1 | 0x03a3..=0x03a9 => 0x03b1..=0x03c1 | 0x03c3..=0x03c9, 0x20;
    0x0410..=0x042f => 0x0430..=0x044f, 0x20;
    0x0400..=0x040f => 0x0450..=0x045f, 0x50;
}

/// To lower case, without regard to what surrounds it, of the usual letters: one becomes one.
#[inline]
pub(crate) const fn usual_lower(code_point: u32) -> Option<u32> {
    if code_point < 0x80 {
        return Some((code_point as u8).to_ascii_lowercase() as u32);
    }
    match near_lower(code_point) {
        None if is_caseless(code_point) => Some(code_point),
        lower => lower,
    }
}

/// To upper case, likewise.
#[inline]
pub(crate) const fn usual_upper(code_point: u32) -> Option<u32> {
    if code_point < 0x80 {
        return Some((code_point as u8).to_ascii_uppercase() as u32);
    }
    match near_upper(code_point) {
        None if is_caseless(code_point) => Some(code_point),
        upper => upper,
    }
}

/// To lower case, without regard to what surrounds it.
#[inline]
pub(crate) fn lower(code_point: u32) -> Mapped {
    if let Some(lower) = usual_lower(code_point) {
        return mapped(&[lower]);
    }
    match assigned(code_point) {
        Some(character) => collect(character.to_lowercase()),
        None => mapped(&[code_point]),
    }
}

/// To upper case.
#[inline]
pub(crate) fn upper(code_point: u32) -> Mapped {
    if let Some(upper) = usual_upper(code_point) {
        return mapped(&[upper]);
    }
    match assigned(code_point) {
        // Unicode 17 gives these two their capitals.
        Some('\u{a7d3}' | '\u{a7d5}') => mapped(&[code_point]),
        Some(character) => collect(character.to_uppercase()),
        None => mapped(&[code_point]),
    }
}

/// The first code point in lower case; case is ignored by it where one is compared with one.
pub fn simple_lower(code_point: u32) -> u32 {
    lower(code_point).next().unwrap_or(code_point)
}

/// The first code point in upper case.
pub fn simple_upper(code_point: u32) -> u32 {
    upper(code_point).next().unwrap_or(code_point)
}

/// To title case.
pub(crate) fn title(code_point: u32) -> Mapped {
    match code_point {
        // Digraphs have a form of their own in the middle of upper and lower case.
        0x01c4..=0x01cc => return mapped(&[(code_point - 0x01c4) / 3 * 3 + 0x01c5]),
        0x01f1..=0x01f3 => return mapped(&[0x01f2]),
        // Georgian is written in one case but for headlines in capitals.
        0x10d0..=0x10fa | 0x10fd..=0x10ff => return mapped(&[code_point]),
        // Greek with a subscript iota, which capitals have adscript.
        0x1f80..=0x1faf => return mapped(&[code_point | 8]),
        0x1fb3 | 0x1fbc => return mapped(&[0x1fbc]),
        0x1fc3 | 0x1fcc => return mapped(&[0x1fcc]),
        0x1ff3 | 0x1ffc => return mapped(&[0x1ffc]),
        // The apostrophe of this letter is not the first of a word.
        0x0149 => return upper(code_point),
        _ => {}
    }
    let mut letters = [0; 3];
    let mut count = 0;
    for letter in upper(code_point) {
        letters[count] = letter;
        count += 1;
    }
    for letter in letters[..count].iter_mut().skip(1) {
        *letter = match *letter {
            0x0399 => 0x0345,
            other => lower(other).next().unwrap_or(other),
        };
    }
    mapped(&letters[..count])
}

/// Folds case: texts that differ in case alone become equal.
pub(crate) fn casefold(code_point: u32) -> Mapped {
    if let Some(lower) = usual_lower(code_point) {
        return mapped(&[lower]);
    }
    match code_point {
        0x0131 => return mapped(&[code_point]),
        0x1e9e => return mapped(&[0x73, 0x73]),
        // Cherokee folds to upper case, which is the older.
        0x13a0..=0x13f5 => return mapped(&[code_point]),
        0x13f8..=0x13fd => return mapped(&[code_point - 8]),
        0xab70..=0xabbf => return mapped(&[code_point - 0xab70 + 0x13a0]),
        _ => {}
    }
    let mut letters = [0; 3];
    let mut count = 0;
    // Only capital I with a dot above becomes two when lowered, and it is its own upper case.
    for letter in upper(code_point) {
        for lowered in lower(letter) {
            letters[count] = lowered;
            count += 1;
        }
    }
    mapped(&letters[..count])
}

#[cfg(test)]
mod tests {
    use super::{is_caseless, near_lower, near_upper};

    #[test]
    fn letters_of_the_alphabets_have_no_other_cases() {
        for character in (0..0x2000).filter_map(char::from_u32) {
            let code_point = u32::from(character);
            let one = |letter: u32| char::from_u32(letter).expect("a letter");
            if let Some(upper) = near_upper(code_point) {
                assert!(character.to_uppercase().eq([one(upper)]), "{character:?}");
            }
            if let Some(lower) = near_lower(code_point) {
                assert!(character.to_lowercase().eq([one(lower)]), "{character:?}");
            }
        }
    }

    #[test]
    fn what_is_called_caseless_has_no_other_case() {
        for character in (0..=0x10ffff).filter_map(char::from_u32) {
            if is_caseless(character.into()) {
                assert!(character.to_lowercase().eq([character]), "{character:?}");
                assert!(character.to_uppercase().eq([character]), "{character:?}");
            }
        }
    }
}
