//! `_abc`: the native part of abstract base classes.
//! Reference: <https://docs.python.org/3.14/library/abc.html>

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::set::{FrozenSet, Set};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::{Type, TypeFlags};
use rpy_vm::builtins::weakref::{WeakReference, new_weak_reference};
use rpy_vm::{PyResult, Ref, Value, Vm};

/// Internal state held by ABC machinery.
#[derive(Payload)]
pub(crate) struct AbcData {
    /// Weak references to what was registered.
    registry: Ref<Set>,
    /// Weak references to classes known to be subclasses.
    cache: Ref<Set>,
    /// Weak references to classes known not to be subclasses.
    negative: Ref<Set>,
    /// The number of registrations that the negative cache knows of.
    version: Cell<u64>,
}

#[native_class(name = "_abc._abc_data")]
impl AbcData {
    #[new(signature = "()", hidden)]
    fn new(_class: &Ref<Type>, vm: &mut Vm) -> Ref<AbcData> {
        let version = vm.module_state::<_abc::State>().token;
        let (registry, cache, negative) = (Set::new(vm), Set::new(vm), Set::new(vm));
        let data = AbcData {
            registry,
            cache,
            negative,
            version: Cell::new(version),
        };
        Ref::new(data, vm)
    }
}

/// The state of an abstract base class.
fn data(class: &Value, vm: &mut Vm) -> PyResult<Ref<AbcData>> {
    let name = vm.intern("_abc_impl");
    let found = class.get_attribute(&name, vm)?;
    match found.downcast::<AbcData>() {
        Some(data) => Ok(data.clone()),
        None => Err(vm.type_error("_abc_impl is set to a wrong type")),
    }
}

/// Whether a set of weak references has one to the object.
fn has(set: &Ref<Set>, object: &Value, vm: &mut Vm) -> PyResult<bool> {
    if set.length(vm) == 0 {
        return Ok(false);
    }
    match new_weak_reference(object, vm) {
        Ok(reference) => set.contains(reference.as_value(), vm),
        // What cannot be referred to weakly was never put in.
        Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => Ok(false),
        Err(raised) => Err(raised),
    }
}

/// Adds a weak reference to the object. When the set doubles, references to what is gone leave it.
fn add(set: &Ref<Set>, object: &Value, vm: &mut Vm) -> PyResult<()> {
    let length = set.length(vm);
    if length >= 16 && length.is_power_of_two() {
        for item in set.items_vec(vm) {
            let reference = item.downcast::<WeakReference>();
            if reference.is_some_and(|reference| reference.target(vm).is_none()) {
                set.discard(&item, vm)?;
            }
        }
    }
    let reference = new_weak_reference(object, vm)?;
    set.add(reference.into_value(), vm).map(drop)
}

/// What a set of weak references refers to.
fn targets(set: &Ref<Set>, vm: &Vm) -> Vec<Value> {
    let items = set.items_vec(vm);
    let references = items.iter().filter_map(Value::downcast::<WeakReference>);
    references
        .filter_map(|reference| reference.target(vm))
        .collect()
}

/// Whether a value of a class body is abstract.
fn is_abstract(value: &Value, vm: &mut Vm) -> PyResult<bool> {
    let name = vm.intern("__isabstractmethod__");
    match value.get_attribute_optional(&name, vm)? {
        Some(answer) => answer.is_true(vm),
        None => Ok(false),
    }
}

/// Sets `__abstractmethods__`: what is abstract in the class body or inherited and not overridden.
fn compute_abstract_methods(class: &Value, vm: &mut Vm) -> PyResult<()> {
    let abstract_methods = vm.intern("__abstractmethods__");
    let mut names = Vec::new();
    let (dict, items) = (vm.intern("__dict__"), vm.intern("items"));
    let namespace = class.get_attribute(&dict, vm)?;
    let items = namespace.call_method(&items, &[], vm)?;
    for item in vm.collect(&items)? {
        let Some([name, value]) = item.downcast::<Tuple>().map(|pair| pair.as_slice()) else {
            return Err(vm.type_error("__dict__.items() returned item which is not a 2-tuple"));
        };
        if is_abstract(value, vm)? {
            names.push(name.clone());
        }
    }
    let bases = vm.intern("__bases__");
    let bases = class.get_attribute(&bases, vm)?;
    for base in vm.collect(&bases)? {
        let Some(inherited) = base.get_attribute_optional(&abstract_methods, vm)? else {
            continue;
        };
        for name in vm.collect(&inherited)? {
            let Some(text) = name.downcast::<rpy_vm::builtins::str::Str>() else {
                continue;
            };
            let Some(value) = class.get_attribute_optional(text, vm)? else {
                continue;
            };
            if is_abstract(&value, vm)? {
                names.push(name);
            }
        }
    }
    let names = FrozenSet::from_items(names, vm)?.into_value();
    class.set_attribute(&abstract_methods, names, vm)
}

