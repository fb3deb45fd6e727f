//! `complex(real=0, imag=0)`

use crate::builtins::complex::parse::parse_complex;
use crate::builtins::complex::value::{Complex, ComplexNumber};
use crate::builtins::int::{decimal_digit, is_python_whitespace};
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::function::bind::unknown_keyword;
use crate::object::heap;
use crate::object::protocol::warn_of_subclass;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// The error for a text that is no complex number.
fn malformed(value: &Value, text: &str, vm: &mut Vm) -> Raised {
    let is_digit = |char: Option<char>| char.is_some_and(|char| decimal_digit(char).is_some());
    let text = text.trim_matches(is_python_whitespace);
    // Underscores are looked at first: they stand between digits.
    let misplaced = text.char_indices().any(|(index, char)| {
        let (before, after) = (&text[..index], &text[index + char.len_utf8()..]);
        char == '_' && !(is_digit(before.chars().last()) && is_digit(after.chars().next()))
    });
    if !misplaced {
        return vm.value_error("complex() arg is a malformed string");
    }
    match value.repr(vm) {
        Ok(shown) => {
            let shown = shown.to_string_lossy();
            vm.value_error(format!("could not convert string to complex: {shown}"))
        }
        Err(raised) => raised,
    }
}

pub(super) fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if !args.has_keywords()
        && let [number] = args.positional()
        && class.is(&vm.types.complex)
        && number.class(vm).is(class)
    {
        return Ok(number.clone());
    }
    // What is named `real` is no text.
    let by_keyword = args.positional().is_empty();
    let number = match arguments(args, vm)? {
        (None, None) => ComplexNumber::real(0.0),
        (Some(value), None) if !by_keyword => match value.downcast::<Str>() {
            Some(text) => match parse_complex(&text.to_string_lossy()) {
                Some(number) => number,
                None => return Err(malformed(value, &text.to_string_lossy(), vm)),
            },
            None => match real_part_of(value, vm)? {
                Some(number) => number,
                None => {
                    let name = value.type_name(vm);
                    return Err(vm.type_error(format!(
                        "complex() argument must be a string or a number, not {name}"
                    )));
                }
            },
        },
        (real, imaginary) => {
            let is_complex = real.is_some_and(|real| real.has_payload::<Complex>());
            let real = match real {
                Some(real) => part(real, "real", vm)?,
                None => ComplexNumber::real(0.0),
            };
            // `real + imaginary * 1j`, as either part may be complex itself.
            let imaginary = match imaginary {
                Some(imaginary) => part(imaginary, "imag", vm)?,
                None => return Ok(with_class(real, class, vm)),
            };
            // To add the zero of a real number would take the sign of another zero away.
            let im = match is_complex || real.im != 0.0 {
                true => real.im + imaginary.re,
                false => imaginary.re,
            };
            ComplexNumber::new(real.re - imaginary.im, im)
        }
    };
    Ok(with_class(number, class, vm))
}

/// Makes a complex number of the class, which is `complex` or a subclass.
pub(super) fn with_class(number: ComplexNumber, class: &Ref<Type>, vm: &mut Vm) -> Value {
    if class.is(&vm.types.complex) {
        return vm.new_complex(number);
    }
    heap::new_instance(vm.heap(), class, Complex { value: number }).into_value()
}

fn arguments<'a>(args: Args<'a>, vm: &mut Vm) -> PyResult<(Option<&'a Value>, Option<&'a Value>)> {
    let count = args.len();
    if count > 2 {
        return Err(vm.type_error(format!(
            "complex() takes at most 2 arguments ({count} given)"
        )));
    }
    let mut parts = [args.positional().first(), args.positional().get(1)];
    for (name, value) in args.keywords() {
        let name = name.downcast::<Str>().expect("keywords are strs");
        let index = match name.as_bytes() {
            b"real" => 0,
            b"imag" => 1,
            _ => {
                let name = name.to_string_lossy().into_owned();
                return Err(unknown_keyword("complex", &name, &["real", "imag"], vm));
            }
        };
        if parts[index].is_some() {
            let name = name.to_string_lossy().into_owned();
            return Err(vm.type_error(format!(
                "argument for complex() given by name ('{name}') and position ({})",
                index + 1
            )));
        }
        parts[index] = Some(value);
    }
    Ok((parts[0], parts[1]))
}

fn part(value: &Value, which: &str, vm: &mut Vm) -> PyResult<ComplexNumber> {
    let name = vm.names.__complex__.clone();
    let is_real = value.class(vm).slots(vm).float.is_some() || value.is_index(vm);
    // What is no number but by `__complex__` may stand for the real part only.
    let is_refused = which == "imag" && !is_real && !value.has_payload::<Complex>();
    let number = match is_refused {
        true => None,
        false if which == "real" => real_part_of(value, vm)?,
        false => number_of(value, vm)?,
    };
    match number {
        Some(number) => {
            let is_complex = value.has_payload::<Complex>()
                || !is_real && value.class(vm).lookup(&name, vm).is_some();
            if is_complex {
                let class = value.type_name(vm);
                let category = vm.types.exceptions.deprecation_warning.clone();
                let message =
                    format!("complex() argument '{which}' must be a real number, not {class}");
                vm.warn(&category, &message)?;
            }
            Ok(number)
        }
        None => {
            let name = value.type_name(vm);
            Err(vm.type_error(format!(
                "complex() argument '{which}' must be a real number, not {name}"
            )))
        }
    }
}

/// What `complex` takes as its first argument, as [`number_of`]; subclasses may have a `__complex__` of
/// their own.
fn real_part_of(value: &Value, vm: &mut Vm) -> PyResult<Option<ComplexNumber>> {
    let is_exact = value.class(vm).is(&vm.types.complex);
    match value.has_payload::<Complex>() && !is_exact {
        true => number_by_method(value, vm),
        false => number_of(value, vm),
    }
}

/// The value as a complex number: by `__complex__`, else as a real number; `None` for what is no
/// number.
pub fn number_of(value: &Value, vm: &mut Vm) -> PyResult<Option<ComplexNumber>> {
    if let Some(complex) = value.downcast::<Complex>() {
        return Ok(Some(complex.value));
    }
    if let Some(number) = number_by_method(value, vm)? {
        return Ok(Some(number));
    }
    let slots = value.class(vm).slots(vm);
    if slots.float.is_none() && slots.index.is_none() {
        return Ok(None);
    }
    value.to_f64(vm).map(|real| Some(ComplexNumber::real(real)))
}

/// What `__complex__` gives; `None` without one.
fn number_by_method(value: &Value, vm: &mut Vm) -> PyResult<Option<ComplexNumber>> {
    let name = vm.names.__complex__.clone();
    match value.call_special(&name, &[], vm)? {
        None => Ok(None),
        Some(result) => match result.downcast::<Complex>() {
            Some(complex) => {
                warn_of_subclass(&result, "__complex__", "complex", vm)?;
                Ok(Some(complex.value))
            }
            None => {
                let name = result.type_name(vm);
                Err(vm.type_error(format!("__complex__ returned non-complex (type {name})")))
            }
        },
    }
}
