"""frozenset: hash, use as a key and as an element; a set stands for it in look-ups.

https://docs.python.org/3.14/library/stdtypes.html#frozenset
"""
assert hash(frozenset([1, 2, 3])) == hash(frozenset([3, 2, 1, 1]))
assert {frozenset("ab"): 1}[frozenset("ba")] == 1
assert hash(frozenset([1])) != hash(frozenset([2]))
f = frozenset([1])
assert frozenset(f) is f and f.copy() is f
s = {frozenset([1]), 2}
assert {1} in s and frozenset([1]) in s and {2} not in s
s.remove({1})
assert s == {2}
s.add(frozenset())
s.discard(set())
assert s == {2}


class F(frozenset):
    def __init__(self, *args, **kwargs):
        self.extra = kwargs


g = F([1, 2], x=1)
assert g == frozenset([1, 2]) and hash(g) == hash(frozenset([1, 2])) and g.extra == {"x": 1}
assert type(g | {3}) is frozenset and type(g.copy()) is frozenset
assert frozenset(g) is not g and type(frozenset(g)) is frozenset


class S(set):
    pass


t = S([1])
t.y = 2
assert t.__reduce__() == (S, ([1],), {"y": 2})
assert frozenset([1]).__reduce__() == (frozenset, ([1],), None)
assert type(t | t) is set and type(t.copy()) is set
assert repr(t) == "S({1})" and repr({1}) == "{1}" and repr(set()) == "set()"
assert repr(frozenset()) == "frozenset()" and repr(frozenset({1})) == "frozenset({1})"
t.add(t2 := frozenset([1]))
assert t == {1, t2}
