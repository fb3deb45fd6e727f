//! `Array` and its metaclass.

use rpy_macros::native_class;
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::descriptors::GetSetDescriptor;
use rpy_vm::builtins::int::IndexOverflow;
use rpy_vm::builtins::slice::Slice;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::code::{WIDE, text_of, wide_of};
use super::data::{CData, Spot, data_of};
use super::info::{Kind, TypeInfo, concrete, info_of};
use super::meta::{CType, DataType, class_attribute, make_class};
use super::parts::{self, Access, Part, item_code, until_wide_zero, until_zero};
use super::scalar::Passed;

/// Stands for the metaclass of arrays.
pub(super) struct ArrayType;

/// The class of classes of arrays.
#[native_class(
    name = "_ctypes.PyCArrayType",
    base = CType,
    payload = Type,
    values = 1,
    flags(base),
    methods(DataType::DATA, DataType::PARAMETER)
)]
impl ArrayType {
    #[init(signature = "(*args, **kwargs)", hidden)]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let _ = args;
        let Some(class) = this.downcast::<Type>().cloned() else {
            return Ok(());
        };
        let length = length_of_body(&class, vm)?;
        let Some(item) = class_attribute(&class, "_type_", vm)? else {
            return Err(vm.attribute_error("class must define a '_type_' attribute"));
        };
        let Some(item_info) = info_of(&item, vm) else {
            return Err(vm.type_error("_type_ must have storage info"));
        };
        let of = item_info.get(vm).clone();
        let size = of.size.checked_mul(length);
        let Some(size) = size.filter(|size| *size <= isize::MAX as usize) else {
            return Err(vm.overflow_error("array too large"));
        };
        let info = TypeInfo::begin(&class, Kind::Array, vm)?;
        let parts = info.get_mut(vm);
        parts.format = of.format;
        parts.shape = [vec![length], of.shape].concat();
        parts.has_pointer = of.is_pointer || of.has_pointer;
        parts.size = size;
        parts.align = of.align;
        parts.length = length;
        parts.item = item.downcast::<Type>().cloned();
        // Arguments are passed as pointers.
        parts.passed = Passed::POINTER;
        let code = item_code(&class, vm);
        match code.map(|code| code.letter) {
            Some(b'c') => {
                add(&class, "value", get_characters, set_characters, vm)?;
                add(&class, "raw", get_raw, set_raw, vm)
            }
            Some(b'u') => add(&class, "value", get_wide, set_wide, vm),
            _ => Ok(()),
        }
    }
}

fn length_of_body(class: &Ref<Type>, vm: &mut Vm) -> PyResult<usize> {
    let Some(length) = class_attribute(class, "_length_", vm)? else {
        return Err(vm.attribute_error("class must define a '_length_' attribute"));
    };
    let Some(length) = length.as_int() else {
        return Err(vm.type_error("The '_length_' attribute must be an integer"));
    };
    if length.is_negative() {
        return Err(vm.value_error("The '_length_' attribute must not be negative"));
    }
    match length.as_i64() {
        Some(length) => Ok(length as usize),
        None => Err(vm.overflow_error("The '_length_' attribute is too large")),
    }
}

type Getter = fn(&Value, &mut Vm) -> PyResult;
type Setter = fn(&Value, Option<Value>, &mut Vm) -> PyResult<()>;

fn add(
    class: &Ref<Type>,
    name: &'static str,
    get: Getter,
    set: Setter,
    vm: &mut Vm,
) -> PyResult<()> {
    let doc = if name == "raw" {
        "all bytes"
    } else {
        "the string"
    };
    let attribute = GetSetDescriptor::new(class, name, doc, get, Some(set), vm);
    let name = vm.intern(name);
    class
        .as_value()
        .set_attribute(&name, attribute.into_value(), vm)
}

fn array_of<'a>(this: &'a Value, vm: &mut Vm) -> PyResult<&'a Ref<CData>> {
    match data_of(this) {
        Some(data) => Ok(data),
        None => Err(vm.type_error("not a ctype instance")),
    }
}

fn get_raw(this: &Value, vm: &mut Vm) -> PyResult {
    let bytes = array_of(this, vm)?.bytes(vm).to_vec();
    Ok(vm.new_bytes(&bytes))
}

