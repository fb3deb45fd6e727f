//! `del`.

use rpy_bytecode::{Constant, Opcode};
use rustpython_ast::{Expr, ExprContext};
use rustpython_text_size::Ranged;

use crate::compiler::Compiler;
use crate::error::Result;

impl<'a> Compiler<'a> {
    pub(super) fn delete_targets(&mut self, targets: &'a [Expr]) -> Result {
        targets.iter().try_for_each(|target| self.delete(target))
    }

    fn delete(&mut self, target: &'a Expr) -> Result {
        let location = self.location(target);
        match target {
            Expr::Name(node) => self.name(location, &node.id, ExprContext::Del),
            Expr::Attribute(node) => {
                self.expression(&node.value)?;
                let name = self.mangle(&node.attr.id);
                let name = self.name_index(&name);
                let location = self.attribute_location(node);
                self.op_n(location, Opcode::DeleteAttr, name);
                Ok(())
            }
            Expr::Subscript(node) => {
                self.expression(&node.value)?;
                match super::assign::two_part_slice(&node.slice) {
                    Some(slice) => {
                        self.slice_bounds(slice)?;
                        match self.last_constants(2) {
                            Some(bounds) => {
                                let [start, stop] =
                                    <[Constant; 2]>::try_from(bounds).expect("asked for two");
                                self.drop_last(2);
                                let slice = Box::new([start, stop, Constant::None]);
                                self.load_const(location, Constant::Slice(slice));
                            }
                            None => self.op_n(location, Opcode::BuildSlice, 2),
                        }
                    }
                    None => self.expression(&node.slice)?,
                }
                self.op(location, Opcode::DeleteSubscr);
                Ok(())
            }
            Expr::Tuple(node) => self.delete_targets(&node.elts),
            Expr::List(node) => self.delete_targets(&node.elts),
            _ => self.error("cannot delete expression", target.range()),
        }
    }
}
