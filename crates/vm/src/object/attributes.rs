//! Attributes of instances: their storage on shapes, and generic access by name.
//! Reference: <https://docs.python.org/3.14/howto/descriptor.html#invocation-from-an-instance>
//!
//! An instance with a `__dict__` keeps its attributes in inline slots, in the order of its shape's
//! names. Once its dict is asked for, once the slots are full or one of the middle is deleted, its
//! shape is the class's dict shape, and the first inline slot holds a dict with all attributes.
//!
//! Offsets of slots are counted from the start of the object, without its tail: instances of
//! subclasses of `str`, `tuple` and the like have their slots behind the tail, so there the
//! (rounded) size of the tail comes on top.

use crate::builtins::dict::Dict;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::builtins::type_::{Type, TypeFlags};
use crate::object::header::Header;
use crate::object::heap::{self, tail_room};
use crate::object::reference::Ref;
use crate::object::shape::Shape;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Where an object keeps its attributes.
enum Storage<'a> {
    /// Nowhere.
    None,
    /// In inline slots, as the shape says.
    Inline(&'a Shape),
    /// In a dict.
    Dict(&'a Ref<Dict>),
}

fn storage<'a>(object: &'a Header, vm: &'a Vm) -> Storage<'a> {
    if object.class().flags().contains(TypeFlags::DICT) {
        return match vm.shapes.get(object.shape()) {
            Some(shape) if shape.is_dict => {
                let dict = inline_slot(object, 0, vm).downcast::<Dict>();
                Storage::Dict(dict.expect("a dict shape has a dict in the first slot"))
            }
            Some(shape) => Storage::Inline(shape),
            None => Storage::None,
        };
    }
    if object.has_payload::<Module>() {
        // SAFETY: the payload was just checked; the reference lives as long as the header.
        let object =
            unsafe { &*std::ptr::from_ref(object).cast::<crate::object::Object<Module>>() };
        return Storage::Dict(&object.payload.dict);
    }
    Storage::None
}

/// The value at a byte offset behind an object's payload.
fn slot_pointer(object: &Header, offset: u32) -> *mut Value {
    let layout = object.class().layout();
    assert!(offset >= layout.slots_offset && offset < heap::instance_size(object));
    let offset = offset as usize + tail_room(object);
    // SAFETY: the class's layout says that values lie from `slots_offset` to `instance_size`,
    // behind the tail if there is one.
    unsafe {
        std::ptr::from_ref(object)
            .cast_mut()
            .cast::<u8>()
            .add(offset)
            .cast()
    }
}

/// The content of a slot behind the payload, at this offset.
pub(crate) fn slot_at<'a>(object: &'a Header, offset: u32, _vm: &'a Vm) -> &'a Value {
    // SAFETY: slots are initialised; writing them needs `&mut Vm`.
    unsafe { &*slot_pointer(object, offset) }
}

/// Puts a value into the slot at this offset and returns the old one.
pub(crate) fn set_slot_at(object: &Header, offset: u32, value: Value, _vm: &mut Vm) -> Value {
    // SAFETY: slots are initialised; `&mut Vm` means that nobody holds a reference into one.
    unsafe { std::ptr::replace(slot_pointer(object, offset), value) }
}

impl Value {
    /// Value `index` of those that a native type adds to its base's instances, which this is an
    /// instance of; may be unbound.
    ///
    /// # Panics
    ///
    /// If the class has no such value.
    pub fn native_member<'a>(&'a self, index: usize, vm: &'a Vm) -> &'a Value {
        let object = self.as_object().expect("an object");
        slot_at(object, native_member_offset(object, index), vm)
    }

    /// Sets such a value.
    ///
    /// # Panics
    ///
    /// If the class has no such value.
    pub fn set_native_member(&self, index: usize, value: Value, vm: &mut Vm) {
        let object = self.as_object().expect("an object");
        let old = set_slot_at(object, native_member_offset(object, index), value, vm);
        drop(old);
    }
}

fn native_member_offset(object: &Header, index: usize) -> u32 {
    object.class().layout().slots_offset + (index * size_of::<Value>()) as u32
}

/// The content of inline attribute slot `index`, which is below the capacity.
pub(crate) fn inline_slot<'a>(object: &'a Header, index: usize, vm: &'a Vm) -> &'a Value {
    slot_at(object, inline_offset(object, index), vm)
}

/// Puts a value into inline attribute slot `index` and returns the old one.
pub(crate) fn set_inline_slot(object: &Header, index: usize, value: Value, vm: &mut Vm) -> Value {
    set_slot_at(object, inline_offset(object, index), value, vm)
}

fn inline_offset(object: &Header, index: usize) -> u32 {
    object.class().layout().inline_offset + (index * size_of::<Value>()) as u32
}

/// The attribute that the instance itself has. `name` is interned.
pub(crate) fn instance_attribute<'a>(
    object: &'a Value,
    name: &Ref<Str>,
    vm: &'a Vm,
) -> Option<&'a Value> {
    let header = object.as_object()?;
    match storage(header, vm) {
        Storage::None => None,
        Storage::Inline(shape) => Some(inline_slot(header, shape.find(name)?, vm)),
        Storage::Dict(dict) => dict.get_str(name, vm),
    }
}

