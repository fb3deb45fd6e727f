# Features of `__future__` that come by flags of `compile()`, or from the code that calls it.
import __future__
import ast
import codeop

barry = __future__.barry_as_FLUFL.compiler_flag
annotations = __future__.annotations.compiler_flag

for flags in (barry, barry | ast.PyCF_ONLY_AST, barry | 0x200, barry | ast.PyCF_ONLY_AST | 0x4000):
    found = compile("a <> b <> 1", "", "eval", flags)
    if flags & ast.PyCF_ONLY_AST:
        assert [type(op) for op in found.body.ops] == [ast.NotEq, ast.NotEq]
    else:
        assert eval(found, {"a": 1, "b": 2}) and found.co_flags & barry
    try:
        compile("a != b", "", "eval", flags)
    except SyntaxError as error:
        assert error.msg == "with Barry as BDFL, use '<>' instead of '!='" and error.offset == 3, error
    else:
        assert False
try:
    compile("a <> b", "", "eval")
except SyntaxError:
    pass
else:
    assert False

# What is compiled by code with a feature has it too, unless it is not to be inherited.
names = {}
exec(
    """from __future__ import barry_as_FLUFL, annotations
sums = eval("1 <> 2"), compile("1 <> 2", "", "eval"), compile("1 != 2", "", "eval", 0, True)
exec("def f(x: y): pass")
""",
    names,
)
one, other, plain = names["sums"]
assert one is True and other.co_flags & barry and not plain.co_flags & barry
assert names["f"].__annotations__ == {"x": "y"}

# A prompt keeps features from input to input.
command = codeop.CommandCompiler()
assert not command.compiler.flags & (barry | annotations)
command("from __future__ import barry_as_FLUFL", "", "single")
assert command.compiler.flags & barry
assert command("1 <> 2", "", "single").co_flags & barry
assert command("if 1 <> 2:", "", "single") is None
