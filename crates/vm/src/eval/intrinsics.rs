//! The functions of `CALL_INTRINSIC_1` and `CALL_INTRINSIC_2`.

use rpy_bytecode::{Intrinsic1, Intrinsic2};

use crate::builtins::code::GeneratorKind;
use crate::builtins::exceptions::BaseException;
use crate::builtins::function::Function;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::typing::{self, ParamSpec, Restriction, TypeAlias, TypeVar, TypeVarTuple};
use crate::eval::cursor::Cursor;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Applies intrinsic `number` to a value.
pub(crate) fn call1(number: usize, value: Value, cursor: &Cursor, vm: &mut Vm) -> PyResult {
    match Intrinsic1::from_number(number as u32) {
        Some(Intrinsic1::StopIterationError) => stop_iteration_error(value, cursor, vm),
        // How a generator is suspended tells its items from what it awaits.
        Some(Intrinsic1::AsyncGenWrap) => Ok(value),
        Some(Intrinsic1::ImportStar) => crate::eval::imports::import_star(&value, cursor, vm),
        Some(Intrinsic1::Print) => {
            vm.display(&value)?;
            Ok(Value::NONE)
        }
        Some(Intrinsic1::TypeVar) => {
            let name = parameter_name(&value, vm)?;
            Ok(TypeVar::make(name, Restriction::None, vm))
        }
        Some(Intrinsic1::ParamSpec) => {
            let name = parameter_name(&value, vm)?;
            Ok(ParamSpec::make(name, vm))
        }
        Some(Intrinsic1::TypeVarTuple) => {
            let name = parameter_name(&value, vm)?;
            Ok(TypeVarTuple::make(name, vm))
        }
        Some(Intrinsic1::SubscriptGeneric) => typing::subscript_generic(&value, vm),
        Some(Intrinsic1::TypeAlias) => {
            let parts = value.downcast::<Tuple>().map(|parts| parts.as_slice());
            let Some([name, type_params, evaluate]) = parts else {
                return Err(vm.system_error("a type alias has three parts"));
            };
            TypeAlias::make(name, type_params, evaluate.clone(), vm)
        }
        None => Err(vm.system_error("unknown intrinsic")),
    }
}

/// The name of a type parameter.
fn parameter_name(value: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
    match value.downcast::<Str>() {
        Some(name) => Ok(name.clone()),
        None => Err(vm.system_error("the name of a type parameter is no str")),
    }
}

/// Applies intrinsic `number` to two values.
pub(crate) fn call2(number: usize, first: Value, second: Value, vm: &mut Vm) -> PyResult {
    match Intrinsic2::from_number(number as u32) {
        Some(Intrinsic2::SetFunctionTypeParams) => {
            if let Some(function) = first.downcast::<Function>() {
                drop(function.details().type_params.replace(second, vm));
            }
            Ok(first)
        }
        Some(Intrinsic2::TypeVarWithBound) => {
            let name = parameter_name(&first, vm)?;
            Ok(TypeVar::make(name, Restriction::Bound(second), vm))
        }
        Some(Intrinsic2::TypeVarWithConstraints) => {
            let name = parameter_name(&first, vm)?;
            Ok(TypeVar::make(name, Restriction::Constraints(second), vm))
        }
        Some(Intrinsic2::SetTypeParamDefault) => typing::set_default(first, second, vm),
        Some(Intrinsic2::PrepareReraiseStar) => vm.prepare_reraise_star(&first, &second),
        None => Err(vm.system_error("unknown intrinsic")),
    }
}

/// Turns a `StopIteration` that leaves a generator into `RuntimeError` (PEP 479), and a
/// `StopAsyncIteration` that leaves an asynchronous one (PEP 525).
fn stop_iteration_error(value: Value, cursor: &Cursor, vm: &mut Vm) -> PyResult {
    let Some(exception) = value.downcast::<BaseException>() else {
        return Ok(value);
    };
    let kind = cursor.code().kind;
    let exceptions = &vm.types.exceptions;
    let class = exception.class();
    let stop = if class.is_subclass_of(&exceptions.stop_iteration, vm) {
        "StopIteration"
    } else if kind == GeneratorKind::AsyncGenerator
        && class.is_subclass_of(&exceptions.stop_async_iteration, vm)
    {
        "StopAsyncIteration"
    } else {
        return Ok(value);
    };
    let error = vm
        .runtime_error(format!("{} raised {stop}", kind.text()))
        .into_exception();
    error.cause.replace(value.clone(), vm);
    error.context.replace(value, vm);
    error.suppress_context.set(true);
    Ok(error.into_value())
}
