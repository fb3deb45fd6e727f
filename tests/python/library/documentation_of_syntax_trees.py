"""Classes of syntax trees tell their grammar, in its order.

https://docs.python.org/3.14/library/ast.html#abstract-grammar
"""

import ast

assert ast.Name.__doc__ == "Name(identifier id, expr_context ctx)"
assert ast.Dict.__doc__ == "Dict(expr?* keys, expr* values)"
assert ast.Constant.__doc__ == "Constant(constant value, string? kind)"
assert ast.Load.__doc__ == "Load"
assert ast.boolop.__doc__ == "boolop = And | Or"
assert ast.type_ignore.__doc__ == "type_ignore = TypeIgnore(int lineno, string tag)"
lines = ast.expr.__doc__.splitlines()
assert lines[:2] == ["expr = BoolOp(boolop op, expr* values)", "     | NamedExpr(expr target, expr value)"]
assert [line.split("(")[0].split()[-1] for line in lines] == [it.__name__ for it in ast.expr.__subclasses__()]
assert [it.__name__ for it in ast.mod.__subclasses__()][:3] == ["Module", "Interactive", "Expression"]

fields = ast.AST._fields
del ast.AST._fields
try:
    ast.AST()
except AttributeError as error:
    assert str(error) == "type object 'ast.AST' has no attribute '_fields'"
else:
    assert False
finally:
    ast.AST._fields = fields
