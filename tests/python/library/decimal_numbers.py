"""decimal is the native _decimal: numbers, contexts, signals.

https://docs.python.org/3.14/library/decimal.html
"""

import copy
import decimal
import pickle
import threading
from decimal import *
from fractions import Fraction


def raises(exception, function, *args, **keywords):
    try:
        function(*args, **keywords)
    except exception as error:
        return error
    raise AssertionError(f"{exception.__name__} was not raised")


# Texts, and back.
for text in (
    "0", "-0", "1.50", "1E+3", "0.000001", "1E-7", "123456789012345678901234567890.1234567890123456789",
    "NaN", "-sNaN123", "Infinity", "-Infinity", "9" * 38, "9" * 39, "1" + "0" * 57, "-1.2E-99",
):
    assert str(Decimal(text)) == text, text
    assert repr(Decimal(text)) == f"Decimal('{text}')"
assert str(Decimal(" 1_0.5\n")) == "10.5"
assert str(Decimal("\u0661\u0662")) == "12"
assert Decimal("12.3E5").to_eng_string() == "1.23E+6"
assert Decimal("0E5").to_eng_string() == "0.0E+6"
assert str(raises(InvalidOperation, Decimal, "1e")) == "[<class 'decimal.ConversionSyntax'>]"
raises(InvalidOperation, Decimal, "1E1000000000000000000")

# Other values.
assert Decimal((1, (1, 2, 3), -2)) == Decimal("-1.23")
assert Decimal(0.1) == Decimal("0.1000000000000000055511151231257827021181583404541015625")
assert Decimal.from_number(2**70) == 2**70
assert Decimal("-1.20").as_tuple() == DecimalTuple(1, (1, 2, 0), -2)
assert Decimal("-1.20").as_integer_ratio() == (-6, 5)
assert float(Decimal("1.1")) == 1.1 and float(Decimal("1e400")) == float("inf")
assert int(Decimal("-7.9")) == -7 and round(Decimal("2.5")) == 2 and round(Decimal("2.675"), 2) == Decimal("2.68")
assert str(raises(TypeError, Decimal, b"1")) == "conversion from bytes to Decimal is not supported"
assert str(raises(ValueError, int, Decimal("nan"))) == "cannot convert NaN to integer"
assert str(raises(ValueError, Decimal, (2, (1,), 0))) == "sign must be an integer with the value 0 or 1"

# Equal numbers have equal hashes, whatever they are.
for number in (0, 1, -1, 10**40, 2**200, -(3**150)):
    assert hash(Decimal(number)) == hash(number) and Decimal(number) == number
assert hash(Decimal("0.75")) == hash(0.75) == hash(Fraction(3, 4))
assert Decimal("0.75") == 0.75 == Fraction(3, 4) and Decimal("0.7") < Fraction(3, 4) < Decimal("0.8")
assert Decimal("1.0") == 1 + 0j and Decimal("nan") != Decimal("nan")
raises(TypeError, hash, Decimal("snan"))
raises(TypeError, lambda: Decimal(1) < "1")
raises(TypeError, lambda: Decimal(1) + 1.5)

