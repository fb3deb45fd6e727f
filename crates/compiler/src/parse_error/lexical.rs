//! Errors of the tokenizer: characters, numbers, strings, indentation.

use rustpython_ast::token::TokenKind;
use rustpython_parser::{
    InterpolatedStringErrorType, LexicalErrorType, ParseError, ParseErrorType,
};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::tokens::TokenView;
use super::{Diagnosis, LineEnd, UNEXPECTED_END, never_closed};
use crate::Mode;
use crate::brackets::{self, Balance};
use crate::error::SyntaxErrorKind;

/// Names an error of the tokenizer; `None` if `error` is none.
pub(super) fn diagnose(view: &TokenView<'_>, error: &ParseError) -> Option<Diagnosis> {
    if let Some(found) = number(view, error.location) {
        return Some(found);
    }
    // In a text that is one expression, the parser takes it for any token that cannot stand there.
    let is_indented = view.mode == Mode::Eval
        && view
            .token_at(error.location.start())
            .is_some_and(|at| view.kind(at) == Some(TokenKind::Indent));
    match &error.error {
        ParseErrorType::Lexical(kind) => lexical(view, kind, error.location),
        _ if is_indented || matches!(error.error, ParseErrorType::UnexpectedIndentation) => {
            if let Some(found) = tabs(view, error.location) {
                return Some(found);
            }
            // Behind a backslash, the next line tells how far it is indented.
            let line = view.source.line(error.location.end());
            let range = view.source.line_range(line);
            let text = view.text(range);
            let width = text.len() - text.trim_start_matches([' ', '\t', '\u{c}']).len();
            let end = range.start() + TextSize::try_from(width).unwrap_or_default();
            let range = TextRange::empty(end - TextSize::new(u32::from(width > 0)));
            Some(Diagnosis::indentation("unexpected indent", range).ending(-1))
        }
        _ => None,
    }
}

fn lexical(view: &TokenView<'_>, kind: &LexicalErrorType, range: TextRange) -> Option<Diagnosis> {
    match kind {
        LexicalErrorType::IndentationError => tabs(view, range).or_else(|| {
            let line = view.source.line_range(view.source.line(range.start()));
            let message = "unindent does not match any outer indentation level";
            let text = view.text(line).trim_end_matches('\n');
            let end = line.start() + TextSize::try_from(text.len()).unwrap_or_default();
            Some(Diagnosis::indentation(message, TextRange::empty(end)).ending(-1))
        }),
        LexicalErrorType::UnclosedStringError => Some(unterminated(view, range)),
        LexicalErrorType::FStringError(kind) => interpolated(view, kind, range, 'f'),
        LexicalErrorType::TStringError(kind) => interpolated(view, kind, range, 't'),
        LexicalErrorType::UnrecognizedToken { tok } if !tok.is_ascii() || tok.is_control() => {
            let message = super::invalid_character(*tok);
            Some(Diagnosis::at(message, range.start()))
        }
        LexicalErrorType::InvalidByteLiteral => {
            let message = "bytes can only contain ASCII literal characters";
            Some(Diagnosis::new(message, string_around(view, range.start())?))
        }
        LexicalErrorType::UnicodeError
        | LexicalErrorType::MissingUnicodeLbrace
        | LexicalErrorType::MissingUnicodeRbrace => escape(view, range.start()),
        LexicalErrorType::LineContinuationError => {
            let rest = &view.source.text[range.start().to_usize()..];
            if rest == "\\" && view.mode != Mode::Exec {
                let message = "unexpected character after line continuation character";
                return Some(Diagnosis::at(message, range.start()).ending(0));
            }
            if matches!(rest, "\\" | "\\\n") {
                if let Some(open) = open_bracket(view) {
                    return Some(open);
                }
                let found = Diagnosis::at(UNEXPECTED_END, range.end());
                return Some(found.ending(-1).with_line_end(LineEnd::Added));
            }
            let message = "unexpected character after line continuation character";
            let found = Diagnosis::at(message, range.start() + TextSize::new(1)).ending(0);
            Some(found.with_line_end(LineEnd::Added))
        }
        LexicalErrorType::Eof => {
            let text = &view.source.text;
            let is_continuation = text.trim_end().ends_with('\\');
            is_continuation.then(|| {
                if view.mode != Mode::Exec && text.ends_with('\\') {
                    let last = TextSize::try_from(text.len() - 1).unwrap_or_default();
                    let message = "unexpected character after line continuation character";
                    return Diagnosis::at(message, last).ending(0);
                }
                let end = TextSize::try_from(text.trim_end().len()).unwrap_or_default();
                let found = Diagnosis::at(UNEXPECTED_END, end)
                    .ending(-1)
                    .with_line_end(LineEnd::Added);
                open_bracket(view).unwrap_or(found)
            })
        }
        _ => None,
    }
}

