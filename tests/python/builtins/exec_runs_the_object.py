"""`exec` and `eval` run the code object itself, with any globals.

https://docs.python.org/3.14/library/functions.html#exec
"""
import sys

code = compile("seen.append(sys._getframe().f_code); total = sum(number for number in numbers)", "<given>", "exec")
seen = []
for numbers in [1, 2], (3,), {4: 5}.values(), "":
    names = {"seen": seen, "sys": sys, "numbers": numbers}
    exec(code, names)
    assert names["total"] == sum(numbers or [0])
assert all(each is code for each in seen) and len(seen) == 4

expression = compile("value + other", "<given>", "eval")
for value, other in [(1, 2), ("a", "b"), (1.5, 2), ([1], [2])] * 3:
    assert eval(expression, {"value": value}, {"other": other}) == value + other
