//! `combinations`, `combinations_with_replacement` and `permutations`: choices from one iterable.

use std::cell::Cell;

use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::{NativeSignature, TypeSpec};
use rpy_vm::object::{Traverse, Visitor};
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use crate::support::{arguments, given, iterator_spec, parameter, payload, signature};

/// The items to choose from, and the choice given last.
struct Choice {
    pool: Box<[Value]>,
    /// Indices into the pool.
    indices: HeapCell<Vec<usize>>,
    state: Cell<State>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Running,
    End,
}

impl Traverse for Choice {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.pool.iter().for_each(visit);
    }
}

impl Choice {
    /// Reads the pool. `indices` makes the first choice of the size of the pool, if there is one.
    fn new(
        iterable: Option<&Value>,
        indices: impl FnOnce(usize) -> Option<Vec<usize>>,
        vm: &mut Vm,
    ) -> PyResult<Choice> {
        let pool = vm.collect(iterable.unwrap_or(&Value::NONE))?;
        let indices = indices(pool.len());
        Ok(Choice {
            pool: pool.into(),
            state: Cell::new(if indices.is_some() {
                State::Start
            } else {
                State::End
            }),
            indices: HeapCell::new(indices.unwrap_or_default()),
        })
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
        let indices = self.indices.get(vm)[..count].iter();
        let items = indices.map(|&index| self.pool[index].clone()).collect();
        Some(Tuple::new(items, vm).into_value())
    }
}

/// Reads the number of items to choose.
fn size_argument(size: Option<&Value>, vm: &mut Vm) -> PyResult<usize> {
    let size = isize::from_argument(size.unwrap_or(&Value::NONE), vm)?;
    if size < 0 {
        return Err(vm.value_error("r must be non-negative"));
    }
    Ok(size as usize)
}

/// Gives the subsets of a size.
pub(super) struct Combinations {
    choice: Choice,
}

payload!(Combinations, "itertools.combinations", holds [choice], clears []);

pub(super) const COMBINATIONS: TypeSpec = iterator_spec!(
    Combinations,
    "itertools.combinations",
    "The tuples of r items of the iterable, in its order.",
    new Some(new_combinations),
    next next_combinations,
    members &[]
);

static COMBINATIONS_SIGNATURE: NativeSignature = signature(
    "combinations",
    &[parameter("iterable", true), parameter("r", true)],
);

fn new_combinations(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [iterable, size] = arguments(args, &COMBINATIONS_SIGNATURE, vm)?;
    let size = size_argument(size, vm)?;
    let first = |length| (size <= length).then(|| (0..size).collect());
    let choice = Choice::new(iterable, first, vm)?;
    Ok(Ref::with_class(Combinations { choice }, class, vm).into_value())
}

fn next_combinations(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let choice = &expect::<Combinations>(this).choice;
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

/// Gives the multisets of a size.
pub(super) struct CombinationsWithReplacement {
    choice: Choice,
}

payload!(
    CombinationsWithReplacement, "itertools.combinations_with_replacement",
    holds [choice], clears []
);

pub(super) const COMBINATIONS_WITH_REPLACEMENT: TypeSpec = iterator_spec!(
    CombinationsWithReplacement,
    "itertools.combinations_with_replacement",
    "The tuples of r items of the iterable, in its order, each item any number of times.",
    new Some(new_with_replacement),
    next next_with_replacement,
    members &[]
);

static WITH_REPLACEMENT_SIGNATURE: NativeSignature = signature(
    "combinations_with_replacement",
    &[parameter("iterable", true), parameter("r", true)],
);

fn new_with_replacement(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [iterable, size] = arguments(args, &WITH_REPLACEMENT_SIGNATURE, vm)?;
    let size = size_argument(size, vm)?;
    // Checked before the vector is made: a size may be beyond all memory.
    if Vec::<usize>::new().try_reserve_exact(size).is_err() {
        return Err(vm.memory_error());
    }
    let first = |length| (length > 0 || size == 0).then(|| vec![0; size]);
    let choice = Choice::new(iterable, first, vm)?;
    Ok(Ref::with_class(CombinationsWithReplacement { choice }, class, vm).into_value())
}

fn next_with_replacement(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let choice = &expect::<CombinationsWithReplacement>(this).choice;
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

/// Gives the orders of the subsets of a size.
pub(super) struct Permutations {
    choice: Choice,
    /// How often each position can still change before its neighbour to the left does.
    cycles: HeapCell<Vec<usize>>,
}

payload!(Permutations, "itertools.permutations", holds [choice], clears []);

pub(super) const PERMUTATIONS: TypeSpec = iterator_spec!(
    Permutations,
    "itertools.permutations",
    "The tuples of r items of the iterable (all by default), in every order.",
    new Some(new_permutations),
    next next_permutations,
    members &[]
);

static PERMUTATIONS_SIGNATURE: NativeSignature = signature(
    "permutations",
    &[parameter("iterable", true), parameter("r", false)],
);

fn new_permutations(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [iterable, size] = arguments(args, &PERMUTATIONS_SIGNATURE, vm)?;
    let pool = vm.collect(iterable.unwrap_or(&Value::NONE))?;
    let length = pool.len();
    let size = match given(size) {
        None => length,
        Some(size) => {
            if !size.class(vm).is_subclass_of(&vm.types.int, vm) {
                return Err(vm.type_error("Expected int as r"));
            }
            size_argument(Some(size), vm)?
        }
    };
    let pool = Tuple::new(pool, vm).into_value();
    let first = |length| (size <= length).then(|| (0..length).collect());
    let choice = Choice::new(Some(&pool), first, vm)?;
    let cycles = if size <= length {
        (length - size + 1..=length).rev().collect()
    } else {
        Vec::new()
    };
    let payload = Permutations {
        choice,
        cycles: HeapCell::new(cycles),
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn next_permutations(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let permutations: &Ref<Permutations> = expect(this);
    let mut cycles = permutations.cycles.replace(Vec::new(), vm);
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
    let result = permutations.choice.next(count, advance, vm);
    drop(permutations.cycles.replace(cycles, vm));
    Ok(result)
}