fn set_raw(this: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let array = array_of(this, vm)?;
    let Some(value) = value else {
        let class = array.class().name(vm);
        return Err(vm.attribute_error(format!(
            "attribute 'raw' of '{class}' objects cannot be deleted"
        )));
    };
    let bytes = BytesLike::from_argument(&value, vm)?;
    let bytes = bytes.as_bytes(vm).to_vec();
    if bytes.len() > array.size() {
        return Err(vm.value_error("byte string too long"));
    }
    array.write(Spot::In(0), &bytes, vm)
}

fn get_characters(this: &Value, vm: &mut Vm) -> PyResult {
    let bytes = until_zero(array_of(this, vm)?.bytes(vm)).to_vec();
    Ok(vm.new_bytes(&bytes))
}

fn set_characters(this: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let array = array_of(this, vm)?;
    let Some(value) = value else {
        return Err(vm.type_error("can't delete attribute"));
    };
    let Some(bytes) = value.downcast::<Bytes>() else {
        let given = value.type_name(vm);
        return Err(vm.type_error(format!("bytes expected instead of {given} instance")));
    };
    let mut bytes = bytes.as_slice().to_vec();
    if bytes.len() > array.size() {
        return Err(vm.value_error("byte string too long"));
    }
    if bytes.len() < array.size() {
        bytes.push(0);
    }
    array.write(Spot::In(0), &bytes, vm)
}

fn get_wide(this: &Value, vm: &mut Vm) -> PyResult {
    let bytes = until_wide_zero(array_of(this, vm)?.bytes(vm)).to_vec();
    text_of(&bytes, vm)
}

fn set_wide(this: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let array = array_of(this, vm)?;
    let Some(value) = value else {
        return Err(vm.type_error("can't delete attribute"));
    };
    let Some(text) = value.downcast::<Str>() else {
        let given = value.type_name(vm);
        return Err(vm.type_error(format!(
            "unicode string expected instead of {given} instance"
        )));
    };
    let mut wide = wide_of(text);
    if wide.len() > array.size() {
        return Err(vm.value_error("string too long"));
    }
    if wide.len() + WIDE <= array.size() {
        wide.extend([0; WIDE]);
    }
    array.write(Spot::In(0), &wide, vm)
}

/// Classes of arrays that an item's type remembers before it looks which of them are dead.
const REMEMBERED: usize = 32;

/// The class of arrays of so many items: always the same one, as long as somebody refers to it.
pub(super) fn array_type(item: &Ref<Type>, length: usize, vm: &mut Vm) -> PyResult {
    let info = info_of(item.as_value(), vm);
    let known = info.as_ref().and_then(|info| {
        let mut arrays = info.get(vm).arrays.iter();
        let known = arrays.find(|(known, _)| *known == length);
        known.map(|(_, reference)| reference.clone())
    });
    if let Some(reference) = known {
        let class = reference.call_positional(&[], vm)?;
        if !class.is_none() {
            return Ok(class);
        }
    }
    let name = format!("{}_Array_{length}", item.name(vm));
    let metaclass = ArrayType::class(vm).clone();
    let base = Array::class(vm).clone();
    let count = vm.new_int_i128(length as i128);
    let attributes = [("_length_", count), ("_type_", item.to_value())];
    let class = make_class(&metaclass, &name, &base, &attributes, vm)?;
    if let Some(info) = info {
        let reference = vm.types.weak_reference.to_value();
        let reference = reference.call_positional(std::slice::from_ref(&class), vm)?;
        let mut arrays = std::mem::take(&mut info.get_mut(vm).arrays);
        arrays.retain(|(known, _)| *known != length);
        if arrays.len() >= REMEMBERED {
            let mut living = Vec::new();
            for (length, reference) in arrays {
                if !reference.call_positional(&[], vm)?.is_none() {
                    living.push((length, reference));
                }
            }
            arrays = living;
        }
        arrays.push((length, reference));
        info.get_mut(vm).arrays = arrays;
    }
    Ok(class)
}

/// Stands for the class of arrays.
pub(super) struct Array;

