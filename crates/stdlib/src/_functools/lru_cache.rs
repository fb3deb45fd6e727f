//! `_lru_cache_wrapper`: a function that remembers its results.
//! Reference: <https://docs.python.org/3.14/library/functools.html#functools.lru_cache>

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::descriptors::BoundMethod;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

/// A function and its results so far.
#[derive(Payload)]
pub(super) struct LruCache {
    function: Value,
    /// Makes what `cache_info` returns.
    info: Value,
    /// How many results are kept; `None` for all.
    maxsize: Option<usize>,
    /// Whether arguments of different types are different, even if they are equal.
    typed: bool,
    /// Results by key, those that were used last at the end.
    results: Ref<Dict>,
    hits: Cell<usize>,
    misses: Cell<usize>,
}

/// A key for the arguments of a call. One `int` or `str` is its own key.
fn make_key(args: Args<'_>, typed: bool, vm: &mut Vm) -> Value {
    if let [only] = args.values()
        && !typed
        && !args.has_keywords()
    {
        let class = only.class(vm);
        if class.is(&vm.types.int) || class.is(&vm.types.str) {
            return only.clone();
        }
    }
    let mut parts = args.positional().to_vec();
    if args.has_keywords() {
        // Stands between positional and keyword arguments: something that is hardly an argument.
        parts.push(LruCache::class(vm).to_value());
        for (name, value) in args.keywords() {
            parts.push(name.clone());
            parts.push(value.clone());
        }
    }
    if typed {
        parts.extend(args.values().iter().map(|value| value.class(vm).to_value()));
    }
    Tuple::new(parts, vm).into_value()
}

/// A function that remembers its results.
#[native_class(
    name = "functools._lru_cache_wrapper",
    flags(base, dict, weakref, method_descriptor)
)]
impl LruCache {
    #[new(
        signature = "(user_function, maxsize, typed, cache_info_type)",
        hidden,
        name = "lru_cache"
    )]
    fn new(
        class: &Ref<Type>,
        function: Value,
        maxsize: &Value,
        typed: bool,
        info: Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<LruCache>> {
        if !function.is_callable(vm) {
            return Err(vm.type_error("the first argument must be callable"));
        }
        let maxsize = if maxsize.is_none() {
            None
        } else if maxsize.is_index(vm) {
            Some(isize::from_argument(maxsize, vm)?.max(0) as usize)
        } else {
            return Err(vm.type_error("maxsize should be integer or None"));
        };
        let payload = LruCache {
            function,
            info,
            maxsize,
            typed,
            results: Dict::new(vm),
            hits: Cell::new(0),
            misses: Cell::new(0),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn call(this: &Ref<LruCache>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        if this.maxsize == Some(0) {
            this.misses.set(this.misses.get() + 1);
            return this.function.call(args, vm);
        }
        let key = make_key(args, this.typed, vm);
        // An argument without a hash is told of by itself, not as a part of a key.
        key.hash(vm)?;
        let results = &this.results;
        if let Some(result) = results.get_item(&key, vm)? {
            this.hits.set(this.hits.get() + 1);
            // With a bound, the order of use counts.
            if this.maxsize.is_some()
                && let Some(result) = results.remove_item(&key, vm)?
            {
                results.set_item(key, result, vm)?;
            }
            return Ok(result);
        }
        this.misses.set(this.misses.get() + 1);
        let result = this.function.call(args, vm)?;
        // The call may have stored a result for the same key.
        results.set_item(key, result.clone(), vm)?;
        if let Some(maxsize) = this.maxsize {
            while results.length(vm) > maxsize
                && let Some((_, oldest, _)) = results.next_entry(0, vm)
            {
                if results.remove_item(&oldest, vm)?.is_none() {
                    break;
                }
            }
        }
        Ok(result)
    }

    /// As a method: binds to the object.
    #[slot]
    fn descriptor_get(
        this: &Value,
        object: Option<&Value>,
        _class: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        match object {
            Some(object) if !object.is_none() => {
                let method = BoundMethod::new(this.clone(), object.clone(), vm);
                Ok(method.into_value())
            }
            _ => Ok(this.clone()),
        }
    }

    /// Returns hits, misses, the bound and the number of results.
    #[method(signature = "($self, /)")]
    fn cache_info(this: &Ref<LruCache>, vm: &mut Vm) -> PyResult {
        let parts = [
            Value::from_usize(this.hits.get()),
            Value::from_usize(this.misses.get()),
            this.maxsize.map_or(Value::NONE, Value::from_usize),
            Value::from_usize(this.results.length(vm)),
        ];
        this.info.call_positional(&parts, vm)
    }

    /// Forgets all results and counts.
    #[method(signature = "($self, /)")]
    fn cache_clear(this: &Ref<LruCache>, vm: &mut Vm) {
        this.hits.set(0);
        this.misses.set(0);
        this.results.clear_items(vm);
    }

    /// Returns the name of the function, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<LruCache>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__qualname__.clone();
        this.as_value().get_attribute(&name, vm)
    }

    /// Returns the function itself.
    #[method(name = "__copy__", signature = "($self, /)", hidden)]
    fn copy(this: &Ref<LruCache>) -> Ref<LruCache> {
        this.clone()
    }

    /// Returns the function itself.
    #[method(name = "__deepcopy__", signature = "($self, memo, /)", hidden)]
    fn deepcopy(this: &Ref<LruCache>, _memo: &Value) -> Ref<LruCache> {
        this.clone()
    }
}