/// `issubclass(subclass, class)` for an abstract base class.
fn is_subclass(class: &Value, subclass: &Value, vm: &mut Vm) -> PyResult<bool> {
    let Some(subtype) = subclass.downcast::<Type>() else {
        return Err(vm.type_error("issubclass() arg 1 must be a class"));
    };
    let data = data(class, vm)?;
    if has(&data.cache, subclass, vm)? {
        return Ok(true);
    }
    let token = vm.module_state::<_abc::State>().token;
    if data.version.get() < token {
        data.negative.clear_items(vm);
        data.version.set(token);
    } else if has(&data.negative, subclass, vm)? {
        return Ok(false);
    }
    let hook = vm.intern("__subclasshook__");
    let answer = class.call_method(&hook, std::slice::from_ref(subclass), vm)?;
    if answer.is(&Value::TRUE) {
        add(&data.cache, subclass, vm)?;
        return Ok(true);
    }
    if answer.is(&Value::FALSE) {
        add(&data.negative, subclass, vm)?;
        return Ok(false);
    }
    if !answer.is_not_implemented() {
        let kind = vm.types.exceptions.assertion_error.clone();
        let message = "__subclasshook__ must return either False, True, or NotImplemented";
        return Err(vm.raise(&kind, message));
    }
    if let Some(class) = class.downcast::<Type>()
        && subtype.is_subclass_of(class, vm)
    {
        add(&data.cache, subclass, vm)?;
        return Ok(true);
    }
    for registered in targets(&data.registry, vm) {
        if subclass.is_subclass(&registered, vm)? {
            add(&data.cache, subclass, vm)?;
            return Ok(true);
        }
    }
    let subclasses = vm.intern("__subclasses__");
    let subclasses = class.call_method(&subclasses, &[], vm)?;
    if !subclasses.has_payload::<List>() {
        return Err(vm.type_error("__subclasses__() must return a list"));
    }
    for inheritor in vm.collect(&subclasses)? {
        if subclass.is_subclass(&inheritor, vm)? {
            add(&data.cache, subclass, vm)?;
            return Ok(true);
        }
    }
    add(&data.negative, subclass, vm)?;
    Ok(false)
}

/// Module contains faster C implementation of abc.ABCMeta
#[rpy_macros::native_module(name = "_abc", classes(AbcData))]
pub mod _abc {
    use super::*;

    #[state]
    #[derive(Default)]
    pub(crate) struct State {
        /// How many classes were registered.
        pub(crate) token: u64,
    }

    /// Returns the current ABC cache token.
    ///
    /// The token is an opaque object (supporting equality testing) identifying the
    /// current version of the ABC cache for virtual subclasses. The token changes
    /// with every call to register() on any ABC.
    #[function(signature = "($module, /)")]
    fn get_cache_token(vm: &mut Vm) -> u64 {
        vm.module_state::<State>().token
    }

    /// Internal ABC helper for class set-up. Should be never used outside abc module.
    #[function(signature = "($module, self, /)", name = "_abc_init")]
    fn init(self_: &Value, vm: &mut Vm) -> PyResult<()> {
        compute_abstract_methods(self_, vm)?;
        let state = AbcData::new(&vm.types.object.clone(), vm).into_value();
        let name = vm.intern("_abc_impl");
        self_.set_attribute(&name, state, vm)?;
        let Some(class) = self_.downcast::<Type>() else {
            return Ok(());
        };
        let name = vm.intern("__abc_tpflags__");
        let Some(flags) = class.dict().get_str(&name, vm).cloned() else {
            return Ok(());
        };
        let Some(number) = flags.as_small_int() else {
            return Ok(());
        };
        let (sequence, mapping) = (number & 1 << 5 != 0, number & 1 << 6 != 0);
        if sequence && mapping {
            return Err(vm.type_error(
                "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING",
            ));
        }
        if sequence {
            class.add_collection_flag(TypeFlags::SEQUENCE, vm);
        } else if mapping {
            class.add_collection_flag(TypeFlags::MAPPING, vm);
        }
        self_.delete_attribute(&name, vm)
    }

