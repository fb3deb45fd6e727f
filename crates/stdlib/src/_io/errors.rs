//! The exceptions of this module, arguments that several classes take, and calls by name.

use rpy_macros::exception;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::default::{FromDefault, NoneLiteral};
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

/// Raised where a stream does not do what is asked of it.
#[exception(name = "io.UnsupportedOperation", bases(OSError, ValueError))]
pub(crate) struct UnsupportedOperation;

/// Raises `UnsupportedOperation(message)`.
#[cold]
pub(super) fn unsupported(message: &str, vm: &mut Vm) -> Raised {
    vm.native_error::<UnsupportedOperation>(message)
}

/// Raises the `ValueError` of most classes for what is done after `close`.
#[cold]
pub(super) fn closed(vm: &mut Vm) -> Raised {
    vm.value_error("I/O operation on closed file.")
}

/// Raises `BlockingIOError` for a transfer of which `written` bytes were taken.
pub(super) fn blocking(message: &str, written: usize, vm: &mut Vm) -> Raised {
    let class = vm.types.exceptions.blocking_io_error.to_value();
    let again = rustix::io::Errno::AGAIN.raw_os_error();
    let arguments = [
        Value::from_i32(again),
        vm.new_str(message),
        Value::from_usize(written),
    ];
    match class.call_positional(&arguments, vm) {
        Ok(exception) => vm.normalize_raise(&exception, None),
        Err(raised) => raised,
    }
}

/// How many bytes, if an exception is a `BlockingIOError`, were taken of what was written.
pub(super) fn blocked(raised: &Raised, vm: &mut Vm) -> Option<usize> {
    let class = vm.types.exceptions.blocking_io_error.clone();
    if !raised.exception().class().is_subclass_of(&class, vm) {
        return None;
    }
    let name = vm.names.characters_written.clone();
    let written = raised.exception().as_value().get_attribute(&name, vm);
    let written = written.ok().and_then(|written| written.as_small_int());
    Some(
        written
            .and_then(|written| usize::try_from(written).ok())
            .unwrap_or(0),
    )
}

/// Two failures, the second while the first was on its way: the second, with the first as its
/// context.
pub(super) fn chained(first: PyResult<()>, second: PyResult<()>, vm: &mut Vm) -> PyResult<()> {
    match (first, second) {
        (Ok(()), second) => second,
        (first, Ok(())) => first,
        (Err(first), Err(second)) => {
            let (first, last) = (first.into_exception(), second.exception().clone());
            if !first.is(&last) {
                last.set_context(first.into_value(), vm);
            }
            Err(second)
        }
    }
}

/// Calls a method.
pub(super) fn call(object: &Value, name: &str, args: &[Value], vm: &mut Vm) -> PyResult {
    let name = vm.intern(name);
    object.call_method(&name, args, vm)
}

/// Reads an attribute.
pub(super) fn attribute(object: &Value, name: &str, vm: &mut Vm) -> PyResult {
    let name = vm.intern(name);
    object.get_attribute(&name, vm)
}

/// Reads an attribute that may be missing.
pub(super) fn optional_attribute(
    object: &Value,
    name: &str,
    vm: &mut Vm,
) -> PyResult<Option<Value>> {
    let name = vm.intern(name);
    object.get_attribute_optional(&name, vm)
}

/// Sets an attribute.
pub(super) fn set_attribute(object: &Value, name: &str, value: Value, vm: &mut Vm) -> PyResult<()> {
    let name = vm.intern(name);
    object.set_attribute(&name, value, vm)
}

/// An offset in a file or an index: any integer.
pub(super) fn offset(value: &Value, vm: &mut Vm) -> PyResult<i64> {
    match value.as_small_int() {
        Some(offset) => Ok(offset),
        None => i64::from_argument(value, vm),
    }
}

/// An argument that says how much: an integer, or None, which is -1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size(pub(super) isize);

impl Size {
    /// The number; `None` if it is negative: no limit.
    pub(super) fn limit(self) -> Option<usize> {
        usize::try_from(self.0).ok()
    }
}

/// A number of bytes or characters, as `PyNumber_AsSsize_t` reads it.
fn number(value: &Value, vm: &mut Vm) -> PyResult<isize> {
    let index = value.index(vm)?;
    match index.as_small_int() {
        Some(size) => Ok(size as isize),
        None if index.as_bool().is_some() => Ok(isize::from(index.as_bool() == Some(true))),
        None => isize::from_argument(&index, vm).map_err(|_| {
            let class = value.type_name(vm);
            vm.overflow_error(format!("cannot fit '{class}' into an index-sized integer"))
        }),
    }
}

impl<'a> FromArgument<'a> for Size {
    #[inline]
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Size> {
        if let Some(size) = value.as_small_int() {
            return Ok(Size(size as isize));
        }
        if value.is_none() {
            return Ok(Size(-1));
        }
        if !value.is_index(vm) && value.as_bool().is_none() {
            let class = value.type_name(vm);
            return Err(vm.type_error(format!("argument should be integer or None, not '{class}'")));
        }
        number(value, vm).map(Size)
    }
}

impl FromDefault<i64> for Size {
    fn from_default(literal: i64, _vm: &mut Vm) -> Size {
        Size(literal as isize)
    }
}

impl FromDefault<NoneLiteral> for Size {
    fn from_default(_none: NoneLiteral, _vm: &mut Vm) -> Size {
        Size(-1)
    }
}

/// As [`Size`], where None is no integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count(pub(super) isize);

