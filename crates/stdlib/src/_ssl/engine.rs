//! One end of a connection, without a connection: bytes of TLS go in and come out. It reads a record at a time,
//! and never more than that, so that what follows the end of TLS on a socket stays there.
//!
//! Source: RFC 8446 and RFC 5246 for records, OpenSSL for what the errors are called.

use std::io::{BufRead, Write};
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::{Accepted, Acceptor};
use rustls::{
    AlertDescription, ClientConfig, ClientConnection, Connection, Error, HandshakeKind,
    ServerConfig,
};

/// The header of a record: its kind, its version, and the length of the rest.
const HEADER: usize = 5;
/// The kinds of records, from changes of the cipher to data.
const KINDS: std::ops::RangeInclusive<u8> = 20..=23;

/// One end of a connection.
pub(super) struct Engine {
    stage: Stage,
    /// What has arrived of a record.
    record: Vec<u8>,
    /// What is to be sent, and how much of it was.
    output: Vec<u8>,
    sent: usize,
    /// Whether a `close_notify` was sent, and received.
    is_closing: bool,
    is_closed: bool,
}

enum Stage {
    /// A server waits for the client's first message.
    Accepting(Box<Acceptor>),
    /// It has come; a configuration is to be chosen.
    Greeted(Box<Accepted>),
    Running(Box<Connection>),
    Failed,
}

/// What an end is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The handshake needs bytes of the other end.
    Handshaking,
    /// A server's configuration is to be chosen.
    Greeted,
    /// Data may flow.
    Ready,
    /// An error has ended everything.
    Failed,
}

/// What can go wrong.
#[derive(Debug)]
pub(super) enum Failed {
    /// The other end, or rustls, says so.
    Tls(Error),
    /// What has come is no TLS.
    WrongVersion,
    /// It is a request of HTTP, plain or for a proxy.
    Http,
    HttpProxy,
    /// Something happens after an error.
    Again,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed::Tls(error)
    }
}

impl Engine {
    /// A client that connects to a server of this name.
    pub(super) fn client(
        config: Arc<ClientConfig>,
        name: ServerName<'static>,
    ) -> Result<Engine, Error> {
        let mut connection = ClientConnection::new(config, name)?;
        connection.set_buffer_limit(None);
        let mut engine = Engine::in_stage(Stage::Running(Box::new(connection.into())));
        engine.collect();
        Ok(engine)
    }

    /// A server that waits for a client.
    pub(super) fn server() -> Engine {
        Engine::in_stage(Stage::Accepting(Box::default()))
    }

    fn in_stage(stage: Stage) -> Engine {
        Engine {
            stage,
            record: Vec::new(),
            output: Vec::new(),
            sent: 0,
            is_closing: false,
            is_closed: false,
        }
    }

    pub(super) fn state(&self) -> State {
        match &self.stage {
            Stage::Accepting(_) => State::Handshaking,
            Stage::Greeted(_) => State::Greeted,
            Stage::Running(connection) if connection.is_handshaking() => State::Handshaking,
            Stage::Running(_) => State::Ready,
            Stage::Failed => State::Failed,
        }
    }

