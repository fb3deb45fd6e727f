//! The numbers of tokens.
//! Source: CPython `Grammar/Tokens`.

pub(super) const ENDMARKER: u8 = 0;
pub(super) const NAME: u8 = 1;
pub(super) const NUMBER: u8 = 2;
pub(super) const STRING: u8 = 3;
pub(super) const NEWLINE: u8 = 4;
pub(super) const INDENT: u8 = 5;
pub(super) const DEDENT: u8 = 6;
pub(super) const OP: u8 = 55;
pub(super) const FSTRING_START: u8 = 59;
pub(super) const FSTRING_MIDDLE: u8 = 60;
pub(super) const FSTRING_END: u8 = 61;
pub(super) const TSTRING_START: u8 = 62;
pub(super) const TSTRING_END: u8 = 64;
pub(super) const COMMENT: u8 = 65;
pub(super) const NL: u8 = 66;

/// The operators, from number 7 on, in their order.
const OPERATORS: [&str; 48] = [
    "(", ")", "[", "]", ":", ",", ";", "+", "-", "*", "/", "|", "&", "<", ">", "=", ".", "%", "{",
    "}", "==", "!=", "<=", ">=", "~", "^", "<<", ">>", "**", "+=", "-=", "*=", "/=", "%=", "&=",
    "|=", "^=", "<<=", ">>=", "**=", "//", "//=", "@", "@=", "->", "...", ":=", "!",
];

/// The number of an operator of these characters.
pub(super) fn operator(characters: &[u32]) -> Option<u8> {
    let is_it = |text: &str| text.bytes().map(u32::from).eq(characters.iter().copied());
    let place = OPERATORS.iter().position(|text| is_it(text))?;
    u8::try_from(place + 7).ok()
}

/// Whether a token is a string or a part of one.
pub(super) fn is_string(kind: u8) -> bool {
    kind == STRING || (FSTRING_START..=TSTRING_END).contains(&kind)
}

/// Whether a token is an operator with a number of its own.
pub(super) fn is_operator(kind: u8) -> bool {
    DEDENT < kind && kind < OP
}
