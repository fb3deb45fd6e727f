"""The classes of syntax trees, which `ast` shows.

Trees are made by `compile`, built, changed, compared, shown and unparsed; `compile` takes them.
"""

import _ast_grammar

PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_ONLY_AST = 0x400
PyCF_OPTIMIZED_AST = 0x8400
PyCF_TYPE_COMMENTS = 0x1000


class AST:
    """A node of a syntax tree."""

    _fields = ()
    _attributes = ()
    __match_args__ = ()

    def __init__(self, *args, **kwargs):
        name = type(self).__name__
        try:
            fields = type(self)._fields
        except AttributeError:
            if type(self) is not AST:
                raise
            raise AttributeError("type object 'ast.AST' has no attribute '_fields'") from None
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
        types = getattr(type(self), "_field_types", None)
        if types is not None:
            for field in missing:
                self._set_default(field, types.get(field))

    def _set_default(self, field, kind):
        if kind is None:
            _warn(
                f"Field {field!r} is missing from {type(self).__name__}._field_types. "
                "This will become an error in Python 3.15."
            )
        elif isinstance(kind, _UNION):
            pass
        elif getattr(kind, "__origin__", None) is list:
            setattr(self, field, [])
        elif kind is expr_context:
            setattr(self, field, _LOAD)
        else:
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
        values = {name: value for name, value in self.__dict__.items() if name in known}
        values.update(changes)
        types = getattr(type(self), "_field_types", {})
        needed = [
            field
            for field in self._fields
            if field not in values
            and not hasattr(type(self), field)
            and getattr(types.get(field), "__origin__", None) is not list
            and types.get(field) is not expr_context
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
_UNION = type(int | str)


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
    """Makes the classes of the grammar, and then the types of their fields."""
    classes = {"identifier": str, "string": str, "int": int, "constant": object}
    waiting, base, derived = [], AST, {}
    for line in _ast_grammar.classes().splitlines():
        declared, _, positions = line.partition(" @")
        name, opened, fields = declared.strip().removesuffix(":").partition("(")
        if not line.startswith(" "):
            base = AST
        fields = [it.split() for it in fields.removesuffix(")").split(", ") if it]
        names = tuple(field for _, field in fields)
        doc = declared.strip().removesuffix("()")
        body = {"__module__": "ast", "__doc__": doc}
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
        elif base is not AST:
            derived.setdefault(base, []).append(doc)
    for base, docs in derived.items():
        name = base.__name__
        plain = not any("(" in doc for doc in docs)
        base.__doc__ = f"{name} = " + (" | " if plain else f"\n{' ' * len(name)} | ").join(docs)
    for made, fields in waiting:
        types = {}
        for kind, name in fields:
            plain = classes[kind.rstrip("*?")]
            many, maybe = kind.endswith("*"), kind.endswith("?")
            types[name] = list[plain] if many else plain | None if maybe else plain
        made._field_types = made.__annotations__ = types
        globals()[made.__name__] = made


_make()
_LOAD = Load()
