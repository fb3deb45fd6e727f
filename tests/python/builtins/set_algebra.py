"""The operations of sets, as methods and as operators.

https://docs.python.org/3.14/library/stdtypes.html#set-types-set-frozenset
"""
for kind in (set, frozenset):
    a, b = kind([1, 2, 3]), kind([2, 3, 4])
    assert a | b == a.union(b) == a.union([4]) == {1, 2, 3, 4}
    assert a & b == a.intersection(b) == a.intersection(iter([2, 3, 5])) == {2, 3}
    assert a - b == a.difference(b) == a.difference({2: 0}, [3]) == {1}
    assert a ^ b == a.symmetric_difference(b) == a.symmetric_difference([4, 3, 2, 4]) == {1, 4}
    assert a.union() == a.intersection() == a.difference() == a == a.copy()
    assert a.union([5], {6: 0}, kind([7])) == {1, 2, 3, 5, 6, 7}
    assert a.intersection([1, 2], [2, 3]) == {2}
    assert type(a | b) is type(a.union([])) is type(a & b) is type(a - b) is kind
    assert a.isdisjoint([7]) and a.isdisjoint(kind()) and not a.isdisjoint(b)
    assert a.issubset(range(10)) and not a.issubset([1]) and a.issuperset([1, 1])
    assert kind([1]) < a <= a and a >= kind([1]) and not a < a and not a > b
    assert a != b and a == frozenset(a) == set(a) and a != [1, 2, 3]
    assert len(a) == 3 and 1 in a and 9 not in a and bool(a) and not kind()
    assert sorted(a) == [1, 2, 3]
    for left, right in ((a, set(b)), (a, frozenset(b))):
        assert type(left | right) is kind

s = {1, 2, 3}
same = s
s |= {4}
s &= {1, 2, 4}
s -= {1}
s ^= {2, 5}
assert same is s and s == {4, 5}
s.update([1], (2,), {3: 0}, "x")
assert s == {1, 2, 3, 4, 5, "x"}
s.intersection_update(range(4), [1, 2, 3, 9])
assert s == {1, 2, 3}
s.difference_update([1], [2])
assert s == {3}
s.symmetric_difference_update([3, 4])
assert s == {4}
s -= s
assert s == set()
s = {1, 2}
s ^= s
assert s == set()
s = {1, 2}
s &= s
s |= s
assert s == {1, 2}
s.add(1)
s.add(3)
s.discard(9)
s.discard(1)
s.remove(2)
assert s.pop() == 3 and not s
s.clear()

many = set(range(10_000))
for i in range(0, 10_000, 3):
    many.remove(i)
assert len(many) == 6666 and 3 not in many and 4 in many
popped = [many.pop() for _ in range(6666)]
assert sorted(popped) == [i for i in range(10_000) if i % 3] and not many
