//! The first pass: expressions.

use rustpython_ast::name::Name;
use rustpython_ast::{
    Arguments, Comprehension, Expr, ExprContext, ExprLambda, ExprNamed, InterpolatedStringElement,
    InterpolatedStringElements,
};
use rustpython_text_size::TextRange;

use super::analyze::ScopeError;
use super::build::Builder;
use super::{BlockKind, ComprehensionKind, SymbolFlags, SymbolTable};

impl Builder {
    pub(super) fn optional(&mut self, expression: Option<&Expr>) -> Result<(), ScopeError> {
        expression.map_or(Ok(()), |expression| self.expression(expression))
    }

    pub(super) fn expressions(&mut self, expressions: &[Expr]) -> Result<(), ScopeError> {
        expressions
            .iter()
            .try_for_each(|expression| self.expression(expression))
    }

    pub(super) fn expression(&mut self, expression: &Expr) -> Result<(), ScopeError> {
        match expression {
            Expr::BoolOp(node) => self.expressions(&node.values),
            Expr::Named(node) => self.named(node),
            Expr::BinOp(node) => {
                self.expression(&node.left)?;
                self.expression(&node.right)
            }
            Expr::UnaryOp(node) => self.expression(&node.operand),
            Expr::Lambda(node) => self.lambda(node),
            Expr::If(node) => {
                self.expression(&node.test)?;
                self.expression(&node.body)?;
                self.expression(&node.orelse)
            }
            Expr::Dict(node) => node.items.iter().try_for_each(|item| {
                self.optional(item.key.as_ref())?;
                self.expression(&item.value)
            }),
            Expr::Set(node) => self.expressions(&node.elts),
            Expr::List(node) => self.expressions(&node.elts),
            Expr::Tuple(node) => self.expressions(&node.elts),
            Expr::ListComp(node) => {
                let parts = (&*node.elt, None);
                self.comprehension(parts, &node.generators, ComprehensionKind::List, node.range)
            }
            Expr::SetComp(node) => {
                let parts = (&*node.elt, None);
                self.comprehension(parts, &node.generators, ComprehensionKind::Set, node.range)
            }
            Expr::DictComp(node) => {
                let parts = (&*node.key, Some(&*node.value));
                self.comprehension(parts, &node.generators, ComprehensionKind::Dict, node.range)
            }
            Expr::Generator(node) => {
                let parts = (&*node.elt, None);
                let kind = ComprehensionKind::Generator;
                self.comprehension(parts, &node.generators, kind, node.range)
            }
            Expr::Await(node) => {
                self.refuse_in_type_scope("await expression", node.range)?;
                self.expression(&node.value)?;
                self.current().is_coroutine = true;
                Ok(())
            }
            Expr::Yield(node) => {
                self.refuse_in_type_scope("yield expression", node.range)?;
                self.optional(node.value.as_deref())?;
                self.mark_generator(node.range)
            }
            Expr::YieldFrom(node) => {
                self.refuse_in_type_scope("yield expression", node.range)?;
                self.expression(&node.value)?;
                self.mark_generator(node.range)
            }
            Expr::Compare(node) => {
                self.expression(&node.left)?;
                self.expressions(&node.comparators)
            }
            Expr::Call(node) => {
                self.expression(&node.func)?;
                self.arguments(&node.arguments)
            }
            Expr::FString(node) => node.value.iter().try_for_each(|part| match part {
                rustpython_ast::FStringPart::Literal(_) => Ok(()),
                rustpython_ast::FStringPart::FString(part) => self.interpolated(&part.elements),
            }),
            Expr::TString(node) => node
                .value
                .iter()
                .try_for_each(|part| self.interpolated(&part.elements)),
            Expr::Attribute(node) => {
                if node.ctx == ExprContext::Store {
                    self.check_assignable(&node.attr.id, node.range)?;
                } else if node.ctx == ExprContext::Del && &node.attr.id == "__debug__" {
                    return Err(("cannot delete __debug__".to_owned(), node.range));
                }
                self.expression(&node.value)
            }
            Expr::Subscript(node) => {
                self.expression(&node.value)?;
                self.expression(&node.slice)
            }
            Expr::Starred(node) => self.expression(&node.value),
            Expr::Slice(node) => {
                self.optional(node.lower.as_deref())?;
                self.optional(node.upper.as_deref())?;
                self.optional(node.step.as_deref())
            }
            Expr::Name(node) => self.name(&node.id, node.ctx, node.range),
            Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => Ok(()),
        }
    }