/// The base of arrays. A type is made by multiplying the type of the items with a number, or by
/// inheriting from this class with _type_ and _length_.
#[native_class(
    name = "_ctypes.Array",
    base = CData,
    payload = CData,
    metaclass = ArrayType,
    flags(base),
    slots(buffer = super::simple::export),
    generic
)]
impl Array {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<CData>> {
        let _ = args;
        CData::new(class, vm)
    }

    #[init(signature = "(*args, **kwargs)", hidden)]
    fn init(this: &Ref<CData>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        for (index, value) in args.positional().iter().enumerate() {
            set_item(this, index as isize, value, vm)?;
        }
        Ok(())
    }

    #[slot]
    fn length(this: &Ref<CData>) -> usize {
        this.length
    }

    #[slot]
    fn subscript(this: &Ref<CData>, key: &Value, vm: &mut Vm) -> PyResult {
        if key.is_index(vm) {
            let index = vm.index_to_isize(key, IndexOverflow::Raise)?;
            let index = if index < 0 {
                index + this.length as isize
            } else {
                index
            };
            return item(this, index, vm);
        }
        let Some(slice) = key.downcast::<Slice>() else {
            return Err(vm.type_error("indices must be integers"));
        };
        let indices = slice.indices(this.length, vm)?;
        let code = item_code(this.class(), vm).map(|code| code.letter);
        let indices = indices.iter();
        match code {
            Some(b'c') => {
                let bytes = this.bytes(vm);
                let selected = indices.filter_map(|index| bytes.get(index).copied());
                let selected: Vec<u8> = selected.collect();
                Ok(vm.new_bytes(&selected))
            }
            Some(b'u') => {
                let bytes = this.bytes(vm);
                let selected = indices.filter_map(|index| bytes.get(index * WIDE..)?.get(..WIDE));
                let selected = selected.collect::<Vec<_>>().concat();
                text_of(&selected, vm)
            }
            _ => {
                let mut items = vm.new_buffer(indices.len())?;
                for index in indices {
                    items.push(item(this, index as isize, vm)?);
                }
                Ok(vm.new_list(items))
            }
        }
    }

    #[slot]
    fn set_subscript(
        this: &Ref<CData>,
        key: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.type_error("Array does not support item deletion"));
        };
        if key.is_index(vm) {
            let index = vm.index_to_isize(key, IndexOverflow::Raise)?;
            let index = if index < 0 {
                index + this.length as isize
            } else {
                index
            };
            return set_item(this, index, &value, vm);
        }
        let Some(slice) = key.downcast::<Slice>() else {
            return Err(vm.type_error("indices must be integer"));
        };
        let indices = slice.indices(this.length, vm)?;
        let given = value.length(vm)?;
        if given != indices.count {
            return Err(vm.value_error("Can only assign sequence of same size"));
        }
        for (position, index) in indices.iter().enumerate() {
            let position = Value::from_usize(position);
            let item = value.subscript(&position, vm)?;
            set_item(this, index as isize, &item, vm)?;
        }
        Ok(())
    }
}

/// The class of the items, and their size.
fn items_of(this: &Ref<CData>, vm: &mut Vm) -> PyResult<(Ref<Type>, usize)> {
    let info = concrete(this.class(), vm)?;
    let Some(class) = info.get(vm).item.clone() else {
        return Err(vm.type_error("abstract class"));
    };
    let size = concrete(&class, vm)?.get(vm).size;
    Ok((class, size))
}

fn part<'a>(
    this: &Ref<CData>,
    index: isize,
    (class, size): &'a (Ref<Type>, usize),
    vm: &mut Vm,
) -> PyResult<Part<'a>> {
    if index < 0 || index as usize >= this.length {
        return Err(vm.index_error("invalid index"));
    }
    Ok(Part {
        class,
        access: Access::Plain,
        index,
        spot: Spot::In(index as usize * size),
        size: *size,
    })
}

fn item(this: &Ref<CData>, index: isize, vm: &mut Vm) -> PyResult {
    let items = items_of(this, vm)?;
    let part = part(this, index, &items, vm)?;
    parts::get(this, part, vm)
}

fn set_item(this: &Ref<CData>, index: isize, value: &Value, vm: &mut Vm) -> PyResult<()> {
    let items = items_of(this, vm)?;
    let part = part(this, index, &items, vm)?;
    parts::set(this, part, value, vm)
}
