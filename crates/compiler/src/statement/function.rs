//! `def`: functions, their defaults, closures and decorators.

use rpy_bytecode::{CodeFlags, CodeObject, Constant, Intrinsic1, Intrinsic2, Location, Opcode};
use rustpython_ast::name::Name;
use rustpython_ast::{Decorator, ExprContext, Parameters, StmtFunctionDef};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use crate::compiler::Compiler;
use crate::constant;
use crate::error::Result;
use crate::flow::Operation;
use crate::symtable::{BlockKind, has_defaults, has_keyword_defaults};

/// `SET_FUNCTION_ATTRIBUTE`: defaults of positional parameters.
pub(crate) const DEFAULTS: usize = 1;
/// `SET_FUNCTION_ATTRIBUTE`: defaults of keyword-only parameters.
pub(crate) const KEYWORD_DEFAULTS: usize = 2;
/// `SET_FUNCTION_ATTRIBUTE`: closure.
const CLOSURE: usize = 8;
/// `SET_FUNCTION_ATTRIBUTE`: function that computes the annotations.
pub(crate) const ANNOTATE: usize = 16;

impl<'a> Compiler<'a> {
    pub(super) fn function_definition(&mut self, node: &'a StmtFunctionDef) -> Result {
        let definition = self.decorators(&node.decorator_list)?;
        let location = self.definition_location(node.range, &node.decorator_list);
        match &node.type_params {
            None => {
                let flags = self.push_defaults(&node.parameters, location)?;
                self.function(node, flags, location)?;
            }
            Some(type_params) => {
                let block = self.find_block(node.range, BlockKind::TypeParameters);
                let name = format!("<generic parameters of {}>", node.name.id);
                self.enter(block, &name, location.line);
                self.type_params(type_params)?;
                let mut flags = 0;
                let mut arguments = 0;
                let passed = [
                    (has_defaults(&node.parameters), DEFAULTS),
                    (has_keyword_defaults(&node.parameters), KEYWORD_DEFAULTS),
                ];
                for (present, flag) in passed {
                    if present {
                        self.op_n(location, Opcode::LoadFast, arguments);
                        flags |= flag;
                        arguments += 1;
                    }
                }
                self.function(node, flags, location)?;
                self.op_n(location, Opcode::Swap, 2);
                let intrinsic = Intrinsic2::SetFunctionTypeParams as usize;
                self.op_n(location, Opcode::CallIntrinsic2, intrinsic);
                self.op(location, Opcode::ReturnValue);
                self.unit().argument_count = arguments as u32;
                let code = self.leave()?;
                self.closure(location, code, 0)?;
                self.op(location, Opcode::PrepareCall);
                self.push_defaults(&node.parameters, location)?;
                self.op_n(location, Opcode::Call, arguments);
            }
        }
        self.call_decorators(&definition);
        self.name(location, &node.name.id, ExprContext::Store)
    }

    /// Position of a definition without its decorators.
    pub(super) fn definition_location(
        &self,
        range: TextRange,
        decorators: &[Decorator],
    ) -> Location {
        let Some(last) = decorators.last() else {
            return self.source.location(range);
        };
        let mut start = last.end();
        let text = &self.source.text[start.to_usize()..range.end().to_usize()];
        for line in text.split_inclusive('\n') {
            let code = line.trim_start();
            let is_code = !code.is_empty() && !code.starts_with('#') && !code.starts_with('\\');
            if is_code && code.starts_with(|first: char| first.is_alphabetic()) {
                let blanks = line.len() - code.len();
                start += TextSize::try_from(blanks).unwrap_or_default();
                break;
            }
            start += TextSize::try_from(line.len()).unwrap_or_default();
        }
        self.source.location(TextRange::new(start, range.end()))
    }

    /// Pushes the decorators, ready to be called; returns where they stand.
    pub(super) fn decorators(&mut self, decorators: &'a [Decorator]) -> Result<Vec<Location>> {
        let mut locations = Vec::with_capacity(decorators.len());
        for decorator in decorators {
            self.expression(&decorator.expression)?;
            let location = self.location(&decorator.expression);
            self.op(location, Opcode::PrepareCall);
            locations.push(location);
        }
        Ok(locations)
    }

    /// Calls the decorators on the stack with the value on top, the last one first.
    pub(super) fn call_decorators(&mut self, locations: &[Location]) {
        for location in locations.iter().rev() {
            self.op_n(*location, Opcode::Call, 1);
        }
    }

    /// Line that a definition's code starts with.
    pub(super) fn first_line(&self, range: TextRange, decorators: &[Decorator]) -> u32 {
        match decorators.first() {
            Some(first) => self.source.line(first.start()),
            None => self.source.line(range.start()),
        }
    }

