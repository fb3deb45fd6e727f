//! What goes from one interpreter to another: data, and no values.

use std::sync::Arc;

use rpy_bytecode::CodeObject;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::code::Code;
use rpy_vm::builtins::exceptions::BaseException;
use rpy_vm::builtins::function::Function;
use rpy_vm::builtins::memoryview::MemoryView;
use rpy_vm::builtins::module::Module;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::NotShareableError;
use super::code;
use super::pickled::Pickled;
use super::runtime::own;
use super::shared_memory::{self, Lent};
use crate::_interpchannels::{self, ChannelEnd, End};
use crate::_interpqueues::{self, QueueRef};

/// What an object comes to on its way.
pub(crate) enum Data {
    /// None
    None,
    /// True or False
    Bool(bool),
    /// An int.
    Int(i64),
    /// A float.
    Float(f64),
    /// A string: the bytes of its text.
    Str(Vec<u8>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A tuple.
    Tuple(Vec<Data>),
    /// The memory that a memoryview shows.
    Memory(Arc<Lent>),
    /// A queue of `concurrent.interpreters`.
    Queue(QueueRef),
    /// A `ChannelID`.
    Channel(ChannelEnd),
    /// An object that stands for one end of a channel.
    ChannelEnd(ChannelEnd),
    /// A function that is nothing but its code.
    Function(Arc<CodeObject>),
    /// Anything else.
    Pickled(Pickled),
}

/// What is done with objects that have no data of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fallback {
    /// They are refused.
    Refuse = 0,
    /// Functions without state are shared by their code, everything else is pickled.
    Pickle = 1,
}

impl Fallback {
    /// By its number; the default for a negative one.
    ///
    /// Raises `ValueError` for a number that none has.
    pub(crate) fn of(number: i64, default: Fallback, vm: &mut Vm) -> PyResult<Fallback> {
        match number {
            ..0 => Ok(default),
            0 => Ok(Fallback::Refuse),
            1 => Ok(Fallback::Pickle),
            _ => Err(vm.value_error(format!("unsupported fallback {number}"))),
        }
    }
}

/// Turns an object into data.
///
/// Raises `NotShareableError` if it has none; what stood in the way is its cause.
pub(crate) fn share(value: &Value, fallback: Fallback, vm: &mut Vm) -> PyResult<Data> {
    let cause = match share_directly(value, fallback, vm) {
        Ok(Some(data)) => return Ok(data),
        Ok(None) => None,
        Err(raised) => Some(raised),
    };
    if fallback == Fallback::Pickle {
        if let Some(function) = value.downcast::<Function>()
            && let Ok(data) = code::share_function(function, vm)
        {
            return Ok(data);
        }
        if let Ok(pickled) = Pickled::new(value, vm) {
            return Ok(Data::Pickled(pickled));
        }
    }
    let text = value.repr(vm)?.to_string_escaped().into_owned();
    let message = format!("{text} does not support cross-interpreter data");
    Err(not_shareable(
        &message,
        cause.map(Raised::into_exception),
        vm,
    ))
}

/// A `NotShareableError` with a cause.
pub(crate) fn not_shareable(
    message: &str,
    cause: Option<Ref<BaseException>>,
    vm: &mut Vm,
) -> Raised {
    let raised = vm.native_error::<NotShareableError>(message);
    if let Some(cause) = cause {
        raised.exception().set_cause(cause.into_value(), vm);
    }
    raised
}

/// The data of an object whose class has some; `None` if it has none.
fn share_directly(value: &Value, fallback: Fallback, vm: &mut Vm) -> PyResult<Option<Data>> {
    let types = &vm.types;
    let class = value.class(vm);
    let is = |exact| class.is(exact);
    Ok(Some(if value.is_none() {
        Data::None
    } else if let Some(bool) = value.as_bool() {
        Data::Bool(bool)
    } else if is(&types.int) {
        match value.as_int().and_then(|int| int.as_i64()) {
            Some(int) => Data::Int(int),
            None => return Err(vm.overflow_error("try sending as bytes")),
        }
    } else if is(&types.float) {
        Data::Float(value.as_float().expect("the class is float"))
    } else if is(&types.str) {
        let text = value.downcast::<Str>().expect("the class is str");
        Data::Str(text.as_bytes().to_vec())
    } else if is(&types.bytes) {
        let bytes = value.downcast::<Bytes>().expect("the class is bytes");
        Data::Bytes(bytes.as_slice().to_vec())
    } else if is(&types.tuple) {
        vm.check_native_stack(" while sharing a tuple")?;
        let tuple = value.downcast::<Tuple>().expect("the class is tuple");
        let items = tuple.as_slice().iter();
        let items = items.map(|item| share(item, fallback, vm));
        Data::Tuple(items.collect::<PyResult<_>>()?)
    } else if value.has_payload::<MemoryView>() {
        Data::Memory(shared_memory::lend(value, vm)?)
    } else if let Some(end) = _interpchannels::end_of_id(value) {
        Data::Channel(end)
    } else {
        return share_registered(value, vm);
    }))
}

