"""Frozen objects are no part of collections; they are freed as always when nothing refers to them.

https://docs.python.org/3.14/library/gc.html#gc.freeze
"""
import gc
import weakref

assert gc.get_freeze_count() == 0


class Node:
    pass


gc.collect()
ring = Node()
ring.ring = ring
ring_is_there = weakref.ref(ring)
plain = Node()
plain_is_there = weakref.ref(plain)
gc.freeze()
frozen = gc.get_freeze_count()
assert frozen > 100
for generation in (None, 0, 1, 2):
    assert not any(other is ring or other is plain for other in gc.get_objects(generation))

# Counting references goes on.
del plain
assert plain_is_there() is None
assert gc.get_freeze_count() < frozen

# Cycles stay until they are no longer frozen.
del ring
gc.collect()
assert ring_is_there() is not None

# What comes after is not frozen.
other = Node()
other.other = other
other_is_there = weakref.ref(other)
assert any(found is other for found in gc.get_objects())
del other
assert gc.collect() >= 1
assert other_is_there() is None

gc.unfreeze()
assert gc.get_freeze_count() == 0
assert any(found is ring_is_there() for found in gc.get_objects(generation=2))
gc.collect()
assert ring_is_there() is None


# A frozen object with a finaliser is finalised once, and may come back.
class Phoenix:
    back = []

    def __del__(self):
        self.back.append(self)


phoenix = Phoenix()
gc.freeze()
del phoenix
assert len(Phoenix.back) == 1
Phoenix.back.clear()
gc.unfreeze()
gc.collect()
