//! Syntax trees as plain data, in the shape in which the module `ast` shows them.
//! Reference: <https://docs.python.org/3.14/library/ast.html#abstract-grammar>

mod expression;
mod parts;
mod pattern;
mod statement;
mod string;

use rpy_bytecode::{Constant, Location};
use rustpython_ast::{Identifier, Mod};
use rustpython_text_size::{Ranged, TextRange};

use crate::Mode;
use crate::error::{CompileError, Result};
use crate::source::Source;

/// Levels that a tree may have, so that those who walk it need no large stack.
const MAX_DEPTH: usize = 2000;

/// What a field of a node holds.
#[derive(Clone, Debug)]
pub enum TreeValue {
    /// None: an optional part that is not there.
    None,
    /// An int, such as `level` of `ImportFrom`.
    Int(i64),
    /// An identifier.
    Name(String),
    /// The value of a constant.
    Constant(Constant),
    /// Several of them.
    List(Vec<TreeValue>),
    /// Another node.
    Node(Box<TreeNode>),
}

/// A node of a syntax tree.
#[derive(Clone, Debug)]
pub struct TreeNode {
    /// Name of the class in the module `ast`.
    pub class: &'static str,
    /// The fields and what they hold.
    pub fields: Vec<(&'static str, TreeValue)>,
    /// `lineno`, `col_offset` and their ends, of nodes that have them.
    pub location: Option<Location>,
}

/// The tree of a module.
pub(crate) fn build(tree: &Mod, source: &Source, mode: Mode) -> Result<TreeNode> {
    let mut builder = Builder { source, depth: 0 };
    let (class, fields) = match tree {
        Mod::Expression(node) => (
            "Expression",
            vec![("body", builder.expression(&node.body)?)],
        ),
        Mod::Module(node) => {
            let body = builder.statements(&node.body)?;
            match mode {
                Mode::Single => ("Interactive", vec![("body", body)]),
                _ => {
                    let ignores = ("type_ignores", TreeValue::List(Vec::new()));
                    ("Module", vec![("body", body), ignores])
                }
            }
        }
    };
    Ok(TreeNode {
        class,
        fields,
        location: None,
    })
}

/// Makes nodes of the parser's.
struct Builder<'a> {
    source: &'a Source,
    /// Levels around the node under way.
    depth: usize,
}

type Fields = Vec<(&'static str, TreeValue)>;

impl Builder<'_> {
    /// Goes down a level.
    fn nested<T>(&mut self, build: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == MAX_DEPTH {
            let message = "maximum recursion depth exceeded during ast construction";
            return Err(CompileError::Recursion(message));
        }
        self.depth += 1;
        let result = build(self);
        self.depth -= 1;
        result
    }

    fn node(&self, class: &'static str, fields: Fields, range: TextRange) -> TreeValue {
        let location = Some(self.source.location(range));
        TreeValue::Node(Box::new(TreeNode {
            class,
            fields,
            location,
        }))
    }

    fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut build: impl FnMut(&mut Self, T) -> Result<TreeValue>,
    ) -> Result<TreeValue> {
        let items = items.into_iter().map(|item| build(self, item));
        Ok(TreeValue::List(items.collect::<Result<_>>()?))
    }
}

/// A node without a place in the text.
fn unplaced(class: &'static str, fields: Fields) -> TreeValue {
    TreeValue::Node(Box::new(TreeNode {
        class,
        fields,
        location: None,
    }))
}

fn name(identifier: &Identifier) -> TreeValue {
    TreeValue::Name(identifier.id.to_string())
}

fn optional_name(identifier: Option<&Identifier>) -> TreeValue {
    identifier.map_or(TreeValue::None, name)
}

fn names(identifiers: &[Identifier]) -> TreeValue {
    TreeValue::List(identifiers.iter().map(name).collect())
}

/// The range from the start of one node to the end of another.
fn span(first: &impl Ranged, last: &impl Ranged) -> TextRange {
    TextRange::new(first.start(), last.end())
}
