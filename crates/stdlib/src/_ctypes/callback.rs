//! `CThunkObject`: what a function of C that calls a function of the program refers to.

use std::cell::OnceCell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::closure::Closure;
use super::code::Code;
use super::data::{Spot, data_of};
use super::errno;
use super::info::{USE_ERRNO, info_of, is_simple_subclass};
use super::memory;
use super::scalar::{Passed, Scalar};

/// A function of the program, as a function of C.
#[derive(Payload)]
pub(super) struct Thunk {
    #[payload(keep)]
    callable: Value,
    /// The types of the arguments.
    #[payload(keep)]
    argtypes: Ref<Tuple>,
    /// The code of the result, if there is one.
    #[payload(skip)]
    result: Option<Code>,
    flags: u32,
    #[payload(skip)]
    closure: OnceCell<Closure>,
}

#[native_class(name = "_ctypes.CThunkObject")]
impl Thunk {}

impl Thunk {
    /// Makes a function of C.
    ///
    /// Raises `TypeError` if it cannot give results of this type.
    pub(super) fn new(
        callable: &Value,
        argtypes: &Value,
        restype: Option<&Value>,
        flags: u32,
        vm: &mut Vm,
    ) -> PyResult<Ref<Thunk>> {
        let argtypes = vm.collect(argtypes)?;
        let mut passed = Vec::with_capacity(argtypes.len());
        for class in &argtypes {
            passed.push(passed_as(Some(class), vm));
        }
        let restype = restype.filter(|restype| !restype.is_none());
        let (result, result_passed) = match restype {
            None => (None, Passed::Void),
            Some(class) => {
                let info = info_of(class, vm);
                let code = info.and_then(|info| info.get(vm).code);
                let Some(code) = code else {
                    return Err(vm.type_error("invalid result type for callback function"));
                };
                (Some(code), Passed::Scalar(code.scalar()))
            }
        };
        let thunk = Thunk {
            callable: callable.clone(),
            argtypes: Tuple::new(argtypes, vm),
            result,
            flags,
            closure: OnceCell::new(),
        };
        let thunk = Ref::new(thunk, vm);
        let closure = Closure::new(thunk.as_value(), called, &passed, &result_passed, vm);
        match closure {
            Some(closure) => {
                let _ = thunk.closure.set(closure);
                Ok(thunk)
            }
            None => Err(vm.runtime_error("ffi_prep_closure failed")),
        }
    }

    /// The address of the function.
    pub(super) fn address(&self) -> usize {
        self.closure.get().map_or(0, Closure::address)
    }
}

/// How values of a type are passed; those of no type of C as `int`.
pub(super) fn passed_as(class: Option<&Value>, vm: &mut Vm) -> Passed {
    let info = class.and_then(|class| info_of(class, vm));
    match info {
        Some(info) => info.get(vm).passed.clone(),
        None => Passed::Scalar(Scalar::I32),
    }
}

fn argument(class: &Value, address: usize, vm: &mut Vm) -> PyResult {
    let Some(info) = info_of(class, vm) else {
        return Err(vm.type_error("cannot build parameter"));
    };
    let size = info.get(vm).size;
    let bytes = memory::foreign(address, size, vm).to_vec();
    if let Some(code) = info.get(vm).code
        && !is_simple_subclass(&info, vm)
    {
        return code.decode(&bytes, vm);
    }
    let made = class.call_positional(&[], vm)?;
    let Some(data) = data_of(&made) else {
        return Err(vm.type_error("cannot build parameter"));
    };
    data.write(Spot::In(0), &bytes, vm)?;
    Ok(made)
}

/// What the function of C does.
fn called(thunk: &Value, addresses: &[usize], errno: i32, vm: &mut Vm) -> (Vec<u8>, i32) {
    let Some(thunk) = thunk.downcast::<Thunk>().cloned() else {
        return (Vec::new(), errno);
    };
    let shown = |vm: &mut Vm| match thunk.callable.repr(vm) {
        Ok(text) => text.to_string_lossy().into_owned(),
        Err(_) => "<unprintable>".to_owned(),
    };
    let mut arguments = Vec::with_capacity(addresses.len());
    for (index, (class, address)) in thunk.argtypes.as_slice().iter().zip(addresses).enumerate() {
        match argument(class, *address, vm) {
            Ok(argument) => arguments.push(argument),
            Err(raised) => {
                let message = format!(
                    "Exception ignored while creating argument {index} of ctypes callback function {}",
                    shown(vm)
                );
                vm.report_unraisable(&message, &raised);
                return (Vec::new(), errno);
            }
        }
    }
    let exchanges = thunk.flags & USE_ERRNO != 0;
    let mut errno = errno;
    if exchanges {
        errno = errno::exchange(errno, vm);
    }
    let result = thunk.callable.call_positional(&arguments, vm);
    if exchanges {
        errno = errno::exchange(errno, vm);
    }
    let result = match result {
        Ok(result) => result,
        Err(raised) => {
            let message = format!(
                "Exception ignored while calling ctypes callback function {}",
                shown(vm)
            );
            vm.report_unraisable(&message, &raised);
            return (Vec::new(), errno);
        }
    };
    let Some(code) = thunk.result else {
        return (Vec::new(), errno);
    };
    match result_bytes(code, &result, vm) {
        Ok(bytes) => (bytes, errno),
        Err(raised) => {
            let message = format!(
                "Exception ignored while converting result of ctypes callback function {}",
                shown(vm)
            );
            vm.report_unraisable(&message, &raised);
            (Vec::new(), errno)
        }
    }
}

/// The bytes of a result; integers as long as a register.
fn result_bytes(code: Code, result: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let encoded = code.encode(result, vm)?;
    let bytes = encoded.as_slice().to_vec();
    if !encoded.keep.is_none() {
        if code.letter != b'O' {
            let category = vm.types.exceptions.runtime_warning.clone();
            vm.warn(&category, "memory leak in callback function.")?;
        }
        // Who called gets the reference with the result.
        let _ = encoded.keep.into_bits();
    }
    let scalar = code.scalar();
    if scalar.is_float() || scalar.size() >= 8 {
        return Ok(bytes);
    }
    let is_negative = matches!(scalar, Scalar::I8 | Scalar::I16 | Scalar::I32)
        && bytes.last().is_some_and(|byte| byte & 0x80 != 0);
    let mut bytes = bytes;
    bytes.resize(8, if is_negative { 0xff } else { 0 });
    Ok(bytes)
}
