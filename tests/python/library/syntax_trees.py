"""`ast.parse`: nodes, their fields and places."""

import ast
import inspect
from unittest import mock


def dump(text, mode="exec", **options):
    return ast.dump(ast.parse(text, mode=mode), **options)


for text, expected in [
    ("x = 1", "Module(body=[Assign(targets=[Name(id='x', ctx=Store())], value=Constant(value=1))])"),
    ("del a.b[c]", "Module(body=[Delete(targets=[Subscript(value=Attribute(value=Name(id='a', ctx=Load()), "
     "attr='b', ctx=Load()), slice=Name(id='c', ctx=Load()), ctx=Del())])])"),
    ("f'{a!r:>{w}}b'", "Module(body=[Expr(value=JoinedStr(values=[FormattedValue(value=Name(id='a', ctx=Load()), "
     "conversion=114, format_spec=JoinedStr(values=[Constant(value='>'), FormattedValue(value=Name(id='w', "
     "ctx=Load()), conversion=-1)])), Constant(value='b')]))])"),
    ("from . import a as b", "Module(body=[ImportFrom(names=[alias(name='a', asname='b')], level=1)])"),
    ("u'a' 'b'", "Module(body=[Expr(value=Constant(value='ab', kind='u'))])"),
    ("type A[T: int] = T", "Module(body=[TypeAlias(name=Name(id='A', ctx=Store()), type_params=[TypeVar(name='T', "
     "bound=Name(id='int', ctx=Load()))], value=Name(id='T', ctx=Load()))])"),
]:
    assert dump(text) == expected, dump(text)
assert dump("1 + 2", "eval") == "Expression(body=BinOp(left=Constant(value=1), op=Add(), right=Constant(value=2)))"
assert dump("pass", "single") == "Interactive(body=[Pass()])"
tree = ast.parse("if a:\n    pass\nelif b:\n    pass\nelse:\n    c\n")
inner = tree.body[0].orelse[0]
assert (type(inner).__name__, inner.lineno, inner.col_offset, inner.end_lineno) == ("If", 3, 0, 6)
decorated = ast.parse("@a\n# why\nclass B: pass").body[0]
assert (decorated.lineno, decorated.decorator_list[0].lineno) == (3, 1)
source = open(__file__).read()
assert ast.dump(ast.parse(ast.unparse(ast.parse(source)))) == ast.dump(ast.parse(source))
assert ast.literal_eval("{'a': [1, (2, None)], b'x': -1.5}") == {"a": [1, (2, None)], b"x": -1.5}
assert str(inspect.signature(len)) == "(obj, /)"
assert mock.Mock(return_value=3)() == 3
for depth in 5_000, 100_000:
    try:
        ast.parse("-" * depth + "1", mode="eval")
    except (RecursionError, MemoryError):
        pass
