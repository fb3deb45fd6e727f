//! `Structure`, `Union` and their metaclasses.

use rpy_macros::native_class;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::data::CData;
use super::field::CField;
use super::info::{Kind, TypeInfo, info_of};
use super::meta::{CType, DataType, class_attribute, own_attribute};
use super::scalar::{KNOWN_SIZE, Passed, Scalar};

/// Stands for the metaclass of structures.
pub(super) struct StructureType;

/// The class of classes of structures.
#[native_class(
    name = "_ctypes.PyCStructType",
    base = CType,
    payload = Type,
    values = 1,
    flags(base),
    methods(DataType::DATA, DataType::PARAMETER)
)]
impl StructureType {
    #[init(signature = "(*args, **kwargs)", hidden)]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let _ = args;
        init(this, Kind::Structure, vm)
    }

    #[slot]
    fn set_attribute(
        this: &Ref<Type>,
        name: &Ref<Str>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        set_attribute(this, name, value, true, vm)
    }
}

/// Stands for the metaclass of unions.
pub(super) struct UnionType;

/// The class of classes of unions.
#[native_class(
    name = "_ctypes.UnionType",
    base = CType,
    payload = Type,
    values = 1,
    flags(base),
    methods(DataType::DATA, DataType::PARAMETER)
)]
impl UnionType {
    #[init(signature = "(*args, **kwargs)", hidden)]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let _ = args;
        init(this, Kind::Union, vm)
    }

    #[slot]
    fn set_attribute(
        this: &Ref<Type>,
        name: &Ref<Str>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        set_attribute(this, name, value, false, vm)
    }
}

fn init(this: &Value, kind: Kind, vm: &mut Vm) -> PyResult<()> {
    let Some(class) = this.downcast::<Type>().cloned() else {
        return Ok(());
    };
    if own_attribute(&class, "_abstract_", vm).is_some() {
        return Ok(());
    }
    let info = TypeInfo::begin(&class, kind, vm)?;
    let parts = info.get_mut(vm);
    parts.format = Some("B".to_owned());
    parts.passed = Passed::Aggregate {
        size: 0,
        align: 1,
        leaves: Vec::new(),
    };
    if let Some(fields) = own_attribute(&class, "_fields_", vm) {
        let name = vm.intern("_fields_");
        return this.set_attribute(&name, fields, vm);
    }
    let base = class.base_class(vm).cloned();
    let base = base.and_then(|base| info_of(base.as_value(), vm));
    if let Some(base) = base {
        let mut parts = base.get(vm).clone();
        parts.is_final = false;
        parts.pointer_type = None;
        parts.arrays = Vec::new();
        *info.get_mut(vm) = parts;
        base.get_mut(vm).is_final = true;
    }
    Ok(())
}

fn set_attribute(
    class: &Ref<Type>,
    name: &Ref<Str>,
    value: Option<Value>,
    is_structure: bool,
    vm: &mut Vm,
) -> PyResult<()> {
    if name.as_bytes() == b"_fields_"
        && let Some(fields) = &value
    {
        set_fields(class, fields, is_structure, vm)?;
    }
    let set = vm.types.type_.slots(vm).set_attribute;
    let set = set.expect("attributes of types can be set");
    set(class.as_value(), name, value, vm)
}

