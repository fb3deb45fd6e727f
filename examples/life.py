"""Conway's Game of Life: a glider flies across a small torus.

Usage: life.py [GENERATIONS]
"""

import sys

WIDTH, HEIGHT = 24, 12
GLIDER = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}


def neighbours(cell):
    x, y = cell
    return [
        ((x + dx) % WIDTH, (y + dy) % HEIGHT)
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        if (dx, dy) != (0, 0)
    ]


def step(alive):
    """Gives the next generation of a set of living cells."""
    counts = {}
    for cell in alive:
        for neighbour in neighbours(cell):
            counts[neighbour] = counts.get(neighbour, 0) + 1
    return {
        cell
        for cell, count in counts.items()
        if count == 3 or (count == 2 and cell in alive)
    }


def show(alive):
    for y in range(HEIGHT):
        print("".join("#" if (x, y) in alive else "." for x in range(WIDTH)))


def main(generations):
    alive = GLIDER
    for _ in range(generations):
        alive = step(alive)
    show(alive)
    print(f"{len(alive)} cells alive after {generations} generations")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
