//! Filling native types from their descriptions.

use super::{Type, TypeFlags};
use crate::builtins::descriptors::{GetSetDescriptor, MemberDescriptor, SlotWrapper};
use crate::builtins::native_function::{ClassMethodDescriptor, MethodDescriptor, NativeFunction};
use crate::builtins::object as object_type;
use crate::builtins::staticmethod::StaticMethod;
use crate::function::native::{NativeMember, TypeSpec};
use crate::object::reference::Ref;
use crate::object::slot_table::{SLOT_TABLE, inherit_native};
use crate::object::value::Value;
use crate::vm::Vm;

/// Fills the dict of a native type from its description, and inherits slots.
pub(crate) fn fill_native_type(class: &Ref<Type>, spec: &TypeSpec, vm: &mut Vm) {
    class.slots.replace(spec.slots, vm);
    for members in spec.members {
        for member in *members {
            let (name, value) = make_member(class, member, vm);
            let name = vm.intern(name);
            class.dict().set_str(&name, value, vm);
        }
    }
    add_wrappers(class, vm);
    add_dict(class, vm);
    let doc_name = vm.names.__doc__.clone();
    if class.dict().get_str(&doc_name, vm).is_none() {
        let doc = if spec.doc.is_empty() {
            Value::NONE
        } else {
            vm.new_str(spec.doc)
        };
        class.dict().set_str(&doc_name, doc, vm);
    }
    let module = crate::types::module_of(spec);
    if module != "builtins" {
        let (name, module) = (vm.names.__module__.clone(), vm.intern(module));
        class.dict().set_str(&name, module.into_value(), vm);
    }
    if let Some(base) = class.base.get(vm) {
        let inherited =
            TypeFlags::SEQUENCE | TypeFlags::MAPPING | TypeFlags::MATCH_SELF | TypeFlags::WEAKREF;
        class.set_flags(base.flags() & inherited, true);
    }
    inherit_native(class, vm);
    class.modified(vm);
}

fn make_member(
    class: &Ref<Type>,
    member: &'static NativeMember,
    vm: &mut Vm,
) -> (&'static str, Value) {
    match member {
        NativeMember::Method(definition) => (
            definition.signature.name,
            MethodDescriptor::new(definition, class, vm).into_value(),
        ),
        NativeMember::ClassMethod(definition) => (
            definition.signature.name,
            ClassMethodDescriptor::new(definition, class, vm).into_value(),
        ),
        NativeMember::StaticMethod(definition) | NativeMember::Function(definition) => {
            let function = NativeFunction::of_class(definition, class, vm).into_value();
            (
                definition.signature.name,
                StaticMethod::new(function, vm).into_value(),
            )
        }
        NativeMember::Property {
            name,
            doc,
            get,
            set,
            is_member: false,
        } => (
            name,
            GetSetDescriptor::new(class, name, doc, *get, *set, vm).into_value(),
        ),
        NativeMember::Property {
            name,
            doc,
            get,
            set,
            is_member: true,
        } => (
            name,
            MemberDescriptor::native(class, name, doc, *get, *set, vm).into_value(),
        ),
        NativeMember::Constant { name, make } => {
            let value = make(vm).unwrap_or_else(|raised| {
                panic!("constant {name} cannot be made: {raised:?}");
            });
            (name, value)
        }
        NativeMember::Integers(_) | NativeMember::Class { .. } => {
            unreachable!("modules have such members, classes do not")
        }
    }
}

/// Adds `__dict__` if the instances have one and those of the base do not.
fn add_dict(class: &Ref<Type>, vm: &mut Vm) {
    let name = vm.names.__dict__.clone();
    let base = class.base.get(vm).as_ref();
    let inherits = base.is_some_and(|base| base.flags().contains(TypeFlags::DICT));
    let has_dict = class.flags().contains(TypeFlags::DICT);
    if !has_dict || inherits || class.dict().get_str(&name, vm).is_some() {
        return;
    }
    let attribute = GetSetDescriptor::new(
        class,
        "__dict__",
        "",
        object_type::get_dict,
        Some(object_type::set_native_dict),
        vm,
    );
    class.dict().set_str(&name, attribute.into_value(), vm);
}

/// Makes the slots callable by the names of their special methods.
fn add_wrappers(class: &Ref<Type>, vm: &mut Vm) {
    let slots = *class.slots(vm);
    for row in SLOT_TABLE {
        if !(row.is_set)(&slots) {
            continue;
        }
        for method in row.methods {
            let name = (method.key)(&vm.names).clone();
            if method.call.is_none() || class.dict().get_str(&name, vm).is_some() {
                continue;
            }
            let wrapper = SlotWrapper::new(class, method, vm).into_value();
            class.dict().set_str(&name, wrapper, vm);
        }
    }
    let hash = vm.names.__hash__.clone();
    if slots.compare.is_some() && slots.hash.is_none() && class.dict().get_str(&hash, vm).is_none()
    {
        class.dict().set_str(&hash, Value::NONE, vm);
    }
    let new = vm.names.__new__.clone();
    let inherited = class
        .base
        .get(vm)
        .as_ref()
        .and_then(|base| base.slots(vm).new);
    let is_own = match (slots.new, inherited) {
        (Some(own), Some(inherited)) => !std::ptr::fn_addr_eq(own, inherited),
        (own, _) => own.is_some(),
    };
    if is_own && class.dict().get_str(&new, vm).is_none() {
        let function = super::call::new_wrapper(class, vm);
        class.dict().set_str(&new, function, vm);
    }
}
