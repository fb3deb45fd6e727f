"""Comprehensions are inlined; generator expressions are not."""

def comprehensions(xs, x):
    a = [x for x in xs if x]
    b = {x: y for x in xs for y in x}
    c = {lambda: x for x in xs}
    d = (x for x in xs)
    return [[y for y in x] for x in xs]

squares = [i * i for i in range(3)]
