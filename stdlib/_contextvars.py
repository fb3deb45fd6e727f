"""Context variables (PEP 567)."""

from _thread import _local

_MISSING = object()
_state = _local()


def _current():
    try:
        return _state.context
    except AttributeError:
        context = _state.context = Context()
        return context


class Context:
    """What context variables hold."""

    __slots__ = ("_values", "_entered", "_outer", "__weakref__")

    def __new__(cls):
        self = super().__new__(cls)
        self._values = {}
        self._entered = False
        self._outer = None
        return self

    def __init_subclass__(cls, /, **kwargs):
        raise TypeError("type '_contextvars.Context' is not an acceptable base type")

    def run(self, callable, /, *args, **kwargs):
        """Call in this context."""
        if self._entered:
            raise RuntimeError(f"cannot enter context: {self!r} is already entered")
        self._outer, self._entered = _current(), True
        _state.context = self
        try:
            return callable(*args, **kwargs)
        finally:
            _state.context, self._outer, self._entered = self._outer, None, False

    def copy(self):
        """Return a copy."""
        copy = Context()
        copy._values = self._values.copy()
        return copy

    def __getitem__(self, var):
        return self._values[_checked(var)]

    def __contains__(self, var):
        return _checked(var) in self._values

    def get(self, var, default=None, /):
        """Return what a variable holds, or the default."""
        return self._values.get(_checked(var), default)

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __eq__(self, other):
        if not isinstance(other, Context):
            return NotImplemented
        return self._values == other._values

    __hash__ = None

    def keys(self):
        """Return the variables."""
        return self._values.keys()

    def values(self):
        """Return what the variables hold."""
        return self._values.values()

    def items(self):
        """Return the variables and what they hold."""
        return self._values.items()


def _checked(var):
    if not isinstance(var, ContextVar):
        raise TypeError(f"a ContextVar key was expected, got {var!r}")
    return var


class ContextVar:
    """A variable that each context has its own value of."""

    __slots__ = ("_name", "_default", "__weakref__")

    def __new__(cls, name, *, default=_MISSING):
        if not isinstance(name, str):
            raise TypeError("context variable name must be a str")
        self = super().__new__(cls)
        self._name, self._default = name, default
        return self

    def __init_subclass__(cls, /, **kwargs):
        raise TypeError("type '_contextvars.ContextVar' is not an acceptable base type")

    def __class_getitem__(cls, item, /):
        return type(list[int])(cls, item)

    name = property(lambda self: self._name, doc="The name.")

    def get(self, default=_MISSING, /):
        """Return what the variable holds in the current context."""
        for value in (_current()._values.get(self, _MISSING), default, self._default):
            if value is not _MISSING:
                return value
        raise LookupError(self)

    def set(self, value, /):
        """Set what the variable holds in the current context, and return a token for reset()."""
        context = _current()
        token = _new_token(context, self, context._values.get(self, _MISSING))
        # Not in place: whoever iterates over the context goes on with what it was.
        context._values = {**context._values, self: value}
        return token

    def reset(self, token, /):
        """Let the variable hold what it held before set() gave this token."""
        if not isinstance(token, Token):
            raise TypeError(
                f"expected an instance of Token, got {token!r}"
            )
        context = _current()
        if token._used:
            raise RuntimeError(f"{token!r} has already been used once")
        if token._var is not self:
            raise ValueError(f"{token!r} was created by a different ContextVar")
        if token._context is not context:
            raise ValueError(f"{token!r} was created in a different Context")
        token._used = True
        values = context._values.copy()
        if token._old is _MISSING:
            values.pop(self, None)
        else:
            values[self] = token._old
        context._values = values

    def __repr__(self):
        default = "" if self._default is _MISSING else f" default={self._default!r}"
        return f"<ContextVar name={self._name!r}{default} at {id(self):#x}>"


class _Missing:
    __slots__ = ()

    def __repr__(self):
        return "<Token.MISSING>"


class Token:
    """Remembers what a variable held before it was set."""

    __slots__ = ("_context", "_var", "_old", "_used")

    MISSING = _Missing()

    def __new__(cls, *args, **kwargs):
        raise RuntimeError("Tokens can only be created by ContextVars")

    def __init_subclass__(cls, /, **kwargs):
        raise TypeError("type '_contextvars.Token' is not an acceptable base type")

    def __class_getitem__(cls, item, /):
        return type(list[int])(cls, item)

    var = property(lambda self: self._var, doc="The variable.")

    @property
    def old_value(self):
        """What the variable held, or Token.MISSING."""
        return Token.MISSING if self._old is _MISSING else self._old

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback, /):
        self._var.reset(self)

    def __repr__(self):
        used = " used" if self._used else ""
        return f"<Token{used} var={self._var!r} at {id(self):#x}>"

    __hash__ = None


def _new_token(context, var, old):
    token = object.__new__(Token)
    token._context, token._var, token._old, token._used = context, var, old, False
    return token


def copy_context():
    """Return a copy of the current context."""
    return _current().copy()
