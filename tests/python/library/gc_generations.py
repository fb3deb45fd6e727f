"""Objects move to an older generation when a collection has found them alive; collections of young ones leave old ones alone.

https://docs.python.org/3.14/library/gc.html
"""
import gc

gc.disable()
gc.collect()


def generations_of(found):
    return [number for number in range(3) if any(other is found for other in gc.get_objects(number))]


ring = []
ring.append(ring)
assert generations_of(ring) == [0]
gc.collect(0)
assert generations_of(ring) == [1]
gc.collect(1)
assert generations_of(ring) == [2]
gc.collect(2)
assert generations_of(ring) == [2]
assert any(other is ring for other in gc.get_objects())
assert any(other is ring for other in gc.get_objects(None))
assert any(other is ring for other in gc.get_objects(-1))


class Node:
    pass


def make_ring(log, name):
    node = Node()
    node.node = node
    node.log = Noted(log, name)
    return node


class Noted:
    def __init__(self, log, name):
        self.log, self.name = log, name

    def __del__(self):
        self.log.append(self.name)


# What has become old is found by a collection of everything only.
log = []
old = make_ring(log, "old")
gc.collect(0)
gc.collect(1)
young = make_ring(log, "young")
del old, young
gc.collect(0)
assert log == ["young"]
gc.collect(1)
assert log == ["young"]
gc.collect()
assert log == ["young", "old"]

# The counts tell how often the generation before was collected.
gc.collect()
assert gc.get_count()[1:] == (0, 0)
gc.collect(0)
gc.collect(0)
assert gc.get_count()[1:] == (2, 0)
gc.collect(1)
assert gc.get_count()[1:] == (0, 1)
gc.collect(2)
assert gc.get_count()[1:] == (0, 0)
before = gc.get_count()[0]
kept = [[] for _ in range(100)]
assert gc.get_count()[0] >= before + 100

stats = gc.get_stats()
gc.collect(1)
after = gc.get_stats()
assert [new["collections"] - old["collections"] for old, new in zip(stats, after)] == [0, 1, 0]
assert set(after[0]) >= {"collections", "collected", "uncollectable"}

# Callbacks are told of the generation.
seen = []


def callback(phase, info):
    seen.append((phase, info["generation"]))


gc.callbacks.append(callback)
for generation in range(3):
    gc.collect(generation)
gc.callbacks.remove(callback)
assert seen == [(phase, number) for number in range(3) for phase in ("start", "stop")]


def refused(kind, text, call, *args):
    try:
        call(*args)
    except kind as error:
        assert text in str(error), error
    else:
        raise AssertionError("nothing was raised")


refused(ValueError, "invalid generation", gc.collect, 3)
refused(ValueError, "invalid generation", gc.collect, -1)
refused(TypeError, "cannot be interpreted as an integer", gc.collect, None)
refused(ValueError, "must be less than the number of available generations (3)", gc.get_objects, 3)
refused(ValueError, "cannot be negative", gc.get_objects, -2)
refused(TypeError, "gc.set_threshold requires 1 to 3 arguments", gc.set_threshold)
refused(TypeError, "gc.set_threshold requires 1 to 3 arguments", gc.set_threshold, 1, 2, 3, 4)
refused(OverflowError, "Python int too large to convert to C", gc.collect, 10**30)

# With a threshold, young garbage goes while the program makes other things.
thresholds = gc.get_threshold()
kept = []
log.clear()
gc.collect()
gc.enable()
gc.set_threshold(1000, 10, 10)
make_ring(log, "gone")
for _ in range(10_000):
    kept.append([])
    if log:
        break
assert log == ["gone"]
gc.set_threshold(*thresholds)
assert gc.get_threshold() == thresholds
