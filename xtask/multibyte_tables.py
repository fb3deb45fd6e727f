"""Writes crates/stdlib/src/multibyte/tables.txt by asking CPython: what its multi-byte encodings of East Asia make of
every sequence of bytes and of every code point. Run it with CPython 3.14.

The file has a section for each encoding, which begins with `= name`. Its lines:

    < name              two and three bytes stand for what they do in that encoding, unless told otherwise
    - XXYY              two bytes (XXYYZZ for three) that do not
    l XX kind           the lead byte XX: `i` is illegal, `2` and `3` need as many bytes, `4` two or four (gb18030);
                        all others stand for themselves, or for what an `s` line tells
    s XX c              one byte and its character
    XXYY text           two bytes and those after them, as far as the second one goes up, and their characters
    XXYYZZ text         three bytes, likewise
    p XXYY c c          two bytes and their two characters (XXYYZZ for three)
    r n c count         gb18030: the four-byte sequences from number n on stand for characters from c on
    e c XX..            what a character is encoded as, if not as the first sequence that stands for it
    n c                 a character that some sequence stands for, and that is not encoded
    f c                 a character that is encoded with the one behind it, if that fits

Characters are code points in base sixteen, texts are characters, of which those that do not print are \\uXXXX.
"""
import sys

STATELESS = [
    "gb2312", "gbk", "gb18030", "big5", "cp950", "big5hkscs", "cp932", "shift_jis", "euc_jp", "shift_jis_2004",
    "euc_jis_2004", "shift_jisx0213", "euc_jisx0213", "euc_kr", "cp949", "johab",
]
# An encoding and the one that it is mostly like.
BASES = {
    "gbk": "gb2312", "gb18030": "gbk", "cp950": "big5", "big5hkscs": "big5", "cp932": "shift_jis", "cp949": "euc_kr",
    "shift_jisx0213": "shift_jis_2004", "euc_jisx0213": "euc_jis_2004",
}
# What was made of these.
TABLES = {}


def decoded(data, name):
    try:
        return data.decode(name), None
    except UnicodeDecodeError as e:
        return None, e


def shown(text):
    out = []
    for c in text:
        if c.isprintable() and c not in "\\ \xad":
            out.append(c)
        elif ord(c) > 0xFFFF:
            out.append(f"\\U{ord(c):08x}")
        else:
            out.append(f"\\u{ord(c):04x}")
    return "".join(out)


def rows(table, width):
    """Lines of consecutive sequences."""
    lines, start, text, last = [], None, [], None
    for key in sorted(table):
        prefix, tail = key >> 8, key & 0xFF
        if start is not None and last is not None and key == last + 1 and prefix == last >> 8:
            text.append(table[key])
        else:
            if start is not None:
                lines.append(f"{start:0{width}x} {shown(''.join(text))}")
            start, text = key, [table[key]]
        last = key
    if start is not None:
        lines.append(f"{start:0{width}x} {shown(''.join(text))}")
    return lines


def section(name):
    lines = [f"= {name}"]
    doubles, triples, pairs, first = {}, {}, {}, {}

    def note(text, data):
        if len(text) == 1:
            first.setdefault(text, data)

    for lead in range(256):
        text, error = decoded(bytes([lead]), name)
        if text is not None:
            note(text, bytes([lead]))
            if text != chr(lead):
                lines.append(f"s {lead:02x} {ord(text):x}")
            continue
        if "incomplete" not in error.reason:
            lines.append(f"l {lead:02x} i")
            continue
        kind = "2"
        for second in range(256):
            data = bytes([lead, second])
            text, error = decoded(data, name)
            if text is not None and len(text) >= 1:
                if not kind == "3" and decoded(data[:1], name)[0] is None:
                    key = lead << 8 | second
                    if len(text) == 1:
                        doubles[key] = text
                        note(text, data)
                    else:
                        pairs[f"{key:04x}"] = text
                continue
            if "incomplete" not in error.reason or error.start:
                continue
            if name == "gb18030":
                kind = "4"
            if name in ("gb18030", "euc_kr"):
                continue
            kind = "3"
            for third in range(256):
                data = bytes([lead, second, third])
                text, error = decoded(data, name)
                if text is None:
                    continue
                key = lead << 16 | second << 8 | third
                if len(text) == 1:
                    triples[key] = text
                    note(text, data)
                else:
                    pairs[f"{key:06x}"] = text
        lines.append(f"l {lead:02x} {kind}")
    TABLES[name] = (doubles, triples)
    base = TABLES.get(BASES.get(name), ({}, {}))
    if name in BASES:
        lines.insert(1, f"< {BASES[name]}")
    for table, known, width in zip((doubles, triples), base, (4, 6)):
        lines += [f"- {key:0{width}x}" for key in known if key not in table]
        lines += rows({key: text for key, text in table.items() if known.get(key) != text}, width)
    lines += [f"p {key} {ord(text[0]):x} {ord(text[1]):x}" for key, text in sorted(pairs.items())]
    if name == "gb18030":
        run = None
        for number in range(39420):
            rest, d = divmod(number, 10)
            rest, c = divmod(rest, 126)
            a, b = divmod(rest, 10)
            text, _ = decoded(bytes([0x81 + a, 0x30 + b, 0x81 + c, 0x30 + d]), name)
            if text is None:
                if run:
                    lines.append(f"r {run[0]:x} {run[1]:x} {run[2]}")
                run = None
            elif run and ord(text) == run[1] + run[2]:
                run[2] += 1
            else:
                if run:
                    lines.append(f"r {run[0]:x} {run[1]:x} {run[2]}")
                run = [number, ord(text), 1]
            if text is not None:
                note(text, bytes([0x81 + a, 0x30 + b, 0x81 + c, 0x30 + d]))
        if run:
            lines.append(f"r {run[0]:x} {run[1]:x} {run[2]}")
    top = 0x10000 if name == "gb18030" else 0x30000
    for code_point in range(top):
        char = chr(code_point)
        try:
            data = char.encode(name)
        except UnicodeEncodeError:
            if char in first:
                lines.append(f"n {code_point:x}")
            continue
        # The long form that KS X 1001 has for other Hangul syllables is made by rule.
        if first.get(char) != data and len(data) < 8:
            lines.append(f"e {code_point:x} {data.hex()}")
    for char in sorted({text[0] for text in pairs.values()}):
        lines.append(f"f {ord(char):x}")
    return lines


def main():
    lines = ["# Made by xtask/multibyte_tables.py, which tells what the lines mean."]
    for name in STATELESS:
        lines += section(name)
    lines.append("= iso8859_7")
    for byte in range(0xA0, 0x100):
        text, _ = decoded(bytes([byte]), "iso8859_7")
        lines.append(f"l {byte:02x} i" if text is None else f"s {byte:02x} {ord(text):x}")
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


main()
