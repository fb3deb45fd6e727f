//! `_SSLSocket`: one end of a connection, over a socket or between two `MemoryBIO`s.

use std::cell::{Cell, RefCell, RefMut};
use std::rc::Rc;
use std::sync::Arc;

use aws_lc_rs::rand;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::weakref::{WeakReference, new_weak_reference};
use rpy_vm::object::buffer::{PinnedBytes, PinnedMemory};
use rpy_vm::{Args, HeapCell, PyResult, Raised, Ref, Value, Vm};
use rustls::pki_types::{CertificateDer, IpAddr, ServerName};
use rustls::{CipherSuite, Connection as Tls, ProtocolVersion, ServerConfig};

use super::ciphers::{self, CIPHERS};
use super::constants::CERT_NONE;
use super::context::{Context, count};
use super::engine::{Engine, Failed, State};
use super::errors::{self, Line};
use super::session::{Kept, Session};
use super::shown::{self, CertificateObject};
use super::transport::{Deadline, Got, Transport};
use super::verifier::Verifier;
use crate::pieces::writable;

/// How much data is encrypted at a time: what a call of `write` takes at most.
const MOST_DATA: usize = 1 << 18;
/// The data of a record: how much one call of `read` can give, and how much `write` takes if it may not wait.
const RECORD: usize = 1 << 14;

/// One end of a connection.
#[derive(Payload)]
pub(crate) struct Connection {
    pub(super) context: HeapCell<Ref<Context>>,
    /// The object that programs see, if there is one.
    owner: HeapCell<Option<Ref<WeakReference>>>,
    pub(super) transport: Transport,
    server_side: bool,
    /// The name of the server, as it was given.
    #[payload(skip)]
    server_hostname: Option<String>,
    /// `None` until the first byte is to be sent or read, for clients: they can be given a session until then.
    #[payload(skip)]
    engine: RefCell<Option<Rc<RefCell<Engine>>>>,
    #[payload(skip)]
    progress: RefCell<Progress>,
    /// The session to go on from.
    session: HeapCell<Option<Ref<Session>>>,
    /// Data that were encrypted, but not sent in whole: how many bytes of them the next `write` is told of.
    #[payload(skip)]
    unsent: Cell<usize>,
}

/// What came of the handshake.
#[derive(Default)]
struct Progress {
    is_done: bool,
    verifier: Option<Arc<Verifier>>,
    /// From the certificate of the other end to one that is trusted.
    path: Option<Vec<CertificateDer<'static>>>,
    /// The suites that both ends have.
    shared: Option<Vec<CipherSuite>>,
    kept: Option<Arc<Kept>>,
    session_id: [u8; 32],
}

/// An engine, to be used. Nothing that runs Python code is called meanwhile.
fn lock(engine: &RefCell<Engine>) -> RefMut<'_, Engine> {
    engine.borrow_mut()
}

/// What a connection is made of.
pub(super) struct Parts<'a> {
    pub(super) transport: Transport,
    pub(super) server_side: bool,
    pub(super) server_hostname: Option<&'a str>,
    pub(super) owner: Option<&'a Value>,
    pub(super) session: Option<&'a Value>,
}

