"""Views with any number of dimensions: casts, indices, slices, order, comparison.

https://docs.python.org/3.14/library/stdtypes.html#memory-views
"""
from _outcomes import check

# What is set and deleted, as expressions.
def put(target, key, value):
    target[key] = value


def delete(target, key):
    del target[key]

# Two dimensions.
memory = bytearray(range(12))
line = memoryview(memory)
grid = line.cast("B", [3, 4])
check([
    (lambda: grid.shape, '(3, 4)'),
    (lambda: grid.strides, '(4, 1)'),
    (lambda: grid.ndim, '2'),
    (lambda: grid.nbytes, '12'),
    (lambda: grid.itemsize, '1'),
    (lambda: grid.suboffsets, '()'),
    (lambda: len(grid), '3'),
    (lambda: grid.tolist(), '[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]'),
    (lambda: grid[1, 3], '7'),
    (lambda: grid[-1, -1], '11'),
    (lambda: grid[0], 'NotImplementedError: multi-dimensional sub-views are not implemented'),
    (lambda: grid[3, 0], 'IndexError: index out of bounds on dimension 1'),
    (lambda: grid[0, 4], 'IndexError: index out of bounds on dimension 2'),
    (lambda: grid[0, 0, 0], 'TypeError: cannot index 2-dimension view with 3-element tuple'),
    (lambda: grid[(0,)], 'NotImplementedError: sub-views are not implemented'),
    (lambda: grid[()], 'NotImplementedError: sub-views are not implemented'),
    (lambda: grid["a", 0], 'TypeError: memoryview: invalid slice key'),
    (lambda: grid[...], 'TypeError: memoryview: invalid slice key'),
    (lambda: grid[:, 0], 'TypeError: memoryview: invalid slice key'),
    (lambda: grid[:, :], 'NotImplementedError: multi-dimensional slicing is not implemented'),
    (lambda: grid[1, 1 << 70], "IndexError: cannot fit 'int' into an index-sized integer"),
    (lambda: list(grid), 'NotImplementedError: multi-dimensional sub-views are not implemented'),
    (lambda: grid.index(1), 'NotImplementedError: multi-dimensional lookup is not implemented'),
    (lambda: grid.count(1), 'NotImplementedError: multi-dimensional sub-views are not implemented'),
    (lambda: put(grid, (1, 1), 99), 'None'),
    (lambda: memory[5], '99'),
    (lambda: put(grid, (1, 1), 5), 'None'),
    (lambda: put(grid, 0, 1), 'NotImplementedError: sub-views are not implemented'),
    (lambda: put(grid, (0,), 1), 'NotImplementedError: sub-views are not implemented'),
    (lambda: put(grid, slice(0, 1), b""),
     'NotImplementedError: memoryview slice assignments are currently restricted to ndim = 1'),
    (lambda: put(grid, (slice(0, 1), slice(0, 1)), b""),
     'NotImplementedError: memoryview slice assignments are currently restricted to ndim = 1'),
    (lambda: put(grid, (3, 0), 1), 'IndexError: index out of bounds on dimension 1'),
    (lambda: put(grid, (0, 0), 256), "ValueError: memoryview: invalid value for format 'B'"),
    (lambda: delete(grid, (0, 0)), 'TypeError: cannot delete memory'),
    (lambda: 1 in grid, 'NotImplementedError: multi-dimensional sub-views are not implemented'),
])

# Slices of the first dimension.
check([
    (lambda: grid[1:].tolist(), '[[4, 5, 6, 7], [8, 9, 10, 11]]'),
    (lambda: grid[::2].tolist(), '[[0, 1, 2, 3], [8, 9, 10, 11]]'),
    (lambda: grid[::-1].tolist(), '[[8, 9, 10, 11], [4, 5, 6, 7], [0, 1, 2, 3]]'),
    (lambda: grid[5:].tolist(), '[]'),
    (lambda: grid[5:].shape, '(0, 4)'),
    (lambda: grid[::2].strides, '(8, 1)'),
    (lambda: grid[1:].c_contiguous, 'True'),
    (lambda: grid[::2].c_contiguous, 'False'),
    (lambda: grid[::2].contiguous, 'False'),
    (lambda: grid[5:].c_contiguous, 'True'),
    (lambda: grid[::-1] == grid, 'False'),
    (lambda: grid[::2].tobytes(), "b'\\x00\\x01\\x02\\x03\\x08\\t\\n\\x0b'"),
    (lambda: grid[::-1].hex(), "'08090a0b0405060700010203'"),
    (lambda: grid[1:][1:][0, 3], '11'),
])

