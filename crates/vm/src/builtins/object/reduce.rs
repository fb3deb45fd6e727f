//! `object.__reduce_ex__`: taking an object apart for `pickle` and `copy`.
//! Reference: <https://docs.python.org/3.14/library/pickle.html#object.__reduce_ex__>

use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::object::attributes::instance_items;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// `object.__getstate__`: the instance's dict, with members of `__slots__` in a tuple of both.
pub(super) fn state(object: &Value, vm: &mut Vm) -> PyResult {
    let mut state = Value::NONE;
    let items = instance_items(object, vm);
    if object.class(vm).flags().contains(TypeFlags::DICT) && !items.is_empty() {
        let dict = Dict::new(vm);
        for (key, value) in items {
            dict.as_value().set_subscript(&key, value, vm)?;
        }
        state = dict.into_value();
    }
    let Some(names) = slot_names(object, vm)? else {
        return Ok(state);
    };
    let members = Dict::new(vm);
    for name in names {
        let Some(name) = name.downcast::<Str>() else {
            let found = name.type_name(vm);
            return Err(vm.type_error(format!("attribute name must be string, not '{found}'")));
        };
        if let Some(value) = object.get_attribute_optional(name, vm)? {
            members.set_item(name.to_value(), value, vm)?;
        }
    }
    if members.length(vm) > 0 {
        return Ok(Tuple::new(vec![state, members.into_value()], vm).into_value());
    }
    Ok(state)
}

/// What `copyreg` says of the slots that the classes of an object declare; it keeps that in the class.
fn slot_names(object: &Value, vm: &mut Vm) -> PyResult<Option<Vec<Value>>> {
    let class = object.class(vm).clone();
    if !class.is_heap_type() {
        return Ok(None);
    }
    let key = vm.intern("__slotnames__");
    let names = match class.dict().get_str(&key, vm).cloned() {
        Some(names) => names,
        None => {
            let name = vm.intern("copyreg");
            let copyreg = vm.import_name(&name)?;
            let name = vm.intern("_slotnames");
            let names = copyreg.call_method(&name, &[class.to_value()], vm)?;
            if !names.is_none() && !names.has_payload::<List>() {
                return Err(vm.type_error("copyreg._slotnames didn't return a list or None"));
            }
            names
        }
    };
    if names.is_none() {
        return Ok(None);
    }
    match names.downcast::<List>() {
        Some(names) => Ok(Some(names.items(vm).to_vec())),
        None => {
            let (class, found) = (class.shown_name(vm), names.type_name(vm));
            Err(vm.type_error(format!(
                "{class}.__slotnames__ should be a list or None, not {found}"
            )))
        }
    }
}

/// `object.__reduce_ex__(protocol)`: `__reduce__` if the class has its own.
pub(super) fn reduce_ex(object: &Value, protocol: i64, vm: &mut Vm) -> PyResult {
    let name = vm.names.__reduce__.clone();
    let class = object.class(vm).clone();
    let own = vm.lookup_cached(&class, &name);
    let default = vm.types.object.dict().get_str(&name, vm).cloned();
    let overridden = match (&own, &default) {
        (Some(own), Some(default)) => !own.is(default),
        _ => false,
    };
    if overridden {
        return object.call_method(&name, &[], vm);
    }
    reduce(object, protocol, vm)
}

/// The parts of an object that has no `__reduce__` of its own.
pub(super) fn reduce(object: &Value, protocol: i64, vm: &mut Vm) -> PyResult {
    let name = vm.intern("copyreg");
    let copyreg = vm.import_name(&name)?;
    if protocol < 2 {
        let name = vm.intern("_reduce_ex");
        let protocol = vm.new_int(protocol);
        return copyreg.call_method(&name, &[object.clone(), protocol], vm);
    }
    reduce_new_object(object, &copyreg, vm)
}

