"""Widths and precisions in format specifications may have digits of any script; hexadecimal floats have
white space of ASCII around them.

https://docs.python.org/3.14/library/string.html#format-specification-mini-language
"""

assert format(7, "\u0665") == "    7"
assert format(1.5, "\uff15.\uff12f") == " 1.50"
assert format("ab", "\u0660\u0665") == "ab   "

assert float.fromhex(" \t\n\v\f\r0x1p3 ") == 8.0
for text in ["\xa01", "1\u2003", "\x1c1"]:
    try:
        float.fromhex(text)
    except ValueError:
        pass
    else:
        assert False, text
