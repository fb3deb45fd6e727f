//! `if`.

use rpy_bytecode::{Location, Opcode};
use rustpython_ast::StmtIf;

use crate::compiler::Compiler;
use crate::error::Result;

impl<'a> Compiler<'a> {
    pub(super) fn if_statement(&mut self, node: &'a StmtIf) -> Result {
        let end = self.new_label();
        self.unit().conditional_depth += 1;
        let mut next = self.new_label();
        self.jump_if(&node.test, false, next)?;
        self.statements(&node.body)?;
        for clause in &node.elif_else_clauses {
            self.jump(Location::default(), Opcode::Jump, end);
            self.place(next);
            next = self.new_label();
            if let Some(test) = &clause.test {
                self.jump_if(test, false, next)?;
            }
            self.statements(&clause.body)?;
        }
        self.place(next);
        self.place(end);
        self.unit().conditional_depth -= 1;
        Ok(())
    }
}
