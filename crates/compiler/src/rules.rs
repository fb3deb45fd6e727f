//! What a caller of the parser may ask for beside the text.

use rustpython_ast::statement_visitor::{StatementVisitor, walk_stmt};
use rustpython_ast::token::TokenKind;
use rustpython_ast::{Mod, Stmt};
use rustpython_parser::Parsed;
use rustpython_text_size::{Ranged, TextRange, TextSize};

use crate::Mode;
use crate::error::{CompileError, Result, SyntaxError, SyntaxErrorKind};
use crate::parse_error::unhandled_else;
use crate::source::Source;
use crate::token_set::TokenSet;
use crate::version;

/// The newest minor version of the language.
pub const NEWEST_MINOR: u8 = 14;

/// How a text is read, beyond its [`Mode`]. The default is what `compile` does without flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParseRules {
    /// `PyCF_ALLOW_INCOMPLETE_INPUT`: an error at the end of the text, which more text could put
    /// right, is of the kind [`crate::SyntaxErrorKind::Incomplete`].
    pub allow_incomplete: bool,
    /// `PyCF_DONT_IMPLY_DEDENT`: with [`Mode::Single`], blocks end at a line end only, and not at
    /// the end of the text.
    pub keep_blocks_open: bool,
    /// `ast.PyCF_TYPE_COMMENTS`: comments of the form `# type: …` are a part of the syntax. Of use
    /// for trees only.
    pub type_comments: bool,
    /// `feature_version`: the minor version of Python 3 whose syntax is allowed.
    pub feature_version: Option<u8>,
    /// `barry_as_FLUFL` (PEP 401): `<>` stands for `!=`, also without the import.
    pub barry_as_bdfl: bool,
    /// How many digits a decimal int may have (`sys.set_int_max_str_digits`); 0 for any number.
    pub max_digits: usize,
}

impl ParseRules {
    /// Checks what has been parsed against the rules, and against those of the grammar that the
    /// parser does not have.
    pub(crate) fn check(self, source: &Source, parsed: &Parsed<Mod>, mode: Mode) -> Result {
        if self.max_digits != 0 && source.text.len() > self.max_digits {
            check_digits(self.max_digits, source, parsed)?;
        }
        let places = Places::find(parsed);
        if let Some(range) = places.bracketed_star {
            return Err(invalid_syntax(source, range, mode));
        }
        if places.has_interpolations {
            check_interpolations(source, parsed)?;
        }
        if let Some(range) = places.bare_yield {
            return Err(invalid_syntax(source, range, mode));
        }
        if places.has_finally
            && let Some(body_end) = end_of_unhandled_body(parsed.syntax())
            && let Some(error) = unhandled_else(source, parsed, body_end, mode)
        {
            return Err(error);
        }
        match self.feature_version {
            Some(minor) if minor < NEWEST_MINOR => version::check(minor, source, parsed),
            _ => Ok(()),
        }
    }

    /// Whether a line end is understood at the end of the text.
    pub(crate) fn adds_line_end(mode: Mode) -> bool {
        mode == Mode::Exec
    }
}

/// Refuses decimal ints with too many digits.
fn check_digits(limit: usize, source: &Source, parsed: &Parsed<Mod>) -> Result {
    for token in parsed.tokens() {
        if token.kind() != TokenKind::Int || token.range().len().to_usize() <= limit {
            continue;
        }
        let text = &source.text[token.range()];
        let is_decimal = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_');
        let count = text.bytes().filter(u8::is_ascii_digit).count();
        if !is_decimal || count <= limit {
            continue;
        }
        let line = source.line(token.start());
        return Err(CompileError::Syntax(Box::new(SyntaxError {
            message: format!(
                "Exceeds the limit ({limit} digits) for integer string conversion: value has \
                 {count} digits; use sys.set_int_max_str_digits() to increase the limit - \
                 Consider hexadecimal for huge integer literals to avoid decimal conversion limits."
            ),
            kind: SyntaxErrorKind::Syntax,
            line,
            column: 0,
            end_line: line,
            end_column: 0,
            text: source.text[source.line_range(line)].to_owned(),
            text_of_file: None,
            context: None,
        })));
    }
    Ok(())
}

fn invalid_syntax(source: &Source, range: TextRange, mode: Mode) -> CompileError {
    let mut error = source.error(SyntaxErrorKind::Syntax, "invalid syntax".to_owned(), range);
    if let CompileError::Syntax(error) = &mut error
        && ParseRules::adds_line_end(mode)
        && !error.text.ends_with('\n')
    {
        error.text.push('\n');
    }
    error
}

