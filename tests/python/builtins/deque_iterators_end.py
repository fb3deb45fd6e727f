"""An iterator over a deque tells of a change; a reversed one is at its end then. Reversing the deque is no such
change.

https://docs.python.org/3.14/library/collections.html#collections.deque
"""
from collections import deque

for change in deque.pop, deque.clear, lambda items: items.append(1), deque.rotate:
    for start in iter, reversed:
        items = deque(range(5))
        iterator = start(items)
        next(iterator)
        change(items)
        try:
            next(iterator)
        except RuntimeError as error:
            assert str(error) == "deque mutated during iteration"
        else:
            raise AssertionError
        if start is reversed:
            assert list(iterator) == []
        else:
            try:
                next(iterator)
            except RuntimeError:
                pass
            else:
                raise AssertionError
items = deque(range(5))
iterator = iter(items)
assert [next(iterator), next(iterator)] == [0, 1]
items.reverse()
assert list(iterator) == [2, 1, 0]
