"""Subclasses of containers that iterate in their own way: who asks `__iter__`, and who reads the items."""


class Pair(tuple):
    def __iter__(self):
        return iter((7, 8))


class Row(list):
    def __iter__(self):
        return iter((7, 8))


class Text(str):
    def __iter__(self):
        return iter("xy")


class Bytes(bytes):
    def __iter__(self):
        return iter((7, 8))


class Group(set):
    def __iter__(self):
        return iter((7, 8))


class Table(dict):
    def __iter__(self):
        return iter("zz")

    def keys(self):
        return ["q"]

    def __getitem__(self, key):
        return 5


def rest(*args):
    return args


def keywords(**kwargs):
    return kwargs


def two(a, b):
    return a, b


pair, row, text, data, group, table = Pair((1, 2, 3)), Row([1, 2, 3]), Text("ab"), Bytes(b"ab"), Group((1, 2)), Table(a=1)

for _ in range(30):
    for given in (pair, row, group, data):
        assert two(*given) == rest(*given) == (7, 8), given
        assert rest(0, *given) == (0, 7, 8) and rest(*given, *given) == (7, 8, 7, 8)
        assert two(*given, **{}) == (7, 8)
        a, b = given
        assert (a, b) == (7, 8)
        a, *b = given
        assert (a, b) == (7, [8])
    assert rest(*text) == ("x", "y") and rest(*table) == ("z", "z")
    assert keywords(**table) == {"q": 5} and keywords(**table, r=1) == {"q": 5, "r": 1}

for given in (pair, row, data):
    assert list(given) == [*given] == sorted(given) == [item for item in given] == [7, 8]
    assert tuple(given) == (7, 8) and set(given) == {*given} == frozenset(given) == {7, 8}
    assert sum(given) == 15 and max(given) == 8 and max(*given) == 8 and list(enumerate(given)) == [(0, 7), (1, 8)]
    assert list(zip(given, given)) == [(7, 7), (8, 8)] and list(map(str, given)) == ["7", "8"]
    assert bytearray(given) == (bytearray(b"ab") if given is data else bytearray(b"\x07\x08"))
    items = [0]
    items.extend(given)
    items += given
    items[:1] = given
    assert items == [7, 8, 7, 8, 7, 8]
assert bytes(pair) == bytes(row) == b"\x07\x08" and bytes(data) == b"ab"
assert "%s %s %s" % pair == "1 2 3" and list(reversed(pair)) == [3, 2, 1] and (0,) + pair == (0, 1, 2, 3)

# A set is read as what it is, whatever its class says.
assert set(group) == {*group} == {1} | group == {1, 2} and list(group) == sorted(group) == [7, 8] and sum(group) == 15
collected = {5}
collected.update(group)
collected |= group
assert collected == {1, 2, 5} and {0, *group} == {0, 1, 2}

# A dict with an `__iter__` of its own is asked for its keys.
assert dict(table) == {**table} == table.copy() == table | {} == {} | table == {"q": 5}
assert list(table) == [*table] == ["z", "z"] and set(table) == {"z"}
updated = {}
updated.update(table)
updated |= table
assert updated == {"q": 5}
assert text.join("12") == "1ab2" and "-".join(text) == "x-y" and list(text) == ["x", "y"]
