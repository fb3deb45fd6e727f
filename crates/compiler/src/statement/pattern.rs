//! Patterns. A pattern consumes the subject on top of the stack.
//!
//! While a pattern is matched, captured values wait on the stack below the subject, and are bound
//! only once the whole pattern matched. A failure drops what its place left on the stack: jump
//! targets are kept by the number of values to drop.

use rpy_bytecode::{CompareOperator, Constant, Location, Opcode};
use rustpython_ast::name::Name;
use rustpython_ast::{
    Expr, Identifier, Number, Pattern, PatternMatchClass, PatternMatchMapping, PatternMatchOr,
    PatternMatchSequence, Singleton, UnaryOp,
};
use rustpython_text_size::{Ranged, TextRange};

use crate::compiler::Compiler;
use crate::constant;
use crate::error::Result;
use crate::flow::Label;

/// What a pattern has captured, and where its failures go.
#[derive(Default)]
pub(super) struct PatternContext {
    /// Captured names. The value of the first one lies on top of the others'.
    pub(super) stores: Vec<Name>,
    /// Targets of failures: at index `n`, the one that drops `n` values.
    pub(super) failures: Vec<Label>,
    /// Values on the stack besides the captures and the subject.
    pub(super) on_top: usize,
    /// Whether the pattern may match everything: the last case, one with a guard, a part.
    pub(super) allow_irrefutable: bool,
}

impl PatternContext {
    /// The target of a failure that has `drop` values to drop.
    pub(super) fn fail_label(&mut self, compiler: &mut Compiler<'_>, drop: usize) -> Label {
        while self.failures.len() <= drop {
            let label = compiler.new_label();
            self.failures.push(label);
        }
        self.failures[drop]
    }
}

impl<'a> Compiler<'a> {
    /// Places the failure targets; control goes on behind with everything dropped.
    pub(super) fn place_failures(&mut self, context: PatternContext) {
        for (drop, label) in context.failures.iter().enumerate().rev() {
            self.place(*label);
            if drop > 0 {
                self.op(Location::default(), Opcode::PopTop);
            }
        }
    }

    fn jump_to_fail(&mut self, location: Location, opcode: Opcode, context: &mut PatternContext) {
        let drop = context.on_top + context.stores.len();
        let label = context.fail_label(self, drop);
        self.jump(location, opcode, label);
    }

    pub(super) fn pattern(&mut self, pattern: &'a Pattern, context: &mut PatternContext) -> Result {
        let location = self.location(pattern);
        match pattern {
            Pattern::MatchValue(node) => {
                if !is_value(&node.value) {
                    let message = "patterns may only match literals and attribute lookups";
                    return self.error(message, pattern.range());
                }
                self.expression(&node.value)?;
                self.compare(location, CompareOperator::Equal);
                self.jump_to_fail(location, Opcode::PopJumpIfFalse, context);
                Ok(())
            }
            Pattern::MatchSingleton(node) => {
                let constant = match node.value {
                    Singleton::None => Constant::None,
                    Singleton::True => Constant::Bool(true),
                    Singleton::False => Constant::Bool(false),
                };
                self.load_const(location, constant);
                self.op_n(location, Opcode::IsOp, 0);
                self.jump_to_fail(location, Opcode::PopJumpIfFalse, context);
                Ok(())
            }
            Pattern::MatchSequence(node) => self.sequence_pattern(node, context),
            Pattern::MatchMapping(node) => self.mapping_pattern(node, context),
            Pattern::MatchClass(node) => self.class_pattern(node, context),
            Pattern::MatchStar(node) => {
                self.capture(node.name.as_ref(), location, node.range, context)
            }
            Pattern::MatchAs(node) => match &node.pattern {
                None if !context.allow_irrefutable => {
                    let message = match &node.name {
                        Some(name) => {
                            format!("name capture '{name}' makes remaining patterns unreachable")
                        }
                        None => "wildcard makes remaining patterns unreachable".to_owned(),
                    };
                    self.error(message, node.range)
                }
                None => self.capture(node.name.as_ref(), location, node.range, context),
                Some(inner) => {
                    if let Some(name) = node.name.as_ref().filter(|name| name.id == "_") {
                        return self.error("cannot use '_' as a target", name.range);
                    }
                    context.on_top += 1;
                    self.op_n(location, Opcode::Copy, 1);
                    self.pattern(inner, context)?;
                    context.on_top -= 1;
                    self.capture(node.name.as_ref(), location, node.range, context)
                }
            },
            Pattern::MatchOr(node) => self.or_pattern(node, context),
        }
    }

