//! Code of statements.

mod annotation;
mod assign;
mod class;
mod control;
mod delete;
mod except_star;
mod for_;
mod function;
mod if_;
mod import;
mod match_;
mod pattern;
mod try_;
mod type_params;
mod while_;
mod with;

use rpy_bytecode::{Intrinsic1, Opcode};
use rustpython_ast::{Expr, Stmt};
use rustpython_text_size::Ranged;

use crate::Mode;
use crate::compiler::Compiler;
use crate::error::Result;

impl<'a> Compiler<'a> {
    pub(crate) fn statements(&mut self, body: &'a [Stmt]) -> Result {
        body.iter()
            .try_for_each(|statement| self.statement(statement))
    }

    pub(crate) fn statement(&mut self, statement: &'a Stmt) -> Result {
        match statement {
            Stmt::FunctionDef(node) => self.function_definition(node),
            Stmt::ClassDef(node) => self.class_definition(node),
            Stmt::TypeAlias(node) => self.type_alias(node),
            Stmt::Return(node) => self.return_statement(node),
            Stmt::Delete(node) => self.delete_targets(&node.targets),
            Stmt::Assign(node) => self.assignment(node),
            Stmt::AugAssign(node) => self.augmented_assignment(node),
            Stmt::AnnAssign(node) => self.annotated_assignment(node),
            Stmt::For(node) if node.is_async => self.async_for_statement(node),
            Stmt::For(node) => self.for_statement(node),
            Stmt::While(node) => self.while_statement(node),
            Stmt::If(node) => self.if_statement(node),
            Stmt::With(node) => self.with_statement(node),
            Stmt::Match(node) => self.match_statement(node),
            Stmt::Raise(node) => self.raise_statement(node),
            Stmt::Try(node) => self.try_statement(node),
            Stmt::Assert(node) => self.assert_statement(node),
            Stmt::Import(node) => self.import_statement(node),
            Stmt::ImportFrom(node) => self.import_from_statement(node),
            Stmt::Global(_) | Stmt::Nonlocal(_) => Ok(()),
            Stmt::Expr(node) => self.expression_statement(&node.value, statement),
            Stmt::Pass(_) => {
                let location = self.location(statement);
                self.op(location, Opcode::Nop);
                Ok(())
            }
            Stmt::Break(_) => self.break_statement(statement),
            Stmt::Continue(_) => self.continue_statement(statement),
            Stmt::IpyEscapeCommand(node) => self.error("invalid syntax", node.range),
        }
    }

    fn expression_statement(&mut self, value: &'a Expr, statement: &Stmt) -> Result {
        let location = self.location(statement);
        let is_displayed = statement.range().start() >= self.display_from;
        if self.mode == Mode::Single && self.units.len() == 1 && is_displayed {
            self.expression(value)?;
            self.op_n(location, Opcode::CallIntrinsic1, Intrinsic1::Print as usize);
            self.op(location, Opcode::PopTop);
            return Ok(());
        }
        if is_constant(value) {
            self.op(location, Opcode::Nop);
            return Ok(());
        }
        self.expression(value)?;
        // The pop has no line of its own, lest a multi-line expression is traced twice.
        let location = self.location(value);
        self.op(location, Opcode::PopTop);
        Ok(())
    }
}

/// Whether an expression is a literal, so that it does nothing as a statement.
fn is_constant(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
    )
}

/// The documentation string that a body begins with.
pub(crate) fn docstring(body: &[Stmt]) -> Option<(&rustpython_ast::ExprStringLiteral, &Stmt)> {
    let first = body.first()?;
    match first {
        Stmt::Expr(node) => match &*node.value {
            Expr::StringLiteral(literal) => Some((literal, first)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a statement can add annotations to its block.
pub(crate) fn contains_annotations(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::AnnAssign(_) => true,
        Stmt::For(node) => contains_annotations(&node.body) || contains_annotations(&node.orelse),
        Stmt::While(node) => contains_annotations(&node.body) || contains_annotations(&node.orelse),
        Stmt::If(node) => {
            contains_annotations(&node.body)
                || node
                    .elif_else_clauses
                    .iter()
                    .any(|clause| contains_annotations(&clause.body))
        }
        Stmt::With(node) => contains_annotations(&node.body),
        Stmt::Match(node) => node
            .cases
            .iter()
            .any(|case| contains_annotations(&case.body)),
        Stmt::Try(node) => {
            contains_annotations(&node.body)
                || node.handlers.iter().any(|handler| {
                    let rustpython_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    contains_annotations(&handler.body)
                })
                || contains_annotations(&node.orelse)
                || contains_annotations(&node.finalbody)
        }
        _ => false,
    })
}
