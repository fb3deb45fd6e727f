//! `str(object)` and `str(bytes, encoding, errors)`.

use crate::builtins::bytes::arguments::text_or;
use crate::builtins::str::{Str, codecs};
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::function::bind::unknown_keyword;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

const PARAMETERS: [&str; 3] = ["object", "encoding", "errors"];

/// The slot.
pub(super) fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let text = match (args.positional(), args.has_keywords()) {
        ([], false) => vm.names.empty.clone(),
        ([object], false) => object.str(vm)?,
        _ => {
            let [object, encoding, errors] = bind(args, vm)?;
            construct(object, encoding, errors, vm)?
        }
    };
    if class.is(&vm.types.str) {
        return Ok(text.to_value());
    }
    Ok(Str::with_class(&text, class, vm).into_value())
}

/// The arguments in the order of the parameters.
fn bind<'a>(args: Args<'a>, vm: &mut Vm) -> PyResult<[Option<&'a Value>; 3]> {
    let positional = args.positional();
    if args.len() > PARAMETERS.len() {
        let count = args.len();
        if !args.has_keywords() {
            return Err(vm.type_error(format!("str expected at most 3 arguments, got {count}")));
        }
        let keyword = if positional.is_empty() {
            "keyword "
        } else {
            ""
        };
        return Err(vm.type_error(format!(
            "str() takes at most 3 {keyword}arguments ({count} given)"
        )));
    }
    let mut bound = [None; 3];
    for (place, value) in bound.iter_mut().zip(positional) {
        *place = Some(value);
    }
    for (name, value) in args.keywords() {
        let name = name.downcast::<Str>().expect("names of arguments are strs");
        let name = name.to_string_lossy();
        let Some(index) = PARAMETERS.iter().position(|known| *known == name) else {
            return Err(unknown_keyword("str", &name, &PARAMETERS, vm));
        };
        if bound[index].is_some() {
            return Err(vm.type_error(format!(
                "argument for str() given by name ('{name}') and position ({})",
                index + 1
            )));
        }
        bound[index] = Some(value);
    }
    Ok(bound)
}

fn construct(
    object: Option<&Value>,
    encoding: Option<&Value>,
    errors: Option<&Value>,
    vm: &mut Vm,
) -> PyResult<Ref<Str>> {
    let encoding = text_argument(encoding, "encoding", vm)?;
    let errors = text_argument(errors, "errors", vm)?;
    let Some(object) = object else {
        return Ok(vm.names.empty.clone());
    };
    if encoding.is_none() && errors.is_none() {
        return object.str(vm);
    }
    let encoding = text_or(encoding.map(|text| &**text), "utf-8");
    let errors = text_or(errors.map(|text| &**text), "strict");
    if object.has_payload::<Str>() {
        return Err(vm.type_error("decoding str is not supported"));
    }
    let Some(bytes) = object.try_bytes_like(vm) else {
        let class = object.type_name(vm);
        return Err(vm.type_error(format!(
            "decoding to str: need a bytes-like object, {class} found"
        )));
    };
    let bytes = bytes.as_bytes(vm).to_vec();
    let decoded = codecs::decode_by_name(&bytes, &encoding, &errors, vm)?;
    decoded.downcast_into::<Str>().map_err(|other| {
        let class = other.type_name(vm);
        vm.type_error(format!(
            "'{encoding}' decoder returned '{class}' instead of 'str'; use codecs.decode() to \
             decode to arbitrary types"
        ))
    })
}

fn text_argument<'a>(
    value: Option<&'a Value>,
    name: &str,
    vm: &mut Vm,
) -> PyResult<Option<&'a Ref<Str>>> {
    let Some(value) = value else {
        return Ok(None);
    };
    match value.downcast::<Str>() {
        Some(text) => Ok(Some(text)),
        None => {
            let class = value.type_name(vm);
            Err(vm.type_error(format!("str() argument '{name}' must be str, not {class}")))
        }
    }
}
