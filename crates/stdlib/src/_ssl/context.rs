//! `_SSLContext`: the settings that connections are made with.

use std::cell::Cell;
use std::env;
use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use num_bigint::BigInt;
use num_traits::Signed;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::BytesLike;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::str::codecs::encode_by_name;
use rpy_vm::builtins::type_::Type;
use rpy_vm::builtins::weakref::new_weak_reference;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};
use rustls::NoKeyLog;
use rustls::crypto::SupportedKxGroup;
use rustls::crypto::aws_lc_rs::kx_group;

use super::bio::MemoryBio;
use super::ciphers::{self, Cipher};
use super::connection::{Connection, Parts};
use super::constants::{
    CERT_NONE, CERT_REQUIRED, OP_ALL, OP_CIPHER_SERVER_PREFERENCE, OP_ENABLE_MIDDLEBOX_COMPAT,
    OP_NO_COMPRESSION, OP_NO_SSL_V3, OP_NO_TLS_V1_2, OP_NO_TLS_V1_3, PROTO_MAXIMUM_SUPPORTED,
    PROTO_MINIMUM_SUPPORTED, PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER,
};
use super::errors::{self, Line, SslError};
use super::settings::{KeyFile, Settings};
use super::transport::Transport;
use super::{pem, shown};
use crate::_socket::object::Socket;
use crate::posix::path::{failed, fs_text};

/// Settings, and what is called for connections.
#[derive(Payload)]
pub(crate) struct Context {
    #[payload(skip)]
    pub(super) settings: HeapCell<Settings>,
    pub(super) sni_callback: HeapCell<Value>,
    message_callback: HeapCell<Value>,
    /// Where secrets are written to, as it was given.
    key_file: HeapCell<Value>,
    #[payload(skip)]
    pub(super) counts: Counts,
}

/// How many connections there were.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) connect: Cell<u32>,
    pub(super) connect_good: Cell<u32>,
    pub(super) accept: Cell<u32>,
    pub(super) accept_good: Cell<u32>,
    pub(super) hits: Cell<u32>,
}

/// Counts one more.
pub(super) fn count(cell: &Cell<u32>) {
    cell.set(cell.get().wrapping_add(1));
}

/// A number of flags as OpenSSL holds it.
fn flags_of(value: &Value, vm: &mut Vm) -> PyResult<u64> {
    let number = BigInt::from_argument(value, vm)?;
    if number.is_negative() {
        return Err(vm.value_error("Cannot convert negative int"));
    }
    let text = "Python int too large for C unsigned long long";
    u64::try_from(number).map_err(|_| vm.overflow_error(text))
}

/// The new value of an attribute, which cannot be deleted.
fn kept(value: Option<Value>, name: &str, vm: &mut Vm) -> PyResult {
    value.ok_or(()).map_err(|()| {
        let what = "of '_ssl._SSLContext' objects cannot be deleted";
        vm.attribute_error(format!("attribute '{name}' {what}"))
    })
}

/// Deprecated protocols by their numbers.
fn deprecated_protocol(protocol: i32) -> Option<&'static str> {
    match protocol {
        2 => Some("ssl.PROTOCOL_TLS is deprecated"),
        3 => Some("ssl.PROTOCOL_TLSv1 is deprecated"),
        4 => Some("ssl.PROTOCOL_TLSv1_1 is deprecated"),
        5 => Some("ssl.PROTOCOL_TLSv1_2 is deprecated"),
        _ => None,
    }
}

/// Checks a version of TLS that is to be a limit.
fn check_version(version: i32, vm: &mut Vm) -> PyResult<()> {
    let name = match version {
        PROTO_MINIMUM_SUPPORTED | PROTO_MAXIMUM_SUPPORTED | 771 | 772 => return Ok(()),
        768 => "SSLv3",
        769 => "TLSv1",
        770 => "TLSv1_1",
        _ => {
            let message = format!("Unsupported TLS/SSL version {version:#x}");
            return Err(vm.value_error(message));
        }
    };
    let category = vm.types.exceptions.deprecation_warning.clone();
    vm.warn_at(
        &category,
        &format!("ssl.TLSVersion.{name} is deprecated"),
        1,
    )
}

