//! What a syntax tree must fulfil that a program made, before it is compiled.

use rpy_bytecode::{Constant, Location};

use super::{TreeNode, TreeValue};
use crate::error::{CompileError, Result, TreeErrorKind};

/// Checks a tree whose fields have the types of the grammar.
///
/// Raises what `compile` of CPython does: `ValueError`, and `TypeError` for targets of wrong kinds.
pub(super) fn validate(tree: &TreeNode) -> Result {
    match tree.class {
        "Module" | "Interactive" => statements(list(tree, "body")),
        "Expression" => expression(node(tree, "body"), "Load"),
        "FunctionType" => {
            expressions(list(tree, "argtypes"), "Load")?;
            expression(node(tree, "returns"), "Load")
        }
        _ => Err(system("impossible module node")),
    }
}

pub(super) fn value_error(message: impl Into<String>) -> CompileError {
    CompileError::Tree(TreeErrorKind::Value, message.into())
}

fn type_error(message: impl Into<String>) -> CompileError {
    CompileError::Tree(TreeErrorKind::Type, message.into())
}

fn system(message: impl Into<String>) -> CompileError {
    CompileError::Tree(TreeErrorKind::System, message.into())
}

// ---- access to fields, which have the grammar's types

fn list<'a>(tree: &'a TreeNode, field: &str) -> &'a [TreeValue] {
    match tree.field(field) {
        TreeValue::List(items) => items,
        _ => unreachable!("{} of {} is a list", field, tree.class),
    }
}

fn optional<'a>(tree: &'a TreeNode, field: &str) -> Option<&'a TreeNode> {
    match tree.field(field) {
        TreeValue::Node(node) => Some(node),
        _ => None,
    }
}

fn node<'a>(tree: &'a TreeNode, field: &str) -> &'a TreeNode {
    optional(tree, field).unwrap_or_else(|| unreachable!("{field} of {} is there", tree.class))
}

fn name<'a>(tree: &'a TreeNode, field: &str) -> Option<&'a str> {
    match tree.field(field) {
        TreeValue::Name(name) => Some(name),
        _ => None,
    }
}

// ---- parts that several nodes have

/// Checks that positions are in order. Those that a program gave may be negative: the numbers are
/// those of 32 bits with a sign.
fn location(tree: &TreeNode) -> Result {
    let Some(location) = tree.location else {
        return Ok(());
    };
    let Location {
        line,
        end_line,
        column,
        end_column,
    } = location;
    let [line, end_line, column, end_column] =
        [line, end_line, column, end_column].map(|number| number as i32);
    if line > end_line {
        return Err(value_error(format!(
            "AST node line range ({line}, {end_line}) is not valid"
        )));
    }
    if (line < 0 && end_line != line) || (column < 0 && column != end_column) {
        return Err(value_error(format!(
            "AST node column range ({column}, {end_column}) for line range ({line}, {end_line}) is not valid"
        )));
    }
    if line == end_line && column > end_column {
        return Err(value_error(format!(
            "line {line}, column {column}-{end_column} is not a valid range"
        )));
    }
    Ok(())
}

fn identifier(name: Option<&str>) -> Result {
    match name {
        Some(name @ ("None" | "True" | "False")) => Err(value_error(format!(
            "identifier field can't represent '{name}' constant"
        ))),
        _ => Ok(()),
    }
}

fn not_empty(items: &[TreeValue], what: &str, owner: &str) -> Result {
    if items.is_empty() {
        return Err(value_error(format!("empty {what} on {owner}")));
    }
    Ok(())
}

fn body(tree: &TreeNode) -> Result {
    let items = list(tree, "body");
    not_empty(items, "body", tree.class)?;
    statements(items)
}

fn each<'a>(
    items: &'a [TreeValue],
    what: &str,
    mut check: impl FnMut(&'a TreeNode) -> Result,
) -> Result {
    for item in items {
        match item {
            TreeValue::Node(node) => check(node)?,
            _ => return Err(value_error(format!("None disallowed in {what} list"))),
        }
    }
    Ok(())
}

fn statements(items: &[TreeValue]) -> Result {
    each(items, "statement", statement)
}

