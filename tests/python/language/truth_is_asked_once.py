"""`and`, `or` and conditions ask each operand for its truth at most once.

https://docs.python.org/3.14/reference/expressions.html#boolean-operations
"""


class Operand:
    def __init__(self, truth):
        self.truth = truth
        self.asked = 0

    def __bool__(self):
        self.asked += 1
        return self.truth


def asked(evaluate, *truths):
    operands = [Operand(truth) for truth in truths]
    result = evaluate(*operands)
    return [operand.asked for operand in operands], result


for evaluate in (
    lambda a: a and False or False,
    lambda a: a and 1 or 2,
    lambda a: (a or 1) and 2,
    lambda a: a or False or 0,
    lambda a: (a and 1) and 2,
    lambda a: 1 if a and True else 2,
    lambda a: 1 if (a or False) and True else 2,
    lambda a: [1 for _ in "x" if a and 1],
):
    for truth in (False, True):
        assert asked(evaluate, truth)[0] == [1], (evaluate.__code__.co_positions, truth)


def values(a, b, c):
    return a and b or c


counts, _ = asked(values, False, True, True)
assert counts == [1, 0, 0]
counts, _ = asked(values, True, False, True)
assert counts == [1, 1, 0]

a, b, c = Operand(False), Operand(True), Operand(False)
assert ((a and b) or c) is c
assert ((a or b) and c) is c
assert (a or c or b) is b
assert ((a and b) or (c and b)) is c
assert (((a or c) and b) or a) is a


def lines(a):
    return (a
            and 1
            or 2)


assert asked(lines, False) == ([1], 2)
assert asked(lines, True) == ([1], 1)
