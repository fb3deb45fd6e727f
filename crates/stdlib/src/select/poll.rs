//! `poll`: waits for events of registered descriptors.

use std::cell::{Cell, RefCell};

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::system::{self, Polled};
use crate::descriptor::Descriptor;
use crate::waiting;

/// Waits for events of the descriptors that are registered with it.
#[derive(Payload, Default)]
pub(super) struct Poll {
    /// In the order of their registration.
    #[payload(skip)]
    wanted: RefCell<Vec<Polled>>,
    is_polling: Cell<bool>,
}

/// The events that are waited for, where none are given.
const ALL: u16 = (libc::POLLIN | libc::POLLPRI | libc::POLLOUT) as u16;

/// A mask of events.
struct Events(u16);

impl<'a> FromArgument<'a> for Events {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Events> {
        let number = num_bigint::BigInt::from_argument(value, vm)?;
        if number.sign() == num_bigint::Sign::Minus {
            return Err(vm.value_error("Cannot convert negative int"));
        }
        match u16::try_from(&number) {
            Ok(events) => Ok(Events(events)),
            Err(_) => {
                let message = "Python int too large for C unsigned short";
                Err(vm.overflow_error(message))
            }
        }
    }
}

#[native_class(name = "select.poll", flags(disallow_instantiation))]
impl Poll {
    /// Registers a descriptor, or changes the events that are waited for.
    #[method(
        signature = "($self, fd, eventmask=<unrepresentable>, /)",
        text = "($self, fd, eventmask=select.POLLIN | select.POLLPRI | select.POLLOUT, /)"
    )]
    fn register(this: &Ref<Poll>, fd: Descriptor, eventmask: Option<Events>) {
        let events = eventmask.map_or(ALL, |events| events.0);
        let mut wanted = this.wanted.borrow_mut();
        match wanted.iter_mut().find(|it| it.fd == fd.0) {
            Some(found) => found.events = events,
            None => wanted.push(Polled { fd: fd.0, events }),
        }
    }

    /// Changes the events that are waited for.
    #[method(signature = "($self, fd, eventmask, /)")]
    fn modify(this: &Ref<Poll>, fd: Descriptor, eventmask: Events, vm: &mut Vm) -> PyResult<()> {
        let mut wanted = this.wanted.borrow_mut();
        match wanted.iter_mut().find(|it| it.fd == fd.0) {
            Some(found) => {
                found.events = eventmask.0;
                Ok(())
            }
            None => {
                let error = std::io::Error::from_raw_os_error(libc::ENOENT);
                Err(vm.io_error(&error, None))
            }
        }
    }

    /// Removes a descriptor.
    #[method(signature = "($self, fd, /)")]
    fn unregister(this: &Ref<Poll>, fd: Descriptor, vm: &mut Vm) -> PyResult<()> {
        let mut wanted = this.wanted.borrow_mut();
        match wanted.iter().position(|it| it.fd == fd.0) {
            Some(index) => {
                wanted.remove(index);
                Ok(())
            }
            None => Err(vm.key_error(Value::from_i32(fd.0))),
        }
    }

    /// Waits for events, at most so many milliseconds, and returns pairs of descriptor and events.
    #[method(signature = "($self, timeout=None, /)")]
    fn poll(this: &Ref<Poll>, timeout: Option<&Value>, vm: &mut Vm) -> PyResult<Vec<Value>> {
        let deadline = match timeout {
            None => None,
            Some(timeout) => match waiting::nanoseconds(timeout, 1_000_000, vm)? {
                None => return Err(vm.type_error("timeout must be an integer or None")),
                Some(..0) => None,
                Some(time) if time / 1_000_000 > i64::from(i32::MAX) => {
                    return Err(vm.overflow_error("timeout is too large"));
                }
                Some(time) => waiting::deadline(time),
            },
        };
        if this.is_polling.replace(true) {
            return Err(vm.runtime_error("concurrent poll() invocation"));
        }
        let wanted = this.wanted.borrow().clone();
        let result = waiting::raising(deadline, vm, |left| system::poll(&wanted, left));
        this.is_polling.set(false);
        let mut pairs = Vec::new();
        for happened in result? {
            let (fd, events) = (Value::from_i32(happened.fd), i32::from(happened.events));
            pairs.push(Tuple::from_array([fd, Value::from_i32(events)], vm).into_value());
        }
        Ok(pairs)
    }
}
