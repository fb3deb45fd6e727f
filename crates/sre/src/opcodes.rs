//! The words of pattern code: opcodes, places, categories, flags.
//!
//! Source: CPython 3.14, `Lib/re/_constants.py`; the layout of operands is in `Lib/re/_compiler.py`.

/// Version of the code. The `re` package refuses to work with an engine of another.
pub const MAGIC: u32 = 20_230_612;
/// Bytes of a word.
pub const CODE_SIZE: usize = 4;
/// The upper bound of a repeat that has none.
pub const MAX_REPEAT: u32 = u32::MAX;
/// Groups a pattern may have.
pub const MAX_GROUPS: usize = (i32::MAX / 2) as usize;

/// The INFO block has a literal prefix.
pub(crate) const INFO_PREFIX: u32 = 1;
/// The prefix is the whole pattern.
pub(crate) const INFO_LITERAL: u32 = 2;
/// The INFO block has a set of first characters.
pub(crate) const INFO_CHARSET: u32 = 4;

/// An enumeration whose variants are numbered from zero, and the way back from a number.
macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident { $($variant:ident)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub(crate) enum $name { $($variant),* }

        impl $name {
            /// The variant of a number.
            pub(crate) fn from_word(word: u32) -> Option<$name> {
                const ALL: &[$name] = &[$($name::$variant),*];
                ALL.get(word as usize).copied()
            }
        }
    };
}

numbered! {
    /// What a word in the place of an instruction means.
    Opcode {
        Failure Success
        Any AnyAll
        Assert AssertNot
        At
        Branch
        Category
        Charset BigCharset
        GroupRef GroupRefExists
        In
        Info
        Jump
        Literal
        Mark
        MaxUntil MinUntil
        NotLiteral
        Negate
        Range
        Repeat RepeatOne
        Subpattern
        MinRepeatOne
        AtomicGroup
        PossessiveRepeat PossessiveRepeatOne
        GroupRefIgnore InIgnore LiteralIgnore NotLiteralIgnore
        GroupRefLocIgnore InLocIgnore LiteralLocIgnore NotLiteralLocIgnore
        GroupRefUniIgnore InUniIgnore LiteralUniIgnore NotLiteralUniIgnore
        RangeUniIgnore
    }
}

numbered! {
    /// The places that `AT` asks for.
    Place {
        Beginning BeginningLine BeginningString
        Boundary NonBoundary
        End EndLine EndString
        LocBoundary LocNonBoundary
        UniBoundary UniNonBoundary
    }
}

numbered! {
    /// Kinds of characters.
    Category {
        Digit NotDigit
        Space NotSpace
        Word NotWord
        LineBreak NotLineBreak
        LocWord LocNotWord
        UniDigit UniNotDigit
        UniSpace UniNotSpace
        UniWord UniNotWord
        UniLineBreak UniNotLineBreak
    }
}

impl Place {
    /// The kind of the characters that it is a boundary of, or not one.
    pub(crate) fn category(self) -> Option<Category> {
        match self {
            Place::Boundary | Place::NonBoundary => Some(Category::Word),
            Place::LocBoundary | Place::LocNonBoundary => Some(Category::LocWord),
            Place::UniBoundary | Place::UniNonBoundary => Some(Category::UniWord),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_re_package() {
        assert_eq!(Opcode::from_word(0), Some(Opcode::Failure));
        assert_eq!(Opcode::from_word(17), Some(Opcode::Mark));
        assert_eq!(Opcode::from_word(29), Some(Opcode::PossessiveRepeatOne));
        assert_eq!(Opcode::from_word(42), Some(Opcode::RangeUniIgnore));
        assert_eq!(Opcode::from_word(43), None);
        assert_eq!(Place::from_word(11), Some(Place::UniNonBoundary));
        assert_eq!(Category::from_word(17), Some(Category::UniNotLineBreak));
    }
}
