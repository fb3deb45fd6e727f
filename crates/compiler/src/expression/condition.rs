//! Boolean operators and comparisons, as values and as conditions of jumps.

use rpy_bytecode::{Constant, Location, Opcode};
use rustpython_ast::{BoolOp, CmpOp, Expr, ExprBoolOp, ExprCompare, UnaryOp};

use super::{Comparison, comparison_operator};
use crate::compiler::Compiler;
use crate::constant;
use crate::error::Result;
use crate::flow::Label;
use crate::warning;

impl<'a> Compiler<'a> {
    pub(super) fn boolean(&mut self, node: &'a ExprBoolOp, location: Location) -> Result {
        let end = self.new_label();
        let opcode = match node.op {
            BoolOp::And => Opcode::JumpIfFalseOrPop,
            BoolOp::Or => Opcode::JumpIfTrueOrPop,
        };
        let (last, values) = node.values.split_last().expect("the grammar requires two");
        for value in values {
            self.expression(value)?;
            if let Some(constants) = self.last_constants(1) {
                let decides = constant::truth(&constants[0]) == (node.op == BoolOp::Or);
                if decides {
                    // The rest is never evaluated, yet must be compiled for its errors.
                    self.jump(location, Opcode::Jump, end);
                    let dead = self.new_label();
                    self.place(dead);
                } else {
                    self.drop_last(1);
                }
                continue;
            }
            self.jump(location, opcode, end);
        }
        self.expression(last)?;
        self.place(end);
        Ok(())
    }

    pub(super) fn comparison(&mut self, node: &'a ExprCompare, location: Location) -> Result {
        if let ([operator], [right]) = (&node.ops[..], &node.comparators[..]) {
            self.check_comparison(node);
            self.expression(&node.left)?;
            self.comparand(*operator, right)?;
            self.compare_with(*operator, location);
            return Ok(());
        }
        let cleanup = self.new_label();
        let end = self.new_label();
        self.comparison_chain(node, location, |compiler, location| {
            compiler.jump(location, Opcode::JumpIfFalseOrPop, cleanup);
        })?;
        self.jump(Location::default(), Opcode::Jump, end);
        // The middle operand lies below the result.
        self.place(cleanup);
        self.op_n(location, Opcode::Swap, 2);
        self.op(location, Opcode::PopTop);
        self.place(end);
        Ok(())
    }

    /// Warns of `x is 1`.
    fn check_comparison(&mut self, node: &ExprCompare) {
        if let Some(message) = warning::of_comparison(node) {
            self.warn(message, node.range);
        }
    }

    /// Emits `a < b < c`; `test` is called behind each comparison but the last, with the operand
    /// that goes on being compared below its result.
    fn comparison_chain(
        &mut self,
        node: &'a ExprCompare,
        location: Location,
        mut test: impl FnMut(&mut Self, Location),
    ) -> Result {
        self.check_comparison(node);
        self.expression(&node.left)?;
        let last = node.ops.len() - 1;
        for (index, (operator, operand)) in node.ops.iter().zip(&node.comparators).enumerate() {
            if index < last {
                self.expression(operand)?;
                self.op_n(location, Opcode::Swap, 2);
                self.op_n(location, Opcode::Copy, 2);
                self.compare_with(*operator, location);
                test(self, location);
            } else {
                self.comparand(*operator, operand)?;
                self.compare_with(*operator, location);
            }
        }
        Ok(())
    }

    /// `not (a is b)` and `not (a in b)` are `a is not b` and `a not in b`; false for other comparisons,
    /// which may give something else than a bool.
    pub(super) fn opposite_comparison(
        &mut self,
        node: &'a ExprCompare,
        location: Location,
    ) -> Result<bool> {
        let opposite = match &*node.ops {
            [CmpOp::Is] => CmpOp::IsNot,
            [CmpOp::IsNot] => CmpOp::Is,
            [CmpOp::In] => CmpOp::NotIn,
            [CmpOp::NotIn] => CmpOp::In,
            _ => return Ok(false),
        };
        self.check_comparison(node);
        self.expression(&node.left)?;
        self.comparand(opposite, &node.comparators[0])?;
        self.compare_with(opposite, location);
        Ok(true)
    }

