//! Assignments: targets, unpacking, augmented and annotated assignment.

use rpy_bytecode::{BinaryOperator, Opcode};
use rustpython_ast::helpers::any_over_expr;
use rustpython_ast::{Expr, ExprContext, StmtAnnAssign, StmtAssign, StmtAugAssign};
use rustpython_text_size::{Ranged, TextRange};

use crate::compiler::Compiler;
use crate::error::Result;
use crate::expression::{Access, binary_operator};
use crate::symtable::BlockKind;
use crate::unit::DeferredAnnotation;

impl<'a> Compiler<'a> {
    pub(super) fn assignment(&mut self, node: &'a StmtAssign) -> Result {
        let location = self.location(node);
        self.expression(&node.value)?;
        for (index, target) in node.targets.iter().enumerate() {
            if index + 1 < node.targets.len() {
                self.op_n(location, Opcode::Copy, 1);
            }
            self.store(target)?;
        }
        Ok(())
    }

    /// Pops the top of the stack into a target.
    pub(crate) fn store(&mut self, target: &'a Expr) -> Result {
        let location = self.location(target);
        match target {
            Expr::Name(node) => self.name(location, &node.id, ExprContext::Store),
            Expr::Attribute(node) => {
                self.expression(&node.value)?;
                self.note_static_attribute(node);
                let location = self.attribute_location(node);
                let name = self.mangle(&node.attr.id);
                let name = self.name_index(&name);
                self.op_n(location, Opcode::StoreAttr, name);
                Ok(())
            }
            Expr::Subscript(node) => {
                self.expression(&node.value)?;
                if let Some(slice) = two_part_slice(&node.slice) {
                    self.slice_bounds(slice)?;
                    self.op(location, Opcode::StoreSlice);
                } else {
                    self.expression(&node.slice)?;
                    self.op(location, Opcode::StoreSubscr);
                }
                Ok(())
            }
            Expr::Tuple(node) => self.unpack(&node.elts, node.range),
            Expr::List(node) => self.unpack(&node.elts, node.range),
            Expr::Starred(node) => self.error(
                "starred assignment target must be in a list or tuple",
                node.range,
            ),
            _ => self.error("cannot assign to expression", target.range()),
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], range: TextRange) -> Result {
        let location = self.source.location(range);
        let mut starred = targets
            .iter()
            .enumerate()
            .filter(|(_, it)| it.is_starred_expr());
        match (starred.next(), starred.next()) {
            (Some(_), Some(_)) => {
                return self.error("multiple starred expressions in assignment", range);
            }
            (Some((before, _)), None) => {
                let after = targets.len() - before - 1;
                if before > 0xFF || after > 0xFFFF {
                    return self.error("too many expressions in star-unpacking assignment", range);
                }
                self.op_n(location, Opcode::UnpackEx, before | after << 8);
            }
            (None, _) => self.op_n(location, Opcode::UnpackSequence, targets.len()),
        }
        targets.iter().try_for_each(|target| match target {
            Expr::Starred(node) => self.store(&node.value),
            _ => self.store(target),
        })
    }

    /// Records `self.x = ...` in a method, for `__static_attributes__`.
    fn note_static_attribute(&mut self, node: &rustpython_ast::ExprAttribute) {
        let is_self = matches!(&*node.value, Expr::Name(object) if object.id == "self");
        if !is_self {
            return;
        }
        let (table, units) = (&self.table, &mut self.units);
        let class = units
            .iter_mut()
            .rev()
            .skip(1)
            .find(|unit| table[unit.block].kind == BlockKind::Class);
        if let Some(class) = class {
            class.static_attributes.insert(node.attr.id.clone());
        }
    }

