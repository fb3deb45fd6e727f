//! The functions of `_interpqueues`.

pub use _interpqueues::MODULE;

/// Queues between interpreters.
#[rpy_macros::native_module(
    name = "_interpqueues",
    classes(
        super::super::QueueError as "QueueError",
        super::super::QueueNotFoundError as "QueueNotFoundError"
    )
)]
mod _interpqueues {
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::builtins::type_::Type;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::super::queues::{Item, Queues, Summary};
    use super::super::{Refused, Unbound};
    use crate::_interpreters::data::{Fallback, share};
    use crate::_interpreters::runtime::{current, number_of, own, runtime};

    /// Does something with the queue of a number.
    fn with<R>(
        id: &Value,
        vm: &mut Vm,
        f: impl FnOnce(&mut Queues, i64) -> Result<R, Refused>,
    ) -> PyResult<R> {
        let id = number_of(id, "queue", vm)?;
        let result = f(&mut runtime(vm).queues(), id);
        result.map_err(|refused| refused.raise(id, vm))
    }

    /// Makes a queue and returns its number.
    #[function(signature = "(maxsize, unboundop=-1, fallback=-1)", hidden)]
    fn create(maxsize: isize, unboundop: i64, fallback: i64, vm: &mut Vm) -> PyResult<i64> {
        let unbound = Unbound::of(unboundop, Unbound::Replace, vm)?;
        let fallback = Fallback::of(fallback, Fallback::Pickle, vm)?;
        Ok(runtime(vm).queues().create(maxsize, unbound, fallback))
    }

    /// Removes a queue.
    #[function(signature = "(qid)", hidden)]
    fn destroy(qid: &Value, vm: &mut Vm) -> PyResult<()> {
        with(qid, vm, Queues::remove)
    }

    fn summary_tuple(summary: Summary, vm: &mut Vm) -> Value {
        let items = [
            vm.new_int(summary.id),
            vm.new_int(summary.unbound as i64),
            vm.new_int(summary.fallback as i64),
        ];
        Tuple::from_array(items, vm).into_value()
    }

    /// Returns number and defaults of every queue, the newest first.
    #[function(signature = "($module, /)")]
    fn list_all(vm: &mut Vm) -> Value {
        let all = runtime(vm).queues().summaries();
        let all = all.into_iter().map(|summary| summary_tuple(summary, vm));
        let all = all.collect();
        vm.new_list(all)
    }

    /// Puts an object into a queue.
    ///
    /// Raises the registered error if it is full.
    #[function(signature = "(qid, obj, unboundop=-1, fallback=-1)", hidden)]
    fn put(qid: &Value, obj: &Value, unboundop: i64, fallback: i64, vm: &mut Vm) -> PyResult<()> {
        let summary = with(qid, vm, Queues::summary)?;
        let unbound = Unbound::of(unboundop, summary.unbound, vm)?;
        let fallback = Fallback::of(fallback, summary.fallback, vm)?;
        let item = Item {
            data: Some(share(obj, fallback, vm)?),
            interpreter: current(vm),
            unbound,
        };
        with(qid, vm, |queues, id| queues.put(id, item))
    }

    /// Takes an object out of a queue. Returns it and None, or None and what is to be done as its interpreter
    /// has ended.
    ///
    /// Raises the registered error if it is empty.
    #[function(signature = "(qid)", hidden)]
    fn get(qid: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let item = with(qid, vm, Queues::take)?;
        let pair = match item.data {
            Some(data) => [data.receive(vm)?, Value::NONE],
            None => [Value::NONE, vm.new_int(item.unbound as i64)],
        };
        Ok(Tuple::from_array(pair, vm))
    }

    /// Counts a reference to a queue.
    #[function(signature = "(qid)", hidden)]
    fn bind(qid: &Value, vm: &mut Vm) -> PyResult<()> {
        with(qid, vm, Queues::bind)
    }

    /// Gives up a reference to a queue, which goes with the last one.
    #[function(signature = "(qid)", hidden)]
    fn release(qid: &Value, vm: &mut Vm) -> PyResult<()> {
        with(qid, vm, Queues::release)
    }

    /// Returns how many items a queue may have.
    #[function(signature = "(qid)", hidden)]
    fn get_maxsize(qid: &Value, vm: &mut Vm) -> PyResult<isize> {
        with(qid, vm, Queues::maxsize)
    }

    /// Returns what put() does with a queue unless it is told.
    #[function(signature = "(qid)", hidden)]
    fn get_queue_defaults(qid: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let summary = with(qid, vm, Queues::summary)?;
        let pair = [
            vm.new_int(summary.unbound as i64),
            vm.new_int(summary.fallback as i64),
        ];
        Ok(Tuple::from_array(pair, vm))
    }

    /// Returns whether a queue may have no more items.
    #[function(signature = "(qid)", hidden)]
    fn is_full(qid: &Value, vm: &mut Vm) -> PyResult<bool> {
        with(qid, vm, Queues::is_full)
    }

    /// Returns how many items a queue has.
    #[function(signature = "(qid)", hidden)]
    fn get_count(qid: &Value, vm: &mut Vm) -> PyResult<usize> {
        with(qid, vm, Queues::count)
    }

    /// Tells the classes of queues and of the errors that they are empty and full.
    #[function(signature = "(queuetype, emptyerror, fullerror)", hidden)]
    fn _register_heap_types(
        queuetype: &Value,
        emptyerror: &Value,
        fullerror: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if !queuetype.has_payload::<Type>() {
            return Err(vm.type_error("expected a type for 'queuetype'"));
        }
        for (class, name) in [(emptyerror, "emptyerror"), (fullerror, "fullerror")] {
            if !vm.is_exception_class(class) {
                let message = format!("expected an exception type for '{name}'");
                return Err(vm.type_error(message));
            }
        }
        let classes = [queuetype, emptyerror, fullerror].map(Value::clone);
        drop(own(vm).queue_types.replace(classes));
        Ok(())
    }
}
