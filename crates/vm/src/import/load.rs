//! Loading a module that was found: making it, and running its code.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rpy_bytecode::CodeObject;
use rpy_compiler::CompileError;
use rpy_loader::{Found, FrozenModule, Loader, Verbose};

use crate::builtins::code::Code;
use crate::builtins::list::List;
use crate::builtins::module::Module;
use crate::builtins::namespace::Namespace;
use crate::builtins::str::Str;
use crate::import::errors::load_error;
use crate::import::find::{Source, find, find_on_path};
use crate::import::paths::{path_str, to_path};
use crate::import::report::{ModuleTimes, Origin};
use crate::import::spec::{ModuleSpec, SpecParts};
use crate::import::standard::{Part, file_loader};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A module's code and what its spec says of it.
pub(super) struct Prepared {
    code: Option<Arc<CodeObject>>,
    /// `__file__` of a module whose spec has no location.
    file: Option<String>,
    spec: ModuleSpec,
    times: ModuleTimes,
}

/// A module that was found and not loaded, as `runpy` needs it.
pub struct ModuleCode {
    /// The spec.
    pub spec: ModuleSpec,
    /// The code of the body; `None` where there is none, as of native modules.
    pub code: Option<Arc<CodeObject>>,
}

impl ModuleCode {
    /// Whether it is a package.
    pub fn is_package(&self, vm: &mut Vm) -> PyResult<bool> {
        Ok(!self.spec.locations(vm)?.is_none())
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
        if text == "builtins" {
            let spec = self.built_in_spec(full);
            return Ok(Some(ModuleCode { spec, code: None }));
        }
        match find(full, path.as_ref(), self)? {
            Some(source) => self.module_code(full, source).map(Some),
            None => Ok(None),
        }
    }

    /// Finds the `__main__` module of a directory or zip archive, without running it.
    pub fn find_main_in(&mut self, place: &Path) -> PyResult<Option<ModuleCode>> {
        let name = self.names.__main__.clone();
        let place = path_str(place, self).into_value();
        let path = self.new_list(vec![place]);
        match find_on_path(&name, Some(&path), self)? {
            None | Some(Source::Namespace(_) | Source::File(Found::Namespace { .. })) => Ok(None),
            Some(found) => self.module_code(&name, found).map(Some),
        }
    }

    fn module_code(&mut self, name: &Ref<Str>, source: Source) -> PyResult<ModuleCode> {
        let prepared = match source {
            Source::File(found) => self.prepare_file(name, found, Duration::ZERO)?,
            Source::Frozen(frozen) => self.prepare_frozen_as(name, &frozen)?,
            Source::Library(frozen) => self.prepare_library(name, &frozen, Duration::ZERO)?,
            Source::Native(_) | Source::NativeInPython(_) | Source::Importlib => {
                let spec = self.built_in_spec(name);
                return Ok(ModuleCode { spec, code: None });
            }
            Source::Namespace(portions) => {
                let spec = self.namespace_spec(name, portions)?;
                return Ok(ModuleCode { spec, code: None });
            }
            Source::Spec(spec) => {
                let spec = ModuleSpec::of(spec);
                let (loader, get_code) = (spec.loader(self)?, self.intern("get_code"));
                let code = match loader.get_attribute_optional(&get_code, self)? {
                    Some(get_code) => get_code.call_positional(&[name.to_value()], self)?,
                    None => Value::NONE,
                };
                let code = code.downcast::<Code>().map(|code| code.source().clone());
                return Ok(ModuleCode { spec, code });
            }
        };
        Ok(ModuleCode {
            spec: prepared.spec,
            code: prepared.code,
        })
    }

