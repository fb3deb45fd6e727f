//! Adapters: from objects of the program to what SQLite can store.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#sqlite3-adapter-converter-recipes>

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::exceptions::programming_error;
use super::module::State;

/// The protocol that objects are adapted to: what SQLite can store.
#[derive(Payload)]
pub(crate) struct PrepareProtocol {}

#[native_class(name = "sqlite3.PrepareProtocol")]
impl PrepareProtocol {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<PrepareProtocol> {
        Ref::with_class(PrepareProtocol {}, class, vm)
    }

    #[init]
    fn init(_this: &Ref<PrepareProtocol>, _args: Args<'_>, _vm: &mut Vm) -> PyResult<()> {
        Ok(())
    }
}

/// The protocol, as adapters are registered for it.
pub(super) fn prepare_protocol(vm: &mut Vm) -> Value {
    PrepareProtocol::class(vm).to_value()
}

/// Registers an adapter for the instances of a class.
pub(super) fn register(class: &Value, adapter: Value, vm: &mut Vm) -> PyResult<()> {
    let types = &vm.types;
    let basic = [&types.int, &types.float, &types.str, &types.bytearray];
    let is_basic = basic.iter().any(|basic| basic.is_value(class));
    let protocol = prepare_protocol(vm);
    let key = Tuple::from_array([class.clone(), protocol], vm).into_value();
    let state = vm.module_state::<State>();
    state.adapts_basic_types |= is_basic;
    let adapters = state.adapters.clone();
    adapters.set_item(key, adapter, vm)
}

/// What a value is adapted to. `instead` is what it is if nothing adapts it.
///
/// Raises `ProgrammingError` then, if there is nothing instead.
pub(super) fn adapt(
    value: &Value,
    protocol: &Value,
    instead: Option<&Value>,
    vm: &mut Vm,
) -> PyResult {
    let key = [value.class(vm).to_value(), protocol.clone()];
    let key = Tuple::from_array(key, vm).into_value();
    let adapters = vm.module_state::<State>().adapters.clone();
    if let Some(adapter) = adapters.get_item(&key, vm)? {
        return adapter.call_positional(std::slice::from_ref(value), vm);
    }
    for (object, method, argument) in [
        (protocol, "__adapt__", value),
        (value, "__conform__", protocol),
    ] {
        let name = vm.intern(method);
        let Some(method) = object.get_attribute_optional(&name, vm)? else {
            continue;
        };
        match method.call_positional(std::slice::from_ref(argument), vm) {
            Ok(adapted) if adapted.is_none() => {}
            Ok(adapted) => return Ok(adapted),
            Err(raised) => {
                let unfit = vm.types.exceptions.type_error.clone();
                if !raised.is_instance(&unfit, vm) {
                    return Err(raised);
                }
            }
        }
    }
    match instead {
        Some(instead) => Ok(instead.clone()),
        None => Err(programming_error("can't adapt", vm)),
    }
}

/// A parameter as it is bound: adapted, unless it is of a class that nothing adapts.
pub(super) fn parameter(value: Value, vm: &mut Vm) -> PyResult {
    let types = &vm.types;
    let class = value.class(vm);
    let basic = [&types.int, &types.float, &types.str, &types.bytearray];
    let is_basic = basic.iter().any(|basic| class.is(basic));
    let is_plain = is_basic || value.is_none() || class.is(&types.bytes);
    let state = vm.module_state::<State>();
    if is_basic && !state.adapts_basic_types {
        return Ok(value);
    }
    // Nothing else adapts these but an adapter that was registered.
    if is_plain && state.adapters.clone().length(vm) == 0 {
        return Ok(value);
    }
    let protocol = prepare_protocol(vm);
    adapt(&value, &protocol, Some(&value), vm)
}
