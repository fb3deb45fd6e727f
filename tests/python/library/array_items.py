"""Arrays: what their items may be, how they are read, changed and compared.

https://docs.python.org/3.14/library/array.html
"""
import array
import sys
from array import array as A

sys.path.insert(0, (__file__.rpartition('/')[0] or '.') + '/../builtins')

from _outcomes import check

# What is set and deleted, as expressions.
def put(target, key, value):
    target[key] = value


def delete(target, key):
    del target[key]


def add(target, value):
    target += value
    return target


def multiply(target, count):
    target *= count
    return target
check([
    (lambda: array.typecodes, "'bBuwhHiIlLqQfd'"),
    (lambda: array.ArrayType is A, 'True'),
    (lambda: (A.__module__, A.__name__), "('array', 'array')"),
])

# Making arrays.
check([
    (lambda: A(), 'TypeError: array() takes at least 1 argument (0 given)'),
    (lambda: A('x'), 'ValueError: bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)'),
    (lambda: A(1), 'TypeError: array() argument 1 must be a unicode character, not int'),
    (lambda: A('bb'), 'TypeError: array() argument 1 must be a unicode character, not a string of length 2'),
    (lambda: A(b'b'), 'TypeError: array() argument 1 must be a unicode character, not bytes'),
    (lambda: A('b', 1), "TypeError: 'int' object is not iterable"),
    (lambda: A('b', 'a'), "TypeError: cannot use a str to initialize an array with typecode 'b'"),
    (lambda: A('w', 'ab'), "array('w', 'ab')"),
    (lambda: A('w', b'ab'), 'ValueError: bytes length not a multiple of item size'),
    (lambda: A('b', b'ab'), "array('b', [97, 98])"),
    (lambda: A('i', b'ab'), 'ValueError: bytes length not a multiple of item size'),
    (lambda: A('i', b'abcd'), "array('i', [1684234849])"),
    (lambda: A('w', [1]), 'TypeError: array item must be a unicode character, not int'),
    (lambda: A('w', ['ab']), 'TypeError: array item must be a unicode character, not a string of length 2'),
    (lambda: A('w', ['']), 'TypeError: array item must be a unicode character, not a string of length 0'),
    (lambda: A('b', [127, -128]), "array('b', [127, -128])"),
    (lambda: A('b', [128]), 'OverflowError: signed char is greater than maximum'),
    (lambda: A('b', [-129]), 'OverflowError: signed char is less than minimum'),
    (lambda: A('b', [1 << 15]), 'OverflowError: signed short integer is greater than maximum'),
    (lambda: A('B', [256]), 'OverflowError: unsigned byte integer is greater than maximum'),
    (lambda: A('B', [-1]), 'OverflowError: unsigned byte integer is less than minimum'),
    (lambda: A('h', [1 << 15]), 'OverflowError: signed short integer is greater than maximum'),
    (lambda: A('h', [-1 << 20]), 'OverflowError: signed short integer is less than minimum'),
    (lambda: A('H', [1 << 16]), 'OverflowError: unsigned short is greater than maximum'),
    (lambda: A('H', [1 << 31]), 'OverflowError: signed integer is greater than maximum'),
    (lambda: A('H', [-1]), 'OverflowError: unsigned short is less than minimum'),
    (lambda: A('i', [1 << 31]), 'OverflowError: signed integer is greater than maximum'),
    (lambda: A('i', [-1 << 31]), "array('i', [-2147483648])"),
    (lambda: A('I', [1 << 32]), 'OverflowError: unsigned int is greater than maximum'),
    (lambda: A('I', [-1]), "OverflowError: can't convert negative value to unsigned int"),
    (lambda: A('l', [1 << 63]), 'OverflowError: Python int too large to convert to C long'),
    (lambda: A('L', [1 << 64]), 'OverflowError: Python int too large to convert to C unsigned long'),
    (lambda: A('L', [-1]), "OverflowError: can't convert negative value to unsigned int"),
    (lambda: A('q', [1 << 63]), 'OverflowError: int too big to convert'),
    (lambda: A('Q', [1 << 64]), 'OverflowError: int too big to convert'),
    (lambda: A('Q', [(1 << 64) - 1]), "array('Q', [18446744073709551615])"),
    (lambda: A('Q', [-1]), "OverflowError: can't convert negative int to unsigned"),
    (lambda: A('b', ['a']), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: A('b', [1.0]), "TypeError: 'float' object cannot be interpreted as an integer"),
    (lambda: A('I', [1.0]), "TypeError: 'float' object cannot be interpreted as an integer"),
    (lambda: A('f', ['a']), 'TypeError: must be real number, not str'),
    (lambda: A('d', [10 ** 400]), 'OverflowError: int too large to convert to float'),
    (lambda: A('f', [1e300]), "array('f', [inf])"),
    (lambda: A('I', ['a']), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: [A(c, [True]) for c in 'bBhHiIlLqQfd'],
     "[array('b', [1]), array('B', [1]), array('h', [1]), array('H', [1]), array('i', [1]), array('I', [1]), array('l', [1]), array('L', [1]), array('q', [1]), array('Q', [1]), array('f', [1.0]), array('d', [1.0])]"),
    (lambda: A('b', [1 << 80]), 'OverflowError: Python int too large to convert to C long'),
    (lambda: A('H', [-1 << 80]), 'OverflowError: Python int too large to convert to C long'),
    (lambda: A('I', [1 << 80]), 'OverflowError: Python int too large to convert to C unsigned long'),
    (lambda: A('L', [1 << 200]), 'OverflowError: Python int too large to convert to C unsigned long'),
    (lambda: A('q', [1 << 80]), 'OverflowError: int too big to convert'),
    (lambda: A('Q', [-1 << 80]), "OverflowError: can't convert negative int to unsigned"),
    (lambda: A('b', [], 1), 'TypeError: array() takes at most 2 arguments (3 given)'),
    (lambda: A('b', {}), "array('b')"),
    (lambda: A('b', {1: 2}), "array('b', [1])"),
    (lambda: A('b', bytearray(b'ab')), "array('b', [97, 98])"),
    (lambda: A('b', memoryview(b'ab')), "array('b', [97, 98])"),
    (lambda: A('i', A('b', [1, 2])), "array('i', [1, 2])"),
    (lambda: A('b', A('b', [1, 2])), "array('b', [1, 2])"),
    (lambda: A('b', A('w', 'a')),
     "TypeError: cannot use a unicode array to initialize an array with typecode 'b'"),
    (lambda: A('d', range(2)), "array('d', [0.0, 1.0])"),
    (lambda: A('b', (1, 2)), "array('b', [1, 2])"),
    (lambda: A('b', None), "TypeError: 'NoneType' object is not iterable"),
    (lambda: A(typecode='b'), 'TypeError: array.array() takes no keyword arguments'),
    (lambda: A('b', initializer=[]), 'TypeError: array.array() takes no keyword arguments'),
])