    /// Internal ABC helper for subclasss registration. Should be never used outside abc module.
    #[function(signature = "($module, self, subclass, /)", name = "_abc_register")]
    fn register(self_: &Value, subclass: &Value, vm: &mut Vm) -> PyResult {
        let Some(subtype) = subclass.downcast::<Type>() else {
            return Err(vm.type_error("Can only register classes"));
        };
        if subclass.is_subclass(self_, vm)? {
            return Ok(subclass.clone());
        }
        // Only now: `X.register(X)` is allowed, and does nothing.
        if self_.is_subclass(subclass, vm)? {
            return Err(vm.runtime_error("Refusing to create an inheritance cycle"));
        }
        let data = data(self_, vm)?;
        add(&data.registry, subclass, vm)?;
        vm.module_state::<State>().token += 1;
        if let Some(class) = self_.downcast::<Type>() {
            for flag in [TypeFlags::SEQUENCE, TypeFlags::MAPPING] {
                if class.flags().contains(flag) {
                    subtype.add_collection_flag(flag, vm);
                }
            }
        }
        Ok(subclass.clone())
    }

    /// Internal ABC helper for instance checks. Should be never used outside abc module.
    #[function(
        signature = "($module, self, instance, /)",
        name = "_abc_instancecheck"
    )]
    fn instance_check(self_: &Value, instance: &Value, vm: &mut Vm) -> PyResult {
        let data = data(self_, vm)?;
        let name = vm.intern("__class__");
        let subclass = instance.get_attribute(&name, vm)?;
        if has(&data.cache, &subclass, vm)? {
            return Ok(Value::TRUE);
        }
        let subtype = instance.class(vm).to_value();
        let check = vm.intern("__subclasscheck__");
        if subtype.is(&subclass) {
            let token = vm.module_state::<State>().token;
            if data.version.get() == token && has(&data.negative, &subclass, vm)? {
                return Ok(Value::FALSE);
            }
            return self_.call_method(&check, &[subclass], vm);
        }
        let answer = self_.call_method(&check, &[subclass], vm)?;
        if answer.is_true(vm)? {
            return Ok(answer);
        }
        self_.call_method(&check, &[subtype], vm)
    }

    /// Internal ABC helper for subclasss checks. Should be never used outside abc module.
    #[function(
        signature = "($module, self, subclass, /)",
        name = "_abc_subclasscheck"
    )]
    fn subclass_check(self_: &Value, subclass: &Value, vm: &mut Vm) -> PyResult<bool> {
        is_subclass(self_, subclass, vm)
    }

    /// Internal ABC helper for cache and registry debugging.
    ///
    /// Return shallow copies of registry, of both caches, and
    /// negative cache version. Don't call this function directly,
    /// instead use ABC._dump_registry() for a nice repr.
    #[function(signature = "($module, self, /)", name = "_get_dump")]
    fn dump(self_: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let data = data(self_, vm)?;
        let mut parts = Vec::new();
        for set in [&data.registry, &data.cache, &data.negative] {
            let copy = Set::new(vm);
            for item in set.items_vec(vm) {
                copy.add(item, vm)?;
            }
            parts.push(copy.into_value());
        }
        parts.push(vm.new_int(data.version.get() as i64));
        Ok(Tuple::new(parts, vm))
    }

    /// Internal ABC helper to reset registry of a given class.
    ///
    /// Should be only used by refleak.py
    #[function(signature = "($module, self, /)", name = "_reset_registry")]
    fn reset_registry(self_: &Value, vm: &mut Vm) -> PyResult<()> {
        data(self_, vm)?.registry.clear_items(vm);
        Ok(())
    }

    /// Internal ABC helper to reset both caches of a given class.
    ///
    /// Should be only used by refleak.py
    #[function(signature = "($module, self, /)", name = "_reset_caches")]
    fn reset_caches(self_: &Value, vm: &mut Vm) -> PyResult<()> {
        let data = data(self_, vm)?;
        data.cache.clear_items(vm);
        data.negative.clear_items(vm);
        Ok(())
    }
}
