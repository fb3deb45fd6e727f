//! Expressions.

use rpy_bytecode::Constant;
use rustpython_ast::{Arguments, BoolOp, CmpOp, Expr, ExprContext, Operator, UnaryOp};
use rustpython_text_size::Ranged;

use super::{Builder, Fields, TreeValue, name, unplaced};
use crate::constant;
use crate::error::Result;
use crate::source::plain_error;

impl Builder<'_> {
    pub(super) fn expressions(&mut self, expressions: &[Expr]) -> Result<TreeValue> {
        self.list(expressions, Self::expression)
    }

    pub(super) fn optional(&mut self, expression: Option<&Expr>) -> Result<TreeValue> {
        match expression {
            Some(expression) => self.expression(expression),
            None => Ok(TreeValue::None),
        }
    }

    pub(super) fn expression(&mut self, expression: &Expr) -> Result<TreeValue> {
        self.nested(|builder| {
            let (class, fields) = builder.expression_fields(expression)?;
            Ok(builder.node(class, fields, expression.range()))
        })
    }

    /// A generator expression that is the only argument has the parentheses of the call.
    fn arguments(&mut self, arguments: &Arguments) -> Result<TreeValue> {
        if let ([Expr::Generator(node)], []) = (&*arguments.args, &*arguments.keywords)
            && !node.parenthesized
        {
            let (class, fields) = self.expression_fields(&arguments.args[0])?;
            return Ok(TreeValue::List(vec![self.node(
                class,
                fields,
                arguments.range,
            )]));
        }
        self.expressions(&arguments.args)
    }

    fn expression_fields(&mut self, expression: &Expr) -> Result<(&'static str, Fields)> {
        Ok(match expression {
            Expr::BoolOp(node) => {
                let op = match node.op {
                    BoolOp::And => "And",
                    BoolOp::Or => "Or",
                };
                let values = self.expressions(&node.values)?;
                (
                    "BoolOp",
                    vec![("op", unplaced(op, Vec::new())), ("values", values)],
                )
            }
            Expr::Named(node) => {
                let fields = vec![
                    ("target", self.expression(&node.target)?),
                    ("value", self.expression(&node.value)?),
                ];
                ("NamedExpr", fields)
            }
            Expr::BinOp(node) => {
                let fields = vec![
                    ("left", self.expression(&node.left)?),
                    ("op", operator(node.op)),
                    ("right", self.expression(&node.right)?),
                ];
                ("BinOp", fields)
            }
            Expr::UnaryOp(node) => {
                let op = match node.op {
                    UnaryOp::Invert => "Invert",
                    UnaryOp::Not => "Not",
                    UnaryOp::UAdd => "UAdd",
                    UnaryOp::USub => "USub",
                };
                let operand = self.expression(&node.operand)?;
                (
                    "UnaryOp",
                    vec![("op", unplaced(op, Vec::new())), ("operand", operand)],
                )
            }
            Expr::Lambda(node) => {
                let fields = vec![
                    ("args", self.parameters(node.parameters.as_deref())?),
                    ("body", self.expression(&node.body)?),
                ];
                ("Lambda", fields)
            }
            Expr::If(node) => {
                let fields = vec![
                    ("test", self.expression(&node.test)?),
                    ("body", self.expression(&node.body)?),
                    ("orelse", self.expression(&node.orelse)?),
                ];
                ("IfExp", fields)
            }
            Expr::Dict(node) => {
                let keys = self.list(&node.items, |builder, item| {
                    builder.optional(item.key.as_ref())
                })?;
                let values =
                    self.list(&node.items, |builder, item| builder.expression(&item.value))?;
                ("Dict", vec![("keys", keys), ("values", values)])
            }
            Expr::Set(node) => ("Set", vec![("elts", self.expressions(&node.elts)?)]),
            Expr::ListComp(node) => {
                let fields = vec![
                    ("elt", self.expression(&node.elt)?),
                    (
                        "generators",
                        self.list(&node.generators, Self::comprehension)?,
                    ),
                ];
                ("ListComp", fields)
            }
            Expr::SetComp(node) => {
                let fields = vec![
                    ("elt", self.expression(&node.elt)?),
                    (
                        "generators",
                        self.list(&node.generators, Self::comprehension)?,
                    ),
                ];
                ("SetComp", fields)
            }
            Expr::DictComp(node) => {
                let fields = vec![
                    ("key", self.expression(&node.key)?),
                    ("value", self.expression(&node.value)?),
                    (
                        "generators",
                        self.list(&node.generators, Self::comprehension)?,
                    ),
                ];
                ("DictComp", fields)
            }
            Expr::Generator(node) => {
                let fields = vec![
                    ("elt", self.expression(&node.elt)?),
                    (
                        "generators",
                        self.list(&node.generators, Self::comprehension)?,
                    ),
                ];
                ("GeneratorExp", fields)
            }
            Expr::Await(node) => ("Await", vec![("value", self.expression(&node.value)?)]),
            Expr::Yield(node) => {
                let value = self.optional(node.value.as_deref())?;
                ("Yield", vec![("value", value)])
            }
            Expr::YieldFrom(node) => ("YieldFrom", vec![("value", self.expression(&node.value)?)]),
            Expr::Compare(node) => {
                let ops = node.ops.iter().map(|&op| comparison(op)).collect();
                let fields = vec![
                    ("left", self.expression(&node.left)?),
                    ("ops", TreeValue::List(ops)),
                    ("comparators", self.expressions(&node.comparators)?),
                ];
                ("Compare", fields)
            }
            Expr::Call(node) => {
                let fields = vec![
                    ("func", self.expression(&node.func)?),
                    ("args", self.arguments(&node.arguments)?),
                    (
                        "keywords",
                        self.list(&node.arguments.keywords, Self::keyword)?,
                    ),
                ];
                ("Call", fields)
            }
            Expr::FString(node) => ("JoinedStr", vec![("values", self.format_string(node)?)]),
            Expr::TString(node) => ("TemplateStr", vec![("values", self.template(node)?)]),
            Expr::StringLiteral(node) => {
                let is_unicode = node.value.iter().next().is_some_and(|first| {
                    first.flags.prefix() == rustpython_ast::str_prefix::StringLiteralPrefix::Unicode
                });
                let kind = match is_unicode {
                    true => TreeValue::Name("u".to_owned()),
                    false => TreeValue::None,
                };
                let mut text = Vec::new();
                for part in &node.value {
                    text.extend_from_slice(&constant::string_literal(&self.source.text, part));
                }
                constant(Constant::Str(text.into()), kind)
            }
            Expr::BytesLiteral(node) => plain(constant::bytes_literal(&node.value)),
            Expr::NumberLiteral(node) => match constant::number(&node.value) {
                Ok(number) => plain(number),
                Err(message) => return Err(plain_error(message)),
            },
            Expr::BooleanLiteral(node) => plain(Constant::Bool(node.value)),
            Expr::NoneLiteral(_) => plain(Constant::None),
            Expr::EllipsisLiteral(_) => plain(Constant::Ellipsis),
            Expr::Attribute(node) => {
                let fields = vec![
                    ("value", self.expression(&node.value)?),
                    ("attr", name(&node.attr)),
                    ("ctx", context(node.ctx)),
                ];
                ("Attribute", fields)
            }
            Expr::Subscript(node) => {
                let fields = vec![
                    ("value", self.expression(&node.value)?),
                    ("slice", self.expression(&node.slice)?),
                    ("ctx", context(node.ctx)),
                ];
                ("Subscript", fields)
            }
            Expr::Starred(node) => {
                let value = self.expression(&node.value)?;
                (
                    "Starred",
                    vec![("value", value), ("ctx", context(node.ctx))],
                )
            }
            Expr::Name(node) => {
                let id = TreeValue::Name(node.id.to_string());
                ("Name", vec![("id", id), ("ctx", context(node.ctx))])
            }
            Expr::List(node) => {
                let items = self.expressions(&node.elts)?;
                ("List", vec![("elts", items), ("ctx", context(node.ctx))])
            }
            Expr::Tuple(node) => {
                let items = self.expressions(&node.elts)?;
                ("Tuple", vec![("elts", items), ("ctx", context(node.ctx))])
            }
            Expr::Slice(node) => {
                let fields = vec![
                    ("lower", self.optional(node.lower.as_deref())?),
                    ("upper", self.optional(node.upper.as_deref())?),
                    ("step", self.optional(node.step.as_deref())?),
                ];
                ("Slice", fields)
            }
            Expr::IpyEscapeCommand(_) => unreachable!("the parser's mode has no such commands"),
        })
    }
}

