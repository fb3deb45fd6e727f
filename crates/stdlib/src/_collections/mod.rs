//! `_collections`: the native part of `collections`.
//! Reference: <https://docs.python.org/3.14/library/collections.html>

mod counting;
mod default_dict;
mod deque;
mod deque_iterator;
mod tuple_getter;

pub use _collections::MODULE;

/// High performance data structures.
#[rpy_macros::native_module(name = "_collections")]
mod _collections {
    use rpy_vm::builtins::module::Module;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::{counting, default_dict, deque, deque_iterator, tuple_getter};

    /// Counts the items of an iterable in a mapping.
    #[function(name = "_count_elements", signature = "(mapping, iterable, /)")]
    fn count_elements(mapping: &Value, iterable: &Value, vm: &mut Vm) -> PyResult<()> {
        counting::count_elements(mapping, iterable, vm)
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let class = vm.register_native_type::<deque::Deque>(&deque::DEQUE, None);
        module.add_type(&class, vm);
        let spec = &deque_iterator::ITERATOR;
        let class = vm.register_native_type::<deque_iterator::DequeIterator>(spec, None);
        module.add_type(&class, vm);
        let spec = &deque_iterator::REVERSE_ITERATOR;
        let class = vm.register_native_type::<deque_iterator::DequeReverseIterator>(spec, None);
        module.add_type(&class, vm);
        let spec = &tuple_getter::TUPLE_GETTER;
        let class = vm.register_native_type::<tuple_getter::TupleGetter>(spec, None);
        module.add_type(&class, vm);
        let (spec, base) = (&default_dict::DEFAULT_DICT, vm.types.dict.clone());
        let class = vm.register_native_subtype::<default_dict::DefaultDict>(spec, &base, 1);
        module.add_type(&class, vm);
        Ok(())
    }
}