# Items and slices.
a = A('i', [1, 2, 3])
check([
    (lambda: (a[0], a[-1]), '(1, 3)'),
    (lambda: a[3], 'IndexError: array index out of range'),
    (lambda: a[-4], 'IndexError: array index out of range'),
    (lambda: a['a'], 'TypeError: array indices must be integers'),
    (lambda: a[1.0], 'TypeError: array indices must be integers'),
    (lambda: a[1 << 80], "IndexError: cannot fit 'int' into an index-sized integer"),
    (lambda: a[1:], "array('i', [2, 3])"),
    (lambda: a[::-1], "array('i', [3, 2, 1])"),
    (lambda: a[::2], "array('i', [1, 3])"),
    (lambda: a[5:], "array('i')"),
    (lambda: put(a, 5, 1), 'IndexError: array assignment index out of range'),
    (lambda: put(a, 'a', 1), 'TypeError: array indices must be integers'),
    (lambda: put(a, 0, 'a'), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: put(a, slice(0, 1), [1]), 'TypeError: can only assign array (not "list") to array slice'),
    (lambda: put(a, slice(0, 1), A('b')), 'TypeError: bad argument type for built-in operation'),
    (lambda: put(a, slice(0, 3, 2), A('i', [1])),
     'ValueError: attempt to assign array of size 1 to extended slice of size 2'),
    (lambda: put(a, slice(0, 2), A('i', [7, 8, 9])), 'None'),
    (lambda: a, "array('i', [7, 8, 9, 3])"),
    (lambda: put(a, slice(0, 4, 2), A('i', [1, 1])), 'None'),
    (lambda: a, "array('i', [1, 8, 1, 3])"),
    (lambda: delete(a, slice(0, 4, 2)), 'None'),
    (lambda: a, "array('i', [8, 3])"),
    (lambda: delete(a, 0), 'None'),
    (lambda: delete(a, 9), 'IndexError: array assignment index out of range'),
    (lambda: a, "array('i', [3])"),
    (lambda: put(a, slice(0, 0, -1), A('i')), 'None'),
    (lambda: put(a, slice(None, None, -1), a), 'None'),
    (lambda: put(a, slice(1, 1), a), 'None'),
    (lambda: a, "array('i', [3, 3])"),
    (lambda: put(a, slice(None, None, 2), A('i')), 'None'),
    (lambda: a, "array('i', [3])"),
])

