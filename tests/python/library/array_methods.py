"""Arrays: methods, files, buffers, pickling, subclasses.

https://docs.python.org/3.14/library/array.html
"""
import array
import sys
from array import array as A

sys.path.insert(0, (__file__.rpartition('/')[0] or '.') + '/../builtins')

from _outcomes import check

# Methods.
a = A('i', [1, 2, 3, 2])
check([
    (lambda: a.append('a'), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: a.append(), 'TypeError: array.append() takes exactly one argument (0 given)'),
    (lambda: a.buffer_info()[1], '4'),
    (lambda: a.byteswap(), 'None'),
    (lambda: a, "array('i', [16777216, 33554432, 50331648, 33554432])"),
    (lambda: a.byteswap(), 'None'),
    (lambda: a.count(2), '2'),
    (lambda: a.count(2.0), '2'),
    (lambda: a.extend(1), "TypeError: 'int' object is not iterable"),
    (lambda: a.extend(A('b')), 'TypeError: can only extend with array of same kind'),
    (lambda: a.extend(), 'TypeError: extend() takes exactly 1 positional argument (0 given)'),
    (lambda: a.extend([5, 'a']), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: a, "array('i', [1, 2, 3, 2, 5])"),
    (lambda: a.frombytes(b'abc'), 'ValueError: bytes length not a multiple of item size'),
    (lambda: a.frombytes('abc'), "TypeError: a bytes-like object is required, not 'str'"),
    (lambda: a.frombytes(b'\1\0\0\0'), 'None'),
    (lambda: a.frombytes(a), 'TypeError: a bytes-like object is required'),
    (lambda: a, "array('i', [1, 2, 3, 2, 5, 1])"),
    (lambda: a.frombytes(memoryview(b'abcdabcd')[::2]),
     'BufferError: memoryview: underlying buffer is not C-contiguous'),
    (lambda: a.fromlist(1), 'TypeError: arg must be list'),
    (lambda: a.fromlist((1,)), 'TypeError: arg must be list'),
    (lambda: a.fromlist([1, 'a']), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: a, "array('i', [1, 2, 3, 2, 5, 1])"),
    (lambda: a.index(2), '1'),
    (lambda: a.index(9), 'ValueError: array.index(x): x not in array'),
    (lambda: a.index(2, 2), '3'),
    (lambda: a.index(2, -1), 'ValueError: array.index(x): x not in array'),
    (lambda: a.index(2, 0, 1), 'ValueError: array.index(x): x not in array'),
    (lambda: a.index(2, 'a'), 'TypeError: slice indices must be integers or have an __index__ method'),
    (lambda: a.index(2, None), 'TypeError: slice indices must be integers or have an __index__ method'),
    (lambda: a.insert(0, 7), 'None'),
    (lambda: a.insert(-100, 8), 'None'),
    (lambda: a.insert(100, 9), 'None'),
    (lambda: a.insert('a', 9), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: a.insert(0, 'a'), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: a, "array('i', [8, 7, 1, 2, 3, 2, 5, 1, 9])"),
    (lambda: a.pop(), '9'),
    (lambda: a.pop(0), '8'),
    (lambda: a.pop(-1), '1'),
    (lambda: a.pop(99), 'IndexError: pop index out of range'),
    (lambda: a.pop('a'), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: A('i').pop(), 'IndexError: pop from empty array'),
    (lambda: a.remove(2), 'None'),
    (lambda: a.remove(99), 'ValueError: array.remove(x): x not in array'),
    (lambda: a, "array('i', [7, 1, 3, 2, 5])"),
    (lambda: a.reverse(), 'None'),
    (lambda: a, "array('i', [5, 2, 3, 1, 7])"),
    (lambda: a.tobytes(),
     "b'\\x05\\x00\\x00\\x00\\x02\\x00\\x00\\x00\\x03\\x00\\x00\\x00\\x01\\x00\\x00\\x00\\x07\\x00\\x00\\x00'"),
    (lambda: a.tolist(), '[5, 2, 3, 1, 7]'),
    (lambda: (a.itemsize, a.typecode), "(4, 'i')"),
    (lambda: a.__copy__(), "array('i', [5, 2, 3, 1, 7])"),
    (lambda: a.__deepcopy__({}), "array('i', [5, 2, 3, 1, 7])"),
    (lambda: a.__deepcopy__(), 'TypeError: array.__deepcopy__() takes exactly one argument (0 given)'),
    (lambda: a.__copy__() is a, 'False'),
])

# Files.
class File:
    def __init__(self, data):
        self.data, self.written = data, []

    def read(self, size):
        part, self.data = self.data[:size], self.data[size:]
        return part

    def write(self, data):
        self.written.append(data)


