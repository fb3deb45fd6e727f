"""Views of the memory of bytes and bytearrays.

https://docs.python.org/3.14/library/stdtypes.html#memory-views
"""


def raises(function, error, message=None):
    try:
        function()
    except error as exception:
        if message is not None:
            assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


view = memoryview(b"abcdef")
assert len(view) == 6 and view[0] == 97 and view[-1] == 102 and view.readonly
assert view.tobytes() == b"abcdef" and bytes(view) == b"abcdef" and view.tolist() == list(b"abcdef")
assert bytes(view[1:4]) == b"bcd" and view[::-2].tobytes() == b"fdb" and list(view[4:]) == [101, 102]
assert (view.nbytes, view.itemsize, view.format, view.ndim, view.shape, view.strides) == (
    6, 1, "B", 1, (6,), (1,))
assert view.contiguous and not view[::2].contiguous and view[::-2].strides == (-2,)
assert view == b"abcdef" == view[:] and view != b"abc" and view[::2] == b"ace" and view != 5
assert hash(view) == hash(b"abcdef") and view.obj == b"abcdef" and view.hex() == "616263646566"
assert 97 in view and 1 not in view and view.index(99) == 2 and view.count(97) == 1
raises(lambda: view[6], IndexError, "index out of bounds on dimension 1")
raises(lambda: view["a"], TypeError, "memoryview: invalid slice key")
raises(lambda: memoryview(5), TypeError, "memoryview: a bytes-like object is required, not 'int'")
raises(lambda: view.__setitem__(0, 1), TypeError, "cannot modify read-only memory")

# A view of a bytearray writes to it, and keeps its length.
array = bytearray(b"abcdef")
view = memoryview(array)
view[0] = 65
view[-2:] = b"EF"
view[1:4:2] = b"BD"
assert array == b"ABcDEF" and not view.readonly and view.toreadonly().readonly
view[1:] = view[:-1]
assert array == b"AABcDE"
raises(lambda: view.__setitem__(0, 256), ValueError, "memoryview: invalid value for format 'B'")
raises(lambda: view.__setitem__(0, "a"), TypeError, "memoryview: invalid type for format 'B'")
raises(lambda: view.__setitem__(slice(0, 2), b"abc"), ValueError,
       "memoryview assignment: lvalue and rvalue have different structures")
raises(lambda: view.__delitem__(0), TypeError, "cannot delete memory")
raises(lambda: hash(view), ValueError, "cannot hash writable memoryview object")
raises(lambda: array.append(1), BufferError,
       "Existing exports of data: object cannot be re-sized")
view.release()
array.append(1)
raises(lambda: view[0], ValueError, "operation forbidden on released memoryview object")
raises(lambda: len(view), ValueError)
with memoryview(array) as view:
    assert view[0] == 65
raises(lambda: view.tolist(), ValueError)
del view
array.clear()

# Casts.
array = bytearray(16)
view = memoryview(array).cast("i")
assert len(view) == 4 and view.itemsize == 4 and view.nbytes == 16 and view.format == "i"
view[1] = -5
assert array[4:8] == (-5).to_bytes(4, "little", signed=True) and view.tolist() == [0, -5, 0, 0]
assert view.cast("B")[4] == 251 and view[1:2].tolist() == [-5]
doubles = memoryview(array).cast("d")
doubles[0] = 1.5
assert doubles.tolist()[0] == 1.5
halves = memoryview(array).cast("e")
halves[0] = 0.5
assert halves[0] == 0.5
assert memoryview(b"ab").cast("c").tolist() == [b"a", b"b"]
raises(lambda: memoryview(b"abc").cast("h"), TypeError,
       "memoryview: length is not a multiple of itemsize")
raises(lambda: view.cast("h"), TypeError, "memoryview: cannot cast between two non-byte formats")
raises(lambda: memoryview(b"abc").cast("x"), ValueError)
raises(lambda: memoryview(b"abcd")[::2].cast("H"), TypeError,
       "memoryview: casts are restricted to C-contiguous views")
