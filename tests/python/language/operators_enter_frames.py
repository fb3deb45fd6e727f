"""Operators of classes that define them in Python: results, refusals, errors, tracebacks, and what is freed."""

import gc
import operator
import sys
import traceback
import weakref

log = []


class Number:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        log.append("add")
        if isinstance(other, (int, Number)):
            return Number(self.value + getattr(other, "value", other))
        return NotImplemented

    def __radd__(self, other):
        log.append("radd")
        return Number(other + self.value) if isinstance(other, int) else NotImplemented

    def __sub__(self, other):
        other = other.value
        del self
        return other

    def __isub__(self, other):
        log.append("isub")
        if other is None:
            return NotImplemented
        self.value -= other
        return self

    def __rsub__(self, other):
        log.append("rsub")
        return NotImplemented

    def __neg__(self):
        return Number(-self.value)

    def __eq__(self, other):
        log.append("eq")
        return self.value == other.value if isinstance(other, Number) else NotImplemented

    def __lt__(self, other):
        log.append("lt")
        return self.value < other.value if isinstance(other, Number) else NotImplemented

    def __gt__(self, other):
        log.append("gt")
        return self.value > other.value if isinstance(other, Number) else NotImplemented

    __hash__ = None


class Derived(Number):
    def __radd__(self, other):
        log.append("derived radd")
        return "derived"

    def __gt__(self, other):
        log.append("derived gt")
        return "greater"


class Box:
    def __init__(self):
        self.items = {}

    def __getitem__(self, key):
        return self.items[key]

    def __setitem__(self, key, value):
        self.items[key] = value
        return "this is dropped"

    def __contains__(self, item):
        return self.items.get(item)


def logged(call):
    """What a call gives, or the exception's text, each time for a warm site, and what was called."""
    for _ in range(5):
        log.clear()
        try:
            result = call()
        except Exception as error:
            result = f"{type(error).__name__}: {error}"
    return (getattr(result, "value", result), *log)


one, two, derived = Number(1), Number(2), Derived(3)

# Sums: the left one, the right one, subclasses first, numbers on the left.
assert logged(lambda: one + two) == (3, "add")
assert logged(lambda: one + 5) == (6, "add")
assert logged(lambda: 5 + one) == (6, "radd")
assert logged(lambda: True + one) == (2, "radd")
assert logged(lambda: 1.5 + one) == (
    "TypeError: unsupported operand type(s) for +: 'float' and 'Number'", "radd")
assert logged(lambda: one + derived) == ("derived", "derived radd")
assert logged(lambda: derived + one) == (4, "add")
assert logged(lambda: one + "text") == (
    "TypeError: unsupported operand type(s) for +: 'Number' and 'str'", "add")
assert logged(lambda: one + None) == (
    "TypeError: unsupported operand type(s) for +: 'Number' and 'NoneType'", "add")
assert logged(lambda: one + []) == (
    "TypeError: unsupported operand type(s) for +: 'Number' and 'list'", "add")


class Left:
    def __add__(self, other):
        log.append("left")
        return NotImplemented


class Right:
    def __radd__(self, other):
        log.append("right")
        return "right"


assert logged(lambda: Left() + Right()) == ("right", "left", "right")
assert logged(lambda: Left() + Left()) == (
    "TypeError: unsupported operand type(s) for +: 'Left' and 'Left'", "left")


# In place: the method of its own, then those of the sum.
def in_place(value, other):
    value -= other
    return value


assert logged(lambda: in_place(Number(5), 2)) == (3, "isub")
assert logged(lambda: in_place(Number(5), None)) == (
    "AttributeError: 'NoneType' object has no attribute 'value'", "isub")
assert logged(lambda: in_place(Number(5), two)) == (
    "TypeError: unsupported operand type(s) for -=: 'int' and 'Number'", "isub", "rsub")


def add_in_place(value, other):
    value += other
    return value


