//! `type.__new__`: making a class.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#class-object-creation>

use super::layout::{self, best_base, declared_slots, instance_layout};
use super::{Type, TypeFlags, TypeParts, mro};
use crate::builtins::cell::Cell;
use crate::builtins::classmethod::ClassMethod;
use crate::builtins::descriptors::{GetSetDescriptor, MappingProxy, MemberDescriptor, SlotWrapper};
use crate::builtins::dict::{Dict, plain_dict};
use crate::builtins::native_function::MethodDescriptor;
use crate::builtins::object as object_type;
use crate::builtins::staticmethod::StaticMethod;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::shape::ShapeId;
use crate::object::slot_table::{call_special_method, fill_new};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// `type.__new__(metatype, name, bases, namespace, **kwargs)`
pub(super) fn new(metatype: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [name, bases, namespace] = args.positional() else {
        let count = args.positional().len();
        return Err(vm.type_error(format!(
            "type.__new__() takes exactly 3 arguments ({count} given)"
        )));
    };
    let name = argument::<Str>(name, 1, "str", vm)?;
    let bases = argument::<Tuple>(bases, 2, "tuple", vm)?;
    let namespace = argument::<Dict>(namespace, 3, "dict", vm)?;
    let metatypes = bases.as_slice().iter();
    let metatypes: Vec<_> = metatypes.map(|base| base.class(vm).clone()).collect();
    let bases = bases.clone();
    refuse_mro_entries(&bases, vm)?;
    let winner = most_derived_metaclass(metatype, &metatypes, vm)?;
    if !winner.is(metatype) {
        let own = winner.slots(vm).new;
        let is_type_new =
            own.is_some_and(|own| std::ptr::fn_addr_eq(own, new as crate::object::slots::NewSlot));
        if let Some(own) = own
            && !is_type_new
        {
            return own(&winner, args, vm);
        }
    }
    let bases = class_bases(&bases, vm)?;
    let class = make_class(&winner, name, bases, namespace, vm)?;
    warn_of_other_keys(&class, vm)?;
    set_names(&class, vm)?;
    init_subclass(&class, args, vm)?;
    Ok(class.into_value())
}

fn argument<'a, T: crate::object::payload::Payload>(
    value: &'a Value,
    position: usize,
    wanted: &str,
    vm: &mut Vm,
) -> PyResult<&'a Ref<T>> {
    match value.downcast::<T>() {
        Some(value) => Ok(value),
        None => {
            let found = value.type_name(vm);
            Err(vm.type_error(format!(
                "type.__new__() argument {position} must be {wanted}, not {found}"
            )))
        }
    }
}

/// `type()` takes classes only: the class statement has asked the other bases already.
fn refuse_mro_entries(bases: &Ref<Tuple>, vm: &mut Vm) -> PyResult<()> {
    let name = vm.names.__mro_entries__.clone();
    for base in bases.as_slice() {
        if !base.has_payload::<Type>() && base.get_attribute_optional(&name, vm)?.is_some() {
            return Err(
                vm.type_error("type() doesn't support MRO entry resolution; use types.new_class()")
            );
        }
    }
    Ok(())
}

fn class_bases(bases: &Ref<Tuple>, vm: &mut Vm) -> PyResult<Vec<Ref<Type>>> {
    let mut classes = Vec::new();
    for base in bases.as_slice() {
        match base.downcast::<Type>() {
            Some(class) => classes.push(class.clone()),
            None => return Err(vm.type_error("bases must be types")),
        }
    }
    if classes.is_empty() {
        classes.push(vm.types.object.clone());
    }
    Ok(classes)
}

/// The metaclass of a class whose bases have these classes.
pub(super) fn most_derived_metaclass(
    metatype: &Ref<Type>,
    metatypes: &[Ref<Type>],
    vm: &mut Vm,
) -> PyResult<Ref<Type>> {
    let mut winner = metatype.clone();
    for class in metatypes {
        if winner.is_subclass_of(class, vm) {
            continue;
        }
        if !class.is_subclass_of(&winner, vm) {
            return Err(vm.type_error(
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) \
                 subclass of the metaclasses of all its bases",
            ));
        }
        winner = class.clone();
    }
    Ok(winner)
}

