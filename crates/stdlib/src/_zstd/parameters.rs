//! Parameters of contexts, as dicts.

use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::_zstd;
use super::system::{self, Failure};

/// The parameters of compression, by their names in Python.
const COMPRESSION: &[(i32, &str)] = &[
    (100, "compression_level"),
    (101, "window_log"),
    (102, "hash_log"),
    (103, "chain_log"),
    (104, "search_log"),
    (105, "min_match"),
    (106, "target_length"),
    (107, "strategy"),
    (160, "enable_long_distance_matching"),
    (161, "ldm_hash_log"),
    (162, "ldm_min_match"),
    (163, "ldm_bucket_size_log"),
    (164, "ldm_hash_rate_log"),
    (200, "content_size_flag"),
    (201, "checksum_flag"),
    (202, "dict_id_flag"),
    (400, "nb_workers"),
    (401, "job_size"),
    (402, "overlap_log"),
];

/// The parameters of decompression, by their names in Python.
const DECOMPRESSION: &[(i32, &str)] = &[(100, "window_log_max")];

/// The number of the compression level.
pub(super) const LEVEL: i32 = 100;

/// The error of a parameter that the library has refused.
fn refused(key: i32, value: i32, compresses: bool, vm: &mut Vm) -> Raised {
    let (table, kind) = match compresses {
        true => (COMPRESSION, "compression"),
        false => (DECOMPRESSION, "decompression"),
    };
    let name = match table.iter().find(|(number, _)| *number == key) {
        Some((_, name)) => (*name).to_owned(),
        None => format!("unknown parameter (key {key})"),
    };
    vm.value_error(match system::bounds(key, compresses) {
        Ok((lower, upper)) => format!(
            "{kind} parameter '{name}' received an illegal value {value}; the valid range is [{lower}, {upper}]"
        ),
        Err(_) => format!("invalid {kind} parameter '{name}'"),
    })
}

/// Sets all parameters of a dict. Returns the compression level, if it is among them.
pub(super) fn set_all(
    options: &Value,
    compresses: bool,
    mut set: impl FnMut(i32, i32) -> Result<(), Failure>,
    vm: &mut Vm,
) -> PyResult<Option<i32>> {
    let Some(options) = options.downcast::<Dict>() else {
        let class = if compresses {
            "ZstdCompressor"
        } else {
            "ZstdDecompressor"
        };
        let given = options.type_name(vm);
        let message = format!("{class}() argument 'options' must be dict, not {given}");
        return Err(vm.type_error(message));
    };
    let state = vm.module_state::<_zstd::State>();
    let wrong: Option<Ref<Type>> = match compresses {
        true => state.decompression.clone(),
        false => state.compression.clone(),
    };
    let mut level = None;
    for (key, value) in options.items_vec(vm) {
        if let Some(wrong) = &wrong
            && key.class(vm).is(wrong)
        {
            return Err(vm.type_error(match compresses {
                true => "compression options dictionary key must not be a DecompressionParameter attribute",
                false => "decompression options dictionary key must not be a CompressionParameter attribute",
            }));
        }
        let key = i32::from_argument(&key, vm)?;
        let value = i32::from_argument(&value, vm)?;
        if set(key, value).is_err() {
            return Err(refused(key, value, compresses, vm));
        }
        if compresses && key == LEVEL {
            level = Some(value);
        }
    }
    Ok(level)
}
