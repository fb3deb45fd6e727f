//! Sessions: what a client keeps of a connection, so that another one can go on from it.

use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::{Ref, Value, Vm};
use rustls::NamedGroup;
use rustls::client::{ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::pki_types::ServerName;

use super::context::Context;
use super::verifier::Verifier;

/// How many tickets of TLS 1.3 are kept; each can be used once.
const MOST_TICKETS: usize = 8;
/// How long OpenSSL says that sessions last, in seconds.
const LIFETIME: i64 = 7200;

/// What rustls keeps of a client's connection.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) id: [u8; 32],
    /// Seconds since 1970.
    time: i64,
    /// The session that the connection goes on from.
    earlier: Option<Arc<Kept>>,
    /// What has verified the certificate: rustls goes on with no other.
    pub(super) verifier: Arc<Verifier>,
    pub(super) name: ServerName<'static>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    older: Option<Tls12ClientSessionValue>,
    tickets: Vec<Tls13ClientSessionValue>,
    group: Option<NamedGroup>,
}

impl Kept {
    pub(super) fn new(
        id: [u8; 32],
        verifier: Arc<Verifier>,
        name: ServerName<'static>,
        earlier: Option<Arc<Kept>>,
    ) -> Arc<Kept> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Arc::new(Kept {
            id,
            time: now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(0)),
            earlier,
            verifier,
            name,
            state: Mutex::default(),
        })
    }

    fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.state.lock().unwrap_or_else(|it| it.into_inner());
        f(&mut state)
    }

    fn has_ticket(&self) -> bool {
        self.with(|state| state.older.is_some() || !state.tickets.is_empty())
    }

    fn take_ticket(&self) -> Option<Tls13ClientSessionValue> {
        self.with(|state| state.tickets.pop())
    }
}

impl ClientSessionStore for Kept {
    fn set_kx_hint(&self, _name: ServerName<'static>, group: NamedGroup) {
        self.with(|state| state.group = Some(group));
    }

    fn kx_hint(&self, _name: &ServerName<'_>) -> Option<NamedGroup> {
        let earlier = self.earlier.as_ref()?;
        earlier.with(|state| state.group)
    }

    fn set_tls12_session(&self, _name: ServerName<'static>, value: Tls12ClientSessionValue) {
        self.with(|state| state.older = Some(value));
    }

    fn tls12_session(&self, _name: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        let earlier = self.earlier.as_ref()?;
        earlier.with(|state| state.older.clone())
    }

    fn remove_tls12_session(&self, _name: &ServerName<'static>) {
        if let Some(earlier) = &self.earlier {
            earlier.with(|state| state.older = None);
        }
    }

    fn insert_tls13_ticket(&self, _name: ServerName<'static>, value: Tls13ClientSessionValue) {
        self.with(|state| {
            if state.tickets.len() == MOST_TICKETS {
                state.tickets.remove(0);
            }
            state.tickets.push(value);
        });
    }

    fn take_tls13_ticket(&self, _name: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        self.earlier.as_ref()?.take_ticket()
    }
}

/// A session, as Python holds it.
#[derive(Payload)]
pub(crate) struct Session {
    /// The context that it belongs to.
    pub(super) context: Ref<Context>,
    /// Of servers there is nothing to keep: they remember by themselves.
    #[payload(skip)]
    pub(super) kept: Option<Arc<Kept>>,
    #[payload(skip)]
    id: [u8; 32],
}

impl Session {
    /// The session of a connection; an identity is that of the session that it goes on from, if it does.
    pub(super) fn create(
        context: &Ref<Context>,
        kept: Option<Arc<Kept>>,
        id: [u8; 32],
        vm: &mut Vm,
    ) -> Ref<Session> {
        let session = Session {
            context: context.clone(),
            kept,
            id,
        };
        Ref::new(session, vm)
    }

    /// The identity.
    pub(super) fn identity(&self) -> [u8; 32] {
        self.id
    }
}

#[native_class(name = "_ssl.SSLSession", flags(disallow_instantiation), undocumented)]
impl Session {
    #[slot]
    fn compare(this: &Ref<Session>, other: &Value, op: CompareOperator, _vm: &mut Vm) -> Value {
        let Some(other) = other.downcast::<Session>() else {
            return Value::NOT_IMPLEMENTED;
        };
        match op {
            CompareOperator::Equal => Value::bool(this.id == other.id),
            CompareOperator::NotEqual => Value::bool(this.id != other.id),
            _ => Value::NOT_IMPLEMENTED,
        }
    }

    /// the identity, bytes
    #[getter]
    fn id(this: &Ref<Session>, vm: &mut Vm) -> Value {
        vm.new_bytes(&this.id)
    }

    /// when the session began, in seconds since 1970
    #[getter]
    fn time(this: &Ref<Session>) -> i64 {
        this.kept.as_ref().map_or(0, |kept| kept.time)
    }

    /// how long it lasts, in seconds
    #[getter]
    fn timeout(_this: &Ref<Session>) -> i64 {
        LIFETIME
    }

    /// how long the server wants it to last, in seconds
    #[getter]
    fn ticket_lifetime_hint(this: &Ref<Session>) -> i64 {
        if this.kept.as_ref().is_some_and(|kept| kept.has_ticket()) {
            LIFETIME
        } else {
            0
        }
    }

    /// whether a connection can go on from it
    #[getter]
    fn has_ticket(this: &Ref<Session>) -> bool {
        this.kept.as_ref().is_some_and(|kept| kept.has_ticket())
    }
}
