//! `epoll`: the system's own registry of descriptors that are waited for.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::system;
use crate::arguments::Low32;
use crate::descriptor::Descriptor;
use crate::waiting;

/// select.epoll(sizehint=-1, flags=0)
///
/// Waits for events of the descriptors that are registered with it.
#[derive(Payload)]
pub(super) struct Epoll {
    /// -1 if it is closed.
    #[payload(skip)]
    fd: OwnFd,
}

/// A descriptor that is closed with its owner.
struct OwnFd(Cell<i32>);

impl Drop for OwnFd {
    fn drop(&mut self) {
        if self.0.get() >= 0 {
            let _ = system::close(self.0.get());
        }
    }
}

/// The events that are waited for, where none are given.
const ALL: u32 = (libc::EPOLLIN | libc::EPOLLPRI | libc::EPOLLOUT) as u32;

impl Epoll {
    fn open(&self, vm: &mut Vm) -> PyResult<i32> {
        match self.fd.0.get() {
            ..0 => Err(vm.value_error("I/O operation on closed epoll object")),
            fd => Ok(fd),
        }
    }

    fn control(&self, operation: i32, fd: Descriptor, events: u32, vm: &mut Vm) -> PyResult<()> {
        let epoll = self.open(vm)?;
        match vm.allow_threads(move || system::epoll_control(epoll, operation, fd.0, events)) {
            Ok(()) => Ok(()),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    fn shut(&self, vm: &mut Vm) -> PyResult<()> {
        match self.fd.0.replace(-1) {
            ..0 => Ok(()),
            fd => match vm.allow_threads(move || system::close(fd)) {
                Ok(()) => Ok(()),
                Err(error) => Err(vm.io_error(&error, None)),
            },
        }
    }
}

#[native_class(name = "select.epoll")]
impl Epoll {
    #[new(signature = "(sizehint=-1, flags=0)")]
    fn new(class: &Ref<Type>, sizehint: i32, flags: i32, vm: &mut Vm) -> PyResult<Ref<Epoll>> {
        if sizehint < -1 || sizehint == 0 {
            return Err(vm.value_error("negative sizehint"));
        }
        if flags != 0 && flags != libc::EPOLL_CLOEXEC {
            return Err(vm.os_error("invalid flags"));
        }
        match system::epoll_create() {
            Ok(fd) => {
                let fd = OwnFd(Cell::new(fd));
                Ok(Ref::with_class(Epoll { fd }, class, vm))
            }
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Makes an object of a descriptor.
    #[class_method(signature = "($type, fd, /)")]
    fn fromfd(class: &Ref<Type>, fd: i32, vm: &mut Vm) -> Ref<Epoll> {
        let fd = OwnFd(Cell::new(fd));
        Ref::with_class(Epoll { fd }, class, vm)
    }

    /// Closes the descriptor.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<Epoll>, vm: &mut Vm) -> PyResult<()> {
        this.shut(vm)
    }

    /// Whether close() was called.
    #[getter]
    fn closed(this: &Ref<Epoll>) -> bool {
        this.fd.0.get() < 0
    }

    /// Returns the descriptor.
    #[method(signature = "($self, /)")]
    fn fileno(this: &Ref<Epoll>, vm: &mut Vm) -> PyResult<i32> {
        this.open(vm)
    }

    /// Registers a descriptor.
    #[method(
        signature = "($self, /, fd, eventmask=<unrepresentable>)",
        text = "($self, /, fd,\n         eventmask=select.EPOLLIN | select.EPOLLPRI | select.EPOLLOUT)"
    )]
    fn register(
        this: &Ref<Epoll>,
        fd: Descriptor,
        eventmask: Option<Low32>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let events = eventmask.map_or(ALL, |Low32(events)| events);
        this.control(libc::EPOLL_CTL_ADD, fd, events, vm)
    }

    /// Changes the events that are waited for.
    #[method(signature = "($self, /, fd, eventmask)")]
    fn modify(this: &Ref<Epoll>, fd: Descriptor, eventmask: Low32, vm: &mut Vm) -> PyResult<()> {
        this.control(libc::EPOLL_CTL_MOD, fd, eventmask.0, vm)
    }

    /// Removes a descriptor.
    #[method(signature = "($self, /, fd)")]
    fn unregister(this: &Ref<Epoll>, fd: Descriptor, vm: &mut Vm) -> PyResult<()> {
        this.control(libc::EPOLL_CTL_DEL, fd, 0, vm)
    }

    /// Waits for events, at most so many seconds, and returns pairs of descriptor and events.
    #[method(signature = "($self, /, timeout=None, maxevents=-1)")]
    fn poll(
        this: &Ref<Epoll>,
        timeout: Option<&Value>,
        maxevents: i32,
        vm: &mut Vm,
    ) -> PyResult<Vec<Value>> {
        let epoll = this.open(vm)?;
        let deadline = match timeout {
            None => None,
            Some(timeout) => match waiting::nanoseconds(timeout, 1_000_000_000, vm)? {
                None => return Err(vm.type_error("timeout must be an integer or None")),
                Some(..0) => None,
                Some(time) if time / 1_000_000 > i64::from(i32::MAX) => {
                    return Err(vm.overflow_error("timeout is too large"));
                }
                Some(time) => waiting::deadline(time),
            },
        };
        let most = match maxevents {
            -1 => system::SET_SIZE as usize - 1,
            1.. => maxevents as usize,
            _ => {
                let message = format!("maxevents must be greater than 0, got {maxevents}");
                return Err(vm.value_error(message));
            }
        };
        let events = waiting::raising(deadline, vm, |left| system::epoll_wait(epoll, most, left))?;
        let mut pairs = Vec::with_capacity(events.len());
        for (fd, events) in events {
            let events = vm.new_int(i64::from(events));
            pairs.push(Tuple::from_array([Value::from_i32(fd), events], vm).into_value());
        }
        Ok(pairs)
    }

    /// Returns itself, unless it is closed.
    #[method(signature = "($self, /)")]
    fn __enter__(this: &Ref<Epoll>, vm: &mut Vm) -> PyResult<Ref<Epoll>> {
        this.open(vm)?;
        Ok(this.clone())
    }

    /// Closes the descriptor.
    #[method(signature = "($self, exc_type=None, exc_value=None, exc_tb=None, /)")]
    fn __exit__(
        this: &Ref<Epoll>,
        exc_type: &Value,
        exc_value: &Value,
        exc_tb: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let _ = (exc_type, exc_value, exc_tb);
        this.shut(vm)
    }
}
