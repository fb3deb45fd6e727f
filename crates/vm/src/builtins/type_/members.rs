//! Attributes and methods of `type`.

use rpy_macros::{methods, native_class};

use super::{Type, TypeFlags, attributes, call, create};
use crate::builtins::descriptors::MappingProxy;
use crate::builtins::dict::Dict;
use crate::builtins::generic_alias::class_or;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::function::native::NativeClass;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// type(object) -> the object's type
/// type(name, bases, dict, **kwds) -> a new type
#[native_class(
    name = "type",
    registry = type_,
    flags(base, match_self, weakref),
    methods(Type::ATTRIBUTES),
    slots(
        new = create::new,
        init = call::init,
        call = call::call,
        get_attribute = attributes::get_attribute,
        set_attribute = attributes::set_attribute,
        or = class_or
    )
)]
impl Type {
    #[slot]
    fn repr(class: &Ref<Type>, vm: &mut Vm) -> PyResult {
        let name = class.qualified_name(vm);
        Ok(vm.new_str(&format!("<class '{name}'>")))
    }

    /// Returns the classes in the order in which attributes are looked for.
    #[method(signature = "($self, /)")]
    fn mro(this: &Ref<Type>, vm: &mut Vm) -> PyResult {
        let bases = this.bases.cloned(vm);
        let mro = super::mro::compute_mro(this, &bases, vm)?;
        Ok(List::new(mro.into_iter().map(Ref::into_value).collect(), vm).into_value())
    }

    /// Returns the classes that name this one as a base, in a list.
    #[method(signature = "($self, /)")]
    fn __subclasses__(this: &Ref<Type>, vm: &mut Vm) -> PyResult {
        let subclasses = this.direct_subclasses(vm);
        let subclasses = subclasses.into_iter().map(Ref::into_value).collect();
        Ok(List::new(subclasses, vm).into_value())
    }

    /// What isinstance() asks: whether an object counts as an instance of this class.
    #[method(signature = "($self, instance, /)")]
    fn __instancecheck__(this: &Ref<Type>, instance: Value, vm: &mut Vm) -> PyResult<bool> {
        instance.is_instance_plain(this.as_value(), vm)
    }

    /// What issubclass() asks: whether a class counts as a subclass of this one.
    #[method(signature = "($self, subclass, /)")]
    fn __subclasscheck__(this: &Ref<Type>, subclass: Value, vm: &mut Vm) -> PyResult<bool> {
        subclass.is_subclass_plain(this.as_value(), vm)
    }

    /// Returns the dict that the body of a class statement runs in: an empty one.
    #[class_method(
        signature = "($type, /, *args, **kwargs)",
        text = "($cls, name, bases, /, **kwds)"
    )]
    fn __prepare__(_class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
        Ok(Dict::new(vm).into_value())
    }

    /// Returns the names of the attributes of the class and its bases, not of the metaclass.
    #[method(signature = "($self, /)")]
    fn __dir__(this: &Ref<Type>, vm: &mut Vm) -> PyResult {
        let names = class_names(this, vm);
        Ok(List::new(names, vm).into_value())
    }

    /// Returns how many bytes the class takes.
    #[method(signature = "($self, /)")]
    fn __sizeof__(_this: &Ref<Type>) -> usize {
        size_of::<crate::object::Object<Type>>()
    }
}

/// The names in the dicts of the MRO, each once.
pub(crate) fn class_names(class: &Ref<Type>, vm: &mut Vm) -> Vec<Value> {
    let names = Dict::new(vm);
    for class in class.mro.cloned(vm) {
        let keys: Vec<_> = (class.dict().table(vm).iter())
            .filter_map(|entry| entry.key.downcast::<Str>().cloned())
            .collect();
        for key in keys {
            names.set_str(&key, Value::NONE, vm);
        }
    }
    names
        .table(vm)
        .iter()
        .map(|entry| entry.key.clone())
        .collect()
}

#[methods(ATTRIBUTES)]
impl Type {
    #[getter]
    fn __name__(this: &Ref<Type>, vm: &mut Vm) -> Option<Ref<Str>> {
        this.name.cloned(vm)
    }

