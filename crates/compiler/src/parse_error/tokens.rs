//! Looking around in the tokens of a text that does not parse.

use rustpython_ast::token::{Token, TokenKind, Tokens};
use rustpython_ast::{Expr, Mod};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use crate::Mode;
use crate::source::Source;

/// How many ends or starts are tried for an expression of unknown extent.
pub(super) const MAX_TRIES: usize = 40;

/// A text with its tokens and what the parser made of it.
pub(super) struct TokenView<'a> {
    pub(super) source: &'a Source,
    pub(super) tokens: &'a Tokens,
    pub(super) tree: &'a Mod,
    pub(super) mode: Mode,
}

impl TokenView<'_> {
    pub(super) fn text(&self, range: TextRange) -> &str {
        &self.source.text[range]
    }

    pub(super) fn kind(&self, index: usize) -> Option<TokenKind> {
        self.tokens.get(index).map(Token::kind)
    }

    /// The first token at or behind `offset` that means something.
    pub(super) fn token_at(&self, offset: TextSize) -> Option<usize> {
        let index = self.tokens.iter().position(|token| {
            token.end() > offset || (token.start() >= offset && !token.kind().is_trivia())
        })?;
        (index..self.tokens.len()).find(|index| !self.tokens[*index].kind().is_trivia())
    }

    /// The token before `index` that means something.
    pub(super) fn before(&self, index: usize) -> Option<usize> {
        (0..index)
            .rev()
            .find(|index| !self.tokens[*index].kind().is_trivia())
    }

    /// The token behind `index` that means something.
    pub(super) fn after(&self, index: usize) -> Option<usize> {
        (index + 1..self.tokens.len()).find(|index| !self.tokens[*index].kind().is_trivia())
    }

    /// Range of a token as errors show it: the end of a line is one column wide.
    pub(super) fn visible_range(&self, index: usize) -> TextRange {
        let range = self.tokens[index].range();
        match self.tokens[index].kind() {
            // A comment is a part of the end of its line.
            TokenKind::Newline
                if index > 0 && self.tokens[index - 1].kind() == TokenKind::Comment =>
            {
                let end = range.end() + TextSize::new(u32::from(range.is_empty()));
                TextRange::new(self.tokens[index - 1].start(), end)
            }
            TokenKind::Newline | TokenKind::EndOfFile if range.is_empty() => {
                TextRange::at(range.start(), TextSize::new(1))
            }
            _ => range,
        }
    }

    /// How many brackets are open before token `index`.
    pub(super) fn level(&self, index: usize) -> usize {
        self.tokens[..index]
            .iter()
            .fold(0usize, |level, token| match token.kind() {
                kind if opens(kind) => level + 1,
                kind if closes(kind) => level.saturating_sub(1),
                TokenKind::Newline => 0,
                _ => level,
            })
    }

    /// The bracket that encloses token `index`.
    pub(super) fn enclosing(&self, index: usize) -> Option<usize> {
        let mut depth = 0usize;
        for position in (0..index).rev() {
            match self.tokens[position].kind() {
                kind if closes(kind) => depth += 1,
                kind if opens(kind) => match depth {
                    0 => return Some(position),
                    _ => depth -= 1,
                },
                TokenKind::Newline => return None,
                _ => {}
            }
        }
        None
    }

    /// The first token of the logical line of token `index`.
    pub(super) fn line_start(&self, index: usize) -> usize {
        let start = (0..index).rev().find(|position| {
            matches!(
                self.tokens[*position].kind(),
                TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent
            )
        });
        let start = start.map_or(0, |position| position + 1);
        match self.tokens.get(start) {
            Some(token) if token.kind().is_trivia() => self.after(start).unwrap_or(start),
            _ => start,
        }
    }

    /// The column behind a token, from 1.
    pub(super) fn column_behind(&self, index: usize) -> i32 {
        let end = self.tokens[index].end();
        let line = self
            .source
            .line_range(self.source.line(self.tokens[index].start()));
        let before = self.text(TextRange::new(line.start(), end));
        i32::try_from(before.chars().count() + 1).unwrap_or(i32::MAX)
    }

    fn is_expression(&self, range: TextRange, wanted: impl Fn(&Expr) -> bool) -> bool {
        // Brackets let line breaks pass.
        let text = format!("({})", self.text(range));
        let parsed = rustpython_parser::parse_expression(&text);
        parsed.is_ok_and(|parsed| {
            let is_whole = match parsed.expr() {
                Expr::Tuple(_) => text.starts_with("(("),
                // The brackets around it are its own.
                Expr::Generator(node) => node.range().start() > TextSize::default(),
                _ => true,
            };
            is_whole && wanted(parsed.expr())
        })
    }

    /// The longest expression that begins with token `index`.
    pub(super) fn expression_from(&self, index: usize) -> Option<TextRange> {
        self.expression_from_where(index, |_| true)
    }

    /// The longest expression of some kind that begins with token `index`.
    pub(super) fn expression_from_where(
        &self,
        index: usize,
        wanted: impl Fn(&Expr) -> bool,
    ) -> Option<TextRange> {
        let start = self.tokens.get(index)?.start();
        let mut ends = Vec::new();
        let mut depth = 0usize;
        for token in &self.tokens[index..] {
            match token.kind() {
                kind if opens(kind) => depth += 1,
                kind if closes(kind) && depth == 0 => break,
                kind if closes(kind) => depth -= 1,
                TokenKind::Newline | TokenKind::EndOfFile | TokenKind::Semi => break,
                TokenKind::Comma | TokenKind::Colon | TokenKind::Equal if depth == 0 => break,
                kind if kind.is_trivia() => continue,
                _ => {}
            }
            if depth == 0 {
                ends.push(token.end());
            }
        }
        let from = ends.len().saturating_sub(MAX_TRIES);
        let mut ranges = ends[from..]
            .iter()
            .rev()
            .map(|end| TextRange::new(start, *end));
        ranges.find(|range| self.is_expression(*range, &wanted))
    }

    /// The expression right before token `index` that ends with a `lambda`: colons and commas belong to
    /// that.
    pub(super) fn lambda_before(&self, index: usize) -> Option<TextRange> {
        let start = self.line_start(index);
        let end = self.tokens[self.before(index)?].end();
        let lambda = (start..index).find(|it| self.kind(*it) == Some(TokenKind::Lambda))?;
        let begins = |it: &usize| {
            *it == start
                || self
                    .before(*it)
                    .and_then(|before| self.kind(before))
                    .is_some_and(|kind| {
                        matches!(kind, TokenKind::Semi | TokenKind::Colon | TokenKind::Comma)
                    })
        };
        let starts = (start..=lambda).filter(begins);
        let mut ranges = starts
            .take(MAX_TRIES)
            .map(|start| TextRange::new(self.tokens[start].start(), end));
        ranges.find(|range| self.is_expression(*range, |_| true))
    }

    /// The longest expression that ends right before token `index`.
    pub(super) fn expression_before(&self, index: usize) -> Option<TextRange> {
        let last = self.before(index)?;
        let end = self.tokens[last].end();
        let mut starts = Vec::new();
        let mut depth = 0usize;
        for token in self.tokens[..=last].iter().rev() {
            match token.kind() {
                kind if closes(kind) => depth += 1,
                kind if opens(kind) && depth == 0 => break,
                kind if opens(kind) => depth -= 1,
                TokenKind::Newline | TokenKind::Semi | TokenKind::Indent | TokenKind::Dedent => {
                    break;
                }
                TokenKind::Comma | TokenKind::Colon | TokenKind::Equal if depth == 0 => break,
                kind if kind.is_trivia() => continue,
                _ => {}
            }
            if depth == 0 {
                starts.push(token.start());
            }
        }
        let from = starts.len().saturating_sub(MAX_TRIES);
        let mut ranges = starts[from..]
            .iter()
            .rev()
            .map(|start| TextRange::new(*start, end));
        ranges.find(|range| self.is_expression(*range, |_| true))
    }
}

pub(super) fn opens(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace)
}

pub(super) fn closes(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace)
}

/// Whether an expression may end with a token of this kind.
pub(super) fn ends_expression(kind: TokenKind) -> bool {
    closes(kind)
        || kind.is_soft_keyword()
        || matches!(
            kind,
            TokenKind::Name
                | TokenKind::Int
                | TokenKind::Float
                | TokenKind::Complex
                | TokenKind::String
                | TokenKind::FStringEnd
                | TokenKind::TStringEnd
                | TokenKind::Ellipsis
                | TokenKind::None
                | TokenKind::True
                | TokenKind::False
        )
}
