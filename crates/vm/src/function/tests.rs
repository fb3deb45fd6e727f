//! Tests of the macros, of binding and of conversion.

use rpy_macros::{methods, native_module};

use crate::builtins::native_function::{MethodDescriptor, NativeFunction};
use crate::builtins::str::Str;
use crate::function::args::Args;
use crate::function::native::{NativeDefinition, NativeMember};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

struct Sample;

#[methods]
impl Sample {
    /// Takes nothing.
    ///
    /// Second paragraph.
    #[method(signature = "($self, /)")]
    fn none(_this: &Ref<Str>) -> bool {
        true
    }

    #[method(signature = "($self, object, /)")]
    fn one(this: &Ref<Str>, object: &Ref<Str>) -> bool {
        this.equals(object)
    }

    #[method(signature = "($self, first, second=1, third=2, /)", name = "few")]
    fn some(_this: &Value, first: i64, second: Option<i64>, third: Option<i64>) -> i64 {
        first * 100 + second.unwrap_or(1) * 10 + third.unwrap_or(2)
    }

    #[static_method(signature = "(a, /, b, c=3, *, d=4)")]
    fn general(a: i64, b: i64, c: Option<i64>, d: Option<i64>, _vm: &mut Vm) -> PyResult<i64> {
        Ok(a * 1000 + b * 100 + c.unwrap_or(3) * 10 + d.unwrap_or(4))
    }

    #[static_method(signature = "(*args, **kwargs)")]
    fn raw(args: Args<'_>) -> usize {
        args.len()
    }

    #[static_method(signature = "(*rest, sep=None)")]
    fn variable(rest: &[Value], sep: Option<f64>) -> f64 {
        rest.len() as f64 + sep.unwrap_or(0.5)
    }

    #[getter]
    fn length(this: &Ref<Str>) -> usize {
        this.length()
    }
}

#[native_module(name = "sample")]
mod sample {
    use num_bigint::BigInt;

    /// Doubles.
    #[function(signature = "(n, /)")]
    fn double(n: BigInt) -> BigInt {
        n * 2
    }
}

