//! Patterns of `match` statements.

use rpy_bytecode::Constant;
use rustpython_ast::{self as ast, AtomicNodeIndex, Pattern, Singleton};
use rustpython_text_size::TextSize;

use super::{Fields, Lowering, node};
use crate::tree::{TreeNode, TreeValue};

impl Lowering {
    pub(super) fn match_cases(&mut self, cases: TreeValue) -> Vec<ast::MatchCase> {
        self.list(cases, |lowering, case| {
            let mut fields = Fields::of(node(case));
            let pattern = node(fields.next());
            let start = lowering.open();
            let pattern = lowering.pattern(pattern);
            let guard = lowering.optional(fields.next());
            let body = lowering.statements(fields.next());
            let range = lowering.close(start);
            ast::MatchCase {
                range,
                node_index: AtomicNodeIndex::NONE,
                pattern,
                guard,
                body,
            }
        })
    }

    fn patterns(&mut self, patterns: TreeValue) -> Vec<Pattern> {
        self.list(patterns, |lowering, it| lowering.pattern(node(it)))
    }

    fn pattern(&mut self, tree: TreeNode) -> Pattern {
        self.at(tree.location, |lowering, start| {
            lowering.pattern_at(Fields::of(tree), start)
        })
    }

    fn pattern_at(&mut self, mut fields: Fields, start: TextSize) -> Pattern {
        macro_rules! make {
            ($node:ident { $($field:ident: $value:expr),* $(,)? }) => {{
                $(let $field = $value;)*
                ast::$node { $($field,)* node_index: AtomicNodeIndex::NONE, range: self.close(start) }.into()
            }};
        }
        match fields.class {
            "MatchValue" => make!(PatternMatchValue {
                value: self.boxed(fields.next())
            }),
            "MatchSingleton" => make!(PatternMatchSingleton {
                value: match fields.next() {
                    TreeValue::Constant(Constant::Bool(true)) => Singleton::True,
                    TreeValue::Constant(Constant::Bool(false)) => Singleton::False,
                    _ => Singleton::None,
                }
            }),
            "MatchSequence" => make!(PatternMatchSequence {
                patterns: self.patterns(fields.next())
            }),
            "MatchMapping" => make!(PatternMatchMapping {
                keys: self.expressions(fields.next()),
                patterns: self.patterns(fields.next()),
                rest: self.optional_identifier(fields.next()),
            }),
            "MatchClass" => {
                let cls = self.boxed(fields.next());
                let arguments_start = self.open();
                let patterns = self.patterns(fields.next());
                let attributes = self.list(fields.next(), Self::identifier);
                let keyword_patterns = self.patterns(fields.next());
                let keywords = attributes.into_iter().zip(keyword_patterns);
                let keywords = keywords
                    .map(|(attr, pattern)| ast::PatternKeyword {
                        range: rustpython_text_size::Ranged::range(&pattern),
                        node_index: AtomicNodeIndex::NONE,
                        attr,
                        pattern,
                    })
                    .collect();
                let range = self.close(arguments_start);
                let arguments = ast::PatternArguments {
                    range,
                    node_index: AtomicNodeIndex::NONE,
                    patterns,
                    keywords,
                };
                make!(PatternMatchClass {
                    cls: cls,
                    arguments: arguments
                })
            }
            "MatchStar" => make!(PatternMatchStar {
                name: self.optional_identifier(fields.next())
            }),
            "MatchAs" => {
                let pattern = match fields.next() {
                    TreeValue::None => None,
                    pattern => Some(Box::new(self.pattern(node(pattern)))),
                };
                make!(PatternMatchAs {
                    pattern: pattern,
                    name: self.optional_identifier(fields.next()),
                })
            }
            "MatchOr" => make!(PatternMatchOr {
                patterns: self.patterns(fields.next())
            }),
            class => unreachable!("{class} is no pattern"),
        }
    }
}
