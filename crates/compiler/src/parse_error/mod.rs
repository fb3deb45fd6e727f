//! The parser's errors in CPython's words.
//!
//! CPython looks for what a text may have meant with extra rules of its grammar (`invalid_...`).
//! Here the first error of the parser, the tokens around it and the tree of its error recovery
//! take their place.

mod blocks;
mod expression_name;
mod format_string;
mod further;
mod imports;
mod incomplete;
mod lexical;
mod meant;
mod missing;
mod mixed_strings;
mod number;
mod operators;
mod stars;
mod syntax;
mod targets;
mod tokens;

use rustpython_ast::statement_visitor::{StatementVisitor, walk_stmt};
use rustpython_ast::token::TokenKind;
use rustpython_ast::{Mod, Stmt};
use rustpython_parser::{ParseError, ParseErrorType, Parsed};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use crate::Mode;
use crate::brackets::{self, Balance, Bracket};
use crate::error::{CompileError, SyntaxErrorKind};
use crate::identifier;
use crate::rules::ParseRules;
use crate::source::Source;
pub(crate) use incomplete::{error as incomplete_error, error_at_end, is_incomplete};
use tokens::TokenView;

/// The message about a text that ends behind a backslash.
pub(crate) const UNEXPECTED_END: &str = "unexpected EOF while parsing";

/// The end of the line that an error shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineEnd {
    /// The grammar's errors show one even where the text has none.
    Added,
    /// Texts that are no files show what they have.
    AsIs,
    /// The tokenizer's errors show none.
    Removed,
}

/// A message with its position, and which exception it is.
pub(crate) struct Diagnosis {
    kind: SyntaxErrorKind,
    message: String,
    range: TextRange,
    /// `end_offset` where it is none of the text's.
    end: Option<i32>,
    /// `offset` where it is none of the text's.
    start: Option<u32>,
    /// How the line is shown.
    line_end: LineEnd,
}

impl Diagnosis {
    fn new(message: impl Into<String>, range: TextRange) -> Diagnosis {
        Diagnosis {
            kind: SyntaxErrorKind::Syntax,
            message: message.into(),
            range,
            end: None,
            start: None,
            line_end: LineEnd::Added,
        }
    }

    fn with_line_end(self, line_end: LineEnd) -> Diagnosis {
        Diagnosis { line_end, ..self }
    }

    /// Gives another `end_offset` than that of the range.
    fn ending(self, end: i32) -> Diagnosis {
        Diagnosis {
            end: Some(end),
            ..self
        }
    }

    /// An error at the end of a block, of which CPython knows how far the next line is indented.
    fn at_dedent(self, view: &TokenView<'_>, index: usize) -> Diagnosis {
        let line = view
            .source
            .line_range(view.source.line(view.tokens[index].end()));
        let text = view.text(line);
        let width = text.len() - text.trim_start_matches([' ', '\t', '\u{c}']).len();
        Diagnosis {
            range: TextRange::empty(line.start()),
            start: u32::try_from(width).ok(),
            end: Some(-1),
            ..self
        }
    }

    /// Tokenizer errors are points.
    fn at(message: impl Into<String>, offset: TextSize) -> Diagnosis {
        Diagnosis {
            line_end: LineEnd::Removed,
            ..Diagnosis::new(message, TextRange::empty(offset))
        }
    }

    fn indentation(message: impl Into<String>, range: TextRange) -> Diagnosis {
        Diagnosis {
            kind: SyntaxErrorKind::Indentation,
            ..Diagnosis::new(message, range)
        }
    }
}

/// The message about a character that no token may hold.
pub(crate) fn invalid_character(character: char) -> String {
    let code = u32::from(character);
    match identifier::is_printable(character) {
        true => format!("invalid character '{character}' (U+{code:04X})"),
        false => format!("invalid non-printable character U+{code:04X}"),
    }
}

/// A `try` with `else` and without handler, which the parser takes if there is a `finally`.
pub(crate) fn unhandled_else(
    source: &Source,
    parsed: &Parsed<Mod>,
    body_end: TextSize,
    mode: Mode,
) -> Option<CompileError> {
    let view = TokenView {
        source,
        tokens: parsed.tokens(),
        tree: parsed.syntax(),
        mode,
    };
    let found = blocks::unhandled_try(&view, body_end)?;
    let mut error = source.error(found.kind, found.message, found.range);
    if let CompileError::Syntax(error) = &mut error {
        error.column = found.start.unwrap_or(error.column);
        error.end_column = found.end.unwrap_or(error.end_column);
    }
    Some(error)
}

