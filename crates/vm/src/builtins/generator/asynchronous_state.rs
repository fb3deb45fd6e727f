//! What `sys` lets a program say about coroutines and asynchronous generators.

use crate::builtins::generator::Generator;
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Settings of a thread.
pub(crate) struct AsynchronousState {
    /// Called with an asynchronous generator that is first iterated over; or None.
    first_iteration: Value,
    /// Called with an asynchronous generator that is dropped before it has finished; or None.
    finalizer: Value,
    /// How many calls coroutines remember that led to where they were made.
    pub(crate) origin_depth: usize,
}

impl AsynchronousState {
    pub(crate) const fn new() -> AsynchronousState {
        AsynchronousState {
            first_iteration: Value::NONE,
            finalizer: Value::NONE,
            origin_depth: 0,
        }
    }
}

impl Vm {
    /// `sys.get_asyncgen_hooks`: `firstiter` and `finalizer`, or None for them.
    pub fn async_generator_hooks(&self) -> (Value, Value) {
        let state = &self.thread.asynchronous;
        (state.first_iteration.clone(), state.finalizer.clone())
    }

    /// `sys.set_asyncgen_hooks`, for this thread.
    pub fn set_async_generator_hooks(&mut self, first_iteration: Value, finalizer: Value) {
        let state = &mut self.thread.asynchronous;
        (state.first_iteration, state.finalizer) = (first_iteration, finalizer);
    }

    /// `sys.get_coroutine_origin_tracking_depth`
    pub fn coroutine_origin_depth(&self) -> usize {
        self.thread.asynchronous.origin_depth
    }

    /// `sys.set_coroutine_origin_tracking_depth`, for this thread.
    pub fn set_coroutine_origin_depth(&mut self, depth: usize) {
        self.thread.asynchronous.origin_depth = depth;
    }

    /// `cr_origin` of a coroutine that the running frame is about to become: file, line and function of
    /// its callers, the innermost first.
    pub(crate) fn coroutine_origin(&mut self) -> Value {
        let mut calls = Vec::new();
        for depth in 1..=self.thread.asynchronous.origin_depth {
            let Some((code, line)) = self.code_at(depth) else {
                break;
            };
            let source = code.source().clone();
            let call = [
                self.new_str(&source.filename),
                Value::from_usize(line as usize),
                self.new_str(&source.name),
            ];
            calls.push(Tuple::from_array(call, self).into_value());
        }
        Tuple::new(calls, self).into_value()
    }

    /// Shows an asynchronous generator to the hooks of the thread that first iterates over it.
    pub(super) fn hook_async_generator(&mut self, generator: &Ref<Generator>) -> PyResult<()> {
        let details = generator.details();
        if details.is_hooked.replace(true) {
            return Ok(());
        }
        let (first_iteration, finalizer) = self.async_generator_hooks();
        drop(details.origin.replace(finalizer, self));
        if !first_iteration.is_none() {
            first_iteration.call_positional(&[generator.to_value()], self)?;
        }
        Ok(())
    }
}
