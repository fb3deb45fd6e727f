"""What storing an attribute finds says nothing about loading it, and the other way round.

A class may have its own way to do one of both: https://docs.python.org/3.14/reference/datamodel.html#object.__getattribute__
"""


class First:
    def __init__(self):
        self.x = 0
        self.a = 1


class Second:
    def __init__(self):
        self.y = 0
        self.z = 1
        self.a = 2


class Reads:
    def __init__(self):
        self.w = self.v = self.u = 0
        self.a = 3

    def __getattribute__(self, name):
        return "got " + name


class Writes:
    def __init__(self):
        self.w = self.v = self.u = self.t = 0
        self.a = 3

    def __setattr__(self, name, value):
        if value == 7:
            log.append(name)
        object.__setattr__(self, name, value)


log = []


def load(o):
    return o.a


def store(o, value):
    o.a = value


def store_of_call(o, value):
    (lambda: o)().a = value


first, second, reads, writes = First(), Second(), Reads(), Writes()
for _ in range(60):
    for o in (first, second):
        load(o)
        store(o, 5)
        store_of_call(o, 5)
for _ in range(60):
    store(reads, 5)
    store_of_call(reads, 5)
    assert load(reads) == "got a"
for _ in range(60):
    assert load(writes) == 3 or load(writes) == 7
    store(writes, 7)
    store_of_call(writes, 7)
assert log == ["a"] * 120
