//! Completing the classes of importlib: its Python code runs, and its class statements fill the
//! classes that were made at start.

use crate::builtins::cell::Cell;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::list::List;
use crate::builtins::module::Module;
use crate::builtins::native_function::NativeFunction;
use crate::builtins::str::Str;
use crate::builtins::type_::{Type, build_class};
use crate::function::args::Args;
use crate::function::native::{NativeDefinition, NativeSignature};
use crate::import::standard::{Part, Progress};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The module of ours that tells importlib what Rust does in its place.
const NATIVE: &str = "_importlib_native";

/// The methods of finders that are done by Rust code while they are as they were.
const FINDER_METHODS: &[(&str, &str)] = &[
    ("BuiltinImporter", "find_spec"),
    ("FrozenImporter", "find_spec"),
    ("PathFinder", "find_spec"),
    ("PathFinder", "_get_spec"),
    ("PathFinder", "_path_importer_cache"),
    ("PathFinder", "_path_hooks"),
];

/// The same of loaders.
const LOADER_METHODS: &[(&str, &str)] = &[
    ("BuiltinImporter", "create_module"),
    ("BuiltinImporter", "exec_module"),
    ("FrozenImporter", "create_module"),
    ("FrozenImporter", "exec_module"),
    ("_LoaderBasics", "create_module"),
    ("_LoaderBasics", "exec_module"),
    ("SourceLoader", "get_code"),
    ("SourceLoader", "source_to_code"),
    ("FileLoader", "get_data"),
    ("FileLoader", "get_filename"),
    ("SourceFileLoader", "path_stats"),
    ("SourceFileLoader", "set_data"),
    ("SourceFileLoader", "_cache_bytecode"),
    ("SourcelessFileLoader", "get_code"),
];

impl Vm {
    /// Gives the classes of a part their methods, if they have none yet.
    ///
    /// Errors: what the Python code raises.
    pub(crate) fn complete_standard(&mut self, part: Part) -> PyResult<()> {
        self.make_standard_classes();
        let standard = self.imports.standard.as_mut().expect("they were just made");
        match part {
            Part::Importlib if standard.importlib == Progress::Pending => {
                standard.importlib = Progress::Running;
                let done = self.complete_importlib();
                let standard = self.imports.standard.as_mut().expect("it stays");
                // After a failure the classes stay as far as they have come.
                standard.importlib = Progress::Complete;
                done
            }
            Part::Zip if standard.zip == Progress::Pending => {
                self.complete_standard(Part::Importlib)?;
                let name = self.intern("zipimport");
                drop(self.import_name(&name)?);
                // Where the program has another module under this name, the class stays as it is.
                let standard = self.imports.standard.as_mut().expect("it stays");
                if standard.zip == Progress::Pending {
                    standard.zip = Progress::Complete;
                }
                Ok(())
            }
            Part::Importlib | Part::Zip => Ok(()),
        }
    }

    fn complete_importlib(&mut self) -> PyResult<()> {
        let core = self.standard_module("_frozen_importlib", "importlib._bootstrap")?;
        for name in ["sys", "_imp", "_thread", "_warnings", "_weakref"] {
            let key = self.intern(name);
            let module = self.import_name(&key)?;
            core.dict().clone().set_str(&key, module, self);
        }
        let table = self.intern("_WeakValueDictionary");
        if let Some(class) = core.dict().get_str(&table, self).cloned() {
            let table = class.call_positional(&[], self)?;
            core.add("_blocking_on", table, self);
        }
        let external = self.standard_module(
            "_frozen_importlib_external",
            "importlib._bootstrap_external",
        )?;
        external.add("_bootstrap", core.to_value(), self);
        core.add("_bootstrap_external", external.to_value(), self);
        let name = self.intern(NATIVE);
        let native = self.import_name(&name)?;
        let install = self.intern("install");
        native.call_method(&install, &[core.into_value(), external.to_value()], self)?;
        self.replace_path_hook(&external)?;
        let finders = self.methods_of(FINDER_METHODS);
        let loaders = self.methods_of(LOADER_METHODS);
        let standard = self.imports.standard.as_mut().expect("it is made");
        (standard.finders, standard.loaders) = (finders, loaders);
        Ok(())
    }

