//! Arguments that are bound by hand: of functions whose parameters will be given in another way from Python
//! 3.15 on, which are warned of, and of those that count arguments as CPython's of a defining class do.

use std::ffi::CString;

use rpy_vm::builtins::str::Str;
use rpy_vm::function::bind::bind;
use rpy_vm::function::native::{NativeSignature, Parameter, ParameterKind};
use rpy_vm::{Args, PyResult, Value, Vm};

use super::bind::utf8;
use super::system::c_text;

/// A parameter that may be given by place or name.
const fn either(name: &'static str, required: bool) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::PositionalOrKeyword,
        required,
    }
}

/// A parameter that is given by place.
const fn placed(name: &'static str) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::PositionalOnly,
        required: true,
    }
}

/// A parameter that is given by name.
const fn named(name: &'static str) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::KeywordOnly,
        required: false,
    }
}

/// The place of `factory` among the parameters of [`CONNECTION`].
pub(super) const FACTORY: usize = 5;

/// The parameters of `Connection` and of `connect`.
pub(super) static CONNECTION: NativeSignature = NativeSignature::new(
    "Connection",
    "",
    "",
    &[
        either("database", true),
        either("timeout", false),
        either("detect_types", false),
        either("isolation_level", false),
        either("check_same_thread", false),
        either("factory", false),
        either("cached_statements", false),
        either("uri", false),
        named("autocommit"),
    ],
);

/// The parameters of `Connection.create_function`.
pub(super) static CREATE_FUNCTION: NativeSignature = NativeSignature::new(
    "create_function",
    "",
    "",
    &[
        either("name", true),
        either("narg", true),
        either("func", true),
        named("deterministic"),
    ],
);

/// The parameters of `Connection.create_aggregate`.
pub(super) static CREATE_AGGREGATE: NativeSignature = NativeSignature::new(
    "create_aggregate",
    "",
    "",
    &[
        either("name", true),
        either("n_arg", true),
        either("aggregate_class", true),
    ],
);

/// The parameters of `Connection.create_window_function`.
pub(super) static CREATE_WINDOW_FUNCTION: NativeSignature = NativeSignature::new(
    "create_window_function",
    "",
    "",
    &[
        placed("name"),
        placed("num_params"),
        placed("aggregate_class"),
    ],
);

/// The parameters of `Connection.create_collation`.
pub(super) static CREATE_COLLATION: NativeSignature = NativeSignature::new(
    "create_collation",
    "",
    "",
    &[placed("name"), placed("callback")],
);

/// The parameters of `Connection.set_authorizer`.
pub(super) static SET_AUTHORIZER: NativeSignature = NativeSignature::new(
    "set_authorizer",
    "",
    "",
    &[either("authorizer_callback", true)],
);

/// The parameters of `Connection.set_progress_handler`, of which the second stays as it is.
pub(super) static SET_PROGRESS_HANDLER: NativeSignature = NativeSignature::new(
    "set_progress_handler",
    "",
    "",
    &[either("progress_handler", true), either("n", true)],
);

/// The parameters of `Connection.set_trace_callback`.
pub(super) static SET_TRACE_CALLBACK: NativeSignature = NativeSignature::new(
    "set_trace_callback",
    "",
    "",
    &[either("trace_callback", true)],
);

fn warn(message: &str, vm: &mut Vm) -> PyResult<()> {
    let category = vm.types.exceptions.deprecation_warning.clone();
    vm.warn(&category, message)
}

/// Warns if more than the database is given by place.
pub(super) fn warn_of_places(args: Args<'_>, function: &str, vm: &mut Vm) -> PyResult<()> {
    let places = CONNECTION.parameters.len() - 1;
    if (2..=places).contains(&args.positional().len()) {
        let message = format!(
            "Passing more than 1 positional argument to {function}() is deprecated. Parameters 'timeout', 'detect_types', 'isolation_level', 'check_same_thread', 'factory', 'cached_statements' and 'uri' will become keyword-only parameters in Python 3.15."
        );
        warn(&message, vm)?;
    }
    Ok(())
}

/// The arguments by the places of their parameters. Warns if any of the first `positional` is given by
/// name.
///
/// Raises `TypeError` if they do not fit.
pub(super) fn take<'a, const N: usize>(
    args: Args<'a>,
    signature: &'static NativeSignature,
    positional: usize,
    vm: &mut Vm,
) -> PyResult<[Option<&'a Value>; N]> {
    let mut slots = [None; N];
    bind(args.again(), signature, &mut slots, vm)?;
    if args.positional().len() < positional {
        let names: Vec<String> = signature.parameters[..positional]
            .iter()
            .map(|parameter| format!("'{}'", parameter.name))
            .collect();
        let (names, s) = match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => {
                (format!("{} and {last}", rest.join(", ")), "s")
            }
            _ => (names.concat(), ""),
        };
        let function = signature.name;
        let message = format!(
            "Passing keyword argument{s} {names} to _sqlite3.Connection.{function}() is deprecated. Parameter{s} {names} will become positional-only in Python 3.15."
        );
        warn(&message, vm)?;
    }
    Ok(slots)
}

/// An argument that must be a `str` without null characters. `which` names it in messages: `'name'`, or
/// its number.
///
/// Raises `TypeError` or `ValueError`.
pub(super) fn c_name(value: &Value, function: &str, which: &str, vm: &mut Vm) -> PyResult<CString> {
    let Some(text) = value.downcast::<Str>() else {
        let given = value.class(vm).clone().shown_name(vm);
        let separator = if which.is_empty() { "" } else { " " };
        return Err(vm.type_error(format!(
            "{function}() argument{separator}{which} must be str, not {given}"
        )));
    };
    match c_text(utf8(text, vm)?) {
        Some(text) => Ok(text),
        None => Err(vm.value_error("embedded null character")),
    }
}
