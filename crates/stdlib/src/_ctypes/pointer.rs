//! `_Pointer` and its metaclass.

use rpy_macros::native_class;
use rpy_vm::builtins::int::IndexOverflow;
use rpy_vm::builtins::slice::Slice;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Raised, Ref, Value, Vm};

use super::argument::Argument;
use super::code::{WIDE, text_of};
use super::data::{CData, Spot, data_of};
use super::info::{Kind, TypeInfo, concrete, info_of, info_of_object};
use super::keep;
use super::memory;
use super::meta::{CType, DataType, from_param, is_indirect, own_attribute};
use super::parts::{self, Access, Part};
use super::scalar::Passed;

/// Stands for the metaclass of pointers.
pub(super) struct PointerType;

/// The class of classes of pointers.
#[native_class(
    name = "_ctypes.PyCPointerType",
    base = CType,
    payload = Type,
    values = 1,
    flags(base),
    methods(DataType::DATA)
)]
impl PointerType {
    #[init(signature = "(*args, **kwargs)", hidden)]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let _ = args;
        let Some(class) = this.downcast::<Type>().cloned() else {
            return Ok(());
        };
        let info = TypeInfo::begin(&class, Kind::Pointer, vm)?;
        let parts = info.get_mut(vm);
        parts.size = size_of::<usize>();
        parts.align = align_of::<usize>();
        parts.length = 1;
        parts.is_pointer = true;
        parts.passed = Passed::POINTER;
        let Some(item) = own_attribute(&class, "_type_", vm) else {
            return Ok(());
        };
        let of = set_item_type(&class, &info, &item, vm)?;
        let of = of.get(vm);
        let mut format = "&".to_owned();
        if !of.shape.is_empty() {
            let shape: Vec<String> = of.shape.iter().map(usize::to_string).collect();
            format.push_str(&format!("({})", shape.join(",")));
        }
        format.push_str(of.format.as_deref().unwrap_or("B"));
        info.get_mut(vm).format = Some(format);
        Ok(())
    }

    /// Says what is pointed to.
    #[method(signature = "($self, type, /)")]
    fn set_type(this: &Ref<Type>, r#type: &Value, vm: &mut Vm) -> PyResult<()> {
        let info = concrete(this, vm)?;
        set_item_type(this, &info, r#type, vm)?;
        let name = vm.intern("_type_");
        this.as_value().set_attribute(&name, r#type.clone(), vm)
    }

    /// Converts an argument of a function: pointers and arrays, and what is pointed to.
    #[method(signature = "($self, value, /)")]
    fn from_param(this: &Ref<Type>, value: &Value, vm: &mut Vm) -> PyResult {
        if value.is_none() {
            return Ok(Value::NONE);
        }
        let info = concrete(this, vm)?;
        let Some(item) = info.get(vm).item.clone() else {
            return from_param(this, value, vm);
        };
        if value.is_instance(item.as_value(), vm)? {
            let Some(data) = data_of(value) else {
                return Err(vm.type_error("expected CData instance"));
            };
            let argument = Argument::reference(data, 0, vm);
            return Ok(Ref::new(argument, vm).into_value());
        }
        if let Some(given) = info_of_object(value, vm)
            && is_indirect(Some(given.kind))
            && let Some(of) = given.get(vm).item.clone()
            && of.as_value().is_subclass(item.as_value(), vm)?
        {
            return Ok(value.clone());
        }
        from_param(this, value, vm)
    }
}

fn set_item_type(
    class: &Ref<Type>,
    info: &Ref<TypeInfo>,
    item: &Value,
    vm: &mut Vm,
) -> PyResult<Ref<TypeInfo>> {
    let Some(item_class) = item.downcast::<Type>() else {
        return Err(vm.type_error("_type_ must be a type"));
    };
    let Some(of) = info_of(item, vm) else {
        let text = item.repr(vm)?.to_string_lossy().into_owned();
        return Err(vm.type_error(format!("{text} must have storage info")));
    };
    info.get_mut(vm).item = Some(item_class.clone());
    let parts = of.get_mut(vm);
    if parts.pointer_type.is_none() {
        parts.pointer_type = Some(class.to_value());
    }
    Ok(of)
}

/// Stands for the class of pointers.
pub(super) struct Pointer;

/// The base of pointers.
#[native_class(
    name = "_ctypes._Pointer",
    base = CData,
    payload = CData,
    metaclass = PointerType,
    flags(base),
    slots(buffer = super::simple::export)
)]
impl Pointer {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<CData>> {
        let _ = args;
        let info = info_of(class.as_value(), vm);
        if info.is_none_or(|info| info.get(vm).item.is_none()) {
            return Err(vm.type_error("Cannot create instance: has no _type_"));
        }
        CData::new(class, vm)
    }