    #[setter(__name__)]
    fn set_name(this: &Ref<Type>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let name = check_name(this, "__name__", value, vm)?;
        if name.as_bytes().contains(&0) {
            return Err(vm.value_error("type name must not contain null characters"));
        }
        if name.as_str().is_none() {
            return Err(vm.surrogates_error(&name));
        }
        this.name.replace(Some(name), vm);
        Ok(())
    }

    #[getter]
    fn __qualname__(this: &Ref<Type>, vm: &mut Vm) -> Option<Ref<Str>> {
        this.qualname.cloned(vm)
    }

    #[setter(__qualname__)]
    fn set_qualname(this: &Ref<Type>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let name = check_name(this, "__qualname__", value, vm)?;
        this.qualname.replace(Some(name), vm);
        Ok(())
    }

    #[getter]
    fn __module__(this: &Ref<Type>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__module__.clone();
        match this.dict().get_str(&name, vm) {
            Some(module) if this.is_heap_type() || module.has_payload::<Str>() => {
                Ok(module.clone())
            }
            None if this.is_heap_type() => Err(vm.no_attribute_error(this.as_value(), &name)),
            _ => Ok(vm.names.builtins.to_value()),
        }
    }

    #[setter(__module__)]
    fn set_module(this: &Ref<Type>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = check_audited(this, "__module__", value, vm)?;
        let name = vm.names.__module__.clone();
        this.modified(vm);
        this.dict().set_str(&name, value, vm);
        let first_line = vm.names.__firstlineno__.clone();
        drop(this.dict().remove_str(&first_line, vm));
        Ok(())
    }

    #[getter]
    fn __bases__(this: &Ref<Type>, vm: &mut Vm) -> Ref<Tuple> {
        let bases = this.bases.cloned(vm);
        Tuple::new(bases.into_iter().map(Ref::into_value).collect(), vm)
    }

    #[setter(__bases__)]
    fn set_bases(this: &Ref<Type>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = check_audited(this, "__bases__", value, vm)?;
        super::bases::set_bases(this, &value, vm)
    }

    #[getter(member)]
    fn __base__(this: &Ref<Type>, vm: &mut Vm) -> Option<Ref<Type>> {
        this.base.cloned(vm)
    }

    #[getter]
    fn __mro__(this: &Ref<Type>, vm: &mut Vm) -> Option<Ref<Tuple>> {
        // A class has none while its metaclass's mro() runs for the first time.
        let is_complete = !this.mro.get(vm).is_empty();
        is_complete.then(|| this.mro_tuple(vm))
    }

    #[getter]
    fn __dict__(this: &Ref<Type>, vm: &mut Vm) -> Ref<MappingProxy> {
        MappingProxy::new(this.dict().to_value(), vm)
    }

    #[getter]
    fn __doc__(this: &Ref<Type>, vm: &mut Vm) -> PyResult {
        if this.is(&vm.types.type_) {
            return Ok(vm.new_str(<Type as NativeClass>::SPEC.doc));
        }
        let Some(doc) = this.dict().get_str(&vm.names.__doc__, vm).cloned() else {
            return Ok(Value::NONE);
        };
        match doc.class(vm).slots(vm).descriptor_get {
            Some(get) => get(&doc, None, this.as_value(), vm),
            None => Ok(doc),
        }
    }

    #[setter(__doc__)]
    fn set_doc(this: &Ref<Type>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = check_audited(this, "__doc__", value, vm)?;
        let name = vm.names.__doc__.clone();
        this.modified(vm);
        this.dict().set_str(&name, value, vm);
        Ok(())
    }

