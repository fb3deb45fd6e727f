//! Expressions.

use rpy_bytecode::Constant;
use rustpython_ast::name::Name;
use rustpython_ast::{
    self as ast, AtomicNodeIndex, BoolOp, CmpOp, Expr, ExprContext, Number, Operator, UnaryOp,
};
use rustpython_text_size::TextSize;

use super::{Fields, Lowering, node};
use crate::tree::{TreeNode, TreeValue};

impl Lowering {
    pub(super) fn expressions(&mut self, expressions: TreeValue) -> Vec<Expr> {
        self.list(expressions, |lowering, it| lowering.expression(node(it)))
    }

    pub(super) fn boxed(&mut self, expression: TreeValue) -> Box<Expr> {
        Box::new(self.expression(node(expression)))
    }

    pub(super) fn optional(&mut self, expression: TreeValue) -> Option<Box<Expr>> {
        match expression {
            TreeValue::None => None,
            expression => Some(self.boxed(expression)),
        }
    }

    pub(super) fn expression(&mut self, tree: TreeNode) -> Expr {
        self.at(tree.location, |lowering, start| {
            lowering.expression_at(Fields::of(tree), start)
        })
    }

    fn expression_at(&mut self, mut fields: Fields, start: TextSize) -> Expr {
        macro_rules! make {
            ($node:ident { $($field:ident: $value:expr),* $(,)? }) => {{
                $(let $field = $value;)*
                ast::$node { $($field,)* node_index: AtomicNodeIndex::NONE, range: self.close(start) }.into()
            }};
        }
        match fields.class {
            "BoolOp" => make!(ExprBoolOp {
                op: match node(fields.next()).class {
                    "And" => BoolOp::And,
                    _ => BoolOp::Or,
                },
                values: self.expressions(fields.next()),
            }),
            "NamedExpr" => {
                let target = node(fields.next());
                make!(ExprNamed {
                    target: Box::new(self.stored_name(target)),
                    value: self.boxed(fields.next()),
                })
            }
            "BinOp" => make!(ExprBinOp {
                left: self.boxed(fields.next()),
                op: operator(fields.next()),
                right: self.boxed(fields.next()),
            }),
            "UnaryOp" => make!(ExprUnaryOp {
                op: match node(fields.next()).class {
                    "Invert" => UnaryOp::Invert,
                    "Not" => UnaryOp::Not,
                    "UAdd" => UnaryOp::UAdd,
                    _ => UnaryOp::USub,
                },
                operand: self.boxed(fields.next()),
            }),
            "Lambda" => make!(ExprLambda {
                parameters: Some(Box::new(self.parameters(fields.next()))),
                body: self.boxed(fields.next()),
            }),
            "IfExp" => make!(ExprIf {
                test: self.boxed(fields.next()),
                body: self.boxed(fields.next()),
                orelse: self.boxed(fields.next()),
            }),
            "Dict" => {
                let (TreeValue::List(keys), TreeValue::List(values)) =
                    (fields.next(), fields.next())
                else {
                    unreachable!("the grammar has lists here");
                };
                let mut items = Vec::with_capacity(keys.len());
                for (key, value) in keys.into_iter().zip(values) {
                    let key = self.optional(key).map(|key| *key);
                    let value = self.expression(node(value));
                    items.push(ast::DictItem { key, value });
                }
                make!(ExprDict { items: items })
            }
            "Set" => {
                let elts = self.expressions(fields.next());
                make!(ExprSet { elts: elts })
            }
            "ListComp" => make!(ExprListComp {
                elt: self.boxed(fields.next()),
                generators: self.comprehensions(fields.next()),
            }),
            "SetComp" => make!(ExprSetComp {
                elt: self.boxed(fields.next()),
                generators: self.comprehensions(fields.next()),
            }),
            "DictComp" => make!(ExprDictComp {
                key: self.boxed(fields.next()),
                value: self.boxed(fields.next()),
                generators: self.comprehensions(fields.next()),
            }),
            "GeneratorExp" => make!(ExprGenerator {
                elt: self.boxed(fields.next()),
                generators: self.comprehensions(fields.next()),
                parenthesized: true,
            }),
            "Await" => make!(ExprAwait {
                value: self.boxed(fields.next())
            }),
            "Yield" => make!(ExprYield {
                value: self.optional(fields.next())
            }),
            "YieldFrom" => make!(ExprYieldFrom {
                value: self.boxed(fields.next())
            }),
            "Compare" => make!(ExprCompare {
                left: self.boxed(fields.next()),
                ops: self.list(fields.next(), |_, op| comparison(op)).into(),
                comparators: self.expressions(fields.next()).into(),
            }),
            "Call" => make!(ExprCall {
                func: self.boxed(fields.next()),
                arguments: {
                    let positional = fields.next();
                    self.arguments(positional, fields.next())
                },
            }),
            "JoinedStr" => self.format_string(fields, start),
            "TemplateStr" => self.template(fields, start),
            "FormattedValue" => self.lone_formatted_value(fields, start),
            "Interpolation" => self.lone_interpolation(fields, start),
            "Constant" => {
                let TreeValue::Constant(value) = fields.next() else {
                    unreachable!("the grammar has a constant here");
                };
                self.constant(value, start)
            }
            "Attribute" => {
                let value = self.boxed(fields.next());
                let attr = self.attribute_name(fields.next());
                make!(ExprAttribute {
                    value: value,
                    attr: attr,
                    ctx: context(fields.next()),
                })
            }
            "Subscript" => make!(ExprSubscript {
                value: self.boxed(fields.next()),
                slice: self.boxed(fields.next()),
                ctx: context(fields.next()),
            }),
            "Starred" => make!(ExprStarred {
                value: self.boxed(fields.next()),
                ctx: context(fields.next()),
            }),
            "Name" => {
                let TreeValue::Name(id) = fields.next() else {
                    unreachable!("the grammar has a name here");
                };
                make!(ExprName {
                    id: Name::new(id),
                    ctx: context(fields.next())
                })
            }
            "List" => make!(ExprList {
                elts: self.expressions(fields.next()),
                ctx: context(fields.next()),
            }),
            "Tuple" => make!(ExprTuple {
                elts: self.expressions(fields.next()),
                ctx: context(fields.next()),
                parenthesized: true,
            }),
            "Slice" => make!(ExprSlice {
                lower: self.optional(fields.next()),
                upper: self.optional(fields.next()),
                step: self.optional(fields.next()),
            }),
            class => unreachable!("{class} is no expression"),
        }
    }