    #[init(signature = "(*args, **kwargs)", hidden)]
    fn init(this: &Ref<CData>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        match args.positional() {
            [] => Ok(()),
            [value] => set_contents(this, value, vm),
            more => Err(vm.type_error(format!(
                "POINTER expected at most 1 argument, got {}",
                more.len()
            ))),
        }
    }

    #[slot]
    fn bool(this: &Ref<CData>, vm: &mut Vm) -> bool {
        this.pointed(vm) != 0
    }

    /// What is pointed to.
    #[getter]
    fn contents(this: &Ref<CData>, vm: &mut Vm) -> PyResult<Ref<CData>> {
        let address = target(this, vm)?;
        let item = item_class(this, vm)?;
        CData::part(&item, this, 0, Spot::At(address), vm)
    }

    #[setter(contents)]
    fn set_contents(this: &Ref<CData>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        match value {
            Some(value) => set_contents(this, &value, vm),
            None => Err(vm.type_error("Pointer does not support item deletion")),
        }
    }

    #[slot]
    fn subscript(this: &Ref<CData>, key: &Value, vm: &mut Vm) -> PyResult {
        if key.is_index(vm) {
            let index = vm.index_to_isize(key, IndexOverflow::Raise)?;
            return item(this, index, vm);
        }
        match key.downcast::<Slice>() {
            Some(slice) => items(this, slice, vm),
            None => Err(vm.type_error("Pointer indices must be integer")),
        }
    }

    #[slot]
    fn set_subscript(
        this: &Ref<CData>,
        key: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if !key.is_index(vm) {
            let given = key.type_name(vm);
            return Err(match value.is_some() {
                true => vm.type_error(format!("sequence index must be integer, not '{given}'")),
                false => vm.type_error("Pointer does not support item deletion"),
            });
        }
        let index = vm.index_to_isize(key, IndexOverflow::Raise)?;
        let Some(value) = value else {
            return Err(vm.type_error("Pointer does not support item deletion"));
        };
        let address = target(this, vm)?;
        let class = item_class(this, vm)?;
        let part = part(&class, address, index, vm)?;
        parts::set(this, part, &value, vm)
    }
}

fn null(vm: &mut Vm) -> Raised {
    vm.value_error("NULL pointer access")
}

/// The address pointed to.
///
/// Raises `ValueError` if it is null.
fn target(this: &Ref<CData>, vm: &mut Vm) -> PyResult<usize> {
    match this.pointed(vm) {
        0 => Err(null(vm)),
        address => Ok(address),
    }
}

fn item_class(this: &Ref<CData>, vm: &mut Vm) -> PyResult<Ref<Type>> {
    let info = concrete(this.class(), vm)?;
    match info.get(vm).item.clone() {
        Some(class) => Ok(class),
        None => Err(vm.type_error("Cannot create instance: has no _type_")),
    }
}

fn part<'a>(class: &'a Ref<Type>, address: usize, index: isize, vm: &mut Vm) -> PyResult<Part<'a>> {
    let size = concrete(class, vm)?.get(vm).size;
    let offset = index.wrapping_mul(size as isize);
    Ok(Part {
        class,
        access: Access::Plain,
        index,
        spot: Spot::At(address.wrapping_add_signed(offset)),
        size,
    })
}

