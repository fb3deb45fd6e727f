//! Loading a module that was found: making it, and running its code.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rpy_bytecode::CodeObject;
use rpy_loader::{Found, FrozenModule, Loader, Verbose};

use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::import::errors::load_error;
use crate::import::find::{Source, find};
use crate::import::frozen_loader::FrozenLoader;
use crate::import::loaders::{FileLoader, NamespaceLoader};
use crate::import::paths::path_str;
use crate::import::report::{ModuleTimes, Origin};
use crate::import::spec::{ModuleSpec, SpecParts};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A module's code and what its spec says of it.
struct Prepared {
    code: Option<CodeObject>,
    /// `__file__` of a module inside the binary, whose spec has no location.
    frozen_file: Option<String>,
    spec: Ref<ModuleSpec>,
    times: ModuleTimes,
}

/// A module that was found and not loaded, as `runpy` needs it.
pub struct ModuleCode {
    /// The spec.
    pub spec: Ref<ModuleSpec>,
    /// The code of the body; `None` where there is none, as of native modules.
    pub code: Option<CodeObject>,
}

impl ModuleCode {
    /// Whether it is a package.
    pub fn is_package(&self, vm: &Vm) -> bool {
        !self.spec.parts(vm).locations.is_none()
    }
}

impl Vm {
    /// Finds a module by its full name, without running it; the package that it is in is imported.
    /// `None` if there is no such module.
    ///
    /// Errors: what importing the package raises, or reading and compiling the module.
    pub fn find_module_code(&mut self, full: &Ref<Str>) -> PyResult<Option<ModuleCode>> {
        let text = full.to_string_lossy().into_owned();
        let path = match text.rsplit_once('.') {
            None => None,
            Some((parent, _)) => {
                let parent = self.intern(parent);
                let parent = self.import_name(&parent)?;
                let path = self.names.__path__.clone();
                match parent.get_attribute_optional(&path, self)? {
                    Some(path) => Some(path),
                    None => return Ok(None),
                }
            }
        };
        match find(full, path.as_ref(), self)? {
            Some(source) => self.module_code(full, source).map(Some),
            None => Ok(None),
        }
    }

    /// Finds the `__main__` module of a directory, without running it.
    pub fn find_main_in(&mut self, directory: &Path) -> PyResult<Option<ModuleCode>> {
        let name = self.names.__main__.clone();
        match self.imports.finder.find("__main__", [directory]) {
            None | Some(Found::Namespace { .. }) => Ok(None),
            Some(found) => self.module_code(&name, Source::File(found)).map(Some),
        }
    }

    fn module_code(&mut self, name: &Ref<Str>, source: Source) -> PyResult<ModuleCode> {
        let prepared = match source {
            Source::File(found) => self.prepare_file(name, &found, Duration::ZERO)?,
            Source::Frozen(frozen) => self.prepare_frozen(name, &frozen, Duration::ZERO)?,
            Source::Native(_) | Source::Spec(_) => {
                let spec = self.spec_of(name, "built-in");
                return Ok(ModuleCode { spec, code: None });
            }
        };
        Ok(ModuleCode {
            spec: prepared.spec,
            code: prepared.code,
        })
    }
}

impl Vm {
    /// Loads a module and puts it into `sys.modules`, from where it goes again if it fails.
    pub(super) fn load(&mut self, name: &Ref<Str>, source: Source, find: Duration) -> PyResult {
        let prepared = match source {
            Source::Spec(spec) => return self.load_by_spec(name, &spec),
            Source::Native(native) => {
                let times = times(name, Origin::Native, find);
                let running = self.imports.report.as_mut().map(|it| it.enter(times));
                let spec = self.spec_of(name, "built-in");
                let module = self.new_native_module(native);
                if let (Some(report), Some(running)) = (&mut self.imports.report, running) {
                    report.leave(running);
                }
                let module = module?;
                let spec_name = self.names.__spec__.clone();
                module.dict().set_str(&spec_name, spec.into_value(), self);
                self.set_package(&module, name, false);
                let modules = self.modules.clone();
                modules.set_str(name, module.to_value(), self);
                return Ok(module.into_value());
            }
            Source::Frozen(frozen) => self.prepare_frozen(name, &frozen, find)?,
            Source::File(found) => self.prepare_file(name, &found, find)?,
        };
        let text = name.to_string_lossy().into_owned();
        let module = Module::new(&text, self);
        self.set_attributes(&module, name, &prepared.spec);
        if let Some(file) = &prepared.frozen_file {
            let (attribute, file) = (self.names.__file__.clone(), self.new_str(file));
            module.dict().set_str(&attribute, file, self);
        }
        let modules = self.modules.clone();
        modules.set_str(name, module.to_value(), self);
        let running = self
            .imports
            .report
            .as_mut()
            .map(|it| it.enter(prepared.times));
        let result = match prepared.code {
            Some(code) => {
                prepared.spec.set_initializing(true);
                let globals = module.dict().clone();
                let result = self.run_code(Arc::new(code), &globals, globals.to_value());
                prepared.spec.set_initializing(false);
                result.map(drop)
            }
            None => Ok(()),
        };
        if let (Some(report), Some(running)) = (&mut self.imports.report, running) {
            report.leave(running);
        }
        if let Err(raised) = result {
            modules.remove_str(name, self);
            return Err(raised);
        }
        if self.host().wants_import_messages() {
            self.host().import_message(&format!("import '{text}'"));
        }
        // The module may have put another object in its place.
        match modules.get_str(name, self).cloned() {
            Some(module) => Ok(module),
            None => {
                let class = self.types.exceptions.key_error.clone();
                Err(self.raise(&class, &text))
            }
        }
    }