/// Sets an attribute of the instance itself; gives the value back if it can have none. `name` is
/// interned.
pub fn set_instance_attribute(
    object: &Value,
    name: &Ref<Str>,
    value: Value,
    vm: &mut Vm,
) -> Result<(), Value> {
    let Some(header) = object.as_object() else {
        return Err(value);
    };
    match storage(header, vm) {
        Storage::None => return Err(value),
        Storage::Dict(dict) => dict.clone().set_str(name, value, vm),
        Storage::Inline(shape) => {
            if let Some(index) = shape.find(name) {
                drop(set_inline_slot(header, index, value, vm));
                return Ok(());
            }
            let index = shape.names().len();
            let has_room = index < header.class().layout().inline_capacity();
            let shape = match has_room {
                true => vm.shapes.try_transition(header.shape(), name),
                false => None,
            };
            let Some(shape) = shape else {
                change_to_dict(header, vm).set_str(name, value, vm);
                return Ok(());
            };
            drop(set_inline_slot(header, index, value, vm));
            header.set_shape(shape);
        }
    }
    Ok(())
}

/// Removes an attribute of the instance itself and returns its value.
pub(crate) fn delete_instance_attribute(
    object: &Value,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> Option<Value> {
    let header = object.as_object()?;
    match storage(header, vm) {
        Storage::None => None,
        Storage::Dict(dict) => dict.clone().remove_str(name, vm),
        Storage::Inline(shape) => {
            let index = shape.find(name)?;
            let last = shape.names().len() - 1;
            let Some(shape) = vm.shapes.without(header.shape(), index) else {
                return change_to_dict(header, vm).remove_str(name, vm);
            };
            let mut removed = set_inline_slot(header, last, Value::UNBOUND, vm);
            for slot in (index..last).rev() {
                removed = set_inline_slot(header, slot, removed, vm);
            }
            header.set_shape(shape);
            Some(removed)
        }
    }
}

/// Whether instances of the class have attributes of their own.
pub(crate) fn has_instance_dict(class: &Ref<Type>) -> bool {
    class.flags().contains(TypeFlags::DICT)
        || class.has_instances_of::<Module>()
        || class.has_instances_of::<Type>()
}

/// `object.__dict__`, made if it is not there yet; `None` if the object can have none.
pub(crate) fn instance_dict(object: &Value, vm: &mut Vm) -> Option<Ref<Dict>> {
    let header = object.as_object()?;
    match storage(header, vm) {
        Storage::None => None,
        Storage::Dict(dict) => Some(dict.clone()),
        Storage::Inline(_) => Some(change_to_dict(header, vm)),
    }
}

/// Names and values of the instance's own attributes, without making its dict.
pub(crate) fn instance_items(object: &Value, vm: &Vm) -> Vec<(Value, Value)> {
    let Some(header) = object.as_object() else {
        return Vec::new();
    };
    match storage(header, vm) {
        Storage::None => Vec::new(),
        Storage::Inline(shape) => (shape.names().iter().enumerate())
            .map(|(index, name)| (name.to_value(), inline_slot(header, index, vm).clone()))
            .collect(),
        Storage::Dict(dict) => (dict.table(vm).iter())
            .map(|entry| (entry.key.clone(), entry.value.clone()))
            .collect(),
    }
}

/// Puts another dict in place of `object.__dict__`; says whether the object can have one.
pub(crate) fn set_instance_dict(object: &Value, dict: Ref<Dict>, vm: &mut Vm) -> bool {
    let Some(header) = object.as_object() else {
        return false;
    };
    if !header.class().flags().contains(TypeFlags::DICT) {
        return false;
    }
    let mut old = Vec::new();
    // Where there is a dict, the other slots are empty, or there is no memory for them.
    let used = match storage(header, vm) {
        Storage::Inline(shape) => shape.names().len(),
        Storage::Dict(_) | Storage::None => 0,
    };
    for index in 0..used {
        old.push(set_inline_slot(header, index, Value::UNBOUND, vm));
    }
    old.push(set_inline_slot(header, 0, dict.into_value(), vm));
    header.set_shape(header.class().dict_shape());
    drop(old);
    true
}

/// Moves inline attributes into a new dict.
fn change_to_dict(object: &Header, vm: &mut Vm) -> Ref<Dict> {
    let dict = Dict::new(vm);
    let shape = vm
        .shapes
        .get(object.shape())
        .expect("the object has a shape");
    let names = shape.names().to_vec();
    for (index, name) in names.iter().enumerate() {
        let value = set_inline_slot(object, index, Value::UNBOUND, vm);
        dict.set_str(name, value, vm);
    }
    drop(set_inline_slot(object, 0, dict.to_value(), vm));
    object.set_shape(object.class().dict_shape());
    dict
}

/// `object.__class__ = class`: the layouts are the same, but for the room for attributes.
///
/// Raises `MemoryError` if it cannot be remembered how long the object is.
pub(crate) fn replace_class(object: &Value, class: &Ref<Type>, vm: &mut Vm) -> PyResult<()> {
    let header = object.as_object().expect("the class is a heap type");
    let old = header.class().clone();
    let watched = old.flags() & (TypeFlags::WEAKLY_REFERENCED | TypeFlags::FROZEN);
    class.set_flags(watched, true);
    let size = heap::instance_size(header);
    let is_foreign = size != class.layout().instance_size;
    if is_foreign {
        // The attributes go by the memory that there is.
        instance_dict(object, vm);
        class.set_flags(TypeFlags::ADOPTS, true);
    }
    let address = std::ptr::from_ref(header) as usize;
    // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
    let noted =
        unsafe { vm.heap().as_mut() }.note_instance_size(address, is_foreign.then_some(size));
    if !noted {
        return Err(vm.memory_error());
    }
    let shape = match vm.shapes.get(header.shape()) {
        Some(shape) if shape.is_dict => class.dict_shape(),
        Some(shape) => {
            let names = shape.names().to_vec();
            if names.len() <= class.layout().inline_capacity() {
                let mut id = class.root_shape();
                for name in &names {
                    id = vm.shapes.transition(id, name);
                }
                id
            } else {
                change_to_dict(header, vm);
                class.dict_shape()
            }
        }
        None => class.root_shape(),
    };
    header.set_shape(shape);
    // The instance counts a reference to its class if that is a heap type.
    if class.is_heap_type() {
        std::mem::forget(class.clone());
    }
    let previous = header.replace_class(class.as_ptr());
    if let Some(class) = object.downcast::<Type>() {
        // Its metaclass is another one.
        class.clone().modified(vm);
    }
    if binding(&old, vm) != binding(class, vm) {
        vm.forget_type_versions();
    }
    if old.is_heap_type() {
        // SAFETY: the instance held a counted reference to its class, which is given up here.
        drop(unsafe { Ref::<Type>::from_raw(previous) });
    }
    Ok(())
}

/// Whether instances of a class bind when they are read as attributes of others, and whether they take
/// part in setting them. Caches that hold an instance rely on it.
pub(crate) fn binding(class: &Ref<Type>, vm: &Vm) -> (bool, bool) {
    let slots = class.slots(vm);
    (
        slots.descriptor_get.is_some(),
        slots.descriptor_set.is_some(),
    )
}

/// The interned form of a name.
#[inline(always)]
pub(crate) fn interned(name: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
    if name.is_interned() {
        name.clone()
    } else {
        vm.intern_ref(name)
    }
}

/// `object.__getattribute__`: data descriptor of the class, attribute of the instance, other
/// attribute of the class.
pub fn generic_get_attribute(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
    match generic_get_optional(object, name, vm)? {
        Some(value) => Ok(value),
        None => Err(vm.no_attribute_error(object, name)),
    }
}

/// As [`generic_get_attribute`], with `None` where that raises `AttributeError` itself.
pub(crate) fn generic_get_optional(
    object: &Value,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> PyResult<Option<Value>> {
    let name = &interned(name, vm);
    let class = object.class(vm).clone();
    let found = vm.lookup_cached(&class, name);
    let mut get = None;
    if let Some(found) = &found {
        let slots = found.class(vm).slots(vm);
        get = slots.descriptor_get;
        if let Some(get) = get
            && slots.descriptor_set.is_some()
        {
            return get(found, Some(object), class.as_value(), vm).map(Some);
        }
    }
    if let Some(value) = instance_attribute(object, name, vm) {
        return Ok(Some(value.clone()));
    }
    match (found, get) {
        (Some(found), Some(get)) => get(&found, Some(object), class.as_value(), vm).map(Some),
        (Some(found), None) => Ok(Some(found)),
        (None, _) => match vm.pending_class(&class) {
            // A class of importlib that has no methods yet.
            Some(part) => {
                vm.complete_standard(part)?;
                generic_get_optional(object, name, vm)
            }
            None => Ok(None),
        },
    }
}

/// `object.__setattr__` and `object.__delattr__`.
pub fn generic_set_attribute(
    object: &Value,
    name: &Ref<Str>,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let name = &interned(name, vm);
    let class = object.class(vm).clone();
    let found = vm.lookup_cached(&class, name);
    if let Some(found) = &found
        && let Some(set) = found.class(vm).slots(vm).descriptor_set
    {
        return set(found, object, value, vm);
    }
    match value {
        Some(value) => {
            if set_instance_attribute(object, name, value, vm).is_ok() {
                return Ok(());
            }
        }
        None => {
            if let Some(old) = delete_instance_attribute(object, name, vm) {
                drop(old);
                return Ok(());
            }
            if has_instance_dict(&class) {
                return Err(vm.nothing_to_delete(object, name));
            }
        }
    }
    let (class, text) = (object.type_name(vm), name.to_string_lossy());
    let message = if found.is_some() {
        format!("'{class}' object attribute '{text}' is read-only")
    } else {
        let plain = object.class(vm).flags().contains(TypeFlags::PLAIN_WRITES);
        let why = if plain {
            " and no __dict__ for setting new attributes"
        } else {
            ""
        };
        format!("'{class}' object has no attribute '{text}'{why}")
    };
    Err(vm.attribute_error_of(object, name, &message))
}
