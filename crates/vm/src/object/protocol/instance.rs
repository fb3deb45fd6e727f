//! `isinstance` and `issubclass`.

use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Value {
    /// `isinstance(self, class)`; `class` may be a tuple of classes or a union.
    pub fn is_instance(&self, class: &Value, vm: &mut Vm) -> PyResult<bool> {
        if self.class(vm).is_value(class) {
            return Ok(true);
        }
        if class.class(vm).is(&vm.types.type_) {
            return self.is_instance_plain(class, vm);
        }
        if let Some(classes) = class.downcast::<Tuple>() {
            for class in classes.as_slice() {
                let what = " in __instancecheck__";
                if vm.with_recursion(what, |vm| self.is_instance(class, vm))? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let name = vm.names.__instancecheck__.clone();
        match class.call_special(&name, std::slice::from_ref(self), vm)? {
            Some(answer) => answer.is_true(vm),
            None => self.is_instance_plain(class, vm),
        }
    }

    /// `type.__instancecheck__(class, self)`: by MRO, or by `__class__`, or, for what is no class,
    /// by `__bases__`.
    pub(crate) fn is_instance_plain(&self, class: &Value, vm: &mut Vm) -> PyResult<bool> {
        let name = vm.names.__class__.clone();
        if let Some(class) = class.downcast::<Type>() {
            let own = self.class(vm).clone();
            if own.is_subclass_of(class, vm) {
                return Ok(true);
            }
            if own.shows_its_class(vm) {
                return Ok(false);
            }
            return Ok(match self.get_attribute_optional(&name, vm)? {
                Some(own) if !self.class(vm).is_value(&own) => own
                    .downcast::<Type>()
                    .is_some_and(|own| own.is_subclass_of(class, vm)),
                _ => false,
            });
        }
        if bases_of(class, vm)?.is_none() {
            return Err(
                vm.type_error("isinstance() arg 2 must be a type, a tuple of types, or a union")
            );
        }
        match self.get_attribute_optional(&name, vm)? {
            Some(own) => is_abstract_subclass(&own, class, vm),
            None => Ok(false),
        }
    }

    /// `issubclass(self, class)`; `class` may be a tuple of classes or a union.
    pub fn is_subclass(&self, class: &Value, vm: &mut Vm) -> PyResult<bool> {
        if class.class(vm).is(&vm.types.type_) {
            if self.is(class) {
                return Ok(true);
            }
            return self.is_subclass_plain(class, vm);
        }
        if let Some(classes) = class.downcast::<Tuple>() {
            for class in classes.as_slice() {
                let what = " in __subclasscheck__";
                if vm.with_recursion(what, |vm| self.is_subclass(class, vm))? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let name = vm.names.__subclasscheck__.clone();
        match class.call_special(&name, std::slice::from_ref(self), vm)? {
            Some(answer) => answer.is_true(vm),
            None => self.is_subclass_plain(class, vm),
        }
    }

    /// `type.__subclasscheck__(class, self)`
    pub(crate) fn is_subclass_plain(&self, class: &Value, vm: &mut Vm) -> PyResult<bool> {
        if let (Some(own), Some(class)) = (self.downcast::<Type>(), class.downcast::<Type>()) {
            return Ok(own.is_subclass_of(class, vm));
        }
        if bases_of(self, vm)?.is_none() {
            return Err(vm.type_error("issubclass() arg 1 must be a class"));
        }
        if class.downcast::<Type>().is_none() && bases_of(class, vm)?.is_none() {
            return Err(
                vm.type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union")
            );
        }
        is_abstract_subclass(self, class, vm)
    }
}

/// `__bases__` if that is a tuple, the mark of a class-like object.
fn bases_of(class: &Value, vm: &mut Vm) -> PyResult<Option<Vec<Value>>> {
    let name = vm.names.__bases__.clone();
    let bases = class.get_attribute_optional(&name, vm)?;
    Ok(bases.and_then(|bases| Some(bases.downcast::<Tuple>()?.as_slice().to_vec())))
}

/// Searches the bases, transitively; a work list instead of recursion.
fn is_abstract_subclass(derived: &Value, class: &Value, vm: &mut Vm) -> PyResult<bool> {
    let mut pending = vec![derived.clone()];
    while let Some(derived) = pending.pop() {
        if derived.is(class) {
            return Ok(true);
        }
        if let Some(bases) = bases_of(&derived, vm)? {
            pending.extend(bases.into_iter().rev());
        }
    }
    Ok(false)
}

impl Ref<Type> {
    /// Whether `__class__` of the instances is this class: neither the class nor a base has anything
    /// of its own under that name, or reads attributes in a way of its own.
    pub(crate) fn shows_its_class(&self, vm: &mut Vm) -> bool {
        if !self.flags().contains(TypeFlags::PLAIN_READS) {
            return false;
        }
        let name = vm.names.__class__.clone();
        let object = vm.types.object.clone();
        let (own, plain) = (
            vm.lookup_cached(self, &name),
            vm.lookup_cached(&object, &name),
        );
        matches!((own, plain), (Some(own), Some(plain)) if own.is(&plain))
    }
}
