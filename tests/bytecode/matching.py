"""Patterns."""

def match_all(subject):
    match subject:
        case 1 | "a":
            return 1
        case [a, *rest] if rest:
            return a
        case {"key": value, **others}:
            return value, others
        case Point(x, y=0):
            return x
        case [1, *_, b] as whole:
            return b, whole
        case None:
            return None
        case _:
            return 2
