//! The arguments of `bytes(...)` and `bytearray(...)`.

use std::ops::ControlFlow;

use crate::builtins::bytes::Bytes;
use crate::builtins::bytes::arguments::text_or;
use crate::builtins::bytes::like::byte_argument;
use crate::builtins::str::{Str, codecs};
use crate::function::args::Args;
use crate::function::bind::unknown_keyword;
use crate::function::convert::type_name_or_none;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

const PARAMETERS: [&str; 3] = ["source", "encoding", "errors"];

/// The types that are constructed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Bytes,
    ByteArray,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Bytes => "bytes",
            Kind::ByteArray => "bytearray",
        }
    }
}

/// The bytes that the arguments stand for.
pub(crate) fn from_arguments(args: Args<'_>, kind: Kind, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let [source, encoding, errors] = bind(args, kind, vm)?;
    let encoding = text_argument(encoding, "encoding", kind, vm)?;
    let errors = text_argument(errors, "errors", kind, vm)?;
    if kind == Kind::Bytes
        && encoding.is_none()
        && errors.is_none()
        && let Some(source) = source
        && let Some(bytes) = of_special_method(source, vm)?
    {
        return Ok(bytes.as_slice().to_vec());
    }
    let text = source.and_then(|source| source.downcast::<Str>());
    if let (Some(text), Some(encoding)) = (text, encoding) {
        let errors = text_or(errors.map(|text| &**text), "strict");
        let encoded = codecs::encode_by_name(text, &encoding.to_string_lossy(), &errors, vm)?;
        if let Some(bytes) = encoded.downcast::<Bytes>() {
            return Ok(bytes.as_slice().to_vec());
        }
        let class = encoded.type_name(vm);
        return Err(vm.type_error(format!(
            "'{}' encoder returned '{class}' instead of 'bytes'; use codecs.encode() to encode to \
             arbitrary types",
            encoding.to_string_lossy()
        )));
    }
    if text.is_some() {
        return Err(vm.type_error("string argument without an encoding"));
    }
    if encoding.is_some() {
        return Err(vm.type_error("encoding without a string argument"));
    }
    if errors.is_some() {
        return Err(vm.type_error("errors without a string argument"));
    }
    match source {
        Some(source) => from_source(source, kind, vm),
        None => Ok(Vec::new()),
    }
}

fn bind<'a>(args: Args<'a>, kind: Kind, vm: &mut Vm) -> PyResult<[Option<&'a Value>; 3]> {
    let name = kind.name();
    if args.len() > PARAMETERS.len() {
        let count = args.len();
        return Err(vm.type_error(format!(
            "{name}() takes at most 3 arguments ({count} given)"
        )));
    }
    let mut bound = [None; 3];
    for (place, value) in bound.iter_mut().zip(args.positional()) {
        *place = Some(value);
    }
    for (given, value) in args.keywords() {
        let given = given
            .downcast::<Str>()
            .expect("names of arguments are strs");
        let given = given.to_string_lossy();
        let Some(index) = PARAMETERS.iter().position(|known| *known == given) else {
            return Err(unknown_keyword(name, &given, &PARAMETERS, vm));
        };
        if bound[index].is_some() {
            return Err(vm.type_error(format!(
                "argument for {name}() given by name ('{given}') and position ({})",
                index + 1
            )));
        }
        bound[index] = Some(value);
    }
    Ok(bound)
}

fn text_argument<'a>(
    value: Option<&'a Value>,
    parameter: &str,
    kind: Kind,
    vm: &mut Vm,
) -> PyResult<Option<&'a Ref<Str>>> {
    let Some(value) = value else {
        return Ok(None);
    };
    match value.downcast::<Str>() {
        Some(text) => Ok(Some(text)),
        None => {
            let (name, class) = (kind.name(), type_name_or_none(value, vm));
            Err(vm.type_error(format!(
                "{name}() argument '{parameter}' must be str, not {class}"
            )))
        }
    }
}

/// What `__bytes__` gives; `None` if the class has none.
pub(super) fn of_special_method(source: &Value, vm: &mut Vm) -> PyResult<Option<Ref<Bytes>>> {
    // An exact `bytes` has a `__bytes__` too, which gives itself.
    if source.has_payload::<Bytes>() && !source.class(vm).is_heap_type() {
        return Ok(None);
    }
    let name = vm.names.__bytes__.clone();
    let Some(result) = source.call_special(&name, &[], vm)? else {
        return Ok(None);
    };
    match result.downcast::<Bytes>() {
        Some(bytes) => Ok(Some(bytes.clone())),
        None => {
            let class = result.type_name(vm);
            Err(vm.type_error(format!("__bytes__ returned non-bytes (type {class})")))
        }
    }
}

/// The bytes of a count, of a bytes-like object, or of an iterable of numbers.
fn from_source(source: &Value, kind: Kind, vm: &mut Vm) -> PyResult<Vec<u8>> {
    if let Some(bytes) = source.exported_bytes(vm)? {
        return Ok(bytes);
    }
    if source.is_index(vm) || source.as_bool().is_some() {
        match zeros(source, vm) {
            // It may give the numbers of bytes all the same.
            Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => {}
            zeros => return zeros,
        }
    }
    if source.class(vm).slots(vm).iter.is_none() && source.class(vm).slots(vm).subscript.is_none() {
        let (class, name) = (source.type_name(vm), kind.name());
        return Err(vm.type_error(format!("cannot convert '{class}' object to {name}")));
    }
    let what = match kind {
        Kind::Bytes => "bytes",
        Kind::ByteArray => "byte",
    };
    match kind {
        Kind::Bytes => from_measured(source, what, vm),
        Kind::ByteArray => from_iterable(source, what, vm),
    }
}

fn zeros(count: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let Some(count) = count.index(vm)?.as_small_int() else {
        let class = count.type_name(vm);
        return Err(vm.overflow_error(format!("cannot fit '{class}' into an index-sized integer")));
    };
    let Ok(count) = usize::try_from(count) else {
        return Err(vm.value_error("negative count"));
    };
    vm.check_allocation(count)?;
    Ok(vec![0; count])
}

/// As [`from_iterable`], but the iterable is asked how long it is, which may fail.
pub(crate) fn from_measured(iterable: &Value, what: &str, vm: &mut Vm) -> PyResult<Vec<u8>> {
    if vm.has_silent_length(iterable) {
        return from_iterable(iterable, what, vm);
    }
    let iterator = iterable.iter(vm)?;
    iterable.length_hint(0, vm)?;
    let mut result = Vec::new();
    let _ = vm.iterate_iterator(&iterator, |item, vm| {
        let byte = byte_argument(&item, what, vm)?;
        vm.push_to(&mut result, byte)?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(result)
}

/// The bytes that an iterable gives the numbers of.
pub(crate) fn from_iterable(iterable: &Value, what: &str, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let mut result = Vec::new();
    let _ = vm.iterate(iterable, |item, vm| {
        let byte = byte_argument(&item, what, vm)?;
        vm.push_to(&mut result, byte)?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(result)
}
