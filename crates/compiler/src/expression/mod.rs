//! Code of expressions: each pushes its value.

mod call;
mod collection;
mod comprehension;
mod condition;
mod consume;
mod name;
mod string;
mod suspend;

pub(crate) use name::Access;
pub(crate) use string::{debug_text, implies_repr};

use rpy_bytecode::{BinaryOperator, CompareOperator, Constant, Location, Opcode};
use rustpython_ast::{
    CmpOp, Expr, ExprAttribute, ExprContext, ExprLambda, ExprSlice, ExprSubscript, Operator,
    UnaryOp,
};
use rustpython_text_size::Ranged;

use crate::compiler::Compiler;
use crate::constant;
use crate::error::Result;
use crate::symtable::BlockKind;
use crate::warning;

impl<'a> Compiler<'a> {
    pub(crate) fn expression(&mut self, expression: &'a Expr) -> Result {
        let location = self.location(expression);
        match expression {
            Expr::BoolOp(node) => self.boolean(node, location),
            Expr::Named(node) => {
                self.expression(&node.value)?;
                self.op_n(location, Opcode::Copy, 1);
                self.store(&node.target)
            }
            Expr::BinOp(node) => {
                self.expression(&node.left)?;
                self.expression(&node.right)?;
                self.binary(location, binary_operator(node.op));
                Ok(())
            }
            Expr::UnaryOp(node) => {
                if node.op == UnaryOp::Not
                    && let Expr::Compare(comparison) = &*node.operand
                    && self.opposite_comparison(comparison, location)?
                {
                    return Ok(());
                }
                self.expression(&node.operand)?;
                let opcode = match node.op {
                    UnaryOp::Invert => Opcode::UnaryInvert,
                    UnaryOp::Not => Opcode::UnaryNot,
                    UnaryOp::UAdd => Opcode::UnaryPositive,
                    UnaryOp::USub => Opcode::UnaryNegative,
                };
                self.unary(location, opcode);
                Ok(())
            }
            Expr::Lambda(node) => self.lambda(node, location),
            Expr::If(node) => {
                let orelse = self.new_label();
                let end = self.new_label();
                self.jump_if(&node.test, false, orelse)?;
                self.expression(&node.body)?;
                self.jump(Location::default(), Opcode::Jump, end);
                self.place(orelse);
                self.expression(&node.orelse)?;
                self.place(end);
                Ok(())
            }
            Expr::Dict(node) => self.dict(&node.items, location),
            Expr::Set(node) => self.set(&node.elts, location),
            Expr::List(node) => self.list(&node.elts, location),
            Expr::Tuple(node) => self.tuple(&node.elts, location),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                self.comprehension(expression)
            }
            Expr::Await(node) => self.await_expression(node),
            Expr::Yield(node) => self.yield_expression(node),
            Expr::YieldFrom(node) => self.yield_from(node),
            Expr::Compare(node) => self.comparison(node, location),
            Expr::Call(node) => self.call(node),
            Expr::FString(node) => self.format_string(node, location),
            Expr::TString(node) => self.template_string(node, location),
            Expr::StringLiteral(node) => {
                let value = self.string_value(&node.value);
                self.load_const(location, value);
                Ok(())
            }
            Expr::BytesLiteral(node) => {
                self.load_const(location, constant::bytes_literal(&node.value));
                Ok(())
            }
            Expr::NumberLiteral(node) => match constant::number(&node.value) {
                Ok(value) => {
                    self.load_const(location, value);
                    Ok(())
                }
                Err(message) => self.error(message, node.range),
            },
            Expr::BooleanLiteral(node) => {
                self.load_const(location, Constant::Bool(node.value));
                Ok(())
            }
            Expr::NoneLiteral(_) => {
                self.load_none(location);
                Ok(())
            }
            Expr::EllipsisLiteral(node) => {
                // Trees hold constants that have no literal.
                let value = self.source.constant(node.range).cloned();
                self.load_const(location, value.unwrap_or(Constant::Ellipsis));
                Ok(())
            }
            Expr::Attribute(node) => self.attribute(node),
            Expr::Subscript(node) => self.subscript(node, location),
            Expr::Starred(node) => self.error("can't use starred expression here", node.range),
            Expr::Name(node) => self.name(location, &node.id, ExprContext::Load),
            Expr::Slice(node) => self.slice(node, location),
            Expr::IpyEscapeCommand(node) => self.error("invalid syntax", node.range),
        }
    }

    fn attribute(&mut self, node: &'a ExprAttribute) -> Result {
        let location = self.attribute_location(node);
        if self.super_attribute(node, Opcode::LoadSuperAttr)? {
            return Ok(());
        }
        self.expression(&node.value)?;
        let name = self.mangle(&node.attr.id);
        let name = self.name_index(&name);
        self.op_n(location, Opcode::LoadAttr, name);
        Ok(())
    }

    /// Position of an attribute access. In a chain over several lines, each access has the line
    /// its name stands in.
    pub(crate) fn attribute_location(&self, node: &ExprAttribute) -> Location {
        let mut location = self.location(node);
        let attribute = self.location(&node.attr);
        if location.line != attribute.line {
            location = attribute;
        }
        location
    }

    fn subscript(&mut self, node: &'a ExprSubscript, location: Location) -> Result {
        if let Some(message) = warning::of_subscript(&node.value, &node.slice) {
            self.warn(message, node.value.range());
        }
        self.expression(&node.value)?;
        if let Expr::Slice(slice) = &*node.slice
            && slice.step.is_none()
        {
            self.slice_bounds(slice)?;
            match self.constant_slice(location, 2) {
                true => self.binary(location, BinaryOperator::Subscript),
                false => self.op(location, Opcode::BinarySlice),
            }
            return Ok(());
        }
        self.expression(&node.slice)?;
        self.binary(location, BinaryOperator::Subscript);
        Ok(())
    }

    /// Pushes start and stop of a slice.
    pub(crate) fn slice_bounds(&mut self, node: &'a ExprSlice) -> Result {
        let location = self.location(node);
        for bound in [&node.lower, &node.upper] {
            match bound {
                Some(bound) => self.expression(bound)?,
                None => self.load_none(location),
            }
        }
        Ok(())
    }

    fn slice(&mut self, node: &'a ExprSlice, location: Location) -> Result {
        self.slice_bounds(node)?;
        let count = match &node.step {
            Some(step) => {
                self.expression(step)?;
                3
            }
            None => 2,
        };
        if !self.constant_slice(location, count) {
            self.op_n(location, Opcode::BuildSlice, count);
        }
        Ok(())
    }

    /// Replaces constant bounds on the stack by a constant slice.
    fn constant_slice(&mut self, location: Location, count: usize) -> bool {
        let Some(mut parts) = self.last_constants(count) else {
            return false;
        };
        self.drop_last(count);
        parts.resize(3, Constant::None);
        let parts = <[Constant; 3]>::try_from(parts).expect("resized to three");
        self.load_const(location, Constant::Slice(Box::new(parts)));
        true
    }

    fn lambda(&mut self, node: &'a ExprLambda, location: Location) -> Result {
        let mut flags = 0;
        if let Some(parameters) = &node.parameters {
            flags = self.push_defaults(parameters, location)?;
        }
        let block = self.find_block(node.range, BlockKind::Lambda);
        self.enter(block, "<lambda>", location.line);
        if let Some(parameters) = &node.parameters {
            self.set_parameters(parameters);
        }
        let body = &node.body;
        self.generator_body(node.range, |compiler| {
            compiler.expression(body)?;
            let location = compiler.location(&**body);
            compiler.op(location, Opcode::ReturnValue);
            Ok(())
        })?;
        let code = self.leave()?;
        self.closure(location, code, flags)
    }
}

