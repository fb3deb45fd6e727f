//! `super`: attributes of the classes that follow in the MRO.
//! Reference: <https://docs.python.org/3.14/library/functions.html#super>

use rpy_macros::{Payload, Traverse, native_class};

use crate::builtins::str::Str;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::object::attributes::{generic_get_attribute, interned};
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// What a `super` object knows.
#[derive(Clone, Traverse)]
struct Target {
    /// `__thisclass__`: the search starts behind it.
    class: Ref<Type>,
    /// `__self__`, and `__self_class__`, whose MRO is searched; `None` while unbound.
    object: Option<(Value, Ref<Type>)>,
}

/// A `super` object; without a target before `__init__`.
#[derive(Payload)]
pub struct Super {
    target: HeapCell<Option<Target>>,
}

/// The class whose MRO `super(class, object)` searches.
///
/// Raises `TypeError` if `object` is neither an instance nor a subclass of `class`.
fn search_class(class: &Ref<Type>, object: &Value, vm: &mut Vm) -> PyResult<Ref<Type>> {
    if let Some(own) = object.downcast::<Type>()
        && own.is_subclass_of(class, vm)
    {
        return Ok(own.clone());
    }
    let own = object.class(vm);
    if own.is_subclass_of(class, vm) {
        return Ok(own.clone());
    }
    // A proxy may claim another class.
    let name = vm.names.__class__.clone();
    if let Some(claimed) = object.get_attribute_optional(&name, vm)?
        && let Some(claimed) = claimed.downcast::<Type>()
        && claimed.is_subclass_of(class, vm)
    {
        return Ok(claimed.clone());
    }
    let (kind, own) = match object.downcast::<Type>() {
        Some(own) => ("type", own.shown_name(vm)),
        None => ("instance of", object.type_name(vm)),
    };
    let class = class.shown_name(vm);
    Err(vm.type_error(format!(
        "super(type, obj): obj ({kind} {own}) is not an instance or subtype of type ({class})."
    )))
}

/// Finds `name` in the MRO of `own` behind `class`.
fn find(class: &Ref<Type>, own: &Ref<Type>, name: &Ref<Str>, vm: &mut Vm) -> Option<Value> {
    let mro = own.mro.get(vm);
    let position = mro.iter().position(|other| other.is(class))?;
    let rest = &mro[position + 1..];
    let base = rest.first()?;
    // Where no other branch follows, the search is that of the next class, which is cached.
    let of_base = base.mro.get(vm);
    if rest.len() == of_base.len() && rest.iter().zip(of_base.iter()).all(|(a, b)| a.is(b)) {
        let base = base.clone();
        return vm.lookup_cached(&base, name);
    }
    rest.iter()
        .find_map(|other| other.dict().get_str(name, vm).cloned())
}

