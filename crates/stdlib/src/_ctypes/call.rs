//! Calls of foreign functions, by libffi.

use std::ffi::c_void;

use libffi_sys::{
    FFI_TYPE_STRUCT, ffi_abi_FFI_DEFAULT_ABI, ffi_call, ffi_cif, ffi_prep_cif, ffi_prep_cif_var,
    ffi_status_FFI_OK, ffi_type, ffi_type_complex_double, ffi_type_complex_float,
    ffi_type_complex_longdouble, ffi_type_double, ffi_type_float, ffi_type_longdouble,
    ffi_type_pointer, ffi_type_sint8, ffi_type_sint16, ffi_type_sint32, ffi_type_sint64,
    ffi_type_uint8, ffi_type_uint16, ffi_type_uint32, ffi_type_uint64, ffi_type_void,
};
use rpy_vm::Vm;

use super::argument::Prepared;
use super::scalar::{KNOWN_SIZE, Passed, Scalar};

/// The description of a scalar.
fn scalar_type(scalar: Scalar) -> *mut ffi_type {
    match scalar {
        Scalar::U8 => &raw mut ffi_type_uint8,
        Scalar::I8 => &raw mut ffi_type_sint8,
        Scalar::U16 => &raw mut ffi_type_uint16,
        Scalar::I16 => &raw mut ffi_type_sint16,
        Scalar::U32 => &raw mut ffi_type_uint32,
        Scalar::I32 => &raw mut ffi_type_sint32,
        Scalar::U64 => &raw mut ffi_type_uint64,
        Scalar::I64 => &raw mut ffi_type_sint64,
        Scalar::F32 => &raw mut ffi_type_float,
        Scalar::F64 => &raw mut ffi_type_double,
        Scalar::LongDouble => &raw mut ffi_type_longdouble,
        Scalar::ComplexFloat => &raw mut ffi_type_complex_float,
        Scalar::ComplexDouble => &raw mut ffi_type_complex_double,
        Scalar::ComplexLongDouble => &raw mut ffi_type_complex_longdouble,
        Scalar::Pointer => &raw mut ffi_type_pointer,
    }
}

/// The elements by which libffi decides in which registers an aggregate is passed.
///
/// Where fields lie as C lays them out one behind the other, they are the fields. Unions, fields of bits
/// and packed structures are described by what each eight bytes hold: floats only, or anything else.
fn elements(size: usize, leaves: &[(usize, Scalar)]) -> Vec<Scalar> {
    if size == 0 {
        return Vec::new();
    }
    if size > KNOWN_SIZE || leaves.is_empty() {
        return vec![Scalar::U8];
    }
    let mut end = 0_usize;
    let is_plain = leaves.iter().all(|(offset, scalar)| {
        let fits = *offset == end.next_multiple_of(scalar.align());
        end = offset + scalar.size();
        fits
    });
    if is_plain && end <= size {
        return leaves.iter().map(|(_, scalar)| *scalar).collect();
    }
    let mut elements = Vec::new();
    for start in (0..size).step_by(8) {
        let length = (size - start).min(8);
        let inside: Vec<Scalar> = leaves
            .iter()
            .filter(|(offset, scalar)| *offset < start + 8 && offset + scalar.size() > start)
            .map(|(_, scalar)| *scalar)
            .collect();
        let is_float = !inside.is_empty()
            && inside
                .iter()
                .all(|scalar| scalar.is_float() && scalar.align() <= 8);
        elements.push(match (is_float, length) {
            (true, 8) => Scalar::F64,
            (true, _) => Scalar::F32,
            (false, 5..=8) => Scalar::U64,
            (false, 3..=4) => Scalar::U32,
            (false, 2) => Scalar::U16,
            (false, _) => Scalar::U8,
        });
    }
    elements
}

/// The description of an aggregate. It refers to the list of its elements, which does not move.
struct Aggregate {
    description: Box<ffi_type>,
    _elements: Box<[*mut ffi_type]>,
}

impl Aggregate {
    fn new(size: usize, align: usize, leaves: &[(usize, Scalar)]) -> Aggregate {
        let elements = elements(size, leaves).into_iter().map(scalar_type);
        let mut elements: Box<[*mut ffi_type]> = elements.chain([std::ptr::null_mut()]).collect();
        let description = Box::new(ffi_type {
            size,
            alignment: align.clamp(1, 1 << 15) as u16,
            type_: FFI_TYPE_STRUCT,
            elements: elements.as_mut_ptr(),
        });
        Aggregate {
            description,
            _elements: elements,
        }
    }
}

/// How a function is called. It refers to the descriptions of types, which do not move.
pub(super) struct Convention {
    cif: Box<ffi_cif>,
    _types: Box<[*mut ffi_type]>,
    _aggregates: Vec<Aggregate>,
}

// SAFETY: what is referred to belongs to this, or is static, and is not changed after it was made.
unsafe impl Send for Convention {}

// SAFETY: as above.
unsafe impl Sync for Convention {}