impl Connection {
    /// Makes a connection of a context.
    pub(super) fn create(
        context: &Ref<Context>,
        parts: Parts<'_>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Connection>> {
        if !context.settings.get(vm).is_for(parts.server_side) {
            let text = if parts.server_side {
                "Cannot create a server socket with a PROTOCOL_TLS_CLIENT context"
            } else {
                "Cannot create a client socket with a PROTOCOL_TLS_SERVER context"
            };
            return Err(errors::of_use(text, Line::New as i32, vm));
        }
        let name = parts.server_hostname;
        let checks_name = context.settings.get(vm).checks_name;
        let message = if parts.server_side && name.is_some_and(|name| !name.is_empty()) {
            Some("server_hostname can only be specified in client mode")
        } else if parts.server_side && parts.session.is_some() {
            Some("session can only be specified in client mode")
        } else if checks_name && name.is_none_or(str::is_empty) {
            Some("check_hostname requires server_hostname")
        } else {
            None
        };
        if let Some(message) = message {
            return Err(vm.value_error(message));
        }
        if name.is_some_and(|name| name.is_empty() || name.starts_with('.')) {
            let message = "server_hostname cannot be an empty string or start with a leading dot.";
            return Err(vm.value_error(message));
        }
        let engine = parts.server_side.then(Engine::server);
        let connection = Connection {
            context: HeapCell::new(context.clone()),
            owner: HeapCell::new(None),
            transport: parts.transport,
            server_side: parts.server_side,
            server_hostname: name.map(str::to_owned),
            engine: RefCell::new(engine.map(|engine| Rc::new(RefCell::new(engine)))),
            progress: RefCell::default(),
            session: HeapCell::new(None),
            unsent: Cell::new(0),
        };
        let connection = Ref::new(connection, vm);
        if let Some(owner) = parts.owner {
            let owner = new_weak_reference(owner, vm)?;
            connection.owner.replace(Some(owner), vm);
        }
        if let Some(session) = parts.session {
            connection.choose_session(session, vm)?;
        }
        Ok(connection)
    }

    fn choose_session(&self, value: &Value, vm: &mut Vm) -> PyResult<()> {
        let Some(session) = value.downcast::<Session>() else {
            return Err(vm.type_error("Value is not a SSLSession."));
        };
        let context = self.context.get(vm).clone();
        if !session.context.is(&context) {
            return Err(vm.value_error("Session refers to a different SSLContext."));
        }
        if self.server_side {
            return Err(vm.value_error("Cannot set session for server-side SSLSocket."));
        }
        if self.engine.borrow().is_some() {
            return Err(vm.value_error("Cannot set session after handshake."));
        }
        let session = session.clone();
        self.session.replace(Some(session), vm);
        Ok(())
    }

    /// The engine of the connection, which begins now if it has not yet.
    fn engine(&self, line: Line, vm: &mut Vm) -> PyResult<Rc<RefCell<Engine>>> {
        if let Some(engine) = &*self.engine.borrow() {
            return Ok(engine.clone());
        }
        let context = self.context.get(vm).clone();
        count(&context.counts.connect);
        let name = self.server_hostname.as_deref();
        let target = name.and_then(|name| ServerName::try_from(name.to_owned()).ok());
        let has_name = target.is_some();
        // A server without a name is called by an address that nobody has.
        let target = target.unwrap_or(ServerName::IpAddress(IpAddr::V4([0; 4].into())));
        let mut id = [0; 32];
        let filled = rand::fill(&mut id);
        filled.map_err(|_| vm.os_error("there is no source of randomness"))?;
        let earlier = self.session.get(vm).as_ref().and_then(|it| it.kept.clone());
        let settings = context.settings.get_mut(vm);
        let rules = settings.rules();
        // rustls goes on with what the same verifier has seen; the rules and the name must be the same, too.
        let earlier =
            earlier.filter(|it| Arc::ptr_eq(&it.verifier.rules, &rules) && it.name == target);
        let verifier = match &earlier {
            Some(earlier) => earlier.verifier.clone(),
            None => settings.verifier(),
        };
        let kept = Kept::new(id, verifier.clone(), target.clone(), earlier);
        let config = settings.client(&verifier, kept.clone());
        let Some(mut config) = config else {
            return Err(no_protocols(line, vm));
        };
        config.enable_sni = has_name;
        let engine = Engine::client(Arc::new(config), target);
        let engine = engine.map_err(|error| errors::of_failed(&error.into(), line, vm))?;
        let engine = Rc::new(RefCell::new(engine));
        let mut progress = self.progress.borrow_mut();
        progress.session_id = kept.id;
        progress.kept = Some(kept);
        progress.verifier = Some(verifier);
        *self.engine.borrow_mut() = Some(engine.clone());
        Ok(engine)
    }

