//! The shape that all classes of hashes of one length have.

/// Declares a class of hashes: its Rust type, its name in Python, the name of the hash, the bytes of
/// a block and of a digest, the type of its states, and the signature of `update`; for those of SHA-3,
/// which are called as classes, the bits of the capacity.
macro_rules! fixed_hash {
    (
        $(#[$doc:meta])*
        $class:ident, $python:tt, $name:tt, $block:tt, $digest:tt, $state:ty, $parameter:tt
        $(, sponge $capacity:tt)?
    ) => {
        $(#[$doc])*
        #[derive(rpy_macros::Payload)]
        pub(crate) struct $class {
            #[payload(skip)]
            state: super::shared::Shared<$state>,
        }

        impl $class {
            /// Makes an object of the first data.
            #[allow(dead_code, reason = "some classes have constructors of their own")]
            pub(super) fn make(
                data: Option<&rpy_vm::Value>,
                string: Option<&rpy_vm::Value>,
                vm: &mut rpy_vm::Vm,
            ) -> rpy_vm::PyResult<$class> {
                let mut state = <$state>::default();
                let absorb = |data: &[u8]| digest::Update::update(&mut state, data);
                super::absorb_first(data, string, absorb, vm)?;
                Ok($class {
                    state: super::shared::Shared::new(state),
                })
            }

            /// The digest of the data so far.
            fn digest_now(&self, vm: &mut rpy_vm::Vm) -> rpy_vm::PyResult<Vec<u8>> {
                let state = self.state.get(vm)?.clone();
                Ok(digest::FixedOutput::finalize_fixed(state).to_vec())
            }
        }

        #[rpy_macros::native_class(name = $python)]
        impl $class {
            $(
                #[new(signature = "(data=b'', *, usedforsecurity=True, string=None)", hidden)]
                fn new(
                    class: &rpy_vm::Ref<rpy_vm::builtins::type_::Type>,
                    data: Option<&rpy_vm::Value>,
                    usedforsecurity: bool,
                    string: Option<&rpy_vm::Value>,
                    vm: &mut rpy_vm::Vm,
                ) -> rpy_vm::PyResult<rpy_vm::Ref<$class>> {
                    let _ = usedforsecurity;
                    let hash = $class::make(data, string, vm)?;
                    Ok(rpy_vm::Ref::with_class(hash, class, vm))
                }

                /// Bits of the state that no data are mixed into.
                #[getter]
                fn _capacity_bits(_this: &rpy_vm::Ref<$class>) -> i32 {
                    $capacity
                }

                /// Bits of a block.
                #[getter]
                fn _rate_bits(_this: &rpy_vm::Ref<$class>) -> i32 {
                    $block * 8
                }

                /// What is put behind the data.
                #[getter]
                fn _suffix(_this: &rpy_vm::Ref<$class>, vm: &mut rpy_vm::Vm) -> rpy_vm::Value {
                    vm.new_bytes(&[0x06])
                }
            )?

            /// Returns a copy, which goes on from here by itself.
            #[method(signature = "($self, /)")]
            fn copy(
                this: &rpy_vm::Ref<$class>,
                vm: &mut rpy_vm::Vm,
            ) -> rpy_vm::PyResult<rpy_vm::Ref<$class>> {
                let state = this.state.get(vm)?.clone();
                let copied = $class {
                    state: super::shared::Shared::new(state),
                };
                Ok(rpy_vm::Ref::new(copied, vm))
            }

            /// Returns the digest of the data so far.
            #[method(signature = "($self, /)")]
            fn digest(this: &rpy_vm::Ref<$class>, vm: &mut rpy_vm::Vm) -> rpy_vm::PyResult {
                let digest = this.digest_now(vm)?;
                Ok(vm.new_bytes(&digest))
            }

            /// Returns the digest of the data so far, in hexadecimal digits.
            #[method(signature = "($self, /)")]
            fn hexdigest(
                this: &rpy_vm::Ref<$class>,
                vm: &mut rpy_vm::Vm,
            ) -> rpy_vm::PyResult<String> {
                Ok(super::hex(&this.digest_now(vm)?))
            }

            /// Adds data.
            #[method(signature = $parameter)]
            fn update(
                this: &rpy_vm::Ref<$class>,
                data: &rpy_vm::Value,
                vm: &mut rpy_vm::Vm,
            ) -> rpy_vm::PyResult<()> {
                this.state.absorb(data, digest::Update::update, vm)
            }

            /// Bytes of a block of the algorithm.
            #[getter]
            fn block_size(_this: &rpy_vm::Ref<$class>) -> i32 {
                $block
            }

            /// Bytes of a digest.
            #[getter]
            fn digest_size(_this: &rpy_vm::Ref<$class>) -> i32 {
                $digest
            }

            /// The name of the algorithm.
            #[getter]
            fn name(_this: &rpy_vm::Ref<$class>) -> &'static str {
                $name
            }
        }
    };
}

pub(super) use fixed_hash;
