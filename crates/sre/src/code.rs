//! Programs as the matcher runs them: one for each encoding of texts.

use memchr::memmem::Finder;

use crate::byte_set::ByteSet;
use crate::single::Fold;

/// A set of bytes: one bit of each entry of a row of [`Code::rows`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Set {
    pub(crate) row: u32,
    pub(crate) mask: u8,
}

/// A table of eight sets of bytes.
pub(crate) type Row = [u8; 256];

/// One step of the matcher. Numbers refer to the tables of [`Code`], or to instructions.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Instruction {
    /// Matches one byte.
    Byte(u8),
    /// Matches bytes of `literals`.
    Literal {
        start: u32,
        end: u32,
    },
    /// Matches a character that its first byte decides on.
    Set(Set),
    /// Matches a character of a class.
    Class(u32),
    /// Matches several characters of a class.
    Run(u32),
    /// Notes the position.
    Mark(u32),
    Beginning,
    BeginningLine,
    End,
    EndLine,
    EndString,
    /// Between a character of the class and another, or, if `negate`, not.
    Boundary {
        class: u32,
        negate: bool,
    },
    /// Tries alternatives.
    Branch(u32),
    Jump(u32),
    /// Goes on at one of two places, and if that fails at the other.
    Split(u32),
    /// Begins a repeat that counts.
    Repeat(u32),
    /// Ends the body of a repeat that counts. Begins it, too: the body may be left out.
    Until(u32),
    /// Repeats the body of a lazy repeat, after what follows it did not match.
    More(u32),
    PossessiveRepeat(u32),
    PossessiveUntil(u32),
    /// Begins what is not gone back into.
    Atomic(u32),
    AtomicEnd(u32),
    /// Begins a look around.
    Assert(u32),
    AssertEnd(u32),
    AssertNot(u32),
    AssertNotEnd(u32),
    GroupRef {
        group: u32,
        fold: Fold,
    },
    GroupRefExists {
        group: u32,
        otherwise: u32,
    },
    Fail,
    Match,
}

/// A set of characters.
#[derive(Debug)]
pub(crate) struct Class {
    /// What the first byte says. If `kind` is `Bytewise` that is all there is to know, and bytes
    /// within a character belong to the set if they may do so.
    pub(crate) set: Set,
    pub(crate) kind: ClassKind,
    /// Which bytes end a run.
    pub(crate) stops: Stops,
    /// Index of the [`Single`].
    pub(crate) single: u32,
}

/// How to decide about a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClassKind {
    /// By its first byte.
    Bytewise,
    /// Those of several bytes by their properties.
    Property { bits: u8, negate: bool },
    /// Those of several bytes by asking the [`Single`].
    Ask,
    /// All by asking the [`Single`], whose answers may change.
    AskAlways,
}

/// Bytes to stop at, if there are few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stops {
    None,
    One(u8),
    Two(u8, u8),
    Three(u8, u8, u8),
    Many,
}

impl Stops {
    /// The bytes of a set.
    pub(crate) fn at(bytes: &ByteSet) -> Stops {
        let mut found = bytes.iter();
        match (bytes.len(), found.next(), found.next(), found.next()) {
            (0, ..) => Stops::None,
            (1, Some(a), ..) => Stops::One(a),
            (2, Some(a), Some(b), _) => Stops::Two(a, b),
            (3, Some(a), Some(b), Some(c)) => Stops::Three(a, b, c),
            _ => Stops::Many,
        }
    }
}

/// What the character at a position must be for something to have a chance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guard {
    /// Its first byte.
    pub(crate) set: Set,
    /// Whether the end of the text will do.
    pub(crate) at_end: bool,
}

/// Where what follows a run may begin.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Filter {
    /// Anywhere.
    None,
    /// In front of this byte.
    Byte {
        byte: u8,
        at_end: bool,
    },
    Guard(Guard),
}

/// A repeat of one class.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) class: u32,
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) kind: RunKind,
    pub(crate) filter: Filter,
    /// Whether the program begins with it, so that no match begins within one that led to none.
    pub(crate) leading: bool,
    /// The next instruction.
    pub(crate) next: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunKind {
    Greedy,
    Lazy,
    /// Nothing shorter than the longest has a chance.
    Possessive,
}

/// The alternatives of a branch, by the byte at the position.
#[derive(Debug)]
pub(crate) struct Branch {
    /// For each byte, and for the end of the text, an index into [`Code::alternatives`].
    pub(crate) by_byte: Box<[u32; 257]>,
}

/// The end of a list of alternatives.
pub(crate) const NO_ALTERNATIVE: u32 = u32::MAX;

