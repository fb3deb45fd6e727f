"""In a comprehension of a module or class, `locals()` has its variables alone, and is a copy.

https://peps.python.org/pep-0709/
"""

import sys

numbers = [1, 2]
other = 0
assert [locals()["number"] for number in numbers] == numbers
assert [vars()["number"] for number in numbers] == numbers
assert [dir() for number in [1]] == [["number"]]
assert [eval("number") for number in numbers] == numbers
[exec("other = number") for number in numbers]
assert other == 0
assert [sys._getframe().f_locals["number"] for number in [3]] == [3]
frame = [sys._getframe().f_locals for number in [0]][0]
assert "number" not in locals() and not dict(frame)
assert "number" not in [sys._getframe().f_locals for number in [0]][0]
assert [[sorted(locals()) for b in [1]] for a in [1]] == [[["a", "b"]]]
assert {name: sorted(locals()) for name in "x"} == {"x": ["name"]}
assert [(number, (lambda: number)(), locals()["number"]) for number in [4]] == [(4, 4, 4)]
assert "numbers" in locals() and "other" in dir()


class Class:
    own = 1
    seen = [sorted(locals()) for item in [1]]
    values = [eval("item") for item in numbers]
    try:
        [eval("own") for item in numbers]
    except NameError:
        hidden = True
    after = sorted(name for name in locals() if not name.startswith("__"))


assert Class.seen == [["item"]] and Class.values == numbers and Class.hidden
assert Class.after[:3] == ["hidden", "own", "seen"], Class.after


def function():
    own = 1
    return [sorted(locals()) for item in [1]]


assert function() == [["item", "own"]]
