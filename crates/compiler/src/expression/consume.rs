//! Calls of a builtin on a generator expression, such as `tuple(x for x in y)`: where the name
//! means the builtin, the loop over the generator runs in the frame of the caller.

use rpy_bytecode::{Constant, Location, Opcode};
use rustpython_ast::{Expr, ExprCall, ExprContext};

use super::name::Access;
use crate::compiler::Compiler;
use crate::error::Result;
use crate::symtable::BlockKind;

/// The builtins that have such a loop, by their `LOAD_COMMON_CONSTANT` operand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Consumer {
    Tuple = 2,
    All = 3,
    Any = 4,
    List = 5,
    Set = 6,
}

impl Consumer {
    fn named(name: &str) -> Option<Consumer> {
        match name {
            "tuple" => Some(Consumer::Tuple),
            "all" => Some(Consumer::All),
            "any" => Some(Consumer::Any),
            "list" => Some(Consumer::List),
            "set" => Some(Consumer::Set),
            _ => None,
        }
    }
}

impl<'a> Compiler<'a> {
    /// Compiles `node` if it is such a call; false if it is another.
    pub(super) fn consuming_call(
        &mut self,
        node: &'a ExprCall,
        location: Location,
    ) -> Result<bool> {
        let (Expr::Name(function), [Expr::Generator(generator)], []) = (
            &*node.func,
            &node.arguments.args[..],
            &node.arguments.keywords[..],
        ) else {
            return Ok(false);
        };
        let Some(consumer) = Consumer::named(&function.id) else {
            return Ok(false);
        };
        let block = self.find_block(generator.range, BlockKind::Comprehension);
        if !matches!(self.access(&function.id), Access::Global | Access::Name)
            || self.table[block].is_coroutine
        {
            return Ok(false);
        }
        let name_location = self.location(&*node.func);
        self.name(name_location, &function.id, ExprContext::Load)?;
        self.expression(&node.arguments.args[0])?;
        let (call, end) = (self.new_label(), self.new_label());
        self.op_n(name_location, Opcode::Copy, 2);
        self.op_n(name_location, Opcode::LoadCommonConstant, consumer as usize);
        self.op_n(name_location, Opcode::IsOp, 0);
        self.jump(name_location, Opcode::PopJumpIfFalse, call);
        let loop_location = match consumer {
            Consumer::List | Consumer::Set => location,
            Consumer::Tuple | Consumer::All | Consumer::Any => name_location,
        };
        match consumer {
            Consumer::All | Consumer::Any => self.search(consumer, loop_location),
            Consumer::Tuple | Consumer::List | Consumer::Set => {
                self.collect(consumer, loop_location);
            }
        }
        self.op_n(location, Opcode::Swap, 2);
        self.op(location, Opcode::PopTop);
        self.jump(location, Opcode::Jump, end);
        self.place(call);
        // The call words belong between callee and argument.
        self.op_n(location, Opcode::Swap, 2);
        self.op(location, Opcode::PrepareCall);
        self.op_n(location, Opcode::Copy, 6);
        self.op_n(location, Opcode::Call, 1);
        self.op_n(location, Opcode::Swap, 2);
        self.op(location, Opcode::PopTop);
        self.place(end);
        Ok(true)
    }

    /// Replaces the generator on top by a collection of its items.
    fn collect(&mut self, consumer: Consumer, location: Location) {
        let (build, add) = match consumer {
            Consumer::Set => (Opcode::BuildSet, Opcode::SetAdd),
            _ => (Opcode::BuildList, Opcode::ListAppend),
        };
        let (body, exhausted) = (self.new_label(), self.new_label());
        self.op_n(location, build, 0);
        self.op_n(location, Opcode::Swap, 2);
        self.jump(location, Opcode::ForIter, exhausted);
        self.place(body);
        self.op_n(location, add, 2);
        self.jump(location, Opcode::ForIterBack, body);
        self.place(exhausted);
        if consumer == Consumer::Tuple {
            self.op(location, Opcode::ListToTuple);
        }
    }

    /// Replaces the generator on top by whether any or all of its items are true.
    fn search(&mut self, consumer: Consumer, location: Location) {
        let (stop, found) = match consumer {
            Consumer::Any => (Opcode::PopJumpIfTrue, Constant::Bool(true)),
            _ => (Opcode::PopJumpIfFalse, Constant::Bool(false)),
        };
        let missing = match consumer {
            Consumer::Any => Constant::Bool(false),
            _ => Constant::Bool(true),
        };
        let (body, exhausted) = (self.new_label(), self.new_label());
        let (decided, end) = (self.new_label(), self.new_label());
        self.jump(location, Opcode::ForIter, exhausted);
        self.place(body);
        self.jump(location, stop, decided);
        self.jump(location, Opcode::ForIterBack, body);
        self.place(exhausted);
        self.load_const(location, missing);
        self.jump(location, Opcode::Jump, end);
        self.place(decided);
        self.op(location, Opcode::PopTop);
        self.load_const(location, found);
        self.place(end);
    }
}
