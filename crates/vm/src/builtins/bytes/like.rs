//! Bytes-like arguments: `bytes`, `bytearray` and instances of their subclasses.

use crate::builtins::bytearray::ByteArray;
use crate::builtins::bytes::Bytes;
use crate::object::value::Value;
use crate::vm::Vm;

impl Value {
    /// The bytes of a bytes-like object. They must be copied before Python code may run.
    pub fn as_bytes_like<'a>(&'a self, vm: &'a Vm) -> Option<&'a [u8]> {
        if let Some(bytes) = self.downcast::<Bytes>() {
            return Some(bytes.as_slice());
        }
        self.downcast::<ByteArray>().map(|array| array.as_slice(vm))
    }
}
