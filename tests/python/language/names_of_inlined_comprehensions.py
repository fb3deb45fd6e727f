"""What an inlined comprehension uses of a block, the block uses; only functions in it make cells of that.

https://peps.python.org/pep-0709/
"""

import symtable


def flags(source, name):
    function = symtable.symtable(source, "source", "exec").get_children()[0]
    symbol = function.lookup(name)
    return symbol.is_referenced(), symbol.is_local(), function.get_frees()


assert flags("lambda x: [x for y in z]", "x") == (True, True, ())
nested = symtable.symtable("def f(x): [[x for _ in z] for _ in y]", "source", "exec")
nested = [child for child in nested.get_children() if child.get_name() == "f"][0]
assert nested.lookup("x").is_referenced()


def grid(x):
    return [[x for _ in "ab"] for _ in "cd"]


assert grid(1) == [[1, 1], [1, 1]] and grid.__code__.co_cellvars == ()


def kept(x):
    return [[lambda: x for _ in "a"] for _ in "c"]


assert kept(1)[0][0]() == 1 and kept.__code__.co_cellvars == ("x",)
