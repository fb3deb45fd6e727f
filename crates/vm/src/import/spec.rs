//! `ModuleSpec`: what is known about a module before it is loaded.
//! Reference: <https://docs.python.org/3.14/library/importlib.html#importlib.machinery.ModuleSpec>

use std::cell::Cell;

use rpy_macros::methods;

use crate::builtins::str::Str;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::bind::bind;
use crate::function::native::{NativeSignature, Parameter, ParameterKind, TypeSpec};
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
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
}

/// What is known about a module before it is loaded.
pub struct ModuleSpec {
    parts: HeapCell<SpecParts>,
    has_location: Cell<bool>,
    initializing: Cell<bool>,
}

impl Payload for ModuleSpec {
    const NAME: &'static str = "ModuleSpec";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cell.
        let parts = unsafe { &*self.parts.as_ptr() };
        for value in [
            &parts.name,
            &parts.loader,
            &parts.origin,
            &parts.locations,
            &parts.cached,
            &parts.loader_state,
        ] {
            visit(value);
        }
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        vm.native_type::<ModuleSpec>()
    }
}

impl ModuleSpec {
    /// Makes a spec. `has_location` tells whether the origin is a file.
    pub fn new(parts: SpecParts, has_location: bool, vm: &mut Vm) -> Ref<ModuleSpec> {
        let class = vm.register_native_type::<ModuleSpec>(&SPEC, None);
        heap::new_instance(vm.heap(), &class, ModuleSpec::payload(parts, has_location))
    }

    fn payload(parts: SpecParts, has_location: bool) -> ModuleSpec {
        ModuleSpec {
            parts: HeapCell::new(parts),
            has_location: Cell::new(has_location),
            initializing: Cell::new(false),
        }
    }

    /// The values.
    pub fn parts<'a>(&'a self, vm: &'a Vm) -> &'a SpecParts {
        self.parts.get(vm)
    }

    /// Whether the module's body is running for the first time.
    pub fn is_initializing(&self) -> bool {
        self.initializing.get()
    }

    /// Whether the origin is a file.
    pub fn has_location(&self) -> bool {
        self.has_location.get()
    }

    pub(crate) fn set_locations_value(&self, locations: Value, vm: &mut Vm) {
        self.parts.get_mut(vm).locations = locations;
    }

    pub(crate) fn set_loader_value(&self, loader: Value, vm: &mut Vm) {
        self.parts.get_mut(vm).loader = loader;
    }

    pub(crate) fn set_initializing(&self, initializing: bool) {
        self.initializing.set(initializing);
    }
}

#[methods]
impl ModuleSpec {
    /// The module's full name.
    #[getter]
    fn name(this: &Ref<ModuleSpec>, vm: &mut Vm) -> Value {
        this.parts(vm).name.clone()
    }

    #[setter(name)]
    fn set_name(this: &Ref<ModuleSpec>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.parts.get_mut(vm).name = value.unwrap_or(Value::NONE);
        Ok(())
    }

    /// What loads the module.
    #[getter]
    fn loader(this: &Ref<ModuleSpec>, vm: &mut Vm) -> Value {
        this.parts(vm).loader.clone()
    }

    #[setter(loader)]
    fn set_loader(this: &Ref<ModuleSpec>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.parts.get_mut(vm).loader = value.unwrap_or(Value::NONE);
        Ok(())
    }

    /// Where the module comes from: a file, `built-in` or `frozen`.
    #[getter]
    fn origin(this: &Ref<ModuleSpec>, vm: &mut Vm) -> Value {
        this.parts(vm).origin.clone()
    }

    #[setter(origin)]
    fn set_origin(this: &Ref<ModuleSpec>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.parts.get_mut(vm).origin = value.unwrap_or(Value::NONE);
        Ok(())
    }

    /// Where a package's modules are looked for.
    #[getter]
    fn submodule_search_locations(this: &Ref<ModuleSpec>, vm: &mut Vm) -> Value {
        this.parts(vm).locations.clone()
    }

    #[setter(submodule_search_locations)]
    fn set_locations(this: &Ref<ModuleSpec>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.parts.get_mut(vm).locations = value.unwrap_or(Value::NONE);
        Ok(())
    }

    /// The cache file.
    #[getter]
    fn cached(this: &Ref<ModuleSpec>, vm: &mut Vm) -> Value {
        this.parts(vm).cached.clone()
    }

