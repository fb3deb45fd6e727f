//! `_imp`: what `importlib` asks of the import system.

/// What importlib asks of the import system.
#[rpy_macros::native_module(name = "_imp")]
pub mod _imp {
    use std::cell::Cell;
    use std::rc::Rc;
    use std::sync::Arc;

    use rpy_bytecode::{CodeObject, Constant, Instruction, Opcode};
    use rpy_vm::builtins::code::Code;
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::import::paths::to_path;
    use rpy_vm::{PyResult, Raised, Ref, Value, Vm, WaitQueue};

    /// The lock of all imports, and what tests have set.
    #[state]
    #[derive(Default)]
    pub(crate) struct State {
        lock: Rc<ImportLock>,
        frozen_modules_override: i32,
    }

    /// The lock of all imports, which a thread may take several times.
    struct ImportLock {
        /// The thread that holds it.
        owner: Cell<Option<usize>>,
        /// How often it does.
        count: Cell<usize>,
        waiting: WaitQueue,
    }

    impl Default for ImportLock {
        fn default() -> ImportLock {
            ImportLock {
                owner: Cell::new(None),
                count: Cell::new(0),
                waiting: WaitQueue::new(),
            }
        }
    }

    /// `--check-hash-based-pycs`
    #[constant]
    fn check_hash_based_pycs(vm: &mut Vm) -> &'static str {
        match vm.imports.options.check_hash_based {
            rpy_loader::CheckHashBased::Default => "default",
            rpy_loader::CheckHashBased::Always => "always",
            rpy_loader::CheckHashBased::Never => "never",
        }
    }

    /// The magic number of cache files, as an int of four bytes, the lowest first.
    #[constant]
    const pyc_magic_number_token: u32 = u32::from_le_bytes(rpy_loader::cache::MAGIC);

    /// Imports a module by its full name; `import_` is what importlib would do it with.
    #[function(signature = "(name, import_, /)")]
    fn _find_and_load(name: &Ref<Str>, import_: &Value, vm: &mut Vm) -> PyResult {
        let _ = import_;
        vm.import_name(name)
    }

    /// Returns the code of a source file, through its cache.
    #[function(signature = "(name, path, /)")]
    fn _source_code(name: &Ref<Str>, path: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<Code>> {
        vm.source_file_code(name, path)
    }

    /// Returns the source of a frozen module, or None.
    #[function(signature = "(name, /)")]
    fn _frozen_source(name: &str, vm: &mut Vm) -> Option<String> {
        if name.starts_with("__") {
            return None;
        }
        let source = vm.imports.frozen.get(name)?.source()?;
        Some(String::from_utf8_lossy(&source).into_owned())
    }

    /// Returns the content of a file of the library inside the binary, or None.
    #[function(signature = "(path, /)")]
    fn _library_data(path: &str, vm: &mut Vm) -> Value {
        match vm.library_data(path) {
            Some(data) => vm.new_bytes(&data),
            None => Value::NONE,
        }
    }

    /// Returns the names in a directory of the library inside the binary, or None.
    #[function(signature = "(path, /)")]
    fn _library_entries(path: &str, vm: &mut Vm) -> Value {
        match vm.library_entries(path) {
            Some(names) => {
                let names = names.iter().map(|name| vm.new_str(name)).collect();
                vm.new_list(names)
            }
            None => Value::NONE,
        }
    }

    /// Returns the endings of extension modules, of which there are none.
    #[function(signature = "()")]
    fn extension_suffixes(vm: &mut Vm) -> Value {
        vm.new_list(Vec::new())
    }

    /// Returns -1 for `sys` and `builtins`, which exist once only, 1 for the other native modules,
    /// and 0 for all else.
    #[function(signature = "(name, /)")]
    fn is_builtin(name: &str, vm: &mut Vm) -> i32 {
        if matches!(name, "sys" | "builtins") {
            return -1;
        }
        i32::from(vm.imports.is_built_in(name))
    }

    /// Returns whether a module of this name is frozen.
    #[function(signature = "(name, /)")]
    fn is_frozen(name: &str, vm: &mut Vm) -> bool {
        is_usable(name, vm)
    }

    fn is_usable(name: &str, vm: &mut Vm) -> bool {
        let wanted = vm.module_state::<State>().frozen_modules_override >= 0;
        wanted && vm.imports.frozen_module(name).is_some()
    }

    fn no_such_module(name: &str, vm: &mut Vm) -> Raised {
        let text = vm.new_str(name);
        let shown = text
            .repr(vm)
            .map(|text| text.to_string_lossy().into_owned());
        let message = format!("No such frozen object named {}", shown.unwrap_or_default());
        let raised = vm.import_error(message);
        let attribute = vm.names.name.clone();
        // The message tells the name, too.
        let _ = raised
            .exception()
            .to_value()
            .set_attribute(&attribute, text, vm);
        raised
    }

    /// Returns whether a frozen module is a package.
    #[function(signature = "(name, /)")]
    fn is_frozen_package(name: &str, vm: &mut Vm) -> PyResult<bool> {
        match vm.imports.frozen_module(name) {
            Some(module) => Ok(module.is_package),
            None => Err(no_such_module(name, vm)),
        }
    }

    /// Returns None, or the data (which is kept), whether the module is a package, and its name in
    /// the library.
    #[function(signature = "(name, /, *, withdata=False)")]
    fn find_frozen(name: &str, withdata: bool, vm: &mut Vm) -> Value {
        if !is_usable(name, vm) {
            return Value::NONE;
        }
        let Some(module) = vm.imports.frozen_module(name) else {
            return Value::NONE;
        };
        let data = match withdata {
            true => vm.new_bytes(module.code()),
            false => Value::NONE,
        };
        let original = vm.new_str(module.name);
        let parts = [data, Value::bool(module.is_package), original];
        Tuple::from_array(parts, vm).into_value()
    }

    /// Returns the code of a frozen module.
    #[function(signature = "(name, data=None, /)")]
    fn get_frozen_object(name: &str, data: Option<&Value>, vm: &mut Vm) -> PyResult<Ref<Code>> {
        let _ = data;
        let Some(module) = vm.imports.frozen_module(name) else {
            return Err(no_such_module(name, vm));
        };
        match module.decode() {
            Ok(code) => Ok(Code::new(Arc::new(code), vm)),
            Err(error) => {
                let message = format!("frozen module '{name}' is malformed: {error}");
                Err(vm.import_error(message))
            }
        }
    }

    /// Imports a frozen module and returns it, or None if there is none of this name.
    #[function(signature = "(name, /)")]
    fn init_frozen(name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        match name.as_str() {
            Some(text) if is_usable(text, vm) => vm.import_name(name),
            _ => Ok(Value::NONE),
        }
    }

    /// Returns the names of the frozen modules.
    #[function(signature = "()")]
    fn _frozen_module_names(vm: &mut Vm) -> Value {
        let names = vm.imports.frozen_names();
        let names = names.iter().map(|name| vm.new_str(name)).collect();
        vm.new_list(names)
    }

    /// Lets importlib see frozen modules (1), or not (-1), or as usual (0).
    #[function(signature = "(override, /)")]
    fn _override_frozen_modules_for_tests(r#override: i32, vm: &mut Vm) {
        vm.module_state::<State>().frozen_modules_override = r#override;
    }

    /// Returns 0: there are no extension modules whose support of interpreters could be checked.
    #[function(signature = "(override, /)")]
    fn _override_multi_interp_extensions_check(r#override: i32) -> i32 {
        let _ = r#override;
        0
    }

    /// Takes the lock of all imports, which waits while another thread has it. Imports themselves
    /// lock modules one by one.
    #[function(signature = "()")]
    pub(crate) fn acquire_lock(vm: &mut Vm) -> PyResult<()> {
        let lock = vm.module_state::<State>().lock.clone();
        let me = vm.thread_identity();
        let is_free = |_: &mut Vm| lock.owner.get().is_none_or(|owner| owner == me);
        vm.wait_until(&lock.waiting, None, is_free)?;
        lock.owner.set(Some(me));
        lock.count.set(lock.count.get() + 1);
        Ok(())
    }

    /// Gives the lock of all imports back.
    ///
    /// Raises RuntimeError if this thread does not hold it.
    #[function(signature = "()")]
    pub(crate) fn release_lock(vm: &mut Vm) -> PyResult<()> {
        let lock = vm.module_state::<State>().lock.clone();
        if lock.owner.get() != Some(vm.thread_identity()) {
            return Err(vm.runtime_error("not holding the import lock"));
        }
        lock.count.set(lock.count.get() - 1);
        if lock.count.get() == 0 {
            lock.owner.set(None);
            lock.waiting.wake_all();
        }
        Ok(())
    }

    /// The lock is this thread's, which is another one in a copy of the process.
    pub(crate) fn keep_lock_after_fork(vm: &mut Vm) {
        let lock = vm.module_state::<State>().lock.clone();
        lock.owner.set(Some(vm.thread_identity()));
    }

    /// Returns whether the lock of all imports is held.
    #[function(signature = "()")]
    fn lock_held(vm: &mut Vm) -> bool {
        vm.module_state::<State>().lock.owner.get().is_some()
    }

    /// Makes a module of the binary.
    #[function(signature = "(spec, /)")]
    fn create_builtin(spec: &Value, vm: &mut Vm) -> PyResult {
        let name = vm.intern("name");
        let name = spec.get_attribute(&name, vm)?;
        let Some(name) = name.downcast::<Str>() else {
            let class = name.type_name(vm);
            return Err(vm.type_error(format!("name must be string, not {class}")));
        };
        let modules = vm.modules.clone();
        if let Some(known) = modules.get_str(name, vm)
            && matches!(name.as_bytes(), b"sys" | b"builtins")
        {
            return Ok(known.clone());
        }
        let native = name.as_str().and_then(|name| vm.imports.native(name));
        match native {
            Some(native) => Ok(vm.new_native_module(native)?.into_value()),
            None => Ok(Module::new(&name.to_string_lossy(), vm).into_value()),
        }
    }

    /// Runs the body of a module that stands for a native one and is written in Python; others are
    /// complete when they are made.
    #[function(signature = "(mod, /)")]
    fn exec_builtin(module: &Value, vm: &mut Vm) -> PyResult<i32> {
        let Some(module) = module.downcast::<Module>() else {
            return Ok(0);
        };
        let name = vm.names.__name__.clone();
        let name = module.dict().get_str(&name, vm).cloned();
        let name = name.as_ref().and_then(|name| name.downcast::<Str>());
        let Some(name) = name.and_then(|name| name.as_str()) else {
            return Ok(0);
        };
        if vm.imports.native(name).is_none()
            && vm.imports.is_built_in(name)
            && let Some(frozen) = vm.imports.frozen.get(name)
            && let Ok(code) = frozen.decode()
        {
            let globals = module.dict().clone();
            vm.exec_code(Arc::new(code), &globals, globals.to_value())?;
        }
        Ok(0)
    }

    /// Returns the hash of a source, as it stands in cache files. The key is not used.
    #[function(signature = "(key, source)")]
    fn source_hash(key: i64, source: &Value, vm: &mut Vm) -> PyResult {
        let _ = key;
        let Some(bytes) = source.exported_bytes(vm)? else {
            return Err(vm.not_bytes_like(source));
        };
        let hash = rpy_loader::source::source_hash(&bytes);
        Ok(vm.new_bytes(&hash.to_le_bytes()))
    }

    /// Lets a code object, and those in it, name another file.
    #[function(signature = "(code, path, /)")]
    fn _fix_co_filename(code: &Ref<Code>, path: &Ref<Str>) {
        // Code is never changed: cache files are read with the name of their source.
        let _ = (code, path);
    }

    /// Returns name, level and names of a `from` list, or None, of each import in a code object, for
    /// `modulefinder`.
    #[function(signature = "(code, /)")]
    fn _code_imports(code: &Ref<Code>, vm: &mut Vm) -> Value {
        let source = code.source().clone();
        let mut level = 0;
        let mut names = None;
        let mut found = Vec::new();
        for (opcode, instruction) in instructions(&source) {
            match opcode {
                Opcode::LoadSmallInt => level = instruction.signed_n(),
                Opcode::LoadConst => {
                    let constant = source.constants.get(instruction.n() as usize);
                    names = match constant {
                        Some(Constant::Tuple(items)) => Some(items),
                        _ => None,
                    };
                }
                Opcode::ImportName => {
                    let name = source.names.get(instruction.n() as usize);
                    let name = vm.new_str(name.map_or("", |name| name));
                    let list = match names {
                        Some(items) => {
                            let items = items.iter().map(|item| match item {
                                Constant::Str(text) => vm.new_str(&String::from_utf8_lossy(text)),
                                _ => Value::NONE,
                            });
                            let items = items.collect();
                            Tuple::new(items, vm).into_value()
                        }
                        None => Value::NONE,
                    };
                    let parts = [name, Value::from_i32(level), list];
                    found.push(Tuple::from_array(parts, vm).into_value());
                }
                _ => {}
            }
        }
        vm.new_list(found)
    }

    /// Returns the global names that a code object stores, for `modulefinder`.
    #[function(signature = "(code, /)")]
    fn _code_stores(code: &Ref<Code>, vm: &mut Vm) -> Value {
        let source = code.source().clone();
        let stores = instructions(&source)
            .filter(|(opcode, _)| matches!(opcode, Opcode::StoreName | Opcode::StoreGlobal));
        let names = stores.filter_map(|(_, it)| source.names.get(it.n() as usize));
        let names = names.map(|name| vm.new_str(name)).collect();
        vm.new_list(names)
    }

    /// The instructions of a code object, without the words of caches.
    fn instructions(source: &CodeObject) -> impl Iterator<Item = (Opcode, Instruction)> {
        let mut index = 0;
        std::iter::from_fn(move || {
            let instruction = *source.instructions.get(index)?;
            let opcode = instruction.opcode()?;
            index += opcode.words() as usize;
            Some((opcode, instruction))
        })
    }

    /// Compiles a source file and writes its cache file; returns the path of that.
    #[function(signature = "(file, cfile, dfile, optimize, mode, /)")]
    fn _precompile(
        file: &Ref<Str>,
        cfile: &Ref<Str>,
        dfile: &Ref<Str>,
        optimize: i32,
        mode: &str,
        vm: &mut Vm,
    ) -> PyResult<()> {
        use rpy_loader::{InvalidationMode, Loader, Optimization};
        let mut options = vm.import_options();
        if let Ok(level) = u8::try_from(optimize) {
            options.optimization = Optimization::from_level(level);
        }
        let mode = match mode {
            "CHECKED_HASH" => InvalidationMode::CheckedHash,
            "UNCHECKED_HASH" => InvalidationMode::UncheckedHash,
            _ => InvalidationMode::Timestamp,
        };
        let mut compile = rpy_loader::compiler(options.optimization);
        let (source, target) = (to_path(file), to_path(cfile));
        let name = dfile.to_string_lossy().into_owned();
        let result = Loader::new(&options, &mut compile).precompile(
            &source,
            Some(&target),
            &name.into(),
            mode,
        );
        match result {
            Ok(_) => Ok(()),
            Err(error) => Err(vm.load_error(error, dfile, &to_path(dfile))),
        }
    }
}
