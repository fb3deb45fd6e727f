//! `_blake2`: the hash functions BLAKE2b and BLAKE2s.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::BytesLike;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::shared::Shared;
use super::{absorb_first, hex};
use crate::arguments::unsigned;

pub use _blake2::MODULE;

/// The hash functions BLAKE2b, for 64-bit machines, and BLAKE2s, for smaller ones.
#[rpy_macros::native_module(name = "_blake2", classes(super::Blake2b, super::Blake2s))]
mod _blake2 {
    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("BLAKE2B_MAX_DIGEST_SIZE", 64),
        ("BLAKE2B_MAX_KEY_SIZE", 64),
        ("BLAKE2B_PERSON_SIZE", 16),
        ("BLAKE2B_SALT_SIZE", 16),
        ("BLAKE2S_MAX_DIGEST_SIZE", 32),
        ("BLAKE2S_MAX_KEY_SIZE", 32),
        ("BLAKE2S_PERSON_SIZE", 8),
        ("BLAKE2S_SALT_SIZE", 8),
        ("_GIL_MINSIZE", super::super::LONG as i64),
    ];
}

/// Raises `ValueError` for what is longer than it may be.
fn check_length(what: &str, bytes: &[u8], most: usize, vm: &mut Vm) -> PyResult<()> {
    if bytes.len() > most {
        return Err(vm.value_error(format!("maximum {what} length is {most} bytes")));
    }
    Ok(())
}

/// The bytes of an argument that may be missing.
fn bytes_of(argument: Option<BytesLike<'_>>, vm: &Vm) -> Vec<u8> {
    argument.map_or(Vec::new(), |bytes| bytes.as_bytes(vm).to_vec())
}

/// A number between bounds.
fn bounded(name: &str, number: i32, [least, most]: [u8; 2], vm: &mut Vm) -> PyResult<u8> {
    match u8::try_from(number) {
        Ok(number) if number >= least && number <= most => Ok(number),
        _ if name == "inner_size" => {
            Err(vm.value_error(format!("inner_size must be between {least} and is {most}")))
        }
        _ => Err(vm.value_error(format!("{name} must be between {least} and {most}"))),
    }
}

