//! The settings of a context, and what rustls is given of them.

use std::fs::File;
use std::io::Write;
use std::sync::{Arc, Mutex};

use rustls::client::{ResolvesClientCert, Resumption};
use rustls::crypto::aws_lc_rs::{Ticketer, default_provider};
use rustls::crypto::{CryptoProvider, SupportedKxGroup};
use rustls::server::{
    ClientHello, NoServerSessionStorage, ProducesTickets, ResolvesServerCert,
    ServerSessionMemoryCache, StoresServerSessions,
};
use rustls::sign::CertifiedKey;
use rustls::{
    ClientConfig, KeyLog, NoKeyLog, ServerConfig, SignatureAlgorithm, SignatureScheme,
    SupportedProtocolVersion, version,
};

use super::ciphers::{self, CIPHERS, Cipher};
use super::constants::{
    CERT_NONE, CERT_OPTIONAL, HOSTFLAG_NO_PARTIAL_WILDCARDS, OP_CIPHER_SERVER_PREFERENCE,
    OP_NO_TICKET, OP_NO_TLS_V1_2, OP_NO_TLS_V1_3, PROTO_MAXIMUM_SUPPORTED, PROTO_MINIMUM_SUPPORTED,
    PROTO_TLS_1_2, PROTO_TLS_1_3, PROTOCOL_TLS, PROTOCOL_TLS_CLIENT, VERIFY_X509_TRUSTED_FIRST,
};
use super::rules::Rules;
use super::session::Kept;
use super::trust::Store;
use super::verifier::Verifier;

/// The sessions that a server remembers at most.
const MOST_SESSIONS: usize = 256;

/// All that can be set.
pub(super) struct Settings {
    pub(super) protocol: i32,
    pub(super) store: Store,
    pub(super) keys: Arc<Keys>,
    /// `CERT_NONE` and so on.
    pub(super) mode: i32,
    pub(super) checks_name: bool,
    pub(super) options: u64,
    pub(super) flags: u64,
    pub(super) host_flags: u32,
    pub(super) minimum: i32,
    pub(super) maximum: i32,
    pub(super) ciphers: Vec<&'static Cipher>,
    pub(super) alpn: Vec<Vec<u8>>,
    pub(super) tickets: usize,
    /// The only group for the exchange of keys, if one was chosen.
    pub(super) group: Option<&'static dyn SupportedKxGroup>,
    pub(super) key_log: Arc<dyn KeyLog>,
    rules: Option<Arc<Rules>>,
    resumption: Option<(Arc<dyn ProducesTickets>, Arc<dyn StoresServerSessions>)>,
}

impl Settings {
    pub(super) fn new(protocol: i32, options: u64) -> Settings {
        let is_client = protocol == PROTOCOL_TLS_CLIENT;
        Settings {
            protocol,
            store: Store::default(),
            keys: Arc::default(),
            mode: if is_client {
                super::constants::CERT_REQUIRED
            } else {
                CERT_NONE
            },
            checks_name: is_client,
            options,
            flags: VERIFY_X509_TRUSTED_FIRST,
            host_flags: HOSTFLAG_NO_PARTIAL_WILDCARDS,
            minimum: PROTO_MINIMUM_SUPPORTED,
            maximum: PROTO_MAXIMUM_SUPPORTED,
            ciphers: CIPHERS.iter().collect(),
            alpn: Vec::new(),
            tickets: 2,
            group: None,
            key_log: Arc::new(NoKeyLog),
            rules: None,
            resumption: None,
        }
    }

    /// Notes that what is trusted, or shown, has changed: sessions of before are not gone on with.
    pub(super) fn changed(&mut self) {
        self.rules = None;
        self.resumption = None;
    }

    /// The rules for certificates. Those of connections that use the same ones are one.
    pub(super) fn rules(&mut self) -> Arc<Rules> {
        let rules = self.rules.take().unwrap_or_else(|| {
            let verifies = self.mode != CERT_NONE;
            let (flags, host_flags) = (self.flags, self.host_flags);
            Arc::new(Rules::new(
                &self.store,
                verifies,
                self.checks_name,
                flags,
                host_flags,
            ))
        });
        self.rules = Some(rules.clone());
        rules
    }

    /// Adds the certificates to the store that were found in directories and used.
    pub(super) fn take_used(&mut self) {
        let Some(rules) = &self.rules else {
            return;
        };
        let used = rules.used.lock().map(|mut used| std::mem::take(&mut *used));
        for certificate in used.unwrap_or_default() {
            self.store.add(certificate.to_vec());
        }
    }

    /// A verifier for one connection.
    pub(super) fn verifier(&mut self) -> Arc<Verifier> {
        Verifier::new(self.rules(), self.mode == CERT_OPTIONAL)
    }

