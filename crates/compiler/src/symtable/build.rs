//! The first pass: notes what each block does with each name. Statements.

use std::borrow::Cow;

use rustpython_ast::name::Name;
use rustpython_ast::{
    Alias, ExceptHandler, Expr, Identifier, Mod, Parameters, Pattern, Stmt, StmtAnnAssign,
    StmtClassDef, StmtFunctionDef, StmtTry, StmtTypeAlias, TypeParam, TypeParams,
};
use rustpython_text_size::{Ranged, TextRange};

use super::analyze::{ScopeError, analyze};
use super::{Block, BlockIndex, BlockKind, PrivateScope, SymbolFlags, SymbolTable, mangle};
use crate::module::is_future_import;

/// Makes the symbol table of a syntax tree.
///
/// `future_annotations` tells that annotations are not evaluated (PEP 563).
pub(crate) fn build(tree: &Mod, future_annotations: bool) -> Result<SymbolTable, ScopeError> {
    let module = Block::new(BlockKind::Module);
    let table = SymbolTable {
        blocks: vec![module],
        by_node: Default::default(),
    };
    let mut builder = Builder {
        table,
        stack: vec![SymbolTable::MODULE],
        class: None,
        future_annotations,
    };
    match tree {
        Mod::Module(module) => builder.body(&module.body)?,
        Mod::Expression(expression) => builder.expression(&expression.body)?,
    }
    let mut table = builder.table;
    analyze(&mut table)?;
    Ok(table)
}

/// Declarations `global` and `nonlocal`.
#[derive(Clone, Copy, PartialEq)]
enum Declaration {
    Global,
    Nonlocal,
}

pub(super) struct Builder {
    pub(super) table: SymbolTable,
    pub(super) stack: Vec<BlockIndex>,
    /// Class whose private names are mangled.
    class: Option<PrivateScope>,
    pub(super) future_annotations: bool,
}

impl Builder {
    pub(super) fn current(&mut self) -> &mut Block {
        let index = self.current_index();
        &mut self.table[index]
    }

    pub(super) fn current_index(&self) -> BlockIndex {
        *self.stack.last().expect("the module stays on the stack")
    }

    pub(super) fn enter(&mut self, kind: BlockKind, range: TextRange) -> BlockIndex {
        let parent = self.current_index();
        let index = BlockIndex(self.table.blocks.len() as u32);
        let mut block = Block::new(kind);
        block.start = range.start();
        let parent_block = &mut self.table[parent];
        block.is_nested = parent_block.is_nested || parent_block.kind.is_function_like();
        block.comp_iter_depth = parent_block.comp_iter_depth;
        parent_block.children.push(index);
        self.table.blocks.push(block);
        self.table.by_node.insert((range, kind), index);
        self.stack.push(index);
        if matches!(
            kind,
            BlockKind::Annotation | BlockKind::TypeAlias | BlockKind::TypeVariable
        ) {
            self.parameter_symbol(".format");
            self.symbol(".format", SymbolFlags::USE);
        }
        index
    }

    /// Names the current block as module `symtable` does.
    pub(super) fn call_block(&mut self, name: &Identifier) {
        let block = self.current();
        block.name = name.id.clone();
        block.start = name.range.start();
    }

    pub(super) fn leave(&mut self) {
        self.stack.pop();
    }

    /// Adds flags to a name that the compiler itself made up.
    pub(super) fn symbol(&mut self, name: &'static str, flags: SymbolFlags) {
        self.current()
            .symbols
            .entry(Name::new_static(name))
            .or_default()
            .flags |= flags;
    }

    /// Adds a parameter that the compiler itself made up.
    pub(super) fn parameter_symbol(&mut self, name: &'static str) {
        self.symbol(name, SymbolFlags::PARAM);
        self.current().parameters.push(Name::new_static(name));
    }

