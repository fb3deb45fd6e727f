//! `object`: the base of all classes.
//! Reference: <https://docs.python.org/3.14/library/functions.html#object>

mod reduce;

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::descriptors::MappingProxy;
use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::builtins::type_::{Type, TypeFlags, class_names, same_layout};
use crate::function::args::Args;
use crate::object::attributes::{
    generic_get_attribute, generic_set_attribute, instance_dict, replace_class, set_instance_dict,
};
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::{InitSlot, NewSlot};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// What a plain instance holds: nothing but its slots.
pub struct Instance;

impl Payload for Instance {
    const NAME: &'static str = "object";

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.object
    }
}

/// `object.__new__(class, ...)`
pub fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if !args.is_empty() {
        let slots = class.slots(vm);
        if !is_object_new(slots.new) {
            return Err(vm.type_error(
                "object.__new__() takes exactly one argument (the type to instantiate)",
            ));
        }
        if is_object_init(slots.init) {
            let name = class.shown_name(vm);
            return Err(vm.type_error(format!("{name}() takes no arguments")));
        }
    }
    if !class.has_instances_of::<Instance>() {
        if class.flags().contains(TypeFlags::DISALLOW_INSTANTIATION) {
            let name = class.qualified_name(vm);
            return Err(vm.type_error(format!("cannot create '{name}' instances")));
        }
        let name = class.shown_name(vm);
        return Err(vm.type_error(format!(
            "object.__new__({name}) is not safe, use {name}.__new__()"
        )));
    }
    if class.flags().contains(TypeFlags::ABSTRACT) {
        return Err(abstract_class(class, vm));
    }
    Ok(heap::new_instance(vm.heap(), class, Instance).into_value())
}

fn is_object_new(slot: Option<NewSlot>) -> bool {
    slot.is_some_and(|slot| std::ptr::fn_addr_eq(slot, new as NewSlot))
}

fn is_object_init(slot: Option<InitSlot>) -> bool {
    slot.is_some_and(|slot| std::ptr::fn_addr_eq(slot, init as InitSlot))
}

#[cold]
fn abstract_class(class: &Ref<Type>, vm: &mut Vm) -> crate::result::Raised {
    let name = vm.names.__abstractmethods__.clone();
    let methods = class.dict().get_str(&name, vm).cloned();
    let mut names = Vec::new();
    if let Some(methods) = methods {
        let iterator = match methods.iter(vm) {
            Ok(iterator) => iterator,
            Err(raised) => return raised,
        };
        loop {
            match iterator.next(vm) {
                Ok(Some(name)) => match name.str(vm) {
                    Ok(name) => names.push(name.to_string_lossy().into_owned()),
                    Err(raised) => return raised,
                },
                Ok(None) => break,
                Err(raised) => return raised,
            }
        }
    }
    names.sort();
    let class = class.shown_name(vm);
    let plural = if names.len() == 1 { "" } else { "s" };
    let names = names.join("', '");
    vm.type_error(format!(
        "Can't instantiate abstract class {class} without an implementation for abstract \
         method{plural} '{names}'"
    ))
}

/// `object.__init__(self, ...)`
pub(crate) fn init(object: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    if args.is_empty() {
        return Ok(());
    }
    let class = object.class(vm);
    let slots = class.slots(vm);
    if !is_object_init(slots.init) {
        return Err(vm.type_error(
            "object.__init__() takes exactly one argument (the instance to initialize)",
        ));
    }
    if is_object_new(slots.new) {
        let name = class.shown_name(vm);
        return Err(vm.type_error(format!(
            "{name}.__init__() takes exactly one argument (the instance to initialize)"
        )));
    }
    Ok(())
}

/// A hash by identity: addresses are multiples of 16.
pub(crate) fn identity_hash(object: &Value) -> i64 {
    object.bits().rotate_right(4) as i64
}

