//! Limits, and what tells of the insides of the interpreter.

#[rpy_macros::native_module(name = "sys", part)]
pub(crate) mod internals {
    use std::cell::Cell;

    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::builtins::type_::Type;
    use rpy_vm::function::native::ModuleState;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    /// The smallest limit of digits but 0.
    const LEAST_DIGITS: usize = 640;

    /// What can be set and has no effect, or is asked for by the library alone.
    pub(super) struct Settings {
        /// `-X cpu_count`
        cpu_count: Cell<i32>,
        open_flags: Cell<i32>,
        text: Cell<TextSettings>,
    }

    /// What the command line says about encodings that programs leave out.
    #[derive(Clone, Copy, Default)]
    pub(crate) struct TextSettings {
        /// `-X utf8`
        pub(crate) is_utf8_mode: bool,
        /// `-X warn_default_encoding`
        pub(crate) warns_of_default: bool,
    }

    /// Sets what the command line says about encodings.
    pub(in crate::sys) fn set_text_settings(settings: TextSettings, vm: &mut Vm) {
        vm.module_state::<Settings>().text.set(settings);
    }

    /// What the command line says about encodings.
    pub(crate) fn text_settings(vm: &mut Vm) -> TextSettings {
        vm.module_state::<Settings>().text.get()
    }

    impl ModuleState for Settings {
        fn new(_vm: &mut Vm) -> Settings {
            Settings {
                cpu_count: Cell::new(-1),
                open_flags: Cell::new(RTLD_NOW),
                text: Cell::default(),
            }
        }
    }

    /// How CPython opens extension modules.
    const RTLD_NOW: i32 = 2;

    /// Sets what `os.cpu_count()` answers (`-X cpu_count`).
    pub(in crate::sys) fn set_cpu_count(count: i32, vm: &mut Vm) {
        vm.module_state::<Settings>().cpu_count.set(count);
    }

    /// What `-X cpu_count` says, or -1.
    pub(crate) fn cpu_count_setting(vm: &mut Vm) -> i32 {
        vm.module_state::<Settings>().cpu_count.get()
    }

    /// Returns what `-X cpu_count` says, or -1.
    #[function(signature = "()")]
    fn _get_cpu_count_config(vm: &mut Vm) -> i32 {
        cpu_count_setting(vm)
    }

    /// Returns the flags with which extension modules would be opened.
    #[function(signature = "()")]
    fn getdlopenflags(vm: &mut Vm) -> i32 {
        vm.module_state::<Settings>().open_flags.get()
    }

    /// Sets the flags with which extension modules would be opened.
    #[function(signature = "(flags, /)")]
    fn setdlopenflags(flags: i32, vm: &mut Vm) {
        vm.module_state::<Settings>().open_flags.set(flags);
    }

    /// Returns how many digits an int that is converted to or from text may have; 0 for any number.
    #[function(signature = "()")]
    fn get_int_max_str_digits(vm: &mut Vm) -> usize {
        vm.int_max_str_digits
    }

    /// Sets how many digits an int that is converted to or from text may have; 0 for any number.
    #[function(signature = "(maxdigits)")]
    fn set_int_max_str_digits(maxdigits: i32, vm: &mut Vm) -> PyResult<()> {
        match usize::try_from(maxdigits) {
            Ok(limit) if limit == 0 || limit >= LEAST_DIGITS => {
                vm.int_max_str_digits = limit;
                Ok(())
            }
            _ => Err(vm.value_error(format!(
                "maxdigits must be >= {LEAST_DIGITS} or 0 for unlimited"
            ))),
        }
    }

    /// Returns how many objects there are that may refer to others.
    #[function(signature = "()")]
    fn getallocatedblocks(vm: &mut Vm) -> usize {
        vm.tracked_objects(None).len()
    }

    /// Returns how many strings are interned.
    #[function(signature = "(*, _only_immortal=False)")]
    fn getunicodeinternedsize(_only_immortal: bool, vm: &mut Vm) -> usize {
        if _only_immortal {
            return 0;
        }
        vm.interned_count()
    }

    /// Returns whether a string is interned.
    #[function(signature = "(string, /)")]
    fn _is_interned(string: &Value, vm: &mut Vm) -> PyResult<bool> {
        match string.downcast::<Str>() {
            Some(string) => Ok(string.is_interned()),
            None => {
                let class = string.type_name(vm);
                Err(vm.type_error(format!("_is_interned() argument must be str, not {class}")))
            }
        }
    }

