//! `match` (PEP 634).

use rpy_bytecode::{Location, Opcode};
use rustpython_ast::StmtMatch;

use super::pattern::{PatternContext, is_wildcard};
use crate::compiler::Compiler;
use crate::error::Result;

impl<'a> Compiler<'a> {
    pub(super) fn match_statement(&mut self, node: &'a StmtMatch) -> Result {
        self.unit().conditional_depth += 1;
        self.expression(&node.subject)?;
        let end = self.new_label();
        let count = node.cases.len();
        // A last `case _` needs no copy of the subject and no test.
        let has_default = count > 1
            && node
                .cases
                .last()
                .is_some_and(|case| is_wildcard(&case.pattern));
        let tested = count - usize::from(has_default);
        for (index, case) in node.cases.iter().enumerate() {
            let location = self.location(&case.pattern);
            if index == tested {
                self.op(location, Opcode::Nop);
                let next = self.new_label();
                if let Some(guard) = &case.guard {
                    self.jump_if(guard, false, next)?;
                }
                self.statements(&case.body)?;
                self.place(next);
                continue;
            }
            // The last tested case takes the subject itself.
            let keeps_subject = index + 1 != tested;
            if keeps_subject {
                self.op_n(location, Opcode::Copy, 1);
            }
            let mut context = PatternContext {
                allow_irrefutable: case.guard.is_some() || index + 1 == count,
                ..Default::default()
            };
            self.pattern(&case.pattern, &mut context)?;
            for name in std::mem::take(&mut context.stores) {
                self.name(location, &name, rustpython_ast::ExprContext::Store)?;
            }
            if let Some(guard) = &case.guard {
                let fail = context.fail_label(self, 0);
                self.jump_if(guard, false, fail)?;
            }
            if keeps_subject {
                self.op(location, Opcode::PopTop);
            }
            self.statements(&case.body)?;
            self.jump(Location::default(), Opcode::Jump, end);
            self.place_failures(context);
        }
        self.place(end);
        self.unit().conditional_depth -= 1;
        Ok(())
    }
}