/// Declares a class: the first line of its documentation, its Rust type, its names in Python, the
/// crate, the sizes of block, digest, key, salt and personalisation, and the largest node offset.
macro_rules! blake2_hash {
    (
        $doc:tt, $class:ident, $python:tt, $name:tt, $title:tt, $text:tt, $library:ident,
        $block:tt, $digest:tt, $salt:tt, $offset:tt
    ) => {
        #[doc = $doc]
        #[derive(Payload)]
        pub(crate) struct $class {
            #[payload(skip)]
            state: Shared<$library::State>,
            digest_size: usize,
        }

        #[native_class(name = $python)]
        impl $class {
            #[constant]
            const MAX_DIGEST_SIZE: i32 = $digest;
            #[constant]
            const MAX_KEY_SIZE: i32 = $digest;
            #[constant]
            const SALT_SIZE: i32 = $salt;
            #[constant]
            const PERSON_SIZE: i32 = $salt;

            #[new(
                signature = "(data=b'', *, digest_size=None, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=None)",
                text = $text
            )]
            #[expect(clippy::too_many_arguments, reason = "they are the parameters of BLAKE2")]
            fn new(
                class: &Ref<Type>,
                data: Option<&Value>,
                digest_size: Option<i32>,
                key: Option<BytesLike<'_>>,
                salt: Option<BytesLike<'_>>,
                person: Option<BytesLike<'_>>,
                fanout: i32,
                depth: i32,
                leaf_size: Option<&Value>,
                node_offset: Option<&Value>,
                node_depth: i32,
                inner_size: i32,
                last_node: bool,
                usedforsecurity: bool,
                string: Option<&Value>,
                vm: &mut Vm,
            ) -> PyResult<Ref<$class>> {
                let _ = usedforsecurity;
                let digest_size = digest_size.unwrap_or($digest);
                if !(1..=$digest).contains(&digest_size) {
                    return Err(vm.value_error(format!(
                        concat!(
                            "digest_size for ", $title, " must be between 1 and ", $digest,
                            " bytes, here it is {}"
                        ),
                        digest_size
                    )));
                }
                let digest_size = digest_size as usize;
                let (key, salt) = (bytes_of(key, vm), bytes_of(salt, vm));
                let person = bytes_of(person, vm);
                check_length("salt", &salt, $salt, vm)?;
                check_length("person", &person, $salt, vm)?;
                let fanout = bounded("fanout", fanout, [0, 255], vm)?;
                let depth = bounded("depth", depth, [1, 255], vm)?;
                let leaf_size = match leaf_size {
                    Some(size) => unsigned(size, "unsigned long", vm)?,
                    None => 0,
                };
                let Ok(leaf_size) = u32::try_from(leaf_size) else {
                    return Err(vm.overflow_error("leaf_size is too large"));
                };
                let node_offset = match node_offset {
                    Some(offset) => unsigned(offset, "unsigned long long", vm)?,
                    None => 0,
                };
                if node_offset > $offset {
                    return Err(vm.overflow_error("node_offset is too large"));
                }
                let node_depth = bounded("node_depth", node_depth, [0, 255], vm)?;
                let inner_size = bounded("inner_size", inner_size, [0, $digest], vm)?;
                check_length("key", &key, $digest, vm)?;
                let mut state = $library::Params::new()
                    .hash_length(digest_size)
                    .key(&key)
                    .salt(&salt)
                    .personal(&person)
                    .fanout(fanout)
                    .max_depth(depth)
                    .max_leaf_length(leaf_size)
                    .node_offset(node_offset)
                    .node_depth(node_depth)
                    .inner_hash_length(inner_size.into())
                    .last_node(last_node)
                    .to_state();
                let absorb = |data: &[u8]| {
                    state.update(data);
                };
                absorb_first(data, string, absorb, vm)?;
                let hash = $class {
                    state: Shared::new(state),
                    digest_size,
                };
                Ok(Ref::with_class(hash, class, vm))
            }

            /// Returns a copy, which goes on from here by itself.
            #[method(signature = "($self, /)")]
            fn copy(this: &Ref<$class>, vm: &mut Vm) -> PyResult<Ref<$class>> {
                let state = this.state.get(vm)?.clone();
                let copied = $class {
                    state: Shared::new(state),
                    digest_size: this.digest_size,
                };
                Ok(Ref::new(copied, vm))
            }

            /// Returns the digest of the data so far.
            #[method(signature = "($self, /)")]
            fn digest(this: &Ref<$class>, vm: &mut Vm) -> PyResult {
                let digest = this.state.get(vm)?.finalize();
                Ok(vm.new_bytes(digest.as_bytes()))
            }

            /// Returns the digest of the data so far, in hexadecimal digits.
            #[method(signature = "($self, /)")]
            fn hexdigest(this: &Ref<$class>, vm: &mut Vm) -> PyResult<String> {
                let digest = this.state.get(vm)?.finalize();
                Ok(hex(digest.as_bytes()))
            }

            /// Adds data.
            #[method(signature = "($self, data, /)")]
            fn update(this: &Ref<$class>, data: &Value, vm: &mut Vm) -> PyResult<()> {
                let absorb = |state: &mut $library::State, data: &[u8]| {
                    state.update(data);
                };
                this.state.absorb(data, absorb, vm)
            }

            /// Bytes of a block of the algorithm.
            #[getter]
            fn block_size(_this: &Ref<$class>) -> i32 {
                $block
            }

            /// Bytes of the digest.
            #[getter]
            fn digest_size(this: &Ref<$class>) -> usize {
                this.digest_size
            }

            /// The name of the algorithm.
            #[getter]
            fn name(_this: &Ref<$class>) -> &'static str {
                $name
            }
        }
    };
}

blake2_hash! {
    "Returns a new hash object of BLAKE2b.",
    Blake2b, "_blake2.blake2b", "blake2b", "Blake2b",
    "(data=b'', *, digest_size=_blake2.blake2b.MAX_DIGEST_SIZE,\n        key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0,\n        node_offset=0, node_depth=0, inner_size=0, last_node=False,\n        usedforsecurity=True, string=None)",
    blake2b_simd, 128, 64, 16, (u64::MAX)
}

blake2_hash! {
    "Returns a new hash object of BLAKE2s.",
    Blake2s, "_blake2.blake2s", "blake2s", "Blake2s",
    "(data=b'', *, digest_size=_blake2.blake2s.MAX_DIGEST_SIZE,\n        key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0,\n        node_offset=0, node_depth=0, inner_size=0, last_node=False,\n        usedforsecurity=True, string=None)",
    blake2s_simd, 64, 32, 8, (0xffff_ffff_ffffu64)
}
