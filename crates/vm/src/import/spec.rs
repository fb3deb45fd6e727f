//! `ModuleSpec`: what is known about a module before it is loaded.
//! Reference: <https://docs.python.org/3.14/library/importlib.html#importlib.machinery.ModuleSpec>
//!
//! Specs are plain instances of the class in importlib. Rust makes them with the attributes that
//! their `__init__` would set, and reads them past the class where it has made them.

use crate::builtins::str::Str;
use crate::object::attributes::{instance_attribute, set_instance_attribute};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The values of a spec.
#[derive(Clone)]
pub struct SpecParts {
    /// `name`
    pub name: Value,
    /// `loader`
    pub loader: Value,
    /// `origin`
    pub origin: Value,
    /// `submodule_search_locations`
    pub locations: Value,
    /// `cached`
    pub cached: Value,
    /// `loader_state`
    pub loader_state: Value,
    /// `has_location`: whether the origin is a file.
    pub has_location: bool,
}

/// A spec, of whatever class.
#[derive(Clone)]
pub struct ModuleSpec(Value);

impl ModuleSpec {
    /// Makes a spec.
    pub fn new(parts: SpecParts, vm: &mut Vm) -> ModuleSpec {
        let class = vm.standard_class("ModuleSpec");
        let submodules = vm.new_list(Vec::new());
        let attributes = [
            ("name", parts.name),
            ("loader", parts.loader),
            ("origin", parts.origin),
            ("loader_state", parts.loader_state),
            ("submodule_search_locations", parts.locations),
            ("_uninitialized_submodules", submodules),
            ("_set_fileattr", Value::bool(parts.has_location)),
            ("_cached", parts.cached),
        ];
        ModuleSpec(vm.standard_instance(&class, &attributes))
    }

    /// What a finder of the program has given.
    pub(super) fn of(value: Value) -> ModuleSpec {
        ModuleSpec(value)
    }

    /// The object.
    pub fn to_value(&self) -> Value {
        self.0.clone()
    }

    /// Whether the class is that of importlib itself.
    fn is_plain(&self, vm: &mut Vm) -> bool {
        let class = vm.standard_class("ModuleSpec");
        self.0.class(vm).is(&class)
    }

    fn own(&self, name: &str, vm: &mut Vm) -> Option<Value> {
        let name = vm.intern(name);
        instance_attribute(&self.0, &name, vm).cloned()
    }

    fn get(&self, name: &str, vm: &mut Vm) -> PyResult {
        let name = vm.intern(name);
        let value = self.0.get_attribute_optional(&name, vm)?;
        Ok(value.unwrap_or(Value::NONE))
    }

    /// An attribute that instances have themselves; None if it is missing.
    pub fn attribute(&self, name: &str, vm: &mut Vm) -> PyResult {
        if self.is_plain(vm)
            && let Some(value) = self.own(name, vm)
        {
            return Ok(value);
        }
        self.get(name, vm)
    }

    /// `loader`
    pub fn loader(&self, vm: &mut Vm) -> PyResult {
        self.attribute("loader", vm)
    }

    /// `origin`
    pub fn origin(&self, vm: &mut Vm) -> PyResult {
        self.attribute("origin", vm)
    }

    /// `submodule_search_locations`
    pub fn locations(&self, vm: &mut Vm) -> PyResult {
        self.attribute("submodule_search_locations", vm)
    }

    /// `has_location`
    pub fn has_location(&self, vm: &mut Vm) -> PyResult<bool> {
        let value = match self.is_plain(vm) {
            true => self.own("_set_fileattr", vm),
            false => None,
        };
        match value {
            Some(value) => value.is_true(vm),
            None => self.get("has_location", vm)?.is_true(vm),
        }
    }

    /// `cached`, as far as it is known.
    pub fn cached(&self, vm: &mut Vm) -> PyResult {
        if self.is_plain(vm)
            && let Some(cached) = self.own("_cached", vm)
            && !cached.is_none()
        {
            return Ok(cached);
        }
        self.get("cached", vm)
    }

    /// `parent`: the name of the package that the module is in, or is.
    pub fn parent(&self, vm: &mut Vm) -> PyResult {
        if !self.is_plain(vm) {
            return self.get("parent", vm);
        }
        let name = self.attribute("name", vm)?;
        if !self.locations(vm)?.is_none() {
            return Ok(name);
        }
        let Some(name) = name.downcast::<Str>() else {
            return self.get("parent", vm);
        };
        let name = name.to_string_lossy();
        let parent = name.rsplit_once('.').map_or("", |(parent, _)| parent);
        Ok(vm.intern(parent).into_value())
    }

    /// Whether the module's body is running for the first time.
    pub fn is_initializing(&self, vm: &mut Vm) -> PyResult<bool> {
        let value = match self.is_plain(vm) {
            true => self.own("_initializing", vm),
            false => Some(self.get("_initializing", vm)?),
        };
        value.map_or(Ok(false), |value| value.is_true(vm))
    }

    /// Notes whether the module's body is running for the first time.
    pub(super) fn set_initializing(&self, initializing: bool, vm: &mut Vm) {
        let name = vm.intern("_initializing");
        let set = set_instance_attribute(&self.0, &name, Value::bool(initializing), vm);
        debug_assert!(set.is_ok(), "specs that Rust has made have attributes");
    }
}
