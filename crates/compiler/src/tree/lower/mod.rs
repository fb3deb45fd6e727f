//! From trees that a program made to trees as the parser makes them.
//!
//! The compiler knows nodes by their range in the source text. A tree has no text, so one is made up:
//! every node gets a place of its own in it, in the order in which nodes follow and contain each other,
//! and [`Places`] tells the position that belongs to each offset.

mod expression;
mod parts;
mod pattern;
mod statement;
mod string;

use rpy_bytecode::{Constant, Location};
use rustpython_ast::{AtomicNodeIndex, Identifier, Mod, ModExpression, ModModule};
use rustpython_text_size::{TextRange, TextSize};

use super::{TreeNode, TreeValue};
use crate::source::{Places, Source};
use crate::tables::HashMap;

/// The parser's form of a tree that has been validated, and the text to go with it.
pub(super) fn lower(tree: TreeNode) -> (Mod, Source) {
    let mut lowering = Lowering::default();
    let mode = tree.class;
    let start = lowering.open();
    let mut fields = Fields::of(tree);
    let body = fields.next();
    let tree = if mode == "Expression" {
        let body = lowering.boxed(body);
        Mod::Expression(ModExpression {
            node_index: AtomicNodeIndex::NONE,
            range: lowering.close(start),
            body,
        })
    } else {
        let body = lowering.statements(body);
        Mod::Module(ModModule {
            node_index: AtomicNodeIndex::NONE,
            range: lowering.close(start),
            body,
        })
    };
    let places = Places {
        positions: lowering.positions,
        constants: lowering.constants,
    };
    (tree, Source::of_tree(lowering.text, places))
}

/// The tree under way.
#[derive(Default)]
struct Lowering {
    /// A text in which every node has a place.
    text: String,
    /// Line and column of every byte of the text.
    positions: Vec<(u32, u32)>,
    /// What is no literal of the parser's, by the start of its place.
    constants: HashMap<TextSize, Constant>,
    /// Position of the node under way, for its parts without one.
    location: Location,
}

/// The fields of a node, in the order of the grammar.
struct Fields {
    class: &'static str,
    fields: std::vec::IntoIter<(&'static str, TreeValue)>,
}

impl Fields {
    fn of(tree: TreeNode) -> Fields {
        Fields {
            class: tree.class,
            fields: tree.fields.into_iter(),
        }
    }

    fn next(&mut self) -> TreeValue {
        let field = self.fields.next();
        field.expect("a tree has the fields of the grammar").1
    }
}

impl Lowering {
    /// Makes a place for the next offset, with a position.
    fn put(&mut self, character: char, line: u32, column: u32) -> TextSize {
        let offset = TextSize::of(&self.text);
        self.text.push(character);
        self.positions.push((line, column));
        offset
    }

    /// Begins a part at the position of the node under way.
    fn open(&mut self) -> TextSize {
        self.put('x', self.location.line, self.location.column)
    }

    /// Ends a part. The blank is where a definition's decorators end.
    fn close(&mut self, start: TextSize) -> TextRange {
        let end = self.put(' ', self.location.end_line, self.location.end_column);
        TextRange::new(start, end)
    }

    /// Runs `build` for a node at its position, and gives it the start of the node's place.
    fn at<T>(
        &mut self,
        location: Option<Location>,
        build: impl FnOnce(&mut Self, TextSize) -> T,
    ) -> T {
        let around = self.location;
        if let Some(location) = location {
            self.location = location;
        }
        let start = self.open();
        let built = build(self, start);
        self.location = around;
        built
    }

    fn list<T>(
        &mut self,
        items: TreeValue,
        build: impl FnMut(&mut Self, TreeValue) -> T,
    ) -> Vec<T> {
        let TreeValue::List(items) = items else {
            unreachable!("the grammar has a list here");
        };
        let mut build = build;
        items.into_iter().map(|item| build(self, item)).collect()
    }

    fn identifier(&mut self, name: TreeValue) -> Identifier {
        let TreeValue::Name(name) = name else {
            unreachable!("the grammar has a name here");
        };
        let start = self.open();
        Identifier::new(name, self.close(start))
    }

    fn optional_identifier(&mut self, name: TreeValue) -> Option<Identifier> {
        match name {
            TreeValue::None => None,
            name => Some(self.identifier(name)),
        }
    }
}

/// The node that the grammar has at a place.
fn node(value: TreeValue) -> TreeNode {
    match value {
        TreeValue::Node(node) => *node,
        _ => unreachable!("the grammar has a node here"),
    }
}
