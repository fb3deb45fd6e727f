//! Code of a whole source text.

use rpy_bytecode::{CodeObject, Location, Opcode};
use rustpython_ast::name::Name;
use rustpython_ast::{ExprContext, Mod, ModModule, Stmt, StmtImportFrom};
use rustpython_text_size::TextRange;

use crate::Mode;
use crate::compiler::Compiler;
use crate::error::{Result, SyntaxErrorKind};
use crate::source::Source;
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
            self.annotations_dict(&module.body, Location::default());
            self.statements(&module.body)?;
        } else {
            self.documented_body(&module.body, Location::default())?;
        }
        let body = self.graph().order.split_off(before);
        let label = self.new_label();
        self.place(label);
        self.deferred_annotations(Location::default(), "__annotate__")?;
        self.graph().order.extend(body);
        if module.body.is_empty() {
            // So that a debugger has a place to stop at.
            let first_line = Location {
                line: 1,
                end_line: 1,
                ..Location::default()
            };
            self.load_none(first_line);
            self.op(first_line, Opcode::ReturnValue);
            return Ok(());
        }
        self.return_none();
        Ok(())
    }
}

/// The feature that makes `<>` an operator (PEP 401).
pub(crate) const BARRY: &str = "barry_as_FLUFL";

/// Whether this is `from __future__ import …`.
pub(crate) fn is_future_import(node: &StmtImportFrom) -> bool {
    node.module.as_deref() == Some("__future__") && node.level == 0
}

/// Whether a module imports a feature from `__future__`.
pub(crate) fn imports_feature(tree: &Mod, feature: &str) -> bool {
    let Mod::Module(module) = tree else {
        return false;
    };
    module.body.iter().any(|statement| {
        matches!(statement, Stmt::ImportFrom(node)
            if is_future_import(node)
                && node.names.iter().any(|alias| alias.name.as_str() == feature))
    })
}

/// Features that `__future__` imports may name.
const FEATURES: [&str; 10] = [
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    BARRY,
    "generator_stop",
    "annotations",
];

/// Checks the `__future__` imports; gives whether annotations stay text (PEP 563).
pub(crate) fn future_annotations(tree: &Mod, source: &Source) -> Result<bool> {
    let error = |message: String, range: TextRange| {
        Err(source.error(SyntaxErrorKind::Syntax, message, range))
    };
    let mut annotations = false;
    let Mod::Module(module) = tree else {
        return Ok(annotations);
    };
    let mut is_late = false;
    for (index, statement) in module.body.iter().enumerate() {
        match statement {
            Stmt::ImportFrom(node) if is_future_import(node) => {
                if is_late {
                    let message = "from __future__ imports must occur at the beginning of the file";
                    return error(message.to_owned(), node.range);
                }
                for alias in &node.names {
                    match alias.name.as_str() {
                        "annotations" => annotations = true,
                        "braces" => return error("not a chance".to_owned(), alias.range),
                        name if FEATURES.contains(&name) => {}
                        name => {
                            let message = format!("future feature {name} is not defined");
                            return error(message, alias.range);
                        }
                    }
                }
            }
            Stmt::Expr(node) if index == 0 && node.value.is_string_literal_expr() => {}
            _ => is_late = true,
        }
    }
    Ok(annotations)
}
