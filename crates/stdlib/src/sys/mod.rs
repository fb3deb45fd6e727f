//! `sys`: the interpreter itself.
//! Reference: <https://docs.python.org/3.14/library/sys.html>

mod audit;
pub mod colors;
mod hooks;
mod internals;
mod jit;
mod monitoring;
mod structures;
mod threads;

pub(crate) use internals::internals::{cpu_count_setting, text_settings};
pub use sys::{COPYRIGHT, SHORT_VERSION, version_text};

/// The interpreter: its streams, modules, limits and version.
#[rpy_macros::native_module(
    name = "sys",
    parts(
        super::audit::audit,
        super::hooks::hooks,
        super::internals::internals,
        super::jit::jit,
        super::monitoring::attribute,
        super::threads::threads
    )
)]
pub mod sys {
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::exceptions::{BaseException, Traceback};
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::namespace::Namespace;
    use rpy_vm::builtins::set::FrozenSet;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{Args, PyResult, Ref, Value, Vm};

    use super::structures::{AsyncgenHooks, FlagsTuple, FloatInfo, HashInfo, IntInfo, VersionInfo};
    use crate::_io::{Standard, standard_stream};

    /// The version of the language: major, minor, micro.
    const VERSION: (i32, i32, i32) = (3, 14, 0);

    /// `sys.hexversion`
    const HEXVERSION: i32 = VERSION.0 << 24 | VERSION.1 << 16 | VERSION.2 << 8 | 0xf0;

    /// What the command line says of `sys.flags`; the rest is as without options.
    #[derive(Clone, Debug, Default)]
    pub struct Flags {
        /// `-i`
        pub inspect: bool,
        /// `-O`, `-OO`
        pub optimize: u8,
        /// `-B`
        pub dont_write_bytecode: bool,
        /// `-s`
        pub no_user_site: bool,
        /// `-S`
        pub no_site: bool,
        /// `-E`
        pub ignore_environment: bool,
        /// `-v`
        pub verbose: u8,
        /// `-b`
        pub bytes_warning: u8,
        /// `-q`
        pub quiet: bool,
        /// `-I`
        pub isolated: bool,
        /// `-P`
        pub safe_path: bool,
        /// `-d`
        pub debug: u8,
        /// `-i` itself, without `PYTHONINSPECT`
        pub interactive: bool,
        /// Whether hashes differ from run to run.
        pub hash_randomization: bool,
        /// `-X dev`
        pub dev_mode: bool,
        /// `-X utf8`
        pub utf8_mode: bool,
        /// `-X warn_default_encoding`
        pub warn_default_encoding: bool,
        /// `-X thread_inherit_context`
        pub thread_inherit_context: bool,
        /// `-X context_aware_warnings`
        pub context_aware_warnings: bool,
    }

    /// Sets `sys.flags`.
    pub fn set_flags(flags: &Flags, vm: &mut Vm) {
        let isolated = flags.isolated;
        let tuple = FlagsTuple {
            debug: i32::from(flags.debug),
            inspect: i32::from(flags.inspect),
            interactive: i32::from(flags.interactive),
            optimize: i32::from(flags.optimize),
            dont_write_bytecode: i32::from(flags.dont_write_bytecode),
            no_user_site: i32::from(flags.no_user_site || isolated),
            no_site: i32::from(flags.no_site),
            ignore_environment: i32::from(flags.ignore_environment || isolated),
            verbose: i32::from(flags.verbose),
            bytes_warning: i32::from(flags.bytes_warning),
            quiet: i32::from(flags.quiet),
            hash_randomization: i32::from(flags.hash_randomization),
            isolated: i32::from(isolated),
            dev_mode: flags.dev_mode,
            utf8_mode: i32::from(flags.utf8_mode),
            warn_default_encoding: i32::from(flags.warn_default_encoding),
            safe_path: flags.safe_path || isolated,
            int_max_str_digits: i32::try_from(vm.int_max_str_digits).unwrap_or(i32::MAX),
            gil: 1,
            thread_inherit_context: i32::from(flags.thread_inherit_context),
            context_aware_warnings: i32::from(flags.context_aware_warnings),
        };
        let text = super::internals::internals::TextSettings {
            is_utf8_mode: flags.utf8_mode,
            warns_of_default: flags.warn_default_encoding,
        };
        super::internals::internals::set_text_settings(text, vm);
        let tuple = vm.new_native_struct_sequence(tuple);
        let tuple = tuple.expect("numbers become values without Python code");
        set("flags", tuple, vm);
        set(
            "dont_write_bytecode",
            Value::bool(flags.dont_write_bytecode),
            vm,
        );
    }

