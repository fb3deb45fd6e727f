//! Statements that leave a block: `return`, `break`, `continue`, `raise`, and `assert`.

use rpy_bytecode::{Constant, Location, Opcode};
use rustpython_ast::{Expr, ExprContext, Stmt, StmtAssert, StmtRaise, StmtReturn};
use rustpython_text_size::{Ranged, TextRange};

use crate::compiler::Compiler;
use crate::error::Result;
use crate::flow::HandlerIndex;
use crate::parse::raised_exception;
use crate::unit::{FrameBlock, FrameKind};

/// What leaves the frame blocks.
#[derive(Clone, Copy, PartialEq)]
enum Leave {
    Return,
    Break,
    Continue,
}

/// Frame blocks and handler as they were before a jump out of them.
struct Saved<'a> {
    frame_blocks: Vec<FrameBlock<'a>>,
    handler: Option<HandlerIndex>,
}

impl<'a> Compiler<'a> {
    pub(super) fn return_statement(&mut self, node: &'a StmtReturn) -> Result {
        let mut location = self.location(node);
        let block = self.block();
        if !block.kind.is_function() {
            return self.error("'return' outside function", node.range);
        }
        if node.value.is_some() && block.is_coroutine && block.is_generator {
            return self.error("'return' with value in async generator", node.range);
        }
        let mut constant = Some(Constant::None);
        let mut range = node.range;
        if let Some(value) = &node.value {
            let value_line = self.location(&**value).line;
            self.expression(value)?;
            // A constant needs not lie on the stack while the blocks are left.
            constant = self
                .last_constants(1)
                .and_then(|mut constants| constants.pop());
            if constant.is_some() {
                if value_line == location.line {
                    range = value.range();
                }
                self.drop_last(1);
                self.op(location, Opcode::Nop);
            } else if value_line != location.line {
                self.op(location, Opcode::Nop);
            }
        } else {
            self.op(location, Opcode::Nop);
        }
        let (saved, _) = self.unwind(&mut location, Leave::Return, constant.is_none(), range)?;
        if let Some(constant) = constant {
            self.load_const(location, constant);
        }
        self.op(location, Opcode::ReturnValue);
        self.restore(saved);
        Ok(())
    }

    pub(super) fn break_statement(&mut self, statement: &Stmt) -> Result {
        let mut location = self.location(statement);
        self.op(location, Opcode::Nop);
        let (saved, found) = self.unwind(&mut location, Leave::Break, false, statement.range())?;
        match found {
            Some(FrameKind::Loop { exit, .. }) => self.jump(location, Opcode::Jump, exit),
            _ => return self.error("'break' outside loop", statement.range()),
        }
        self.restore(saved);
        Ok(())
    }

    pub(super) fn continue_statement(&mut self, statement: &Stmt) -> Result {
        let mut location = self.location(statement);
        self.op(location, Opcode::Nop);
        let (saved, found) =
            self.unwind(&mut location, Leave::Continue, false, statement.range())?;
        match found {
            Some(FrameKind::Loop { next, .. }) => self.jump(location, Opcode::Jump, next),
            _ => return self.error("'continue' not properly in loop", statement.range()),
        }
        self.restore(saved);
        Ok(())
    }

    fn restore(&mut self, saved: Saved<'a>) {
        let unit = self.unit();
        unit.frame_blocks = saved.frame_blocks;
        unit.graph.handler = saved.handler;
    }

    /// Emits the code that leaves the frame blocks, down to the innermost loop for `break` and
    /// `continue`; returns that loop.
    ///
    /// With `keep_top`, the top of the stack is the value to return. Behind what a `finally` or
    /// `with` does at its end there is no `location` any more: what follows belongs to that.
    fn unwind(
        &mut self,
        location: &mut Location,
        leave: Leave,
        keep_top: bool,
        range: TextRange,
    ) -> Result<(Saved<'a>, Option<FrameKind<'a>>)> {
        let unit = self.unit();
        let saved = Saved {
            frame_blocks: unit.frame_blocks.clone(),
            handler: unit.graph.handler,
        };
        while let Some(block) = self.unit().frame_blocks.pop() {
            if matches!(block.kind, FrameKind::ExceptStar) {
                let message = "'break', 'continue' and 'return' cannot appear in an except* block";
                return self.error(message, range);
            }
            if matches!(block.kind, FrameKind::Loop { .. }) && leave != Leave::Return {
                if leave == Leave::Break {
                    self.leave_block(*location, block, keep_top)?;
                }
                return Ok((saved, Some(block.kind)));
            }
            let is_elsewhere = matches!(block.kind, FrameKind::Finally(_) | FrameKind::With { .. });
            self.leave_block(*location, block, keep_top)?;
            if is_elsewhere {
                *location = Location::default();
            }
        }
        Ok((saved, None))
    }