    #[getter]
    fn __text_signature__(this: &Ref<Type>) -> Option<&'static str> {
        Some(this.text_signature.get()).filter(|text| !text.is_empty())
    }

    #[getter]
    fn __abstractmethods__(this: &Ref<Type>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__abstractmethods__.clone();
        // `type` itself has the descriptor in its dict, not a set of methods.
        let found = this.dict().get_str(&name, vm).cloned();
        match found.filter(|_| !this.is(&vm.types.type_)) {
            Some(methods) => Ok(methods),
            None => Err(vm.attribute_error(name.to_string_lossy())),
        }
    }

    #[setter(__abstractmethods__)]
    fn set_abstractmethods(this: &Ref<Type>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let name = vm.names.__abstractmethods__.clone();
        let is_abstract = match &value {
            Some(methods) => methods.is_true(vm)?,
            None => false,
        };
        this.modified(vm);
        match value {
            Some(value) => this.dict().set_str(&name, value, vm),
            None => {
                if this.dict().remove_str(&name, vm).is_none() {
                    return Err(vm.attribute_error(name.to_string_lossy()));
                }
            }
        }
        this.set_flags(TypeFlags::ABSTRACT, is_abstract);
        Ok(())
    }

    #[getter]
    fn __annotate__(this: &Ref<Type>, vm: &mut Vm) -> PyResult {
        if !this.is_mutable() {
            let name = vm.names.__annotate__.clone();
            return Err(vm.no_attribute_error(this.as_value(), &name));
        }
        super::annotations::annotate_function(this, vm)
    }

    #[setter(__annotate__)]
    fn set_annotate(this: &Ref<Type>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = check_mutable(this, "__annotate__", value, vm)?;
        super::annotations::set_annotate(this, value, vm)
    }

    #[getter]
    fn __annotations__(this: &Ref<Type>, vm: &mut Vm) -> PyResult {
        if !this.is_mutable() {
            let name = vm.names.__annotations__.clone();
            return Err(vm.no_attribute_error(this.as_value(), &name));
        }
        super::annotations::annotations(this, vm)
    }

    #[setter(__annotations__)]
    fn set_annotations(this: &Ref<Type>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        if !this.is_mutable() {
            check_mutable(this, "__annotations__", value.clone(), vm)?;
        }
        super::annotations::set_annotations(this, value, vm)
    }

    #[getter]
    fn __type_params__(this: &Ref<Type>, vm: &mut Vm) -> PyResult {
        let found = this.dict().get_str(&vm.names.__type_params__, vm).cloned();
        match found.filter(|_| !this.is(&vm.types.type_)) {
            Some(parameters) => Ok(parameters),
            None => Ok(Tuple::new(Vec::new(), vm).into_value()),
        }
    }

    #[setter(__type_params__)]
    fn set_type_params(this: &Ref<Type>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = check_audited(this, "__type_params__", value, vm)?;
        let name = vm.names.__type_params__.clone();
        this.modified(vm);
        this.dict().set_str(&name, value, vm);
        Ok(())
    }

    #[getter(member)]
    fn __flags__(this: &Ref<Type>, vm: &mut Vm) -> PyResult {
        let flags = flag_bits(this, vm);
        Ok(vm.new_int(flags))
    }

    #[getter(member)]
    fn __basicsize__(this: &Ref<Type>, vm: &mut Vm) -> usize {
        basic_size(this, vm)
    }

    #[getter(member)]
    fn __itemsize__(this: &Ref<Type>, vm: &mut Vm) -> usize {
        let sizes = [
            (&vm.types.int, 4),
            (&vm.types.bytes, 1),
            (&vm.types.tuple, 8),
            (&vm.types.type_, 40),
        ];
        let mut sizes = sizes.into_iter();
        let size = sizes.find(|(class, _)| class.payload_info().is(this.payload_info()));
        size.map_or(0, |(_, size)| size)
    }

    #[getter(member)]
    fn __dictoffset__(this: &Ref<Type>) -> i64 {
        if crate::object::attributes::has_instance_dict(this) {
            -1
        } else {
            0
        }
    }

    #[getter(member)]
    fn __weakrefoffset__(this: &Ref<Type>) -> i64 {
        i64::from(this.flags().contains(TypeFlags::WEAKREF))
    }
}

/// The flags as CPython numbers them, those that Python code asks for.
fn flag_bits(class: &Ref<Type>, vm: &Vm) -> i64 {
    let flags = class.flags();
    let own = [
        (TypeFlags::SEQUENCE, 5),
        (TypeFlags::MAPPING, 6),
        (TypeFlags::HEAP | TypeFlags::MUTABLE, 9),
        (TypeFlags::BASE, 10),
        (TypeFlags::METHOD_DESCRIPTOR, 17),
        (TypeFlags::ABSTRACT, 20),
        (TypeFlags::MATCH_SELF, 22),
    ];
    let types = &vm.types;
    let families = [
        (&types.int, 24),
        (&types.list, 25),
        (&types.tuple, 26),
        (&types.str, 28),
        (&types.dict, 29),
        (&types.exceptions.base_exception, 30),
        (&types.type_, 31),
    ];
    // Ready, and immutable if no heap type.
    let mut bits = 1 << 12 | i64::from(!class.is_mutable()) << 8;
    bits |= i64::from(is_made_by_module(class, vm)) << 9;
    for (flag, position) in own {
        bits |= i64::from(flags.intersects(flag)) << position;
    }
    for (family, position) in families {
        bits |= i64::from(class.is_subclass_of(family, vm)) << position;
    }
    bits
}

