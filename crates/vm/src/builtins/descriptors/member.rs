//! `member_descriptor`: an attribute that `__slots__` declares, or a field of a native object.

use rpy_macros::{Payload, native_class};

use super::{check_object, doc_value, qualified_name};
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::function::native::{Getter, Setter};
use crate::object::attributes::{set_slot_at, slot_at};
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// An attribute that lies at a fixed place in the instances of its class.
#[derive(Payload)]
pub struct MemberDescriptor {
    owner: Ref<Type>,
    name: Ref<Str>,
    #[payload(skip)]
    place: Place,
}

/// Where the value of a member is.
#[derive(Clone, Copy)]
enum Place {
    /// In a slot, at an offset in bytes as in the class's layout.
    Slot(u32),
    /// In the payload.
    Native(NativePlace),
}

/// A field of a payload, as functions see it.
#[derive(Clone, Copy)]
struct NativePlace {
    doc: &'static str,
    get: Getter,
    set: Option<Setter>,
}

impl MemberDescriptor {
    /// Makes the descriptor of the slot at `offset` of the instances of `owner`, in bytes as in
    /// the class's layout.
    pub(crate) fn new(
        owner: &Ref<Type>,
        name: &Ref<Str>,
        offset: u32,
        vm: &mut Vm,
    ) -> Ref<MemberDescriptor> {
        MemberDescriptor::with_place(owner, name.clone(), Place::Slot(offset), vm)
    }

    /// Makes the descriptor of a field of the payload of `owner`.
    pub(crate) fn native(
        owner: &Ref<Type>,
        name: &str,
        doc: &'static str,
        get: Getter,
        set: Option<Setter>,
        vm: &mut Vm,
    ) -> Ref<MemberDescriptor> {
        let name = vm.intern(name);
        let place = Place::Native(NativePlace { doc, get, set });
        MemberDescriptor::with_place(owner, name, place, vm)
    }

    fn with_place(
        owner: &Ref<Type>,
        name: Ref<Str>,
        place: Place,
        vm: &mut Vm,
    ) -> Ref<MemberDescriptor> {
        let payload = MemberDescriptor {
            owner: owner.clone(),
            name,
            place,
        };
        let class = &vm.types.member_descriptor;
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// The class that declares the slot.
    pub(crate) fn owner(&self) -> &Ref<Type> {
        &self.owner
    }

    /// Where the slot is, in bytes as in the class's layout; `None` if it is no slot.
    pub(crate) fn offset(&self) -> Option<u32> {
        match self.place {
            Place::Slot(offset) => Some(offset),
            Place::Native(_) => None,
        }
    }
}

#[native_class(
    name = "member_descriptor",
    registry = member_descriptor,
    flags(disallow_instantiation),
)]
impl MemberDescriptor {
    #[slot]
    fn repr(this: &Ref<MemberDescriptor>, vm: &mut Vm) -> PyResult {
        let (name, owner) = (this.name.to_string_lossy(), this.owner.shown_name(vm));
        Ok(vm.new_str(&format!("<member '{name}' of '{owner}' objects>")))
    }

    #[slot]
    fn descriptor_get(
        this: &Ref<MemberDescriptor>,
        object: Option<&Value>,
        _class: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let Some(object) = object else {
            return Ok(this.to_value());
        };
        check_object(&this.owner, &this.name.to_string_lossy(), object, vm)?;
        let offset = match this.place {
            Place::Slot(offset) => offset,
            Place::Native(place) => return (place.get)(object, vm),
        };
        let header = object
            .as_object()
            .expect("instances of Python classes are objects");
        let value = slot_at(header, offset, vm);
        if value.is_unbound() {
            let name = this.name.clone();
            let class = object.class(vm).clone().full_name(vm);
            let text = name.to_string_lossy();
            let message = format!("'{class}' object has no attribute '{text}'");
            return Err(vm.attribute_error_of(object, &name, &message));
        }
        Ok(value.clone())
    }

    #[slot]
    fn descriptor_set(
        this: &Ref<MemberDescriptor>,
        object: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        check_object(&this.owner, &this.name.to_string_lossy(), object, vm)?;
        let offset = match this.place {
            Place::Slot(offset) => offset,
            Place::Native(place) => {
                return match place.set {
                    Some(set) => set(object, value, vm),
                    None => Err(vm.attribute_error("readonly attribute")),
                };
            }
        };
        let header = object
            .as_object()
            .expect("instances of Python classes are objects");
        let deletes = value.is_none();
        let old = set_slot_at(header, offset, value.unwrap_or(Value::UNBOUND), vm);
        if deletes && old.is_unbound() {
            let name = this.name.to_string_lossy();
            return Err(vm.attribute_error(name));
        }
        Ok(())
    }

    #[getter(member)]
    fn __name__(this: &Ref<MemberDescriptor>) -> Ref<Str> {
        this.name.clone()
    }

    #[getter]
    fn __qualname__(this: &Ref<MemberDescriptor>, vm: &mut Vm) -> PyResult {
        Ok(qualified_name(
            &this.owner,
            &this.name.to_string_lossy(),
            vm,
        ))
    }

    #[getter]
    fn __doc__(this: &Ref<MemberDescriptor>, vm: &mut Vm) -> Value {
        match this.place {
            Place::Slot(_) => Value::NONE,
            Place::Native(place) => doc_value(place.doc, vm),
        }
    }

    #[getter(member)]
    fn __objclass__(this: &Ref<MemberDescriptor>) -> Ref<Type> {
        this.owner.clone()
    }
}
