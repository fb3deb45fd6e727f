//! The exceptions of the module, and what becomes one.
//!
//! Messages end in a line of `_ssl.c`, as CPython's do: programs and tests look for what stands before it, and
//! sometimes for the form.

use std::io;

use rpy_macros::{exception, native_class};
use rpy_vm::builtins::exceptions::BaseException;
use rpy_vm::builtins::str::Str;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};
use rustls::{Error, InvalidMessage, PeerIncompatible};

use super::constants::{
    SSL_ERROR_EOF, SSL_ERROR_SSL, SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE, SSL_ERROR_ZERO_RETURN,
};
use super::engine::{Failed, alert_names};
use super::rules::Failure;

/// Something of TLS has failed.
pub(crate) struct SslError;

/// An error of TLS, or of what it needs.
#[native_class(
    name = "ssl.SSLError",
    payload = BaseException,
    base = OSError,
    flags(base, dict)
)]
impl SslError {
    // The message alone, without the number.
    #[slot]
    fn str(this: &Ref<BaseException>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let name = vm.intern("strerror");
        let message = this.as_value().get_attribute(&name, vm)?;
        if message.downcast::<Str>().is_some() {
            return message.str(vm);
        }
        let args = this.args(vm);
        args.as_value().str(vm)
    }
}

/// The other end has ended the connection in an orderly way.
#[exception(name = "ssl.SSLZeroReturnError", base = self::SslError)]
pub(crate) struct ZeroReturn;

/// More must arrive before this can go on.
#[exception(name = "ssl.SSLWantReadError", base = self::SslError)]
pub(crate) struct WantRead;

/// More must be sent before this can go on.
#[exception(name = "ssl.SSLWantWriteError", base = self::SslError)]
pub(crate) struct WantWrite;

/// The system has reported an error.
#[exception(name = "ssl.SSLSyscallError", base = self::SslError)]
pub(crate) struct Syscall;

/// The connection has ended without a word.
#[exception(name = "ssl.SSLEOFError", base = self::SslError)]
pub(crate) struct Eof;

/// A certificate is not trusted.
#[exception(
    name = "ssl.SSLCertVerificationError",
    bases(self::SslError, ValueError)
)]
pub(crate) struct CertVerification;

/// Where in `_ssl.c` an error comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Handshake = 1130,
    Read = 2778,
    Write = 2616,
    Shutdown = 2906,
    CertificateChain = 4291,
    PrivateKey = 4312,
    CertificateData = 4410,
    VerifyLocations = 4544,
    Parameters = 4600,
    New = 908,
}

/// Raises an exception of a class with a number, a message, and attributes that tell where it is from.
fn raise<C: NativeClass>(
    code: i32,
    message: &str,
    library: Option<&str>,
    reason: Option<&str>,
    vm: &mut Vm,
) -> Raised {
    let class = C::class(vm).to_value();
    let arguments = [Value::from_i32(code), vm.new_str(message)];
    let exception = match class.call_positional(&arguments, vm) {
        Ok(exception) => exception,
        Err(raised) => return raised,
    };
    for (name, text) in [("library", library), ("reason", reason)] {
        let name = vm.intern(name);
        let text = text.map_or(Value::NONE, |text| vm.new_str(text));
        if let Err(raised) = exception.set_attribute(&name, text, vm) {
            return raised;
        }
    }
    vm.normalize_raise(&exception, None)
}

/// Raises `SSLError` for a reason of a library, by its name; the number is mostly 1, or OpenSSL's own.
#[cold]
pub(super) fn of_library(
    code: i32,
    library: &str,
    reason: &str,
    text: &str,
    line: Line,
    vm: &mut Vm,
) -> Raised {
    let message = format!("[{library}: {reason}] {text} (_ssl.c:{})", line as i32);
    raise::<SslError>(code, &message, Some(library), Some(reason), vm)
}

/// Raises `SSLError` for a reason of TLS itself.
#[cold]
pub(super) fn of_reason(reason: &str, text: &str, line: Line, vm: &mut Vm) -> Raised {
    of_library(SSL_ERROR_SSL, "SSL", reason, text, line, vm)
}

/// Raises `SSLError` for a file that does not hold what it should.
#[cold]
pub(super) fn of_pem(library: &str, line: Line, vm: &mut Vm) -> Raised {
    let message = format!("[{library}] PEM lib (_ssl.c:{})", line as i32);
    raise::<SslError>(0x80009, &message, Some(library), None, vm)
}

/// Raises `SSLError` with number 0, for what the module itself refuses.
#[cold]
pub(super) fn of_use(text: &str, line: i32, vm: &mut Vm) -> Raised {
    raise::<SslError>(0, &format!("{text} (_ssl.c:{line})"), None, None, vm)
}

/// Raises `SSLWantReadError`.
#[cold]
pub(super) fn want_read(line: Line, vm: &mut Vm) -> Raised {
    let text = format!(
        "The operation did not complete (read) (_ssl.c:{})",
        line as i32
    );
    raise::<WantRead>(SSL_ERROR_WANT_READ, &text, None, None, vm)
}

/// Raises `SSLWantWriteError`.
#[cold]
pub(super) fn want_write(line: Line, vm: &mut Vm) -> Raised {
    let text = format!(
        "The operation did not complete (write) (_ssl.c:{})",
        line as i32
    );
    raise::<WantWrite>(SSL_ERROR_WANT_WRITE, &text, None, None, vm)
}

/// Raises `SSLZeroReturnError`.
#[cold]
pub(super) fn zero_return(line: Line, vm: &mut Vm) -> Raised {
    let text = format!(
        "TLS/SSL connection has been closed (EOF) (_ssl.c:{})",
        line as i32
    );
    raise::<ZeroReturn>(SSL_ERROR_ZERO_RETURN, &text, None, None, vm)
}

