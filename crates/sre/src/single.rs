//! What matches one character: literals, sets, categories.

use crate::characters::lower_ascii;
use crate::opcodes::Category;
use crate::properties::{ALNUM, CharacterTable, DECIMAL, LINE_BREAK, SPACE};

/// How case is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fold {
    /// It is not.
    None,
    /// That of ASCII letters.
    Ascii,
    /// As the C library does.
    Locale,
    /// As Unicode does.
    Unicode,
}

/// A pattern of one character.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Single {
    /// All but a newline.
    Any,
    All,
    Never,
    Literal {
        c: u32,
        fold: Fold,
        negate: bool,
    },
    Set {
        items: Box<[Item]>,
        fold: Fold,
    },
}

/// A part of a set. They are asked in turn; the first that has the character decides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Item {
    /// Turns around what follows, and what is to be said if nothing has the character.
    Negate,
    Literal(u32),
    Range(u32, u32),
    /// A range that also has what has its upper case in it.
    RangeUniIgnore(u32, u32),
    Category(Category),
    /// A bitmap of the first 256 characters.
    Charset(Box<Bitmap>),
    /// Bitmaps of the first 65,536 characters.
    BigCharset(Box<BigCharset>),
}

/// 256 bits.
pub(crate) type Bitmap = [u32; 8];

/// Bitmaps of 256 characters each. Many are alike, so there is a table of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct BigCharset {
    /// Which bitmap has the characters from 256 times the index on.
    pub(crate) blocks: [u8; 256],
    /// More than any of `blocks`.
    pub(crate) bitmaps: Box<[Bitmap]>,
}

impl Single {
    /// What matches a character of a category.
    pub(crate) fn of(category: Category) -> Single {
        Single::Set {
            items: Box::new([Item::Category(category)]),
            fold: Fold::None,
        }
    }

    /// Whether a character matches.
    pub(crate) fn matches(&self, c: u32, table: &CharacterTable) -> bool {
        match self {
            Single::Any => c != u32::from(b'\n'),
            Single::All => true,
            Single::Never => false,
            Single::Literal {
                c: literal,
                fold,
                negate,
            } => {
                let same = match fold {
                    Fold::None => c == *literal,
                    Fold::Ascii => lower_ascii(c) == *literal,
                    Fold::Unicode => table.lower(c) == *literal,
                    Fold::Locale => {
                        c == *literal
                            || table.characters.lower_by_locale(c) == *literal
                            || table.characters.upper_by_locale(c) == *literal
                    }
                };
                same != *negate
            }
            Single::Set { items, fold } => match fold {
                Fold::None => has(items, &[c], table),
                Fold::Ascii => has(items, &[lower_ascii(c)], table),
                Fold::Unicode => {
                    let c = table.lower(c);
                    has(items, &[c], table)
                }
                Fold::Locale => {
                    let lower = table.characters.lower_by_locale(c);
                    let upper = table.characters.upper_by_locale(c);
                    has(items, &[lower, upper], table)
                }
            },
        }
    }

    /// Whether the answers depend on the locale of the moment.
    pub(crate) fn by_locale(&self) -> bool {
        match self {
            Single::Literal { fold, .. } => *fold == Fold::Locale,
            Single::Set { items, fold } => {
                *fold == Fold::Locale
                    || items.iter().any(|item| {
                        use Category::{LocNotWord, LocWord};
                        matches!(item, Item::Category(LocWord | LocNotWord))
                    })
            }
            _ => false,
        }
    }
}

/// Whether a set has a character that is written in one of these ways.
fn has(items: &[Item], ways: &[u32], table: &CharacterTable) -> bool {
    let mut answer = true;
    for item in items {
        if matches!(item, Item::Negate) {
            answer = !answer;
        } else if ways.iter().any(|&c| item.has(c, table)) {
            return answer;
        }
    }
    !answer
}

impl Item {
    fn has(&self, c: u32, table: &CharacterTable) -> bool {
        match self {
            Item::Negate => false,
            Item::Literal(literal) => c == *literal,
            Item::Range(low, high) => (*low..=*high).contains(&c),
            Item::RangeUniIgnore(low, high) => {
                let range = *low..=*high;
                range.contains(&c) || range.contains(&(table.characters.upper)(c))
            }
            Item::Category(category) => is(*category, c, table),
            Item::Charset(bitmap) => c < 256 && bit(bitmap, c as u8),
            Item::BigCharset(big) => {
                c < 0x1_0000 && {
                    let block = big.blocks[(c >> 8) as usize];
                    bit(&big.bitmaps[usize::from(block)], c as u8)
                }
            }
        }
    }
}

/// Whether a bit is set.
pub(crate) fn bit(bitmap: &Bitmap, index: u8) -> bool {
    bitmap[usize::from(index >> 5)] >> (index & 31) & 1 != 0
}

fn is(category: Category, c: u32, table: &CharacterTable) -> bool {
    use Category::*;
    let unicode = |bit| table.properties(c) & bit != 0;
    match category {
        Digit => is_digit(c),
        NotDigit => !is_digit(c),
        Space => is_space(c),
        NotSpace => !is_space(c),
        Word => is_word(c),
        NotWord => !is_word(c),
        LineBreak => c == u32::from(b'\n'),
        NotLineBreak => c != u32::from(b'\n'),
        LocWord => is_locale_word(c, table),
        LocNotWord => !is_locale_word(c, table),
        UniDigit => unicode(DECIMAL),
        UniNotDigit => !unicode(DECIMAL),
        UniSpace => unicode(SPACE),
        UniNotSpace => !unicode(SPACE),
        UniWord => c == u32::from(b'_') || unicode(ALNUM),
        UniNotWord => c != u32::from(b'_') && !unicode(ALNUM),
        UniLineBreak => unicode(LINE_BREAK),
        UniNotLineBreak => !unicode(LINE_BREAK),
    }
}

fn is_digit(c: u32) -> bool {
    matches!(c, 0x30..=0x39)
}

fn is_space(c: u32) -> bool {
    matches!(c, 0x09..=0x0d | 0x20)
}

fn is_word(c: u32) -> bool {
    matches!(c, 0x30..=0x39 | 0x41..=0x5a | 0x5f | 0x61..=0x7a)
}

fn is_locale_word(c: u32, table: &CharacterTable) -> bool {
    c == u32::from(b'_') || u8::try_from(c).is_ok_and(table.characters.locale_is_alnum)
}
