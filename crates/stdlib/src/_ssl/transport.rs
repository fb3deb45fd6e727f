//! What carries the bytes of a connection: a socket, or a pair of `MemoryBIO`s.

use std::io::{Error, ErrorKind};
use std::time::{Duration, Instant};

use rpy_macros::Traverse;
use rpy_vm::builtins::weakref::WeakReference;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::bio::MemoryBio;
use super::errors::{self, Line};
use crate::_socket::object::Socket;
use crate::_socket::system;
use crate::waiting;

/// What carries the bytes.
#[derive(Traverse)]
pub(super) enum Transport {
    /// The socket belongs to the object that the connection belongs to, so this is a weak reference.
    Socket(Ref<WeakReference>),
    /// Somebody else carries them on.
    Memory {
        incoming: Ref<MemoryBio>,
        outgoing: Ref<MemoryBio>,
    },
}

/// How long something may take, and what it is, for messages.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    pub(super) line: Line,
    what: &'static str,
    /// Whether it may wait at all.
    pub(super) waits: bool,
    end: Option<Instant>,
}

/// What has come.
pub(super) enum Got {
    /// At least one byte.
    Bytes(Vec<u8>),
    /// Nothing more will come.
    End,
}

impl Transport {
    /// The socket, if there is one that still exists.
    pub(super) fn socket(&self, vm: &mut Vm) -> Option<Value> {
        match self {
            Transport::Socket(socket) => socket.target(vm),
            Transport::Memory { .. } => None,
        }
    }

    /// The descriptor of a socket, -1 if it is closed or gone.
    fn descriptor(&self, vm: &mut Vm) -> i32 {
        let socket = self.socket(vm);
        let socket = socket.as_ref().and_then(|it| it.downcast::<Socket>());
        socket.map_or(-1, |socket| socket.descriptor())
    }

    /// Raises `SSLError` if there was a socket, but is no more.
    pub(super) fn check_open(&self, line: Line, vm: &mut Vm) -> PyResult<()> {
        if let Transport::Socket(socket) = self
            && socket.target(vm).is_none()
        {
            // CPython looks some lines before it does what fails otherwise.
            let line = match line {
                Line::Handshake => 1064,
                Line::Read => 2690,
                Line::Write => 2538,
                _ => 2825,
            };
            return Err(errors::of_use(
                "Underlying socket connection gone",
                line,
                vm,
            ));
        }
        Ok(())
    }

    /// How long something may take that begins now.
    pub(super) fn deadline(
        &self,
        line: Line,
        what: &'static str,
        vm: &mut Vm,
    ) -> PyResult<Deadline> {
        let socket = self.socket(vm);
        let socket = socket.as_ref().and_then(|it| it.downcast::<Socket>());
        let timeout = socket.map_or(0, |socket| socket.time_limit());
        Ok(Deadline {
            line,
            what,
            waits: timeout != 0,
            end: if timeout > 0 {
                waiting::deadline(timeout)
            } else {
                None
            },
        })
    }

    /// Sends bytes, without waiting; returns how many.
    pub(super) fn send(&self, bytes: &[u8], vm: &mut Vm) -> Result<usize, Error> {
        match self {
            Transport::Memory { outgoing, .. } => {
                if outgoing.put(bytes, vm).is_err() {
                    vm.note_memory_failure();
                    return Err(Error::from(ErrorKind::OutOfMemory));
                }
                Ok(bytes.len())
            }
            Transport::Socket(_) => loop {
                let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
                match system::send(self.descriptor(vm), bytes, flags) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    result => return result,
                }
            },
        }
    }

    /// After nothing could be sent: waits until something can, or raises why not.
    pub(super) fn wait_to_send(
        &self,
        error: &Error,
        deadline: Deadline,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if error.kind() != ErrorKind::WouldBlock {
            return Err(errors::of_system(error, vm));
        }
        if !deadline.waits {
            return Err(errors::want_write(deadline.line, vm));
        }
        self.wait(libc::POLLOUT, deadline, vm)
    }

    /// Receives bytes, at most so many; waits for them.
    pub(super) fn receive(&self, most: usize, deadline: Deadline, vm: &mut Vm) -> PyResult<Got> {
        let Transport::Memory { incoming, .. } = self else {
            return self.receive_from_socket(most, deadline, vm);
        };
        let bytes = incoming.take(most, vm);
        if !bytes.is_empty() {
            return Ok(Got::Bytes(bytes));
        }
        if incoming.is_at_end(vm) {
            return Ok(Got::End);
        }
        Err(errors::want_read(deadline.line, vm))
    }

    fn receive_from_socket(&self, most: usize, deadline: Deadline, vm: &mut Vm) -> PyResult<Got> {
        let mut bytes = Vec::new();
        loop {
            let fd = self.descriptor(vm);
            match system::receive(fd, &mut bytes, most, libc::MSG_DONTWAIT) {
                Ok(0) => return Ok(Got::End),
                Ok(_) => return Ok(Got::Bytes(bytes)),
                Err(error) if error.kind() == ErrorKind::Interrupted => vm.check_signals()?,
                Err(error) if error.kind() != ErrorKind::WouldBlock => {
                    return Err(errors::of_system(&error, vm));
                }
                Err(_) if !deadline.waits => return Err(errors::want_read(deadline.line, vm)),
                Err(_) => self.wait(libc::POLLIN, deadline, vm)?,
            }
        }
    }

    /// Waits for a socket, while other threads run.
    fn wait(&self, events: i16, deadline: Deadline, vm: &mut Vm) -> PyResult<()> {
        let fd = self.descriptor(vm);
        let wait = |left: Option<Duration>| system::wait(fd, events, left);
        if waiting::raising(deadline.end, vm, wait)? {
            Ok(())
        } else {
            Err(timed_out(deadline, vm))
        }
    }
}

/// Raises `TimeoutError`.
#[cold]
fn timed_out(deadline: Deadline, vm: &mut Vm) -> Raised {
    let what = deadline.what;
    let message = match deadline.line {
        Line::Handshake => format!("_ssl.c:1112: The {what} operation timed out"),
        _ => format!("The {what} operation timed out"),
    };
    let class = vm.types.exceptions.timeout_error.clone();
    vm.raise(&class, &message)
}
