//! `weakref.ProxyType` and `weakref.CallableProxyType`: they act as their object does.

use rpy_bytecode::{BinaryOperator, CompareOperator};
use rpy_macros::{methods, native_class};

use super::WeakReference;
use super::reference::payload;
use crate::builtins::str::Str;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::slots::{BINARY_OPERATORS, BinarySlot, Slots};
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The object of a proxy.
///
/// Raises `ReferenceError` if it is gone.
fn target(proxy: &Value, vm: &mut Vm) -> PyResult {
    match payload(proxy).target(vm) {
        Some(target) => Ok(target),
        None => Err(vm.reference_error("weakly-referenced object no longer exists")),
    }
}

/// The value itself, or the object if it is a proxy.
fn unwrapped(value: &Value, vm: &mut Vm) -> PyResult {
    let is_proxy = |vm: &Vm| {
        let class = value.class(vm);
        class.is(&vm.types.weak_proxy) || class.is(&vm.types.weak_callable_proxy)
    };
    if is_proxy(vm) {
        target(value, vm)
    } else {
        Ok(value.clone())
    }
}

macro_rules! binary {
    ($($function:ident $inplace_function:ident $operator:ident $inplace:ident;)*) => {
        $(
            fn $function(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
                let (left, right) = (unwrapped(left, vm)?, unwrapped(right, vm)?);
                left.binary(&right, BinaryOperator::$operator, vm)
            }

            fn $inplace_function(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
                let (left, right) = (unwrapped(left, vm)?, unwrapped(right, vm)?);
                left.binary(&right, BinaryOperator::$inplace, vm)
            }
        )*

        const BINARY: [Option<BinarySlot>; BINARY_OPERATORS] = [$(Some($function),)*];
        const INPLACE: [Option<BinarySlot>; BINARY_OPERATORS] = [$(Some($inplace_function),)*];
    };
}

binary! {
    add iadd Add InplaceAdd;
    subtract isubtract Subtract InplaceSubtract;
    multiply imultiply Multiply InplaceMultiply;
    true_divide itrue_divide TrueDivide InplaceTrueDivide;
    floor_divide ifloor_divide FloorDivide InplaceFloorDivide;
    remainder iremainder Remainder InplaceRemainder;
    power ipower Power InplacePower;
    left_shift ileft_shift LeftShift InplaceLeftShift;
    right_shift iright_shift RightShift InplaceRightShift;
    and iand And InplaceAnd;
    or ior Or InplaceOr;
    xor ixor Xor InplaceXor;
    matrix_multiply imatrix_multiply MatrixMultiply InplaceMatrixMultiply;
}

fn power_modulo(base: &Value, exponent: &Value, modulus: &Value, vm: &mut Vm) -> PyResult {
    let (base, exponent) = (unwrapped(base, vm)?, unwrapped(exponent, vm)?);
    let modulus = unwrapped(modulus, vm)?;
    base.power(&exponent, &modulus, vm)
}

fn divmod(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    let (left, right) = (unwrapped(left, vm)?, unwrapped(right, vm)?);
    left.divmod(&right, vm)
}

fn compare(left: &Value, right: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
    let (left, right) = (unwrapped(left, vm)?, unwrapped(right, vm)?);
    left.compare(&right, op, vm)
}

fn call(proxy: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let args_owned: Vec<Value> = args.values().to_vec();
    target(proxy, vm)?.call(Args::new(&args_owned, args.names()), vm)
}

fn get_attribute(proxy: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
    target(proxy, vm)?.get_attribute(name, vm)
}

fn set_attribute(
    proxy: &Value,
    name: &Ref<Str>,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let target = target(proxy, vm)?;
    match value {
        Some(value) => target.set_attribute(name, value, vm),
        None => target.delete_attribute(name, vm),
    }
}

fn str(proxy: &Value, vm: &mut Vm) -> PyResult {
    target(proxy, vm)?.str(vm).map(Ref::into_value)
}

fn repr(proxy: &Value, vm: &mut Vm) -> PyResult {
    super::reference::describe("weakproxy", false, proxy, vm)
}

fn bool(proxy: &Value, vm: &mut Vm) -> PyResult<bool> {
    target(proxy, vm)?.is_true(vm)
}

fn length(proxy: &Value, vm: &mut Vm) -> PyResult<usize> {
    target(proxy, vm)?.length(vm)
}