    /// Returns whether an object is never freed, as small numbers are.
    #[function(signature = "(op, /)")]
    fn _is_immortal(op: &Value) -> bool {
        op.as_object().is_none()
    }

    /// Returns True: there is a lock that one thread holds at a time.
    #[function(signature = "()")]
    fn _is_gil_enabled() -> bool {
        true
    }

    /// Returns the name of the module of a function that is running, or None.
    #[function(signature = "(depth=0)")]
    fn _getframemodulename(depth: i32, vm: &mut Vm) -> PyResult {
        vm.audit("sys._getframemodulename", |_| [Value::from_i32(depth)])?;
        let Some(frame) = vm.frame_at(usize::try_from(depth).unwrap_or(0)) else {
            return Ok(Value::NONE);
        };
        let (globals, name) = (vm.intern("f_globals"), vm.names.__name__.clone());
        let globals = frame.get_attribute(&globals, vm)?;
        let name = globals
            .downcast::<Dict>()
            .and_then(|globals| globals.get_str(&name, vm).cloned());
        Ok(name.unwrap_or(Value::NONE))
    }

    /// Forgets what is remembered of classes' attributes, which changes nothing but the speed.
    #[function(signature = "()")]
    fn _clear_type_cache(vm: &mut Vm) -> PyResult<()> {
        let category = vm.types.exceptions.deprecation_warning.clone();
        let message = "sys._clear_type_cache() is deprecated and scheduled for removal in a future version. \
             Use sys._clear_internal_caches() instead.";
        vm.warn(&category, message)
    }

    /// Forgets what is remembered to be faster, which changes nothing but the speed.
    #[function(signature = "()")]
    fn _clear_internal_caches() {}

    /// Takes `__dict__` and `__weakref__` of its instances out of a class, so that a copy of the class
    /// gets its own.
    #[function(signature = "(type, /)")]
    fn _clear_type_descriptors(r#type: &Value, vm: &mut Vm) -> PyResult<()> {
        let Some(class) = r#type.downcast::<Type>() else {
            let given = r#type.type_name(vm);
            let message = format!("_clear_type_descriptors() argument must be type, not {given}");
            return Err(vm.type_error(message));
        };
        match class.remove_instance_descriptors(vm) {
            true => Ok(()),
            false => Err(vm.type_error("argument is immutable")),
        }
    }

    /// Writes how much memory the interpreter's objects take to `sys.stderr`.
    #[function(signature = "()")]
    fn _debugmallocstats(vm: &mut Vm) {
        let bytes = vm.heap_bytes();
        vm.write_error(&format!("{bytes} bytes of objects and their buffers\n"));
    }

    /// Returns False: programs cannot be debugged from outside.
    #[function(signature = "()")]
    fn is_remote_debug_enabled() -> bool {
        false
    }

    /// Would run a script in another process.
    #[function(signature = "(pid, script)")]
    fn remote_exec(pid: i32, script: &Value, vm: &mut Vm) -> PyResult<()> {
        let _ = (pid, script);
        let class = vm.types.exceptions.not_implemented_error.clone();
        Err(vm.raise(&class, "sys.remote_exec is not supported"))
    }

    /// Would let a profiler of the system see Python functions.
    #[function(signature = "(backend, /)")]
    fn activate_stack_trampoline(backend: &str, vm: &mut Vm) -> PyResult<()> {
        match backend {
            "perf" | "perf_jit" => Err(vm.value_error("perf trampoline not available")),
            _ => Err(vm.value_error(format!("invalid backend: {backend}"))),
        }
    }

    /// Does nothing: profilers of the system see no Python functions.
    #[function(signature = "()")]
    fn deactivate_stack_trampoline() {}

    /// Returns False: profilers of the system see no Python functions.
    #[function(signature = "()")]
    fn is_stack_trampoline_active() -> bool {
        false
    }

    #[constant]
    const _framework: &str = "";

    #[constant]
    fn _git(vm: &mut Vm) -> Ref<Tuple> {
        let parts = ["rpy", "", ""].map(|part| vm.new_str(part));
        Tuple::from_array(parts, vm)
    }
}
