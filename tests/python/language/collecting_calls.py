"""Calls of functions that collect arguments, and calls that unpack them, at sites that are warm."""


def warm(site, *cases):
    """What a site gives for each case, often enough for it to take its quickest form."""
    first = [site(case) for case in cases]
    for _ in range(50):
        for case, expected in zip(cases, first):
            found = site(case)
            assert found == expected, (case, found, expected)
    return first


def rest(*args):
    return args


def one_and_rest(a, *args):
    return a, args


def defaults_and_rest(a, b=2, *args):
    return a, b, args


def everything(a, b=2, *args, **kwargs):
    return a, b, args, kwargs


def keyword_only(*args, k=1):
    return args, k


def generator(a, *args):
    yield a
    yield from args


def in_cells(a, *args):
    return (lambda: (a, args))()


assert warm(lambda f: f(), rest) == [()]
assert warm(lambda f: f(1), rest, one_and_rest, defaults_and_rest, everything) == [
    (1,), (1, ()), (1, 2, ()), (1, 2, (), {}),
]
assert warm(lambda f: f(1, 2, 3, 4), rest, one_and_rest, defaults_and_rest, everything) == [
    (1, 2, 3, 4), (1, (2, 3, 4)), (1, 2, (3, 4)), (1, 2, (3, 4), {}),
]
assert warm(lambda f: f(5, 6), keyword_only) == [((5, 6), 1)]
assert warm(lambda f: list(f(5, 6, 7)), generator) == [[5, 6, 7]]
assert warm(lambda f: f(5, 6, 7), in_cells) == [(5, (6, 7))]

for few in (one_and_rest, defaults_and_rest, everything):
    for _ in range(20):
        try:
            few()
        except TypeError as error:
            name = few.__name__
            assert str(error) == f"{name}() missing 1 required positional argument: 'a'", error
        else:
            raise AssertionError(few)


class Methods:
    def rest(self, *args):
        return self, args

    def more(self, a=1, *args, **kwargs):
        return a, args, kwargs

    def __init__(self, *args, **kwargs):
        self.made = args, kwargs

    def __call__(self, *args, **kwargs):
        return args, kwargs


methods = Methods(1, x=2)
assert methods.made == ((1,), {"x": 2})
assert warm(lambda m: m.rest(1, 2), methods) == [(methods, (1, 2))]
assert warm(lambda m: m.rest(), methods) == [(methods, ())]
assert warm(lambda m: m.more(), methods) == [(1, (), {})]
assert warm(lambda m: m.more(4, 5), methods) == [(4, (5,), {})]
assert warm(lambda m: m(4, 5), methods) == [((4, 5), {})]
assert warm(lambda m: Methods(m, 5).made, 1) == [((1, 5), {})]

# Unpacking: tuples that others hold and that nobody holds, all that iterates, no and some keywords.
pair, triple = (1, 2), (1, 2, 3)


def plain(a, b, c=3):
    return a, b, c


assert warm(lambda t: plain(*t), pair, triple, [7, 8], "ab") == [
    (1, 2, 3), (1, 2, 3), (7, 8, 3), ("a", "b", 3),
]
assert warm(lambda t: plain(*(t, t)), 1) == [(1, 1, 3)]
assert warm(lambda t: everything(*t), pair, triple, (1, 2, 3, 4)) == [
    (1, 2, (), {}), (1, 2, (3,), {}), (1, 2, (3, 4), {}),
]
assert warm(lambda t: rest(*t), (), pair) == [(), (1, 2)]
assert warm(lambda k: everything(*pair, **k), {}, {"x": 1}) == [
    (1, 2, (), {}), (1, 2, (), {"x": 1}),
]
assert warm(lambda k: plain(*pair, **k), {}, {"c": 1}) == [(1, 2, 3), (1, 2, 1)]
assert warm(lambda t: methods.rest(*t), pair) == [(methods, (1, 2))]


class Other(tuple):
    def __iter__(self):
        return iter((7, 8))


assert warm(lambda t: plain(*t), Other((1, 2, 3))) == [(7, 8, 3)]
for _ in range(30):
    assert plain(*iter("ab")) == ("a", "b", 3)


def refuse(site, case, message):
    for _ in range(20):
        try:
            site(case)
        except TypeError as error:
            assert str(error) == message, error
        else:
            raise AssertionError(message)


refuse(lambda t: plain(*t), (1,), "plain() missing 1 required positional argument: 'b'")
refuse(lambda t: plain(*t), (1, 2, 3, 4), "plain() takes from 2 to 3 positional arguments but 4 were given")
refuse(lambda t: plain(*t), 1, "__main__.plain() argument after * must be an iterable, not int")
refuse(lambda k: plain(**k), 1, "__main__.plain() argument after ** must be a mapping, not int")
refuse(lambda k: plain(1, 2, **k), {1: 2}, "keywords must be strings")
refuse(lambda k: plain(*pair, **k), {"a": 2}, "plain() got multiple values for argument 'a'")

# The callee's dict and tuple are its own.
given = {"x": 1}
_, _, _, kept = everything(*pair, **given)
kept["y"] = 2
assert given == {"x": 1}
assert everything(*pair, **{})[3] is not everything(*pair, **{})[3]


class Mapping:
    def keys(self):
        return ["x", "y"]

    def __getitem__(self, key):
        return key * 2


assert warm(lambda k: everything(1, **k)[3], Mapping()) == [{"x": "xx", "y": "yy"}]


# What is unpacked by `**` is read before the iterable of `*` runs.
def changing():
    keywords["late"] = True
    yield 1


keywords = {"early": True}
assert everything(*changing(), **keywords) == (1, 2, (), {"early": True})


# Callees that change at a site, and their code and defaults that change.
def other(a, *args):
    return "other", a, args


assert warm(lambda f: f(1, 2), rest, other, plain, max) == [
    (1, 2), ("other", 1, (2,)), (1, 2, 3), 2,
]
assert warm(lambda f: f(*pair), rest, other, plain, max) == [
    (1, 2), ("other", 1, (2,)), (1, 2, 3), 2,
]


def site():
    return defaults_and_rest(1), defaults_and_rest(*(pair[:1]))


for _ in range(30):
    assert site() == ((1, 2, ()), (1, 2, ()))
defaults_and_rest.__defaults__ = (9,)
assert site() == ((1, 9, ()), (1, 9, ()))
defaults_and_rest.__defaults__ = None
refuse(lambda _: site(), 0, "defaults_and_rest() missing 1 required positional argument: 'b'")
defaults_and_rest.__code__ = other.__code__
assert site() == (("other", 1, ()), ("other", 1, ()))

# Very many arguments.
many = tuple(range(100_000))
for _ in range(3):
    assert rest(*many) == many
    assert one_and_rest(*many) == (0, many[1:])


# Depth.
def deeper(*args):
    return deeper(*args)


for _ in range(2):
    try:
        deeper(1)
    except RecursionError as error:
        assert str(error) == "maximum recursion depth exceeded", error
    else:
        raise AssertionError


def decorated(function):
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@decorated
@decorated
def last(a, b=2, *, c=3):
    return a, b, c


assert warm(lambda t: last(*t), (1,), pair) == [(1, 2, 3), (1, 2, 3)]
assert warm(lambda n: last(n, c=n), 1, 5) == [(1, 2, 1), (5, 2, 5)]
