"""f-strings and t-strings."""

def strings(a, b):
    f"{a}"
    f"a{a!r:>{b}}c" "d"
    f"{a=}"
    t"a{a!s:x}b{b}"
