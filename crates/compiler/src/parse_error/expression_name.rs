//! What CPython calls an expression that cannot be assigned to.

use rustpython_ast::visitor::{Visitor, walk_expr};
use rustpython_ast::{Expr, Mod};
use rustpython_text_size::{Ranged, TextRange};

/// Finds the outermost expression with this range.
pub(super) fn find(tree: &Mod, range: TextRange) -> Option<&Expr> {
    struct Finder<'a> {
        range: TextRange,
        found: Option<&'a Expr>,
    }
    impl<'a> Visitor<'a> for Finder<'a> {
        fn visit_expr(&mut self, expression: &'a Expr) {
            if self.found.is_some() || !expression.range().contains_range(self.range) {
                return;
            }
            if expression.range() == self.range {
                self.found = Some(expression);
                return;
            }
            walk_expr(self, expression);
        }
    }
    let mut finder = Finder { range, found: None };
    match tree {
        Mod::Module(module) => finder.visit_body(&module.body),
        Mod::Expression(expression) => finder.visit_expr(&expression.body),
    }
    finder.found
}

/// The name of a kind of expression in error messages.
///
/// Source: CPython `Parser/pegen.c`, `_PyPegen_get_expr_name`.
pub(super) fn name(expression: &Expr) -> &'static str {
    match expression {
        Expr::Attribute(_) => "attribute",
        Expr::Subscript(_) => "subscript",
        Expr::Starred(_) => "starred",
        Expr::Name(_) => "name",
        Expr::List(_) => "list",
        Expr::Tuple(_) => "tuple",
        Expr::Lambda(_) => "lambda",
        Expr::Call(_) => "function call",
        Expr::BoolOp(_) | Expr::BinOp(_) | Expr::UnaryOp(_) => "expression",
        Expr::Generator(_) => "generator expression",
        Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
        Expr::Await(_) => "await expression",
        Expr::ListComp(_) => "list comprehension",
        Expr::SetComp(_) => "set comprehension",
        Expr::DictComp(_) => "dict comprehension",
        Expr::Dict(_) => "dict literal",
        Expr::Set(_) => "set display",
        Expr::FString(_) => "f-string expression",
        Expr::TString(_) => "t-string expression",
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_) => "literal",
        Expr::BooleanLiteral(node) if node.value => "True",
        Expr::BooleanLiteral(_) => "False",
        Expr::NoneLiteral(_) => "None",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::Compare(_) => "comparison",
        Expr::If(_) => "conditional expression",
        Expr::Named(_) => "named expression",
        Expr::Slice(_) | Expr::IpyEscapeCommand(_) => "expression",
    }
}

/// Whether an expression may stand on the left of `==` without brackets.
pub(super) fn is_operand(expression: &Expr) -> bool {
    match expression {
        Expr::UnaryOp(node) => node.op != rustpython_ast::UnaryOp::Not,
        Expr::BoolOp(_)
        | Expr::Compare(_)
        | Expr::If(_)
        | Expr::Lambda(_)
        | Expr::Named(_)
        | Expr::Starred(_)
        | Expr::Yield(_)
        | Expr::YieldFrom(_) => false,
        _ => true,
    }
}
