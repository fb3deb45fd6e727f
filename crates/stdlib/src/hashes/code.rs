//! What the classes `_hashlib.HMAC` and `_hmac.HMAC` have in common: all but their names.

use std::cell::RefCell;

use rpy_macros::{Payload, methods, native_class};
use rpy_vm::function::native::NativeClass;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::any::Hmac;
use super::{data_of, hex};

/// A message authentication code.
#[derive(Payload)]
pub(crate) struct Code {
    #[payload(skip)]
    code: RefCell<Hmac>,
}

impl Code {
    /// A code as an object of the class that `C` stands for.
    pub(super) fn object<C: NativeClass>(code: Hmac, vm: &mut Vm) -> Ref<Code> {
        let code = RefCell::new(code);
        let class = C::class(vm).clone();
        Ref::with_class(Code { code }, &class, vm)
    }
}

#[methods(MEMBERS)]
impl Code {
    /// Returns a copy, which goes on from here by itself.
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<Code>, vm: &mut Vm) -> Ref<Code> {
        let code = this.code.clone();
        Ref::with_class(Code { code }, this.class(), vm)
    }

    /// Returns the code of the data so far.
    #[method(signature = "($self, /)")]
    fn digest(this: &Ref<Code>, vm: &mut Vm) -> Value {
        let digest = this.code.borrow().digest();
        vm.new_bytes(&digest)
    }

    /// Returns the code of the data so far, in hexadecimal digits.
    #[method(signature = "($self, /)")]
    fn hexdigest(this: &Ref<Code>) -> String {
        hex(&this.code.borrow().digest())
    }

    /// Adds data.
    #[method(signature = "($self, /, msg)")]
    fn update(this: &Ref<Code>, msg: &Value, vm: &mut Vm) -> PyResult<()> {
        let data = data_of(msg, vm)?;
        this.code.borrow_mut().update(data.as_bytes(vm));
        Ok(())
    }

    /// Bytes of a block of the hash.
    #[getter]
    fn block_size(this: &Ref<Code>) -> usize {
        this.code.borrow().algorithm.block_size
    }

    /// Bytes of a code.
    #[getter]
    fn digest_size(this: &Ref<Code>) -> usize {
        this.code.borrow().algorithm.digest_size
    }

    /// The name: `hmac-` and that of the hash.
    #[getter]
    fn name(this: &Ref<Code>) -> String {
        format!("hmac-{}", this.code.borrow().algorithm.name)
    }
}

/// How a code shows itself.
fn shown(code: &Ref<Code>) -> String {
    let address = code.as_value().object_pointer();
    let name = code.code.borrow().algorithm.name;
    format!("<{name} HMAC object @ {address:p}>")
}

#[native_class(
    name = "_hashlib.HMAC",
    flags(disallow_instantiation),
    methods(Code::MEMBERS)
)]
impl Code {
    #[slot]
    fn repr(this: &Ref<Code>) -> String {
        shown(this)
    }
}

/// The class of codes that `_hmac` makes.
pub(crate) struct OwnCode;

#[native_class(
    name = "_hmac.HMAC",
    payload = Code,
    flags(disallow_instantiation),
    undocumented,
    methods(Code::MEMBERS)
)]
impl OwnCode {
    #[slot]
    fn repr(this: &Ref<Code>) -> String {
        shown(this)
    }
}
