"""Lists, sets and tuples of strings and bytes, and their slices with steps.

https://docs.python.org/3.14/library/stdtypes.html#common-sequence-operations
"""
import sys

class Text(str):
    def __iter__(self):
        return iter("xyz")

class Data(bytes):
    def __iter__(self):
        return iter([7, 8])

texts = ["", "a", "abc", "a\xe9\u20ac\U0010ffff\udc80", "hello world " * 30, "h\xe9llo " * 30]
for text in texts:
    characters = [text[index] for index in range(len(text))]
    assert list(text) == characters == [*text] and tuple(text) == tuple(characters)
    assert set(text) == set(characters) == frozenset(text) and sorted(text) == sorted(characters)
    items = ["x"]
    items.extend(text)
    items += text
    assert items == ["x"] + characters * 2
    data = text.encode("utf-8", "surrogatepass")
    numbers = [data[index] for index in range(len(data))]
    assert list(data) == numbers == [*data] and tuple(data) == tuple(numbers)
    assert set(data) == set(numbers) and sorted(data) == sorted(numbers)
assert list(Text("abc")) == ["x", "y", "z"] and set(Text("abc")) == {"x", "y", "z"}
assert list(Data(b"abc")) == [7, 8] and tuple(Data(b"abc")) == (7, 8)

places = [None, 0, 1, 5, 11, -1, -5, -12, 1000, -1000, sys.maxsize, -sys.maxsize - 1]
for text in texts[:4] + ["hello world"]:
    data = text.encode("utf-8", "surrogatepass")
    for start in places:
        for stop in places:
            for step in (2, 3, 50, sys.maxsize, -1, -2, -3, -50, -sys.maxsize):
                wanted = slice(start, stop, step)
                indices = range(*wanted.indices(len(text)))
                assert text[wanted] == "".join(text[index] for index in indices)
                indices = range(*wanted.indices(len(data)))
                expected = bytes(data[index] for index in indices)
                assert data[wanted] == expected == bytearray(data)[wanted]

# What is stripped of nothing.
data = b"hello"
assert data.strip() is data and data.strip(b"x") is data and data.lstrip(None) is data
for space in b" \t\n\r\x0b\x0c":
    space = bytes([space])
    assert (space + b"a" + space).strip() == b"a" == bytearray(space * 3 + b"a").lstrip()
    assert (space + b"a" + space).rstrip() == space + b"a" and (space * 3).strip() == b""
assert b"\x1ca\x85".strip() == b"\x1ca\x85" and b"xyaxy".strip(b"yx") == b"a"

# Elements of views.
for code, low, high in ("B", 0, 255), ("b", -128, 127), ("H", 0, 65535), ("Q", 0, 2**64 - 1), ("q", -2**63, 2**63 - 1):
    view = memoryview(bytearray(24)).cast(code)
    view[0], view[1] = low, high
    assert view.tolist()[:2] == [low, high] == [view[0], view[1]]
