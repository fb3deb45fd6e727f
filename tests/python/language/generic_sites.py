"""Sites that meet operands of many kinds give for each what a site of its own gives."""


def warm(site, *cases):
    """What a site gives for each case, again and again in turn."""
    first = [site(*case) for case in cases]
    for _ in range(40):
        for case, expected in zip(cases, first):
            found = site(*case)
            assert found == expected and type(found) is type(expected), (case, found, expected)
    for case, expected in zip(cases, first):
        for _ in range(20):
            assert site(*case) == expected
    return first


class Plain:
    pass


class Sized:
    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length


class Truthful:
    def __init__(self, truth):
        self.truth = truth

    def __bool__(self):
        return self.truth


class Listed(list):
    def __bool__(self):
        return True


# Truth.
values = [
    [], [0], (), (0,), "", "\0", "ä", {}, {0: 0}, set(), {0}, b"", b"\0", 0, 1, -1, 2**70, 0.0,
    -0.0, 1.5, float("nan"), None, True, False, ..., 0j, 1j, Plain(), Plain, len, Sized(0), Sized(1),
    Truthful(False), Truthful(True), Listed(), range(0), range(1), frozenset(), frozenset("a"),
    bytearray(), memoryview(b""), memoryview(b"a"),
]
truths = [
    False, True, False, True, False, True, True, False, True, False, True, False, True, False, True,
    True, True, False, False, True, True, False, True, False, True, False, True, True, True, True,
    False, True, False, True, True, False, True, False, True, False, False, True,
]
cases = [(value,) for value in values]
assert warm(lambda value: 1 if value else 0, *cases) == [int(truth) for truth in truths]
assert warm(lambda value: not value, *cases) == [not truth for truth in truths]
assert warm(lambda value: bool(value), *cases) == truths


def branches(value):
    if not value:
        return "no"
    return "yes"


assert warm(branches, *cases) == ["yes" if truth else "no" for truth in truths]
mark = object()
for value, truth in zip(values, truths):
    assert (value or mark) is (value if truth else mark), value
    assert (value and mark) is (mark if truth else value), value


class Growing:
    pass


growing = Growing()
assert warm(lambda value: 1 if value else 0, (growing,)) == [1]
Growing.__len__ = lambda self: 0
assert warm(lambda value: 1 if value else 0, (growing,)) == [0]
Growing.__bool__ = lambda self: True
assert warm(lambda value: 1 if value else 0, (growing,)) == [1]
del Growing.__len__, Growing.__bool__


def toggled(value):
    return 1 if value else 0


for _ in range(30):
    assert toggled(growing) == 1
Growing.__bool__ = lambda self: False
assert toggled(growing) == 0


def drain(items):
    count = 0
    while items:
        items.pop()
        count += 1
    return count


assert drain([1, 2, 3]) == 3 and drain({1, 2}) == 2 and drain(bytearray(b"ab")) == 2

# Numbers of all kinds at one site.
numbers = [(1, 2), (1.5, 2), (1, 2.5), (1.5, 2.5), (2**61, 2**61), (2**70, 1.0), (True, 2), (3, -2), (-7.5, 2)]
for operate in (
    lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b, lambda a, b: a // b,
    lambda a, b: a % b, lambda a, b: a < b, lambda a, b: a <= b, lambda a, b: a == b, lambda a, b: a != b,
    lambda a, b: a > b, lambda a, b: a >= b,
):
    warm(operate, *numbers)
assert warm(lambda a, b: a + b, *numbers, ("a", "b"), ([1], [2]), ((1,), (2,)))[-3:] == ["ab", [1, 2], (1, 2)]
nan, infinity = float("nan"), float("inf")
assert warm(lambda a, b: (a < b, a == b, a != b, a > b), (1, nan), (nan, 1), (1, infinity), (2**60, float(2**60)),
    (2**60 + 1, float(2**60)), (2**53, 2.0**53), (2**53 + 1, 2.0**53), (-0.0, 0)) == [
    (False, False, True, False), (False, False, True, False), (True, False, True, False),
    (False, True, False, False), (False, False, True, True), (False, True, False, False),
    (False, False, True, True), (False, True, False, False),
]


class Equal:
    def __eq__(self, other):
        return "equal"

    def __ne__(self, other):
        return "unequal"


class EqualText(str):
    def __eq__(self, other):
        return "equal"

    __hash__ = str.__hash__


