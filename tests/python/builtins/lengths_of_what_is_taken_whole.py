"""What is made a list first is asked how long it is: joining, slices of lists, and starred targets.

The hint is that of the iterator, and its errors are those of the operation.
https://docs.python.org/3.14/reference/datamodel.html#object.__length_hint__
"""

asked = []


class Hinting:
    hint = 1

    def __init__(self, *items):
        self.items = list(items)

    def __iter__(self):
        asked.append("iter")
        return self

    def __next__(self):
        if not self.items:
            raise StopIteration
        return self.items.pop(0)

    def __length_hint__(self):
        asked.append("hint")
        if isinstance(self.hint, Exception):
            raise self.hint
        return self.hint


class Failing(Hinting):
    hint = ValueError("no hint")


class Wrong(Hinting):
    hint = "one"


class Negative(Hinting):
    hint = -1


def set_slice(value):
    target = [1, 2]
    target[:] = value
    return target


def set_steps(value):
    target = [1, 2, 3, 4]
    target[::2] = value
    return target


def unpack(value):
    first, *rest = value
    return [first, *rest]


for operation, items, result in [
    (",".join, "ab", "a,b"),
    (b",".join, [b"a", b"b"], b"a,b"),
    (bytearray(b",").join, [b"a", b"b"], b"a,b"),
    (set_slice, [5, 6], [5, 6]),
    (set_steps, [5, 6], [5, 2, 6, 4]),
]:
    asked.clear()
    assert operation(Hinting(*items)) == result
    assert asked == ["iter", "iter", "hint"], (operation, asked)
    for class_, error, message in [
        (Failing, ValueError, "no hint"),
        (Wrong, TypeError, "__length_hint__ must be an integer, not str"),
        (Negative, ValueError, "__length_hint__() should return >= 0"),
    ]:
        try:
            operation(class_(*items))
        except error as raised:
            assert str(raised) == message, (operation, raised)
        else:
            raise AssertionError((operation, class_))

asked.clear()
assert unpack(Hinting(1, 2, 3)) == [1, 2, 3]
assert asked == ["iter", "iter", "hint"], asked
asked.clear()
try:
    unpack(Hinting())
except ValueError as error:
    assert str(error) == "not enough values to unpack (expected at least 1, got 0)"
assert asked == ["iter"], asked


class NoIterable:
    def __iter__(self):
        raise TypeError("mine")


for join in (",".join, b",".join, bytearray().join):
    for value in (NoIterable(), 1):
        try:
            join(value)
        except TypeError as error:
            assert str(error) == "can only join an iterable"
        else:
            raise AssertionError(join)


# The iterators of strings that are exact and ASCII have a class of their own.
class Text(str):
    pass


assert type(iter("a")).__name__ == type(iter("")).__name__ == "str_ascii_iterator"
assert type(iter("é")).__name__ == type(iter(Text("a"))).__name__ == "str_iterator"
assert list(iter("abc")) == ["a", "b", "c"] and list(iter(Text("abc"))) == ["a", "b", "c"]
import copy
import pickle

for text in ("abc", "äbc", Text("abc")):
    iterator = iter(text)
    next(iterator)
    assert list(copy.copy(iterator)) == list("bc")
    if type(text) is str:
        assert list(pickle.loads(pickle.dumps(iterator))) == list("bc")

# The states of iterators are ints.
for sequence in ([1], (1,), "a", "é", b"a", bytearray(b"a")):
    for state in ("a", 1.5, object()):
        try:
            iter(sequence).__setstate__(state)
        except TypeError as error:
            assert str(error) == "an integer is required"
        else:
            raise AssertionError(sequence)
    iterator = iter(sequence)
    iterator.__setstate__(True)
    assert list(iterator) == []
try:
    iter(range(10**20)).__setstate__("a")
except TypeError as error:
    assert str(error) == "state must be an int, not str"
