//! `except*` (PEP 654).

use rpy_bytecode::{Intrinsic2, Location, Opcode};
use rustpython_ast::{ExceptHandler, ExprContext, StmtTry};

use crate::compiler::Compiler;
use crate::error::Result;
use crate::unit::FrameKind;

impl<'a> Compiler<'a> {
    /// While the clauses run, the stack holds: the exception handled before, the original group,
    /// a list of what the clauses raised, and the rest of the group.
    pub(super) fn try_except_star(&mut self, node: &'a StmtTry) -> Result {
        let nowhere = Location::default();
        let raised = self.new_label();
        let cleanup = self.new_label();
        let orelse = self.new_label();
        let end = self.new_label();
        let reraise = self.new_label();
        let outer = self.graph().handler;
        self.guarded(&node.body, raised, node.range)?;
        self.jump(nowhere, Opcode::Jump, orelse);

        self.place(raised);
        self.setup(cleanup, true, 0);
        let cleanup_handler = self.graph().handler;
        self.op(nowhere, Opcode::PushExcInfo);
        for (index, ExceptHandler::ExceptHandler(handler)) in node.handlers.iter().enumerate() {
            let location = self.location(handler);
            let next = self.new_label();
            let no_match = self.new_label();
            let clause_raised = self.new_label();
            if index == 0 {
                // [before, group] becomes [before, group, list, group].
                self.op_n(location, Opcode::BuildList, 0);
                self.op_n(location, Opcode::Copy, 2);
            }
            if let Some(kind) = &handler.type_ {
                self.expression(kind)?;
            }
            self.op(location, Opcode::CheckEgMatch);
            self.op_n(location, Opcode::Copy, 1);
            self.jump(location, Opcode::PopJumpIfNone, no_match);
            match &handler.name {
                Some(name) => self.name(location, &name.id, ExprContext::Store)?,
                None => self.op(location, Opcode::PopTop),
            }
            self.setup(clause_raised, true, 0);
            self.push_block(FrameKind::ExceptStar, outer, node.range)?;
            self.statements(&handler.body)?;
            self.pop_block();
            self.set_handler(cleanup_handler);
            if let Some(name) = &handler.name {
                self.unbind(nowhere, name)?;
            }
            self.jump(nowhere, Opcode::Jump, next);

            // [before, group, list, rest, offset, exception]: the exception goes to the list.
            self.place(clause_raised);
            if let Some(name) = &handler.name {
                self.unbind(nowhere, name)?;
            }
            self.op_n(nowhere, Opcode::ListAppend, 3);
            self.op(nowhere, Opcode::PopTop);
            self.jump(nowhere, Opcode::Jump, next);

            self.place(no_match);
            self.op(location, Opcode::PopTop);
            self.place(next);
            if index + 1 == node.handlers.len() {
                self.op_n(nowhere, Opcode::ListAppend, 1);
                self.jump(nowhere, Opcode::Jump, reraise);
            }
        }
        self.place(reraise);
        // [before, group, list]
        let intrinsic = Intrinsic2::PrepareReraiseStar as usize;
        self.op_n(nowhere, Opcode::CallIntrinsic2, intrinsic);
        self.op_n(nowhere, Opcode::Copy, 1);
        let raise = self.new_label();
        self.jump(nowhere, Opcode::PopJumpIfNotNone, raise);
        self.op(nowhere, Opcode::PopTop);
        self.set_handler(outer);
        self.op(nowhere, Opcode::PopExcept);
        self.jump(nowhere, Opcode::Jump, end);
        self.place(raise);
        self.set_handler(cleanup_handler);
        self.op_n(nowhere, Opcode::Swap, 2);
        self.set_handler(outer);
        self.op(nowhere, Opcode::PopExcept);
        self.op_n(nowhere, Opcode::Reraise, 0);
        self.place(cleanup);
        self.reraise_in_handler();
        self.place(orelse);
        self.statements(&node.orelse)?;
        self.place(end);
        Ok(())
    }
}
