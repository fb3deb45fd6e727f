//! `translate` and `maketrans`.

use rpy_macros::methods;

use crate::builtins::dict::Dict;
use crate::builtins::str::{Str, StrBuilder};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(crate) struct Methods;

#[methods]
impl Methods {
    /// Returns a string in which characters are replaced by what the table has for their ordinals:
    /// another ordinal, a string, or None for nothing. What the table does not have stays.
    #[method(signature = "($self, table, /)")]
    fn translate(this: &Ref<Str>, table: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let mut result = StrBuilder::with_capacity(this.byte_length());
        // What characters below 128 map to, once it has been looked up.
        let mut known: [Option<u32>; 128] = [None; 128];
        for code_point in this.code_points() {
            if let Some(Some(mapped)) = known.get(code_point as usize) {
                result.push(*mapped);
                continue;
            }
            let single = push_mapped(table, code_point, &mut result, vm)?;
            result.check(vm)?;
            if let Some(entry) = known.get_mut(code_point as usize) {
                *entry = single;
            }
        }
        Ok(result.finish(vm))
    }

    /// Makes a table for translate(): of a dict from characters or ordinals, or of two strings of
    /// equal length, the second of which has what the characters of the first map to. The
    /// characters of a third are deleted.
    #[static_method(signature = "(x, y=<unrepresentable>, z=<unrepresentable>, /)")]
    fn maketrans(x: &Value, y: Option<&Ref<Str>>, z: Option<&Ref<Str>>, vm: &mut Vm) -> PyResult {
        let table = Dict::new(vm).into_value();
        let Some(to) = y else {
            return table_of_dict(x, table, vm);
        };
        let Some(from) = x.downcast::<Str>() else {
            return Err(vm.type_error(
                "first maketrans argument must be a string if there is a second argument",
            ));
        };
        if from.length() != to.length() {
            return Err(vm.value_error("the first two maketrans arguments must have equal length"));
        }
        for (from, to) in from.code_points().zip(to.code_points()) {
            let (from, to) = (Value::from_i32(from as i32), Value::from_i32(to as i32));
            table.set_subscript(&from, to, vm)?;
        }
        for deleted in z.into_iter().flat_map(|z| z.code_points()) {
            table.set_subscript(&Value::from_i32(deleted as i32), Value::NONE, vm)?;
        }
        Ok(table)
    }
}

/// Appends what a code point maps to, and returns it if that is a code point.
fn push_mapped(
    table: &Value,
    code_point: u32,
    result: &mut StrBuilder,
    vm: &mut Vm,
) -> PyResult<Option<u32>> {
    let mapped = match table.subscript(&Value::from_i32(code_point as i32), vm) {
        Ok(mapped) => mapped,
        Err(raised) if raised.is_instance(&vm.types.exceptions.lookup_error, vm) => {
            result.push(code_point);
            return Ok(Some(code_point));
        }
        Err(raised) => return Err(raised),
    };
    if mapped.is_none() {
        return Ok(None);
    }
    if let Some(text) = mapped.downcast::<Str>() {
        result.push_text(text);
        return Ok(None);
    }
    if !(mapped.is_small_int()
        || mapped.as_bool().is_some()
        || mapped.has_payload::<crate::builtins::int::Int>())
    {
        return Err(vm.type_error("character mapping must return integer, None or str"));
    }
    let ordinal = mapped.index(vm)?.as_small_int();
    match ordinal.filter(|ordinal| (0..0x11_0000).contains(ordinal)) {
        Some(ordinal) => {
            result.push(ordinal as u32);
            Ok(Some(ordinal as u32))
        }
        None => Err(vm.value_error("character mapping must be in range(0x110000)")),
    }
}

fn table_of_dict(dict: &Value, table: Value, vm: &mut Vm) -> PyResult {
    let exact = dict
        .downcast::<Dict>()
        .filter(|dict| dict.class().is(&vm.types.dict));
    if exact.is_none() {
        return Err(vm.type_error("if you give only one argument to maketrans it must be a dict"));
    }
    let items = vm.intern("items");
    let items = dict.call_method(&items, &[], vm)?;
    for item in vm.collect(&items)? {
        let key = item.subscript(&Value::from_i32(0), vm)?;
        let value = item.subscript(&Value::from_i32(1), vm)?;
        let ordinal = if let Some(text) = key.downcast::<Str>() {
            if text.length() != 1 {
                return Err(vm.value_error("string keys in translatetable must be of length 1"));
            }
            Value::from_i32(text.code_point_at(0) as i32)
        } else if key.is_small_int()
            || key.as_bool().is_some()
            || key.has_payload::<crate::builtins::int::Int>()
        {
            key
        } else {
            return Err(vm.type_error("keys in translate table mustbe strings or integers"));
        };
        table.set_subscript(&ordinal, value, vm)?;
    }
    Ok(table)
}
