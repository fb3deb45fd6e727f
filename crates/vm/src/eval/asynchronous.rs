//! `await`, `async for` and `async with`: what they do beside the `SEND` that all share.

use crate::builtins::code::GeneratorKind;
use crate::builtins::exceptions::BaseException;
use crate::builtins::generator::{AsyncGeneratorSend, Generator, State};
use crate::eval::operation::{Outcome, header, is_object, operation};
use crate::object::reference::Object;
use crate::object::shape::ShapeId;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

operation!(
/// `GET_AWAITABLE` (`awaitable -- iterator`)
GetAwaitable,
fast |regs, _vm| {
    let awaitable = regs.peek(1);
    if !is_object(awaitable) || (*header(awaitable)).shape() != ShapeId::COROUTINE {
        return Outcome::Slow;
    }
    // One that is suspended may be awaited already.
    let coroutine = &(*header(awaitable).cast::<Object<Generator>>()).payload;
    if coroutine.state.get() != State::Created {
        return Outcome::Slow;
    }
    Outcome::Next(regs.advance(1))
},
slow |cursor, vm| {
    let awaitable = cursor.pop();
    if awaitable.class(vm).slots(vm).r#await.is_none()
        && let method @ 1..=2 = cursor.n()
        && !awaitable.is_coroutine()
    {
        let method = if method == 1 { "__aenter__" } else { "__aexit__" };
        let name = awaitable.type_name(vm);
        return Err(vm.type_error(format!(
            "'async with' received an object from {method} that does not implement __await__: {name}"
        )));
    }
    let iterator = awaitable.awaitable_iter(vm)?;
    if let Some(coroutine) = iterator.downcast::<Generator>()
        && coroutine.code.kind == GeneratorKind::Coroutine
        && coroutine.is_delegating()
    {
        return Err(vm.runtime_error("coroutine is being awaited already"));
    }
    cursor.push(iterator);
    Ok(())
});

operation!(
/// `GET_AITER` (`iterable -- iterator`)
GetAiter,
slow_only |cursor, vm| {
    let iterable = cursor.pop();
    let Some(slot) = iterable.class(vm).slots(vm).aiter else {
        let name = iterable.type_name(vm);
        return Err(vm.type_error(format!(
            "'async for' requires an object with __aiter__ method, got {name}"
        )));
    };
    let iterator = slot(&iterable, vm)?;
    if iterator.class(vm).slots(vm).anext.is_none() {
        let name = iterator.type_name(vm);
        return Err(vm.type_error(format!(
            "'async for' received an object from __aiter__ that does not implement __anext__: {name}"
        )));
    }
    cursor.push(iterator);
    Ok(())
});

operation!(
/// `GET_ANEXT` (`iterator -- iterator, awaitable`)
GetAnext,
slow_only |cursor, vm| {
    let iterator = cursor.peek(1).clone();
    let awaitable = next_awaitable(&iterator, vm)?;
    cursor.push(awaitable);
    Ok(())
});

fn next_awaitable(iterator: &Value, vm: &mut Vm) -> PyResult {
    if let Some(generator) = iterator.downcast::<Generator>()
        && generator.code.kind == GeneratorKind::AsyncGenerator
    {
        let step = AsyncGeneratorSend::new(generator, Value::NONE, vm)?;
        return Ok(step.into_value());
    }
    let Some(slot) = iterator.class(vm).slots(vm).anext else {
        let name = iterator.type_name(vm);
        return Err(vm.type_error(format!(
            "'async for' requires an iterator with __anext__ method, got {name}"
        )));
    };
    let next = slot(iterator, vm)?;
    next.awaitable_iter(vm).map_err(|cause| {
        let name = next.type_name(vm);
        let error = vm.type_error(format!(
            "'async for' received an invalid object from __anext__: {name}"
        ));
        let cause = cause.into_exception();
        error.exception().set_cause(cause.to_value(), vm);
        drop(error.exception().context.replace(cause.into_value(), vm));
        error
    })
}

operation!(
/// `END_ASYNC_FOR` (`iterator, exception --`)
EndAsyncFor,
slow_only |cursor, vm| {
    let exception = cursor.pop();
    drop(cursor.pop());
    let stop = &vm.types.exceptions.stop_async_iteration;
    if exception.class(vm).is_subclass_of(stop, vm) {
        return Ok(());
    }
    match exception.downcast_into::<BaseException>() {
        Ok(exception) => {
            vm.thread.reraising = true;
            Err(Raised::new(exception))
        }
        Err(_) => Err(vm.system_error("END_ASYNC_FOR without an exception")),
    }
});
