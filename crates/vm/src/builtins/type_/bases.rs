//! Assigning to `__bases__`.

use super::{Type, layout, mro};
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::slot_table::update_all;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// `class.__bases__ = value`
pub(super) fn set_bases(class: &Ref<Type>, value: &Value, vm: &mut Vm) -> PyResult<()> {
    let name = class.name(vm);
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
        if base.is_subclass_of(class, vm) {
            return Err(vm.type_error("a __bases__ item causes an inheritance cycle"));
        }
        classes.push(base.clone());
    }
    let base = layout::best_base(&classes, vm)?;
    let old_base = class.base.cloned(vm).expect("a Python class has a base");
    let fits = std::ptr::eq(base.payload_info(), old_base.payload_info())
        && layout::solid_base(&base, vm).is(&layout::solid_base(&old_base, vm));
    if !fits {
        let (base, old_base) = (base.name(vm), old_base.name(vm));
        return Err(vm.type_error(format!(
            "__bases__ assignment: '{base}' object layout differs from '{old_base}'"
        )));
    }
    let old_bases = class.bases.replace(classes.clone(), vm);
    class.base.replace(Some(base), vm);
    let affected = descendants(class, vm);
    let old_mros: Vec<_> = affected.iter().map(|class| class.mro.cloned(vm)).collect();
    for position in 0..affected.len() {
        if let Err(raised) = mro::set_mro(&affected[position], vm) {
            for (class, mro) in affected.iter().zip(old_mros) {
                class.mro.replace(mro, vm);
                class.modified(vm);
            }
            class.bases.replace(old_bases, vm);
            class.base.replace(Some(old_base), vm);
            return Err(raised);
        }
    }
    for base in &old_bases {
        let subclasses = base.subclasses.get_mut(vm);
        subclasses.retain(|subclass| *subclass != class.as_ptr());
    }
    for base in &classes {
        base.subclasses.get_mut(vm).push(class.as_ptr());
    }
    for class in &affected {
        update_all(class, vm);
    }
    Ok(())
}

/// The class and all that inherit from it, bases first.
fn descendants(class: &Ref<Type>, vm: &Vm) -> Vec<Ref<Type>> {
    let mut all: Vec<Ref<Type>> = vec![class.clone()];
    let mut position = 0;
    while position < all.len() {
        for subclass in all[position].direct_subclasses(vm) {
            // A class that is reached again belongs behind its other base.
            all.retain(|known| !known.is(&subclass));
            all.push(subclass);
        }
        position += 1;
    }
    all
}
