//! Calling special methods of Python classes, and arguments of wrappers.

use crate::builtins::str::Str;
use crate::builtins::type_::TypeFlags;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Calls a special method of the class of `all[0]` with `all`; `None` if there is no such method.
pub(crate) fn call_special_method(
    name: &Ref<Str>,
    all: &[Value],
    vm: &mut Vm,
) -> PyResult<Option<Value>> {
    let class = all[0].class(vm).clone();
    let Some(method) = vm.lookup_cached(&class, name) else {
        return Ok(None);
    };
    call_found(&method, &all[0], Args::positional_only(all), vm).map(Some)
}

/// Calls what was found for a special method: `all` starts with the object.
///
/// Every way from one special method to another leads through here, so that this one look at the
/// native stack is enough: `A.__call__ = A()` asks for the `__call__` of a `__call__` without end.
pub(crate) fn call_found(method: &Value, object: &Value, all: Args<'_>, vm: &mut Vm) -> PyResult {
    vm.check_native_stack("")?;
    let kind = method.class(vm);
    if kind.flags().contains(TypeFlags::METHOD_DESCRIPTOR) {
        return method.call(all, vm);
    }
    let (_, rest) = all.split_first().expect("the object comes first");
    match kind.slots(vm).descriptor_get {
        Some(get) => {
            let class = object.class(vm).to_value();
            get(method, Some(object), &class, vm)?.call(rest, vm)
        }
        None => method.call(rest, vm),
    }
}

/// Calls `f` with arguments that have one more in front; few of them need no allocation.
pub(crate) fn with_first<R>(first: &Value, args: &[Value], f: impl FnOnce(&[Value]) -> R) -> R {
    let first = first.clone();
    match args {
        [] => f(&[first]),
        [a] => f(&[first, a.clone()]),
        [a, b] => f(&[first, a.clone(), b.clone()]),
        [a, b, c] => f(&[first, a.clone(), b.clone(), c.clone()]),
        args => {
            let mut all = Vec::with_capacity(args.len() + 1);
            all.push(first);
            all.extend_from_slice(args);
            f(&all)
        }
    }
}

/// Arguments with one more in front.
pub(super) fn prepend(first: &Value, args: &Args<'_>) -> Vec<Value> {
    let mut all = Vec::with_capacity(args.len() + 1);
    all.push(first.clone());
    all.extend_from_slice(args.values());
    all
}

/// Checks the number of arguments of a wrapper.
pub(super) fn arity<'a, const COUNT: usize>(
    args: Args<'a>,
    vm: &mut Vm,
) -> PyResult<&'a [Value; COUNT]> {
    let positional = args.positional();
    match positional.try_into() {
        Ok(args) => Ok(args),
        Err(_) => {
            let plural = if COUNT == 1 { "" } else { "s" };
            let got = positional.len();
            Err(vm.type_error(format!("expected {COUNT} argument{plural}, got {got}")))
        }
    }
}

/// Checks that the wrapper of this name gets two arguments.
pub(super) fn two<'a>(name: &str, args: Args<'a>, vm: &mut Vm) -> PyResult<&'a [Value; 2]> {
    let positional = args.positional();
    positional.try_into().map_err(|_| {
        let got = positional.len();
        vm.type_error(format!("{name} expected 2 arguments, got {got}"))
    })
}

/// Checks that `__get__` gets one or two arguments.
pub(super) fn getter_arguments<'a>(
    args: Args<'a>,
    vm: &mut Vm,
) -> PyResult<(&'a Value, Option<&'a Value>)> {
    let bound = match args.positional().len() {
        0 => "at least 1 argument",
        1 | 2 => return one_or_two(args, vm),
        _ => "at most 2 arguments",
    };
    let got = args.positional().len();
    Err(vm.type_error(format!("__get__ expected {bound}, got {got}")))
}

/// Checks that a wrapper gets one or two arguments.
pub(super) fn one_or_two<'a>(
    args: Args<'a>,
    vm: &mut Vm,
) -> PyResult<(&'a Value, Option<&'a Value>)> {
    match args.positional() {
        [first] => Ok((first, None)),
        [first, second] => Ok((first, Some(second))),
        other => {
            let got = other.len();
            Err(vm.type_error(format!("expected 1 or 2 arguments, got {got}")))
        }
    }
}

/// An attribute name given to `__getattribute__` and its like.
pub(super) fn attribute_name<'a>(name: &'a Value, vm: &mut Vm) -> PyResult<&'a Ref<Str>> {
    match name.downcast::<Str>() {
        Some(name) => Ok(name),
        None => {
            let class = name.type_name(vm);
            Err(vm.type_error(format!("attribute name must be string, not '{class}'")))
        }
    }
}
