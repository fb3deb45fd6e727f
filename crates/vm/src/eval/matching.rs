//! Structural pattern matching (PEP 634).

use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::eval::operation::operation;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

operation!(
/// `GET_LEN` (`value -- value, length`)
GetLen,
slow_only |cursor, vm| {
    let value = cursor.peek(1).clone();
    let length = value.length(vm)?;
    let length = vm.new_length(length);
    cursor.push(length);
    Ok(())
});
operation!(
/// `MATCH_MAPPING` (`value -- value, truth`)
MatchMapping,
slow_only |cursor, vm| {
    let matches = vm.class_of(cursor.peek(1)).flags().contains(TypeFlags::MAPPING);
    cursor.push(Value::bool(matches));
    Ok(())
});
operation!(
/// `MATCH_SEQUENCE` (`value -- value, truth`)
MatchSequence,
slow_only |cursor, vm| {
    let matches = vm.class_of(cursor.peek(1)).flags().contains(TypeFlags::SEQUENCE);
    cursor.push(Value::bool(matches));
    Ok(())
});
operation!(
/// `MATCH_KEYS` (`subject, keys -- subject, keys, values`)
MatchKeys,
slow_only |cursor, vm| {
    let (subject, keys) = (cursor.peek(2).clone(), cursor.peek(1).clone());
    let Some(keys) = keys.downcast::<Tuple>() else {
        return Err(vm.system_error("MATCH_KEYS without a tuple of keys"));
    };
    let values = match_keys(&subject, keys, vm)?;
    cursor.push(values);
    Ok(())
});

fn match_keys(subject: &Value, keys: &Ref<Tuple>, vm: &mut Vm) -> PyResult {
    let seen = Dict::new(vm);
    let mut values = Vec::with_capacity(keys.length());
    let get = vm.intern("get");
    let exact_dict = vm.class_of(subject).is(&vm.types.dict);
    let getter = if exact_dict {
        None
    } else {
        Some(subject.get_attribute(&get, vm)?)
    };
    let missing = Value::from(crate::builtins::list::List::new(Vec::new(), vm));
    for key in keys.as_slice() {
        if seen.get_item(key, vm)?.is_some() {
            let text = key.repr(vm)?;
            let text = text.to_string_lossy().into_owned();
            return Err(vm.value_error(format!("mapping pattern checks duplicate key ({text})")));
        }
        seen.set_item(key.clone(), Value::NONE, vm)?;
        let found = match (&getter, subject.downcast::<Dict>()) {
            (None, Some(dict)) => dict.get_item(key, vm)?,
            (Some(getter), _) => {
                let value = getter.call_positional(&[key.clone(), missing.clone()], vm)?;
                (!value.is(&missing)).then_some(value)
            }
            (None, None) => None,
        };
        match found {
            Some(value) => values.push(value),
            None => return Ok(Value::NONE),
        }
    }
    Ok(Tuple::new(values, vm).into_value())
}

operation!(
/// `MATCH_CLASS` (`subject, class, names -- attributes`)
MatchClass,
slow_only |cursor, vm| {
    let names = cursor.pop();
    let class = cursor.pop();
    let subject = cursor.pop();
    let result = match_class(&subject, &class, &names, cursor.n(), vm)?;
    cursor.push(result);
    Ok(())
});

fn match_class(
    subject: &Value,
    class: &Value,
    names: &Value,
    positional: usize,
    vm: &mut Vm,
) -> PyResult {
    let Some(type_) = class.downcast::<Type>() else {
        return Err(vm.type_error("called match pattern must be a class"));
    };
    if !subject.is_instance(class, vm)? {
        return Ok(Value::NONE);
    }
    let class_name = type_.shown_name(vm);
    let mut seen: Vec<Ref<Str>> = Vec::new();
    let mut values = Vec::new();
    if positional > 0 {
        let match_args = vm.names.__match_args__.clone();
        let declared = class.get_attribute_optional(&match_args, vm)?;
        let declared = match &declared {
            None => None,
            Some(args) => match args.downcast::<Tuple>() {
                Some(args) => Some(args.clone()),
                None => {
                    let found = args.type_name(vm);
                    return Err(vm.type_error(format!(
                        "{class_name}.__match_args__ must be a tuple (got {found})"
                    )));
                }
            },
        };
        let match_self = declared.is_none() && type_.flags().contains(TypeFlags::MATCH_SELF);
        let allowed = match &declared {
            Some(args) => args.length(),
            None => usize::from(match_self),
        };
        if positional > allowed {
            let plural = if allowed == 1 { "" } else { "s" };
            return Err(vm.type_error(format!(
                "{class_name}() accepts {allowed} positional sub-pattern{plural} ({positional} given)"
            )));
        }
        if match_self {
            values.push(subject.clone());
        } else if let Some(args) = declared {
            for name in &args.as_slice()[..positional] {
                let Some(name) = name.downcast::<Str>() else {
                    let found = name.type_name(vm);
                    return Err(vm.type_error(format!(
                        "__match_args__ elements must be strings (got {found})"
                    )));
                };
                match match_attribute(subject, name, &class_name, &mut seen, vm)? {
                    Some(value) => values.push(value),
                    None => return Ok(Value::NONE),
                }
            }
        }
    }
    if let Some(names) = names.downcast::<Tuple>() {
        for name in names.as_slice() {
            let Some(name) = name.downcast::<Str>() else {
                return Err(vm.system_error("MATCH_CLASS with a name that is no str"));
            };
            match match_attribute(subject, name, &class_name, &mut seen, vm)? {
                Some(value) => values.push(value),
                None => return Ok(Value::NONE),
            }
        }
    }
    Ok(Tuple::new(values, vm).into_value())
}

fn match_attribute(
    subject: &Value,
    name: &Ref<Str>,
    class_name: &str,
    seen: &mut Vec<Ref<Str>>,
    vm: &mut Vm,
) -> PyResult<Option<Value>> {
    if seen.iter().any(|known| known.equals(name)) {
        let name = name.to_string_lossy();
        return Err(vm.type_error(format!(
            "{class_name}() got multiple sub-patterns for attribute '{name}'"
        )));
    }
    seen.push(name.clone());
    let name = vm.intern_ref(name);
    subject.get_attribute_optional(&name, vm)
}
