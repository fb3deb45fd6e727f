//! The three classes.

use rpy_macros::native_class;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::read::next_line;
use super::{Buffered, State, repr};
use crate::_io::base::{self, BufferedIoBase};

#[native_class(
    name = "_io.BufferedReader",
    base = BufferedIoBase,
    flags(base, dict, weakref, finalize),
    slots(repr = repr),
    methods(Buffered::COMMON, Buffered::READING)
)]
impl Buffered {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<Buffered> {
        Ref::with_class(Buffered::empty(), class, vm)
    }

    #[init(
        signature = "(raw, buffer_size=131072)",
        text = "(raw, buffer_size=DEFAULT_BUFFER_SIZE)"
    )]
    fn init(this: &Ref<Buffered>, raw: &Value, buffer_size: isize, vm: &mut Vm) -> PyResult<()> {
        this.state.set(State::Uninitialized);
        base::check_readable(raw, vm)?;
        this.initialize(raw, (true, false), buffer_size, vm)
    }

    #[slot]
    fn iter(this: &Value, vm: &mut Vm) -> PyResult {
        base::iter(this, vm)
    }

    #[slot]
    fn iternext(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        next_line(this, vm)
    }
}

/// Stands for the class.
pub(crate) struct BufferedWriter;

/// Collects what is written until there is enough for the raw stream.
///
/// buffer_size, DEFAULT_BUFFER_SIZE if left out, is how many bytes that is.
#[native_class(
    name = "_io.BufferedWriter",
    base = BufferedIoBase,
    payload = Buffered,
    flags(base, dict, weakref, finalize),
    slots(repr = repr),
    methods(Buffered::COMMON, Buffered::WRITING)
)]
impl BufferedWriter {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<Buffered> {
        Ref::with_class(Buffered::empty(), class, vm)
    }

    #[init(
        signature = "(raw, buffer_size=131072)",
        text = "(raw, buffer_size=DEFAULT_BUFFER_SIZE)"
    )]
    fn init(this: &Ref<Buffered>, raw: &Value, buffer_size: isize, vm: &mut Vm) -> PyResult<()> {
        this.state.set(State::Uninitialized);
        base::check_writable(raw, vm)?;
        this.initialize(raw, (false, true), buffer_size, vm)
    }
}

/// Stands for the class.
pub(crate) struct BufferedRandom;

/// Reads from and writes to one raw stream that can seek, through one buffer.
///
/// buffer_size is DEFAULT_BUFFER_SIZE if left out.
#[native_class(
    name = "_io.BufferedRandom",
    base = BufferedIoBase,
    payload = Buffered,
    flags(base, dict, weakref, finalize),
    slots(repr = repr),
    methods(Buffered::COMMON, Buffered::READING, Buffered::WRITING)
)]
impl BufferedRandom {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<Buffered> {
        Ref::with_class(Buffered::empty(), class, vm)
    }

    #[init(
        signature = "(raw, buffer_size=131072)",
        text = "(raw, buffer_size=DEFAULT_BUFFER_SIZE)"
    )]
    fn init(this: &Ref<Buffered>, raw: &Value, buffer_size: isize, vm: &mut Vm) -> PyResult<()> {
        this.state.set(State::Uninitialized);
        base::check_seekable(raw, vm)?;
        base::check_readable(raw, vm)?;
        base::check_writable(raw, vm)?;
        this.initialize(raw, (true, true), buffer_size, vm)
    }

    #[slot]
    fn iter(this: &Value, vm: &mut Vm) -> PyResult {
        base::iter(this, vm)
    }

    #[slot]
    fn iternext(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        next_line(this, vm)
    }
}