/// Makes the class object, with dict, MRO and slots.
fn make_class(
    metatype: &Ref<Type>,
    name: &Ref<Str>,
    bases: Vec<Ref<Type>>,
    namespace: &Ref<Dict>,
    vm: &mut Vm,
) -> PyResult<Ref<Type>> {
    let base = best_base(&bases, vm)?;
    if name.as_bytes().contains(&0) {
        return Err(vm.value_error("type name must not contain null characters"));
    }
    if name.as_str().is_none() {
        return Err(vm.surrogates_error(name));
    }
    // A subclass of dict may show its items in another order.
    let namespace = match plain_dict(namespace.as_value(), vm) {
        Some(namespace) => namespace,
        None => {
            let copy = Dict::new(vm);
            copy.update_from(namespace.as_value(), vm)?;
            copy
        }
    };
    if let Some(doc) = namespace.get_str(&vm.names.__doc__, vm).cloned()
        && let Some(doc) = doc.downcast::<Str>()
        && doc.as_str().is_none()
    {
        return Err(vm.surrogates_error(doc));
    }
    let dict = Dict::new(vm);
    let items: Vec<_> = (namespace.table(vm).iter())
        .map(|entry| (entry.key.clone(), entry.value.clone()))
        .collect();
    for (key, value) in items {
        match key.downcast::<Str>() {
            Some(key) => {
                let key = vm.intern_ref(key);
                dict.set_str(&key, value, vm);
            }
            None => dict.as_value().set_subscript(&key, value, vm)?,
        }
    }
    let cells = [
        take_cell("__classdictcell__", &dict, vm)?,
        take_cell("__classcell__", &dict, vm)?,
    ];
    let slots = declared_slots(name, &base, &bases, &dict, vm)?;
    let has_dict = slots.dict || base.flags().contains(TypeFlags::DICT);
    let mut ancestors: Vec<Ref<Type>> = Vec::new();
    for base in &bases {
        ancestors.extend(base.mro.get(vm).iter().cloned());
    }
    let members = slots.members.len();
    let layout = instance_layout(&base, &ancestors, &dict, members, has_dict, vm);
    let flags = class_flags(&base, &bases, &slots, has_dict);
    let class = allocate(metatype, &base, layout, flags, vm);
    class.name.replace(Some(plain_str(name, vm)), vm);
    class.set_dict(dict.clone());
    class.base.replace(Some(base.clone()), vm);
    class.bases.replace(bases.clone(), vm);
    complete_dict(&class, name, &dict, vm)?;
    // Annotations and type parameters in the class body look into the class's dict from now on;
    // `super()` and `__class__` in the methods, which a `mro()` may call, find the class.
    let namespace = MappingProxy::new(class.dict().to_value(), vm);
    let contents = [namespace.into_value(), class.to_value()];
    for (cell, content) in cells.into_iter().zip(contents) {
        if let Some(cell) = cell {
            drop(cell.content.replace(content, vm));
        }
    }
    mro::set_mro(&class, vm)?;
    // A `mro()` of the metaclass may have assigned other bases.
    let base = class.base.cloned(vm).expect("a Python class has a base");
    for base in class.bases.cloned(vm) {
        if class.bases_changes.get() == 0 {
            base.add_new_subclass(&class, vm);
        } else {
            base.add_subclass(&class, vm);
        }
    }
    add_members(&class, &base, &slots, vm);
    // A base counts as changed for caches only when it changes itself.
    class.slots.replace(*base.slots(vm), vm);
    fill_new(&class, vm);
    Ok(class)
}

/// An exact `str` with this text.
fn plain_str(name: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
    if name.class().is(&vm.types.str) {
        name.clone()
    } else {
        vm.intern_ref(name)
    }
}

