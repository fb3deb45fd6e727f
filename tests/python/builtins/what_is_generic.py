"""Which built-in classes can be subscripted.

https://docs.python.org/3.14/library/stdtypes.html#types-genericalias
"""
for generic in (list, dict, tuple, set, frozenset, enumerate, memoryview, type):
    assert generic[int].__origin__ is generic
for plain in (slice, int, str, bytes, bytearray, range, object, float, property, map, zip, filter):
    try:
        plain[int]
    except TypeError as error:
        assert str(error) == f"type '{plain.__name__}' is not subscriptable", error
    else:
        raise AssertionError(plain)

# A union drops duplicates by hash and equality, however many there are.
classes = [type(f"C{index}", (), {}) for index in range(300)]
union = int
for _ in range(2):
    for cls in classes:
        union = union | cls
assert union.__args__ == (int, *classes)
