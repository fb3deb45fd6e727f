//! Statements.

use rpy_bytecode::Location;
use rustpython_ast::{
    self as ast, AtomicNodeIndex, ElifElseClause, ExceptHandler, ExceptHandlerExceptHandler, Expr,
    Stmt,
};
use rustpython_text_size::{TextRange, TextSize};

use super::expression::operator;
use super::{Fields, Lowering, node};
use crate::tree::{TreeNode, TreeValue};

impl Lowering {
    pub(super) fn statements(&mut self, body: TreeValue) -> Vec<Stmt> {
        self.list(body, |lowering, statement| {
            lowering.statement(node(statement))
        })
    }

    fn statement(&mut self, tree: TreeNode) -> Stmt {
        let location = tree.location;
        let fields = Fields::of(tree);
        if matches!(
            fields.class,
            "FunctionDef" | "AsyncFunctionDef" | "ClassDef"
        ) {
            return self.definition(location, fields);
        }
        self.at(location, |lowering, start| lowering.simple(fields, start))
    }

    fn simple(&mut self, mut fields: Fields, start: TextSize) -> Stmt {
        macro_rules! make {
            ($node:ident { $($field:ident: $value:expr),* $(,)? }) => {{
                $(let $field = $value;)*
                ast::$node { $($field,)* node_index: AtomicNodeIndex::NONE, range: self.close(start) }.into()
            }};
        }
        match fields.class {
            "Return" => make!(StmtReturn {
                value: self.optional(fields.next())
            }),
            "Delete" => make!(StmtDelete {
                targets: self.expressions(fields.next())
            }),
            "Assign" => make!(StmtAssign {
                targets: self.expressions(fields.next()),
                value: self.boxed(fields.next()),
            }),
            "TypeAlias" => make!(StmtTypeAlias {
                name: self.boxed(fields.next()),
                type_params: self.type_params(fields.next()),
                value: self.boxed(fields.next()),
            }),
            "AugAssign" => make!(StmtAugAssign {
                target: self.boxed(fields.next()),
                op: operator(fields.next()),
                value: self.boxed(fields.next()),
            }),
            "AnnAssign" => make!(StmtAnnAssign {
                target: self.boxed(fields.next()),
                annotation: self.boxed(fields.next()),
                value: self.optional(fields.next()),
                simple: fields.next().as_int() != 0,
            }),
            class @ ("For" | "AsyncFor") => make!(StmtFor {
                is_async: class == "AsyncFor",
                target: self.boxed(fields.next()),
                iter: self.boxed(fields.next()),
                body: self.statements(fields.next()),
                orelse: self.statements(fields.next()),
            }),
            "While" => make!(StmtWhile {
                test: self.boxed(fields.next()),
                body: self.statements(fields.next()),
                orelse: self.statements(fields.next()),
            }),
            "If" => make!(StmtIf {
                test: self.boxed(fields.next()),
                body: self.statements(fields.next()),
                elif_else_clauses: self.else_(fields.next()),
            }),
            class @ ("With" | "AsyncWith") => make!(StmtWith {
                is_async: class == "AsyncWith",
                items: self.with_items(fields.next()),
                body: self.statements(fields.next()),
            }),
            "Match" => make!(StmtMatch {
                subject: self.boxed(fields.next()),
                cases: self.match_cases(fields.next()),
            }),
            "Raise" => make!(StmtRaise {
                exc: self.optional(fields.next()),
                cause: self.optional(fields.next()),
            }),
            class @ ("Try" | "TryStar") => make!(StmtTry {
                is_star: class == "TryStar",
                body: self.statements(fields.next()),
                handlers: self.handlers(fields.next()),
                orelse: self.statements(fields.next()),
                finalbody: self.statements(fields.next()),
            }),
            "Assert" => make!(StmtAssert {
                test: self.boxed(fields.next()),
                msg: self.optional(fields.next()),
            }),
            "Import" => make!(StmtImport {
                names: self.aliases(fields.next()),
                is_lazy: false,
            }),
            "ImportFrom" => make!(StmtImportFrom {
                module: self.optional_identifier(fields.next()),
                names: self.aliases(fields.next()),
                level: u32::try_from(fields.next().as_int()).unwrap_or_default(),
                is_lazy: false,
            }),
            "Global" => make!(StmtGlobal {
                names: self.list(fields.next(), Self::identifier),
            }),
            "Nonlocal" => make!(StmtNonlocal {
                names: self.list(fields.next(), Self::identifier),
            }),
            "Expr" => make!(StmtExpr {
                value: self.boxed(fields.next())
            }),
            "Pass" => make!(StmtPass {}),
            "Break" => make!(StmtBreak {}),
            "Continue" => make!(StmtContinue {}),
            class => unreachable!("{class} is no statement"),
        }
    }