    pub(super) fn augmented_assignment(&mut self, node: &'a StmtAugAssign) -> Result {
        let location = self.location(node);
        let operator = binary_operator(node.op)
            .inplace()
            .expect("every operator has this form");
        let operand = (operator as usize) << 16;
        debug_assert!(BinaryOperator::from_number(operator as u32).is_some());
        let target_location = self.location(&*node.target);
        let subscript = (BinaryOperator::Subscript as usize) << 16;
        match &*node.target {
            Expr::Name(target) => {
                self.name(target_location, &target.id, ExprContext::Load)?;
                self.expression(&node.value)?;
                self.op_n(location, Opcode::BinaryOpSS, operand);
                self.name(target_location, &target.id, ExprContext::Store)
            }
            Expr::Attribute(target) if self.may_load_again(&target.value, &node.value) => {
                let attribute = self.attribute_location(target);
                let name = self.mangle(&target.attr.id);
                let name = self.name_index(&name);
                self.expression(&target.value)?;
                self.op_n(attribute, Opcode::LoadAttr, name);
                self.expression(&node.value)?;
                self.op_n(location, Opcode::BinaryOpSS, operand);
                self.expression(&target.value)?;
                self.op_n(attribute, Opcode::StoreAttr, name);
                Ok(())
            }
            Expr::Attribute(target) => {
                self.expression(&target.value)?;
                let attribute = self.attribute_location(target);
                let name = self.mangle(&target.attr.id);
                let name = self.name_index(&name);
                self.op_n(attribute, Opcode::Copy, 1);
                self.op_n(attribute, Opcode::LoadAttr, name);
                self.expression(&node.value)?;
                self.op_n(location, Opcode::BinaryOpSS, operand);
                self.op_n(attribute, Opcode::Swap, 2);
                self.op_n(attribute, Opcode::StoreAttr, name);
                Ok(())
            }
            Expr::Subscript(target)
                if self.may_load_again(&target.value, &node.value)
                    && (self.may_load_again(&target.slice, &node.value)
                        || target.slice.is_number_literal_expr()) =>
            {
                self.expression(&target.value)?;
                self.expression(&target.slice)?;
                self.op_n(target_location, Opcode::BinaryOpSS, subscript);
                self.expression(&node.value)?;
                self.op_n(location, Opcode::BinaryOpSS, operand);
                self.expression(&target.value)?;
                self.expression(&target.slice)?;
                self.op(target_location, Opcode::StoreSubscr);
                Ok(())
            }
            Expr::Subscript(target) => {
                self.expression(&target.value)?;
                if let Some(slice) = two_part_slice(&target.slice) {
                    self.slice_bounds(slice)?;
                    self.op_n(target_location, Opcode::Copy, 3);
                    self.op_n(target_location, Opcode::Copy, 3);
                    self.op_n(target_location, Opcode::Copy, 3);
                    self.op(target_location, Opcode::BinarySlice);
                    self.expression(&node.value)?;
                    self.op_n(location, Opcode::BinaryOpSS, operand);
                    self.op_n(target_location, Opcode::Swap, 4);
                    self.op_n(target_location, Opcode::Swap, 3);
                    self.op_n(target_location, Opcode::Swap, 2);
                    self.op(target_location, Opcode::StoreSlice);
                    return Ok(());
                }
                self.expression(&target.slice)?;
                self.op_n(target_location, Opcode::Copy, 2);
                self.op_n(target_location, Opcode::Copy, 2);
                self.op_n(target_location, Opcode::BinaryOpSS, subscript);
                self.expression(&node.value)?;
                self.op_n(location, Opcode::BinaryOpSS, operand);
                self.op_n(target_location, Opcode::Swap, 3);
                self.op_n(target_location, Opcode::Swap, 2);
                self.op(target_location, Opcode::StoreSubscr);
                Ok(())
            }
            target => self.error(
                "illegal expression for augmented assignment",
                target.range(),
            ),
        }
    }

    /// Whether an operand of an augmented assignment is a fast local that evaluating `value` cannot
    /// rebind, so that it may be loaded a second time instead of being kept on the stack.
    fn may_load_again(&self, operand: &Expr, value: &Expr) -> bool {
        let Expr::Name(name) = operand else {
            return false;
        };
        self.access(&self.mangle(&name.id)) == Access::Fast
            && !any_over_expr(value, &|part| {
                part.is_named_expr()
                    || part.is_yield_expr()
                    || part.is_yield_from_expr()
                    || part.is_await_expr()
            })
    }

    pub(super) fn annotated_assignment(&mut self, node: &'a StmtAnnAssign) -> Result {
        let location = self.location(node);
        if let Some(value) = &node.value {
            self.expression(value)?;
            self.store(&node.target)?;
        }
        match &*node.target {
            Expr::Name(target) => {
                let kind = self.block().kind;
                if !node.simple || !matches!(kind, BlockKind::Module | BlockKind::Class) {
                    return Ok(());
                }
                if self.future_annotations {
                    return self.future_annotation(&target.id, &node.annotation, location);
                }
                let condition = self.conditional_annotation(location)?;
                let annotation = DeferredAnnotation {
                    name: &target.id,
                    annotation: &node.annotation,
                    condition,
                };
                self.unit().deferred_annotations.push(annotation);
                Ok(())
            }
            // Without a value, the parts of the target are still evaluated.
            Expr::Attribute(target) if node.value.is_none() => {
                self.expression(&target.value)?;
                self.op(location, Opcode::PopTop);
                Ok(())
            }
            Expr::Subscript(target) if node.value.is_none() => {
                self.expression(&target.value)?;
                self.op(location, Opcode::PopTop);
                self.expression(&target.slice)?;
                self.op(location, Opcode::PopTop);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// A slice without step, which needs no slice object.
pub(crate) fn two_part_slice(slice: &Expr) -> Option<&rustpython_ast::ExprSlice> {
    match slice {
        Expr::Slice(slice) if slice.step.is_none() => Some(slice),
        _ => None,
    }
}
