//! What an attribute access at a site will find, for the inline caches.

use crate::builtins::classmethod::ClassMethod;
use crate::builtins::descriptors::MemberDescriptor;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::module::Module;
use crate::builtins::property::Property;
use crate::builtins::str::Str;
use crate::builtins::type_::{Type, TypeFlags};
use crate::eval::attributes::GUESS_BITS;
use crate::object::attributes::inline_slot;
use crate::object::reference::Ref;
use crate::object::shape::ShapeId;
use crate::object::slot_table::has_getattr_only;
use crate::object::value::Value;
use crate::vm::Vm;

/// What loading an attribute will find, as long as shape and class stay what they are.
pub(crate) enum AttributeLookup {
    /// A slot at an offset in bytes from the start of the object.
    Slot { offset: u32 },
    /// An entry of the instance's dict, which lies at an offset; other instances may have it at another
    /// position.
    Dict { offset: u32, position: u32 },
    /// A value of the class that does not bind.
    ClassValue(Value),
    /// A function of the class, to be called with the object first.
    Method(Value),
    /// As `Method`, where the object has a dict, which has nothing of that name now.
    MethodBesideDict(Value),
    /// A property whose getter is a Python function.
    Property(Value),
    /// A descriptor that goes before what the instance has, with a getter written in Rust.
    Native(Value),
    /// The entry of a module's dict at a position.
    Module { position: usize },
    /// A value in the MRO of a class that does not bind when read through it.
    TypeAttribute(Value),
    /// A static method, or a class method that wraps a function, read through a class or an instance.
    OfClass(Value),
    /// Something that has to be looked up each time.
    Other,
}

/// What storing an attribute will do.
pub(crate) enum StoreLookup {
    /// Overwrites a slot at an offset in bytes.
    Slot { offset: u32 },
    /// Overwrites an entry of the instance's dict, as for [`AttributeLookup::Dict`].
    Dict { offset: u32, position: u32 },
    /// Fills an unbound slot and changes the shape.
    Add { offset: u32, new_shape: ShapeId },
    /// Something else.
    Other,
}

/// Whether slots of the object lie at fixed offsets: its payload has no tail.
fn has_fixed_offsets(object: &Value) -> bool {
    object
        .as_object()
        .is_some_and(|header| !header.payload_info().has_tail)
}

