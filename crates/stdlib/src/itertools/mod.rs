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

pub use itertools::MODULE;

/// Building blocks for iterators, each lazy and each fast.
#[rpy_macros::native_module(name = "itertools")]
mod itertools {
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::{
        applying, chain, combining, grouping, infinite, product, selecting, slicing, tee,
        zip_longest,
    };

    /// Returns a tuple of n iterators that each give what the iterable gives.
    #[function(name = "tee", signature = "(iterable, n=2, /)")]
    fn tee_function(iterable: &Value, n: Option<isize>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        tee::tee(iterable, n.unwrap_or(2), vm)
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        macro_rules! add {
            ($($file:ident :: $type:ident = $spec:ident;)*) => { $(
                let class = vm.register_native_type::<$file::$type>(&$file::$spec, None);
                module.add_type(&class, vm);
            )* };
        }
        add! {
            infinite::Count = COUNT;
            infinite::Cycle = CYCLE;
            infinite::Repeat = REPEAT;
            chain::Chain = CHAIN;
            applying::Accumulate = ACCUMULATE;
            applying::Starmap = STARMAP;
            grouping::Batched = BATCHED;
            grouping::GroupBy = GROUP_BY;
            grouping::Grouper = GROUPER;
            grouping::Pairwise = PAIRWISE;
            combining::Combinations = COMBINATIONS;
            combining::CombinationsWithReplacement = COMBINATIONS_WITH_REPLACEMENT;
            combining::Permutations = PERMUTATIONS;
            product::Product = PRODUCT;
            selecting::Compress = COMPRESS;
            selecting::DropWhile = DROP_WHILE;
            selecting::FilterFalse = FILTER_FALSE;
            selecting::TakeWhile = TAKE_WHILE;
            slicing::Islice = ISLICE;
            tee::Tee = TEE;
            tee::TeeData = TEE_DATA;
            zip_longest::ZipLongest = ZIP_LONGEST;
        }
        Ok(())
    }
}