    /// Pushes defaults; returns the flags of `SET_FUNCTION_ATTRIBUTE` for them.
    pub(crate) fn push_defaults(
        &mut self,
        parameters: &'a Parameters,
        location: Location,
    ) -> Result<usize> {
        let mut flags = 0;
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        let defaults: Vec<_> = positional.filter_map(|it| it.default.as_deref()).collect();
        if !defaults.is_empty() {
            for default in &defaults {
                self.expression(default)?;
            }
            self.build_tuple(location, defaults.len());
            flags |= DEFAULTS;
        }
        let mut count = 0;
        for parameter in &parameters.kwonlyargs {
            if let Some(default) = parameter.default.as_deref() {
                let name = self.mangle(&parameter.parameter.name.id);
                self.load_str(location, &name);
                self.expression(default)?;
                count += 1;
            }
        }
        if count > 0 {
            self.op_n(location, Opcode::BuildMap, count);
            flags |= KEYWORD_DEFAULTS;
        }
        Ok(flags)
    }

    /// Compiles a function and pushes it; its defaults lie on the stack according to `flags`.
    fn function(&mut self, node: &'a StmtFunctionDef, flags: usize, location: Location) -> Result {
        let (returns, name) = (node.returns.as_deref(), &node.name.id);
        let annotations =
            self.function_annotations(&node.parameters, returns, name, (node.range, location))?;
        let flags = flags | if annotations { ANNOTATE } else { 0 };
        let block = self.find_block(node.range, BlockKind::Function);
        let first_line = self.first_line(node.range, &node.decorator_list);
        self.enter(block, &node.name.id, first_line);
        self.set_parameters(&node.parameters);
        let docstring = super::docstring(&node.body);
        let mut body = &node.body[..];
        if let Some((literal, _)) = docstring {
            if self.options.optimize < 2 {
                let constant = self.docstring_constant(literal);
                self.unit().constants.add(constant);
                self.unit().flags |= CodeFlags::HAS_DOCSTRING;
            }
            body = &body[1..];
        }
        self.generator_body(node.range, |compiler| compiler.statements(body))?;
        let code = self.leave()?;
        self.closure(location, code, flags)
    }

    pub(crate) fn set_parameters(&mut self, parameters: &Parameters) {
        let unit = self.unit();
        unit.positional_only_count = parameters.posonlyargs.len() as u32;
        unit.argument_count = (parameters.posonlyargs.len() + parameters.args.len()) as u32;
        unit.keyword_only_count = parameters.kwonlyargs.len() as u32;
        if parameters.vararg.is_some() {
            unit.flags |= CodeFlags::VARARGS;
        }
        if parameters.kwarg.is_some() {
            unit.flags |= CodeFlags::VARKEYWORDS;
        }
    }

    /// Emits a function's body. In generators and coroutines, a `StopIteration` that leaves it
    /// becomes `RuntimeError` (PEP 479).
    pub(crate) fn generator_body(
        &mut self,
        range: TextRange,
        body: impl FnOnce(&mut Self) -> Result,
    ) -> Result {
        let block = self.block();
        let is_generator = block.is_generator || block.is_coroutine;
        let mut start = self.source.location(range);
        start.line = self.unit_ref().first_line;
        start.end_line = start.line;
        start.column = 0;
        start.end_column = 0;
        self.op_n(start, Opcode::Resume, 0);
        if !is_generator {
            body(self)?;
            self.return_none();
            return Ok(());
        }
        let stop = self.new_label();
        self.setup(stop, true, 0);
        body(self)?;
        self.return_none();
        self.set_handler(None);
        self.place(stop);
        let intrinsic = Intrinsic1::StopIterationError as usize;
        self.op_n(Location::default(), Opcode::CallIntrinsic1, intrinsic);
        self.op_n(Location::default(), Opcode::Reraise, 1);
        Ok(())
    }

    /// The implicit `return None` at the end of a body.
    pub(crate) fn return_none(&mut self) {
        self.load_none(Location::default());
        self.op(Location::default(), Opcode::ReturnValue);
    }

    /// Makes a function of a code object and pushes it. What `flags` announces lies on the stack.
    pub(crate) fn closure(&mut self, location: Location, code: CodeObject, flags: usize) -> Result {
        let free: Vec<Name> = code
            .locals
            .iter()
            .filter(|local| local.kind.contains(rpy_bytecode::LocalKind::FREE))
            .map(|local| Name::new(&local.name))
            .collect();
        let mut flags = flags;
        if !free.is_empty() {
            for name in &free {
                let cell = self.cell(name);
                self.graph()
                    .push(Operation::LoadClosure, cell as u32, None, location);
            }
            self.op_n(location, Opcode::BuildTuple, free.len());
            flags |= CLOSURE;
        }
        let code: Constant = constant::code(code);
        let index = self.unit().constants.add(code);
        self.op_n(location, Opcode::LoadConst, index as usize);
        self.op(location, Opcode::MakeFunction);
        for flag in [CLOSURE, ANNOTATE, KEYWORD_DEFAULTS, DEFAULTS] {
            if flags & flag != 0 {
                self.op_n(location, Opcode::SetFunctionAttribute, flag);
            }
        }
        Ok(())
    }
}
