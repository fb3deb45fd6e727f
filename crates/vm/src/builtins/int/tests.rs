//! The operators of the numbers through the object protocol; expected values are CPython's.

use num_bigint::BigInt;
use rpy_bytecode::{BinaryOperator, CompareOperator};

use crate::builtins::int::parse_int;
use crate::builtins::str::Str;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// A number from its text: an int, a float, or a complex number of the form `re,im`.
fn number(text: &str, vm: &mut Vm) -> Value {
    match text {
        "True" => return Value::TRUE,
        "False" => return Value::FALSE,
        "None" => return Value::NONE,
        _ => {}
    }
    if let Some((re, im)) = text.split_once(',') {
        let part = |text: &str| text.parse().expect("a part of a complex number");
        return vm.new_complex(crate::builtins::complex::ComplexNumber::new(
            part(re),
            part(im),
        ));
    }
    if let Some((base, exponent)) = text.split_once('^') {
        let negative = base.starts_with('-');
        let base: BigInt = base.trim_start_matches('-').parse().expect("a base");
        let power = base.pow(exponent.parse().expect("an exponent"));
        return vm.new_big_int(if negative { -power } else { power });
    }
    match parse_int(text, 10, 0) {
        Ok(int) => {
            let int = int.into_big(vm).expect("nothing interrupts");
            vm.new_big_int(int)
        }
        Err(_) => vm.new_float(text.parse().expect("a float")),
    }
}

fn message(raised: &Raised, vm: &mut Vm) -> String {
    let exception = raised.exception();
    let args = exception.args.cloned(vm);
    let texts = args
        .as_slice()
        .iter()
        .map(|arg| match arg.downcast::<Str>() {
            Some(text) => text.to_string_lossy().into_owned(),
            None => format!("{arg:?}"),
        });
    let text = texts.collect::<Vec<_>>().join(", ");
    format!("{}: {text}", exception.class().name(vm))
}

fn shown(result: PyResult, vm: &mut Vm) -> String {
    match result.and_then(|value| value.repr(vm)) {
        Ok(text) => text.to_string_lossy().into_owned(),
        Err(raised) => message(&raised, vm),
    }
}

fn check(a: &str, operator: BinaryOperator, b: &str, expected: &str) {
    let vm = &mut crate::interpreter::TestVm::new();
    let (left, right) = (number(a, vm), number(b, vm));
    let result = left.binary(&right, operator, vm);
    let found = shown(result, vm);
    assert_eq!(found, expected, "{a} {} {b}", operator.text());
}