    /// Sends what is to be sent.
    fn flush(&self, engine: &RefCell<Engine>, deadline: Deadline, vm: &mut Vm) -> PyResult<()> {
        loop {
            let mut guard = lock(engine);
            if guard.output().is_empty() {
                return Ok(());
            }
            match self.transport.send(guard.output(), vm) {
                Ok(count) => guard.advance(count),
                Err(error) => {
                    drop(guard);
                    self.transport.check_open(deadline.line, vm)?;
                    self.transport.wait_to_send(&error, deadline, vm)?;
                }
            }
        }
    }

    /// Sends what can be sent at once, before an error is raised that matters more.
    fn flush_some(&self, engine: &RefCell<Engine>, vm: &mut Vm) {
        let mut guard = lock(engine);
        while !guard.output().is_empty() {
            match self.transport.send(guard.output(), vm) {
                Ok(count) => guard.advance(count),
                Err(_) => return,
            }
        }
    }

    /// Takes what the other end has sent, up to the end of a record; waits for it.
    fn receive(&self, engine: &RefCell<Engine>, deadline: Deadline, vm: &mut Vm) -> PyResult<()> {
        let missing = lock(engine).missing();
        let bytes = match self.transport.receive(missing, deadline, vm)? {
            Got::Bytes(bytes) => bytes,
            Got::End => {
                let mut guard = lock(engine);
                let again = guard.state() == State::Failed;
                guard.fail();
                drop(guard);
                return Err(if again {
                    errors::ended(deadline.line, vm)
                } else {
                    errors::unexpected_end(deadline.line, vm)
                });
            }
        };
        let fed = lock(engine).feed(&bytes);
        fed.map_err(|error| {
            self.flush_some(engine, vm);
            self.raised(&error, deadline.line, vm)
        })
    }

    /// What is raised for an error; if a certificate is the reason, its verifier knows more.
    fn raised(&self, error: &Failed, line: Line, vm: &mut Vm) -> Raised {
        if let Failed::Tls(rustls::Error::InvalidCertificate(_)) = error {
            let verifier = self.progress.borrow().verifier.clone();
            if let Some(Err(failure)) = verifier.and_then(|it| it.take_outcome()) {
                return errors::untrusted(&failure, line, vm);
            }
        }
        errors::of_failed(error, line, vm)
    }

    /// Does the handshake, if it was not done.
    fn handshake(&self, deadline: Deadline, vm: &mut Vm) -> PyResult<Rc<RefCell<Engine>>> {
        let engine = self.engine(deadline.line, vm)?;
        if self.progress.borrow().is_done {
            if lock(&engine).state() == State::Failed {
                return Err(errors::ended(deadline.line, vm));
            }
            return Ok(engine);
        }
        loop {
            self.flush(&engine, deadline, vm)?;
            let state = lock(&engine).state();
            match state {
                State::Ready => break,
                State::Failed => return Err(errors::ended(deadline.line, vm)),
                State::Greeted => self.answer(&engine, deadline.line, vm)?,
                State::Handshaking => self.receive(&engine, deadline, vm)?,
            }
        }
        self.flush(&engine, deadline, vm)?;
        self.conclude(&engine, vm);
        Ok(engine)
    }

    /// Notes how the handshake has ended.
    fn conclude(&self, engine: &RefCell<Engine>, vm: &mut Vm) {
        let is_resumed = lock(engine).is_resumed();
        let context = self.context.get(vm).clone();
        let earlier = self.session.get(vm).as_ref().map(|it| it.identity());
        let mut progress = self.progress.borrow_mut();
        progress.is_done = true;
        let outcome = progress.verifier.as_ref().and_then(|it| it.take_outcome());
        progress.path = outcome.and_then(Result::ok);
        if is_resumed && let Some(earlier) = earlier {
            progress.session_id = earlier;
        }
        let counts = &context.counts;
        count(if self.server_side {
            &counts.accept_good
        } else {
            &counts.connect_good
        });
        if is_resumed {
            count(&counts.hits);
        }
    }

