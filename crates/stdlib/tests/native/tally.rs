//! `tally`: a module that shows how modules are written.

use std::cell::Cell;

use rpy_macros::{Payload, native_class, native_module};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::args::Keywords;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

/// Lists of things that have a limit.
#[native_module(name = "tally", classes(Tally))]
pub(crate) mod tally {
    use super::*;

    /// Raised when something does not fit.
    #[exception(base = ValueError)]
    pub(crate) struct Full;

    /// The limit of a tally that is given none.
    #[constant]
    pub(crate) const DEFAULT_LIMIT: usize = 3;

    /// What a tally comes to.
    #[struct_sequence]
    pub(crate) struct summary {
        /// How many things there are.
        pub(crate) count: usize,
        /// How many there may be.
        pub(crate) limit: usize,
        /// Whether there may be no more.
        #[hidden]
        pub(crate) full: bool,
    }

    /// What the module remembers: nothing of it is an attribute.
    #[state]
    #[derive(Default)]
    pub(crate) struct State {
        pub(crate) made: usize,
    }

    /// Returns a tally of all arguments, with a limit that is just large enough. Keyword arguments
    /// are added as pairs.
    #[function(signature = "(*things, **named)")]
    fn of(things: &[Value], named: Keywords<'_>, vm: &mut Vm) -> PyResult<Ref<Tally>> {
        let mut things = things.to_vec();
        for (name, thing) in named.iter() {
            let pair = Tuple::from_array([name.to_value(), thing.clone()], vm);
            things.push(pair.into_value());
        }
        let tally = Tally {
            limit: Cell::new(things.len()),
            things: HeapCell::new(things),
        };
        Ok(Ref::new(tally, vm))
    }

    /// Returns how many tallies were made by calling the class.
    #[function(signature = "()")]
    fn made(vm: &mut Vm) -> usize {
        vm.module_state::<State>().made
    }
}

/// Things, up to a limit.
#[derive(Payload)]
pub(crate) struct Tally {
    things: HeapCell<Vec<Value>>,
    limit: Cell<usize>,
}

#[native_class(name = "tally.Tally", flags(base, weakref), generic)]
impl Tally {
    #[new(signature = "(things=(), /, *, limit=3)")]
    fn new(
        class: &Ref<Type>,
        things: Option<&Value>,
        limit: usize,
        vm: &mut Vm,
    ) -> PyResult<Ref<Tally>> {
        let things = match things {
            Some(things) => vm.collect(things)?,
            None => Vec::new(),
        };
        vm.module_state::<tally::State>().made += 1;
        let tally = Tally {
            things: HeapCell::new(things),
            limit: Cell::new(limit),
        };
        Ok(Ref::with_class(tally, class, vm))
    }

    #[slot]
    fn length(this: &Ref<Tally>, vm: &mut Vm) -> usize {
        this.things.get(vm).len()
    }

    #[slot]
    fn iter(this: &Ref<Tally>, vm: &mut Vm) -> Ref<TallyIterator> {
        let iterator = TallyIterator {
            tally: this.clone(),
            index: Cell::new(0),
        };
        Ref::new(iterator, vm)
    }

    /// Adds a thing.
    ///
    /// Raises Full if there is no room.
    #[method(signature = "($self, thing, /, times=1)")]
    fn add(this: &Ref<Tally>, thing: Value, times: usize, vm: &mut Vm) -> PyResult<()> {
        if this.things.get(vm).len() + times > this.limit.get() {
            return Err(vm.native_error::<tally::Full>("the tally is full"));
        }
        let things = this.things.get_mut(vm);
        things.extend(std::iter::repeat_n(thing, times));
        Ok(())
    }

    /// Returns count and limit.
    #[method(signature = "($self, /)")]
    fn summary(this: &Ref<Tally>, vm: &mut Vm) -> tally::summary {
        let (count, limit) = (this.things.get(vm).len(), this.limit.get());
        tally::summary {
            count,
            limit,
            full: count >= limit,
        }
    }

    /// How many things there may be.
    #[getter]
    fn limit(this: &Ref<Tally>) -> usize {
        this.limit.get()
    }

    #[setter(limit)]
    fn set_limit(this: &Ref<Tally>, limit: usize) {
        this.limit.set(limit);
    }
}

/// An iterator over a tally.
#[derive(Payload)]
pub(crate) struct TallyIterator {
    tally: Ref<Tally>,
    index: Cell<usize>,
}

#[native_class(name = "tally.TallyIterator")]
impl TallyIterator {
    #[slot]
    fn iternext(this: &Ref<TallyIterator>, vm: &mut Vm) -> Option<Value> {
        let index = this.index.get();
        let thing = this.tally.things.get(vm).get(index)?.clone();
        this.index.set(index + 1);
        Some(thing)
    }
}
