//! What `cmp_to_key` gives: keys that compare by a function.

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

/// A key with its object, or the function that makes keys.
#[derive(Payload)]
pub(super) struct KeyWrapper {
    compare: Value,
    object: HeapCell<Option<Value>>,
}

#[native_class(name = "functools.KeyWrapper", flags(disallow_instantiation))]
impl KeyWrapper {
    #[slot(call, signature = "(obj)", name = "K")]
    fn call(this: &Ref<KeyWrapper>, object: Value, vm: &mut Vm) -> Ref<KeyWrapper> {
        let payload = KeyWrapper {
            compare: this.compare.clone(),
            object: HeapCell::new(Some(object)),
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
        let (Some(a), Some(b)) = (this.object.cloned(vm), right.object.cloned(vm)) else {
            return Err(vm.attribute_error("object"));
        };
        let order = this.compare.call_positional(&[a, b], vm)?;
        order.compare(&Value::from_i32(0), op, vm)
    }

    /// The object that the key stands for.
    #[getter(member)]
    fn obj(this: &Ref<KeyWrapper>, vm: &mut Vm) -> Value {
        this.object.cloned(vm).unwrap_or(Value::NONE)
    }

    #[setter(obj)]
    fn set_obj(this: &Ref<KeyWrapper>, object: Option<Value>, vm: &mut Vm) {
        drop(this.object.replace(object, vm));
    }
}

impl KeyWrapper {
    /// Makes a function that makes keys.
    pub(super) fn of_function(compare: Value, vm: &mut Vm) -> Ref<KeyWrapper> {
        let payload = KeyWrapper {
            compare,
            object: HeapCell::new(None),
        };
        Ref::new(payload, vm)
    }
}
