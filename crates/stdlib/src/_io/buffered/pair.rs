//! `BufferedRWPair`: a reader and a writer as one stream.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use super::{Buffered, BufferedWriter};
use crate::_io::base::{self, BufferedIoBase};
use crate::_io::errors::{attribute, call, chained};

/// Two raw streams in one, such as the ends of a connection: one to read from, one to write to.
///
/// Each has a buffer of its own; buffer_size is DEFAULT_BUFFER_SIZE if left out. Neither can seek.
#[derive(Payload)]
pub(crate) struct BufferedRwPair {
    /// The reader and the writer.
    sides: HeapCell<Option<[Value; 2]>>,
}

impl BufferedRwPair {
    fn side(&self, index: usize, vm: &mut Vm) -> PyResult {
        match self.sides.get(vm) {
            Some(sides) => Ok(sides[index].clone()),
            None => Err(vm.value_error("I/O operation on uninitialized object")),
        }
    }

    fn on_reader(&self, method: &str, args: &[Value], vm: &mut Vm) -> PyResult {
        let reader = self.side(0, vm)?;
        call(&reader, method, args, vm)
    }

    fn on_writer(&self, method: &str, args: &[Value], vm: &mut Vm) -> PyResult {
        let writer = self.side(1, vm)?;
        call(&writer, method, args, vm)
    }
}

#[native_class(
    name = "_io.BufferedRWPair",
    base = BufferedIoBase,
    flags(base, dict, weakref, finalize)
)]
impl BufferedRwPair {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<BufferedRwPair> {
        let sides = HeapCell::new(None);
        Ref::with_class(BufferedRwPair { sides }, class, vm)
    }

    #[init(
        signature = "(reader, writer, buffer_size=131072, /)",
        text = "(reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)"
    )]
    fn init(
        this: &Ref<BufferedRwPair>,
        reader: &Value,
        writer: &Value,
        buffer_size: isize,
        vm: &mut Vm,
    ) -> PyResult<()> {
        base::check_readable(reader, vm)?;
        base::check_writable(writer, vm)?;
        let class = Buffered::class(vm).clone();
        let input = Ref::with_class(Buffered::empty(), &class, vm);
        input.initialize(reader, (true, false), buffer_size, vm)?;
        let class = BufferedWriter::class(vm).clone();
        let output = Ref::with_class(Buffered::empty(), &class, vm);
        output.initialize(writer, (false, true), buffer_size, vm)?;
        let sides = [input.into_value(), output.into_value()];
        drop(this.sides.replace(Some(sides), vm));
        Ok(())
    }

    #[method(signature = "($self, *args)", hidden)]
    fn read(this: &Ref<BufferedRwPair>, args: &[Value], vm: &mut Vm) -> PyResult {
        this.on_reader("read", args, vm)
    }

    #[method(signature = "($self, *args)", hidden)]
    fn peek(this: &Ref<BufferedRwPair>, args: &[Value], vm: &mut Vm) -> PyResult {
        this.on_reader("peek", args, vm)
    }

    #[method(signature = "($self, *args)", hidden)]
    fn read1(this: &Ref<BufferedRwPair>, args: &[Value], vm: &mut Vm) -> PyResult {
        this.on_reader("read1", args, vm)
    }

    #[method(signature = "($self, *args)", hidden)]
    fn readinto(this: &Ref<BufferedRwPair>, args: &[Value], vm: &mut Vm) -> PyResult {
        this.on_reader("readinto", args, vm)
    }

    #[method(signature = "($self, *args)", hidden)]
    fn readinto1(this: &Ref<BufferedRwPair>, args: &[Value], vm: &mut Vm) -> PyResult {
        this.on_reader("readinto1", args, vm)
    }

    #[method(signature = "($self, *args)", hidden)]
    fn write(this: &Ref<BufferedRwPair>, args: &[Value], vm: &mut Vm) -> PyResult {
        this.on_writer("write", args, vm)
    }

    #[method(signature = "($self, /)")]
    fn flush(this: &Ref<BufferedRwPair>, vm: &mut Vm) -> PyResult {
        this.on_writer("flush", &[], vm)
    }

    #[method(signature = "($self, /)")]
    fn readable(this: &Ref<BufferedRwPair>, vm: &mut Vm) -> PyResult {
        this.on_reader("readable", &[], vm)
    }

    #[method(signature = "($self, /)")]
    fn writable(this: &Ref<BufferedRwPair>, vm: &mut Vm) -> PyResult {
        this.on_writer("writable", &[], vm)
    }

    #[method(signature = "($self, /)")]
    fn close(this: &Ref<BufferedRwPair>, vm: &mut Vm) -> PyResult<()> {
        let writer = this.on_writer("close", &[], vm).map(drop);
        let reader = this.on_reader("close", &[], vm).map(drop);
        chained(writer, reader, vm)
    }

    #[method(signature = "($self, /)")]
    fn isatty(this: &Ref<BufferedRwPair>, vm: &mut Vm) -> PyResult {
        let writer = this.on_writer("isatty", &[], vm)?;
        if !writer.is(&Value::FALSE) {
            return Ok(writer);
        }
        this.on_reader("isatty", &[], vm)
    }

    /// Whether the writer is closed.
    #[getter]
    fn closed(this: &Ref<BufferedRwPair>, vm: &mut Vm) -> PyResult {
        let writer = match this.side(1, vm) {
            Ok(writer) => writer,
            Err(_) => {
                return Err(
                    vm.runtime_error("the BufferedRWPair object is being garbage-collected")
                );
            }
        };
        attribute(&writer, "closed", vm)
    }
}
