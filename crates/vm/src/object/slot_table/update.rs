//! Filling the slots of classes.

use std::sync::LazyLock;

use super::{SLOT_TABLE, SlotRow, trampolines};
use crate::builtins::descriptors::SlotWrapper;
use crate::builtins::native_function::{MethodDescriptor, NativeFunction};
use crate::builtins::str::Str;
use crate::builtins::type_::{Type, TypeFlags, is_new_wrapper};
use crate::object::attributes::{binding, generic_get_attribute, generic_set_attribute};
use crate::object::reference::Ref;
use crate::object::slots::{GetAttributeSlot, SetAttributeSlot, Slots};
use crate::object::value::Value;
use crate::vm::Vm;

/// Sets every slot of a Python class whose MRO and dict are complete.
pub(crate) fn update_all(class: &Ref<Type>, vm: &mut Vm) {
    let mut slots = *class.slots(vm);
    for row in SLOT_TABLE {
        update_slot(class, row, &mut slots, vm);
    }
    class.slots.replace(slots, vm);
    refresh_flags(class, vm);
}

/// As [`update_all`], for a class that has just been made: its bases are up to date, so that their slots need not be
/// found again.
pub(crate) fn fill_new(class: &Ref<Type>, vm: &mut Vm) {
    let mut slots = *class.slots(vm);
    let inherited = only_base(class, vm).map(|base| *base.slots(vm));
    let own = inherited.and_then(|inherited| Some((inherited, own_rows(class, vm)?)));
    for (index, row) in SLOT_TABLE.iter().enumerate() {
        match &own {
            Some((inherited, own)) if !own[index] => (row.copy)(inherited, &mut slots),
            _ => update_slot(class, row, &mut slots, vm),
        }
    }
    debug_assert!(
        own.is_none()
            || SLOT_TABLE
                .iter()
                .all(|row| is_as_found(class, row, &slots, vm)),
        "{} inherits other slots than its special methods say",
        class.name(vm)
    );
    class.slots.replace(slots, vm);
    refresh_flags(class, vm);
}

/// Whether a slot is what it would be if it were not inherited. Where a native class has none, the one of
/// `object` does the same.
fn is_as_found(class: &Ref<Type>, row: &SlotRow, slots: &Slots, vm: &mut Vm) -> bool {
    let mut found = *slots;
    update_slot(class, row, &mut found, vm);
    !(row.is_set)(slots) || (row.same)(&found, slots)
}

/// The base of a class that has one only, and looks for names where that does, behind itself. The slots of a base
/// whose dict Python code may have changed are out of date.
fn only_base(class: &Ref<Type>, vm: &Vm) -> Option<Ref<Type>> {
    let base = class.base.get(vm).as_ref()?;
    let (mro, inherited) = (class.mro.get(vm), base.mro.get(vm));
    let follows = mro.len() == inherited.len() + 1
        && mro[0].is(class)
        && mro[1..].iter().zip(inherited).all(|(a, b)| a.is(b))
        && !inherited.iter().any(|class| class.dict().is_lent());
    follows.then(|| base.clone())
}

/// Names of special methods and rows of the table that have them, in the order of the names.
static ROWS_BY_NAME: LazyLock<Vec<(&[u8], usize)>> = LazyLock::new(|| {
    let rows = SLOT_TABLE.iter().enumerate();
    let mut rows: Vec<_> = rows
        .flat_map(|(index, row)| {
            row.methods
                .iter()
                .map(move |it| (it.name.as_bytes(), index))
        })
        .collect();
    rows.sort_unstable();
    rows
});

/// For which slots the class's own dict has special methods; `None` if a key may equal any name.
fn own_rows(class: &Ref<Type>, vm: &Vm) -> Option<Vec<bool>> {
    let mut own = vec![false; SLOT_TABLE.len()];
    for entry in class.dict().table(vm).iter() {
        let name = entry.key.downcast::<Str>()?;
        if !vm.class_of(&entry.key).is(&vm.types.str) {
            return None;
        }
        let name = name.as_bytes();
        if !name.starts_with(b"__") {
            continue;
        }
        let rows = &*ROWS_BY_NAME;
        let first = rows.partition_point(|(method, _)| *method < name);
        let same_name = rows[first..]
            .iter()
            .take_while(|(method, _)| *method == name);
        same_name.for_each(|(_, row)| own[*row] = true);
    }
    Some(own)
}