    /// Loads a module by the loader that a finder of the program has given.
    fn load_by_spec(&mut self, name: &Ref<Str>, spec: &Value) -> PyResult {
        let attribute = self.intern("loader");
        let loader = spec.get_attribute(&attribute, self)?;
        let create = self.intern("create_module");
        let module = match loader.get_attribute_optional(&create, self)? {
            Some(create) => create.call_positional(std::slice::from_ref(spec), self)?,
            None => Value::NONE,
        };
        let module = if module.is_none() {
            Module::new(&name.to_string_lossy(), self).into_value()
        } else {
            module
        };
        self.copy_spec(&module, spec, &loader)?;
        let modules = self.modules.clone();
        modules.set_str(name, module.clone(), self);
        let execute = self.intern("exec_module");
        let result = loader.call_method(&execute, std::slice::from_ref(&module), self);
        if let Err(raised) = result {
            modules.remove_str(name, self);
            return Err(raised);
        }
        Ok(modules.get_str(name, self).cloned().unwrap_or(module))
    }

    /// Sets the attributes of a module from its spec, whatever that is.
    fn copy_spec(&mut self, module: &Value, spec: &Value, loader: &Value) -> PyResult<()> {
        let names = &self.names;
        let (loader_name, spec_name) = (names.__loader__.clone(), names.__spec__.clone());
        let (package_name, path_name) = (names.__package__.clone(), names.__path__.clone());
        let (file_name, cached_name) = (names.__file__.clone(), names.__cached__.clone());
        module.set_attribute(&loader_name, loader.clone(), self)?;
        module.set_attribute(&spec_name, spec.clone(), self)?;
        let part = |name: &str, vm: &mut Vm| {
            let name = vm.intern(name);
            let value = spec.get_attribute_optional(&name, vm)?;
            PyResult::Ok(value.filter(|value| !value.is_none()))
        };
        if let Some(parent) = part("parent", self)? {
            module.set_attribute(&package_name, parent, self)?;
        }
        if let Some(locations) = part("submodule_search_locations", self)? {
            module.set_attribute(&path_name, locations, self)?;
        }
        let has_location = match part("has_location", self)? {
            Some(value) => value.is_true(self)?,
            None => false,
        };
        if has_location {
            if let Some(origin) = part("origin", self)? {
                module.set_attribute(&file_name, origin, self)?;
            }
            if let Some(cached) = part("cached", self)? {
                module.set_attribute(&cached_name, cached, self)?;
            }
        }
        Ok(())
    }

    fn prepare_frozen(
        &mut self,
        name: &Ref<Str>,
        frozen: &FrozenModule,
        find: Duration,
    ) -> PyResult<Prepared> {
        let started = self.imports.clock();
        let code = match frozen.decode() {
            Ok(code) => code,
            Err(error) => {
                let text = name.to_string_lossy().into_owned();
                return Err(
                    self.import_error(format!("frozen module '{text}' is malformed: {error}"))
                );
            }
        };
        let mut times = times(name, Origin::Frozen, find);
        times.read = started.map(|it| it.elapsed()).unwrap_or_default();
        let spec = self.spec_of(name, "frozen");
        let (directory, file) = self.imports.frozen_path(frozen);
        if let Some(directory) = directory {
            let directory = self.new_str(&directory);
            let locations = self.new_list(vec![directory]);
            spec.set_locations_value(locations, self);
        }
        let loader = FrozenLoader::new(name.clone(), self).into_value();
        spec.set_loader_value(loader, self);
        Ok(Prepared {
            code: Some(code),
            frozen_file: Some(file),
            spec,
            times,
        })
    }