    /// A server answers the client's first message: the program may choose another context for it.
    fn answer(&self, engine: &RefCell<Engine>, line: Line, vm: &mut Vm) -> PyResult<()> {
        let first = self.context.get(vm).clone();
        count(&first.counts.accept);
        let (name, offered, protocols) = {
            let guard = lock(engine);
            let Some(hello) = guard.hello() else {
                drop(guard);
                return Err(errors::ended(line, vm));
            };
            let protocols = hello
                .alpn()
                .map(|all| all.map(<[u8]>::to_vec).collect::<Vec<_>>());
            (
                hello.server_name().map(str::to_owned),
                hello.cipher_suites().to_vec(),
                protocols,
            )
        };
        let callback = first.sni_callback.get(vm).clone();
        if !callback.is_none()
            && let Some(alert) = self.call_back(&callback, name.as_deref(), &first, vm)
        {
            lock(engine).refuse(alert);
            self.flush_some(engine, vm);
            return Err(errors::of_reason(
                "CALLBACK_FAILED",
                "callback failed",
                line,
                vm,
            ));
        }
        let second = self.context.get(vm).clone();
        let settings = first.settings.get_mut(vm);
        let verifier = settings.verifier();
        let known = settings.ciphers.iter();
        let shared = known
            .map(|cipher| cipher.suite.suite())
            .filter(|it| offered.contains(it));
        let shared: Vec<CipherSuite> = shared.collect();
        let config = settings.server(&verifier);
        let Some(mut config) = config else {
            return Err(no_protocols(line, vm));
        };
        if !second.is(&first) {
            let settings = second.settings.get(vm);
            config.cert_resolver = settings.keys.clone();
            config.alpn_protocols.clone_from(&settings.alpn);
        }
        if shared.is_empty() || second.settings.get(vm).keys.is_empty() {
            const HANDSHAKE_FAILURE: u8 = 40;
            lock(engine).refuse(HANDSHAKE_FAILURE);
            self.flush_some(engine, vm);
            let (reason, text) = ("NO_SHARED_CIPHER", "no shared cipher");
            return Err(errors::of_reason(reason, text, line, vm));
        }
        agree(&mut config, protocols.as_deref());
        {
            let mut progress = self.progress.borrow_mut();
            progress.shared = Some(shared);
            progress.verifier = Some(verifier);
            // It only has to differ from others.
            let _ = rand::fill(&mut progress.session_id);
        }
        let configured = lock(engine).configure(Arc::new(config));
        configured.map_err(|error| {
            self.flush_some(engine, vm);
            self.raised(&error, line, vm)
        })
    }

    /// Tells the program which server a client wants. Returns the alert if that is to be refused.
    fn call_back(
        &self,
        callback: &Value,
        name: Option<&str>,
        context: &Ref<Context>,
        vm: &mut Vm,
    ) -> Option<u8> {
        const HANDSHAKE_FAILURE: u8 = 40;
        const INTERNAL_ERROR: u8 = 80;
        let what = "in ssl servername callback while calling set SNI callback";
        let owner = self.owner(vm);
        if owner.is_none() && self.owner.get(vm).is_some() {
            // Nobody is there any more who could be asked.
            return Some(INTERNAL_ERROR);
        }
        let owner = owner.or_else(|| self.transport.socket(vm));
        let owner = owner.unwrap_or(Value::NONE);
        let name = name.map_or(Value::NONE, |name| vm.new_str(name));
        let arguments = [owner, name, context.to_value()];
        let shown = |value: &Value, vm: &mut Vm| match value.repr(vm) {
            Ok(text) => text.to_string_lossy().into_owned(),
            Err(_) => String::new(),
        };
        let result = match callback.call_positional(&arguments, vm) {
            Ok(result) => result,
            Err(raised) => {
                let callback = shown(callback, vm);
                vm.unraisable_message(&format!("{what} {callback}"), raised);
                return Some(HANDSHAKE_FAILURE);
            }
        };
        if result.is_none() {
            return None;
        }
        match <i32 as rpy_vm::function::convert::FromArgument>::from_argument(&result, vm) {
            Ok(alert) => Some(alert as u8),
            Err(raised) => {
                let result = shown(&result, vm);
                vm.unraisable_message(&format!("{what} (result={result})"), raised);
                Some(INTERNAL_ERROR)
            }
        }
    }

