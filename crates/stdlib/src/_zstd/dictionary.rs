//! `ZstdDict`: dictionaries that contexts are given.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::{Bytes, BytesLike};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::system::{self, DictionaryKind};

/// What data of one kind have in common, for compressing small pieces of them well.
///
///   dict_content
///     The dictionary's bytes.
///   is_raw
///     Whether it is any content, which only has to be like the data, with no header.
///
/// An object can be used by any number of compressors and decompressors.
#[derive(Payload)]
pub(crate) struct ZstdDict {
    pub(super) content: Ref<Bytes>,
    id: u32,
}

impl ZstdDict {
    fn with_kind(this: &Ref<ZstdDict>, kind: i32, vm: &mut Vm) -> Ref<Tuple> {
        Tuple::new(vec![this.to_value(), Value::from_i32(kind)], vm)
    }
}

/// The dictionary that an argument is, and how it is to be used; `default` says that for a plain
/// dictionary.
pub(super) fn dictionary_of(
    value: &Value,
    default: DictionaryKind,
    vm: &mut Vm,
) -> PyResult<(Ref<ZstdDict>, DictionaryKind)> {
    if let Some(dictionary) = value.downcast::<ZstdDict>() {
        return Ok((dictionary.clone(), default));
    }
    if let Some(pair) = value.downcast::<Tuple>()
        && let [dictionary, kind] = pair.as_slice()
        && let Some(dictionary) = dictionary.downcast::<ZstdDict>()
    {
        let kind = match kind.as_small_int() {
            Some(0) => Some(DictionaryKind::Digested),
            Some(1) => Some(DictionaryKind::Undigested),
            Some(2) => Some(DictionaryKind::Prefix),
            _ => None,
        };
        if let Some(kind) = kind {
            return Ok((dictionary.clone(), kind));
        }
    }
    Err(vm.type_error("zstd_dict argument should be a ZstdDict object."))
}

#[native_class(name = "compression.zstd.ZstdDict")]
impl ZstdDict {
    #[new(signature = "(dict_content, /, *, is_raw=False)")]
    fn new(
        class: &Ref<Type>,
        dict_content: BytesLike<'_>,
        is_raw: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<ZstdDict>> {
        let bytes = dict_content.as_bytes(vm).to_vec();
        if bytes.len() < 8 {
            return Err(vm.value_error(
                "Zstandard dictionary content too short (must have at least eight bytes)",
            ));
        }
        let id = match is_raw {
            true => 0,
            false => system::dictionary_id(&bytes),
        };
        if id == 0 && !is_raw {
            return Err(vm.value_error("invalid Zstandard dictionary"));
        }
        let content = Bytes::from_vec(bytes, vm);
        Ok(Ref::with_class(ZstdDict { content, id }, class, vm))
    }

    #[slot]
    fn repr(this: &Ref<ZstdDict>) -> String {
        let (id, size) = (this.id, this.content.length());
        format!("<ZstdDict dict_id={id} dict_size={size}>")
    }

    #[slot]
    fn length(this: &Ref<ZstdDict>) -> usize {
        this.content.length()
    }

    /// The dictionary's bytes.
    #[getter]
    fn dict_content(this: &Ref<ZstdDict>) -> Ref<Bytes> {
        this.content.clone()
    }

    /// The number in the dictionary's header, less than 2**32; 0 for a raw one.
    #[getter(member)]
    fn dict_id(this: &Ref<ZstdDict>) -> u32 {
        this.id
    }

    /// Load as a digested dictionary to compressor: with the parameters of the dictionary.
    #[getter]
    fn as_digested_dict(this: &Ref<ZstdDict>, vm: &mut Vm) -> Ref<Tuple> {
        ZstdDict::with_kind(this, 0, vm)
    }

    /// Load as an undigested dictionary to compressor: with the parameters of the compressor.
    #[getter]
    fn as_undigested_dict(this: &Ref<ZstdDict>, vm: &mut Vm) -> Ref<Tuple> {
        ZstdDict::with_kind(this, 1, vm)
    }

    /// Load as a prefix to compressor or decompressor, for the next frame alone.
    #[getter]
    fn as_prefix(this: &Ref<ZstdDict>, vm: &mut Vm) -> Ref<Tuple> {
        ZstdDict::with_kind(this, 2, vm)
    }
}
