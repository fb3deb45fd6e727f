//! `itertools`: building blocks for iterators.
//! Reference: <https://docs.python.org/3.14/library/itertools.html>

mod applying;
mod chain;
mod combining;
mod grouping;
mod infinite;
mod product;
mod selecting;
mod slicing;
mod tee;
mod zip_longest;

use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{Ref, Value, Vm};

pub use itertools::MODULE;

/// Building blocks for iterators, each lazy and each fast.
#[rpy_macros::native_module(
    name = "itertools",
    classes(
        infinite::Count,
        infinite::Cycle,
        infinite::Repeat,
        chain::Chain,
        applying::Accumulate,
        applying::Starmap,
        grouping::Batched,
        grouping::GroupBy,
        grouping::Grouper,
        grouping::Pairwise,
        combining::Combinations,
        combining::CombinationsWithReplacement,
        combining::Permutations,
        product::Product,
        selecting::Compress,
        selecting::DropWhile,
        selecting::FilterFalse,
        selecting::TakeWhile,
        slicing::Islice,
        tee::Tee,
        tee::TeeData,
        zip_longest::ZipLongest
    )
)]
mod itertools {
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::{
        applying, chain, combining, grouping, infinite, product, selecting, slicing, tee,
        zip_longest,
    };

    /// Returns a tuple of n iterators that each give what the iterable gives.
    #[function(name = "tee", signature = "(iterable, n=2, /)")]
    fn tee_function(iterable: &Value, n: isize, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        tee::tee(iterable, n, vm)
    }
}

/// A tuple of so many items; a short one needs no vector between.
#[inline(always)]
fn tuple_of(length: usize, mut item: impl FnMut(usize, &Vm) -> Value, vm: &mut Vm) -> Ref<Tuple> {
    macro_rules! of {
        ($($index:literal)*) => {{
            let items = [$(item($index, vm)),*];
            Tuple::from_array(items, vm)
        }};
    }
    match length {
        1 => of!(0),
        2 => of!(0 1),
        3 => of!(0 1 2),
        4 => of!(0 1 2 3),
        5 => of!(0 1 2 3 4),
        _ => {
            let items = (0..length).map(|index| item(index, vm)).collect();
            Tuple::new(items, vm)
        }
    }
}
