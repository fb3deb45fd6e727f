"""csv: dialects, reading and writing rows, all ways of quoting.

https://docs.python.org/3.14/library/csv.html
"""
import _csv
import copy
import csv
import io


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert type(e) is kind and str(e) == message, (type(e), str(e))
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


def rows(*lines, **options):
    return list(csv.reader(lines, **options))


def text(*row, **options):
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="|", **options).writerow(row)
    return file.getvalue()[:-1]


Error = csv.Error
assert Error is _csv.Error and Error.__bases__ == (Exception,)

# Reading.
assert rows('a,b c,"d,e"\r\n', '"f ""g""",h\n', "\n", "") == [["a", "b c", "d,e"], ['f "g"', "h"], [], []]
assert rows('"two\n', 'lines",x') == [["two\nlines", "x"]] and rows("a,", ",") == [["a", ""], ["", ""]]
assert rows("a;'b;c'", delimiter=";", quotechar="'") == [["a", "b;c"]]
assert rows(' a, "b"', skipinitialspace=True) == [["a", "b"]] and rows(' a, "b"') == [[" a", ' "b"']]
assert rows(r"a\,b,c\\", escapechar="\\") == [["a,b", "c\\"]] and rows("a\\\n", "b", escapechar="\\") == [["a\nb"]]
assert rows('"a"b,c"d"') == [["ab", 'c"d"']] and rows('"a" b') == [["a b"]]
assert rows(r'"a\"b"', escapechar="\\", doublequote=False) == [['a"b']]
assert rows('"open') == [["open"]] and rows("a\0b") == [["a\0b"]]
assert rows('1,"2",,x', quoting=csv.QUOTE_NOTNULL) == [["1", "2", None, "x"]]
assert rows('1,"2",,""', quoting=csv.QUOTE_STRINGS) == [[1.0, "2", None, ""]]
assert rows('1,"2"', quoting=csv.QUOTE_NONNUMERIC) == [[1.0, "2"]]
assert rows('"a",b', quoting=csv.QUOTE_NONE) == [['"a"', "b"]]
raises(ValueError, "could not convert string to float: 'x'", rows, "x", quoting=csv.QUOTE_NONNUMERIC)
raises(Error, "',' expected after '\"'", rows, '"a"b', strict=True)
raises(Error, "unexpected end of data", rows, '"a', strict=True)
raises(Error, "new-line character seen in unquoted field - do you need to open the file with newline=''?",
       rows, "a\rb")
raises(Error, "iterator should return strings, not bytes (the file should be opened in text mode)", rows, b"a")
raises(TypeError, "'int' object is not iterable", csv.reader, 5)
reader = csv.reader(["a", '"b', 'c"', "d"])
assert [(row, reader.line_num) for row in reader] == [(["a"], 1), (["bc"], 3), (["d"], 4)]
assert reader.line_num == 4 and reader.dialect.delimiter == ","
assert csv.field_size_limit(5) == 131072
raises(Error, "field larger than field limit (5)", rows, "123456")
assert rows("12345,1") == [["12345", "1"]] and csv.field_size_limit(131072) == 5
raises(TypeError, "limit must be an integer", csv.field_size_limit, "a")

# Writing.
assert text("a", 1, 2.5, None, "b,c", 'd"e', "f\ng", " h") == 'a,1,2.5,,"b,c","d""e","f\ng", h'
assert text() == "" and text("") == '""' == text(None) and text("", "") == ","
assert text("a", 1, None, quoting=csv.QUOTE_ALL) == '"a","1",""'
assert text("a", 1, None, 2j, quoting=csv.QUOTE_NONNUMERIC) == '"a",1,"",2j'
assert text("a", 1, None, quoting=csv.QUOTE_STRINGS) == '"a",1,'
assert text("a", 1, None, quoting=csv.QUOTE_NOTNULL) == '"a","1",'
assert text("a,b", "c\"d", quoting=csv.QUOTE_NONE, escapechar="\\") == r'a\,b,c\"d'
assert text('a"b', "c\\d", doublequote=False, escapechar="\\") == r'a\"b,c\\d'
assert text("a|b") == '"a|b"' and text("a b", "", delimiter=" ") == '"a b" '
raises(Error, "need to escape, but no escapechar set", text, "a,b", quoting=csv.QUOTE_NONE)
raises(Error, "single empty field record must be quoted", text, "", quoting=csv.QUOTE_NONE)
raises(Error, "single empty field record must be quoted", text, None, quoting=csv.QUOTE_NOTNULL)
raises(Error, "empty field must be quoted if delimiter is a space and skipinitialspace is true", text, "a", "",
       delimiter=" ", skipinitialspace=True, quoting=csv.QUOTE_NONE)
