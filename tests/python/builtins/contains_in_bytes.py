"""What has an `__index__` that raises is no byte: `in` takes it for a bytes-like object, whatever was raised.

https://docs.python.org/3.14/library/stdtypes.html#bytes-and-bytearray-operations
"""


class Raising:
    def __init__(self, error):
        self.error = error

    def __index__(self):
        raise self.error


class Wrong:
    def __index__(self):
        return "a"


class RaisingBytes(Raising):
    def __buffer__(self, flags):
        return memoryview(b"bc")


class Byte:
    def __index__(self):
        return 97


for text in (b"abc", bytearray(b"abc")):
    for item in (Raising(ZeroDivisionError()), Raising(TypeError("mine")), Wrong()):
        try:
            item in text
        except TypeError as error:
            assert str(error) == f"a bytes-like object is required, not '{type(item).__name__}'"
        else:
            raise AssertionError("nothing was raised")
    assert RaisingBytes(ValueError()) in text
    assert Byte() in text and 98 in text and True not in text
    for item in (300, -1, 2**100):
        try:
            item in text
        except ValueError as error:
            assert str(error) == "byte must be in range(0, 256)"
        else:
            raise AssertionError("nothing was raised")
