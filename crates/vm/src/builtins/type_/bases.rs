//! Assigning to `__bases__`.

use std::collections::HashSet;

use super::{Type, layout, mro};
use crate::builtins::tuple::Tuple;
use crate::object::attributes::binding;
use crate::object::reference::Ref;
use crate::object::slot_table::update_all;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// `class.__bases__ = value`
pub(super) fn set_bases(class: &Ref<Type>, value: &Value, vm: &mut Vm) -> PyResult<()> {
    let name = class.shown_name(vm);
    let Some(bases) = value.downcast::<Tuple>() else {
        let found = value.type_name(vm);
        return Err(vm.type_error(format!(
            "can only assign tuple to {name}.__bases__, not {found}"
        )));
    };
    if bases.length() == 0 {
        return Err(vm.type_error(format!(
            "can only assign non-empty tuple to {name}.__bases__, not ()"
        )));
    }
    let mut classes = Vec::new();
    for base in bases.as_slice() {
        let Some(base) = base.downcast::<Type>() else {
            let found = base.type_name(vm);
            return Err(vm.type_error(format!(
                "{name}.__bases__ must be tuple of classes, not '{found}'"
            )));
        };
        if base.is_subclass_of(class, vm) || inherits(base, class, vm) {
            return Err(vm.type_error("a __bases__ item causes an inheritance cycle"));
        }
        classes.push(base.clone());
    }
    let base = layout::best_base(&classes, vm)?;
    let old_base = class.base.cloned(vm).expect("a Python class has a base");
    let fits = base.payload_info().is(old_base.payload_info())
        && layout::solid_base(&base, vm).is(&layout::solid_base(&old_base, vm));
    if !fits {
        let (base, old_base) = (base.shown_name(vm), old_base.shown_name(vm));
        return Err(vm.type_error(format!(
            "__bases__ assignment: '{base}' object layout differs from '{old_base}'"
        )));
    }
    let old_bases = class.bases.replace(classes.clone(), vm);
    class.base.replace(Some(base), vm);
    let change = class.bases_changes.get().wrapping_add(1);
    class.bases_changes.set(change);
    let affected = descendants(class, vm);
    let mut done = Vec::new();
    for affected in &affected {
        let (old, changes) = (affected.mro.cloned(vm), affected.mro_changes.get());
        let result = mro::set_mro(affected, vm);
        let changes = if result.is_ok() {
            affected.mro_changes.get()
        } else {
            changes
        };
        done.push((affected, old, changes));
        if let Err(raised) = result {
            // What a `mro()` has changed in the meantime stays.
            for (class, mro, changes) in done {
                if class.mro_changes.get() == changes {
                    mro::put_mro(class, mro, vm);
                }
            }
            if class.bases_changes.get() == change {
                class.bases.replace(old_bases, vm);
                class.base.replace(Some(old_base), vm);
            }
            return Err(raised);
        }
    }
    if class.bases_changes.get() != change {
        // A `mro()` has assigned other bases, which have been seen to.
        return Ok(());
    }
    for base in &old_bases {
        base.remove_subclass(class, vm);
    }
    for base in &classes {
        base.add_subclass(class, vm);
    }
    for class in &affected {
        let before = binding(class, vm);
        update_all(class, vm);
        if binding(class, vm) != before {
            vm.forget_type_versions();
        }
    }
    Ok(())
}

/// Whether a class inherits from another by bases, whatever its MRO says.
fn inherits(class: &Ref<Type>, ancestor: &Ref<Type>, vm: &Vm) -> bool {
    let mut seen = vec![class.clone()];
    let mut position = 0;
    while position < seen.len() {
        if seen[position].is(ancestor) {
            return true;
        }
        for base in seen[position].clone().bases.get(vm) {
            if !seen.iter().any(|known| known.is(base)) {
                seen.push(base.clone());
            }
        }
        position += 1;
    }
    false
}

/// The class and all that inherit from it, bases first.
fn descendants(class: &Ref<Type>, vm: &Vm) -> Vec<Ref<Type>> {
    // From the end: a class follows when all that inherit from it have.
    let mut all = Vec::new();
    let mut seen = HashSet::from([class.as_ptr()]);
    let mut path = vec![(class.clone(), class.direct_subclasses(vm))];
    while let Some((_, subclasses)) = path.last_mut() {
        if let Some(subclass) = subclasses.pop() {
            if seen.insert(subclass.as_ptr()) {
                let below = subclass.direct_subclasses(vm);
                path.push((subclass, below));
            }
        } else if let Some((class, _)) = path.pop() {
            all.push(class);
        }
    }
    all.reverse();
    all
}