    /// The code of a source file, through its cache (`SourceFileLoader.get_code`).
    pub fn source_file_code(&mut self, name: &Ref<Str>, path: &Ref<Str>) -> PyResult<Ref<Code>> {
        let path = to_path(path);
        let found = Found::Source {
            path: path.clone(),
            package: None,
            stamp: None,
        };
        let mut times = times(name, Origin::Source, Duration::ZERO);
        let loaded = self.read_or_compile(name, &found, &path, &mut times)?;
        Ok(Code::new(Arc::new(loaded.code), self))
    }
}

impl Vm {
    /// Loads a module and puts it into `sys.modules`, from where it goes again if it fails.
    pub(super) fn load(&mut self, name: &Ref<Str>, source: Source, find: Duration) -> PyResult {
        let source = match source {
            Source::Spec(spec) => return self.load_by_spec(&spec),
            Source::Importlib => return self.load_importlib(name),
            Source::Native(native) => {
                let times = times(name, Origin::Native, find);
                let running = self.imports.report.as_mut().map(|it| it.enter(times));
                let spec = self.built_in_spec(name);
                let module = self.new_native_module(native);
                if let (Some(report), Some(running)) = (&mut self.imports.report, running) {
                    report.leave(running);
                }
                let module = module?;
                self.set_attributes(&module, name, &spec)?;
                let modules = self.modules.clone();
                modules.set_str(name, module.to_value(), self);
                return Ok(module.into_value());
            }
            Source::Namespace(portions) => {
                let spec = self.namespace_spec(name, portions)?;
                return self.load_by_spec(&spec.to_value());
            }
            other => other,
        };
        if !self.loaders_are_standard() {
            let spec = self.spec_without_code(name, &source)?;
            return self.load_by_spec(&spec.to_value());
        }
        let is_frozen = matches!(source, Source::Frozen(_));
        let prepared = match source {
            Source::Frozen(frozen) => self.prepare_frozen(name, &frozen, find)?,
            Source::NativeInPython(frozen) => {
                let mut prepared = self.prepare_frozen(name, &frozen, find)?;
                prepared.spec = self.built_in_spec(name);
                prepared.file = None;
                prepared
            }
            Source::Library(frozen) => self.prepare_library(name, &frozen, find)?,
            Source::File(found) => self.prepare_file(name, found, find)?,
            Source::Spec(_) | Source::Importlib | Source::Native(_) | Source::Namespace(_) => {
                unreachable!("they are done above")
            }
        };
        let module = self.new_module_of(name, &prepared)?;
        let modules = self.modules.clone();
        modules.set_str(name, module.to_value(), self);
        let running = self
            .imports
            .report
            .as_mut()
            .map(|it| it.enter(prepared.times.clone()));
        let result = match name.as_bytes() {
            b"zipimport" if is_frozen => self.run_zipimport(prepared, &module),
            b"site" if is_frozen => self.run_site(prepared, &module),
            _ => self.run_prepared(prepared, &module),
        };
        if let (Some(report), Some(running)) = (&mut self.imports.report, running) {
            report.leave(running);
        }
        if let Err(raised) = result {
            modules.remove_str(name, self);
            return Err(raised);
        }
        if self.host().wants_import_messages() {
            let text = name.to_string_lossy().into_owned();
            self.host().import_message(&format!("import '{text}'"));
        }
        // The module may have put another object in its place.
        match modules.get_str(name, self).cloned() {
            Some(module) => Ok(module),
            None => {
                let class = self.types.exceptions.key_error.clone();
                let text = name.as_value().repr(self)?.to_string_lossy().into_owned();
                Err(self.raise(&class, &text))
            }
        }
    }

    /// A module with the attributes that its spec tells.
    pub(super) fn new_module_of(
        &mut self,
        name: &Ref<Str>,
        prepared: &Prepared,
    ) -> PyResult<Ref<Module>> {
        let module = Module::new(&name.to_string_lossy(), self);
        self.set_attributes(&module, name, &prepared.spec)?;
        if let Some(file) = &prepared.file {
            let (attribute, file) = (self.names.__file__.clone(), self.new_str(file));
            module.dict().set_str(&attribute, file, self);
        }
        Ok(module)
    }

