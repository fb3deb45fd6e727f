"""Soft keywords are plain names wherever no statement of theirs begins.

https://docs.python.org/3.14/reference/lexical_analysis.html#soft-keywords
"""
seen = []


def note(*values):
    seen.append(values)
    return seen


match = case = note
match(1); match([1])
seen.clear(); match; match(2); case(3); match[0:1] if False else match(4)
assert seen == [(2,), (3,), (4,)]

match = {1: 2}
x = 1; match[1] = 3; y = match
assert y == {1: 3}
x = 1; match: dict
del x; match = 5
assert match == 5

_ = 1; type = 2; case = 3
assert (_, type, case) == (1, 2, 3)
type; type = 4
assert type == 4

# A statement still may not follow a semicolon.
for source in ("x = 1; match x:\n case 1: pass", "x = 1; if x: pass"):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError:
        pass
    else:
        raise AssertionError(source)
