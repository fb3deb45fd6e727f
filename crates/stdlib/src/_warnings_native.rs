//! `_warnings_native`: `warn` and `warn_explicit`, for `_warnings`.
//!
//! What becomes of a warning is decided in Python, by `_py_warnings`. Here arguments are checked, and the
//! frames of that module are taken out of the tracebacks of warnings that are raised.
//! Reference: <https://docs.python.org/3.14/library/warnings.html#available-functions>

/// The functions of warnings that are native.
#[rpy_macros::native_module(name = "_warnings_native")]
pub mod _warnings_native {
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::list::List;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{Args, PyResult, Raised, Value, Vm};

    /// The functions that do it, found when they are first needed: the module that has them may be gone
    /// when the program ends.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        warn: Option<Value>,
        warn_explicit: Option<Value>,
    }

    /// Warns of what the running function does, or with a larger stack level one of its callers.
    ///
    /// Filters say whether that is shown, ignored or raised.
    #[function(
        signature = "($module, /, message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())"
    )]
    fn warn(
        message: Value,
        category: Value,
        stacklevel: isize,
        source: Value,
        skip_file_prefixes: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let skipped = checked_prefixes(skip_file_prefixes, vm)?;
        let function = match &vm.module_state::<State>().warn {
            Some(known) => known.clone(),
            None => {
                let found = function_of_python("warn", vm)?;
                vm.module_state::<State>().warn = Some(found.clone());
                found
            }
        };
        let level = vm.new_int(stacklevel as i64);
        let names = [vm.intern("skip_file_prefixes").into_value()];
        let arguments = [message, category, level, source, skipped];
        let result = function.call(Args::new(&arguments, &names), vm);
        without_own_frames(result, &function, vm)
    }

    /// Warns of a place that is given.
    #[function(
        signature = "($module, /, message, category, filename, lineno, module=<unrepresentable>, registry=None, module_globals=None, source=None)"
    )]
    #[allow(clippy::too_many_arguments, reason = "Python's function has as many")]
    fn warn_explicit(
        message: Value,
        category: Value,
        filename: &Value,
        lineno: i32,
        module: Option<Value>,
        registry: Value,
        module_globals: Value,
        source: Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if !filename.has_payload::<Str>() {
            let given = filename.type_name(vm);
            return Err(vm.type_error(format!(
                "warn_explicit() argument 'filename' must be str, not {given}"
            )));
        }
        if !module_globals.is_none() && !module_globals.has_payload::<Dict>() {
            let given = module_globals.type_name(vm);
            let message = format!("module_globals must be a dict, not '{given}'");
            return Err(vm.type_error(message));
        }
        // None is the module of those who warn when modules are gone already.
        if module.as_ref().is_some_and(Value::is_none) {
            return Ok(());
        }
        if !registry.is_none() && !registry.has_payload::<Dict>() {
            return Err(vm.type_error("'registry' must be a dict or None"));
        }
        let function = match &vm.module_state::<State>().warn_explicit {
            Some(known) => known.clone(),
            None => {
                let found = function_of_python("warn_explicit", vm)?;
                vm.module_state::<State>().warn_explicit = Some(found.clone());
                found
            }
        };
        let arguments = [
            message,
            category,
            filename.clone(),
            Value::from_i32(lineno),
            module.unwrap_or(Value::NONE),
            registry,
            module_globals,
            source,
        ];
        let result = function.call_positional(&arguments, vm);
        without_own_frames(result, &function, vm)
    }

    /// The tuple of prefixes, empty if there is none.
    fn checked_prefixes(prefixes: Option<&Value>, vm: &mut Vm) -> PyResult {
        let Some(prefixes) = prefixes else {
            return Ok(Tuple::from_slice(&[], vm).into_value());
        };
        let Some(tuple) = prefixes.downcast::<Tuple>() else {
            let given = prefixes.type_name(vm);
            return Err(vm.type_error(format!(
                "warn() argument 'skip_file_prefixes' must be tuple, not {given}"
            )));
        };
        for prefix in tuple.as_slice() {
            if !prefix.has_payload::<Str>() {
                let given = prefix.type_name(vm);
                let message = format!("Found non-str '{given}' in skip_file_prefixes.");
                return Err(vm.type_error(message));
            }
        }
        Ok(prefixes.clone())
    }

    fn function_of_python(name: &str, vm: &mut Vm) -> PyResult {
        let module = vm.intern("_py_warnings");
        let module = vm.import_name(&module)?;
        let name = vm.intern(name);
        module.get_attribute(&name, vm)
    }

    /// Takes the frames of the function's own module from the front of the traceback.
    fn without_own_frames(result: PyResult, function: &Value, vm: &mut Vm) -> PyResult<()> {
        let Err(mut raised) = result else {
            return Ok(());
        };
        if !raised.is_instance(&vm.types.exceptions.warning, vm)
            && let Err(explained) = check_filters(function, vm)
        {
            raised = explained;
        }
        let exception = raised.into_exception();
        let mut traceback = exception.traceback(vm);
        while let Some(next) = next_of_own(&traceback, function, vm)? {
            traceback = next;
        }
        exception.set_traceback(traceback, vm);
        Err(Raised::new(exception))
    }

    /// Raises what is wrong with the filters and the default action that a warning has failed for.
    fn check_filters(function: &Value, vm: &mut Vm) -> PyResult<()> {
        let [globals, module, get, default] =
            ["__globals__", "_wm", "_get_filters", "defaultaction"].map(|name| vm.intern(name));
        let globals = function.get_attribute(&globals, vm)?;
        let module = globals.subscript(module.as_value(), vm)?;
        let filters = module.call_method(&get, &[], vm)?;
        let Some(filters) = filters.downcast::<List>() else {
            return Err(vm.value_error("_warnings.filters must be a list"));
        };
        let filters = filters.items(vm).to_vec();
        for (index, filter) in filters.iter().enumerate() {
            let parts = filter.downcast::<Tuple>().map(|parts| parts.as_slice());
            let Some([action, _, _, _, line]) = parts else {
                return Err(
                    vm.value_error(format!("warnings.filters item {index} isn't a 5-tuple"))
                );
            };
            if !action.has_payload::<Str>() {
                let given = action.type_name(vm);
                let message = format!("action must be a string, not '{given}'");
                return Err(vm.type_error(message));
            }
            if line.as_int().is_none() {
                return Err(vm.type_error("an integer is required"));
            }
        }
        let action = module.get_attribute(&default, vm)?;
        if !action.has_payload::<Str>() {
            let given = action.type_name(vm);
            let message = format!("_warnings.defaultaction must be a string, not '{given}'");
            return Err(vm.type_error(message));
        }
        Ok(())
    }

    /// What follows an entry of a traceback that is a frame with the function's globals.
    fn next_of_own(entry: &Value, function: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        if entry.is_none() {
            return Ok(None);
        }
        let [frame, globals, own, next] =
            ["tb_frame", "f_globals", "__globals__", "tb_next"].map(|name| vm.intern(name));
        let frame = entry.get_attribute(&frame, vm)?;
        let (globals, own) = (
            frame.get_attribute(&globals, vm)?,
            function.get_attribute(&own, vm)?,
        );
        match globals.is(&own) {
            true => Ok(Some(entry.get_attribute(&next, vm)?)),
            false => Ok(None),
        }
    }
}
