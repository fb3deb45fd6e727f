"""format() of ints, floats and strs: rounding by the exact value, and what subclasses may change."""

from decimal import Decimal


class Text(str):
    def __format__(self, spec):
        return "text"


class Number(int):
    pass


assert f"{Text('a')}" == f"{Text('a'):>5}" == "text"
assert f"{Number(5):>3}" == "  5"
assert f"{True:>5}" == "    1" and f"{True}" == "True"
assert f"{7:é^5}" == "éé7éé" and f"{'ä':>3}" == "  ä"
assert f"{-7:06}" == "-00007" and f"{7:+}" == "+7" and f"{7: }" == " 7" and f"{'ab':05}" == "ab000"
for spec, expected in [
    (".0f", "2"), (".1f", "2.5"), ("8.2f", "    2.50"), ("<8.2f", "2.50    "), ("+.3f", "+2.500"),
    ("08.1f", "000002.5"), (".25f", "2.5" + "0" * 24), ("=+8.1f", "+    2.5"), ("^9.1f", "   2.5   "),
]:
    assert format(2.5, spec) == expected, (spec, format(2.5, spec))

# Every float is rounded by what it is exactly, ties to even.
values = [0.5, 1.5, 2.675, 1.005, 0.1, 1e-7, 123456.789, 2.0**60 + 2**10, 99.995, 9.5, 5e-324, 1e21]
for value in values:
    for digits in range(0, 30):
        unit = Decimal(1).scaleb(-digits)
        exact = Decimal(value)
        units = exact / unit
        whole = int(exact * 10**digits)
        rest = exact * 10**digits - whole
        whole += rest > Decimal("0.5") or rest == Decimal("0.5") and whole % 2
        text = str(whole).rjust(digits + 1, "0")
        if digits < 20:
            expected = f"{text[:-digits]}.{text[-digits:]}" if digits else text
            assert format(value, f".{digits}f") == expected, (value, digits)
            assert "%.*f" % (digits, value) == expected
for value, spec, expected in [
    (0.000123456, ".3g", "0.000123"), (123456789.0, ".3g", "1.23e+08"), (9.9996, ".4g", "10"),
    (1e300, ".5e", "1.00000e+300"), (0.0, ".3e", "0.000e+00"), (999999.5, "g", "1e+06"),
    (1.5, "n", "1.5"), (-0.0, ".2f", "-0.00"), (-0.0, "z.2f", "0.00"), (0.15, ".0%", "15%"),
]:
    assert format(value, spec) == expected, (value, spec, format(value, spec))

for value, spec, message in [
    (5, ".2d", "Precision not allowed in integer format specifier"),
    ("a", "+5", "Sign not allowed in string format specifier"),
    ("a", "=5", "'=' alignment not allowed in string format specifier"),
    (2.5, "d", "Unknown format code 'd' for object of type 'float'"),
]:
    try:
        format(value, spec)
    except ValueError as error:
        assert str(error) == message, error
    else:
        raise AssertionError(spec)
