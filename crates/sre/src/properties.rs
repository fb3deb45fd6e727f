//! Properties and lower case of code points, remembered by pages of 256.
//!
//! The functions of [`Characters`] may search tables; here an answer is two loads once a character
//! of its page has been asked for.

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

type Page<T> = Option<Box<[T; 256]>>;

/// Remembered properties.
#[derive(Default)]
pub(crate) struct Properties {
    bits: Vec<Page<u8>>,
    lower: Vec<Page<u32>>,
}

impl Properties {
    /// The properties of a code point.
    #[inline]
    pub(crate) fn of(&mut self, c: u32, characters: &Characters) -> u8 {
        let fill = |c| {
            let mut bits = 0;
            for (belongs, bit) in [
                (characters.is_alnum, ALNUM),
                (characters.is_decimal, DECIMAL),
                (characters.is_space, SPACE),
                (characters.is_line_break, LINE_BREAK),
            ] {
                bits |= if belongs(c) { bit } else { 0 };
            }
            bits
        };
        remembered(&mut self.bits, c, fill).unwrap_or(0)
    }

    /// The lower case of a code point.
    #[inline]
    pub(crate) fn lower(&mut self, c: u32, characters: &Characters) -> u32 {
        remembered(&mut self.lower, c, characters.lower).unwrap_or(c)
    }
}

/// The answer for `c`, which is `None` if there is no such code point.
#[inline(always)]
fn remembered<T: Copy + Default>(
    pages: &mut Vec<Page<T>>,
    c: u32,
    answer: impl Fn(u32) -> T,
) -> Option<T> {
    let (page, index) = ((c >> 8) as usize, (c & 0xff) as usize);
    if let Some(Some(known)) = pages.get(page) {
        return Some(known[index]);
    }
    fill(pages, page, answer).map(|known| known[index])
}

#[cold]
#[inline(never)]
fn fill<T: Copy + Default>(
    pages: &mut Vec<Page<T>>,
    page: usize,
    answer: impl Fn(u32) -> T,
) -> Option<&mut [T; 256]> {
    if page >= PAGES {
        return None;
    }
    if pages.len() <= page {
        pages.resize_with(page + 1, || None);
    }
    let known = pages[page].get_or_insert_with(|| Box::new([T::default(); 256]));
    for (c, place) in ((page as u32) << 8..).zip(known.iter_mut()) {
        *place = answer(c);
    }
    Some(known)
}