/// Sets the slots that a special method stands for, in a class and all that inherit from it.
pub(crate) fn update_name(class: &Ref<Type>, name: &Ref<Str>, vm: &mut Vm) {
    let stands_for = |row: &&SlotRow| {
        let mut methods = row.methods.iter();
        methods.any(|method| (method.key)(&vm.names).is(name))
    };
    let rows: Vec<&SlotRow> = SLOT_TABLE.iter().filter(stands_for).collect();
    if rows.is_empty() && !name.is(&vm.names.__del__) {
        return;
    }
    let mut pending = vec![class.clone()];
    let mut position = 0;
    while position < pending.len() {
        let class = pending[position].clone();
        position += 1;
        if class.is_heap_type() || class.is_mutable() {
            let mut slots = *class.slots(vm);
            for row in &rows {
                update_slot(&class, row, &mut slots, vm);
            }
            let before = binding(&class, vm);
            class.slots.replace(slots, vm);
            refresh_flags(&class, vm);
            if binding(&class, vm) != before {
                vm.forget_type_versions();
            }
        }
        for inheritor in class.inheritors(vm) {
            if !pending.iter().any(|known| known.is(&inheritor)) {
                pending.push(inheritor);
            }
        }
    }
}

/// Sets one slot of a Python class by what its MRO has under the slot's names.
fn update_slot(class: &Ref<Type>, row: &SlotRow, slots: &mut Slots, vm: &mut Vm) {
    // Native function that all the names agree on.
    let mut native: Option<Ref<Type>> = None;
    let mut found_any = false;
    let mut in_python = false;
    for method in row.methods {
        let name = (method.key)(&vm.names);
        let Some(found) = class.lookup(name, vm) else {
            continue;
        };
        if let Some(owner) = native_owner(class, found, method.name, vm) {
            if !(row.is_set)(owner.slots(vm)) {
                continue;
            }
            found_any = true;
            match &native {
                Some(known) if !(row.same)(known.slots(vm), owner.slots(vm)) => in_python = true,
                Some(_) => {}
                None => native = Some(owner),
            }
        } else if found.is_none() && method.name == "__hash__" {
            // Unhashable: the slot stays empty.
        } else {
            found_any = true;
            in_python = true;
        }
    }
    match native {
        _ if !found_any => (row.clear)(slots),
        Some(owner) if !in_python => (row.copy)(&owner.slots(vm).clone(), slots),
        _ => {
            (row.install)(slots);
            if row.methods[0].name == "__getattribute__" {
                prefer_getattr(class, slots, vm);
            }
        }
    }
}

/// With the `__getattribute__` of `object` and a `__getattr__`, the first failure needs no
/// exception.
fn prefer_getattr(class: &Ref<Type>, slots: &mut Slots, vm: &Vm) {
    let Some(found) = class.lookup(&vm.names.__getattribute__, vm) else {
        return;
    };
    if let Some(owner) = native_owner(class, found, "__getattribute__", vm)
        && has_generic_get(owner.slots(vm))
    {
        slots.get_attribute = Some(trampolines::get_attribute_or_getattr);
    }
}

/// Special methods that are both, a slot and a method, of some native types.
const COEXISTING: [&str; 2] = ["__getitem__", "__contains__"];

/// The native type whose slot is behind what was found under `name`, if that is a slot wrapper or a
/// native method of this name, or a native `__new__`.
fn native_owner(class: &Ref<Type>, found: &Value, name: &str, vm: &Vm) -> Option<Ref<Type>> {
    if let Some(wrapper) = found.downcast::<SlotWrapper>() {
        let owner = wrapper.owner();
        return (wrapper.method().name == name && class.is_subclass_of(owner, vm))
            .then(|| owner.clone());
    }
    if let Some(method) = found.downcast::<MethodDescriptor>() {
        let owner = method.owner();
        let is_slot = COEXISTING.contains(&name) && method.definition().signature.name == name;
        return (is_slot && class.is_subclass_of(owner, vm)).then(|| owner.clone());
    }
    if name == "__new__"
        && let Some(function) = found.downcast::<NativeFunction>()
        && is_new_wrapper(function)
    {
        // The layout decides who makes instances, not the order of the bases.
        return class.base.get(vm).clone();
    }
    None
}