fn size_of_layout(layout: &Value, name: &str, vm: &mut Vm) -> PyResult<usize> {
    let key = vm.intern(name);
    let number = layout.get_attribute(&key, vm)?;
    let number = number.index(vm)?;
    let number = number.as_int().and_then(|number| number.as_i64());
    match number {
        Some(number) if number >= 0 => Ok(number as usize),
        Some(_) => Err(vm.value_error(format!("{name} must be a non-negative integer"))),
        None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

/// Lays the fields of a class out, by `ctypes._layout`.
fn set_fields(class: &Ref<Type>, fields: &Value, is_structure: bool, vm: &mut Vm) -> PyResult<()> {
    let Some(info) = info_of(class.as_value(), vm) else {
        return Err(vm.type_error("ctypes state is not initialized"));
    };
    let base = class.base_class(vm).cloned();
    let base_info = base.as_ref().and_then(|base| info_of(base.as_value(), vm));
    if info.get(vm).is_final {
        return Err(vm.attribute_error("_fields_ is final"));
    }
    let (module, function) = (vm.intern("ctypes._layout"), vm.intern("get_layout"));
    let function = vm.import_name(&module)?.get_attribute(&function, vm)?;
    let base_value = match (&base, &base_info) {
        (Some(base), Some(_)) => base.to_value(),
        _ => Value::NONE,
    };
    let values = [
        class.to_value(),
        fields.clone(),
        Value::from(is_structure),
        base_value,
    ];
    let names = ["is_struct", "base"].map(|name| vm.intern(name).into_value());
    let layout = function.call(Args::new(&values, &names), vm)?;
    let align = size_of_layout(&layout, "align", vm)?;
    let size = size_of_layout(&layout, "size", vm)?;
    let key = vm.intern("format_spec");
    let format = layout.get_attribute(&key, vm)?.str(vm)?;
    let format = format.to_string_lossy().into_owned();
    let key = vm.intern("fields");
    let fields = layout.get_attribute(&key, vm)?;
    let fields = vm.collect(&fields)?;

    let (mut length, mut has_pointer, mut leaves) = (0, false, Vec::new());
    if let Some(base) = &base_info {
        let base = base.get(vm);
        length = base.length;
        has_pointer = base.has_pointer;
        if let Passed::Aggregate {
            leaves: of_base, ..
        } = &base.passed
        {
            leaves.clone_from(of_base);
        }
    }
    for (index, value) in fields.iter().enumerate() {
        let Some(field) = value.downcast::<CField>() else {
            let given = value.type_name(vm);
            return Err(vm.type_error(format!("fields must be of type CField, got {given}")));
        };
        if field.index != index as isize {
            let name = field.name.as_value().repr(vm)?;
            return Err(vm.value_error(format!(
                "field {} index mismatch (expected {index}, got {})",
                name.to_string_lossy(),
                field.index
            )));
        }
        if let Some(of) = info_of(field.class.as_value(), vm) {
            let of = of.get_mut(vm);
            has_pointer |= of.is_pointer || of.has_pointer;
            of.is_final = true;
        }
        if size <= KNOWN_SIZE {
            let offset = usize::try_from(field.byte_offset).unwrap_or(0);
            add_leaves(&field.class, offset, &mut leaves, vm);
        }
        class
            .as_value()
            .set_attribute(&field.name, value.clone(), vm)?;
    }
    // A field of the class itself has made it final.
    if info.get(vm).is_final {
        return Err(vm.attribute_error("Structure or union cannot contain itself"));
    }
    let parts = info.get_mut(vm);
    parts.format = Some(format);
    parts.size = size;
    parts.align = align;
    parts.length = length + fields.len();
    parts.has_pointer = has_pointer;
    parts.is_final = true;
    parts.passed = Passed::Aggregate {
        size,
        align,
        leaves,
    };
    add_anonymous(class, vm)
}

/// What lies in a value of a type, as registers see it.
fn add_leaves(class: &Ref<Type>, offset: usize, leaves: &mut Vec<(usize, Scalar)>, vm: &mut Vm) {
    let Some(info) = info_of(class.as_value(), vm) else {
        return;
    };
    let parts = info.get(vm).clone();
    match (info.kind, &parts.passed) {
        (Kind::Array, _) => {
            let Some(item) = &parts.item else { return };
            let of = info_of(item.as_value(), vm);
            let size = of.map_or(0, |of| of.get(vm).size);
            // Without a size nothing lies there, however often.
            for index in 0..if size == 0 { 0 } else { parts.length } {
                add_leaves(item, offset + index * size, leaves, vm);
            }
        }
        (_, Passed::Aggregate { leaves: inner, .. }) => {
            leaves.extend(inner.iter().map(|(at, scalar)| (offset + at, *scalar)));
        }
        (_, Passed::Scalar(scalar)) => leaves.push((offset, *scalar)),
        (_, Passed::Void) => {}
    }
}

/// Makes the fields of those in `_anonymous_` fields of the class.
fn add_anonymous(class: &Ref<Type>, vm: &mut Vm) -> PyResult<()> {
    let Some(names) = class_attribute(class, "_anonymous_", vm)? else {
        return Ok(());
    };
    let names = vm.collect_or(&names, "_anonymous_ must be a sequence")?;
    for name in names {
        let Some(name) = name.downcast::<Str>() else {
            let given = name.type_name(vm);
            return Err(vm.type_error(format!("attribute name must be string, not '{given}'")));
        };
        let name = vm.intern_ref(name);
        let value = class.as_value().get_attribute(&name, vm)?;
        let Some(field) = value.downcast::<CField>() else {
            let name = name.to_string_lossy();
            return Err(vm.attribute_error(format!(
                "'{name}' is specified in _anonymous_ but not in _fields_"
            )));
        };
        field.anonymous.set(true);
        add_inner(class, field, field.index, field.byte_offset, vm)?;
    }
    Ok(())
}

fn add_inner(
    class: &Ref<Type>,
    of: &Ref<CField>,
    index: isize,
    offset: isize,
    vm: &mut Vm,
) -> PyResult<()> {
    vm.check_native_stack("")?;
    let name = vm.intern("_fields_");
    let fields = of.class.as_value().get_attribute(&name, vm)?;
    let fields = vm.collect_or(&fields, "_fields_ must be a sequence")?;
    for pair in fields {
        let first = pair.subscript(&Value::from_usize(0), vm)?;
        let Some(name) = first.downcast::<Str>() else {
            let given = first.type_name(vm);
            return Err(vm.type_error(format!("attribute name must be string, not '{given}'")));
        };
        let name = vm.intern_ref(name);
        let value = of.class.as_value().get_attribute(&name, vm)?;
        let Some(field) = value.downcast::<CField>() else {
            return Err(vm.type_error("unexpected type"));
        };
        let (index, offset) = (
            index.saturating_add(field.index),
            offset.saturating_add(field.byte_offset),
        );
        if field.anonymous.get() {
            add_inner(class, field, index, offset, vm)?;
            continue;
        }
        let moved = field.moved(index, offset);
        let moved = Ref::new(moved, vm).into_value();
        class.as_value().set_attribute(&name, moved, vm)?;
    }
    Ok(())
}

/// Stands for the class of structures.
pub(super) struct Structure;

/// The base of structures.
#[native_class(
    name = "_ctypes.Structure",
    base = CData,
    payload = CData,
    metaclass = StructureType,
    flags(base),
    slots(buffer = super::simple::export)
)]
impl Structure {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<CData>> {
        let _ = args;
        CData::new(class, vm)
    }