/// `__dict__` of instances of Python classes. Those of a metaclass are classes, whatever else it inherits
/// from.
pub(crate) fn get_dict(object: &Value, vm: &mut Vm) -> PyResult {
    if let Some(class) = object.downcast::<Type>() {
        let dict = class.dict().to_value();
        return Ok(MappingProxy::new(dict, vm).into_value());
    }
    match instance_dict(object, vm) {
        Some(dict) => Ok(dict.into_value()),
        None => {
            let name = vm.names.__dict__.clone();
            Err(vm.no_attribute_error(object, &name))
        }
    }
}

/// Whether the instances of a native class that an object's class derives from have a `__dict__` already: it
/// decides what may be done with it.
fn has_native_dict(object: &Value, vm: &Vm) -> bool {
    let mut class = Some(object.class(vm));
    while let Some(current) = class {
        if !current.is_heap_type() && current.dict().get_str(&vm.names.__dict__, vm).is_some() {
            return true;
        }
        class = current.base.get(vm).as_ref();
    }
    false
}

/// Sets `__dict__` of instances of Python classes.
pub(crate) fn set_dict(object: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let dict = match value {
        None if has_native_dict(object, vm) => {
            return Err(vm.type_error("cannot delete __dict__"));
        }
        // A new, empty one is made when it is next needed.
        None => Dict::new(vm),
        Some(value) => value.downcast_into::<Dict>().map_err(|value| {
            let name = value.type_name(vm);
            vm.type_error(format!(
                "__dict__ must be set to a dictionary, not a '{name}'"
            ))
        })?,
    };
    if set_instance_dict(object, dict, vm) {
        return Ok(());
    }
    let name = object.type_name(vm);
    Err(vm.attribute_error(format!(
        "attribute '__dict__' of '{name}' objects is not writable"
    )))
}

/// Sets `__dict__` of instances of native classes, which cannot be deleted.
pub(crate) fn set_native_dict(object: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    if value.is_none() {
        return Err(vm.type_error("cannot delete __dict__"));
    }
    set_dict(object, value, vm)
}

/// `__weakref__` of instances of Python classes.
pub(crate) fn get_weakref(_object: &Value, _vm: &mut Vm) -> PyResult {
    Ok(Value::NONE)
}

/// What all classes derive from.
///
/// object() takes no arguments; its instances have no attributes of their own.
#[native_class(
    name = "object",
    registry = object,
    flags(base),
    signature = "()",
    slots(
        new = new,
        init = init,
        get_attribute = generic_get_attribute,
        set_attribute = generic_set_attribute
    )
)]
impl Instance {
    #[slot]
    fn repr(this: &Value, vm: &mut Vm) -> PyResult {
        let class = this.class(vm).clone();
        let name = class.qualified_name(vm);
        Ok(vm.new_str(&format!("<{name} object at {:#x}>", this.bits())))
    }

    #[slot]
    fn str(this: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        this.repr(vm)
    }

    #[slot]
    fn hash(this: &Value) -> i64 {
        identity_hash(this)
    }