fn class_flags(
    base: &Ref<Type>,
    bases: &[Ref<Type>],
    slots: &layout::DeclaredSlots,
    has_dict: bool,
) -> TypeFlags {
    let mut flags = TypeFlags::HEAP | TypeFlags::BASE;
    flags |= base.flags() & (TypeFlags::MATCH_SELF | TypeFlags::WEAKREF);
    for base in bases {
        flags |= base.flags() & TypeFlags::PENDING;
    }
    for base in bases {
        let kind = base.flags() & (TypeFlags::SEQUENCE | TypeFlags::MAPPING);
        if !kind.is_empty() {
            flags |= kind;
            break;
        }
    }
    flags.set(TypeFlags::DICT, has_dict);
    if slots.weakref {
        flags |= TypeFlags::WEAKREF;
    }
    flags
}

fn allocate(
    metatype: &Ref<Type>,
    base: &Ref<Type>,
    layout: super::Layout,
    flags: TypeFlags,
    vm: &mut Vm,
) -> Ref<Type> {
    let heap = vm.heap();
    let payload = Type::from_parts(TypeParts {
        flags,
        layout,
        root_shape: vm.shapes.add_root(false),
        dict_shape: if flags.contains(TypeFlags::DICT) {
            vm.shapes.add_root(true)
        } else {
            ShapeId::NONE
        },
        heap,
        payload: base.payload_info(),
    });
    if metatype.is(&vm.types.type_) {
        heap::new_object(heap, metatype, ShapeId::TYPE, payload, 0)
    } else {
        heap::new_instance(heap, metatype, payload)
    }
}

/// Takes out of the dict what has a place of its own, and adds what must be there.
fn complete_dict(
    class: &Ref<Type>,
    name: &Ref<Str>,
    dict: &Ref<Dict>,
    vm: &mut Vm,
) -> PyResult<()> {
    let key = vm.names.__qualname__.clone();
    let qualname = match dict.remove_str(&key, vm) {
        Some(qualname) => qualname.downcast_into::<Str>().map_err(|qualname| {
            let found = qualname.type_name(vm);
            vm.type_error(format!("type __qualname__ must be a str, not {found}"))
        })?,
        None => name.clone(),
    };
    class.qualname.replace(Some(qualname), vm);
    let key = vm.names.__module__.clone();
    if dict.get_str(&key, vm).is_none() {
        let globals = vm.current_globals();
        let module = globals.get_str(&vm.names.__name__, vm).cloned();
        if let Some(module) = module {
            dict.set_str(&key, module, vm);
        }
    }
    let key = vm.names.__doc__.clone();
    if dict.get_str(&key, vm).is_none() {
        dict.set_str(&key, Value::NONE, vm);
    }
    let key = vm.names.__new__.clone();
    if let Some(function) = dict.get_str(&key, vm).cloned()
        && is_function(&function, vm)
    {
        let method = StaticMethod::new(function, vm).into_value();
        dict.set_str(&key, method, vm);
    }
    for key in [&vm.names.__init_subclass__, &vm.names.__class_getitem__].map(Ref::clone) {
        if let Some(function) = dict.get_str(&key, vm).cloned()
            && is_function(&function, vm)
        {
            let method = ClassMethod::new(function, vm).into_value();
            dict.set_str(&key, method, vm);
        }
    }
    let (eq, hash) = (vm.names.__eq__.clone(), vm.names.__hash__.clone());
    if dict.get_str(&eq, vm).is_some() && dict.get_str(&hash, vm).is_none() {
        dict.set_str(&hash, Value::NONE, vm);
    }
    Ok(())
}

/// Whether this is a function of Python code.
fn is_function(value: &Value, vm: &Vm) -> bool {
    value
        .class(vm)
        .flags()
        .contains(TypeFlags::METHOD_DESCRIPTOR)
        && !value.has_payload::<MethodDescriptor>()
        && !value.has_payload::<SlotWrapper>()
}

