"""The variables of a comprehension are its own, also where it runs inlined (PEP 709).

https://docs.python.org/3.14/reference/expressions.html#displays-for-lists-sets-and-dictionaries
"""
x = 10


def shapes(x):
    a = [x for x in range(3)]
    b = {y: x for y in range(2)}
    c = [lambda: z for z in range(3)]
    d = [[i * j for j in range(i)] for i in range(4)]
    return a, b, [call() for call in c], d, x


assert shapes(7) == ([0, 1, 2], {0: 7, 1: 7}, [2, 2, 2], [[], [0], [0, 2], [0, 3, 6]], 7)
assert [x for x in range(3)] == [0, 1, 2] and x == 10


class InClass:
    v = 3
    own = [v for v in range(2)]
    outermost = [i for i in range(v)]


assert InClass.own == [0, 1] and InClass.v == 3 and InClass.outermost == [0, 1, 2]


def restored_after_exception():
    i = 5
    try:
        [1 // i for i in [1, 0]]
    except ZeroDivisionError:
        return i


assert restored_after_exception() == 5


def still_unbound():
    [q for q in range(2)]
    try:
        q
    except UnboundLocalError:
        return True
    q = 1


assert still_unbound()


def walrus_binds_outside():
    [y := i for i in range(3)]
    return y


assert walrus_binds_outside() == 2