    #[slot]
    fn compare(left: &Value, right: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        match op {
            CompareOperator::Equal if left.is(right) => Ok(Value::TRUE),
            // The negation of what `__eq__` says, if it says something.
            CompareOperator::NotEqual => {
                let Some(slot) = left.class(vm).slots(vm).compare else {
                    return Ok(Value::NOT_IMPLEMENTED);
                };
                let equal = slot(left, right, CompareOperator::Equal, vm)?;
                if equal.is_not_implemented() {
                    return Ok(equal);
                }
                Ok(Value::bool(!equal.is_true(vm)?))
            }
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }
    /// The class of the object.
    #[getter]
    fn __class__(this: &Value, vm: &mut Vm) -> Ref<Type> {
        this.class(vm).clone()
    }

    #[setter(__class__)]
    fn set_class(this: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.type_error("can't delete __class__ attribute"));
        };
        let Some(class) = value.downcast::<Type>() else {
            let name = value.type_name(vm);
            return Err(vm.type_error(format!(
                "__class__ must be set to a class, not '{name}' object"
            )));
        };
        vm.audit_attribute_store(this, "__class__", Some(&value))?;
        let old = this.class(vm).clone();
        let is_module = |class: &Ref<Type>| class.has_instances_of::<Module>();
        let mutable = old.is_heap_type() && class.is_heap_type();
        if !(mutable || is_module(&old) && is_module(class)) {
            return Err(vm.type_error(
                "__class__ assignment only supported for mutable types or ModuleType subclasses",
            ));
        }
        if !same_layout(&old, class, vm) {
            let (new, old) = (class.shown_name(vm), old.shown_name(vm));
            return Err(vm.type_error(format!(
                "__class__ assignment: '{new}' object layout differs from '{old}'"
            )));
        }
        replace_class(this, class, vm)
    }

    /// Returns str() of the object. A format other than the empty one raises TypeError.
    #[method(signature = "($self, format_spec, /)")]
    fn __format__(this: &Value, format_spec: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        if format_spec.byte_length() != 0 {
            let name = this.type_name(vm);
            return Err(vm.type_error(format!(
                "unsupported format string passed to {name}.__format__"
            )));
        }
        this.str(vm)
    }

    /// Returns how many bytes the object takes.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Value, vm: &mut Vm) -> usize {
        heap::object_size(this).unwrap_or_else(|| {
            let class = this.class(vm);
            class.layout().instance_size as usize
        })
    }

    /// Returns the names of the attributes of the object, its class and that one's bases.
    #[method(signature = "($self, /)")]
    fn __dir__(this: &Value, vm: &mut Vm) -> PyResult {
        let class_key = vm.names.__class__.clone();
        let class = this.get_attribute_optional(&class_key, vm)?;
        let mut names: Vec<Value> = match class.as_ref().and_then(Value::downcast::<Type>) {
            Some(class) => class_names(&class.clone(), vm),
            None => Vec::new(),
        };
        let dict_key = vm.names.__dict__.clone();
        if let Some(dict) = this.get_attribute_optional(&dict_key, vm)?
            && let Some(dict) = dict.downcast::<Dict>()
        {
            for entry in dict.table(vm).iter() {
                let is_known =
                    |name: &Value| match (name.downcast::<Str>(), entry.key.downcast::<Str>()) {
                        (Some(a), Some(b)) => a.equals(b),
                        _ => name.is(&entry.key),
                    };
                if !names.iter().any(is_known) {
                    names.push(entry.key.clone());
                }
            }
        }
        Ok(List::new(names, vm).into_value())
    }

    /// Returns what copy and pickle take along of the object.
    #[method(signature = "($self, /)")]
    fn __getstate__(this: &Value, vm: &mut Vm) -> PyResult {
        reduce::state(this, vm)
    }

    /// Returns what copy and pickle make the object again from.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Value, vm: &mut Vm) -> PyResult {
        reduce::reduce(this, 0, vm)
    }

    /// Returns what copy and pickle make the object again from, in a protocol.
    #[method(signature = "($self, protocol, /)")]
    fn __reduce_ex__(this: &Value, protocol: i64, vm: &mut Vm) -> PyResult {
        reduce::reduce_ex(this, protocol, vm)
    }

    /// Called on a class when a subclass of it was made. This one does nothing.
    #[class_method(signature = "($type, /)")]
    fn __init_subclass__(_class: &Ref<Type>) -> Value {
        Value::NONE
    }

    /// Asked by abstract classes whether a class counts as subclass: True, False, or NotImplemented
    /// for what is known otherwise, which is the answer of this one.
    #[class_method(signature = "($type, object, /)")]
    fn __subclasshook__(_class: &Ref<Type>, _object: Value) -> Value {
        Value::NOT_IMPLEMENTED
    }
}
