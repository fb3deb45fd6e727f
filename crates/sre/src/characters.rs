//! What the engine asks about characters. The answers come from its user, who has the tables.

/// Functions over code points, surrogates included, and over the bytes of the locale's encoding.
#[derive(Clone, Copy)]
pub struct Characters {
    /// Whether it is a letter or a numeral: `str.isalnum`.
    pub is_alnum: fn(u32) -> bool,
    /// Whether it is a decimal digit: `str.isdecimal`.
    pub is_decimal: fn(u32) -> bool,
    /// Whether it is white space: `str.isspace`.
    pub is_space: fn(u32) -> bool,
    /// Whether `str.splitlines` cuts there.
    pub is_line_break: fn(u32) -> bool,
    /// The first code point of its lower case.
    pub lower: fn(u32) -> u32,
    /// The first code point of its upper case.
    pub upper: fn(u32) -> u32,
    /// `isalnum` of the C library, by the locale of the moment.
    pub locale_is_alnum: fn(u8) -> bool,
    /// `tolower` of the C library.
    pub locale_lower: fn(u8) -> u8,
    /// `toupper` of the C library.
    pub locale_upper: fn(u8) -> u8,
}

impl Characters {
    /// Knows the characters of ASCII only.
    pub const ASCII: Characters = Characters {
        is_alnum: |c| ascii(c).is_some_and(|byte| byte.is_ascii_alphanumeric()),
        is_decimal: |c| ascii(c).is_some_and(|byte| byte.is_ascii_digit()),
        is_space: |c| matches!(c, 0x09..=0x0d | 0x1c..=0x20),
        is_line_break: |c| matches!(c, 0x0a..=0x0d | 0x1c..=0x1e),
        lower: lower_ascii,
        upper: |c| ascii(c).map_or(c, |byte| byte.to_ascii_uppercase().into()),
        locale_is_alnum: |byte| byte.is_ascii_alphanumeric(),
        locale_lower: |byte| byte.to_ascii_lowercase(),
        locale_upper: |byte| byte.to_ascii_uppercase(),
    };

    /// `tolower`, which leaves alone what is no byte.
    pub(crate) fn lower_by_locale(&self, c: u32) -> u32 {
        u8::try_from(c).map_or(c, |byte| (self.locale_lower)(byte).into())
    }

    /// `toupper`, which leaves alone what is no byte.
    pub(crate) fn upper_by_locale(&self, c: u32) -> u32 {
        u8::try_from(c).map_or(c, |byte| (self.locale_upper)(byte).into())
    }
}

fn ascii(c: u32) -> Option<u8> {
    u8::try_from(c).ok().filter(u8::is_ascii)
}

/// Lower case of ASCII letters; everything else is its own.
pub(crate) fn lower_ascii(c: u32) -> u32 {
    ascii(c).map_or(c, |byte| byte.to_ascii_lowercase().into())
}