/// A bracket that is open where the text ends.
fn open_bracket(view: &TokenView<'_>) -> Option<Diagnosis> {
    let text = &view.source.text;
    match brackets::balance(text, text.len()) {
        Balance::NeverClosed(open) => Some(never_closed(open)),
        _ => None,
    }
}

/// Mixed tabs and blanks whose width depends on the size of a tab.
fn tabs(view: &TokenView<'_>, range: TextRange) -> Option<Diagnosis> {
    let last = view.source.line(range.start());
    let mut stack = vec![(0, 0)];
    for line in 1..=last {
        let range = view.source.line_range(line);
        let text = view.text(range);
        let code = text.trim_start_matches([' ', '\t', '\u{c}']);
        if code.trim().is_empty() || code.starts_with('#') {
            continue;
        }
        let (mut column, mut alternative) = (0, 0);
        for character in text[..text.len() - code.len()].chars() {
            match character {
                '\t' => {
                    column = (column / 8 + 1) * 8;
                    alternative += 1;
                }
                '\u{c}' => (column, alternative) = (0, 0),
                _ => {
                    column += 1;
                    alternative += 1;
                }
            }
        }
        while stack.last().is_some_and(|(known, _)| *known > column) {
            stack.pop();
        }
        let (known, known_alternative) = stack.last().copied().unwrap_or_default();
        let is_inconsistent = match column == known {
            true => alternative != known_alternative,
            false => alternative <= known_alternative,
        };
        if is_inconsistent {
            return Some(Diagnosis {
                kind: SyntaxErrorKind::Tab,
                message: "inconsistent use of tabs and spaces in indentation".to_owned(),
                range: TextRange::empty(range.start()),
                end: Some(0),
                start: None,
                line_end: LineEnd::AsIs,
            });
        }
        if column > known {
            stack.push((column, alternative));
        }
    }
    None
}

/// A string literal without end.
fn unterminated(view: &TokenView<'_>, range: TextRange) -> Diagnosis {
    let text = view.text(range);
    let quotes = text.trim_start_matches(|first: char| first.is_ascii_alphabetic());
    let is_triple = quotes.starts_with("'''") || quotes.starts_with("\"\"\"");
    let line = match is_triple {
        true => last_line(view),
        false => line_of_end(view, range.start()),
    };
    let what = if is_triple {
        "triple-quoted string"
    } else {
        "string"
    };
    let mut message = format!("unterminated {what} literal (detected at line {line})");
    if is_triple {
        return Diagnosis::at(message, range.start());
    }
    let quote = quotes.chars().next().unwrap_or('"');
    if has_escaped(quotes, quote) {
        message += "; perhaps you escaped the end quote?";
    }
    Diagnosis::at(message, range.start())
}

/// Whether a character stands behind a backslash.
fn has_escaped(text: &str, wanted: char) -> bool {
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\\' && characters.next() == Some(wanted) {
            return true;
        }
    }
    false
}

/// The line in which a string of one line, which begins at `start`, ends: a backslash continues it.
fn line_of_end(view: &TokenView<'_>, start: TextSize) -> u32 {
    let line = view.source.line(start);
    let lines = view.source.text[start.to_usize()..].split_inclusive('\n');
    let is_continued = |line: &&str| {
        let text = line.trim_end_matches('\n');
        let backslashes = text.len() - text.trim_end_matches('\\').len();
        backslashes % 2 == 1
    };
    let all = lines.clone().count();
    let continued = lines.take_while(is_continued).count();
    line + u32::try_from(continued.min(all - 1)).unwrap_or_default()
}

fn last_line(view: &TokenView<'_>) -> u32 {
    let text = view.source.text.trim_end_matches('\n');
    view.source
        .line(TextSize::try_from(text.len()).unwrap_or_default())
}

