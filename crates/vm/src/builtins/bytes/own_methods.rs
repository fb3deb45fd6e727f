//! The methods that `bytes` has and `bytearray` has not.

use rpy_macros::methods;

use crate::builtins::bytes::Bytes;
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
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
        let bytes = vm.new_bytes(this.as_slice());
        Tuple::new(vec![bytes], vm)
    }

    /// Returns how many bytes the object takes.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Ref<Bytes>) -> usize {
        this.told_size()
    }
}