/// Turns the errors of the parser into a `SyntaxError`.
pub(crate) fn translate(
    source: &Source,
    parsed: &Parsed<Mod>,
    errors: &[&ParseError],
    mode: Mode,
) -> CompileError {
    let first = errors
        .iter()
        .copied()
        .min_by_key(|error| error.location.start());
    let mut first = first.expect("the parser has found an error");
    // CPython looks at names of keyword arguments once it has parsed everything.
    if is_repeated_keyword(first)
        && let Some(other) = errors.iter().find(|error| !is_repeated_keyword(error))
    {
        first = other;
    }
    // Inside a wrong target or argument, the parser may have stumbled over something else.
    if is_target_error(first) || is_order_error(first) {
        let inner = errors.iter().copied().find(|error| {
            let (start, end) = (error.location.start(), first.location.end());
            !is_target_error(error)
                && !is_order_error(error)
                && (start <= end || source.text[TextRange::new(end, start)].trim().is_empty())
        });
        first = inner.unwrap_or(first);
    }
    let view = TokenView {
        source,
        tokens: parsed.tokens(),
        tree: parsed.syntax(),
        mode,
    };
    let mut diagnosis = diagnose(&view, first, errors);
    // What is no file gets no line break at its end, and what CPython's tokenizer adds has no column.
    let is_whole = mode == Mode::Exec || source.text.ends_with('\n');
    if !is_whole && diagnosis.line_end == LineEnd::Added {
        diagnosis.line_end = LineEnd::AsIs;
    }
    let is_end = !is_whole && is_end(source, &diagnosis);
    let is_at_end = diagnosis.range.start().to_usize() >= source.text.len();
    let last_line = source.text.trim_end_matches('\n').len();
    let last_line = source.line(TextSize::try_from(last_line).unwrap_or_default());
    let line = source.line(diagnosis.range.start());
    let spans_lines = source.line(diagnosis.range.end()) > line
        && diagnosis.range.len() > TextSize::new(1)
        || diagnosis.message.ends_with("was never closed") && line < last_line;
    let context = context(source, parsed.syntax(), &diagnosis, mode);
    let mut error = source.error(diagnosis.kind, diagnosis.message, diagnosis.range);
    if let CompileError::Syntax(error) = &mut error {
        error.context = Some(context);
        if is_end {
            (error.column, error.end_column) = (0, 0);
        }
        if mode == Mode::Eval && is_blank(source) {
            error.line = source.text.lines().count() as u32;
            (error.column, error.end_line, error.end_column) = (0, error.line, 0);
            error.text = match error.line {
                0 => String::new(),
                line => source.line_text(line).to_owned(),
            };
        } else if !is_whole && !is_end && is_at_end {
            // The end of such a text is its last column.
            error.column = error.column.saturating_sub(1);
            error.end_column = -1;
        }
        if is_repeated_keyword(first) {
            **error = source.behind_parser((**error).clone());
        }
        if let Some(end) = diagnosis.end {
            error.end_column = end;
        }
        if let Some(start) = diagnosis.start {
            error.column = start;
        }
        match diagnosis.line_end {
            // The tokenizer shows the line that it has come to as it is, and lines before without end.
            LineEnd::Added | LineEnd::AsIs if spans_lines => {
                error.text.truncate(error.text.trim_end_matches('\n').len());
            }
            LineEnd::Added if !error.text.ends_with('\n') => error.text.push('\n'),
            LineEnd::Removed => error.text.truncate(error.text.trim_end_matches('\n').len()),
            _ => {}
        }
    }
    error
}

/// What `_metadata` tells: line, from 1, and column in bytes of the last compound statement that ends
/// before an error, zeros without one, and the text as the tokenizer has read it.
///
/// Functions do not count, and what the tokenizer refuses is found before any statement.
fn context(source: &Source, tree: &Mod, diagnosis: &Diagnosis, mode: Mode) -> (u32, u32, String) {
    struct Finder<'a> {
        text: &'a str,
        error: TextSize,
        last: Option<TextSize>,
    }
    impl<'a> StatementVisitor<'a> for Finder<'_> {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            if statement.start() >= self.error {
                return;
            }
            let start = match statement {
                // The decorators stand before it.
                Stmt::ClassDef(node) => {
                    let before = &self.text[..node.name.start().to_usize()];
                    let word = before.rfind("class").unwrap_or_default();
                    TextSize::try_from(word).ok()
                }
                Stmt::If(_)
                | Stmt::While(_)
                | Stmt::For(_)
                | Stmt::With(_)
                | Stmt::Try(_)
                | Stmt::Match(_) => Some(statement.start()),
                _ => None,
            };
            if statement.end() <= self.error {
                self.last = self.last.max(start);
            }
            walk_stmt(self, statement);
        }
    }
    let mut text = source.text.to_string();
    if ParseRules::adds_line_end(mode) && !text.ends_with('\n') {
        text.push('\n');
    }
    let Mod::Module(module) = tree else {
        return (0, 0, text);
    };
    if diagnosis.line_end == LineEnd::Removed {
        return (0, 0, text);
    }
    let mut finder = Finder {
        text: &source.text,
        error: diagnosis.range.start(),
        last: None,
    };
    finder.visit_body(&module.body);
    let Some(last) = finder.last else {
        return (0, 0, text);
    };
    let line = source.line(last);
    let column = last - source.line_range(line).start();
    (line, column.to_u32(), text)
}

