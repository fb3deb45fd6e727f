//! `module`: modules.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#modules>

use rpy_macros::{Payload, native_class};

use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::attributes::generic_get_optional;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A module: its namespace.
#[derive(Payload)]
#[repr(C)]
pub struct Module {
    /// `__dict__`
    pub(crate) dict: Ref<Dict>,
}

impl Module {
    /// Makes a module of this name with an empty namespace.
    pub fn new(name: &str, vm: &mut Vm) -> Ref<Module> {
        let dict = Dict::new(vm);
        let name = vm.new_str(name);
        dict.set_str(&vm.names.__name__.clone(), name, vm);
        for empty in [
            &vm.names.__doc__,
            &vm.names.__package__,
            &vm.names.__loader__,
            &vm.names.__spec__,
        ]
        .map(Ref::clone)
        {
            dict.set_str(&empty, Value::NONE, vm);
        }
        let class = &vm.types.module;
        heap::new_object(vm.heap(), class, class.root_shape(), Module { dict }, 0)
    }

    /// The attribute that the module, its class or its `__getattr__` has; `None` if there is none.
    pub(crate) fn get_optional(
        this: &Ref<Module>,
        name: &Ref<Str>,
        vm: &mut Vm,
    ) -> PyResult<Option<Value>> {
        match generic_get_optional(this.as_value(), name, vm) {
            Ok(None) => {}
            // What a descriptor of the class says is not told.
            Err(raised) if raised.is_instance(&vm.types.exceptions.attribute_error, vm) => {}
            found => return found,
        }
        let getattr = vm.names.__getattr__.clone();
        match this.dict.get_str(&getattr, vm).cloned() {
            Some(getattr) => getattr.call_positional(&[name.to_value()], vm).map(Some),
            None => Ok(None),
        }
    }

    /// `__dict__`
    pub fn dict(&self) -> &Ref<Dict> {
        &self.dict
    }

    /// Adds a class under its name.
    pub fn add_type(&self, class: &Ref<Type>, vm: &mut Vm) {
        let name = class.name.cloned(vm).expect("native types have names");
        self.dict.set_str(&name, class.to_value(), vm);
    }

    /// Adds a value.
    pub fn add(&self, name: &str, value: Value, vm: &mut Vm) {
        let name = vm.intern(name);
        self.dict.set_str(&name, value, vm);
    }
}

/// A module of the given name, a str, and with the given documentation, which may be anything.
#[native_class(name = "module", registry = module, flags(base, weakref))]
impl Module {
    #[new(signature = "(name, doc=None)")]
    fn new_slot(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
        let dict = Dict::new(vm);
        Ok(heap::new_instance(vm.heap(), class, Module { dict }).into_value())
    }

    #[init]
    fn init(module: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        const NAMES: [&str; 2] = ["name", "doc"];
        let positional = args.positional();
        if args.len() > NAMES.len() {
            let count = args.len();
            return Err(vm.type_error(format!(
                "module() takes at most 2 arguments ({count} given)"
            )));
        }
        let mut values = [positional.first().cloned(), positional.get(1).cloned()];
        for (key, value) in args.keywords() {
            let key = key.downcast::<Str>().expect("keywords are strs");
            let text = key.to_string_lossy();
            let Some(index) = NAMES.iter().position(|name| *name == text) else {
                return Err(vm.type_error(format!(
                    "module() got an unexpected keyword argument '{text}'"
                )));
            };
            if values[index].is_some() {
                let position = index + 1;
                return Err(vm.type_error(format!(
                    "argument for module() given by name ('{text}') and position ({position})"
                )));
            }
            values[index] = Some(value.clone());
        }
        let [name, doc] = values;
        let Some(name) = name else {
            return Err(vm.type_error("module() missing required argument 'name' (pos 1)"));
        };
        if !name.has_payload::<Str>() {
            let found = name.type_name(vm);
            return Err(vm.type_error(format!("module() argument 'name' must be str, not {found}")));
        }
        let dict = payload(module).dict.clone();
        let (name_key, doc_key) = (vm.names.__name__.clone(), vm.names.__doc__.clone());
        dict.set_str(&name_key, name, vm);
        dict.set_str(&doc_key, doc.unwrap_or(Value::NONE), vm);
        for key in [
            &vm.names.__package__,
            &vm.names.__loader__,
            &vm.names.__spec__,
        ]
        .map(Ref::clone)
        {
            dict.set_str(&key, Value::NONE, vm);
        }
        Ok(())
    }

    #[slot]
    fn repr(object: &Value, vm: &mut Vm) -> PyResult {
        let dict = payload(object).dict.clone();
        let get = |name: &Ref<Str>, vm: &Vm| {
            let found = dict.get_str(name, vm).cloned();
            found.filter(|value| !value.is_none())
        };
        if let Some(spec) = get(&vm.names.__spec__, vm) {
            return repr_from_spec(&spec, vm);
        }
        let own = match get(&vm.names.__name__, vm) {
            Some(name) => name.repr(vm)?.to_string_lossy().into_owned(),
            None => "'?'".to_owned(),
        };
        let loader = get(&vm.names.__loader__, vm);
        let text = match (get(&vm.names.__file__, vm), loader) {
            (Some(file), _) => format!("<module {own} from {}>", file.repr(vm)?.to_string_lossy()),
            (None, Some(loader)) => {
                format!("<module {own} ({})>", loader.repr(vm)?.to_string_lossy())
            }
            (None, None) => format!("<module {own}>"),
        };
        Ok(vm.new_str(&text))
    }

