"""Code that a function has given up is freed when no frame runs it any more, and stays while one does.

https://docs.python.org/3.14/reference/datamodel.html#function.__code__
"""
import weakref


def function():
    return 0


references = []
for index in range(1000):
    code = (lambda: 1).__code__.replace(co_name=f"name{index}")
    references.append(weakref.ref(code))
    function.__code__ = code
    del code
alive = [reference for reference in references if reference() is not None]
assert len(alive) < 200, len(alive)
assert function() == 1


def other():
    return "other"


def changes_itself(depth):
    here = "kept"
    if depth:
        # All of these run the code that is being given up.
        assert changes_itself(depth - 1) == "kept"
    else:
        for index in range(300):
            changes_itself.__code__ = other.__code__.replace(co_name=f"other{index}")
    return here


assert changes_itself(5) == "kept"
assert changes_itself() == "other"


def generator():
    yield 1
    yield 2


suspended = generator()
assert next(suspended) == 1
for index in range(300):
    generator.__code__ = other.__code__.replace(co_name=f"other{index}")
assert next(suspended) == 2
assert generator() == "other"


def calls_native(change):
    if change:
        for index in range(300):
            calls_native.__code__ = other.__code__.replace(co_name=f"other{index}")
        return ["changed"]
    return [*map(calls_native, [True]), "after"]


assert calls_native(False) == [["changed"], "after"]
