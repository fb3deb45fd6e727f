"""What reads an iterable whole makes room by its length, which may be wrong by then."""

import array
import collections


def emptied(items):
    """Sorting by a key that empties what is sorted."""
    seen = []

    def key(item):
        items.clear()
        seen.append(item)
        return item

    return sorted(items, key=key), seen


assert emptied(collections.deque(range(5))) == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4])

# Iterators know what is left of them.
numbers = iter([1, 2, 3])
next(numbers)
assert sorted(numbers, reverse=True) == [3, 2]
numbers = iter((1, 2, 3))
next(numbers)
assert tuple(numbers) == (2, 3) and tuple(numbers) == ()

shrinking = [1, 2, 3, 4]
left = iter(shrinking)
next(left), next(left), next(left)
del shrinking[1:]
assert sorted(left) == [] and "".join(left) == ""

assert "".join(collections.deque("abc")) == "abc"
assert sorted(array.array("i", [3, 1, 2])) == [1, 2, 3]
assert tuple(memoryview(b"ab")) == (97, 98)


# A length that a proxy asks for is that of a Python object: what it raises is raised.
class Odd:
    def __len__(self):
        raise ZeroDivisionError

    def __iter__(self):
        return iter("ab")


for function in (sorted, list):
    import weakref

    odd = Odd()
    try:
        function(weakref.proxy(odd))
    except ZeroDivisionError:
        pass
    else:
        raise AssertionError(function)
