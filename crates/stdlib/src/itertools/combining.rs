//! `combinations`, `combinations_with_replacement` and `permutations`: choices from one iterable.

use std::cell::Cell;

use rpy_macros::{Payload, Traverse, native_class};
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use super::tuple_of;

/// The items to choose from, and the choice given last.
#[derive(Traverse)]
struct Choice {
    pool: Box<[Value]>,
    /// Indices into the pool.
    #[payload(skip)]
    indices: HeapCell<Vec<usize>>,
    state: Cell<State>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Running,
    End,
}

impl Choice {
    /// Reads the pool. `indices` makes the first choice of the size of the pool, if there is one.
    fn new(
        iterable: &Value,
        indices: impl FnOnce(usize) -> Option<Vec<usize>>,
        vm: &mut Vm,
    ) -> PyResult<Choice> {
        let pool = vm.collect(iterable)?;
        let indices = indices(pool.len());
        Ok(Choice::of_pool(pool, indices))
    }

    /// Starts with the first choice, if there is one.
    fn of_pool(pool: Vec<Value>, indices: Option<Vec<usize>>) -> Choice {
        Choice {
            pool: pool.into(),
            state: Cell::new(if indices.is_some() {
                State::Start
            } else {
                State::End
            }),
            indices: HeapCell::new(indices.unwrap_or_default()),
        }
    }

    /// The next choice of the first `count` indices; `advance` makes it of the one before, and says
    /// whether there is one.
    fn next(
        &self,
        count: usize,
        advance: impl FnOnce(&mut [usize], usize) -> bool,
        vm: &mut Vm,
    ) -> Option<Value> {
        let exists = match self.state.get() {
            State::Start => {
                self.state.set(State::Running);
                true
            }
            State::Running => advance(self.indices.get_mut(vm), self.pool.len()),
            State::End => false,
        };
        if !exists {
            self.state.set(State::End);
            return None;
        }
        let item = |at: usize, vm: &Vm| self.pool[self.indices.get(vm)[at]].clone();
        Some(tuple_of(count, item, vm).into_value())
    }
}

/// Checks the number of items to choose.
fn check_size(size: isize, vm: &mut Vm) -> PyResult<usize> {
    if size < 0 {
        return Err(vm.value_error("r must be non-negative"));
    }
    Ok(size as usize)
}

/// Gives the subsets of a size.
#[derive(Payload)]
pub(super) struct Combinations {
    choice: Choice,
}

/// The tuples of r items of the iterable, in its order.
#[native_class(name = "itertools.combinations", flags(base))]
impl Combinations {
    #[new(signature = "(iterable, r)")]
    fn new(
        class: &Ref<Type>,
        iterable: &Value,
        size: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Combinations>> {
        let size = check_size(size, vm)?;
        let first = |length| (size <= length).then(|| (0..size).collect());
        let choice = Choice::new(iterable, first, vm)?;
        Ok(Ref::with_class(Combinations { choice }, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<Combinations>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let choice = &this.choice;
        let count = choice.indices.get(vm).len();
        let advance = |indices: &mut [usize], length: usize| {
            let highest = |position: usize| position + length - count;
            let Some(position) = (0..count).rev().find(|&at| indices[at] != highest(at)) else {
                return false;
            };
            let first = indices[position] + 1;
            for (index, value) in indices[position..].iter_mut().zip(first..) {
                *index = value;
            }
            true
        };
        Ok(choice.next(count, advance, vm))
    }
}

/// Gives the multisets of a size.
#[derive(Payload)]
pub(super) struct CombinationsWithReplacement {
    choice: Choice,
}

/// The tuples of r items of the iterable, in its order, each item any number of times.
#[native_class(name = "itertools.combinations_with_replacement", flags(base))]
impl CombinationsWithReplacement {
    #[new(signature = "(iterable, r)")]
    fn new(
        class: &Ref<Type>,
        iterable: &Value,
        size: isize,
        vm: &mut Vm,
    ) -> PyResult<Ref<CombinationsWithReplacement>> {
        let size = check_size(size, vm)?;
        // Checked before the vector is made: a size may be beyond all memory.
        vm.check_allocation(size.saturating_mul(size_of::<usize>()))?;
        let first = |length| (length > 0 || size == 0).then(|| vec![0; size]);
        let choice = Choice::new(iterable, first, vm)?;
        Ok(Ref::with_class(
            CombinationsWithReplacement { choice },
            class,
            vm,
        ))
    }

    #[slot]
    fn iternext(this: &Ref<CombinationsWithReplacement>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let choice = &this.choice;
        let count = choice.indices.get(vm).len();
        let advance = |indices: &mut [usize], length: usize| {
            let last = indices.iter().rposition(|&index| index + 1 < length);
            let Some(position) = last else {
                return false;
            };
            let value = indices[position] + 1;
            indices[position..].fill(value);
            true
        };
        Ok(choice.next(count, advance, vm))
    }
}

/// Gives the orders of the subsets of a size.
#[derive(Payload)]
pub(super) struct Permutations {
    choice: Choice,
    /// How often each position can still change before its neighbour to the left does.
    cycles: HeapCell<Vec<usize>>,
}

/// The tuples of r items of the iterable (all by default), in every order.
#[native_class(name = "itertools.permutations", flags(base))]
impl Permutations {
    #[new(signature = "(iterable, r=None)")]
    fn new(
        class: &Ref<Type>,
        iterable: &Value,
        size: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Permutations>> {
        let pool = vm.collect(iterable)?;
        let length = pool.len();
        let size = match size {
            None => length,
            Some(size) => {
                if !size.class(vm).is_subclass_of(&vm.types.int, vm) {
                    return Err(vm.type_error("Expected int as r"));
                }
                let size = isize::from_argument(size, vm)?;
                check_size(size, vm)?
            }
        };
        let first = (size <= length).then(|| (0..length).collect());
        let choice = Choice::of_pool(pool, first);
        let cycles = if size <= length {
            (length - size + 1..=length).rev().collect()
        } else {
            Vec::new()
        };
        let payload = Permutations {
            choice,
            cycles: HeapCell::new(cycles),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<Permutations>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let mut cycles = this.cycles.replace(Vec::new(), vm);
        let count = cycles.len();
        let advance = |indices: &mut [usize], length: usize| {
            for position in (0..count).rev() {
                cycles[position] -= 1;
                if cycles[position] == 0 {
                    indices[position..].rotate_left(1);
                    cycles[position] = length - position;
                } else {
                    indices.swap(position, length - cycles[position]);
                    return true;
                }
            }
            false
        };
        let result = this.choice.next(count, advance, vm);
        drop(this.cycles.replace(cycles, vm));
        Ok(result)
    }
}
