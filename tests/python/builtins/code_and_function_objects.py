"""Code objects are compared and copied with changes; functions are made of them.

https://docs.python.org/3.14/reference/datamodel.html#codeobject.replace
"""


def f(a, b=1, *c, d=2, **e):
    def g():
        return a + b

    return g


code, FunctionType = f.__code__, type(f)

changed = code.replace(co_name="h", co_qualname="q", co_filename="x.py", co_firstlineno=50)
assert (changed.co_name, changed.co_qualname) == ("h", "q")
assert (changed.co_filename, changed.co_firstlineno) == ("x.py", 50)
assert code.co_name == "f" and changed.co_varnames == code.co_varnames
assert code.replace() == code and hash(code.replace()) == hash(code)
assert code.replace(co_consts=code.co_consts, co_flags=code.co_flags) == code
assert code != changed and code != 1
assert code.__replace__(co_name="z").co_name == "z"
first, second = (compile("1 + a", name, "eval") for name in ("one", "two"))
assert first == second and hash(first) == hash(second)
assert first != compile("1 + b", "one", "eval") and first != compile("1.0 + a", "one", "eval")


def error(make):
    try:
        make()
    except Exception as raised:
        return f"{type(raised).__name__}: {raised}"
    raise AssertionError


message = "TypeError: replace() got an unexpected keyword argument 'co_foo'"
assert error(lambda: code.replace(co_foo=1)) == message
message = "TypeError: replace() argument 'co_name' must be str, not int"
assert error(lambda: code.replace(co_name=1)) == message
message = "ValueError: co_firstlineno must be a positive integer"
assert error(lambda: code.replace(co_firstlineno=-1)) == message

made = FunctionType(code, {}, "name", (7,), None, {"d": 9})
assert made.__name__ == "name" and made.__defaults__ == (7,) and made.__kwdefaults__ == {"d": 9}
assert made(1)() == 8
inner = f(1, 2)
copy = FunctionType(inner.__code__, globals(), None, None, inner.__closure__)
assert copy() == 3 and copy.__name__ == "g"

assert error(lambda: FunctionType(inner.__code__, {})) == "TypeError: arg 5 (closure) must be tuple"
message = "ValueError: g requires closure of length 2, not 0"
assert error(lambda: FunctionType(inner.__code__, {}, None, None, ())) == message
message = "ValueError: f requires closure of length 0, not 1"
assert error(lambda: FunctionType(code, {}, closure=(1,))) == message
message = "TypeError: function() argument 'code' must be code, not int"
assert error(lambda: FunctionType(1, {})) == message
message = "TypeError: function() argument 'globals' must be dict, not int"
assert error(lambda: FunctionType(code, 1)) == message
