"""Instances of subclasses of int, bytes and tuple cannot be weakly referenced; callbacks come latest first.

https://docs.python.org/3.14/library/weakref.html
"""
import collections
import weakref


def may(value):
    try:
        weakref.ref(value)
    except TypeError as error:
        assert str(error).startswith("cannot create weak reference to '")
        return False
    return True


for base in int, bytes, tuple:
    assert not may(type("Derived", (base,), {})())
for base in str, list, dict, set, float, collections.deque, object, Exception:
    assert may(type("Derived", (base,), {})()), base
assert may(collections.deque()) and not may(type("Derived", (), {"__slots__": ()})())


class Object:
    def __getattr__(self, name):
        raise KeyError(name)


seen = []
value = Object()
references = [weakref.ref(value, lambda _, number=number: seen.append(number)) for number in range(3)]
plain, proxy = weakref.ref(value), weakref.proxy(value)
known = weakref.getweakrefs(value)
assert known[0] is plain and known[1] is proxy and known[2] is references[2]
assert repr(plain).endswith(f"; to 'Object' at {id(value):#x}>")
del value
assert seen == [2, 1, 0]


class Number:
    def __pow__(self, exponent, modulus=None):
        return exponent, modulus


number = Number()
assert pow(weakref.proxy(number), 2, 3) == (2, 3)

# Messages tell native classes with their modules.
for value, name in (collections.OrderedDict().keys(), "odict_keys"), (iter(collections.deque()), "collections._deque_iterator"):
    try:
        weakref.ref(value)
        raise AssertionError(name)
    except TypeError as error:
        assert str(error) == f"cannot create weak reference to '{name}' object", error
