//! Which characters make identifiers, as in Unicode 16.0.
//!
//! Source: <https://docs.python.org/3.14/reference/lexical_analysis.html#identifiers>

use rustpython_ast::Expr;
use rustpython_ast::token::{TokenKind, Tokens};
use rustpython_text_size::{Ranged, TextRange, TextSize};
use unicode_general_category::{GeneralCategory, get_general_category};

/// Whether an identifier may begin with this character.
pub fn starts_identifier(character: char) -> bool {
    match character.is_ascii() {
        true => character == '_' || character.is_ascii_alphabetic(),
        false => unicode_ident::is_xid_start(character) && is_assigned(character),
    }
}

/// Whether an identifier may go on with this character.
pub fn continues_identifier(character: char) -> bool {
    match character.is_ascii() {
        true => character == '_' || character.is_ascii_alphanumeric(),
        false => unicode_ident::is_xid_continue(character) && is_assigned(character),
    }
}

/// Whether Unicode 16.0 knows the character; the tables of identifiers may be newer.
fn is_assigned(character: char) -> bool {
    get_general_category(character) != GeneralCategory::Unassigned
}

/// Whether a message shows the character as it is.
pub(crate) fn is_printable(character: char) -> bool {
    use GeneralCategory::*;
    character == ' '
        || !matches!(
            get_general_category(character),
            Control
                | Format
                | Surrogate
                | PrivateUse
                | Unassigned
                | LineSeparator
                | ParagraphSeparator
                | SpaceSeparator
        )
}

/// The first character of an identifier that may not stand there; the parser takes those of later
/// versions of Unicode too.
pub(crate) fn invalid_character(text: &str, tokens: &Tokens) -> Option<(char, TextSize)> {
    if text.is_ascii() {
        return None;
    }
    let names = tokens.iter().filter(|it| it.kind() == TokenKind::Name);
    names.map(|it| it.range()).find_map(|range: TextRange| {
        let found = text[range]
            .char_indices()
            .find(|(index, character)| !match index {
                0 => starts_identifier(*character),
                _ => continues_identifier(*character),
            });
        let (index, character) = found?;
        let offset = range.start() + TextSize::try_from(index).expect("offsets fit 32 bits");
        Some((character, offset))
    })
}

/// The constant that an identifier of other characters is written as: identifiers are normalised (NFKC), and
/// keywords are not.
pub(crate) fn written_constant(text: &str, tokens: &Tokens) -> Option<&'static str> {
    if text.is_ascii() {
        return None;
    }
    let names = tokens.iter().filter(|it| it.kind() == TokenKind::Name);
    names
        .map(|it| &text[it.range()])
        .filter(|name| !name.is_ascii())
        .find_map(|name| {
            let parsed = rustpython_parser::parse_expression(name).ok()?;
            let Expr::Name(normal) = parsed.expr() else {
                return None;
            };
            let mut constants = ["False", "None", "True"].into_iter();
            constants.find(|constant| *constant == normal.id.as_str())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Number of the characters that fulfil `test`, and a sum that depends on which they are.
    fn digest(test: impl Fn(char) -> bool) -> (u64, u64) {
        let found = ('\0'..=char::MAX).filter(|it| test(*it)).map(u64::from);
        found.fold((0, 0), |(count, sum), code| {
            (count + 1, (sum * 31 + code) % 0xFFFF_FFFB)
        })
    }

    #[test]
    fn identifiers_are_those_of_unicode_16() {
        // As `str.isidentifier` of CPython 3.14 says.
        assert_eq!(digest(starts_identifier), (141_247, 2_019_592_048));
        assert_eq!(digest(continues_identifier), (144_522, 2_671_612_567));
    }
}
