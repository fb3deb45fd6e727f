"""An OrderedDict can move its keys, notices changes while it is walked, and compares in order.

https://docs.python.org/3.14/library/collections.html#collections.OrderedDict
"""

import copy
import pickle
from collections import OrderedDict


def raised(call, kind):
    try:
        call()
    except kind as error:
        return str(error)
    raise AssertionError("nothing was raised")


# Moving to both ends, for tables of every size, against a list that is moved alike.
for size in (1, 2, 7, 8, 9, 40, 300):
    ordered = OrderedDict((number, str(number)) for number in range(size))
    expected = list(range(size))
    for step in range(3 * size):
        key = expected[step * 7 % size]
        last = step % 3 != 0
        ordered.move_to_end(key, last=last)
        expected.remove(key)
        expected.insert(size if last else 0, key)
    assert list(ordered) == expected == list(reversed(list(reversed(ordered))))
    assert all(ordered[number] == str(number) for number in range(size))
    assert ordered.popitem(last=False) == (expected[0], str(expected[0]))
    if size > 1:
        assert ordered.popitem() == (expected[-1], str(expected[-1]))
assert raised(OrderedDict().popitem, KeyError) == "'dictionary is empty'"
assert raised(lambda: OrderedDict().move_to_end(3), KeyError) == "3"

# Order matters between ordered dicts only.
forward, backward = OrderedDict(a=1, b=2), OrderedDict(b=2, a=1)
assert forward != backward and forward == {"b": 2, "a": 1} == backward
assert forward | {"c": 3} == OrderedDict(a=1, b=2, c=3)
assert repr(forward) == "OrderedDict({'a': 1, 'b': 2})" and repr(OrderedDict()) == "OrderedDict()"
assert repr(forward.keys()) == "odict_keys(['a', 'b'])"
assert list(reversed(forward.items())) == [("b", 2), ("a", 1)]


# Changes while it is walked.
def walk(change):
    walked = OrderedDict.fromkeys(range(5), 0)
    for key in walked.items():
        change(walked)


message = "OrderedDict mutated during iteration"
for change in (
    lambda it: it.move_to_end(0),
    lambda it: it.popitem(),
    lambda it: it.pop(3),
    lambda it: it.clear(),
    lambda it: it.update({9: 9}),
    lambda it: it.setdefault(9),
    lambda it: it.__delitem__(0),
):
    assert raised(lambda: walk(change), RuntimeError) == message
walk(lambda it: it.update({3: 3}))
only = OrderedDict(a=1)
for key in only:
    only["b"] = 2  # The walk has met the last key: changes do not matter any more.
assert list(only) == ["a", "b"]


# A subclass sees what is set; state travels with copies and pickles.
class Noted(OrderedDict):
    def __setitem__(self, key, value):
        noted.append(key)
        super().__setitem__(key, value)


noted = []
subject = Noted([("x", 1)], y=2)
subject.update(z=3)
subject |= {"w": 4}
assert noted == ["x", "y", "z", "w"]
subject.owner = "me"
for twin in (copy.copy(subject), copy.deepcopy(subject), pickle.loads(pickle.dumps(subject))):
    assert type(twin) is Noted and twin == subject and twin.owner == "me"
assert type(subject.copy()) is Noted and not hasattr(subject.copy(), "owner")

# What is no pair.
assert raised(lambda: OrderedDict([()]), ValueError) == "need more than 0 values to unpack"
assert raised(lambda: OrderedDict([(1,)]), ValueError) == "need more than 1 value to unpack"
assert raised(lambda: OrderedDict([(1, 2, 3)]), ValueError) == "too many values to unpack (expected 2)"
assert raised(lambda: OrderedDict(1, 2), TypeError) == "expected at most 1 argument, got 2"