# Operators.
a = A('i', [3, 4])
check([
    (lambda: a + a, "array('i', [3, 4, 3, 4])"),
    (lambda: a + 1, 'TypeError: can only append array (not "int") to array'),
    (lambda: a + A('b'), 'TypeError: bad argument type for built-in operation'),
    (lambda: a + [1], 'TypeError: can only append array (not "list") to array'),
    (lambda: a * 2, "array('i', [3, 4, 3, 4])"),
    (lambda: 2 * a, "array('i', [3, 4, 3, 4])"),
    (lambda: a * -1, "array('i')"),
    (lambda: a * 'a', "TypeError: can't multiply sequence by non-int of type 'str'"),
    (lambda: a * 1.0, "TypeError: can't multiply sequence by non-int of type 'float'"),
    (lambda: a * (1 << 62), 'MemoryError: '),
    (lambda: a * (1 << 80), "OverflowError: cannot fit 'int' into an index-sized integer"),
    (lambda: add(a, 1), 'TypeError: can only extend array with array (not "int")'),
    (lambda: add(a, [1]), 'TypeError: can only extend array with array (not "list")'),
    (lambda: add(a, A('b')), 'TypeError: can only extend with array of same kind'),
    (lambda: add(a, a), "array('i', [3, 4, 3, 4])"),
    (lambda: multiply(a, 2), "array('i', [3, 4, 3, 4, 3, 4, 3, 4])"),
    (lambda: multiply(a, 'a'), "TypeError: can't multiply sequence by non-int of type 'str'"),
    (lambda: multiply(a, 0), "array('i')"),
    (lambda: 3 in A('i', [3]), 'True'),
    (lambda: '3' in A('i', [3]), 'False'),
    (lambda: bool(A('i')), 'False'),
    (lambda: len(a), '0'),
    (lambda: hash(a), "TypeError: unhashable type: 'array.array'"),
    (lambda: A[int], 'array.array[int]'),
])

# Comparison.
nan = A('d', [float('nan')])
check([
    (lambda: a < 1, "TypeError: '<' not supported between instances of 'array.array' and 'int'"),
    (lambda: a == 1, 'False'),
    (lambda: A('i', [1]) == A('d', [1.0]), 'True'),
    (lambda: A('i', [1]) < A('i', [1, 2]), 'True'),
    (lambda: A('i', [1, 3]) > A('i', [1, 2, 9]), 'True'),
    (lambda: nan == nan, 'False'),
    (lambda: nan.count(nan[0]), '0'),
    (lambda: nan[0] in nan, 'False'),
    (lambda: A('b', [1]) != A('B', [1]), 'False'),
    (lambda: A('b', [-1]) < A('B', [1]), 'True'),
    (lambda: A('b', [-1]) < A('b', [1]), 'True'),
    (lambda: A('h', [256]) > A('h', [1]), 'True'),
    (lambda: (A('b', [1]) >= A('b', [1]), A('b', [2]) > A('b', [1]), A('b', [1]) <= A('b', [1])),
     '(True, True, True)'),
    (lambda: A('w', 'a') < A('w', 'b'), 'True'),
    (lambda: A('w', 'a') < A('b', [1]), "TypeError: '<' not supported between instances of 'str' and 'int'"),
    (lambda: A('w', 'a') == A('b', [1]), 'False'),
])

# Text.
text = A('w', 'a\xe9\U0001f600')
check([
    (lambda: text, "array('w', 'aé😀')"),
    (lambda: text.tounicode(), "'aé😀'"),
    (lambda: text.tolist(), "['a', 'é', '😀']"),
    (lambda: text[1], "'é'"),
    (lambda: text.fromunicode(1), 'TypeError: fromunicode() argument must be str, not int'),
    (lambda: text.append(1), 'TypeError: array item must be a unicode character, not int'),
    (lambda: text.append('ab'),
     'TypeError: array item must be a unicode character, not a string of length 2'),
    (lambda: text.append(''), 'TypeError: array item must be a unicode character, not a string of length 0'),
    (lambda: text.extend('abc'), 'None'),
    (lambda: text.count('a'), '2'),
    (lambda: text.index('a', 1), '3'),
    (lambda: text.itemsize, '4'),
    (lambda: A('w', b'\xff\xff\xff\xff')[0], 'ValueError: chr() arg not in range(0x110000)'),
    (lambda: A('w', b'\xff\xff\xff\xff').tounicode(),
     "UnicodeDecodeError: 'utf-32-le' codec can't decode bytes in position 0-3: code point not in range(0x110000)"),
    (lambda: A('w', '\ud800').tounicode(),
     "UnicodeDecodeError: 'utf-32-le' codec can't decode bytes in position 0-3: code point in surrogate code point range(0xd800, 0xe000)"),
    (lambda: repr(A('w', '"\'\n')), '\'array(\\\'w\\\', \\\'"\\\\\\\'\\\\n\\\')\''),
    (lambda: A('i').tounicode(),
     "ValueError: tounicode() may only be called on unicode type arrays ('u' or 'w')"),
    (lambda: A('i').fromunicode('a'),
     "ValueError: fromunicode() may only be called on unicode type arrays ('u' or 'w')"),
])