    #[setter(cached)]
    fn set_cached(this: &Ref<ModuleSpec>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.parts.get_mut(vm).cached = value.unwrap_or(Value::NONE);
        Ok(())
    }

    /// What the loader keeps.
    #[getter]
    fn loader_state(this: &Ref<ModuleSpec>, vm: &mut Vm) -> Value {
        this.parts(vm).loader_state.clone()
    }

    #[setter(loader_state)]
    fn set_loader_state(this: &Ref<ModuleSpec>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.parts.get_mut(vm).loader_state = value.unwrap_or(Value::NONE);
        Ok(())
    }

    /// The name of the package that the module is in, or is.
    #[getter]
    fn parent(this: &Ref<ModuleSpec>, vm: &mut Vm) -> Value {
        let parts = this.parts(vm).clone();
        let Some(name) = parts.name.downcast::<Str>() else {
            return Value::NONE;
        };
        if !parts.locations.is_none() {
            return parts.name;
        }
        let name = name.to_string_lossy();
        let parent = name.rsplit_once('.').map_or("", |(parent, _)| parent);
        vm.new_str(parent)
    }

    /// Whether the origin is a file.
    #[getter(name = "has_location")]
    fn has_location_attribute(this: &Ref<ModuleSpec>) -> bool {
        this.has_location.get()
    }

    #[setter(has_location)]
    fn set_has_location(this: &Ref<ModuleSpec>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = value.unwrap_or(Value::NONE).is_true(vm)?;
        this.has_location.set(value);
        Ok(())
    }

    /// Whether the module's body is running for the first time.
    #[getter]
    fn _initializing(this: &Ref<ModuleSpec>) -> bool {
        this.initializing.get()
    }

    #[setter(_initializing)]
    fn set_initializing_attribute(
        this: &Ref<ModuleSpec>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let value = value.unwrap_or(Value::NONE).is_true(vm)?;
        this.initializing.set(value);
        Ok(())
    }
}

/// `ModuleSpec(name, loader, *, origin=None, loader_state=None, is_package=None)`
fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    const fn parameter(name: &'static str, kind: ParameterKind, required: bool) -> Parameter {
        Parameter {
            name,
            kind,
            required,
        }
    }
    const SIGNATURE: NativeSignature = NativeSignature {
        name: "ModuleSpec",
        doc: "",
        text: "(name, loader, *, origin=None, loader_state=None, is_package=None)",
        parameters: &[
            parameter("name", ParameterKind::PositionalOrKeyword, true),
            parameter("loader", ParameterKind::PositionalOrKeyword, true),
            parameter("origin", ParameterKind::KeywordOnly, false),
            parameter("loader_state", ParameterKind::KeywordOnly, false),
            parameter("is_package", ParameterKind::KeywordOnly, false),
        ],
    };
    let mut slots = [None; 5];
    bind(args, &SIGNATURE, &mut slots, vm)?;
    let [name, loader, origin, loader_state, is_package] =
        slots.map(|slot| slot.cloned().unwrap_or(Value::NONE));
    let locations = if is_package.is_true(vm)? {
        vm.new_list(Vec::new())
    } else {
        Value::NONE
    };
    let parts = SpecParts {
        name,
        loader,
        origin,
        locations,
        cached: Value::NONE,
        loader_state,
    };
    let spec = heap::new_instance(vm.heap(), class, ModuleSpec::payload(parts, false));
    Ok(spec.into_value())
}

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let spec: &Ref<ModuleSpec> = value
        .downcast()
        .expect("a slot is called with its own type");
    let parts = spec.parts(vm).clone();
    let mut text = format!("{}(name=", value.type_name(vm));
    text.push_str(&parts.name.repr(vm)?.to_string_lossy());
    for (label, part, shown) in [
        ("loader", &parts.loader, true),
        ("origin", &parts.origin, !parts.origin.is_none()),
        (
            "submodule_search_locations",
            &parts.locations,
            !parts.locations.is_none(),
        ),
    ] {
        if shown {
            text.push_str(&format!(", {label}={}", part.repr(vm)?.to_string_lossy()));
        }
    }
    text.push(')');
    Ok(vm.new_str(&text))
}

/// The type `ModuleSpec`.
const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "_frozen_importlib.ModuleSpec",
    doc: "What is known about a module before it is loaded.",
    payload: ModuleSpec::INFO,
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        ..Slots::EMPTY
    },
    members: &[ModuleSpec::MEMBERS],
};
