"""How arguments reach parameters: defaults, keywords, stars, through functions, classes, methods and
instances that can be called."""


def raises(message, call):
    try:
        call()
    except TypeError as error:
        assert str(error) == message, str(error)
    else:
        raise AssertionError(f"no TypeError: {message}")


def plain(a, b=2, c=3):
    return a, b, c


def everything(a, /, b, c=3, *more, d, e=5, **rest):
    return a, b, c, more, d, e, rest


def only_names(*, first=1, second):
    return first, second


assert plain(1) == (1, 2, 3)
assert plain(1, c=9) == (1, 2, 9)
assert plain(c=7, a=5) == (5, 2, 7)
assert plain(*[1, 8]) == (1, 8, 3)
assert plain(**{"b": 4, "a": 0}) == (0, 4, 3)
assert everything(1, 2, d=4) == (1, 2, 3, (), 4, 5, {})
assert everything(1, 2, 0, 8, 9, d=4, a="rest", z=26) == (1, 2, 0, (8, 9), 4, 5, {"a": "rest", "z": 26})
assert everything(1, e=0, d=4, b=2) == (1, 2, 3, (), 4, 0, {})
assert only_names(second=2) == (1, 2)

# Names that are made at run time are equal, not the same.
made = {"".join(["sec", "ond"]): 2, "".join(["fi", "rst"]): 3}
assert only_names(**made) == (3, 2)
assert everything(1, 2, **{"".join(["d"]): 4, "".join(["q", "q"]): 5})[-1] == {"qq": 5}

# The order of surplus names is that of the call.
assert list(everything(1, 2, z=1, d=2, y=3, x=4)[-1]) == ["z", "y", "x"]

# What cannot be bound says so, and nothing is lost.
raises("plain() missing 1 required positional argument: 'a'", lambda: plain(b=1))
raises("plain() got multiple values for argument 'a'", lambda: plain(1, a=2))
raises("plain() got an unexpected keyword argument 'd'", lambda: plain(1, d=2))
raises("plain() takes from 1 to 3 positional arguments but 4 were given", lambda: plain(1, 2, 3, 4))
raises("only_names() missing 1 required keyword-only argument: 'second'", lambda: only_names(first=1))
raises("keywords must be strings", lambda: plain(**{1: 2}))
raises(
    "everything() missing 1 required keyword-only argument: 'd'", lambda: everything(1, 2, 3, 4)
)
for _ in range(100):
    value = [object()]
    try:
        plain(value, value, a=value)
    except TypeError:
        pass

# Defaults that are changed count from then on.
for _ in range(3):
    plain.__defaults__ = (20, 30)
    assert plain(1) == (1, 20, 30)
    plain.__defaults__ = (0, 2, 3)
    assert plain() == (0, 2, 3)
    only_names.__kwdefaults__ = {"second": 5}
    raises("only_names() missing 1 required keyword-only argument: 'first'", lambda: only_names())
    assert only_names(first=0) == (0, 5)
    only_names.__kwdefaults__ = {"first": 1}
    plain.__defaults__ = (2, 3)


class Point:
    def __init__(self, x, y=0, *, name="point"):
        self.fields = (x, y, name)

    def __call__(self, factor, *, shift=0):
        return [factor, shift]


class Handler(Point):
    pass


def points():
    return Point(1), Point(1, 2), Point(x=3), Handler(4, name="h"), Handler(*[5], **{"y": 6})


for _ in range(5):
    assert [point.fields for point in points()] == [
        (1, 0, "point"), (1, 2, "point"), (3, 0, "point"), (4, 0, "h"), (5, 6, "point"),
    ]
    raises("Point.__init__() missing 1 required positional argument: 'x'", lambda: Point(y=1))
    raises("Point.__init__() got an unexpected keyword argument 'z'", lambda: Handler(1, z=2))
    point = Point(0)
    assert point(2) == [2, 0] and point(2, shift=1) == [2, 1] and point(*(3,)) == [3, 0]
    raises("Point.__call__() missing 1 required positional argument: 'factor'", lambda: point())

# An attribute of the instance is not what is called, and another `__call__` of the class counts.
point.__call__ = None
assert point(1) == [1, 0]
Point.__call__ = lambda self, *values: values
assert point(1, 2) == (1, 2)
del Point.__call__
raises("'Point' object is not callable", lambda: point(1))


class Returns:
    def __init__(self, value=None):
        return value


raises("__init__() should return None, not 'int'", lambda: Returns(value=1))


class Meta(type):
    def __call__(cls, *arguments, **names):
        return ("made", arguments, names)


class Made(metaclass=Meta):
    pass


assert Made(1, a=2) == ("made", (1,), {"a": 2})


def many(p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p16, p17, p18, p19, p20,
         p21, p22, p23=23, p24=24, p25=25, *, k=1, **rest):
    return p0, p23, p25, k, rest


assert many(*range(23)) == (0, 23, 25, 1, {})
assert many(*range(23), k=2, p25=5, z=3) == (0, 23, 5, 2, {"z": 3})
assert many(*range(24), z=1) == (0, 23, 25, 1, {"z": 1})
