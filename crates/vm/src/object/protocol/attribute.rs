//! Attribute access by name.

use std::ptr;

use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::builtins::type_::TypeFlags;
use crate::builtins::type_::attributes as class_attributes;
use crate::function::args::Args;
use crate::object::attributes::{
    generic_get_attribute, generic_get_optional, instance_attribute, interned,
};
use crate::object::reference::Ref;
use crate::object::slot_table::{call_found, with_first};
use crate::object::slots::GetAttributeSlot;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

impl Value {
    /// `getattr(self, name)`
    pub fn get_attribute(&self, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        match self.class(vm).slots(vm).get_attribute {
            Some(slot) => {
                slot(self, name, vm).map_err(|raised| vm.with_attribute_context(raised, self, name))
            }
            None => Err(vm.no_attribute_error(self, name)),
        }
    }

    /// `getattr(self, name)`, or `None` if that raises `AttributeError`.
    pub fn get_attribute_optional(&self, name: &Ref<Str>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let found = match self.class(vm).slots(vm).get_attribute {
            // No exception is made only to be dropped.
            Some(slot) if ptr::fn_addr_eq(slot, generic_get_attribute as GetAttributeSlot) => {
                generic_get_optional(self, name, vm)
            }
            Some(slot)
                if ptr::fn_addr_eq(slot, class_attributes::get_attribute as GetAttributeSlot) =>
            {
                class_attributes::get_optional(self, name, vm)
            }
            Some(slot) => match self.downcast::<Module>() {
                Some(module) if is_slot_of_modules(slot, vm) => {
                    Module::get_optional(module, name, vm)
                }
                _ => slot(self, name, vm).map(Some),
            },
            None => Ok(None),
        };
        match found {
            Err(raised) if raised.is_instance(&vm.types.exceptions.attribute_error, vm) => Ok(None),
            found => found,
        }
    }

    /// `setattr(self, name, value)`
    pub fn set_attribute(&self, name: &Ref<Str>, value: Value, vm: &mut Vm) -> PyResult<()> {
        self.assign_attribute(name, Some(value), vm)
    }

    /// `delattr(self, name)`
    pub fn delete_attribute(&self, name: &Ref<Str>, vm: &mut Vm) -> PyResult<()> {
        self.assign_attribute(name, None, vm)
    }

    fn assign_attribute(&self, name: &Ref<Str>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let slots = self.class(vm).slots(vm);
        if let Some(slot) = slots.set_attribute {
            return slot(self, name, value, vm);
        }
        let what = if value.is_some() { "assign to" } else { "del" };
        let has = if slots.get_attribute.is_none() {
            "no attributes"
        } else {
            "only read-only attributes"
        };
        let (class, name) = (self.type_name(vm), name.to_string_lossy().into_owned());
        Err(vm.type_error(format!("'{class}' object has {has} ({what} .{name})")))
    }

    /// Looks a special method up on the class, past the instance, and binds it to `self`.
    pub fn lookup_special(&self, name: &Ref<Str>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let class = self.class(vm).clone();
        let name = interned(name, vm);
        let Some(found) = vm.lookup_cached(&class, &name) else {
            return Ok(None);
        };
        match found.class(vm).slots(vm).descriptor_get {
            Some(get) => get(&found, Some(self), class.as_value(), vm).map(Some),
            None => Ok(Some(found)),
        }
    }

    /// `self.name(*args)`
    pub fn call_method(&self, name: &Ref<Str>, args: &[Value], vm: &mut Vm) -> PyResult {
        match self.plain_method(name, vm) {
            Some(method) => with_first(self, args, |all| {
                method.call(Args::positional_only(all), vm)
            }),
            None => self.get_attribute(name, vm)?.call_positional(args, vm),
        }
    }

    /// `self.name(*args)`, where the last arguments are given by keyword: `keywords` are their names.
    pub fn call_method_with(
        &self,
        name: &Ref<Str>,
        args: &[Value],
        keywords: &[Value],
        vm: &mut Vm,
    ) -> PyResult {
        match self.plain_method(name, vm) {
            Some(method) => with_first(self, args, |all| method.call(Args::new(all, keywords), vm)),
            None => {
                let method = self.get_attribute(name, vm)?;
                method.call(Args::new(args, keywords), vm)
            }
        }
    }

    /// What `self.name` would bind to `self`, if that is a function of the class and the object has no
    /// say in it.
    fn plain_method(&self, name: &Ref<Str>, vm: &mut Vm) -> Option<Value> {
        let class = self.class(vm).clone();
        let slot = class.slots(vm).get_attribute?;
        if !ptr::fn_addr_eq(slot, generic_get_attribute as GetAttributeSlot) {
            return None;
        }
        let name = interned(name, vm);
        let found = vm.lookup_cached(&class, &name)?;
        let flags = found.class(vm).flags();
        let is_plain = flags.contains(TypeFlags::METHOD_DESCRIPTOR)
            && instance_attribute(self, &name, vm).is_none();
        is_plain.then_some(found)
    }

    /// Calls a special method of the class with `self` and `args`; `None` if there is no such
    /// method.
    pub fn call_special(
        &self,
        name: &Ref<Str>,
        args: &[Value],
        vm: &mut Vm,
    ) -> PyResult<Option<Value>> {
        let class = self.class(vm).clone();
        let name = interned(name, vm);
        let Some(method) = vm.lookup_cached(&class, &name) else {
            return Ok(None);
        };
        with_first(self, args, |all| {
            call_found(&method, self, Args::positional_only(all), vm).map(Some)
        })
    }
}

impl Raised {
    /// Whether the exception is an instance of `class`, by its MRO.
    pub fn is_instance(&self, class: &Ref<crate::builtins::type_::Type>, vm: &Vm) -> bool {
        self.exception().class().is_subclass_of(class, vm)
    }
}

impl Vm {
    /// The `AttributeError` for an attribute that an object does not have.
    #[cold]
    pub fn no_attribute_error(&mut self, object: &Value, name: &Ref<Str>) -> Raised {
        let message = self.no_attribute_message(object, name);
        self.attribute_error_of(object, name, &message)
    }

    /// As [`Vm::no_attribute_error`], for an attribute that was to be deleted: CPython does not say which.
    #[cold]
    pub(crate) fn nothing_to_delete(&mut self, object: &Value, name: &Ref<Str>) -> Raised {
        let message = self.no_attribute_message(object, name);
        self.attribute_error(message)
    }

    fn no_attribute_message(&mut self, object: &Value, name: &Ref<Str>) -> String {
        let text = name.to_string_lossy();
        match object.downcast::<crate::builtins::type_::Type>() {
            Some(class) => format!(
                "type object '{}' has no attribute '{text}'",
                class.shown_name(self)
            ),
            None => format!(
                "'{}' object has no attribute '{text}'",
                object.type_name(self)
            ),
        }
    }

    /// An `AttributeError` with this message that knows name and object.
    #[cold]
    pub fn attribute_error_of(&mut self, object: &Value, name: &Ref<Str>, message: &str) -> Raised {
        let raised = self.attribute_error(message);
        let fields = vec![name.to_value(), object.clone()];
        raised.exception().fields.replace(fields, self);
        raised
    }
}

/// Whether a class gets attributes as the class of modules does.
fn is_slot_of_modules(slot: GetAttributeSlot, vm: &mut Vm) -> bool {
    let class = vm.types.module.clone();
    let of_modules = class.slots(vm).get_attribute;
    of_modules.is_some_and(|of_modules| ptr::fn_addr_eq(of_modules, slot))
}