fn item(this: &Ref<CData>, index: isize, vm: &mut Vm) -> PyResult {
    let address = target(this, vm)?;
    let class = item_class(this, vm)?;
    let part = part(&class, address, index, vm)?;
    parts::get(this, part, vm)
}

/// A slice. As there is no length, negative indices are in front of what is pointed to.
fn items(this: &Ref<CData>, slice: &Ref<Slice>, vm: &mut Vm) -> PyResult {
    let (start, stop, step) = bounds(slice, vm)?;
    let count = if (step > 0 && start > stop) || (step < 0 && start < stop) || start == stop {
        0
    } else {
        let span = (stop as i128 - start as i128).unsigned_abs() - 1;
        (span / step.unsigned_abs() as u128 + 1) as usize
    };
    let class = item_class(this, vm)?;
    let code = info_of(class.as_value(), vm).and_then(|info| info.get(vm).code);
    let letter = code.map(|code| code.letter);
    let indices = (0..count as isize).map(|number| start.wrapping_add(number.wrapping_mul(step)));
    let width = match letter {
        Some(b'c') => 1,
        Some(b'u') => WIDE,
        _ => {
            let mut items = vm.new_buffer(count)?;
            for index in indices {
                items.push(item(this, index, vm)?);
            }
            return Ok(vm.new_list(items));
        }
    };
    if count == 0 {
        return match width {
            1 => Ok(vm.new_bytes(b"")),
            _ => Ok(vm.new_str("")),
        };
    }
    let address = target(this, vm)?;
    vm.check_allocation(count.saturating_mul(width))?;
    let mut bytes = Vec::new();
    for index in indices {
        let offset = index.wrapping_mul(width as isize);
        let address = address.wrapping_add_signed(offset);
        bytes.extend_from_slice(memory::foreign(address, width, vm));
    }
    match width {
        1 => Ok(vm.new_bytes(&bytes)),
        _ => text_of(&bytes, vm),
    }
}

fn bounds(slice: &Ref<Slice>, vm: &mut Vm) -> PyResult<(isize, isize, isize)> {
    let value = slice.as_value();
    let bound = |name: &str, vm: &mut Vm| {
        let name = vm.intern(name);
        let bound = value.get_attribute(&name, vm)?;
        if bound.is_none() {
            return Ok(None);
        }
        let number = vm.index_to_isize(&bound, IndexOverflow::RaiseOverflow);
        let overflow = vm.types.exceptions.overflow_error.clone();
        match number {
            Err(raised) if raised.is_instance(&overflow, vm) => {
                let given = bound.type_name(vm);
                Err(vm.value_error(format!("cannot fit '{given}' into an index-sized integer")))
            }
            number => number.map(Some),
        }
    };
    let step = bound("step", vm)?.unwrap_or(1);
    if step == 0 {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let start = match bound("start", vm)? {
        Some(start) => start,
        None if step < 0 => {
            return Err(vm.value_error("slice start is required for step < 0"));
        }
        None => 0,
    };
    match bound("stop", vm)? {
        Some(stop) => Ok((start, stop, step)),
        None => Err(vm.value_error("slice stop is required")),
    }
}

fn set_contents(this: &Ref<CData>, value: &Value, vm: &mut Vm) -> PyResult<()> {
    let item = item_class(this, vm)?;
    let Some(data) = data_of(value) else {
        let (wanted, given) = (item.shown_name(vm), value.type_name(vm));
        return Err(vm.type_error(format!("expected {wanted} instead of {given}")));
    };
    let address = data.address(vm);
    this.write(Spot::In(0), &address.to_ne_bytes(), vm)?;
    // Both what is pointed to and what that refers to have to stay alive.
    keep::keep(this, 1, value.clone(), vm)?;
    let kept = keep::kept(data, vm);
    keep::keep(this, 0, kept, vm)
}
