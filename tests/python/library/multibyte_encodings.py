"""The multi-byte encodings of East Asia: what stands for what, where errors are, and how they are read in pieces.

https://docs.python.org/3.14/library/codecs.html#standard-encodings
"""
import codecs
import io

TEXTS = {
    "gb2312": "简体中文", "gbk": "简体繁體", "gb18030": "简体繁體\u0591😀", "hz": "a~简体\nb", "big5": "繁體中文",
    "cp950": "繁體中文€", "big5hkscs": "廣東話嘅\u00ca\u0304", "cp932": "日本語①ｶﾅ", "shift_jis": "日本語ｶﾅ",
    "euc_jp": "日本語ｶﾅ丂", "shift_jis_2004": "日本か\u309a𠀋", "euc_jis_2004": "日本か\u309a𠀋",
    "shift_jisx0213": "日本か\u309a", "euc_jisx0213": "日本か\u309a", "euc_kr": "한국어뷁", "cp949": "한국어뷁",
    "johab": "한국어뷁", "iso2022_kr": "a한국어\nb", "iso2022_jp": "a日本語¥\nb", "iso2022_jp_1": "日本語丂",
    "iso2022_jp_2": "日本語한국어简体", "iso2022_jp_2004": "日本か\u309a𠀋", "iso2022_jp_3": "日本か\u309a",
    "iso2022_jp_ext": "日本語ｶﾅ",
}
for name, text in TEXTS.items():
    data = text.encode(name)
    assert data.decode(name) == text, name
    # In pieces.
    encoder, decoder = codecs.getincrementalencoder(name)(), codecs.getincrementaldecoder(name)()
    assert b"".join(encoder.encode(c) for c in text) + encoder.encode("", True) == data, name
    assert "".join(decoder.decode(bytes([b])) for b in data) + decoder.decode(b"", True) == text, name
    # The state is a number.
    encoder.reset()
    first = encoder.encode(text[:1])
    state = encoder.getstate()
    other = codecs.getincrementalencoder(name)()
    other.setstate(state)
    assert encoder.encode(text[1:], True) == other.encode(text[1:], True), name
    # Streams.
    stream = io.BytesIO()
    writer = codecs.getwriter(name)(stream)
    writer.writelines([text, text])
    writer.reset()
    stream.seek(0)
    reader = codecs.getreader(name)(stream)
    assert reader.read(1) + reader.read() == text * 2, name

assert "简".encode("gb2312") == b"\xbc\xf2" and "简".encode("hz") == b"~{<r~}"
assert "か\u309a".encode("euc_jis_2004") == b"\xa4\xf7" and "か".encode("euc_jis_2004") == b"\xa4\xab"
assert "뷁".encode("euc_kr") == b"\xa4\xd4\xa4\xb2\xa4\xce\xa4\xaa"
assert "日".encode("iso2022_jp") == b"\x1b$BF|\x1b(B"
assert "한".encode("iso2022_kr") == b"\x1b$)C\x0eGQ\x0f"


def error(function, *args):
    try:
        function(*args)
    except UnicodeError as e:
        return str(e)
    raise AssertionError("no UnicodeError")


assert error(b"\xb0".decode, "gbk") == "'gbk' codec can't decode byte 0xb0 in position 0: incomplete multibyte sequence"
assert error(b"a\xff\xff".decode, "euc_kr") == "'euc_kr' codec can't decode byte 0xff in position 1: illegal multibyte sequence"
assert error("aก".encode, "big5") == "'big5' codec can't encode character '\\u0e01' in position 1: illegal multibyte sequence"
assert error(b"\x1b$B!".decode, "iso2022_jp").endswith("in position 3: incomplete multibyte sequence")

# Error handlers.
assert b"\xb0\xff\xb0\xa1".decode("gbk", "replace") == "\ufffd\ufffd啊"
assert b"\xff\xb0\xa1".decode("gb2312", "ignore") == "啊"
assert "aกb".encode("cp932", "replace") == b"a?b"
assert "aกb".encode("cp932", "xmlcharrefreplace") == b"a&#3585;b"
codecs.register_error("test.back", lambda e: ("日", e.end))
assert "aก".encode("euc_jp", "test.back") == b"a\xc6\xfc"
codecs.register_error("test.far", lambda e: ("", 99))
try:
    b"\xff".decode("gbk", "test.far")
except IndexError as e:
    assert str(e) == "position 99 from error handler out of bounds"
else:
    raise AssertionError("no IndexError")