fn expressions(items: &[TreeValue], context: &str) -> Result {
    each(items, "expression", |item| expression(item, context))
}

fn optional_expression(tree: &TreeNode, field: &str) -> Result {
    match optional(tree, field) {
        Some(node) => expression(node, "Load"),
        None => Ok(()),
    }
}

fn targets(tree: &TreeNode, context: &str) -> Result {
    let items = list(tree, "targets");
    not_empty(items, "targets", tree.class)?;
    expressions(items, context)
}

fn keywords(tree: &TreeNode) -> Result {
    each(list(tree, "keywords"), "keyword", |keyword| {
        expression(node(keyword, "value"), "Load")
    })
}

fn arguments(tree: &TreeNode) -> Result {
    let annotations = |items: &[TreeValue]| {
        each(items, "argument", |argument| {
            location(argument)?;
            optional_expression(argument, "annotation")
        })
    };
    annotations(list(tree, "posonlyargs"))?;
    annotations(list(tree, "args"))?;
    for field in ["vararg", "kwarg"] {
        if let Some(argument) = optional(tree, field) {
            location(argument)?;
            optional_expression(argument, "annotation")?;
        }
    }
    annotations(list(tree, "kwonlyargs"))?;
    let positional = list(tree, "posonlyargs").len() + list(tree, "args").len();
    if list(tree, "defaults").len() > positional {
        return Err(value_error(
            "more positional defaults than args on arguments",
        ));
    }
    if list(tree, "kw_defaults").len() != list(tree, "kwonlyargs").len() {
        let message = "length of kwonlyargs is not the same as kw_defaults on arguments";
        return Err(value_error(message));
    }
    expressions(list(tree, "defaults"), "Load")?;
    for default in list(tree, "kw_defaults") {
        if let TreeValue::Node(default) = default {
            expression(default, "Load")?;
        }
    }
    Ok(())
}

fn comprehensions(tree: &TreeNode) -> Result {
    let generators = list(tree, "generators");
    if generators.is_empty() {
        return Err(value_error("comprehension with no generators"));
    }
    each(generators, "comprehension", |part| {
        expression(node(part, "target"), "Store")?;
        expression(node(part, "iter"), "Load")?;
        expressions(list(part, "ifs"), "Load")
    })
}

fn type_params(tree: &TreeNode) -> Result {
    each(list(tree, "type_params"), "type parameter", |param| {
        location(param)?;
        identifier(name(param, "name"))?;
        if param.class == "TypeVar" {
            optional_expression(param, "bound")?;
        }
        optional_expression(param, "default_value")
    })
}

// ---- statements

