"""Attributes that modules do not have: asked for, found missing, and told of."""
import os.path
import sys
import types

module = types.ModuleType("sample")
assert not hasattr(module, "missing")
assert getattr(module, "missing", 5) == 5
try:
    module.missing
except AttributeError as error:
    assert str(error) == "module 'sample' has no attribute 'missing'", error
    assert error.name == "missing" and error.obj is module
else:
    raise AssertionError

# A module's own function is asked, and may fail as it likes.
asked = []


def __getattr__(name):
    asked.append(name)
    if name == "wrong":
        raise ValueError(name)
    if name == "known":
        return "value"
    raise AttributeError(name)


module.__getattr__ = __getattr__
assert getattr(module, "known", None) == "value"
assert getattr(module, "missing", None) is None
assert not hasattr(module, "missing")
try:
    hasattr(module, "wrong")
except ValueError:
    pass
else:
    raise AssertionError
assert asked == ["known", "missing", "missing", "wrong"], asked


# So may a class of modules.
class Strict(types.ModuleType):
    def __getattribute__(self, name):
        if name == "hidden":
            raise AttributeError("it is hidden")
        return super().__getattribute__(name)


strict = Strict("strict")
strict.hidden = strict.shown = 1
assert not hasattr(strict, "hidden") and hasattr(strict, "shown") and not hasattr(strict, "absent")


class Lazy(types.ModuleType):
    @property
    def attribute(self):
        raise AttributeError("not yet")


lazy = Lazy("lazy")
assert not hasattr(lazy, "attribute")
lazy.__dict__["__getattr__"] = lambda name: name.upper()
assert lazy.attribute == "ATTRIBUTE" and lazy.other == "OTHER"

# A module that is no package has no __path__; importing from it works.
from os.path import join

assert not hasattr(sys.modules["os.path"], "__path__")
assert join("a", "b") == os.path.join("a", "b")
print("ok")
