//! What is done to a syntax tree before code is made from it, for `ast.PyCF_OPTIMIZED_AST`.
//!
//! The compiler itself does the same while it makes code.

use rpy_bytecode::{Constant, Location};

use super::{Fields, TreeNode, TreeValue};
use crate::constant::{fold_binary, fold_unary};

/// The most characters of a width or precision that is taken over from a `%` format.
const MAX_DIGITS: usize = 3;

/// Optimises a tree in place. `level` is that of `-O`: it says what `__debug__` is, and whether
/// documentation strings go.
pub(crate) fn optimize(tree: &mut TreeNode, level: u8) {
    let optimizer = Optimizer {
        level,
        keeps_annotations: imports_annotations(tree),
    };
    if tree.class == "Module" {
        optimizer.without_docstring(tree);
    }
    optimizer.node(tree);
}

struct Optimizer {
    level: u8,
    /// Whether annotations stay text (`from __future__ import annotations`).
    keeps_annotations: bool,
}

impl Optimizer {
    fn node(&self, node: &mut TreeNode) {
        if matches!(node.class, "FunctionDef" | "AsyncFunctionDef" | "ClassDef") {
            self.without_docstring(node);
        }
        let class = node.class;
        for (name, value) in &mut node.fields {
            let is_annotation = matches!(
                (class, *name),
                ("arg" | "AnnAssign", "annotation") | (_, "returns")
            );
            if is_annotation && self.keeps_annotations {
                continue;
            }
            let is_pattern = matches!(
                (class, *name),
                ("MatchValue", "value") | ("MatchMapping", "keys")
            );
            let items = match value {
                TreeValue::List(items) => items.as_mut_slice(),
                single => std::slice::from_mut(single),
            };
            for item in items {
                if let TreeValue::Node(inner) = item {
                    self.node(inner);
                    if is_pattern {
                        fold_pattern(inner);
                    }
                }
            }
        }
        match node.class {
            "Name" if is_debug(node) => {
                let value = Constant::Bool(self.level == 0);
                become_constant(node, value);
            }
            "BinOp" => {
                if let Some(values) = formatted(node) {
                    node.class = "JoinedStr";
                    node.fields = vec![("values", TreeValue::List(values))];
                }
            }
            _ => {}
        }
    }

    /// Takes the documentation string away, with `-OO`.
    fn without_docstring(&self, node: &mut TreeNode) {
        if self.level < 2 {
            return;
        }
        let Some(TreeValue::List(body)) = field_mut(node, "body") else {
            return;
        };
        let is_only = body.len() == 1;
        let Some(TreeValue::Node(first)) = body.first_mut() else {
            return;
        };
        let is_docstring = first.class == "Expr"
            && matches!(first.field("value"), TreeValue::Node(value) if string(value).is_some());
        if !is_docstring {
            return;
        }
        if !is_only {
            body.remove(0);
            return;
        }
        first.class = "Pass";
        first.fields.clear();
        if let Some(location) = &mut first.location {
            location.end_line = location.line;
            location.end_column = location.column + "pass".len() as u32;
        }
    }
}

fn field_mut<'a>(node: &'a mut TreeNode, name: &str) -> Option<&'a mut TreeValue> {
    let field = node.fields.iter_mut().find(|(field, _)| *field == name);
    field.map(|(_, value)| value)
}

/// Whether a module begins with `from __future__ import annotations`.
fn imports_annotations(tree: &TreeNode) -> bool {
    let body = tree.fields.iter().find(|(name, _)| *name == "body");
    let Some((_, TreeValue::List(body))) = body else {
        return false;
    };
    body.iter().any(|statement| {
        let TreeValue::Node(node) = statement else {
            return false;
        };
        node.class == "ImportFrom"
            && matches!(node.field("module"), TreeValue::Name(name) if name == "__future__")
            && matches!(node.field("names"), TreeValue::List(names) if names.iter().any(|alias| {
                matches!(alias, TreeValue::Node(alias)
                    if matches!(alias.field("name"), TreeValue::Name(name) if name == "annotations"))
            }))
    })
}

fn is_debug(node: &TreeNode) -> bool {
    matches!(node.field("id"), TreeValue::Name(name) if name == "__debug__")
        && matches!(node.field("ctx"), TreeValue::Node(context) if context.class == "Load")
}

fn constant_fields(value: Constant) -> Fields {
    vec![
        ("value", TreeValue::Constant(value)),
        ("kind", TreeValue::None),
    ]
}

fn become_constant(node: &mut TreeNode, value: Constant) {
    node.class = "Constant";
    node.fields = constant_fields(value);
}

fn constant(value: &TreeValue) -> Option<&Constant> {
    match value {
        TreeValue::Node(node) if node.class == "Constant" => match node.field("value") {
            TreeValue::Constant(constant) => Some(constant),
            _ => None,
        },
        _ => None,
    }
}