    /// What the client has said first, while its answer is to be chosen.
    pub(super) fn hello(&self) -> Option<rustls::server::ClientHello<'_>> {
        match &self.stage {
            Stage::Greeted(accepted) => Some(accepted.client_hello()),
            _ => None,
        }
    }

    /// Goes on as a server with this configuration.
    pub(super) fn configure(&mut self, config: Arc<ServerConfig>) -> Result<(), Failed> {
        let Stage::Greeted(accepted) = std::mem::replace(&mut self.stage, Stage::Failed) else {
            return Err(Failed::Again);
        };
        match accepted.into_connection(config) {
            Ok(mut connection) => {
                connection.set_buffer_limit(None);
                self.stage = Stage::Running(Box::new(connection.into()));
                self.collect();
                Ok(())
            }
            Err((error, mut alert)) => {
                let _ = alert.write_all(&mut self.output);
                Err(error.into())
            }
        }
    }

    /// Ends the handshake with an alert, before anything is encrypted.
    pub(super) fn refuse(&mut self, alert: u8) {
        const FATAL: u8 = 2;
        self.stage = Stage::Failed;
        self.output
            .extend_from_slice(&[21, 3, 3, 0, 2, FATAL, alert]);
    }

    /// How many bytes are missing until something can be done with them.
    pub(super) fn missing(&self) -> usize {
        match self.record.get(..HEADER) {
            None => HEADER - self.record.len(),
            Some(header) => HEADER + length_of(header) - self.record.len(),
        }
    }

    /// Takes bytes of the other end. They are as many as are missing, unless several threads read at once.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(), Failed> {
        self.record.extend_from_slice(bytes);
        while let Some(header) = self.record.get(..HEADER) {
            if header[1] != 3 || !KINDS.contains(&header[0]) {
                let error = match &header[..4] {
                    b"GET " | b"POST" | b"HEAD" | b"PUT " => Failed::Http,
                    b"CONN" => Failed::HttpProxy,
                    _ => Failed::WrongVersion,
                };
                self.stage = Stage::Failed;
                self.record.clear();
                return Err(error);
            }
            let length = HEADER + length_of(header);
            if self.record.len() < length {
                break;
            }
            let mut record = std::mem::take(&mut self.record);
            let result = self.process(&record[..length]);
            record.drain(..length);
            self.record = record;
            if result.is_err() {
                self.stage = Stage::Failed;
                return result;
            }
        }
        Ok(())
    }

    fn process(&mut self, mut record: &[u8]) -> Result<(), Failed> {
        match &mut self.stage {
            Stage::Accepting(acceptor) => {
                while !record.is_empty() {
                    match acceptor.read_tls(&mut record) {
                        Ok(0) | Err(_) => break,
                        Ok(_) => {}
                    }
                }
                match acceptor.accept() {
                    Ok(None) => Ok(()),
                    Ok(Some(accepted)) => {
                        self.stage = Stage::Greeted(Box::new(accepted));
                        Ok(())
                    }
                    Err((error, mut alert)) => {
                        let _ = alert.write_all(&mut self.output);
                        Err(error.into())
                    }
                }
            }
            Stage::Running(connection) => {
                while !record.is_empty() {
                    match connection.read_tls(&mut record) {
                        Ok(0) => break,
                        Ok(_) => {}
                        Err(error) => return Err(Error::General(error.to_string()).into()),
                    }
                }
                let result = connection.process_new_packets();
                self.collect();
                self.is_closed |= result?.peer_has_closed();
                Ok(())
            }
            Stage::Greeted(_) | Stage::Failed => Err(Failed::Again),
        }
    }

    /// Moves what rustls wants to send to the output.
    fn collect(&mut self) {
        let Stage::Running(connection) = &mut self.stage else {
            return;
        };
        while connection.wants_write() {
            // A vector takes everything.
            if !matches!(connection.write_tls(&mut self.output), Ok(1..)) {
                break;
            }
        }
    }

    /// What is to be sent.
    pub(super) fn output(&self) -> &[u8] {
        &self.output[self.sent..]
    }

    /// Notes that so many bytes were sent.
    pub(super) fn advance(&mut self, count: usize) {
        self.sent += count;
        if self.sent >= self.output.len() {
            self.sent = 0;
            self.output.clear();
            // What much data have needed is not kept for little.
            self.output.shrink_to(1 << 16);
        }
    }

    /// Takes data that have arrived, at most so many bytes; `None` if there are none.
    pub(super) fn read(&mut self, most: usize, target: &mut Vec<u8>) -> Option<usize> {
        let Stage::Running(connection) = &mut self.stage else {
            return None;
        };
        let mut reader = connection.reader();
        let chunk = reader.fill_buf().ok().filter(|it| !it.is_empty())?;
        let count = chunk.len().min(most);
        target.extend_from_slice(&chunk[..count]);
        reader.consume(count);
        Some(count)
    }

    /// How many bytes of data have arrived.
    pub(super) fn pending(&mut self) -> usize {
        match &mut self.stage {
            Stage::Running(connection) => connection
                .process_new_packets()
                .map_or(0, |state| state.plaintext_bytes_to_read()),
            _ => 0,
        }
    }

    /// Encrypts data.
    pub(super) fn write(&mut self, data: &[u8]) -> Result<(), Failed> {
        let Stage::Running(connection) = &mut self.stage else {
            return Err(Failed::Again);
        };
        if connection.writer().write_all(data).is_err() {
            return Err(Failed::Again);
        }
        self.collect();
        Ok(())
    }

    /// Says that no more data will come.
    pub(super) fn close(&mut self) {
        if let Stage::Running(connection) = &mut self.stage {
            connection.send_close_notify();
            self.is_closing = true;
            self.collect();
        }
    }

    /// Whether the other end was told that no more data will come.
    pub(super) fn is_closing(&self) -> bool {
        self.is_closing
    }

    /// Whether the other end has said so.
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Notes that nothing more can come or go.
    pub(super) fn fail(&mut self) {
        self.stage = Stage::Failed;
    }

    /// The connection, once it is configured.
    pub(super) fn connection(&self) -> Option<&Connection> {
        match &self.stage {
            Stage::Running(connection) => Some(connection),
            _ => None,
        }
    }

    /// The certificates that the other end has sent, its own first.
    pub(super) fn certificates(&self) -> Option<&[CertificateDer<'static>]> {
        self.connection()?.peer_certificates()
    }

    /// Whether an earlier session goes on.
    pub(super) fn is_resumed(&self) -> bool {
        let kind = self.connection().and_then(|it| it.handshake_kind());
        kind == Some(HandshakeKind::Resumed)
    }
}

