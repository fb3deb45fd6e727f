//! `sys`: the interpreter itself.
//! Reference: <https://docs.python.org/3.14/library/sys.html>

/// The interpreter: its streams, modules, limits and version.
#[rpy_macros::native_module(name = "sys")]
pub mod sys {
    use rpy_vm::builtins::exceptions::{BaseException, Traceback};
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::namespace::Namespace;
    use rpy_vm::builtins::set::FrozenSet;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::builtins::struct_sequence::{struct_field, struct_sequence_spec};
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::function::native::{NativeMember, TypeSpec};
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use crate::stdio::{Standard, StandardStream};

    /// The version of the language: major, minor, micro.
    const VERSION: (i32, i32, i32) = (3, 14, 0);

    /// `sys.hexversion`
    const HEXVERSION: i32 = VERSION.0 << 24 | VERSION.1 << 16 | VERSION.2 << 8 | 0xf0;

    /// Describes a named tuple: its fields in order.
    macro_rules! named_tuple {
        ($constant:ident $name:literal $doc:literal { $($index:literal $field:literal)* }) => {
            const $constant: TypeSpec = {
                const FIELDS: &[NativeMember] = &[$(field::<$index>($field)),*];
                const ALL: &[&[NativeMember]] = &[FIELDS];
                struct_sequence_spec($name, $doc, ALL)
            };
        };
    }

    const fn field<const INDEX: usize>(name: &'static str) -> NativeMember {
        struct_field::<INDEX>(name, "")
    }

    named_tuple! { VERSION_INFO "sys.version_info" "The version of the language." {
        0 "major" 1 "minor" 2 "micro" 3 "releaselevel" 4 "serial"
    } }

    named_tuple! { FLAGS "sys.flags" "The flags of the command line." {
        0 "debug" 1 "inspect" 2 "interactive" 3 "optimize" 4 "dont_write_bytecode"
        5 "no_user_site" 6 "no_site" 7 "ignore_environment" 8 "verbose" 9 "bytes_warning"
        10 "quiet" 11 "hash_randomization" 12 "isolated" 13 "dev_mode" 14 "utf8_mode"
        15 "warn_default_encoding" 16 "safe_path" 17 "int_max_str_digits"
    } }

    named_tuple! { FLOAT_INFO "sys.float_info" "The limits of float." {
        0 "max" 1 "max_exp" 2 "max_10_exp" 3 "min" 4 "min_exp" 5 "min_10_exp" 6 "dig"
        7 "mant_dig" 8 "epsilon" 9 "radix" 10 "rounds"
    } }

    named_tuple! { INT_INFO "sys.int_info" "How ints are represented." {
        0 "bits_per_digit" 1 "sizeof_digit" 2 "default_max_str_digits"
        3 "str_digits_check_threshold"
    } }