/// Whether nothing but white space and a comment follows on a plain error.
fn is_end(source: &Source, diagnosis: &Diagnosis) -> bool {
    let rest = source.text.get(diagnosis.range.start().to_usize()..);
    let mut lines = rest.unwrap_or_default().lines().map(str::trim_start);
    diagnosis.message == "invalid syntax"
        && lines.all(|line| line.is_empty() || line.starts_with('#'))
}

/// Whether a text has nothing but white space and comments.
fn is_blank(source: &Source) -> bool {
    let mut lines = source.text.lines().map(str::trim_start);
    lines.all(|line| line.is_empty() || line.starts_with('#'))
}

fn is_repeated_keyword(error: &ParseError) -> bool {
    matches!(
        error.error,
        ParseErrorType::DuplicateKeywordArgumentError(_)
    )
}

fn is_order_error(error: &ParseError) -> bool {
    matches!(
        error.error,
        ParseErrorType::PositionalAfterKeywordArgument
            | ParseErrorType::PositionalAfterKeywordUnpacking
    )
}

fn is_target_error(error: &ParseError) -> bool {
    matches!(
        error.error,
        ParseErrorType::InvalidAssignmentTarget | ParseErrorType::InvalidAnnotatedAssignmentTarget
    )
}

fn diagnose(view: &TokenView<'_>, first: &ParseError, errors: &[&ParseError]) -> Diagnosis {
    if let Some(found) = format_string::diagnose(view, first.location.start()) {
        return found;
    }
    // What the tokenizer refuses comes first, unless the parser stops before.
    let mut number = number::diagnose(view);
    if let Some(found) = number.take_if(|found| found.range.start() <= first.location.start()) {
        return found;
    }
    if let Some(found) = lexical::diagnose(view, first) {
        return found;
    }
    if let Some(found) = wrong_bracket(view, first.location.end() + TextSize::new(1)) {
        return found;
    }
    let end = view.source.text.len();
    let meant = meant::diagnose(view, first, errors);
    if let Some(found) = meant.or_else(|| syntax::diagnose(view, first)) {
        // What the tokenizer refuses further on comes first.
        let int = further::wrong_int(view, first.location.start());
        let bracket = wrong_bracket(view, TextSize::try_from(end).unwrap_or_default());
        let refused = [int, number, bracket].into_iter().flatten();
        if let Some(refused) = refused.min_by_key(|refused| refused.range.start()) {
            return refused;
        }
        let unclosed = errors.iter().find(|error| {
            let is_unclosed = matches!(
                error.error,
                ParseErrorType::Lexical(rustpython_parser::LexicalErrorType::UnclosedStringError)
            );
            is_unclosed && error.location.start() > first.location.start()
        });
        if let Some(string) = unclosed.and_then(|error| lexical::diagnose(view, error)) {
            return string;
        }
        // An open bracket on a line before the error explains more.
        let is_pattern = found.message.starts_with("positional patterns");
        if let Balance::NeverClosed(open) = brackets::balance(&view.source.text, end)
            && (is_pattern
                || view.source.line(first.location.start()) > view.source.line(offset(open))
                || further::reads_on(view, &found, offset(open)))
        {
            return never_closed(open);
        }
        return found;
    }
    // Nothing special: errors of the tokenizer further on say more than "invalid syntax".
    let later = errors
        .iter()
        .filter(|error| error.location.start() > first.location.start());
    for error in later {
        if is_told_later(&error.error)
            && let Some(found) = lexical::diagnose(view, error)
        {
            return found;
        }
    }
    let int = further::wrong_int(view, first.location.start());
    let bracket = wrong_bracket(view, TextSize::try_from(end).unwrap_or_default());
    let refused = [int, number, bracket].into_iter().flatten();
    if let Some(refused) = refused.min_by_key(|refused| refused.range.start()) {
        return refused;
    }
    let mut at = view.token_at(first.location.start());
    // While it recovers, the parser takes a line break inside brackets for the end of a statement.
    while let Some(index) = at.filter(|index| is_line_break_in_brackets(view, *index)) {
        at = view.after(index);
    }
    if let Balance::NeverClosed(open) = brackets::balance(&view.source.text, end) {
        let line = view.source.line(offset(open));
        let is_end = matches!(
            first.error,
            ParseErrorType::Lexical(rustpython_parser::LexicalErrorType::Eof)
        ) || at.is_none_or(|index| view.tokens[index].kind() == TokenKind::EndOfFile);
        let reached = at.map_or(first.location.start(), |index| view.tokens[index].start());
        // What begins with the bracket is read in search of something that was left out.
        let is_read = |index: usize| match reached == offset(open) {
            true => further::is_read_to_the_end(view, index),
            false => further::looks_behind_statement(view, index, offset(open)),
        };
        if is_end || view.source.line(reached) > line || at.is_some_and(is_read) {
            return never_closed(open);
        }
    }
    // The literals have been joined before the grammar found that they cannot stand there.
    if let Some(found) = at.and_then(|index| mixed_strings::from_token(view, index)) {
        return found;
    }
    if let Some(found) = at.and_then(|index| further::condition_without_else(view, index)) {
        return found;
    }
    let plain = at.and_then(|index| syntax::plain(view, index));
    if let Some(found) = plain.or_else(|| decorated_nothing(view, first, at)) {
        return found;
    }
    match at {
        Some(index) => match syntax::wrong_type_parameters(view, index) {
            Some(diagnosis) => diagnosis,
            None => Diagnosis::new("invalid syntax", view.visible_range(index)),
        },
        None => Diagnosis::new("invalid syntax", first.location),
    }
}

