# Built-in functions that run through generators: what is done when, as far as anybody can tell.
import sys

log = []


def logged(items):
    for item in items:
        log.append(("yield", item))
        yield item
    log.append("end")


class Number:
    """Tells of what is done with it."""

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"N{self.value}"

    def __radd__(self, other):
        log.append(("add", other))
        return other + self.value

    def __add__(self, other):
        log.append(("add", other))
        return Number(self.value + getattr(other, "value", other))

    def __bool__(self):
        log.append(("bool", self.value))
        return self.value != 0

    def __lt__(self, other):
        log.append(("less", other))
        return self.value < getattr(other, "value", other)

    def __gt__(self, other):
        log.append(("greater", other))
        return self.value > getattr(other, "value", other)

    def __hash__(self):
        log.append(("hash", self.value))
        return hash(self.value)

    def __eq__(self, other):
        log.append(("equal", self.value))
        return isinstance(other, Number) and self.value == other.value


def done(expected):
    assert log == expected, log
    log.clear()


# Many items, more than fit into any buffer.
for count in (0, 1, 7, 8, 9, 63, 64, 65, 66, 127, 128, 129, 130, 1000):
    items = list(range(count))
    assert list(i for i in items) == items
    assert tuple(i for i in items) == tuple(items)
    assert [*(i for i in items)] == items
    assert set(i for i in items) == set(items)
    assert frozenset(i for i in items) == set(items)
    assert sorted(-i for i in items) == sorted(-i for i in items)
    assert sum(i for i in items) == count * (count - 1) // 2
    assert sum((i * 0.5 for i in items), 1.5) == count * (count - 1) / 4 + 1.5
    assert sum((i for i in items), 1j) == count * (count - 1) // 2 + 1j
    assert min((i for i in items), default=None) == (0 if count else None)
    assert max((i for i in items), default=None) == (count - 1 if count else None)
    assert max((-i for i in items), default=1, key=abs) == (1 - count if count else 1)
    assert "".join(str(i) for i in items) == "".join(map(str, items))
    assert any(i < 0 for i in items) is False
    assert all(i >= 0 for i in items) is True
    assert any(i == 70 for i in items) is (count > 70)
    assert all(i != 70 for i in items) is (count <= 70)
    assert bytes(i & 255 for i in items) == bytes(i & 255 for i in items)

# Python code of the items runs before the generator goes on.
one, two = Number(1), Number(2)
assert sum(logged([1, 2, one, 3, two, 4])) == 13
done([("yield", 1), ("yield", 2), ("yield", one), ("add", 3), ("yield", 3), ("yield", two),
      ("add", 7), ("yield", 4), "end"])
assert sum(logged([1, 2]), Number(5)).value == 8
done([("yield", 1), ("add", 1), ("yield", 2), ("add", 2), "end"])
assert any(logged([0, None, False, 0.0, Number(0), 0, two, 5]))
done([("yield", 0), ("yield", None), ("yield", False), ("yield", 0.0), ("yield", log[4][1]),
      ("bool", 0), ("yield", 0), ("yield", two), ("bool", 2)])
assert all(logged([1, True, 2.5, "a", one, 3]))
done([("yield", 1), ("yield", True), ("yield", 2.5), ("yield", "a"), ("yield", one), ("bool", 1),
      ("yield", 3), "end"])
assert max(logged([3, 1, two, 5, one])) == 5
done([("yield", 3), ("yield", 1), ("yield", two), ("greater", 3), ("yield", 5), ("yield", one),
      ("greater", 5)] + ["end"])
assert min(logged([one, 3, two])) is one
kept = log.copy()
log.clear()
assert kept[0] == ("yield", one) and kept[1] == ("yield", 3) and kept[2][0] in ("greater", "less")
assert set(logged([1, "a", one, 7])) == {1, "a", one, 7}
log.clear()
seen = set(logged([5, "b", Number(5), 6]))
assert log[:3] == [("yield", 5), ("yield", "b"), ("yield", log[2][1])]
assert log[3:6] == [("hash", 5), ("equal", 5), ("yield", 6)], log
log.clear()