# Arithmetic is that of ints, as far as the precision goes.
values = [7**k - 3 * k for k in (1, 5, 12, 22, 23, 30, 44, 45, 60, 100, 300, 1500)]
with localcontext(prec=5000):
    for a in values:
        for b in values:
            assert Decimal(a) + Decimal(b) == a + b
            assert Decimal(a) - b == a - b
            assert a * Decimal(b) == a * b
            assert Decimal(a) // b == a // b and Decimal(a) % b == a % b
            assert divmod(Decimal(-a), b) == (-(a // b), -(a % b))
        assert Decimal(a * a).sqrt() == a

# Rounding.
results = {
    ROUND_UP: "1.3 -1.3 1.2 1.3", ROUND_DOWN: "1.2 -1.2 1.1 1.2", ROUND_CEILING: "1.3 -1.2 1.2 1.3",
    ROUND_FLOOR: "1.2 -1.3 1.1 1.2", ROUND_HALF_UP: "1.3 -1.3 1.2 1.2", ROUND_HALF_DOWN: "1.2 -1.2 1.1 1.2",
    ROUND_HALF_EVEN: "1.2 -1.2 1.2 1.2", ROUND_05UP: "1.2 -1.2 1.1 1.2",
}
for rounding, expected in results.items():
    context = Context(prec=2, rounding=rounding)
    given = [context.create_decimal(text) for text in ("1.25", "-1.25", "1.15", "1.2000001")]
    assert " ".join(map(str, given)) == expected, rounding
assert Decimal("3.14159").quantize(Decimal("0.01"), rounding=ROUND_UP) == Decimal("3.15")
assert str(Decimal("1.200").normalize()) == "1.2"

# Functions are rounded to the nearest.
with localcontext(prec=30):
    assert str(Decimal(1).exp()) == "2.71828182845904523536028747135"
    assert str(Decimal(2).ln()) == "0.693147180559945309417232121458"
    assert str(Decimal(2).log10()) == "0.301029995663981195213738894724"
    assert str(Decimal(2).sqrt()) == "1.41421356237309504880168872421"
    assert str(Decimal(2) ** Decimal("0.5")) == str(Decimal(2).sqrt())
    assert Decimal(3) ** 40 == 3**40 and pow(Decimal(3), 400, 1007) == pow(3, 400, 1007)
    assert str(Decimal(2) ** -3) == "0.125"
assert str(Decimal("0.00").exp()) == "1" and Decimal(1000).log10() == 3

# Signals: flags are set, traps raise.
with localcontext() as context:
    context.clear_flags()
    assert Decimal(1) / 3 and context.flags[Inexact] and context.flags[Rounded]
    error = raises(ZeroDivisionError, lambda: Decimal(1) / 0)
    assert type(error) is DivisionByZero and error.args == ([DivisionByZero],)
    assert str(raises(InvalidOperation, lambda: Decimal(0) / 0)) == "[<class 'decimal.DivisionUndefined'>]"
    context.traps[DivisionByZero] = False
    assert Decimal(-1) / 0 == Decimal("-inf")
    context.traps[FloatOperation] = True
    raises(TypeError, Decimal, 1.5)
    raises(FloatOperation, lambda: Decimal(1) < 1.5)
    assert Decimal(1) != 1.5
    flags = context.flags
    assert len(flags) == 9 and flags.copy().keys() == flags.keys() and 1 not in flags
    raises(KeyError, lambda: flags[ValueError])
    raises(ValueError, flags.pop, Inexact)
assert Overflow.__mro__[1:4] == (Inexact, Rounded, DecimalException)
assert FloatOperation.__bases__ == (DecimalException, TypeError)

# Contexts.
context = Context(prec=5, Emin=-9, Emax=9, clamp=1, flags=[Inexact], traps=[Overflow])
assert repr(context) == (
    "Context(prec=5, rounding=ROUND_HALF_EVEN, Emin=-9, Emax=9, capitals=1, clamp=1, flags=[Inexact], "
    "traps=[Overflow])"
)
assert (context.Etiny(), context.Etop()) == (-13, 5)
for other in (context.copy(), copy.copy(context), pickle.loads(pickle.dumps(context))):
    assert other is not context and repr(other) == repr(context)
raises(Overflow, context.multiply, 99999, 10**6)
assert str(context.create_decimal("1E9")) == "1.0000E+9"
assert str(context.divide(1, 10**12)) == "1.0E-12" or context.flags[Subnormal]
for name, value, exception, message in (
    ("prec", 0, ValueError, "valid range for prec is [1, MAX_PREC]"),
    ("prec", "1", TypeError, "an integer is required"),
    ("Emin", 1, ValueError, "valid range for Emin is [MIN_EMIN, 0]"),
    ("Emax", 2**64, OverflowError, "Python int too large to convert to C ssize_t"),
    ("capitals", 2, ValueError, "valid values for capitals are 0 or 1"),
    ("traps", 1, TypeError, "argument must be a signal dict"),
    ("other", 1, AttributeError, "'decimal.Context' object has no attribute 'other'"),
):
    assert str(raises(exception, setattr, context, name, value)) == message, name
assert str(raises(AttributeError, delattr, context, "prec")) == "context attributes cannot be deleted"
assert repr(IEEEContext(64))[:48] == "Context(prec=16, rounding=ROUND_HALF_EVEN, Emin="
assert IEEEContext(128).Emax == 6144

# A context belongs to a thread, and to what runs in a context of contextvars.
getcontext().prec = 11
with localcontext(prec=3, rounding=ROUND_UP) as inner:
    assert getcontext() is inner and Decimal(1) / 3 == Decimal("0.334")
    with localcontext(inner):
        getcontext().prec = 4
    assert inner.prec == 3
seen = []
thread = threading.Thread(target=lambda: seen.append(getcontext().prec))
thread.start()
thread.join()
assert seen == [28] and getcontext().prec == 11
setcontext(DefaultContext)
assert getcontext() is not DefaultContext and getcontext().prec == 28
import contextvars


def change():
    setcontext(Context(prec=2))
    return str(Decimal(1) / 3)


assert contextvars.copy_context().run(change) == "0.33"
assert getcontext().prec == 28

# Formats.
for number, spec, expected in (
    ("1234567.891", ",.2f", "1,234,567.89"), ("1234.5", "012,.2f", "0,001,234.50"),
    ("-0.001", "z.1f", "0.0"), ("12.5", ".0%", "1250%"), ("1.5", "*^9", "***1.5***"),
    ("-1", "=5", "-   1"), ("0.000001234", ".2", "0.0000012"), ("99.99", ".2", "1.0E+2"),
    ("1E5", "f", "100000"), ("146", ".3e", "1.460e+2"), ("nan", "06", "   NaN"), ("5", "_", "5"),
):
    assert format(Decimal(number), spec) == expected, (number, spec, format(Decimal(number), spec))
assert str(raises(ValueError, format, Decimal(1), "x")) == "invalid format string"

# Copies and subclasses.
class Money(Decimal):
    pass


money = Money("1.50")
assert type(money + 1) is Decimal and type(Money.from_float(0.5)) is Money
for other in (pickle.loads(pickle.dumps(money)), copy.deepcopy(money)):
    assert type(other) is Money and str(other) == "1.50"

# What is too large is an exception, at most.
huge = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
assert huge.divide(1, 8) == Decimal("0.125") and huge.sqrt(16) == 4
for attempt in (
    lambda: huge.divide(1, 3), lambda: huge.logical_invert(0), lambda: huge.exp(1),
    lambda: huge.add(Decimal("1E999999999999999999"), Decimal("1E-999999999999999999")),
    lambda: int(Decimal("1E999999999999999999")), lambda: huge.next_plus(1),
):
    raises((MemoryError, OverflowError, InvalidOperation), attempt)

# Hashes are those of equal numbers.
import fractions
for digits in (0, 1, -1, 7, 12345, 2**61 - 1, 2**61, 2**61 - 2, 10**19 + 3, 10**40 - 1, -(3**200)):
    for exponent in (0, 1, 5, 18, 19, 20, 300, -1, -5, -18, -19, -20, -300):
        number = decimal.Decimal(f"{digits}e{exponent}")
        fraction = fractions.Fraction(digits) * fractions.Fraction(10) ** exponent
        assert hash(number) == hash(fraction), number
