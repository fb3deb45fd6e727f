//! `container[key]`

use crate::builtins::dict::Dict;
use crate::builtins::generic_alias::GenericAlias;
use crate::builtins::type_::{Type, TypeFlags};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Value {
    /// Whether the value has items by number, as far as its class tells: `__getitem__` of any class but a dict's and
    /// those of native mappings.
    pub fn is_sequence(&self, vm: &Vm) -> bool {
        let class = self.class(vm);
        let is_mapping = !class.is_heap_type() && class.flags().contains(TypeFlags::MAPPING);
        class.slots(vm).subscript.is_some() && !is_mapping && !self.has_payload::<Dict>()
    }

    /// `self[key]`
    pub fn subscript(&self, key: &Value, vm: &mut Vm) -> PyResult {
        if let Some(slot) = self.class(vm).slots(vm).subscript {
            return slot(self, key, vm);
        }
        if let Some(class) = self.downcast::<Type>() {
            // `type` has no `__class_getitem__`: every class would find it as an attribute of its
            // metaclass.
            if class.is(&vm.types.type_) {
                return GenericAlias::new(self.clone(), key.clone(), vm).map(Ref::into_value);
            }
            let name = vm.names.__class_getitem__.clone();
            let method = self.get_attribute_optional(&name, vm)?;
            if let Some(method) = method.filter(|method| !method.is_none()) {
                return method.call_positional(std::slice::from_ref(key), vm);
            }
            let name = class.shown_name(vm);
            return Err(vm.type_error(format!("type '{name}' is not subscriptable")));
        }
        let name = self.type_name(vm);
        Err(vm.type_error(format!("'{name}' object is not subscriptable")))
    }

    /// `self[key] = value`
    pub fn set_subscript(&self, key: &Value, value: Value, vm: &mut Vm) -> PyResult<()> {
        match self.class(vm).slots(vm).set_subscript {
            Some(slot) => slot(self, key, Some(value), vm),
            None => {
                let name = self.type_name(vm);
                Err(vm.type_error(format!("'{name}' object does not support item assignment")))
            }
        }
    }

    /// `del self[key]`
    pub fn delete_subscript(&self, key: &Value, vm: &mut Vm) -> PyResult<()> {
        match self.class(vm).slots(vm).set_subscript {
            Some(slot) => slot(self, key, None, vm),
            None => {
                let class = self.class(vm);
                let slots = class.slots(vm);
                let is_sequence =
                    class.is_heap_type() || slots.length.is_some() || slots.subscript.is_some();
                // The protocol of sequences has other words than that of mappings.
                let not = match is_sequence && key.class(vm).slots(vm).index.is_some() {
                    true => "doesn't",
                    false => "does not",
                };
                let name = self.type_name(vm);
                Err(vm.type_error(format!("'{name}' object {not} support item deletion")))
            }
        }
    }
}
