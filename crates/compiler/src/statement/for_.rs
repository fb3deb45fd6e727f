//! `for` and `async for`. A `for` loop is inverted: its foot fetches the next item.

use rpy_bytecode::{Location, Opcode};
use rustpython_ast::StmtFor;

use crate::compiler::Compiler;
use crate::error::Result;
use crate::unit::FrameKind;

impl<'a> Compiler<'a> {
    pub(super) fn for_statement(&mut self, node: &'a StmtFor) -> Result {
        let location = self.location(&*node.iter);
        let body = self.new_label();
        let foot = self.new_label();
        let exhausted = self.new_label();
        let end = self.new_label();
        let outer = self.graph().handler;
        self.unit().conditional_depth += 1;

        self.iterable(&node.iter)?;
        self.op(location, Opcode::GetIter);
        self.jump(location, Opcode::ForIter, exhausted);
        self.place(body);
        self.push_block(
            FrameKind::Loop {
                next: foot,
                exit: end,
                has_iterator: true,
            },
            outer,
            node.range,
        )?;
        self.store(&node.target)?;
        self.statements(&node.body)?;
        self.pop_block();
        self.place(foot);
        self.jump(location, Opcode::ForIterBack, body);
        self.place(exhausted);
        self.statements(&node.orelse)?;
        self.place(end);
        self.unit().conditional_depth -= 1;
        Ok(())
    }

    pub(super) fn async_for_statement(&mut self, node: &'a StmtFor) -> Result {
        if !self.allows_await() {
            return self.error("'async for' outside async function", node.range);
        }
        let head = self.new_label();
        let exhausted = self.new_label();
        let end = self.new_label();
        self.unit().conditional_depth += 1;
        self.expression(&node.iter)?;
        let iterable = self.location(&*node.iter);
        self.op(iterable, Opcode::GetAiter);
        self.place(head);
        let outer = self.graph().handler;
        self.push_block(
            FrameKind::Loop {
                next: head,
                exit: end,
                has_iterator: true,
            },
            outer,
            node.range,
        )?;
        self.next_async_item(iterable, exhausted);
        self.store(&node.target)?;
        self.statements(&node.body)?;
        self.jump(Location::default(), Opcode::Jump, head);
        self.pop_block();
        self.place(exhausted);
        self.op(iterable, Opcode::EndAsyncFor);
        self.statements(&node.orelse)?;
        self.place(end);
        self.unit().conditional_depth -= 1;
        Ok(())
    }
}