/// Whether CPython's tokenizer tells of such an error behind the place where the grammar gave up. Others only
/// end its tokens.
fn is_told_later(error: &ParseErrorType) -> bool {
    use rustpython_parser::LexicalErrorType as Lexical;
    match error {
        ParseErrorType::Lexical(error) => !matches!(
            error,
            Lexical::IndentationError | Lexical::LineContinuationError
        ),
        ParseErrorType::FStringError(_) => true,
        _ => false,
    }
}

/// A decorator at the end of a block or of the text, or in front of deeper indentation.
fn decorated_nothing(
    view: &TokenView<'_>,
    error: &ParseError,
    at: Option<usize>,
) -> Option<Diagnosis> {
    let ParseErrorType::OtherError(message) = &error.error else {
        return None;
    };
    if !message.ends_with("after decorator") {
        return None;
    }
    let mut index = at.unwrap_or(view.tokens.len());
    while view.kind(index) == Some(TokenKind::Newline) {
        index = view.after(index).unwrap_or(view.tokens.len());
    }
    match view.kind(index) {
        Some(TokenKind::Indent) => {
            let range = view.tokens[index].range();
            let found = Diagnosis::indentation("unexpected indent", range);
            Some(found.at_dedent(view, index))
        }
        Some(TokenKind::Dedent) => {
            let range = view.tokens[index].range();
            let found = Diagnosis::indentation("unexpected unindent", range);
            Some(found.at_dedent(view, index))
        }
        None | Some(TokenKind::EndOfFile) if view.mode == Mode::Exec => {
            let before = view.before(index)?;
            let range = TextRange::empty(view.tokens[before].start());
            let found = Diagnosis::new("invalid syntax", range).ending(0);
            Some(Diagnosis {
                start: Some(0),
                ..found
            })
        }
        _ => None,
    }
}

fn is_line_break_in_brackets(view: &TokenView<'_>, index: usize) -> bool {
    let token = &view.tokens[index];
    let before = || brackets::balance(&view.source.text, token.start().to_usize());
    let breaks = matches!(
        token.kind(),
        TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent
    );
    breaks && matches!(before(), Balance::NeverClosed(_))
}

fn never_closed(open: Bracket) -> Diagnosis {
    let message = format!("'{}' was never closed", open.character);
    Diagnosis::new(message, TextRange::empty(offset(open))).ending(0)
}

/// A closing bracket before `end` that closes nothing, or something else.
fn wrong_bracket(view: &TokenView<'_>, end: TextSize) -> Option<Diagnosis> {
    let source = view.source;
    let (message, bracket) = match brackets::balance(&source.text, end.to_usize()) {
        Balance::Unmatched(close) => (format!("unmatched '{}'", close.character), close),
        Balance::Mismatched { open, close } => {
            let line = source.line(offset(open));
            let mut message = format!(
                "closing parenthesis '{}' does not match opening parenthesis '{}'",
                close.character, open.character
            );
            if line != source.line(offset(close)) {
                message += &format!(" on line {line}");
            }
            (message, close)
        }
        Balance::NeverClosed(_) | Balance::Balanced => return None,
    };
    Some(Diagnosis::at(message, offset(bracket)))
}

fn offset(bracket: Bracket) -> TextSize {
    TextSize::try_from(bracket.offset).unwrap_or_default()
}