/// The operator of `BINARY_OP`.
pub(crate) fn binary_operator(operator: Operator) -> BinaryOperator {
    match operator {
        Operator::Add => BinaryOperator::Add,
        Operator::Sub => BinaryOperator::Subtract,
        Operator::Mult => BinaryOperator::Multiply,
        Operator::MatMult => BinaryOperator::MatrixMultiply,
        Operator::Div => BinaryOperator::TrueDivide,
        Operator::Mod => BinaryOperator::Remainder,
        Operator::Pow => BinaryOperator::Power,
        Operator::LShift => BinaryOperator::LeftShift,
        Operator::RShift => BinaryOperator::RightShift,
        Operator::BitOr => BinaryOperator::Or,
        Operator::BitXor => BinaryOperator::Xor,
        Operator::BitAnd => BinaryOperator::And,
        Operator::FloorDiv => BinaryOperator::FloorDivide,
    }
}

/// What a comparison compiles to.
pub(crate) enum Comparison {
    Rich(CompareOperator),
    Is(usize),
    Contains(usize),
}

/// The instruction of a comparison operator.
pub(crate) fn comparison_operator(operator: CmpOp) -> Comparison {
    match operator {
        CmpOp::Eq => Comparison::Rich(CompareOperator::Equal),
        CmpOp::NotEq => Comparison::Rich(CompareOperator::NotEqual),
        CmpOp::Lt => Comparison::Rich(CompareOperator::Less),
        CmpOp::LtE => Comparison::Rich(CompareOperator::LessEqual),
        CmpOp::Gt => Comparison::Rich(CompareOperator::Greater),
        CmpOp::GtE => Comparison::Rich(CompareOperator::GreaterEqual),
        CmpOp::Is => Comparison::Is(0),
        CmpOp::IsNot => Comparison::Is(1),
        CmpOp::In => Comparison::Contains(0),
        CmpOp::NotIn => Comparison::Contains(1),
    }
}