    /// The target of `:=`, whose context the validation does not look at.
    fn stored_name(&mut self, tree: TreeNode) -> Expr {
        let mut target = self.expression(tree);
        if let Expr::Name(name) = &mut target {
            name.ctx = ExprContext::Store;
        }
        target
    }

    /// The name of an attribute stands at the end of the access.
    fn attribute_name(&mut self, name: TreeValue) -> ast::Identifier {
        let around = self.location;
        if let TreeValue::Name(name) = &name {
            let length = u32::try_from(name.len()).unwrap_or(u32::MAX);
            self.location.line = around.end_line;
            self.location.column = around.end_column.saturating_sub(length);
        }
        let name = self.identifier(name);
        self.location = around;
        name
    }

    fn constant(&mut self, value: Constant, start: TextSize) -> Expr {
        macro_rules! make {
            ($node:ident { $($field:ident: $value:expr),* $(,)? }) => {
                ast::$node { $($field: $value,)* node_index: AtomicNodeIndex::NONE, range: self.close(start) }.into()
            };
        }
        match value {
            Constant::None => make!(ExprNoneLiteral {}),
            Constant::Bool(value) => make!(ExprBooleanLiteral { value: value }),
            Constant::Float(value) => make!(ExprNumberLiteral {
                value: Number::Float(value)
            }),
            Constant::Int(value @ 0..) => make!(ExprNumberLiteral {
                value: Number::Int(ast::Int::from(value.unsigned_abs()))
            }),
            Constant::Complex(real, imag) => {
                make!(ExprNumberLiteral {
                    value: Number::Complex { real, imag }
                })
            }
            Constant::Str(text) => self.string(&text, start),
            Constant::Bytes(value) => {
                let range = self.close(start);
                let flags = ast::BytesLiteralFlags::empty();
                let literal = ast::BytesLiteral {
                    range,
                    node_index: AtomicNodeIndex::NONE,
                    value,
                    flags,
                };
                let value = ast::BytesLiteralValue::single(literal);
                ast::ExprBytesLiteral {
                    node_index: AtomicNodeIndex::NONE,
                    range,
                    value,
                }
                .into()
            }
            Constant::Ellipsis => make!(ExprEllipsisLiteral {}),
            other => {
                self.constants.insert(start, other);
                make!(ExprEllipsisLiteral {})
            }
        }
    }
}

pub(super) fn operator(op: TreeValue) -> Operator {
    match node(op).class {
        "Add" => Operator::Add,
        "Sub" => Operator::Sub,
        "Mult" => Operator::Mult,
        "MatMult" => Operator::MatMult,
        "Div" => Operator::Div,
        "Mod" => Operator::Mod,
        "Pow" => Operator::Pow,
        "LShift" => Operator::LShift,
        "RShift" => Operator::RShift,
        "BitOr" => Operator::BitOr,
        "BitXor" => Operator::BitXor,
        "BitAnd" => Operator::BitAnd,
        _ => Operator::FloorDiv,
    }
}

fn comparison(op: TreeValue) -> CmpOp {
    match node(op).class {
        "Eq" => CmpOp::Eq,
        "NotEq" => CmpOp::NotEq,
        "Lt" => CmpOp::Lt,
        "LtE" => CmpOp::LtE,
        "Gt" => CmpOp::Gt,
        "GtE" => CmpOp::GtE,
        "Is" => CmpOp::Is,
        "IsNot" => CmpOp::IsNot,
        "In" => CmpOp::In,
        _ => CmpOp::NotIn,
    }
}

fn context(context: TreeValue) -> ExprContext {
    match node(context).class {
        "Store" => ExprContext::Store,
        "Del" => ExprContext::Del,
        _ => ExprContext::Load,
    }
}
