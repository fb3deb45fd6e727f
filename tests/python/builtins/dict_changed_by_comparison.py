"""A comparison of keys may change the dict that is being searched.

https://docs.python.org/3.14/reference/datamodel.html#object.__eq__
"""


class Key:
    def __init__(self, action):
        self.action = action

    def __hash__(self):
        return 5

    def __eq__(self, other):
        self.action()
        return False


def clear():
    d.clear()


def grow():
    for i in range(100):
        d[i + 1000] = i


def replace():
    d.clear()
    d.update((i, i) for i in range(20))


for action in (clear, grow, replace):
    for size in (1, 3, 20):
        d = {}
        quiet = [Key(lambda: None) for _ in range(size)]
        for key in quiet:
            d[key] = 1
        for key in quiet:
            key.action = action
        probe = Key(lambda: None)
        assert d.get(probe) is None
        assert probe not in d
        d[probe] = 2
        assert d[probe] == 2
        d.pop(probe)
        assert probe not in d


class Failing:
    def __hash__(self):
        return 5

    def __eq__(self, other):
        raise ZeroDivisionError


d = {Failing(): 1}
for operation in (
    lambda: d[Failing()],
    lambda: d.get(Failing()),
    lambda: d.setdefault(Failing()),
    lambda: d.pop(Failing(), None),
    lambda: d.update({Failing(): 1}),
    lambda: Failing() in d,
    lambda: d == {Failing(): 1},
):
    try:
        operation()
    except ZeroDivisionError:
        pass
    else:
        assert False
assert len(d) == 1
