//! `_functools`: the native part of `functools`.
//! Reference: <https://docs.python.org/3.14/library/functools.html>

mod cmp_to_key;
mod lru_cache;
mod partial;
mod recency;

pub use _functools::MODULE;

/// Tools for functions: what `functools` has from below.
#[rpy_macros::native_module(
    name = "_functools",
    classes(partial::Partial, partial::Placeholder, lru_cache::LruCache)
)]
mod _functools {
    use std::ops::ControlFlow;

    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::{cmp_to_key, lru_cache, partial};

    /// Combines the items of an iterable into one value: the function takes what came of those
    /// before and the next one.
    #[function(signature = "(function, iterable, /, initial=<unrepresentable>)")]
    fn reduce(function: &Value, iterable: &Value, initial: Option<Value>, vm: &mut Vm) -> PyResult {
        let iterator = match iterable.iter(vm) {
            Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => {
                return Err(vm.type_error("reduce() arg 2 must support iteration"));
            }
            result => result?,
        };
        let mut result = initial;
        let _ = vm.iterate(&iterator, |item, vm| {
            result = Some(match result.take() {
                Some(result) => function.call_positional(&[result, item], vm)?,
                None => item,
            });
            Ok(ControlFlow::Continue(()))
        })?;
        result.ok_or_else(|| vm.type_error("reduce() of empty iterable with no initial value"))
    }

    /// Turns a comparison function into a key function for sorting.
    #[function(name = "cmp_to_key", signature = "(mycmp)")]
    fn cmp_to_key_function(function: Value, vm: &mut Vm) -> Ref<cmp_to_key::KeyWrapper> {
        cmp_to_key::KeyWrapper::of_function(function, vm)
    }

    #[constant]
    fn Placeholder(vm: &mut Vm) -> Ref<partial::Placeholder> {
        partial::Placeholder::instance(vm)
    }
}
