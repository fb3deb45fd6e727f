//! Annotations: their blocks are evaluated on demand (PEP 649).

use rustpython_ast::{Expr, Parameter, Parameters};
use rustpython_text_size::{Ranged, TextRange};

use super::analyze::ScopeError;
use super::build::Builder;
use super::{BlockIndex, BlockKind, SymbolFlags};

/// The parameters of a function in the order in which annotations are evaluated.
pub(crate) fn annotated_parameters(parameters: &Parameters) -> impl Iterator<Item = &Parameter> {
    let positional = parameters
        .posonlyargs
        .iter()
        .chain(&parameters.args)
        .map(|it| &it.parameter);
    positional
        .chain(parameters.vararg.as_deref())
        .chain(parameters.kwonlyargs.iter().map(|it| &it.parameter))
        .chain(parameters.kwarg.as_deref())
}

impl Builder {
    pub(super) fn function_annotations(
        &mut self,
        parameters: &Parameters,
        returns: Option<&Expr>,
        range: TextRange,
    ) -> Result<(), ScopeError> {
        let has_any =
            annotated_parameters(parameters).any(|it| it.annotation.is_some()) || returns.is_some();
        if !has_any {
            return Ok(());
        }
        let in_class =
            self.current().kind == BlockKind::Class || self.current().can_see_class_scope;
        self.enter(BlockKind::Annotation, range);
        self.current().description = "an annotation";
        self.see_class_scope(in_class);
        for annotation in annotated_parameters(parameters)
            .filter_map(|it| it.annotation.as_deref())
            .chain(returns)
        {
            self.annotation(annotation)?;
        }
        self.leave();
        Ok(())
    }

    /// The annotation of a variable: in modules and classes, part of the block's `__annotate__`.
    pub(super) fn variable_annotation(&mut self, annotation: &Expr) -> Result<(), ScopeError> {
        let index = self.current_index();
        let kind = self.current().kind;
        if !matches!(kind, BlockKind::Module | BlockKind::Class) {
            // Never evaluated, but it obeys the grammar of annotations.
            let block = self.unevaluated_block(annotation.range());
            self.annotation(annotation)?;
            self.leave();
            self.table[index].children.retain(|child| *child != block);
            return Ok(());
        }
        // A module may be looked at while it is only half executed.
        let is_conditional = kind == BlockKind::Module || self.current().conditional_depth > 0;
        if is_conditional && !self.current().has_conditional_annotations {
            self.current().has_conditional_annotations = true;
            self.symbol("__conditional_annotations__", SymbolFlags::USE);
        }
        match self.current().annotation_block {
            Some(block) => self.stack.push(block),
            None => {
                let block = self.enter(BlockKind::Annotation, annotation.range());
                self.current().description = "an annotation";
                self.see_class_scope(kind == BlockKind::Class);
                self.table[index].annotation_block = Some(block);
            }
        }
        if self.table[index].has_conditional_annotations {
            self.symbol("__conditional_annotations__", SymbolFlags::USE);
        }
        self.annotation(annotation)?;
        self.leave();
        Ok(())
    }

    fn unevaluated_block(&mut self, range: TextRange) -> BlockIndex {
        let block = self.enter(BlockKind::Annotation, range);
        self.current().description = "an annotation";
        block
    }

    fn annotation(&mut self, annotation: &Expr) -> Result<(), ScopeError> {
        let is_unevaluated = self.future_annotations;
        self.current().in_unevaluated_annotation = is_unevaluated;
        self.expression(annotation)?;
        self.current().in_unevaluated_annotation = false;
        Ok(())
    }
}
