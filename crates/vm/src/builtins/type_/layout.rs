//! Layout of the instances of Python classes: which base decides it, `__slots__`, inline slots.

use std::collections::HashSet;

use super::{Layout, Type, TypeFlags};
use crate::builtins::descriptors::MemberDescriptor;
use crate::builtins::dict::Dict;
use crate::builtins::int::Int;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::object::attributes::has_instance_dict;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Inline attribute slots where the class body tells nothing.
const DEFAULT_INLINE_SLOTS: usize = 4;
/// Assigned attributes from which on there is room for two more, which others than the class's own
/// methods assign.
const SPARED_INLINE_SLOTS: usize = 4;
/// Most inline attribute slots: more attributes go into a dict.
const MAX_INLINE_SLOTS: usize = 30;

/// What `__slots__` of a class body asks for.
pub(crate) struct DeclaredSlots {
    /// Names of members, mangled and sorted.
    pub(crate) members: Vec<Ref<Str>>,
    /// Whether instances get a `__dict__`.
    pub(crate) dict: bool,
    /// Whether instances can be weakly referenced.
    pub(crate) weakref: bool,
}

/// The nearest class, from `class` on towards `object`, that adds something to the payload or the
/// members of its base.
pub(crate) fn solid_base(class: &Ref<Type>, vm: &Vm) -> Ref<Type> {
    let mut class = class;
    while let Some(base) = class.base.get(vm) {
        let members = |class: &Ref<Type>| {
            let layout = class.layout();
            layout.inline_offset - layout.slots_offset
        };
        let same_payload = class.payload_info().is(base.payload_info());
        if !same_payload || members(class) != members(base) {
            break;
        }
        class = base;
    }
    class.clone()
}

/// The base that decides the layout of instances: `__base__`.
pub(crate) fn best_base(bases: &[Ref<Type>], vm: &mut Vm) -> PyResult<Ref<Type>> {
    let mut best: Option<(Ref<Type>, Ref<Type>)> = None;
    for base in bases {
        if !base.flags().contains(TypeFlags::BASE) {
            let name = base.shown_name(vm);
            return Err(vm.type_error(format!("type '{name}' is not an acceptable base type")));
        }
        let candidate = solid_base(base, vm);
        match &best {
            Some((_, winner)) if winner.is_subclass_of(&candidate, vm) => {}
            Some((_, winner)) if !candidate.is_subclass_of(winner, vm) => {
                return Err(vm.type_error("multiple bases have instance lay-out conflict"));
            }
            _ => best = Some((base.clone(), candidate)),
        }
    }
    let (base, _) = best.expect("a class has a base");
    Ok(base)
}

/// Reads `__slots__` of a class body.
pub(crate) fn declared_slots(
    class_name: &Ref<Str>,
    base: &Ref<Type>,
    bases: &[Ref<Type>],
    namespace: &Ref<Dict>,
    vm: &mut Vm,
) -> PyResult<DeclaredSlots> {
    let may_add_dict = !has_instance_dict(base);
    // Instances of subclasses of int, bytes and tuple cannot be weakly referenced in CPython either.
    let may_add_weakref =
        !base.flags().contains(TypeFlags::WEAKREF) && !base.payload_info().has_tail_items();
    let slots_name = vm.names.__slots__.clone();
    let Some(slots) = namespace.get_str(&slots_name, vm).cloned() else {
        return Ok(DeclaredSlots {
            members: Vec::new(),
            dict: may_add_dict,
            weakref: may_add_weakref,
        });
    };
    let mut names = Vec::new();
    if slots.has_payload::<Str>() {
        names.push(slots);
    } else {
        let iterator = slots.iter(vm)?;
        while let Some(name) = iterator.next(vm)? {
            names.push(name);
        }
    }
    if !names.is_empty() && base.payload_info().has_tail_items() {
        let name = base.shown_name(vm);
        return Err(vm.type_error(format!(
            "nonempty __slots__ not supported for subtype of '{name}'"
        )));
    }
    let mut declared = DeclaredSlots {
        members: Vec::new(),
        dict: false,
        weakref: false,
    };
    for name in &names {
        let Some(name) = name.downcast::<Str>() else {
            let found = name.type_name(vm);
            return Err(vm.type_error(format!("__slots__ items must be strings, not '{found}'")));
        };
        if !is_identifier(name) {
            return Err(vm.type_error("__slots__ must be identifiers"));
        }
        let name = vm.intern_ref(name);
        if name.is(&vm.names.__dict__) {
            if !may_add_dict || declared.dict {
                return Err(vm.type_error("__dict__ slot disallowed: we already got one"));
            }
            declared.dict = true;
            continue;
        }
        if name.is(&vm.names.__weakref__) {
            if !may_add_weakref || declared.weakref {
                return Err(vm.type_error("__weakref__ slot disallowed: we already got one"));
            }
            declared.weakref = true;
            continue;
        }
        let mangled = mangle(class_name, &name, vm);
        let is_special = mangled.is(&vm.names.__qualname__) || mangled.is(&vm.names.__classcell__);
        if !is_special && namespace.get_str(&mangled, vm).is_some() {
            let text = mangled.to_string_lossy();
            return Err(vm.value_error(format!(
                "'{text}' in __slots__ conflicts with class variable"
            )));
        }
        declared.members.push(mangled);
    }
    declared
        .members
        .sort_by(|a, b| a.as_bytes().cmp(b.as_bytes()));
    // The other bases may have what the deciding one lacks.
    for other in bases {
        declared.dict |= may_add_dict && has_instance_dict(other);
        declared.weakref |= may_add_weakref && other.flags().contains(TypeFlags::WEAKREF);
    }
    Ok(declared)
}

