//! `while`: the test stands before the loop and, if it is small, again at its foot.

use rpy_bytecode::Opcode;
use rustpython_ast::{Expr, StmtWhile};

use crate::compiler::Compiler;
use crate::error::Result;
use crate::unit::FrameKind;

/// Nodes a test may have that is emitted twice.
const MAX_TEST: usize = 12;

impl<'a> Compiler<'a> {
    pub(super) fn while_statement(&mut self, node: &'a StmtWhile) -> Result {
        let location = self.location(&*node.test);
        let head = self.new_label();
        let body = self.new_label();
        let foot = self.new_label();
        let exhausted = self.new_label();
        let end = self.new_label();
        let outer = self.graph().handler;
        self.unit().conditional_depth += 1;

        self.place(head);
        self.jump_if(&node.test, false, exhausted)?;
        self.place(body);
        let is_small = size(&node.test, MAX_TEST).is_some();
        let next = if is_small { foot } else { head };
        self.push_block(
            FrameKind::Loop {
                next,
                exit: end,
                has_iterator: false,
            },
            outer,
            node.range,
        )?;
        self.statements(&node.body)?;
        self.pop_block();
        self.place(foot);
        if is_small {
            self.jump_if(&node.test, true, body)?;
        } else {
            self.jump(location, Opcode::Jump, head);
        }
        self.place(exhausted);
        self.statements(&node.orelse)?;
        self.place(end);
        self.unit().conditional_depth -= 1;
        Ok(())
    }
}

/// Counts the nodes of an expression that may be emitted twice; `None` if there are more than
/// `limit` or if it has code of its own.
fn size(expression: &Expr, limit: usize) -> Option<usize> {
    let limit = limit.checked_sub(1)?;
    let all = |parts: &mut dyn Iterator<Item = &Expr>| {
        let mut total = 1;
        for part in parts {
            total += size(part, (limit + 1).checked_sub(total)?)?;
        }
        Some(total)
    };
    match expression {
        Expr::BoolOp(node) => all(&mut node.values.iter()),
        Expr::BinOp(node) => all(&mut [&*node.left, &*node.right].into_iter()),
        Expr::UnaryOp(node) => all(&mut [&*node.operand].into_iter()),
        Expr::Compare(node) => all(&mut std::iter::once(&*node.left).chain(&node.comparators)),
        Expr::Call(node) if node.arguments.keywords.is_empty() => {
            all(&mut std::iter::once(&*node.func).chain(&node.arguments.args))
        }
        Expr::Attribute(node) => all(&mut [&*node.value].into_iter()),
        Expr::Subscript(node) => all(&mut [&*node.value, &*node.slice].into_iter()),
        Expr::Name(_)
        | Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::NumberLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::EllipsisLiteral(_) => Some(1),
        _ => None,
    }
}
