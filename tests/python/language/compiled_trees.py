"""`compile` takes syntax trees, whoever made them, and refuses those that are no program.

https://docs.python.org/3.14/library/functions.html#compile
"""
import ast
import warnings

# What a source and its tree compile to runs alike.
SOURCE = '''
from functools import wraps

def twice(function):
    """Documentation."""
    @wraps(function)
    def inner(*args, key=3, **rest):
        return [function(a) for a in args if a], key, rest, f"{key!r:>{len(args)}}"
    return inner

@twice
def half(x, /, y: int = 2) -> float:
    global count
    count = x
    return x / y

class Point[T]:
    x: int = 1
    def __init__(self, x): self.x = x
    def show(self): return f"Point {self.x=}"

def kind(value):
    match value:
        case {"a": a, **rest}: return a, rest
        case [1, *others] | (2, *others): return others
        case Point(x=-1): return "minus one"
        case None | True: return "single"
        case str() as text if text: return text
        case _: return "other"

def steps():
    try:
        yield 1
        yield from (i for i in range(3) if i)
    finally:
        yield "end"

if count_of := len("abc"): pass
elif 3: pass
else: assert False
total = 0
for i in range(10):
    if i == 3: continue
    if i == 6: break
    total += i
else:
    total = None
results = [half(4, 0, 2), Point(3).show(), kind({"a": 1, "b": 2}), kind([1, 2]), kind(Point(-1)),
    kind(None), kind("text"), kind(3), list(steps()), total, (lambda *a, b=1: (a, b))(2),
    {**{"a": 1}, "b": 2}, "abc"[::2], not 1 < 2 < 3, 10 ** 30, 3j, b"bytes", ..., "\\ud800", "\\ufffd{}"]
'''
tree = ast.parse(SOURCE)
first, second = {}, {}
exec(compile(SOURCE, "text", "exec"), first)
exec(compile(tree, "tree", "exec"), second)
assert first["results"] == second["results"], (first["results"], second["results"])
assert second["twice"].__doc__ == "Documentation."
assert second["half"].__wrapped__.__code__.co_firstlineno == first["half"].__wrapped__.__code__.co_firstlineno
assert second["half"].__wrapped__.__code__.co_filename == "tree"
assert second["Point"].__annotations__ == {"x": int}
for name in "twice", "kind", "steps":
    left, right = first[name].__code__, second[name].__code__
    assert left.co_varnames == right.co_varnames and left.co_names == right.co_names
    assert {line for _, _, line in left.co_lines()} == {line for _, _, line in right.co_lines()}

# A tree may be changed, or be made from nothing.
class Double(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.Constant(node.value * 2), node)

assert eval(compile(Double().visit(ast.parse("1 + x", mode="eval")), "", "eval"), {"x": 1}) == 3
for value in (-5, 10**40, 1 + 2j, (1, (2, "x")), frozenset({1, 2}), "\ud800", b"\xff", None, -0.0):
    made = ast.fix_missing_locations(ast.Expression(ast.Constant(value)))
    assert repr(eval(compile(made, "", "eval"))) == repr(value)
made = ast.Expression(ast.JoinedStr([
    ast.Constant("<{\ud800}>"), ast.FormattedValue(ast.Constant(3), 114, ast.Constant(">3")),
]))
assert eval(compile(ast.fix_missing_locations(made), "", "eval")) == "<{\ud800}>  3"
single = compile(ast.Interactive(ast.parse("1 + 1").body), "", "single")
shown = []
import sys
old, sys.displayhook = sys.displayhook, shown.append
exec(single)
sys.displayhook = old
assert shown == [2]

# Subclasses count, and a tree asked for as a tree is copied.
class Mine(ast.Constant): pass
assert eval(compile(ast.fix_missing_locations(ast.Expression(Mine(3))), "", "eval")) == 3
copy = compile(tree, "", "exec", ast.PyCF_ONLY_AST)
assert copy is not tree and ast.dump(copy, include_attributes=True) == ast.dump(tree, include_attributes=True)

warnings.simplefilter("ignore")

def check(tree, kind, message, mode="exec"):
    if isinstance(tree, ast.stmt):
        tree = ast.Module([tree])
    try:
        compile(ast.fix_missing_locations(tree), "", mode)
    except Exception as error:
        assert type(error) is kind and str(error) == message, (error, message)
    else:
        raise AssertionError(message)

one, name = ast.Constant(1), ast.Name("x")
check(ast.Expression(one), TypeError, "expected Module node, got Expression")
check(ast.Expr(None), ValueError, "field 'value' is required for Expr")
check(ast.Expr(), TypeError, 'required field "value" missing from Expr')
check(ast.Module(3), TypeError, 'Module field "body" must be a list, not a int')
check(ast.Module([None]), ValueError, "None disallowed in statement list")
check(ast.Expr(ast.expr()), TypeError, "expected some sort of expr, but got expr()")
check(ast.Expr(ast.BinOp(one, None, one)), TypeError, "expected some sort of operator, but got None")
check(ast.Expr(ast.Name(3)), TypeError, "AST identifier must be of type str")
check(ast.Expr(ast.Name("None")), ValueError, "identifier field can't represent 'None' constant")
check(ast.Expr(ast.Constant([])), TypeError, "got an invalid type in Constant: list")
check(ast.Expr(ast.Compare(one, [], [])), ValueError, "Compare with no comparators")
check(ast.Delete([name]), ValueError, "expression must have Del context but has Load instead")
check(ast.Assign([one], one), ValueError, "expression which can't be assigned to in Store context")
check(ast.If(one, []), ValueError, "empty body on If")
check(ast.Try([ast.Pass()]), ValueError, "Try has neither except handlers nor finalbody")
check(ast.Raise(None, one), ValueError, "Raise with cause but no exception")
check(ast.Expr(ast.Starred(one)), SyntaxError, "can't use starred expression here (, line 1)")
check(ast.Return(), SyntaxError, "'return' outside function (, line 1)")
check(
    ast.Match(one, [ast.match_case(ast.MatchAs(None, "_"), None, [ast.Pass()])]),
    ValueError, "can't capture name '_' in patterns",
)
check(
    ast.Expr(ast.Constant(1, lineno=2, col_offset=0, end_lineno=1, end_col_offset=0)),
    ValueError, "AST node line range (2, 1) is not valid",
)
check(
    ast.Expr(ast.Constant(1, lineno=1, col_offset=5, end_lineno=1, end_col_offset=3)),
    ValueError, "line 1, column 5-3 is not a valid range",
)

# A tree that contains itself has no end.
loop = ast.UnaryOp(ast.Not(), lineno=1, col_offset=0)
loop.operand = loop
try:
    compile(ast.Expression(loop), "", "eval")
except RecursionError:
    pass
else:
    raise AssertionError("no end")
