//! What kind of character a code point is, as the `is…` methods of `str` ask.
//! Source: <https://docs.python.org/3.14/library/stdtypes.html#string-methods>

use unicode_general_category::{GeneralCategory, get_general_category};

/// The general category; `Surrogate` for what is no `char`.
fn category(code_point: u32) -> GeneralCategory {
    char::from_u32(code_point).map_or(GeneralCategory::Surrogate, get_general_category)
}

/// The `char`, if Unicode 16 assigns it. The tables of other crates and of `std` may be newer.
pub(super) fn assigned(code_point: u32) -> Option<char> {
    let character = char::from_u32(code_point)?;
    let known =
        character.is_ascii() || get_general_category(character) != GeneralCategory::Unassigned;
    known.then_some(character)
}

/// A letter: categories Lm, Lt, Lu, Ll and Lo.
pub(crate) fn is_alpha(code_point: u32) -> bool {
    if code_point < 0x80 {
        return (code_point as u8).is_ascii_alphabetic();
    }
    use GeneralCategory::*;
    matches!(
        category(code_point),
        ModifierLetter | TitlecaseLetter | UppercaseLetter | LowercaseLetter | OtherLetter
    )
}

/// A digit of a positional decimal system: category Nd.
pub fn is_decimal(code_point: u32) -> bool {
    if code_point < 0x80 {
        return (code_point as u8).is_ascii_digit();
    }
    category(code_point) == GeneralCategory::DecimalNumber
}

/// The value of a decimal digit.
pub(crate) fn decimal_value(code_point: u32) -> Option<u32> {
    if code_point < 0x80 {
        return (code_point as u8 as char).to_digit(10);
    }
    if !is_decimal(code_point) {
        return None;
    }
    // Digits come in runs of ten from zero to nine, some of them side by side, such as the five
    // sets of mathematical digits.
    let mut start = code_point;
    while is_decimal(start - 1) {
        start -= 1;
    }
    Some((code_point - start) % 10)
}

/// Code points of numeric type "digit", which are no decimal digits.
const DIGITS: &[(u32, u32)] = &[
    (0xb2, 0xb3),
    (0xb9, 0xb9),
    (0x1369, 0x1371),
    (0x19da, 0x19da),
    (0x2070, 0x2070),
    (0x2074, 0x2079),
    (0x2080, 0x2089),
    (0x2460, 0x2468),
    (0x2474, 0x247c),
    (0x2488, 0x2490),
    (0x24ea, 0x24ea),
    (0x24f5, 0x24fd),
    (0x24ff, 0x24ff),
    (0x2776, 0x277e),
    (0x2780, 0x2788),
    (0x278a, 0x2792),
    (0x10a40, 0x10a43),
    (0x10e60, 0x10e68),
    (0x11052, 0x1105a),
    (0x1f100, 0x1f10a),
];

/// Ideographs that stand for numbers.
const IDEOGRAPHIC_NUMBERS: &[u32] = &[
    0x3405, 0x3483, 0x382a, 0x3b4d, 0x4e00, 0x4e03, 0x4e07, 0x4e09, 0x4e24, 0x4e5d, 0x4e8c, 0x4e94,
    0x4e96, 0x4eac, 0x4ebf, 0x4ec0, 0x4edf, 0x4ee8, 0x4f0d, 0x4f70, 0x4fe9, 0x5006, 0x5104, 0x5146,
    0x5169, 0x516b, 0x516d, 0x5341, 0x5343, 0x5344, 0x5345, 0x534c, 0x53c1, 0x53c2, 0x53c3, 0x53c4,
    0x56db, 0x58f1, 0x58f9, 0x5e7a, 0x5efe, 0x5eff, 0x5f0c, 0x5f0d, 0x5f0e, 0x5f10, 0x62d0, 0x62fe,
    0x634c, 0x67d2, 0x6d1e, 0x6f06, 0x7396, 0x767e, 0x7695, 0x79ed, 0x8086, 0x842c, 0x8cae, 0x8cb3,
    0x8d30, 0x920e, 0x94a9, 0x9621, 0x9646, 0x964c, 0x9678, 0x96f6, 0xf96b, 0xf973, 0xf978, 0xf9b2,
    0xf9d1, 0xf9d3, 0xf9fd, 0x20001, 0x20064, 0x200e2, 0x20121, 0x2092a, 0x20983, 0x2098c, 0x2099c,
    0x20aea, 0x20afd, 0x20b19, 0x22390, 0x22998, 0x23b1b, 0x2626d, 0x2f890,
];