pub(super) fn constant(value: Constant, kind: TreeValue) -> (&'static str, Fields) {
    (
        "Constant",
        vec![("value", TreeValue::Constant(value)), ("kind", kind)],
    )
}

fn plain(value: Constant) -> (&'static str, Fields) {
    constant(value, TreeValue::None)
}

pub(super) fn operator(op: Operator) -> TreeValue {
    let class = match op {
        Operator::Add => "Add",
        Operator::Sub => "Sub",
        Operator::Mult => "Mult",
        Operator::MatMult => "MatMult",
        Operator::Div => "Div",
        Operator::Mod => "Mod",
        Operator::Pow => "Pow",
        Operator::LShift => "LShift",
        Operator::RShift => "RShift",
        Operator::BitOr => "BitOr",
        Operator::BitXor => "BitXor",
        Operator::BitAnd => "BitAnd",
        Operator::FloorDiv => "FloorDiv",
    };
    unplaced(class, Vec::new())
}

fn comparison(op: CmpOp) -> TreeValue {
    let class = match op {
        CmpOp::Eq => "Eq",
        CmpOp::NotEq => "NotEq",
        CmpOp::Lt => "Lt",
        CmpOp::LtE => "LtE",
        CmpOp::Gt => "Gt",
        CmpOp::GtE => "GtE",
        CmpOp::Is => "Is",
        CmpOp::IsNot => "IsNot",
        CmpOp::In => "In",
        CmpOp::NotIn => "NotIn",
    };
    unplaced(class, Vec::new())
}

fn context(context: ExprContext) -> TreeValue {
    let class = match context {
        ExprContext::Store => "Store",
        ExprContext::Del => "Del",
        ExprContext::Load | ExprContext::Invalid => "Load",
    };
    unplaced(class, Vec::new())
}
