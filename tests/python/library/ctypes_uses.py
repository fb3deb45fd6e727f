"""ctypes: types of C, functions of the C library, and functions of the program that C calls.

https://docs.python.org/3.14/library/ctypes.html
"""
import ctypes
import ctypes.util
import pickle
import sys
import threading
from ctypes import (
    CDLL, CFUNCTYPE, POINTER, Array, BigEndianStructure, Structure, Union, addressof, alignment, byref,
    c_bool, c_byte, c_char, c_char_p, c_double, c_float, c_int, c_int16, c_int64, c_long, c_longdouble,
    c_short, c_size_t, c_ubyte, c_uint, c_uint16, c_uint32, c_ulonglong, c_void_p, c_wchar, c_wchar_p,
    cast, create_string_buffer, create_unicode_buffer, memmove, memset, pointer, py_object, resize, sizeof,
    string_at, wstring_at,
)


def raises(kind, text, function, *args):
    try:
        function(*args)
    except kind as error:
        assert text in str(error), (text, str(error))
        return
    raise AssertionError(f"{kind.__name__} expected")


# Numbers wrap around at the ends of their range; values convert as in C.
assert c_ubyte(257).value == 1 and c_byte(255).value == -1 and c_short(1 << 15).value == -(1 << 15)
assert c_uint(-1).value == 2 ** 32 - 1 and c_int64(2 ** 64 + 5).value == 5
assert c_ulonglong(-(10 ** 30)).value == -(10 ** 30) % 2 ** 64
assert c_float(0.1).value != 0.1 and c_double(0.1).value == 0.1 and c_longdouble(0.1).value == 0.1
assert c_bool([]).value is False and c_bool(7).value is True
assert c_char(b"x").value == b"x" and c_char(120).value == b"x" and c_wchar("ä").value == "ä"
assert c_char_p(b"text").value == b"text" and c_wchar_p("wide ☃").value == "wide ☃"
assert c_char_p().value is None and c_void_p().value is None and c_void_p(16).value == 16
assert repr(c_int(5)) == "c_int(5)" and not c_int() and c_int(1)
assert ctypes.c_double_complex(1 + 2j).value == 1 + 2j
raises(TypeError, "'float' object cannot be interpreted as an integer", c_int, 1.5)
raises(TypeError, "must be real number, not str", c_double, "1")
raises(TypeError, "cannot be converted to pointer", c_void_p, "text")
raises(TypeError, "integer not in range(256)", c_char, 256)
raises(TypeError, "__init__ expected at most 1 argument, got 2", c_int, 1, 2)
raises(TypeError, "unhashable type", hash, c_int())
assert [sizeof(kind) for kind in (c_byte, c_short, c_int, c_int64, c_void_p)] == [1, 2, 4, 8, 8]
assert c_int.__ctype_be__(1).value == 1 and bytes(c_int.__ctype_be__(1)) == b"\0\0\0\1"


# Structures have the layout that C gives them.
class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]


class Mixed(Structure):
    _fields_ = [("tag", c_char), ("value", c_double), ("small", c_short), ("at", Point), ("name", c_char * 5)]


assert (sizeof(Mixed), alignment(Mixed)) == (40, 8)
assert [getattr(Mixed, name).offset for name, _ in Mixed._fields_] == [0, 8, 16, 20, 28]
mixed = Mixed(b"a", 2.5, 3, (4, 5), b"name")
assert (mixed.tag, mixed.value, mixed.small, mixed.at.x, mixed.at.y, mixed.name) == (b"a", 2.5, 3, 4, 5, b"name")
mixed.at.y = 50
mixed.at.x += 1
assert (mixed.at.x, mixed.at.y) == (5, 50)
raises(ValueError, "bytes too long (6, maximum length 5)", setattr, mixed, "name", b"longer")
raises(TypeError, "too many initializers", Point, 1, 2, 3)
raises(TypeError, "duplicate values for field 'x'", lambda: Point(1, x=2))
raises(AttributeError, "_fields_ is final", setattr, Point, "_fields_", [])
assert repr(Point.y) == "<ctypes.CField 'y' type=c_int, ofs=4, size=4>"


class Colour(Structure):
    _fields_ = [("red", c_uint16, 5), ("green", c_uint16, 6), ("blue", c_uint16, 5)]


colour = Colour(31, 63, 1)
assert sizeof(Colour) == 2 and bytes(colour) == (31 | 63 << 5 | 1 << 11).to_bytes(2, sys.byteorder)
colour.green = 65
assert (colour.red, colour.green, colour.blue) == (31, 1, 1)


class Signed(Structure):
    _fields_ = [("low", c_int, 4), ("high", c_int, 28)]


assert (Signed(9, -3).low, Signed(9, -3).high) == (-7, -3)


class Packed(Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("tag", c_byte), ("number", c_int)]


