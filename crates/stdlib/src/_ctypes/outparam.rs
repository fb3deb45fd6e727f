//! Parameters of functions that the prototype names, gives defaults, or uses for results.

use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::code::low_bits;
use super::info::{Kind, info_of};

const IN: u64 = 1;
const OUT: u64 = 2;
const LCID: u64 = 4;

/// Which argument is a part of the result, and how.
#[derive(Clone, Copy)]
pub(super) enum Output {
    /// As it is.
    Given(usize),
    /// As `__ctypes_from_outparam__` gives it.
    Made(usize),
}

/// The arguments of a call.
pub(super) struct Bound {
    pub(super) arguments: Vec<Value>,
    pub(super) outputs: Vec<Output>,
}

struct Flag {
    flag: u64,
    name: Option<Value>,
    default: Option<Value>,
}

fn flag_of(item: &Value, vm: &mut Vm) -> PyResult<Option<Flag>> {
    let Some(tuple) = item.downcast::<Tuple>() else {
        return Ok(None);
    };
    let (first, rest) = match tuple.as_slice() {
        [first, rest @ ..] if rest.len() <= 2 => (first, rest),
        _ => return Ok(None),
    };
    if !first.is_index(vm) {
        return Ok(None);
    }
    let name = rest.first().cloned();
    let is_name = |name: &Value| name.is_none() || name.has_payload::<Str>();
    if !name.as_ref().is_none_or(is_name) {
        return Ok(None);
    }
    Ok(Some(Flag {
        flag: low_bits(first, vm)?,
        name,
        default: rest.get(1).cloned(),
    }))
}

/// As [`check_types`], for the arguments of a class of functions.
pub(super) fn check(class: &Ref<Type>, flags: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
    let Some(info) = info_of(class.as_value(), vm) else {
        return Err(vm.type_error("abstract class"));
    };
    match (flags, info.get(vm).argtypes.clone()) {
        (Some(flags), Some(argtypes)) => check_types(&argtypes, flags, vm),
        _ => Ok(()),
    }
}

/// Raises `TypeError` or `ValueError` if flags do not fit the types of the arguments.
pub(super) fn check_types(argtypes: &Value, flags: &Value, vm: &mut Vm) -> PyResult<()> {
    let Some(flags) = flags.downcast::<Tuple>() else {
        return Err(vm.type_error("paramflags must be a tuple or None"));
    };
    let argtypes = vm.collect(argtypes)?;
    if flags.length() != argtypes.len() {
        return Err(vm.value_error("paramflags must have the same length as argtypes"));
    }
    for (index, (item, class)) in flags.as_slice().iter().zip(&argtypes).enumerate() {
        let Some(flag) = flag_of(item, vm)? else {
            return Err(
                vm.type_error("paramflags must be a sequence of (int [,string [,value]]) tuples")
            );
        };
        match flag.flag & (IN | OUT | LCID) {
            0 | IN => {}
            both if both == IN | LCID || both == IN | OUT => {}
            OUT => check_output(class, index + 1, vm)?,
            _ => {
                return Err(vm.type_error(format!(
                    "paramflag value {} not supported",
                    flag.flag as i32
                )));
            }
        }
    }
    Ok(())
}

fn check_output(class: &Value, number: usize, vm: &mut Vm) -> PyResult<()> {
    if let Some(info) = info_of(class, vm) {
        let code = info.get(vm).code.map(|code| code.letter);
        let is_pointer = matches!(info.kind, Kind::Pointer | Kind::Array);
        if is_pointer || matches!(code, Some(b'P' | b'z' | b'Z')) {
            return Ok(());
        }
    }
    let given = match class.downcast::<Type>() {
        Some(class) => class.shown_name(vm),
        None => class.type_name(vm),
    };
    Err(vm.type_error(format!(
        "'out' parameter {number} must be a pointer type, not {given}"
    )))
}

