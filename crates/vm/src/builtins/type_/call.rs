//! Calling a class, and `__new__` of native types.

use super::{Type, TypeFlags};
use crate::builtins::native_function::NativeFunction;
use crate::function::args::Args;
use crate::function::native::{NativeDefinition, NativeSignature, Parameter, ParameterKind};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// `class(*args, **kwargs)`: `__new__`, then `__init__`.
pub(super) fn call(callee: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let class = callee
        .downcast::<Type>()
        .expect("a slot is called with its own type");
    if class.is(&vm.types.type_) && !args.has_keywords() {
        match args.positional() {
            [object] => return Ok(object.class(vm).to_value()),
            [_, _, _] => {}
            _ => return Err(vm.type_error("type() takes 1 or 3 arguments")),
        }
    }
    call_class(class, args, vm)
}

/// Calls a class other than `type`: its `__new__` slot, then the `__init__` slot.
pub(crate) fn call_class(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let new = class.slots(vm).new;
    let Some(new) = new.filter(|_| !class.flags().contains(TypeFlags::DISALLOW_INSTANTIATION))
    else {
        let name = match class.is_heap_type() {
            true => class.shown_name(vm),
            false => class.qualified_name(vm),
        };
        return Err(vm.type_error(format!("cannot create '{name}' instances")));
    };
    let (values, names) = (args.values(), args.names());
    let object = new(class, args, vm)?;
    let own = object.class(vm);
    if !own.is_subclass_of(class, vm) {
        return Ok(object);
    }
    if let Some(init) = own.slots(vm).init {
        init(&object, Args::new(values, names), vm)?;
    }
    Ok(object)
}

/// `type.__init__`
pub(super) fn init(_class: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    let count = args.positional().len();
    if args.has_keywords() && count == 1 {
        return Err(vm.type_error("type.__init__() takes no keyword arguments"));
    }
    if count != 1 && count != 3 {
        return Err(vm.type_error("type.__init__() takes 1 or 3 arguments"));
    }
    Ok(())
}

/// The one description of `__new__` of all native types; the type is the bound object.
static NEW: NativeDefinition = NativeDefinition {
    signature: NativeSignature::new(
        "__new__",
        "Makes an instance of the class; the arguments are those of calling it.",
        "($type, *args, **kwargs)",
        &[
            Parameter {
                name: "args",
                kind: ParameterKind::VarPositional,
                required: false,
            },
            Parameter {
                name: "kwargs",
                kind: ParameterKind::VarKeyword,
                required: false,
            },
        ],
    ),
    function: call_new,
};

/// Makes `__new__` of a native type.
pub(super) fn new_wrapper(class: &Ref<Type>, vm: &mut Vm) -> Value {
    NativeFunction::bound(&NEW, class.to_value(), vm).into_value()
}

/// Whether this is `__new__` of a native type.
pub(crate) fn is_new_wrapper(function: &NativeFunction) -> bool {
    std::ptr::eq(function.definition(), &NEW)
}

/// `Owner.__new__(class, ...)`
fn call_new(args: Args<'_>, vm: &mut Vm) -> PyResult {
    let (owner, args) = args.split_first().expect("the owner is bound");
    let owner = owner.downcast::<Type>().expect("the owner is a type");
    let name = owner.shown_name(vm);
    let Some((class, args)) = args.split_first() else {
        return Err(vm.type_error(format!("{name}.__new__(): not enough arguments")));
    };
    let Some(class) = class.downcast::<Type>() else {
        let found = class.type_name(vm);
        return Err(vm.type_error(format!(
            "{name}.__new__(X): X is not a type object ({found})"
        )));
    };
    if !class.is_subclass_of(owner, vm) {
        let class = class.shown_name(vm);
        return Err(vm.type_error(format!(
            "{name}.__new__({class}): {class} is not a subtype of {name}"
        )));
    }
    if class.flags().contains(TypeFlags::DISALLOW_INSTANTIATION) {
        let name = class.qualified_name(vm);
        return Err(vm.type_error(format!("cannot create '{name}' instances")));
    }
    // The native type that is nearest to the class knows its layout: only its function may make
    // instances.
    let mut native = class.clone();
    while native.is_heap_type() {
        match native.base.get(vm).clone() {
            Some(base) => native = base,
            None => break,
        }
    }
    let (own, called) = (native.slots(vm).new, owner.slots(vm).new);
    let called = called.expect("the type has the slot that this wraps");
    if !own.is_some_and(|own| std::ptr::fn_addr_eq(own, called)) {
        if native.flags().contains(TypeFlags::DISALLOW_INSTANTIATION) {
            let class = class.qualified_name(vm);
            return Err(vm.type_error(format!("cannot create '{class}' instances")));
        }
        // What has no `__new__` of its own is named itself.
        let mut safe = class.clone();
        while safe.slots(vm).new.map(|new| new as usize) != own.map(|new| new as usize) {
            match safe.base.get(vm).clone() {
                Some(base) => safe = base,
                None => break,
            }
        }
        let (class, native) = (class.shown_name(vm), safe.shown_name(vm));
        return Err(vm.type_error(format!(
            "{name}.__new__({class}) is not safe, use {native}.__new__()"
        )));
    }
    called(class, args, vm)
}