    /// Runs the body of a module.
    fn run_prepared(&mut self, prepared: Prepared, module: &Ref<Module>) -> PyResult<()> {
        let Some(code) = prepared.code else {
            return Ok(());
        };
        self.audit("exec", |vm| [Code::new(code.clone(), vm).into_value()])?;
        prepared.spec.set_initializing(true, self);
        let globals = module.dict().clone();
        let result = self.run_code(code, &globals, globals.to_value());
        prepared.spec.set_initializing(false, self);
        result.map(drop)
    }

    /// Runs the body of a module whose classes are there without methods.
    pub(super) fn run_completing(
        &mut self,
        prepared: Prepared,
        module: &Ref<Module>,
    ) -> PyResult<()> {
        self.while_completing(module, |vm| vm.run_prepared(prepared, module))
    }

    fn run_zipimport(&mut self, prepared: Prepared, module: &Ref<Module>) -> PyResult<()> {
        use crate::import::standard::Progress;
        self.complete_standard(Part::Importlib)?;
        let standard = self.imports.standard.as_mut().expect("it is made");
        if standard.zip != Progress::Pending {
            // Somebody wants the module a second time: with classes of its own.
            return self.run_prepared(prepared, module);
        }
        standard.zip = Progress::Running;
        let result = self.run_completing(prepared, module);
        let standard = self.imports.standard.as_mut().expect("it stays");
        standard.zip = Progress::Complete;
        result
    }

    /// Runs `site`, which completes `sys.path`: that has been done if the host has.
    fn run_site(&mut self, prepared: Prepared, module: &Ref<Module>) -> PyResult<()> {
        let name = self.names.path.clone();
        let path = self.sys_attribute(&name);
        let path = path.as_ref().and_then(|path| path.downcast::<List>());
        let Some(path) = path.filter(|_| self.imports.site_has_run).cloned() else {
            return self.run_prepared(prepared, module);
        };
        let entries = path.items(self).clone();
        let result = self.run_prepared(prepared, module);
        *path.items_mut(self) = entries;
        result
    }

    fn load_importlib(&mut self, name: &Ref<Str>) -> PyResult {
        self.complete_standard(Part::Importlib)?;
        if let Some(module) = self.modules.get_str(name, self) {
            return Ok(module.clone());
        }
        // It was taken out of `sys.modules`; there is one only.
        let text = name.to_string_lossy().into_owned();
        let importlib = self.intern(&text.replace("_frozen_importlib", "importlib._bootstrap"));
        match self.modules.get_str(&importlib, self).cloned() {
            Some(module) => {
                let modules = self.modules.clone();
                modules.set_str(name, module.clone(), self);
                Ok(module)
            }
            None => Err(self.import_error(format!("module {text} was removed"))),
        }
    }

    /// Loads a module by the loader of a spec, as importlib does it.
    fn load_by_spec(&mut self, spec: &Value) -> PyResult {
        self.complete_standard(Part::Importlib)?;
        let core = self.intern("_frozen_importlib");
        let core = self.import_name(&core)?;
        let load = self.intern("_load_unlocked");
        core.call_method(&load, std::slice::from_ref(spec), self)
    }

    /// The spec of a module that was found by Rust code and is to be loaded by Python code.
    fn spec_without_code(&mut self, name: &Ref<Str>, source: &Source) -> PyResult<ModuleSpec> {
        match source {
            Source::Frozen(frozen) => Ok(self.frozen_spec(name, frozen).0),
            Source::Library(frozen) => Ok(self.library_spec(name, frozen)),
            Source::File(found) => Ok(self.file_spec(name, found)),
            _ => Ok(self.built_in_spec(name)),
        }
    }