    fn leave_block(&mut self, location: Location, block: FrameBlock<'a>, keep_top: bool) -> Result {
        match block.kind {
            FrameKind::Loop { has_iterator, .. } => {
                if has_iterator {
                    self.set_handler(block.outer);
                    self.drop_below(location, keep_top);
                }
            }
            FrameKind::TryExcept => self.set_handler(block.outer),
            FrameKind::Finally(body) => {
                self.set_handler(block.outer);
                if keep_top {
                    self.push_block(FrameKind::PopValue, block.outer, TextRange::default())?;
                }
                self.statements(body)?;
                if keep_top {
                    self.pop_block();
                }
            }
            FrameKind::FinallyEnd => {
                self.drop_below(location, keep_top);
                self.pop_except(location, block, keep_top);
            }
            FrameKind::With { is_async, location } => {
                self.set_handler(block.outer);
                if keep_top {
                    // Below the value lie callee, call words and self of `__exit__`. The words
                    // are alike, so that three exchanges move the value below all of them.
                    self.op_n(location, Opcode::Swap, 7);
                    self.op_n(location, Opcode::Swap, 6);
                    self.op_n(location, Opcode::Swap, 2);
                }
                self.call_exit(location, is_async);
            }
            FrameKind::HandlerCleanup(name) => {
                self.pop_except(location, block, keep_top);
                if let Some(name) = name {
                    self.unbind(location, name)?;
                }
            }
            FrameKind::PopValue => self.drop_below(location, keep_top),
            FrameKind::ExceptStar => {}
        }
        Ok(())
    }

    /// Drops the top, or the value below it.
    fn drop_below(&mut self, location: Location, keep_top: bool) {
        if keep_top {
            self.op_n(location, Opcode::Swap, 2);
        }
        self.op(location, Opcode::PopTop);
    }

    fn pop_except(&mut self, location: Location, block: FrameBlock<'a>, keep_top: bool) {
        if keep_top {
            self.op_n(location, Opcode::Swap, 2);
        }
        self.set_handler(block.outer);
        self.op(location, Opcode::PopExcept);
    }

    /// Unbinds the name of an `except` clause, which may have been unbound already.
    pub(super) fn unbind(
        &mut self,
        location: Location,
        name: &rustpython_ast::Identifier,
    ) -> Result {
        self.load_none(location);
        self.name(location, &name.id, ExprContext::Store)?;
        self.name(location, &name.id, ExprContext::Del)
    }

    pub(super) fn raise_statement(&mut self, node: &'a StmtRaise) -> Result {
        let location = self.location(node);
        let mut count = 0;
        for part in [raised_exception(node), node.cause.as_deref()]
            .into_iter()
            .flatten()
        {
            self.expression(part)?;
            count += 1;
        }
        self.op_n(location, Opcode::RaiseVarargs, count);
        Ok(())
    }

    pub(super) fn assert_statement(&mut self, node: &'a StmtAssert) -> Result {
        let location = self.location(node);
        if matches!(&*node.test, Expr::Tuple(tuple) if !tuple.elts.is_empty()) {
            let message = "assertion is always true, perhaps remove parentheses?";
            self.warn(message.to_owned(), node.range);
        }
        if self.options.optimize > 0 {
            return Ok(());
        }
        let end = self.new_label();
        self.jump_if(&node.test, true, end)?;
        self.op_n(location, Opcode::LoadCommonConstant, 0);
        if let Some(message) = &node.msg {
            self.op(location, Opcode::PrepareCall);
            self.expression(message)?;
            self.op_n(location, Opcode::Call, 1);
        }
        // The traceback stresses the condition.
        let condition = self.location(&*node.test);
        self.op_n(condition, Opcode::RaiseVarargs, 1);
        self.place(end);
        Ok(())
    }
}
