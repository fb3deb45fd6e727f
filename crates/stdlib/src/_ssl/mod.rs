//! `_ssl`: encrypted connections by rustls, what `ssl` is made of.
//! Reference: <https://docs.python.org/3.14/library/ssl.html>
//!
//! `engine.rs` is TLS without Python and without a connection, `rules.rs` decides who is trusted, and both can be
//! read alone; `context.rs` and `connection.rs` are what Python sees of them. See docs/ssl.md.

mod bio;
mod certificate;
mod ciphers;
mod connection;
mod constants;
mod context;
mod der;
mod engine;
mod errors;
mod identity;
mod names;
mod objects;
mod pem;
mod private_key;
mod rules;
mod session;
mod settings;
mod shown;
mod transport;
mod trust;
mod verifier;

pub use module::MODULE;

/// Encrypted connections.
#[rpy_macros::native_module(
    name = "_ssl",
    classes(
        super::context::Context as "_SSLContext",
        super::connection::Connection as "_SSLSocket",
        super::bio::MemoryBio as "MemoryBIO",
        super::session::Session as "SSLSession",
        super::shown::CertificateObject as "Certificate",
        super::errors::SslError as "SSLError",
        super::errors::ZeroReturn as "SSLZeroReturnError",
        super::errors::WantRead as "SSLWantReadError",
        super::errors::WantWrite as "SSLWantWriteError",
        super::errors::Syscall as "SSLSyscallError",
        super::errors::Eof as "SSLEOFError",
        super::errors::CertVerification as "SSLCertVerificationError"
    )
)]
pub(crate) mod module {
    use aws_lc_rs::rand;
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::errors::SslError;
    use super::objects::{self, Object};
    use super::{certificate, constants, shown};
    use crate::arguments::AsciiBytes;
    use crate::posix::path::fs_text;

    #[constants]
    const NUMBERS: &[(&str, i64)] = constants::NUMBERS;

    /// The version of OpenSSL whose numbers and messages these are, and what is in its place.
    #[constant]
    const OPENSSL_VERSION: &str = "OpenSSL 3.6.0 (rustls 0.23)";

    #[constant]
    const OPENSSL_VERSION_NUMBER: i64 = 0x3060_0000;

    #[constant]
    const _DEFAULT_CIPHERS: &str = "ALL:!COMPLEMENTOFDEFAULT:!eNULL";

    #[constant]
    fn OPENSSL_VERSION_INFO(vm: &mut Vm) -> Value {
        version(vm)
    }

    #[constant]
    fn _OPENSSL_API_VERSION(vm: &mut Vm) -> Value {
        version(vm)
    }

    fn version(vm: &mut Vm) -> Value {
        Tuple::from_array([3, 6, 0, 0, 0].map(Value::from_i32), vm).into_value()
    }

    /// Sets the constants that are no numbers.
    #[execute]
    fn execute(module: &Ref<rpy_vm::builtins::module::Module>, vm: &mut Vm) -> PyResult<()> {
        for (name, value) in constants::SWITCHES {
            let name = vm.intern(name);
            module
                .as_value()
                .set_attribute(&name, Value::bool(*value), vm)?;
        }
        Ok(())
    }

    /// Returns so many random bytes.
    #[function(signature = "(n, /)")]
    fn RAND_bytes(n: i32, vm: &mut Vm) -> PyResult {
        let Ok(count) = usize::try_from(n) else {
            return Err(vm.value_error("num must be positive"));
        };
        vm.check_allocation(count)?;
        let mut bytes = vec![0; count];
        match rand::fill(&mut bytes) {
            Ok(()) => Ok(vm.new_bytes(&bytes)),
            Err(_) => Err(vm.native_error::<SslError>("there is no source of randomness")),
        }
    }

    /// Returns True: the system provides what randomness needs.
    #[function(signature = "()")]
    fn RAND_status() -> bool {
        true
    }

    /// Does nothing: the system provides what randomness needs.
    #[function(signature = "(string, entropy, /)")]
    fn RAND_add(string: &Value, entropy: f64, vm: &mut Vm) -> PyResult<()> {
        let _ = entropy;
        if string.downcast::<rpy_vm::builtins::str::Str>().is_none() {
            <AsciiBytes<'_> as rpy_vm::function::convert::FromArgument>::from_argument(string, vm)?;
        }
        Ok(())
    }

    /// Returns number, names and identifier of an object, by its identifier, or by its name too.
    ///
    /// Raises ValueError if it is not known.
    #[function(
        signature = "(txt, name=False)",
        text = "($module, /, txt, name=False)"
    )]
    fn txt2obj(txt: &str, name: bool, vm: &mut Vm) -> PyResult {
        let found = objects::by_dotted(txt);
        let found = found.or_else(|| if name { objects::by_name(txt) } else { None });
        match found {
            Some(object) => Ok(object_value(object, vm)),
            None => Err(vm.value_error(format!("unknown object '{txt:.100}'"))),
        }
    }

    /// Returns number, names and identifier of the object with this number.
    ///
    /// Raises ValueError if it is not known.
    #[function(signature = "(nid, /)")]
    fn nid2obj(nid: i32, vm: &mut Vm) -> PyResult {
        if nid < 0 {
            return Err(vm.value_error("NID must be positive."));
        }
        match objects::by_number(nid) {
            Some(object) => Ok(object_value(object, vm)),
            None => Err(vm.value_error(format!("unknown NID {nid}"))),
        }
    }

    fn object_value(object: Object, vm: &mut Vm) -> Value {
        let items = [
            Value::from_i32(object.nid),
            vm.new_str(object.short),
            vm.new_str(object.long),
            vm.new_str(object.dotted),
        ];
        Tuple::from_array(items, vm).into_value()
    }

    /// Returns the variables that name a file and a directory of certificates, and where they are
    /// without them.
    #[function(signature = "()")]
    fn get_default_verify_paths(vm: &mut Vm) -> Value {
        let found = openssl_probe::probe();
        let text = |path: Option<std::path::PathBuf>, missing: &str, vm: &mut Vm| {
            let path = path.map(|path| path.to_string_lossy().into_owned());
            vm.new_str(path.as_deref().unwrap_or(missing))
        };
        let directory = found.cert_dir.into_iter().next();
        let items = [
            vm.new_str("SSL_CERT_FILE"),
            text(found.cert_file, "/usr/lib/ssl/cert.pem", vm),
            vm.new_str("SSL_CERT_DIR"),
            text(directory, "/usr/lib/ssl/certs", vm),
        ];
        Tuple::from_array(items, vm).into_value()
    }

    /// Returns the certificate of a PEM file as a dict, for tests.
    #[function(signature = "(path, /)")]
    fn _test_decode_cert(path: &Value, vm: &mut Vm) -> PyResult<Ref<Dict>> {
        use std::os::unix::ffi::OsStrExt;
        let path = fs_text(path, vm)?;
        let path = std::ffi::OsStr::from_bytes(path.as_bytes());
        let Ok(text) = std::fs::read(path) else {
            return Err(vm.native_error::<SslError>("Can't open file"));
        };
        match certificate::first_of(&text) {
            Some(certificate) => shown::decoded(&certificate, vm),
            None => Err(vm.native_error::<SslError>("Error decoding PEM-encoded file")),
        }
    }
}