/// A path of a file, for an error that names it.
fn path_of(value: &Value, what: &str, vm: &mut Vm) -> PyResult<PathBuf> {
    match fs_text(value, vm) {
        Ok(text) => Ok(Path::new(OsStr::from_bytes(text.as_bytes())).to_owned()),
        Err(raised) => {
            let type_error = vm.types.exceptions.type_error.clone();
            if raised.exception().class().is(&type_error) {
                let message = format!("{what} should be a valid filesystem path");
                return Err(vm.type_error(message));
            }
            Err(raised)
        }
    }
}

/// Reads a file. Errors do not name it, as CPython's do not.
fn read(path: &Path, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let content = vm.allow_threads(|| std::fs::read(path));
    content.map_err(|error| failed(&error, &[], vm))
}

/// A password: text or bytes, or what a function returns.
fn password_of(password: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let (given, message) = if password.is_callable(vm) {
        let given = password.call_positional(&[], vm)?;
        (given, "password callback must return a string")
    } else {
        (password.clone(), "password should be a string or callable")
    };
    let bytes = match given.downcast::<Str>() {
        Some(text) => text.as_bytes().to_vec(),
        None => match BytesLike::from_argument(&given, vm) {
            Ok(bytes) => bytes.as_bytes(vm).to_vec(),
            Err(_) => return Err(vm.type_error(message)),
        },
    };
    if bytes.len() > 1024 {
        return Err(vm.value_error("password cannot be longer than 1024 bytes"));
    }
    Ok(bytes)
}

/// The name of a server, which is ASCII.
fn host_of(value: &Value, vm: &mut Vm) -> PyResult<String> {
    let Some(text) = value.downcast::<Str>() else {
        let given = value.type_name(vm);
        return Err(vm.type_error(format!("argument must be str, not {given}")));
    };
    if !text.is_ascii() {
        encode_by_name(text, "ascii", "strict", vm)?;
    }
    let name = text.to_string_lossy().into_owned();
    if name.contains('\0') {
        let message = "argument must be encoded string without null bytes, not str";
        return Err(vm.type_error(message));
    }
    Ok(name)
}

/// The group of a name, if it is known.
fn group_of(name: &[u8]) -> Option<&'static dyn SupportedKxGroup> {
    Some(match name {
        b"prime256v1" => kx_group::SECP256R1,
        b"secp384r1" => kx_group::SECP384R1,
        b"X25519" => kx_group::X25519,
        _ => return None,
    })
}

/// Certificates to trust, as they may be given to `load_verify_locations`.
fn add_data(settings: &mut Settings, data: &[u8], is_text: bool) -> Result<(), &'static str> {
    let before = settings.store.certificates.len();
    let mut store = settings.store.clone();
    if is_text {
        let blocks = pem::blocks(data).unwrap_or_default();
        for block in blocks {
            if super::certificate::is_certificate(&block.label) {
                let content = super::certificate::plain(block.content, &block.label);
                if super::certificate::Certificate::parse(&content).is_ok() {
                    store.add(content);
                    continue;
                }
            }
            break;
        }
        // What is there already counts as well.
        if store.certificates.len() == before && !holds(&settings.store.certificates, data) {
            return Err("no start line: cadata does not contain a certificate");
        }
    } else {
        let result = store.add_der(data);
        if store.certificates.len() == before && !matches!(result, Ok(1..)) {
            return Err("not enough data: cadata does not contain a certificate");
        }
        if result.is_err() {
            return Err("");
        }
    }
    settings.store = store;
    Ok(())
}

