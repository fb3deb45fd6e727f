"""Imports, annotations and names of modules; folded constants."""
import a.b
import a.b as c
from .d import e as f, g
from h import *

x: int = 1
if x:
    y: "text" = 2

folded = (1 + 2 * 3, "a" "b" * 2, -1, not None, (1, 2)[0])
z = x in {1, 2, 3}
global_list = [1, 2, 3]
sliced = global_list[1:2]
global_list[0] += 1
del global_list[0], x
assert z, "message"