/// Whether a native class belongs to a module that makes its classes when it is imported, in CPython:
/// `copyreg` looks for a base that is no such class.
fn is_made_by_module(class: &Ref<Type>, vm: &Vm) -> bool {
    const STATIC_MODULES: [&str; 8] = [
        "Token",
        "_contextvars",
        "builtins",
        "datetime",
        "string.templatelib",
        "sys",
        "types",
        "weakref",
    ];
    const STATIC: [&str; 4] = ["OrderedDict", "PickleBuffer", "TypeAliasType", "Union"];
    let Some(module) = class.dict().get_str(&vm.names.__module__, vm) else {
        return false;
    };
    let Some(module) = module.downcast::<Str>() else {
        return false;
    };
    let module = module.to_string_lossy();
    !STATIC_MODULES.contains(&&*module) && !STATIC.contains(&class.name(vm).as_str())
}

fn check_mutable(
    class: &Ref<Type>,
    attribute: &str,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<Value> {
    let name = class.shown_name(vm);
    if !class.is_mutable() {
        return Err(vm.type_error(format!(
            "cannot set '{attribute}' attribute of immutable type '{name}'"
        )));
    }
    value.ok_or_else(|| {
        vm.type_error(format!(
            "cannot delete '{attribute}' attribute of immutable type '{name}'"
        ))
    })
}

/// As [`check_mutable`], and tells audit hooks of what is going to be set.
fn check_audited(
    class: &Ref<Type>,
    attribute: &str,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<Value> {
    let value = check_mutable(class, attribute, value, vm)?;
    vm.audit_attribute_store(class.as_value(), attribute, Some(&value))?;
    Ok(value)
}

fn check_name(
    class: &Ref<Type>,
    attribute: &str,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<Ref<Str>> {
    let value = check_audited(class, attribute, value, vm)?;
    value.downcast_into::<Str>().map_err(|value| {
        let (class, found) = (class.shown_name(vm), value.type_name(vm));
        vm.type_error(format!(
            "can only assign string to {class}.{attribute}, not '{found}'"
        ))
    })
}

impl Ref<Type> {
    /// `module.qualname`, or the name alone for what is in `builtins`.
    pub fn qualified_name(&self, vm: &mut Vm) -> String {
        self.name_outside(&["builtins"], vm)
    }

    /// As [`qualified_name`](Ref::qualified_name), and the name alone for what is in `__main__`: what the
    /// directive `%T` of CPython's messages is.
    pub fn full_name(&self, vm: &mut Vm) -> String {
        self.name_outside(&["builtins", "__main__"], vm)
    }

    /// The name, behind that of the module unless it is one of these.
    fn name_outside(&self, modules: &[&str], vm: &mut Vm) -> String {
        let module = Type::__module__(self, vm).ok();
        let module = module.and_then(|module| module.downcast_into::<Str>().ok());
        let name = match self.qualname.get(vm) {
            Some(name) => name.to_string_lossy().into_owned(),
            None => self.name(vm),
        };
        let module = module.as_ref().map(|module| module.to_string_lossy());
        match module {
            Some(module) if !modules.contains(&&*module) => format!("{module}.{name}"),
            _ => name,
        }
    }
}

/// `__basicsize__`
pub(crate) fn basic_size(class: &Ref<Type>, vm: &Vm) -> usize {
    // What attributes and the dict take does not count, as in CPython.
    let own = class.layout().inline_offset as usize;
    let native = class.payload_info().size;
    // Ints and bytes are laid out otherwise here; these are CPython's numbers.
    let header = if class.payload_info().is(vm.types.int.payload_info()) {
        24
    } else if class.payload_info().is(vm.types.bytes.payload_info()) {
        33
    } else {
        native
    };
    header + own.saturating_sub(native)
}
