//! What `cmp_to_key` gives: keys that compare by a function.

use rpy_bytecode::CompareOperator;
use rpy_macros::methods;
use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::type_::TypeFlags;
use rpy_vm::function::native::{NativeSignature, TypeSpec};
use rpy_vm::object::Slots;
use rpy_vm::{Args, Payload, PyResult, Ref, Value, Vm};

use crate::support::{arguments, parameter, payload, signature};

/// A key with its object, or the function that makes keys.
pub(super) struct KeyWrapper {
    compare: Value,
    object: Option<Value>,
}

payload!(KeyWrapper, "functools.KeyWrapper", holds [compare, object], clears []);

pub(super) const KEY_WRAPPER: TypeSpec = TypeSpec {
    signature: "",
    name: "functools.KeyWrapper",
    doc: "",
    payload: KeyWrapper::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots {
        call: Some(call),
        compare: Some(compare),
        ..Slots::EMPTY
    },
    members: &[KeyWrapper::MEMBERS],
};

static SIGNATURE: NativeSignature = signature("K", &[parameter("obj", true)]);

#[methods]
impl KeyWrapper {
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

fn call(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let wrapper: &Ref<KeyWrapper> = expect(this);
    let [object] = arguments(args, &SIGNATURE, vm)?;
    let payload = KeyWrapper {
        compare: wrapper.compare.clone(),
        object: object.cloned(),
    };
    Ok(Ref::new(payload, vm).into_value())
}

fn compare(this: &Value, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
    let left: &Ref<KeyWrapper> = expect(this);
    let Some(right) = other.downcast::<KeyWrapper>() else {
        return Err(vm.type_error("other argument must be K instance"));
    };
    let (Some(a), Some(b)) = (&left.object, &right.object) else {
        return Err(vm.attribute_error("object"));
    };
    let order = left.compare.call_positional(&[a.clone(), b.clone()], vm)?;
    order.compare(&Value::from_i32(0), op, vm)
}