# The order of elements.
check([
    (lambda: grid.c_contiguous, 'True'),
    (lambda: grid.f_contiguous, 'False'),
    (lambda: line.cast("B", [12, 1]).f_contiguous, 'True'),
    (lambda: line.cast("B", [1, 12]).f_contiguous, 'True'),
    (lambda: grid.tobytes("C"), "b'\\x00\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\\t\\n\\x0b'"),
    (lambda: grid.tobytes("F"), "b'\\x00\\x04\\x08\\x01\\x05\\t\\x02\\x06\\n\\x03\\x07\\x0b'"),
    (lambda: grid.tobytes("A"), "b'\\x00\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\\t\\n\\x0b'"),
    (lambda: grid.tobytes(None), "b'\\x00\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\\t\\n\\x0b'"),
    (lambda: grid.tobytes("X"), "ValueError: order must be 'C', 'F' or 'A'"),
    (lambda: grid.tobytes(1), "TypeError: tobytes() argument 'order' must be str or None, not int"),
    (lambda: grid[::2].tobytes("F"), "b'\\x00\\x08\\x01\\t\\x02\\n\\x03\\x0b'"),
    (lambda: grid.hex("-", 2), "'0001-0203-0405-0607-0809-0a0b'"),
])

# Casts.
check([
    (lambda: grid.cast("B").shape, '(12,)'),
    (lambda: grid.cast("H").tolist(), '[256, 770, 1284, 1798, 2312, 2826]'),
    (lambda: grid.cast("H", [6]).shape, '(6,)'),
    (lambda: grid.cast("B", [4, 3]), 'TypeError: memoryview: cast must be 1D -> ND or ND -> 1D'),
    (lambda: line.cast("B", (3, 4)) == grid, 'True'),
    (lambda: grid[:1].cast("H", [2]).tolist(), '[256, 770]'),
    (lambda: grid[5:].cast("B"), 'TypeError: memoryview: cannot cast view with zeros in shape or strides'),
    (lambda: grid[::2].cast("B"), 'TypeError: memoryview: casts are restricted to C-contiguous views'),
    (lambda: line.cast("B", 5), 'TypeError: shape must be a list or a tuple'),
    (lambda: line.cast("B", [2, "a"]), 'TypeError: memoryview.cast(): elements of shape must be integers'),
    (lambda: line.cast("B", [2, 0]),
     'ValueError: memoryview.cast(): elements of shape must be integers > 0'),
    (lambda: line.cast("B", [2, 3]), 'TypeError: memoryview: product(shape) * itemsize != buffer size'),
    (lambda: line.cast("B", [True, 12]).shape, '(1, 12)'),
    (lambda: line.cast("B", [1 << 70]), 'OverflowError: Python int too large to convert to C ssize_t'),
    (lambda: line.cast("B", [1 << 62, 1 << 62]),
     'ValueError: memoryview.cast(): product(shape) > SSIZE_MAX'),
    (lambda: line.cast("B", [1] * 65), 'ValueError: memoryview: number of dimensions must not exceed 64'),
    (lambda: line.cast("B", [1] * 63 + [12]).ndim, '64'),
    (lambda: line.cast("B", shape=[2, 2, 3]).tolist(), '[[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]'),
    (lambda: line.cast("i", [3]).cast("h"),
     'TypeError: memoryview: cannot cast between two non-byte formats'),
    (lambda: line.cast("i", []).shape, 'TypeError: memoryview: product(shape) * itemsize != buffer size'),
    (lambda: line[:5].cast("h"), 'TypeError: memoryview: length is not a multiple of itemsize'),
    (lambda: line[::2].cast("h"), 'TypeError: memoryview: casts are restricted to C-contiguous views'),
    (lambda: line.cast(1), "TypeError: cast() argument 'format' must be str, not int"),
    (lambda: line.cast(""),
     "ValueError: memoryview: destination format must be a native single character format prefixed with an optional '@'"),
    (lambda: line.cast("@"),
     "ValueError: memoryview: destination format must be a native single character format prefixed with an optional '@'"),
    (lambda: line.cast("z"),
     "ValueError: memoryview: destination format must be a native single character format prefixed with an optional '@'"),
    (lambda: line.cast("<i"),
     "ValueError: memoryview: destination format must be a native single character format prefixed with an optional '@'"),
    (lambda: line.cast("@i").format, "'@i'"),
    (lambda: line.cast(), "TypeError: cast() missing required argument 'format' (pos 1)"),
    (lambda: line.cast("B", [2], 3), 'TypeError: cast() takes at most 2 arguments (3 given)'),
    (lambda: memoryview(b"").cast("I").shape, '(0,)'),
    (lambda: memoryview(b"").cast("I", [1]),
     'TypeError: memoryview: cannot cast view with zeros in shape or strides'),
])