    fn prepare_file(
        &mut self,
        name: &Ref<Str>,
        found: &Found,
        find: Duration,
    ) -> PyResult<Prepared> {
        let (path, package) = match found {
            Found::Source { path, package } | Found::Sourceless { path, package } => {
                (path, package)
            }
            Found::Namespace { portions } => {
                let loader = NamespaceLoader::new(self).into_value();
                let portions = portions.iter();
                let portions = portions.map(|it| path_str(it, self).into_value()).collect();
                let parts = SpecParts {
                    name: name.to_value(),
                    loader,
                    origin: Value::NONE,
                    locations: self.new_list(portions),
                    cached: Value::NONE,
                    loader_state: Value::NONE,
                };
                return Ok(Prepared {
                    code: None,
                    frozen_file: None,
                    spec: ModuleSpec::new(parts, false, self),
                    times: times(name, Origin::Namespace, find),
                });
            }
        };
        let mut times = times(name, Origin::Source, find);
        let loaded = self.read_or_compile(name, found, path, &mut times)?;
        let origin = path_str(&loaded.origin, self);
        let locations = match package {
            Some(directory) => {
                let directory = path_str(directory, self).into_value();
                self.new_list(vec![directory])
            }
            None => Value::NONE,
        };
        let cached = match &loaded.cached {
            Some(cached) => path_str(cached, self).into_value(),
            None => Value::NONE,
        };
        let parts = SpecParts {
            name: name.to_value(),
            loader: FileLoader::new(name.clone(), origin.clone(), self).into_value(),
            origin: origin.into_value(),
            locations,
            cached,
            loader_state: Value::NONE,
        };
        Ok(Prepared {
            code: Some(loaded.code),
            frozen_file: None,
            spec: ModuleSpec::new(parts, true, self),
            times,
        })
    }

    fn read_or_compile(
        &mut self,
        name: &Ref<Str>,
        found: &Found,
        path: &Path,
        times: &mut ModuleTimes,
    ) -> PyResult<rpy_loader::Loaded> {
        let started = self.imports.clock();
        let mut compiler = rpy_loader::compiler(self.imports.options.optimization);
        let mut compile_time = Duration::ZERO;
        let mut compile = |source: &[u8], filename: &Arc<str>| {
            let started = Instant::now();
            let code = compiler(source, filename);
            compile_time = started.elapsed();
            code
        };
        let host = self.host();
        let mut sink = |message: &str| host.import_message(&format!("# {message}"));
        let mut loader = Loader::new(&self.imports.options, &mut compile);
        if host.wants_import_messages() {
            loader.verbose = Verbose::to(&mut sink);
        }
        let result = loader.load(found);
        times.compile = compile_time;
        let total = started.map(|it| it.elapsed()).unwrap_or_default();
        times.read = total.saturating_sub(compile_time);
        let loaded = result.map_err(|error| load_error(error, name, path, self))?;
        if loaded.from_cache {
            times.origin = Origin::Cache;
        }
        Ok(loaded)
    }

    /// The spec of a module in the binary.
    fn spec_of(&mut self, name: &Ref<Str>, origin: &str) -> Ref<ModuleSpec> {
        let parts = SpecParts {
            name: name.to_value(),
            loader: Value::NONE,
            origin: self.intern(origin).into_value(),
            locations: Value::NONE,
            cached: Value::NONE,
            loader_state: Value::NONE,
        };
        ModuleSpec::new(parts, false, self)
    }

    /// Sets `__package__`.
    fn set_package(&mut self, module: &Ref<Module>, name: &Ref<Str>, is_package: bool) {
        let text = name.to_string_lossy().into_owned();
        let package = if is_package {
            text.as_str()
        } else {
            text.rsplit_once('.').map_or("", |(parent, _)| parent)
        };
        let package = self.intern(package);
        let attribute = self.names.__package__.clone();
        module
            .dict()
            .set_str(&attribute, package.into_value(), self);
    }

    /// Sets the attributes of a module that its spec tells.
    fn set_attributes(&mut self, module: &Ref<Module>, name: &Ref<Str>, spec: &Ref<ModuleSpec>) {
        let parts = spec.parts(self).clone();
        self.set_package(module, name, !parts.locations.is_none());
        let dict = module.dict().clone();
        let names = &self.names;
        let mut attributes = vec![
            (names.__loader__.clone(), parts.loader),
            (names.__spec__.clone(), spec.to_value()),
        ];
        if !parts.locations.is_none() {
            attributes.push((names.__path__.clone(), parts.locations));
        }
        if spec.has_location() {
            attributes.push((names.__file__.clone(), parts.origin));
            if !parts.cached.is_none() {
                attributes.push((names.__cached__.clone(), parts.cached));
            }
        }
        for (name, value) in attributes {
            dict.set_str(&name, value, self);
        }
        let builtins_name = self.names.builtins.clone();
        let builtins = match self.modules.get_str(&builtins_name, self) {
            Some(module) if module.downcast::<Module>().is_some() => {
                let module = module.downcast::<Module>();
                module.map(|module| module.dict().to_value())
            }
            _ => None,
        };
        let builtins = builtins.unwrap_or_else(|| self.builtins.to_value());
        let name = self.names.__builtins__.clone();
        dict.set_str(&name, builtins, self);
    }
}

fn times(name: &Ref<Str>, origin: Origin, find: Duration) -> ModuleTimes {
    ModuleTimes {
        name: name.to_string_lossy().into_owned(),
        origin,
        find,
        read: Duration::ZERO,
        compile: Duration::ZERO,
        execute: Duration::ZERO,
    }
}