fn statement(tree: &TreeNode) -> Result {
    location(tree)?;
    match tree.class {
        "FunctionDef" | "AsyncFunctionDef" => {
            identifier(name(tree, "name"))?;
            body(tree)?;
            type_params(tree)?;
            arguments(node(tree, "args"))?;
            expressions(list(tree, "decorator_list"), "Load")?;
            optional_expression(tree, "returns")
        }
        "ClassDef" => {
            identifier(name(tree, "name"))?;
            body(tree)?;
            type_params(tree)?;
            expressions(list(tree, "bases"), "Load")?;
            keywords(tree)?;
            expressions(list(tree, "decorator_list"), "Load")
        }
        "Return" => optional_expression(tree, "value"),
        "Delete" => targets(tree, "Del"),
        "Assign" => {
            targets(tree, "Store")?;
            expression(node(tree, "value"), "Load")
        }
        "AugAssign" => {
            let target = node(tree, "target");
            expression(target, "Store")?;
            expression(node(tree, "value"), "Load")?;
            single_target(target, "augmented")
        }
        "AnnAssign" => {
            let target = node(tree, "target");
            if target.class != "Name" && tree.field("simple").as_int() != 0 {
                return Err(type_error("AnnAssign with simple non-Name target"));
            }
            expression(target, "Store")?;
            optional_expression(tree, "value")?;
            expression(node(tree, "annotation"), "Load")?;
            single_target(target, "annotated")
        }
        "TypeAlias" => {
            if node(tree, "name").class != "Name" {
                return Err(type_error("TypeAlias with non-Name name"));
            }
            expression(node(tree, "name"), "Store")?;
            type_params(tree)?;
            expression(node(tree, "value"), "Load")
        }
        "For" | "AsyncFor" => {
            expression(node(tree, "target"), "Store")?;
            expression(node(tree, "iter"), "Load")?;
            body(tree)?;
            statements(list(tree, "orelse"))
        }
        "While" | "If" => {
            expression(node(tree, "test"), "Load")?;
            body(tree)?;
            statements(list(tree, "orelse"))
        }
        "With" | "AsyncWith" => {
            not_empty(list(tree, "items"), "items", tree.class)?;
            each(list(tree, "items"), "with item", |item| {
                expression(node(item, "context_expr"), "Load")?;
                match optional(item, "optional_vars") {
                    Some(target) => expression(target, "Store"),
                    None => Ok(()),
                }
            })?;
            body(tree)
        }
        "Match" => {
            expression(node(tree, "subject"), "Load")?;
            not_empty(list(tree, "cases"), "cases", tree.class)?;
            each(list(tree, "cases"), "case", |case| {
                pattern(node(case, "pattern"), false)?;
                optional_expression(case, "guard")?;
                body(case)
            })
        }
        "Raise" => match (optional(tree, "exc"), optional(tree, "cause")) {
            (None, Some(_)) => Err(value_error("Raise with cause but no exception")),
            _ => {
                optional_expression(tree, "exc")?;
                optional_expression(tree, "cause")
            }
        },
        "Try" | "TryStar" => try_(tree),
        "Assert" => {
            expression(node(tree, "test"), "Load")?;
            optional_expression(tree, "msg")
        }
        "Import" => names(tree),
        "ImportFrom" => {
            if tree.field("level").as_int() < 0 {
                return Err(value_error("Negative ImportFrom level"));
            }
            names(tree)
        }
        "Global" | "Nonlocal" => not_empty(list(tree, "names"), "names", tree.class),
        "Expr" => expression(node(tree, "value"), "Load"),
        _ => Ok(()),
    }
}

/// Checks the target of `+=` or `:`, which the grammar of trees lets be any expression.
fn single_target(target: &TreeNode, what: &str) -> Result {
    /// CPython's numbers of the kinds that may stand in a context `Store` but not here.
    const KINDS: [(&str, u32); 3] = [("Starred", 25), ("List", 27), ("Tuple", 28)];
    match KINDS.iter().find(|(class, _)| *class == target.class) {
        Some((_, kind)) => Err(system(format!(
            "invalid node type ({kind}) for {what} assignment"
        ))),
        None => Ok(()),
    }
}

fn names(tree: &TreeNode) -> Result {
    not_empty(list(tree, "names"), "names", tree.class)?;
    each(list(tree, "names"), "alias", |alias| {
        location(alias)?;
        identifier(name(alias, "name"))?;
        identifier(name(alias, "asname"))
    })
}

fn try_(tree: &TreeNode) -> Result {
    body(tree)?;
    let handlers = list(tree, "handlers");
    if handlers.is_empty() {
        if list(tree, "finalbody").is_empty() {
            let message = "has neither except handlers nor finalbody";
            return Err(value_error(format!("{} {message}", tree.class)));
        }
        if !list(tree, "orelse").is_empty() {
            let message = "has orelse but no except handlers";
            return Err(value_error(format!("{} {message}", tree.class)));
        }
    }
    each(handlers, "handler", |handler| {
        location(handler)?;
        identifier(name(handler, "name"))?;
        optional_expression(handler, "type")?;
        body(handler)
    })?;
    statements(list(tree, "orelse"))?;
    statements(list(tree, "finalbody"))
}

// ---- expressions