    fn methods_of(&self, table: &[(&str, &str)]) -> Vec<(Ref<Type>, Ref<Str>, Value)> {
        let standard = self.imports.standard.as_ref().expect("it is made");
        let find = |(class, name): &(&str, &str)| {
            let class = standard.class(class).clone();
            let name = self.interned(name)?.clone();
            let value = class.dict().get_str(&name, self)?.clone();
            Some((class, name, value))
        };
        table.iter().filter_map(find).collect()
    }

    /// Whether the finders do what they did at first.
    pub(super) fn finders_are_standard(&self) -> bool {
        let standard = self.imports.standard.as_ref();
        standard.is_none_or(|standard| self.are_unchanged(&standard.finders))
    }

    /// Whether the loaders do what they did at first.
    pub(super) fn loaders_are_standard(&self) -> bool {
        let standard = self.imports.standard.as_ref();
        standard.is_none_or(|standard| self.are_unchanged(&standard.loaders))
    }

    fn are_unchanged(&self, methods: &[(Ref<Type>, Ref<Str>, Value)]) -> bool {
        methods.iter().all(|(class, name, value)| {
            let now = class.dict().get_str(name, self);
            now.is_some_and(|now| now.is(value))
        })
    }

    /// Runs the code of a frozen module as the module of another name, and lets its classes fill
    /// those that were made at start.
    fn standard_module(&mut self, name: &str, code: &str) -> PyResult<Ref<Module>> {
        let Some(frozen) = self.imports.frozen.get(code) else {
            return Err(self.import_error(format!("the library has no module {code}")));
        };
        let full = self.intern(name);
        let prepared = self.prepare_frozen_as(&full, &frozen)?;
        let module = self.new_module_of(&full, &prepared)?;
        let modules = self.modules.clone();
        modules.set_str(&full, module.to_value(), self);
        let result = self.run_completing(prepared, &module);
        if let Err(raised) = result {
            modules.remove_str(&full, self);
            return Err(raised);
        }
        Ok(module)
    }

    /// Runs `run`, with class statements of the module filling classes that have no methods.
    pub(super) fn while_completing<T>(
        &mut self,
        module: &Ref<Module>,
        run: impl FnOnce(&mut Vm) -> PyResult<T>,
    ) -> PyResult<T> {
        let name = self.names.__build_class__.clone();
        let builtins = self.builtins.clone();
        let usual = builtins.get_str(&name, self).cloned();
        let build = NativeFunction::new(&BUILD_KNOWN_CLASS, None, self).into_value();
        builtins.set_str(&name, build, self);
        let dict = module.dict().clone();
        let standard = self.imports.standard.as_mut().expect("it is made");
        let outer = standard.completing.replace(dict);
        let result = run(self);
        let standard = self.imports.standard.as_mut().expect("it stays");
        standard.completing = outer;
        if let Some(usual) = usual {
            builtins.set_str(&name, usual, self);
        }
        result
    }

    /// Puts the hook for directories in the place of that which stands for it.
    fn replace_path_hook(&mut self, external: &Ref<Module>) -> PyResult<()> {
        let dict = external.dict().clone();
        let (loaders, finder) = (
            self.intern("_get_supported_file_loaders"),
            self.intern("FileFinder"),
        );
        let (Some(loaders), Some(finder)) = (
            dict.get_str(&loaders, self).cloned(),
            dict.get_str(&finder, self).cloned(),
        ) else {
            return Ok(());
        };
        let loaders = loaders.call_positional(&[], self)?;
        let loaders = self.collect(&loaders)?;
        let path_hook = self.intern("path_hook");
        let hook = finder.call_method(&path_hook, &loaders, self)?;
        let standard = self.imports.standard.as_mut().expect("it is made");
        let Some(old) = standard.hooks.pop() else {
            return Ok(());
        };
        standard.hooks.push(hook.clone());
        let name = self.intern("path_hooks");
        if let Some(hooks) = self.sys_attribute(&name)
            && let Some(hooks) = hooks.downcast::<List>()
            && let Some(index) = hooks.items(self).iter().position(|it| it.is(&old))
        {
            hooks.items_mut(self)[index] = hook;
        }
        Ok(())
    }

