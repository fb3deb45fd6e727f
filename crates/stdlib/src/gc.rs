//! `gc`: the cycle collector.
//! Reference: <https://docs.python.org/3.14/library/gc.html>

/// This module provides access to the garbage collector for reference cycles.
#[rpy_macros::native_module(name = "gc")]
pub mod gc {
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::list::List;
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{Args, PyResult, Ref, Value, Vm};

    /// Enable automatic garbage collection.
    #[function(signature = "()")]
    fn enable(vm: &mut Vm) {
        vm.collector.enabled = true;
    }

    /// Disable automatic garbage collection.
    #[function(signature = "()")]
    fn disable(vm: &mut Vm) {
        vm.collector.enabled = false;
    }

    /// Returns true if automatic garbage collection is enabled.
    #[function(signature = "()")]
    fn isenabled(vm: &mut Vm) -> bool {
        vm.collector.enabled
    }

    /// Run the garbage collector.
    ///
    /// There is one generation, which every run looks at. The number of unreachable objects is
    /// returned.
    #[function(signature = "(generation=2)")]
    fn collect(generation: Option<i64>, vm: &mut Vm) -> PyResult<usize> {
        if !(0..=2).contains(&generation.unwrap_or(2)) {
            return Err(vm.value_error("invalid generation"));
        }
        Ok(vm.collect_garbage())
    }

    /// Return a three-tuple of the current collection counts.
    #[function(signature = "()")]
    fn get_count(vm: &mut Vm) -> Ref<Tuple> {
        let zero = Value::from_i32(0);
        Tuple::new(vec![zero.clone(), zero.clone(), zero], vm)
    }

    /// Return the current collection thresholds.
    #[function(signature = "()")]
    fn get_threshold(vm: &mut Vm) -> Ref<Tuple> {
        let thresholds = vm.collector.thresholds.map(|number| vm.new_int(number));
        Tuple::new(thresholds.to_vec(), vm)
    }

    /// Set the collection thresholds.
    ///
    /// Setting the first one to zero disables automatic collection; otherwise collections go by
    /// the growth of the heap.
    #[function(
        signature = "(threshold0, threshold1=<unrepresentable>, threshold2=<unrepresentable>, /)",
        hidden
    )]
    fn set_threshold(
        threshold0: i64,
        threshold1: Option<i64>,
        threshold2: Option<i64>,
        vm: &mut Vm,
    ) {
        let old = vm.collector.thresholds;
        vm.collector.thresholds = [
            threshold0,
            threshold1.unwrap_or(old[1]),
            threshold2.unwrap_or(old[2]),
        ];
        vm.collector.enabled &= threshold0 != 0;
    }

    /// Return a list of dictionaries containing per-generation statistics.
    #[function(signature = "()")]
    fn get_stats(vm: &mut Vm) -> Ref<List> {
        let state = vm.collector;
        let mut rows = Vec::new();
        for generation in 0..3 {
            let row = Dict::new(vm);
            let full = generation == 2;
            for (name, count) in [
                ("collections", state.collections),
                ("collected", state.collected),
                ("uncollectable", 0),
            ] {
                let name = vm.intern(name);
                let count = if full { count } else { 0 };
                row.set_str(&name, Value::from_usize(count), vm);
            }
            rows.push(row.into_value());
        }
        List::new(rows, vm)
    }

    /// Return a list of objects tracked by the collector (excluding the list returned).
    #[function(signature = "(generation=None)")]
    fn get_objects(_generation: Option<Value>, vm: &mut Vm) -> Ref<List> {
        let objects = vm.tracked_objects();
        List::new(objects, vm)
    }

    /// Return the list of objects that directly refer to any of 'objs'.
    #[function(signature = "(*objs)")]
    fn get_referrers(args: Args<'_>, vm: &mut Vm) -> Ref<List> {
        let referrers = vm.referrers(args.positional());
        List::new(referrers, vm)
    }

    /// Return the list of objects that are directly referred to by 'objs'.
    #[function(signature = "(*objs)")]
    fn get_referents(args: Args<'_>, vm: &mut Vm) -> Ref<List> {
        let mut found = Vec::new();
        for object in args.positional() {
            found.extend(vm.referents(object));
        }
        List::new(found, vm)
    }

    /// Returns true if the object is tracked by the garbage collector.
    #[function(signature = "(obj, /)")]
    fn is_tracked(obj: &Value, vm: &mut Vm) -> bool {
        vm.is_tracked(obj)
    }

    /// Returns true if the object has been already finalized by the GC.
    #[function(signature = "(obj, /)")]
    fn is_finalized(obj: &Value, vm: &mut Vm) -> bool {
        vm.is_finalized(obj)
    }

    /// Freeze all current tracked objects and ignore them for future collections.
    ///
    /// Collections look at the whole heap: this does nothing.
    #[function(signature = "()")]
    fn freeze() {}

    /// Unfreeze all objects in the permanent generation.
    #[function(signature = "()")]
    fn unfreeze() {}

    /// Return the number of objects in the permanent generation.
    #[function(signature = "()")]
    fn get_freeze_count() -> usize {
        0
    }

    /// Get the garbage collection debugging flags.
    #[function(signature = "()")]
    fn get_debug(vm: &mut Vm) -> i64 {
        vm.collector.debug
    }

    /// Set the garbage collection debugging flags.
    #[function(signature = "(flags, /)")]
    fn set_debug(flags: i64, vm: &mut Vm) {
        vm.collector.debug = flags;
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        for (name, flag) in [
            ("DEBUG_STATS", 1),
            ("DEBUG_COLLECTABLE", 2),
            ("DEBUG_UNCOLLECTABLE", 4),
            ("DEBUG_SAVEALL", 32),
            ("DEBUG_LEAK", 38),
        ] {
            module.add(name, Value::from_i32(flag), vm);
        }
        for name in ["garbage", "callbacks"] {
            let list = List::new(Vec::new(), vm);
            module.add(name, list.into_value(), vm);
        }
        Ok(())
    }
}