/// Raises `SSLEOFError` for a connection that ends where more should come.
#[cold]
pub(super) fn unexpected_end(line: Line, vm: &mut Vm) -> Raised {
    const REASON: &str = "UNEXPECTED_EOF_WHILE_READING";
    let text = "EOF occurred in violation of protocol";
    let text = format!("[SSL: {REASON}] {text} (_ssl.c:{})", line as i32);
    raise::<Eof>(SSL_ERROR_EOF, &text, Some("SSL"), Some(REASON), vm)
}

/// Raises `SSLEOFError` for what is done after an error has ended the connection.
#[cold]
pub(super) fn ended(line: Line, vm: &mut Vm) -> Raised {
    let text = format!(
        "EOF occurred in violation of protocol (_ssl.c:{})",
        line as i32
    );
    raise::<Eof>(SSL_ERROR_EOF, &text, None, None, vm)
}

/// Raises `SSLCertVerificationError`.
#[cold]
pub(super) fn untrusted(failure: &Failure, line: Line, vm: &mut Vm) -> Raised {
    const REASON: &str = "CERTIFICATE_VERIFY_FAILED";
    let (what, line) = (&failure.message, line as i32);
    let text = format!("[SSL: {REASON}] certificate verify failed: {what} (_ssl.c:{line})");
    let raised = raise::<CertVerification>(SSL_ERROR_SSL, &text, Some("SSL"), Some(REASON), vm);
    let exception = raised.exception().to_value();
    let message = vm.new_str(what);
    let attributes = [
        ("verify_code", Value::from_i32(failure.code)),
        ("verify_message", message),
    ];
    for (name, value) in attributes {
        let name = vm.intern(name);
        if let Err(raised) = exception.set_attribute(&name, value, vm) {
            return raised;
        }
    }
    raised
}

/// Raises the error of the system for a socket.
#[cold]
pub(super) fn of_system(error: &io::Error, vm: &mut Vm) -> Raised {
    vm.io_error(error, None)
}

/// Raises what a connection has failed with.
#[cold]
pub(super) fn of_failed(failed: &Failed, line: Line, vm: &mut Vm) -> Raised {
    let (reason, text) = match failed {
        Failed::Again => return ended(line, vm),
        Failed::WrongVersion => ("WRONG_VERSION_NUMBER", "wrong version number"),
        Failed::Http => ("HTTP_REQUEST", "http request"),
        Failed::HttpProxy => ("HTTPS_PROXY_REQUEST", "https proxy request"),
        Failed::Tls(error) => match reason_of(error) {
            Some(reason) => reason,
            None => {
                let text = error.to_string();
                return of_reason("INTERNAL_ERROR", &text, line, vm);
            }
        },
    };
    of_reason(reason, text, line, vm)
}

/// OpenSSL's reason for an error of rustls.
fn reason_of(error: &Error) -> Option<(&'static str, &'static str)> {
    Some(match error {
        Error::AlertReceived(alert) => alert_names(*alert),
        Error::DecryptError => ("RECORD_LAYER_FAILURE", "record layer failure"),
        Error::InvalidCertificate(_) => ("CERTIFICATE_VERIFY_FAILED", "certificate verify failed"),
        Error::NoCertificatesPresented => (
            "PEER_DID_NOT_RETURN_A_CERTIFICATE",
            "peer did not return a certificate",
        ),
        Error::PeerSentOversizedRecord => ("DATA_LENGTH_TOO_LONG", "data length too long"),
        Error::NoApplicationProtocol => ("NO_APPLICATION_PROTOCOL", "no application protocol"),
        Error::InappropriateMessage { .. } | Error::InappropriateHandshakeMessage { .. } => {
            ("UNEXPECTED_MESSAGE", "unexpected message")
        }
        Error::InvalidMessage(InvalidMessage::UnknownProtocolVersion) => {
            ("WRONG_VERSION_NUMBER", "wrong version number")
        }
        Error::InvalidMessage(InvalidMessage::MessageTooLarge) => {
            ("ENCRYPTED_LENGTH_TOO_LONG", "encrypted length too long")
        }
        Error::InvalidMessage(_) => ("DECODE_ERROR", "decode error"),
        Error::PeerIncompatible(reason) => match reason {
            PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled
            | PeerIncompatible::SupportedVersionsExtensionRequired
            | PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig => {
                ("UNSUPPORTED_PROTOCOL", "unsupported protocol")
            }
            PeerIncompatible::NoCipherSuitesInCommon => ("NO_SHARED_CIPHER", "no shared cipher"),
            PeerIncompatible::NoKxGroupsInCommon => ("NO_SHARED_GROUPS", "no shared groups"),
            PeerIncompatible::NoSignatureSchemesInCommon => (
                "NO_SHARED_SIGNATURE_ALGORITHMS",
                "no shared signature algorithms",
            ),
            PeerIncompatible::NullCompressionRequired => {
                ("NO_COMPRESSION_SPECIFIED", "no compression specified")
            }
            _ => (
                "HANDSHAKE_FAILURE_ON_CLIENT_HELLO",
                "handshake failure on client hello",
            ),
        },
        Error::PeerMisbehaved(_) => ("BAD_DATA", "bad data"),
        // rustls has no certificate that fits what the client can verify.
        Error::General(text) if text.starts_with("no server certificate chain resolved") => {
            ("NO_SHARED_CIPHER", "no shared cipher")
        }
        _ => return None,
    })
}
