"""`frame.f_locals` of a function reads and writes its variables (PEP 667).

https://docs.python.org/3.14/reference/datamodel.html#frame.f_locals
"""
import sys


def own():
    x = 1
    sys._getframe().f_locals["x"] = 2
    sys._getframe().f_locals["other"] = 3
    return x, locals(), sys._getframe().f_locals["other"]


assert own() == (2, {"x": 2, "other": 3}, 3)


def of_a_caller():
    x = 1

    def inner():
        sys._getframe(1).f_locals["x"] = "changed"

    inner()
    return x


assert of_a_caller() == "changed"


def of_a_cell():
    def inner():
        return x

    sys._getframe().f_locals["x"] = 5
    return inner()
    x = 1


assert of_a_cell() == 5


def generator():
    x = 1
    yield x
    yield x


suspended = generator()
next(suspended)
suspended.gi_frame.f_locals["x"] = 7
assert suspended.gi_frame.f_locals == {"x": 7} and next(suspended) == 7


def left():
    x = [1]
    return sys._getframe()


proxy = left().f_locals
assert type(proxy).__name__ == "FrameLocalsProxy" and proxy == {"x": [1]}, proxy
proxy["x"] = 2
assert proxy["x"] == 2 and list(proxy) == ["x"] and len(proxy) == 1 and "x" in proxy and 1 not in proxy
assert proxy | {"y": 1} == {"x": 2, "y": 1} and {"y": 1} | proxy == {"y": 1, "x": 2}
assert proxy.get("none") is None and proxy.setdefault("new", 4) == 4 and proxy.pop("new") == 4
assert (proxy.keys(), proxy.values(), proxy.items()) == (["x"], [2], [("x", 2)])
for operation, kind, args in (
    (lambda: proxy["none"], KeyError, ("local variable ''none'' is not defined",)),
    (lambda: proxy.pop("x"), ValueError, ("cannot remove local variables from FrameLocalsProxy",)),
    (lambda: proxy.update(1), TypeError, ("update() argument must be dict or another FrameLocalsProxy",)),
    (lambda: hash(proxy), TypeError, ("unhashable type: 'FrameLocalsProxy'",)),
    (lambda: type(proxy)(1), TypeError, ("expect frame, not int",)),
):
    try:
        operation()
    except kind as error:
        assert error.args == args, error.args
    else:
        assert False, args