#[test]
fn int_operators() {
    use BinaryOperator::*;
    for (a, operator, b, expected) in [
        (
            "4611686018427387904",
            Add,
            "4611686018427387904",
            "9223372036854775808",
        ),
        ("2^100", Subtract, "2^100", "0"),
        (
            "-9223372036854775808",
            Multiply,
            "-1",
            "9223372036854775808",
        ),
        (
            "-9223372036854775808",
            FloorDivide,
            "-1",
            "9223372036854775808",
        ),
        ("-9223372036854775808", Remainder, "-1", "0"),
        ("-7", FloorDivide, "2", "-4"),
        ("-7", Remainder, "2", "1"),
        ("7", Remainder, "-2", "-1"),
        (
            "-2^100",
            FloorDivide,
            "3",
            "-422550200076076467165567735126",
        ),
        ("2^100", Remainder, "-3", "-2"),
        ("2^100", And, "-2^70", "1267650600228229401496703205376"),
        ("-2^100", Or, "12345", "-1267650600228229401496703193031"),
        ("-2^100", Xor, "2^99", "-633825300114114700748351602688"),
        ("-2^100", RightShift, "3", "-158456325028528675187087900672"),
        ("-1", RightShift, "70", "-1"),
        ("-2^100", RightShift, "99", "-2"),
        ("1", RightShift, "2^70", "0"),
        ("-1", RightShift, "2^70", "-1"),
        ("0", LeftShift, "2^70", "0"),
        ("1", LeftShift, "64", "18446744073709551616"),
        ("-1", LeftShift, "63", "-9223372036854775808"),
        (
            "1",
            LeftShift,
            "2^70",
            "OverflowError: too many digits in integer",
        ),
        (
            "1",
            LeftShift,
            "9223372036854775807",
            "OverflowError: too many digits in integer",
        ),
        ("1", LeftShift, "-1", "ValueError: negative shift count"),
        ("1", RightShift, "-1", "ValueError: negative shift count"),
        ("1", FloorDivide, "0", "ZeroDivisionError: division by zero"),
        ("1", Remainder, "0", "ZeroDivisionError: division by zero"),
        ("1", TrueDivide, "0", "ZeroDivisionError: division by zero"),
        ("1", TrueDivide, "3", "0.3333333333333333"),
        (
            "10^400",
            TrueDivide,
            "1",
            "OverflowError: integer division result too large for a float",
        ),
        ("2", Power, "-2", "0.25"),
        ("-2", Power, "-1", "-0.5"),
        ("0", Power, "0", "1"),
        (
            "0",
            Power,
            "-1",
            "ZeroDivisionError: zero to a negative power",
        ),
        ("-3", Power, "41", "-36472996377170786403"),
        ("-1", Power, "2^70", "1"),
        ("-2", Power, "101", "-2535301200456458802993406410752"),
        ("2", Power, "-2000", "0.0"),
        ("True", And, "False", "False"),
        ("True", Or, "0", "1"),
        ("True", Xor, "True", "False"),
    ] {
        check(a, operator, b, expected);
    }
}

#[test]
fn mixed_operators() {
    use BinaryOperator::*;
    for (a, operator, b, expected) in [
        ("1", Add, "1.5", "2.5"),
        ("1.5", Add, "True", "2.5"),
        (
            "10^400",
            Multiply,
            "1.0",
            "OverflowError: int too large to convert to float",
        ),
        (
            "1.0",
            TrueDivide,
            "0",
            "ZeroDivisionError: division by zero",
        ),
        ("1", Remainder, "0.0", "ZeroDivisionError: division by zero"),
        ("-7.5", FloorDivide, "2", "-4.0"),
        (
            "0.0",
            Power,
            "-1",
            "ZeroDivisionError: zero to a negative power",
        ),
        (
            "10.0",
            Power,
            "400",
            "OverflowError: 34, Numerical result out of range",
        ),
        ("-1.0", Power, "inf", "1.0"),
        (
            "-8",
            Power,
            "0.3333333333333333",
            "(1.0000000000000002+1.7320508075688772j)",
        ),
        ("-1.0", Power, "0.5", "(6.123233995736766e-17+1j)"),
        ("1", Add, "1.0,2.0", "(2+2j)"),
        ("1.0,2.0", Multiply, "3.0,-1.0", "(5+5j)"),
        (
            "1.0,2.0",
            TrueDivide,
            "0",
            "ZeroDivisionError: division by zero",
        ),
        ("0.0,1.0", Power, "2", "(-1+0j)"),
        (
            "0.0,0.0",
            Power,
            "-1",
            "ZeroDivisionError: zero to a negative or complex power",
        ),
        ("-0.0,0.0", Add, "0", "0j"),
        ("1.0,-0.0", Subtract, "1", "-0j"),
        (
            "1.5",
            And,
            "1",
            "TypeError: unsupported operand type(s) for &: 'float' and 'int'",
        ),
        (
            "1.0,2.0",
            FloorDivide,
            "1",
            "TypeError: unsupported operand type(s) for //: 'complex' and 'int'",
        ),
        (
            "1",
            Add,
            "None",
            "TypeError: unsupported operand type(s) for +: 'int' and 'NoneType'",
        ),
    ] {
        check(a, operator, b, expected);
    }
}

