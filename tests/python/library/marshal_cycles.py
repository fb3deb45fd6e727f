"""Tuples of lists that contain them are written and read again as they were.

https://docs.python.org/3.14/library/marshal.html
"""
import io
import marshal


def copy(value):
    data = marshal.dumps(value)
    from_file = marshal.load(io.BytesIO(data + b"rest"))
    assert type(from_file) is type(value)
    return marshal.loads(data)


items = []
value = (items, 1)
items.append(value)
found = copy(value)
assert type(found) is tuple and found[1] == 1 and found[0][0] is found

# By a dict, and in the middle of other values.
table = {}
value = ("x", table, 2.5)
table["key"] = value
table[("a", 1)] = [value, None]
found = copy(value)
assert found[0] == "x" and found[2] == 2.5
assert found[1]["key"] is found and found[1][("a", 1)][0] is found

# In a tuple of its own.
items = []
value = (items,)
items.append((value, "inner"))
items.append({"s"})
found = copy(value)
inner, letters = found[0]
assert inner[0] is found and inner[1] == "inner" and letters == {"s"}

# The same list twice.
items = []
value = (items, items, frozenset({3}))
items.append(value)
found = copy(value)
assert found[0] is found[1] and found[0][0] is found and found[2] == frozenset({3})

# A file is read to the end of the value, and no further.
data = marshal.dumps(value)
file = io.BytesIO(data + marshal.dumps("next"))
found = marshal.load(file)
assert found[0][0] is found
assert marshal.load(file) == "next"

# Before version 3 nothing is written as a reference.
try:
    marshal.dumps(value, 2)
except ValueError as error:
    assert "too deeply nested" in str(error)
else:
    raise AssertionError("nothing was raised")


# Frozensets and slices cannot be parts of themselves.
for data in (
    b"\xbe\x01\0\0\0r\0\0\0\0",
    b"\xba[\x01\0\0\0r\0\0\0\0NN",
    b"r\0\0\0\0",
    b"\xa9\x01r\x05\0\0\0",
):
    try:
        marshal.loads(data)
    except ValueError as error:
        assert str(error) == "bad marshal data (invalid reference)"
    else:
        raise AssertionError("nothing was raised")