file = File(b"\1\0\0\0\2\0\0\0\3")
a = A("i")
large = File(b"")
check([
    (lambda: a.fromfile(file, 1), 'None'),
    (lambda: a, "array('i', [1])"),
    (lambda: a.fromfile(file, 5), 'ValueError: bytes length not a multiple of item size'),
    (lambda: a, "array('i', [1])"),
    (lambda: a.fromfile(File(b'\2\0\0\0'), 5), "EOFError: read() didn't return enough bytes"),
    (lambda: a, "array('i', [1, 2])"),
    (lambda: a.fromfile(file, -1), 'ValueError: negative count'),
    (lambda: a.fromfile(File('a'), 1), "TypeError: read() didn't return bytes"),
    (lambda: a.fromfile(File(bytearray(4)), 1), "TypeError: read() didn't return bytes"),
    (lambda: a.fromfile(File(b''), 'a'), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: a.fromfile(File(b''), 0), 'None'),
    (lambda: a.fromfile(1, 2), "AttributeError: 'int' object has no attribute 'read'"),
    (lambda: a.fromfile(), 'TypeError: fromfile() takes exactly 2 positional arguments (0 given)'),
    (lambda: a.tofile(file), 'None'),
    (lambda: file.written, "[b'\\x01\\x00\\x00\\x00\\x02\\x00\\x00\\x00']"),
    (lambda: A('b', bytes(100000)).tofile(large), 'None'),
    (lambda: [len(part) for part in large.written], '[65536, 34464]'),
    (lambda: a.tofile(1), "AttributeError: 'int' object has no attribute 'write'"),
    (lambda: a.tofile(), 'TypeError: tofile() takes exactly 1 positional argument (0 given)'),
])

# An array that is viewed keeps its size.
def put(target, key, value):
    target[key] = value


def delete(target, key):
    del target[key]