assert warm(lambda a, b: a == b, (None, None), (None, 1), (1, None), (None, "x"), ("x", None), ([], None),
    (None, Equal()), (Equal(), None), (None, EqualText("x")), (None, False), (None, ...), ("a", "a"), ("a", "b")) == [
    True, False, False, False, False, False, "equal", "equal", "equal", False, False, True, False,
]
assert warm(lambda a, b: a != b, (None, None), (None, 1), (None, "x"), (None, Equal()), ("a", "a")) == [
    False, True, True, "unequal", False,
]
assert warm(lambda a, b: 1 if a == b else 2, (None, 1), ("a", None), (None, None), (1, 1.0)) == [2, 2, 1, 1]

# Dicts and sets.
first = "".join(["ke", "y"])
table = {first: 1, 5: 2, -1: 3, -2: 4, 2**61 - 1: 5, Plain: 6, None: 7, (1, 2): 8, 1.5: 9, 2**80: 10, True: 11}
big = {**table, **{str(i): i for i in range(50)}, **{i + 1000: i for i in range(50)}}
for container in (table, big):
    expected = [1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11]
    keys = ["key", first, 5, 5.0, -1, -2, 2**61 - 1, Plain, None, (1, 2), 1.5, 2**80, True, 1, 1.0]
    assert warm(lambda d, k: d[k], *[(container, key) for key in keys]) == expected
    assert all(warm(lambda d, k: k in d, *[(container, key) for key in keys]))
    assert not any(warm(lambda d, k: k not in d, *[(container, key) for key in keys]))
    missing = ["no", 6, -3, 0, 2**61, Equal, 1.25, (1, 3), "".join(["k", "ey2"]), b"key", ""]
    assert not any(warm(lambda d, k: k in d, *[(container, key) for key in missing]))
    assert not any(warm(lambda d, k: k in d, *[(set(container), key) for key in missing]))
    assert not any(warm(lambda d, k: k in d, *[(frozenset(container), key) for key in missing]))
    assert all(warm(lambda d, k: k in d, *[(set(container), key) for key in keys]))
    for key in missing:
        for _ in range(10):
            try:
                container[key]
            except KeyError as error:
                assert error.args == (key,)
            else:
                raise AssertionError(key)


class Hashed(str):
    def __hash__(self):
        return hash("key")

    def __eq__(self, other):
        return True


assert warm(lambda d, k: d[k], (table, Hashed("other")), (table, "key")) == [1, 1]


class Defaulted(dict):
    def __missing__(self, key):
        return "missing"


assert warm(lambda d, k: d[k], ({1: 2}, 1), (Defaulted(), 1), ([5, 6], 1), ("ab", 1), (b"ab", 1)) == [
    2, "missing", 6, "b", 98,
]


def put(container, key, value):
    container[key] = value
    return container


counts = {}
for step in range(100):
    put(counts, step % 3, step)
    put(counts, str(step % 3), step)
    put(counts, "x", [step])
assert counts == {0: 99, "0": 99, "x": [99], 1: 97, "1": 97, 2: 98, "2": 98}
assert put([1, 2], 0, 5) == [5, 2] and put(bytearray(b"ab"), 0, 5) == bytearray(b"\5b")


class Released:
    alive = 0

    def __init__(self):
        Released.alive += 1

    def __del__(self):
        Released.alive -= 1


for _ in range(20):
    put(counts, "x", Released())
    assert Released.alive == 1
    put(counts, "x", None)
    assert Released.alive == 0

# Members of lists and tuples.
assert warm(lambda item, items: item in items, ("b", ["a", "b"]), ("c", ("a", "b")), (1, [True]), (1, [2, 1.0]),
    (None, (1, "a")), (None, [None]), ("1", (1, 2)), (nan, [nan]), (Equal(), [5]), (5, [Equal()]), ("b", ["ab", "ba"]),
    ("b", "abc"), (98, b"abc"), ("x", {"x": 1}), (3, range(5)), ("a", [Hashed("z")])) == [
    True, False, True, True, False, True, False, True, True, True, False, True, True, True, True, True,
]

# isinstance.
class Base:
    pass


class Derived(Base):
    pass


class Other:
    pass


assert warm(isinstance, (Derived(), Base), (Base(), Derived), (1, int), (True, int), (1.5, int), (None, int), ("", str)) == [
    True, False, True, True, False, False, True,
]
assert warm(lambda o, c: isinstance(o, c), (Derived(), Base), (Base(), Derived), (1, int), (True, int), (1.5, int),
    (1, (str, int)), (Derived, type), (Derived(), object), (1, int | str)) == [
    True, False, True, True, False, True, True, True, True,
]


