//! The protocol of `str`.

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::bytes::algorithms;
use crate::builtins::sequence::repeat_count;
use crate::builtins::slice::Slice;
use crate::builtins::str::methods::{
    case, classes, coding, layout, search, split, strip, translate,
};
use crate::builtins::str::{Str, StrBuilder, StrIterator, format, new, repr};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Makes text of an object: that of its __str__, or bytes decoded from an encoding.
#[native_class(
    name = "str",
    registry = str,
    flags(base, match_self),
    methods(
        case::Methods::MEMBERS,
        classes::Methods::MEMBERS,
        coding::Methods::MEMBERS,
        layout::Methods::MEMBERS,
        search::Methods::MEMBERS,
        split::Methods::MEMBERS,
        strip::Methods::MEMBERS,
        translate::Methods::MEMBERS
    ),
    slots(new = new::new)
)]
impl Str {
    #[slot]
    fn repr(this: &Ref<Str>, vm: &mut Vm) -> PyResult {
        Ok(repr::repr(this, vm).into_value())
    }

    #[slot]
    fn str(this: &Ref<Str>, vm: &mut Vm) -> PyResult {
        Ok(this.to_exact(vm).into_value())
    }

    #[slot(hash)]
    fn hash_slot(this: &Ref<Str>, vm: &mut Vm) -> PyResult<i64> {
        Ok(this.hash(vm) as i64)
    }

    /// Compares by code points, whose order is that of their encodings.
    #[slot]
    fn compare(left: &Value, right: &Value, op: CompareOperator, _vm: &mut Vm) -> PyResult {
        let (Some(left), Some(right)) = (left.downcast::<Str>(), right.downcast::<Str>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        Ok(Value::bool(compare_bytes(
            left.as_bytes(),
            right.as_bytes(),
            op,
        )))
    }

    #[slot]
    fn iter(this: &Ref<Str>, vm: &mut Vm) -> PyResult {
        Ok(StrIterator::new(this.clone(), vm).into_value())
    }

    #[slot(length)]
    fn length_slot(this: &Ref<Str>, _vm: &mut Vm) -> PyResult<usize> {
        Ok(this.length())
    }

    #[slot]
    fn subscript(this: &Ref<Str>, key: &Value, vm: &mut Vm) -> PyResult {
        if let Some(slice) = key.downcast::<Slice>() {
            return slice_of(this, slice, vm).map(Ref::into_value);
        }
        let index = match key.as_small_int() {
            Some(index) => index as isize,
            None if !key.is_index(vm) => {
                let name = key.type_name(vm);
                return Err(vm.type_error(format!("string indices must be integers, not '{name}'")));
            }
            None => index_argument(key, vm)?,
        };
        let length = this.length();
        let position = if index < 0 {
            index.saturating_add(length as isize)
        } else {
            index
        };
        if position < 0 || position as usize >= length {
            return Err(vm.index_error("string index out of range"));
        }
        let code_point = this.code_point_at(position as usize);
        Ok(vm.char_str(code_point).into_value())
    }

    #[slot]
    fn contains(this: &Ref<Str>, item: &Value, vm: &mut Vm) -> PyResult<bool> {
        let Some(part) = item.downcast::<Str>() else {
            let name = item.type_name(vm);
            return Err(vm.type_error(format!(
                "'in <string>' requires string as left operand, not {name}"
            )));
        };
        Ok(algorithms::find(this.as_bytes(), part.as_bytes()).is_some())
    }

    #[slot(concat)]
    fn concat_slot(this: &Ref<Str>, right: &Value, vm: &mut Vm) -> PyResult {
        let Some(right) = right.downcast::<Str>() else {
            let name = right.type_name(vm);
            return Err(vm.type_error(format!("can only concatenate str (not \"{name}\") to str")));
        };
        Ok(Str::concat(this, right, vm).into_value())
    }

    #[slot(repeat)]
    fn repeat_slot(this: &Ref<Str>, count: &Value, vm: &mut Vm) -> PyResult {
        let count = repeat_count(count, vm)?;
        Str::repeat(this, count, vm).map(Ref::into_value)
    }

    #[slot]
    fn remainder(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let Some(template) = left.downcast::<Str>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let result = format::percent(template, right, vm)?;
        // What has nothing to format stays as it is, an instance of a subclass too.
        let is_same = template.byte_length() > 0 && result.as_bytes() == template.as_bytes();
        match is_same && !template.as_bytes().contains(&b'%') {
            true => Ok(template.to_value()),
            false => Ok(result.into_value()),
        }
    }
}

/// `left op right`
pub(crate) fn compare_bytes(left: &[u8], right: &[u8], op: CompareOperator) -> bool {
    match op {
        CompareOperator::Equal => left == right,
        CompareOperator::NotEqual => left != right,
        CompareOperator::Less => left < right,
        CompareOperator::LessEqual => left <= right,
        CompareOperator::Greater => left > right,
        CompareOperator::GreaterEqual => left >= right,
    }
}

/// An index that must fit a machine word.
///
/// Raises `IndexError` if it does not, `TypeError` if it is no integer.
pub(crate) fn index_argument(value: &Value, vm: &mut Vm) -> PyResult<isize> {
    match value.index(vm)?.as_int().and_then(|it| it.as_i64()) {
        Some(index) => Ok(index as isize),
        None => {
            let name = value.type_name(vm);
            Err(vm.index_error(format!("cannot fit '{name}' into an index-sized integer")))
        }
    }
}

fn slice_of(this: &Ref<Str>, slice: &Ref<Slice>, vm: &mut Vm) -> PyResult<Ref<Str>> {
    let indices = slice.indices(this.length(), vm)?;
    let start = indices.start as usize;
    if indices.count == 0 {
        return Ok(vm.names.empty.clone());
    }
    if indices.step == 1 {
        return Ok(Str::substring(this, start, start + indices.count, vm));
    }
    let mut result = StrBuilder::with_capacity(indices.count);
    if this.is_ascii() {
        result.push_ascii(&indices.take(this.as_bytes()));
    } else if indices.step == -1 {
        let from = this.byte_offset(start + 1 - indices.count);
        let to = this.byte_offset(start + 1);
        let part = super::utf8::CodePoints::new(&this.as_bytes()[from..to]);
        part.rev().for_each(|code_point| result.push(code_point));
    } else {
        for position in indices.iter() {
            result.push(this.code_point_at(position));
        }
    }
    Ok(result.finish(vm))
}
