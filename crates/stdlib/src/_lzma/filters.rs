//! Filters as Python gives them: dicts.

use rpy_vm::builtins::dict::Dict;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Raised, Value, Vm};

use super::raised;
use super::stream::{Filter, LzmaNumbers};
use crate::arguments::unsigned;

pub(super) const LZMA1: u64 = liblzma_sys::LZMA_FILTER_LZMA1;
pub(super) const LZMA2: u64 = liblzma_sys::LZMA_FILTER_LZMA2;
const DELTA: u64 = liblzma_sys::LZMA_FILTER_DELTA;
/// The filters for the code of processors: x86, PowerPC, IA-64, ARM, ARM Thumb, SPARC.
const BRANCHES: std::ops::RangeInclusive<u64> = 4..=9;
/// The most filters that a chain may have.
const MOST: usize = 4;

/// A number of 32 bits.
pub(super) fn number(value: &Value, vm: &mut Vm) -> PyResult<u32> {
    let number = unsigned(value, "unsigned long long", vm)?;
    u32::try_from(number).map_err(|_| vm.overflow_error("Python int too large for C uint32_t"))
}

/// A number of 64 bits.
pub(super) fn long_number(value: &Value, vm: &mut Vm) -> PyResult<u64> {
    unsigned(value, "uint64_t", vm)
}

/// The item of a mapping, if it has it.
fn item(spec: &Value, key: &str, vm: &mut Vm) -> PyResult<Option<Value>> {
    let key = vm.new_str(key);
    match spec.subscript(&key, vm) {
        Ok(value) => Ok(Some(value)),
        Err(raised) => {
            let key_error = vm.types.exceptions.key_error.clone();
            match raised.is_instance(&key_error, vm) {
                true => Ok(None),
                false => Err(raised),
            }
        }
    }
}

fn invalid(kind: &str, vm: &mut Vm) -> Raised {
    vm.value_error(format!("Invalid filter specifier for {kind} filter"))
}

/// The numbers that a filter is given, of these names. Anything else raises `ValueError`.
fn numbers<const N: usize>(
    spec: &Value,
    kind: &str,
    names: [&str; N],
    vm: &mut Vm,
) -> PyResult<[Option<u32>; N]> {
    let mut found = [None; N];
    let mut known = 1;
    for (place, name) in found.iter_mut().zip(names) {
        let Some(value) = item(spec, name, vm)? else {
            continue;
        };
        known += 1;
        *place = Some(number(&value, vm).map_err(|_| invalid(kind, vm))?);
    }
    if spec.length(vm)? != known {
        return Err(invalid(kind, vm));
    }
    Ok(found)
}

/// The filter that a mapping describes.
pub(super) fn filter_of(spec: &Value, vm: &mut Vm) -> PyResult<Filter> {
    let slots = spec.class(vm).slots(vm);
    if slots.subscript.is_none() || slots.length.is_none() {
        return Err(vm.type_error("Filter specifier must be a dict or dict-like object"));
    }
    let Some(id) = item(spec, "id", vm)? else {
        return Err(vm.value_error("Filter specifier must have an \"id\" entry"));
    };
    let id = unsigned(&id, "unsigned long long", vm)?;
    match id {
        LZMA1 | LZMA2 => {
            let preset = match item(spec, "preset", vm)? {
                Some(preset) => number(&preset, vm)?,
                None => liblzma_sys::LZMA_PRESET_DEFAULT,
            };
            let names = [
                "preset",
                "dict_size",
                "lc",
                "lp",
                "pb",
                "mode",
                "nice_len",
                "mf",
                "depth",
            ];
            let [_, dict_size, lc, lp, pb, mode, nice_len, mf, depth] =
                numbers(spec, "LZMA", names, vm)?;
            let numbers = LzmaNumbers {
                dict_size,
                lc,
                lp,
                pb,
                mode,
                nice_len,
                mf,
                depth,
            };
            match Filter::lzma(id, preset, numbers) {
                Some(filter) => Ok(filter),
                None => {
                    let message = format!("Invalid compression preset: {preset}");
                    Err(vm.native_error::<super::_lzma::LZMAError>(message))
                }
            }
        }
        DELTA => {
            let [distance] = numbers(spec, "delta", ["dist"], vm)?;
            Ok(Filter::delta(id, distance.unwrap_or(1)))
        }
        id if BRANCHES.contains(&id) => {
            let [start] = numbers(spec, "BCJ", ["start_offset"], vm)?;
            Ok(Filter::branch(id, start.unwrap_or(0)))
        }
        id => Err(vm.value_error(format!("Invalid filter ID: {id}"))),
    }
}

/// The chain of filters that a sequence describes.
pub(super) fn chain_of(specs: &Value, vm: &mut Vm) -> PyResult<Vec<Filter>> {
    let count = specs.length(vm)?;
    if specs.has_payload::<Dict>() {
        let given = specs.type_name(vm);
        return Err(vm.type_error(format!("{given} is not a sequence")));
    }
    if count > MOST {
        return Err(vm.value_error(format!(
            "Too many filters - liblzma supports a maximum of {MOST}"
        )));
    }
    let mut chain = Vec::with_capacity(count);
    for index in 0..count {
        let spec = specs.subscript(&Value::from_usize(index), vm)?;
        chain.push(filter_of(&spec, vm)?);
    }
    Ok(chain)
}

/// The properties of a filter as bytes.
pub(super) fn encoded(spec: &Value, vm: &mut Vm) -> PyResult {
    let filter = filter_of(spec, vm)?;
    match filter.encoded() {
        Ok(bytes) => Ok(vm.new_bytes(&bytes)),
        Err(failure) => Err(raised(failure, vm)),
    }
}

/// The mapping of a filter whose properties these bytes are.
pub(super) fn decoded(id: &Value, bytes: &[u8], vm: &mut Vm) -> PyResult {
    let id = u64::from_argument(id, vm)?;
    let filter = match Filter::decoded(id, bytes) {
        Ok(filter) => filter,
        Err(failure) => return Err(raised(failure, vm)),
    };
    let spec = Dict::new(vm);
    let (name, id) = (vm.intern("id"), vm.new_big_int(filter.id.into()));
    spec.set_str(&name, id, vm);
    for (name, number) in filter.entries() {
        let (name, number) = (vm.intern(name), vm.new_int(number.into()));
        spec.set_str(&name, number, vm);
    }
    Ok(spec.into_value())
}
