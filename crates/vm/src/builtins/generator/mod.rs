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
pub use asend::AsyncGeneratorSend;
pub(crate) use async_generator::AsyncGenerator;
pub(crate) use asynchronous_state::AsynchronousState;
pub use athrow::AsyncGeneratorThrow;
pub(crate) use coroutine::Coroutine;
pub use coroutine::CoroutineWrapper;
pub(crate) use throw::Thrown;
pub use value::Generator;
pub(crate) use value::State;
