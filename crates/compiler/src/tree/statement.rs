//! Statements.

use rustpython_ast::{
    Decorator, ElifElseClause, ExceptHandler, Expr, Stmt, StmtFunctionDef, StmtIf, StmtTry,
    StmtWith,
};
use rustpython_text_size::{Ranged, TextRange};

use super::expression::operator;
use super::{Builder, Fields, TreeValue, name, names, optional_name, span, unplaced};
use crate::error::Result;

impl Builder<'_> {
    pub(super) fn statements(&mut self, body: &[Stmt]) -> Result<TreeValue> {
        self.list(body, Self::statement)
    }

    fn statement(&mut self, statement: &Stmt) -> Result<TreeValue> {
        self.nested(|builder| {
            let (class, fields) = builder.statement_fields(statement)?;
            let mut range = statement.range();
            // Decorators stand before what CPython takes for the start.
            if let Stmt::FunctionDef(node) = statement {
                range = builder.behind_decorators(range, &node.decorator_list);
            } else if let Stmt::ClassDef(node) = statement {
                range = builder.behind_decorators(range, &node.decorator_list);
            }
            Ok(builder.node(class, fields, range))
        })
    }

    fn behind_decorators(&self, range: TextRange, decorators: &[Decorator]) -> TextRange {
        let Some(last) = decorators.last() else {
            return range;
        };
        let rest = &self.source.text[TextRange::new(last.end(), range.end())];
        let mut start = last.end();
        let mut in_comment = false;
        for character in rest.chars() {
            match character {
                '\n' => in_comment = false,
                '#' => in_comment = true,
                _ if in_comment || character.is_whitespace() || character == '\\' => {}
                _ => break,
            }
            start += rustpython_text_size::TextSize::of(character);
        }
        TextRange::new(start, range.end())
    }

    fn statement_fields(&mut self, statement: &Stmt) -> Result<(&'static str, Fields)> {
        Ok(match statement {
            Stmt::FunctionDef(node) => self.function(node)?,
            Stmt::ClassDef(node) => {
                let arguments = node.arguments.as_deref();
                let (bases, keywords) = match arguments {
                    Some(arguments) => (&*arguments.args, &*arguments.keywords),
                    None => (&[][..], &[][..]),
                };
                let fields = vec![
                    ("name", name(&node.name)),
                    ("bases", self.expressions(bases)?),
                    ("keywords", self.list(keywords, Self::keyword)?),
                    ("body", self.statements(&node.body)?),
                    ("decorator_list", self.decorators(&node.decorator_list)?),
                    (
                        "type_params",
                        self.type_params(node.type_params.as_deref())?,
                    ),
                ];
                ("ClassDef", fields)
            }
            Stmt::Return(node) => {
                let value = self.optional(node.value.as_deref())?;
                ("Return", vec![("value", value)])
            }
            Stmt::Delete(node) => (
                "Delete",
                vec![("targets", self.expressions(&node.targets)?)],
            ),
            Stmt::TypeAlias(node) => {
                let fields = vec![
                    ("name", self.expression(&node.name)?),
                    (
                        "type_params",
                        self.type_params(node.type_params.as_deref())?,
                    ),
                    ("value", self.expression(&node.value)?),
                ];
                ("TypeAlias", fields)
            }
            Stmt::Assign(node) => {
                let fields = vec![
                    ("targets", self.expressions(&node.targets)?),
                    ("value", self.expression(&node.value)?),
                    ("type_comment", self.comments.behind(node.range)),
                ];
                ("Assign", fields)
            }
            Stmt::AugAssign(node) => {
                let fields = vec![
                    ("target", self.expression(&node.target)?),
                    ("op", operator(node.op)),
                    ("value", self.expression(&node.value)?),
                ];
                ("AugAssign", fields)
            }
            Stmt::AnnAssign(node) => {
                let fields = vec![
                    ("target", self.expression(&node.target)?),
                    ("annotation", self.expression(&node.annotation)?),
                    ("value", self.optional(node.value.as_deref())?),
                    ("simple", TreeValue::Int(node.simple.into())),
                ];
                ("AnnAssign", fields)
            }
            Stmt::For(node) => {
                let fields = vec![
                    ("target", self.expression(&node.target)?),
                    ("iter", self.expression(&node.iter)?),
                    ("body", self.statements(&node.body)?),
                    ("orelse", self.statements(&node.orelse)?),
                    ("type_comment", self.comments.of_block(&node.body)),
                ];
                (if node.is_async { "AsyncFor" } else { "For" }, fields)
            }
            Stmt::While(node) => {
                let fields = vec![
                    ("test", self.expression(&node.test)?),
                    ("body", self.statements(&node.body)?),
                    ("orelse", self.statements(&node.orelse)?),
                ];
                ("While", fields)
            }
            Stmt::If(node) => self.if_(node)?,
            Stmt::With(node) => self.with(node)?,
            Stmt::Match(node) => {
                let fields = vec![
                    ("subject", self.expression(&node.subject)?),
                    ("cases", self.list(&node.cases, Self::match_case)?),
                ];
                ("Match", fields)
            }
            Stmt::Raise(node) => {
                let fields = vec![
                    ("exc", self.optional(crate::parse::raised_exception(node))?),
                    ("cause", self.optional(node.cause.as_deref())?),
                ];
                ("Raise", fields)
            }
            Stmt::Try(node) => self.try_(node)?,
            Stmt::Assert(node) => {
                let fields = vec![
                    ("test", self.expression(&node.test)?),
                    ("msg", self.optional(node.msg.as_deref())?),
                ];
                ("Assert", fields)
            }
            Stmt::Import(node) => (
                "Import",
                vec![("names", self.list(&node.names, Self::alias)?)],
            ),
            Stmt::ImportFrom(node) => {
                let fields = vec![
                    ("module", optional_name(node.module.as_ref())),
                    ("names", self.list(&node.names, Self::alias)?),
                    ("level", TreeValue::Int(node.level.into())),
                ];
                ("ImportFrom", fields)
            }
            Stmt::Global(node) => ("Global", vec![("names", names(&node.names))]),
            Stmt::Nonlocal(node) => ("Nonlocal", vec![("names", names(&node.names))]),
            Stmt::Expr(node) => ("Expr", vec![("value", self.expression(&node.value)?)]),
            Stmt::Pass(_) => ("Pass", Vec::new()),
            Stmt::Break(_) => ("Break", Vec::new()),
            Stmt::Continue(_) => ("Continue", Vec::new()),
            Stmt::IpyEscapeCommand(_) => unreachable!("the parser's mode has no such commands"),
        })
    }

    fn function(&mut self, node: &StmtFunctionDef) -> Result<(&'static str, Fields)> {
        let fields = vec![
            ("name", name(&node.name)),
            ("args", self.parameters(Some(&node.parameters))?),
            ("body", self.statements(&node.body)?),
            ("decorator_list", self.decorators(&node.decorator_list)?),
            ("returns", self.optional(node.returns.as_deref())?),
            ("type_comment", self.comments.of_function(node)?),
            (
                "type_params",
                self.type_params(node.type_params.as_deref())?,
            ),
        ];
        let class = if node.is_async {
            "AsyncFunctionDef"
        } else {
            "FunctionDef"
        };
        Ok((class, fields))
    }

    fn decorators(&mut self, decorators: &[Decorator]) -> Result<TreeValue> {
        self.list(decorators, |builder, decorator| {
            builder.expression(&decorator.expression)
        })
    }

    fn if_(&mut self, node: &StmtIf) -> Result<(&'static str, Fields)> {
        let fields = vec![
            ("test", self.expression(&node.test)?),
            ("body", self.statements(&node.body)?),
            ("orelse", self.else_(&node.elif_else_clauses)?),
        ];
        Ok(("If", fields))
    }

    /// `elif` is an `if` statement in the `else` branch, which ends where the whole ends.
    fn else_(&mut self, clauses: &[ElifElseClause]) -> Result<TreeValue> {
        let Some((last, rest)) = clauses.split_last() else {
            return Ok(TreeValue::List(Vec::new()));
        };
        let mut orelse = TreeValue::List(Vec::new());
        let mut pending = rest;
        if let Some(test) = &last.test {
            orelse = self.elif(test, last, orelse, span(last, last))?;
        } else {
            orelse = self.statements(&last.body)?;
        }
        while let Some((clause, before)) = pending.split_last() {
            let test: &Expr = clause.test.as_ref().expect("only the last has no test");
            orelse = self.elif(test, clause, orelse, span(clause, last))?;
            pending = before;
        }
        Ok(orelse)
    }

    fn elif(
        &mut self,
        test: &Expr,
        clause: &ElifElseClause,
        orelse: TreeValue,
        range: TextRange,
    ) -> Result<TreeValue> {
        let fields = vec![
            ("test", self.expression(test)?),
            ("body", self.statements(&clause.body)?),
            ("orelse", orelse),
        ];
        Ok(TreeValue::List(vec![self.node("If", fields, range)]))
    }

    fn with(&mut self, node: &StmtWith) -> Result<(&'static str, Fields)> {
        let items = self.list(&node.items, |builder, item| {
            let fields = vec![
                ("context_expr", builder.expression(&item.context_expr)?),
                (
                    "optional_vars",
                    builder.optional(item.optional_vars.as_deref())?,
                ),
            ];
            Ok(unplaced("withitem", fields))
        })?;
        let fields = vec![
            ("items", items),
            ("body", self.statements(&node.body)?),
            ("type_comment", self.comments.of_block(&node.body)),
        ];
        Ok((if node.is_async { "AsyncWith" } else { "With" }, fields))
    }

    fn try_(&mut self, node: &StmtTry) -> Result<(&'static str, Fields)> {
        let handlers = self.list(&node.handlers, |builder, handler| {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let fields = vec![
                ("type", builder.optional(handler.type_.as_deref())?),
                ("name", optional_name(handler.name.as_ref())),
                ("body", builder.statements(&handler.body)?),
            ];
            Ok(builder.node("ExceptHandler", fields, handler.range))
        })?;
        let fields = vec![
            ("body", self.statements(&node.body)?),
            ("handlers", handlers),
            ("orelse", self.statements(&node.orelse)?),
            ("finalbody", self.statements(&node.finalbody)?),
        ];
        Ok((if node.is_star { "TryStar" } else { "Try" }, fields))
    }
}
