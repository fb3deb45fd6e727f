//! `with` and `async with`.

use rpy_bytecode::{Location, Opcode};
use rustpython_ast::{Stmt, StmtWith, WithItem};

use rustpython_text_size::TextRange;

use crate::compiler::Compiler;
use crate::error::Result;
use crate::unit::FrameKind;

/// Stack slots of what `LOAD_SPECIAL` pushes: callee, call words, self.
const METHOD_SLOTS: usize = 6;

impl<'a> Compiler<'a> {
    pub(super) fn with_statement(&mut self, node: &'a StmtWith) -> Result {
        if node.is_async && !self.allows_await() {
            return self.error("'async with' outside async function", node.range);
        }
        self.unit().conditional_depth += 1;
        self.with_items(&node.items, &node.body, node.is_async, node.range)?;
        self.unit().conditional_depth -= 1;
        Ok(())
    }

    fn with_items(
        &mut self,
        items: &'a [WithItem],
        body: &'a [Stmt],
        is_async: bool,
        range: TextRange,
    ) -> Result {
        let (item, rest) = items.split_first().expect("the grammar requires one");
        let location = self.location(&item.context_expr);
        let raised = self.new_label();
        let cleanup = self.new_label();
        let suppressed = self.new_label();
        let end = self.new_label();
        let nowhere = Location::default();

        self.expression(&item.context_expr)?;
        let (enter, exit) = if is_async { (2, 3) } else { (0, 1) };
        self.op_n(location, Opcode::Copy, 1);
        self.op_n(location, Opcode::LoadSpecial, exit);
        // The manager goes from below the method's six slots to the top. The call words are
        // alike, so that three exchanges do it.
        self.op_n(location, Opcode::Swap, 2);
        self.op_n(location, Opcode::Swap, METHOD_SLOTS);
        self.op_n(location, Opcode::Swap, METHOD_SLOTS + 1);
        self.op_n(location, Opcode::LoadSpecial, enter);
        self.op_n(location, Opcode::CallMethod, 0);
        if is_async {
            self.op_n(location, Opcode::GetAwaitable, 1);
            self.load_none(location);
            self.delegate(location, true);
        }
        let outer = self.setup(raised, true, 1);
        self.push_block(FrameKind::With { is_async, location }, outer, range)?;
        match &item.optional_vars {
            Some(target) => self.store(target)?,
            None => self.op(location, Opcode::PopTop),
        }
        if rest.is_empty() {
            self.statements(body)?;
        } else {
            self.with_items(rest, body, is_async, range)?;
        }
        self.pop_block();
        self.set_handler(outer);
        self.call_exit(location, is_async);
        self.jump(location, Opcode::Jump, end);

        self.place(raised);
        self.setup(cleanup, true, 0);
        self.op(location, Opcode::PushExcInfo);
        self.op(location, Opcode::WithExceptStart);
        if is_async {
            self.op_n(location, Opcode::GetAwaitable, 2);
            self.load_none(location);
            self.delegate(location, true);
        }
        self.op(location, Opcode::ToBool);
        self.jump(location, Opcode::PopJumpIfTrue, suppressed);
        self.op_n(location, Opcode::Reraise, 2);
        self.place(suppressed);
        self.op(nowhere, Opcode::PopTop);
        self.set_handler(outer);
        self.op(nowhere, Opcode::PopExcept);
        // The saved offset and the slots of `__exit__`.
        for _ in 0..=METHOD_SLOTS {
            self.op(nowhere, Opcode::PopTop);
        }
        self.jump(nowhere, Opcode::Jump, end);
        self.place(cleanup);
        self.reraise_in_handler();
        self.place(end);
        Ok(())
    }

    /// Calls the `__exit__` on the stack for a block that ended without exception.
    pub(super) fn call_exit(&mut self, location: Location, is_async: bool) {
        for _ in 0..3 {
            self.load_none(location);
        }
        self.op_n(location, Opcode::CallMethod, 3);
        if is_async {
            self.op_n(location, Opcode::GetAwaitable, 2);
            self.load_none(location);
            self.delegate(location, true);
        }
        self.op(location, Opcode::PopTop);
    }
}
