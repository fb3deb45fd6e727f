"""Nodes tell of fields without types, keep no fields that they do not have, and hold no constants as names.

https://docs.python.org/3.14/library/ast.html#ast.AST
"""

import ast
import copy
import warnings


def made(class_):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        node = class_()
    return node, [str(warning.message) for warning in caught]


class Untyped(ast.AST):
    _fields = ("a", "b")
    _field_types = {"a": int | None}
    a = b = None


class Bytes(ast.AST):
    _fields = (b"\xff",)
    _field_types = {}


class Bare(ast.AST):
    _fields = ("a",)


class More(ast.Name):
    _fields = ("a",)


ending = "This will become an error in Python 3.15."
node, messages = made(Untyped)
assert node.b is None and messages == [f"Field 'b' is missing from Untyped._field_types. {ending}"]
assert made(Bytes)[1] == [f"Field b'\\xff' is missing from Bytes._field_types. {ending}"]
assert made(Bare)[1] == [] and not hasattr(ast.AST, "_field_types")
assert made(More)[1] == [f"Field 'a' is missing from More._field_types. {ending}"]
assert made(ast.Name)[1] == [
    f"Name.__init__ missing 1 required positional argument: 'id'. {ending}"
]
assert made(ast.arguments)[1] == [] and ast.arguments().args == []
assert ast.arguments.__annotations__["args"] == list[ast.arg]
assert ast.arguments.__annotations__["vararg"] == ast.arg | None
assert ast.Load.__annotations__ == {}

# A replaced node has the fields and attributes of its class alone.
node = ast.parse("x").body[0].value
node.extra = 1
replaced = copy.replace(node, id="y")
assert replaced.id == "y" and not hasattr(replaced, "extra") and replaced.lineno == 1


def refused(function, *args):
    try:
        function(*args)
    except ValueError as error:
        return str(error)
    raise AssertionError(args)


# Identifiers are normalised, and keywords are not: what is normalised to one is neither.
for source, name in [
    ("Tru\u1d49", "True"),
    ("x.Fal\u017fe", "False"),
    ("N\xbane", "None"),
    ("def Tru\u1d49(): pass", "True"),
    ("f(Tru\u1d49=1)", "True"),
]:
    message = f"identifier field can't represent '{name}' constant"
    assert refused(ast.parse, source) == refused(compile, source, "source", "exec") == message
ast.parse("\u1d49 = 'Tru\u1d49'")

tree = ast.parse("try: pass\nexcept A as x: pass")
tree.body[0].handlers[0].name = "None"
message = "identifier field can't represent 'None' constant"
assert refused(compile, tree, "source", "exec") == message

import typing

assert typing.ParamSpec("P", bound=[int, str]).__bound__ == [int, str]
assert typing.ParamSpec("P", bound=(int,)).__bound__ == (int,)
assert typing.ParamSpec("P").__bound__ is None
