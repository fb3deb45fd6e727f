//! `gc`: the cycle collector.
//! Reference: <https://docs.python.org/3.14/library/gc.html>

/// This module provides access to the garbage collector for reference cycles.
#[rpy_macros::native_module(name = "gc")]
pub mod gc {
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::list::List;
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::object::collector::{CollectionEvent, CollectionObserver, GENERATIONS};
    use rpy_vm::{Args, PyResult, Ref, Value, Vm};

    /// `DEBUG_STATS`
    const STATS: i64 = 1;

    /// What the program sees of the collector.
    #[state]
    #[derive(Default)]
    struct State {
        garbage: Option<Ref<List>>,
        callbacks: Option<Ref<List>>,
        /// When the collection that runs has begun.
        started: Option<std::time::Instant>,
        /// `get_freeze_count()`
        frozen: usize,
    }

    /// Tells the callbacks of a collection; with `DEBUG_STATS` the standard error stream too.
    fn notice(event: &CollectionEvent, vm: &mut Vm) {
        if vm.collector.debug & STATS != 0 {
            write_statistics(event, vm);
        }
        let callbacks = vm.module_state::<State>().callbacks.clone();
        let Some(callbacks) = callbacks.filter(|list| list.length(vm) > 0) else {
            return;
        };
        let phase = match event.collected {
            None => "start",
            Some(_) => "stop",
        };
        let info = Dict::new(vm);
        for (name, count) in [
            ("generation", event.generation),
            ("collected", event.collected.unwrap_or(0)),
            ("uncollectable", 0),
        ] {
            let name = vm.intern(name);
            info.set_str(&name, Value::from_usize(count), vm);
        }
        let phase = vm.new_str(phase);
        for callback in callbacks.items(vm).to_vec() {
            let result = callback.call_positional(&[phase.clone(), info.to_value()], vm);
            if let Err(raised) = result {
                let text = callback.repr(vm);
                let text = text.map(|text| text.to_string_lossy().into_owned());
                let text = text.unwrap_or_else(|_| "<object repr() failed>".to_owned());
                vm.unraisable_message(&format!("while calling GC callback {text}"), raised);
            }
        }
    }

    fn write_statistics(event: &CollectionEvent, vm: &mut Vm) {
        let text = match event.collected {
            None => {
                vm.module_state::<State>().started = Some(std::time::Instant::now());
                let frozen = vm.module_state::<State>().frozen;
                let objects = vm.tracked_objects().len();
                format!(
                    "gc: collecting generation {}...\n\
                     gc: objects in each generation: 0 0 {objects}\n\
                     gc: objects in permanent generation: {frozen}\n",
                    event.generation
                )
            }
            Some(found) => {
                let started = vm.module_state::<State>().started.take();
                let seconds = started.map_or(0.0, |started| started.elapsed().as_secs_f64());
                format!("gc: done, {found} unreachable, 0 uncollectable, {seconds:.4}s elapsed\n")
            }
        };
        vm.write_error(&text);
    }

    /// Keeps garbage in `gc.garbage`.
    fn save(garbage: Vec<Value>, vm: &mut Vm) {
        if let Some(list) = vm.module_state::<State>().garbage.clone() {
            for object in garbage {
                list.push(object, vm);
            }
        }
    }

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
        match usize::try_from(generation.unwrap_or(2)) {
            Ok(generation @ 0..GENERATIONS) => Ok(vm.collect_generation(generation)),
            _ => Err(vm.value_error("invalid generation")),
        }
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
        for generation in 0..GENERATIONS {
            let row = Dict::new(vm);
            for (name, count) in [
                ("collections", state.collections[generation]),
                ("collected", state.collected[generation]),
                ("uncollectable", 0),
            ] {
                let name = vm.intern(name);
                row.set_str(&name, Value::from_usize(count), vm);
            }
            rows.push(row.into_value());
        }
        List::new(rows, vm)
    }

    /// Return a list of objects tracked by the collector (excluding the list returned).
    ///
    /// With a generation, those of that alone: all are in the oldest one.
    #[function(signature = "(generation=None)")]
    fn get_objects(generation: Option<isize>, vm: &mut Vm) -> PyResult<Ref<List>> {
        let objects = match generation {
            None | Some(2) => vm.tracked_objects(),
            Some(..0) => {
                return Err(vm.value_error("generation parameter cannot be negative"));
            }
            Some(0 | 1) => Vec::new(),
            Some(_) => {
                return Err(vm.value_error(
                    "generation parameter must be less than the number of available generations (3)",
                ));
            }
        };
        Ok(List::new(objects, vm))
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
    /// Collections look at the whole heap all the same; what is counted is how many they were.
    #[function(signature = "()")]
    fn freeze(vm: &mut Vm) {
        let frozen = vm.tracked_objects().len();
        vm.module_state::<State>().frozen = frozen;
    }

    /// Unfreeze all objects in the permanent generation.
    #[function(signature = "()")]
    fn unfreeze(vm: &mut Vm) {
        vm.module_state::<State>().frozen = 0;
    }

    /// Return the number of objects in the permanent generation.
    #[function(signature = "()")]
    fn get_freeze_count(vm: &mut Vm) -> usize {
        vm.module_state::<State>().frozen
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
        let (garbage, callbacks) = (List::new(Vec::new(), vm), List::new(Vec::new(), vm));
        module.add("garbage", garbage.to_value(), vm);
        module.add("callbacks", callbacks.to_value(), vm);
        let state = vm.module_state::<State>();
        (state.garbage, state.callbacks) = (Some(garbage), Some(callbacks));
        vm.collector.observer = Some(CollectionObserver { notice, save });
        Ok(())
    }
}