assert sizeof(Packed) == 5 and Packed.number.offset == 1


class Network(BigEndianStructure):
    _fields_ = [("kind", c_uint16), ("length", c_uint32)]


assert bytes(Network(1, 2)) == b"\0\1\0\0\0\0\0\2"


class Word(Union):
    class Parts(Structure):
        _fields_ = [("low", c_uint16), ("high", c_uint16)]
    _anonymous_ = ["parts"]
    _fields_ = [("whole", c_uint32), ("parts", Parts)]


word = Word(whole=0x12345678)
assert {word.low, word.high} == {0x1234, 0x5678}
word.low = word.high = 0
assert word.whole == 0


class Node(Structure):
    pass


Node._fields_ = [("value", c_int), ("next", POINTER(Node))]
node = Node(1, pointer(Node(2, pointer(Node(3)))))
values = []
link = pointer(node)
while link:
    values.append(link.contents.value)
    link = link.contents.next
assert values == [1, 2, 3]


# Arrays are sequences; those of characters are strings.
numbers = (c_int * 5)(3, 1, 2)
assert list(numbers) == [3, 1, 2, 0, 0] and numbers[-1] == 0 and numbers[::2] == [3, 2, 0]
numbers[3:5] = [7, 8]
assert numbers[1:] == [1, 2, 7, 8] and len(numbers) == 5
raises(IndexError, "invalid index", lambda: numbers[5])
raises(ValueError, "Can only assign sequence of same size", numbers.__setitem__, slice(0, 2), [1])
raises(TypeError, "Array does not support item deletion", numbers.__delitem__, 0)
raises(ValueError, "Array length must be >= 0, not -1", lambda: c_int * -1)
assert c_int * 5 is type(numbers) and issubclass(c_int * 5, Array)
buffer = create_string_buffer(b"hello", 10)
assert buffer.value == b"hello" and buffer.raw == b"hello" + bytes(5) and buffer[1:3] == b"el"
buffer.value = b"bye"
assert buffer.raw == b"bye\0o" + bytes(5)
wide = create_unicode_buffer("grüße")
assert wide.value == "grüße" and wide[1:3] == "rü" and len(wide) == 6
grid = (c_int * 3 * 2)()
grid[1][2] = 6
view = memoryview(grid)
assert view.shape == (2, 3) and view.format == "<i" and view.nbytes == 24
assert bytes(grid)[20:] == c_int(6).__reduce__()[1][1][1]

# Memory is shared or copied; what it refers to stays alive.
raw = bytearray(8)
shared = Point.from_buffer(raw)
shared.y = 1
assert raw[4:] == c_int(1).__reduce__()[1][1][1]
raises(BufferError, "", raw.clear)
assert Point.from_buffer_copy(raw).y == 1
raises(ValueError, "Buffer size too small (8 instead of at least 12 bytes)", Point.from_buffer, raw, 4)
raises(TypeError, "underlying buffer is not writable", c_int.from_buffer, bytes(4))
del shared
same = c_int.from_address(addressof(numbers))
same.value = 99
assert numbers[0] == 99
resize(numbers, 64)
assert sizeof(numbers) == 64 and numbers[0] == 99
raises(ValueError, "minimum size is 20", resize, numbers, 1)
part = grid[1]
assert part._b_base_ is grid and not part._b_needsfree_ and grid._b_needsfree_
texts = (c_char_p * 2)(b"one", b"two")
assert texts._objects == {"0": b"one", "1": b"two"} and list(texts) == [b"one", b"two"]
assert pickle.loads(pickle.dumps(Point(1, 2))).y == 2
raises(ValueError, "ctypes objects containing pointers cannot be pickled", pickle.dumps, texts)
assert py_object([1]).value == [1]
raises(ValueError, "PyObject is NULL", lambda: py_object().value)

# Pointers.
target = c_int(42)
to = pointer(target)
to.contents.value += 1
assert target.value == to[0] == 43 and type(to) is POINTER(c_int) is c_int.__pointer_type__
to[0] = 5
assert target.value == 5
raises(ValueError, "NULL pointer access", lambda: POINTER(c_int)().contents)
raises(TypeError, "expected c_int instead of int", POINTER(c_int), 1)
first = cast(grid, POINTER(c_int))
assert first[5] == 6 and first[0:6:5] == [0, 6]
assert cast(c_char_p(b"abc"), c_void_p).value and cast(b"xyz", POINTER(c_char))[:3] == b"xyz"
memmove(buffer, b"moved", 5)
memset(byref(buffer, 5), ord("!"), 2)
assert buffer.value == b"moved!!" and string_at(buffer, 3) == b"mov" and wstring_at("wide") == "wide"
assert bytes(ctypes.memoryview_at(addressof(buffer), 5, readonly=True)) == b"moved"