impl Convention {
    /// The convention for these types; nothing if libffi has none. With `fixed`, the arguments behind so
    /// many are variable.
    pub(super) fn new<'a>(
        arguments: impl Iterator<Item = &'a Passed>,
        result: &Passed,
        fixed: Option<usize>,
    ) -> Option<Convention> {
        let mut aggregates = Vec::new();
        let mut describe = |passed: &Passed| match passed {
            Passed::Void => &raw mut ffi_type_void,
            Passed::Scalar(scalar) => scalar_type(*scalar),
            Passed::Aggregate {
                size,
                align,
                leaves,
            } => {
                let mut aggregate = Aggregate::new(*size, *align, leaves);
                let description = &raw mut *aggregate.description;
                aggregates.push(aggregate);
                description
            }
        };
        let mut types: Box<[*mut ffi_type]> = arguments.map(&mut describe).collect();
        let result = describe(result);
        let mut cif = Box::new(ffi_cif::default());
        let (cif_pointer, first) = (&raw mut *cif, types.as_mut_ptr());
        let (abi, count) = (ffi_abi_FFI_DEFAULT_ABI, types.len() as u32);
        // SAFETY: the descriptions are static, or boxes that live as long as the convention, as does the
        // list of them; there are as many as said.
        let status = unsafe {
            match fixed.filter(|fixed| *fixed < types.len()) {
                Some(fixed) => {
                    ffi_prep_cif_var(cif_pointer, abi, fixed as u32, count, result, first)
                }
                None => ffi_prep_cif(cif_pointer, abi, count, result, first),
            }
        };
        (status == ffi_status_FFI_OK).then_some(Convention {
            cif,
            _types: types,
            _aggregates: aggregates,
        })
    }

    /// The convention as libffi takes it.
    pub(super) fn as_ptr(&mut self) -> *mut ffi_cif {
        &raw mut *self.cif
    }
}

/// Addresses that go to another thread's hands together with what they refer to.
struct Addresses {
    cif: *mut ffi_cif,
    function: usize,
    result: *mut c_void,
    arguments: *mut *mut c_void,
}

// SAFETY: the closure that takes them runs on this very thread.
unsafe impl Send for Addresses {}

/// The result of a call, and `errno` behind it if that was exchanged.
pub(super) struct Outcome {
    /// The bytes of the result; at least 8.
    pub(super) bytes: Vec<u8>,
    pub(super) errno: i32,
}

/// Calls the function at an address. The caller has seen to it that it is not null; what is there, the
/// program vouches for. `None` if libffi does not know how to call it.
pub(super) fn call(
    function: usize,
    arguments: &mut [Prepared],
    result: &Passed,
    (fixed, keep_lock, errno): (Option<usize>, bool, Option<i32>),
    vm: &mut Vm,
) -> Option<Outcome> {
    let types = arguments.iter().map(|argument| &argument.passed);
    let mut convention = Convention::new(types, result, fixed)?;
    let mut values: Vec<*mut c_void> = Vec::with_capacity(arguments.len());
    for argument in arguments.iter_mut() {
        values.push(argument.bytes.as_mut_ptr().cast());
    }
    let size = result.size().max(size_of::<usize>());
    let mut buffer = vec![0_u128; size.div_ceil(16)];
    let addresses = Addresses {
        cif: convention.as_ptr(),
        function,
        result: buffer.as_mut_ptr().cast(),
        arguments: values.as_mut_ptr(),
    };
    let errno = vm.run_foreign(keep_lock, move || {
        let addresses = addresses;
        let function: *const () = std::ptr::with_exposed_provenance(addresses.function);
        // SAFETY: the program vouches for the function: that it is one, and takes and gives what its
        // types say. There is a value for each type, with at least as many bytes, and room for the
        // result. `errno` is the thread's own.
        unsafe {
            let function: unsafe extern "C" fn() = std::mem::transmute(function);
            let place = libc::__errno_location();
            let old = errno.map(|errno| std::mem::replace(&mut *place, errno));
            ffi_call(
                addresses.cif,
                Some(function),
                addresses.result,
                addresses.arguments,
            );
            let new = *place;
            if let Some(old) = old {
                *place = old;
            }
            new
        }
    });
    let bytes = buffer.iter().flat_map(|part| part.to_ne_bytes());
    let skipped = match result {
        // Small integers are widened.
        Passed::Scalar(scalar) if cfg!(target_endian = "big") && !scalar.is_float() => {
            size_of::<usize>() - scalar.size().min(size_of::<usize>())
        }
        _ => 0,
    };
    Some(Outcome {
        bytes: bytes.skip(skipped).collect(),
        errno,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_lie_as_in_c_are_told_as_they_are() {
        let leaves = [(0, Scalar::I8), (4, Scalar::I32), (8, Scalar::F64)];
        assert_eq!(
            elements(16, &leaves),
            [Scalar::I8, Scalar::I32, Scalar::F64]
        );
    }

    #[test]
    fn unions_are_told_by_eight_bytes() {
        let leaves = [(0, Scalar::F64), (0, Scalar::I32), (8, Scalar::F32)];
        assert_eq!(elements(12, &leaves), [Scalar::U64, Scalar::F32]);
        assert_eq!(
            elements(4, &[(0, Scalar::F32), (0, Scalar::F32)]),
            [Scalar::F32]
        );
    }
}