/// Says what reading `object.name` will find.
pub(crate) fn analyze_attribute(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> AttributeLookup {
    let name = &vm.intern_ref(name);
    if let Some(module) = object.downcast::<Module>() {
        return analyze_module(module, object, name, vm);
    }
    if let Some(class) = object.downcast::<Type>() {
        return analyze_type(&class.clone(), name, vm);
    }
    let class = vm.class_of(object).clone();
    if !class.flags().contains(TypeFlags::PLAIN_READS) {
        return AttributeLookup::Other;
    }
    let found = vm.lookup_cached(&class, name);
    if let Some(found) = &found {
        if let Some(property) = found.downcast::<Property>()
            && found.class(vm).is(&vm.types.property)
        {
            return match property.getter(vm) {
                // Where the getter fails, a `__getattr__` goes on.
                Some(getter)
                    if getter.has_payload::<Function>() && !has_getattr_only(class.slots(vm)) =>
                {
                    AttributeLookup::Property(found.clone())
                }
                _ => AttributeLookup::Other,
            };
        }
        if let Some(member) = found.downcast::<MemberDescriptor>() {
            let owner = member.owner().clone();
            let is_own = has_fixed_offsets(object) && class.is_subclass_of(&owner, vm);
            return match member.offset() {
                Some(offset) if is_own => AttributeLookup::Slot { offset },
                _ => AttributeLookup::Other,
            };
        }
        if found.class(vm).slots(vm).descriptor_set.is_some() {
            let kind = found.class(vm);
            let is_native = !kind.is_heap_type() && kind.slots(vm).descriptor_get.is_some();
            // Where the getter fails, a `__getattr__` goes on.
            return match is_native && !has_getattr_only(class.slots(vm)) {
                true => AttributeLookup::Native(found.clone()),
                false => AttributeLookup::Other,
            };
        }
    }
    if class.flags().contains(TypeFlags::DICT) {
        let Some(header) = object.as_object() else {
            return AttributeLookup::Other;
        };
        let Some(shape) = vm.shapes.get(header.shape()) else {
            return AttributeLookup::Other;
        };
        if shape.is_dict {
            if let Some((offset, position)) = dict_entry(object, &class, name, vm) {
                return AttributeLookup::Dict { offset, position };
            }
            let is_method = |found: &Value, vm: &Vm| {
                let flags = found.class(vm).flags();
                flags.contains(TypeFlags::METHOD_DESCRIPTOR)
            };
            return match found {
                Some(found) if has_fixed_offsets(object) && is_method(&found, vm) => {
                    AttributeLookup::MethodBesideDict(found)
                }
                _ => AttributeLookup::Other,
            };
        }
        if let Some(index) = shape.find(name) {
            return if has_fixed_offsets(object) {
                AttributeLookup::Slot {
                    offset: inline_offset(&class, index),
                }
            } else {
                AttributeLookup::Other
            };
        }
    }
    match found {
        Some(found) => {
            let kind = found.class(vm);
            if kind.flags().contains(TypeFlags::METHOD_DESCRIPTOR) {
                AttributeLookup::Method(found)
            } else if is_of_class(&found, vm) {
                AttributeLookup::OfClass(found)
            } else if kind.slots(vm).descriptor_get.is_none() {
                AttributeLookup::ClassValue(found)
            } else {
                AttributeLookup::Other
            }
        }
        None => AttributeLookup::Other,
    }
}

/// Where the dict of an instance with a dict shape lies, and the position of an attribute in it.
fn dict_entry(
    object: &Value,
    class: &Ref<Type>,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> Option<(u32, u32)> {
    let header = object.as_object().filter(|_| has_fixed_offsets(object))?;
    let dict = inline_slot(header, 0, vm).downcast::<Dict>()?;
    let position = dict.table(vm).find_str(name, name.hash(vm))?;
    let position = u32::try_from(position).ok()?;
    (position >> GUESS_BITS == 0).then(|| (inline_offset(class, 0), position))
}

fn inline_offset(class: &Ref<Type>, index: usize) -> u32 {
    class.layout().inline_offset + (index * size_of::<Value>()) as u32
}

/// Whether a value is a static method, or a class method that wraps a function.
fn is_of_class(found: &Value, vm: &Vm) -> bool {
    let kind = found.class(vm);
    kind.is(&vm.types.staticmethod)
        || kind.is(&vm.types.classmethod)
            && found
                .downcast::<ClassMethod>()
                .is_some_and(|method| method.callable(vm).has_payload::<Function>())
}

fn analyze_module(
    module: &Ref<Module>,
    object: &Value,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> AttributeLookup {
    let class = vm.class_of(object).clone();
    if !class.is(&vm.types.module) {
        return AttributeLookup::Other;
    }
    if let Some(found) = vm.lookup_cached(&class, name)
        && found.class(vm).slots(vm).descriptor_set.is_some()
    {
        return AttributeLookup::Other;
    }
    let hash = name.hash(vm);
    match module.dict().table(vm).find_str(name, hash) {
        Some(position) => AttributeLookup::Module { position },
        None => AttributeLookup::Other,
    }
}

fn analyze_type(class: &Ref<Type>, name: &Ref<Str>, vm: &mut Vm) -> AttributeLookup {
    let metatype = class.class().clone();
    if !metatype.is_plain_metaclass(vm) {
        return AttributeLookup::Other;
    }
    if vm.lookup_cached(&metatype, name).is_some() {
        return AttributeLookup::Other;
    }
    match vm.lookup_cached(class, name) {
        // Functions read through a class are themselves.
        Some(found)
            if found.has_payload::<Function>()
                || found.class(vm).slots(vm).descriptor_get.is_none() =>
        {
            AttributeLookup::TypeAttribute(found)
        }
        Some(found) if is_of_class(&found, vm) => AttributeLookup::OfClass(found),
        _ => AttributeLookup::Other,
    }
}

/// Says what `object.name = value` will do.
pub(crate) fn analyze_store(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> StoreLookup {
    let name = &vm.intern_ref(name);
    let class = vm.class_of(object).clone();
    if !class.flags().contains(TypeFlags::PLAIN_WRITES)
        || !has_fixed_offsets(object)
        || object.has_payload::<Type>()
    {
        return StoreLookup::Other;
    }
    if let Some(found) = vm.lookup_cached(&class, name) {
        if let Some(member) = found.downcast::<MemberDescriptor>() {
            let owner = member.owner().clone();
            return match member.offset() {
                Some(offset) if class.is_subclass_of(&owner, vm) => StoreLookup::Slot { offset },
                _ => StoreLookup::Other,
            };
        }
        if found.class(vm).slots(vm).descriptor_set.is_some() {
            return StoreLookup::Other;
        }
    }
    let Some(header) = object.as_object() else {
        return StoreLookup::Other;
    };
    if !class.flags().contains(TypeFlags::DICT) {
        return StoreLookup::Other;
    }
    let shape_id = header.shape();
    let Some(shape) = vm.shapes.get(shape_id) else {
        return StoreLookup::Other;
    };
    if shape.is_dict {
        return match dict_entry(object, &class, name, vm) {
            Some((offset, position)) => StoreLookup::Dict { offset, position },
            None => StoreLookup::Other,
        };
    }
    if let Some(index) = shape.find(name) {
        return StoreLookup::Slot {
            offset: inline_offset(&class, index),
        };
    }
    let index = shape.names().len();
    if index >= class.layout().inline_capacity() {
        return StoreLookup::Other;
    }
    let Some(new_shape) = vm.shapes.try_transition(shape_id, name) else {
        return StoreLookup::Other;
    };
    StoreLookup::Add {
        offset: inline_offset(&class, index),
        new_shape,
    }
}
