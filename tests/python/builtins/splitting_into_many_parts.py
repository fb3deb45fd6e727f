"""Texts and bytes are cut into any number of parts, from both ends.

https://docs.python.org/3.14/library/stdtypes.html#str.split
"""
MANY = 40_000
for join in (lambda text: text, lambda text: text.encode(), lambda text: bytearray(text.encode())):
    part, comma, two, gap = join("a"), join(","), join("ab"), join(" \t ")
    for separator in comma, two:
        text = separator.join([part] * MANY)
        if separator == two:
            text = text.replace(join("aab"), join("cab"))
        expected = text.count(separator)
        assert len(text.split(separator)) == expected + 1
        assert text.split(separator) == text.rsplit(separator)
        assert separator.join(text.split(separator)) == text
        for limit in (0, 1, 2, (1 << 14) - 1, 1 << 14, (1 << 14) + 1, 1 << 15, MANY - 1, MANY):
            parts = text.split(separator, limit)
            assert len(parts) == min(limit, expected) + 1
            assert separator.join(parts) == text
            parts = text.rsplit(separator, limit)
            assert len(parts) == min(limit, expected) + 1
            assert separator.join(parts) == text
            assert separator not in parts[-1] or limit == 0
    text = gap + gap.join([part] * MANY) + gap
    assert text.split() == text.rsplit() == [part] * MANY
    for limit in (0, 1, 1 << 14, (1 << 14) + 1, MANY - 1, MANY, MANY + 1):
        cut = min(limit, MANY)
        parts = text.split(None, limit)
        assert parts[:cut] == [part] * cut
        assert len(parts) == cut + (limit < MANY)
        parts = text.rsplit(None, limit)
        assert parts[len(parts) - cut:] == [part] * cut
        assert len(parts) == cut + (limit < MANY)
    for end in ("\n", "\r\n", "\r"):
        text = join("x" + end) * MANY
        assert text.splitlines() == [join("x")] * MANY
        assert text.splitlines(True) == [join("x" + end)] * MANY
        assert (text + join("y")).splitlines()[MANY:] == [join("y")]
wide = "\u3000".join(["\u4e00"] * MANY)
assert wide.split() == wide.rsplit() == wide.split("\u3000") == ["\u4e00"] * MANY
assert wide.split(None, 5)[5:] == [wide[10:]] and wide.rsplit(None, 5)[0] == wide[:-10]
assert "\u2028".join(["\u4e00"] * MANY).splitlines() == ["\u4e00"] * MANY
