//! How a character of an encoding is looked up in a set.

use crate::byte_set::ByteSet;
use crate::code::{Class, ClassKind, Rows, Stops};
use crate::first::{First, parts};
use crate::opcodes::Category;
use crate::properties::{ALNUM, CharacterTable, DECIMAL, LINE_BREAK, SPACE};
use crate::single::{Fold, Item, Single};
use crate::text::{Encoding, encode};

/// First bytes of the characters of several bytes.
const LEADS: std::ops::RangeInclusive<u8> = 0xc2..=0xf4;

/// What there is to say about a [`Single`] in texts of one encoding.
pub(crate) struct Analysis {
    /// The bytes that its class has.
    bytes: ByteSet,
    kind: ClassKind,
    stops: Stops,
    /// The characters it matches.
    pub(crate) first: First,
}

impl Analysis {
    pub(crate) fn class(&self, single: u32, rows: &mut Rows) -> Class {
        Class {
            set: rows.add(&self.bytes),
            kind: self.kind,
            stops: self.stops,
            single,
        }
    }

    /// Whether the first byte decides.
    pub(crate) fn is_bytewise(&self) -> bool {
        self.kind == ClassKind::Bytewise
    }

    /// The only byte that matches, if there is but one.
    pub(crate) fn only_byte(&self) -> Option<u8> {
        let one = self.is_bytewise() && self.bytes.len() == 1;
        one.then(|| self.bytes.iter().next()).flatten()
    }

    /// Whether all it matches begins with the same byte.
    pub(crate) fn is_literal(&self) -> bool {
        self.first.bytes.len() == 1
    }

    /// Whether nothing matches.
    pub(crate) fn is_never(&self) -> bool {
        self.is_bytewise() && self.bytes.is_empty()
    }
}

/// Analyses what matches one character.
pub(crate) fn analyse(single: &Single, encoding: Encoding, table: &CharacterTable) -> Analysis {
    if single.by_locale() {
        return Analysis {
            bytes: ByteSet::EMPTY,
            kind: ClassKind::AskAlways,
            stops: Stops::Many,
            first: First {
                at_end: false,
                ..First::ANYTHING
            },
        };
    }
    let end: u32 = if encoding == Encoding::Bytes {
        256
    } else {
        128
    };
    let mut bytes =
        ByteSet::of(|&byte| u32::from(byte) < end && single.matches(byte.into(), table));
    let mut first = First {
        bytes,
        parts: 0,
        at_end: false,
    };
    let mut kind = ClassKind::Bytewise;
    if encoding == Encoding::Utf8 {
        let beyond = beyond_ascii(single);
        match beyond {
            Beyond::None => {}
            Beyond::All => {
                bytes = bytes.union(&ByteSet::ASCII.complement());
                first.parts = parts::ALL;
            }
            Beyond::Property { bits, negate } => {
                kind = ClassKind::Property { bits, negate };
                first.parts = parts_of(bits, negate);
            }
            Beyond::Some => {
                kind = ClassKind::Ask;
                first.parts = match single {
                    Single::Literal {
                        c,
                        fold: Fold::None,
                        negate: false,
                    } => part_of(*c, table),
                    _ => parts::ALL,
                };
            }
        }
        if first.parts != 0 {
            first.bytes = first.bytes.union(&leads(single, beyond));
        }
    }
    // Bytes that no text has may be in the set or not.
    let domain = match encoding {
        Encoding::Ascii => ByteSet::ASCII,
        _ => ByteSet::ALL,
    };
    let stops = match kind {
        ClassKind::Bytewise => Stops::at(&bytes.complement().intersection(&domain)),
        _ => Stops::Many,
    };
    Analysis {
        bytes,
        kind,
        stops,
        first,
    }
}

/// Which characters beyond ASCII match.
#[derive(Clone, Copy)]
enum Beyond {
    None,
    All,
    /// Those with one of these properties, or those without.
    Property {
        bits: u8,
        negate: bool,
    },
    /// It takes asking.
    Some,
}

fn beyond_ascii(single: &Single) -> Beyond {
    match single {
        Single::Any | Single::All => Beyond::All,
        Single::Never => Beyond::None,
        Single::Literal {
            fold: Fold::Unicode,
            ..
        } => Beyond::Some,
        Single::Literal { c, negate, .. } if *c < 128 => {
            if *negate {
                Beyond::All
            } else {
                Beyond::None
            }
        }
        Single::Literal { .. } => Beyond::Some,
        Single::Set {
            fold: Fold::Unicode,
            ..
        } => Beyond::Some,
        Single::Set { items, .. } => set_beyond_ascii(items),
    }
}

