//! Iteration and membership.

use crate::builtins::sequence_iterator::SequenceIterator;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Value {
    /// `iter(self)`
    pub fn iter(&self, vm: &mut Vm) -> PyResult {
        let class = self.class(vm);
        if let Some(slot) = class.slots(vm).iter {
            let iterator = slot(self, vm)?;
            if iterator.class(vm).slots(vm).iternext.is_none() {
                let name = iterator.type_name(vm);
                return Err(vm.type_error(format!("iter() returned non-iterator of type '{name}'")));
            }
            return Ok(iterator);
        }
        // Native types say themselves how they iterate: one with `subscript` alone is a mapping.
        if class.is_heap_type() && class.slots(vm).subscript.is_some() {
            return Ok(SequenceIterator::new(self.clone(), vm).into_value());
        }
        let name = self.type_name(vm);
        Err(vm.type_error(format!("'{name}' object is not iterable")))
    }

    /// The next item of an iterator; `None` at its end, `StopIteration` included.
    pub fn next(&self, vm: &mut Vm) -> PyResult<Option<Value>> {
        match self.step(vm) {
            Ok(step) => Ok(step.item()),
            Err(raised) if raised.is_instance(&vm.types.exceptions.stop_iteration, vm) => Ok(None),
            Err(raised) => Err(raised),
        }
    }

    /// Steps an iterator. A `StopIteration` that it raises is passed on: see [`Step`].
    ///
    /// Raises `RecursionError` where iterators lie in each other too deep for the Rust stack, and what
    /// [`Vm::poll`] does: an iterator may have no end, or look for an item that never comes.
    #[inline]
    pub fn step(&self, vm: &mut Vm) -> PyResult<Step> {
        vm.poll()?;
        vm.check_native_stack("")?;
        match self.class(vm).slots(vm).iternext {
            Some(slot) => slot(self, vm),
            None => {
                let name = self.type_name(vm);
                Err(vm.type_error(format!("'{name}' object is not an iterator")))
            }
        }
    }

    /// `item in self`
    pub fn contains(&self, item: &Value, vm: &mut Vm) -> PyResult<bool> {
        if let Some(slot) = self.class(vm).slots(vm).contains {
            return slot(self, item, vm);
        }
        let iterator = match self.iter(vm) {
            Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => {
                let name = self.type_name(vm);
                return Err(vm.type_error(format!(
                    "argument of type '{name}' is not a container or iterable"
                )));
            }
            result => result?,
        };
        while let Some(candidate) = iterator.next(vm)? {
            if candidate.equals(item, vm)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
