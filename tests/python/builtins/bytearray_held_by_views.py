"""While a method looks at a bytearray, what the program's own conversions do to it is a BufferError.

https://docs.python.org/3.14/library/stdtypes.html#bytearray-objects
"""


def raises(error, function, *arguments):
    try:
        function(*arguments)
    except error as raised:
        return str(raised)
    raise AssertionError(function)


array = bytearray(b"A")


class Clears:
    def __index__(self):
        array.clear()
        return 65

    def __buffer__(self, flags):
        array.clear()
        return memoryview(array)


for name in ("find", "rfind", "index", "rindex", "count", "split", "rsplit", "__contains__"):
    assert raises(BufferError, getattr(array, name), Clears()) == \
        "Existing exports of data: object cannot be re-sized", name
assert array == b"A"


def clearing():
    array.clear()
    yield b"x"


raises(BufferError, array.join, clearing())

# Nothing is changed before the error.
view = memoryview(array := bytearray(10))
for change in ("array.pop()", "del array[1]", "array[1:-1:2] = b''", "array.resize(3)", "array += b'x'"):
    raises(BufferError, exec, change, {"array": array})
assert array == bytes(10)
view.release()

# What is there already can be seen while it grows.
array = bytearray()


def seen():
    for number in range(3):
        yield number
        assert list(array) == list(range(number + 1))


array.__init__(seen())
assert array == b"\0\1\2"

# A list that changes while it is joined.
class Item:
    def __buffer__(self, flags):
        items.clear()
        return memoryview(b"x")


for kind in bytes, bytearray:
    items = [b"a", Item(), b"c"]
    assert raises(RuntimeError, kind(b"-").join, items) == "sequence changed size during iteration"

assert raises(ValueError, bytearray(b"a").translate, b"1", 1) == \
    "translation table must be 256 characters long"
