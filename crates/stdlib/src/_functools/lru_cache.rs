//! `_lru_cache_wrapper`: a function that remembers its results.
//! Reference: <https://docs.python.org/3.14/library/functools.html#functools.lru_cache>

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::descriptors::BoundMethod;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::int::IndexOverflow;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use crate::_functools::recency::{Recency, Ticket};

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
    /// By key: the results, or if there is a bound their tickets.
    results: Ref<Dict>,
    /// The results, if there is a bound.
    recency: HeapCell<Recency>,
    hits: Cell<usize>,
    misses: Cell<usize>,
}

/// A key for the arguments of a call. One `int` or `str` is its own key.
fn make_key(args: &Args<'_>, typed: bool, vm: &mut Vm) -> Value {
    if let [only] = args.values()
        && !typed
        && !args.has_keywords()
    {
        let class = only.class(vm);
        if class.is(&vm.types.int) || class.is(&vm.types.str) {
            return only.clone();
        }
    }
    if !typed && !args.has_keywords() {
        return Tuple::from_slice(args.values(), vm).into_value();
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

impl LruCache {
    /// The result for a key, which counts as used. Looking for it may run the `__eq__` of keys.
    fn find(&self, key: &Value, hash: u64, vm: &mut Vm) -> PyResult<Option<Value>> {
        let found = self.results.get_hashed(key, hash, vm)?;
        if self.maxsize.is_none() {
            return Ok(found);
        }
        let ticket = found.as_ref().and_then(Ticket::of_value);
        Ok(ticket.and_then(|ticket| self.recency.get_mut(vm).use_result(ticket)))
    }

    /// Stores a result, and forgets the oldest if there are too many.
    ///
    /// The dict may call the `__eq__` of keys, which may use this very cache: whatever is done to the
    /// list is complete before.
    fn store(
        &self,
        key: Value,
        hash: u64,
        result: &Value,
        maxsize: usize,
        vm: &mut Vm,
    ) -> PyResult<()> {
        // The call may have stored a result for the same key, which then stays.
        if self.results.get_hashed(&key, hash, vm)?.is_some() {
            return Ok(());
        }
        let mut recency = self.recency.replace(Recency::new(), vm);
        let ticket = recency.add(key.clone(), hash, result.clone(), vm);
        drop(self.recency.replace(recency, vm));
        let ticket = ticket?;
        if let Err(raised) = self.results.set_hashed(key, hash, ticket.to_value(), vm) {
            let removed = self.recency.get_mut(vm).remove(ticket);
            drop(removed);
            return Err(raised);
        }
        while self.results.length(vm) > maxsize
            && let Some((oldest, hash, _result)) = self.recency.get_mut(vm).take_oldest()
        {
            self.results.remove_hashed(&oldest, hash, vm)?;
        }
        Ok(())
    }
}

/// A function that remembers its results.
#[native_class(
    name = "functools._lru_cache_wrapper",
    flags(dict, weakref, method_descriptor)
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
            Some(
                vm.index_to_isize(maxsize, IndexOverflow::RaiseOverflow)?
                    .max(0) as usize,
            )
        } else {
            return Err(vm.type_error("maxsize should be integer or None"));
        };
        let payload = LruCache {
            function,
            info,
            maxsize,
            typed,
            results: Dict::new(vm),
            recency: HeapCell::new(Recency::new()),
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
        let key = make_key(&args, this.typed, vm);
        // An argument without a hash is told of by itself, not as a part of a key.
        let hash = key.hash(vm)? as u64;
        if let Some(result) = this.find(&key, hash, vm)? {
            this.hits.set(this.hits.get() + 1);
            return Ok(result);
        }
        this.misses.set(this.misses.get() + 1);
        let result = this.function.call(args, vm)?;
        match this.maxsize {
            None => this.results.set_hashed(key, hash, result.clone(), vm)?,
            Some(maxsize) => this.store(key, hash, &result, maxsize, vm)?,
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
            this.maxsize.map_or(Value::NONE, |size| vm.new_length(size)),
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
        drop(this.recency.replace(Recency::new(), vm));
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