/// Inherits what a native type does not define itself from its base, and gives it the trampoline
/// of special methods that it defines by name.
pub(crate) fn inherit_native(class: &Ref<Type>, vm: &mut Vm) {
    let mut slots = *class.slots(vm);
    for row in SLOT_TABLE {
        let by_name = |method: &super::SpecialMethod| {
            let found = class.dict().get_str((method.key)(&vm.names), vm);
            found.is_some_and(|found| !found.is_none() && !found.has_payload::<SlotWrapper>())
        };
        if !(row.is_set)(&slots) && row.methods.iter().any(by_name) {
            (row.install)(&mut slots);
        }
    }
    if let Some(base) = class.base.get(vm) {
        let inherited = base.slots(vm);
        let is_root = base.base.get(vm).is_none();
        // As they are before either is inherited.
        let (compares, hashes) = (slots.compare.is_some(), slots.hash.is_some());
        for row in SLOT_TABLE {
            let name = row.methods[0].name;
            // Who compares by value must say how it hashes; who is made by its own function does
            // not inherit that of `object`.
            let own = match name {
                "__hash__" => compares,
                "__lt__" => hashes,
                "__new__" => is_root,
                _ => false,
            };
            if !own && !(row.is_set)(&slots) {
                (row.copy)(inherited, &mut slots);
            }
        }
    }
    class.slots.replace(slots, vm);
    refresh_flags(class, vm);
}

/// Sets the flags that follow from slots and special methods.
pub(crate) fn refresh_flags(class: &Ref<Type>, vm: &mut Vm) {
    let slots = class.slots(vm);
    let reads = has_generic_get(slots) || has_getattr_only(slots);
    let writes = slots
        .set_attribute
        .is_some_and(|slot| std::ptr::fn_addr_eq(slot, generic_set_attribute as SetAttributeSlot));
    class.set_flags(TypeFlags::PLAIN_READS, reads);
    class.set_flags(TypeFlags::PLAIN_WRITES, writes);
    let (reads, stores) = as_dict(class, vm);
    class.set_flags(TypeFlags::DICT_READS, reads);
    class.set_flags(TypeFlags::DICT_STORES, stores);
    // Native classes say by themselves whether their `__del__` has anything to do.
    if class.is_heap_type() {
        let finalize = class.lookup(&vm.names.__del__, vm).is_some();
        class.set_flags(TypeFlags::FINALIZE, finalize);
    }
}

/// Whether items of instances are read, and set, as those of dicts are, which they are.
fn as_dict(class: &Ref<Type>, vm: &Vm) -> (bool, bool) {
    let dict = &vm.types.dict;
    if !class.payload_info().is(dict.payload_info()) {
        return (false, false);
    }
    let (own, plain) = (class.slots(vm), dict.slots(vm));
    let subscripts = match (own.subscript, plain.subscript) {
        (Some(own), Some(plain)) => std::ptr::fn_addr_eq(own, plain),
        _ => false,
    };
    let contains = match (own.contains, plain.contains) {
        (Some(own), Some(plain)) => std::ptr::fn_addr_eq(own, plain),
        _ => false,
    };
    // Its slot stands for `__delitem__` too, which may be another one.
    let name = &vm.names.__setitem__;
    let stores = match (class.lookup(name, vm), dict.lookup(name, vm)) {
        (Some(own), Some(plain)) => own.is(plain),
        _ => false,
    };
    (subscripts && contains, stores)
}

/// Whether `__getattr__` follows on the `__getattribute__` of `object`.
pub(crate) fn has_getattr_only(slots: &Slots) -> bool {
    slots.get_attribute.is_some_and(|slot| {
        std::ptr::fn_addr_eq(
            slot,
            trampolines::get_attribute_or_getattr as GetAttributeSlot,
        )
    })
}

fn has_generic_get(slots: &Slots) -> bool {
    slots
        .get_attribute
        .is_some_and(|slot| std::ptr::fn_addr_eq(slot, generic_get_attribute as GetAttributeSlot))
}