    /// The spec of a package without code, which importlib makes.
    fn namespace_spec(&mut self, name: &Ref<Str>, portions: Vec<Value>) -> PyResult<ModuleSpec> {
        self.complete_standard(Part::Importlib)?;
        let external = self.intern("_frozen_importlib_external");
        let external = self.import_name(&external)?;
        let (class, get_spec) = (self.intern("_NamespacePath"), self.intern("_get_spec"));
        let finder = self.standard_class("PathFinder").into_value();
        let get_spec = finder.get_attribute(&get_spec, self)?;
        let portions = self.new_list(portions);
        let path = external.call_method(&class, &[name.to_value(), portions, get_spec], self)?;
        let parts = SpecParts {
            name: name.to_value(),
            loader: Value::NONE,
            origin: Value::NONE,
            locations: path,
            cached: Value::NONE,
            loader_state: Value::NONE,
            has_location: false,
        };
        Ok(ModuleSpec::new(parts, self))
    }

    /// As [`Vm::prepare_frozen`], outside of an import.
    pub(super) fn prepare_frozen_as(
        &mut self,
        name: &Ref<Str>,
        frozen: &FrozenModule,
    ) -> PyResult<Prepared> {
        self.prepare_frozen(name, frozen, Duration::ZERO)
    }

    fn prepare_frozen(
        &mut self,
        name: &Ref<Str>,
        frozen: &FrozenModule,
        find: Duration,
    ) -> PyResult<Prepared> {
        let started = self.imports.clock();
        let code = self.decode_frozen(frozen, None)?;
        let mut times = times(name, Origin::Frozen, find);
        times.read = started.map(|it| it.elapsed()).unwrap_or_default();
        let (spec, file) = self.frozen_spec(name, frozen);
        Ok(Prepared {
            code: Some(Arc::new(code)),
            file: Some(file),
            spec,
            times,
        })
    }

    /// The spec of a module that is frozen in CPython too, and its file.
    pub(super) fn frozen_spec(
        &mut self,
        name: &Ref<Str>,
        frozen: &FrozenModule,
    ) -> (ModuleSpec, String) {
        let (directory, file) = self.imports.frozen_path(frozen);
        let locations = match directory {
            Some(directory) => {
                let directory = self.new_str(&directory);
                self.new_list(vec![directory])
            }
            None => Value::NONE,
        };
        let state = Namespace::new(self).into_value();
        for (key, value) in [("filename", file.as_str()), ("origname", frozen.name)] {
            let (key, value) = (self.intern(key), self.new_str(value));
            state
                .set_attribute(&key, value, self)
                .expect("a namespace has attributes");
        }
        let parts = SpecParts {
            name: name.to_value(),
            loader: self.standard_class("FrozenImporter").into_value(),
            origin: self.intern("frozen").into_value(),
            locations,
            cached: Value::NONE,
            loader_state: state,
            has_location: false,
        };
        (ModuleSpec::new(parts, self), file)
    }

    fn prepare_library(
        &mut self,
        name: &Ref<Str>,
        frozen: &FrozenModule,
        find: Duration,
    ) -> PyResult<Prepared> {
        let started = self.imports.clock();
        let (_, file) = self.imports.frozen_path(frozen);
        let code = self.decode_frozen(frozen, Some(&file))?;
        let mut times = times(name, Origin::Frozen, find);
        times.read = started.map(|it| it.elapsed()).unwrap_or_default();
        Ok(Prepared {
            code: Some(Arc::new(code)),
            file: None,
            spec: self.library_spec(name, frozen),
            times,
        })
    }

