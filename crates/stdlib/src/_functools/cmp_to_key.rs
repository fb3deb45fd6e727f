//! What `cmp_to_key` gives: keys that compare by a function.

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::{PyResult, Ref, Value, Vm};

/// A key with its object, or the function that makes keys.
#[derive(Payload)]
pub(super) struct KeyWrapper {
    compare: Value,
    object: Option<Value>,
}

#[native_class(name = "functools.KeyWrapper", flags(disallow_instantiation))]
impl KeyWrapper {
    #[slot(call, signature = "(obj)", name = "K")]
    fn call(this: &Ref<KeyWrapper>, object: Value, vm: &mut Vm) -> Ref<KeyWrapper> {
        let payload = KeyWrapper {
            compare: this.compare.clone(),
            object: Some(object),
        };
        Ref::new(payload, vm)
    }

    #[slot]
    fn compare(
        this: &Ref<KeyWrapper>,
        other: &Value,
        op: CompareOperator,
        vm: &mut Vm,
    ) -> PyResult {
        let Some(right) = other.downcast::<KeyWrapper>() else {
            return Err(vm.type_error("other argument must be K instance"));
        };
        let (Some(a), Some(b)) = (&this.object, &right.object) else {
            return Err(vm.attribute_error("object"));
        };
        let order = this.compare.call_positional(&[a.clone(), b.clone()], vm)?;
        order.compare(&Value::from_i32(0), op, vm)
    }

    /// The object that the key stands for.
    #[getter]
    fn obj(this: &Ref<KeyWrapper>) -> Value {
        this.object.clone().unwrap_or(Value::NONE)
    }
}

impl KeyWrapper {
    /// Makes a function that makes keys.
    pub(super) fn of_function(compare: Value, vm: &mut Vm) -> Ref<KeyWrapper> {
        let payload = KeyWrapper {
            compare,
            object: None,
        };
        Ref::new(payload, vm)
    }
}