/// Whether the first certificate of a text is among these.
fn holds(certificates: &[rustls::pki_types::CertificateDer<'static>], text: &[u8]) -> bool {
    let first = super::certificate::first_of(text);
    first.is_some_and(|first| certificates.iter().any(|it| it.as_ref() == first))
}

impl Context {
    /// Changes what decides whether certificates are trusted.
    fn change(&self, vm: &mut Vm, change: impl FnOnce(&mut Settings)) {
        let settings = self.settings.get_mut(vm);
        settings.take_used();
        change(settings);
        settings.changed();
    }

    fn set_limit(&self, version: i32, is_minimum: bool, vm: &mut Vm) -> PyResult<()> {
        let settings = self.settings.get(vm);
        if !settings.has_limits() {
            return Err(vm.value_error(
                "The context's protocol doesn't support modification of highest and lowest version.",
            ));
        }
        check_version(version, vm)?;
        let settings = self.settings.get_mut(vm);
        // The supported limits stand for versions that the other end of the range means as well.
        match (is_minimum, version) {
            (true, PROTO_MAXIMUM_SUPPORTED) => settings.minimum = super::constants::PROTO_TLS_1_3,
            (false, PROTO_MINIMUM_SUPPORTED) => settings.maximum = 769,
            (true, _) => settings.minimum = version,
            (false, _) => settings.maximum = version,
        }
        Ok(())
    }
}

#[native_class(name = "_ssl._SSLContext", flags(base), undocumented)]
impl Context {
    #[new(signature = "(proto_version, /)")]
    fn new(class: &Ref<Type>, proto_version: i32, vm: &mut Vm) -> PyResult<Ref<Context>> {
        if let Some(message) = deprecated_protocol(proto_version) {
            let category = vm.types.exceptions.deprecation_warning.clone();
            vm.warn_at(&category, message, 2)?;
        } else if !matches!(proto_version, PROTOCOL_TLS_CLIENT | PROTOCOL_TLS_SERVER) {
            let message = format!("invalid or unsupported protocol version {proto_version}");
            return Err(vm.value_error(message));
        }
        let options = OP_ALL
            | OP_NO_SSL_V3
            | OP_CIPHER_SERVER_PREFERENCE
            | OP_NO_COMPRESSION
            | OP_ENABLE_MIDDLEBOX_COMPAT;
        let context = Context {
            settings: HeapCell::new(Settings::new(proto_version, options)),
            sni_callback: HeapCell::new(Value::NONE),
            message_callback: HeapCell::new(Value::NONE),
            key_file: HeapCell::new(Value::NONE),
            counts: Counts::default(),
        };
        Ok(Ref::with_class(context, class, vm))
    }

    /// the protocol that was asked for
    #[getter]
    fn protocol(this: &Ref<Context>, vm: &mut Vm) -> i32 {
        this.settings.get(vm).protocol
    }

    /// switches, of which most mean nothing to this library
    #[getter]
    fn options(this: &Ref<Context>, vm: &mut Vm) -> u64 {
        this.settings.get(vm).options
    }

    #[setter(options)]
    fn set_options(this: &Ref<Context>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = kept(value, "options", vm)?;
        const OLD: u64 = OP_NO_SSL_V3 | 0x400_0000 | 0x1000_0000 | OP_NO_TLS_V1_2 | OP_NO_TLS_V1_3;
        let options = flags_of(&value, vm)?;
        let added = options & !this.settings.get(vm).options;
        if added & OLD != 0 {
            let category = vm.types.exceptions.deprecation_warning.clone();
            let message = "ssl.OP_NO_SSL*/ssl.OP_NO_TLS* options are deprecated";
            vm.warn_at(&category, message, 2)?;
        }
        this.settings.get_mut(vm).options = options;
        Ok(())
    }

    /// the oldest version of TLS that is allowed
    #[getter]
    fn minimum_version(this: &Ref<Context>, vm: &mut Vm) -> i32 {
        this.settings.get(vm).minimum
    }

    #[setter(minimum_version)]
    fn set_minimum_version(this: &Ref<Context>, value: i32, vm: &mut Vm) -> PyResult<()> {
        this.set_limit(value, true, vm)
    }

    /// the newest version of TLS that is allowed
    #[getter]
    fn maximum_version(this: &Ref<Context>, vm: &mut Vm) -> i32 {
        this.settings.get(vm).maximum
    }

    #[setter(maximum_version)]
    fn set_maximum_version(this: &Ref<Context>, value: i32, vm: &mut Vm) -> PyResult<()> {
        this.set_limit(value, false, vm)
    }

    /// whether certificates of the other end are demanded and verified
    #[getter]
    fn verify_mode(this: &Ref<Context>, vm: &mut Vm) -> i32 {
        this.settings.get(vm).mode
    }

    #[setter(verify_mode)]
    fn set_verify_mode(this: &Ref<Context>, value: i32, vm: &mut Vm) -> PyResult<()> {
        if !(CERT_NONE..=CERT_REQUIRED).contains(&value) {
            return Err(vm.value_error("invalid value for verify_mode"));
        }
        if value == CERT_NONE && this.settings.get(vm).checks_name {
            return Err(vm.value_error(
                "Cannot set verify_mode to CERT_NONE when check_hostname is enabled.",
            ));
        }
        this.change(vm, |settings| settings.mode = value);
        Ok(())
    }

    /// whether the certificate must be for the host that was asked for
    #[getter]
    fn check_hostname(this: &Ref<Context>, vm: &mut Vm) -> bool {
        this.settings.get(vm).checks_name
    }

    #[setter(check_hostname)]
    fn set_check_hostname(this: &Ref<Context>, value: bool, vm: &mut Vm) {
        this.change(vm, |settings| {
            settings.checks_name = value;
            if value && settings.mode == CERT_NONE {
                settings.mode = CERT_REQUIRED;
            }
        });
    }

    /// how certificates are verified
    #[getter]
    fn verify_flags(this: &Ref<Context>, vm: &mut Vm) -> u64 {
        this.settings.get(vm).flags
    }

    #[setter(verify_flags)]
    fn set_verify_flags(this: &Ref<Context>, value: &Value, vm: &mut Vm) -> PyResult<()> {
        if !value.is_index(vm) {
            let given = value.type_name(vm);
            return Err(vm.type_error(format!("argument must be int, not {given}")));
        }
        // As of C, the lower bits of what is larger.
        let flags = BigInt::from_argument(value, vm)?;
        let modulus = BigInt::from(1u64 << 32);
        let flags = num_integer::Integer::mod_floor(&flags, &modulus);
        let flags = u64::try_from(flags).unwrap_or_default();
        this.change(vm, |settings| settings.flags = flags);
        Ok(())
    }

    /// how hosts are compared with the names in certificates
    #[getter]
    fn _host_flags(this: &Ref<Context>, vm: &mut Vm) -> u32 {
        this.settings.get(vm).host_flags
    }

    #[setter(_host_flags)]
    fn set_host_flags(this: &Ref<Context>, value: u32, vm: &mut Vm) {
        this.change(vm, |settings| settings.host_flags = value);
    }

    /// how much is demanded of keys: what rustls allows is at least this
    #[getter]
    fn security_level(_this: &Ref<Context>) -> i32 {
        2
    }

    /// None: clients are not asked for certificates after the handshake
    #[getter]
    fn post_handshake_auth(_this: &Ref<Context>) -> Value {
        Value::NONE
    }

    #[setter(post_handshake_auth)]
    fn set_post_handshake_auth(_this: &Ref<Context>, _value: Value, vm: &mut Vm) -> PyResult<()> {
        Err(vm.not_implemented_error("post-handshake authentication is not supported"))
    }

    /// how many tickets a server gives to a client of TLS 1.3
    #[getter]
    fn num_tickets(this: &Ref<Context>, vm: &mut Vm) -> usize {
        this.settings.get(vm).tickets
    }

    #[setter(num_tickets)]
    fn set_num_tickets(this: &Ref<Context>, value: i64, vm: &mut Vm) -> PyResult<()> {
        let Ok(tickets) = usize::try_from(value) else {
            return Err(vm.value_error("value must be non-negative"));
        };
        if this.settings.get(vm).protocol != PROTOCOL_TLS_SERVER {
            return Err(vm.value_error("SSLContext is not a server context."));
        }
        this.settings.get_mut(vm).tickets = tickets;
        Ok(())
    }

    /// what is called when a client has said which host it wants
    #[getter]
    fn sni_callback(this: &Ref<Context>, vm: &mut Vm) -> Value {
        this.sni_callback.get(vm).clone()
    }

    #[setter(sni_callback)]
    fn set_sni_callback(this: &Ref<Context>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = kept(value, "sni_callback", vm)?;
        if this.settings.get(vm).protocol == PROTOCOL_TLS_CLIENT {
            return Err(vm.value_error("sni_callback cannot be set on TLS_CLIENT context"));
        }
        if !value.is_none() && !value.is_callable(vm) {
            return Err(vm.type_error("not a callable object"));
        }
        this.sni_callback.replace(value, vm);
        Ok(())
    }

    /// what is to be called for messages of TLS; nothing calls it yet
    #[getter]
    fn _msg_callback(this: &Ref<Context>, vm: &mut Vm) -> Value {
        this.message_callback.get(vm).clone()
    }

    #[setter(_msg_callback)]
    fn set_msg_callback(this: &Ref<Context>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = kept(value, "_msg_callback", vm)?;
        if !value.is_none() && !value.is_callable(vm) {
            return Err(vm.type_error("not a callable object"));
        }
        this.message_callback.replace(value, vm);
        Ok(())
    }

    /// the file that secrets are written to
    #[getter]
    fn keylog_filename(this: &Ref<Context>, vm: &mut Vm) -> Value {
        this.key_file.get(vm).clone()
    }

    #[setter(keylog_filename)]
    fn set_keylog_filename(this: &Ref<Context>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = kept(value, "keylog_filename", vm)?;
        if value.is_none() {
            this.settings.get_mut(vm).key_log = Arc::new(NoKeyLog);
            this.key_file.replace(value, vm);
            return Ok(());
        }
        let text = fs_text(&value, vm)?;
        let path = Path::new(OsStr::from_bytes(text.as_bytes()));
        let open = || {
            let mut file = OpenOptions::new().append(true).create(true).open(path)?;
            if file.seek(SeekFrom::End(0))? == 0 {
                file.write_all(b"# TLS secrets log file, generated by OpenSSL / Python\n")?;
            }
            Ok(file)
        };
        let file = vm.allow_threads(open);
        let file = file.map_err(|error| failed(&error, &[&value], vm))?;
        this.settings.get_mut(vm).key_log = Arc::new(KeyFile(Mutex::new(file)));
        this.key_file.replace(value, vm);
        Ok(())
    }

    /// Chooses cipher suites of TLS 1.2, in the language of OpenSSL.
    ///
    /// Raises SSLError if none is left.
    #[method(signature = "($self, cipherlist, /)")]
    fn set_ciphers(this: &Ref<Context>, cipherlist: &str, vm: &mut Vm) -> PyResult<()> {
        match ciphers::select(cipherlist) {
            Some(ciphers) => {
                this.settings.get_mut(vm).ciphers = ciphers;
                Ok(())
            }
            None => Err(vm.native_error::<SslError>("No cipher can be selected.")),
        }
    }

    /// Returns the cipher suites, as dicts.
    #[method(signature = "($self, /)")]
    fn get_ciphers(this: &Ref<Context>, vm: &mut Vm) -> Value {
        let ciphers = this.settings.get(vm).ciphers.clone();
        let dicts = ciphers.iter().map(|cipher| described(cipher, vm)).collect();
        vm.new_list(dicts)
    }

    /// Sets the protocols that may be agreed upon, each with its length before it.
    #[method(signature = "($self, protos, /)")]
    fn _set_alpn_protocols(
        this: &Ref<Context>,
        protos: BytesLike<'_>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let bytes = protos.as_bytes(vm).to_vec();
        let mut rest = bytes.as_slice();
        let mut protocols = Vec::new();
        while let Some((length, after)) = rest.split_first() {
            let length = usize::from(*length);
            // OpenSSL takes nothing of a list that is wrong.
            if length == 0 || length > after.len() {
                protocols.clear();
                break;
            }
            protocols.push(after[..length].to_vec());
            rest = &after[length..];
        }
        this.settings.get_mut(vm).alpn = protocols;
        Ok(())
    }

    /// Loads a certificate, those that vouch for it, and its key.
    #[method(signature = "($self, /, certfile, keyfile=None, password=None)")]
    fn load_cert_chain(
        this: &Ref<Context>,
        certfile: &Value,
        keyfile: Option<&Value>,
        password: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let certificate = path_of(certfile, "certfile", vm)?;
        let key = match keyfile {
            Some(keyfile) => path_of(keyfile, "keyfile", vm)?,
            None => certificate.clone(),
        };
        if let Some(password) = password
            && !password.is_callable(vm)
        {
            password_of(password, vm)?;
        }
        let text = read(&certificate, vm)?;
        let key_text = if key == certificate {
            text.clone()
        } else {
            read(&key, vm)?
        };
        let chain = super::identity::certificates(&text);
        let chain = chain
            .ok_or(())
            .map_err(|()| errors::of_pem("SSL", Line::CertificateChain, vm))?;
        let block = super::identity::key_block(&key_text);
        let block = block
            .ok_or(())
            .map_err(|()| errors::of_pem("SSL", Line::PrivateKey, vm))?;
        let password = match password {
            Some(password) if super::private_key::is_encrypted(&block) => {
                password_of(password, vm)?
            }
            _ => Vec::new(),
        };
        let certified = vm.allow_threads(|| super::identity::certified(chain, block, &password));
        match certified {
            Ok(certified) => {
                this.change(vm, |settings| {
                    settings.keys = Arc::new(settings.keys.with(certified));
                });
                Ok(())
            }
            Err(super::identity::IdentityError::Malformed) => {
                Err(errors::of_pem("SSL", Line::PrivateKey, vm))
            }
            Err(super::identity::IdentityError::Mismatch) => {
                let (reason, text) = ("KEY_VALUES_MISMATCH", "key values mismatch");
                Err(errors::of_library(
                    116,
                    "X509",
                    reason,
                    text,
                    Line::PrivateKey,
                    vm,
                ))
            }
        }
    }

    /// Loads certificates that are to be trusted: from a file, from a directory when they are
    /// needed, or from data.
    #[method(signature = "($self, /, cafile=None, capath=None, cadata=None)")]
    fn load_verify_locations(
        this: &Ref<Context>,
        cafile: Option<&Value>,
        capath: Option<&Value>,
        cadata: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if cafile.is_none() && capath.is_none() && cadata.is_none() {
            let message = "cafile, capath and cadata cannot be all omitted";
            return Err(vm.type_error(message));
        }
        let cafile = cafile.map(|it| path_of(it, "cafile", vm)).transpose()?;
        let capath = capath.map(|it| path_of(it, "capath", vm)).transpose()?;
        if let Some(data) = cadata {
            let what = "cadata should be an ASCII string or a bytes-like object";
            let (bytes, is_text) = match data.downcast::<Str>() {
                Some(text) if text.is_ascii() => (text.as_bytes().to_vec(), true),
                Some(_) => return Err(vm.type_error(what)),
                None => match BytesLike::from_argument(data, vm) {
                    Ok(bytes) => (bytes.as_bytes(vm).to_vec(), false),
                    Err(_) => return Err(vm.type_error(what)),
                },
            };
            if bytes.is_empty() {
                return Err(vm.value_error("Empty certificate data"));
            }
            let mut result = Ok(());
            this.change(vm, |settings| result = add_data(settings, &bytes, is_text));
            match result {
                Ok(()) => {}
                Err("") => {
                    let (reason, text) = ("NOT_ENOUGH_DATA", "not enough data");
                    let line = Line::CertificateData;
                    return Err(errors::of_library(142, "ASN1", reason, text, line, vm));
                }
                Err(text) => return Err(errors::of_use(text, Line::CertificateData as i32, vm)),
            }
        }
        if let Some(file) = cafile {
            let text = read(&file, vm)?;
            let mut result = Ok(());
            this.change(vm, |settings| result = settings.store.add_pem(&text));
            let line = Line::VerifyLocations;
            match result {
                Ok(()) => {}
                Err(super::trust::LoadError::Malformed) => {
                    return Err(errors::of_pem("X509", line, vm));
                }
                Err(super::trust::LoadError::Nothing) => {
                    let reason = "NO_CERTIFICATE_OR_CRL_FOUND";
                    let text = "no certificate or crl found";
                    return Err(errors::of_library(136, "X509", reason, text, line, vm));
                }
            }
        }
        if let Some(directory) = capath {
            this.change(vm, |settings| settings.store.directories.push(directory));
        }
        Ok(())
    }

    /// Trusts the certificates that the system trusts, or those that SSL_CERT_FILE and SSL_CERT_DIR
    /// name.
    #[method(signature = "($self, /)")]
    fn set_default_verify_paths(this: &Ref<Context>, vm: &mut Vm) {
        let (file, directory) = (env::var_os("SSL_CERT_FILE"), env::var_os("SSL_CERT_DIR"));
        if file.is_none() && directory.is_none() {
            let found = vm.allow_threads(rustls_native_certs::load_native_certs);
            this.change(vm, |settings| {
                for certificate in found.certs {
                    if super::certificate::Certificate::parse(&certificate).is_ok() {
                        settings.store.add(certificate.to_vec());
                    }
                }
            });
            return;
        }
        let text = file.and_then(|file| vm.allow_threads(|| std::fs::read(file)).ok());
        this.change(vm, |settings| {
            if let Some(text) = text {
                // What cannot be read is left out.
                let _ = settings.store.add_pem(&text);
            }
            settings
                .store
                .directories
                .extend(directory.map(PathBuf::from));
        });
    }

    /// Counts the certificates and lists of revoked ones that were loaded.
    #[method(signature = "($self, /)")]
    fn cert_store_stats(this: &Ref<Context>, vm: &mut Vm) -> Ref<Dict> {
        let settings = this.settings.get_mut(vm);
        settings.take_used();
        let (all, authorities) = settings.store.counts();
        let lists = settings.store.lists.len();
        numbers(
            &[("x509", all), ("crl", lists), ("x509_ca", authorities)],
            vm,
        )
    }

    /// Returns the certificates that may sign others: dicts, or bytes.
    #[method(signature = "($self, /, binary_form=False)")]
    fn get_ca_certs(this: &Ref<Context>, binary_form: bool, vm: &mut Vm) -> PyResult {
        let settings = this.settings.get_mut(vm);
        settings.take_used();
        let all = settings.store.certificates.iter();
        let all: Vec<Vec<u8>> = all
            .filter(|it| super::trust::is_authority(it))
            .map(|it| it.to_vec())
            .collect();
        let mut items = Vec::with_capacity(all.len());
        for certificate in &all {
            items.push(if binary_form {
                vm.new_bytes(certificate)
            } else {
                shown::decoded(certificate, vm)?.into_value()
            });
        }
        Ok(vm.new_list(items))
    }

    /// Counts connections.
    #[method(signature = "($self, /)")]
    fn session_stats(this: &Ref<Context>, vm: &mut Vm) -> Ref<Dict> {
        let counts = &this.counts;
        let get = |cell: &Cell<u32>| cell.get() as usize;
        let all = [
            ("number", 0),
            ("connect", get(&counts.connect)),
            ("connect_good", get(&counts.connect_good)),
            ("connect_renegotiate", 0),
            ("accept", get(&counts.accept)),
            ("accept_good", get(&counts.accept_good)),
            ("accept_renegotiate", 0),
            ("hits", get(&counts.hits)),
            ("misses", 0),
            ("timeouts", 0),
            ("cache_full", 0),
        ];
        numbers(&all, vm)
    }

    /// Makes an end of a connection of a socket.
    #[method(
        signature = "($self, /, sock, server_side, server_hostname=None, *, owner=None, session=None)",
        text = "($self, /, sock, server_side, server_hostname=None, *,\n             owner=None, session=None)"
    )]
    fn _wrap_socket(
        this: &Ref<Context>,
        sock: &Ref<Socket>,
        server_side: bool,
        server_hostname: Option<&Value>,
        owner: Option<&Value>,
        session: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Connection>> {
        let server_hostname = server_hostname.map(|it| host_of(it, vm)).transpose()?;
        let transport = Transport::Socket(new_weak_reference(sock.as_value(), vm)?);
        let server_hostname = server_hostname.as_deref();
        let parts = Parts {
            transport,
            server_side,
            server_hostname,
            owner,
            session,
        };
        Connection::create(this, parts, vm)
    }

    /// Makes an end of a connection whose bytes somebody else carries.
    #[method(
        signature = "($self, /, incoming, outgoing, server_side, server_hostname=None, *, owner=None, session=None)",
        text = "($self, /, incoming, outgoing, server_side,\n          server_hostname=None, *, owner=None, session=None)"
    )]
    #[expect(clippy::too_many_arguments, reason = "the method has as many")]
    fn _wrap_bio(
        this: &Ref<Context>,
        incoming: &Ref<MemoryBio>,
        outgoing: &Ref<MemoryBio>,
        server_side: bool,
        server_hostname: Option<&Value>,
        owner: Option<&Value>,
        session: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Connection>> {
        let server_hostname = server_hostname.map(|it| host_of(it, vm)).transpose()?;
        let transport = Transport::Memory {
            incoming: incoming.clone(),
            outgoing: outgoing.clone(),
        };
        let server_hostname = server_hostname.as_deref();
        let parts = Parts {
            transport,
            server_side,
            server_hostname,
            owner,
            session,
        };
        Connection::create(this, parts, vm)
    }

    /// Reads parameters for an exchange of keys that is not done here: they have no effect.
    #[method(signature = "($self, path, /)")]
    fn load_dh_params(this: &Ref<Context>, path: &Value, vm: &mut Vm) -> PyResult<()> {
        let _ = this;
        let text = fs_text(path, vm)?;
        let file = Path::new(OsStr::from_bytes(text.as_bytes()));
        let content = vm.allow_threads(|| std::fs::read(file));
        let content = content.map_err(|error| failed(&error, &[path], vm))?;
        let blocks = pem::blocks(&content).unwrap_or_default();
        if blocks.iter().any(|block| block.label == "DH PARAMETERS") {
            return Ok(());
        }
        let (reason, text) = ("NO_START_LINE", "no start line");
        Err(errors::of_library(
            108,
            "PEM",
            reason,
            text,
            Line::Parameters,
            vm,
        ))
    }

    /// Chooses the only curve for the exchange of keys.
    #[method(signature = "($self, name, /)")]
    fn set_ecdh_curve(this: &Ref<Context>, name: &Value, vm: &mut Vm) -> PyResult<()> {
        let text = fs_text(name, vm)?;
        match group_of(text.as_bytes()) {
            Some(group) => {
                this.settings.get_mut(vm).group = Some(group);
                Ok(())
            }
            None if text.as_bytes() == b"secp521r1" => {
                Err(vm.not_implemented_error("key exchange by secp521r1 is not supported"))
            }
            None => {
                let shown = vm
                    .new_bytes(text.as_bytes())
                    .repr(vm)?
                    .to_string_lossy()
                    .into_owned();
                let shown = shown.strip_prefix('b').unwrap_or(&shown);
                Err(vm.value_error(format!("unknown elliptic curve name {shown}")))
            }
        }
    }

    /// Raises NotImplementedError: keys that both ends know beforehand are not supported.
    #[method(signature = "($self, /, callback)")]
    fn set_psk_client_callback(
        _this: &Ref<Context>,
        callback: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let _ = callback;
        Err(vm.not_implemented_error("PSK is not supported"))
    }

    /// Raises NotImplementedError: keys that both ends know beforehand are not supported.
    #[method(signature = "($self, /, callback, identity_hint=None)")]
    fn set_psk_server_callback(_this: &Ref<Context>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let _ = args;
        Err(vm.not_implemented_error("PSK is not supported"))
    }
}