fn iter(proxy: &Value, vm: &mut Vm) -> PyResult {
    target(proxy, vm)?.iter(vm)
}

fn next(proxy: &Value, vm: &mut Vm) -> PyResult<Step> {
    let target = target(proxy, vm)?;
    if target.class(vm).slots(vm).iternext.is_none() {
        let name = target.type_name(vm);
        return Err(vm.type_error(format!(
            "Weakref proxy referenced a non-iterator '{name}' object"
        )));
    }
    target.step(vm)
}

fn contains(proxy: &Value, item: &Value, vm: &mut Vm) -> PyResult<bool> {
    target(proxy, vm)?.contains(item, vm)
}

fn subscript(proxy: &Value, key: &Value, vm: &mut Vm) -> PyResult {
    target(proxy, vm)?.subscript(key, vm)
}

fn set_subscript(proxy: &Value, key: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let target = target(proxy, vm)?;
    match value {
        Some(value) => target.set_subscript(key, value, vm),
        None => target.delete_subscript(key, vm),
    }
}

fn negative(proxy: &Value, vm: &mut Vm) -> PyResult {
    target(proxy, vm)?.negative(vm)
}

fn positive(proxy: &Value, vm: &mut Vm) -> PyResult {
    target(proxy, vm)?.positive(vm)
}

fn absolute(proxy: &Value, vm: &mut Vm) -> PyResult {
    target(proxy, vm)?.absolute(vm)
}

fn invert(proxy: &Value, vm: &mut Vm) -> PyResult {
    target(proxy, vm)?.invert(vm)
}

fn index(proxy: &Value, vm: &mut Vm) -> PyResult {
    target(proxy, vm)?.index(vm)
}

fn int(proxy: &Value, vm: &mut Vm) -> PyResult {
    let class = vm.types.int.to_value();
    let target = target(proxy, vm)?;
    class.call_positional(&[target], vm)
}

fn float(proxy: &Value, vm: &mut Vm) -> PyResult {
    let class = vm.types.float.to_value();
    let target = target(proxy, vm)?;
    class.call_positional(&[target], vm)
}

#[methods(PROXY_MEMBERS)]
impl WeakReference {
    #[method(signature = "($self, /)")]
    fn __bytes__(this: &Value, vm: &mut Vm) -> PyResult {
        let name = vm.names.__bytes__.clone();
        target(this, vm)?.call_method(&name, &[], vm)
    }

    #[method(signature = "($self, /)")]
    fn __reversed__(this: &Value, vm: &mut Vm) -> PyResult {
        let name = vm.names.__reversed__.clone();
        target(this, vm)?.call_method(&name, &[], vm)
    }
}

/// What both classes have: whatever is done with the proxy is done with its object.
const SLOTS: Slots = Slots {
    get_attribute: Some(get_attribute),
    set_attribute: Some(set_attribute),
    compare: Some(compare),
    str: Some(str),
    repr: Some(repr),
    bool: Some(bool),
    length: Some(length),
    iter: Some(iter),
    iternext: Some(next),
    contains: Some(contains),
    subscript: Some(subscript),
    set_subscript: Some(set_subscript),
    binary: BINARY,
    inplace: INPLACE,
    power_modulo: Some(power_modulo),
    divmod: Some(divmod),
    negative: Some(negative),
    positive: Some(positive),
    absolute: Some(absolute),
    invert: Some(invert),
    index: Some(index),
    int: Some(int),
    float: Some(float),
    ..Slots::EMPTY
};

/// The class `weakref.ProxyType`, whose instances hold what references do.
pub(crate) struct Proxy;

#[native_class(
    name = "weakref.ProxyType",
    payload = WeakReference,
    registry = weak_proxy,
    flags(disallow_instantiation),
    table = SLOTS,
    methods(WeakReference::PROXY_MEMBERS)
)]
impl Proxy {}

/// The class `weakref.CallableProxyType`.
pub(crate) struct CallableProxy;

#[native_class(
    name = "weakref.CallableProxyType",
    payload = WeakReference,
    registry = weak_callable_proxy,
    flags(disallow_instantiation),
    table = SLOTS,
    methods(WeakReference::PROXY_MEMBERS),
    slots(call = call)
)]
impl CallableProxy {}
