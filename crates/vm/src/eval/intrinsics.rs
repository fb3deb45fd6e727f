//! The functions of `CALL_INTRINSIC_1` and `CALL_INTRINSIC_2`.

use rpy_bytecode::{Intrinsic1, Intrinsic2};

use crate::builtins::exceptions::BaseException;
use crate::builtins::function::Function;
use crate::eval::cursor::Cursor;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Applies intrinsic `number` to a value.
pub(crate) fn call1(number: usize, value: Value, cursor: &Cursor, vm: &mut Vm) -> PyResult {
    match Intrinsic1::from_number(number as u32) {
        Some(Intrinsic1::StopIterationError) => stop_iteration_error(value, cursor, vm),
        Some(Intrinsic1::ImportStar) => crate::eval::imports::import_star(&value, cursor, vm),
        Some(Intrinsic1::Print) => {
            vm.display(&value)?;
            Ok(Value::NONE)
        }
        Some(other) => {
            Err(vm.not_implemented_error(format!("{} is not implemented yet", other.text())))
        }
        None => Err(vm.system_error("unknown intrinsic")),
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
        Some(Intrinsic2::PrepareReraiseStar) => vm.prepare_reraise_star(&first, &second),
        Some(other) => {
            Err(vm.not_implemented_error(format!("{} is not implemented yet", other.text())))
        }
        None => Err(vm.system_error("unknown intrinsic")),
    }
}

/// Turns a `StopIteration` that leaves a generator into `RuntimeError` (PEP 479).
fn stop_iteration_error(value: Value, cursor: &Cursor, vm: &mut Vm) -> PyResult {
    let Some(exception) = value.downcast::<BaseException>() else {
        return Ok(value);
    };
    let stop = vm.types.exceptions.stop_iteration.clone();
    if !exception.class().is_subclass_of(&stop, vm) {
        return Ok(value);
    }
    use rpy_bytecode::CodeFlags;
    let flags = cursor.code().source().flags;
    let kind = if flags.contains(CodeFlags::COROUTINE) {
        "coroutine"
    } else if flags.contains(CodeFlags::ASYNC_GENERATOR) {
        "async generator"
    } else {
        "generator"
    };
    let error = vm
        .runtime_error(format!("{kind} raised StopIteration"))
        .into_exception();
    error.cause.replace(value.clone(), vm);
    error.context.replace(value, vm);
    error.suppress_context.set(true);
    Ok(error.into_value())
}
