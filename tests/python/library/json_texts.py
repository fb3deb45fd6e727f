"""json: reading and writing, errors with their places, hooks, notes.

https://docs.python.org/3.14/library/json.html
"""
import _json
import json
from json import JSONDecodeError, dumps, loads


def raises(kind, message, function, *args, notes=None, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert type(e) is kind and str(e) == message, (type(e), str(e))
        assert notes is None or e.__notes__ == notes, e.__notes__
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


def refused(text, message):
    raises(JSONDecodeError, message, loads, text)


assert json.scanner.c_make_scanner is _json.make_scanner and json.encoder.c_make_encoder is _json.make_encoder

# Values and where they end.
assert loads(' {"a" : [1, -2.5e3, true,false , null, "x"], "b":{}, "c" : [ ] }\n') == {
    "a": [1, -2500.0, True, False, None, "x"], "b": {}, "c": []}
assert [loads(t) for t in ("0", "-0", "12345678901234567890", "1E2", "0.1", "-1e-2")] == [
    0, 0, 12345678901234567890, 100.0, 0.1, -0.01]
assert str(loads("[NaN, Infinity, -Infinity]")) == "[nan, inf, -inf]" and type(loads("-0")) is int
assert loads('{"a": 1, "a": 2}') == {"a": 2} and loads(b'"\xc3\xa9"') == "\xe9" == loads('"\xe9"')
decode = json.JSONDecoder().raw_decode
assert decode('\xe9"\U0001f600" x', 1) == ("\U0001f600", 4) and decode("1.e5") == (1, 1)

# Strings.
assert loads(r'"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud83dx\ude00\ud83d\u0041"') == (
    '"\\/\b\f\n\r\t\xe9\U0001f600\ud83dx\ude00\ud83dA')
assert loads('"\x7f"') == "\x7f" and loads('"a\tb"', strict=False) == "a\tb"
assert _json.scanstring('x\xe9\\n"y', 1) == ("\xe9\n", 5) and _json.scanstring('a\n"', 0, False) == ("a\n", 3)
refused('"a\tb"', "Invalid control character at: line 1 column 3 (char 2)")
refused('["\xe9', "Unterminated string starting at: line 1 column 2 (char 1)")
refused('"\xe9\\', "Unterminated string starting at: line 1 column 1 (char 0)")
refused('"\xe9\\x"', "Invalid \\escape: line 1 column 3 (char 2)")
refused('"\xe9\\u12"', "Invalid \\uXXXX escape: line 1 column 4 (char 3)")
refused('"\\u12g4"', "Invalid \\uXXXX escape: line 1 column 3 (char 2)")
refused('"\\ud800\\u12g4"', "Invalid \\uXXXX escape: line 1 column 9 (char 8)")
raises(ValueError, "end is out of bounds", _json.scanstring, "abc", -1)
raises(TypeError, "first argument must be a string, not bytes", _json.scanstring, b"abc", 1)

# What is no JSON.
refused("", "Expecting value: line 1 column 1 (char 0)")
refused("[1,\n nul]", "Expecting value: line 2 column 2 (char 5)")
refused("[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)")
refused("[1,]", "Illegal trailing comma before end of array: line 1 column 3 (char 2)")
refused('{"a":1,}', "Illegal trailing comma before end of object: line 1 column 7 (char 6)")
refused('{"a":1 "b"}', "Expecting ',' delimiter: line 1 column 8 (char 7)")
refused('{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)")
refused("{a:1}", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)")
refused('{"a":1,', "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)")
refused("[1", "Expecting ',' delimiter: line 1 column 3 (char 2)")
refused("[", "Expecting value: line 1 column 2 (char 1)")
refused('{"a":', "Expecting value: line 1 column 6 (char 5)")
refused("01", "Extra data: line 1 column 2 (char 1)")
refused("-", "Expecting value: line 1 column 1 (char 0)")
scan = json.scanner.c_make_scanner(json.JSONDecoder())
assert scan("[]", 0) == ([], 2) and scan(string="1", idx=0) == (1, 1) and scan.strict is True
raises(StopIteration, "2", scan, "[]", 2)
raises(ValueError, "idx cannot be negative", scan, "[]", -1)
raises(TypeError, "first argument must be a string, not bytes", scan, b"[]", 0)
for text in "[" * 10**6, '{"a":' * 10**6:
    try:
        loads(text)
    except RecursionError as e:
        assert "while decoding a JSON" in str(e)
    else:
        raise AssertionError("RecursionError expected")

# Hooks.
assert loads('{"a": {"b": 1}}', object_hook=lambda d: sorted(d)) == ["a"]
assert loads('{"b": 1, "a": 2}', object_pairs_hook=list) == [("b", 1), ("a", 2)]
assert loads("[1, 1.5, NaN]", parse_int=str, parse_float=lambda t: t + "!", parse_constant=repr) == [
    "1", "1.5!", "'NaN'"]
try:
    loads("9" * 5000)
except ValueError as e:
    assert "4300" in str(e)

# Writing.
assert dumps({"a": [1, 2.5, None, True, False, "x\n\xe9\U0001f600\ud800"], "b": (), "c": {}}) == (
    r'{"a": [1, 2.5, null, true, false, "x\n\u00e9\ud83d\ude00\ud800"], "b": [], "c": {}}')
assert dumps('\x00"\\\x7f\xe9\t', ensure_ascii=False) == '"\\u0000\\"\\\\\x7f\xe9\\t"'
assert dumps([1, {"a": [], "b": {}, "c": [2]}], indent=2) == (
    '[\n  1,\n  {\n    "a": [],\n    "b": {},\n    "c": [\n      2\n    ]\n  }\n]')
assert dumps({1: 1, 2.5: 2, True: 3, None: 4, False: 5, float("inf"): 6}) == (
    '{"1": 3, "2.5": 2, "null": 4, "false": 5, "Infinity": 6}')
assert dumps({"b": 1, "a": 2}, sort_keys=True, separators=(",", ":")) == '{"a":2,"b":1}'
assert dumps({(1,): 1, "a": 2}, skipkeys=True) == '{"a": 2}' and dumps({(1,): 1}, skipkeys=True) == "{}"
assert dumps([1e16, 1e-7, -0.0, float("nan"), -float("inf"), 10**20]) == (
    "[1e+16, 1e-07, -0.0, NaN, -Infinity, 100000000000000000000]")
class Int(int): __repr__ = lambda self: "no"
class Float(float): __repr__ = lambda self: "no"
class Text(str): pass
class Map(dict):
    def items(self): return [("k", 1), ("l", 2)]
assert dumps([Int(5), Float(1.5), Text("t"), {Int(2): 1}]) == '[5, 1.5, "t", {"2": 1}]'
assert dumps(Map(a=1)) == '{"k": 1, "l": 2}' and dumps(Map()) == "{}"
assert dumps({1j: 0, 2: [3j]}, skipkeys=True, default=lambda z: [z.real, z.imag]) == '{"2": [[0.0, 3.0]]}'
assert dumps([1], indent="\t") == "[\n\t1\n]" and dumps("x", indent=1) == '"x"'
raises(TypeError, "Object of type set is not JSON serializable", dumps, {"a": [1, {2}]},
       notes=["when serializing list item 1", "when serializing dict item 'a'"])
raises(TypeError, "keys must be str, int, float, bool or None, not tuple", dumps, {(1,): 2})
raises(ValueError, "Out of range float values are not JSON compliant: nan", dumps, float("nan"), allow_nan=False)
loop = []
loop.append(loop)
raises(ValueError, "Circular reference detected", dumps, loop, notes=["when serializing list item 0"])
class Odd: pass
raises(TypeError, "Object of type Odd is not JSON serializable", dumps, [{"a": Odd()}],
       notes=["when serializing dict item 'a'", "when serializing list item 0"])
raises(ValueError, "Circular reference detected", dumps, Odd(), default=lambda o: o,
       notes=["when serializing Odd object"])
raises(TypeError, "make_encoder() argument 1 must be dict or None, not int", _json.make_encoder, 5, None,
       None, None, ": ", ", ", 0, 0, 0)
encoder = _json.make_encoder(None, None, lambda text: f"<{text}>", None, "=", ";", True, False, True)
assert encoder({"b": 1, "a": ["c"]}, 0) == ("{<a>=[<c>];<b>=1}",)
assert dumps('\x7f') == '"\\u007f"'
raises(TypeError, "first argument must be a string, not int", _json.encode_basestring, 5)
assert _json.encode_basestring_ascii("\xe9") == '"\\u00e9"' and _json.encode_basestring("\xe9") == '"\xe9"'

# There and back.
for value in [{}, [[]], {"x": [{"y": ["\0\u2028\U0010ffff"]}]}, list(range(100)), {str(n): n / 7 for n in range(50)}]:
    assert loads(dumps(value)) == value == loads(dumps(value, indent=3, ensure_ascii=False))

# Subclasses of list and tuple are asked for what they hold.


class Reversed(list):
    def __iter__(self):
        return reversed(list(super().__iter__()))


class Nothing(tuple):
    def __iter__(self):
        return iter(())


assert json.dumps([Reversed([1, 2]), Nothing((1, 2))]) == "[[2, 1], []]"
assert json.dumps(Reversed([[1], 2]), indent=1) == "[\n 2,\n [\n  1\n ]\n]"
