//! `gc`: the cycle collector.
//! Reference: <https://docs.python.org/3.14/library/gc.html>

/// The collector of objects that refer to each other in circles.
#[rpy_macros::native_module(name = "gc")]
pub mod gc {
    use std::ffi::c_int;

    use rpy_vm::builtins::descriptors::MappingProxy;
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::list::List;
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::function::convert::FromArgument;
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
                let frozen = vm.frozen_objects();
                let [young, middle, old] = vm.generation_sizes();
                format!(
                    "gc: collecting generation {}...\n\
                     gc: objects in each generation: {young} {middle} {old}\n\
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

    /// What the program gets to see of an object: of a class's dict a view, as nobody may change that but
    /// the class.
    fn read_only(object: Value, vm: &mut Vm) -> Value {
        match object.downcast::<Dict>() {
            Some(dict) if dict.is_of_class() => MappingProxy::new(object, vm).into_value(),
            _ => object,
        }
    }

    fn shown(objects: Vec<Value>, vm: &mut Vm) -> Ref<List> {
        let mut shown = Vec::with_capacity(objects.len());
        for object in objects {
            shown.push(read_only(object, vm));
        }
        List::new(shown, vm)
    }

    /// Tells of each object that was found.
    fn found(objects: &[Value], vm: &mut Vm) {
        for object in objects {
            let class = object.type_name(vm);
            let address = object.bits();
            vm.write_error(&format!("gc: collectable <{class} {address:#x}>\n"));
        }
    }

    /// Keeps garbage in `gc.garbage`.
    fn save(garbage: Vec<Value>, vm: &mut Vm) {
        if let Some(list) = vm.module_state::<State>().garbage.clone() {
            for object in garbage {
                let object = read_only(object, vm);
                list.push(object, vm);
            }
        }
    }

    /// Lets collections happen by themselves.
    #[function(signature = "()")]
    fn enable(vm: &mut Vm) {
        vm.collector.enabled = true;
    }

    /// Stops collections from happening by themselves.
    #[function(signature = "()")]
    fn disable(vm: &mut Vm) {
        vm.collector.enabled = false;
    }

    /// Returns whether collections happen by themselves.
    #[function(signature = "()")]
    fn isenabled(vm: &mut Vm) -> bool {
        vm.collector.enabled
    }

    /// Looks for unreachable objects among those of a generation and of younger ones, frees them, and
    /// returns how many there were.
    #[function(signature = "(generation=2)")]
    fn collect(generation: c_int, vm: &mut Vm) -> PyResult<usize> {
        match usize::try_from(generation) {
            Ok(generation @ 0..GENERATIONS) => Ok(vm.collect_generation(generation)),
            _ => Err(vm.value_error("invalid generation")),
        }
    }

    /// Returns three numbers: how many containers are in the youngest generation, and for each older one
    /// how often the one before was collected since it was.
    #[function(signature = "()")]
    fn get_count(vm: &mut Vm) -> Ref<Tuple> {
        let counts = vm.collection_counts().map(Value::from_usize);
        Tuple::new(counts.to_vec(), vm)
    }

    /// Returns the three numbers that set_threshold() was given.
    #[function(signature = "()")]
    fn get_threshold(vm: &mut Vm) -> Ref<Tuple> {
        let thresholds = vm.collector.thresholds.map(|number| vm.new_int(number));
        Tuple::new(thresholds.to_vec(), vm)
    }

    /// Sets the numbers that get_threshold() returns.
    ///
    /// By the first number, so many containers, and the second, so many collections of the youngest generation,
    /// younger generations are collected. The oldest is when the heap has grown by a share of itself.
    /// Zero as the first number stops collections from starting by themselves.
    #[function(signature = "(*numbers)", hidden)]
    fn set_threshold(numbers: &[Value], vm: &mut Vm) -> PyResult<()> {
        let mut thresholds = vm.collector.thresholds;
        if numbers.is_empty() || numbers.len() > thresholds.len() {
            return Err(vm.type_error("gc.set_threshold requires 1 to 3 arguments"));
        }
        for (threshold, number) in thresholds.iter_mut().zip(numbers) {
            *threshold = i64::from(c_int::from_argument(number, vm)?);
        }
        vm.set_collection_thresholds(thresholds);
        Ok(())
    }

    /// Returns a list of dicts, each about the collections of one generation.
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

    /// Returns the objects that the collector knows, without the list itself.
    /// With a generation, those of that alone.
    #[function(signature = "(generation=None)")]
    fn get_objects(generation: Option<isize>, vm: &mut Vm) -> PyResult<Ref<List>> {
        vm.audit("gc.get_objects", |vm| {
            [vm.new_int(generation.unwrap_or(-1) as i64)]
        })?;
        let generation = match generation {
            None | Some(-1) => None,
            Some(..0) => {
                return Err(vm.value_error("generation parameter cannot be negative"));
            }
            Some(number @ 0..=2) => Some(number as usize),
            Some(_) => {
                return Err(vm.value_error(
                    "generation parameter must be less than the number of available generations (3)",
                ));
            }
        };
        let objects = vm.tracked_objects(generation);
        Ok(shown(objects, vm))
    }

    /// Returns the objects that refer to one of the arguments, in a list.
    #[function(signature = "(*objs)")]
    fn get_referrers(args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<List>> {
        vm.audit("gc.get_referrers", |vm| {
            [Tuple::from_slice(args.positional(), vm).into_value()]
        })?;
        let referrers = vm.referrers(args.positional());
        for object in &referrers {
            // Programs look for the class of a function in this way, by way of its dict.
            if let Some(dict) = object.downcast::<Dict>().filter(|it| it.is_of_class()) {
                vm.lend_class_dict(dict);
            }
        }
        Ok(shown(referrers, vm))
    }

    /// Returns the objects that the arguments refer to, in a list.
    #[function(signature = "(*objs)")]
    fn get_referents(args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<List>> {
        vm.audit("gc.get_referents", |vm| {
            [Tuple::from_slice(args.positional(), vm).into_value()]
        })?;
        let mut found = Vec::new();
        for object in args.positional() {
            found.extend(vm.referents(object));
        }
        Ok(shown(found, vm))
    }

    /// Returns whether the object can be part of a cycle, so that the collector looks at it.
    #[function(signature = "(obj, /)")]
    fn is_tracked(obj: &Value, vm: &mut Vm) -> bool {
        vm.is_tracked(obj)
    }

    /// Returns whether __del__() of the object was called.
    #[function(signature = "(obj, /)")]
    fn is_finalized(obj: &Value, vm: &mut Vm) -> bool {
        vm.is_finalized(obj)
    }

    /// Keeps the objects that there are out of collections, until unfreeze().
    #[function(signature = "()")]
    fn freeze(vm: &mut Vm) {
        vm.freeze_objects();
    }

    /// Lets collections look at frozen objects again, as old ones.
    #[function(signature = "()")]
    fn unfreeze(vm: &mut Vm) {
        vm.unfreeze_objects();
    }

    /// Returns how many objects are frozen.
    #[function(signature = "()")]
    fn get_freeze_count(vm: &mut Vm) -> usize {
        vm.frozen_objects()
    }

    /// Returns the flags that set_debug() was given.
    #[function(signature = "()")]
    fn get_debug(vm: &mut Vm) -> i64 {
        vm.collector.debug
    }

    /// Sets what the collector tells of, by the DEBUG_ constants.
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
        vm.collector.observer = Some(CollectionObserver {
            notice,
            save,
            found,
        });
        vm.begin_generations();
        Ok(())
    }
}