file = io.StringIO()
writer = csv.writer(file)
assert writer.writerow("ab") == 5 and writer.writerows([[1], (2, 3)]) is None
assert file.getvalue() == "a,b\r\n1\r\n2,3\r\n"
raises(Error, "iterable expected, not int", writer.writerow, 5)
raises(TypeError, 'argument 1 must have a "write" method', csv.writer, 5)

# Dialects.
class Pipes(csv.Dialect):
    delimiter, quotechar, lineterminator, quoting = "|", "'", "\n", csv.QUOTE_MINIMAL
csv.register_dialect("pipes", Pipes)
csv.register_dialect("spaces", "excel", delimiter=" ")
assert {"excel", "excel-tab", "unix", "pipes", "spaces"} <= set(csv.list_dialects())
assert rows("a|'b|c'", dialect="pipes") == rows("a|'b|c'", dialect=Pipes()) == [["a", "b|c"]]
assert rows("a|b", dialect="pipes", delimiter=";") == [["a|b"]]
dialect = csv.get_dialect("spaces")
assert [dialect.delimiter, dialect.doublequote, dialect.escapechar, dialect.lineterminator, dialect.quotechar,
        dialect.quoting, dialect.skipinitialspace, dialect.strict] == [" ", True, None, "\r\n", '"', 0, False, False]
assert _csv.Dialect(dialect) is dialect and _csv.Dialect(quotechar=None).quoting == csv.QUOTE_NONE
csv.unregister_dialect("pipes")
for function in csv.get_dialect, csv.unregister_dialect:
    raises(Error, "unknown dialect", function, "pipes")
raises(TypeError, "dialect name must be a string", csv.register_dialect, 5)
raises(TypeError, "cannot pickle 'Dialect' instances", copy.copy, dialect)
for kind, options, message in [
        (TypeError, dict(delimiter="ab"), '"delimiter" must be a unicode character, not a string of length 2'),
        (TypeError, dict(delimiter=None), '"delimiter" must be a unicode character, not NoneType'),
        (TypeError, dict(quotechar=5), '"quotechar" must be a unicode character or None, not int'),
        (TypeError, dict(lineterminator=5), '"lineterminator" must be a string, not int'),
        (TypeError, dict(quoting="a"), '"quoting" must be an integer, not str'),
        (TypeError, dict(quoting=9), 'bad "quoting" value'),
        (TypeError, dict(quotechar=None, quoting=0), "quotechar must be set if quoting enabled"),
        (TypeError, dict(colour=1), "this function got an unexpected keyword argument 'colour'"),
        (ValueError, dict(delimiter="\n"), "bad delimiter value"),
        (ValueError, dict(quotechar=" ", skipinitialspace=True), "bad quotechar value"),
        (ValueError, dict(quotechar=","), "bad delimiter or quotechar value"),
        (ValueError, dict(lineterminator='"'), "bad quotechar or lineterminator value")]:
    raises(kind, message, _csv.Dialect, **options)

# What csv makes of it.
people = list(csv.DictReader(["name,age", "Ann,7", "Bob,8,x"]))
assert people == [{"name": "Ann", "age": "7"}, {"name": "Bob", "age": "8", None: ["x"]}]
assert csv.Sniffer().sniff("a;b;c\n1;2;3\n4;5;6\n").delimiter == ";"