/// The data of queues and of the ends of channels, whose classes are Python's.
fn share_registered(value: &Value, vm: &mut Vm) -> PyResult<Option<Data>> {
    let class = value.class(vm).to_value();
    let own = own(vm);
    let is_queue = own
        .queue_types
        .as_ref()
        .is_some_and(|[queue, ..]| queue.is(&class));
    let is_end = own
        .end_types
        .as_ref()
        .is_some_and(|ends| ends.iter().any(|end| end.is(&class)));
    if is_queue {
        _interpqueues::share(value, vm).map(|queue| Some(Data::Queue(queue)))
    } else if is_end {
        _interpchannels::share_end(value, vm).map(|end| Some(Data::ChannelEnd(end)))
    } else {
        Ok(None)
    }
}

/// Whether the class of an object has data of its own.
pub(crate) fn is_shareable(value: &Value, vm: &mut Vm) -> bool {
    let types = &vm.types;
    let class = value.class(vm);
    let exact = [
        &types.int,
        &types.float,
        &types.str,
        &types.bytes,
        &types.tuple,
    ];
    if exact.iter().any(|exact| class.is(exact))
        || value.is_none()
        || value.as_bool().is_some()
        || value.has_payload::<MemoryView>()
        || _interpchannels::end_of_id(value).is_some()
    {
        return true;
    }
    let class = class.to_value();
    let own = own(vm);
    let queues = own.queue_types.iter().map(|[queue, ..]| queue);
    let ends = own.end_types.iter().flatten();
    queues.chain(ends).any(|registered| registered.is(&class))
}

impl Data {
    /// The object of the data, in the interpreter that receives it.
    ///
    /// Raises what making it does.
    pub(crate) fn receive(self, vm: &mut Vm) -> PyResult {
        Ok(match self {
            Data::None => Value::NONE,
            Data::Bool(bool) => Value::from(bool),
            Data::Int(int) => vm.new_int(int),
            Data::Float(float) => vm.new_float(float),
            Data::Str(text) => {
                let text = StrBuilder::from_bytes(text).expect("they are those of a str");
                text.finish(vm).into_value()
            }
            Data::Bytes(bytes) => Bytes::from_vec(bytes, vm).into_value(),
            Data::Tuple(items) => {
                let items = items.into_iter().map(|item| item.receive(vm));
                let items = items.collect::<PyResult<_>>()?;
                Tuple::new(items, vm).into_value()
            }
            Data::Memory(lent) => shared_memory::receive(lent, vm)?,
            Data::Queue(queue) => _interpqueues::receive(&queue, vm)?,
            Data::Channel(end) => _interpchannels::receive_id(end, vm),
            Data::ChannelEnd(end) => {
                let index = usize::from(end.end == End::Receive);
                _interpchannels::receive_end(end, index, vm)?
            }
            Data::Function(code) => {
                let code = Code::new(code, vm);
                let globals = main_module(vm)?.dict().clone();
                Function::new(code, globals, vm).into_value()
            }
            Data::Pickled(pickled) => pickled.load(vm)?,
        })
    }
}

/// The module `__main__` of the running interpreter.
///
/// Raises `ImportError` if it has gone.
pub(super) fn main_module(vm: &mut Vm) -> PyResult<Ref<Module>> {
    let name = vm.names.__main__.clone();
    let modules = vm.modules.clone();
    let main = modules.get_str(&name, vm);
    match main.and_then(|main| main.downcast::<Module>()) {
        Some(main) => Ok(main.clone()),
        None => Err(vm.import_error("the module __main__ is missing")),
    }
}