/// Adds the descriptors of `__slots__`, `__dict__` and `__weakref__`.
fn add_members(class: &Ref<Type>, base: &Ref<Type>, slots: &layout::DeclaredSlots, vm: &mut Vm) {
    let first = base.layout().inline_offset;
    for (index, name) in slots.members.iter().enumerate() {
        let offset = first + (index * size_of::<Value>()) as u32;
        let member = MemberDescriptor::new(class, name, offset, vm).into_value();
        class.dict().set_str(name, member, vm);
    }
    // What the namespace has under these names stays.
    let key = vm.names.__dict__.clone();
    if slots.dict && class.dict().get_str(&key, vm).is_none() {
        let attribute = GetSetDescriptor::new(
            class,
            "__dict__",
            "dictionary for instance variables",
            object_type::get_dict,
            Some(object_type::set_dict),
            vm,
        );
        class.dict().set_str(&key, attribute.into_value(), vm);
    }
    let key = vm.names.__weakref__.clone();
    if slots.weakref && class.dict().get_str(&key, vm).is_none() {
        let attribute = GetSetDescriptor::new(
            class,
            "__weakref__",
            "list of weak references to the object",
            object_type::get_weakref,
            None,
            vm,
        );
        class.dict().set_str(&key, attribute.into_value(), vm);
    }
}

/// Takes out of the namespace the cell that the class, or its dict, belongs into.
fn take_cell(name: &str, dict: &Ref<Dict>, vm: &mut Vm) -> PyResult<Option<Ref<Cell>>> {
    let key = vm.intern(name);
    let Some(cell) = dict.remove_str(&key, vm) else {
        return Ok(None);
    };
    match cell.downcast_into::<Cell>() {
        Ok(cell) => Ok(Some(cell)),
        Err(cell) => {
            let found = cell
                .class(vm)
                .to_value()
                .repr(vm)?
                .to_string_lossy()
                .into_owned();
            Err(vm.type_error(format!("{name} must be a nonlocal cell, not {found}")))
        }
    }
}

/// Warns of names in the class's dict that are no `str`.
fn warn_of_other_keys(class: &Ref<Type>, vm: &mut Vm) -> PyResult<()> {
    if !class.dict().has_other_keys(vm) {
        return Ok(());
    }
    let name = class.shown_name(vm);
    let category = vm.types.exceptions.runtime_warning.clone();
    let message = format!("non-string key in the __dict__ of class {name}");
    vm.warn(&category, &message)
}

/// Calls `__set_name__` of the values of the class's dict.
fn set_names(class: &Ref<Type>, vm: &mut Vm) -> PyResult<()> {
    let items: Vec<_> = (class.dict().table(vm).iter())
        .map(|entry| (entry.key.clone(), entry.value.clone()))
        .collect();
    let set_name = vm.names.__set_name__.clone();
    for (key, value) in items {
        let args = [value.clone(), class.to_value(), key.clone()];
        if let Err(raised) = call_special_method(&set_name, &args, vm) {
            let (kind, class) = (value.type_name(vm), class.shown_name(vm));
            let key = key.repr(vm)?;
            let note = format!(
                "Error calling __set_name__ on '{kind}' instance {} in '{class}'",
                key.to_string_lossy()
            );
            let note = vm.new_str(&note);
            let add_note = vm.intern("add_note");
            let exception = raised.exception().to_value();
            exception.call_method(&add_note, &[note], vm)?;
            return Err(raised);
        }
    }
    Ok(())
}

/// Calls `super(class, class).__init_subclass__(**kwargs)`.
fn init_subclass(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    let name = vm.names.__init_subclass__.clone();
    // A `mro()` of the metaclass may have left the class itself out.
    if !class.mro.get(vm).iter().any(|known| known.is(class)) {
        let class = class.shown_name(vm);
        return Err(vm.type_error(format!(
            "super(type, obj): obj (type {class}) is not an instance or subtype of type ({class})."
        )));
    }
    let method = crate::builtins::super_::super_attribute(class, class.as_value(), &name, vm)?;
    let keywords = &args.values()[args.positional().len()..];
    method.call(Args::new(keywords, args.names()), vm)?;
    Ok(())
}
