//! Calls: of functions, methods and `super().method`.

use rpy_bytecode::{Constant, Location, Opcode};
use rustpython_ast::name::Name;
use rustpython_ast::{Arguments, Expr, ExprAttribute, ExprCall, ExprContext, Keyword};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::name::Access;
use crate::compiler::Compiler;
use crate::constant;
use crate::error::Result;
use crate::symtable::{BlockKind, NameScope};
use crate::warning;

/// Arguments above which a call passes a tuple and a dict.
const MAX_ARGUMENTS: usize = 255;

impl<'a> Compiler<'a> {
    pub(super) fn call(&mut self, node: &'a ExprCall) -> Result {
        let location = self.location(node);
        if let Some(message) = warning::of_call(&node.func) {
            self.warn(message, node.func.range());
        }
        self.check_arguments(&node.arguments)?;
        if self.consuming_call(node, location)? {
            return Ok(());
        }
        let is_method = self.callee(&node.func, &node.arguments)?;
        let location = match (&*node.func, is_method) {
            (Expr::Attribute(function), true) => {
                self.attribute_call_location(function, node, location)
            }
            _ => location,
        };
        self.finish_call(location, 0, Some(&node.arguments), None, is_method)
    }

    /// Position of a method call: from the line of the method's name on.
    fn attribute_call_location(
        &self,
        function: &ExprAttribute,
        node: &ExprCall,
        location: Location,
    ) -> Location {
        let name = self.location(&function.attr);
        if name.line == location.line {
            return location;
        }
        let end = self.location(node);
        Location {
            line: name.line,
            column: name.column,
            ..end
        }
    }

    /// Pushes the callee and the call words behind it; true if it is a method with its object.
    fn callee(&mut self, function: &'a Expr, arguments: &Arguments) -> Result<bool> {
        let location = self.location(function);
        match function {
            Expr::Name(node) => {
                let name = self.mangle(&node.id);
                let is_global = self.access(&name) == Access::Global && node.id != "__debug__";
                if is_global && !self.block().can_see_class_scope {
                    let index = self.name_index(&name);
                    self.op_n(location, Opcode::LoadGlobalCall, index);
                    return Ok(false);
                }
            }
            Expr::Attribute(node) if !unpacks(arguments) => {
                let location = self.attribute_location(node);
                if self.super_attribute(node, Opcode::LoadSuperMethod)? {
                    return Ok(true);
                }
                self.expression(&node.value)?;
                let name = self.mangle(&node.attr.id);
                let name = self.name_index(&name);
                self.op_n(location, Opcode::LoadMethod, name);
                return Ok(true);
            }
            _ => {}
        }
        self.expression(function)?;
        self.op(location, Opcode::PrepareCall);
        Ok(false)
    }

    /// Emits the arguments and the call. `pushed` arguments lie behind the callee already; `extra`
    /// is a variable passed as last positional argument.
    pub(crate) fn finish_call(
        &mut self,
        location: Location,
        pushed: usize,
        arguments: Option<&'a Arguments>,
        extra: Option<&Name>,
        is_method: bool,
    ) -> Result {
        let (positional, keywords): (&[Expr], &[Keyword]) = match arguments {
            Some(arguments) => (&arguments.args, &arguments.keywords),
            None => (&[], &[]),
        };
        if arguments.is_some_and(unpacks) {
            return self.call_unpacking(location, pushed, positional, keywords, extra);
        }
        for argument in positional {
            self.expression(argument)?;
        }
        let mut count = pushed + positional.len() + keywords.len();
        if let Some(extra) = extra {
            self.name(location, extra, ExprContext::Load)?;
            count += 1;
        }
        if keywords.is_empty() {
            let opcode = if is_method {
                Opcode::CallMethod
            } else {
                Opcode::Call
            };
            self.op_n(location, opcode, count);
            return Ok(());
        }
        let mut names = Vec::with_capacity(keywords.len());
        for keyword in keywords {
            self.expression(&keyword.value)?;
            let name = keyword.arg.as_ref().expect("unpacking is handled above");
            // Names of keywords are not mangled: they are those of the callee.
            names.push(constant::string(&name.id));
        }
        self.load_const(location, Constant::Tuple(names.into()));
        let opcode = if is_method {
            Opcode::CallMethodKw
        } else {
            Opcode::CallKw
        };
        self.op_n(location, opcode, count);
        Ok(())
    }

    /// A call with `*` or `**`: the arguments are collected in a tuple and a dict.
    fn call_unpacking(
        &mut self,
        location: Location,
        pushed: usize,
        positional: &'a [Expr],
        keywords: &'a [Keyword],
        extra: Option<&Name>,
    ) -> Result {
        self.argument_tuple(location, pushed, positional, extra)?;
        match keywords {
            [] => self.op(location, Opcode::PushUnbound),
            // What is unpacked alone needs no copy.
            [only] if only.arg.is_none() => self.expression(&only.value)?,
            _ => self.keyword_dict(location, keywords)?,
        }
        self.op(location, Opcode::CallFunctionEx);
        Ok(())
    }

    /// Refuses `f((x)=1)`, which the parser takes for a keyword argument.
    pub(crate) fn check_arguments(&self, arguments: &Arguments) -> Result {
        for keyword in &arguments.keywords {
            let Some(name) = keyword
                .arg
                .as_ref()
                .filter(|it| it.start() != keyword.start())
            else {
                continue;
            };
            let text = &self.source.text;
            let equals = text[name.end().to_usize()..].find('=').unwrap_or_default() + 1;
            let end = name.end() + TextSize::try_from(equals).expect("offsets fit 32 bits");
            let message = "expression cannot contain assignment, perhaps you meant \"==\"?";
            return self.error(message, TextRange::new(name.start(), end));
        }
        Ok(())
    }