    /// A function or class. Its range begins with the decorators, as in the parser's trees, but its
    /// position behind them.
    fn definition(&mut self, location: Option<Location>, mut fields: Fields) -> Stmt {
        let around = self.location;
        let location = location.unwrap_or_default();
        self.location = location;
        let is_class = fields.class == "ClassDef";
        let is_async = fields.class == "AsyncFunctionDef";
        let mut values: Vec<TreeValue> = Vec::new();
        values.extend(fields.fields.by_ref().map(|(_, value)| value));
        let decorators = if is_class { 4 } else { 3 };
        let decorators = std::mem::replace(&mut values[decorators], TreeValue::None);
        let TreeValue::List(decorators) = decorators else {
            unreachable!("the grammar has a list here");
        };
        let mut start = None;
        let mut decorator_list = Vec::with_capacity(decorators.len());
        for decorator in decorators {
            let expression = self.expression(node(decorator));
            let range = rustpython_text_size::Ranged::range(&expression);
            start = start.or(Some(range.start()));
            decorator_list.push(ast::Decorator {
                range,
                node_index: AtomicNodeIndex::NONE,
                expression,
            });
        }
        let own = self.open();
        let start = start.unwrap_or(own);
        let mut values = values.into_iter();
        let mut next = || values.next().expect("a tree has the fields of the grammar");
        let name = self.identifier(next());
        let made = if is_class {
            let (bases, keywords, body) = (next(), next(), next());
            next();
            let type_params = self.type_params(next());
            let has_arguments = [&bases, &keywords]
                .iter()
                .any(|it| matches!(it, TreeValue::List(items) if !items.is_empty()));
            let arguments = self.arguments(bases, keywords);
            let body = self.statements(body);
            Stmt::ClassDef(ast::StmtClassDef {
                node_index: AtomicNodeIndex::NONE,
                range: self.close(start),
                decorator_list,
                name,
                type_params,
                arguments: has_arguments.then(|| Box::new(arguments)),
                body,
            })
        } else {
            let (parameters, body) = (next(), next());
            next();
            let (returns, _, type_params) = (next(), next(), next());
            let type_params = self.type_params(type_params);
            let parameters = Box::new(self.parameters(parameters));
            let returns = self.optional(returns);
            let body = self.statements(body);
            Stmt::FunctionDef(ast::StmtFunctionDef {
                node_index: AtomicNodeIndex::NONE,
                range: self.close(start),
                is_async,
                decorator_list,
                name,
                type_params,
                parameters,
                returns,
                body,
            })
        };
        self.location = around;
        made
    }

    /// The clauses behind an `if`. An `if` statement that is all of an `else` branch is an `elif`, so
    /// that long chains of them do not nest.
    fn else_(&mut self, orelse: TreeValue) -> Vec<ElifElseClause> {
        let mut clauses = Vec::new();
        let mut orelse = orelse;
        loop {
            let TreeValue::List(mut statements) = orelse else {
                unreachable!("the grammar has a list here");
            };
            if statements.is_empty() {
                return clauses;
            }
            let is_elif = match &statements[..] {
                [TreeValue::Node(only)] => only.class == "If",
                _ => false,
            };
            if !is_elif {
                let start = self.open();
                let body = self.statements(TreeValue::List(statements));
                let range = self.close(start);
                clauses.push(ElifElseClause {
                    range,
                    node_index: AtomicNodeIndex::NONE,
                    test: None,
                    body,
                });
                return clauses;
            }
            let only = node(statements.pop().expect("there is one"));
            let location = only.location;
            let mut fields = Fields::of(only);
            clauses.push(self.at(location, |lowering, start| {
                let test: Expr = lowering.expression(node(fields.next()));
                let body = lowering.statements(fields.next());
                let range = lowering.close(start);
                ElifElseClause {
                    range,
                    node_index: AtomicNodeIndex::NONE,
                    test: Some(test),
                    body,
                }
            }));
            orelse = fields.next();
        }
    }

    fn handlers(&mut self, handlers: TreeValue) -> Vec<ExceptHandler> {
        self.list(handlers, |lowering, handler| {
            let handler = node(handler);
            lowering.at(handler.location, |lowering, start| {
                let mut fields = Fields::of(handler);
                let type_ = lowering.optional(fields.next());
                let name = lowering.optional_identifier(fields.next());
                let body = lowering.statements(fields.next());
                let range: TextRange = lowering.close(start);
                ExceptHandler::ExceptHandler(ExceptHandlerExceptHandler {
                    range,
                    node_index: AtomicNodeIndex::NONE,
                    type_,
                    name,
                    body,
                })
            })
        })
    }
}
