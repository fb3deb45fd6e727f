"""Cells: their content may be read, set and deleted; they compare by it, an empty one comes first.

https://docs.python.org/3.14/library/types.html#types.CellType
"""
import types


def outer():
    def inner():
        return variable
    variable = 1
    return inner


inner = outer()
cell, = inner.__closure__
assert type(cell) is types.CellType
assert cell.cell_contents == 1
cell.cell_contents = "changed"
assert inner() == "changed"
del cell.cell_contents
try:
    cell.cell_contents
except ValueError as error:
    assert str(error) == "Cell is empty"
else:
    assert False
try:
    inner()
except NameError:
    pass
else:
    assert False
assert repr(cell) == f"<cell at {id(cell):#x}: empty>", repr(cell)

two = types.CellType(2)
assert repr(two) == f"<cell at {id(two):#x}: int object at {id(2):#x}>", repr(two)
assert cell < two and not two <= cell and cell == types.CellType() and two != cell
assert two < types.CellType(3)
assert two.__eq__(2) is NotImplemented
try:
    hash(two)
except TypeError as error:
    assert str(error) == "unhashable type: 'cell'", error
else:
    assert False
assert types.CellType(None).cell_contents is None
