//! `getset_descriptor`: a computed attribute of a native type.

use rpy_macros::native_class;

use super::{check_object, doc_value, qualified_name};
use crate::builtins::type_::Type;
use crate::function::native::{Getter, Setter};
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A computed attribute in the dict of its class.
pub struct GetSetDescriptor {
    owner: Ref<Type>,
    name: &'static str,
    doc: &'static str,
    get: Getter,
    set: Option<Setter>,
}

impl Payload for GetSetDescriptor {
    const NAME: &'static str = "getset_descriptor";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.owner.as_value());
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.getset_descriptor
    }
}

impl GetSetDescriptor {
    /// Makes the descriptor of an attribute of `owner`.
    pub fn new(
        owner: &Ref<Type>,
        name: &'static str,
        doc: &'static str,
        get: Getter,
        set: Option<Setter>,
        vm: &mut Vm,
    ) -> Ref<GetSetDescriptor> {
        let payload = GetSetDescriptor {
            owner: owner.clone(),
            name,
            doc,
            get,
            set,
        };
        let class = &vm.types.getset_descriptor;
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }
}

#[native_class(
    name = "getset_descriptor",
    registry = getset_descriptor,
    flags(disallow_instantiation),
)]
impl GetSetDescriptor {
    #[slot]
    fn repr(this: &Ref<GetSetDescriptor>, vm: &mut Vm) -> PyResult {
        let owner = this.owner.shown_name(vm);
        Ok(vm.new_str(&format!("<attribute '{}' of '{owner}' objects>", this.name)))
    }

    #[slot]
    fn descriptor_get(
        this: &Ref<GetSetDescriptor>,
        object: Option<&Value>,
        _class: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let Some(object) = object else {
            return Ok(this.to_value());
        };
        check_object(&this.owner, this.name, object, vm)?;
        (this.get)(object, vm)
    }

    #[slot]
    fn descriptor_set(
        this: &Ref<GetSetDescriptor>,
        object: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        check_object(&this.owner, this.name, object, vm)?;
        match this.set {
            Some(set) => set(object, value, vm),
            None => {
                let owner = this.owner.shown_name(vm);
                Err(vm.attribute_error(format!(
                    "attribute '{}' of '{owner}' objects is not writable",
                    this.name
                )))
            }
        }
    }

    #[getter(member)]
    fn __name__(this: &Ref<GetSetDescriptor>, vm: &mut Vm) -> PyResult {
        Ok(vm.new_str(this.name))
    }

    #[getter]
    fn __qualname__(this: &Ref<GetSetDescriptor>, vm: &mut Vm) -> PyResult {
        Ok(qualified_name(&this.owner, this.name, vm))
    }

    #[getter]
    fn __doc__(this: &Ref<GetSetDescriptor>, vm: &mut Vm) -> PyResult {
        Ok(doc_value(this.doc, vm))
    }

    #[getter(member)]
    fn __objclass__(this: &Ref<GetSetDescriptor>) -> Ref<Type> {
        this.owner.clone()
    }
}
