//! The algorithm of `import a.b.c`: packages first, `sys.modules` before everything.

use crate::builtins::dict::Dict;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::import::errors::not_found;
use crate::import::find::find;
use crate::import::names::absolute_name;
use crate::import::spec::ModuleSpec;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Vm {
    /// What an import statement does: imports the module, and the modules in `fromlist` if it is
    /// a package. Gives the module if there is a `fromlist`, else the first package of `name`.
    ///
    /// Errors: `ModuleNotFoundError`, `ImportError`, and what the modules' bodies raise.
    pub fn import_module(
        &mut self,
        name: &Ref<Str>,
        globals: Option<&Ref<Dict>>,
        fromlist: &Value,
        level: i64,
    ) -> PyResult {
        let full = absolute_name(name, globals, level, self)?;
        let module = self.import_and_tell(&full, true)?;
        if !fromlist.is_none() && fromlist.is_true(self)? {
            let path = self.names.__path__.clone();
            if module.get_attribute_optional(&path, self)?.is_some() {
                self.import_from_list(&module, fromlist, false)?;
            }
            return Ok(module);
        }
        let text = name.to_string_lossy().into_owned();
        if level > 0 && text.is_empty() {
            return Ok(module);
        }
        let Some((front, rest)) = text.split_once('.') else {
            return Ok(module);
        };
        if level == 0 {
            let front = self.intern(front);
            return self.import_name(&front);
        }
        // `full` ends with `name`: the first package of `name` is what is left of `full` without
        // the rest of it.
        let full = full.to_string_lossy().into_owned();
        let first = &full[..full.len() - rest.len() - 1];
        let first = self.intern(first);
        match self.modules.get_str(&first, self).cloned() {
            Some(module) => Ok(module),
            None => {
                let class = self.types.exceptions.key_error.clone();
                let first = first.as_value().repr(self)?.to_string_lossy().into_owned();
                Err(self.raise(&class, &format!("{first} not in sys.modules as expected")))
            }
        }
    }

    /// Imports a module by its full name and gives it (`importlib.import_module`).
    pub fn import_name(&mut self, full: &Ref<Str>) -> PyResult {
        self.import_and_tell(full, false)
    }

    /// Imports a module by its full name. If wanted, audit hooks are told of it where it is not there, and then
    /// of the packages around it: an import statement wants that, `importlib` does not.
    pub(super) fn import_and_tell(&mut self, full: &Ref<Str>, tell: bool) -> PyResult {
        match self.modules.get_str(full, self) {
            Some(module) if !module.is_none() => {
                let module = module.clone();
                if self.imports.times.level > 1 {
                    let text = full.to_string_lossy().into_owned();
                    self.tell_cached_import(&text);
                }
                if self.imports.locks.any() && self.is_initializing(&module)? {
                    self.wait_for_module(full)?;
                    // The import may have failed, or put another module in its place.
                    return match self.modules.get_str(full, self) {
                        Some(module) => Ok(module.clone()),
                        None => self.import_and_tell(full, tell),
                    };
                }
                Ok(module)
            }
            Some(_) => {
                if tell {
                    self.tell_import(full)?;
                }
                let message = format!(
                    "import of {} halted; None in sys.modules",
                    full.to_string_lossy()
                );
                Err(not_found(&message, full, self))
            }
            None => {
                if tell {
                    self.tell_import(full)?;
                }
                self.with_recursion(" while importing", |vm| vm.lock_and_load(full, tell))
            }
        }
    }

    /// Imports a module that no other thread imports at the same time.
    fn lock_and_load(&mut self, full: &Ref<Str>, tell: bool) -> PyResult {
        let text = full.to_string_lossy().into_owned();
        if !self.lock_module(&text)? {
            let message = format!("deadlock detected by _ModuleLock('{text}')");
            return Err(self.runtime_error(message));
        }
        let loaded = match self.modules.get_str(full, self) {
            // Another thread was first.
            Some(module) if !module.is_none() => Ok(module.clone()),
            _ => {
                let started = self.begin_import_time();
                let loaded = self.find_and_load(full, tell);
                self.end_import_time(started, &text);
                loaded
            }
        };
        self.unlock_module(&text);
        if let Err(raised) = &loaded {
            self.trim_traceback(raised);
        }
        loaded
    }

    fn find_and_load(&mut self, full: &Ref<Str>, tell: bool) -> PyResult {
        let text = full.to_string_lossy().into_owned();
        let Some((parent, child)) = text.rsplit_once('.') else {
            return self.find_and_load_in(full, None);
        };
        let parent_name = self.intern(parent);
        self.import_and_tell(&parent_name, tell)?;
        let modules = self.modules.clone();
        // The package may have imported its module itself.
        if let Some(module) = modules.get_str(full, self) {
            return Ok(module.clone());
        }
        let parent = modules.get_str(&parent_name, self).cloned();
        let parent = parent.unwrap_or(Value::NONE);
        let path = self.names.__path__.clone();
        let Some(path) = parent.get_attribute_optional(&path, self)? else {
            let (quoted, package) = (self.quoted(full)?, self.quoted(&parent_name)?);
            let message = format!("No module named {quoted}; {package} is not a package");
            return Err(not_found(&message, full, self));
        };
        let child = self.intern(child);
        self.note_submodule(&parent, &child, true)?;
        let module = self.find_and_load_in(full, Some(&path));
        self.note_submodule(&parent, &child, false)?;
        let module = module?;
        // What cannot have attributes goes without; CPython warns.
        if let Err(raised) = parent.set_attribute(&child, module.clone(), self) {
            let class = self.types.exceptions.attribute_error.clone();
            if !raised.exception().class().is_subclass_of(&class, self) {
                return Err(raised);
            }
        }
        Ok(module)
    }

    /// Tells audit hooks of a module that is about to be imported.
    fn tell_import(&mut self, full: &Ref<Str>) -> PyResult<()> {
        self.audit("import", |vm| {
            let [path, meta_path, path_hooks] = ["path", "meta_path", "path_hooks"].map(|name| {
                let name = vm.intern(name);
                vm.sys_attribute(&name).unwrap_or(Value::NONE)
            });
            [full.to_value(), Value::NONE, path, meta_path, path_hooks]
        })
    }

    fn find_and_load_in(&mut self, full: &Ref<Str>, path: Option<&Value>) -> PyResult {
        let started = self.imports.clock();
        let Some(source) = find(full, path, self)? else {
            let message = format!("No module named {}", self.quoted(full)?);
            return Err(not_found(&message, full, self));
        };
        let find_time = started.map(|started| started.elapsed()).unwrap_or_default();
        self.load(full, source, find_time)
    }

    pub(super) fn quoted(&mut self, name: &Ref<Str>) -> PyResult<String> {
        Ok(name.as_value().repr(self)?.to_string_lossy().into_owned())
    }

    /// Whether a module's body is still running for the first time.
    pub(crate) fn is_initializing(&mut self, module: &Value) -> PyResult<bool> {
        let spec = self.names.__spec__.clone();
        let spec = match module.downcast::<Module>() {
            Some(module) => module.dict().get_str(&spec, self).cloned(),
            None => module.get_attribute_optional(&spec, self)?,
        };
        let Some(spec) = spec.filter(|spec| !spec.is_none()) else {
            return Ok(false);
        };
        ModuleSpec::of(spec).is_initializing(self)
    }
}