/// The length of what follows a header.
fn length_of(header: &[u8]) -> usize {
    usize::from(u16::from_be_bytes([header[3], header[4]]))
}

/// The name of an alert and its text, as OpenSSL has them.
pub(super) fn alert_names(alert: AlertDescription) -> (&'static str, &'static str) {
    match u8::from(alert) {
        10 => (
            "SSLV3_ALERT_UNEXPECTED_MESSAGE",
            "ssl/tls alert unexpected message",
        ),
        20 => ("SSLV3_ALERT_BAD_RECORD_MAC", "ssl/tls alert bad record mac"),
        21 => (
            "TLSV1_ALERT_DECRYPTION_FAILED",
            "tlsv1 alert decryption failed",
        ),
        22 => ("TLSV1_ALERT_RECORD_OVERFLOW", "tlsv1 alert record overflow"),
        30 => (
            "SSLV3_ALERT_DECOMPRESSION_FAILURE",
            "ssl/tls alert decompression failure",
        ),
        40 => (
            "SSLV3_ALERT_HANDSHAKE_FAILURE",
            "ssl/tls alert handshake failure",
        ),
        41 => ("SSLV3_ALERT_NO_CERTIFICATE", "ssl/tls alert no certificate"),
        42 => (
            "SSLV3_ALERT_BAD_CERTIFICATE",
            "ssl/tls alert bad certificate",
        ),
        43 => (
            "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
            "ssl/tls alert unsupported certificate",
        ),
        44 => (
            "SSLV3_ALERT_CERTIFICATE_REVOKED",
            "ssl/tls alert certificate revoked",
        ),
        45 => (
            "SSLV3_ALERT_CERTIFICATE_EXPIRED",
            "ssl/tls alert certificate expired",
        ),
        46 => (
            "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
            "ssl/tls alert certificate unknown",
        ),
        47 => (
            "SSLV3_ALERT_ILLEGAL_PARAMETER",
            "ssl/tls alert illegal parameter",
        ),
        48 => ("TLSV1_ALERT_UNKNOWN_CA", "tlsv1 alert unknown ca"),
        49 => ("TLSV1_ALERT_ACCESS_DENIED", "tlsv1 alert access denied"),
        50 => ("TLSV1_ALERT_DECODE_ERROR", "tlsv1 alert decode error"),
        51 => ("TLSV1_ALERT_DECRYPT_ERROR", "tlsv1 alert decrypt error"),
        60 => (
            "TLSV1_ALERT_EXPORT_RESTRICTION",
            "tlsv1 alert export restriction",
        ),
        70 => (
            "TLSV1_ALERT_PROTOCOL_VERSION",
            "tlsv1 alert protocol version",
        ),
        71 => (
            "TLSV1_ALERT_INSUFFICIENT_SECURITY",
            "tlsv1 alert insufficient security",
        ),
        80 => ("TLSV1_ALERT_INTERNAL_ERROR", "tlsv1 alert internal error"),
        86 => (
            "TLSV1_ALERT_INAPPROPRIATE_FALLBACK",
            "tlsv1 alert inappropriate fallback",
        ),
        90 => ("TLSV1_ALERT_USER_CANCELLED", "tlsv1 alert user cancelled"),
        100 => (
            "TLSV1_ALERT_NO_RENEGOTIATION",
            "tlsv1 alert no renegotiation",
        ),
        109 => (
            "TLSV13_ALERT_MISSING_EXTENSION",
            "tlsv13 alert missing extension",
        ),
        110 => ("TLSV1_UNSUPPORTED_EXTENSION", "tlsv1 unsupported extension"),
        111 => (
            "TLSV1_CERTIFICATE_UNOBTAINABLE",
            "tlsv1 certificate unobtainable",
        ),
        112 => ("TLSV1_UNRECOGNIZED_NAME", "tlsv1 unrecognized name"),
        113 => (
            "TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE",
            "tlsv1 bad certificate status response",
        ),
        114 => (
            "TLSV1_BAD_CERTIFICATE_HASH_VALUE",
            "tlsv1 bad certificate hash value",
        ),
        115 => (
            "TLSV1_ALERT_UNKNOWN_PSK_IDENTITY",
            "tlsv1 alert unknown psk identity",
        ),
        116 => (
            "TLSV13_ALERT_CERTIFICATE_REQUIRED",
            "tlsv13 alert certificate required",
        ),
        120 => (
            "TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
            "tlsv1 alert no application protocol",
        ),
        _ => ("UNKNOWN_ALERT_TYPE", "unknown alert type"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_tells_how_much_is_missing() {
        let mut engine = Engine::server();
        assert_eq!(engine.missing(), 5);
        engine.feed(&[22, 3, 1]).unwrap();
        assert_eq!(engine.missing(), 2);
        engine.feed(&[1, 0]).unwrap();
        assert_eq!(engine.missing(), 256);
        assert_eq!(engine.state(), State::Handshaking);
    }

    #[test]
    fn what_is_no_tls_is_an_error() {
        for (bytes, expected) in [
            (b"GET /", "Http"),
            (b"CONNE", "HttpProxy"),
            (b"hello", "WrongVersion"),
            (b"\x16\x02\x00\x00\x00", "WrongVersion"),
            (b"\x13\x03\x00\x00\x00", "WrongVersion"),
        ] {
            let mut engine = Engine::server();
            let error = engine.feed(bytes).unwrap_err();
            assert_eq!(format!("{error:?}"), expected);
            assert_eq!(engine.state(), State::Failed);
        }
    }

    #[test]
    fn records_that_are_nonsense_are_answered_by_an_alert() {
        let mut seed = 1u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        for _ in 0..500 {
            let mut engine = Engine::server();
            let length = random();
            let mut bytes = vec![20 + random() % 4, 3, random() % 5, 0, length];
            bytes.extend((0..length).map(|_| random()));
            if engine.feed(&bytes).is_err() {
                assert_eq!(engine.state(), State::Failed);
                assert!(engine.feed(&bytes).is_err());
            }
        }
    }

    #[test]
    fn refusing_sends_an_alert() {
        let mut engine = Engine::server();
        engine.refuse(112);
        assert_eq!(engine.output(), [21, 3, 3, 0, 2, 2, 112]);
        engine.advance(3);
        assert_eq!(engine.output().len(), 4);
        engine.advance(4);
        assert!(engine.output().is_empty());
    }
}
