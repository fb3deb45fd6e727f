"""Views follow the dict; those of keys and items are sets.

https://docs.python.org/3.14/library/stdtypes.html#dictionary-view-objects
"""
d = {"a": 1, "b": 2}
keys, values, items = d.keys(), d.values(), d.items()
d["c"] = 3
assert list(keys) == ["a", "b", "c"]
assert list(values) == [1, 2, 3]
assert list(items) == [("a", 1), ("b", 2), ("c", 3)]
assert list(reversed(items)) == [("c", 3), ("b", 2), ("a", 1)]
assert len(keys) == len(values) == len(items) == 3
assert "a" in keys and "z" not in keys
assert 3 in values and 4 not in values
assert ("a", 1) in items and ("a", 2) not in items and "a" not in items
assert repr(keys) == "dict_keys(['a', 'b', 'c'])"
assert repr(values) == "dict_values([1, 2, 3])"
assert repr(items) == "dict_items([('a', 1), ('b', 2), ('c', 3)])"
assert keys.mapping == d and repr(keys.mapping) == "mappingproxy({'a': 1, 'b': 2, 'c': 3})"

assert keys == {"a", "b", "c"} and {"a", "b", "c"} == keys
assert keys != {"a"} and keys != ["a", "b", "c"]
assert values != d.values()
assert keys > {"a"} and keys >= {"a"} and not keys < {"a"}
assert {"a"} < keys and d.keys() <= {"a", "b", "c", "d"}
assert items >= {("a", 1)}
assert keys & {"a", "z"} == {"a"} == ["a", "z"] & keys
assert keys | ["z"] == {"a", "b", "c", "z"}
assert keys - ["a"] == {"b", "c"} and ["a", "z"] - keys == {"z"}
assert keys ^ ["a", "z", "z"] == {"b", "c", "z"}
assert items & {"a": 1}.items() == {("a", 1)}
assert items ^ {"a": 1, "b": 3}.items() == {("b", 2), ("b", 3), ("c", 3)}
assert type(keys & []) is set
assert keys.isdisjoint("xyz") and not keys.isdisjoint({"a", "z"})
assert keys.isdisjoint({"z": 1}.keys()) and not items.isdisjoint([("a", 1)])
assert {}.keys() == set() and {}.items() == {}.keys()