/// A digit: decimal, superscript, circled …
pub(crate) fn is_digit(code_point: u32) -> bool {
    if code_point < 0x80 {
        return (code_point as u8).is_ascii_digit();
    }
    let row = DIGITS.partition_point(|&(_, last)| last < code_point);
    DIGITS
        .get(row)
        .is_some_and(|&(first, _)| first <= code_point)
        || is_decimal(code_point)
}

/// Anything that has a numeric value.
pub(crate) fn is_numeric(code_point: u32) -> bool {
    if code_point < 0x80 {
        return (code_point as u8).is_ascii_digit();
    }
    use GeneralCategory::*;
    matches!(
        category(code_point),
        DecimalNumber | LetterNumber | OtherNumber
    ) || IDEOGRAPHIC_NUMBERS.binary_search(&code_point).is_ok()
}

/// A letter or anything numeric.
pub fn is_alnum(code_point: u32) -> bool {
    is_alpha(code_point) || is_numeric(code_point)
}

/// White space: category Zs, or bidirectional class WS, B or S.
pub fn is_space(code_point: u32) -> bool {
    matches!(
        code_point,
        0x20 | 0x09..=0x0d
            | 0x1c..=0x1f
            | 0x85
            | 0xa0
            | 0x1680
            | 0x2000..=0x200a
            | 0x2028
            | 0x2029
            | 0x202f
            | 0x205f
            | 0x3000
    )
}

/// Where `splitlines` cuts. `\r\n` is one line end, which the caller sees to.
pub fn is_line_break(code_point: u32) -> bool {
    matches!(
        code_point,
        0x0a..=0x0d | 0x1c..=0x1e | 0x85 | 0x2028 | 0x2029
    )
}

/// Whether `repr` shows it as it is: neither of categories "other" nor "separator", but a space.
pub fn is_printable(code_point: u32) -> bool {
    if code_point < 0x7f {
        return code_point >= 0x20;
    }
    use GeneralCategory::*;
    !matches!(
        category(code_point),
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

/// Property Lowercase.
pub(crate) fn is_lower(code_point: u32) -> bool {
    // Unicode 17 calls U+0295 a letter without case.
    code_point == 0x0295 || assigned(code_point).is_some_and(char::is_lowercase)
}

/// Property Uppercase.
pub(crate) fn is_upper(code_point: u32) -> bool {
    assigned(code_point).is_some_and(char::is_uppercase)
}

/// Category Lt.
pub(crate) fn is_title(code_point: u32) -> bool {
    code_point >= 0x80 && category(code_point) == GeneralCategory::TitlecaseLetter
}

/// Property Cased.
pub(crate) fn is_cased(code_point: u32) -> bool {
    is_lower(code_point) || is_upper(code_point) || is_title(code_point)
}

/// Property Case_Ignorable: marks, formats, modifiers and what word breaks leave inside words.
pub(crate) fn is_case_ignorable(code_point: u32) -> bool {
    use GeneralCategory::*;
    matches!(
        code_point,
        0x27 | 0x2e
            | 0x3a
            | 0xb7
            | 0x0387
            | 0x055f
            | 0x05f4
            | 0x2018
            | 0x2019
            | 0x2024
            | 0x2027
            | 0xfe13
            | 0xfe52
            | 0xfe55
            | 0xff07
            | 0xff0e
            | 0xff1a
    ) || matches!(
        category(code_point),
        NonspacingMark | EnclosingMark | Format | ModifierLetter | ModifierSymbol
    )
}

/// Whether an identifier may start with it: XID_Start or an underscore.
pub fn is_identifier_start(code_point: u32) -> bool {
    char::from_u32(code_point).is_some_and(rpy_compiler::starts_identifier)
}

/// Whether an identifier may go on with it: XID_Continue.
pub fn is_identifier_continue(code_point: u32) -> bool {
    char::from_u32(code_point).is_some_and(rpy_compiler::continues_identifier)
}
