"""unicodedata: what it says of all code points, names, normal forms, version 3.2.

The checksums are those of CPython 3.14, which has Unicode 16.0 for ever.
https://docs.python.org/3.14/library/unicodedata.html
"""
import unicodedata
from unicodedata import lookup, name, normalize, is_normalized, ucd_3_2_0
from zlib import crc32


def raises(kind, message, function, *args):
    try:
        function(*args)
    except kind as e:
        assert type(e) is kind and str(e) == message, (type(e), str(e))
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


# Beyond, all code points are alike.
characters = [chr(c) for c in (*range(0x32000), *range(0xdffff, 0xe0200), *range(0x10fff0, 0x110000))]


def checksum(function, *default):
    total = 0
    for start in range(0, len(characters), 4096):
        values = [str(function(c, *default)) for c in characters[start:start + 4096]]
        total = crc32("\n".join(values).encode(), total)
    return total


assert (unicodedata.unidata_version, ucd_3_2_0.unidata_version) == ("16.0.0", "3.2.0")
expected = {
    (0, "bidirectional"): 400995357, (1, "bidirectional"): 1356774579,
    (0, "category"): 623636984, (1, "category"): 1115376813,
    (0, "combining"): 2317594779, (1, "combining"): 1369867695,
    (0, "decomposition"): 245071489, (1, "decomposition"): 3044619506,
    (0, "east_asian_width"): 3490518684, (1, "east_asian_width"): 1171457559,
    (0, "mirrored"): 688710390, (1, "mirrored"): 3587024245,
    (0, "decimal"): 134255698, (1, "decimal"): 2032243554,
    (0, "digit"): 2142731419, (1, "digit"): 2142731419,
    (0, "numeric"): 3609929404, (1, "numeric"): 936761759,
    (0, "name"): 620532281, (1, "name"): 133402870,
}
for (version, function), value in expected.items():
    default = () if function in ("bidirectional", "category", "combining", "decomposition",
                                 "east_asian_width", "mirrored") else (None,)
    found = checksum(getattr((unicodedata, ucd_3_2_0)[version], function), *default)
    assert found == value, (version, function, found)

# Characters alone.
assert [unicodedata.numeric(c) for c in "5\xbd\u2155\u4e94"] == [5.0, 0.5, 0.2, 5.0]
assert (unicodedata.decimal("\u0665"), unicodedata.digit("\xb2"), unicodedata.digit("x", 9)) == (5, 2, 9)
assert unicodedata.decomposition("\xa0") == "<noBreak> 0020" and unicodedata.decomposition("\xe9") == "0065 0301"
raises(ValueError, "not a decimal", unicodedata.decimal, "\xb2")
raises(ValueError, "not a digit", unicodedata.digit, "x")
raises(ValueError, "not a numeric character", unicodedata.numeric, "x")
raises(ValueError, "no such name", name, "\n")
raises(TypeError, "category() argument must be a unicode character, not int", unicodedata.category, 5)
raises(TypeError, "category(): argument must be a unicode character, not a string of length 2",
       unicodedata.category, "ab")
raises(TypeError, "name() argument 1 must be a unicode character, not int", name, 5)
raises(TypeError, "digit(): argument 1 must be a unicode character, not a string of length 0", unicodedata.digit, "")

# Names.
for c in characters[::7]:
    known = name(c, None)
    assert known is None or lookup(known) == lookup(known.lower()) == c
assert lookup("NULL") == "\0" and lookup("NEW LINE") == "\n" and lookup("LATIN CAPITAL LETTER GHA") == "\u01a2"
assert lookup("VS17") == "\U000e0100" and lookup("KEYCAP DIGIT ONE") == "1\ufe0f\u20e3"
assert lookup(b"hangul syllable ga") == "\uac00" and lookup("CJK UNIFIED IDEOGRAPH-4E00") == "\u4e00"
for wrong in "NOPE", "", "HANGUL SYLLABLE", "LATIN_SMALL LETTER A", "LATIN SMALL LETTERA", "TANGUT IDEOGRAPH-0041", "CJK UNIFIED IDEOGRAPH-0041":
    raises(KeyError, repr(f"undefined character name '{wrong}'"), lookup, wrong)
raises(KeyError, "'name too long'", lookup, "x" * 300)

# Normal forms.
for text, *forms in [("e\u0301", "\xe9", "e\u0301", "\xe9", "e\u0301"),
                     ("\ufb01", "\ufb01", "\ufb01", "fi", "fi"),
                     ("\uac01", "\uac01", "\u1100\u1161\u11a8", "\uac01", "\u1100\u1161\u11a8"),
                     ("a\u0315\u0300\u05ae", "\xe0\u05ae\u0315", "a\u05ae\u0300\u0315", "\xe0\u05ae\u0315",
                      "a\u05ae\u0300\u0315"),
                     ("\ud800e\u0301\udc00", "\ud800\xe9\udc00", "\ud800e\u0301\udc00", "\ud800\xe9\udc00",
                      "\ud800e\u0301\udc00")]:
    for form, normal in zip(("NFC", "NFD", "NFKC", "NFKD"), forms):
        assert normalize(form, text) == ucd_3_2_0.normalize(form, text) == normal, (form, ascii(text))
        assert is_normalized(form, normal) and is_normalized(form, text) == (text == normal)
for form, new, old in [('NFC', 3967126632, 708993824), ('NFD', 234546119, 2394443522), ('NFKC', 2787925365, 559576043), ('NFKD', 3817038736, 1712366312)]:
    for database, value in (unicodedata, new), (ucd_3_2_0, old):
        text = database.normalize(form, "".join(characters[:0xd800] + characters[0xe000:]))
        assert crc32(text.encode()) == value, (form, database, crc32(text.encode()))
raises(ValueError, "invalid normalization form", normalize, "nfc", "a")
raises(TypeError, "normalize() argument 2 must be str, not int", normalize, "NFC", 5)

# Version 3.2.
assert ucd_3_2_0.category("\u0221") == "Cn" and unicodedata.category("\u0221") == "Ll"
assert ucd_3_2_0.normalize("NFD", "\U0002f868") == "\U0002136a" and normalize("NFD", "\U0002f868") == "\u36fc"
raises(KeyError, repr("undefined character name 'LATIN CAPITAL LETTER GHA'"), ucd_3_2_0.lookup,
       "LATIN CAPITAL LETTER GHA")
raises(TypeError, "cannot create 'unicodedata.UCD' instances", type(ucd_3_2_0))