assert logged(lambda: add_in_place(one, two)) == (3, "add")
assert logged(lambda: add_in_place(one, "x")) == (
    "TypeError: unsupported operand type(s) for +=: 'Number' and 'str'", "add")

# The method may give up its arguments; the operands are the caller's.
assert logged(lambda: one - two)[0] == 2
assert logged(lambda: Number(1) - Number(7))[0] == 7

# Comparisons.
assert logged(lambda: one == two) == (False, "eq")
assert logged(lambda: one == 1) == (False, "eq")
assert logged(lambda: one == None) == (False, "eq")
assert logged(lambda: None == one) == (False, "eq")
assert logged(lambda: one != two) == (True, "eq")
assert logged(lambda: one < two) == (True, "lt")
assert logged(lambda: one > two) == (False, "gt")
assert logged(lambda: one < derived) == ("greater", "derived gt")
assert logged(lambda: one < "x") == (
    "TypeError: '<' not supported between instances of 'Number' and 'str'", "lt")
assert logged(lambda: one < Left()) == (
    "TypeError: '<' not supported between instances of 'Number' and 'Left'", "lt")


class Refuses:
    def __lt__(self, other):
        log.append("first")
        return NotImplemented

    def __gt__(self, other):
        log.append("second")
        return "reflected"


refuses = Refuses()
assert logged(lambda: refuses < refuses) == ("reflected", "first", "second")
assert logged(lambda: "less" if one < two else "not less") == ("less", "lt")

# Items.
box = Box()


def store(container, key, value):
    container[key] = value
    container[1] = value
    return container[key]


for turn in range(5):
    assert store(box, "key", [turn]) == [turn] == box[1]
assert logged(lambda: box["missing"]) == ("KeyError: 'missing'",)
box["zero"] = 0
assert logged(lambda: "key" in box) == (True,)
assert logged(lambda: "zero" in box) == (False,)
assert logged(lambda: "missing" not in box) == (True,)


class NeitherTrueNorFalse:
    def __bool__(self):
        raise ValueError("neither")


box["odd"] = NeitherTrueNorFalse()
assert logged(lambda: "odd" in box) == ("ValueError: neither",)


# What is stored and what is compared is freed in time.
class Tracked:
    pass


def forget(container):
    tracked = Tracked()
    reference = weakref.ref(tracked)
    container[2] = tracked
    del tracked
    container[2] = None
    return reference


class Forgetful:
    def __setitem__(self, key, value):
        other = value
        value = key

    def __add__(self, other):
        other = self = None

    def __getitem__(self, key):
        key = None


for _ in range(5):
    assert forget(box)() is None
forgetful = Forgetful()
for _ in range(5):
    references = []

    def fresh():
        tracked = Tracked()
        references.append(weakref.ref(tracked))
        return tracked

    forgetful[fresh()] = fresh()
    forgetful[1] = fresh()
    forgetful + fresh()
    forgetful[fresh()]
    Forgetful() + fresh()
    Forgetful()[fresh()] = fresh()
    assert [reference() for reference in references] == [None] * 8


# Errors name the operator's place, and blocks of the caller handle them.
class Fails:
    def __add__(self, other):
        raise LookupError("add")

    def __eq__(self, other):
        return other.missing

    def __getitem__(self, key):
        return sys._getframe().f_back.f_lineno, sys._getframe().f_code.co_name


def failing(fails):
    try:
        return [1, 2, (3, fails + 1)]
    except LookupError as error:
        return [frame.name for frame in traceback.extract_tb(error.__traceback__)]


for _ in range(5):
    assert failing(Fails()) == ["failing", "__add__"]
    line, name = Fails()[0]
    assert name == "__getitem__" and line == sys._getframe().f_lineno - 1
    try:
        Fails() == 5
    except AttributeError as error:
        assert (error.name, error.obj) == ("missing", 5)


# Generators, coroutines, defaults and collected arguments.
class Odd:
    def __add__(self, other):
        yield self
        yield other

    async def __sub__(self, other):
        return other

    def __getitem__(self, key, default="default"):
        return key, default

    def __mul__(self, *others, **names):
        return others, names

    def __contains__(self, item):
        yield

    def __setitem__(self, *all):
        yield


