//! Annotations: functions that compute them on demand (PEP 649), or their text (PEP 563).

use rpy_bytecode::{CompareOperator, Constant, Location, Opcode};
use rustpython_ast::name::Name;
use rustpython_ast::{Expr, ExprContext, Parameters};
use rustpython_text_size::{Ranged, TextRange};

use crate::compiler::Compiler;
use crate::error::Result;
use crate::symtable::{BlockIndex, BlockKind, annotated_parameters};

/// `annotationlib.Format.VALUE_WITH_FAKE_GLOBALS`: the last format that the functions support.
const VALUE_WITH_FAKE_GLOBALS: i64 = 2;
/// `LOAD_COMMON_CONSTANT`: NotImplementedError.
const NOT_IMPLEMENTED_ERROR: usize = 1;
const CONDITIONAL: Name = Name::new_static("__conditional_annotations__");

impl<'a> Compiler<'a> {
    /// Starts the function of a deferred expression: it takes the format that is asked for.
    pub(super) fn enter_deferred(&mut self, block: BlockIndex, name: &str, location: Location) {
        self.enter(block, name, location.line.max(1));
        let unit = self.unit();
        unit.argument_count = 1;
        unit.positional_only_count = 1;
        let start = Location {
            column: 0,
            end_column: 0,
            end_line: location.line,
            ..location
        };
        self.op_n(start, Opcode::Resume, 0);
        let body = self.new_label();
        self.op_n(location, Opcode::LoadFast, 0);
        self.load_const(location, Constant::Int(VALUE_WITH_FAKE_GLOBALS));
        self.compare(location, CompareOperator::Greater);
        self.jump(location, Opcode::PopJumpIfFalse, body);
        self.op_n(location, Opcode::LoadCommonConstant, NOT_IMPLEMENTED_ERROR);
        self.op_n(location, Opcode::RaiseVarargs, 1);
        self.place(body);
    }

    /// Pushes the annotate function of a function; false if it has no annotations.
    pub(super) fn function_annotations(
        &mut self,
        parameters: &'a Parameters,
        returns: Option<&'a Expr>,
        name: &str,
        (range, location): (TextRange, Location),
    ) -> Result<bool> {
        let mut annotations: Vec<(Name, &'a Expr)> = annotated_parameters(parameters)
            .filter_map(|it| {
                let name = self.mangle(&it.name.id).into_owned();
                Some((name, it.annotation.as_deref()?))
            })
            .collect();
        annotations.extend(returns.map(|returns| (Name::new_static("return"), returns)));
        if annotations.is_empty() {
            return Ok(false);
        }
        let block = self.find_block(range, BlockKind::Annotation);
        let qualname = self.qualname(name, BlockKind::Function);
        self.enter_deferred(block, "__annotate__", location);
        self.unit().qualname = format!("{qualname}.__annotate__");
        for (name, annotation) in &annotations {
            self.load_str(location, name);
            if self.future_annotations {
                self.annotation_text(annotation);
            } else if let Expr::Starred(starred) = annotation {
                // `*args: *Ts` unpacks a single value (PEP 646).
                self.expression(&starred.value)?;
                self.op_n(location, Opcode::UnpackSequence, 1);
            } else {
                self.expression(annotation)?;
            }
        }
        self.op_n(location, Opcode::BuildMap, annotations.len());
        self.op(location, Opcode::ReturnValue);
        let code = self.leave()?;
        self.closure(location, code, 0)?;
        Ok(true)
    }

    fn annotation_text(&mut self, annotation: &'a Expr) {
        let location = self.location(annotation);
        let text = crate::unparse::annotation(annotation, self.source);
        self.load_str(location, &text);
    }

    /// Stores an annotation of a variable as text.
    pub(super) fn future_annotation(
        &mut self,
        name: &Name,
        annotation: &'a Expr,
        location: Location,
    ) -> Result {
        let name = self.mangle(name);
        self.annotation_text(annotation);
        self.name(
            location,
            &Name::new_static("__annotations__"),
            ExprContext::Load,
        )?;
        self.load_str(location, &name);
        self.op(location, Opcode::StoreSubscr);
        Ok(())
    }

    /// Records at run time that a conditional annotation was reached; returns its number.
    pub(super) fn conditional_annotation(&mut self, location: Location) -> Result<Option<u32>> {
        let in_module = self.block().kind == BlockKind::Module;
        if !in_module && self.unit().conditional_depth == 0 {
            return Ok(None);
        }
        let unit = self.unit();
        let number = unit.conditional_annotation_count;
        unit.conditional_annotation_count += 1;
        self.load_conditions(location)?;
        self.load_const(location, Constant::Int(i64::from(number)));
        self.op_n(location, Opcode::SetAdd, 1);
        self.op(location, Opcode::PopTop);
        Ok(Some(number))
    }

    fn load_conditions(&mut self, location: Location) -> Result {
        if self.block().kind == BlockKind::Class {
            let cell = self.slot(&CONDITIONAL);
            self.op_n(location, Opcode::LoadDeref, cell);
            return Ok(());
        }
        self.name(location, &CONDITIONAL, ExprContext::Load)
    }

    /// Makes the annotate function of a module or class and stores it under `target`.
    pub(crate) fn deferred_annotations(
        &mut self,
        location: Location,
        target: &'static str,
    ) -> Result {
        let annotations = std::mem::take(&mut self.unit().deferred_annotations);
        let Some(block) = self.block().annotation_block else {
            return Ok(());
        };
        if annotations.is_empty() {
            return Ok(());
        }
        self.enter_deferred(block, "__annotate__", location);
        self.op_n(location, Opcode::BuildMap, 0);
        for deferred in &annotations {
            let location = self.source.location(deferred.annotation.range());
            let skip = self.new_label();
            if let Some(number) = deferred.condition {
                self.load_const(location, Constant::Int(i64::from(number)));
                self.load_conditions(location)?;
                self.op_n(location, Opcode::ContainsOp, 0);
                self.jump(location, Opcode::PopJumpIfFalse, skip);
            }
            self.expression(deferred.annotation)?;
            self.op_n(location, Opcode::Copy, 2);
            let name = self.mangle(deferred.name);
            self.load_str(location, &name);
            self.op(location, Opcode::StoreSubscr);
            self.place(skip);
        }
        self.op(location, Opcode::ReturnValue);
        let code = self.leave()?;
        self.closure(location, code, 0)?;
        self.name(location, &Name::new_static(target), ExprContext::Store)
    }
}
