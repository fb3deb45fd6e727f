//! The classes of syntax trees and their fields.
//! Source: <https://docs.python.org/3.14/library/ast.html#abstract-grammar>

use std::collections::HashMap;
use std::sync::LazyLock;

/// A line a class: its fields with their types. What stands below a name with a colon is derived
/// from that class. "@" tells of positions. The module `_ast` makes its classes from the same lines.
const CLASSES: &str = "\
alias(str name, str? asname) @optional
arg(str arg, expr? annotation, str? type_comment) @optional
arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr* kw_defaults, arg? kwarg, expr* defaults)
boolop:
    And()
    Or()
cmpop:
    Eq()
    Gt()
    GtE()
    In()
    Is()
    IsNot()
    Lt()
    LtE()
    NotEq()
    NotIn()
comprehension(expr target, expr iter, expr* ifs, int is_async)
excepthandler: @optional
    ExceptHandler(expr? type, str? name, stmt* body)
expr: @optional
    Attribute(expr value, str attr, expr_context ctx)
    Await(expr value)
    BinOp(expr left, operator op, expr right)
    BoolOp(boolop op, expr* values)
    Call(expr func, expr* args, keyword* keywords)
    Compare(expr left, cmpop* ops, expr* comparators)
    Constant(object value, str? kind)
    Dict(expr* keys, expr* values)
    DictComp(expr key, expr value, comprehension* generators)
    FormattedValue(expr value, int conversion, expr? format_spec)
    GeneratorExp(expr elt, comprehension* generators)
    IfExp(expr test, expr body, expr orelse)
    Interpolation(expr value, object str, int conversion, expr? format_spec)
    JoinedStr(expr* values)
    Lambda(arguments args, expr body)
    List(expr* elts, expr_context ctx)
    ListComp(expr elt, comprehension* generators)
    Name(str id, expr_context ctx)
    NamedExpr(expr target, expr value)
    Set(expr* elts)
    SetComp(expr elt, comprehension* generators)
    Slice(expr? lower, expr? upper, expr? step)
    Starred(expr value, expr_context ctx)
    Subscript(expr value, expr slice, expr_context ctx)
    TemplateStr(expr* values)
    Tuple(expr* elts, expr_context ctx)
    UnaryOp(unaryop op, expr operand)
    Yield(expr? value)
    YieldFrom(expr value)
expr_context:
    Del()
    Load()
    Store()
keyword(str? arg, expr value) @optional
match_case(pattern pattern, expr? guard, stmt* body)
mod:
    Expression(expr body)
    FunctionType(expr* argtypes, expr returns)
    Interactive(stmt* body)
    Module(stmt* body, type_ignore* type_ignores)
operator:
    Add()
    BitAnd()
    BitOr()
    BitXor()
    Div()
    FloorDiv()
    LShift()
    MatMult()
    Mod()
    Mult()
    Pow()
    RShift()
    Sub()
pattern: @required
    MatchAs(pattern? pattern, str? name)
    MatchClass(expr cls, pattern* patterns, str* kwd_attrs, pattern* kwd_patterns)
    MatchMapping(expr* keys, pattern* patterns, str? rest)
    MatchOr(pattern* patterns)
    MatchSequence(pattern* patterns)
    MatchSingleton(object value)
    MatchStar(str? name)
    MatchValue(expr value)
stmt: @optional
    AnnAssign(expr target, expr annotation, expr? value, int simple)
    Assert(expr test, expr? msg)
    Assign(expr* targets, expr value, str? type_comment)
    AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, str? type_comment)
    AsyncFunctionDef(str name, arguments args, stmt* body, expr* decorator_list, expr? returns, str? type_comment, type_param* type_params)
    AsyncWith(withitem* items, stmt* body, str? type_comment)
    AugAssign(expr target, operator op, expr value)
    Break()
    ClassDef(str name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params)
    Continue()
    Delete(expr* targets)
    Expr(expr value)
    For(expr target, expr iter, stmt* body, stmt* orelse, str? type_comment)
    FunctionDef(str name, arguments args, stmt* body, expr* decorator_list, expr? returns, str? type_comment, type_param* type_params)
    Global(str* names)
    If(expr test, stmt* body, stmt* orelse)
    Import(alias* names)
    ImportFrom(str? module, alias* names, int? level)
    Match(expr subject, match_case* cases)
    Nonlocal(str* names)
    Pass()
    Raise(expr? exc, expr? cause)
    Return(expr? value)
    Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)
    TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)
    TypeAlias(expr name, type_param* type_params, expr value)
    While(expr test, stmt* body, stmt* orelse)
    With(withitem* items, stmt* body, str? type_comment)
type_ignore:
    TypeIgnore(int lineno, str tag)
type_param: @required
    ParamSpec(str name, expr? default_value)
    TypeVar(str name, expr? bound, expr? default_value)
    TypeVarTuple(str name, expr? default_value)
unaryop:
    Invert()
    Not()
    UAdd()
    USub()
withitem(expr context_expr, expr? optional_vars)
";

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A node of a class, or of one derived from it.
    Node(&'static str),
    /// A name.
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
    for line in CLASSES.lines() {
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
        "str" => FieldKind::Identifier,
        "int" => FieldKind::Int,
        "object" => FieldKind::Constant,
        class => FieldKind::Node(class),
    };
    TreeField { name, kind, count }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_has_the_same_classes() {
        let module = include_str!("../../../../stdlib/_ast.py");
        assert!(module.contains(CLASSES));
    }

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
