//! `socket`: what it is, its making, waiting, and the methods that move no data.

use std::cell::Cell;
use std::io::{ErrorKind, Result};
use std::time::Duration;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::object::buffer::PinnedBytes;
use rpy_vm::{Args, PyResult, Raised, Ref, Value, Vm};

use super::address::{from_python, to_python};
use super::system;
use crate::waiting;

/// socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object
/// socket(family=-1, type=-1, proto=-1, fileno=None) -> socket object
///
/// Makes one end of a connection, or takes over the descriptor of one: family, type and protocol
/// are then found out if they are not given. Child programs do not inherit it.
#[derive(Payload)]
pub(crate) struct Socket {
    /// -1 if it is closed.
    #[payload(skip)]
    pub(super) fd: Cell<i32>,
    #[payload(skip)]
    pub(super) family: Cell<i32>,
    #[payload(skip)]
    kind: Cell<i32>,
    #[payload(skip)]
    protocol: Cell<i32>,
    /// How long calls wait, in nanoseconds; negative for as long as it takes.
    #[payload(skip)]
    pub(super) timeout: Cell<i64>,
}

/// What a call waits for.
#[derive(Clone, Copy)]
pub(super) enum Ready {
    Read,
    Write,
}

impl Socket {
    /// The descriptor, -1 if the socket is closed.
    #[cfg(feature = "ssl")]
    pub(crate) fn descriptor(&self) -> i32 {
        self.fd.get()
    }

    /// How long calls wait, in nanoseconds; negative for as long as it takes.
    #[cfg(feature = "ssl")]
    pub(crate) fn time_limit(&self) -> i64 {
        self.timeout.get()
    }

    fn empty() -> Socket {
        Socket {
            fd: Cell::new(-1),
            family: Cell::new(0),
            kind: Cell::new(0),
            protocol: Cell::new(0),
            timeout: Cell::new(-1),
        }
    }

    /// Takes over a descriptor.
    fn fill(&self, fd: i32, family: i32, kind: i32, protocol: i32, vm: &mut Vm) -> PyResult<()> {
        self.fd.set(fd);
        self.family.set(family);
        self.kind
            .set(kind & !(libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC));
        self.protocol.set(protocol);
        let default = vm.module_state::<super::_socket::State>().timeout();
        let is_blocking = kind & libc::SOCK_NONBLOCK == 0;
        self.timeout.set(if is_blocking { default } else { 0 });
        if is_blocking && default >= 0 {
            system::set_blocking(fd, false).map_err(|error| vm.io_error(&error, None))?;
        }
        Ok(())
    }

    /// Makes a socket of a descriptor.
    pub(super) fn of_descriptor(
        fd: i32,
        family: i32,
        kind: i32,
        protocol: i32,
        vm: &mut Vm,
    ) -> PyResult<Ref<Socket>> {
        let socket = Ref::new(Socket::empty(), vm);
        socket.fill(fd, family, kind, protocol, vm)?;
        Ok(socket)
    }

    /// Makes a call of the system, when the socket is ready for it if it has a time limit. Calls that
    /// are interrupted are made again after the handlers of signals have run.
    ///
    /// Raises `TimeoutError` if the time was over before.
    pub(super) fn call<T: Send>(
        &self,
        ready: Ready,
        timeout: i64,
        vm: &mut Vm,
        mut call: impl FnMut(i32) -> Result<T> + Send,
    ) -> PyResult<T> {
        let fd = self.fd.get();
        let deadline = if timeout > 0 {
            waiting::deadline(timeout)
        } else {
            None
        };
        let events = match ready {
            Ready::Read => libc::POLLIN,
            Ready::Write => libc::POLLOUT,
        };
        loop {
            if timeout > 0 {
                let wait = |left: Option<Duration>| system::wait(fd, events, left);
                if !waiting::raising(deadline, vm, wait)? {
                    return Err(timed_out(vm));
                }
            }
            match waiting::until(None, vm, |_| call(fd))? {
                Ok(result) => return Ok(result),
                // Another one was faster.
                Err(error) if timeout > 0 && error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(vm.io_error(&error, None)),
            }
        }
    }