fn is_identifier(name: &Ref<Str>) -> bool {
    let Some(text) = name.as_str() else {
        return false;
    };
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|first| first == '_' || first.is_alphabetic())
        && characters.all(|other| other == '_' || other.is_alphanumeric())
}

/// A private name as class bodies write it: `__x` in class `C` is `_C__x`.
fn mangle(class_name: &Ref<Str>, name: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
    let (class, text) = (class_name.to_string_lossy(), name.to_string_lossy());
    let class = class.trim_start_matches('_');
    if !text.starts_with("__") || text.ends_with("__") || class.is_empty() {
        return name.clone();
    }
    let mangled = format!("_{class}{text}");
    vm.intern(&mangled)
}

/// The layout of instances of a class that adds `members` slots to its base, and attribute slots
/// if `dict` is set.
pub(crate) fn instance_layout(
    base: &Ref<Type>,
    mro: &[Ref<Type>],
    namespace: &Ref<Dict>,
    members: usize,
    dict: bool,
    vm: &Vm,
) -> Layout {
    let slots_offset = base.layout().slots_offset;
    let inline_offset = base.layout().inline_offset + (members * size_of::<Value>()) as u32;
    let mut instance_size = inline_offset;
    if dict {
        let count = inline_slots(mro, namespace, vm);
        instance_size += (count * size_of::<Value>()) as u32;
        // Memory comes in units of 16 bytes.
        instance_size = instance_size.next_multiple_of(16);
    }
    Layout {
        slots_offset,
        inline_offset,
        instance_size,
    }
}

/// Attributes that methods of the class and its bases assign to.
fn inline_slots(mro: &[Ref<Type>], namespace: &Ref<Dict>, vm: &Vm) -> usize {
    let mut names: HashSet<&[u8]> = HashSet::new();
    let dicts = mro.iter().map(|class| class.dict());
    for dict in std::iter::once(namespace).chain(dicts) {
        let declared = dict.get_str(&vm.names.__static_attributes__, vm);
        let Some(declared) = declared.and_then(Value::downcast::<Tuple>) else {
            continue;
        };
        let texts = declared
            .as_slice()
            .iter()
            .filter_map(Value::downcast::<Str>);
        names.extend(texts.map(|name| name.as_bytes()));
    }
    match names.len() {
        0 => DEFAULT_INLINE_SLOTS,
        count @ 1..SPARED_INLINE_SLOTS => count,
        count => (count + 2).min(MAX_INLINE_SLOTS),
    }
}

/// Whether instances of one class may become instances of the other.
pub(crate) fn same_layout(one: &Ref<Type>, other: &Ref<Type>, vm: &Vm) -> bool {
    let (a, b) = (one.layout(), other.layout());
    one.payload_info().is(other.payload_info())
        && (a.slots_offset, a.inline_offset) == (b.slots_offset, b.inline_offset)
        && has_same_members(&extending_base(one, vm), &extending_base(other, vm), vm)
        && extras(one) == extras(other)
}

/// Whether instances have a `__dict__` and a `__weakref__`.
fn extras(class: &Ref<Type>) -> TypeFlags {
    class.flags() & (TypeFlags::DICT | TypeFlags::WEAKREF)
}

/// As [`solid_base`], but a `__dict__` and a `__weakref__` count, too.
fn extending_base(class: &Ref<Type>, vm: &Vm) -> Ref<Type> {
    let solid = solid_base(class, vm);
    let mut class = class;
    while !class.is(&solid)
        && let Some(base) = class.base.get(vm)
        && extras(class) == extras(base)
    {
        class = base;
    }
    class.clone()
}

/// Whether two classes that decide a layout are the same, or declare the same slots on the same base.
fn has_same_members(one: &Ref<Type>, other: &Ref<Type>, vm: &Vm) -> bool {
    if one.is(other) {
        return true;
    }
    let (Some(base), Some(other_base)) = (one.base.get(vm), other.base.get(vm)) else {
        return false;
    };
    let members = |class: &Ref<Type>| {
        let mut members: Vec<(Ref<Str>, u32)> = Vec::new();
        for (key, value) in class.dict().items_vec(vm) {
            if let (Some(name), Some(member)) =
                (key.downcast::<Str>(), value.downcast::<MemberDescriptor>())
                && member.owner().is(class)
                && let Some(offset) = member.offset()
            {
                members.push((name.clone(), offset));
            }
        }
        members.sort_by_key(|(_, offset)| *offset);
        members
    };
    let (mine, others) = (members(one), members(other));
    let declared = (one.layout().inline_offset - base.layout().inline_offset) as usize;
    base.is(other_base)
        && mine.len() * size_of::<Value>() == declared
        && mine.len() == others.len()
        && (mine.iter().zip(&others)).all(|(a, b)| a.0.equals(&b.0) && a.1 == b.1)
}

impl crate::object::payload::PayloadInfo {
    /// Whether CPython keeps items behind objects with this payload, so that members cannot be
    /// added.
    fn has_tail_items(&self) -> bool {
        use crate::object::payload::Payload;
        (self.has_tail && self.type_id != Str::INFO.type_id)
            || self.type_id == Int::INFO.type_id
            || self.type_id == Type::INFO.type_id
    }
}
