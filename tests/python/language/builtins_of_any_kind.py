"""`__builtins__` of globals may be any object: names are its items, what is no mapping raises what subscripting it raises.

https://docs.python.org/3.14/reference/executionmodel.html#builtins-and-restricted-execution
"""
import builtins
import types
from collections import ChainMap, UserDict


def run(source, its_builtins):
    namespace = {"__builtins__": its_builtins}
    exec(source, namespace)
    return namespace


def refused(kind, text, source, its_builtins):
    try:
        run(source, its_builtins)
    except kind as error:
        assert text in str(error), error
    else:
        raise AssertionError((source, "raised nothing"))


SOURCES = ["x = len", "import sys", "from os import path", "class C: x = len", "def f(): return len\nf()"]

mappings = [UserDict(vars(builtins)), ChainMap(vars(builtins)), types.MappingProxyType(vars(builtins)), builtins]
for mapping in mappings:
    for source in SOURCES:
        run(source, mapping)
    refused(NameError, "name 'nothing' is not defined", "nothing", mapping)


# A subclass of dict is asked by its own methods.
class Missing(dict):
    def __missing__(self, name):
        return getattr(builtins, name)


class Items(dict):
    def __getitem__(self, name):
        return ("item", name)


for source in SOURCES:
    run(source, Missing())
assert run("x = anything", Items())["x"] == ("item", "anything")
refused(TypeError, "'tuple' object is not callable", "import sys", Items())
refused(TypeError, "'tuple' object is not callable", "class C: pass", Items())
refused(NameError, "__build_class__ not found", "class C: pass", {})
refused(ImportError, "__import__ not found", "import sys", {})
refused(NameError, "__build_class__ not found", "class C: pass", UserDict())
refused(ImportError, "__import__ not found", "import sys", UserDict())

# What is no mapping.
for source in SOURCES:
    refused(TypeError, "'int' object is not subscriptable", source, 5)
    refused(TypeError, "'NoneType' object is not subscriptable", source, None)
    refused(TypeError, "list indices must be integers or slices, not str", source, [])

# Programs see the object.
mapping = UserDict(vars(builtins))
namespace = run("import sys\ndef f(): return sys._getframe()\nframe = f()", mapping)
assert namespace["f"].__builtins__ is mapping
assert namespace["frame"].f_builtins is mapping

# Globals that name none get those of the running code.
inner = {}
own = {"exec": exec, "len": "own", "inner": inner}
run("exec('x = len', inner)", own)
assert inner["x"] == "own" and inner["__builtins__"] is own
