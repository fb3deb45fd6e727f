//! What is said of an attribute that a module does not have.
//! Source: CPython `Objects/moduleobject.c`, `_Py_module_getattro_impl`.

use crate::builtins::list::List;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::import::spec::ModuleSpec;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Vm {
    /// The message of the `AttributeError`: a circular import, or a file that hides another module,
    /// may be the cause.
    #[cold]
    pub(crate) fn missing_module_attribute(
        &mut self,
        module: &Ref<Module>,
        name: &Ref<Str>,
    ) -> PyResult<String> {
        let text = name.to_string_lossy().into_owned();
        let (own, spec) = (self.names.__name__.clone(), self.names.__spec__.clone());
        let own = module
            .dict()
            .get_str(&own, self)
            .and_then(Value::downcast::<Str>);
        let Some(own) = own.map(|own| own.to_string_lossy().into_owned()) else {
            return Ok(format!("module has no attribute '{text}'"));
        };
        let plain = format!("module '{own}' has no attribute '{text}'");
        let spec = module.dict().get_str(&spec, self).cloned();
        let Some(spec) = spec.filter(|spec| !spec.is_none()).map(ModuleSpec::of) else {
            return Ok(plain);
        };
        let origin = match spec.has_location(self)? {
            true => spec.origin(self)?.downcast::<Str>().cloned(),
            false => None,
        };
        let origin = origin.map(|origin| origin.to_string_lossy().into_owned());
        let shadowing = origin.as_deref().filter(|it| self.possibly_shadows(it));
        if let Some(origin) = shadowing
            && self.is_library_module(&own)
        {
            return Ok(format!(
                "{plain} (consider renaming '{origin}' since it has the same name as the standard \
                 library module named '{own}' and prevents importing that standard library module)"
            ));
        }
        if spec.is_initializing(self)? {
            return Ok(match (shadowing, &origin) {
                (Some(origin), _) => format!(
                    "{plain} (consider renaming '{origin}' if it has the same name as a library \
                     you intended to import)"
                ),
                (None, Some(origin)) => format!(
                    "partially initialized module '{own}' from '{origin}' has no attribute \
                     '{text}' (most likely due to a circular import)"
                ),
                (None, None) => format!(
                    "partially initialized module '{own}' has no attribute '{text}' (most likely \
                     due to a circular import)"
                ),
            });
        }
        if self.is_uninitialized_submodule(&spec, name)? {
            return Ok(format!(
                "cannot access submodule '{text}' of module '{own}' (most likely due to a circular \
                 import)"
            ));
        }
        Ok(plain)
    }

    fn is_uninitialized_submodule(&mut self, spec: &ModuleSpec, name: &Ref<Str>) -> PyResult<bool> {
        let submodules = spec.attribute(SUBMODULES, self)?;
        let Some(submodules) = submodules.downcast::<List>() else {
            return Ok(false);
        };
        let names = submodules
            .items(self)
            .iter()
            .filter_map(Value::downcast::<Str>);
        Ok(names
            .into_iter()
            .any(|known| known.as_bytes() == name.as_bytes()))
    }

    /// Notes in the spec of a package that one of its modules is being imported, or is no longer.
    pub(super) fn note_submodule(
        &mut self,
        package: &Value,
        child: &Ref<Str>,
        begins: bool,
    ) -> PyResult<()> {
        let name = self.names.__spec__.clone();
        let spec = match package.downcast::<Module>() {
            Some(package) => package.dict().get_str(&name, self).cloned(),
            None => package.get_attribute_optional(&name, self)?,
        };
        let Some(spec) = spec.filter(|spec| !spec.is_none()).map(ModuleSpec::of) else {
            return Ok(());
        };
        let submodules = spec.attribute(SUBMODULES, self)?;
        if let Some(submodules) = submodules.downcast::<List>() {
            let mut items = submodules.items_mut(self);
            if begins {
                items.push(child.to_value());
            } else {
                drop(items.pop());
            }
        }
        Ok(())
    }
}

/// The names of modules of a package that are being imported.
const SUBMODULES: &str = "_uninitialized_submodules";