    /// What `sys.path_hooks` holds at first.
    pub fn standard_path_hooks(&mut self) -> Vec<Value> {
        self.make_standard_classes();
        let library = self.library_finder_class();
        let zip = self.standard_class("zipimporter").into_value();
        let files = NativeFunction::new(&PATH_HOOK, None, self).into_value();
        let hooks = vec![library, zip, files];
        let standard = self.imports.standard.as_mut().expect("they were just made");
        standard.hooks = hooks.clone();
        hooks
    }
}

static PATH_HOOK: NativeDefinition = NativeDefinition {
    signature: NativeSignature::new(
        "path_hook_for_FileFinder",
        "Path hook for importlib.machinery.FileFinder.",
        "(path)",
        &[],
    ),
    function: path_hook,
};

/// Stands for the hook for directories until importlib is loaded.
fn path_hook(args: Args<'_>, vm: &mut Vm) -> PyResult {
    vm.complete_standard(Part::Importlib)?;
    let standard = vm.imports.standard.as_ref().expect("it is made");
    match standard.hooks.last().cloned() {
        Some(hook) if hook.has_payload::<Function>() => hook.call(args, vm),
        _ => Err(vm.import_error("importlib could not be loaded")),
    }
}

static BUILD_KNOWN_CLASS: NativeDefinition = NativeDefinition {
    signature: NativeSignature::new("__build_class__", "", "", &[]),
    function: build_known_class,
};

/// `__build_class__`, for classes that are there without methods.
fn build_known_class(args: Args<'_>, vm: &mut Vm) -> PyResult {
    if let [body, name, ..] = args.positional()
        && let (Some(body), Some(name)) = (body.downcast::<Function>(), name.downcast::<Str>())
        && let Some(class) = known_class(body, name, vm)
    {
        let namespace = Dict::new(vm);
        vm.call_with_namespace(body, namespace.to_value())?;
        fill(&class, &namespace, vm)?;
        return Ok(class.into_value());
    }
    build_class(args, vm)
}

/// The class that the statement is about to fill.
fn known_class(body: &Ref<Function>, name: &Ref<Str>, vm: &Vm) -> Option<Ref<Type>> {
    let standard = vm.imports.standard.as_ref()?;
    let completing = standard.completing.as_ref()?;
    if !body.globals().is(completing) {
        return None;
    }
    let name = name.as_str()?;
    let module = completing.get_str(&vm.names.__name__, vm)?;
    let row = standard.classes.iter().find(|row| row.0 == name)?;
    let declared = row.1.dict().get_str(&vm.names.__module__, vm)?;
    let same = |a: &Value, b: &Value| match (a.downcast::<Str>(), b.downcast::<Str>()) {
        (Some(a), Some(b)) => a.as_bytes() == b.as_bytes(),
        _ => false,
    };
    same(module, declared).then(|| row.1.clone())
}

/// Puts what the body has made into the class.
fn fill(class: &Ref<Type>, namespace: &Ref<Dict>, vm: &mut Vm) -> PyResult<()> {
    let items: Vec<(Value, Value)> = (namespace.table(vm).iter())
        .map(|entry| (entry.key.clone(), entry.value.clone()))
        .collect();
    let (eq, hash) = (vm.names.__eq__.clone(), vm.names.__hash__.clone());
    let unhashable = namespace.get_str(&eq, vm).is_some() && namespace.get_str(&hash, vm).is_none();
    for (key, value) in items {
        let Some(key) = key.downcast::<Str>() else {
            continue;
        };
        match key.as_bytes() {
            b"__qualname__" => {}
            b"__classcell__" => {
                if let Some(cell) = value.downcast::<Cell>() {
                    drop(cell.content.replace(class.to_value(), vm));
                }
            }
            _ => class.as_value().set_attribute(key, value, vm)?,
        }
    }
    if unhashable {
        class.as_value().set_attribute(&hash, Value::NONE, vm)?;
    }
    Ok(())
}
