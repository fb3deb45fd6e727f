//! The methods that `bytes` has and `bytearray` has not.

use rpy_macros::methods;

use crate::builtins::bytes::Bytes;
use crate::builtins::tuple::Tuple;
use crate::object::reference::{Object, Ref};
use crate::vm::Vm;

pub(super) struct Own;

#[methods]
impl Own {
    /// Returns the bytes as an exact bytes object.
    #[method(signature = "($self, /)")]
    fn __bytes__(this: &Ref<Bytes>, vm: &mut Vm) -> Ref<Bytes> {
        this.to_exact(vm)
    }

    #[method(signature = "($self, /)")]
    fn __getnewargs__(this: &Ref<Bytes>, vm: &mut Vm) -> Ref<Tuple> {
        let bytes = this.to_exact(vm).into_value();
        Tuple::new(vec![bytes], vm)
    }

    /// Returns the size of the object in memory, in bytes.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Ref<Bytes>) -> usize {
        size_of::<Object<Bytes>>() + this.length()
    }
}
