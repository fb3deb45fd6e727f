"""`ast.parse` with type comments, types of functions, older versions of the language, and optimised trees.
Source: https://docs.python.org/3.14/library/ast.html#ast.parse
"""

import ast


def fails(source, message, **options):
    try:
        ast.parse(source, **options)
    except SyntaxError as error:
        assert message in error.msg, error.msg
    else:
        raise AssertionError((source, options))


# ---- type comments

tree = ast.parse("a = 0  # type: int\nfor x in y:  #type:\tstr\n    pass\nwith a as b:  # type: T\n    pass\n",
                 type_comments=True)
assert [node.type_comment for node in tree.body] == ["int", "str", "T"]
tree = ast.parse("def f():\n    # type: () -> int\n    pass\nasync def g():  # type: () -> None\n    pass\n",
                 type_comments=True)
assert [node.type_comment for node in tree.body] == ["() -> int", "() -> None"]
assert [node.type_comment for node in ast.parse("a = 0  # type: int\n").body] == [None]
tree = ast.parse("def f(\n    a,  # type: A\n    /,\n    b=1,  # type: B\n    *c,  # type: C\n    d  # type: D\n):\n    pass\n",
                 type_comments=True)
args = tree.body[0].args
assert [arg.type_comment for arg in args.posonlyargs + args.args + [args.vararg] + args.kwonlyargs] == list("ABCD")
tree = ast.parse("pass  # type: ignore\nx = 1  # type: ignore[a]\ny = 2  # type: ignored\n", type_comments=True)
assert [(it.lineno, it.tag) for it in tree.type_ignores] == [(1, ""), (2, "[a]")]
assert tree.body[2].type_comment == "ignored"
fails("def f():  # type: () -> int\n    # type: () -> str\n    pass\n", "Cannot have two type comments on def",
      type_comments=True)
for source in ("pass  # type: int\n", "f()  # type: int\n", "x += 1  # type: int\n", "while 1:  # type: int\n    pass\n",
               "x = 1\n# type: int\n"):
    ast.parse(source)
    fails(source, "invalid syntax", type_comments=True)

# ---- types of functions

tree = ast.parse("(int, *str, **Any) -> List[str]", mode="func_type")
assert [node.id for node in tree.argtypes] == ["int", "str", "Any"]
assert ast.unparse(tree.returns) == "List[str]" and tree.argtypes[1].col_offset == 7
assert ast.parse("() -> int", mode="func_type").argtypes == []
assert ast.dump(ast.parse(tree, mode="func_type")) == ast.dump(tree)
for source in "", "int", "() int", "(*a, b) -> c", "(**a, *b) -> c", "(a,) -> b", "() -> a, b", "() -> *a", "(a for a in b) -> c":
    fails(source, "", mode="func_type")

# ---- versions of the language

VERSIONS = {
    "x = 1_000": (6, "Underscores in numeric literals are only supported in Python 3.6 and greater"),
    "x: int = 3": (6, "Variable annotation syntax is only supported in Python 3.6 and greater"),
    "(a := 1)": (8, "Assignment expressions are only supported in Python 3.8 and greater"),
    "async def f(): pass": (5, "Async functions are only supported in Python 3.5 and greater"),
    "a @ b": (5, "The '@' operator is only supported in Python 3.5 and greater"),
    "def f(a, /): pass": (8, "Positional-only parameters are only supported in Python 3.8 and greater"),
    "try: pass\nexcept* A: pass": (11, "Exception groups are only supported in Python 3.11 and greater"),
    "try: pass\nexcept A, B: pass":
        (14, "except expressions without parentheses are only supported in Python 3.14 and greater"),
    "match x:\n  case 1: pass": (10, "Pattern matching is only supported in Python 3.10 and greater"),
    "type X = int": (12, "Type statement is only supported in Python 3.12 and greater"),
    "def f[T](): pass": (12, "Type parameter lists are only supported in Python 3.12 and greater"),
    "class X[T=int]: pass": (13, "Type parameter defaults are only supported in Python 3.13 and greater"),
    "t'a'": (14, "t-strings are only supported in Python 3.14 and greater"),
}
for source, (minor, message) in VERSIONS.items():
    ast.parse(source, feature_version=(3, minor))
    fails(source, message, feature_version=(3, minor - 1))
ast.parse("with (a as b, c as d): pass", feature_version=(3, 4))

# ---- optimised trees


def optimized(source, level):
    return ast.dump(ast.parse(source, optimize=level).body[0])


assert optimized("__debug__", 1) == "Expr(value=Constant(value=False))"
assert optimized("__debug__", -1) == "Expr(value=Name(id='__debug__', ctx=Load()))"
assert optimized("match x:\n case -1+2j: pass", 1).count("MatchValue(value=Constant(value=(-1+2j)))") == 1
assert optimized("def f():\n    'doc'", 2).count("body=[Pass()]") == 1
assert optimized("def f():\n    'doc'\n    return 1", 2).count("Return") == 1
assert optimized("def f():\n    'doc'", 1).count("'doc'") == 1
assert optimized("'a%-5sb%%' % (x,)", 1) == (
    "Expr(value=JoinedStr(values=[Constant(value='a'), FormattedValue(value=Name(id='x', ctx=Load()), conversion=115, "
    "format_spec=Constant(value='5')), Constant(value='b%')]))")
for source in "'%d' % (x,)", "'%s' % x", "'%s%s' % (x,)", "'%s' % (*x,)", "b'%s' % (x,)", "1 + 2":
    assert optimized(source, 1) == optimized(source, -1), source
assert eval(compile(ast.parse("'%5s|%r' % (x, 'a')", mode="eval", optimize=1), "", "eval"), {"x": 1}) == "    1|'a'"
