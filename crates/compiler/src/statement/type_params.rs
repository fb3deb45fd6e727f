//! Type parameters and `type` statements (PEP 695, 696).

use rpy_bytecode::{Constant, Intrinsic1, Intrinsic2, Opcode};
use rustpython_ast::{Expr, ExprContext, StmtTypeAlias, TypeParam, TypeParams};
use rustpython_text_size::Ranged;

use super::function::DEFAULTS;
use crate::compiler::Compiler;
use crate::error::Result;
use crate::symtable::BlockKind;

impl<'a> Compiler<'a> {
    /// Makes the type parameters, binds them, and pushes a tuple of them.
    pub(super) fn type_params(&mut self, type_params: &'a TypeParams) -> Result {
        let range = type_params.range;
        let line = self.unit_ref().first_line;
        let start = rpy_bytecode::Location {
            line,
            end_line: line,
            column: 0,
            end_column: 0,
        };
        self.op_n(start, Opcode::Resume, 0);
        for parameter in type_params.iter() {
            let location = self.location(parameter);
            let (name, bound, default, plain) = match parameter {
                TypeParam::TypeVar(it) => (
                    &it.name,
                    it.bound.as_deref(),
                    it.default.as_deref(),
                    Intrinsic1::TypeVar,
                ),
                TypeParam::TypeVarTuple(it) => (
                    &it.name,
                    None,
                    it.default.as_deref(),
                    Intrinsic1::TypeVarTuple,
                ),
                TypeParam::ParamSpec(it) => {
                    (&it.name, None, it.default.as_deref(), Intrinsic1::ParamSpec)
                }
            };
            self.load_str(location, &name.id);
            match bound {
                None => self.op_n(location, Opcode::CallIntrinsic1, plain as usize),
                Some(bound) => {
                    self.type_variable(&name.id, bound)?;
                    let intrinsic = match bound {
                        Expr::Tuple(_) => Intrinsic2::TypeVarWithConstraints,
                        _ => Intrinsic2::TypeVarWithBound,
                    };
                    self.op_n(location, Opcode::CallIntrinsic2, intrinsic as usize);
                }
            }
            if let Some(default) = default {
                self.type_variable(&name.id, default)?;
                let intrinsic = Intrinsic2::SetTypeParamDefault as usize;
                self.op_n(location, Opcode::CallIntrinsic2, intrinsic);
            }
            self.op_n(location, Opcode::Copy, 1);
            self.name(location, &name.id, ExprContext::Store)?;
        }
        let location = self.source.location(range);
        self.op_n(location, Opcode::BuildTuple, type_params.len());
        Ok(())
    }

    /// Pushes the function that computes a bound or default.
    fn type_variable(&mut self, name: &str, value: &'a Expr) -> Result {
        let location = self.location(value);
        self.load_const(location, Constant::Tuple([Constant::Int(1)].into()));
        let block = self.find_block(value.range(), BlockKind::TypeVariable);
        self.enter_deferred(block, name, location);
        match value {
            // `*Ts = *tuple[int]` unpacks a single value.
            Expr::Starred(starred) => {
                self.expression(&starred.value)?;
                self.op_n(location, Opcode::UnpackSequence, 1);
            }
            _ => self.expression(value)?,
        }
        self.op(location, Opcode::ReturnValue);
        let code = self.leave()?;
        self.closure(location, code, DEFAULTS)
    }

    pub(super) fn type_alias(&mut self, node: &'a StmtTypeAlias) -> Result {
        let location = self.location(node);
        let Expr::Name(target) = &*node.name else {
            return self.error("invalid syntax", node.name.range());
        };
        let line = location.line;
        match &node.type_params {
            None => {
                self.load_str(location, &target.id);
                self.load_none(location);
                self.alias_value(node, &target.id)?;
            }
            Some(type_params) => {
                let block = self.find_block(node.range, BlockKind::TypeParameters);
                let name = format!("<generic parameters of {}>", target.id);
                self.enter(block, &name, line);
                // The name and the parameters lie below the function of the value.
                self.type_params(type_params)?;
                self.load_str(location, &target.id);
                self.op_n(location, Opcode::Swap, 2);
                self.alias_value(node, &target.id)?;
                self.op(location, Opcode::ReturnValue);
                let code = self.leave()?;
                self.closure(location, code, 0)?;
                self.op(location, Opcode::PrepareCall);
                self.op_n(location, Opcode::Call, 0);
            }
        }
        self.name(location, &target.id, ExprContext::Store)
    }

    fn alias_value(&mut self, node: &'a StmtTypeAlias, name: &str) -> Result {
        let location = self.location(node);
        self.load_const(location, Constant::Tuple([Constant::Int(1)].into()));
        let block = self.find_block(node.range, BlockKind::TypeAlias);
        self.enter_deferred(block, name, location);
        self.expression(&node.value)?;
        self.op(location, Opcode::ReturnValue);
        let code = self.leave()?;
        self.closure(location, code, DEFAULTS)?;
        self.op_n(location, Opcode::BuildTuple, 3);
        self.op_n(
            location,
            Opcode::CallIntrinsic1,
            Intrinsic1::TypeAlias as usize,
        );
        Ok(())
    }
}
