//! `product`: the tuples of one item of each iterable.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use super::tuple_of;

/// Counts through the items of the pools, the last one fastest.
#[derive(Payload)]
pub(super) struct Product {
    pools: Box<[Ref<Tuple>]>,
    /// Index into each pool of what was given last.
    indices: HeapCell<Vec<usize>>,
    state: Cell<State>,
}

/// The tuples of one item of each iterable, as nested loops give them; repeat takes the iterables
/// several times.
#[native_class(name = "itertools.product", flags(base))]
impl Product {
    #[new(signature = "(*iterables, repeat=1)")]
    fn new(
        class: &Ref<Type>,
        iterables: &[Value],
        repeat: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Product>> {
        if repeat < 0 {
            return Err(vm.value_error("repeat argument cannot be negative"));
        }
        let count = iterables.len().checked_mul(repeat as usize);
        let Some(count) = count.filter(|&count| count <= isize::MAX as usize / 8) else {
            return Err(vm.overflow_error("repeat argument too large"));
        };
        let mut once = Vec::with_capacity(iterables.len());
        for iterable in iterables {
            let items = vm.collect(iterable)?;
            once.push(Tuple::new(items, vm));
        }
        // The pools, and a position in each.
        vm.check_allocation(count.saturating_mul(2 * size_of::<Value>()))?;
        let mut pools = vm.new_buffer(count)?;
        pools.extend(once.iter().cycle().take(count).cloned());
        let payload = Product {
            indices: HeapCell::new(vec![0; count]),
            pools: pools.into(),
            state: Cell::new(State::Start),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<Product>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let pools = &this.pools;
        let exists = match this.state.get() {
            State::Start => {
                this.state.set(State::Running);
                pools.iter().all(|pool| pool.length() > 0)
            }
            State::Running => advance(this.indices.get_mut(vm), pools),
            State::End => return Ok(None),
        };
        if !exists {
            this.state.set(State::End);
            return Ok(None);
        }
        let item = |at: usize, vm: &Vm| pools[at].as_slice()[this.indices.get(vm)[at]].clone();
        Ok(Some(tuple_of(pools.len(), item, vm).into_value()))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Running,
    End,
}

/// Counts up by one; `false` after the last.
fn advance(indices: &mut [usize], pools: &[Ref<Tuple>]) -> bool {
    for (index, pool) in indices.iter_mut().zip(pools).rev() {
        *index += 1;
        if *index < pool.length() {
            return true;
        }
        *index = 0;
    }
    false
}
