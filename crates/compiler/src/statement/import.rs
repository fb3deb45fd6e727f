//! `import`.

use rpy_bytecode::{Constant, Intrinsic1, Opcode};
use rustpython_ast::name::Name;
use rustpython_ast::{ExprContext, StmtImport, StmtImportFrom};

use crate::compiler::Compiler;
use crate::constant;
use crate::error::Result;

impl<'a> Compiler<'a> {
    pub(super) fn import_statement(&mut self, node: &'a StmtImport) -> Result {
        let location = self.location(node);
        for alias in &node.names {
            self.load_const(location, Constant::Int(0));
            self.load_none(location);
            let name = self.name_index(&alias.name.id);
            self.op_n(location, Opcode::ImportName, name);
            let mut parts = alias.name.id.split('.').map(Name::new);
            let first = parts.next().unwrap_or_default();
            let Some(target) = &alias.asname else {
                self.name(location, &first, ExprContext::Store)?;
                continue;
            };
            // `import a.b.c as d` binds the submodule, found step by step.
            let mut has_parent = false;
            for part in parts {
                if has_parent {
                    self.op_n(location, Opcode::Swap, 2);
                    self.op(location, Opcode::PopTop);
                }
                let part = self.name_index(&part);
                self.op_n(location, Opcode::ImportFrom, part);
                has_parent = true;
            }
            self.name(location, &target.id, ExprContext::Store)?;
            if has_parent {
                self.op(location, Opcode::PopTop);
            }
        }
        Ok(())
    }

    pub(super) fn import_from_statement(&mut self, node: &'a StmtImportFrom) -> Result {
        let location = self.location(node);
        let module = node
            .module
            .as_ref()
            .map(|it| it.id.clone())
            .unwrap_or_default();
        self.load_const(location, Constant::Int(i64::from(node.level)));
        let names = node
            .names
            .iter()
            .map(|alias| constant::string(&alias.name.id));
        self.load_const(location, Constant::Tuple(names.collect()));
        let module = self.name_index(&module);
        self.op_n(location, Opcode::ImportName, module);
        for alias in &node.names {
            if &alias.name == "*" {
                self.op_n(
                    location,
                    Opcode::CallIntrinsic1,
                    Intrinsic1::ImportStar as usize,
                );
                self.op(location, Opcode::PopTop);
                return Ok(());
            }
            let name = self.name_index(&alias.name.id);
            self.op_n(location, Opcode::ImportFrom, name);
            let target = alias.asname.as_ref().unwrap_or(&alias.name);
            self.name(location, &target.id, ExprContext::Store)?;
        }
        self.op(location, Opcode::PopTop);
        Ok(())
    }
}