    pub(super) fn mangle<'n>(&self, name: &'n Name) -> Cow<'n, Name> {
        mangle(self.class.as_ref(), name)
    }

    /// Notes that the current block does `flags` with `name`.
    pub(super) fn add(
        &mut self,
        name: &Name,
        flags: SymbolFlags,
        range: TextRange,
    ) -> Result<(), ScopeError> {
        self.add_to(self.current_index(), name, flags, range)
    }

    pub(super) fn add_to(
        &mut self,
        index: BlockIndex,
        name: &Name,
        flags: SymbolFlags,
        range: TextRange,
    ) -> Result<(), ScopeError> {
        let mangled = self.mangle(name).into_owned();
        let is_noted = flags.intersects(SymbolFlags::PARAM | SymbolFlags::GLOBAL);
        let noted = is_noted.then(|| mangled.clone());
        let block = &mut self.table[index];
        let is_iteration_target = block.comp_iter_target;
        let symbol = block.symbols.entry(mangled).or_default();
        let common = symbol.flags & flags;
        if common.contains(SymbolFlags::PARAM) {
            return Err((
                format!("duplicate argument '{name}' in function definition"),
                range,
            ));
        }
        if common.contains(SymbolFlags::TYPE_PARAM) {
            return Err((format!("duplicate type parameter '{name}'"), range));
        }
        symbol.flags |= flags;
        if is_iteration_target {
            if symbol
                .flags
                .intersects(SymbolFlags::GLOBAL | SymbolFlags::NONLOCAL)
            {
                let message = format!(
                    "comprehension inner loop cannot rebind assignment expression target '{name}'"
                );
                return Err((message, range));
            }
            symbol.flags |= SymbolFlags::COMP_ITER;
        }
        let Some(mangled) = noted else {
            return Ok(());
        };
        if flags.contains(SymbolFlags::PARAM) {
            block.parameters.push(mangled);
        } else {
            // A name that any block declares global is one of the module's names.
            let module = &mut self.table[SymbolTable::MODULE];
            module.symbols.entry(mangled).or_default().flags |= flags;
        }
        Ok(())
    }

    pub(super) fn add_directive(&mut self, name: &Name, range: TextRange) {
        let mangled = self.mangle(name).into_owned();
        self.current().directives.push((mangled, range));
    }

    fn bind(&mut self, identifier: &Identifier) -> Result<(), ScopeError> {
        self.check_assignable(&identifier.id, identifier.range)?;
        self.add(&identifier.id, SymbolFlags::LOCAL, identifier.range)
    }

    /// Refuses to bind `__debug__`, which the compiler folds.
    pub(super) fn check_assignable(&self, name: &str, range: TextRange) -> Result<(), ScopeError> {
        if name == "__debug__" {
            return Err(("cannot assign to __debug__".to_owned(), range));
        }
        Ok(())
    }

    pub(super) fn body(&mut self, body: &[Stmt]) -> Result<(), ScopeError> {
        body.iter()
            .try_for_each(|statement| self.statement(statement))
    }

    /// Whether this is no statement of the module itself.
    fn is_nested(&mut self) -> bool {
        self.stack.len() > 1 || self.current().conditional_depth > 0
    }

    /// Statements that may run or not, for PEP 649's conditional annotations.
    fn conditional(
        &mut self,
        visit: impl FnOnce(&mut Builder) -> Result<(), ScopeError>,
    ) -> Result<(), ScopeError> {
        self.current().conditional_depth += 1;
        visit(self)?;
        self.current().conditional_depth -= 1;
        Ok(())
    }

    /// `async for` and `async with` wait as `await` does, where they stand at the top level.
    fn async_statement(&mut self, is_async: bool) {
        let block = self.current();
        block.is_coroutine |= is_async && block.kind == BlockKind::Module;
    }

    fn conditional_body(&mut self, body: &[Stmt]) -> Result<(), ScopeError> {
        self.conditional(|builder| builder.body(body))
    }

    fn statement(&mut self, statement: &Stmt) -> Result<(), ScopeError> {
        match statement {
            Stmt::FunctionDef(node) => self.function(node),
            Stmt::ClassDef(node) => self.class(node),
            Stmt::TypeAlias(node) => self.type_alias(node),
            Stmt::Return(node) => self.optional(node.value.as_deref()),
            Stmt::Delete(node) => self.expressions(&node.targets),
            Stmt::Assign(node) => {
                self.expressions(&node.targets)?;
                self.expression(&node.value)
            }
            Stmt::AugAssign(node) => {
                self.expression(&node.target)?;
                self.expression(&node.value)
            }
            Stmt::AnnAssign(node) => self.annotated_assignment(node),
            Stmt::For(node) => {
                self.async_statement(node.is_async);
                self.expression(&node.target)?;
                self.expression(&node.iter)?;
                self.conditional_body(&node.body)?;
                self.conditional_body(&node.orelse)
            }
            Stmt::While(node) => {
                self.expression(&node.test)?;
                self.conditional_body(&node.body)?;
                self.conditional_body(&node.orelse)
            }
            Stmt::If(node) => {
                self.expression(&node.test)?;
                self.conditional_body(&node.body)?;
                node.elif_else_clauses.iter().try_for_each(|clause| {
                    self.optional(clause.test.as_ref())?;
                    self.conditional_body(&clause.body)
                })
            }
            Stmt::With(node) => self.conditional(|builder| {
                builder.async_statement(node.is_async);
                for item in &node.items {
                    builder.expression(&item.context_expr)?;
                    builder.optional(item.optional_vars.as_deref())?;
                }
                builder.body(&node.body)
            }),
            Stmt::Match(node) => {
                self.expression(&node.subject)?;
                self.conditional(|builder| {
                    node.cases.iter().try_for_each(|case| {
                        builder.pattern(&case.pattern)?;
                        builder.optional(case.guard.as_deref())?;
                        builder.body(&case.body)
                    })
                })
            }
            Stmt::Raise(node) => {
                self.optional(crate::parse::raised_exception(node))?;
                self.optional(node.cause.as_deref())
            }
            Stmt::Try(node) => self.conditional(|builder| builder.try_statement(node)),
            Stmt::Assert(node) => {
                self.expression(&node.test)?;
                self.optional(node.msg.as_deref())
            }
            Stmt::Import(node) => node.names.iter().try_for_each(|alias| self.alias(alias)),
            Stmt::ImportFrom(node) if self.is_nested() && is_future_import(node) => {
                let message = "from __future__ imports must occur at the beginning of the file";
                Err((message.to_owned(), node.range))
            }
            Stmt::ImportFrom(node) => node.names.iter().try_for_each(|alias| {
                if &alias.name == "*" {
                    if self.current().kind != BlockKind::Module {
                        let message = "import * only allowed at module level".to_owned();
                        return Err((message, alias.range));
                    }
                    return Ok(());
                }
                self.alias(alias)
            }),
            Stmt::Global(node) => self.declare(&node.names, Declaration::Global, node.range),
            Stmt::Nonlocal(node) => self.declare(&node.names, Declaration::Nonlocal, node.range),
            Stmt::Expr(node) => self.expression(&node.value),
            Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) | Stmt::IpyEscapeCommand(_) => {
                Ok(())
            }
        }
    }

    fn try_statement(&mut self, node: &StmtTry) -> Result<(), ScopeError> {
        self.body(&node.body)?;
        for ExceptHandler::ExceptHandler(handler) in &node.handlers {
            self.optional(handler.type_.as_deref())?;
            if let Some(name) = &handler.name {
                self.bind(name)?;
            }
            self.body(&handler.body)?;
        }
        self.body(&node.orelse)?;
        self.body(&node.finalbody)
    }

    fn alias(&mut self, alias: &Alias) -> Result<(), ScopeError> {
        let name = match &alias.asname {
            Some(name) => name.id.clone(),
            None => Name::new(alias.name.split('.').next().unwrap_or_default()),
        };
        self.check_assignable(&name, alias.range)?;
        self.add(&name, SymbolFlags::IMPORT, alias.range)
    }

    fn declare(
        &mut self,
        names: &[Identifier],
        declaration: Declaration,
        range: TextRange,
    ) -> Result<(), ScopeError> {
        let (word, flag) = match declaration {
            Declaration::Global => ("global", SymbolFlags::GLOBAL),
            Declaration::Nonlocal => ("nonlocal", SymbolFlags::NONLOCAL),
        };
        for name in names {
            let mangled = self.mangle(&name.id);
            let flags = self.current().flags(&mangled);
            let name = &name.id;
            let message = if flags.contains(SymbolFlags::PARAM) {
                format!("name '{name}' is parameter and {word}")
            } else if flags.contains(SymbolFlags::USE) {
                format!("name '{name}' is used prior to {word} declaration")
            } else if flags.contains(SymbolFlags::ANNOT) {
                format!("annotated name '{name}' can't be {word}")
            } else if flags.contains(SymbolFlags::LOCAL) {
                format!("name '{name}' is assigned to before {word} declaration")
            } else {
                self.add(name, flag, range)?;
                self.add_directive(name, range);
                continue;
            };
            return Err((message, range));
        }
        Ok(())
    }

    fn function(&mut self, node: &StmtFunctionDef) -> Result<(), ScopeError> {
        self.check_assignable(&node.name.id, node.range)?;
        self.add(&node.name.id, SymbolFlags::LOCAL, node.range)?;
        self.defaults(&node.parameters)?;
        node.decorator_list
            .iter()
            .try_for_each(|it| self.expression(&it.expression))?;
        if let Some(type_params) = &node.type_params {
            self.enter_type_params(node.range);
            self.call_block(&node.name);
            if has_defaults(&node.parameters) {
                self.parameter_symbol(".defaults");
            }
            if has_keyword_defaults(&node.parameters) {
                self.parameter_symbol(".kwdefaults");
            }
            self.type_params(type_params)?;
        }
        self.function_annotations(&node.parameters, node.returns.as_deref(), node.range)?;
        let in_class = self.current().kind == BlockKind::Class;
        self.enter(BlockKind::Function, node.range);
        self.call_block(&node.name);
        self.current().is_method = in_class;
        self.current().is_coroutine = node.is_async;
        self.current().is_async_definition = node.is_async;
        self.parameters(&node.parameters)?;
        self.body(&node.body)?;
        self.leave();
        if node.type_params.is_some() {
            self.leave();
        }
        Ok(())
    }

    fn class(&mut self, node: &StmtClassDef) -> Result<(), ScopeError> {
        self.check_assignable(&node.name.id, node.range)?;
        self.add(&node.name.id, SymbolFlags::LOCAL, node.range)?;
        node.decorator_list
            .iter()
            .try_for_each(|it| self.expression(&it.expression))?;
        let outer_class = self.class.clone();
        if let Some(type_params) = &node.type_params {
            self.enter_type_params(node.range);
            self.call_block(&node.name);
            self.symbol(".type_params", SymbolFlags::LOCAL | SymbolFlags::USE);
            self.symbol(".generic_base", SymbolFlags::LOCAL | SymbolFlags::USE);
            self.class = Some(PrivateScope::of_type_params(&node.name.id, type_params));
            self.type_params(type_params)?;
        }
        if let Some(arguments) = &node.arguments {
            self.arguments(arguments)?;
        }
        self.enter(BlockKind::Class, node.range);
        self.call_block(&node.name);
        self.class = Some(PrivateScope::of_class(&node.name.id));
        if node.type_params.is_some() {
            self.symbol("__type_params__", SymbolFlags::LOCAL);
            self.symbol(".type_params", SymbolFlags::USE);
        }
        self.body(&node.body)?;
        self.leave();
        if node.type_params.is_some() {
            self.leave();
        }
        self.class = outer_class;
        Ok(())
    }

    fn type_alias(&mut self, node: &StmtTypeAlias) -> Result<(), ScopeError> {
        self.expression(&node.name)?;
        let in_class = self.current().kind == BlockKind::Class;
        let name = match &*node.name {
            Expr::Name(name) => name.id.clone(),
            _ => Name::empty(),
        };
        if let Some(type_params) = &node.type_params {
            self.enter_type_params(node.range);
            self.current().name = name.clone();
            self.type_params(type_params)?;
        }
        self.enter(BlockKind::TypeAlias, node.range);
        self.current().name = name;
        self.current().description = "a type alias";
        self.see_class_scope(in_class);
        self.expression(&node.value)?;
        self.leave();
        if node.type_params.is_some() {
            self.leave();
        }
        Ok(())
    }

    pub(super) fn see_class_scope(&mut self, in_class: bool) {
        if in_class {
            self.current().can_see_class_scope = true;
            self.symbol("__classdict__", SymbolFlags::USE);
        }
    }

    fn enter_type_params(&mut self, range: TextRange) {
        let in_class = self.current().kind == BlockKind::Class;
        self.enter(BlockKind::TypeParameters, range);
        self.current().description = "the definition of a generic";
        self.see_class_scope(in_class);
    }

    fn type_params(&mut self, type_params: &TypeParams) -> Result<(), ScopeError> {
        let mut default_seen = false;
        for parameter in type_params.iter() {
            let (name, bound, default) = match parameter {
                TypeParam::TypeVar(it) => (&it.name, it.bound.as_deref(), it.default.as_deref()),
                TypeParam::TypeVarTuple(it) => (&it.name, None, it.default.as_deref()),
                TypeParam::ParamSpec(it) => (&it.name, None, it.default.as_deref()),
            };
            self.check_assignable(&name.id, name.range)?;
            if name.id == "__classdict__" {
                let message = format!(
                    "reserved name '{}' cannot be used for type parameter",
                    name.id
                );
                return Err((message, parameter.range()));
            }
            let flags = SymbolFlags::TYPE_PARAM | SymbolFlags::LOCAL;
            self.add(&name.id, flags, parameter.range())?;
            if let Some(bound) = bound {
                let is_constraints = matches!(bound, Expr::Tuple(_));
                let description = if is_constraints {
                    "a TypeVar constraint"
                } else {
                    "a TypeVar bound"
                };
                self.type_variable(name, bound, description)?;
            }
            match default {
                Some(default) => {
                    default_seen = true;
                    let description = match parameter {
                        TypeParam::TypeVar(_) => "a TypeVar default",
                        TypeParam::TypeVarTuple(_) => "a TypeVarTuple default",
                        TypeParam::ParamSpec(_) => "a ParamSpec default",
                    };
                    self.type_variable(name, default, description)?;
                }
                None if default_seen => {
                    let message = format!(
                        "non-default type parameter '{}' follows default type parameter",
                        name.id
                    );
                    return Err((message, parameter.range()));
                }
                None => {}
            }
        }
        Ok(())
    }

    fn type_variable(
        &mut self,
        name: &Identifier,
        value: &Expr,
        description: &'static str,
    ) -> Result<(), ScopeError> {
        let in_class = self.current().can_see_class_scope;
        self.enter(BlockKind::TypeVariable, value.range());
        self.call_block(name);
        self.current().description = description;
        self.see_class_scope(in_class);
        self.expression(value)?;
        self.leave();
        Ok(())
    }

    pub(super) fn defaults(&mut self, parameters: &Parameters) -> Result<(), ScopeError> {
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        positional
            .chain(&parameters.kwonlyargs)
            .try_for_each(|parameter| self.optional(parameter.default.as_deref()))
    }

    pub(super) fn parameters(&mut self, parameters: &Parameters) -> Result<(), ScopeError> {
        let named = parameters.posonlyargs.iter().chain(&parameters.args);
        let named = named.chain(&parameters.kwonlyargs).map(|it| &it.parameter);
        let rest = parameters
            .vararg
            .iter()
            .chain(&parameters.kwarg)
            .map(|it| &**it);
        for parameter in named.chain(rest) {
            self.check_assignable(&parameter.name.id, parameter.range)?;
            self.add(&parameter.name.id, SymbolFlags::PARAM, parameter.range)?;
        }
        Ok(())
    }

    fn annotated_assignment(&mut self, node: &StmtAnnAssign) -> Result<(), ScopeError> {
        if let Expr::Name(target) = &*node.target {
            let mangled = self.mangle(&target.id);
            let flags = self.current().flags(&mangled);
            let declared = flags & (SymbolFlags::GLOBAL | SymbolFlags::NONLOCAL);
            if node.simple && !declared.is_empty() && self.current_index() != SymbolTable::MODULE {
                let word = if declared.contains(SymbolFlags::GLOBAL) {
                    "global"
                } else {
                    "nonlocal"
                };
                let message = format!("annotated name '{}' can't be {word}", target.id);
                return Err((message, node.range));
            }
            self.check_assignable(&target.id, target.range)?;
            if node.simple {
                let flags = SymbolFlags::ANNOT | SymbolFlags::LOCAL;
                self.add(&target.id, flags, target.range)?;
            } else if node.value.is_some() {
                self.add(&target.id, SymbolFlags::LOCAL, target.range)?;
            }
        } else {
            self.expression(&node.target)?;
        }
        self.variable_annotation(&node.annotation)?;
        self.optional(node.value.as_deref())
    }

    fn pattern(&mut self, pattern: &Pattern) -> Result<(), ScopeError> {
        match pattern {
            Pattern::MatchValue(node) => self.expression(&node.value),
            Pattern::MatchSingleton(_) => Ok(()),
            Pattern::MatchSequence(node) => {
                node.patterns.iter().try_for_each(|it| self.pattern(it))
            }
            Pattern::MatchMapping(node) => {
                self.expressions(&node.keys)?;
                node.patterns.iter().try_for_each(|it| self.pattern(it))?;
                node.rest.iter().try_for_each(|it| self.bind(it))
            }
            Pattern::MatchClass(node) => {
                self.expression(&node.cls)?;
                node.arguments
                    .patterns
                    .iter()
                    .try_for_each(|it| self.pattern(it))?;
                node.arguments.keywords.iter().try_for_each(|it| {
                    self.check_assignable(&it.attr.id, it.range)?;
                    self.pattern(&it.pattern)
                })
            }
            Pattern::MatchStar(node) => node.name.iter().try_for_each(|it| self.bind(it)),
            Pattern::MatchAs(node) => {
                node.pattern.iter().try_for_each(|it| self.pattern(it))?;
                node.name.iter().try_for_each(|it| self.bind(it))
            }
            Pattern::MatchOr(node) => node.patterns.iter().try_for_each(|it| self.pattern(it)),
        }
    }
}

/// Whether a positional parameter has a default.
pub(crate) fn has_defaults(parameters: &Parameters) -> bool {
    parameters
        .posonlyargs
        .iter()
        .chain(&parameters.args)
        .any(|it| it.default.is_some())
}

/// Whether a keyword-only parameter has a default.
pub(crate) fn has_keyword_defaults(parameters: &Parameters) -> bool {
    parameters.kwonlyargs.iter().any(|it| it.default.is_some())
}
