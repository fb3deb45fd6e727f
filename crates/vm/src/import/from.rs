//! `from package import module`: modules of a package that are imported by being named.

use crate::builtins::str::Str;
use crate::import::ModuleSpec;
use crate::import::errors::{CannotImport, cannot_import};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

impl Vm {
    /// Imports those names of a `from` list that are no attributes of the package.
    pub(super) fn import_from_list(
        &mut self,
        package: &Value,
        fromlist: &Value,
        is_all: bool,
    ) -> PyResult<()> {
        for item in self.collect(fromlist)? {
            let Some(name) = item.downcast::<Str>() else {
                let found = item.type_name(self);
                let list = if is_all {
                    format!("{}.__all__", self.module_name(package)?)
                } else {
                    "``from list''".to_owned()
                };
                return Err(self.type_error(format!("Item in {list} must be str, not {found}")));
            };
            if name.as_bytes() == b"*" {
                let all = self.names.__all__.clone();
                if !is_all && let Some(all) = package.get_attribute_optional(&all, self)? {
                    self.import_from_list(package, &all, true)?;
                }
                continue;
            }
            let name = self.intern_ref(name);
            if package.get_attribute_optional(&name, self)?.is_some() {
                continue;
            }
            let full = format!("{}.{}", self.module_name(package)?, name.to_string_lossy());
            let full = self.intern(&full);
            if let Err(raised) = self.import_and_tell(&full, true)
                && !self.is_missing(&raised, &full)?
            {
                return Err(raised);
            }
        }
        Ok(())
    }

    fn module_name(&mut self, module: &Value) -> PyResult<String> {
        let name = self.names.__name__.clone();
        let name = module.get_attribute(&name, self)?;
        match name.downcast::<Str>() {
            Some(name) => Ok(name.to_string_lossy().into_owned()),
            None => Err(self.type_error("__name__ must be a string")),
        }
    }

    /// Whether the exception says that just this module does not exist, which is no error as the
    /// name may be set later.
    fn is_missing(&mut self, raised: &Raised, full: &Ref<Str>) -> PyResult<bool> {
        let class = self.types.exceptions.module_not_found_error.clone();
        if !raised.exception().class().is_subclass_of(&class, self) {
            return Ok(false);
        }
        let name = self.names.name.clone();
        let name = raised.exception().to_value().get_attribute(&name, self)?;
        let is_it = name
            .downcast::<Str>()
            .is_some_and(|name| name.as_bytes() == full.as_bytes());
        let known = self.modules.get_str(full, self);
        Ok(is_it && known.is_none_or(|module| !module.is_none()))
    }
}

/// The attribute of a module, or the submodule of that name in `sys.modules`.
pub(crate) fn import_from(module: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
    if let Some(value) = module.get_attribute_optional(name, vm)? {
        return Ok(value);
    }
    let dunder_name = vm.names.__name__.clone();
    let module_name = module.get_attribute_optional(&dunder_name, vm)?;
    let module_name = module_name.filter(|name| name.downcast::<Str>().is_some());
    if let Some(package) = module_name.as_ref().and_then(|name| name.downcast::<Str>()) {
        let full = format!("{}.{}", package.to_string_lossy(), name.to_string_lossy());
        let full = vm.intern(&full);
        if let Some(submodule) = vm.modules.get_str(&full, vm) {
            return Ok(submodule.clone());
        }
    }
    let origin = origin(module, vm)?;
    let parts = CannotImport {
        name,
        module: module_name.as_ref(),
        origin: origin.as_ref(),
        initializing: vm.is_initializing(module)?,
    };
    Err(cannot_import(&parts, vm))
}

/// The file of a module: `__spec__.origin` if that is a location, else `__file__`.
fn origin(module: &Value, vm: &mut Vm) -> PyResult<Option<Ref<Str>>> {
    let spec = vm.names.__spec__.clone();
    let spec = module.get_attribute_optional(&spec, vm)?;
    let spec = spec.filter(|spec| !spec.is_none()).map(ModuleSpec::of);
    if let Some(spec) = spec
        && spec.has_location(vm)?
    {
        let origin = spec.origin(vm)?;
        if let Some(origin) = origin.downcast::<Str>() {
            return Ok(Some(origin.clone()));
        }
    }
    let file = vm.names.__file__.clone();
    let file = module.get_attribute_optional(&file, vm)?;
    Ok(file.and_then(|file| file.downcast::<Str>().cloned()))
}
