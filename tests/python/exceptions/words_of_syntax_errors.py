"""Errors of the grammar have CPython's words, place and line.

https://docs.python.org/3.14/library/exceptions.html#SyntaxError
"""


def check(message, *cases):
    for source, place, text in cases:
        try:
            compile(source, "<text>", "exec")
        except SyntaxError as error:
            found = error.lineno, error.offset, error.end_lineno, error.end_offset
            assert error.msg == message, (source, error.msg)
            assert found == place, (source, found)
            # Lines before the one that was read last have no end.
            assert error.text == text, (source, error.text)
        else:
            raise AssertionError(source)


check(
    "Did you mean to use 'from ... import ...' instead?",
    ('import a from b', (1, 1, 1, 16), 'import a from b\n'),
    ('import a.b from c', (1, 1, 1, 18), 'import a.b from c\n'),
    ('import a, b from c as d', (1, 1, 1, 21), 'import a, b from c as d\n'),
)
check(
    "cannot use name as import target",
    ('import a as b from c', (1, 13, 1, 14), 'import a as b from c\n'),
)
check(
    "invalid syntax",
    ('import (a) from b', (1, 8, 1, 9), 'import (a) from b\n'),
    ('[\nx for x\nin range(3)\nof x\n]', (4, 1, 4, 3), 'of x\n'),
    ('[x for x in y of z]', (1, 15, 1, 17), '[x for x in y of z]\n'),
    ('[x for x in range(3) iff x]', (1, 22, 1, 25), '[x for x in range(3) iff x]\n'),
    ('A[*b:]', (1, 5, 1, 6), 'A[*b:]\n'),
    ('A[:*b]', (1, 4, 1, 5), 'A[:*b]\n'),
    ('A[*b:*c]', (1, 5, 1, 6), 'A[*b:*c]\n'),
    ('A[x:*b]', (1, 5, 1, 6), 'A[x:*b]\n'),
    ('A[::*b]', (1, 5, 1, 6), 'A[::*b]\n'),
    ('A[*b:] = 1', (1, 5, 1, 6), 'A[*b:] = 1\n'),
    ('A[:*]', (1, 4, 1, 5), 'A[:*]\n'),
    ('{*x: 1}', (1, 4, 1, 5), '{*x: 1}\n'),
    ('x: *b', (1, 4, 1, 5), 'x: *b\n'),
    ('x: *b = 1', (1, 4, 1, 5), 'x: *b = 1\n'),
    ('def f(x: *b): pass', (1, 10, 1, 11), 'def f(x: *b): pass\n'),
    ('def f(x: *b = 1): pass', (1, 10, 1, 11), 'def f(x: *b = 1): pass\n'),
    ('def f(**kwargs: *a): pass', (1, 17, 1, 18), 'def f(**kwargs: *a): pass\n'),
    ('def f(x=*b): pass', (1, 9, 1, 10), 'def f(x=*b): pass\n'),
    ('def f(*, x: *b): pass', (1, 13, 1, 14), 'def f(*, x: *b): pass\n'),
    ('lambda x=*b: 1', (1, 10, 1, 11), 'lambda x=*b: 1\n'),
    ('del *', (1, 5, 1, 6), 'del *\n'),
    ('raise *x', (1, 7, 1, 8), 'raise *x\n'),
    ('assert *x', (1, 8, 1, 9), 'assert *x\n'),
    ('if *x: pass', (1, 4, 1, 5), 'if *x: pass\n'),
    ('while *x: pass', (1, 7, 1, 8), 'while *x: pass\n'),
    ('with *x: pass', (1, 6, 1, 7), 'with *x: pass\n'),
    ('try:\n pass\nexcept A, B as e.x:\n pass', (3, 13, 3, 15), 'except A, B as e.x:\n'),
    ('try:\n pass\nexcept A, B\n pass', (3, 12, 3, 13), 'except A, B\n'),
    ('try:\n pass\nexcept* A, B\n pass', (3, 13, 3, 14), 'except* A, B\n'),
    ('match x:\n case 1 as a[0]: pass', (2, 13, 2, 14), ' case 1 as a[0]: pass\n'),
    ('match x:\n case -x: pass', (2, 8, 2, 9), ' case -x: pass\n'),
    ('match x:\n case 1 + x: pass', (2, 11, 2, 12), ' case 1 + x: pass\n'),
    ('match x:\n case a = b: pass', (2, 9, 2, 10), ' case a = b: pass\n'),
    ('match x:\n case x.y = 1: pass', (2, 11, 2, 12), ' case x.y = 1: pass\n'),
    ('type A[T: *int] = 1', (1, 11, 1, 12), 'type A[T: *int] = 1\n'),
    ('type A[T = *int] = 1', (1, 12, 1, 13), 'type A[T = *int] = 1\n'),
    ('lambda 1: 1', (1, 8, 1, 9), 'lambda 1: 1\n'),
    ('lambda None: 1', (1, 8, 1, 12), 'lambda None: 1\n'),
    ('with x as y = 1: pass', (1, 13, 1, 14), 'with x as y = 1: pass\n'),
    ('(*a := 1)', (1, 5, 1, 7), '(*a := 1)\n'),
    ('a[b := 1:2]', (1, 9, 1, 10), 'a[b := 1:2]\n'),
    ('{a: b, c: d for e in f}', (1, 13, 1, 16), '{a: b, c: d for e in f}\n'),
    ('{a: b, **c for e in f}', (1, 12, 1, 15), '{a: b, **c for e in f}\n'),
    ('[a for b in c d]', (1, 15, 1, 16), '[a for b in c d]\n'),
    ('del a = 1', (1, 7, 1, 8), 'del a = 1\n'),
    ('global a, ', (1, 11, 1, 12), 'global a, \n'),
    ('raise a, b', (1, 8, 1, 9), 'raise a, b\n'),
    ('print yield x', (1, 7, 1, 12), 'print yield x\n'),
    ('yield from *x', (1, 12, 1, 13), 'yield from *x\n'),
    ('1é', (1, 2, 1, 3), '1é\n'),
)
check(
    "'not' after an operator must be parenthesized",
    ('3 + not 3', (1, 5, 1, 10), '3 + not 3\n'),
    ('3 - not x', (1, 5, 1, 10), '3 - not x\n'),
    ('3 * not x', (1, 5, 1, 10), '3 * not x\n'),
    ('a / not b', (1, 5, 1, 10), 'a / not b\n'),
    ('a @ not b', (1, 5, 1, 10), 'a @ not b\n'),
    ('a // not b', (1, 6, 1, 11), 'a // not b\n'),
    ('a % not b', (1, 5, 1, 10), 'a % not b\n'),
    ('- not b', (1, 3, 1, 8), '- not b\n'),
    ('~ not b', (1, 3, 1, 8), '~ not b\n'),
    ('(+ not x)', (1, 4, 1, 9), '(+ not x)\n'),
    ('f(1 + not x)', (1, 7, 1, 12), 'f(1 + not x)\n'),
    ('[1, 2 * not x]', (1, 9, 1, 14), '[1, 2 * not x]\n'),
    ('x = a + not b', (1, 9, 1, 14), 'x = a + not b\n'),
    ('x = a + not b +', (1, 9, 1, 14), 'x = a + not b +\n'),
    ('lambda: 1 + not x', (1, 13, 1, 18), 'lambda: 1 + not x\n'),
    ('a[1 + not x]', (1, 7, 1, 12), 'a[1 + not x]\n'),
    ('a + not b c', (1, 5, 1, 10), 'a + not b c\n'),
    ('f"{1 + not x}"', (1, 8, 1, 13), 'f"{1 + not x}"\n'),
    ('t"{1 + not x}"', (1, 8, 1, 13), 't"{1 + not x}"\n'),
)
check(
    "invalid syntax. Perhaps you forgot a comma?",
    ('[a\nb]', (1, 2, 2, 2), '[a'),
    ('(a\nb)', (1, 2, 2, 2), '(a'),
    ('{a\nb}', (1, 2, 2, 2), '{a'),
    ('f(a\nb)', (1, 3, 2, 2), 'f(a'),
    ('f(x y for z in w)', (1, 3, 1, 6), 'f(x y for z in w)\n'),
    ("x = {\n'a': 1\n'b': 2}", (2, 6, 3, 4), "'a': 1"),
    ('x = [\n1\n2]', (2, 1, 3, 2), '1'),
    ('x = (1,\n2\n3)', (2, 1, 3, 2), '2'),
    ('f(1,\n2\n3)', (2, 1, 3, 2), '2'),
    ('f"{a\n b}"', (1, 4, 2, 3), 'f"{a'),
    ('f"""{\n\n\na\nb\n}"""', (4, 1, 5, 2), 'a'),
    ('f"""{\n6\n0="""', (2, 1, 3, 2), '6'),
    ('f"""\n\n\n            {\n            6\n            0="""', (5, 13, 6, 14), '            6'),
    ('f"""{a\nb\nc"""', (1, 6, 2, 2), 'f"""{a'),
    ('t"{a\n b}"', (1, 4, 2, 3), 't"{a'),
    ('t"""{\n\n\na\nb\n}"""', (4, 1, 5, 2), 'a'),
    ('t"""{\n6\n0="""', (2, 1, 3, 2), '6'),
    ('t"""\n\n\n            {\n            6\n            0="""', (5, 13, 6, 14), '            6'),
    ('t"""{a\nb\nc"""', (1, 6, 2, 2), 't"""{a'),
)
check(
    "Invalid star expression",
    ('A[*:]', (1, 4, 1, 5), 'A[*:]\n'),
    ('A[*(1:2)]', (1, 6, 1, 7), 'A[*(1:2)]\n'),
    ('(*)', (1, 3, 1, 4), '(*)\n'),
    ('{*}', (1, 3, 1, 4), '{*}\n'),
    ('f(**x, *)', (1, 9, 1, 10), 'f(**x, *)\n'),
    ('f(x, *:)', (1, 7, 1, 8), 'f(x, *:)\n'),
    ('f(x=5, *:)', (1, 9, 1, 10), 'f(x=5, *:)\n'),
)
check(
    "cannot use a starred expression in a dictionary value",
    ('{x: *y for x in z}', (1, 5, 1, 10), '{x: *y for x in z}\n'),
)
check(
    "expected ':'",
    ('def f() -> *b: pass', (1, 9, 1, 11), 'def f() -> *b: pass\n'),
    ('def f() -> : pass', (1, 9, 1, 11), 'def f() -> : pass\n'),
)
check(
    "cannot use except statement with attribute",
    ('try:\n pass\nexcept A as e.x:\n pass', (3, 13, 3, 16), 'except A as e.x:'),
)
check(
    "cannot use except* statement with attribute",
    ('try:\n pass\nexcept* A as e.x:\n pass', (3, 14, 3, 17), 'except* A as e.x:'),
)
check(
    "cannot use except statement with function call",
    ('try:\n pass\nexcept A as e():\n pass', (3, 13, 3, 16), 'except A as e():'),
)
check(
    "cannot use except* statement with subscript",
    ('try:\n pass\nexcept* A as e[1]:\n pass', (3, 14, 3, 18), 'except* A as e[1]:'),
)
check(
    "cannot use except statement with literal",
    ('try:\n pass\nexcept A as 1:\n pass', (3, 13, 3, 14), 'except A as 1:'),
)
check(
    "cannot use except statement with tuple",
    ('try:\n pass\nexcept A as (a, b):\n pass', (3, 13, 3, 19), 'except A as (a, b):'),
)
check(
    "cannot have both 'except' and 'except*' on the same 'try'",
    ('try:\n pass\nexcept A:\n pass\nexcept* B:\n pass', (5, 1, 5, 8), 'except* B:\n'),
    ('try:\n pass\nexcept* A:\n pass\nexcept B:\n pass', (5, 1, 5, 7), 'except B:\n'),
    ('try:\n pass\nexcept* A:\n pass\nexcept:\n pass', (5, 1, 5, 7), 'except:\n'),
    ('try:\n pass\nexcept:\n pass\nexcept* A:\n pass', (5, 1, 5, 8), 'except* A:\n'),
)
check(
    "cannot use function call as pattern target",
    ('match ...:\n case (32 as x) | (42 as a()):\n  ...', (2, 26, 2, 29), ' case (32 as x) | (42 as a()):\n'),
)
check(
    "'(' was never closed",
    ('class C(\n pass', (1, 8, 1, 0), 'class C('),
    ('class C(a\n pass', (1, 8, 1, 0), 'class C(a'),
    ('def f(\n pass', (1, 6, 1, 0), 'def f('),
    ('def f(a\n pass', (1, 6, 1, 0), 'def f(a'),
    ('f(1, 2\nx = 1', (1, 2, 1, 0), 'f(1, 2'),
    ('f(1, 2\n\ndef g(): pass', (1, 2, 1, 0), 'f(1, 2'),
)
check(
    "Type parameter list cannot be empty",
    ('class C[]: pass', (1, 9, 1, 9), 'class C[]: pass\n'),
    ('def f[]: pass', (1, 7, 1, 7), 'def f[]: pass\n'),
)
check(
    "expected expression before 'if', but statement is given",
    ('x = pass if 1 else 2', (1, 5, 1, 9), 'x = pass if 1 else 2\n'),
    ('pass if x else y', (1, 1, 1, 5), 'pass if x else y\n'),
    ('continue if x else y', (1, 1, 1, 9), 'continue if x else y\n'),
)
check(
    "only single target (not tuple) can be annotated",
    ('a, b: int', (1, 1, 1, 2), 'a, b: int\n'),
    ('a, b: int = 1', (1, 1, 1, 2), 'a, b: int = 1\n'),
)
check(
    "cannot assign to literal here. Maybe you meant '==' instead of '='?",
    ('a, 1 = x', (1, 4, 1, 5), 'a, 1 = x\n'),
)
check(
    "cannot assign to literal",
    ('a = 1 = b', (1, 5, 1, 6), 'a = 1 = b\n'),
    ('a = b = 1 = c', (1, 9, 1, 10), 'a = b = 1 = c\n'),
)
check(
    "cannot assign to function call",
    ('a = f() = b', (1, 5, 1, 8), 'a = f() = b\n'),
)
check(
    "':' expected after dictionary key",
    ('{a: b, c = d}', (1, 8, 1, 0), '{a: b, c = d}\n'),
)
check(
    "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
    ('[a = b for c in d]', (1, 2, 1, 7), '[a = b for c in d]\n'),
)
check(
    "'[' was never closed",
    ('[1, 2\nx = 1', (1, 1, 1, 0), '[1, 2'),
)
check(
    "invalid character '⁄' (U+2044)",
    ('0xf⁄7', (1, 4, 1, 4), '0xf⁄7'),
    ('1⁄7', (1, 2, 1, 2), '1⁄7'),
    ('1.5⁄7', (1, 4, 1, 4), '1.5⁄7'),
    ('1e5⁄2', (1, 4, 1, 4), '1e5⁄2'),
    ('0b1⁄2', (1, 4, 1, 4), '0b1⁄2'),
    ('0o7⁄1', (1, 4, 1, 4), '0o7⁄1'),
    ('1j⁄2', (1, 3, 1, 3), '1j⁄2'),
)
check(
    "invalid character '€' (U+20AC)",
    ('1€', (1, 2, 1, 2), '1€'),
    ('0x1€', (1, 4, 1, 4), '0x1€'),
)
check(
    "f-string: expecting '=', or '!', or ':', or '}'",
    ("f'{a $ b}'", (1, 6, 1, 7), "f'{a $ b}'\n"),
    ("f'{1=}{1;'", (1, 9, 1, 10), "f'{1=}{1;'\n"),
    ("f'{a,,b}'", (1, 6, 1, 7), "f'{a,,b}'\n"),
    ("f'{a+}'", (1, 5, 1, 6), "f'{a+}'\n"),
    ("f'{a +}'", (1, 6, 1, 7), "f'{a +}'\n"),
    ("f'{a.}'", (1, 5, 1, 6), "f'{a.}'\n"),
    ("f'{a.b.}'", (1, 7, 1, 8), "f'{a.b.}'\n"),
    ("f'{a:{b$}}'", (1, 8, 1, 9), "f'{a:{b$}}'\n"),
    ("f'{a$}'", (1, 5, 1, 6), "f'{a$}'\n"),
    ("f'{a?}'", (1, 5, 1, 6), "f'{a?}'\n"),
    ("f'{a ? b}'", (1, 6, 1, 7), "f'{a ? b}'\n"),
    ("f'{a!=}'", (1, 5, 1, 7), "f'{a!=}'\n"),
    ("f'{a@}'", (1, 5, 1, 6), "f'{a@}'\n"),
)
check(
    "f-string: conversion type must come right after the exclamation mark",
    ("f'{a! r}'", (1, 5, 1, 8), "f'{a! r}'\n"),
)
check(
    "f-string: expecting '}', or format specs",
    ("f'{a:'", (1, 6, 1, 7), "f'{a:'\n"),
)
check(
    "f-string: expecting '}'",
    ("f'{a:{b'", (1, 7, 1, 7), "f'{a:{b'"),
    ("f'{a!r'", (1, 6, 1, 6), "f'{a!r'"),
    ("f'{a='", (1, 6, 1, 6), "f'{a='"),
)
check(
    "f-string: expecting a valid expression after '{'",
    ("f'{3:{{>10}'", (1, 7, 1, 8), "f'{3:{{>10}'\n"),
    ("f'{3:{{>10}}'", (1, 7, 1, 8), "f'{3:{{>10}}'\n"),
    ("f'{1=}{+;'", (1, 8, 1, 9), "f'{1=}{+;'\n"),
    ("f'{+;}'", (1, 4, 1, 5), "f'{+;}'\n"),
    ("f'{+}'", (1, 4, 1, 5), "f'{+}'\n"),
    ("f'{*}'", (1, 4, 1, 5), "f'{*}'\n"),
    ("f'{lambda}'", (1, 4, 1, 10), "f'{lambda}'\n"),
    ("f'{lambda x}'", (1, 4, 1, 10), "f'{lambda x}'\n"),
    ("f'{await}'", (1, 4, 1, 9), "f'{await}'\n"),
    ("f'{for}'", (1, 4, 1, 7), "f'{for}'\n"),
    ("f'{pass}'", (1, 4, 1, 8), "f'{pass}'\n"),
    ("f'{return x}'", (1, 4, 1, 10), "f'{return x}'\n"),
    ("f'{$}'", (1, 4, 1, 5), "f'{$}'\n"),
    ("f'{?}'", (1, 4, 1, 5), "f'{?}'\n"),
    ("f'{->a}'", (1, 4, 1, 6), "f'{->a}'\n"),
    ("f'{import x}'", (1, 4, 1, 10), "f'{import x}'\n"),
    ("f'{not}'", (1, 4, 1, 7), "f'{not}'\n"),
)
check(
    "f-string: expecting '!', or ':', or '}'",
    ("f'{a=b}'", (1, 6, 1, 7), "f'{a=b}'\n"),
    ("f'{a= b}'", (1, 7, 1, 8), "f'{a= b}'\n"),
    ("f'{a = b}'", (1, 8, 1, 9), "f'{a = b}'\n"),
)
check(
    "f-string: expressions nested too deeply",
    ("f'{a:{b:{c:{d}}}}'", (1, 11, 1, 11), "f'{a:{b:{c:{d}}}}'"),
    ("f'{1+2:{1+2:{1+1:{1}}}}'", (1, 17, 1, 17), "f'{1+2:{1+2:{1+1:{1}}}}'"),
)
check(
    "'u' and 'f' prefixes are incompatible",
    ('f\'{fu""}\'', (1, 4, 1, 6), 'f\'{fu""}\''),
)
check(
    "t-string: expecting '=', or '!', or ':', or '}'",
    ("t'{a $ b}'", (1, 6, 1, 7), "t'{a $ b}'\n"),
    ("t'{1=}{1;'", (1, 9, 1, 10), "t'{1=}{1;'\n"),
    ("t'{a,,b}'", (1, 6, 1, 7), "t'{a,,b}'\n"),
    ("t'{a+}'", (1, 5, 1, 6), "t'{a+}'\n"),
    ("t'{a +}'", (1, 6, 1, 7), "t'{a +}'\n"),
    ("t'{a.}'", (1, 5, 1, 6), "t'{a.}'\n"),
    ("t'{a.b.}'", (1, 7, 1, 8), "t'{a.b.}'\n"),
    ("t'{a:{b$}}'", (1, 8, 1, 9), "t'{a:{b$}}'\n"),
    ("t'{a$}'", (1, 5, 1, 6), "t'{a$}'\n"),
    ("t'{a?}'", (1, 5, 1, 6), "t'{a?}'\n"),
    ("t'{a ? b}'", (1, 6, 1, 7), "t'{a ? b}'\n"),
    ("t'{a!=}'", (1, 5, 1, 7), "t'{a!=}'\n"),
    ("t'{a@}'", (1, 5, 1, 6), "t'{a@}'\n"),
    ('t\'{a "b"}\'', (1, 6, 1, 9), 't\'{a "b"}\'\n'),
)
check(
    "t-string: conversion type must come right after the exclamation mark",
    ("t'{a! r}'", (1, 5, 1, 8), "t'{a! r}'\n"),
)
check(
    "t-string: expecting '}', or format specs",
    ("t'{a:'", (1, 6, 1, 7), "t'{a:'\n"),
    ("t'{a:{b}'", (1, 9, 1, 10), "t'{a:{b}'\n"),
)
check(
    "t-string: expecting '}'",
    ("t'{a:{b'", (1, 7, 1, 7), "t'{a:{b'"),
    ("t'{a!r'", (1, 6, 1, 6), "t'{a!r'"),
    ("t'{a='", (1, 6, 1, 6), "t'{a='"),
)
check(
    "t-string: expecting a valid expression after '{'",
    ("t'{3:{{>10}'", (1, 7, 1, 8), "t'{3:{{>10}'\n"),
    ("t'{3:{{>10}}'", (1, 7, 1, 8), "t'{3:{{>10}}'\n"),
    ("t'{1=}{+;'", (1, 8, 1, 9), "t'{1=}{+;'\n"),
    ("t'{+;}'", (1, 4, 1, 5), "t'{+;}'\n"),
    ("t'{+}'", (1, 4, 1, 5), "t'{+}'\n"),
    ("t'{*}'", (1, 4, 1, 5), "t'{*}'\n"),
    ("t'{lambda}'", (1, 4, 1, 10), "t'{lambda}'\n"),
    ("t'{lambda x}'", (1, 4, 1, 10), "t'{lambda x}'\n"),
    ("t'{await}'", (1, 4, 1, 9), "t'{await}'\n"),
    ("t'{for}'", (1, 4, 1, 7), "t'{for}'\n"),
    ("t'{pass}'", (1, 4, 1, 8), "t'{pass}'\n"),
    ("t'{return x}'", (1, 4, 1, 10), "t'{return x}'\n"),
    ("t'{$}'", (1, 4, 1, 5), "t'{$}'\n"),
    ("t'{?}'", (1, 4, 1, 5), "t'{?}'\n"),
    ("t'{->a}'", (1, 4, 1, 6), "t'{->a}'\n"),
    ("t'{import x}'", (1, 4, 1, 10), "t'{import x}'\n"),
    ("t'{not}'", (1, 4, 1, 7), "t'{not}'\n"),
)
check(
    "t-string: expecting '!', or ':', or '}'",
    ("t'{a=b}'", (1, 6, 1, 7), "t'{a=b}'\n"),
    ("t'{a= b}'", (1, 7, 1, 8), "t'{a= b}'\n"),
    ("t'{a = b}'", (1, 8, 1, 9), "t'{a = b}'\n"),
)
check(
    "t-string: expressions nested too deeply",
    ("t'{a:{b:{c:{d}}}}'", (1, 11, 1, 11), "t'{a:{b:{c:{d}}}}'"),
    ("t'{1+2:{1+2:{1+1:{1}}}}'", (1, 17, 1, 17), "t'{1+2:{1+2:{1+1:{1}}}}'"),
)