    named_tuple! { HASH_INFO "sys.hash_info" "How hashes are computed." {
        0 "width" 1 "modulus" 2 "inf" 3 "nan" 4 "imag" 5 "algorithm" 6 "hash_bits"
        7 "seed_bits" 8 "cutoff"
    } }

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
    }

    /// Sets `sys.flags`.
    pub fn set_flags(flags: &Flags, vm: &mut Vm) {
        let number = |number: u8| Value::from_i32(i32::from(number));
        let items = vec![
            number(0),
            number(u8::from(flags.inspect)),
            number(u8::from(flags.inspect)),
            number(flags.optimize),
            number(u8::from(flags.dont_write_bytecode)),
            number(u8::from(flags.no_user_site || flags.isolated)),
            number(u8::from(flags.no_site)),
            number(u8::from(flags.ignore_environment || flags.isolated)),
            number(flags.verbose),
            number(flags.bytes_warning),
            number(u8::from(flags.quiet)),
            number(1),
            number(u8::from(flags.isolated)),
            Value::FALSE,
            number(1),
            number(0),
            Value::bool(flags.safe_path || flags.isolated),
            Value::from_i32(4300),
        ];
        let class = vm.new_struct_sequence_type(&FLAGS);
        let tuple = vm.new_struct_sequence(&class, items);
        set("flags", tuple, vm);
        set(
            "dont_write_bytecode",
            Value::bool(flags.dont_write_bytecode),
            vm,
        );
    }

    /// Sets an attribute of the module.
    pub fn set(name: &str, value: Value, vm: &mut Vm) {
        let name = vm.intern(name);
        vm.set_sys_attribute(&name, value);
    }

    /// Sets an attribute of the module to a list of strings: `argv`, `path` …
    pub fn set_strings(name: &str, strings: &[String], vm: &mut Vm) {
        let items = strings.iter().map(|text| vm.new_str(text)).collect();
        let list = vm.new_list(items);
        set(name, list, vm);
    }

    #[constant]
    fn version(vm: &mut Vm) -> Value {
        let (major, minor, micro) = VERSION;
        let own = env!("CARGO_PKG_VERSION");
        vm.new_str(&format!("{major}.{minor}.{micro} (rpy {own}) [Rust]"))
    }

    #[constant]
    fn version_info(vm: &mut Vm) -> Value {
        let class = vm.new_struct_sequence_type(&VERSION_INFO);
        let level = vm.intern("final").into_value();
        let items = vec![
            Value::from_i32(VERSION.0),
            Value::from_i32(VERSION.1),
            Value::from_i32(VERSION.2),
            level,
            Value::from_i32(0),
        ];
        vm.new_struct_sequence(&class, items)
    }

    #[constant]
    fn hexversion(_vm: &mut Vm) -> i32 {
        HEXVERSION
    }

    #[constant]
    fn api_version(_vm: &mut Vm) -> i32 {
        1013
    }

    #[constant]
    fn copyright(_vm: &mut Vm) -> &'static str {
        "Copyright (c) the rpy authors."
    }

    #[constant]
    fn maxsize(_vm: &mut Vm) -> i64 {
        i64::MAX
    }

    #[constant]
    fn maxunicode(_vm: &mut Vm) -> i32 {
        0x10_ffff
    }

    #[constant]
    fn byteorder(_vm: &mut Vm) -> &'static str {
        if cfg!(target_endian = "little") {
            "little"
        } else {
            "big"
        }
    }

    #[constant]
    fn platform(_vm: &mut Vm) -> &'static str {
        match std::env::consts::OS {
            "macos" => "darwin",
            "windows" => "win32",
            other => other,
        }
    }

    #[constant]
    fn float_repr_style(_vm: &mut Vm) -> &'static str {
        "short"
    }

    #[constant]
    fn abiflags(_vm: &mut Vm) -> &'static str {
        ""
    }

    #[constant]
    fn platlibdir(_vm: &mut Vm) -> &'static str {
        "lib"
    }

    #[constant]
    fn float_info(vm: &mut Vm) -> Value {
        let class = vm.new_struct_sequence_type(&FLOAT_INFO);
        let items = vec![
            vm.new_float(f64::MAX),
            Value::from_i32(f64::MAX_EXP),
            Value::from_i32(f64::MAX_10_EXP),
            vm.new_float(f64::MIN_POSITIVE),
            Value::from_i32(f64::MIN_EXP),
            Value::from_i32(f64::MIN_10_EXP),
            Value::from_i32(f64::DIGITS as i32),
            Value::from_i32(f64::MANTISSA_DIGITS as i32),
            vm.new_float(f64::EPSILON),
            Value::from_i32(2),
            Value::from_i32(1),
        ];
        vm.new_struct_sequence(&class, items)
    }

    #[constant]
    fn int_info(vm: &mut Vm) -> Value {
        let class = vm.new_struct_sequence_type(&INT_INFO);
        let items = [30, 4, 4300, 640].map(Value::from_i32).to_vec();
        vm.new_struct_sequence(&class, items)
    }

    #[constant]
    fn hash_info(vm: &mut Vm) -> Value {
        let class = vm.new_struct_sequence_type(&HASH_INFO);
        let modulus = vm.new_int((1 << 61) - 1);
        let algorithm = vm.new_str("fold");
        let items = vec![
            Value::from_i32(64),
            modulus,
            Value::from_i32(314_159),
            Value::from_i32(0),
            Value::from_i32(1_000_003),
            algorithm,
            Value::from_i32(64),
            Value::from_i32(64),
            Value::from_i32(0),
        ];
        vm.new_struct_sequence(&class, items)
    }

    #[constant]
    fn implementation(vm: &mut Vm) -> PyResult<Ref<Namespace>> {
        let name = vm.new_str("rpy");
        let cache_tag = vm.new_str("rpy-314");
        let version = version_info(vm);
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
        let mut names: Vec<&str> = crate::MODULES.iter().map(|module| module.name).collect();
        names.push("builtins");
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
            let stream = StandardStream::new(standard, vm).into_value();
            put(name, stream.clone(), vm);
            put(original, stream, vm);
        }
        for name in [
            "argv",
            "orig_argv",
            "path",
            "warnoptions",
            "meta_path",
            "path_hooks",
        ] {
            let list = vm.new_list(Vec::new());
            put(name, list, vm);
        }
        let empty = vm.new_str("");
        for name in [
            "executable",
            "prefix",
            "exec_prefix",
            "base_prefix",
            "base_exec_prefix",
        ] {
            put(name, empty.clone(), vm);
        }
        put("pycache_prefix", Value::NONE, vm);
        put("dont_write_bytecode", Value::FALSE, vm);
        for (hook, original) in [
            ("displayhook", "__displayhook__"),
            ("excepthook", "__excepthook__"),
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
                let exception = class.call_positional(&[status], vm)?;
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
            Some(frame) => Ok(frame),
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
    #[function(signature = "(object, default=<unrepresentable>)")]
    fn getsizeof(object: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__sizeof__.clone();
        match object.call_special(&name, &[], vm) {
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
    fn is_finalizing() -> bool {
        false
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
            return Err(vm.type_error(format!(
                "print_exception(): Exception expected for value, {name} found"
            )));
        };
        if traceback.has_payload::<Traceback>() && exception.traceback(vm).is_none() {
            exception.set_traceback(traceback.clone(), vm);
        }
        let text = vm.format_exception(exception);
        let stderr = vm.names.stderr.clone();
        if let Some(stderr) = vm.sys_attribute(&stderr)
            && !stderr.is_none()
        {
            let text = vm.new_str(&text);
            let write = vm.names.write.clone();
            stderr.call_method(&write, &[text], vm)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{Value, Vm};

    use super::sys;

    #[test]
    fn the_module_has_version_and_streams() {
        let mut vm = Vm::new();
        let module = vm.new_native_module(&sys::MODULE).expect("sys is made");
        let name = vm.names.sys.clone();
        let modules = vm.modules.clone();
        modules.set_str(&name, module.into_value(), &mut vm);
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
            &mut vm,
        );
        let flags = vm.intern("flags");
        let flags = vm.sys_attribute(&flags).expect("the flags are there");
        let text = flags.repr(&mut vm).expect("they have a repr");
        assert!(text.to_string_lossy().contains("2"), "{text:?}");
        assert!(flags.downcast::<Tuple>().expect("a tuple").as_slice()[13].is(&Value::FALSE));
    }
}