class Pretender:
    @property
    def __class__(self):
        return answers[0]


answers = [Other]
pretender = Pretender()
for _ in range(30):
    assert isinstance(pretender, Other) and not isinstance(pretender, Base)
answers[0] = Base
for _ in range(30):
    assert not isinstance(pretender, Other) and isinstance(pretender, Base)


def test(instance, tested):
    return isinstance(instance, tested)


other = Other()
for _ in range(30):
    assert not test(other, Base)


class Root:
    pass


class Moved(Root):
    pass


moved = Moved()
for _ in range(30):
    assert test(moved, Root) and not test(moved, Base)
Moved.__bases__ = (Derived,)
assert not test(moved, Root) and test(moved, Base)


class Meta(type):
    def __instancecheck__(cls, instance):
        return instance == 5


class Checked(metaclass=Meta):
    pass


for _ in range(30):
    assert test(5, Checked) and not test(6, Checked) and test(5, int)
for _ in range(10):
    try:
        test(5, 6)
    except TypeError as error:
        assert str(error) == "isinstance() arg 2 must be a type, a tuple of types, or a union"
    else:
        raise AssertionError
assert warm(lambda o: type(o), (1,), (True,), ("",), (None,), (Base(),), (Base,), (1.5,)) == [
    int, bool, str, type(None), Base, type, float,
]
assert warm(lambda o: len(o), ([1],), ((1, 2),), ("abc",), ("äö",), ({1: 2},), ({1, 2},), (b"abc",), (Sized(9),), (range(4),)) == [
    1, 2, 3, 2, 1, 2, 3, 9, 4,
]


# Instances that have outgrown their slots.
class Large:
    shared = "class"

    def method(self):
        return "method"

    def calls(self):
        return self.method(), self.name1, self.shared

    def changes(self):
        self.name1 += 1
        return self.name1


def large(count):
    instance = Large()
    for index in range(count):
        setattr(instance, f"name{index}", index)
    return instance


instances = [large(3), large(12), large(40), large(100)]
instances[2].__dict__
for _ in range(40):
    for instance in instances:
        assert instance.calls() == ("method", 1, "class")
lone = instances[1]
lone.method = lambda: "own"
assert lone.calls() == ("own", 1, "class") and instances[2].calls() == ("method", 1, "class")
del lone.method
assert lone.calls() == ("method", 1, "class")
lone.__dict__["method"] = lambda: "through the dict"
assert lone.calls() == ("through the dict", 1, "class")
del lone.__dict__["method"]
Large.method = lambda self: "new"
assert lone.calls() == ("new", 1, "class")
Large.method = property(lambda self: lambda: "property")
assert lone.calls() == ("property", 1, "class")
for _ in range(30):
    for instance in instances:
        before = instance.name1
        assert instance.changes() == before + 1 == instance.__dict__["name1"]
del lone.name1
try:
    lone.changes()
except AttributeError as error:
    assert str(error) == "'Large' object has no attribute 'name1'"
else:
    raise AssertionError
lone.name1 = 7
assert lone.changes() == 8 and list(lone.__dict__)[-1] == "name1"


# Bound methods in variables and attributes.
class Counter:
    def __init__(self):
        self.count = 0
        self.step = self.add

    def add(self, by):
        self.count += by
        return self.count

    def either(self, by=1, *more):
        return by, more

    def run(self):
        return self.step(1)


counter = Counter()
add, either = counter.add, counter.either
for turn in range(1, 40):
    assert add(1) == 2 * turn - 1 and counter.run() == 2 * turn
    assert either() == (1, ()) and either(2, 3) == (2, (3,))
    assert counter.add(0) == Counter().add(2 * turn)
for wrong in (lambda: add(), lambda: add(1, 2)):
    for _ in range(10):
        try:
            wrong()
        except TypeError as error:
            assert "Counter.add() " in str(error)
        else:
            raise AssertionError
assert warm(lambda f, x: f(x), (counter.either, 5), (len, "abc"), (Sized(3).__len__.__func__, Sized(4)), (abs, -1), ([1].count, 1)) == [
    (5, ()), 3, 4, 1, 1,
]
Counter.add = lambda self, by: "replaced"
assert counter.run() == counter.count and add(0) == counter.count


class Callable:
    def __call__(self, x):
        return x * 2


assert warm(lambda f, x: f(x), (Callable().__call__, 2), (Callable(), 3), (classmethod(lambda c, x: x).__get__(0, int), 4)) == [4, 6, 4]