odd = Odd()
for _ in range(5):
    assert list(odd + 1) == [odd, 1]
    coroutine = odd - 7
    try:
        coroutine.send(None)
    except StopIteration as error:
        assert error.value == 7
    assert odd[3] == (3, "default")
    assert odd * 4 == ((4,), {})
    assert 1 in odd
    odd[1] = 2


# Classes change under warm sites.
class Changes:
    def __add__(self, other):
        return "first"

    def __eq__(self, other):
        return "equal"


def change(value):
    return value + 1, value == 1


changes = Changes()
for _ in range(5):
    assert change(changes) == ("first", "equal")
Changes.__add__ = lambda self, other: "second"
assert change(changes) == ("second", "equal")
Changes.__add__ = max
Changes.__eq__ = object.__eq__
try:
    change(changes)
    raise AssertionError
except TypeError:
    pass
del Changes.__add__
try:
    change(changes)
    raise AssertionError
except TypeError as error:
    assert str(error) == "unsupported operand type(s) for +: 'Changes' and 'int'"
Changes.__add__ = lambda self, other, more: None
try:
    change(changes)
    raise AssertionError
except TypeError as error:
    assert "missing 1 required positional argument: 'more'" in str(error)


class Fleeting:
    """Its method is gone from the class before it returns."""

    def __add__(self, other):
        del Fleeting.__add__
        gc.collect()
        return NotImplemented if other is None else other


def add_once(function):
    Fleeting.__add__ = function
    return Fleeting() + 1


def fleeting(self, other):
    del Fleeting.__add__
    return "gone"


for _ in range(5):
    assert add_once(lambda self, other: fleeting(self, other)) == "gone"


# Deep recursion ends as it does for calls.
class Endless:
    def __add__(self, other):
        return self + other

    def __eq__(self, other):
        return self == other

    def __getitem__(self, key):
        return self[key]


for call in (lambda: Endless() + 1, lambda: Endless() == 1, lambda: Endless()[1]):
    try:
        call()
        raise AssertionError
    except RecursionError:
        pass


# Sequences that are no numbers, derived from native ones.
class Items(list):
    def __add__(self, other):
        log.append("items")
        return NotImplemented

    def __getitem__(self, key):
        return "item"

    def __contains__(self, item):
        return False


items = Items([1])
assert logged(lambda: items + [2]) == (
    "TypeError: unsupported operand type(s) for +: 'Items' and 'list'", "items")
assert logged(lambda: items[0]) == ("item",)
assert logged(lambda: 1 in items) == (False,)
assert logged(lambda: 1 in [1]) == (True,)


class Whole(int):
    def __radd__(self, other):
        log.append("whole")
        return "whole"

    def __lt__(self, other):
        return "less"


whole = Whole(4)
assert logged(lambda: 1 + whole) == ("whole", "whole")
assert logged(lambda: whole + 1) == (5,)
assert logged(lambda: whole < 1) == ("less",)
assert logged(lambda: 1 > whole) == ("less",)


# Loops over iterators written in Python.
class Count:
    def __init__(self, end, last=StopIteration):
        self.number, self.end, self.last = 0, end, last

    def __iter__(self):
        return self

    def __next__(self):
        if self.number == self.end:
            raise self.last
        self.number += 1
        return self.number


class OwnEnd(StopIteration):
    pass


def loop(iterator):
    seen = []
    for item in iterator:
        if item == 3:
            continue
        for inner in Count(1):
            seen.append(item + inner)
    else:
        seen.append("end")
    return seen, sys.exception()