    /// The versions of TLS that are allowed, none if all of them are too old.
    fn versions(&self) -> Vec<&'static SupportedProtocolVersion> {
        let (minimum, maximum) = (self.minimum, self.maximum);
        let is_allowed = |number: i32, option: u64| {
            let by_protocol = match self.protocol {
                3 | 4 => false,
                5 => number == PROTO_TLS_1_2,
                _ => true,
            };
            let above = match minimum {
                PROTO_MINIMUM_SUPPORTED => true,
                PROTO_MAXIMUM_SUPPORTED => number == PROTO_TLS_1_3,
                minimum => number >= minimum,
            };
            let below = match maximum {
                PROTO_MAXIMUM_SUPPORTED => true,
                PROTO_MINIMUM_SUPPORTED => false,
                maximum => number <= maximum,
            };
            by_protocol && above && below && self.options & option == 0
        };
        let mut versions = Vec::with_capacity(2);
        if is_allowed(PROTO_TLS_1_3, OP_NO_TLS_V1_3) {
            versions.push(&version::TLS13);
        }
        if is_allowed(PROTO_TLS_1_2, OP_NO_TLS_V1_2) {
            versions.push(&version::TLS12);
        }
        versions
    }

    fn provider(&self) -> Arc<CryptoProvider> {
        let mut provider = default_provider();
        let versions = self.versions();
        let suites = self.ciphers.iter().map(|cipher| cipher.suite);
        provider.cipher_suites = suites
            .filter(|it| versions.contains(&it.version()))
            .collect();
        if let Some(group) = self.group {
            provider.kx_groups = vec![group];
        }
        Arc::new(provider)
    }

    /// The configuration of a client; `None` if it could speak no version of TLS.
    pub(super) fn client(&self, verifier: &Arc<Verifier>, kept: Arc<Kept>) -> Option<ClientConfig> {
        let builder = ClientConfig::builder_with_provider(self.provider());
        let builder = builder.with_protocol_versions(&self.versions()).ok()?;
        let builder = builder.dangerous();
        let builder = builder.with_custom_certificate_verifier(verifier.clone());
        let mut config = builder.with_client_cert_resolver(self.keys.clone());
        config.alpn_protocols.clone_from(&self.alpn);
        config.key_log = self.key_log.clone();
        config.resumption = Resumption::store(kept);
        Some(config)
    }

    /// The configuration of a server; `None` if it could speak no version of TLS.
    pub(super) fn server(&mut self, verifier: &Arc<Verifier>) -> Option<ServerConfig> {
        let builder = ServerConfig::builder_with_provider(self.provider());
        let builder = builder.with_protocol_versions(&self.versions()).ok()?;
        let builder = builder.with_client_cert_verifier(verifier.clone());
        let mut config = builder.with_cert_resolver(self.keys.clone());
        config.alpn_protocols.clone_from(&self.alpn);
        config.key_log = self.key_log.clone();
        config.ignore_client_order = self.options & OP_CIPHER_SERVER_PREFERENCE != 0;
        config.send_tls13_tickets = self.tickets;
        if self.resumption.is_none() {
            let tickets = Ticketer::new().ok()?;
            self.resumption = Some((tickets, ServerSessionMemoryCache::new(MOST_SESSIONS)));
        }
        if let Some((tickets, sessions)) = &self.resumption {
            if self.options & OP_NO_TICKET == 0 {
                config.ticketer = tickets.clone();
                config.session_storage = Arc::new(NoServerSessionStorage {});
            } else {
                config.session_storage = sessions.clone();
            }
        }
        Some(config)
    }

    /// Whether a context is for one side only, and this is the other.
    pub(super) fn is_for(&self, server_side: bool) -> bool {
        match self.protocol {
            PROTOCOL_TLS_CLIENT => !server_side,
            super::constants::PROTOCOL_TLS_SERVER => server_side,
            _ => true,
        }
    }

    /// Whether the limits of versions may be changed.
    pub(super) fn has_limits(&self) -> bool {
        matches!(self.protocol, PROTOCOL_TLS | PROTOCOL_TLS_CLIENT)
            || self.protocol == super::constants::PROTOCOL_TLS_SERVER
    }
}

/// Certificates and their keys, the one that was loaded last for each kind of key.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys(Vec<Arc<CertifiedKey>>);

impl Keys {
    /// These with another one.
    pub(super) fn with(&self, key: CertifiedKey) -> Keys {
        let mut keys = self.0.clone();
        keys.retain(|it| it.key.algorithm() != key.key.algorithm());
        keys.push(Arc::new(key));
        Keys(keys)
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn find(
        &self,
        schemes: &[SignatureScheme],
        is_usable: impl Fn(SignatureAlgorithm) -> bool,
    ) -> Option<Arc<CertifiedKey>> {
        let mut keys = self.0.iter().rev();
        let found = keys
            .find(|it| is_usable(it.key.algorithm()) && it.key.choose_scheme(schemes).is_some());
        found.cloned()
    }
}

impl ResolvesServerCert for Keys {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let schemes = hello.signature_schemes();
        // Suites of TLS 1.2 say what keys they are for; which version it will be is not known yet.
        let offered = hello.cipher_suites().iter();
        let older = offered.filter_map(|suite| ciphers::of_suite(*suite));
        let older: Vec<&Cipher> = older.filter(|cipher| !cipher.is_recent).collect();
        let fits = |algorithm| {
            let mut suites = older.iter().map(|cipher| cipher.suite);
            suites.any(|suite| suite.usable_for_signature_algorithm(algorithm))
        };
        let found = self.find(schemes, fits);
        found.or_else(|| self.find(schemes, |_| true))
    }
}

impl ResolvesClientCert for Keys {
    fn resolve(
        &self,
        _root_hint_subjects: &[&[u8]],
        sigschemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        self.find(sigschemes, |_| true)
    }

    fn has_certs(&self) -> bool {
        !self.is_empty()
    }
}

/// A file that the secrets of connections are written to, for those who look into them.
/// Source: `draft-ietf-tls-keylogfile`.
#[derive(Debug)]
pub(super) struct KeyFile(pub(super) Mutex<File>);

impl KeyLog for KeyFile {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let digits =
            |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
        let line = format!("{label} {} {}\n", digits(client_random), digits(secret));
        if let Ok(mut file) = self.0.lock() {
            // Nobody could be told.
            let _ = file.write_all(line.as_bytes());
        }
    }
}