fn definition(members: &'static [NativeMember], name: &str) -> &'static NativeDefinition {
    members
        .iter()
        .find_map(|member| match member {
            NativeMember::Function(definition)
            | NativeMember::Method(definition)
            | NativeMember::ClassMethod(definition)
            | NativeMember::StaticMethod(definition)
                if definition.signature.name == name =>
            {
                Some(definition)
            }
            _ => None,
        })
        .expect("the member is there")
}

/// Calls a function; gives its result or the error's message.
fn outcome(
    definition: &'static NativeDefinition,
    values: &[Value],
    names: &[&str],
    vm: &mut Vm,
) -> Result<Value, String> {
    let names: Vec<Value> = names
        .iter()
        .map(|name| vm.intern(name).into_value())
        .collect();
    (definition.function)(Args::new(values, &names), vm).map_err(|raised| {
        let exception = raised.into_exception();
        let message = exception.args.get(vm).as_slice()[0].clone();
        let message = message.downcast::<Str>().expect("a message");
        message.to_string_lossy().into_owned()
    })
}

fn ints(values: &[i32]) -> Vec<Value> {
    values.iter().map(|&value| Value::from_i32(value)).collect()
}

fn check_general(values: &[i32], names: &[&str], expected: Result<i32, &str>) {
    let mut vm = crate::interpreter::TestVm::new();
    let general = definition(Sample::MEMBERS, "general");
    let found = outcome(general, &ints(values), names, &mut vm);
    let expected = expected.map(Value::from_i32);
    match (&found, &expected) {
        (Ok(found), Ok(expected)) if found.is(expected) => {}
        (Err(found), Err(expected)) if found == expected => {}
        _ => panic!("{values:?} {names:?}: {found:?}, not {expected:?}"),
    }
}

#[test]
fn keywords_are_bound_by_name() {
    check_general(&[1, 2], &[], Ok(1234));
    check_general(&[1, 5, 6], &["b", "d"], Ok(1536));
    check_general(&[1, 2, 3, 9], &["d"], Ok(1239));
}

#[test]
fn what_does_not_fit_is_told_as_cpython_does() {
    // The messages were read off `_PyArg_UnpackKeywords` functions of CPython 3.14.
    check_general(
        &[],
        &[],
        Err("general() takes at least 1 positional argument (0 given)"),
    );
    check_general(
        &[1],
        &[],
        Err("general() missing required argument 'b' (pos 2)"),
    );
    check_general(
        &[1, 2, 3, 4],
        &[],
        Err("general() takes at most 3 positional arguments (4 given)"),
    );
    check_general(
        &[1, 2, 3, 4, 5],
        &[],
        Err("general() takes at most 4 arguments (5 given)"),
    );
    check_general(
        &[1, 2, 3],
        &["b"],
        Err("argument for general() given by name ('b') and position (2)"),
    );
    check_general(
        &[1, 2, 3],
        &["x"],
        Err("general() got an unexpected keyword argument 'x'"),
    );
    check_general(
        &[1, 3],
        &["x"],
        Err("general() missing required argument 'b' (pos 2)"),
    );
}

#[test]
fn positional_only_functions_check_their_arity() {
    let mut vm = crate::interpreter::TestVm::new();
    let text = vm.new_str("abc");
    let one = definition(Sample::MEMBERS, "one");
    let same = outcome(one, &[text.clone(), text.clone()], &[], &mut vm);
    assert!(same.expect("works").is(&Value::TRUE));
    let few = definition(Sample::MEMBERS, "few");
    let values = [text.clone(), Value::from_i32(7), Value::from_i32(8)];
    let result = outcome(few, &values, &[], &mut vm);
    assert_eq!(result.expect("works").as_small_int(), Some(782));
    let mut error = |name: &str, count: usize, names: &[&str]| {
        let values = vec![text.clone(); count];
        outcome(definition(Sample::MEMBERS, name), &values, names, &mut vm).expect_err("wrong")
    };
    assert_eq!(
        error("none", 2, &[]),
        "str.none() takes no arguments (1 given)"
    );
    assert_eq!(
        error("one", 1, &[]),
        "str.one() takes exactly one argument (0 given)"
    );
    assert_eq!(
        error("one", 2, &["object"]),
        "str.one() takes no keyword arguments"
    );
    assert_eq!(
        error("few", 1, &[]),
        "few expected at least 1 argument, got 0"
    );
    assert_eq!(
        error("few", 5, &[]),
        "few expected at most 3 arguments, got 4"
    );
}

#[test]
fn arguments_are_converted_or_refused() {
    let mut vm = crate::interpreter::TestVm::new();
    let text = vm.new_str("abc");
    let one = definition(Sample::MEMBERS, "one");
    let refused = outcome(one, &[text.clone(), Value::from_i32(1)], &[], &mut vm);
    assert_eq!(
        refused.expect_err("no str"),
        "one() argument must be str, not int"
    );
    let few = definition(Sample::MEMBERS, "few");
    let refused = outcome(few, &[text.clone(), Value::NONE], &[], &mut vm);
    assert_eq!(
        refused.expect_err("no int"),
        "'NoneType' object cannot be interpreted as an integer"
    );
    let double = definition(sample::MODULE.members[0], "double");
    let refused = outcome(double, &[], &[], &mut vm);
    assert_eq!(
        refused.expect_err("too few"),
        "sample.double() takes exactly one argument (0 given)"
    );
    let doubled = outcome(double, &ints(&[21]), &[], &mut vm);
    assert_eq!(doubled.expect("works").as_small_int(), Some(42));
    let variable = definition(Sample::MEMBERS, "variable");
    let sum = outcome(variable, &ints(&[1, 2, 4]), &["sep"], &mut vm);
    assert_eq!(sum.expect("works").as_small_float(), Some(6.0));
    let raw = definition(Sample::MEMBERS, "raw");
    let count = outcome(raw, &ints(&[1, 2, 4]), &["x"], &mut vm);
    assert_eq!(count.expect("works").as_small_int(), Some(3));
}

#[test]
fn docs_and_signatures_are_kept() {
    let none = definition(Sample::MEMBERS, "none");
    assert_eq!(none.signature.doc, "Takes nothing.\n\nSecond paragraph.");
    assert_eq!(none.signature.text, "($self, /)");
    assert!(Sample::MEMBERS.iter().any(|member| matches!(
        member,
        NativeMember::Property {
            name: "length",
            set: None,
            ..
        }
    )));
}

#[test]
fn a_descriptor_checks_the_object_and_binds() {
    let mut vm = crate::interpreter::TestVm::new();
    let class = vm.types.str.clone();
    let none = definition(Sample::MEMBERS, "none");
    let descriptor = MethodDescriptor::new(none, &class, &mut vm);
    let text = vm.new_str("abc");
    let result = descriptor.call(Args::positional_only(std::slice::from_ref(&text)), &mut vm);
    assert!(result.expect("works").is(&Value::TRUE));
    let refused = descriptor.call(Args::positional_only(&[Value::NONE]), &mut vm);
    assert!(refused.is_err());
    let bound = NativeFunction::bound(definition(Sample::MEMBERS, "one"), text.clone(), &mut vm);
    let result = bound.call(Args::positional_only(&[text]), &mut vm);
    assert!(result.expect("works").is(&Value::TRUE));
}
