"""Recursive calls, float arithmetic and a plain loop, in seconds of CPU time."""

from time import process_time


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def floats(count):
    x, y, i = 0.5, 1.25, 0
    while i < count:
        x = x * 1.0000001 + y
        y = y - x / 3.0
        x = x - y * 0.25
        if x > 1e6:
            x = 0.5
        if y < -1e6:
            y = 1.25
        i += 1
    return x + y


def total(count):
    result = 0
    for i in range(count):
        result += i
    return result


for function, argument in (fib, 27), (floats, 1_000_000), (total, 3_000_000):
    start = process_time()
    function(argument)
    print(f"{function.__name__:7}{process_time() - start:8.3f}")
