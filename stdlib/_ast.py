"""The classes of syntax trees, which `ast` shows.

Trees are made by `compile`, built, changed, compared, shown and unparsed; `compile` takes them.
"""

PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_ONLY_AST = 0x400
PyCF_OPTIMIZED_AST = 0x8400
PyCF_TYPE_COMMENTS = 0x1000

# A line a class: its fields with their types. What stands below a name with a colon is derived from
# that class. "@" tells of positions, and whether their ends may be missing.
_CLASSES = """
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
"""


class AST:
    """A node of a syntax tree."""

    _fields = ()
    _attributes = ()
    _field_types = {}
    __match_args__ = ()

    def __init__(self, *args, **kwargs):
        fields, name = self._fields, type(self).__name__
        if len(args) > len(fields):
            most = f"{len(fields)} positional argument{'' if len(fields) == 1 else 's'}"
            raise TypeError(f"{name} constructor takes at most {most}")
        for field, value in zip(fields, args):
            setattr(self, field, value)
        missing = list(fields[len(args) :])
        for key, value in kwargs.items():
            if key in missing:
                missing.remove(key)
            elif key in fields:
                raise TypeError(f"{name} got multiple values for argument '{key}'")
            elif key not in self._attributes:
                _warn(
                    f"{name}.__init__ got an unexpected keyword argument '{key}'. Support for "
                    "arbitrary keyword arguments is deprecated and will be removed in Python 3.15."
                )
            setattr(self, key, value)
        for field in missing:
            self._set_default(field)

    def _set_default(self, field):
        kind = self._field_types.get(field)
        if hasattr(type(self), field):
            return
        if getattr(kind, "__origin__", None) is list:
            setattr(self, field, [])
        elif kind is expr_context:
            setattr(self, field, _LOAD)
        elif kind is not None:
            _warn(
                f"{type(self).__name__}.__init__ missing 1 required positional argument: "
                f"'{field}'. This will become an error in Python 3.15."
            )

    def __repr__(self):
        return _shown(self, 3)

    def __reduce__(self):
        values = self.__dict__
        positional = []
        for field in self._fields:
            if field not in values:
                break
            positional.append(None)
        return type(self), tuple(positional), dict(values)

    def __setstate__(self, state):
        for name, value in state.items():
            setattr(self, name, value)

    def __replace__(self, /, **changes):
        known = {*self._fields, *self._attributes}
        for name in changes:
            if name not in known:
                raise TypeError(
                    f"{type(self).__name__}.__replace__ got an unexpected keyword argument '{name}'."
                )
        values = {**self.__dict__, **changes}
        needed = [
            field
            for field in self._fields
            if field not in values
            and not hasattr(type(self), field)
            and getattr(self._field_types.get(field), "__origin__", None) is not list
            and self._field_types.get(field) is not expr_context
        ]
        if needed:
            names = ", ".join(map(repr, sorted(needed)))
            arguments = "argument" if len(needed) == 1 else "arguments"
            raise TypeError(
                f"{type(self).__name__}.__replace__ missing {len(needed)} keyword {arguments}: "
                f"{names}."
            )
        return type(self)(**values)


AST.__module__ = "ast"


def _warn(message):
    import warnings

    warnings.warn(message, DeprecationWarning, stacklevel=4)


def _shown(node, depth):
    """The repr of a node, its parts down to a depth."""
    if depth <= 0:
        return f"{type(node).__name__}(...)"

    def item(value):
        return _shown(value, depth - 1) if isinstance(value, AST) else repr(value)

    def field(value):
        if not isinstance(value, (list, tuple)):
            return item(value)
        items = [item(it) for it in (value if len(value) <= 2 else (value[0], value[-1]))]
        if len(value) > 2:
            items.insert(1, "...")
        text = ", ".join(items)
        return f"[{text}]" if isinstance(value, list) else f"({text})"

    fields = (f"{name}={field(getattr(node, name))}" for name in node._fields)
    return f"{type(node).__name__}({', '.join(fields)})"


def _make():
    """Makes the classes of the table, and then the types of their fields."""
    classes = {"str": str, "int": int, "object": object}
    waiting, base = [], AST
    for line in _CLASSES.strip().splitlines():
        declared, _, positions = line.partition(" @")
        name, opened, fields = declared.strip().removesuffix(":").partition("(")
        if not line.startswith(" "):
            base = AST
        fields = [it.split() for it in fields.removesuffix(")").split(", ") if it]
        names = tuple(field for _, field in fields)
        body = {"__module__": "ast", "__doc__": declared.strip().removesuffix("()")}
        if opened or base is AST:
            body.update(_fields=names, __match_args__=names)
        if positions:
            body["_attributes"] = ("lineno", "col_offset", "end_lineno", "end_col_offset")
            if positions == "optional":
                body.update(end_lineno=None, end_col_offset=None)
        elif base is AST:
            body["_attributes"] = ()
        body.update((field, None) for kind, field in fields if kind.endswith("?"))
        made = classes[name] = type(name, (base,), body)
        waiting.append((made, fields))
        if not opened:
            base = made
    for made, fields in waiting:
        types = {}
        for kind, name in fields:
            plain = classes[kind.rstrip("*?")]
            many, maybe = kind.endswith("*"), kind.endswith("?")
            types[name] = list[plain] if many else plain | None if maybe else plain
        made._field_types = types
        globals()[made.__name__] = made


_make()
_LOAD = Load()