/// A choice between a body and what comes after.
#[derive(Debug)]
pub(crate) struct Split {
    pub(crate) body: u32,
    pub(crate) exit: u32,
    pub(crate) enter: Guard,
    pub(crate) leave: Guard,
    pub(crate) greedy: bool,
}

/// A repeat that counts.
#[derive(Debug)]
pub(crate) struct Repeat {
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) greedy: bool,
    /// Whether the body may match nothing.
    pub(crate) nullable: bool,
    pub(crate) body: u32,
    pub(crate) until: u32,
    pub(crate) exit: u32,
    /// What the body may begin with.
    pub(crate) enter: Guard,
    /// What may come after.
    pub(crate) leave: Guard,
    /// Where it keeps the height of the stack, if it is possessive.
    pub(crate) height: u32,
}

/// A look around.
#[derive(Debug)]
pub(crate) struct Assertion {
    /// Characters to go back first.
    pub(crate) back: u32,
    /// The instruction behind it.
    pub(crate) after: u32,
    /// Where it keeps the height of the stack.
    pub(crate) height: u32,
}

/// Where a search need try.
#[derive(Debug)]
pub(crate) enum Prefilter {
    /// Everywhere.
    None,
    /// At the beginning of the text only.
    Beginning,
    /// At the beginning of lines.
    Lines,
    /// At bytes of a set, which are listed if they are few.
    Set {
        set: Set,
        few: Stops,
    },
    /// At such a byte if the ones behind it are in sets, too.
    Window {
        set: Set,
        few: Stops,
        second: Set,
        third: Set,
        /// Bytes that are looked at.
        width: usize,
    },
    /// At characters of a class.
    Class(u32),
    Literal(Box<Finder<'static>>),
}

/// A program for texts of one encoding.
#[derive(Debug)]
pub(crate) struct Code {
    /// The first is a `Fail`.
    pub(crate) instructions: Box<[Instruction]>,
    /// Where it begins.
    pub(crate) entry: u32,
    pub(crate) literals: Box<[u8]>,
    pub(crate) rows: Box<[Row]>,
    pub(crate) classes: Box<[Class]>,
    pub(crate) runs: Box<[Run]>,
    pub(crate) branches: Box<[Branch]>,
    /// First instructions, in lists that end with [`NO_ALTERNATIVE`].
    pub(crate) alternatives: Box<[u32]>,
    pub(crate) splits: Box<[Split]>,
    pub(crate) repeats: Box<[Repeat]>,
    pub(crate) assertions: Box<[Assertion]>,
    /// Number of heights of the stack to keep.
    pub(crate) heights: u32,
    pub(crate) prefilter: Prefilter,
    /// Whether a match may begin at the end of the text.
    pub(crate) at_end: bool,
    /// Whether the whole program is the literal of the prefilter.
    pub(crate) is_literal: bool,
    /// How many bytes that has.
    pub(crate) literal_length: usize,
    /// Bytes of a match at least.
    pub(crate) min_width: usize,
}

impl Code {
    /// Whether a set has a byte.
    #[inline(always)]
    pub(crate) fn has(&self, set: Set, byte: u8) -> bool {
        self.rows[set.row as usize][usize::from(byte)] & set.mask != 0
    }

    /// Whether a match begins with the text or not at all.
    pub(crate) fn begins_only(&self) -> bool {
        matches!(self.prefilter, Prefilter::Beginning)
    }

    /// The row of a set.
    #[inline(always)]
    pub(crate) fn row(&self, set: Set) -> &Row {
        &self.rows[set.row as usize]
    }

    /// Whether something has a chance at a position, which is at most the length of the text.
    #[inline(always)]
    pub(crate) fn allows(&self, guard: &Guard, text: &[u8], position: usize) -> bool {
        match text.get(position) {
            Some(&byte) => self.has(guard.set, byte),
            None => guard.at_end,
        }
    }
}

/// Collects sets of bytes into rows.
#[derive(Default)]
pub(crate) struct Rows {
    rows: Vec<Row>,
    known: std::collections::HashMap<ByteSet, Set>,
}

impl Rows {
    /// The place of a set.
    pub(crate) fn add(&mut self, bytes: &ByteSet) -> Set {
        if let Some(&known) = self.known.get(bytes) {
            return known;
        }
        let index = self.known.len();
        if index.is_multiple_of(8) {
            self.rows.push([0; 256]);
        }
        let set = Set {
            row: (index / 8) as u32,
            mask: 1 << (index % 8),
        };
        let row = self.rows.last_mut().expect("just made sure");
        for byte in bytes.iter() {
            row[usize::from(byte)] |= set.mask;
        }
        self.known.insert(*bytes, set);
        set
    }

    pub(crate) fn finish(self) -> Box<[Row]> {
        self.rows.into()
    }
}
