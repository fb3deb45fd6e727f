//! Comprehensions, inlined into the code around them (PEP 709), and generator expressions.

use rpy_bytecode::{Location, Opcode};
use rustpython_ast::name::Name;
use rustpython_ast::{Comprehension, Expr};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use crate::compiler::Compiler;
use crate::error::Result;
use crate::flow::{Label, Operation};
use crate::symtable::{BlockIndex, BlockKind, ComprehensionKind, NameScope, Symbol, SymbolFlags};

/// What a comprehension computes for each item.
#[derive(Clone, Copy)]
enum Element<'a> {
    List(&'a Expr),
    Set(&'a Expr),
    Dict(&'a Expr, &'a Expr),
    Yield(&'a Expr),
}

/// Variables that an inlined comprehension shares with the code around it.
struct Inlined {
    /// Symbols of the outer block that are hidden: the former override.
    overrides: Vec<(Name, Option<Symbol>)>,
    /// Names that became fast locals of module or class code.
    hidden: Vec<Name>,
    /// Slots whose outer values lie on the stack.
    saved: Vec<usize>,
    was_inlined: bool,
}

impl<'a> Compiler<'a> {
    pub(super) fn comprehension(&mut self, expression: &'a Expr) -> Result {
        let (element, generators, kind) = match expression {
            Expr::ListComp(node) => (
                Element::List(&node.elt),
                &node.generators,
                ComprehensionKind::List,
            ),
            Expr::SetComp(node) => (
                Element::Set(&node.elt),
                &node.generators,
                ComprehensionKind::Set,
            ),
            Expr::DictComp(node) => {
                let element = Element::Dict(&node.key, &node.value);
                (element, &node.generators, ComprehensionKind::Dict)
            }
            Expr::Generator(node) => (
                Element::Yield(&node.elt),
                &node.generators,
                ComprehensionKind::Generator,
            ),
            _ => unreachable!("only comprehensions come here"),
        };
        let range = expression.range();
        let block = self.find_block(range, BlockKind::Comprehension);
        let is_async = self.table[block].is_coroutine && kind != ComprehensionKind::Generator;
        if is_async && !self.allows_await() {
            return self.error(
                "asynchronous comprehension outside of an asynchronous function",
                range,
            );
        }
        if let Element::List(value) | Element::Set(value) | Element::Yield(value) = element
            && value.is_starred_expr()
        {
            let message = "iterable unpacking cannot be used in comprehension";
            return self.error(message, value.range());
        }
        if self.table[block].is_inlined {
            self.iterable_of(&generators[0])?;
            return self.inlined(element, generators, block, range);
        }
        self.nested(element, generators, block, kind, expression)
    }

    /// Pushes the iterator over the first iterable, which is evaluated outside.
    fn iterable_of(&mut self, generator: &'a Comprehension) -> Result {
        self.iterable(&generator.iter)?;
        let location = self.location(&generator.iter);
        let opcode = if generator.is_async {
            Opcode::GetAiter
        } else {
            Opcode::GetIter
        };
        self.op(location, opcode);
        Ok(())
    }

    /// A comprehension with a code object of its own.
    fn nested(
        &mut self,
        element: Element<'a>,
        generators: &'a [Comprehension],
        block: BlockIndex,
        kind: ComprehensionKind,
        expression: &Expr,
    ) -> Result {
        let range = expression.range();
        let location = self.source.location(match expression {
            Expr::Generator(node) if !node.parenthesized => self.with_parentheses(range),
            _ => range,
        });
        self.enter(block, kind.code_name(), location.line);
        self.unit().argument_count = 1;
        self.generator_body(range, |compiler| {
            compiler.begin_collection(element, location);
            compiler.op_n(location, Opcode::LoadFast, 0);
            compiler.generators(generators, element, location, 1)?;
            if !matches!(element, Element::Yield(_)) {
                compiler.op(location, Opcode::ReturnValue);
            }
            Ok(())
        })?;
        let code = self.leave()?;
        self.closure(location, code, 0)?;
        self.op(location, Opcode::PrepareCall);
        self.iterable_of(&generators[0])?;
        self.op_n(location, Opcode::Call, 1);
        if self.table[block].is_coroutine && kind != ComprehensionKind::Generator {
            self.op_n(location, Opcode::GetAwaitable, 0);
            self.load_none(location);
            self.delegate(location, true);
        }
        Ok(())
    }

    /// The range of a generator expression with the parentheses of the call of which it is the
    /// only argument.
    fn with_parentheses(&self, range: TextRange) -> TextRange {
        let text = &self.source.text;
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        let before = text[..start].trim_end();
        let after = text[end..].len() - text[end..].trim_start().len();
        if !before.ends_with('(') || !text[end + after..].starts_with(')') {
            return range;
        }
        let offset = |value: usize| TextSize::try_from(value).unwrap_or_default();
        TextRange::new(offset(before.len() - 1), offset(end + after + 1))
    }

    fn begin_collection(&mut self, element: Element<'a>, location: Location) {
        let opcode = match element {
            Element::List(_) => Opcode::BuildList,
            Element::Set(_) => Opcode::BuildSet,
            Element::Dict(..) => Opcode::BuildMap,
            Element::Yield(_) => return,
        };
        self.op_n(location, opcode, 0);
    }

    /// A comprehension in the code around it. The iterator lies on the stack.
    fn inlined(
        &mut self,
        element: Element<'a>,
        generators: &'a [Comprehension],
        block: BlockIndex,
        range: TextRange,
    ) -> Result {
        let location = self.source.location(range);
        let state = self.begin_inlined(block, location);
        let saved = state.saved.len();
        let cleanup = self.new_label();
        let end = self.new_label();
        let mut outer = None;
        if saved > 0 {
            // The iterator goes on top of the saved values.
            self.op_n(location, Opcode::Swap, saved + 1);
            outer = Some(self.setup(cleanup, false, 1));
        }
        self.begin_collection(element, location);
        self.op_n(location, Opcode::Swap, 2);
        self.generators(generators, element, location, 1)?;
        if let Some(outer) = outer {
            self.set_handler(outer);
            self.restore_locals(&state.saved, location);
            self.jump(location, Opcode::Jump, end);
            self.place(cleanup);
            // The exception takes the place of the result.
            self.restore_locals(&state.saved, location);
            self.op_n(location, Opcode::Reraise, 0);
            self.place(end);
        }
        self.end_inlined(state);
        Ok(())
    }

    /// Makes the comprehension's variables visible and saves the outer values of its locals.
    fn begin_inlined(&mut self, block: BlockIndex, location: Location) -> Inlined {
        let symbols: Vec<(Name, Symbol)> = self.table[block]
            .symbols
            .iter()
            .map(|(name, it)| (name.clone(), *it))
            .collect();
        let in_class =
            self.block().kind == BlockKind::Class && !self.unit_ref().in_inlined_comprehension;
        let is_function = self.block().kind.is_function_like();
        let was_inlined = std::mem::replace(&mut self.unit().in_inlined_comprehension, true);
        let mut state = Inlined {
            overrides: Vec::new(),
            hidden: Vec::new(),
            saved: Vec::new(),
            was_inlined,
        };
        for (name, symbol) in symbols {
            // The parameter is the iterator, which stays on the stack.
            if symbol.flags.contains(SymbolFlags::PARAM) {
                continue;
            }
            let outer_scope = self.symbol(&name).scope;
            let is_local = symbol.flags.contains(SymbolFlags::LOCAL)
                && !symbol.flags.contains(SymbolFlags::NONLOCAL);
            let is_override = symbol.scope != outer_scope || in_class;
            // A free variable of the comprehension is one of the block around it, unless that is
            // a class.
            if is_override && (is_local || in_class || symbol.scope != NameScope::Free) {
                let former = self.unit().overrides.insert(name.clone(), symbol);
                state.overrides.push((name.clone(), former));
            }
            if !is_local {
                continue;
            }
            if !is_function && self.unit().hidden.insert(name.clone()) {
                state.hidden.push(name.clone());
            }
            let slot = self.slot(&name);
            self.op_n(location, Opcode::LoadFastAndClear, slot);
            if symbol.scope == NameScope::Cell {
                self.op_n(location, Opcode::MakeCell, slot);
            }
            state.saved.push(slot);
        }
        state
    }

    /// Restores saved locals, the last one first; the top of the stack stays on top.
    fn restore_locals(&mut self, saved: &[usize], location: Location) {
        self.op_n(location, Opcode::Swap, saved.len() + 1);
        for slot in saved.iter().rev() {
            self.graph().push(
                Operation::StoreFastMaybeUnbound,
                *slot as u32,
                None,
                location,
            );
        }
    }

    fn end_inlined(&mut self, state: Inlined) {
        let unit = self.unit();
        unit.in_inlined_comprehension = state.was_inlined;
        for (name, former) in state.overrides.into_iter().rev() {
            match former {
                Some(symbol) => unit.overrides.insert(name, symbol),
                None => unit.overrides.remove(&name),
            };
        }
        for name in &state.hidden {
            unit.hidden.remove(name);
        }
    }

    /// The loops. `depth` values lie between the collection and the innermost value.
    fn generators(
        &mut self,
        generators: &'a [Comprehension],
        element: Element<'a>,
        location: Location,
        depth: usize,
    ) -> Result {
        let (generator, rest) = generators.split_first().expect("never empty");
        let is_first = depth == 1;
        if generator.is_async {
            return self.async_generator(generator, rest, element, location, depth, is_first);
        }
        let iterable = self.location(&generator.iter);
        let foot = self.new_label();
        if !is_first {
            // `for x in [value]` is an assignment: no list, no loop.
            if let Expr::List(node) = &generator.iter
                && let [single] = &node.elts[..]
                && !single.is_starred_expr()
            {
                self.expression(single)?;
                self.store(&generator.target)?;
                let skip = self.new_label();
                self.filtered(generator, rest, element, location, depth, skip)?;
                self.place(skip);
                return Ok(());
            }
            self.iterable(&generator.iter)?;
            self.op(iterable, Opcode::GetIter);
        }
        let body = self.new_label();
        let exhausted = self.new_label();
        self.jump(iterable, Opcode::ForIter, exhausted);
        self.place(body);
        self.store(&generator.target)?;
        self.filtered(generator, rest, element, location, depth + 1, foot)?;
        self.place(foot);
        self.jump(iterable, Opcode::ForIterBack, body);
        self.place(exhausted);
        Ok(())
    }

    fn async_generator(
        &mut self,
        generator: &'a Comprehension,
        rest: &'a [Comprehension],
        element: Element<'a>,
        location: Location,
        depth: usize,
        is_first: bool,
    ) -> Result {
        let iterable = self.location(&generator.iter);
        if !is_first {
            self.expression(&generator.iter)?;
            self.op(iterable, Opcode::GetAiter);
        }
        let head = self.new_label();
        let exhausted = self.new_label();
        let foot = self.new_label();
        self.place(head);
        self.next_async_item(iterable, exhausted);
        self.store(&generator.target)?;
        self.filtered(generator, rest, element, location, depth + 1, foot)?;
        self.place(foot);
        self.jump(iterable, Opcode::Jump, head);
        self.place(exhausted);
        self.op(iterable, Opcode::EndAsyncFor);
        Ok(())
    }

    /// The conditions of a loop, and behind them the next loop or the element.
    fn filtered(
        &mut self,
        generator: &'a Comprehension,
        rest: &'a [Comprehension],
        element: Element<'a>,
        location: Location,
        depth: usize,
        skip: Label,
    ) -> Result {
        for condition in &generator.ifs {
            self.jump_if(condition, false, skip)?;
        }
        if !rest.is_empty() {
            return self.generators(rest, element, location, depth.max(2));
        }
        match element {
            Element::List(value) => {
                self.expression(value)?;
                let location = self.location(value);
                self.op_n(location, Opcode::ListAppend, depth);
            }
            Element::Set(value) => {
                self.expression(value)?;
                let location = self.location(value);
                self.op_n(location, Opcode::SetAdd, depth);
            }
            Element::Dict(key, value) => {
                self.expression(key)?;
                self.expression(value)?;
                let location = self.location(key);
                self.op_n(location, Opcode::MapAdd, depth);
            }
            Element::Yield(value) => {
                self.expression(value)?;
                let location = self.location(value);
                self.yield_top(location);
                self.op(location, Opcode::PopTop);
            }
        }
        Ok(())
    }
}
