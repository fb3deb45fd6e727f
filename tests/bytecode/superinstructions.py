"""Operands that are locals, constants and small ints, and what prevents fusion."""

def operators(a, b, xs):
    c = a + b
    d = a * 2
    e = a - 1.5
    f = (a + b) + c
    g = (a + b) + 1
    h = (a + b) / 2.5
    k = a - (b + c)
    l = xs[a] + xs[0] + xs[-1]
    xs[a] = b
    xs.append(a)
    xs.field = b
    m = xs.field
    n = a + (a := b + f(b))
    if a < b or a < 10 or a == "x" or a < f(b):
        return c
    return None

def unbound(a):
    if a:
        b = 1
    del a
    return a + b
