//! Source text of expressions, for annotations that stay text (PEP 563).
//!
//! Source: CPython `Python/ast_unparse.c`; the text has one space around operators and only the
//! brackets that it needs.

use rpy_bytecode::Constant;
use rustpython_ast::{
    Arguments, BoolOp, CmpOp, Comprehension, ConversionFlag, Expr, ExprCompare, FStringPart,
    InterpolatedStringElement, InterpolatedStringElements, Operator, Parameters, UnaryOp,
};
use rustpython_text_size::Ranged;

use crate::constant;
use crate::expression::{debug_text, implies_repr};
use crate::source::Source;

/// How tightly an expression binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Tuple,
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Arithmetic,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

impl Level {
    /// The next tighter level.
    fn next(self) -> Level {
        const LEVELS: [Level; 16] = [
            Level::Tuple,
            Level::Test,
            Level::Or,
            Level::And,
            Level::Not,
            Level::Compare,
            Level::BitOr,
            Level::BitXor,
            Level::BitAnd,
            Level::Shift,
            Level::Arithmetic,
            Level::Term,
            Level::Factor,
            Level::Power,
            Level::Await,
            Level::Atom,
        ];
        LEVELS[(self as usize + 1).min(LEVELS.len() - 1)]
    }
}

/// The text of an annotation.
pub(crate) fn annotation(expression: &Expr, source: &Source) -> String {
    let mut writer = Writer {
        text: String::new(),
        source,
    };
    writer.expression(expression, Level::Test);
    writer.text
}