    /// A call that does not wait.
    pub(super) fn simple<T: Send>(
        &self,
        vm: &mut Vm,
        call: impl FnOnce(i32) -> Result<T> + Send,
    ) -> PyResult<T> {
        let fd = self.fd.get();
        match vm.allow_threads(|| call(fd)) {
            Ok(result) => Ok(result),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Connects: the error of the system, or what is raised.
    fn connect_to(&self, address: &system::Address, vm: &mut Vm) -> PyResult<Result<()>> {
        let (fd, timeout) = (self.fd.get(), self.timeout.get());
        let error = match vm.allow_threads(|| system::connect(fd, address)) {
            Ok(()) => return Ok(Ok(())),
            Err(error) => error,
        };
        let waits = match error.raw_os_error() {
            // The connection goes on being made.
            Some(libc::EINTR) => {
                vm.check_signals()?;
                timeout != 0
            }
            Some(libc::EINPROGRESS) => timeout > 0,
            _ => false,
        };
        if !waits {
            return Ok(Err(error));
        }
        let deadline = if timeout > 0 {
            waiting::deadline(timeout)
        } else {
            None
        };
        let wait = |left: Option<Duration>| system::wait(fd, libc::POLLOUT, left);
        if !waiting::raising(deadline, vm, wait)? {
            return Ok(Err(std::io::Error::from(ErrorKind::TimedOut)));
        }
        match system::option(fd, libc::SOL_SOCKET, libc::SO_ERROR) {
            Ok(0 | libc::EISCONN) => Ok(Ok(())),
            Ok(number) => Ok(Err(std::io::Error::from_raw_os_error(number))),
            Err(error) => Ok(Err(error)),
        }
    }

    fn set_timeout(&self, timeout: i64, vm: &mut Vm) -> PyResult<()> {
        self.timeout.set(timeout);
        self.simple(vm, move |fd| system::set_blocking(fd, timeout < 0))
    }
}

/// Raises `TimeoutError("timed out")`.
#[cold]
pub(super) fn timed_out(vm: &mut Vm) -> Raised {
    let class = vm.types.exceptions.timeout_error.clone();
    vm.raise(&class, "timed out")
}

/// A time limit in nanoseconds, rounded up; -1 for None.
pub(super) fn limit_of(value: &Value, vm: &mut Vm) -> PyResult<i64> {
    if value.is_none() {
        return Ok(-1);
    }
    match waiting::nanoseconds(value, 1_000_000_000, vm)? {
        None => {
            let given = value.type_name(vm);
            let message = format!("'{given}' object cannot be interpreted as an integer or float");
            Err(vm.type_error(message))
        }
        Some(..0) => Err(vm.value_error("Timeout value out of range")),
        Some(time) if time / 1_000_000 > i64::from(i32::MAX) => {
            Err(vm.overflow_error("timeout doesn't fit into C timeval"))
        }
        Some(time) => Ok(time),
    }
}

/// A time limit as Python sees it: seconds, or None.
pub(super) fn limit_value(timeout: i64) -> Option<f64> {
    (timeout >= 0).then(|| timeout as f64 / 1e9)
}

#[native_class(
    name = "_socket.socket",
    flags(base, finalize),
    methods(Socket::TRANSFER)
)]
impl Socket {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<Socket> {
        Ref::with_class(Socket::empty(), class, vm)
    }