    /// Sets what `os.cpu_count()` answers; None for what the system says.
    pub fn set_cpu_count(count: Option<i32>, vm: &mut Vm) {
        super::internals::internals::set_cpu_count(count.unwrap_or(-1), vm);
    }

    /// Sets an attribute of the module.
    pub fn set(name: &str, value: Value, vm: &mut Vm) {
        let name = vm.intern(name);
        vm.set_sys_attribute(&name, value);
    }

    /// The version of the language as text.
    pub const SHORT_VERSION: &str = "3.14.0";

    /// `sys.version`
    pub fn version_text() -> String {
        let own = env!("CARGO_PKG_VERSION");
        let profile = if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        };
        format!("{SHORT_VERSION} (rpy {own}, {profile}) [Rust]")
    }

    #[constant]
    fn version(vm: &mut Vm) -> Value {
        vm.new_str(&version_text())
    }

    #[constant]
    fn version_info() -> VersionInfo {
        VersionInfo {
            major: VERSION.0,
            minor: VERSION.1,
            micro: VERSION.2,
            releaselevel: "final",
            serial: 0,
        }
    }

    #[constant]
    const hexversion: i32 = HEXVERSION;

    #[constant]
    const api_version: i32 = 1013;

    /// `sys.copyright`
    pub const COPYRIGHT: &str = "Copyright (c) the rpy authors.";

    #[constant]
    const copyright: &str = COPYRIGHT;

    #[constant]
    const maxsize: i64 = i64::MAX;

    #[constant]
    const maxunicode: i32 = 0x10_ffff;

    #[constant]
    fn byteorder() -> &'static str {
        if cfg!(target_endian = "little") {
            "little"
        } else {
            "big"
        }
    }

    #[constant]
    fn platform() -> &'static str {
        match std::env::consts::OS {
            "macos" => "darwin",
            "windows" => "win32",
            other => other,
        }
    }

    #[constant]
    const float_repr_style: &str = "short";

    #[constant]
    const abiflags: &str = "";

    #[constant]
    const platlibdir: &str = "lib";

    #[constant]
    fn float_info() -> FloatInfo {
        FloatInfo {
            max: f64::MAX,
            max_exp: f64::MAX_EXP,
            max_10_exp: f64::MAX_10_EXP,
            min: f64::MIN_POSITIVE,
            min_exp: f64::MIN_EXP,
            min_10_exp: f64::MIN_10_EXP,
            dig: f64::DIGITS as i32,
            mant_dig: f64::MANTISSA_DIGITS as i32,
            epsilon: f64::EPSILON,
            radix: 2,
            rounds: 1,
        }
    }

    #[constant]
    fn int_info() -> IntInfo {
        IntInfo {
            bits_per_digit: 30,
            sizeof_digit: 4,
            default_max_str_digits: 4300,
            str_digits_check_threshold: 640,
        }
    }

    #[constant]
    fn hash_info() -> HashInfo {
        HashInfo {
            width: 64,
            modulus: (1 << 61) - 1,
            inf: 314_159,
            nan: 0,
            imag: 1_000_003,
            algorithm: "fold",
            hash_bits: 64,
            seed_bits: 64,
            cutoff: 0,
        }
    }

    #[constant]
    fn implementation(vm: &mut Vm) -> PyResult<Ref<Namespace>> {
        let name = vm.new_str("rpy");
        let cache_tag = vm.new_str("rpy-314");
        let version = vm.new_native_struct_sequence(version_info())?;
        let attributes = [
            ("name", name),
            ("cache_tag", cache_tag),
            ("version", version),
            ("hexversion", Value::from_i32(HEXVERSION)),
            ("supports_isolated_interpreters", Value::FALSE),
        ];
        let namespace = Namespace::new(vm);
        for (name, value) in attributes {
            let name = vm.intern(name);
            namespace.as_value().set_attribute(&name, value, vm)?;
        }
        Ok(namespace)
    }

    #[constant]
    fn builtin_module_names(vm: &mut Vm) -> Ref<Tuple> {
        let mut names: Vec<&str> = crate::MODULES.iter().map(|(name, _)| *name).collect();
        names.push("builtins");
        names.extend(vm.imports.native_in_python_names());
        names.sort_unstable();
        let names = names.into_iter().map(|name| vm.new_str(name)).collect();
        Tuple::new(names, vm)
    }

    #[constant]
    fn stdlib_module_names(vm: &mut Vm) -> PyResult {
        let names = crate::stdlib_names::NAMES.iter();
        let names = names.map(|name| vm.intern(name).into_value()).collect();
        Ok(FrozenSet::from_items(names, vm)?.into_value())
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let dict = module.dict().clone();
        let put = |name: &str, value: Value, vm: &mut Vm| {
            let name = vm.intern(name);
            dict.set_str(&name, value, vm);
        };
        let modules = vm.modules.to_value();
        put("modules", modules, vm);
        for (name, original, standard) in [
            ("stdin", "__stdin__", Standard::Input),
            ("stdout", "__stdout__", Standard::Output),
            ("stderr", "__stderr__", Standard::Error),
        ] {
            let stream = standard_stream(standard, vm)?;
            put(name, stream.clone(), vm);
            put(original, stream, vm);
        }
        for name in ["argv", "orig_argv", "path", "warnoptions"] {
            let list = vm.new_list(Vec::new());
            put(name, list, vm);
        }
        let finders = vm.standard_finders();
        let hooks = vm.standard_path_hooks();
        for (name, items) in [("meta_path", finders), ("path_hooks", hooks)] {
            let list = vm.new_list(items);
            put(name, list, vm);
        }
        let empty = vm.new_str("");
        for name in [
            "executable",
            "prefix",
            "exec_prefix",
            "base_prefix",
            "base_exec_prefix",
            "_base_executable",
        ] {
            put(name, empty.clone(), vm);
        }
        let importers = Dict::new(vm).into_value();
        put("path_importer_cache", importers, vm);
        put("_home", Value::NONE, vm);
        put("pycache_prefix", Value::NONE, vm);
        put("dont_write_bytecode", Value::FALSE, vm);
        for (hook, original) in [
            ("displayhook", "__displayhook__"),
            ("excepthook", "__excepthook__"),
            ("breakpointhook", "__breakpointhook__"),
            ("unraisablehook", "__unraisablehook__"),
        ] {
            let name = vm.intern(hook);
            let function = dict.get_str(&name, vm).cloned();
            put(original, function.expect("the functions are there"), vm);
        }
        Ok(())
    }

    /// Ends the program: raises `SystemExit`.
    #[function(signature = "(status=None, /)")]
    fn exit(status: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let class = vm.types.exceptions.system_exit.to_value();
        let raised = match status {
            Some(status) if !status.is_none() => {
                // A tuple holds the arguments.
                let arguments = match status.downcast::<Tuple>() {
                    Some(arguments) => arguments.as_slice().to_vec(),
                    None => vec![status],
                };
                let exception = class.call_positional(&arguments, vm)?;
                vm.normalize_raise(&exception, None)
            }
            _ => vm.normalize_raise(&class, None),
        };
        Err(raised)
    }

    /// Returns the encoding that `str.encode` uses without an argument.
    #[function(signature = "()")]
    fn getdefaultencoding() -> &'static str {
        "utf-8"
    }

    /// Returns the encoding of file names.
    #[function(signature = "()")]
    fn getfilesystemencoding() -> &'static str {
        "utf-8"
    }

    /// Returns the error handler of file names.
    #[function(signature = "()")]
    fn getfilesystemencodeerrors() -> &'static str {
        "surrogateescape"
    }

    /// Returns how many references to an object there are.
    #[function(signature = "(object, /)")]
    fn getrefcount(object: &Value) -> u32 {
        object
            .as_object()
            .map_or(u32::MAX, |header| header.refcount())
    }

    /// Returns the one string of its text that is used for names.
    #[function(signature = "(string, /)")]
    fn intern(string: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        if !string.class().is(&vm.types.str) {
            let name = string.as_value().type_name(vm);
            return Err(vm.type_error(format!("can't intern {name}")));
        }
        Ok(vm.intern_ref(string))
    }

    /// Sets functions that are called with an asynchronous generator of this thread when it is first
    /// iterated over, and when it is dropped before its end.
    #[function(
        signature = "(firstiter=<unrepresentable>, finalizer=<unrepresentable>)",
        hidden
    )]
    fn set_asyncgen_hooks(args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        const NAMES: [&str; 2] = ["firstiter", "finalizer"];
        let given = args.len();
        if given > NAMES.len() {
            return Err(vm.type_error(format!(
                "function takes at most 2 arguments ({given} given)"
            )));
        }
        let (first, finalizer) = vm.async_generator_hooks();
        let mut hooks = [first, finalizer];
        let mut is_given = [false; 2];
        let mut set = |index: usize, value: &Value, vm: &mut Vm| -> PyResult<()> {
            hooks[index] = value.clone();
            is_given[index] = true;
            if value.is_none() || value.is_callable(vm) {
                return Ok(());
            }
            let (hook, found) = (NAMES[index], value.type_name(vm));
            Err(vm.type_error(format!("callable {hook} expected, got {found}")))
        };
        for (name, value) in args.keywords() {
            let name = name.downcast::<Str>().expect("keywords are strs");
            let name = name.to_string_lossy();
            match NAMES.iter().position(|known| *known == name) {
                Some(index) => set(index, value, vm)?,
                None => {
                    return Err(vm.type_error(format!(
                        "this function got an unexpected keyword argument '{name}'"
                    )));
                }
            }
        }
        for (index, value) in args.positional().iter().enumerate() {
            set(index, value, vm)?;
        }
        let [first, finalizer] = hooks;
        for (index, event) in [
            (1, "sys.set_asyncgen_hook_finalizer"),
            (0, "sys.set_asyncgen_hook_firstiter"),
        ] {
            if is_given[index] {
                vm.audit(event, |_| [])?;
            }
        }
        vm.set_async_generator_hooks(first, finalizer);
        Ok(())
    }

    /// Returns the functions that `set_asyncgen_hooks` has set.
    #[function(signature = "()")]
    fn get_asyncgen_hooks(vm: &mut Vm) -> AsyncgenHooks {
        let (firstiter, finalizer) = vm.async_generator_hooks();
        AsyncgenHooks {
            firstiter,
            finalizer,
        }
    }

    /// Sets how many calls coroutines of this thread remember that led to where they were made; see
    /// `cr_origin`.
    #[function(signature = "(depth)")]
    fn set_coroutine_origin_tracking_depth(depth: i32, vm: &mut Vm) -> PyResult<()> {
        match usize::try_from(depth) {
            Ok(depth) => {
                vm.set_coroutine_origin_depth(depth);
                Ok(())
            }
            Err(_) => Err(vm.value_error("depth must be >= 0")),
        }
    }

    /// Returns how many calls coroutines of this thread remember that led to where they were made.
    #[function(signature = "()")]
    fn get_coroutine_origin_tracking_depth(vm: &mut Vm) -> usize {
        vm.coroutine_origin_depth()
    }

    /// Returns how many Python calls may be nested.
    #[function(signature = "()")]
    fn getrecursionlimit(vm: &mut Vm) -> i32 {
        vm.recursion_limit()
    }

    /// Sets how many Python calls may be nested.
    #[function(signature = "(limit, /)")]
    fn setrecursionlimit(limit: i32, vm: &mut Vm) -> PyResult<()> {
        if limit < 1 {
            return Err(vm.value_error("recursion limit must be greater or equal than 1"));
        }
        if !vm.set_recursion_limit(limit) {
            let depth = vm.recursion_depth();
            return Err(vm.recursion_error(format!(
                "cannot set the recursion limit to {limit} at the recursion depth {depth}: \
                 the limit is too low"
            )));
        }
        Ok(())
    }

    /// Returns the frame a number of calls above the caller.
    #[function(signature = "(depth=0, /)")]
    fn _getframe(depth: Option<i64>, vm: &mut Vm) -> PyResult {
        let depth = usize::try_from(depth.unwrap_or(0)).unwrap_or(0);
        match vm.frame_at(depth) {
            Some(frame) => {
                vm.audit("sys._getframe", |_| [frame.clone()])?;
                Ok(frame)
            }
            None => Err(vm.value_error("call stack is not deep enough")),
        }
    }

    /// Returns the exception that is being handled, or None.
    #[function(signature = "()")]
    fn exception(vm: &mut Vm) -> Value {
        vm.handled_exception()
    }

    /// Returns class, exception and traceback of the exception that is being handled.
    #[function(signature = "()")]
    fn exc_info(vm: &mut Vm) -> Ref<Tuple> {
        let exception = vm.handled_exception();
        let (class, traceback) = match exception.downcast::<BaseException>() {
            Some(exception) => (exception.class().to_value(), exception.traceback(vm)),
            None => (Value::NONE, Value::NONE),
        };
        Tuple::new(vec![class, exception, traceback], vm)
    }

    /// Returns the size of an object in bytes, without the objects it refers to.
    #[function(signature = "(object, default=<unrepresentable>)", hidden)]
    fn getsizeof(object: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__sizeof__.clone();
        let size = object.call_special(&name, &[], vm);
        let size = size.and_then(|size| match size.map(|it| super::checked_size(it, vm)) {
            Some(size) => size.map(Some),
            None => Ok(None),
        });
        match size {
            Ok(Some(size)) => Ok(size),
            Ok(None) => match default {
                Some(default) => Ok(default),
                None => {
                    let class = object.type_name(vm);
                    Err(vm.type_error(format!("Type {class} doesn't define __sizeof__")))
                }
            },
            Err(raised) => match default {
                Some(default) if raised.is_instance(&vm.types.exceptions.type_error, vm) => {
                    Ok(default)
                }
                _ => Err(raised),
            },
        }
    }

    /// Returns whether the interpreter is going away.
    #[function(signature = "()")]
    fn is_finalizing(vm: &mut Vm) -> bool {
        vm.is_finalizing()
    }

    /// Prints a value, and keeps it as `_`.
    #[function(signature = "(object, /)")]
    fn displayhook(object: Value, vm: &mut Vm) -> PyResult<()> {
        let name = vm.intern("_");
        if object.is_none() {
            return Ok(());
        }
        let builtins = vm.builtins.clone();
        builtins.set_str(&name, Value::NONE, vm);
        let text = format!("{}\n", object.repr(vm)?.to_string_lossy());
        let stdout = vm.names.stdout.clone();
        let Some(stdout) = vm.sys_attribute(&stdout) else {
            return Err(vm.runtime_error("lost sys.stdout"));
        };
        if !stdout.is_none() {
            let text = vm.new_str(&text);
            let write = vm.names.write.clone();
            stdout.call_method(&write, &[text], vm)?;
        }
        builtins.set_str(&name, object, vm);
        Ok(())
    }

    /// Prints an exception with its traceback to `sys.stderr`.
    #[function(signature = "(exctype, value, traceback, /)")]
    fn excepthook(_exctype: &Value, value: &Value, traceback: &Value, vm: &mut Vm) -> PyResult<()> {
        let Some(exception) = value.downcast::<BaseException>() else {
            let name = value.type_name(vm);
            vm.write_error(&format!(
                "TypeError: print_exception(): Exception expected for value, {name} found\n"
            ));
            return Ok(());
        };
        if traceback.has_payload::<Traceback>() && exception.traceback(vm).is_none() {
            exception.set_traceback(traceback.clone(), vm);
        }
        // Without `traceback` there are no colours, and words are not taken for keywords with typing errors.
        let is_plain = exception.class().is(&vm.types.exceptions.syntax_error)
            && value
                .str(vm)
                .is_ok_and(|text| text.to_string_lossy().starts_with("invalid syntax"));
        if (is_plain || super::colors::can_colorize("stderr", vm))
            && super::colors::print_exception(&exception.to_value(), vm).is_ok()
        {
            return Ok(());
        }
        let text = vm.format_exception(exception);
        vm.write_error(&text);
        Ok(())
    }
}

