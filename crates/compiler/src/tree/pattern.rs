//! Patterns of `match` statements.

use rpy_bytecode::Constant;
use rustpython_ast::{MatchCase, Pattern, Singleton};
use rustpython_text_size::Ranged;

use super::{Builder, Fields, TreeValue, name, optional_name, unplaced};
use crate::error::Result;

impl Builder<'_> {
    pub(super) fn match_case(&mut self, case: &MatchCase) -> Result<TreeValue> {
        let fields = vec![
            ("pattern", self.pattern(&case.pattern)?),
            ("guard", self.optional(case.guard.as_deref())?),
            ("body", self.statements(&case.body)?),
        ];
        Ok(unplaced("match_case", fields))
    }

    fn pattern(&mut self, pattern: &Pattern) -> Result<TreeValue> {
        self.nested(|builder| {
            let (class, fields) = builder.pattern_fields(pattern)?;
            Ok(builder.node(class, fields, pattern.range()))
        })
    }

    fn pattern_fields(&mut self, pattern: &Pattern) -> Result<(&'static str, Fields)> {
        Ok(match pattern {
            Pattern::MatchValue(node) => {
                ("MatchValue", vec![("value", self.expression(&node.value)?)])
            }
            Pattern::MatchSingleton(node) => {
                let value = match node.value {
                    Singleton::None => Constant::None,
                    Singleton::True => Constant::Bool(true),
                    Singleton::False => Constant::Bool(false),
                };
                (
                    "MatchSingleton",
                    vec![("value", TreeValue::Constant(value))],
                )
            }
            Pattern::MatchSequence(node) => {
                let patterns = self.list(&node.patterns, Self::pattern)?;
                ("MatchSequence", vec![("patterns", patterns)])
            }
            Pattern::MatchMapping(node) => {
                let fields = vec![
                    ("keys", self.expressions(&node.keys)?),
                    ("patterns", self.list(&node.patterns, Self::pattern)?),
                    ("rest", optional_name(node.rest.as_ref())),
                ];
                ("MatchMapping", fields)
            }
            Pattern::MatchClass(node) => {
                let keywords = &node.arguments.keywords;
                let attributes = keywords.iter().map(|keyword| name(&keyword.attr)).collect();
                let fields = vec![
                    ("cls", self.expression(&node.cls)?),
                    (
                        "patterns",
                        self.list(&node.arguments.patterns, Self::pattern)?,
                    ),
                    ("kwd_attrs", TreeValue::List(attributes)),
                    (
                        "kwd_patterns",
                        self.list(keywords, |builder, keyword| {
                            builder.pattern(&keyword.pattern)
                        })?,
                    ),
                ];
                ("MatchClass", fields)
            }
            Pattern::MatchStar(node) => (
                "MatchStar",
                vec![("name", optional_name(node.name.as_ref()))],
            ),
            Pattern::MatchAs(node) => {
                let pattern = match node.pattern.as_deref() {
                    Some(pattern) => self.pattern(pattern)?,
                    None => TreeValue::None,
                };
                let name = optional_name(node.name.as_ref());
                ("MatchAs", vec![("pattern", pattern), ("name", name)])
            }
            Pattern::MatchOr(node) => {
                let patterns = self.list(&node.patterns, Self::pattern)?;
                ("MatchOr", vec![("patterns", patterns)])
            }
        })
    }
}
