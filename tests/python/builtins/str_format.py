"""str.format, format specifications and the % operator.

https://docs.python.org/3.14/library/string.html#format-string-syntax
https://docs.python.org/3.14/library/stdtypes.html#printf-style-string-formatting
"""


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{error.__name__} not raised")


assert "{} {}".format("a", "b") == "a b" and "{1}{0}".format("a", "b") == "ba"
assert "{x}{{}}{y}".format(x=1, y=2) == "1{}2" and "{!r:>5}|".format("a") == "  'a'|"
assert "{0.real}{a[0]}{a[k]}".format(5, a={0: "z", "k": "v"}) == "5zv"
assert "{:{}}{}".format("a", "5", "b") == "a    b" and "{0:{1}}".format("a", 3) == "a  "
assert "{!s}{!a}".format("é", "é") == "é'\\xe9'" and "{a b}".format(**{"a b": 2}) == "2"
assert "{a.b}".format_map({"a": type("T", (), {"b": 3})}) == "3"
assert "{:<4}|{:^4}|{:>4}|{:*^5}|{:.2}|{:5.1}|".format(*["ab"] * 6) == "ab  | ab |  ab|*ab**|ab|a    |"
assert "{:05}".format("a") == "a0000" and format("é", "ä>3") == "ääé" and format("a", "") == "a"

fail = lambda message, template, *args, error=ValueError: raises(error, message, template.format, *args)
fail("Replacement index 0 out of range for positional args tuple", "{}", error=IndexError)
fail("cannot switch from manual field specification to automatic field numbering", "{0}{}", 1)
fail("cannot switch from automatic field numbering to manual field specification", "{}{0}", 1)
fail("Single '{' encountered in format string", "{")
fail("Single '}' encountered in format string", "}")
fail("expected '}' before end of string", "{0[")
fail("Unknown conversion specifier x", "{!x}", 1)
fail("unmatched '{' in format spec", "{!}", 1)
fail("end of string while looking for conversion specifier", "{!")
fail("expected ':' after conversion specifier", "{!rr}", 1)
fail("Empty attribute in format string", "{0.}", 1)
fail("Empty attribute in format string", "{0[]}", 1)
fail("Only '.' or '[' may follow ']' in format field specifier", "{0[0]a}", [1])
fail("Max string recursion exceeded", "{:{:{}}}", 1, 2, 3)
fail("Too many decimal digits in format string", "{99999999999999999999}")
fail("'a'", "{a}", error=KeyError)
fail("unexpected '{' in field name", "{a{}}", 1)
raises(ValueError, "Format string contains positional fields", "{}".format_map, [])
fail("Unknown format code 'x' for object of type 'str'", "{:x}", "a")
fail("'=' alignment not allowed in string format specifier", "{:=5}", "a")
fail("Sign not allowed in string format specifier", "{:+}", "a")
fail("Space not allowed in string format specifier", "{: }", "a")
fail("Alternate form (#) not allowed in string format specifier", "{:#}", "a")
fail("Cannot specify ',' with 's'.", "{:,}", "a")

assert "%s %r %a" % ("é", "é", "é") == "é 'é' '\\xe9'" and "%d%%" % 5 == "5%" and "%s" % [1] == "[1]"
assert "%5d|%-5d|%05d|%+d|% d" % (42, 42, -42, 42, 42) == "   42|42   |-0042|+42| 42"
assert "%x %X %o %#x %#o %#X" % ((255,) * 6) == "ff FF 377 0xff 0o377 0XFF"
assert "%.3d|%8.3d|%08.3d|%.5x|%#.5x" % (5, -5, -5, 255, 255) == "005|    -005|-0000005|000ff|0x000ff"
assert "%#010x|%-#8x|%x" % (255, 255, -255) == "0x000000ff|0xff    |-ff"
assert "%d" % 1.9 == "1" and "%d" % True == "1" and "%d" % (1 << 100) == str(1 << 100)
assert "%x" % (1 << 100) == "1" + "0" * 25 and "%i %u" % (3, 4) == "3 4"
assert "%f %.2f %e %g %G" % (1.5, 2.345, 1e10, 1e10, 1e-10) == "1.500000 2.35 1.000000e+10 1e+10 1E-10"
assert "%010f|%-8.1f|%+.0f|%#g" % (1.5, 1.5, 2.5, 1) == "001.500000|1.5     |+2|1.00000"
assert "%c%c%5c|%-3c|" % ("x", 8364, "y", "z") == "x€    y|z  |"
assert "%(a)s-%(b)03d" % {"a": 1, "b": 2} == "1-002" and "%(a(b))s" % {"a(b)": 1} == "1"
assert "%*d|%-*d|%.*f" % (5, 1, 5, 2, 2, 3.14159) == "    1|2    |3.14"
assert "%.2s|%5.1s|%-4s|" % ("abc", "abc", "é") == "ab|    a|é   |" and "%ld" % 5 == "5"
assert "abc" % {} == "abc" and "%s" % ((1, 2),) == "(1, 2)" and "%%" % () == "%"
bad = lambda error, message, template, value: raises(error, message, lambda: template % value)
bad(TypeError, "not enough arguments for format string", "%s%s", 1)
bad(TypeError, "not all arguments converted during string formatting", "%s", (1, 2))
bad(TypeError, "not all arguments converted during string formatting", "abc", 1)
bad(TypeError, "%d format: a real number is required, not str", "%d", "a")
bad(TypeError, "%x format: an integer is required, not float", "%x", 1.5)
bad(TypeError, "must be real number, not str", "%f", "a")
bad(TypeError, "%c requires an int or a unicode character, not a string of length 2", "%c", "ab")
bad(TypeError, "%c requires an int or a unicode character, not float", "%c", 1.5)
bad(OverflowError, "%c arg not in range(0x110000)", "%c", -1)
bad(TypeError, "format requires a mapping", "%(a)s", 1)
bad(ValueError, "incomplete format key", "%(a", {})
bad(ValueError, "incomplete format", "%", 1)
bad(ValueError, "unsupported format character 'z' (0x7a) at index 1", "%z", 1)
bad(ValueError, "unsupported format character '?' (0x1234) at index 2", "ä%\u1234", 1)
bad(ValueError, "unsupported format character '%' (0x25) at index 2", "%5%", 1)
bad(TypeError, "* wants int", "%*d", ("a", 1))
bad(ValueError, "width too big", "%99999999999999999999d", 1)