    fn name(&mut self, id: &Name, ctx: ExprContext, range: TextRange) -> Result<(), ScopeError> {
        match ctx {
            ExprContext::Store => {
                self.check_assignable(id, range)?;
                self.add(id, SymbolFlags::LOCAL, range)
            }
            ExprContext::Del => {
                if id == "__debug__" {
                    return Err(("cannot delete __debug__".to_owned(), range));
                }
                self.add(id, SymbolFlags::LOCAL, range)
            }
            ExprContext::Load | ExprContext::Invalid => {
                if self.current().in_unevaluated_annotation {
                    return Ok(());
                }
                self.add(id, SymbolFlags::USE, range)?;
                // `super()` reads the cell of the class it is written in.
                if id == "super" && self.current().kind.is_function_like() {
                    self.symbol("__class__", SymbolFlags::USE);
                }
                Ok(())
            }
        }
    }

    pub(super) fn arguments(&mut self, arguments: &Arguments) -> Result<(), ScopeError> {
        self.expressions(&arguments.args)?;
        for keyword in &arguments.keywords {
            if let Some(name) = &keyword.arg {
                self.check_assignable(&name.id, keyword.range)?;
            }
            self.expression(&keyword.value)?;
        }
        Ok(())
    }

    fn interpolated(&mut self, elements: &InterpolatedStringElements) -> Result<(), ScopeError> {
        for element in elements {
            if let InterpolatedStringElement::Interpolation(element) = element {
                self.expression(&element.expression)?;
                if let Some(spec) = &element.format_spec {
                    self.interpolated(&spec.elements)?;
                }
            }
        }
        Ok(())
    }

    fn lambda(&mut self, node: &ExprLambda) -> Result<(), ScopeError> {
        if let Some(parameters) = &node.parameters {
            self.defaults(parameters)?;
        }
        let in_class = self.current().kind == BlockKind::Class;
        self.enter(BlockKind::Lambda, node.range);
        self.current().is_method = in_class;
        if let Some(parameters) = &node.parameters {
            self.parameters(parameters)?;
        }
        self.expression(&node.body)?;
        self.leave();
        Ok(())
    }

    fn comprehension(
        &mut self,
        (element, value): (&Expr, Option<&Expr>),
        generators: &[Comprehension],
        kind: ComprehensionKind,
        range: TextRange,
    ) -> Result<(), ScopeError> {
        let (outermost, rest) = generators.split_first().expect("the grammar requires one");
        // The first iterable is evaluated outside.
        self.current().comp_iter_depth += 1;
        self.expression(&outermost.iter)?;
        self.current().comp_iter_depth -= 1;

        self.enter(BlockKind::Comprehension, range);
        self.current().comprehension = Some(kind);
        self.current().name = Name::new_static(kind.symbol_name());
        if outermost.is_async {
            self.current().is_coroutine = true;
        }
        self.parameter_symbol(".0");
        self.iteration_target(&outermost.target)?;
        self.expressions(&outermost.ifs)?;
        for generator in rest {
            self.iteration_target(&generator.target)?;
            self.current().comp_iter_depth += 1;
            self.expression(&generator.iter)?;
            self.current().comp_iter_depth -= 1;
            self.expressions(&generator.ifs)?;
            if generator.is_async {
                self.current().is_coroutine = true;
            }
        }
        self.optional(value)?;
        self.expression(element)?;
        let is_generator = kind == ComprehensionKind::Generator;
        self.current().is_generator = is_generator;
        let is_async = self.current().is_coroutine && !is_generator;
        self.leave();
        let is_deferred = matches!(
            self.current().kind,
            BlockKind::Annotation | BlockKind::TypeAlias | BlockKind::TypeVariable
        );
        if is_async && is_deferred {
            // Annotations that are never evaluated get no code, which would find this.
            let message = "asynchronous comprehension outside of an asynchronous function";
            return Err((message.to_owned(), range));
        }
        if is_async {
            self.current().is_coroutine = true;
        }
        Ok(())
    }

