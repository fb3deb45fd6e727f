"""Data classes that are made anew for their slots have their own `__weakref__`, and no `__dict__`.

https://docs.python.org/3.14/library/dataclasses.html
"""

import copy
import weakref
from dataclasses import dataclass, field


@dataclass(slots=True, weakref_slot=True)
class Point:
    x: int
    y: int = 0


point = Point(1)
assert Point.__slots__ == ("x", "y", "__weakref__") and "__dict__" not in vars(Point)
assert point.__weakref__ is None
reference = weakref.ref(point)
assert reference() is point and not hasattr(point, "__dict__")
try:
    point.z = 1
except AttributeError:
    pass
else:
    raise AssertionError("a slot too many")


@dataclass(slots=True, frozen=True)
class Pair:
    left: object
    right: list = field(default_factory=list)

    def here(self):
        return __class__


pair = Pair(1)
assert not hasattr(pair, "__weakref__") and not {"__dict__", "__weakref__"} & set(vars(Pair))
assert pair.here() is Pair and copy.replace(pair, left=2) == Pair(2) != pair
