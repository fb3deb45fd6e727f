//! `_abc`: abstract base classes, the native part of `abc`.
//! Reference: <https://docs.python.org/3.14/library/abc.html>, PEP 3119

mod data;
mod weak_classes;

use rpy_vm::builtins::str::Str;
use rpy_vm::function::native::ModuleState;
use rpy_vm::{Ref, Vm};

pub use _abc::MODULE;

/// What the module keeps.
struct State {
    /// How many classes have been registered, in all abstract base classes.
    registrations: u64,
    names: Names,
}

/// Names of attributes, interned.
#[derive(Clone)]
struct Names {
    _abc_impl: Ref<Str>,
    __class__: Ref<Str>,
    __subclasscheck__: Ref<Str>,
}

impl ModuleState for State {
    fn new(vm: &mut Vm) -> State {
        State {
            registrations: 0,
            names: Names {
                _abc_impl: vm.intern("_abc_impl"),
                __class__: vm.intern("__class__"),
                __subclasscheck__: vm.intern("__subclasscheck__"),
            },
        }
    }
}

fn registrations(vm: &mut Vm) -> u64 {
    vm.module_state::<State>().registrations
}

fn names(vm: &mut Vm) -> &Names {
    &vm.module_state::<State>().names
}

/// What `abc.ABCMeta` does for each class: registrations, checks, and what they found.
#[rpy_macros::native_module(name = "_abc", classes(super::data::AbcData))]
mod _abc {
    use rpy_vm::builtins::list::List;
    use rpy_vm::builtins::set::{FrozenSet, Set};
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::builtins::type_::{Type, TypeFlags};
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::data::AbcData;
    use super::weak_classes::WeakClasses;
    use super::{State, names, registrations};

    /// Returns something that is equal as long as no class is registered with any abstract base
    /// class.
    #[function(signature = "()")]
    fn get_cache_token(vm: &mut Vm) -> u64 {
        registrations(vm)
    }

    /// Finds the abstract methods of a new class and gives it what checks need. For `abc` alone.
    #[function(name = "_abc_init", signature = "(self, /)")]
    fn init(class: &Value, vm: &mut Vm) -> PyResult<()> {
        find_abstract_methods(class, vm)?;
        let data = AbcData::empty(vm);
        let data = Ref::new(data, vm).into_value();
        let name = names(vm)._abc_impl.clone();
        class.set_attribute(&name, data, vm)?;
        let Some(class) = class.downcast::<Type>() else {
            return Ok(());
        };
        let name = vm.intern("__abc_tpflags__");
        class.modified(vm);
        let Some(flags) = class.dict().remove_str(&name, vm) else {
            return Ok(());
        };
        // The bits of CPython's flags.
        let flag = match flags.as_small_int().unwrap_or(0) & (1 << 5 | 1 << 6) {
            0 => return Ok(()),
            0x20 => TypeFlags::SEQUENCE,
            0x40 => TypeFlags::MAPPING,
            _ => {
                let message =
                    "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING";
                return Err(vm.type_error(message));
            }
        };
        class.add_collection_flag(flag, vm);
        Ok(())
    }

    /// `__abstractmethods__`: names of what the class defines or inherits that has a true
    /// `__isabstractmethod__`.
    fn find_abstract_methods(class: &Value, vm: &mut Vm) -> PyResult<()> {
        let own = vm.intern("__dict__");
        let own = class.get_attribute(&own, vm)?;
        let items = vm.intern("items");
        let items = own.call_method(&items, &[], vm)?;
        let mut found = Vec::new();
        for item in vm.collect(&items)? {
            let pair = item
                .downcast::<Tuple>()
                .map(|pair| pair.as_slice().to_vec());
            let Some([name, value]) = pair.as_deref() else {
                return Err(vm.type_error("items() of a class's namespace must give pairs"));
            };
            if is_abstract(value, vm)? {
                found.push(name.clone());
            }
        }
        let bases = vm.intern("__bases__");
        let bases = class.get_attribute(&bases, vm)?;
        let Some(bases) = bases.downcast::<Tuple>().cloned() else {
            return Err(vm.type_error("__bases__ is not tuple"));
        };
        let key = vm.intern("__abstractmethods__");
        for base in bases.as_slice() {
            let Some(names) = base.get_attribute_optional(&key, vm)? else {
                continue;
            };
            for name in vm.collect(&names)? {
                let Some(text) = name.downcast::<rpy_vm::builtins::str::Str>().cloned() else {
                    return Err(vm.type_error("attribute name must be string"));
                };
                if let Some(value) = class.get_attribute_optional(&text, vm)?
                    && is_abstract(&value, vm)?
                {
                    found.push(name);
                }
            }
        }
        let names = FrozenSet::from_items(found, vm)?.into_value();
        class.set_attribute(&key, names, vm)
    }

    fn is_abstract(value: &Value, vm: &mut Vm) -> PyResult<bool> {
        let name = vm.intern("__isabstractmethod__");
        match value.get_attribute_optional(&name, vm)? {
            Some(mark) => mark.is_true(vm),
            None => Ok(false),
        }
    }