    #[init(signature = "(*args, **kwargs)", hidden)]
    fn init(this: &Ref<CData>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        init_fields(this, args, vm)
    }
}

/// Stands for the class of unions.
pub(super) struct Union;

/// The base of unions.
#[native_class(
    name = "_ctypes.Union",
    base = CData,
    payload = CData,
    metaclass = UnionType,
    flags(base),
    slots(buffer = super::simple::export)
)]
impl Union {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<CData>> {
        let _ = args;
        CData::new(class, vm)
    }

    #[init(signature = "(*args, **kwargs)", hidden)]
    fn init(this: &Ref<CData>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        init_fields(this, args, vm)
    }
}

fn init_fields(this: &Ref<CData>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    let keywords = Dict::new(vm);
    for (name, value) in args.keywords() {
        keywords.set_item(name.clone(), value.clone(), vm)?;
    }
    let given = args.positional();
    if !given.is_empty() {
        let class = this.class().clone();
        let used = set_positional(this, &class, given, &keywords, vm)?;
        if used < given.len() {
            return Err(vm.type_error("too many initializers"));
        }
    }
    for (name, value) in args.keywords() {
        if let Some(name) = name.downcast::<Str>() {
            let name = vm.intern_ref(name);
            this.as_value().set_attribute(&name, value.clone(), vm)?;
        }
    }
    Ok(())
}

/// Sets the fields of a class by position, those of its bases first. Gives how many there are.
fn set_positional(
    this: &Ref<CData>,
    class: &Ref<Type>,
    given: &[Value],
    keywords: &Ref<Dict>,
    vm: &mut Vm,
) -> PyResult<usize> {
    let mut classes = Vec::new();
    let mut next = Some(class.clone());
    while let Some(class) = next {
        let Some(info) = info_of(class.as_value(), vm) else {
            break;
        };
        next = class.base_class(vm).cloned();
        classes.push((class, info));
    }
    let mut start = 0;
    for (class, info) in classes.into_iter().rev() {
        let Some(fields) = own_attribute(&class, "_fields_", vm) else {
            continue;
        };
        let length = info.get(vm).length;
        for index in start..length.min(given.len()) {
            let position = Value::from_usize(index - start);
            let pair = fields.subscript(&position, vm)?;
            let name = pair.subscript(&Value::from_usize(0), vm)?;
            if keywords.contains_key(&name, vm)? {
                let name = name.repr(vm)?;
                return Err(vm.type_error(format!(
                    "duplicate values for field {}",
                    name.to_string_lossy()
                )));
            }
            let Some(name) = name.downcast::<Str>() else {
                let given = name.type_name(vm);
                return Err(vm.type_error(format!("attribute name must be string, not '{given}'")));
            };
            let name = vm.intern_ref(name);
            this.as_value()
                .set_attribute(&name, given[index].clone(), vm)?;
        }
        start = length;
    }
    Ok(start)
}