/// `(copyreg.__newobj__, (class, *args), state, items, pairs)`
fn reduce_new_object(object: &Value, copyreg: &Value, vm: &mut Vm) -> PyResult {
    let class = object.class(vm).clone();
    if class.slots(vm).new.is_none() {
        let name = class.qualified_name(vm);
        return Err(vm.type_error(format!("cannot pickle '{name}' object")));
    }
    let (args, keywords) = new_arguments(object, vm)?;
    let (function, args) = match keywords {
        Some(keywords) => {
            let name = vm.intern("__newobj_ex__");
            let args = match args {
                Some(args) => args,
                None => Tuple::new(Vec::new(), vm).into_value(),
            };
            let parts = vec![class.to_value(), args, keywords];
            (copyreg.get_attribute(&name, vm)?, Tuple::new(parts, vm))
        }
        None => {
            let name = vm.intern("__newobj__");
            let mut parts = vec![class.to_value()];
            if let Some(args) = args.as_ref().and_then(Value::downcast::<Tuple>) {
                parts.extend_from_slice(args.as_slice());
            } else if !is_constructible(&class, vm) && !has_own_state(&class, vm) {
                let name = class.qualified_name(vm);
                return Err(vm.type_error(format!("cannot pickle '{name}' object")));
            }
            (copyreg.get_attribute(&name, vm)?, Tuple::new(parts, vm))
        }
    };
    let getstate = vm.names.__getstate__.clone();
    let state = object.call_method(&getstate, &[], vm)?;
    let items = if object.has_payload::<List>() {
        object.iter(vm)?
    } else {
        Value::NONE
    };
    let pairs = if object.has_payload::<Dict>() {
        let name = vm.names.items.clone();
        object.call_method(&name, &[], vm)?.iter(vm)?
    } else {
        Value::NONE
    };
    let parts = vec![function, args.into_value(), state, items, pairs];
    Ok(Tuple::new(parts, vm).into_value())
}

/// Whether the class itself says what the state of its objects is.
fn has_own_state(class: &Ref<Type>, vm: &mut Vm) -> bool {
    let name = vm.names.__getstate__.clone();
    let own = vm.lookup_cached(class, &name);
    let default = vm.types.object.dict().get_str(&name, vm);
    match (&own, default) {
        (Some(own), Some(default)) => !own.is(default),
        _ => false,
    }
}

/// Whether an object of the class can be made again by `__new__` and its state alone.
fn is_constructible(class: &Ref<Type>, vm: &Vm) -> bool {
    let info = class.payload_info();
    [&vm.types.object, &vm.types.list, &vm.types.dict]
        .iter()
        .any(|plain| plain.payload_info().is(info))
        || class.is_heap_type()
}

/// What `__getnewargs_ex__` or `__getnewargs__` gives.
fn new_arguments(object: &Value, vm: &mut Vm) -> PyResult<(Option<Value>, Option<Value>)> {
    let name = vm.intern("__getnewargs_ex__");
    if let Some(method) = object.lookup_special(&name, vm)? {
        let both = method.call(Args::EMPTY, vm)?;
        let Some(both) = both.downcast::<Tuple>() else {
            let found = both.type_name(vm);
            return Err(vm.type_error(format!(
                "__getnewargs_ex__ should return a tuple, not '{found}'"
            )));
        };
        let [args, keywords] = both.as_slice() else {
            let count = both.length();
            return Err(vm.value_error(format!(
                "__getnewargs_ex__ should return a tuple of length 2, not {count}"
            )));
        };
        if !args.has_payload::<Tuple>() {
            let found = args.type_name(vm);
            return Err(vm.type_error(format!(
                "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{found}'"
            )));
        }
        if !keywords.has_payload::<Dict>() {
            let found = keywords.type_name(vm);
            return Err(vm.type_error(format!(
                "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{found}'"
            )));
        }
        let keywords = Some(keywords.clone()).filter(|keywords| {
            let keywords = keywords.downcast::<Dict>();
            keywords.is_some_and(|keywords| keywords.length(vm) > 0)
        });
        return Ok((Some(args.clone()), keywords));
    }
    let name = vm.intern("__getnewargs__");
    if let Some(method) = object.lookup_special(&name, vm)? {
        let args = method.call(Args::EMPTY, vm)?;
        if !args.has_payload::<Tuple>() {
            let found = args.type_name(vm);
            return Err(vm.type_error(format!(
                "__getnewargs__ should return a tuple, not '{found}'"
            )));
        }
        return Ok((Some(args), None));
    }
    Ok((None, None))
}
