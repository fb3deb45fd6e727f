"""The callback of a weak reference that is garbage together with its object is not called.

https://docs.python.org/3.14/library/weakref.html#weakref.ref
"""
import gc
import weakref


class Node:
    pass


gc.disable()
called = []
first, second = Node(), Node()
first.other, second.other = second, first
first.reference = weakref.ref(second, lambda reference: called.append("inside"))
outside = weakref.ref(second, lambda reference: called.append("outside"))
del first, second
gc.collect()
assert called == ["outside"]
assert outside() is None
gc.enable()
