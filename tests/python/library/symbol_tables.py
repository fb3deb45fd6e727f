"""`symtable`: what the compiler knows of names.
Source: https://docs.python.org/3.14/library/symtable.html
"""

import symtable

SOURCE = """
import os
glob = 42
def spam(a, b, *var, **kw):
    global bar
    bar = 47
    some_var = 12
    def internal():
        return a + glob
    [y for y in a]
    return internal
class Mine[T](object):
    __private = 1
    def method(self, arg: T) -> int:
        return super().method(self.__x)
type Alias[U: int] = list[U]
"""

top = symtable.symtable(SOURCE, "?", "exec")
assert top.get_name() == "top" and top.get_type() == "module" and top.get_lineno() == 0
assert top.lookup("glob").is_global() and top.lookup("os").is_imported()
assert top.lookup("bar").is_global() and not top.lookup("bar").is_local()


def find(block, name, kind):
    for child in block.get_children():
        if child.get_name() == name and child.get_type() == kind:
            return child
    raise AssertionError((name, kind))


spam = find(top, "spam", "function")
assert spam.get_parameters() == ("a", "b", "var", "kw") and spam.get_lineno() == 4
assert spam.get_locals() == ("a", "b", "var", "kw", "some_var", "internal", "y")
assert spam.get_globals() == ("bar",) and spam.lookup("bar").is_declared_global()
assert spam.lookup("a").is_parameter() and spam.lookup("a").is_referenced()
assert spam.lookup("internal").is_namespace()
internal = find(spam, "internal", "function")
assert internal.get_frees() == ("a",) and internal.is_nested() and internal.get_globals() == ("glob",)

generic = find(top, "Mine", "type parameters")
assert generic.lookup("T").is_local() and generic.lookup("T").is_type_parameter()
mine = find(generic, "Mine", "class")
assert mine.lookup("_Mine__private").is_assigned()
method = find(mine, "method", "function")
assert method.lookup("__class__").is_free() and method.lookup("self").is_referenced()
alias = find(find(top, "Alias", "type parameters"), "Alias", "type alias")
assert alias.lookup("U").is_free()

for source, error in ("def f(a, a): pass", "duplicate argument"), ("x y", "invalid syntax"), ("nonlocal x", "nonlocal"):
    try:
        symtable.symtable(source, "?", "exec")
    except SyntaxError as caught:
        assert error in caught.msg and caught.filename == "?", caught
    else:
        raise AssertionError(source)
try:
    symtable.symtable("x", "?", "bad")
except ValueError as caught:
    assert str(caught) == "symtable() arg 3 must be 'exec' or 'eval' or 'single'"


# Private names around a generic class: only its type parameters are mangled.
class __Base:
    def __init_subclass__(cls, **kwargs):
        cls.kwargs = kwargs


class Derived[T: __Base](__Base, __kwarg=1):
    pass


assert Derived.kwargs == {"__kwarg": 1} and Derived.__type_params__[0].__bound__ is __Base
