//! `_imp`: what `importlib` asks of the import system.

/// What importlib asks of the import system.
#[rpy_macros::native_module(name = "_imp")]
pub mod _imp {
    use rpy_vm::builtins::str::Str;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    /// `--check-hash-based-pycs`
    #[constant]
    const check_hash_based_pycs: &str = "default";

    /// The magic number of cache files, as an int of four bytes, the lowest first.
    #[constant]
    const pyc_magic_number_token: u32 = u32::from_le_bytes(rpy_loader::cache::MAGIC);

    /// Returns the spec of a module that need not have been imported, or None.
    #[function(signature = "(name, /)")]
    fn _find_spec(name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        match vm.find_module_code(name)? {
            Some(found) => Ok(found.spec.into_value()),
            None => Ok(Value::NONE),
        }
    }

    /// Forgets what is known of directories.
    #[function(signature = "()")]
    fn _invalidate_caches(vm: &mut Vm) {
        vm.invalidate_import_caches();
    }

    /// Returns the endings of extension modules, of which there are none.
    #[function(signature = "()")]
    fn extension_suffixes(vm: &mut Vm) -> Value {
        vm.new_list(Vec::new())
    }

    /// Returns 1 if a module of this name is in the binary, in Rust, else 0.
    #[function(signature = "(name, /)")]
    fn is_builtin(name: &str, vm: &mut Vm) -> i32 {
        i32::from(vm.imports.native(name).is_some())
    }

    /// Returns whether a module of this name is in the binary, in Python.
    #[function(signature = "(name, /)")]
    fn is_frozen(name: &str, vm: &mut Vm) -> bool {
        vm.imports.frozen.get(name).is_some()
    }

    /// Returns whether a module in the binary, in Python, is a package.
    #[function(signature = "(name, /)")]
    fn is_frozen_package(name: &str, vm: &mut Vm) -> PyResult<bool> {
        match vm.imports.frozen.get(name) {
            Some(module) => Ok(module.is_package),
            None => Err(vm.import_error(format!("No such frozen object named {name}"))),
        }
    }

    /// Does nothing: modules are locked one by one.
    #[function(signature = "()")]
    fn acquire_lock() {}

    /// Does nothing: modules are locked one by one.
    #[function(signature = "()")]
    fn release_lock() {}

    /// Returns False: modules are locked one by one.
    #[function(signature = "()")]
    fn lock_held() -> bool {
        false
    }

    /// Makes a module of the binary, in Rust.
    #[function(signature = "(spec, /)")]
    fn create_builtin(spec: &Value, vm: &mut Vm) -> PyResult {
        let name = vm.intern("name");
        let name = spec.get_attribute(&name, vm)?;
        match name.downcast::<Str>() {
            Some(name) => vm.import_name(&name.clone()),
            None => Err(vm.type_error("name must be string")),
        }
    }

    /// Does nothing: the module is complete when it is made.
    #[function(signature = "(module, /)")]
    fn exec_builtin(module: &Value) -> i32 {
        let _ = module;
        0
    }
}
