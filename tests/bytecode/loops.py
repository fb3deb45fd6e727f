"""Inverted loops, break, continue, else; the test of while is repeated at the foot."""

def loops(n):
    total = 0
    for i in range(n):
        if i == 3:
            continue
        if i > 10:
            break
        total += i
    else:
        total = -1
    while total < n and total:
        total = total * 2 + 1
    while True:
        total -= 1
        if not total:
            return total
