"""A comprehension leaves the variables around it alone, however many its targets share names with.

https://peps.python.org/pep-0709/
"""


def two():
    first, second = 1, 2
    pairs = [(first, second) for first, second in [(3, 4), (5, 6)]]
    return pairs, first, second


assert two() == ([(3, 4), (5, 6)], 1, 2)


def one_of_two():
    second = 2
    items = [second for first, second in [(3, 4)]]
    try:
        first
    except UnboundLocalError:
        pass
    else:
        assert False
    return items, second
    first = 0


assert one_of_two() == ([4], 2)


def many():
    a, b, c, d = "abcd"
    sums = {a: b + c + d for a, (b, c), d in [(1, (2, 3), 4)] for c in (10, 20)}
    return sums, a, b, c, d


assert many() == ({1: 26}, "a", "b", "c", "d")


def after_an_exception():
    a, b, c = 1, 2, 3
    try:
        [a / b for a, b in [(1, 0)] for c in (0,)]
    except ZeroDivisionError:
        pass
    return a, b, c


assert after_an_exception() == (1, 2, 3)


def cells():
    a, b = 1, 2
    functions = [lambda: (a, b) for a, b in [(3, 4), (5, 6)]]
    return [f() for f in functions], a, b


assert cells() == ([(5, 6), (5, 6)], 1, 2)


class Body:
    a, b = 1, 2
    items = [(a, b) for a, b in [(3, 4)]]


assert (Body.a, Body.b, Body.items) == (1, 2, [(3, 4)])
