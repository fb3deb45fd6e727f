//! Properties and lower case of code points, remembered by pages of 256.
//!
//! The functions of [`Characters`] may search tables; here an answer is two loads once a character
//! of its page has been asked for.

use std::sync::OnceLock;

use crate::characters::Characters;

/// Letters and numerals.
pub(crate) const ALNUM: u8 = 1;
/// Decimal digits. All of them are `ALNUM`.
pub(crate) const DECIMAL: u8 = 2;
/// White space. None of it is `ALNUM`.
pub(crate) const SPACE: u8 = 4;
/// Line ends. Those beyond ASCII are all `SPACE`.
pub(crate) const LINE_BREAK: u8 = 8;

/// Pages of 256 code points up to U+10FFFF.
const PAGES: usize = 0x1100;

type Page<T> = OnceLock<Box<[T; 256]>>;

/// What patterns know of characters: the functions that tell, and what they have told.
///
/// Programs share it, so that each character is asked about once.
pub struct CharacterTable {
    pub(crate) characters: Characters,
    bits: OnceLock<Box<[Page<u8>]>>,
    lower: OnceLock<Box<[Page<u32>]>>,
}

impl CharacterTable {
    /// A table that knows nothing yet.
    pub const fn new(characters: Characters) -> CharacterTable {
        CharacterTable {
            characters,
            bits: OnceLock::new(),
            lower: OnceLock::new(),
        }
    }

    /// The properties of a code point.
    #[inline]
    pub(crate) fn properties(&self, c: u32) -> u8 {
        let answer = |c| {
            let mut bits = 0;
            for (belongs, bit) in [
                (self.characters.is_alnum, ALNUM),
                (self.characters.is_decimal, DECIMAL),
                (self.characters.is_space, SPACE),
                (self.characters.is_line_break, LINE_BREAK),
            ] {
                bits |= if belongs(c) { bit } else { 0 };
            }
            bits
        };
        remembered(&self.bits, c, answer).unwrap_or(0)
    }

    /// The lower case of a code point.
    #[inline]
    pub(crate) fn lower(&self, c: u32) -> u32 {
        remembered(&self.lower, c, self.characters.lower).unwrap_or(c)
    }
}

/// The answer for `c`; `None` if there is no such code point.
#[inline(always)]
fn remembered<T: Copy + Default>(
    pages: &OnceLock<Box<[Page<T>]>>,
    c: u32,
    answer: impl Fn(u32) -> T,
) -> Option<T> {
    let (page, index) = ((c >> 8) as usize, (c & 0xff) as usize);
    let pages = pages.get_or_init(|| (0..PAGES).map(|_| OnceLock::new()).collect());
    let known = pages.get(page)?;
    match known.get() {
        Some(known) => Some(known[index]),
        None => Some(fill(known, page, answer)[index]),
    }
}

#[cold]
#[inline(never)]
fn fill<T: Copy + Default>(known: &Page<T>, page: usize, answer: impl Fn(u32) -> T) -> &[T; 256] {
    known.get_or_init(|| {
        let first = (page as u32) << 8;
        Box::new(std::array::from_fn(|index| answer(first + index as u32)))
    })
}
