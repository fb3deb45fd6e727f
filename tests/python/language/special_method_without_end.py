"""A special method that is found by itself ends in RecursionError, not in the native stack.

https://docs.python.org/3.14/reference/datamodel.html#special-method-lookup
"""


def ends(function, *classes):
    try:
        function()
    except (RecursionError, TypeError):
        return
    raise AssertionError


class A:
    pass


A.__get__ = A()


class B:
    attribute = A()


ends(lambda: B().attribute)
ends(lambda: B.attribute)


class Call:
    pass


Call.__call__ = Call()
ends(Call())

NAMES = """__repr__ __str__ __hash__ __len__ __iter__ __next__ __bool__ __int__ __float__ __index__ __neg__ __pos__ __abs__
__invert__ __add__ __radd__ __iadd__ __getitem__ __setitem__ __delitem__ __contains__ __eq__ __lt__ __set__ __delete__
__getattr__ __getattribute__ __setattr__ __delattr__ __enter__ __exit__ __await__ __aiter__ __anext__ __format__ __init__ __new__
__call__ __get__ __set_name__ __init_subclass__ __instancecheck__ __subclasscheck__ __class_getitem__ __length_hint__
__reversed__ __round__ __divmod__ __pow__ __buffer__ __fspath__ __dir__ __sizeof__ __reduce_ex__ __missing__""".split()

OPERATIONS = [
    repr, str, hash, len, iter, next, bool, int, float, lambda x: [][x], lambda x: -x, lambda x: +x, abs, lambda x: ~x,
    lambda x: x + x, lambda x: 1 + x, lambda x: x[0], lambda x: x == x, lambda x: x < x, lambda x: 1 in x, lambda x: x.name,
    lambda x: x(), lambda x: format(x, ""), lambda x: type(x)(), lambda x: divmod(x, x), lambda x: pow(x, x), bytes, memoryview,
    lambda x: isinstance(1, x), lambda x: reversed(x), lambda x: round(x), dir, lambda x: list(x), lambda x: "%s" % x,
    lambda x: setattr(x, "name", 1), lambda x: delattr(x, "name"), lambda x: sum([x, x]), lambda x: max(x, x), lambda x: {x: x},
]

for name in NAMES:
    for other in ("__get__", "__call__", name):
        if "__new__" in (name, other) or "__getattribute__" in (name, other):
            continue
        Class = type("Class", (), {})
        instance = Class()
        try:
            setattr(Class, name, instance)
            setattr(Class, other, instance)
        except (RecursionError, TypeError):
            continue
        for operation in OPERATIONS:
            try:
                operation(instance)
            except (RecursionError, TypeError, AttributeError, ValueError):
                pass
