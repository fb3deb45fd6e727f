//! Type comments (PEP 484): which comments of a text are some, and which node each belongs to.

use std::cell::Cell;

use rustpython_ast::token::{TokenKind, Tokens};
use rustpython_ast::{Stmt, StmtFunctionDef};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::{TreeValue, unplaced};
use crate::error::{Result, SyntaxErrorKind};
use crate::source::Source;

/// A comment `# type: …`.
struct Comment {
    range: TextRange,
    /// Where the type begins.
    start: TextSize,
    /// Whether a node has it.
    is_used: Cell<bool>,
}

/// The type comments of a text; none where they mean nothing.
pub(super) struct Comments<'a> {
    source: &'a Source,
    tokens: &'a Tokens,
    comments: Vec<Comment>,
    /// Line and tag of comments `# type: ignore`.
    ignores: Vec<(u32, String)>,
}

/// The text behind `# type:` and blanks, in the text of a comment.
fn type_of(comment: &str) -> Option<&str> {
    let blank: &[char] = &[' ', '\t'];
    let rest = comment.strip_prefix('#')?.trim_start_matches(blank);
    let rest = rest.strip_prefix("type:")?;
    Some(rest.trim_start_matches(blank))
}

/// The tag of a type that says `ignore`.
fn ignored(text: &str) -> Option<&str> {
    let tag = text.strip_prefix("ignore")?;
    let goes_on = |next: char| !next.is_ascii() || next.is_ascii_alphanumeric();
    (!tag.starts_with(goes_on)).then_some(tag)
}

impl<'a> Comments<'a> {
    /// Those of a text, if they are wanted.
    pub(super) fn new(source: &'a Source, tokens: &'a Tokens, are_wanted: bool) -> Comments<'a> {
        let (mut comments, mut ignores) = (Vec::new(), Vec::new());
        let tokens_of_comments = tokens
            .iter()
            .filter(|token| are_wanted && token.kind() == TokenKind::Comment);
        for token in tokens_of_comments {
            let range = token.range();
            let Some(text) = type_of(&source.text[range]) else {
                continue;
            };
            match ignored(text) {
                Some(tag) => ignores.push((source.line(range.start()), tag.to_owned())),
                None => comments.push(Comment {
                    range,
                    start: range.end() - TextSize::of(text),
                    is_used: Cell::new(false),
                }),
            }
        }
        Comments {
            source,
            tokens,
            comments,
            ignores,
        }
    }

    /// The field `type_ignores`.
    pub(super) fn ignores(&self) -> TreeValue {
        let nodes = self.ignores.iter().map(|(line, tag)| {
            let fields = vec![
                ("lineno", TreeValue::Int(i64::from(*line))),
                ("tag", TreeValue::Name(tag.clone())),
            ];
            unplaced("TypeIgnore", fields)
        });
        TreeValue::List(nodes.collect())
    }

    /// Raises `SyntaxError` if a type comment stands where none may.
    pub(super) fn check_all_used(&self) -> Result {
        match self.comments.iter().find(|it| !it.is_used.get()) {
            Some(comment) => {
                let message = match self.is_behind_star(comment) {
                    true => "bare * has associated type comment",
                    false => "invalid syntax",
                };
                Err(self.invalid(message, comment))
            }
            None => Ok(()),
        }
    }

    /// Whether a comment stands behind the bare star among the parameters of a function.
    fn is_behind_star(&self, comment: &Comment) -> bool {
        let index = self
            .tokens
            .partition_point(|token| token.start() < comment.range.start());
        let before = self.tokens[..index].iter().rev();
        let mut before = before.filter(|token| !token.kind().is_trivia());
        let kinds = [(); 3].map(|()| before.next().map(|token| token.kind()));
        let is_bare = matches!(
            kinds,
            [
                Some(TokenKind::Comma),
                Some(TokenKind::Star),
                Some(TokenKind::Comma | TokenKind::Lpar)
            ]
        );
        let mut line = before.take_while(|token| token.kind() != TokenKind::Newline);
        is_bare && line.any(|token| token.kind() == TokenKind::Def)
    }

    fn invalid(&self, message: &str, comment: &Comment) -> crate::CompileError {
        let range = TextRange::new(comment.start, comment.range.end());
        self.source
            .error(SyntaxErrorKind::Syntax, message.to_owned(), range)
    }

    fn take(&self, comment: &Comment) -> TreeValue {
        comment.is_used.set(true);
        let range = TextRange::new(comment.start, comment.range.end());
        TreeValue::Name(self.source.text[range].to_owned())
    }

    /// The first comment behind an offset, if there are but blanks in between.
    fn next_on_line(&self, offset: TextSize) -> Option<&Comment> {
        let index = self
            .comments
            .partition_point(|comment| comment.range.start() < offset);
        let comment = self.comments.get(index)?;
        let between = &self.source.text[TextRange::new(offset, comment.range.start())];
        let is_blank = between.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
        is_blank.then_some(comment)
    }

    /// The type comment of a statement without a block.
    pub(super) fn behind(&self, range: TextRange) -> TreeValue {
        match self.next_on_line(range.end()) {
            Some(comment) => self.take(comment),
            None => TreeValue::None,
        }
    }

    /// The type comment of a parameter that ends at an offset: behind its comma, or behind the last
    /// one.
    pub(super) fn of_parameter(&self, end: TextSize) -> TreeValue {
        if self.comments.is_empty() {
            return TreeValue::None;
        }
        let rest = &self.source.text[end.to_usize()..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let mut at = end + TextSize::try_from(blanks).unwrap_or_default();
        if rest[blanks..].starts_with(',') {
            at += TextSize::new(1);
        }
        match self.next_on_line(at) {
            Some(comment) => self.take(comment),
            None => TreeValue::None,
        }
    }

    /// The end of the colon in front of a block.
    fn colon(&self, body: &[Stmt]) -> Option<TextSize> {
        let start = body.first()?.start();
        let index = self.tokens.partition_point(|token| token.start() < start);
        let mut before = self.tokens[..index].iter().rev();
        let colon = before.find(|token| token.kind() == TokenKind::Colon)?;
        Some(colon.end())
    }

    /// The type comment behind the colon of a block.
    pub(super) fn of_block(&self, body: &[Stmt]) -> TreeValue {
        if self.comments.is_empty() {
            return TreeValue::None;
        }
        let colon = self.colon(body);
        match colon.and_then(|colon| self.next_on_line(colon)) {
            Some(comment) => self.take(comment),
            None => TreeValue::None,
        }
    }

    /// The type comment of a function: behind the colon, or in the first line of its block.
    ///
    /// Raises `SyntaxError` if there are both.
    pub(super) fn of_function(&self, node: &StmtFunctionDef) -> Result<TreeValue> {
        if self.comments.is_empty() {
            return Ok(TreeValue::None);
        }
        let (Some(colon), Some(first)) = (self.colon(&node.body), node.body.first()) else {
            return Ok(TreeValue::None);
        };
        let index = self
            .comments
            .partition_point(|comment| comment.range.start() < colon);
        let mut inside = self.comments[index..]
            .iter()
            .take_while(|comment| comment.range.end() <= first.start());
        let Some(comment) = inside.next() else {
            return Ok(TreeValue::None);
        };
        if let Some(second) = inside.next() {
            return Err(self.invalid("Cannot have two type comments on def", second));
        }
        Ok(self.take(comment))
    }
}