/// Errors of f-strings and t-strings that the tokenizer finds.
fn interpolated(
    view: &TokenView<'_>,
    kind: &InterpolatedStringErrorType,
    range: TextRange,
    letter: char,
) -> Option<Diagnosis> {
    match kind {
        InterpolatedStringErrorType::UnterminatedString
        | InterpolatedStringErrorType::UnterminatedTripleQuotedString => {
            let is_triple = matches!(
                kind,
                InterpolatedStringErrorType::UnterminatedTripleQuotedString
            );
            let start = view.tokens.iter().rfind(|token| {
                matches!(
                    token.kind(),
                    TokenKind::FStringStart | TokenKind::TStringStart
                ) && token.start() <= range.start()
            });
            let start = start.map_or(range.start(), |token| token.start());
            let line = if is_triple {
                last_line(view)
            } else {
                line_of_end(view, start)
            };
            let what = if is_triple { "triple-quoted " } else { "" };
            let message =
                format!("unterminated {what}{letter}-string literal (detected at line {line})");
            Some(Diagnosis::at(message, start))
        }
        InterpolatedStringErrorType::SingleRbrace => {
            // The tokenizer only complains outside of expressions.
            let message = format!("{letter}-string: single '}}' is not allowed");
            Some(Diagnosis::at(message, range.start()))
        }
        _ => None,
    }
}

/// A number followed directly by what is no part of it.
fn number(view: &TokenView<'_>, range: TextRange) -> Option<Diagnosis> {
    let text = &view.source.text;
    let bytes = text.as_bytes();
    let at = range.start().to_usize();
    // The start of the word that the error lies in.
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let mut start = at;
    while start > 0 && is_word(bytes[start - 1]) {
        start -= 1;
    }
    // The fraction of a float is reached over the dot.
    if start > 1 && bytes[start - 1] == b'.' && bytes[start - 2].is_ascii_digit() {
        let mut whole = start - 1;
        while whole > 0 && is_word(bytes[whole - 1]) {
            whole -= 1;
        }
        if bytes[whole].is_ascii_digit() {
            start = whole;
        }
    }
    if !bytes.get(start)?.is_ascii_digit() || inside_string(view, range.start()) {
        return None;
    }
    let word_end = start
        + bytes[start..]
            .iter()
            .take_while(|byte| is_word(**byte))
            .count();
    let word = &text[start..word_end];
    // Another character than an ASCII one begins a token of its own.
    let foreign = word.find(|character: char| !character.is_ascii());
    let word = &word[..foreign.unwrap_or(word.len())];
    if foreign.is_some() && word.ends_with(|last: char| last.is_ascii_hexdigit() || last == 'j') {
        return None;
    }
    let point = |message: String, index: usize| {
        let offset = TextSize::try_from(start + index).unwrap_or_default();
        Some(Diagnosis::at(message, offset))
    };
    let radix = match word.get(..2).unwrap_or_default() {
        "0x" | "0X" => Some((16, "hexadecimal")),
        "0o" | "0O" => Some((8, "octal")),
        "0b" | "0B" => Some((2, "binary")),
        _ => None,
    };
    if let Some((radix, name)) = radix {
        let mut previous_underscore = false;
        for (index, character) in word.char_indices().skip(2) {
            if character == '_' {
                if previous_underscore {
                    return point(format!("invalid {name} literal"), index - 1);
                }
                previous_underscore = true;
                continue;
            }
            if character.is_digit(radix) {
                previous_underscore = false;
                continue;
            }
            if character.is_ascii_digit() {
                return point(
                    format!("invalid digit '{character}' in {name} literal"),
                    index,
                );
            }
            return point(format!("invalid {name} literal"), index - 1);
        }
        if previous_underscore || word.len() == 2 {
            return point(format!("invalid {name} literal"), word.len() - 1);
        }
        return None;
    }
    let zeros = word
        .bytes()
        .take_while(|byte| matches!(byte, b'0' | b'_'))
        .count();
    let digits = word
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || *byte == b'_')
        .count();
    if zeros > 0 && digits > zeros && digits == word.len() && bytes.get(word_end) != Some(&b'.') {
        let message = "leading zeros in decimal integer literals are not permitted; use an 0o \
                       prefix for octal integers";
        let offset = |value: usize| TextSize::try_from(start + value).unwrap_or_default();
        let range = TextRange::new(offset(0), offset(zeros));
        return Some(Diagnosis::new(message, range).with_line_end(LineEnd::Removed));
    }
    if let Some(index) = word.find("__") {
        return point("invalid decimal literal".to_owned(), index);
    }
    let rest = &word[digits..];
    if word[..digits].ends_with('_') {
        return point("invalid decimal literal".to_owned(), digits - 1);
    }
    const KEYWORDS: [&str; 10] = [
        "and", "else", "for", "if", "in", "is", "not", "or", "j", "J",
    ];
    let is_exponent = rest.starts_with(['e', 'E'])
        && rest[1..].chars().all(|it| it.is_ascii_digit())
        && rest.len() > 1;
    if matches!(rest, "e" | "E") && matches!(bytes.get(word_end), Some(b'+' | b'-')) {
        return point("invalid decimal literal".to_owned(), word.len());
    }
    if rest.is_empty() || is_exponent || KEYWORDS.contains(&rest) {
        return None;
    }
    if let Some(more) = rest.strip_prefix(['j', 'J']) {
        if KEYWORDS.contains(&more) {
            return None;
        }
        return point("invalid imaginary literal".to_owned(), digits);
    }
    point(
        "invalid decimal literal".to_owned(),
        digits.saturating_sub(1),
    )
}