/// `super(class, object).name`, where the second result says that the first is a function still to
/// be called with `object` in front: no bound method is made.
pub fn super_lookup(
    class: &Ref<Type>,
    object: &Value,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> PyResult<(Value, bool)> {
    let name = &interned(name, vm);
    let own = search_class(class, object, vm)?;
    if name.is(&vm.names.__class__) {
        return Ok((vm.types.super_.to_value(), false));
    }
    let Some(found) = find(class, &own, name, vm) else {
        return super_failure(class, object, own, name, vm);
    };
    let is_instance = !own.is_value(object);
    let kind = found.class(vm);
    if is_instance && kind.flags().contains(TypeFlags::METHOD_DESCRIPTOR) {
        return Ok((found, true));
    }
    match kind.slots(vm).descriptor_get {
        Some(get) => {
            let receiver = is_instance.then_some(object);
            Ok((get(&found, receiver, own.as_value(), vm)?, false))
        }
        None => Ok((found, false)),
    }
}

/// An attribute of the `super` object itself, or `AttributeError`.
#[cold]
fn super_failure(
    class: &Ref<Type>,
    object: &Value,
    own: Ref<Type>,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> PyResult<(Value, bool)> {
    let target = Target {
        class: class.clone(),
        object: Some((object.clone(), own)),
    };
    let proxy = make(Some(target), &vm.types.super_.clone(), vm);
    Ok((generic_get_attribute(proxy.as_value(), name, vm)?, false))
}

/// `super(class, object).name`
pub fn super_attribute(
    class: &Ref<Type>,
    object: &Value,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> PyResult {
    let (found, unbound) = super_lookup(class, object, name, vm)?;
    if !unbound {
        return Ok(found);
    }
    match found.class(vm).slots(vm).descriptor_get {
        Some(get) => {
            let own = object.class(vm).to_value();
            get(&found, Some(object), &own, vm)
        }
        None => Ok(found),
    }
}

fn make(target: Option<Target>, class: &Ref<Type>, vm: &mut Vm) -> Ref<Super> {
    let payload = Super {
        target: HeapCell::new(target),
    };
    heap::new_instance(vm.heap(), class, payload)
}

/// Makes `super(class, object)`.
pub fn new_super(class: &Ref<Type>, object: &Value, vm: &mut Vm) -> PyResult<Ref<Super>> {
    let own = search_class(class, object, vm)?;
    let target = Target {
        class: class.clone(),
        object: Some((object.clone(), own)),
    };
    Ok(make(Some(target), &vm.types.super_.clone(), vm))
}

fn payload(value: &Value) -> &Ref<Super> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

/// super() -> same as super(__class__, <first argument>)
/// super(type) -> unbound super object
/// super(type, obj) -> bound super object; requires isinstance(obj, type)
/// super(type, type2) -> bound super object; requires issubclass(type2, type)
#[native_class(name = "super", registry = super_, flags(base))]
impl Super {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
        Ok(make(None, class, vm).into_value())
    }

    #[init]
    fn init(object: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        if args.has_keywords() {
            return Err(vm.type_error("super() takes no keyword arguments"));
        }
        let implicit;
        let (class, target) = match args.positional() {
            [] => {
                implicit = vm.implicit_super_arguments()?;
                (&implicit.0, Some(&implicit.1))
            }
            [class] => (class, None),
            [class, target] => (class, Some(target)),
            more => {
                let count = more.len();
                return Err(
                    vm.type_error(format!("super() expected at most 2 arguments, got {count}"))
                );
            }
        };
        let Some(class) = class.downcast::<Type>() else {
            let found = class.type_name(vm);
            return Err(vm.type_error(format!("super() argument 1 must be a type, not {found}")));
        };
        let target = match target.filter(|target| !target.is_none()) {
            Some(target) => Some((target.clone(), search_class(class, target, vm)?)),
            None => None,
        };
        let target = Target {
            class: class.clone(),
            object: target,
        };
        let old = payload(object).target.replace(Some(target), vm);
        drop(old);
        Ok(())
    }

    #[slot]
    fn get_attribute(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let name = &interned(name, vm);
        if let Some(Target {
            class,
            object: Some((target, own)),
        }) = payload(object).target.cloned(vm)
            && !name.is(&vm.names.__class__)
            && let Some(found) = find(&class, &own, name, vm)
        {
            return match found.class(vm).slots(vm).descriptor_get {
                Some(get) => {
                    let receiver = (!own.is_value(&target)).then_some(&target);
                    get(&found, receiver, own.as_value(), vm)
                }
                None => Ok(found),
            };
        }
        generic_get_attribute(object, name, vm)
    }

    /// An unbound `super` in a class binds to the instance.
    #[slot]
    fn descriptor_get(
        descriptor: &Value,
        object: Option<&Value>,
        _class: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let target = payload(descriptor).target.cloned(vm);
        match (object, target) {
            (
                Some(object),
                Some(Target {
                    class,
                    object: None,
                }),
            ) => {
                if descriptor.class(vm).is(&vm.types.super_) {
                    return new_super(&class, object, vm).map(Ref::into_value);
                }
                let own = descriptor.class(vm).to_value();
                own.call_positional(&[class.to_value(), object.clone()], vm)
            }
            _ => Ok(descriptor.clone()),
        }
    }

    #[slot]
    fn repr(value: &Value, vm: &mut Vm) -> PyResult {
        let target = payload(value).target.cloned(vm);
        let text = match target {
            None => "<super: <class 'NULL'>, NULL>".to_owned(),
            Some(Target { class, object }) => {
                let object = match object {
                    Some((_, own)) => format!("<{} object>", own.shown_name(vm)),
                    None => "NULL".to_owned(),
                };
                format!("<super: <class '{}'>, {object}>", class.shown_name(vm))
            }
        };
        Ok(vm.new_str(&text))
    }

    /// The class behind which attributes are looked for.
    #[getter(member)]
    fn __thisclass__(this: &Ref<Super>, vm: &mut Vm) -> Option<Ref<Type>> {
        let target = this.target.get(vm).as_ref();
        target.map(|target| target.class.clone())
    }

    /// What methods are bound to, an instance or a class; None if super() has none.
    #[getter(member)]
    fn __self__(this: &Ref<Super>, vm: &mut Vm) -> Option<Value> {
        let target = this.target.get(vm).as_ref()?;
        target.object.as_ref().map(|(object, _)| object.clone())
    }

    /// The class whose order of bases counts; None if super() has none.
    #[getter(member)]
    fn __self_class__(this: &Ref<Super>, vm: &mut Vm) -> Option<Ref<Type>> {
        let target = this.target.get(vm).as_ref()?;
        target.object.as_ref().map(|(_, class)| class.clone())
    }
}