# No dimensions at all.
scalar = memoryview(b"a").cast("B", [])
changeable = memoryview(bytearray(b"a")).cast("B", [])
check([
    (lambda: scalar.shape, '()'),
    (lambda: scalar.strides, '()'),
    (lambda: scalar.ndim, '0'),
    (lambda: scalar.nbytes, '1'),
    (lambda: scalar.tolist(), '97'),
    (lambda: scalar[()], '97'),
    (lambda: scalar[...] is scalar, 'True'),
    (lambda: scalar[0], 'TypeError: invalid indexing of 0-dim memory'),
    (lambda: scalar[:], 'TypeError: invalid indexing of 0-dim memory'),
    (lambda: len(scalar), 'TypeError: 0-dim memory has no length'),
    (lambda: list(scalar), 'TypeError: invalid indexing of 0-dim memory'),
    (lambda: scalar.index(1), 'TypeError: invalid lookup on 0-dim memory'),
    (lambda: scalar.count(97), 'TypeError: invalid indexing of 0-dim memory'),
    (lambda: scalar.cast("B").tolist(), '[97]'),
    (lambda: scalar == scalar, 'True'),
    (lambda: scalar == b"a", 'False'),
    (lambda: scalar.hex(), "'61'"),
    (lambda: scalar.tobytes(), "b'a'"),
    (lambda: scalar.c_contiguous, 'True'),
    (lambda: put(changeable, ..., 66), 'None'),
    (lambda: put(changeable, (), 67), 'None'),
    (lambda: put(changeable, 0, 67), 'TypeError: invalid indexing of 0-dim memory'),
    (lambda: changeable.tolist(), '67'),
])

# Every native format, and what fits.
word = memoryview(bytearray(b"\x00\x01\x02\x03\xfc\xfd\xfe\xff"))
check([
    (lambda: [word.cast(code).tolist() for code in "bBhHiIlLqQnNP"],
     '[[0, 1, 2, 3, -4, -3, -2, -1], [0, 1, 2, 3, 252, 253, 254, 255], [256, 770, -516, -2], [256, 770, 65020, 65534], [50462976, -66052], [50462976, 4294901244], [-283691129372416], [18446460382580179200], [-283691129372416], [18446460382580179200], [-283691129372416], [18446460382580179200], [18446460382580179200]]'),
    (lambda: word.cast("?").tolist(), '[False, True, True, True, True, True, True, True]'),
    (lambda: word.cast("c").tolist()[:2], "[b'\\x00', b'\\x01']"),
    (lambda: word.cast("e").tolist()[:3], '[1.52587890625e-05, 4.589557647705078e-05, nan]'),
    (lambda: word.cast("f").tolist()[:1], '[3.820471434542632e-37]'),
    (lambda: word.cast("@c")[0], "b'\\x00'"),
    (lambda: put(word.cast("e"), 0, 1e10), "ValueError: memoryview: invalid value for format 'e'"),
    (lambda: put(word.cast("e"), 0, "a"), "TypeError: memoryview: invalid type for format 'e'"),
    (lambda: put(word.cast("d"), 0, 10 ** 400), "ValueError: memoryview: invalid value for format 'd'"),
    (lambda: put(word.cast("P"), 0, -1), 'None'),
    (lambda: word.cast("P")[0], '18446744073709551615'),
    (lambda: put(word.cast("P"), 0, 1 << 64), "ValueError: memoryview: invalid value for format 'P'"),
    (lambda: put(word.cast("P"), 0, 1.0), "TypeError: memoryview: invalid type for format 'P'"),
    (lambda: put(word.cast("f"), 0, 1e300), 'None'),
    (lambda: word.cast("f")[0], 'inf'),
    (lambda: put(word, 0, 256), "ValueError: memoryview: invalid value for format 'B'"),
    (lambda: put(word, 0, "1"), "TypeError: memoryview: invalid type for format 'B'"),
    (lambda: put(word.cast("c"), 0, b"ab"), "ValueError: memoryview: invalid value for format 'c'"),
    (lambda: put(word.cast("c"), 0, 1), "TypeError: memoryview: invalid type for format 'c'"),
    (lambda: put(word.cast("c"), 0, b"x"), 'None'),
    (lambda: put(word.cast("@i"), 0, 1.5), "TypeError: memoryview: invalid type for format 'i'"),
    (lambda: put(word.cast("i"), 1, True), 'None'),
    (lambda: put(word.cast("?"), 0, []), 'None'),
    (lambda: put(word.cast("b"), 0, -129), "ValueError: memoryview: invalid value for format 'b'"),
    (lambda: put(word.cast("Q"), 0, -1), "ValueError: memoryview: invalid value for format 'Q'"),
    (lambda: word.tobytes(), "b'\\x00\\x00\\x80\\x7f\\x01\\x00\\x00\\x00'"),
])

