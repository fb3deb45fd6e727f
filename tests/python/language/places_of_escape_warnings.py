"""Where a warning about an escape sequence is shown once it is an error: CPython counts from the token that
it has decoded, without prefixes, and with ten columns for a character other than ASCII.

https://docs.python.org/3.14/reference/lexical_analysis.html#escape-sequences
"""
import warnings


def error(source):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            compile(source, "<text>", "exec")
        except SyntaxError as found:
            return found.lineno, found.offset, found.end_lineno, found.end_offset, found.text


def lines(source):
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        compile(source, "<text>", "exec")
    return [(warning.lineno, str(warning.message)[:4]) for warning in found]


# In strings, from the quotes.
assert error(r"'a\d'") == (1, 3, 1, 5, "'a\\d'\n")
assert error(r"b'a\d'") == (1, 2, 1, 4, "b'a\\d'\n")
assert error("x = '''a\nb\\d'''") == (2, 2, 2, 4, "b\\d'''\n")
assert error("'''a\n\\d\n'''") == (2, 1, 2, 3, "\\d")
assert error("'é\\d'          # long") == (1, 11, 1, 13, "'é\\d'          # long\n")

# In f-strings, from their end.
assert error(r"f'\d'") == (1, 6, 1, 7, "f'\\d'\n")
assert error(r"f'a\d{x}'   # long") == (1, 11, 1, 13, "f'a\\d{x}'   # long\n")
assert error(r"t'a{x}\d'") == (1, 10, 1, 11, "t'a{x}\\d'\n")
assert error("x = f'''a\nb\\d'''") == (3, 2, 3, 4, "b\\d'''\n")
assert error(r"f'''\d'''   # long") == (1, 10, 1, 12, "f'''\\d'''   # long\n")
# Doubled braces and named characters divide them.
assert error(r"f'{{\d'   # long") == (1, 8, 1, 10, "f'{{\\d'   # long\n")
assert error(r"f'\N{DIGIT ONE}\d'   # long") == (1, 19, 1, 21, "f'\\N{DIGIT ONE}\\d'   # long\n")

# In format specifications, from their text; braces, where they stand.
assert error(r"f'{x:a\d}'") == (1, 7, 1, 9, "f'{x:a\\d}'\n")
assert error(r"f'a\{x}'") == (1, 5, 1, 5, "f'a\\{x}'")
assert error(r"f'\}}'") == (1, 4, 1, 4, "f'\\}}'")

assert lines(r"'\d' f'\e{1}\g'") == [(1, '"\\d"'), (1, '"\\e"'), (1, '"\\g"')]
assert lines("f'''a\n\\d\n'''") == [(4, '"\\d"')]
assert lines(r"f'\d{x}\{y}'") == [(1, '"\\{"'), (1, '"\\d"')]
# A character other than ASCII behind a backslash is let pass.
assert lines("'\\é'") == []
assert lines("'\\é\\d'") == [(1, '"\\d"')]
assert lines(r"rf'\d' r'\d'") == []