impl<'a> FromArgument<'a> for Count {
    #[inline]
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Count> {
        match value.as_small_int() {
            Some(size) => Ok(Count(size as isize)),
            None => number(value, vm).map(Count),
        }
    }
}

impl FromDefault<i64> for Count {
    fn from_default(literal: i64, _vm: &mut Vm) -> Count {
        Count(literal as isize)
    }
}

/// Raises the `TypeError` for what cannot be pickled.
#[cold]
pub(super) fn no_pickle(this: &Value, vm: &mut Vm) -> Raised {
    let name = this.type_name(vm);
    let name = name.rsplit('.').next().unwrap_or(&name).to_owned();
    vm.type_error(format!("cannot pickle '{name}' instances"))
}

/// The name of an object's class as `repr` shows it: with the module in front if it is native.
pub(super) fn class_name(this: &Value, vm: &mut Vm) -> PyResult<String> {
    let class = this.class(vm).clone();
    if class.is_heap_type() {
        return Ok(class.name(vm));
    }
    Ok(format!("_io.{}", class.name(vm)))
}

/// What `f` makes of the `repr` of an attribute; without one if the object does not have it.
/// The repr of what contains itself fails.
pub(super) fn with_repr(
    this: &Value,
    attribute: &str,
    vm: &mut Vm,
    f: impl FnOnce(Option<String>, &mut Vm) -> PyResult<String>,
) -> PyResult {
    let value = match optional_attribute(this, attribute, vm) {
        Ok(value) => value,
        Err(raised) if is_value_error(&raised, vm) => None,
        Err(raised) => return Err(raised),
    };
    let shown = match value {
        None => None,
        Some(value) => {
            if !vm.repr_enter(this) {
                let class = class_name(this, vm)?;
                return Err(vm.runtime_error(format!("reentrant call inside {class}.__repr__")));
            }
            let shown = value.repr(vm);
            vm.repr_leave(this);
            Some(shown?.to_string_lossy().into_owned())
        }
    };
    let text = f(shown, vm)?;
    Ok(vm.new_str(&text))
}

fn is_value_error(raised: &Raised, vm: &Vm) -> bool {
    raised.is_instance(&vm.types.exceptions.value_error, vm)
}

/// The bytes that a `read` method gave; `None` is passed on.
pub(super) fn expect_bytes<'a>(
    value: &'a Value,
    method: &str,
    vm: &mut Vm,
) -> PyResult<&'a Ref<Bytes>> {
    match value.downcast::<Bytes>() {
        Some(bytes) => Ok(bytes),
        None => {
            let class = value.type_name(vm);
            Err(vm.os_error(format!(
                "{method}() should have returned a bytes object, not '{class}'"
            )))
        }
    }
}

/// Warns of an object that was not closed, by `warnings.warn` if that module has been imported: its filters
/// say what becomes of it. `what` are the words in front of the object.
///
/// A warning that is made an error is reported: it was met while `closing`, and the object that is closed.
pub(crate) fn warn_unclosed(what: &str, source: &Value, closing: (&str, &Value), vm: &mut Vm) {
    let category = vm.types.exceptions.resource_warning.to_value();
    let result = source.repr(vm).and_then(|shown| {
        let message = format!("{what} {}", shown.to_string_lossy());
        warn(&message, category, Some(source), vm)
    });
    let Err(raised) = result else {
        return;
    };
    // Others come from modules that are gone already.
    if raised.is_instance(&vm.types.exceptions.warning, vm) {
        let (kind, object) = closing;
        let shown = match object.repr(vm) {
            Ok(shown) => shown.to_string_lossy().into_owned(),
            Err(_) => "<object repr() failed>".to_owned(),
        };
        vm.unraisable_message(&format!("while finalizing {kind} {shown}"), raised);
    }
}

/// Warns by `warnings.warn`, if that module has been imported.
pub(crate) fn warn(
    message: &str,
    category: Value,
    source: Option<&Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    if let Some(class) = category.downcast::<Type>()
        && let Some(result) = vm.warn_at_end(class, message)
    {
        return result;
    }
    let name = vm.intern("warnings");
    let Some(module) = vm.modules.clone().get_str(&name, vm).cloned() else {
        return Ok(());
    };
    let message = vm.new_str(message);
    let mut arguments = vec![message, category, Value::from_i32(1)];
    arguments.extend(source.cloned());
    call(&module, "warn", &arguments, vm).map(drop)
}

/// The path that an object stands for (`os.fspath`): a `str` or a `bytes`.
pub(super) fn file_system_path(object: &Value, vm: &mut Vm) -> PyResult {
    if object.has_payload::<Str>() || object.has_payload::<Bytes>() {
        return Ok(object.clone());
    }
    let name = vm.intern("__fspath__");
    let path = object.call_special(&name, &[], vm)?;
    let class = object.class(vm).name(vm);
    let Some(path) = path else {
        return Err(vm.type_error(format!(
            "expected str, bytes or os.PathLike object, not {class}"
        )));
    };
    if path.has_payload::<Str>() || path.has_payload::<Bytes>() {
        return Ok(path);
    }
    let found = path.type_name(vm);
    Err(vm.type_error(format!(
        "expected {class}.__fspath__() to return str or bytes, not {found}"
    )))
}

/// `object.method()` as a truth value.
pub(super) fn asks(object: &Value, method: &str, vm: &mut Vm) -> PyResult<bool> {
    call(object, method, &[], vm)?.is_true(vm)
}