/// A dict of numbers.
fn numbers(all: &[(&str, usize)], vm: &mut Vm) -> Ref<Dict> {
    let dict = Dict::new(vm);
    for (name, number) in all {
        let name = vm.intern(name);
        let number = i32::try_from(*number).unwrap_or(i32::MAX);
        dict.set_str(&name, Value::from_i32(number), vm);
    }
    dict
}

/// A cipher suite as a dict.
fn described(cipher: &Cipher, vm: &mut Vm) -> Value {
    let bits = i32::try_from(cipher.bits).unwrap_or_default();
    let (exchange, authentication) = cipher.exchange();
    let dict = Dict::new(vm);
    let text = |text: &str, vm: &mut Vm| vm.new_str(text);
    let id = i32::try_from(cipher.id()).unwrap_or_default();
    let all = [
        ("id", Value::from_i32(id)),
        ("name", text(cipher.name, vm)),
        ("protocol", text(cipher.protocol(), vm)),
        ("description", text(&cipher.description(), vm)),
        ("strength_bits", Value::from_i32(bits)),
        ("alg_bits", Value::from_i32(bits)),
        ("aead", Value::bool(true)),
        ("symmetric", text(cipher.symmetric, vm)),
        ("digest", Value::NONE),
        ("kea", text(exchange, vm)),
        ("auth", text(authentication, vm)),
    ];
    for (name, value) in all {
        let name = vm.intern(name);
        dict.set_str(&name, value, vm);
    }
    dict.into_value()
}