fn expression(tree: &TreeNode, context: &str) -> Result {
    location(tree)?;
    match tree.class {
        "Attribute" | "Subscript" | "Starred" | "Name" | "List" | "Tuple" => {
            if tree.class == "Name" {
                identifier(name(tree, "id"))?;
            }
            let actual = node(tree, "ctx").class;
            if actual != context {
                return Err(value_error(format!(
                    "expression must have {context} context but has {actual} instead"
                )));
            }
        }
        _ if context != "Load" => {
            return Err(value_error(format!(
                "expression which can't be assigned to in {context} context"
            )));
        }
        _ => {}
    }
    match tree.class {
        "BoolOp" => {
            if list(tree, "values").len() < 2 {
                return Err(value_error("BoolOp with less than 2 values"));
            }
            expressions(list(tree, "values"), "Load")
        }
        "BinOp" => {
            expression(node(tree, "left"), "Load")?;
            expression(node(tree, "right"), "Load")
        }
        "UnaryOp" => expression(node(tree, "operand"), "Load"),
        "Lambda" => {
            arguments(node(tree, "args"))?;
            expression(node(tree, "body"), "Load")
        }
        "IfExp" => {
            expression(node(tree, "test"), "Load")?;
            expression(node(tree, "body"), "Load")?;
            expression(node(tree, "orelse"), "Load")
        }
        "Dict" => {
            let (keys, values) = (list(tree, "keys"), list(tree, "values"));
            if keys.len() != values.len() {
                let message = "Dict doesn't have the same number of keys as values";
                return Err(value_error(message));
            }
            // `**mapping` has no key.
            for key in keys {
                if let TreeValue::Node(key) = key {
                    expression(key, "Load")?;
                }
            }
            expressions(values, "Load")
        }
        "Set" => expressions(list(tree, "elts"), "Load"),
        "ListComp" | "SetComp" | "GeneratorExp" => {
            comprehensions(tree)?;
            expression(node(tree, "elt"), "Load")
        }
        "DictComp" => {
            comprehensions(tree)?;
            expression(node(tree, "key"), "Load")?;
            expression(node(tree, "value"), "Load")
        }
        "Yield" => optional_expression(tree, "value"),
        "YieldFrom" | "Await" => expression(node(tree, "value"), "Load"),
        "Compare" => {
            let comparators = list(tree, "comparators");
            if comparators.is_empty() {
                return Err(value_error("Compare with no comparators"));
            }
            if comparators.len() != list(tree, "ops").len() {
                let message = "Compare has a different number of comparators and operands";
                return Err(value_error(message));
            }
            expressions(comparators, "Load")?;
            expression(node(tree, "left"), "Load")
        }
        "Call" => {
            expression(node(tree, "func"), "Load")?;
            expressions(list(tree, "args"), "Load")?;
            keywords(tree)
        }
        "JoinedStr" | "TemplateStr" => expressions(list(tree, "values"), "Load"),
        "FormattedValue" | "Interpolation" => {
            let conversion = tree.field("conversion").as_int();
            // None, and the characters that may stand behind `!`.
            if !matches!(conversion, -1 | 97 | 114 | 115) {
                return Err(system(format!(
                    "Unrecognized conversion character {conversion}"
                )));
            }
            expression(node(tree, "value"), "Load")?;
            optional_expression(tree, "format_spec")
        }
        "Attribute" => expression(node(tree, "value"), "Load"),
        "Subscript" => {
            expression(node(tree, "slice"), "Load")?;
            expression(node(tree, "value"), "Load")
        }
        "Starred" => expression(node(tree, "value"), context),
        "Slice" => {
            optional_expression(tree, "lower")?;
            optional_expression(tree, "upper")?;
            optional_expression(tree, "step")
        }
        "List" | "Tuple" => expressions(list(tree, "elts"), context),
        "NamedExpr" => {
            if node(tree, "target").class != "Name" {
                return Err(type_error("NamedExpr target must be a Name"));
            }
            expression(node(tree, "value"), "Load")
        }
        _ => Ok(()),
    }
}

// ---- patterns

