//! The classes of syntax trees and their fields.
//! Source: <https://docs.python.org/3.14/library/ast.html#abstract-grammar>

use std::collections::HashMap;
use std::sync::LazyLock;

/// A line a class: its fields with their types. What stands below a name with a colon is derived from
/// that class. "@" tells of positions, and whether their ends may be missing. The module `_ast` makes its
/// classes of these lines.
pub const TREE_CLASSES: &str = include_str!("grammar.txt");

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A node of a class, or of one derived from it.
    Node(&'static str),
    /// A name, or another text.
    Identifier,
    /// An int.
    Int,
    /// The value of a constant.
    Constant,
}

/// How many of them a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldCount {
    /// Exactly one.
    One,
    /// One or None.
    Optional,
    /// A list.
    Many,
}

/// A field of a class of nodes.
#[derive(Clone, Copy, Debug)]
pub struct TreeField {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// How many of them.
    pub count: FieldCount,
}

/// A class of nodes.
#[derive(Clone, Debug)]
pub struct TreeClass {
    /// Its name in the module `ast`.
    pub name: &'static str,
    /// The abstract class above it; `None` for `arguments`, `alias` and the like.
    pub base: Option<&'static str>,
    /// Its fields in their order.
    pub fields: Vec<TreeField>,
    /// Whether its nodes have positions.
    pub has_location: bool,
}

/// The class of this name, unless there is none or it is abstract.
pub fn tree_class(name: &str) -> Option<&'static TreeClass> {
    static BY_NAME: LazyLock<HashMap<&'static str, TreeClass>> = LazyLock::new(|| {
        let mut classes = HashMap::new();
        read_classes(|class| {
            classes.insert(class.name, class);
        });
        classes
    });
    BY_NAME.get(name)
}

fn read_classes(mut found: impl FnMut(TreeClass)) {
    let (mut base, mut base_has_location) = (None, false);
    for line in TREE_CLASSES.lines() {
        let (declared, positions) = match line.split_once(" @") {
            Some((declared, _)) => (declared, true),
            None => (line, false),
        };
        let is_derived = declared.starts_with(' ');
        let Some((name, fields)) = declared.trim().split_once('(') else {
            base = Some(declared.trim_end_matches(':'));
            base_has_location = positions;
            continue;
        };
        let fields = fields.trim_end_matches(')').split(", ");
        found(TreeClass {
            name,
            base: base.filter(|_| is_derived),
            fields: fields.filter(|it| !it.is_empty()).map(field).collect(),
            has_location: if is_derived {
                base_has_location
            } else {
                positions
            },
        });
    }
}

fn field(text: &'static str) -> TreeField {
    let (kind, name) = text.split_once(' ').expect("a type and a name");
    let count = match kind.as_bytes().last() {
        Some(b'*') => FieldCount::Many,
        Some(b'?') => FieldCount::Optional,
        _ => FieldCount::One,
    };
    let kind = match kind.trim_end_matches(['*', '?']) {
        "identifier" | "string" => FieldKind::Identifier,
        "int" => FieldKind::Int,
        "constant" => FieldKind::Constant,
        class => FieldKind::Node(class),
    };
    TreeField { name, kind, count }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read() {
        let class = tree_class("Call").expect("it is there");
        assert_eq!(class.base, Some("expr"));
        assert!(class.has_location);
        let names: Vec<_> = class.fields.iter().map(|field| field.name).collect();
        assert_eq!(names, ["func", "args", "keywords"]);
        assert_eq!(class.fields[1].count, FieldCount::Many);
        assert_eq!(class.fields[2].kind, FieldKind::Node("keyword"));
        let class = tree_class("arguments").expect("it is there");
        assert!(class.base.is_none() && !class.has_location);
        assert!(tree_class("expr").is_none());
    }
}