#[test]
fn comparison_is_by_exact_value() {
    use CompareOperator::*;
    let vm = &mut crate::interpreter::TestVm::new();
    for (a, operator, b, expected) in [
        ("9007199254740993", Equal, "9007199254740992.0", "False"),
        ("9007199254740993", Greater, "9007199254740992.0", "True"),
        ("inf", Greater, "2^5000", "True"),
        ("1.0", Less, "2^1024", "True"),
        ("2^100", Equal, "1267650600228229401496703205376.0", "True"),
        ("nan", Equal, "nan", "False"),
        ("nan", NotEqual, "1", "True"),
        ("1", Equal, "1.0,0.0", "True"),
        ("9007199254740993", Equal, "9007199254740992.0,0.0", "False"),
        ("-2^100", Less, "5", "True"),
        ("5", Less, "2^100", "True"),
        (
            "1.0,0.0",
            Less,
            "2",
            "TypeError: '<' not supported between instances of 'complex' and 'int'",
        ),
    ] {
        let (left, right) = (number(a, vm), number(b, vm));
        let result = left.compare(&right, operator, vm);
        assert_eq!(shown(result, vm), expected, "{a} {} {b}", operator.text());
    }
}

#[test]
fn equal_numbers_hash_equally() {
    let vm = &mut crate::interpreter::TestVm::new();
    for (text, expected) in [
        ("1.0", 1),
        ("1.0,0.0", 1),
        ("2305843009213693951", 0),
        ("2^61", 1),
        ("-1", -2),
        ("-1.0", -2),
        ("2^100", 549755813888),
        ("-2^100", -549755813888),
        ("1267650600228229401496703205376.0", 549755813888),
        ("1.0,2.0", 2000007),
        ("1.5,10000000000.0", 1162921534606846977),
        ("0.0,-1.0", -2000006),
    ] {
        let value = number(text, vm);
        assert_eq!(
            value.hash(vm).expect("numbers are hashable"),
            expected,
            "{text}"
        );
    }
}

#[test]
fn power_with_a_modulus() {
    let vm = &mut crate::interpreter::TestVm::new();
    for (base, exponent, modulus, expected) in [
        ("2", "-1", "5", "3"),
        (
            "2",
            "-1",
            "4",
            "ValueError: base is not invertible for the given modulus",
        ),
        ("2", "5", "0", "ValueError: pow() 3rd argument cannot be 0"),
        ("2", "5", "-3", "-1"),
        ("2", "-1", "1", "0"),
        ("3", "-2", "-7", "-3"),
        ("3", "2^70", "10000000000", "82324481"),
        (
            "-9223372036854775808",
            "3",
            "9223372036854775807",
            "9223372036854775806",
        ),
        (
            "2.0",
            "5",
            "1",
            "TypeError: pow() 3rd argument not allowed unless all arguments are integers",
        ),
        ("2", "5", "None", "32"),
    ] {
        let [base_value, exponent_value, modulus_value] =
            [base, exponent, modulus].map(|text| number(text, vm));
        let result = base_value.power(&exponent_value, &modulus_value, vm);
        assert_eq!(
            shown(result, vm),
            expected,
            "pow({base}, {exponent}, {modulus})"
        );
    }
}

#[test]
fn unary_operators_and_text() {
    let vm = &mut crate::interpreter::TestVm::new();
    let least = number("-9223372036854775808", vm);
    let result = least.negative(vm);
    assert_eq!(shown(result, vm), "9223372036854775808");
    let result = least.absolute(vm);
    assert_eq!(shown(result, vm), "9223372036854775808");
    let result = number("2^100", vm).invert(vm);
    assert_eq!(shown(result, vm), "-1267650600228229401496703205377");
    let limit = "ValueError: Exceeds the limit (4300 digits) for integer string conversion; use \
                 sys.set_int_max_str_digits() to increase the limit";
    let value = number("10^4300", vm);
    assert_eq!(shown(Ok(value), vm), limit);
    let value = number("10^4299", vm);
    assert_eq!(shown(Ok(value), vm).len(), 4300);
}
