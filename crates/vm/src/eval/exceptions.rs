//! Raising and handling exceptions.

use crate::builtins::exceptions::BaseException;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;

use crate::eval::operation::operation;
use crate::frame::layout::HEADER;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

operation!(
/// `PUSH_EXC_INFO` (`exception -- formerly handled, exception`)
PushExcInfo,
slow_only |cursor, vm| {
    let exception = cursor.pop();
    let formerly = std::mem::replace(&mut vm.thread.handled, exception.clone());
    cursor.push(formerly);
    cursor.push(exception);
    Ok(())
});

operation!(
/// `POP_EXCEPT` (`formerly handled --`)
PopExcept,
slow_only |cursor, vm| {
    let formerly = cursor.pop();
    drop(std::mem::replace(&mut vm.thread.handled, formerly));
    Ok(())
});

operation!(
/// `CHECK_EXC_MATCH` (`exception, types -- exception, truth`)
CheckExcMatch,
slow_only |cursor, vm| {
    let types = cursor.pop();
    let exception = cursor.peek(1).clone();
    let matches = exception_matches(&exception, &types, vm)?;
    cursor.push(Value::bool(matches));
    Ok(())
});

fn exception_matches(exception: &Value, types: &Value, vm: &mut Vm) -> PyResult<bool> {
    let base = vm.types.exceptions.base_exception.clone();
    let check = |class: &Value, vm: &mut Vm| match class.downcast::<Type>() {
        Some(class) if class.is_subclass_of(&base, vm) => {
            Ok(vm.class_of(exception).is_subclass_of(class, vm))
        }
        _ => Err(
            vm.type_error("catching classes that do not inherit from BaseException is not allowed")
        ),
    };
    match types.downcast::<Tuple>() {
        Some(tuple) => {
            let mut found = false;
            for class in tuple.as_slice() {
                found |= check(class, vm)?;
            }
            Ok(found)
        }
        None => check(types, vm),
    }
}

operation!(
/// `CHECK_EG_MATCH` (`exception, type -- rest, match`)
CheckEgMatch,
slow_only |cursor, vm| {
    let class = cursor.pop();
    let exception = cursor.pop();
    let (matched, rest) = vm.split_exception_group(&exception, &class)?;
    if !matched.is_none() {
        vm.thread.handled = matched.clone();
    }
    cursor.push(rest);
    cursor.push(matched);
    Ok(())
});

operation!(
/// `RERAISE` (`exception --`)
Reraise,
slow_only |cursor, vm| {
    // The offset of the instruction that raised first, which lies below the exception, is in the
    // traceback already. The handler to go on with is that of this instruction: the one that covers
    // the first would lead back here.
    let exception = cursor.pop();
    match exception.downcast_into::<BaseException>() {
        Ok(exception) => {
            vm.thread.reraising = true;
            Err(Raised::new(exception))
        }
        Err(_) => Err(vm.system_error("RERAISE of something that is no exception")),
    }
});

operation!(
/// `RAISE_VARARGS` (`[exception [, cause]] --`)
RaiseVarargs,
slow_only |cursor, vm| {
    let count = cursor.n();
    if count == 0 {
        let handled = vm.thread.topmost_handled();
        return match handled.downcast_into::<BaseException>() {
            Ok(exception) => {
                vm.thread.reraising = true;
                Err(Raised::new(exception))
            }
            Err(_) => Err(vm.runtime_error("No active exception to reraise")),
        };
    }
    let cause = if count == 2 { Some(cursor.pop()) } else { None };
    let exception = cursor.pop();
    let raised = vm.normalize_raise(&exception, cause.as_ref());
    // What has been raised before gets another context.
    let handled = vm.thread.topmost_handled();
    vm.set_context(raised.exception(), handled);
    Err(raised)
});

operation!(
/// `WITH_EXCEPT_START` (`exit, words, self, offset, formerly, exception -- …, result`)
WithExceptStart,
slow_only |cursor, vm| {
    let exception = cursor.peek(1).clone();
    let receiver = cursor.peek(4).clone();
    let exit = cursor.peek(4 + HEADER).clone();
    let class = vm.class_of(&exception).to_value();
    let traceback = match exception.downcast::<BaseException>() {
        Some(exception) => exception.traceback.cloned(vm),
        None => Value::NONE,
    };
    let args = [receiver, class, exception, traceback];
    let args = if args[0].is_unbound() { &args[1..] } else { &args[..] };
    let result = exit.call_positional(args, vm)?;
    cursor.push(result);
    Ok(())
});