    fn argument_tuple(
        &mut self,
        location: Location,
        pushed: usize,
        positional: &'a [Expr],
        extra: Option<&Name>,
    ) -> Result {
        // The call itself makes a tuple of any iterable, and names the callee if it is none.
        if let ([Expr::Starred(argument)], 0, None) = (positional, pushed, extra) {
            return self.expression(&argument.value);
        }
        let has_star = positional.iter().any(Expr::is_starred_expr);
        if !has_star && positional.len() <= MAX_ARGUMENTS {
            positional
                .iter()
                .try_for_each(|argument| self.expression(argument))?;
            if let Some(extra) = extra {
                self.name(location, extra, ExprContext::Load)?;
            }
            let count = pushed + positional.len() + usize::from(extra.is_some());
            if pushed == 0 && extra.is_none() {
                self.build_tuple(location, count);
            } else {
                self.op_n(location, Opcode::BuildTuple, count);
            }
            return Ok(());
        }
        self.op_n(location, Opcode::BuildList, pushed);
        for argument in positional {
            match argument {
                Expr::Starred(starred) => {
                    self.expression(&starred.value)?;
                    self.op_n(location, Opcode::ListExtend, 1);
                }
                _ => {
                    self.expression(argument)?;
                    self.op_n(location, Opcode::ListAppend, 1);
                }
            }
        }
        if let Some(extra) = extra {
            self.name(location, extra, ExprContext::Load)?;
            self.op_n(location, Opcode::ListAppend, 1);
        }
        self.op(location, Opcode::ListToTuple);
        Ok(())
    }

    /// Collects keyword arguments into a dict: runs of names, and mappings merged into them.
    fn keyword_dict(&mut self, location: Location, keywords: &'a [Keyword]) -> Result {
        let mut has_dict = false;
        let mut run = 0;
        for keyword in keywords {
            match &keyword.arg {
                Some(name) => {
                    let name_location = self.location(keyword);
                    self.load_str(name_location, &name.id);
                    self.expression(&keyword.value)?;
                    run += 1;
                    // The stack needs not hold thousands of arguments at a time.
                    if run == MAX_ARGUMENTS {
                        self.merge_run(location, &mut has_dict, &mut run);
                    }
                }
                None => {
                    if run > 0 || !has_dict {
                        self.merge_run(location, &mut has_dict, &mut run);
                    }
                    self.expression(&keyword.value)?;
                    self.op_n(location, Opcode::DictMerge, 1);
                }
            }
        }
        if run > 0 {
            self.merge_run(location, &mut has_dict, &mut run);
        }
        Ok(())
    }

    fn merge_run(&mut self, location: Location, has_dict: &mut bool, run: &mut usize) {
        self.op_n(location, Opcode::BuildMap, *run);
        if *has_dict {
            self.op_n(location, Opcode::DictMerge, 1);
        }
        *has_dict = true;
        *run = 0;
    }

    /// Compiles `super().name` and `super(C, x).name` to one instruction, without making the
    /// super object; false if the expression is something else.
    pub(super) fn super_attribute(
        &mut self,
        node: &'a ExprAttribute,
        opcode: Opcode,
    ) -> Result<bool> {
        let Expr::Call(call) = &*node.value else {
            return Ok(false);
        };
        let Expr::Name(function) = &*call.func else {
            return Ok(false);
        };
        let arguments = &call.arguments;
        if function.id != "super" || unpacks(arguments) || !arguments.keywords.is_empty() {
            return Ok(false);
        }
        if self.symbol(&function.id).scope != NameScope::GlobalImplicit
            || !self.block().kind.is_function()
            || self.table[crate::symtable::SymbolTable::MODULE].scope("super") == NameScope::Local
        {
            return Ok(false);
        }
        let location = self.location(&*call.func);
        match &arguments.args[..] {
            [] => {
                // Without arguments, it needs the cell of the class and a first parameter.
                let block = self.block();
                let unit = self.unit_ref();
                let class = Name::new_static("__class__");
                if block.kind == BlockKind::Comprehension
                    || unit.argument_count == 0
                    || self.symbol(&class).scope != NameScope::Free
                {
                    return Ok(false);
                }
                let first = block.parameters[0].clone();
                self.name(location, &function.id, ExprContext::Load)?;
                let cell = self.cell(&class);
                let call_location = self.location(call);
                self.op_n(call_location, Opcode::LoadDeref, cell);
                self.name(call_location, &first, ExprContext::Load)?;
            }
            [class, object] => {
                if class.is_starred_expr() || object.is_starred_expr() {
                    return Ok(false);
                }
                self.name(location, &function.id, ExprContext::Load)?;
                self.expression(class)?;
                self.expression(object)?;
            }
            _ => return Ok(false),
        }
        let name = self.mangle(&node.attr.id);
        let name = self.name_index(&name);
        let location = self.attribute_location(node);
        self.op_n(location, opcode, name);
        Ok(true)
    }
}

/// Whether a call has `*` or `**`, or too many arguments for the stack.
fn unpacks(arguments: &Arguments) -> bool {
    arguments.args.iter().any(Expr::is_starred_expr)
        || arguments
            .keywords
            .iter()
            .any(|keyword| keyword.arg.is_none())
        || arguments.args.len() + arguments.keywords.len() > MAX_ARGUMENTS
}
