//! `class`.

use rpy_bytecode::{Constant, Intrinsic1, Location, Opcode};
use rustpython_ast::name::Name;
use rustpython_ast::{Expr, ExprContext, StmtClassDef};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use crate::compiler::Compiler;
use crate::constant;
use crate::error::Result;
use crate::flow::Operation;
use crate::symtable::{BlockKind, PrivateScope};

const TYPE_PARAMS: Name = Name::new_static(".type_params");
const GENERIC_BASE: Name = Name::new_static(".generic_base");

impl<'a> Compiler<'a> {
    pub(super) fn class_definition(&mut self, node: &'a StmtClassDef) -> Result {
        let decorators = self.decorators(&node.decorator_list)?;
        let location = self.definition_location(node.range, &node.decorator_list);
        let first_line = self.first_line(node.range, &node.decorator_list);
        match &node.type_params {
            None => self.build_class(node, location, first_line)?,
            Some(type_params) => {
                let block = self.find_block(node.range, BlockKind::TypeParameters);
                let name = format!("<generic parameters of {}>", node.name.id);
                self.enter(block, &name, first_line);
                self.unit().class = Some(PrivateScope::of_type_params(&node.name.id, type_params));
                self.type_params(type_params)?;
                self.name(location, &TYPE_PARAMS, ExprContext::Store)?;
                self.build_class(node, location, first_line)?;
                self.op(location, Opcode::ReturnValue);
                let code = self.leave()?;
                self.closure(location, code, 0)?;
                self.op(location, Opcode::PrepareCall);
                self.op_n(location, Opcode::Call, 0);
            }
        }
        self.call_decorators(&decorators);
        self.name(location, &node.name.id, ExprContext::Store)
    }

    /// Calls `__build_class__` with the function of the body, name, bases and keywords.
    fn build_class(&mut self, node: &'a StmtClassDef, location: Location, line: u32) -> Result {
        let is_generic = node.type_params.is_some();
        if let Some(arguments) = &node.arguments {
            self.check_arguments(arguments)?;
            if let [Expr::Generator(generator)] = &*arguments.args
                && !generator.parenthesized
            {
                let start = generator.generators[0].range.start();
                return self.error("invalid syntax", TextRange::at(start, TextSize::of("for")));
            }
        }
        let block = self.find_block(node.range, BlockKind::Class);
        self.enter(block, &node.name.id, line);
        self.class_body(node, line)?;
        let code = self.leave()?;
        if is_generic {
            self.name(location, &TYPE_PARAMS, ExprContext::Load)?;
            let intrinsic = Intrinsic1::SubscriptGeneric as usize;
            self.op_n(location, Opcode::CallIntrinsic1, intrinsic);
            self.name(location, &GENERIC_BASE, ExprContext::Store)?;
        }
        self.op(location, Opcode::LoadBuildClass);
        self.op(location, Opcode::PrepareCall);
        self.closure(location, code, 0)?;
        self.load_str(location, &node.name.id);
        let generic_base = is_generic.then_some(GENERIC_BASE);
        self.finish_call(
            location,
            2,
            node.arguments.as_deref(),
            generic_base.as_ref(),
            false,
        )
    }

    fn class_body(&mut self, node: &'a StmtClassDef, line: u32) -> Result {
        self.unit().class = Some(PrivateScope::of_class(&node.name.id));
        let start = Location {
            line,
            end_line: line,
            column: 0,
            end_column: 0,
        };
        self.op_n(start, Opcode::Resume, 0);
        self.name(start, &Name::new_static("__name__"), ExprContext::Load)?;
        self.name(start, &Name::new_static("__module__"), ExprContext::Store)?;
        let qualname = self.unit_ref().qualname.clone();
        self.load_str(start, &qualname);
        self.name(start, &Name::new_static("__qualname__"), ExprContext::Store)?;
        self.load_const(start, Constant::Int(i64::from(line)));
        self.name(
            start,
            &Name::new_static("__firstlineno__"),
            ExprContext::Store,
        )?;
        if node.type_params.is_some() {
            self.name(start, &TYPE_PARAMS, ExprContext::Load)?;
            self.name(
                start,
                &Name::new_static("__type_params__"),
                ExprContext::Store,
            )?;
        }
        if self.block().needs_classdict {
            self.op(start, Opcode::LoadLocals);
            let cell = self.class_cell("__classdict__");
            self.op_n(start, Opcode::StoreDeref, cell);
        }
        if self.block().has_conditional_annotations {
            self.op_n(start, Opcode::BuildSet, 0);
            let cell = self.class_cell("__conditional_annotations__");
            self.op_n(start, Opcode::StoreDeref, cell);
        }
        self.documented_body(&node.body, start)?;
        self.deferred_annotations(start, "__annotate_func__")?;
        let mut attributes: Vec<Name> = self.unit_ref().static_attributes.iter().cloned().collect();
        attributes.sort();
        let attributes = attributes
            .iter()
            .map(|name| constant::string(name))
            .collect();
        let nowhere = Location::default();
        self.load_const(nowhere, Constant::Tuple(attributes));
        self.name(
            nowhere,
            &Name::new_static("__static_attributes__"),
            ExprContext::Store,
        )?;
        if self.block().needs_classdict {
            self.load_cell(nowhere, "__classdict__");
            self.name(
                nowhere,
                &Name::new_static("__classdictcell__"),
                ExprContext::Store,
            )?;
        }
        if self.block().needs_class_closure {
            self.load_cell(nowhere, "__class__");
            self.op_n(nowhere, Opcode::Copy, 1);
            self.name(
                nowhere,
                &Name::new_static("__classcell__"),
                ExprContext::Store,
            )?;
            self.op(nowhere, Opcode::ReturnValue);
        } else {
            self.return_none();
        }
        Ok(())
    }

    /// The slot of a cell that the class block itself supplies.
    fn class_cell(&mut self, name: &'static str) -> usize {
        self.slot(&Name::new_static(name))
    }

    fn load_cell(&mut self, location: Location, name: &'static str) {
        let cell = self.class_cell(name) as u32;
        self.graph()
            .push(Operation::LoadClosure, cell, None, location);
    }

    /// Makes `__annotations__` where annotations are text, unless it is there.
    pub(crate) fn annotations_dict(&mut self, body: &[rustpython_ast::Stmt], start: Location) {
        if self.future_annotations && super::contains_annotations(body) {
            self.op(start, Opcode::SetupAnnotations);
        }
    }

    /// The statements of a module or class: the documentation becomes `__doc__`.
    pub(crate) fn documented_body(
        &mut self,
        body: &'a [rustpython_ast::Stmt],
        start: Location,
    ) -> Result {
        self.annotations_dict(body, start);
        let mut rest = body;
        if let Some((literal, statement)) = super::docstring(body)
            && self.options.optimize < 2
        {
            let location = self.source.location(statement.range());
            let constant = self.docstring_constant(literal);
            self.load_const(location, constant);
            self.name(location, &Name::new_static("__doc__"), ExprContext::Store)?;
            rest = &body[1..];
        }
        self.statements(rest)
    }
}