struct Writer<'a> {
    text: String,
    source: &'a Source,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes brackets around `write` if the place needs something that binds tighter.
    fn bracketed(&mut self, needed: bool, write: impl FnOnce(&mut Self)) {
        if needed {
            self.push("(");
        }
        write(self);
        if needed {
            self.push(")");
        }
    }

    fn list<'e>(&mut self, items: impl IntoIterator<Item = &'e Expr>) {
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.expression(item, Level::Test);
        }
    }

    fn expression(&mut self, expression: &Expr, level: Level) {
        match expression {
            Expr::BoolOp(node) => {
                let (own, word) = match node.op {
                    BoolOp::And => (Level::And, " and "),
                    BoolOp::Or => (Level::Or, " or "),
                };
                self.bracketed(level > own, |writer| {
                    for (index, value) in node.values.iter().enumerate() {
                        if index > 0 {
                            writer.push(word);
                        }
                        writer.expression(value, own.next());
                    }
                });
            }
            Expr::BinOp(node) => {
                let (own, text) = operator(node.op);
                let is_power = node.op == Operator::Pow;
                self.bracketed(level > own, |writer| {
                    writer.expression(&node.left, if is_power { own.next() } else { own });
                    writer.push(text);
                    writer.expression(&node.right, if is_power { own } else { own.next() });
                });
            }
            Expr::UnaryOp(node) => {
                let (own, text) = match node.op {
                    UnaryOp::Not => (Level::Not, "not "),
                    UnaryOp::Invert => (Level::Factor, "~"),
                    UnaryOp::UAdd => (Level::Factor, "+"),
                    UnaryOp::USub => (Level::Factor, "-"),
                };
                self.bracketed(level > own, |writer| {
                    writer.push(text);
                    writer.expression(&node.operand, own);
                });
            }
            Expr::Lambda(node) => self.bracketed(level > Level::Test, |writer| {
                writer.push("lambda");
                if let Some(parameters) = node.parameters.as_ref().filter(|it| !it.is_empty()) {
                    writer.push(" ");
                    writer.parameters(parameters);
                }
                writer.push(": ");
                writer.expression(&node.body, Level::Test);
            }),
            Expr::If(node) => self.bracketed(level > Level::Test, |writer| {
                writer.expression(&node.body, Level::Test.next());
                writer.push(" if ");
                writer.expression(&node.test, Level::Test.next());
                writer.push(" else ");
                writer.expression(&node.orelse, Level::Test);
            }),
            Expr::Named(node) => self.bracketed(level > Level::Tuple, |writer| {
                writer.expression(&node.target, Level::Atom);
                writer.push(" := ");
                writer.expression(&node.value, Level::Atom);
            }),
            Expr::Dict(node) => {
                self.push("{");
                for (index, item) in node.items.iter().enumerate() {
                    if index > 0 {
                        self.push(", ");
                    }
                    match &item.key {
                        Some(key) => {
                            self.expression(key, Level::Test);
                            self.push(": ");
                            self.expression(&item.value, Level::Test);
                        }
                        None => {
                            self.push("**");
                            self.expression(&item.value, Level::BitOr);
                        }
                    }
                }
                self.push("}");
            }
            Expr::Set(node) => {
                self.push("{");
                self.list(&node.elts);
                self.push("}");
            }
            Expr::List(node) => {
                self.push("[");
                self.list(&node.elts);
                self.push("]");
            }
            Expr::Tuple(node) => {
                let needed = node.elts.is_empty() || level > Level::Tuple;
                self.bracketed(needed, |writer| {
                    writer.list(&node.elts);
                    if node.elts.len() == 1 {
                        writer.push(",");
                    }
                });
            }
            Expr::ListComp(node) => {
                self.push("[");
                self.expression(&node.elt, Level::Test);
                self.comprehensions(&node.generators);
                self.push("]");
            }
            Expr::SetComp(node) => {
                self.push("{");
                self.expression(&node.elt, Level::Test);
                self.comprehensions(&node.generators);
                self.push("}");
            }
            Expr::DictComp(node) => {
                self.push("{");
                self.expression(&node.key, Level::Test);
                self.push(": ");
                self.expression(&node.value, Level::Test);
                self.comprehensions(&node.generators);
                self.push("}");
            }
            Expr::Generator(node) => {
                self.push("(");
                self.expression(&node.elt, Level::Test);
                self.comprehensions(&node.generators);
                self.push(")");
            }
            Expr::Await(node) => self.bracketed(level > Level::Await, |writer| {
                writer.push("await ");
                writer.expression(&node.value, Level::Atom);
            }),
            Expr::Yield(node) => {
                self.push("(yield");
                if let Some(value) = &node.value {
                    self.push(" ");
                    self.expression(value, Level::Test);
                }
                self.push(")");
            }
            Expr::YieldFrom(node) => {
                self.push("(yield from ");
                self.expression(&node.value, Level::Test);
                self.push(")");
            }
            Expr::Compare(node) => self.comparison(node, level),
            Expr::Call(node) => {
                self.expression(&node.func, Level::Atom);
                if let [Expr::Generator(_)] = &*node.arguments.args
                    && node.arguments.keywords.is_empty()
                {
                    self.expression(&node.arguments.args[0], Level::Test);
                    return;
                }
                self.push("(");
                self.arguments(&node.arguments);
                self.push(")");
            }
            Expr::Attribute(node) => {
                self.expression(&node.value, Level::Atom);
                let is_int = matches!(&*node.value, Expr::NumberLiteral(it) if it.value.is_int());
                self.push(if is_int { " ." } else { "." });
                self.push(&node.attr.id);
            }
            Expr::Subscript(node) => {
                self.expression(&node.value, Level::Atom);
                self.push("[");
                self.expression(&node.slice, Level::Tuple);
                self.push("]");
            }
            Expr::Starred(node) => {
                self.push("*");
                self.expression(&node.value, Level::BitOr);
            }
            Expr::Slice(node) => {
                if let Some(lower) = &node.lower {
                    self.expression(lower, Level::Test);
                }
                self.push(":");
                if let Some(upper) = &node.upper {
                    self.expression(upper, Level::Test);
                }
                if let Some(step) = &node.step {
                    self.push(":");
                    self.expression(step, Level::Test);
                }
            }
            Expr::Name(node) => self.push(&node.id),
            Expr::BooleanLiteral(node) => self.push(if node.value { "True" } else { "False" }),
            Expr::NoneLiteral(_) => self.push("None"),
            Expr::EllipsisLiteral(node) => match self.source.constant(node.range).cloned() {
                Some(value) => self.constant(&value),
                None => self.push("..."),
            },
            Expr::StringLiteral(node) => {
                let first = node.value.iter().next();
                if first.is_some_and(|it| it.flags.prefix().is_unicode()) {
                    self.push("u");
                }
                let parts = node.value.iter();
                let text: Vec<u8> = parts
                    .flat_map(|it| Vec::from(constant::string_literal(&self.source.text, it)))
                    .collect();
                self.constant(&Constant::Str(text.into()));
            }
            Expr::BytesLiteral(node) => self.constant(&constant::bytes_literal(&node.value)),
            Expr::NumberLiteral(node) => match constant::number(&node.value) {
                Ok(value) => self.constant(&value),
                Err(_) => {
                    let text = self.source.text[node.range].to_owned();
                    self.push(&text);
                }
            },
            Expr::FString(node) => {
                let mut body = String::new();
                for part in &node.value {
                    match part {
                        FStringPart::Literal(literal) => {
                            body += &literal.value.replace('{', "{{").replace('}', "}}");
                        }
                        FStringPart::FString(part) => {
                            self.interpolated(&part.elements, &mut body);
                        }
                    }
                }
                self.push("f");
                self.constant(&constant::string(&body));
            }
            Expr::TString(_) | Expr::IpyEscapeCommand(_) => {
                let text = self.source.text[expression.range()].to_owned();
                self.push(&text);
            }
        }
    }

    fn constant(&mut self, value: &Constant) {
        let text = rpy_bytecode::disassembler::constant_repr(value);
        match value {
            // Infinity has no literal.
            Constant::Float(_) | Constant::Complex(..) => self.push(&text.replace("inf", "1e309")),
            _ => self.push(&text),
        }
    }

    fn interpolated(&mut self, elements: &InterpolatedStringElements, body: &mut String) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(element) => {
                    *body += &element.value.replace('{', "{{").replace('}', "}}");
                }
                InterpolatedStringElement::Interpolation(element) => {
                    if let Some(debug) = &element.debug_text {
                        let text = debug_text(debug, element, &self.source.text);
                        *body += &text.replace('{', "{{").replace('}', "}}");
                    }
                    let mut inner = Writer {
                        text: String::new(),
                        source: self.source,
                    };
                    inner.expression(&element.expression, Level::Test.next());
                    *body += if inner.text.starts_with('{') {
                        "{ "
                    } else {
                        "{"
                    };
                    *body += &inner.text;
                    *body += match element.conversion {
                        ConversionFlag::None if implies_repr(element) => "!r",
                        ConversionFlag::None => "",
                        ConversionFlag::Str => "!s",
                        ConversionFlag::Repr => "!r",
                        ConversionFlag::Ascii => "!a",
                    };
                    if let Some(spec) = &element.format_spec {
                        *body += ":";
                        self.interpolated(&spec.elements, body);
                    }
                    *body += "}";
                }
            }
        }
    }

    fn comparison(&mut self, node: &ExprCompare, level: Level) {
        self.bracketed(level > Level::Compare, |writer| {
            writer.expression(&node.left, Level::Compare.next());
            for (operator, operand) in node.ops.iter().zip(&node.comparators) {
                writer.push(match operator {
                    CmpOp::Eq => " == ",
                    CmpOp::NotEq => " != ",
                    CmpOp::Lt => " < ",
                    CmpOp::LtE => " <= ",
                    CmpOp::Gt => " > ",
                    CmpOp::GtE => " >= ",
                    CmpOp::Is => " is ",
                    CmpOp::IsNot => " is not ",
                    CmpOp::In => " in ",
                    CmpOp::NotIn => " not in ",
                });
                writer.expression(operand, Level::Compare.next());
            }
        });
    }

    fn comprehensions(&mut self, generators: &[Comprehension]) {
        for generator in generators {
            self.push(if generator.is_async {
                " async for "
            } else {
                " for "
            });
            self.expression(&generator.target, Level::Tuple);
            self.push(" in ");
            self.expression(&generator.iter, Level::Test.next());
            for condition in &generator.ifs {
                self.push(" if ");
                self.expression(condition, Level::Test.next());
            }
        }
    }

    fn arguments(&mut self, arguments: &Arguments) {
        self.list(&arguments.args);
        for (index, keyword) in arguments.keywords.iter().enumerate() {
            if index > 0 || !arguments.args.is_empty() {
                self.push(", ");
            }
            match &keyword.arg {
                Some(name) => {
                    self.push(&name.id);
                    self.push("=");
                }
                None => self.push("**"),
            }
            self.expression(&keyword.value, Level::Test);
        }
    }

    fn parameters(&mut self, parameters: &Parameters) {
        let mut parts: Vec<(String, Option<&Expr>)> = Vec::new();
        for parameter in &parameters.posonlyargs {
            let name = parameter.parameter.name.id.to_string();
            parts.push((name, parameter.default.as_deref()));
        }
        if !parts.is_empty() {
            parts.push(("/".to_owned(), None));
        }
        for parameter in &parameters.args {
            let name = parameter.parameter.name.id.to_string();
            parts.push((name, parameter.default.as_deref()));
        }
        match &parameters.vararg {
            Some(rest) => parts.push((format!("*{}", rest.name.id), None)),
            None if !parameters.kwonlyargs.is_empty() => parts.push(("*".to_owned(), None)),
            None => {}
        }
        for parameter in &parameters.kwonlyargs {
            let name = parameter.parameter.name.id.to_string();
            parts.push((name, parameter.default.as_deref()));
        }
        if let Some(rest) = &parameters.kwarg {
            parts.push((format!("**{}", rest.name.id), None));
        }
        for (index, (name, default)) in parts.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.push(name);
            if let Some(default) = default {
                self.push("=");
                self.expression(default, Level::Test);
            }
        }
    }
}

fn operator(operator: Operator) -> (Level, &'static str) {
    match operator {
        Operator::Add => (Level::Arithmetic, " + "),
        Operator::Sub => (Level::Arithmetic, " - "),
        Operator::Mult => (Level::Term, " * "),
        Operator::MatMult => (Level::Term, " @ "),
        Operator::Div => (Level::Term, " / "),
        Operator::Mod => (Level::Term, " % "),
        Operator::FloorDiv => (Level::Term, " // "),
        Operator::LShift => (Level::Shift, " << "),
        Operator::RShift => (Level::Shift, " >> "),
        Operator::BitOr => (Level::BitOr, " | "),
        Operator::BitXor => (Level::BitXor, " ^ "),
        Operator::BitAnd => (Level::BitAnd, " & "),
        Operator::Pow => (Level::Power, " ** "),
    }
}
