"""A number is assigned to no slice of a bytearray, even if it can be iterated over.

https://docs.python.org/3.14/library/stdtypes.html#bytearray
"""


class Number:
    def __index__(self):
        return 2

    def __iter__(self):
        return iter([1, 2])


array = bytearray(b"abc")
for number in Number(), 5, 1.5:
    for part in slice(0, 1), slice(0, 3, 2):
        try:
            array[part] = number
        except TypeError as error:
            expected = "can assign only bytes, buffers, or iterables of ints in range(0, 256)"
            assert str(error) == expected
        else:
            raise AssertionError
assert array == b"abc"
