//! Syntax that earlier versions of the language do not have, for `ast.parse(feature_version=…)`.

use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{
    Comprehension, ExceptHandler, Expr, Mod, Operator, Parameters, Stmt, TypeParam, TypeParams,
};
use rustpython_parser::Parsed;
use rustpython_text_size::{Ranged, TextRange, TextSize};

use crate::error::{Result, SyntaxErrorKind};
use crate::source::Source;

/// Raises `SyntaxError` for the first thing that Python 3.`minor` does not know.
pub(crate) fn check(minor: u8, source: &Source, parsed: &Parsed<Mod>) -> Result {
    let mut checker = Checker {
        minor,
        source,
        found: None,
    };
    match parsed.syntax() {
        Mod::Module(module) => checker.visit_body(&module.body),
        Mod::Expression(expression) => checker.visit_expr(&expression.body),
    }
    let Some(found) = checker.found else {
        return Ok(());
    };
    // The parser has read on to the token behind.
    let range = match found.is_token {
        true => found.range,
        false => parsed
            .tokens()
            .iter()
            .find(|token| token.start() >= found.range.end() && !token.kind().is_trivia())
            .map_or(TextRange::empty(found.range.end()), |token| token.range()),
    };
    let range = match range.is_empty() {
        true => TextRange::at(range.start(), TextSize::new(1)),
        false => range,
    };
    let Found { what, version, .. } = found;
    let message = format!("{what} only supported in Python 3.{version} and greater");
    Err(source.error(SyntaxErrorKind::Syntax, message, range))
}

/// What is too new.
struct Found {
    /// The start of the message, with its verb.
    what: &'static str,
    version: u8,
    range: TextRange,
    /// Whether the range is that of the token to show.
    is_token: bool,
}

struct Checker<'a> {
    minor: u8,
    source: &'a Source,
    /// What ends first.
    found: Option<Found>,
}

impl Checker<'_> {
    fn needs(&mut self, version: u8, what: &'static str, range: TextRange) {
        self.note(version, what, range, false);
    }

    fn note(&mut self, version: u8, what: &'static str, range: TextRange, is_token: bool) {
        let is_first = |found: &Found| range.end() < found.range.end();
        if self.minor < version && self.found.as_ref().is_none_or(is_first) {
            self.found = Some(Found {
                what,
                version,
                range,
                is_token,
            });
        }
    }

    /// Whether the text of a node begins so.
    fn begins_with(&self, range: TextRange, start: &str) -> bool {
        self.source.text[range].starts_with(start)
    }
}

impl<'a> Visitor<'a> for Checker<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let range = statement.range();
        match statement {
            Stmt::FunctionDef(node) if node.is_async => {
                self.needs(5, "Async functions are", range);
            }
            Stmt::With(node) if node.is_async => {
                self.needs(5, "Async with statements are", range);
            }
            Stmt::For(node) if node.is_async => self.needs(5, "Async for loops are", range),
            Stmt::AnnAssign(_) => self.needs(6, "Variable annotation syntax is", range),
            Stmt::AugAssign(node) if node.op == Operator::MatMult => {
                self.needs(5, "The '@' operator is", node.target.range());
            }
            Stmt::Try(node) => {
                for ExceptHandler::ExceptHandler(handler) in &node.handlers {
                    if let Some(Expr::Tuple(types)) = handler.type_.as_deref()
                        && !types.parenthesized
                    {
                        let what = "except expressions without parentheses are";
                        self.needs(14, what, types.range);
                    }
                }
                if node.is_star {
                    self.needs(11, "Exception groups are", range);
                }
            }
            Stmt::Match(_) => self.needs(10, "Pattern matching is", range),
            Stmt::TypeAlias(_) => self.needs(12, "Type statement is", range),
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        let range = expression.range();
        match expression {
            Expr::Named(_) => self.needs(8, "Assignment expressions are", range),
            Expr::Await(_) => self.needs(5, "Await expressions are", range),
            Expr::BinOp(node) if node.op == Operator::MatMult => {
                self.needs(5, "The '@' operator is", range);
            }
            Expr::TString(_) => self.needs(14, "t-strings are", range),
            Expr::NumberLiteral(_) if self.source.text[range].contains('_') => {
                self.note(6, "Underscores in numeric literals are", range, true);
            }
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }

    fn visit_comprehension(&mut self, part: &'a Comprehension) {
        if part.is_async {
            self.needs(6, "Async comprehensions are", part.range);
        }
        visitor::walk_comprehension(self, part);
    }

    fn visit_parameters(&mut self, parameters: &'a Parameters) {
        if let Some(last) = parameters.posonlyargs.last() {
            // The `/` stands behind.
            let rest = TextRange::new(last.end(), parameters.end());
            let slash = self.source.text[rest].find('/').unwrap_or_default();
            let end = last.end() + TextSize::try_from(slash + 1).unwrap_or_default();
            self.needs(
                8,
                "Positional-only parameters are",
                TextRange::new(last.start(), end),
            );
        }
        visitor::walk_parameters(self, parameters);
    }

    fn visit_type_params(&mut self, params: &'a TypeParams) {
        let inner = match self.begins_with(params.range, "[") {
            true => TextRange::new(params.start(), params.end() - TextSize::new(1)),
            false => params.range,
        };
        for param in &params.type_params {
            let default = match param {
                TypeParam::TypeVar(node) => &node.default,
                TypeParam::ParamSpec(node) => &node.default,
                TypeParam::TypeVarTuple(node) => &node.default,
            };
            if let Some(default) = default {
                self.needs(13, "Type parameter defaults are", default.range());
            }
        }
        self.needs(12, "Type parameter lists are", inner);
        visitor::walk_type_params(self, params);
    }
}