/// What the grammar does not allow, though the parser does, and what may be such.
#[derive(Default)]
struct Places {
    /// The `*` of `from … import (*)`.
    bracketed_star: Option<TextRange>,
    /// A `yield` behind a comma: it needs brackets there.
    bare_yield: Option<TextRange>,
    /// Whether there are f-strings or t-strings.
    has_interpolations: bool,
    /// Whether there is a `finally` behind an `else` somewhere.
    has_finally: bool,
}

impl Places {
    const KINDS: TokenSet = TokenSet::new(&[
        TokenKind::Star,
        TokenKind::Yield,
        TokenKind::FStringStart,
        TokenKind::TStringStart,
        TokenKind::Else,
        TokenKind::Finally,
    ]);

    fn find(parsed: &Parsed<Mod>) -> Places {
        let mut places = Places::default();
        let mut has_else = false;
        let tokens = parsed.tokens();
        // The kind of the token before `index`, and where it stands.
        let before = |index: usize| {
            let before = tokens[..index].iter().map(|it| it.kind()).enumerate();
            before.rev().find(|(_, kind)| !kind.is_trivia())
        };
        for (index, token) in tokens.iter().enumerate() {
            let kind = token.kind();
            if !Places::KINDS.contains(kind) {
                continue;
            }
            match kind {
                TokenKind::Star => {
                    if let Some((bracket, TokenKind::Lpar)) = before(index)
                        && let Some((_, TokenKind::Import)) = before(bracket)
                    {
                        places.bracketed_star.get_or_insert(token.range());
                    }
                }
                TokenKind::Yield if matches!(before(index), Some((_, TokenKind::Comma))) => {
                    places.bare_yield.get_or_insert(token.range());
                }
                TokenKind::FStringStart | TokenKind::TStringStart => {
                    places.has_interpolations = true;
                }
                TokenKind::Else => has_else = true,
                TokenKind::Finally if has_else => places.has_finally = true,
                _ => {}
            }
        }
        places
    }
}

/// The end of the body of the first `try` that has an `else` and no handler.
fn end_of_unhandled_body(tree: &Mod) -> Option<TextSize> {
    struct Finder(Option<TextSize>);
    impl<'a> StatementVisitor<'a> for Finder {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            if let Stmt::Try(node) = statement
                && node.handlers.is_empty()
                && !node.orelse.is_empty()
            {
                self.0 = self.0.or(node.body.last().map(Ranged::end));
            }
            walk_stmt(self, statement);
        }
    }
    let Mod::Module(module) = tree else {
        return None;
    };
    let mut finder = Finder(None);
    finder.visit_body(&module.body);
    finder.0
}

/// What follows on blanks, line ends and comments.
pub(crate) fn behind_blanks(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\x0C', '\n', '\\']);
        match rest.strip_prefix('#') {
            Some(comment) => rest = comment.find('\n').map_or("", |end| &comment[end..]),
            None => return rest,
        }
    }
}

/// Refuses interpolations in format specifications of interpolations in format specifications.
fn check_interpolations(source: &Source, parsed: &Parsed<Mod>) -> Result {
    const MOST: usize = 3;
    #[derive(PartialEq)]
    enum Open {
        String(char),
        Field,
        Spec,
        Bracket,
    }
    const STARTS: TokenSet = TokenSet::new(&[TokenKind::FStringStart, TokenKind::TStringStart]);
    let mut open = Vec::new();
    for token in parsed.tokens() {
        let kind = token.kind();
        if open.is_empty() && !STARTS.contains(kind) {
            continue;
        }
        match kind {
            TokenKind::FStringStart => open.push(Open::String('f')),
            TokenKind::TStringStart => open.push(Open::String('t')),
            TokenKind::Lbrace if matches!(open.last(), Some(Open::String(_) | Open::Spec)) => {
                let fields = open
                    .iter()
                    .rev()
                    .take_while(|it| **it == Open::Spec)
                    .count();
                if fields >= MOST {
                    let letter = open.iter().rev().find_map(|it| match it {
                        Open::String(letter) => Some(*letter),
                        _ => None,
                    });
                    let message = format!(
                        "{}-string: expressions nested too deeply",
                        letter.unwrap_or('f')
                    );
                    let place = TextRange::empty(token.start() - TextSize::new(1));
                    return Err(source.error(SyntaxErrorKind::Syntax, message, place));
                }
                open.push(Open::Field);
            }
            TokenKind::Lbrace | TokenKind::Lpar | TokenKind::Lsqb => {
                open.push(Open::Bracket);
            }
            TokenKind::Colon if open.last() == Some(&Open::Field) => {
                open.pop();
                open.push(Open::Spec);
            }
            TokenKind::Rbrace
            | TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd => {
                open.pop();
            }
            _ => {}
        }
    }
    Ok(())
}