    fn iteration_target(&mut self, target: &Expr) -> Result<(), ScopeError> {
        self.current().comp_iter_target = true;
        self.expression(target)?;
        self.current().comp_iter_target = false;
        Ok(())
    }

    fn mark_generator(&mut self, range: TextRange) -> Result<(), ScopeError> {
        let block = self.current();
        block.is_generator = true;
        let place = match block.comprehension {
            None => return Ok(()),
            Some(ComprehensionKind::List) => "list comprehension",
            Some(ComprehensionKind::Set) => "set comprehension",
            Some(ComprehensionKind::Dict) => "dict comprehension",
            Some(ComprehensionKind::Generator) => "generator expression",
        };
        Err((format!("'yield' inside {place}"), range))
    }

    fn refuse_in_type_scope(&mut self, what: &str, range: TextRange) -> Result<(), ScopeError> {
        let block = self.current();
        if matches!(
            block.kind,
            BlockKind::Annotation
                | BlockKind::TypeAlias
                | BlockKind::TypeVariable
                | BlockKind::TypeParameters
        ) {
            return Err((
                format!("{what} cannot be used within {}", block.description),
                range,
            ));
        }
        Ok(())
    }

    /// An assignment expression; in a comprehension it binds in the enclosing function (PEP 572).
    fn named(&mut self, node: &ExprNamed) -> Result<(), ScopeError> {
        self.refuse_in_type_scope("named expression", node.range)?;
        if self.current().comp_iter_depth > 0 {
            let message =
                "assignment expression cannot be used in a comprehension iterable expression";
            return Err((message.to_owned(), node.range));
        }
        if let Expr::Name(target) = &*node.target {
            self.check_assignable(&target.id, target.range)?;
            if self.current().comprehension.is_some() {
                self.extend_target_scope(&target.id, target.range)?;
            }
        }
        self.expression(&node.value)?;
        self.expression(&node.target)
    }

    fn extend_target_scope(&mut self, name: &Name, range: TextRange) -> Result<(), ScopeError> {
        let mangled = self.mangle(name);
        for position in (0..self.stack.len()).rev() {
            let index = self.stack[position];
            let block = &self.table[index];
            let flags = block.flags(&mangled);
            if block.comprehension.is_some() {
                if flags.contains(SymbolFlags::COMP_ITER) {
                    let message = format!(
                        "assignment expression cannot rebind comprehension iteration variable '{name}'"
                    );
                    return Err((message, range));
                }
                continue;
            }
            let message = match block.kind {
                BlockKind::Function | BlockKind::Lambda | BlockKind::Comprehension => {
                    let declared = match flags.contains(SymbolFlags::GLOBAL) {
                        true => SymbolFlags::GLOBAL,
                        false => SymbolFlags::NONLOCAL,
                    };
                    self.add(name, declared, range)?;
                    self.add_directive(name, range);
                    return self.add_to(index, name, SymbolFlags::LOCAL, range);
                }
                BlockKind::Module => {
                    self.add(name, SymbolFlags::GLOBAL, range)?;
                    self.add_directive(name, range);
                    return self.add_to(SymbolTable::MODULE, name, SymbolFlags::GLOBAL, range);
                }
                BlockKind::Class => {
                    "assignment expression within a comprehension cannot be used in a class body"
                        .to_owned()
                }
                kind => {
                    let preposition = match kind {
                        BlockKind::TypeParameters => "within",
                        _ => "in",
                    };
                    format!(
                        "assignment expression within a comprehension cannot be used \
                         {preposition} {}",
                        block.description
                    )
                }
            };
            return Err((message, range));
        }
        Ok(())
    }
}

impl ComprehensionKind {
    /// The name of the comprehension's symbol table.
    fn symbol_name(self) -> &'static str {
        match self {
            ComprehensionKind::List => "listcomp",
            ComprehensionKind::Set => "setcomp",
            ComprehensionKind::Dict => "dictcomp",
            ComprehensionKind::Generator => "genexpr",
        }
    }

    /// The name of the comprehension's code object.
    pub(crate) fn code_name(self) -> &'static str {
        match self {
            ComprehensionKind::List => "<listcomp>",
            ComprehensionKind::Set => "<setcomp>",
            ComprehensionKind::Dict => "<dictcomp>",
            ComprehensionKind::Generator => "<genexpr>",
        }
    }
}
