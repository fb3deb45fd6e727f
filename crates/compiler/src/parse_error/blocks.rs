//! Blocks that are missing, and what must stand behind the body of a `try`.

use rustpython_ast::token::TokenKind;
use rustpython_ast::{Mod, Stmt};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::tokens::TokenView;
use super::{Diagnosis, LineEnd};
use crate::rules::behind_blanks;

/// A `try` whose body ends at `body_end`, and which has neither handler nor `finally`.
pub(super) fn unhandled_try(view: &TokenView<'_>, body_end: TextSize) -> Option<Diagnosis> {
    let message = "expected 'except' or 'finally' block";
    if behind_blanks(&view.source.text[body_end.to_usize()..]).is_empty() {
        let found = Diagnosis::at(message, end_of_last_line(view).max(body_end)).ending(-1);
        return Some(found.with_line_end(LineEnd::Added));
    }
    let (index, dedents) = behind_block(view, body_end)?;
    let found = Diagnosis::new(message, view.visible_range(index));
    // The first dedent ends the body.
    let is_indented = view.kind(index) == Some(TokenKind::Indent);
    Some(match dedents > 1 || is_indented {
        true => found.at_dedent(view, index),
        false => found,
    })
}

/// Where the last line of the text ends.
fn end_of_last_line(view: &TokenView<'_>) -> TextSize {
    let text = &view.source.text;
    let end = text.strip_suffix('\n').unwrap_or(text).len();
    TextSize::try_from(end).unwrap_or_default()
}

/// The first token of the statement behind a block that ends at `end`, and how many blocks end there.
pub(super) fn behind_block(view: &TokenView<'_>, end: TextSize) -> Option<(usize, usize)> {
    let mut dedents = 0;
    for index in view.token_at(end)?..view.tokens.len() {
        match view.tokens[index].kind() {
            TokenKind::Dedent => dedents += 1,
            TokenKind::Newline => {}
            kind if kind.is_trivia() => {}
            _ => return Some((index, dedents)),
        }
    }
    None
}

/// The end of the body of the last `try` before `offset` that has neither handler nor `finally`.
pub(super) fn end_of_try_body(view: &TokenView<'_>, offset: TextSize) -> Option<TextSize> {
    use rustpython_ast::statement_visitor::{StatementVisitor, walk_stmt};
    struct Finder {
        offset: TextSize,
        found: Option<TextSize>,
    }
    impl<'a> StatementVisitor<'a> for Finder {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            walk_stmt(self, statement);
            if let Stmt::Try(node) = statement {
                let is_bare = node.handlers.is_empty() && node.finalbody.is_empty();
                if is_bare && node.range.start() < self.offset && self.found.is_none() {
                    self.found = node.body.last().map(Ranged::end);
                }
            }
        }
    }
    let Mod::Module(module) = view.tree else {
        return None;
    };
    let mut finder = Finder {
        offset,
        found: None,
    };
    finder.visit_body(&module.body);
    finder.found
}

/// A block is missing behind the statement that the parser calls `owner`.
pub(super) fn missing_block(view: &TokenView<'_>, owner: &str, at: usize) -> Option<Diagnosis> {
    // The colon before the error ends the line of the statement.
    let colon = (0..at)
        .rev()
        .find(|index| view.tokens[*index].kind() == TokenKind::Colon)?;
    let start = view.line_start(colon);
    let line = view.source.line(view.tokens[start].start());
    let what = match owner {
        "function definition" => "function definition".to_owned(),
        "`class` definition" => "class definition".to_owned(),
        owner => {
            let word = owner.split('`').nth(1).unwrap_or(owner);
            let is_star = word == "except"
                && view.after(start).and_then(|it| view.kind(it)) == Some(TokenKind::Star);
            match is_star {
                true => "'except*' statement".to_owned(),
                false => format!("'{word}' statement"),
            }
        }
    };
    if view.kind(start) == Some(TokenKind::Else)
        && let Some(body_end) = end_of_try_body(view, view.tokens[start].start())
        && behind_block(view, body_end).is_some_and(|(index, _)| index == start)
    {
        return unhandled_try(view, body_end);
    }
    let message = format!("expected an indented block after {what} on line {line}");
    let mut rest = view.tokens[at..].iter().map(Ranged::range);
    if rest.all(|range| view.text(range).trim().is_empty() || view.text(range).starts_with('#')) {
        // The text ends there: in its last line.
        let end = TextRange::at(end_of_last_line(view), TextSize::new(1));
        return Some(Diagnosis::indentation(message, end).ending(-1));
    }
    let found = Diagnosis::indentation(message, view.visible_range(at));
    // The line end behind the colon is a part of the statement.
    let behind = behind_block(view, view.tokens[colon].end());
    Some(match behind {
        Some((index, 1..)) => found.at_dedent(view, index),
        _ => found,
    })
}
