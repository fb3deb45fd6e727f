//! Code of a whole source text.

use rpy_bytecode::{CodeObject, Location, Opcode};
use rustpython_ast::name::Name;
use rustpython_ast::{Expr, ExprContext, Mod, ModModule, Stmt};

use crate::Mode;
use crate::compiler::Compiler;
use crate::error::Result;
use crate::symtable::SymbolTable;

impl<'a> Compiler<'a> {
    pub(crate) fn module(&mut self, tree: &'a Mod) -> Result<CodeObject> {
        self.enter(SymbolTable::MODULE, "<module>", 1);
        match tree {
            Mod::Module(module) => self.module_body(module)?,
            Mod::Expression(expression) => {
                self.op_n(Location::default(), Opcode::Resume, 0);
                self.expression(&expression.body)?;
                let location = self.location(&*expression.body);
                self.op(location, Opcode::ReturnValue);
            }
        }
        self.leave()
    }

    fn module_body(&mut self, module: &'a ModModule) -> Result {
        self.op_n(Location::default(), Opcode::Resume, 0);
        if self.block().has_conditional_annotations {
            self.op_n(Location::default(), Opcode::BuildSet, 0);
            let name = Name::new_static("__conditional_annotations__");
            self.name(Location::default(), &name, ExprContext::Store)?;
        }
        // The annotate function is stored first, but made last: here is its place.
        let before = self.graph().order.len();
        let label = self.new_label();
        self.place(label);
        if self.mode == Mode::Single {
            self.statements(&module.body)?;
        } else {
            self.documented_body(&module.body, Location::default())?;
        }
        let body = self.graph().order.split_off(before);
        let label = self.new_label();
        self.place(label);
        self.deferred_annotations(Location::default(), "__annotate__")?;
        self.graph().order.extend(body);
        self.return_none();
        Ok(())
    }
}

/// Whether a module asks for annotations as text (PEP 563).
pub(crate) fn future_annotations(tree: &Mod) -> bool {
    let Mod::Module(module) = tree else {
        return false;
    };
    let is_docstring = |statement: &&Stmt| match statement {
        Stmt::Expr(node) => matches!(&*node.value, Expr::StringLiteral(_)),
        _ => false,
    };
    module
        .body
        .iter()
        .skip_while(is_docstring)
        .map_while(|statement| match statement {
            Stmt::ImportFrom(node) if node.module.as_deref() == Some("__future__") => Some(node),
            _ => None,
        })
        .any(|node| node.names.iter().any(|alias| &alias.name == "annotations"))
}
