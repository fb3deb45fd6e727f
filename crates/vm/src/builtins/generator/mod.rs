//! `generator`, `coroutine` and `async_generator`, and the awaitables around them.
//! Reference: <https://docs.python.org/3.14/reference/expressions.html#generator-iterator-methods>

mod anext;
mod asend;
mod async_generator;
mod asynchronous_state;
mod athrow;
mod close;
mod coroutine;
mod finalize;
mod methods;
mod throw;
mod value;

pub use anext::AnextAwaitable;
pub(crate) use anext::SPEC as ANEXT_SPEC;
pub use asend::AsyncGeneratorSend;
pub(crate) use asend::SPEC as ASYNC_GENERATOR_SEND_SPEC;
pub(crate) use async_generator::SPEC as ASYNC_GENERATOR_SPEC;
pub(crate) use asynchronous_state::AsynchronousState;
pub use athrow::AsyncGeneratorThrow;
pub(crate) use athrow::SPEC as ASYNC_GENERATOR_THROW_SPEC;
pub use coroutine::CoroutineWrapper;
pub(crate) use coroutine::{SPEC as COROUTINE_SPEC, WRAPPER_SPEC as COROUTINE_WRAPPER_SPEC};
pub(crate) use methods::SPEC;
pub use value::Generator;
pub(crate) use value::State;