# Functions of the C library.
libc = CDLL(None, use_errno=True)
assert libc.strlen(b"four") == 4 and libc["abs"](-3) == 3
assert libc.strlen is libc.strlen and libc.strlen.__name__ == "strlen"
raises(AttributeError, "undefined symbol: no_such_function", lambda: libc.no_such_function)
raises(OSError, "cannot open shared object file", CDLL, "libno_such_library.so")
libc.strchr.restype = c_char_p
libc.strchr.argtypes = [c_char_p, c_char]
assert libc.strchr(b"abcdef", b"d") == b"def" and libc.strchr(b"abc", b"x") is None
raises(ctypes.ArgumentError, "argument 2: TypeError: one character bytes", libc.strchr, b"abc", b"xyz")
raises(TypeError, "this function takes at least 2 arguments (1 given)", libc.strchr, b"abc")
raises(ctypes.ArgumentError, "argument 1: TypeError: Don't know how to convert parameter 1", libc.abs, 1.0)
sprintf = libc.sprintf
assert sprintf(buffer, b"%d %s", 12, b"ab") == 5 and buffer.value == b"12 ab"
assert sprintf(buffer, b"%.2f", c_double(2.5)) == 4 and buffer.value == b"2.50"
libc.wcslen.restype = c_size_t
assert libc.wcslen("grüße") == 5
ctypes.set_errno(0)
assert libc.open(b"/no/such/file", 0) == -1 and ctypes.get_errno() == 2


class Division(Structure):
    _fields_ = [("quotient", c_long), ("remainder", c_long)]


libc.ldiv.restype = Division
libc.ldiv.argtypes = [c_long, c_long]
result = libc.ldiv(17, 5)
assert (result.quotient, result.remainder) == (3, 2)


class Number:
    def __init__(self, value):
        self._as_parameter_ = value


assert libc.abs(Number(Number(-7))) == 7
libc.labs.errcheck = lambda result, function, arguments: (result, function is libc.labs, arguments)
assert libc.labs(-5) == (5, True, (-5,))
frexp_type = CFUNCTYPE(c_double, c_double, POINTER(c_int))
libm = CDLL(ctypes.util.find_library("m"))
frexp = frexp_type(("frexp", libm), ((1, "x"), (2, "exponent")))
assert frexp(x=8.0) == 4
powl = CFUNCTYPE(c_double, c_double, c_double)(("pow", libm), ((1, "base"), (1, "to", 2.0)))
assert powl(3.0) == 9.0 and powl(base=2.0, to=5.0) == 32.0
raises(TypeError, "required argument 'base' missing", powl)

# C calls functions of the program.
Compare = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
calls = []


@Compare
def compare(a, b):
    calls.append((a[0], b[0]))
    return a[0] - b[0]


values = (c_int * 5)(5, 3, 1, 4, 2)
libc.qsort(values, c_size_t(len(values)), c_size_t(sizeof(c_int)), compare)
assert list(values) == [1, 2, 3, 4, 5] and calls
assert compare(byref(c_int(7)), byref(c_int(4))) == 3
Doubled = CFUNCTYPE(c_int16, c_int16)
assert Doubled(lambda number: number * 2)(20000) == -25536
Objects = ctypes.PYFUNCTYPE(py_object, py_object)
kept = object()
assert Objects(lambda value: value)(kept) is kept
Nested = CFUNCTYPE(c_int, c_int)
countdown = Nested(lambda number: number and 1 + countdown(number - 1))
assert countdown(20) == 20

ignored = []
hook, sys.unraisablehook = sys.unraisablehook, ignored.append
try:
    Nested(lambda number: 1 // 0)(1)
finally:
    sys.unraisablehook = hook
assert len(ignored) == 1 and ignored[0].exc_type is ZeroDivisionError
assert ignored[0].err_msg.startswith("Exception ignored while calling ctypes callback function <function")
del ignored

# In threads that the C library starts, and while others run.
pthread = CDLL(None)
Run = CFUNCTYPE(c_void_p, c_void_p)
seen = []


@Run
def run(argument):
    seen.append((argument, threading.get_ident()))
    return argument


handle = c_void_p()
assert pthread.pthread_create(byref(handle), None, run, c_void_p(77)) == 0
returned = c_void_p()
assert pthread.pthread_join(handle, byref(returned)) == 0 and returned.value == 77
assert seen[0][0] == 77 and seen[0][1] != threading.get_ident()

woken = threading.Event()
waiter = threading.Thread(target=woken.set)
waiter.start()
libc.usleep(20000)
assert woken.wait(5)
waiter.join()

# A buffer shows all of a structure that has been made larger.
class Empty(ctypes.Structure):
    pass


grown = Empty()
ctypes.resize(grown, 10)
assert memoryview(grown).nbytes == 10
memoryview(grown).cast("B")[:] = b"0123456789"
assert bytes(grown) == b"0123456789"
