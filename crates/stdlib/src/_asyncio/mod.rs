//! `_asyncio`: futures and tasks, for `asyncio`.
//! Reference: <https://docs.python.org/3.14/library/asyncio-future.html>,
//! <https://docs.python.org/3.14/library/asyncio-task.html>

mod awaited;
mod future;
mod iterator;
mod registry;
mod running;
mod state;
mod step;
mod task;
mod value;

pub use _asyncio::MODULE;

/// What `asyncio` has from below: futures, tasks, and who runs.
#[rpy_macros::native_module(
    name = "_asyncio",
    classes(super::value::Future, super::task::Task),
    parts(
        super::running::running,
        super::registry::registry,
        super::awaited::awaited
    )
)]
mod _asyncio {}
