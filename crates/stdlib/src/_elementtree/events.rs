//! The events that a builder tells of while it builds: what `iterparse` gives.

use rpy_macros::Traverse;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Value, Vm};

/// What can be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Start,
    End,
    StartNamespace,
    EndNamespace,
    Comment,
    Instruction,
}

const NAMES: [&str; 6] = ["start", "end", "start-ns", "end-ns", "comment", "pi"];

/// Where events go.
#[derive(Clone, Traverse)]
pub(super) struct Events {
    /// What takes them: the method `append` of a queue.
    append: Value,
    /// The name that each kind of event is told by; nothing if it is not wanted.
    names: [Option<Value>; NAMES.len()],
}

impl Events {
    /// Events of no kind.
    pub(super) fn none(append: Value) -> Events {
        Events {
            append,
            names: Default::default(),
        }
    }

    /// Asks for the ends of elements.
    pub(super) fn want_ends(&mut self, vm: &mut Vm) {
        self.names[Event::End as usize] = Some(vm.new_str("end"));
    }

    /// Asks for the events of a name, which is a string or bytes.
    ///
    /// Raises `ValueError` if there are none of that name.
    pub(super) fn want(&mut self, name: Value, vm: &mut Vm) -> PyResult<()> {
        let text = match (name.downcast::<Str>(), name.downcast::<Bytes>()) {
            (Some(text), _) => text.as_str().map(str::to_owned),
            (_, Some(bytes)) => Some(String::from_utf8_lossy(bytes.as_slice()).into_owned()),
            _ => None,
        };
        let Some(text) = text else {
            return Err(vm.value_error("invalid events sequence"));
        };
        match NAMES.iter().position(|known| *known == text) {
            Some(index) => self.names[index] = Some(name),
            None => return Err(vm.value_error(format!("unknown event '{text}'"))),
        }
        Ok(())
    }

    /// Whether events of that kind are told.
    pub(super) fn wants(&self, event: Event) -> bool {
        self.names[event as usize].is_some()
    }

    /// What tells an event, and by which name; nothing if nobody wants it.
    pub(super) fn told(&self, event: Event) -> Option<(Value, Value)> {
        let name = self.names[event as usize].clone()?;
        Some((self.append.clone(), name))
    }
}

/// Tells an event.
pub(super) fn tell((append, name): (Value, Value), what: Value, vm: &mut Vm) -> PyResult<()> {
    let event = Tuple::from_array([name, what], vm).into_value();
    append.call_positional(&[event], vm).map(drop)
}
