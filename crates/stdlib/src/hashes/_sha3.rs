//! `_sha3`: the hash functions of the family SHA-3.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::fixed::fixed_hash;
use super::shared::Shared;
use super::{absorb_first, hex};
use crate::arguments::unsigned;

/// Digests of this length or more are refused, in bytes.
const MAX_LENGTH: u64 = 1 << 29;

pub use _sha3::MODULE;

/// The hash functions of the family SHA-3.
#[rpy_macros::native_module(
    name = "_sha3",
    classes(
        super::Sha3_224,
        super::Sha3_256,
        super::Sha3_384,
        super::Sha3_512,
        super::Shake128,
        super::Shake256
    )
)]
mod _sha3 {
    /// Data longer than this are hashed while other threads run.
    #[constant]
    const _GIL_MINSIZE: usize = super::super::LONG;

    /// Whose code computes the hashes.
    #[constant]
    const implementation: &str = "RustCrypto";
}

fixed_hash! {
    /// sha3_224([data], *, usedforsecurity=True) -> a hash object of SHA3-224.
    Sha3_224, "_sha3.sha3_224", "sha3_224", 144, 28, sha3::Sha3_224,
    "($self, data, /)", sponge 448
}

fixed_hash! {
    /// sha3_256([data], *, usedforsecurity=True) -> a hash object of SHA3-256.
    Sha3_256, "_sha3.sha3_256", "sha3_256", 136, 32, sha3::Sha3_256,
    "($self, data, /)", sponge 512
}

fixed_hash! {
    /// sha3_384([data], *, usedforsecurity=True) -> a hash object of SHA3-384.
    Sha3_384, "_sha3.sha3_384", "sha3_384", 104, 48, sha3::Sha3_384,
    "($self, data, /)", sponge 768
}

fixed_hash! {
    /// sha3_512([data], *, usedforsecurity=True) -> a hash object of SHA3-512.
    Sha3_512, "_sha3.sha3_512", "sha3_512", 72, 64, sha3::Sha3_512,
    "($self, data, /)", sponge 1024
}

/// Declares a class of hashes of any length.
macro_rules! shake_hash {
    ($doc:tt, $class:ident, $python:tt, $name:tt, $block:tt, $state:ty, $capacity:tt) => {
        #[doc = $doc]
        #[derive(Payload)]
        pub(crate) struct $class {
            #[payload(skip)]
            state: Shared<$state>,
        }

        impl $class {
            /// The first bytes of the digest of the data so far.
            fn digest_now(&self, length: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
                let length = unsigned(length, "unsigned long", vm)?;
                if length >= MAX_LENGTH {
                    return Err(vm.value_error("length is too large"));
                }
                vm.check_allocation(length as usize)?;
                let mut digest = vec![0; length as usize];
                let state = self.state.get(vm)?.clone();
                digest::ExtendableOutput::finalize_xof_into(state, &mut digest);
                Ok(digest)
            }
        }

        #[native_class(name = $python)]
        impl $class {
            #[new(signature = "(data=b'', *, usedforsecurity=True, string=None)", hidden)]
            fn new(
                class: &Ref<Type>,
                data: Option<&Value>,
                usedforsecurity: bool,
                string: Option<&Value>,
                vm: &mut Vm,
            ) -> PyResult<Ref<$class>> {
                let _ = usedforsecurity;
                let mut state = <$state>::default();
                let absorb = |data: &[u8]| digest::Update::update(&mut state, data);
                absorb_first(data, string, absorb, vm)?;
                let hash = $class {
                    state: Shared::new(state),
                };
                Ok(Ref::with_class(hash, class, vm))
            }

            /// Returns a copy, which goes on from here by itself.
            #[method(signature = "($self, /)")]
            fn copy(this: &Ref<$class>, vm: &mut Vm) -> PyResult<Ref<$class>> {
                let state = this.state.get(vm)?.clone();
                let copied = $class {
                    state: Shared::new(state),
                };
                Ok(Ref::new(copied, vm))
            }

            /// Returns so many bytes of the digest of the data so far.
            #[method(signature = "($self, /, length)")]
            fn digest(this: &Ref<$class>, length: &Value, vm: &mut Vm) -> PyResult {
                let digest = this.digest_now(length, vm)?;
                Ok(vm.new_bytes(&digest))
            }

            /// Returns so many bytes of the digest of the data so far, in hexadecimal digits.
            #[method(signature = "($self, /, length)")]
            fn hexdigest(this: &Ref<$class>, length: &Value, vm: &mut Vm) -> PyResult<String> {
                Ok(hex(&this.digest_now(length, vm)?))
            }

            /// Adds data.
            #[method(signature = "($self, data, /)")]
            fn update(this: &Ref<$class>, data: &Value, vm: &mut Vm) -> PyResult<()> {
                this.state.absorb(data, digest::Update::update, vm)
            }

            /// Bytes of a block of the algorithm.
            #[getter]
            fn block_size(_this: &Ref<$class>) -> i32 {
                $block
            }

            /// Zero: the digest has any length.
            #[getter]
            fn digest_size(_this: &Ref<$class>) -> i32 {
                0
            }

            /// The name of the algorithm.
            #[getter]
            fn name(_this: &Ref<$class>) -> &'static str {
                $name
            }

            /// Bits of the state that no data are mixed into.
            #[getter]
            fn _capacity_bits(_this: &Ref<$class>) -> i32 {
                $capacity
            }

            /// Bits of a block.
            #[getter]
            fn _rate_bits(_this: &Ref<$class>) -> i32 {
                $block * 8
            }

            /// What is put behind the data.
            #[getter]
            fn _suffix(_this: &Ref<$class>, vm: &mut Vm) -> Value {
                vm.new_bytes(&[0x1f])
            }
        }
    };
}

shake_hash! {
    "shake_128([data], *, usedforsecurity=True) -> a hash object of SHAKE128.",
    Shake128, "_sha3.shake_128", "shake_128", 168, shake::Shake128, 256
}

shake_hash! {
    "shake_256([data], *, usedforsecurity=True) -> a hash object of SHAKE256.",
    Shake256, "_sha3.shake_256", "shake_256", 136, shake::Shake256, 512
}
