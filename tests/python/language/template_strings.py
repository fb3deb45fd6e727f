"""A t-string gives a template: its strings, and its interpolations with values and texts.

https://peps.python.org/pep-0750/
"""
x, width = 5, 10
template = t"a{x}b{x!r:>{width}}{x=}c"
Template, Interpolation = type(template), type(template.interpolations[0])

assert template.strings == ("a", "b", "x=", "c")
assert template.values == (5, 5, 5)
assert repr(template.interpolations) == (
    "(Interpolation(5, 'x', None, ''), Interpolation(5, 'x', 'r', '>10'), "
    "Interpolation(5, 'x', 'r', ''))"
)
assert repr(t"a{x}") == (
    "Template(strings=('a', ''), interpolations=(Interpolation(5, 'x', None, ''),))"
)
first = template.interpolations[0]
assert (first.value, first.expression, first.conversion, first.format_spec) == (5, "x", None, "")
assert list(template)[::2] == ["a", "b", "x=", "c"] and list(template)[1] is first
assert list(t"") == [] and t"".strings == ("",)
assert list(t"{x}{x}") == list((i1 := t"{x}{x}").interpolations) or len(list(i1)) == 2

# The text of an expression is as it was written.
assert [it.expression for it in t"{ x + 1 }{(x)}{x  =  }".interpolations] == [" x + 1 ", "(x)", "x  "]
assert t"{x  =  }".strings == ("x  =  ", "")
assert [it.conversion for it in t"{x!s}{x!a}{x=!s:a}{x=:a}".interpolations] == ["s", "a", "s", None]
assert t"{{{x}}}".strings == ("{", "}") and rt"\n{x}".strings == (r"\n", "")
assert (t"a" t"b{x}" t"c").strings == ("ab", "c")

assert (t"a{x}b" + t"c{x}").strings == ("a", "bc", "")
assert Template("a", "b", Interpolation(1, "y"), Interpolation(2)).strings == ("ab", "", "")
assert Template().strings == ("",)
assert t"a" != t"a" and isinstance(hash(t"a"), int)
match first:
    case Interpolation(value, expression, conversion, spec):
        assert (value, expression, conversion, spec) == (5, "x", None, "")
assert Interpolation.__match_args__ == ("value", "expression", "conversion", "format_spec")
assert first.__reduce__() == (Interpolation, (5, "x", None, ""))
assert repr(Template[int]) == "string.templatelib.Template[int]"


def error(make):
    try:
        make()
    except Exception as raised:
        return f"{type(raised).__name__}: {raised}"
    raise AssertionError


name = "string.templatelib.Template"
message = f'TypeError: can only concatenate {name} (not "str") to {name}'
assert error(lambda: t"a" + "b") == message
assert error(lambda: "b" + t"a") == f'TypeError: can only concatenate str (not "{name}") to str'
assert error(lambda: Template(a=1)) == "TypeError: Template.__new__ only accepts *args arguments"
message = "TypeError: Template.__new__ *args need to be of type 'str' or 'Interpolation', got int"
assert error(lambda: Template(1)) == message
message = "ValueError: Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'"
assert error(lambda: Interpolation(1, "a", "x")) == message
message = "TypeError: Interpolation() argument 'expression' must be str, not int"
assert error(lambda: Interpolation(1, 2)) == message
assert error(lambda: t"{undefined}") == "NameError: name 'undefined' is not defined"