fn pattern(tree: &TreeNode, may_be_star: bool) -> Result {
    location(tree)?;
    let nested = |field, may_be_star| {
        each(list(tree, field), "pattern", |item| {
            pattern(item, may_be_star)
        })
    };
    match tree.class {
        "MatchValue" => pattern_value(node(tree, "value")),
        "MatchSingleton" => match tree.field("value") {
            TreeValue::Constant(Constant::None | Constant::Bool(_)) => Ok(()),
            _ => Err(value_error(
                "MatchSingleton can only contain True, False and None",
            )),
        },
        "MatchSequence" => nested("patterns", true),
        "MatchMapping" => {
            let keys = list(tree, "keys");
            if keys.len() != list(tree, "patterns").len() {
                let message = "MatchMapping doesn't have the same number of keys as patterns";
                return Err(value_error(message));
            }
            capture(name(tree, "rest"))?;
            each(keys, "expression", |key| match key.class {
                // `None`, `True` and `False` may be keys.
                "Constant" if is_singleton(key) => Ok(()),
                _ => pattern_value(key),
            })?;
            nested("patterns", false)
        }
        "MatchClass" => {
            if list(tree, "kwd_attrs").len() != list(tree, "kwd_patterns").len() {
                let message =
                    "MatchClass doesn't have the same number of keyword attributes as patterns";
                return Err(value_error(message));
            }
            let mut class = node(tree, "cls");
            expression(class, "Load")?;
            while class.class == "Attribute" {
                class = node(class, "value");
            }
            if class.class != "Name" {
                let message = "MatchClass cls field can only contain Name or Attribute nodes.";
                return Err(value_error(message));
            }
            for attribute in list(tree, "kwd_attrs") {
                if let TreeValue::Name(attribute) = attribute {
                    identifier(Some(attribute))?;
                }
            }
            nested("patterns", false)?;
            nested("kwd_patterns", false)
        }
        "MatchStar" => {
            if !may_be_star {
                return Err(value_error("can't use MatchStar here"));
            }
            capture(name(tree, "name"))
        }
        "MatchAs" => {
            let name = name(tree, "name");
            capture(name)?;
            match optional(tree, "pattern") {
                None => Ok(()),
                Some(_) if name.is_none() => {
                    let message = "MatchAs must specify a target name if a pattern is given";
                    Err(value_error(message))
                }
                Some(inner) => pattern(inner, false),
            }
        }
        "MatchOr" => {
            if list(tree, "patterns").len() < 2 {
                return Err(value_error("MatchOr requires at least 2 patterns"));
            }
            nested("patterns", false)
        }
        _ => Ok(()),
    }
}

fn capture(name: Option<&str>) -> Result {
    if name == Some("_") {
        return Err(value_error("can't capture name '_' in patterns"));
    }
    identifier(name)
}

fn is_singleton(tree: &TreeNode) -> bool {
    matches!(
        tree.field("value"),
        TreeValue::Constant(Constant::None | Constant::Bool(_))
    )
}

/// Checks the expression of a pattern: a literal, a negative or complex number, an attribute.
fn pattern_value(tree: &TreeNode) -> Result {
    expression(tree, "Load")?;
    let is_number = |tree: &TreeNode, may_be_complex: bool| {
        tree.class == "Constant"
            && match tree.field("value") {
                TreeValue::Constant(value) => match value {
                    Constant::Int(_) | Constant::BigInt(_) | Constant::Float(_) => true,
                    Constant::Complex(..) => may_be_complex,
                    _ => false,
                },
                _ => false,
            }
    };
    let is_signed = |tree: &TreeNode, may_be_complex: bool| {
        tree.class == "UnaryOp"
            && node(tree, "op").class == "USub"
            && is_number(node(tree, "operand"), may_be_complex)
    };
    let is_allowed = match tree.class {
        "Constant" => match tree.field("value") {
            TreeValue::Constant(
                Constant::Int(_)
                | Constant::BigInt(_)
                | Constant::Float(_)
                | Constant::Complex(..)
                | Constant::Str(_)
                | Constant::Bytes(_),
            ) => true,
            _ => {
                return Err(value_error(
                    "unexpected constant inside of a literal pattern",
                ));
            }
        },
        "UnaryOp" => is_signed(tree, true),
        "BinOp" => {
            let (left, right) = (node(tree, "left"), node(tree, "right"));
            matches!(node(tree, "op").class, "Add" | "Sub")
                && (is_number(left, false) || is_signed(left, false))
                && right.class == "Constant"
                && matches!(
                    right.field("value"),
                    TreeValue::Constant(Constant::Complex(..))
                )
        }
        // The compiler refuses the strings.
        "Attribute" | "JoinedStr" | "TemplateStr" => true,
        _ => false,
    };
    if is_allowed {
        return Ok(());
    }
    Err(value_error(
        "patterns may only match literals and attribute lookups",
    ))
}
