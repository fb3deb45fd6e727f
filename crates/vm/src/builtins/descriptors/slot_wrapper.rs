//! `wrapper_descriptor` and `method-wrapper`: special methods of native types, by name.

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};

use super::{payload, qualified_name};
use crate::builtins::native_function::reduce_attribute;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slot_table::SpecialMethod;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A special method in the dict of the native type that has the slot.
pub struct SlotWrapper {
    owner: Ref<Type>,
    method: &'static SpecialMethod,
}

impl Payload for SlotWrapper {
    const NAME: &'static str = "wrapper_descriptor";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.owner.as_value());
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.slot_wrapper
    }
}

/// A special method of a native type bound to an object.
#[derive(Payload)]
pub struct MethodWrapper {
    wrapper: Ref<SlotWrapper>,
    object: Value,
}

impl SlotWrapper {
    /// Makes the wrapper of a slot that `owner` has.
    pub(crate) fn new(
        owner: &Ref<Type>,
        method: &'static SpecialMethod,
        vm: &mut Vm,
    ) -> Ref<SlotWrapper> {
        let payload = SlotWrapper {
            owner: owner.clone(),
            method,
        };
        let class = &vm.types.slot_wrapper;
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// The type whose slot is called.
    pub(crate) fn owner(&self) -> &Ref<Type> {
        &self.owner
    }

    /// The special method.
    pub(crate) fn method(&self) -> &'static SpecialMethod {
        self.method
    }

    /// Calls the slot on an object.
    fn call(&self, object: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
        if args.has_keywords() && !self.method.keywords {
            let name = self.method.name;
            return Err(vm.type_error(format!("wrapper {name}() takes no keyword arguments")));
        }
        let call = self
            .method
            .call
            .expect("a wrapper is made of a method with a call");
        call(&self.owner, object, args, vm)
    }
}

#[native_class(
    name = "wrapper_descriptor",
    registry = slot_wrapper,
    flags(disallow_instantiation, method_descriptor),
)]
impl SlotWrapper {
    #[slot]
    fn repr(this: &Ref<SlotWrapper>, vm: &mut Vm) -> PyResult {
        let owner = this.owner.shown_name(vm);
        let name = this.method.name;
        Ok(vm.new_str(&format!("<slot wrapper '{name}' of '{owner}' objects>")))
    }

    #[slot(call)]
    fn wrapper_call(this: &Ref<SlotWrapper>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let name = this.method.name;
        let Some((object, args)) = args.split_first() else {
            let owner = this.owner.shown_name(vm);
            return Err(vm.type_error(format!(
                "descriptor '{name}' of '{owner}' object needs an argument"
            )));
        };
        if !object.class(vm).is_subclass_of(&this.owner, vm) {
            let (owner, class) = (this.owner.shown_name(vm), object.type_name(vm));
            return Err(vm.type_error(format!(
                "descriptor '{name}' requires a '{owner}' object but received a '{class}'"
            )));
        }
        this.call(object, args, vm)
    }

    #[slot]
    fn descriptor_get(
        descriptor: &Value,
        object: Option<&Value>,
        _class: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let this = payload::<SlotWrapper>(descriptor);
        let Some(object) = object else {
            return Ok(descriptor.clone());
        };
        super::check_object(&this.owner, this.method.name, object, vm)?;
        let payload = MethodWrapper {
            wrapper: this.clone(),
            object: object.clone(),
        };
        let class = &vm.types.method_wrapper;
        Ok(heap::new_object(vm.heap(), class, class.root_shape(), payload, 0).into_value())
    }

    #[getter(member)]
    fn __name__(this: &Ref<SlotWrapper>, vm: &mut Vm) -> PyResult {
        Ok(vm.new_str(this.method.name))
    }

    #[getter]
    fn __qualname__(this: &Ref<SlotWrapper>, vm: &mut Vm) -> PyResult {
        Ok(qualified_name(&this.owner, this.method.name, vm))
    }

    #[getter]
    fn __doc__(this: &Ref<SlotWrapper>, vm: &mut Vm) -> PyResult {
        Ok(vm.new_str(this.method.doc))
    }

    #[getter]
    fn __text_signature__(this: &Ref<SlotWrapper>, vm: &mut Vm) -> PyResult {
        Ok(vm.new_str(this.method.signature))
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<SlotWrapper>, vm: &mut Vm) -> PyResult {
        reduce_attribute(this.owner.as_value(), this.method.name, vm)
    }

    #[getter(member)]
    fn __objclass__(this: &Ref<SlotWrapper>) -> Ref<Type> {
        this.owner.clone()
    }
}

#[native_class(name = "method-wrapper", registry = method_wrapper, flags(disallow_instantiation))]
impl MethodWrapper {
    #[slot]
    fn repr(this: &Ref<MethodWrapper>, vm: &mut Vm) -> PyResult {
        let (name, class) = (this.wrapper.method.name, this.object.type_name(vm));
        let address = this.object.bits();
        Ok(vm.new_str(&format!(
            "<method-wrapper '{name}' of {class} object at {address:#x}>"
        )))
    }

    #[slot]
    fn call(this: &Ref<MethodWrapper>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        this.wrapper.call(&this.object, args, vm)
    }

    #[slot]
    fn compare(
        this: &Ref<MethodWrapper>,
        right: &Value,
        op: CompareOperator,
        _vm: &mut Vm,
    ) -> PyResult {
        let Some(other) = right.downcast::<MethodWrapper>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let equal = this.wrapper.is(&other.wrapper) && this.object.is(&other.object);
        Ok(match op {
            CompareOperator::Equal => Value::bool(equal),
            CompareOperator::NotEqual => Value::bool(!equal),
            _ => Value::NOT_IMPLEMENTED,
        })
    }

    #[slot]
    fn hash(this: &Ref<MethodWrapper>, _vm: &mut Vm) -> PyResult<i64> {
        let wrapper = this.wrapper.as_value().bits();
        Ok((this.object.bits().rotate_right(4) ^ wrapper.rotate_right(5)) as i64 >> 1)
    }

    #[getter]
    fn __name__(this: &Ref<MethodWrapper>, vm: &mut Vm) -> PyResult {
        Ok(vm.new_str(this.wrapper.method.name))
    }

    #[getter]
    fn __qualname__(this: &Ref<MethodWrapper>, vm: &mut Vm) -> PyResult {
        Ok(qualified_name(
            &this.wrapper.owner,
            this.wrapper.method.name,
            vm,
        ))
    }

    #[getter]
    fn __doc__(this: &Ref<MethodWrapper>, vm: &mut Vm) -> PyResult {
        Ok(vm.new_str(this.wrapper.method.doc))
    }

    #[getter]
    fn __text_signature__(this: &Ref<MethodWrapper>, vm: &mut Vm) -> PyResult {
        Ok(vm.new_str(this.wrapper.method.signature))
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<MethodWrapper>, vm: &mut Vm) -> PyResult {
        reduce_attribute(&this.object, this.wrapper.method.name, vm)
    }

    #[getter]
    fn __objclass__(this: &Ref<MethodWrapper>) -> Ref<Type> {
        this.wrapper.owner.clone()
    }

    #[getter(member)]
    fn __self__(this: &Ref<MethodWrapper>) -> Value {
        this.object.clone()
    }
}