    /// The right operand of a comparison. A list or set of constants behind `in` is a constant.
    fn comparand(&mut self, operator: CmpOp, operand: &'a Expr) -> Result {
        let elements = match operand {
            Expr::List(node) if matches!(operator, CmpOp::In | CmpOp::NotIn) => &node.elts,
            Expr::Set(node) if matches!(operator, CmpOp::In | CmpOp::NotIn) => &node.elts,
            _ => return self.expression(operand),
        };
        if elements.iter().any(Expr::is_starred_expr) || elements.len() > 64 {
            return self.expression(operand);
        }
        elements
            .iter()
            .try_for_each(|element| self.expression(element))?;
        let location = self.location(operand);
        let count = elements.len();
        let items = self.last_constants(count);
        match (items, operand) {
            (Some(items), Expr::Set(_)) => {
                self.drop_last(count);
                self.load_const(location, Constant::FrozenSet(items.into()));
            }
            (Some(items), _) => {
                self.drop_last(count);
                self.load_const(location, Constant::Tuple(items.into()));
            }
            (None, Expr::Set(_)) => self.op_n(location, Opcode::BuildSet, count),
            (None, _) => self.op_n(location, Opcode::BuildTuple, count),
        }
        Ok(())
    }

    fn compare_with(&mut self, operator: CmpOp, location: Location) {
        match comparison_operator(operator) {
            Comparison::Rich(operator) => self.compare(location, operator),
            Comparison::Is(invert) => self.op_n(location, Opcode::IsOp, invert),
            Comparison::Contains(invert) => self.op_n(location, Opcode::ContainsOp, invert),
        }
    }

    /// Emits a condition: jumps to `target` if its truth value is `when`, else goes on.
    pub(crate) fn jump_if(&mut self, test: &'a Expr, when: bool, target: Label) -> Result {
        let location = self.location(test);
        match test {
            Expr::UnaryOp(node) if node.op == UnaryOp::Not => {
                return self.jump_if(&node.operand, !when, target);
            }
            Expr::BoolOp(node) => {
                let (last, values) = node.values.split_last().expect("the grammar requires two");
                // A value equal to `decisive` decides the whole.
                let decisive = node.op == BoolOp::Or;
                let end = self.new_label();
                let exit = if decisive == when { target } else { end };
                for value in values {
                    self.jump_if(value, decisive, exit)?;
                }
                self.jump_if(last, when, target)?;
                self.place(end);
                return Ok(());
            }
            Expr::If(node) => {
                let orelse = self.new_label();
                let end = self.new_label();
                self.jump_if(&node.test, false, orelse)?;
                self.jump_if(&node.body, when, target)?;
                self.jump(Location::default(), Opcode::Jump, end);
                self.place(orelse);
                self.jump_if(&node.orelse, when, target)?;
                self.place(end);
                return Ok(());
            }
            Expr::Compare(node) if node.ops.len() > 1 => {
                let cleanup = self.new_label();
                let end = self.new_label();
                self.comparison_chain(node, location, |compiler, location| {
                    compiler.jump(location, Opcode::PopJumpIfFalse, cleanup);
                })?;
                self.jump(location, pop_jump_if(when), target);
                self.jump(Location::default(), Opcode::Jump, end);
                self.place(cleanup);
                self.op(location, Opcode::PopTop);
                if !when {
                    self.jump(Location::default(), Opcode::Jump, target);
                }
                self.place(end);
                return Ok(());
            }
            Expr::Compare(node) => {
                if let ([operator @ (CmpOp::Is | CmpOp::IsNot)], [Expr::NoneLiteral(_)]) =
                    (&node.ops[..], &node.comparators[..])
                {
                    self.expression(&node.left)?;
                    let opcode = match (*operator == CmpOp::Is) == when {
                        true => Opcode::PopJumpIfNone,
                        false => Opcode::PopJumpIfNotNone,
                    };
                    self.jump(location, opcode, target);
                    return Ok(());
                }
            }
            _ => {}
        }
        self.expression(test)?;
        if let Some(constants) = self.last_constants(1) {
            self.drop_last(1);
            // A line of its own stays visible to tracing.
            self.op(location, Opcode::Nop);
            if constant::truth(&constants[0]) == when {
                self.jump(location, Opcode::Jump, target);
            }
            return Ok(());
        }
        self.jump(location, pop_jump_if(when), target);
        Ok(())
    }
}

fn pop_jump_if(when: bool) -> Opcode {
    match when {
        true => Opcode::PopJumpIfTrue,
        false => Opcode::PopJumpIfFalse,
    }
}
