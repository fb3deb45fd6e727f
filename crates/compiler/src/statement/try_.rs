//! `try`.

use rpy_bytecode::{Location, Opcode};
use rustpython_ast::{ExceptHandler, ExprContext, Stmt, StmtTry};

use rustpython_text_size::{Ranged, TextRange};

use crate::compiler::Compiler;
use crate::error::Result;
use crate::flow::Label;
use crate::unit::FrameKind;
use crate::warning;

impl<'a> Compiler<'a> {
    pub(super) fn try_statement(&mut self, node: &'a StmtTry) -> Result {
        self.unit().conditional_depth += 1;
        // What a trace function raises at this line is not handled here.
        let location = self.location(node);
        self.op(location, Opcode::Nop);
        if node.finalbody.is_empty() {
            self.try_except(node)?;
        } else {
            self.try_finally(node)?;
        }
        self.unit().conditional_depth -= 1;
        Ok(())
    }

    fn try_finally(&mut self, node: &'a StmtTry) -> Result {
        warning::leaving_finally(&node.finalbody, &mut |statement, what| {
            let message = format!("'{what}' in a 'finally' block");
            self.warn(message, statement.range());
        });
        let raised = self.new_label();
        let cleanup = self.new_label();
        let end = self.new_label();
        let outer = self.setup(raised, false, 0);
        self.push_block(FrameKind::Finally(&node.finalbody), outer, node.range)?;
        if node.handlers.is_empty() {
            self.statements(&node.body)?;
        } else {
            self.try_except(node)?;
        }
        self.pop_block();
        self.set_handler(outer);
        self.statements(&node.finalbody)?;
        self.jump(Location::default(), Opcode::Jump, end);

        self.place(raised);
        self.setup(cleanup, true, 0);
        self.op(Location::default(), Opcode::PushExcInfo);
        self.push_block(FrameKind::FinallyEnd, outer, node.range)?;
        self.statements(&node.finalbody)?;
        self.pop_block();
        self.op_n(Location::default(), Opcode::Reraise, 0);
        self.set_handler(outer);
        self.place(cleanup);
        self.reraise_in_handler();
        self.place(end);
        Ok(())
    }

    /// An exception was raised while another was handled: restores the latter's predecessor and
    /// raises on.
    pub(super) fn reraise_in_handler(&mut self) {
        let nowhere = Location::default();
        self.op_n(nowhere, Opcode::Copy, 3);
        self.op(nowhere, Opcode::PopExcept);
        self.op_n(nowhere, Opcode::Reraise, 1);
    }

    fn try_except(&mut self, node: &'a StmtTry) -> Result {
        if node.is_star {
            return self.try_except_star(node);
        }
        let raised = self.new_label();
        let cleanup = self.new_label();
        let end = self.new_label();
        let outer = self.setup(raised, false, 0);
        self.push_block(FrameKind::TryExcept, outer, node.range)?;
        self.statements(&node.body)?;
        self.pop_block();
        self.set_handler(outer);
        self.statements(&node.orelse)?;
        self.jump(Location::default(), Opcode::Jump, end);

        self.place(raised);
        self.setup(cleanup, true, 0);
        self.op(Location::default(), Opcode::PushExcInfo);
        let cleanup_handler = self.graph().handler;
        let count = node.handlers.len();
        for (index, ExceptHandler::ExceptHandler(handler)) in node.handlers.iter().enumerate() {
            let location = self.location(handler);
            if handler.type_.is_none() && index + 1 < count {
                return self.error("default 'except:' must be last", handler.range);
            }
            let next = self.new_label();
            if let Some(kind) = &handler.type_ {
                self.expression(kind)?;
                self.op(location, Opcode::CheckExcMatch);
                self.jump(location, Opcode::PopJumpIfFalse, next);
            }
            match &handler.name {
                None => {
                    self.op(location, Opcode::PopTop);
                    self.push_block(FrameKind::HandlerCleanup(None), outer, node.range)?;
                    self.statements(&handler.body)?;
                    self.pop_block();
                    self.set_handler(outer);
                    self.op(Location::default(), Opcode::PopExcept);
                    self.jump(Location::default(), Opcode::Jump, end);
                }
                Some(name) => {
                    let unbind = self.new_label();
                    self.name(location, &name.id, ExprContext::Store)?;
                    self.setup(unbind, true, 0);
                    self.push_block(FrameKind::HandlerCleanup(Some(name)), outer, node.range)?;
                    self.statements(&handler.body)?;
                    self.pop_block();
                    self.set_handler(outer);
                    self.op(Location::default(), Opcode::PopExcept);
                    self.unbind(Location::default(), name)?;
                    self.jump(Location::default(), Opcode::Jump, end);
                    self.place(unbind);
                    self.set_handler(cleanup_handler);
                    self.unbind(Location::default(), name)?;
                    self.op_n(Location::default(), Opcode::Reraise, 1);
                }
            }
            self.set_handler(cleanup_handler);
            self.place(next);
        }
        self.op_n(Location::default(), Opcode::Reraise, 0);
        self.set_handler(outer);
        self.place(cleanup);
        self.reraise_in_handler();
        self.place(end);
        Ok(())
    }

    /// The statements of a block that runs under the current handler.
    pub(super) fn guarded(&mut self, body: &'a [Stmt], handler: Label, range: TextRange) -> Result {
        let outer = self.setup(handler, false, 0);
        self.push_block(FrameKind::TryExcept, outer, range)?;
        self.statements(body)?;
        self.pop_block();
        self.set_handler(outer);
        Ok(())
    }
}
