"""`__import__` gets the namespace of modules and classes, and None in functions.

https://docs.python.org/3.14/library/functions.html#import__
"""

import types

found = []
builtins = types.MappingProxyType({
    "__import__": lambda *args: found.append(args) or args[0],
    "__build_class__": __build_class__,
})
namespace = {"__builtins__": builtins, "__name__": "text"}
exec("import foo.bar", namespace)
[(name, globals, locals, names, level)] = found
assert (name, names, level) == ("foo.bar", None, 0)
assert globals is namespace and locals is namespace

found.clear()
exec("class C:\n  import spam\ndef f():\n  import eggs\nf()", namespace)
assert found[0][2]["__module__"] == "text" and found[1][2] is None
assert found[1][1] is namespace

# What `__annotate__` gives must be a dict, and subclasses of complex may have a `__complex__`.
def function():
    pass

function.__annotate__ = lambda format: 42
try:
    function.__annotations__
except TypeError as error:
    assert str(error) == "__annotate__ returned non-dict of type 'int'"
else:
    raise AssertionError

class Number(complex):
    def __complex__(self):
        return 42j

assert complex(Number(1j)) == 42j
