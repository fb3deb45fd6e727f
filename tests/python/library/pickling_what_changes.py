"""A list, dict or deque that changes its size while it is pickled is told of; what follows the second item of
an iterator is asked for when it is its turn.

https://docs.python.org/3.14/library/pickle.html#pickle.dumps
"""
import pickle
from collections import deque


def outcome(make, act, protocol):
    class Act:
        def __reduce__(self):
            act(container)
            return int, ()

    container = make([Act(), 1, 2])
    try:
        return list(pickle.loads(pickle.dumps(container, protocol)))
    except RuntimeError as error:
        return str(error)


def replace(container):
    container[-1] = 7


for protocol in (2, 5):
    for act in (lambda c: c.append(1), lambda c: c.pop(), lambda c: c.clear()):
        assert outcome(list, act, protocol) == "list changed size during iteration"
        assert outcome(deque, act, protocol) == "deque mutated during iteration"
    for make in (list, deque):
        assert outcome(make, replace, protocol) == [0, 1, 7]
many = deque(range(3500))
assert pickle.loads(pickle.dumps(many)) == many
for count in 0, 1, 2, 999, 1000, 1001, 2000, 2001:
    for protocol in range(6):
        items = list(range(count))
        assert pickle.loads(pickle.dumps(deque(items), protocol)) == deque(items)
        assert pickle.loads(pickle.dumps(items, protocol)) == items