/// What `__sizeof__` gave, if it can be a size.
fn checked_size(size: rpy_vm::Value, vm: &mut rpy_vm::Vm) -> rpy_vm::PyResult {
    let Some(number) = size.as_int() else {
        return Err(vm.type_error("an integer is required"));
    };
    match number.as_i64() {
        Some(0..) => Ok(size),
        Some(_) => Err(vm.value_error("__sizeof__() should return >= 0")),
        None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

#[cfg(test)]
mod tests {
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{Config, Interpreter, Value, Vm};

    use super::sys;

    #[test]
    fn the_module_has_version_and_streams() {
        let interpreter = Interpreter::new(Config::default());
        let entered = interpreter.enter(check_version_and_streams);
        assert_eq!(entered, Ok(()));
    }

    fn check_version_and_streams(vm: &mut Vm) {
        let module = vm.new_native_module(&sys::MODULE).expect("sys is made");
        let name = vm.names.sys.clone();
        let modules = vm.modules.clone();
        modules.set_str(&name, module.into_value(), vm);
        let mut attribute = |name: &str| {
            let name = vm.intern(name);
            vm.sys_attribute(&name).expect("the attribute is there")
        };
        let version = attribute("version_info");
        let version = version.downcast::<Tuple>().expect("a tuple");
        assert_eq!(version.as_slice()[1].as_small_int(), Some(14));
        assert!(attribute("stdout").is(&attribute("__stdout__")));
        sys::set_flags(
            &sys::Flags {
                optimize: 2,
                ..sys::Flags::default()
            },
            vm,
        );
        let flags = vm.intern("flags");
        let flags = vm.sys_attribute(&flags).expect("the flags are there");
        let text = flags.repr(vm).expect("they have a repr");
        assert!(text.to_string_lossy().contains("2"), "{text:?}");
        assert!(flags.downcast::<Tuple>().expect("a tuple").as_slice()[13].is(&Value::FALSE));
    }
}
