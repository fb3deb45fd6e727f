//! Names: loading, storing and deleting variables of every kind.

use rpy_bytecode::{Constant, Location, Opcode};
use rustpython_ast::ExprContext;
use rustpython_ast::name::Name;

use crate::compiler::Compiler;
use crate::error::Result;
use crate::symtable::{BlockKind, NameScope};

/// How the code reaches a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Fast,
    Deref,
    Global,
    Name,
}

impl<'a> Compiler<'a> {
    /// How the current code reaches the variable with this (mangled) name.
    pub(crate) fn access(&self, name: &Name) -> Access {
        let is_function = self.block().kind.is_function_like();
        match self.symbol(name).scope {
            NameScope::Free | NameScope::Cell => Access::Deref,
            NameScope::Local if is_function || self.unit_ref().hidden.contains(name) => {
                Access::Fast
            }
            NameScope::GlobalImplicit if is_function => Access::Global,
            NameScope::GlobalExplicit => Access::Global,
            _ => Access::Name,
        }
    }

    /// Loads, stores or deletes a variable by its name as written.
    pub(crate) fn name(&mut self, location: Location, name: &Name, ctx: ExprContext) -> Result {
        if name == "__debug__" && ctx == ExprContext::Load {
            let value = self.options.optimize == 0;
            self.load_const(location, Constant::Bool(value));
            return Ok(());
        }
        let name = self.mangle(name);
        match self.access(&name) {
            Access::Fast => {
                let slot = self.slot(&name);
                let opcode = match ctx {
                    ExprContext::Store => Opcode::StoreFast,
                    ExprContext::Del => Opcode::DeleteFast,
                    _ => Opcode::LoadFast,
                };
                self.op_n(location, opcode, slot);
            }
            Access::Deref => {
                let opcode = match ctx {
                    ExprContext::Store => Opcode::StoreDeref,
                    ExprContext::Del => Opcode::DeleteDeref,
                    _ => self.class_mapping(location, Opcode::LoadFromDictOrDeref),
                };
                let opcode = match opcode {
                    Opcode::Nop => Opcode::LoadDeref,
                    opcode => opcode,
                };
                let cell = self.cell(&name);
                self.op_n(location, opcode, cell);
            }
            Access::Global => {
                let is_implicit = self.symbol(&name).scope == NameScope::GlobalImplicit;
                let opcode = match ctx {
                    ExprContext::Store => Opcode::StoreGlobal,
                    ExprContext::Del => Opcode::DeleteGlobal,
                    _ if is_implicit && self.block().can_see_class_scope => {
                        self.class_mapping(location, Opcode::LoadFromDictOrGlobals)
                    }
                    _ => Opcode::LoadGlobal,
                };
                let index = self.name_index(&name);
                self.op_n(location, opcode, index);
            }
            Access::Name => {
                let in_class = self.block().kind == BlockKind::Class;
                let opcode = match ctx {
                    ExprContext::Store => Opcode::StoreName,
                    ExprContext::Del => Opcode::DeleteName,
                    // A comprehension in a class does not see the names of the class.
                    _ if in_class && self.unit_ref().in_inlined_comprehension => Opcode::LoadGlobal,
                    _ => Opcode::LoadName,
                };
                let index = self.name_index(&name);
                self.op_n(location, opcode, index);
            }
        }
        Ok(())
    }

    /// Pushes the namespace of the class whose names the code sees first, and gives `opcode`;
    /// `Nop` if there is none.
    fn class_mapping(&mut self, location: Location, opcode: Opcode) -> Opcode {
        let block = self.block();
        if block.kind == BlockKind::Class && !self.unit_ref().in_inlined_comprehension {
            self.op(location, Opcode::LoadLocals);
            return opcode;
        }
        if block.can_see_class_scope {
            let cell = self.cell(&Name::new_static("__classdict__"));
            self.op_n(location, Opcode::LoadDeref, cell);
            return opcode;
        }
        Opcode::Nop
    }
}