for _ in range(5):
    assert loop(Count(4)) == ([2, 3, 5, "end"], None)
    assert loop(Count(0)) == (["end"], None)
    assert loop(Count(1, OwnEnd(5))) == ([2, "end"], None)
    assert [a + b for a in Count(2) for b in Count(2)] == [2, 3, 3, 4]
    try:
        loop(Count(2, KeyError("last")))
        raise AssertionError
    except KeyError as error:
        places = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
        assert places == ["<module>", "loop", "__next__"], places
    try:
        raise ValueError("outer")
    except ValueError:
        assert loop(Count(1))[1].args == ("outer",)


class Yields:
    """Each step gives a generator."""

    def __iter__(self):
        return self

    def __next__(self):
        yield 1


for _ in range(3):
    for generator in Yields():
        assert list(generator) == [1]
        break


class Pairs(Count):
    def __next__(self):
        return super().__next__(), "second"


for _ in range(3):
    assert [first for first, second in Pairs(3)] == [1, 2, 3]


class Vanishing(Count):
    def __next__(self):
        if self.number == 2:
            del Vanishing.__next__
        return super().__next__()


assert [item for item in Vanishing(4)] == [1, 2, 3, 4]


# A class's own way to make instances.
class Made:
    def __new__(cls, value, *, named=0):
        self = super().__new__(cls)
        self.given = value, named
        return self


class OwnMetaclass(metaclass=type("M", (type,), {})):
    def __new__(cls, *args):
        return args


for _ in range(3):
    assert Made(1).given == (1, 0) and Made(2, named=3).given == (2, 3)
    assert OwnMetaclass(1, 2) == (1, 2)

# What is no object in memory has no class in Python to ask first.
def every_operator(left, right):
    results = []
    for apply in (
        lambda: left[right],
        lambda: left + right,
        lambda: left < right,
        lambda: left in right,
        lambda: right in left,
        lambda: right[left],
    ):
        try:
            results.append(getattr(apply(), "value", None))
        except Exception as error:
            results.append(type(error).__name__)
    try:
        left[right] = 1
    except (TypeError, IndexError):
        results.append("no store")
    return results


for left in (1.5, 7, None, True, ..., NotImplemented, "", (), 1 << 70):
    for right in (one, derived, box, Left(), Right(), items):
        for _ in range(3):
            every_operator(left, right)
            every_operator(right, left)
assert every_operator(1.5, one) == [
    "TypeError", "TypeError", "TypeError", "TypeError", "TypeError", "TypeError", "no store"]

# The same through functions that call operators from outside.
assert operator.add(one, two).value == 3 and sum([one, two], one).value == 4

# A metaclass has a say for classes.
class Meta(type):
    def __getitem__(cls, key):
        return cls.__name__, key

    def __contains__(cls, item):
        return item == "yes"

    def __add__(cls, other):
        return "sum of classes"


class Class(metaclass=Meta):
    def __class_getitem__(cls, key):
        raise AssertionError


for _ in range(5):
    assert Class[3] == ("Class", 3) and "yes" in Class and "no" not in Class
    assert Class + Class == "sum of classes"


# Tracing sees the call and the return.
def trace(frame, event, argument):
    if frame.f_code.co_name == "__add__":
        events.append((event, argument))
    return trace


class Traced:
    def __add__(self, other):
        return NotImplemented

    def __radd__(self, other):
        return 5


events = []
traced = Traced()


def add(left, right):
    return left + right


class Other(Traced):
    pass


add(traced, Right()), add(traced, Right())
sys.settrace(trace)
add(traced, Right())
sys.settrace(None)
assert events[0] == ("call", None) and events[-1] == ("return", NotImplemented), events

# The frame of an operator outlives it.
frames = []


class Keeps:
    def __add__(self, other):
        kept = other
        frames.append(sys._getframe())
        return NotImplemented

    def __contains__(self, item):
        frames.append(sys._getframe())
        return item

    def __setitem__(self, key, value):
        frames.append(sys._getframe())


keeps = Keeps()
for _ in range(4):
    assert keeps + Right() == "right"
    assert 1 in keeps and 0 not in keeps
    keeps[1] = 2
assert [frame.f_locals["kept"].__class__ for frame in frames[::4]] == [Right] * 4
