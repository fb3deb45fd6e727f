"""A search in a dict or set starts again where a comparison has moved the keys, or removed the one it asked.

https://docs.python.org/3.14/library/stdtypes.html#mapping-types-dict
"""


class Key:
    """Equal to keys of its name; once, something happens at the first comparison."""

    def __init__(self, name, happens=None):
        self.name = name
        self.happens = happens

    def __hash__(self):
        return 5

    def __eq__(self, other):
        happens, self.happens = self.happens, None
        other_happens, other.happens = other.happens, None
        if happens or other_happens:
            (happens or other_happens)()
        return self.name == other.name


# The table grows while the first key is compared; the third is still found.
for make, add in (dict.fromkeys, dict.setdefault), (set, set.add):
    container = make([Key(name) for name in "abc"])

    def grow():
        for number in range(1032, 1056):
            add(container, number)

    assert Key("c", grow) in container
    assert len(container) == 27


# The key that is being compared goes, and is equal to what was looked for.
def search(key):
    return keyed[key]


keyed = {Key(name): name for name in "abc"}
first = next(iter(keyed))
try:
    found = search(Key("a", lambda: keyed.pop(first)))
except KeyError:
    pass
else:
    raise AssertionError(found)
assert list(keyed.values()) == ["b", "c"]

members = {Key(name) for name in "a"}
members.add(1)
only = next(key for key in members if isinstance(key, Key))
assert Key("a", lambda: members.remove(only)) not in members
assert members == {1}
