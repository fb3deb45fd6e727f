//! `_thread`: threads, locks, and what `threading` is made of.
//! Reference: <https://docs.python.org/3.14/library/_thread.html>
//!
//! `start` starts threads, `handle` is how they are seen from outside, `local` are attributes of a
//! thread's own, `hook` prints exceptions. All of it is guarded by the interpreter's lock. See
//! docs/threads.md.

mod handle;
mod hook;
mod local;
mod lock;
mod module;
mod rlock;
mod start;

pub use module::MODULE;
pub use start::join_threads;
