"""A length may be any number up to sys.maxsize, also where nothing is there; indexes as large are out of range.

https://docs.python.org/3.14/reference/datamodel.html#object.__len__
"""

import collections
import functools
import operator
import sys
from array import array
from json import JSONDecoder
from xml.etree.ElementTree import Element

SIZES = [2**61 - 1, 2**61, 2**62 - 1, 2**62, 2**63 - 1]


class Sized:
    def __init__(self, size): self.size = size

    def __len__(self): return self.size

    def __getitem__(self, index): raise IndexError

    def __sizeof__(self): return self.size


def fails(kind, message, function, *args):
    try:
        function(*args)
    except kind as error:
        assert str(error) == message, str(error)
    else:
        raise AssertionError(message)


for size in SIZES:
    sized = Sized(size)
    assert len(sized) == size and bool(sized)
    assert operator.length_hint(reversed(sized)) == size
    assert len(range(size)) == size and len(range(-size, 0)) == size
    # At a place that has become warm, and in a pattern.
    assert [len(each) for each in [range(3)] * 100 + [range(size), sized]][-2:] == [size, size]

    cached = functools.lru_cache(size)(len)
    assert cached.cache_info().maxsize == cached.cache_parameters()["maxsize"] == size

    iterator = iter([1, 2])
    iterator.__setstate__(size)
    assert iterator.__reduce__()[2] == 2 and list(iterator) == []
    iterator = iter(sized)
    iterator.__setstate__(size)
    if size < sys.maxsize:
        assert iterator.__reduce__()[2] == size

    assert sys.getsizeof(sized) >= size if size < sys.maxsize - 64 else True
    keys = []
    class Keys:
        def __getitem__(self, key): keys.append(key)
    if size < sys.maxsize:
        f"{'{0[%d]}' % size}".format(Keys())
        assert keys == [size]
    try:
        JSONDecoder().scan_once("1", size)
    except StopIteration as error:
        assert error.value == size

    for sequence, kind in (
        ([1], "list"), ((1,), "tuple"), ("a", "string"), (bytearray(1), "bytearray"),
        (array("i", [1]), "array"), (collections.deque([1]), "deque"), (Element("a"), "child"),
        (b"a", None), (range(1), "range object"),
    ):
        message = f"{kind} index out of range" if kind else "index out of range"
        fails(IndexError, message, operator.getitem, sequence, size)
        fails(IndexError, message, operator.getitem, sequence, -size)
    fails(IndexError, "list assignment index out of range", operator.setitem, [1], size, 1)
    fails(IndexError, "list assignment index out of range", operator.delitem, [1], size)

fails(OverflowError, "cannot fit 'int' into an index-sized integer", len, Sized(2**63))
fails(ValueError, "__len__() should return >= 0", len, Sized(-1))
fails(ValueError, "__len__() should return >= 0", len, Sized(-2**70))
fails(ValueError, "__sizeof__() should return >= 0", sys.getsizeof, Sized(-1))
fails(OverflowError, "Python int too large to convert to C ssize_t", sys.getsizeof, Sized(2**63))
fails(TypeError, "an integer is required", sys.getsizeof, Sized("1"))
assert sys.getsizeof(Sized("1"), 5) == 5
fails(IndexError, "cannot fit 'int' into an index-sized integer", operator.getitem, [1], 2**63)
