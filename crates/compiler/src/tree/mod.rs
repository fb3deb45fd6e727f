//! Syntax trees as plain data, in the shape in which the module `ast` shows them.
//! Reference: <https://docs.python.org/3.14/library/ast.html#abstract-grammar>

mod comments;
mod expression;
mod function_type;
mod grammar;
mod lower;
mod optimize;
mod parts;
mod pattern;
mod statement;
mod string;
mod validate;

use rpy_bytecode::{Constant, Location};
use rustpython_ast::{Identifier, Mod};
use rustpython_parser::Parsed;
use rustpython_text_size::{Ranged, TextRange};

pub(crate) use function_type::function_type;
pub use grammar::{FieldCount, FieldKind, TREE_CLASSES, TreeClass, TreeField, tree_class};
pub(crate) use optimize::optimize;

use crate::Mode;
use crate::error::{CompileError, Result};
use crate::source::Source;
use comments::Comments;

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
    /// `lineno`, `col_offset` and their ends, of nodes that have them. In trees that programs make
    /// they may be negative: the bits are those of an `i32`.
    pub location: Option<Location>,
}

impl TreeValue {
    /// The int in a field that holds one.
    fn as_int(&self) -> i64 {
        match self {
            TreeValue::Int(value) => *value,
            _ => 0,
        }
    }
}

impl TreeNode {
    /// What a field holds.
    fn field(&self, name: &str) -> &TreeValue {
        let field = self.fields.iter().find(|(field, _)| *field == name);
        &field.expect("a tree has the fields of the grammar").1
    }

    /// Levels of the tree.
    pub(crate) fn depth(&self) -> usize {
        let (mut deepest, mut pending) = (0, vec![(self, 1)]);
        while let Some((node, depth)) = pending.pop() {
            deepest = deepest.max(depth);
            for (_, value) in &node.fields {
                let items = match value {
                    TreeValue::List(items) => items,
                    single => std::slice::from_ref(single),
                };
                for item in items {
                    if let TreeValue::Node(node) = item {
                        pending.push((node, depth + 1));
                    }
                }
            }
        }
        deepest
    }
}

/// Checks a tree that a program made.
pub(crate) fn check(tree: &TreeNode) -> Result {
    validate::validate(tree)
}

/// The parser's form of a tree that has been checked, and a text to go with it.
pub(crate) fn lower(tree: TreeNode) -> (Mod, Source) {
    lower::lower(tree)
}

/// The tree of a module; with type comments, if they are wanted.
pub(crate) fn build(
    parsed: &Parsed<Mod>,
    source: &Source,
    mode: Mode,
    type_comments: bool,
) -> Result<TreeNode> {
    let mut builder = Builder {
        source,
        comments: Comments::new(source, parsed.tokens(), type_comments),
        depth: 0,
    };
    let (class, fields) = match parsed.syntax() {
        Mod::Expression(node) => (
            "Expression",
            vec![("body", builder.expression(&node.body)?)],
        ),
        Mod::Module(node) => {
            let body = builder.statements(&node.body)?;
            match mode {
                Mode::Single => ("Interactive", vec![("body", body)]),
                _ => {
                    let ignores = ("type_ignores", builder.comments.ignores());
                    ("Module", vec![("body", body), ignores])
                }
            }
        }
    };
    builder.comments.check_all_used()?;
    Ok(TreeNode {
        class,
        fields,
        location: None,
    })
}

/// Makes nodes of the parser's.
struct Builder<'a> {
    source: &'a Source,
    comments: Comments<'a>,
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