    /// A pattern inside another one, which may match everything.
    fn part_pattern(&mut self, pattern: &'a Pattern, context: &mut PatternContext) -> Result {
        let allowed = std::mem::replace(&mut context.allow_irrefutable, true);
        self.pattern(pattern, context)?;
        context.allow_irrefutable = allowed;
        Ok(())
    }

    /// Binds the top of the stack to a name once the match succeeds; without name, drops it.
    ///
    /// The value goes below what else lies on the stack, on top of the earlier captures.
    fn capture(
        &mut self,
        name: Option<&Identifier>,
        location: Location,
        range: TextRange,
        context: &mut PatternContext,
    ) -> Result {
        let Some(name) = name else {
            self.op(location, Opcode::PopTop);
            return Ok(());
        };
        if context.stores.contains(&name.id) {
            let message = format!("multiple assignments to name '{}' in pattern", name.id);
            return self.error(message, range);
        }
        self.rotate(location, context.on_top + context.stores.len() + 1);
        context.stores.push(name.id.clone());
        Ok(())
    }

    /// Moves the top below the `count - 1` values under it.
    fn rotate(&mut self, location: Location, count: usize) {
        for depth in (2..=count).rev() {
            self.op_n(location, Opcode::Swap, depth);
        }
    }

    fn sequence_pattern(
        &mut self,
        node: &'a PatternMatchSequence,
        context: &mut PatternContext,
    ) -> Result {
        let location = self.source.location(node.range);
        let patterns = &node.patterns;
        let mut stars = patterns
            .iter()
            .enumerate()
            .filter(|(_, it)| it.is_match_star());
        let star = stars.next();
        if stars.next().is_some() {
            return self.error("multiple starred names in sequence pattern", node.range);
        }
        let star = star.map(|(index, _)| index);
        let is_wildcard_star = star.is_some_and(
            |index| matches!(&patterns[index], Pattern::MatchStar(it) if it.name.is_none()),
        );
        let only_wildcards = star.is_some_and(|star| {
            patterns
                .iter()
                .enumerate()
                .all(|(index, it)| index == star || is_wildcard(it))
        }) || star.is_none() && patterns.iter().all(is_wildcard);
        // The subject stays on the stack while it is looked at.
        context.on_top += 1;
        self.op(location, Opcode::MatchSequence);
        self.jump_to_fail(location, Opcode::PopJumpIfFalse, context);
        let length = patterns.len();
        match star {
            None => {
                self.op(location, Opcode::GetLen);
                self.load_const(location, Constant::Int(length as i64));
                self.compare(location, CompareOperator::Equal);
                self.jump_to_fail(location, Opcode::PopJumpIfFalse, context);
            }
            Some(_) if length > 1 => {
                self.op(location, Opcode::GetLen);
                self.load_const(location, Constant::Int(length as i64 - 1));
                self.compare(location, CompareOperator::GreaterEqual);
                self.jump_to_fail(location, Opcode::PopJumpIfFalse, context);
            }
            Some(_) => {}
        }
        context.on_top -= 1;
        if only_wildcards && (star.is_none() || is_wildcard_star) {
            self.op(location, Opcode::PopTop);
            return Ok(());
        }
        if is_wildcard_star {
            return self.subscripted_patterns(node, star.expect("there is a star"), context);
        }
        match star {
            None => self.op_n(location, Opcode::UnpackSequence, length),
            Some(star) => {
                let after = length - star - 1;
                if star > 0xFF || after > 0xFFFF {
                    let message = "too many expressions in star-unpacking sequence pattern";
                    return self.error(message, node.range);
                }
                self.op_n(location, Opcode::UnpackEx, star | after << 8);
            }
        }
        context.on_top += length;
        for pattern in patterns {
            // The item is the subject of its pattern from now on.
            context.on_top -= 1;
            self.part_pattern(pattern, context)?;
        }
        Ok(())
    }

