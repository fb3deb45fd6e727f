//! `_struct`: values packed into bytes as C structs are, and taken out again.
//! Reference: <https://docs.python.org/3.14/library/struct.html>

mod class;
mod item;
mod iterator;
mod layout;
mod operations;

pub use _struct::MODULE;

/// Functions that convert between Python values and bytes in which they lie as in a C struct.
///
/// A format says what lies there. It may begin with a character for order, sizes and alignment:
/// @ native (the default), = native order and standard sizes, < little-endian, > or ! big-endian.
/// The others are types, each after an optional count: x padding, c char, b B signed and unsigned
/// char, ? bool, h H short, i I int, l L long, q Q long long, n N ssize_t and size_t, P pointer
/// (these three natively only), e f d floats of two, four and eight bytes, F D complex numbers of
/// two of those, s bytes and p a Pascal string, where the count is their length.
#[rpy_macros::native_module(name = "_struct", classes(super::class::Struct))]
pub(crate) mod _struct {
    use std::collections::HashMap;
    use std::rc::Rc;

    use rpy_vm::builtins::bytes::Bytes;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{Args, PyResult, Ref, Value, Vm};

    use super::iterator::UnpackIterator;
    use super::layout::{self, Layout};
    use super::operations;

    /// Raised for formats that are none, and for values that do not fit them.
    #[exception(name = "struct.error")]
    pub(crate) struct error;

    /// The layouts of the formats that were used last.
    #[state]
    #[derive(Default)]
    pub(crate) struct State {
        pub(crate) layouts: HashMap<Box<[u8]>, Rc<Layout>>,
    }

    /// Forgets the formats that were used.
    #[function(signature = "()")]
    fn _clearcache(vm: &mut Vm) {
        vm.module_state::<State>().layouts.clear();
    }

    /// Returns the number of bytes that a format describes.
    #[function(signature = "(format, /)")]
    fn calcsize(format: &Value, vm: &mut Vm) -> PyResult<usize> {
        Ok(layout::cached(format, vm)?.size)
    }

    /// Returns an iterator over the values in a buffer of several structs, a tuple for each.
    ///
    /// Raises error if the buffer does not hold a whole number of them.
    #[function(signature = "(format, buffer, /)")]
    fn iter_unpack(format: &Value, buffer: &Value, vm: &mut Vm) -> PyResult<Ref<UnpackIterator>> {
        let layout = layout::cached(format, vm)?;
        UnpackIterator::new(layout, buffer, vm)
    }

    /// Returns bytes in which the values lie as the format says.
    #[function(signature = "(format, /, *values)", hidden)]
    fn pack(args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let (format, values) = operations::split(args, "pack", vm)?;
        let layout = layout::cached(format, vm)?;
        operations::pack(&layout, values, vm)
    }

    /// Packs the values into a buffer, from an offset on.
    #[function(signature = "(format, buffer, offset, /, *values)", hidden)]
    fn pack_into(args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let (format, rest) = operations::split(args, "pack_into", vm)?;
        let layout = layout::cached(format, vm)?;
        operations::pack_into(&layout, rest, vm)
    }

    /// Returns a tuple of the values in a buffer, which has the size of the format.
    #[function(signature = "(format, buffer, /)")]
    fn unpack(format: &Value, buffer: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let layout = layout::cached(format, vm)?;
        operations::unpack(&layout, buffer, vm)
    }

    /// Returns a tuple of the values in a buffer from an offset on.
    #[function(signature = "(format, /, buffer, offset=0)")]
    fn unpack_from(
        format: &Value,
        buffer: &Value,
        offset: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Tuple>> {
        let layout = layout::cached(format, vm)?;
        operations::unpack_from(&layout, buffer, offset, vm)
    }
}
