//! Types of functions as type comments write them (`ast.parse(…, mode="func_type")`).
//!
//! `(int, *str, **Any) -> bool` is read as the tuple `[int, str, Any], bool`: that text has all its
//! parts at the same places.

use rustpython_ast::token::{Token, TokenKind};
use rustpython_ast::{Expr, Mod};
use rustpython_parser::ParseOptions;
use rustpython_text_size::{Ranged, TextRange};

use super::comments::Comments;
use super::{Builder, TreeNode};
use crate::error::{Result, SyntaxErrorKind};
use crate::source::Source;

/// The tree of the type of a function.
pub(crate) fn function_type(source: &Source) -> Result<TreeNode> {
    let options = || ParseOptions::from(rustpython_parser::Mode::Expression);
    // Which tokens there are does not depend on the grammar.
    let scanned = rustpython_parser::parse_unchecked(&source.text, options());
    let tokens: Vec<&Token> = scanned
        .tokens()
        .iter()
        .filter(|token| {
            !token.kind().is_trivia()
                && !matches!(token.kind(), TokenKind::Newline | TokenKind::EndOfFile)
        })
        .collect();
    let text = as_tuple(source, &tokens)?;
    let parsed = rustpython_parser::parse_unchecked(&text, options());
    let wrong = |range| Err(invalid(source, range));
    if let Some(error) = parsed.errors().first() {
        return wrong(error.location);
    }
    let Mod::Expression(whole) = parsed.syntax() else {
        return wrong(TextRange::default());
    };
    let Expr::Tuple(pair) = &*whole.body else {
        return wrong(whole.body.range());
    };
    let [Expr::List(arguments), returns] = &*pair.elts else {
        return wrong(pair.range);
    };
    if matches!(returns, Expr::Starred(_)) || text[..pair.end().to_usize()].ends_with(',') {
        return wrong(pair.range);
    }
    if let Some(starred) = arguments.elts.iter().find(|it| it.is_starred_expr()) {
        return wrong(starred.range());
    }
    let mut builder = Builder {
        source,
        comments: Comments::new(source, parsed.tokens(), false),
        depth: 0,
    };
    let fields = vec![
        ("argtypes", builder.expressions(&arguments.elts)?),
        ("returns", builder.expression(returns)?),
    ];
    Ok(TreeNode {
        class: "FunctionType",
        fields,
        location: None,
    })
}

fn invalid(source: &Source, range: TextRange) -> crate::CompileError {
    source.error(SyntaxErrorKind::Syntax, "invalid syntax".to_owned(), range)
}

/// The text with the signs of the type replaced by those of a tuple of a list and an expression.
///
/// Raises `SyntaxError` where the arguments have another form.
fn as_tuple(source: &Source, tokens: &[&Token]) -> Result<String> {
    let wrong = |token: Option<&&Token>| {
        let range = token.map_or(TextRange::default(), |token| token.range());
        Err(invalid(source, range))
    };
    let mut text = source.text.clone().into_bytes();
    let mut write = |range: TextRange, by: &[u8]| {
        let start = range.start().to_usize();
        text[start..start + by.len()].copy_from_slice(by);
    };
    let Some((first, _)) = tokens.split_first() else {
        return wrong(None);
    };
    if first.kind() != TokenKind::Lpar {
        return wrong(Some(first));
    }
    write(first.range(), b"[");
    // 0 for plain arguments, then 1 behind `*`, 2 behind `**`: only this order is allowed.
    let (mut stars, mut level) = (0, 0);
    let mut close = None;
    for (index, token) in tokens.iter().enumerate() {
        let kind = token.kind();
        let begins = level == 1
            && matches!(
                tokens.get(index.wrapping_sub(1)).map(|it| it.kind()),
                Some(TokenKind::Comma | TokenKind::Lpar)
            );
        if begins {
            let found = match kind {
                TokenKind::Star => 1,
                TokenKind::DoubleStar => 2,
                TokenKind::Rpar if index > 1 => return wrong(Some(token)),
                _ => 0,
            };
            let is_allowed = found > stars || found == 0 && stars == 0;
            if kind != TokenKind::Rpar && !is_allowed {
                return wrong(Some(token));
            }
            stars = stars.max(found);
            match found {
                1 => write(token.range(), b" "),
                2 => write(token.range(), b"  "),
                _ => {}
            }
        }
        match kind {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => level += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => level -= 1,
            _ => {}
        }
        if level == 0 {
            close = Some(index);
            break;
        }
    }
    let Some(close) = close else {
        return wrong(tokens.last());
    };
    let arrow = tokens.get(close + 1);
    match arrow {
        Some(token) if token.kind() == TokenKind::Rarrow => {
            write(tokens[close].range(), b"]");
            write(token.range(), b", ");
        }
        other => return wrong(other.or(tokens.last())),
    }
    String::from_utf8(text).map_err(|_| invalid(source, first.range()))
}
