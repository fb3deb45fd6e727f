//! Type parameters of aliases, and their substitution.

use crate::builtins::list::List;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The type parameters among the arguments, each once, in order.
pub(super) fn collect(args: &Ref<Tuple>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    let mut found = Vec::new();
    collect_into(args.as_slice(), &mut found, vm)?;
    Ok(Tuple::new(found, vm))
}

fn add(found: &mut Vec<Value>, parameter: &Value) {
    if !found.iter().any(|known| known.is(parameter)) {
        found.push(parameter.clone());
    }
}

fn collect_into(args: &[Value], found: &mut Vec<Value>, vm: &mut Vm) -> PyResult<()> {
    let subst = vm.intern("__typing_subst__");
    let parameters = vm.intern("__parameters__");
    for arg in args {
        if arg.has_payload::<Type>() {
            continue;
        }
        if arg.get_attribute_optional(&subst, vm)?.is_some() {
            add(found, arg);
            continue;
        }
        let inner = if let Some(tuple) = arg.downcast::<Tuple>() {
            Some(tuple.as_slice().to_vec())
        } else {
            arg.downcast::<List>().map(|list| list.items(vm).to_vec())
        };
        if let Some(inner) = inner {
            vm.with_recursion("", |vm| collect_into(&inner, found, vm))?;
            continue;
        }
        if let Some(own) = arg.get_attribute_optional(&parameters, vm)?
            && let Some(own) = own.downcast::<Tuple>()
        {
            own.as_slice()
                .iter()
                .for_each(|parameter| add(found, parameter));
        }
    }
    Ok(())
}

/// The arguments with `item` in place of the parameters.
pub(super) fn substitute(
    alias: &Value,
    args: &Ref<Tuple>,
    parameters: &Ref<Tuple>,
    item: Value,
    vm: &mut Vm,
) -> PyResult<Ref<Tuple>> {
    if parameters.length() == 0 {
        let shown = alias.repr(vm)?;
        let shown = shown.to_string_lossy();
        return Err(vm.type_error(format!("{shown} is not a generic class")));
    }
    let items = super::as_tuple(item, vm);
    let mut items = unpacked(&items, vm)?;
    let prepare = vm.intern("__typing_prepare_subst__");
    for parameter in parameters.as_slice() {
        if let Some(prepare) = parameter.get_attribute_optional(&prepare, vm)?
            && !prepare.is_none()
        {
            let prepared = prepare.call_positional(&[alias.clone(), items.to_value()], vm)?;
            items = super::as_tuple(prepared, vm);
        }
    }
    if items.length() != parameters.length() {
        let many = if items.length() > parameters.length() {
            "many"
        } else {
            "few"
        };
        let shown = alias.repr(vm)?;
        let (shown, got, expected) = (shown.to_string_lossy(), items.length(), parameters.length());
        return Err(vm.type_error(format!(
            "Too {many} arguments for {shown}; actual {got}, expected {expected}"
        )));
    }
    let new = substitute_all(args.as_slice(), parameters, &items, vm)?;
    Ok(Tuple::new(new, vm))
}

/// The arguments with those of `*tuple[int, str]` in its place, unless there may be any number of them.
fn unpacked(items: &Ref<Tuple>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    let name = vm.intern("__typing_unpacked_tuple_args__");
    let mut all = Vec::new();
    for item in items.as_slice() {
        if !item.has_payload::<Type>()
            && let Some(inner) = item.get_attribute_optional(&name, vm)?
            && let Some(inner) = inner.downcast::<Tuple>()
            && !inner.as_slice().last().is_some_and(Value::is_ellipsis)
        {
            all.extend_from_slice(inner.as_slice());
        } else {
            all.push(item.clone());
        }
    }
    Ok(Tuple::new(all, vm))
}

fn substitute_all(
    args: &[Value],
    parameters: &Ref<Tuple>,
    items: &Ref<Tuple>,
    vm: &mut Vm,
) -> PyResult<Vec<Value>> {
    let subst_name = vm.intern("__typing_subst__");
    let parameters_name = vm.intern("__parameters__");
    let mut new = Vec::new();
    for arg in args {
        if arg.has_payload::<Type>() {
            new.push(arg.clone());
            continue;
        }
        if let Some(tuple) = arg.downcast::<Tuple>() {
            let inner = tuple.as_slice().to_vec();
            let inner =
                vm.with_recursion("", |vm| substitute_all(&inner, parameters, items, vm))?;
            new.push(Tuple::new(inner, vm).into_value());
            continue;
        }
        if let Some(list) = arg.downcast::<List>() {
            let inner = list.items(vm).to_vec();
            let inner =
                vm.with_recursion("", |vm| substitute_all(&inner, parameters, items, vm))?;
            new.push(List::new(inner, vm).into_value());
            continue;
        }
        if let Some(subst) = arg.get_attribute_optional(&subst_name, vm)? {
            let position = parameters.as_slice().iter().position(|known| known.is(arg));
            let Some(position) = position else {
                // It was none yet when the parameters were collected.
                let (arg, known) = (arg.repr(vm)?, parameters.as_value().repr(vm)?);
                let (arg, known) = (arg.to_string_lossy(), known.to_string_lossy());
                return Err(vm.type_error(format!("{arg} not found in __parameters__ {known}")));
            };
            let item = items.as_slice()[position].clone();
            let value = subst.call_positional(&[item], vm)?;
            push(&mut new, arg, value, vm)?;
            continue;
        }
        let own = arg.get_attribute_optional(&parameters_name, vm)?;
        match own.as_ref().and_then(Value::downcast::<Tuple>) {
            Some(own) if own.length() > 0 => {
                let mut chosen = Vec::new();
                for parameter in own.as_slice() {
                    let known = parameters.as_slice().iter();
                    let position = known.clone().position(|known| known.is(parameter));
                    let Some(position) = position else { continue };
                    let item = items.as_slice()[position].clone();
                    // A TypeVarTuple stands for several.
                    match item.downcast::<Tuple>() {
                        Some(several) if parameter.class(vm).slots(vm).iter.is_some() => {
                            chosen.extend_from_slice(several.as_slice());
                        }
                        _ => chosen.push(item),
                    }
                }
                let chosen = Tuple::new(chosen, vm).into_value();
                let value = arg.subscript(&chosen, vm)?;
                push(&mut new, arg, value, vm)?;
            }
            _ => new.push(arg.clone()),
        }
    }
    Ok(new)
}

/// Adds what came for an argument: several values if it was an unpacked one (`*Ts`).
fn push(values: &mut Vec<Value>, arg: &Value, value: Value, vm: &mut Vm) -> PyResult<()> {
    let name = vm.intern("__typing_is_unpacked_typevartuple__");
    let is_unpacked = match arg.get_attribute_optional(&name, vm)? {
        Some(flag) => flag.is_true(vm)?,
        None => false,
    };
    match value.downcast::<Tuple>() {
        Some(tuple) if is_unpacked => values.extend_from_slice(tuple.as_slice()),
        None if is_unpacked => {
            let found = value.class(vm).clone().full_name(vm);
            return Err(vm.type_error(format!(
                "expected __typing_subst__ of an unpacked TypeVarTuple to return a tuple, not {found}"
            )));
        }
        _ => values.push(value),
    }
    Ok(())
}