    fn prepare_file(
        &mut self,
        name: &Ref<Str>,
        mut found: Found,
        find: Duration,
    ) -> PyResult<Prepared> {
        if let Found::Source { stamp, .. } = &mut found
            && self.is_audited()
        {
            // A hook may change the file.
            *stamp = None;
        }
        let (Found::Source { path, .. } | Found::Sourceless { path, .. }) = &found else {
            unreachable!("entries of paths give no whole namespace packages");
        };
        self.audit("open", |vm| {
            let flags = Value::from_i32(libc::O_RDONLY | libc::O_CLOEXEC);
            [path_str(path, vm).into_value(), vm.new_str("r"), flags]
        })?;
        let mut times = times(name, Origin::Source, find);
        let loaded = self.read_or_compile(name, &found, path, &mut times)?;
        Ok(Prepared {
            code: Some(Arc::new(loaded.code)),
            file: None,
            spec: self.file_spec(name, &found),
            times,
        })
    }

    /// The spec of a module in a file.
    fn file_spec(&mut self, name: &Ref<Str>, found: &Found) -> ModuleSpec {
        let (path, package, sourceless) = match found {
            Found::Source { path, package, .. } => (path, package, false),
            Found::Sourceless { path, package } => (path, package, true),
            Found::Namespace { .. } => {
                unreachable!("entries of paths give no whole namespace packages")
            }
        };
        let origin = path_str(path, self);
        let locations = match package {
            Some(directory) => {
                let directory = path_str(directory, self).into_value();
                self.new_list(vec![directory])
            }
            None => Value::NONE,
        };
        let cached = if sourceless {
            origin.to_value()
        } else {
            let options = self.import_options();
            let prefix = options.pycache_prefix.as_deref();
            match rpy_loader::cache::cache_path(path, options.optimization, prefix) {
                Some(cached) => path_str(&cached, self).into_value(),
                None => Value::NONE,
            }
        };
        let parts = SpecParts {
            name: name.to_value(),
            loader: file_loader(name.clone(), origin.clone(), sourceless, self),
            origin: origin.into_value(),
            locations,
            cached,
            loader_state: Value::NONE,
            has_location: true,
        };
        ModuleSpec::new(parts, self)
    }

    /// What the command line says of caches, and what the program has made of it:
    /// `sys.dont_write_bytecode` and `sys.pycache_prefix`.
    pub fn import_options(&mut self) -> rpy_loader::Options {
        let mut options = self.imports.options.clone();
        let name = self.intern("dont_write_bytecode");
        if let Some(value) = self.sys_attribute(&name)
            && let Ok(value) = value.is_true(self)
        {
            options.write_bytecode = !value;
        }
        let name = self.intern("pycache_prefix");
        if let Some(prefix) = self.sys_attribute(&name) {
            options.pycache_prefix = prefix.downcast::<Str>().map(|prefix| to_path(prefix));
        }
        options
    }

    fn read_or_compile(
        &mut self,
        name: &Ref<Str>,
        found: &Found,
        path: &Path,
        times: &mut ModuleTimes,
    ) -> PyResult<rpy_loader::Loaded> {
        let started = self.imports.clock();
        let options = self.import_options();
        let mut warnings = Vec::new();
        let compiler = rpy_compiler::Options {
            optimize: options.optimization.level(),
            rules: rpy_compiler::ParseRules {
                max_digits: self.int_max_str_digits,
                ..rpy_compiler::ParseRules::default()
            },
            ..rpy_compiler::Options::default()
        };
        // A source in an encoding that the compiler does not know is decoded between two attempts.
        let mut foreign: Option<(Vec<u8>, String)> = None;
        let mut decoded: Option<String> = None;
        let result = loop {
            let mut compile_time = Duration::ZERO;
            let mut phases = rpy_compiler::Phases::default();
            let mut compile = |source: &[u8], filename: &Arc<str>| {
                let started = Instant::now();
                let mode = rpy_compiler::Mode::Exec;
                self.ask_for_source(source)?;
                let code = match &decoded {
                    Some(text) => {
                        rpy_compiler::compile_str(text, filename, mode, compiler, &mut warnings)
                    }
                    None if source.contains(&0) => Err(rpy_compiler::null_bytes()),
                    None => rpy_compiler::compile_timed(
                        source,
                        filename,
                        mode,
                        compiler,
                        &mut warnings,
                        &mut phases,
                    ),
                };
                if let Err(CompileError::ForeignEncoding(name)) = &code {
                    foreign = Some((source.to_vec(), name.clone()));
                }
                compile_time = started.elapsed();
                code
            };
            let host = self.host();
            let mut sink = |message: &str| host.import_message(&format!("# {message}"));
            let mut loader = Loader::new(&options, &mut compile);
            if host.wants_import_messages() {
                loader.verbose = Verbose::to(&mut sink);
            }
            let result = loader.load(found);
            times.steps = std::mem::take(&mut loader.steps);
            times.compile = compile_time;
            times.phases = phases;
            let total = started.map(|it| it.elapsed()).unwrap_or_default();
            times.read = total.saturating_sub(compile_time);
            match foreign.take() {
                Some((source, encoding)) => {
                    let filename = path.to_string_lossy();
                    decoded = Some(self.decode_source(&source, &encoding, &filename)?);
                }
                None => break result,
            }
        };
        if !warnings.is_empty() {
            self.compiled(Ok(()), &warnings, &path.to_string_lossy())?;
        }
        let loaded = result.map_err(|error| load_error(error, name, path, self))?;
        if loaded.from_cache {
            times.origin = Origin::Cache;
        }
        Ok(loaded)
    }

