"""Calls of every form while other threads ask for the interpreter's lock at any instruction."""

import sys
import _thread

sys.setswitchinterval(1e-6)


class Point:
    def __init__(self, x, y=2):
        self.x, self.y = x, y

    def sum(self, more=0, *, factor=1):
        return (self.x + self.y + more) * factor


def defaults(a, b=2, c=3):
    return (a, b, c)


def everything(*values, **names):
    return values, names


def work(number):
    for count in range(4000):
        point = Point(count)
        assert (point.x, point.y) == (count, 2)
        assert Point(1, count).y == Point(y=count, x=1).y == count
        assert defaults(count) == (count, 2, 3)
        assert defaults(count, c=1) == (count, 2, 1)
        assert defaults(c=1, a=2, b=count) == (2, count, 1)
        assert point.sum() == count + 2 and point.sum(1, factor=2) == 2 * (count + 3)
        assert point.sum(more=2) == count + 4
        assert everything(count, *[1], a=number) == ((count, 1), {"a": number})
    results.append(number)


results = []
handles = [_thread.start_joinable_thread(lambda number=number: work(number)) for number in range(4)]
for handle in handles:
    handle.join()
assert sorted(results) == [0, 1, 2, 3], results
print("ok")
