//! `yield`, `yield from` and `await`.

use rpy_bytecode::{Intrinsic1, Location, Opcode};
use rustpython_ast::{ExprAwait, ExprYield, ExprYieldFrom};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use crate::compiler::Compiler;
use crate::error::Result;
use crate::flow::Label;
use crate::symtable::BlockKind;

/// `RESUME` behind `yield`, `yield from` and `await`.
const AFTER_YIELD: usize = 1;
const AFTER_YIELD_FROM: usize = 2;
const AFTER_AWAIT: usize = 3;

impl<'a> Compiler<'a> {
    /// Whether `await` may stand in the current code: in `async def`, and in generator expressions
    /// anywhere.
    pub(crate) fn allows_await(&self) -> bool {
        let block = self.block();
        block.is_async_definition
            || block.kind == BlockKind::Comprehension
            || self.options.allow_top_level_await && block.kind == BlockKind::Module
    }

    pub(super) fn yield_expression(&mut self, node: &'a ExprYield) -> Result {
        let location = self.location(node);
        self.check_bare_yield(node)?;
        if !self.block().kind.is_function() {
            return self.error("'yield' outside function", node.range);
        }
        match &node.value {
            Some(value) => self.expression(value)?,
            None => self.load_none(location),
        }
        self.yield_top(location);
        Ok(())
    }

    /// Refuses `1, yield` and `yield, 1`, which the parser takes for tuples.
    fn check_bare_yield(&self, node: &ExprYield) -> Result {
        let text = &self.source.text;
        let before = text[..node.start().to_usize()].trim_end_matches([' ', '\t']);
        if before.ends_with(',') {
            let keyword = TextRange::at(node.start(), TextSize::of("yield"));
            return self.error("invalid syntax", keyword);
        }
        let behind = text[node.end().to_usize()..].trim_start_matches([' ', '\t']);
        if node.value.is_none() && behind.starts_with(',') {
            let comma = text.len() - behind.len();
            let comma = TextSize::try_from(comma).expect("offsets fit 32 bits");
            return self.error("invalid syntax", TextRange::at(comma, TextSize::new(1)));
        }
        Ok(())
    }

    /// Yields the top of the stack.
    pub(super) fn yield_top(&mut self, location: Location) {
        let block = self.block();
        if block.is_generator && block.is_coroutine {
            let intrinsic = Intrinsic1::AsyncGenWrap as usize;
            self.op_n(location, Opcode::CallIntrinsic1, intrinsic);
        }
        self.op_n(location, Opcode::YieldValue, 0);
        self.op_n(location, Opcode::Resume, AFTER_YIELD);
    }

    pub(super) fn yield_from(&mut self, node: &'a ExprYieldFrom) -> Result {
        let location = self.location(node);
        let block = self.block();
        if !block.kind.is_function() {
            return self.error("'yield from' outside function", node.range);
        }
        if block.is_async_definition {
            return self.error("'yield from' inside async function", node.range);
        }
        self.expression(&node.value)?;
        self.op(location, Opcode::GetYieldFromIter);
        self.load_none(location);
        self.delegate(location, false);
        Ok(())
    }

    pub(super) fn await_expression(&mut self, node: &'a ExprAwait) -> Result {
        let location = self.location(node);
        if !self.allows_await() {
            let message = match self.block().kind.is_function() {
                true => "'await' outside async function",
                false => "'await' outside function",
            };
            return self.error(message, node.range);
        }
        self.expression(&node.value)?;
        self.op_n(location, Opcode::GetAwaitable, 0);
        self.load_none(location);
        self.delegate(location, true);
        Ok(())
    }

    /// Hands control to the iterator below the top, to which the top is sent, until it returns;
    /// its return value takes the place of both.
    pub(crate) fn delegate(&mut self, location: Location, is_await: bool) {
        let send = self.new_label();
        let failed = self.new_label();
        let exit = self.new_label();
        self.place(send);
        self.jump(location, Opcode::Send, exit);
        let outer = self.setup(failed, false, 0);
        self.op_n(location, Opcode::YieldValue, 1);
        self.set_handler(outer);
        let resume = if is_await {
            AFTER_AWAIT
        } else {
            AFTER_YIELD_FROM
        };
        self.op_n(location, Opcode::Resume, resume);
        self.jump(location, Opcode::Jump, send);
        self.place(failed);
        self.op(location, Opcode::CleanupThrow);
        self.place(exit);
        self.op(location, Opcode::EndSend);
    }

    /// Pushes the next item of the asynchronous iterator on top of the stack. Its end goes to
    /// `exhausted` with the exception on the stack.
    pub(crate) fn next_async_item(&mut self, location: Location, exhausted: Label) {
        let outer = self.setup(exhausted, false, 0);
        self.op(location, Opcode::GetAnext);
        self.load_none(location);
        self.delegate(location, true);
        self.set_handler(outer);
    }
}