# It stops where the answer is known, and goes on from there.
generator = logged([0, 0, 1, 0, 2])
assert any(generator)
done([("yield", 0), ("yield", 0), ("yield", 1)])
assert next(generator) == 0 and list(generator) == [2]
log.clear()
generator = logged([1, 1, 0, 4])
assert not all(generator) and list(generator) == [4] and not all(iter([0]))
log.clear()
assert list(generator) == [] and sum(generator) == 0 and any(generator) is False

# A wrong item is noticed before the next one.
for wrong in ("a", None, [], b""):
    try:
        sum(logged([1, 2, wrong, 3]))
    except TypeError:
        pass
    else:
        assert False
    done([("yield", 1), ("yield", 2), ("yield", wrong)])
try:
    ",".join(logged(["a", 1, "b"]))
except TypeError as error:
    assert str(error) == "sequence item 1: expected str instance, int found"
else:
    assert False
done([("yield", "a"), ("yield", 1), ("yield", "b"), "end"])
try:
    set(logged([1, [], 2]))
except TypeError:
    pass
else:
    assert False
done([("yield", 1), ("yield", [])])


# Exceptions out of the generator, and what it handles.
def failing(count):
    try:
        raise KeyError
    except KeyError:
        for i in range(count):
            assert type(sys.exception()) is KeyError
            yield i
        raise IndexError(count)


for function in (list, tuple, set, sum, any, all, max, sorted):
    for count in (0, 1, 2, 70):
        try:
            raise ValueError
        except ValueError as outer:
            try:
                value = function(failing(count))
            except IndexError as error:
                assert error.args == (count,) and type(error.__context__) is KeyError
            else:
                assert (function, value) in ((any, True), (all, False)) and count > 0
            assert sys.exception() is outer


# One within another, and one within itself.
assert sum(sum(i * j for i in range(100)) for j in range(70)) == 4950 * 2415
assert [list(range(i)) for i in range(9)] == list(list(j for j in range(i)) for i in range(9))
assert list(next(generator) for generator in [(i for i in range(j, 99)) for j in range(9)]) == [*range(9)]


def itself():
    yield 1
    yield 2
    try:
        list(own)
    except ValueError as error:
        yield str(error)


own = itself()
assert list(own) == [1, 2, "generator already executing"]


def looking():
    for i in range(10):
        assert mine.gi_running and mine.gi_frame.f_locals["i"] == i
        assert sys._getframe(1).f_code.co_name == "caller"
        yield i


def caller(function):
    return function(mine)


mine = looking()
assert caller(sum) == 45
mine = looking()
assert caller(list) == [*range(10)]


# A list that is there already is seen to grow.
def watching(seen):
    for i in range(20):
        yield len(seen)


grown = ["x"]
grown.extend(watching(grown))
assert grown == ["x", *range(1, 21)], grown
again = [0]
again.__init__(watching(again))
assert again == [*range(20)], again
grown = {"x"}
grown.update(watching(grown))
assert grown == {"x", *range(1, 21)}, grown

# A delegation, and values that come back.
def outer():
    got = yield from (i for i in range(5))
    yield got
    got = yield 7
    yield got


assert list(outer()) == [0, 1, 2, 3, 4, None, 7, None]


# Tracing that begins meanwhile is told of each step.
def traced(frame, event, argument):
    if frame.f_code.co_name == "stepping":
        events.append((event, argument))
    return traced


def stepping():
    yield 1
    yield 2
    sys.settrace(traced)
    yield 3
    yield 4


events = []
try:
    assert list(stepping()) == [1, 2, 3, 4]
finally:
    sys.settrace(None)
assert [argument for event, argument in events if event == "return"][-1] is None
assert ("return", 4) in events and sum(event == "call" for event, _ in events) == 2, events


# What is dropped on the way is dropped when it is.
class Dropped:
    def __init__(self, number):
        self.number = number

    def __del__(self):
        log.append(self.number)


def dropping():
    for i in range(3):
        thing = Dropped(i)
        yield i
        del thing
        assert log == [*range(i + 1)]


assert sum(dropping()) == 3
done([0, 1, 2])