    /// Registers a class, as `ABCMeta.register` does. For `abc` alone.
    #[function(name = "_abc_register", signature = "(self, subclass, /)")]
    fn register(class: &Value, subclass: &Value, vm: &mut Vm) -> PyResult {
        let Some(registered) = subclass.downcast::<Type>() else {
            return Err(vm.type_error("Can only register classes"));
        };
        if subclass.is_subclass(class, vm)? {
            return Ok(subclass.clone());
        }
        if class.is_subclass(subclass, vm)? {
            return Err(vm.runtime_error("Refusing to create an inheritance cycle"));
        }
        let data = AbcData::of(class, vm)?;
        data.remember(&data.registry, subclass, vm)?;
        vm.module_state::<State>().registrations += 1;
        if let Some(class) = class.downcast::<Type>() {
            for kind in [TypeFlags::SEQUENCE, TypeFlags::MAPPING] {
                if class.flags().contains(kind) {
                    registered.add_collection_flag(kind, vm);
                }
            }
        }
        Ok(subclass.clone())
    }

    /// Says whether an object is an instance, as `ABCMeta.__instancecheck__` does. For `abc` alone.
    #[function(name = "_abc_instancecheck", signature = "(self, instance, /)")]
    fn instance_check(class: &Value, instance: &Value, vm: &mut Vm) -> PyResult<bool> {
        let data = AbcData::of(class, vm)?;
        let name = names(vm).__class__.clone();
        let own = instance.get_attribute(&name, vm)?;
        if data.cache.get(vm).contains(&own, vm) {
            return Ok(true);
        }
        let actual = instance.class(vm).to_value();
        let check = names(vm).__subclasscheck__.clone();
        if actual.is(&own) {
            if data.is_known_stranger(&own, vm) {
                return Ok(false);
            }
            return class.call_method(&check, &[own], vm)?.is_true(vm);
        }
        Ok(class.call_method(&check, &[own], vm)?.is_true(vm)?
            || class.call_method(&check, &[actual], vm)?.is_true(vm)?)
    }

    /// Says whether a class is a subclass, as `ABCMeta.__subclasscheck__` does. For `abc` alone.
    #[function(name = "_abc_subclasscheck", signature = "(self, subclass, /)")]
    fn subclass_check(class: &Value, subclass: &Value, vm: &mut Vm) -> PyResult<bool> {
        let Some(candidate) = subclass.downcast::<Type>() else {
            return Err(vm.type_error("issubclass() arg 1 must be a class"));
        };
        let data = AbcData::of(class, vm)?;
        if data.cache.get(vm).contains(subclass, vm) {
            return Ok(true);
        }
        if data.is_known_stranger(subclass, vm) {
            return Ok(false);
        }
        let now = registrations(vm);
        if data.negative_version.replace(now) != now {
            drop(data.negative_cache.replace(WeakClasses::default(), vm));
        }
        let hook = vm.intern("__subclasshook__");
        let answer = class.call_method(&hook, std::slice::from_ref(subclass), vm)?;
        let answer = match answer.as_bool() {
            Some(answer) => answer,
            None if answer.is(&Value::NOT_IMPLEMENTED) => {
                is_subclass_by_search(class, candidate, &data, vm)?
            }
            None => {
                let message = "__subclasshook__ must return either False, True, or NotImplemented";
                return Err(vm.assertion_error(message));
            }
        };
        let cache = if answer {
            &data.cache
        } else {
            &data.negative_cache
        };
        data.remember(cache, subclass, vm)?;
        Ok(answer)
    }

    /// By the MRO, by what was registered, and by what is derived from the class.
    fn is_subclass_by_search(
        class: &Value,
        candidate: &Ref<Type>,
        data: &Ref<AbcData>,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        if let Some(class) = class.downcast::<Type>()
            && candidate.is_subclass_of(class, vm)
        {
            return Ok(true);
        }
        let registered = data.registry.get(vm).classes(vm);
        for known in registered {
            if candidate.as_value().is_subclass(&known, vm)? {
                return Ok(true);
            }
        }
        let name = vm.intern("__subclasses__");
        let derived = class.call_method(&name, &[], vm)?;
        let Some(derived) = derived.downcast::<List>() else {
            return Err(vm.type_error("__subclasses__() must return a list"));
        };
        let mut index = 0;
        while let Some(known) = derived.get(index, vm) {
            if candidate.as_value().is_subclass(&known, vm)? {
                return Ok(true);
            }
            index += 1;
        }
        Ok(false)
    }

    /// Returns sets of weak references to what was registered, found to be a subclass and found to
    /// be none, and the version of the last, for `ABC._dump_registry()`.
    #[function(name = "_get_dump", signature = "(self, /)")]
    fn dump(class: &Value, vm: &mut Vm) -> PyResult<(Value, Value, Value, u64)> {
        let data = AbcData::of(class, vm)?;
        let mut sets = Vec::new();
        for cell in [&data.registry, &data.cache, &data.negative_cache] {
            let references = cell.get(vm).references(vm);
            let references = vm.new_list(references);
            sets.push(Set::from_iterable(&references, vm)?.into_value());
        }
        let [registry, cache, negative] = sets.try_into().expect("there are three");
        Ok((registry, cache, negative, data.negative_version.get()))
    }

    /// Forgets what was registered with a class.
    #[function(name = "_reset_registry", signature = "(self, /)")]
    fn reset_registry(class: &Value, vm: &mut Vm) -> PyResult<()> {
        let data = AbcData::of(class, vm)?;
        drop(data.registry.replace(WeakClasses::default(), vm));
        Ok(())
    }

    /// Forgets what checks of a class have found.
    #[function(name = "_reset_caches", signature = "(self, /)")]
    fn reset_caches(class: &Value, vm: &mut Vm) -> PyResult<()> {
        let data = AbcData::of(class, vm)?;
        drop(data.cache.replace(WeakClasses::default(), vm));
        drop(data.negative_cache.replace(WeakClasses::default(), vm));
        Ok(())
    }
}