b = A("i", [1, 2, 3])
view = memoryview(b)
check([
    (lambda: (view.format, view.itemsize, view.shape), "('i', 4, (3,))"),
    (lambda: [memoryview(A(c)).format for c in 'bBwhHiIlLqQfd'],
     "['b', 'B', 'w', 'h', 'H', 'i', 'I', 'l', 'L', 'q', 'Q', 'f', 'd']"),
    (lambda: b.append(1), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: b.append('a'), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: b.pop(), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: b.clear(), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: b.extend([]), 'None'),
    (lambda: b.extend([1]), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: b.extend(b), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: b.insert(0, 1), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: b.remove(1), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: b.reverse(), 'None'),
    (lambda: b.byteswap(), 'None'),
    (lambda: b.byteswap(), 'None'),
    (lambda: b.__iadd__(A('i')), "array('i', [3, 2, 1])"),
    (lambda: b.__iadd__(b), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: b.__imul__(1), "array('i', [3, 2, 1])"),
    (lambda: b.__imul__(2), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: b.__imul__(0), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: delete(b, 0), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: delete(b, slice(0, 0)), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: delete(b, slice(0, 1)), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: put(b, slice(0, 1), A('i', [5])), 'None'),
    (lambda: put(b, slice(0, 1), A('i', [5, 6])),
     'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: put(b, slice(0, 3, 2), A('i', [5, 6])), 'None'),
    (lambda: put(b, slice(0, 0), A('i')), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: delete(b, slice(0, 3, 2)), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: b.frombytes(b''), 'None'),
    (lambda: b.frombytes(b'1234'), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: b.fromlist([]), 'None'),
    (lambda: b.fromlist([1]), 'BufferError: cannot resize an array that is exporting buffers'),
    (lambda: b.pop(9), 'IndexError: pop index out of range'),
    (lambda: b.remove(9), 'ValueError: array.remove(x): x not in array'),
    (lambda: put(b, 0, 1), 'None'),
    (lambda: put(view, 0, 77), 'None'),
    (lambda: b, "array('i', [77, 2, 6])"),
    (lambda: view == b, 'True'),
    (lambda: view.release(), 'None'),
    (lambda: b.append(1), 'None'),
])

# Views of arrays.
i = memoryview(A("i", [1, 2, 3]))
w = memoryview(A("w", "ab"))
nan = memoryview(A("d", [float("nan")]))
check([
    (lambda: memoryview(A('f', [1.0])) == memoryview(A('d', [1.0])), 'True'),
    (lambda: memoryview(b'a') == A('B', b'a'), 'True'),
    (lambda: nan == nan, 'False'),
    (lambda: memoryview._from_flags(A('i', [1, 2]), 0).format, "'B'"),
    (lambda: memoryview._from_flags(A('i', [1, 2]), 0).tolist(), '[1, 2]'),
    (lambda: memoryview._from_flags(A('i', [1, 2]), 0).itemsize, '4'),
    (lambda: w.format, "'w'"),
    (lambda: w[0], 'NotImplementedError: memoryview: format w not supported'),
    (lambda: w.tolist(), 'NotImplementedError: memoryview: format w not supported'),
    (lambda: list(w), 'NotImplementedError: memoryview: format w not supported'),
    (lambda: w.index('a'), 'NotImplementedError: memoryview: format w not supported'),
    (lambda: put(w, 0, 'a'), 'NotImplementedError: memoryview: format w not supported'),
    (lambda: w.cast('B').shape, '(8,)'),
    (lambda: w[:1].tobytes(), "b'a\\x00\\x00\\x00'"),
    (lambda: hash(i.toreadonly()),
     "ValueError: memoryview: hashing is restricted to formats 'B', 'b' or 'c'"),
    (lambda: i[::-1].tolist(), '[3, 2, 1]'),
    (lambda: bytes(A('h', [1, 2])), "b'\\x01\\x00\\x02\\x00'"),
    (lambda: b''.join([A('b', [1, 2]), A('B', [3])]), "b'\\x01\\x02\\x03'"),
    (lambda: bytearray(b'ab') + A('b', [99]), "bytearray(b'abc')"),
    (lambda: int.from_bytes(A('b', [1, 2])), '258'),
    (lambda: b'abc'.find(A('b', [98])), '1'),
])

# Pickling.
R = array._array_reconstructor
a = A('i', [1, 2])
check([
    (lambda: a.__reduce_ex__(3)[1:],
     "((<class 'array.array'>, 'i', 8, b'\\x01\\x00\\x00\\x00\\x02\\x00\\x00\\x00'), None)"),
    (lambda: a.__reduce_ex__(2), "(<class 'array.array'>, ('i', [1, 2]), None)"),
    (lambda: a.__reduce_ex__(), 'TypeError: __reduce_ex__() takes exactly 1 positional argument (0 given)'),
    (lambda: a.__reduce_ex__('a'), 'TypeError: __reduce_ex__ argument should be an integer'),
    (lambda: [A(c).__reduce_ex__(3)[1][2] for c in 'bBwhHiIlLqQfd'],
     '[1, 0, 20, 4, 2, 8, 6, 12, 10, 12, 10, 14, 16]'),
    (lambda: R(), 'TypeError: _array_reconstructor expected 4 arguments, got 0'),
    (lambda: R(A, 'b', 99, b''), 'ValueError: third argument must be a valid machine format code.'),
    (lambda: R(A, 'b', -1, b''), 'ValueError: third argument must be a valid machine format code.'),
    (lambda: R(A, 'b', 1, ''), 'TypeError: fourth argument should be bytes, not str'),
    (lambda: R(int, 'b', 1, b''), 'TypeError: int is not a subtype of array.array'),
    (lambda: R(1, 'b', 1, b''), 'TypeError: first argument must be a type object, not int'),
    (lambda: R(A, 'bb', 1, b''),
     'TypeError: _array_reconstructor(): argument 2 must be a unicode character, not a string of length 2'),
    (lambda: R(A, 1, 1, b''),
     'TypeError: _array_reconstructor() argument 2 must be a unicode character, not int'),
    (lambda: R(A, 'x', 1, b''), 'ValueError: second argument must be a valid type code'),
    (lambda: R(A, 'b', 1, b'\1\2'), "array('b', [1, 2])"),
    (lambda: R(A, 'h', 0, b'\1\2'), "array('B', [1, 2])"),
    (lambda: R(A, 'i', 4, b'\1\2\3'), 'ValueError: string length not a multiple of item size'),
    (lambda: R(A, 'i', 4, b'\1\2'), "array('h', [513])"),
    (lambda: R(A, 'i', 5, b'\1\2\3\4'), "array('h', [258, 772])"),
    (lambda: R(A, 'd', 17, b'\x3f\xf0\0\0\0\0\0\0'), "array('d', [1.0])"),
    (lambda: R(A, 'd', 16, b'\0\0\0\0\0\0\xf0\x3f'), "array('d', [1.0])"),
    (lambda: R(A, 'f', 15, b'\x3f\x80\0\0'), "array('f', [1.0])"),
    (lambda: R(A, 'd', 16, b'\x3f\x80\0\0'), 'ValueError: bytes length not a multiple of item size'),
    (lambda: R(A, 'w', 20, b'a\0\0\0'), "array('w', 'a')"),
    (lambda: R(A, 'w', 21, b'\0\0\0a\0\0\0b'), "array('w', 'ab')"),
    (lambda: R(A, 'w', 21, b'\0\0\0a'), 'ValueError: string length not a multiple of item size'),
    (lambda: R(A, 'w', 19, b'\0a\0b'), "array('w', 'ab')"),
    (lambda: R(A, 'w', 19, b'\0a'), 'ValueError: string length not a multiple of item size'),
    (lambda: R(A, 'b', 18, b'a\0b\0'),
     "TypeError: cannot use a str to initialize an array with typecode 'b'"),
    (lambda: R(A, 'I', 0, b'\xff'), "array('B', [255])"),
    (lambda: R(A, 'q', 2, b'\1\2'), "array('H', [513])"),
    (lambda: R(A, 'i', 8, bytes(8)), "array('i', [0, 0])"),
    (lambda: R(A, 'b', 11, bytes(7) + b'\x09'), "array('Q', [9])"),
    (lambda: R(A, 'b', 10, b'\xff' * 8), "array('Q', [18446744073709551615])"),
    (lambda: R(A, 'b', 13, b'\xff' * 8), "array('q', [-1])"),
])

# Iterators.
steps = iter(A('i', [1, 2]))
check([
    (lambda: type(steps), "<class 'array.arrayiterator'>"),
    (lambda: next(steps), '1'),
    (lambda: steps.__reduce__()[1:], "((array('i', [1, 2]),), 1)"),
    (lambda: steps.__setstate__(5), 'None'),
    (lambda: next(steps, 'end'), "'end'"),
    (lambda: steps.__reduce__()[1:], '(((),),)'),
    (lambda: steps.__setstate__('a'), 'TypeError: an integer is required'),
    (lambda: type(steps)(), "TypeError: cannot create 'array.arrayiterator' instances"),
    (lambda: list(reversed(A('i', [1, 2]))), '[2, 1]'),
])

# Subclasses.
class Named(A):
    def __init__(self, *args, **kwargs):
        self.name = "x"
check([
    (lambda: Named('i', [1]), "Named('i', [1])"),
    (lambda: Named('i', [1]).name, "'x'"),
    (lambda: Named('i', [1])[:], "array('i', [1])"),
    (lambda: type(Named('i', [1]) + A('i')), "<class 'array.array'>"),
    (lambda: Named('i', x=1), "Named('i')"),
    (lambda: Named('i', [1]).__reduce_ex__(3)[1:],
     "((<class '__main__.Named'>, 'i', 8, b'\\x01\\x00\\x00\\x00'), {'name': 'x'})"),
    (lambda: type(Named('i').__copy__()), "<class 'array.array'>"),
])

# Items whose conversion or comparison changes the array.
class Clears:
    def __index__(self):
        a.clear()
        return 1

    def __float__(self):
        a.clear()
        return 1.0

    def __eq__(self, other):
        a.clear()
        return False


def fresh(code="i"):
    global a
    a = A(code, [1, 2, 3])
check([
    (lambda: fresh(), 'None'),
    (lambda: put(a, 1, Clears()), 'IndexError: array assignment index out of range'),
    (lambda: a, "array('i')"),
    (lambda: fresh('d'), 'None'),
    (lambda: put(a, 2, Clears()), 'IndexError: array assignment index out of range'),
    (lambda: fresh(), 'None'),
    (lambda: a[Clears()], 'IndexError: array index out of range'),
    (lambda: fresh(), 'None'),
    (lambda: a.pop(Clears()), 'IndexError: pop from empty array'),
    (lambda: fresh(), 'None'),
    (lambda: a.insert(Clears(), 5), 'None'),
    (lambda: a, "array('i', [5])"),
    (lambda: fresh(), 'None'),
    (lambda: fresh(), 'None'),
    (lambda: put(a, slice(Clears(), None), A('i')), 'None'),
    (lambda: a, "array('i')"),
    (lambda: fresh(), 'None'),
    (lambda: a.count(Clears()), '0'),
    (lambda: fresh(), 'None'),
    (lambda: a.index(Clears()), 'ValueError: array.index(x): x not in array'),
    (lambda: fresh(), 'None'),
    (lambda: a.remove(Clears()), 'ValueError: array.remove(x): x not in array'),
    (lambda: fresh(), 'None'),
    (lambda: Clears() in a, 'False'),
    (lambda: fresh(), 'None'),
    (lambda: a * Clears(), "array('i')"),
    (lambda: fresh(), 'None'),
    (lambda: a[Clears():], "array('i')"),
])

# A list that changes while it is read.
shrinking = [0, 1]


class Shrinks:
    def __index__(self):
        del shrinking[1:]
        return 1


shrinking[0] = Shrinks()
check([
    (lambda: A('i').fromlist(shrinking), 'RuntimeError: list changed size during iteration'),
])
