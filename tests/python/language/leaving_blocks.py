"""`finally` and `with` run however the block is left, and in order.

https://docs.python.org/3.14/reference/compound_stmts.html#finally-clause
"""
log = []


def handled(x):
    steps = []
    try:
        try:
            if x == 0:
                raise ValueError
            if x == 1:
                return steps
            if x == 2:
                raise KeyError
            steps.append("body")
        except ValueError:
            steps.append("except")
        else:
            steps.append("else")
        finally:
            steps.append("finally")
    except KeyError:
        steps.append("outer")
    return steps


assert handled(0) == ["except", "finally"]
assert handled(1) == ["finally"]
assert handled(2) == ["finally", "outer"]
assert handled(3) == ["body", "else", "finally"]


def loops():
    for i in [1, 2, 3]:
        try:
            if i == 2:
                continue
            if i == 3:
                break
        finally:
            log.append(i)
    try:
        return "value"
    finally:
        log.append("return")


assert loops() == "value" and log == [1, 2, 3, "return"]


class Manager:
    def __init__(self, suppress=False):
        self.suppress = suppress

    def __enter__(self):
        log.append("enter")
        return self

    def __exit__(self, kind, value, traceback):
        log.append(kind)
        return self.suppress


def managed():
    with Manager(), Manager(True):
        raise ValueError
    for i in [1, 2]:
        with Manager():
            if i == 1:
                continue
            break
    with Manager() as manager:
        return manager


log.clear()
assert isinstance(managed(), Manager)
assert log == ["enter", "enter", ValueError, None, "enter", None, "enter", None, "enter", None]
