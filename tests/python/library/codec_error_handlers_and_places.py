"""Handlers of codec errors bring the place into the object, wherever an exception says it is."""

import codecs


def handled(name, error):
    try:
        return codecs.lookup_error(name)(error)
    except UnicodeError as raised:
        assert raised is error
        return None


error = UnicodeEncodeError("ascii", "a\udc80\udc81", 0, 1, "reason")
error.start, error.end = -5, 10**9
assert handled("ignore", error) == ("", 3)
assert handled("replace", error) == ("???", 3)
assert handled("xmlcharrefreplace", error) == ("&#97;&#56448;&#56449;", 3)
assert handled("backslashreplace", error) == ("\\x61\\udc80\\udc81", 3)
assert handled("namereplace", error) == ("\\N{LATIN SMALL LETTER A}\\udc80\\udc81", 3)
assert handled("surrogateescape", error) is None
error.start = 1
assert handled("surrogateescape", error) == (b"\x80\x81", 3)
error.start, error.end = 10**9, -(10**9)
assert handled("ignore", error) == ("", 1)
assert handled("replace", error) == ("", 1)

error = UnicodeDecodeError("ascii", b"a\xff\xfe", 0, 1, "reason")
error.start, error.end = -5, 10**9
assert handled("ignore", error) == ("", 3)
assert handled("replace", error) == ("\ufffd", 3)
assert handled("backslashreplace", error) == ("\\x61\\xff\\xfe", 3)
assert handled("surrogateescape", error) is None
error.start = 10**9
assert handled("surrogateescape", error) == ("\udcfe", 3)
error.start, error.end = 10**9, -(10**9)
assert handled("ignore", error) == ("", 1)
assert handled("replace", error) == ("\ufffd", 1)


# The object that exceptions show is the argument, however many they are.
class Bytes(bytes):
    pass


data = Bytes(b"a\xff")
assert UnicodeDecodeError("ascii", data, 0, 1, "reason").object is data
assert type(UnicodeDecodeError("ascii", bytearray(b"a"), 0, 1, "reason").object) is bytes

objects = []


def remember(error):
    objects.append(error.object)
    return "?", error.end


codecs.register_error("remember", remember)
for encoding in "ascii", "utf-8", "gbk", "shift_jis":
    objects.clear()
    assert b"\xff\xff\xff".decode(encoding, "remember") == "???"
    assert objects[0] == b"\xff\xff\xff"
    assert objects[0] is objects[1] is objects[2], encoding
