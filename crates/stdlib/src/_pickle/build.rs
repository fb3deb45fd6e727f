//! Reading pickles: making objects and setting their state.

use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::object::attributes::set_instance_attribute;
use rpy_vm::{Args, PyResult, Value, Vm};

use super::_pickle::UnpicklingError;
use super::load::Loader;
use super::save::class_name;
use super::tables::tables;

impl Loader<'_> {
    /// Makes an object as old pickles do: without arguments, `__init__` is not called.
    pub(super) fn instantiate(
        &mut self,
        class: &Value,
        args: &[Value],
        vm: &mut Vm,
    ) -> PyResult<()> {
        let name = vm.intern("__getinitargs__");
        let is_called = !args.is_empty()
            || !class.has_payload::<Type>()
            || class.get_attribute_optional(&name, vm)?.is_some();
        let object = if is_called {
            class.call_positional(args, vm)?
        } else {
            let name = vm.names.__new__.clone();
            let new = class.get_attribute(&name, vm)?;
            new.call_positional(std::slice::from_ref(class), vm)?
        };
        self.push(object);
        Ok(())
    }

    /// Makes an object by `__new__`.
    pub(super) fn new_object(&mut self, with_keywords: bool, vm: &mut Vm) -> PyResult<()> {
        let name = if with_keywords { "NEWOBJ_EX" } else { "NEWOBJ" };
        let keywords = match with_keywords {
            true => Some(self.pop(vm)?),
            false => None,
        };
        let args = self.pop(vm)?;
        let class = self.pop(vm)?;
        let wrong = |what: &str, kind: &str, given: &Value, vm: &mut Vm| {
            let given = class_name(given, vm);
            let message = format!("{name} {what} argument must be a {kind}, not {given}");
            vm.native_error::<UnpicklingError>(message)
        };
        let Some(class) = class.downcast::<Type>() else {
            return Err(wrong("class", "type", &class, vm));
        };
        let Some(new) = class.slots(vm).new else {
            let shown = class.name(vm);
            let message = format!("{name} class argument '{shown}' doesn't have __new__");
            return Err(vm.native_error::<UnpicklingError>(message));
        };
        let Some(args) = args.downcast::<Tuple>() else {
            return Err(wrong("args", "tuple", &args, vm));
        };
        let mut values = args.as_slice().to_vec();
        let mut names = Vec::new();
        if let Some(keywords) = &keywords {
            let Some(keywords) = keywords.downcast::<Dict>() else {
                return Err(wrong("kwargs", "dict", keywords, vm));
            };
            for (name, value) in keywords.items_vec(vm) {
                if !name.has_payload::<Str>() {
                    return Err(vm.type_error("keywords must be strings"));
                }
                names.push(name);
                values.push(value);
            }
        }
        let object = new(class, Args::new(&values, &names), vm)?;
        self.push(object);
        Ok(())
    }

    /// The object that a code is registered for.
    pub(super) fn extension(&mut self, code: i32, vm: &mut Vm) -> PyResult<()> {
        let tables = tables(vm)?;
        let key = Value::from_i32(code);
        if let Some(object) = tables.extension_cache.get_item(&key, vm)? {
            self.push(object);
            return Ok(());
        }
        let Some(pair) = tables.inverted_extensions.get_item(&key, vm)? else {
            if code <= 0 {
                let message = "EXT specifies code <= 0";
                return Err(vm.native_error::<UnpicklingError>(message));
            }
            return Err(vm.value_error(format!("unregistered extension code {code}")));
        };
        let parts = pair
            .downcast::<Tuple>()
            .map(|pair| pair.as_slice().to_vec());
        let Some([module, name]) = parts.as_deref() else {
            return Err(vm.value_error(format!(
                "_inverted_registry[{code}] isn't a 2-tuple of strings"
            )));
        };
        let (Some(module), Some(name)) = (module.downcast::<Str>(), name.downcast::<Str>()) else {
            return Err(vm.value_error(format!(
                "_inverted_registry[{code}] isn't a 2-tuple of strings"
            )));
        };
        let object = self.find(module, name, vm)?;
        tables.extension_cache.set_item(key, object.clone(), vm)?;
        self.push(object);
        Ok(())
    }

    /// Sets the state of the object on the stack.
    pub(super) fn build(&mut self, vm: &mut Vm) -> PyResult<()> {
        let state = self.pop(vm)?;
        let object = self.top(vm)?.clone();
        let name = vm.intern("__setstate__");
        if let Some(method) = object.get_attribute_optional(&name, vm)? {
            method.call_positional(&[state], vm)?;
            return Ok(());
        }
        let (state, slots) = match state.downcast::<Tuple>().map(|pair| pair.as_slice()) {
            Some([state, slots]) => (state.clone(), slots.clone()),
            _ => (state.clone(), Value::NONE),
        };
        if !state.is_none() {
            let Some(state) = state.downcast::<Dict>() else {
                let message = "state is not a dictionary";
                return Err(vm.native_error::<UnpicklingError>(message));
            };
            let items = state.items_vec(vm);
            set_attributes(&object, items, vm)?;
        }
        if !slots.is_none() {
            let Some(slots) = slots.downcast::<Dict>() else {
                let message = "slot state is not a dictionary";
                return Err(vm.native_error::<UnpicklingError>(message));
            };
            for (name, value) in slots.items_vec(vm) {
                let Some(name) = name.downcast::<Str>() else {
                    let given = name.type_name(vm);
                    let message = format!("attribute name must be string, not '{given}'");
                    return Err(vm.type_error(message));
                };
                object.set_attribute(name, value, vm)?;
            }
        }
        Ok(())
    }
}

/// `object.__dict__[name] = value` for all items. The dict is not made if the object can do without.
fn set_attributes(object: &Value, items: Vec<(Value, Value)>, vm: &mut Vm) -> PyResult<()> {
    let dict_name = vm.names.__dict__.clone();
    // A class may have another `__dict__` than that of its instances.
    let is_usual = object.class(vm).is_heap_type() && !has_own_dict(object, vm);
    let mut rest = Vec::new();
    for (name, value) in items {
        match name.downcast::<Str>() {
            Some(name) if is_usual => {
                let name = vm.intern_ref(name);
                if let Err(value) = set_instance_attribute(object, &name, value, vm) {
                    rest.push((name.into_value(), value));
                }
            }
            Some(name) => {
                let name = vm.intern_ref(name);
                rest.push((name.into_value(), value));
            }
            None => rest.push((name, value)),
        }
    }
    if rest.is_empty() && is_usual {
        return Ok(());
    }
    let dict = object.get_attribute(&dict_name, vm)?;
    for (name, value) in rest {
        dict.set_subscript(&name, value, vm)?;
    }
    Ok(())
}

/// Whether a class among those of the object says itself what `__dict__` is.
fn has_own_dict(object: &Value, vm: &mut Vm) -> bool {
    let name = vm.names.__dict__.clone();
    let class = object.class(vm).clone();
    match class.lookup(&name, vm) {
        Some(found) => found
            .downcast::<rpy_vm::builtins::descriptors::GetSetDescriptor>()
            .is_none(),
        None => true,
    }
}