/// Makes the arguments of a call.
///
/// Raises `TypeError` if there are too few or too many.
pub(super) fn bind(
    argtypes: Option<&Value>,
    flags: Option<&Value>,
    args: Args<'_>,
    vm: &mut Vm,
) -> PyResult<Bound> {
    let given = args.positional();
    let flags = flags.and_then(|flags| flags.downcast::<Tuple>());
    let types = match (argtypes, flags) {
        (Some(argtypes), Some(_)) => vm.collect(argtypes)?,
        _ => Vec::new(),
    };
    let Some(flags) = flags.filter(|_| !types.is_empty()) else {
        return Ok(Bound {
            arguments: given.to_vec(),
            outputs: Vec::new(),
        });
    };
    let (mut used, mut arguments, mut outputs) = (0, Vec::new(), Vec::new());
    for (index, (class, item)) in types.iter().zip(flags.as_slice()).enumerate() {
        let Some(Flag {
            flag,
            name,
            default,
        }) = flag_of(item, vm)?
        else {
            return Err(
                vm.type_error("paramflags must be a sequence of (int [,string [,value]]) tuples")
            );
        };
        match flag & (IN | OUT | LCID) {
            both if both == IN | LCID => {
                arguments.push(default.unwrap_or_else(|| Value::from_usize(0)));
            }
            kind if kind == 0 || kind == IN || kind == IN | OUT => {
                if kind == IN | OUT {
                    outputs.push(Output::Given(index));
                }
                arguments.push(input(&mut used, name.as_ref(), default, args.again(), vm)?);
            }
            OUT => {
                outputs.push(Output::Made(index));
                arguments.push(match default {
                    Some(default) => default,
                    None => make_output(class, vm)?,
                });
            }
            _ => return Err(vm.value_error(format!("paramflag {flag} not yet implemented"))),
        }
    }
    let actual = args.len();
    if actual != used {
        return Err(vm.type_error(format!(
            "call takes exactly {used} arguments ({actual} given)"
        )));
    }
    Ok(Bound { arguments, outputs })
}

fn input(
    used: &mut usize,
    name: Option<&Value>,
    default: Option<Value>,
    args: Args<'_>,
    vm: &mut Vm,
) -> PyResult {
    if let Some(value) = args.positional().get(*used) {
        *used += 1;
        return Ok(value.clone());
    }
    if let Some(name) = name {
        for (key, value) in args.keywords() {
            if key.equals(name, vm)? {
                *used += 1;
                return Ok(value.clone());
            }
        }
    }
    match (default, name) {
        (Some(default), _) => Ok(default),
        (None, Some(name)) => {
            let name = name.str(vm)?.to_string_lossy().into_owned();
            Err(vm.type_error(format!("required argument '{name}' missing")))
        }
        (None, None) => Err(vm.type_error("not enough arguments")),
    }
}

/// An object for what a function gives by a pointer.
fn make_output(class: &Value, vm: &mut Vm) -> PyResult {
    let Some(info) = info_of(class, vm) else {
        return Err(vm.runtime_error("NULL stginfo unexpected"));
    };
    match (info.kind, info.get(vm).item.clone()) {
        (Kind::Array, _) => class.call_positional(&[], vm),
        (_, Some(item)) => item.as_value().call_positional(&[], vm),
        (_, None) => {
            let name = class.downcast::<Type>().map(|class| class.shown_name(vm));
            let name = name.unwrap_or_default();
            Err(vm.type_error(format!(
                "{name} 'out' parameter must be passed as default value"
            )))
        }
    }
}

/// The result of a call: what the function gives, unless some of the arguments are its result.
pub(super) fn result(
    result: Value,
    arguments: &[Value],
    outputs: &[Output],
    vm: &mut Vm,
) -> PyResult {
    if outputs.is_empty() {
        return Ok(result);
    }
    let name = vm.intern("__ctypes_from_outparam__");
    let mut results = Vec::with_capacity(outputs.len());
    for output in outputs {
        results.push(match output {
            Output::Given(index) => arguments[*index].clone(),
            Output::Made(index) => arguments[*index].call_method(&name, &[], vm)?,
        });
    }
    match results.len() {
        1 => Ok(results.remove(0)),
        _ => Ok(Tuple::new(results, vm).into_value()),
    }
}
