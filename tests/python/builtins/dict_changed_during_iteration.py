"""An iterator of a dict raises when keys are added or removed; new values are fine.

https://docs.python.org/3.14/library/stdtypes.html#dictionary-view-objects
"""


def message(function):
    try:
        function()
    except RuntimeError as error:
        return str(error)
    assert False


def add(view):
    d = {1: 1, 2: 2}
    for _ in view(d):
        d[len(d) + 10] = 1




for view in (dict.keys, dict.values, dict.items, iter, reversed):
    assert message(lambda: add(view)) == "dictionary changed size during iteration"


def exchange_key():
    d = {1: 1, 2: 2}
    for key in d:
        del d[key]
        d[key + 10] = 1


assert message(exchange_key) == "dictionary keys changed during iteration"

d = {1: 1, 2: 2}
for key in d:
    d[key] = key * 10
assert d == {1: 10, 2: 20}

iterator = iter(d)
next(iterator)
d[3] = 3
for _ in range(2):
    assert message(lambda: next(iterator)) == "dictionary changed size during iteration"

iterator = iter({1: 1})
assert iterator.__length_hint__() == 1
assert list(iterator) == [1]
assert iterator.__length_hint__() == 0
assert list(iterator) == []


# A key that is removed and added again is a new one, though it may lie where the old one did.
def changed_keys(size, walk=lambda walked: walked):
    walked = dict.fromkeys(range(size))
    try:
        for key in walk(walked):
            key = key if isinstance(key, int) else 0
            del walked[key]
            walked[key] = None
    except RuntimeError as error:
        return str(error)


for size in (1, 2, 5, 8, 9, 20):
    assert changed_keys(size) == "dictionary keys changed during iteration"
assert changed_keys(1, dict.items) == changed_keys(1, dict.values) == changed_keys(1)

# Popping the last item and adding another one is seen by nobody.
walked = dict.fromkeys(range(5))
for key in walked:
    walked.popitem()
    walked["x"] = 1
assert list(walked) == [0, 1, 2, 3, "x"]