    fn owner(&self, vm: &mut Vm) -> Option<Value> {
        let owner = self.owner.get(vm).clone();
        owner.and_then(|owner| owner.target(vm))
    }

    /// Encrypts data, which are sent later.
    fn encrypt(&self, engine: &RefCell<Engine>, data: &[u8], vm: &mut Vm) -> PyResult<()> {
        let mut guard = lock(engine);
        if guard.is_closing() {
            drop(guard);
            let (reason, text) = ("PROTOCOL_IS_SHUTDOWN", "protocol is shutdown");
            return Err(errors::of_reason(reason, text, Line::Write, vm));
        }
        let written = guard.write(data);
        drop(guard);
        written.map_err(|error| errors::of_failed(&error, Line::Write, vm))
    }

    /// Reads data into a vector, up to so many bytes; none at the end.
    fn read_data(&self, most: usize, target: &mut Vec<u8>, vm: &mut Vm) -> PyResult<()> {
        let deadline = self.transport.deadline(Line::Read, "read", vm)?;
        let engine = self.handshake(deadline, vm)?;
        loop {
            let mut guard = lock(&engine);
            if guard.read(most, target).is_some() {
                return Ok(());
            }
            if guard.is_closed() {
                let is_closing = guard.is_closing();
                drop(guard);
                if is_closing {
                    return Err(errors::zero_return(Line::Read, vm));
                }
                return Ok(());
            }
            if guard.state() == State::Failed {
                drop(guard);
                return Err(errors::ended(Line::Read, vm));
            }
            let has_output = !guard.output().is_empty();
            drop(guard);
            self.receive(&engine, deadline, vm)?;
            // Answers to messages that are no data; `write` sends the rest of its own.
            if !has_output {
                self.flush_some(&engine, vm);
            }
        }
    }

    /// The connection of rustls, once the handshake is done.
    fn with_done<R>(&self, f: impl FnOnce(&Tls) -> R) -> Option<R> {
        if !self.progress.borrow().is_done {
            return None;
        }
        let engine = self.engine.borrow().clone()?;
        let guard = lock(&engine);
        guard.connection().map(f)
    }

    /// The certificates of the other end.
    fn certificates(&self) -> Option<Vec<CertificateDer<'static>>> {
        let engine = self.engine.borrow().clone()?;
        let guard = lock(&engine);
        guard.certificates().map(<[_]>::to_vec)
    }
}

/// Leaves the protocols of a server out if there is none that the client knows: the connection is made without.
fn agree(config: &mut ServerConfig, offered: Option<&[Vec<u8>]>) {
    let offered = offered.unwrap_or_default();
    if !config.alpn_protocols.iter().any(|it| offered.contains(it)) {
        config.alpn_protocols.clear();
    }
}

/// Raises `SSLError` where no version of TLS is left.
fn no_protocols(line: Line, vm: &mut Vm) -> Raised {
    errors::of_reason("NO_PROTOCOLS_AVAILABLE", "no protocols available", line, vm)
}

/// Name, version and bits of a cipher suite.
fn cipher_value(suite: CipherSuite, vm: &mut Vm) -> Value {
    let Some(cipher) = ciphers::of_suite(suite) else {
        return Value::NONE;
    };
    let bits = i32::try_from(cipher.bits).unwrap_or_default();
    let (name, protocol) = (vm.new_str(cipher.name), vm.new_str(cipher.protocol()));
    Tuple::from_array([name, protocol, Value::from_i32(bits)], vm).into_value()
}

#[native_class(name = "_ssl._SSLSocket", flags(disallow_instantiation), undocumented)]
impl Connection {
    /// Agrees with the other end on how to go on.
    #[method(signature = "($self, /)")]
    fn do_handshake(this: &Ref<Connection>, vm: &mut Vm) -> PyResult<()> {
        this.transport.check_open(Line::Handshake, vm)?;
        let deadline = this.transport.deadline(Line::Handshake, "handshake", vm)?;
        this.handshake(deadline, vm).map(drop)
    }