    #[init(signature = "(family=-1, type=-1, proto=-1, fileno=None)")]
    fn init(
        this: &Ref<Socket>,
        family: i32,
        r#type: i32,
        proto: i32,
        fileno: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        vm.audit("socket.__new__", |_| {
            let [family, kind, protocol] = [family, r#type, proto].map(Value::from_i32);
            [this.to_value(), family, kind, protocol]
        })?;
        let (mut family, mut kind, mut protocol) = (family, r#type, proto);
        let raised = |error: std::io::Error, vm: &mut Vm| vm.io_error(&error, None);
        let fd = match fileno {
            None => {
                family = if family == -1 { libc::AF_INET } else { family };
                kind = if kind == -1 { libc::SOCK_STREAM } else { kind };
                protocol = protocol.max(0);
                let made = vm.allow_threads(|| system::socket(family, kind, protocol));
                made.map_err(|error| raised(error, vm))?
            }
            Some(fileno) => {
                let fd = i32::from_argument(fileno, vm)?;
                if fd < 0 {
                    return Err(vm.value_error("negative file descriptor"));
                }
                let own = system::own_address(fd);
                match own {
                    Ok(address) if family == -1 => family = address.family(),
                    Ok(_) => {}
                    Err(error)
                        if family == -1
                            || matches!(
                                error.raw_os_error(),
                                Some(libc::EBADF | libc::ENOTSOCK)
                            ) =>
                    {
                        return Err(raised(error, vm));
                    }
                    Err(_) => {}
                }
                let option = |name| system::option(fd, libc::SOL_SOCKET, name);
                if kind == -1 {
                    kind = option(libc::SO_TYPE).map_err(|error| raised(error, vm))?;
                }
                if protocol == -1 {
                    protocol = option(libc::SO_PROTOCOL).map_err(|error| raised(error, vm))?;
                }
                fd
            }
        };
        this.fill(fd, family, kind, protocol, vm)
    }

    #[slot]
    fn repr(this: &Ref<Socket>) -> String {
        let (fd, family) = (this.fd.get(), this.family.get());
        let (kind, protocol) = (this.kind.get(), this.protocol.get());
        format!("<socket object, fd={fd}, family={family}, type={kind}, proto={protocol}>")
    }

    /// Closes the socket, with a warning if it is still open.
    #[method(name = "__del__", signature = "($self, /)")]
    fn del(this: &Ref<Socket>, vm: &mut Vm) {
        if this.fd.get() == -1 {
            return;
        }
        let object = this.as_value().clone();
        crate::_io::warn_unclosed("unclosed", &object, ("socket", &object), vm);
        let _ = system::close(this.fd.replace(-1));
    }

    /// the family of addresses
    #[getter(member)]
    fn family(this: &Ref<Socket>) -> i32 {
        this.family.get()
    }

    /// stream, datagram or another kind
    #[getter]
    fn r#type(this: &Ref<Socket>) -> i32 {
        this.kind.get()
    }

    /// which protocol of the family
    #[getter(member)]
    fn proto(this: &Ref<Socket>) -> i32 {
        this.protocol.get()
    }

    /// seconds until waiting ends; None for never
    #[getter]
    fn timeout(this: &Ref<Socket>) -> Option<f64> {
        limit_value(this.timeout.get())
    }

    /// Waits for a connection; returns its descriptor and the address of the other end.
    #[method(signature = "($self, /)")]
    fn _accept(this: &Ref<Socket>, vm: &mut Vm) -> PyResult<(i32, Value)> {
        let (fd, address) = this.call(Ready::Read, this.timeout.get(), vm, system::accept)?;
        Ok((fd, to_python(&address, vm)))
    }

    /// Gives the socket an address of this machine.
    #[method(signature = "($self, object, /)")]
    fn bind(this: &Ref<Socket>, object: &Value, vm: &mut Vm) -> PyResult<()> {
        let address = from_python(object, this.family.get(), "bind", vm)?;
        vm.audit("socket.bind", |_| [this.to_value(), object.clone()])?;
        this.simple(vm, |fd| system::bind(fd, &address))
    }

    /// Connects the socket to an address.
    #[method(signature = "($self, object, /)")]
    fn connect(this: &Ref<Socket>, object: &Value, vm: &mut Vm) -> PyResult<()> {
        let address = from_python(object, this.family.get(), "connect", vm)?;
        vm.audit("socket.connect", |_| [this.to_value(), object.clone()])?;
        match this.connect_to(&address, vm)? {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::TimedOut && error.raw_os_error().is_none() => {
                Err(timed_out(vm))
            }
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Connects the socket to an address; returns the number of an error, or 0.
    #[method(signature = "($self, object, /)")]
    fn connect_ex(this: &Ref<Socket>, object: &Value, vm: &mut Vm) -> PyResult<i32> {
        let address = from_python(object, this.family.get(), "connect_ex", vm)?;
        vm.audit("socket.connect", |_| [this.to_value(), object.clone()])?;
        match this.connect_to(&address, vm)? {
            Ok(()) => Ok(0),
            // As of a call that would have to wait.
            Err(error) => Ok(error.raw_os_error().unwrap_or(libc::EWOULDBLOCK)),
        }
    }

    /// Closes the socket.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<Socket>, vm: &mut Vm) -> PyResult<()> {
        let fd = this.fd.replace(-1);
        if fd == -1 {
            return Ok(());
        }
        match vm.allow_threads(|| system::close(fd)) {
            // The other end has gone before: the socket is closed all the same.
            Err(error) if error.kind() != ErrorKind::ConnectionReset => {
                Err(vm.io_error(&error, None))
            }
            _ => Ok(()),
        }
    }

    /// Gives the descriptor up without closing it, and returns it.
    #[method(signature = "($self, /)")]
    fn detach(this: &Ref<Socket>) -> i32 {
        this.fd.replace(-1)
    }

    /// Returns the descriptor, or -1 if the socket is closed.
    #[method(signature = "($self, /)")]
    fn fileno(this: &Ref<Socket>) -> i32 {
        this.fd.get()
    }

    /// Returns the address of the socket.
    #[method(signature = "($self, /)")]
    fn getsockname(this: &Ref<Socket>, vm: &mut Vm) -> PyResult {
        let address = this.simple(vm, system::own_address)?;
        Ok(to_python(&address, vm))
    }

    /// Returns the address of the other end.
    #[method(signature = "($self, /)")]
    fn getpeername(this: &Ref<Socket>, vm: &mut Vm) -> PyResult {
        let address = this.simple(vm, system::peer_address)?;
        Ok(to_python(&address, vm))
    }

    /// Begins to take connections; the system keeps so many that were not accepted yet.
    #[method(signature = "($self, backlog=128, /)", hidden)]
    fn listen(this: &Ref<Socket>, backlog: i32, vm: &mut Vm) -> PyResult<()> {
        this.simple(vm, move |fd| system::listen(fd, backlog.max(0)))
    }

    /// Ends one direction of the connection, or both.
    #[method(signature = "($self, object, /)")]
    fn shutdown(this: &Ref<Socket>, object: i32, vm: &mut Vm) -> PyResult<()> {
        this.simple(vm, move |fd| system::shutdown(fd, object))
    }

    /// Sets how long calls wait, in seconds; None for as long as it takes.
    #[method(signature = "($self, object, /)")]
    fn settimeout(this: &Ref<Socket>, object: &Value, vm: &mut Vm) -> PyResult<()> {
        let timeout = limit_of(object, vm)?;
        this.set_timeout(timeout, vm)
    }

    /// Returns how long calls wait, in seconds, or None.
    #[method(signature = "($self, /)")]
    fn gettimeout(this: &Ref<Socket>) -> Option<f64> {
        limit_value(this.timeout.get())
    }

    /// Sets whether calls wait at all.
    #[method(signature = "($self, object, /)")]
    fn setblocking(this: &Ref<Socket>, object: bool, vm: &mut Vm) -> PyResult<()> {
        this.set_timeout(if object { -1 } else { 0 }, vm)
    }

    /// Returns whether calls wait.
    #[method(signature = "($self, /)")]
    fn getblocking(this: &Ref<Socket>) -> bool {
        this.timeout.get() != 0
    }

    /// Returns an option: an int, or so many bytes.
    #[method(signature = "($self, level, option, buffersize=0, /)", hidden)]
    fn getsockopt(
        this: &Ref<Socket>,
        level: i32,
        option: i32,
        buffersize: i32,
        vm: &mut Vm,
    ) -> PyResult {
        if buffersize == 0 {
            let value = this.simple(vm, move |fd| system::option(fd, level, option))?;
            return Ok(Value::from_i32(value));
        }
        if !(1..=1024).contains(&buffersize) {
            return Err(vm.os_error("getsockopt buflen out of range"));
        }
        let most = buffersize as usize;
        let value = this.simple(vm, move |fd| system::option_bytes(fd, level, option, most))?;
        Ok(vm.new_bytes(&value))
    }

    /// Sets an option: to an int, to bytes, or to nothing with a length.
    #[method(signature = "($self, /, *args)", hidden)]
    fn setsockopt(this: &Ref<Socket>, args: &[Value], vm: &mut Vm) -> PyResult<()> {
        let (level, option, value, length) = match args {
            [level, option, value] => (level, option, value, None),
            [level, option, value, length] => (level, option, value, Some(length)),
            _ => {
                let count = args.len();
                let message = if count < 3 {
                    format!("setsockopt() takes exactly 3 arguments ({count} given)")
                } else {
                    format!("setsockopt() takes at most 4 arguments ({count} given)")
                };
                return Err(vm.type_error(message));
            }
        };
        let (level, option) = (
            i32::from_argument(level, vm)?,
            i32::from_argument(option, vm)?,
        );
        if let Some(length) = length {
            if !value.is_none() {
                let given = value.type_name(vm);
                let message = format!("setsockopt() argument 3 must be None, not {given}");
                return Err(vm.type_error(message));
            }
            let length = u32::from_argument(length, vm)?;
            return this.simple(vm, move |fd| {
                system::set_option_length(fd, level, option, length)
            });
        }
        let number = match value.class(vm).slots(vm).index.is_some() {
            true => i32::from_argument(value, vm).ok(),
            false => None,
        };
        match number {
            Some(number) => this.simple(vm, move |fd| {
                system::set_option(fd, level, option, &number.to_ne_bytes())
            }),
            None => {
                let bytes = PinnedBytes::new(value, vm)?;
                let bytes = bytes.as_slice();
                this.simple(vm, |fd| system::set_option(fd, level, option, bytes))
            }
        }
    }
}