    /// Patterns around `*_`: the items are fetched one by one.
    fn subscripted_patterns(
        &mut self,
        node: &'a PatternMatchSequence,
        star: usize,
        context: &mut PatternContext,
    ) -> Result {
        let location = self.source.location(node.range);
        let length = node.patterns.len();
        context.on_top += 1;
        for (index, pattern) in node.patterns.iter().enumerate() {
            if is_wildcard(pattern) || index == star {
                continue;
            }
            self.op_n(location, Opcode::Copy, 1);
            if index < star {
                self.load_const(location, Constant::Int(index as i64));
            } else {
                self.op(location, Opcode::GetLen);
                self.load_const(location, Constant::Int((length - index) as i64));
                self.binary(location, rpy_bytecode::BinaryOperator::Subtract);
            }
            self.binary(location, rpy_bytecode::BinaryOperator::Subscript);
            self.part_pattern(pattern, context)?;
        }
        context.on_top -= 1;
        self.op(location, Opcode::PopTop);
        Ok(())
    }

    fn mapping_pattern(
        &mut self,
        node: &'a PatternMatchMapping,
        context: &mut PatternContext,
    ) -> Result {
        let location = self.source.location(node.range);
        let count = node.keys.len();
        context.on_top += 1;
        self.op(location, Opcode::MatchMapping);
        self.jump_to_fail(location, Opcode::PopJumpIfFalse, context);
        if count == 0 && node.rest.is_none() {
            context.on_top -= 1;
            self.op(location, Opcode::PopTop);
            return Ok(());
        }
        if count > 0 {
            self.op(location, Opcode::GetLen);
            self.load_const(location, Constant::Int(count as i64));
            self.compare(location, CompareOperator::GreaterEqual);
            self.jump_to_fail(location, Opcode::PopJumpIfFalse, context);
        }
        self.mapping_keys(node)?;
        self.op_n(location, Opcode::BuildTuple, count);
        // [subject, keys] becomes [subject, keys, values or None].
        self.op(location, Opcode::MatchKeys);
        context.on_top += 2;
        self.op_n(location, Opcode::Copy, 1);
        self.jump_to_fail(location, Opcode::PopJumpIfNone, context);
        self.op_n(location, Opcode::UnpackSequence, count);
        context.on_top += count;
        context.on_top -= 1;
        for pattern in &node.patterns {
            context.on_top -= 1;
            self.part_pattern(pattern, context)?;
        }
        // [subject, keys]
        context.on_top -= 2;
        match &node.rest {
            Some(rest) => {
                // A copy of the subject without the matched keys.
                self.op_n(location, Opcode::BuildMap, 0);
                self.op_n(location, Opcode::Swap, 3);
                // [rest, keys, subject] becomes [rest, keys] after the update.
                self.op_n(location, Opcode::DictUpdate, 2);
                self.op_n(location, Opcode::UnpackSequence, count);
                for left in (1..=count).rev() {
                    self.op_n(location, Opcode::Copy, 1 + left);
                    self.op_n(location, Opcode::Swap, 2);
                    self.op(location, Opcode::DeleteSubscr);
                }
                if rest.id == "_" {
                    return self.error("invalid syntax", rest.range);
                }
                self.capture(Some(rest), location, node.range, context)
            }
            None => {
                self.op(location, Opcode::PopTop);
                self.op(location, Opcode::PopTop);
                Ok(())
            }
        }
    }

    fn mapping_keys(&mut self, node: &'a PatternMatchMapping) -> Result {
        let mut seen: Vec<Constant> = Vec::new();
        for key in &node.keys {
            if !is_value(key) {
                let message = "mapping pattern keys may only match literals and attribute lookups";
                return self.error(message, node.range);
            }
            self.expression(key)?;
            if let Some(constants) = self.last_constants(1) {
                if seen.iter().any(|it| constant::equal(it, &constants[0])) {
                    let text = rpy_bytecode::disassembler::constant_repr(&constants[0]);
                    let message = format!("mapping pattern checks duplicate key ({text})");
                    return self.error(message, node.range);
                }
                seen.extend(constants);
            }
        }
        Ok(())
    }

