//! The method resolution order: C3 linearisation.
//! Reference: <https://docs.python.org/3.14/howto/mro.html>

use std::collections::VecDeque;

use super::Type;
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::result::PyResult;
use crate::vm::Vm;

/// The MRO of a class with these bases, the class itself first.
///
/// Raises `TypeError` if a base stands twice or no order is consistent.
pub(crate) fn compute_mro(
    class: &Ref<Type>,
    bases: &[Ref<Type>],
    vm: &mut Vm,
) -> PyResult<Vec<Ref<Type>>> {
    for base in bases {
        if base.mro.get(vm).is_empty() {
            let name = base.shown_name(vm);
            return Err(vm.type_error(format!("Cannot extend an incomplete type '{name}'")));
        }
    }
    for (index, base) in bases.iter().enumerate() {
        if bases[..index].iter().any(|other| other.is(base)) {
            let name = base.shown_name(vm);
            return Err(vm.type_error(format!("duplicate base class {name}")));
        }
    }
    let mut mro = vec![class.clone()];
    if let [base] = bases {
        mro.extend(base.mro.get(vm).iter().cloned());
        return Ok(mro);
    }
    let mut sequences: Vec<VecDeque<Ref<Type>>> = bases
        .iter()
        .map(|base| base.mro.get(vm).iter().cloned().collect())
        .collect();
    sequences.push(bases.iter().cloned().collect());
    loop {
        sequences.retain(|sequence| !sequence.is_empty());
        if sequences.is_empty() {
            return Ok(mro);
        }
        // The first head that is in no tail comes next.
        let in_tail = |candidate: &Ref<Type>| {
            let mut tails = sequences.iter().map(|sequence| sequence.iter().skip(1));
            tails.any(|mut tail| tail.any(|other| other.is(candidate)))
        };
        let Some(next) = sequences
            .iter()
            .map(|s| s[0].clone())
            .find(|head| !in_tail(head))
        else {
            let mut names: Vec<String> = Vec::new();
            for sequence in &sequences {
                let name = sequence[0].name(vm);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            return Err(vm.type_error(format!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                names.join(", ")
            )));
        };
        for sequence in &mut sequences {
            if sequence[0].is(&next) {
                sequence.pop_front();
            }
        }
        mro.push(next);
    }
}

/// Sets the MRO of a class: what its metaclass's `mro()` says, by default C3.
///
/// That method may set the MRO of this very class, by assigning its bases. Then what it returns is out
/// of date and is dropped, as in CPython.
pub(crate) fn set_mro(class: &Ref<Type>, vm: &mut Vm) -> PyResult<()> {
    let metatype = class.class().clone();
    if metatype.is(&vm.types.type_) || !overrides_mro(&metatype, vm) {
        let bases = class.bases.cloned(vm);
        let mro = compute_mro(class, &bases, vm)?;
        put_mro(class, mro, vm);
        return Ok(());
    }
    let changes = class.mro_changes.get();
    let name = vm.names.mro.clone();
    let result = class.as_value().call_special(&name, &[], vm)?;
    let result = result.expect("type has the method");
    let mro = custom_mro(class, &result, vm)?;
    if class.mro_changes.get() != changes {
        return Ok(());
    }
    for ancestor in mro.iter().filter(|ancestor| !ancestor.is(class)) {
        ancestor.add_dependent(class, changes == 0, vm);
    }
    put_mro(class, mro, vm);
    Ok(())
}

/// Puts an MRO in place.
pub(super) fn put_mro(class: &Ref<Type>, mro: Vec<Ref<Type>>, vm: &mut Vm) {
    class
        .mro_changes
        .set(class.mro_changes.get().wrapping_add(1));
    // The version has to go first: it says that the classes of the old MRO have one.
    class.modified(vm);
    class.mro.replace(mro, vm);
}

fn overrides_mro(metatype: &Ref<Type>, vm: &Vm) -> bool {
    let owner = metatype.lookup_with_owner(&vm.names.mro, vm);
    owner.is_some_and(|(owner, _)| !owner.is(&vm.types.type_))
}

/// Checks what `mro()` of a metaclass returned.
fn custom_mro(
    class: &Ref<Type>,
    result: &crate::object::value::Value,
    vm: &mut Vm,
) -> PyResult<Vec<Ref<Type>>> {
    let mut items = Vec::new();
    let iterator = result.iter(vm)?;
    while let Some(item) = iterator.next(vm)? {
        items.push(item);
    }
    if items.is_empty() {
        return Err(vm.type_error("type MRO must not be empty"));
    }
    let mut mro = Vec::new();
    for item in items {
        let item = item.downcast_into::<Type>().map_err(|item| {
            let name = item.type_name(vm);
            vm.type_error(format!("mro() returned a non-class ('{name}')"))
        })?;
        let base = super::layout::solid_base(&item, vm);
        if !super::layout::solid_base(class, vm).is_subclass_of(&base, vm) {
            let name = item.shown_name(vm);
            return Err(vm.type_error(format!(
                "mro() returned base with unsuitable layout ('{name}')"
            )));
        }
        mro.push(item);
    }
    Ok(mro)
}

impl Ref<Type> {
    /// `__mro__`
    pub(crate) fn mro_tuple(&self, vm: &mut Vm) -> Ref<Tuple> {
        let mro = self.mro.cloned(vm);
        Tuple::new(mro.into_iter().map(Ref::into_value).collect(), vm)
    }
}
