"""Static methods of native classes know their class: in `repr`, `__qualname__` and pickles."""

import pickle

for owner in (bytes, bytearray, str):
    method = owner.maketrans
    assert method.__qualname__ == f"{owner.__name__}.maketrans"
    assert method.__module__ is None and method.__self__ is None
    assert repr(method).startswith("<built-in method maketrans of type object at 0x"), repr(method)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(method, protocol)) == method
        assert pickle.loads(pickle._dumps(method, protocol)) == method
assert bytes.maketrans(b"a", b"b")[97] == 98

# Whoever is called wrongly is named with the class.
try:
    bytes.maketrans(*1)
except TypeError as error:
    assert str(error) == "bytes.maketrans() argument after * must be an iterable, not int", error
else:
    raise AssertionError("no TypeError")