    /// read(size, [buffer])
    /// Reads data, up to so many bytes: returns them, or their number if they are put into a buffer.
    #[method(signature = "(*args)", hidden)]
    fn read(this: &Ref<Connection>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let (size, buffer) = match args.positional() {
            [size] => (size, None),
            [size, buffer] => (size, Some(buffer)),
            _ => {
                let message = "_ssl._SSLSocket.read requires 1 to 2 arguments";
                return Err(vm.type_error(message));
            }
        };
        let size = <isize as rpy_vm::function::convert::FromArgument>::from_argument(size, vm)?;
        let target = buffer
            .map(|it| writable(it, "read() argument 2", vm))
            .transpose()?;
        this.transport.check_open(Line::Read, vm)?;
        let most = match &target {
            None => match usize::try_from(size) {
                Ok(0) => return Ok(vm.new_bytes(b"")),
                Ok(size) => size,
                Err(_) => return Err(vm.value_error("size should not be negative")),
            },
            Some(memory) => {
                let length = memory.view().length();
                let size = usize::try_from(size)
                    .ok()
                    .filter(|it| (1..=length).contains(it));
                match size.unwrap_or(length) {
                    0 => return Ok(Value::from_i32(0)),
                    size => size,
                }
            }
        };
        let mut data = Vec::with_capacity(most.min(RECORD));
        this.read_data(most, &mut data, vm)?;
        match target {
            None => Ok(Bytes::from_vec(data, vm).into_value()),
            Some(memory) => {
                fill(&memory, &data, vm);
                Ok(Value::from_i32(
                    i32::try_from(data.len()).unwrap_or(i32::MAX),
                ))
            }
        }
    }

    /// Sends data, and returns how many bytes of them were taken.
    #[method(signature = "($self, b, /)")]
    fn write(this: &Ref<Connection>, b: &Value, vm: &mut Vm) -> PyResult<usize> {
        let data = PinnedBytes::new(b, vm)?;
        this.transport.check_open(Line::Write, vm)?;
        let deadline = this.transport.deadline(Line::Write, "write", vm)?;
        let engine = this.handshake(deadline, vm)?;
        if let Transport::Memory { .. } = this.transport {
            // Memory has room for everything; who was told that a part was taken would copy the rest.
            let mut rest = data.as_slice();
            loop {
                let (part, more) = rest.split_at(rest.len().min(MOST_DATA));
                // Of nothing too, as that may not be written after the end either.
                this.encrypt(&engine, part, vm)?;
                this.flush(&engine, deadline, vm)?;
                if more.is_empty() {
                    return Ok(data.as_slice().len());
                }
                rest = more;
            }
        }
        if this.unsent.get() == 0 {
            let most = if deadline.waits { MOST_DATA } else { RECORD };
            let data = data.as_slice();
            let data = &data[..data.len().min(most)];
            this.encrypt(&engine, data, vm)?;
            this.unsent.set(data.len());
        }
        this.flush(&engine, deadline, vm)?;
        Ok(this.unsent.replace(0).min(data.as_slice().len()))
    }

    /// how many bytes of data can be read at once
    #[method(signature = "($self, /)")]
    fn pending(this: &Ref<Connection>) -> usize {
        let engine = this.engine.borrow().clone();
        engine.map_or(0, |engine| lock(&engine).pending())
    }

