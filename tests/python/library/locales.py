"""locale: the locales C and C.UTF-8 of the C library.

https://docs.python.org/3.14/library/locale.html
"""
import _locale
import locale


def raises(kind, message, function, *args):
    try:
        function(*args)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


assert locale.Error is _locale.Error and _locale.Error.__module__ == "locale"
assert locale.setlocale(locale.LC_ALL, "C") == "C" == locale.setlocale(locale.LC_ALL)
assert _locale.getencoding() == "ANSI_X3.4-1968"
assert locale.setlocale(locale.LC_ALL, "C.UTF-8") == "C.UTF-8"
assert _locale.getencoding() == "UTF-8" == locale.nl_langinfo(locale.CODESET)
raises(locale.Error, "unsupported locale setting", locale.setlocale, locale.LC_ALL, "xx_YY")
raises(locale.Error, "locale query failed", _locale.setlocale, 99)
raises(ValueError, "embedded null character", _locale.setlocale, locale.LC_ALL, "a\0b")
raises(TypeError, "setlocale() argument 2 must be str or None, not int", _locale.setlocale, locale.LC_ALL, 1)

conventions = locale.localeconv()
assert len(conventions) == 18
assert conventions["decimal_point"] == "." and conventions["grouping"] == []
assert conventions["frac_digits"] == locale.CHAR_MAX == 127
assert locale.format_string("%.2f", 1234.5, grouping=True) == "1234.50"
assert locale.atof("1.5") == 1.5 and locale.str(0.5) == "0.5"
raises(ValueError, "Currency formatting is not possible using the 'C' locale.", locale.currency, 1)

assert locale.strcoll("a", "b") < 0 < locale.strcoll("b", "a") and locale.strcoll("ä", "ä") == 0
assert sorted(["b", "ä", "a"], key=locale.strxfrm) == ["a", "b", "ä"]
raises(ValueError, "embedded null character", locale.strcoll, "a\0", "b")
raises(TypeError, "strcoll() argument 2 must be str, not int", locale.strcoll, "a", 1)

assert locale.nl_langinfo(locale.DAY_1) == "Sunday" and locale.nl_langinfo(locale.MON_12) == "December"
assert locale.nl_langinfo(locale.RADIXCHAR) == "." and locale.nl_langinfo(locale.YESEXPR) == "^[yY]"
raises(ValueError, "unsupported langinfo constant", locale.nl_langinfo, -1)

assert locale.gettext("text") == "text" == locale.dgettext(None, "text")
assert locale.textdomain("things") == "things" == locale.textdomain(None)
assert locale.bindtextdomain("things", "/tmp") == "/tmp" == locale.bindtextdomain("things", None)
raises(locale.Error, "domain must be a non-empty string", locale.bindtextdomain, "", None)
assert locale.getlocale(locale.LC_CTYPE) == ("C", "UTF-8")
assert locale.normalize("de") == "de_DE.ISO8859-1"