/// The text of a string constant.
fn string(node: &TreeNode) -> Option<&[u8]> {
    match node.class {
        "Constant" => match node.field("value") {
            TreeValue::Constant(Constant::Str(text)) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// Makes one constant of the negative and complex numbers that a pattern may have.
fn fold_pattern(node: &mut TreeNode) {
    let folded = match node.class {
        "UnaryOp" => {
            let operand = constant(node.field("operand"));
            operand.and_then(|operand| fold_unary(rpy_bytecode::Opcode::UnaryNegative, operand))
        }
        "BinOp" => {
            if let Some(TreeValue::Node(left)) = field_mut(node, "left") {
                fold_pattern(left);
            }
            let operator = match node.field("op") {
                TreeValue::Node(op) if op.class == "Add" => rpy_bytecode::BinaryOperator::Add,
                _ => rpy_bytecode::BinaryOperator::Subtract,
            };
            let parts = (constant(node.field("left")), constant(node.field("right")));
            match parts {
                (Some(left), Some(right)) => fold_binary(operator, left, right),
                _ => None,
            }
        }
        _ => None,
    };
    if let Some(value) = folded {
        become_constant(node, value);
    }
}

/// What makes no part of a text.
fn nowhere() -> Location {
    let none = u32::MAX;
    Location {
        line: none,
        end_line: none,
        column: none,
        end_column: none,
    }
}

fn text_node(text: Vec<u8>) -> TreeValue {
    TreeValue::Node(Box::new(TreeNode {
        class: "Constant",
        fields: constant_fields(Constant::Str(text.into())),
        location: Some(nowhere()),
    }))
}

/// The parts of an f-string that does the same as a `%` format of a tuple, if there is one: the
/// conversions are `s`, `r` and `a` with width and precision, and there are as many as items.
fn formatted(node: &TreeNode) -> Option<Vec<TreeValue>> {
    let is_modulo = matches!(node.field("op"), TreeValue::Node(op) if op.class == "Mod");
    let (TreeValue::Node(left), TreeValue::Node(right)) = (node.field("left"), node.field("right"))
    else {
        return None;
    };
    if !is_modulo || right.class != "Tuple" {
        return None;
    }
    let (mut rest, TreeValue::List(items)) = (string(left)?, right.field("elts")) else {
        return None;
    };
    if items
        .iter()
        .any(|item| matches!(item, TreeValue::Node(item) if item.class == "Starred"))
    {
        return None;
    }
    let mut items = items.iter();
    let (mut parts, mut text) = (Vec::new(), Vec::new());
    while let Some((&byte, behind)) = rest.split_first() {
        if byte != b'%' {
            text.push(byte);
            rest = behind;
            continue;
        }
        if let Some(behind) = behind.strip_prefix(b"%") {
            text.push(byte);
            rest = behind;
            continue;
        }
        let (conversion, specification, behind) = conversion(behind)?;
        if !text.is_empty() {
            parts.push(text_node(std::mem::take(&mut text)));
        }
        let TreeValue::Node(item) = items.next()? else {
            return None;
        };
        let specification = match specification.is_empty() {
            true => TreeValue::None,
            false => text_node(specification),
        };
        let fields = vec![
            ("value", TreeValue::Node(item.clone())),
            ("conversion", TreeValue::Int(i64::from(conversion))),
            ("format_spec", specification),
        ];
        parts.push(TreeValue::Node(Box::new(TreeNode {
            class: "FormattedValue",
            fields,
            location: item.location,
        })));
        rest = behind;
    }
    if items.next().is_some() {
        return None;
    }
    if !text.is_empty() {
        parts.push(text_node(text));
    }
    Some(parts)
}

/// Letter and format specification of a conversion, and what stands behind it.
fn conversion(mut rest: &[u8]) -> Option<(u8, Vec<u8>, &[u8])> {
    let mut is_left = false;
    while let Some((flag, behind)) = rest.split_first()
        && b"-+ #0".contains(flag)
    {
        is_left |= *flag == b'-';
        rest = behind;
    }
    let digits = |rest: &mut &[u8]| {
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, behind) = rest.split_at(count);
        *rest = behind;
        (count <= MAX_DIGITS).then(|| digits.to_vec())
    };
    let width = digits(&mut rest)?;
    let mut specification = Vec::new();
    if !width.is_empty() {
        if !is_left {
            specification.push(b'>');
        }
        specification.extend(width);
    }
    if let Some(behind) = rest.strip_prefix(b".") {
        rest = behind;
        specification.push(b'.');
        let precision = digits(&mut rest)?;
        match precision.is_empty() {
            true => specification.push(b'0'),
            false => specification.extend(precision),
        }
    }
    let (letter, behind) = rest.split_first()?;
    b"sra"
        .contains(letter)
        .then_some((*letter, specification, behind))
}