    /// Ends the connection in an orderly way, and returns the socket, on which others may go on.
    #[method(signature = "($self, /)")]
    fn shutdown(this: &Ref<Connection>, vm: &mut Vm) -> PyResult {
        this.transport.check_open(Line::Shutdown, vm)?;
        let engine = this.engine.borrow().clone();
        let engine = engine.filter(|engine| {
            this.progress.borrow().is_done && lock(engine).state() != State::Failed
        });
        let Some(engine) = engine else {
            let (reason, text) = ("SHUTDOWN_WHILE_IN_INIT", "shutdown while in init");
            return Err(errors::of_reason(reason, text, Line::Shutdown, vm));
        };
        let deadline = this.transport.deadline(Line::Shutdown, "shutdown", vm)?;
        if !lock(&engine).is_closing() {
            lock(&engine).close();
        }
        this.flush(&engine, deadline, vm)?;
        loop {
            let mut guard = lock(&engine);
            if guard.is_closed() {
                break;
            }
            if guard.pending() != 0 {
                drop(guard);
                let reason = "APPLICATION_DATA_AFTER_CLOSE_NOTIFY";
                let text = "application data after close notify";
                return Err(errors::of_reason(reason, text, Line::Shutdown, vm));
            }
            drop(guard);
            this.receive(&engine, deadline, vm)?;
        }
        Ok(this.transport.socket(vm).unwrap_or(Value::NONE))
    }

    /// Returns the certificate of the other end: a dict that is empty if it was not verified, or bytes.
    #[method(signature = "($self, der=False, /)")]
    fn getpeercert(this: &Ref<Connection>, der: bool, vm: &mut Vm) -> PyResult {
        if !this.progress.borrow().is_done {
            return Err(vm.value_error("handshake not done yet"));
        }
        let certificates = this.certificates().unwrap_or_default();
        let Some(certificate) = certificates.first() else {
            return Ok(Value::NONE);
        };
        if der {
            return Ok(vm.new_bytes(certificate));
        }
        let context = this.context.get(vm).clone();
        if context.settings.get(vm).mode == CERT_NONE {
            return Ok(rpy_vm::builtins::dict::Dict::new(vm).into_value());
        }
        Ok(shown::decoded(certificate, vm)?.into_value())
    }

    /// Returns the certificates from that of the other end to one that is trusted.
    #[method(signature = "($self, /)")]
    fn get_verified_chain(this: &Ref<Connection>, vm: &mut Vm) -> Value {
        let path = this.progress.borrow().path.clone();
        chain_value(path, vm)
    }

    /// Returns the certificates that the other end has sent.
    #[method(signature = "($self, /)")]
    fn get_unverified_chain(this: &Ref<Connection>, vm: &mut Vm) -> Value {
        chain_value(this.certificates(), vm)
    }

    /// Returns name, version and bits of the cipher suite.
    #[method(signature = "($self, /)")]
    fn cipher(this: &Ref<Connection>, vm: &mut Vm) -> Value {
        let suite = this.with_done(|it| it.negotiated_cipher_suite()).flatten();
        suite.map_or(Value::NONE, |suite| cipher_value(suite.suite(), vm))
    }

    /// Returns the cipher suites that both ends have; of a client, None.
    #[method(signature = "($self, /)")]
    fn shared_ciphers(this: &Ref<Connection>, vm: &mut Vm) -> Value {
        let shared = this.progress.borrow().shared.clone();
        let Some(shared) = shared else {
            return Value::NONE;
        };
        let ordered = CIPHERS.iter().map(|it| it.suite.suite());
        let ordered = ordered.filter(|suite| shared.contains(suite));
        let ciphers = ordered.map(|suite| cipher_value(suite, vm)).collect();
        vm.new_list(ciphers)
    }

    /// Returns None: nothing is compressed.
    #[method(signature = "($self, /)")]
    fn compression(_this: &Ref<Connection>) -> Value {
        Value::NONE
    }