    /// Attributes of the type and the dict, then the module's `__getattr__` (PEP 562).
    #[slot]
    fn get_attribute(this: &Ref<Module>, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        if let Some(value) = Module::get_optional(this, name, vm)? {
            return Ok(value);
        }
        let message = vm.missing_module_attribute(this, name)?;
        Err(vm.attribute_error_of(this.as_value(), name, &message))
    }

    /// Returns the names in the module, or what its own __dir__() returns.
    #[method(signature = "($self, /)")]
    fn __dir__(this: &Ref<Module>, vm: &mut Vm) -> PyResult {
        let attribute = vm.names.__dict__.clone();
        let dict = this.as_value().get_attribute(&attribute, vm)?;
        let Some(dict) = dict.downcast::<Dict>() else {
            let attribute = vm.names.__name__.clone();
            let name = this.as_value().get_attribute(&attribute, vm)?;
            let name = name.str(vm)?.to_string_lossy().into_owned();
            return Err(vm.type_error(format!("{name}.__dict__ is not a dictionary")));
        };
        let name = vm.names.__dir__.clone();
        if let Some(function) = dict.get_str(&name, vm).cloned() {
            return function.call_positional(&[], vm);
        }
        let names: Vec<_> = (dict.table(vm).iter())
            .map(|entry| entry.key.clone())
            .collect();
        Ok(List::new(names, vm).into_value())
    }

    #[getter(member)]
    fn __dict__(this: &Ref<Module>) -> Ref<Dict> {
        this.dict.clone()
    }

    #[getter]
    fn __annotate__(this: &Ref<Module>, vm: &mut Vm) -> Value {
        let name = vm.names.__annotate__.clone();
        let found = this.dict.get_str(&name, vm).cloned();
        found.unwrap_or(Value::NONE)
    }

    #[setter(__annotate__)]
    fn set_annotate(this: &Ref<Module>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.type_error("cannot delete __annotate__ attribute"));
        };
        if !value.is_none() && !value.is_callable(vm) {
            return Err(vm.type_error("__annotate__ must be callable or None"));
        }
        let (name, cache) = (
            vm.names.__annotate__.clone(),
            vm.names.__annotations__.clone(),
        );
        if !value.is_none() {
            drop(this.dict.remove_str(&cache, vm));
        }
        this.dict.set_str(&name, value, vm);
        Ok(())
    }

    #[getter]
    fn __annotations__(this: &Ref<Module>, vm: &mut Vm) -> PyResult {
        let cache = vm.names.__annotations__.clone();
        if let Some(found) = this.dict.get_str(&cache, vm).cloned() {
            return Ok(found);
        }
        let name = vm.names.__annotate__.clone();
        let function = this.dict.get_str(&name, vm).cloned();
        let annotations = match function {
            Some(function) if function.is_callable(vm) => {
                let annotations = function.call_positional(&[Value::from_i32(1)], vm)?;
                if !annotations.has_payload::<Dict>() {
                    let found = annotations.type_name(vm);
                    return Err(
                        vm.type_error(format!("__annotate__ returned non-dict of type '{found}'"))
                    );
                }
                annotations
            }
            _ => Dict::new(vm).into_value(),
        };
        // While the module is being executed, more may come.
        if !vm.is_initializing(this.as_value())? {
            this.dict.set_str(&cache, annotations.clone(), vm);
        }
        Ok(annotations)
    }

    #[setter(__annotations__)]
    fn set_annotations(this: &Ref<Module>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let cache = vm.names.__annotations__.clone();
        match value {
            Some(value) => this.dict.set_str(&cache, value, vm),
            None => {
                if this.dict.remove_str(&cache, vm).is_none() {
                    return Err(vm.attribute_error("__annotations__"));
                }
            }
        }
        let name = vm.names.__annotate__.clone();
        drop(this.dict.remove_str(&name, vm));
        Ok(())
    }
}

/// What a module with a `__spec__` is shown as.
fn repr_from_spec(spec: &Value, vm: &mut Vm) -> PyResult {
    let [origin, loader, located] =
        ["origin", "loader", "has_location"].map(|name| vm.intern(name));
    let name = vm.names.name.clone();
    let name = spec.get_attribute(&name, vm)?;
    let own = match name.is_none() {
        true => "'?'".to_owned(),
        false => name.repr(vm)?.to_string_lossy().into_owned(),
    };
    let origin = spec.get_attribute(&origin, vm)?;
    if !origin.is_none() {
        let text = if spec.get_attribute(&located, vm)?.is_true(vm)? {
            format!("<module {own} from {}>", origin.repr(vm)?.to_string_lossy())
        } else {
            format!("<module {own} ({})>", origin.str(vm)?.to_string_lossy())
        };
        return Ok(vm.new_str(&text));
    }
    let loader = spec.get_attribute(&loader, vm)?;
    if loader.is_none() {
        return Ok(vm.new_str(&format!("<module {own}>")));
    }
    let text = match loader.type_name(vm).as_str() {
        "NamespaceLoader" => {
            let path = vm.intern("_path");
            let path = loader.get_attribute(&path, vm)?;
            let path = vm.collect(&path)?;
            let path = vm.new_list(path).repr(vm)?;
            format!("<module {own} (namespace) from {}>", path.to_string_lossy())
        }
        _ => format!("<module {own} ({})>", loader.repr(vm)?.to_string_lossy()),
    };
    Ok(vm.new_str(&text))
}

fn payload(value: &Value) -> &Ref<Module> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}