    /// The spec of a native module.
    pub(super) fn built_in_spec(&mut self, name: &Ref<Str>) -> ModuleSpec {
        let parts = SpecParts {
            name: name.to_value(),
            loader: self.built_in_importer(),
            origin: self.intern("built-in").into_value(),
            locations: Value::NONE,
            cached: Value::NONE,
            loader_state: Value::NONE,
            has_location: false,
        };
        ModuleSpec::new(parts, self)
    }

    /// Gives the modules that are there from the start a spec and a loader.
    ///
    /// Errors: none but those of attributes that a program has changed.
    pub fn complete_first_modules(&mut self) -> PyResult<()> {
        for name in [self.names.builtins.clone(), self.names.sys.clone()] {
            if let Some(module) = self.modules.get_str(&name, self).cloned()
                && let Some(module) = module.downcast::<Module>()
            {
                let spec = self.built_in_spec(&name);
                let module = module.clone();
                self.set_attributes(&module, &name, &spec)?;
            }
        }
        Ok(())
    }

    /// Sets the attributes of a module that its spec tells.
    fn set_attributes(
        &mut self,
        module: &Ref<Module>,
        name: &Ref<Str>,
        spec: &ModuleSpec,
    ) -> PyResult<()> {
        let dict = module.dict().clone();
        let (loader, parent, locations) = (
            spec.loader(self)?,
            spec.parent(self)?,
            spec.locations(self)?,
        );
        let names = &self.names;
        let mut attributes = vec![
            (names.__package__.clone(), parent),
            (names.__loader__.clone(), loader),
            (names.__spec__.clone(), spec.to_value()),
        ];
        if !locations.is_none() {
            attributes.push((names.__path__.clone(), locations));
        }
        if spec.has_location(self)? {
            attributes.push((self.names.__file__.clone(), spec.origin(self)?));
            let cached = spec.attribute("_cached", self)?;
            if !cached.is_none() {
                attributes.push((self.names.__cached__.clone(), cached));
            }
        }
        for (name, value) in attributes {
            dict.set_str(&name, value, self);
        }
        // Native modules have no use for their names.
        if self.imports.native(&name.to_string_lossy()).is_some() || name.as_bytes() == b"builtins"
        {
            return Ok(());
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
        Ok(())
    }
}

fn times(name: &Ref<Str>, origin: Origin, find: Duration) -> ModuleTimes {
    ModuleTimes {
        name: name.to_string_lossy().into_owned(),
        origin,
        find,
        ..ModuleTimes::default()
    }
}