    fn class_pattern(
        &mut self,
        node: &'a PatternMatchClass,
        context: &mut PatternContext,
    ) -> Result {
        let location = self.source.location(node.range);
        let arguments = &node.arguments;
        let mut names: Vec<Constant> = Vec::new();
        for (index, keyword) in arguments.keywords.iter().enumerate() {
            let name = &keyword.attr.id;
            if arguments.keywords[..index]
                .iter()
                .any(|it| it.attr.id == *name)
            {
                let message = format!("attribute name repeated in class pattern: {name}");
                return self.error(message, keyword.pattern.range());
            }
            names.push(constant::string(name));
        }
        self.expression(&node.cls)?;
        self.load_const(location, Constant::Tuple(names.into()));
        self.op_n(location, Opcode::MatchClass, arguments.patterns.len());
        self.op_n(location, Opcode::Copy, 1);
        context.on_top += 1;
        self.jump_to_fail(location, Opcode::PopJumpIfNone, context);
        context.on_top -= 1;
        let count = arguments.patterns.len() + arguments.keywords.len();
        self.op_n(location, Opcode::UnpackSequence, count);
        context.on_top += count;
        let keywords = arguments.keywords.iter().map(|it| &it.pattern);
        for pattern in arguments.patterns.iter().chain(keywords) {
            context.on_top -= 1;
            self.part_pattern(pattern, context)?;
        }
        Ok(())
    }

    /// Alternatives bind the same names. The captures of each are brought into the order of the
    /// first one's.
    fn or_pattern(&mut self, node: &'a PatternMatchOr, context: &mut PatternContext) -> Result {
        let end = self.new_label();
        let location = self.source.location(node.range);
        let mut names: Vec<Name> = Vec::new();
        let count = node.patterns.len();
        for (index, alternative) in node.patterns.iter().enumerate() {
            let location = self.location(alternative);
            let mut inner = PatternContext {
                allow_irrefutable: index + 1 == count && context.allow_irrefutable,
                ..Default::default()
            };
            self.op_n(location, Opcode::Copy, 1);
            self.pattern(alternative, &mut inner)?;
            let stores = std::mem::take(&mut inner.stores);
            if index == 0 {
                names = stores;
            } else {
                let same =
                    stores.len() == names.len() && stores.iter().all(|it| names.contains(it));
                if !same {
                    let message = "alternative patterns bind different names";
                    return self.error(message, node.range);
                }
                self.reorder(location, stores, &names);
            }
            self.jump(location, Opcode::Jump, end);
            self.place_failures(inner);
        }
        // No alternative matched: the subject goes.
        self.op(location, Opcode::PopTop);
        self.jump_to_fail(location, Opcode::Jump, context);
        self.place(end);
        // [.., other values, subject, captures]: the captures go below the other values.
        let captured = names.len();
        let depth = captured + 1 + context.on_top + context.stores.len();
        for name in &names {
            self.rotate(location, depth);
            if context.stores.contains(name) {
                let message = format!("multiple assignments to name '{name}' in pattern");
                return self.error(message, node.range);
            }
        }
        context.stores.extend(names);
        self.op(location, Opcode::PopTop);
        Ok(())
    }

    /// Brings captures on top of the stack from the order `actual` into the order `wanted`. The
    /// first name's value is the topmost.
    fn reorder(&mut self, location: Location, mut actual: Vec<Name>, wanted: &[Name]) {
        // Selection sort from the deepest on, by exchanges with the top.
        for position in (1..wanted.len()).rev() {
            let from = actual.iter().position(|name| *name == wanted[position]);
            let from = from.expect("both have the same names");
            if from == position {
                continue;
            }
            if from > 0 {
                self.op_n(location, Opcode::Swap, from + 1);
                actual.swap(0, from);
            }
            self.op_n(location, Opcode::Swap, position + 1);
            actual.swap(0, position);
        }
    }
}

/// Whether a pattern is `_`.
pub(super) fn is_wildcard(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::MatchAs(node) if node.pattern.is_none() && node.name.is_none())
}

/// Whether an expression may be a value pattern: a literal, a sum for a complex number, or a
/// dotted name.
fn is_value(expression: &Expr) -> bool {
    match expression {
        Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::NumberLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::Attribute(_) => true,
        Expr::UnaryOp(node) => {
            node.op == UnaryOp::USub && matches!(&*node.operand, Expr::NumberLiteral(_))
        }
        Expr::BinOp(node) => {
            is_value(&node.left)
                && matches!(
                    &*node.right,
                    Expr::NumberLiteral(it) if matches!(it.value, Number::Complex { .. })
                )
        }
        _ => false,
    }
}