    /// Returns the version of TLS that was agreed upon.
    #[method(signature = "($self, /)")]
    fn version(this: &Ref<Connection>) -> Option<&'static str> {
        match this.with_done(|it| it.protocol_version()).flatten()? {
            ProtocolVersion::TLSv1_2 => Some("TLSv1.2"),
            ProtocolVersion::TLSv1_3 => Some("TLSv1.3"),
            _ => Some("unknown"),
        }
    }

    /// Returns the protocol that was agreed upon.
    #[method(signature = "($self, /)")]
    fn selected_alpn_protocol(this: &Ref<Connection>) -> Option<String> {
        let protocol = this
            .with_done(|it| it.alpn_protocol().map(<[u8]>::to_vec))
            .flatten()?;
        Some(String::from_utf8_lossy(&protocol).into_owned())
    }

    /// Raises NotImplementedError for the one kind that there is: rustls does not tell what it is made
    /// of.
    #[method(signature = "($self, /, cb_type='tls-unique')")]
    fn get_channel_binding(this: &Ref<Connection>, cb_type: &str, vm: &mut Vm) -> PyResult {
        if cb_type != "tls-unique" {
            let message = format!("'{cb_type}' channel binding type not implemented");
            return Err(vm.value_error(message));
        }
        if !this.progress.borrow().is_done {
            return Ok(Value::NONE);
        }
        Err(vm.not_implemented_error("channel binding 'tls-unique' is not supported"))
    }

    /// Raises NotImplementedError: clients are asked for certificates in the handshake only.
    #[method(signature = "($self, /)")]
    fn verify_client_post_handshake(_this: &Ref<Connection>, vm: &mut Vm) -> PyResult {
        Err(vm.not_implemented_error("post-handshake authentication is not supported"))
    }

    /// the context of the connection
    #[getter(context)]
    fn get_context(this: &Ref<Connection>, vm: &mut Vm) -> Ref<Context> {
        this.context.get(vm).clone()
    }

    #[setter(context)]
    fn set_context(this: &Ref<Connection>, value: &Value, vm: &mut Vm) -> PyResult<()> {
        let Some(context) = value.downcast::<Context>() else {
            return Err(vm.type_error("The value must be a SSLContext"));
        };
        let context = context.clone();
        this.context.replace(context, vm);
        Ok(())
    }

    /// the name of the server
    #[getter]
    fn server_hostname(this: &Ref<Connection>) -> Option<String> {
        this.server_hostname.clone()
    }

    /// whether this end is the server
    #[getter]
    fn server_side(this: &Ref<Connection>) -> bool {
        this.server_side
    }

    /// the object that programs see
    #[getter(owner)]
    fn get_owner(this: &Ref<Connection>, vm: &mut Vm) -> Value {
        this.owner(vm).unwrap_or(Value::NONE)
    }

    #[setter(owner)]
    fn set_owner(this: &Ref<Connection>, value: Value, vm: &mut Vm) -> PyResult<()> {
        let owner = new_weak_reference(&value, vm)?;
        this.owner.replace(Some(owner), vm);
        Ok(())
    }

    /// the session, which another connection can go on from
    #[getter(session)]
    fn get_session(this: &Ref<Connection>, vm: &mut Vm) -> Value {
        let (id, kept, is_done) = {
            let progress = this.progress.borrow();
            (progress.session_id, progress.kept.clone(), progress.is_done)
        };
        if !is_done {
            let given = this.session.get(vm).clone();
            return given.map_or(Value::NONE, |session| session.to_value());
        }
        let context = this.context.get(vm).clone();
        Session::create(&context, kept, id, vm).into_value()
    }

    #[setter(session)]
    fn set_session(this: &Ref<Connection>, value: Value, vm: &mut Vm) -> PyResult<()> {
        this.choose_session(&value, vm)
    }

    /// whether the connection goes on from an earlier session
    #[getter]
    fn session_reused(this: &Ref<Connection>) -> bool {
        let engine = this.engine.borrow().clone();
        engine.is_some_and(|engine| lock(&engine).is_resumed())
    }
}

/// Puts data into memory, which has room for them.
fn fill(memory: &PinnedMemory, data: &[u8], vm: &mut Vm) {
    if let Some(bytes) = memory.view().as_bytes_mut(vm) {
        bytes[..data.len()].copy_from_slice(data);
    }
}

/// Certificates as a list, None if there are none.
fn chain_value(chain: Option<Vec<CertificateDer<'static>>>, vm: &mut Vm) -> Value {
    let Some(chain) = chain else {
        return Value::NONE;
    };
    let items = chain
        .iter()
        .map(|it| CertificateObject::create(it, vm))
        .collect();
    vm.new_list(items)
}