# Assignment to slices needs the same structure.
text = memoryview(bytearray(b"abcd"))
check([
    (lambda: put(text, slice(None, None, 2), b"xy"), 'None'),
    (lambda: text.tobytes(), "b'xbyd'"),
    (lambda: put(text, slice(1, None), text[:-1]), 'None'),
    (lambda: text.tobytes(), "b'xxby'"),
    (lambda: put(text, slice(0, 2), b"abc"),
     'ValueError: memoryview assignment: lvalue and rvalue have different structures'),
    (lambda: put(text, slice(0, 2), memoryview(b"ab").cast("b")),
     'ValueError: memoryview assignment: lvalue and rvalue have different structures'),
    (lambda: put(text, slice(0, 2), memoryview(b"ab").cast("@B")), 'None'),
    (lambda: put(text, slice(0, 2), 1), "TypeError: a bytes-like object is required, not 'int'"),
    (lambda: put(text, ..., 1), 'TypeError: memoryview: invalid slice key'),
    (lambda: put(text, (), 1), 'NotImplementedError: sub-views are not implemented'),
    (lambda: put(text, (0, 0), 1), 'TypeError: cannot index 1-dimension view with 2-element tuple'),
    (lambda: put(text, (0,), 65), 'None'),
    (lambda: text[0], '65'),
    (lambda: delete(text, 0), 'TypeError: cannot delete memory'),
    (lambda: delete(memoryview(b"a"), 0), 'TypeError: cannot modify read-only memory'),
])

# Views are equal if shapes and values are.
nan = memoryview(bytearray(8)).cast("d")
nan[0] = float("nan")
check([
    (lambda: memoryview(b"a").cast("c") == memoryview(b"a"), 'False'),
    (lambda: memoryview(b"a").cast("b") == memoryview(b"a"), 'True'),
    (lambda: memoryview(b"\xff").cast("b") == memoryview(b"\xff"), 'False'),
    (lambda: line.cast("@B") == line, 'True'),
    (lambda: grid == line, 'False'),
    (lambda: grid == line.cast("b", [3, 4]), 'True'),
    (lambda: nan == nan, 'False'),
    (lambda: nan.count(nan[0]), '0'),
    (lambda: nan.index(nan[0]), 'ValueError: memoryview.index(x): x not found'),
    (lambda: line < line, "TypeError: '<' not supported between instances of 'memoryview' and 'memoryview'"),
    (lambda: line == 1, 'False'),
    (lambda: b"\0" == memoryview(b"\0\0").cast("h"), 'True'),
    (lambda: memoryview(b"\1\0\0\0").cast("i") == memoryview(b"\1\0").cast("h"), 'True'),
])

# Hashes are of bytes that cannot change.
check([
    (lambda: hash(line), 'ValueError: cannot hash writable memoryview object'),
    (lambda: hash(line.toreadonly()), "TypeError: unhashable type: 'bytearray'"),
    (lambda: hash(memoryview(b"abcd").cast("i")),
     "ValueError: memoryview: hashing is restricted to formats 'B', 'b' or 'c'"),
    (lambda: hash(memoryview(b"ab").cast("b")) == hash(b"ab"), 'True'),
    (lambda: hash(memoryview(b"abcd").cast("B", [2, 2])) == hash(b"abcd"), 'True'),
])

# Iteration.
steps = iter(memoryview(b"ab"))
check([
    (lambda: type(steps), "<class 'memory_iterator'>"),
    (lambda: iter(steps) is steps, 'True'),
    (lambda: next(steps), '97'),
    (lambda: list(steps), '[98]'),
    (lambda: next(steps, "end"), "'end'"),
    (lambda: type(steps)(), "TypeError: cannot create 'memory_iterator' instances"),
    (lambda: list(reversed(memoryview(b"abc"))), '[99, 98, 97]'),
    (lambda: memoryview[int], 'memoryview[int]'),
])