fn set_beyond_ascii(items: &[Item]) -> Beyond {
    let constant = |answer| if answer { Beyond::All } else { Beyond::None };
    let mut answer = true;
    let mut bits = 0;
    for item in items {
        let property = match item {
            // Turning around in the middle is nothing the package does.
            Item::Negate if bits != 0 => return Beyond::Some,
            Item::Negate => {
                answer = !answer;
                continue;
            }
            Item::Literal(c) if *c < 128 => continue,
            Item::Range(_, high) if *high < 128 => continue,
            Item::Range(low, high) if *low <= 128 && *high >= 0x10_ffff && bits == 0 => {
                return constant(answer);
            }
            Item::Charset(bitmap) if bitmap[4..] == [0; 4] => continue,
            Item::Category(category) => match category {
                Category::Digit | Category::Space | Category::Word | Category::LineBreak => {
                    continue;
                }
                Category::NotDigit
                | Category::NotSpace
                | Category::NotWord
                | Category::NotLineBreak
                    if bits == 0 =>
                {
                    return constant(answer);
                }
                Category::UniDigit => DECIMAL,
                Category::UniSpace => SPACE,
                Category::UniWord => ALNUM,
                Category::UniLineBreak => LINE_BREAK,
                // The opposite of a property is told by the property if nothing follows.
                _ if bits == 0 && items.last().is_some_and(|last| std::ptr::eq(last, item)) => {
                    let bits = match category {
                        Category::UniNotDigit => DECIMAL,
                        Category::UniNotSpace => SPACE,
                        Category::UniNotWord => ALNUM,
                        _ => return Beyond::Some,
                    };
                    return Beyond::Property {
                        bits,
                        negate: answer,
                    };
                }
                _ => return Beyond::Some,
            },
            _ => return Beyond::Some,
        };
        bits |= property;
    }
    match bits {
        0 => constant(!answer),
        bits => Beyond::Property {
            bits,
            negate: !answer,
        },
    }
}

/// The parts that characters with one of the properties belong to, or without any of them.
fn parts_of(bits: u8, negate: bool) -> u8 {
    let mut with = 0;
    for (bit, part) in [
        (ALNUM, parts::WORD | parts::DECIMAL),
        (DECIMAL, parts::DECIMAL),
        (SPACE, parts::SPACE),
        (LINE_BREAK, parts::SPACE),
    ] {
        with |= if bits & bit != 0 { part } else { 0 };
    }
    if !negate {
        return with;
    }
    // White space that is no line end is without LINE_BREAK.
    let only_breaks = bits & LINE_BREAK != 0 && bits & SPACE == 0;
    let without = parts::ALL & !with;
    without | if only_breaks { parts::SPACE } else { 0 }
}

fn part_of(c: u32, table: &CharacterTable) -> u8 {
    let bits = table.properties(c);
    if bits & DECIMAL != 0 {
        parts::DECIMAL
    } else if bits & ALNUM != 0 {
        parts::WORD
    } else if bits & SPACE != 0 {
        parts::SPACE
    } else {
        parts::OTHER
    }
}

/// First bytes of the characters of several bytes that match.
fn leads(single: &Single, beyond: Beyond) -> ByteSet {
    let all = || LEADS.collect();
    if !matches!(beyond, Beyond::Some) {
        return all();
    }
    match single {
        Single::Literal {
            c,
            fold: Fold::None | Fold::Ascii,
            negate: false,
        } => lead(*c).into_iter().collect(),
        Single::Set {
            items,
            fold: Fold::None | Fold::Ascii,
        } => {
            let mut set = ByteSet::EMPTY;
            for item in items {
                match item {
                    Item::Literal(c) => set = set.union(&lead(*c).into_iter().collect()),
                    Item::Range(low, high) => {
                        let (low, high) = ((*low).max(128), (*high).min(0x10_ffff));
                        if low <= high
                            && let (Some(from), Some(to)) = (lead(low), lead(high))
                        {
                            set = set.union(&(from..=to).collect());
                        }
                    }
                    Item::Charset(_) => set = set.union(&(0xc2..=0xc3).collect()),
                    Item::BigCharset(_) => set = set.union(&(0xc2..=0xef).collect()),
                    _ => return all(),
                }
            }
            set
        }
        _ => all(),
    }
}

/// The first byte of a character, if it has several.
fn lead(c: u32) -> Option<u8> {
    let mut bytes = Vec::with_capacity(4);
    encode(c, &mut bytes)?;
    (bytes.len() > 1).then(|| bytes[0])
}
