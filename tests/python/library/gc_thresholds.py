"""The first threshold says how often collections start by themselves; zero stops that, but is no switch.

https://docs.python.org/3.14/library/gc.html#gc.set_threshold
"""
import gc

before = gc.get_threshold()
assert len(before) == 3 and before[0] > 0
assert gc.isenabled()


class Node:
    def __del__(self):
        Node.died += 1


def make(count):
    Node.died = 0
    for _ in range(count):
        node = Node()
        node.itself = node
    return Node.died


gc.collect()
gc.set_threshold(0)
assert gc.isenabled() and gc.get_threshold()[0] == 0
assert make(10_000) == 0
assert gc.collect() >= 10_000 and Node.died >= 9_999

gc.set_threshold(500, 5)
assert gc.get_threshold()[:2] == (500, 5)
assert make(10_000) > 0
gc.disable()
assert make(10_000) == 0 and not gc.isenabled()
gc.enable()
gc.set_threshold(*before)
gc.collect()

# The count goes up with what is made, and down with a collection.
first = gc.get_count()
kept = [[] for _ in range(500)]
second = gc.get_count()
assert second[0] > first[0]
gc.collect()
assert gc.get_count()[0] < 400
assert [set(row) for row in gc.get_stats()] == [{"collections", "collected", "uncollectable"}] * 3