fn inside_string(view: &TokenView<'_>, offset: TextSize) -> bool {
    view.tokens.iter().any(|token| {
        matches!(
            token.kind(),
            TokenKind::String
                | TokenKind::FStringMiddle
                | TokenKind::TStringMiddle
                | TokenKind::Comment
        ) && token.range().contains(offset)
    })
}

/// The range of the string literal around an offset.
fn string_around(view: &TokenView<'_>, offset: TextSize) -> Option<TextRange> {
    let token = view.tokens.iter().find(|token| {
        !token.kind().is_trivia()
            && token.start() <= offset
            && offset <= token.end()
            && token.start() < token.end()
    })?;
    Some(token.range())
}

/// An escape sequence that cannot be decoded.
fn escape(view: &TokenView<'_>, offset: TextSize) -> Option<Diagnosis> {
    let range = string_around(view, offset)?;
    let text = view.text(range);
    let prefix = text.find(['\'', '"'])?;
    let quotes = if text[prefix..].starts_with("'''") || text[prefix..].starts_with("\"\"\"") {
        3
    } else {
        1
    };
    let is_bytes = text[..prefix].contains(['b', 'B']);
    let content = text.get(prefix + quotes..)?;
    let content = content
        .strip_suffix(text.get(prefix..prefix + quotes)?)
        .unwrap_or(content);
    let until = (offset.to_usize()).checked_sub(range.start().to_usize() + prefix + quotes)?;
    let start = content.get(..until.min(content.len()))?.rfind('\\')?;
    if is_bytes {
        let position = content[..start].chars().count();
        let message = format!("(value error) invalid \\x escape at position {position}");
        return Some(Diagnosis::new(message, range));
    }
    let message = sequence_error(content, start)?;
    Some(Diagnosis::new(message, range))
}

/// The first escape sequence of a text that cannot be decoded, as a message.
pub(super) fn escape_error(text: &str) -> Option<String> {
    let mut from = 0;
    while let Some(found) = text[from..].find('\\') {
        let start = from + found;
        if let Some(message) = sequence_error(text, start) {
            return Some(message);
        }
        let escape = text[start + 1..].chars().next()?;
        from = start + 1 + escape.len_utf8();
    }
    None
}

/// What is wrong with the escape sequence that begins at `start`.
fn sequence_error(content: &str, start: usize) -> Option<String> {
    let sequence = &content[start + 1..];
    let digits = |count: usize| {
        let valid = sequence[1..]
            .chars()
            .take(count)
            .take_while(|it| it.is_ascii_hexdigit());
        valid.count()
    };
    let (length, reason) = match sequence.chars().next()? {
        'x' if digits(2) < 2 => (2 + digits(2), "truncated \\xXX escape"),
        'u' if digits(4) < 4 => (2 + digits(4), "truncated \\uXXXX escape"),
        'U' if digits(8) < 8 => (2 + digits(8), "truncated \\UXXXXXXXX escape"),
        'U' if u32::from_str_radix(&sequence[1..9], 16).is_ok_and(|code| code > 0x10_FFFF) => {
            (10, "illegal Unicode character")
        }
        'N' => match sequence.strip_prefix("N{").and_then(|rest| rest.find('}')) {
            Some(length) if length > 0 => {
                let name = &sequence[..length + 3];
                if rustpython_parser::parse_expression(&format!("'\\{name}'")).is_ok() {
                    return None;
                }
                (length + 4, "unknown Unicode character name")
            }
            // Without an end, the name reaches to that of the string.
            None if sequence.starts_with("N{") => {
                (1 + sequence.len(), "malformed \\N character escape")
            }
            _ => (2, "malformed \\N character escape"),
        },
        _ => return None,
    };
    // Positions count the bytes of the text with other than ASCII characters escaped.
    let position: usize = content[..start]
        .chars()
        .map(|it| if it.is_ascii() { 1 } else { 10 })
        .sum();
    let message = format!(
        "(unicode error) 'unicodeescape' codec can't decode bytes in position {position}-{}: {reason}",
        position + length - 1
    );
    Some(message)
}
