//! `array(typecode, initializer)`

use rpy_vm::builtins::bytearray::ByteArray;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::typecode::TypeCode;
use super::value::{Array, items_of_text};

/// The slot `new`.
pub(super) fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let own_init = Array::class(vm).clone().slots(vm).init;
    let takes_keywords = match (class.slots(vm).init, own_init) {
        (Some(init), Some(own)) => !std::ptr::fn_addr_eq(init, own),
        (init, own) => init.is_some() != own.is_some(),
    };
    if args.has_keywords() && !takes_keywords {
        return Err(vm.type_error("array.array() takes no keyword arguments"));
    }
    let (code, initializer) = match args.positional() {
        [code] => (code, None),
        [code, initializer] => (code, Some(initializer)),
        [] => return Err(vm.type_error("array() takes at least 1 argument (0 given)")),
        more => {
            let count = more.len();
            return Err(vm.type_error(format!("array() takes at most 2 arguments ({count} given)")));
        }
    };
    let character = code_argument(code, ["array() argument 1"; 2], vm)?;
    vm.audit("array.__new__", |_| {
        [code.clone(), initializer.cloned().unwrap_or(Value::NONE)]
    })?;
    make(class, character, initializer, vm)
}

/// The character that an argument is.
///
/// Raises a `TypeError` if it is none, which names the argument: first as it does where the argument
/// is no string, then as it does where the string has another length.
pub(super) fn code_argument(code: &Value, [other, text]: [&str; 2], vm: &mut Vm) -> PyResult<u32> {
    let (argument, found) = match code.downcast::<Str>() {
        Some(code) if code.length() == 1 => return Ok(code.code_point_at(0)),
        Some(code) => (text, format!("a string of length {}", code.length())),
        None if code.is_none() => (other, "None".to_owned()),
        None => (other, code.type_name(vm)),
    };
    Err(vm.type_error(format!(
        "{argument} must be a unicode character, not {found}"
    )))
}

/// Makes an array of a class.
pub(super) fn make(
    class: &Ref<Type>,
    character: u32,
    initializer: Option<&Value>,
    vm: &mut Vm,
) -> PyResult {
    if character == u32::from('u') {
        let message = "The 'u' type code is deprecated and will be removed in Python 3.16";
        let category = vm.types.exceptions.deprecation_warning.clone();
        vm.warn(&category, message)?;
    }
    let code = TypeCode::of(character);
    let is_text = matches!(char::from_u32(character), Some('u' | 'w'));
    let shown = char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER);
    if let Some(initializer) = initializer
        && !is_text
    {
        let wrong = match initializer.downcast::<Array>() {
            Some(array) if array.code.is_text() => Some("a unicode array"),
            _ if initializer.has_payload::<Str>() => Some("a str"),
            _ => None,
        };
        if let Some(wrong) = wrong {
            return Err(vm.type_error(format!(
                "cannot use {wrong} to initialize an array with typecode '{shown}'"
            )));
        }
    }
    let is_direct = |value: &Value| {
        value.has_payload::<List>()
            || value.has_payload::<Tuple>()
            || value.has_payload::<Bytes>()
            || value.has_payload::<ByteArray>()
            || value.has_payload::<Str>() && is_text
    };
    let iterator = match initializer {
        Some(value) if !is_direct(value) && !value.has_payload::<Array>() => Some(value.iter(vm)?),
        _ => None,
    };
    let Some(code) = code else {
        return Err(
            vm.value_error("bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)")
        );
    };
    let array = Array::make(code, Vec::new(), class, vm);
    match (initializer, iterator) {
        (_, Some(iterator)) => array.extend(&iterator, vm)?,
        (Some(initializer), None) => fill(&array, initializer, vm)?,
        (None, None) => {}
    }
    Ok(array.into_value())
}

/// Fills a new array with what it is initialised by directly.
fn fill(array: &Ref<Array>, initializer: &Value, vm: &mut Vm) -> PyResult<()> {
    if let Some(other) = initializer.downcast::<Array>() {
        if other.code == array.code {
            return array.extend(initializer, vm);
        }
        // The other array may change while its items are converted.
        let mut index = 0;
        while let Some(item) = other.get(index, vm)? {
            array.push(&item, vm)?;
            index += 1;
        }
        return Ok(());
    }
    if let Some(text) = initializer.downcast::<Str>() {
        // Four bytes for each character, twice while they are copied and the buffer grows.
        vm.check_allocation(text.length().saturating_mul(12))?;
        return array.push_bytes(&items_of_text(text), vm);
    }
    if let Some(bytes) = initializer.as_byte_string(vm) {
        let bytes = bytes.to_vec();
        return array.push_bytes(&bytes, vm);
    }
    if let Some(tuple) = initializer.downcast::<Tuple>() {
        for item in tuple.as_slice() {
            array.push(item, vm)?;
        }
        return Ok(());
    }
    let list = initializer
        .downcast::<List>()
        .expect("the kinds were told apart by the caller");
    let length = list.length(vm);
    for index in 0..length {
        let Some(item) = list.get(index, vm) else {
            return Err(vm.index_error("list index out of range"));
        };
        array.push(&item, vm)?;
    }
    Ok(())
}
