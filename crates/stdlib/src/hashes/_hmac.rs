//! `_hmac`: message authentication codes of the hash functions that are built in.
//! Reference: <https://docs.python.org/3.14/library/hmac.html>

use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::any::{Algorithm, Hmac};
use super::code::{Code, OwnCode};
use super::{LONG, absorb_first, data_of};

pub use _hmac::MODULE;

/// The hash functions that have codes here: the names that they are asked for by.
const NAMES: &[&str] = &[
    "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384",
    "sha3_512", "blake2b", "blake2s",
];

fn unknown(digest: &Value, vm: &mut Vm) -> Raised {
    match digest.repr(vm) {
        Ok(shown) => {
            let message = format!("unsupported hash type: {}", shown.to_string_lossy());
            vm.native_error::<_hmac::UnknownHashError>(message)
        }
        Err(raised) => raised,
    }
}

/// The algorithm of a name.
///
/// Raises `UnknownHashError` if there is none.
fn algorithm_of(digest: &Value, vm: &mut Vm) -> PyResult<&'static Algorithm> {
    let found = digest.downcast::<Str>().and_then(|name| {
        let name = name.as_str()?;
        let lower = name.to_ascii_lowercase();
        let is_known =
            NAMES.contains(&name) || NAMES.contains(&&*lower) && lower.to_uppercase() == name;
        Algorithm::named(&lower).filter(|_| is_known)
    });
    found.ok_or_else(|| unknown(digest, vm))
}

/// The algorithm of a name that there is.
fn listed(name: &str) -> &'static Algorithm {
    Algorithm::named(name).expect("it is in the list")
}

/// The code of a message.
fn compute(algorithm: &'static Algorithm, key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
    let key = data_of(key, vm)?;
    let message = data_of(msg, vm)?;
    let mut code = Hmac::new(algorithm, key.as_bytes(vm));
    code.update(message.as_bytes(vm));
    Ok(vm.new_bytes(&code.digest()))
}

#[rpy_macros::native_module(name = "_hmac", classes(super::OwnCode as "HMAC"))]
mod _hmac {
    use super::*;

    /// Data longer than this are hashed while other threads run, in bytes.
    #[constant]
    const _GIL_MINSIZE: usize = LONG;

    #[exception(base = ValueError)]
    pub(super) struct UnknownHashError;

    /// Returns an object of the message authentication code of msg.
    #[function(
        signature = "(key, msg=None, digestmod=<unrepresentable>)",
        text = "(key, msg=None, digestmod=None)"
    )]
    fn new(
        key: &Value,
        msg: &Value,
        digestmod: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Code>> {
        let Some(digest) = digestmod else {
            return Err(vm.type_error("new() missing 1 required argument 'digestmod'"));
        };
        let algorithm = algorithm_of(digest, vm)?;
        let key = data_of(key, vm)?;
        let mut code = Hmac::new(algorithm, key.as_bytes(vm));
        let msg = Some(msg).filter(|msg| !msg.is_none());
        absorb_first(msg, None, |data: &[u8]| code.update(data), vm)?;
        Ok(Code::object::<OwnCode>(code, vm))
    }

    /// Returns the message authentication code of msg.
    #[function(signature = "(key, msg, digest)")]
    fn compute_digest(key: &Value, msg: &Value, digest: &Value, vm: &mut Vm) -> PyResult {
        let algorithm = algorithm_of(digest, vm)?;
        compute(algorithm, key, msg, vm)
    }

    /// Returns the message authentication code of msg by MD5.
    #[function(signature = "(key, msg, /)")]
    fn compute_md5(key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
        compute(listed("md5"), key, msg, vm)
    }

    /// Returns the message authentication code of msg by SHA-1.
    #[function(signature = "(key, msg, /)")]
    fn compute_sha1(key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
        compute(listed("sha1"), key, msg, vm)
    }

    /// Returns the message authentication code of msg by SHA-224.
    #[function(signature = "(key, msg, /)")]
    fn compute_sha224(key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
        compute(listed("sha224"), key, msg, vm)
    }

    /// Returns the message authentication code of msg by SHA-256.
    #[function(signature = "(key, msg, /)")]
    fn compute_sha256(key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
        compute(listed("sha256"), key, msg, vm)
    }

    /// Returns the message authentication code of msg by SHA-384.
    #[function(signature = "(key, msg, /)")]
    fn compute_sha384(key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
        compute(listed("sha384"), key, msg, vm)
    }

    /// Returns the message authentication code of msg by SHA-512.
    #[function(signature = "(key, msg, /)")]
    fn compute_sha512(key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
        compute(listed("sha512"), key, msg, vm)
    }

    /// Returns the message authentication code of msg by SHA3-224.
    #[function(signature = "(key, msg, /)")]
    fn compute_sha3_224(key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
        compute(listed("sha3_224"), key, msg, vm)
    }

    /// Returns the message authentication code of msg by SHA3-256.
    #[function(signature = "(key, msg, /)")]
    fn compute_sha3_256(key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
        compute(listed("sha3_256"), key, msg, vm)
    }

    /// Returns the message authentication code of msg by SHA3-384.
    #[function(signature = "(key, msg, /)")]
    fn compute_sha3_384(key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
        compute(listed("sha3_384"), key, msg, vm)
    }

    /// Returns the message authentication code of msg by SHA3-512.
    #[function(signature = "(key, msg, /)")]
    fn compute_sha3_512(key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
        compute(listed("sha3_512"), key, msg, vm)
    }

    /// Returns the message authentication code of msg by BLAKE2s.
    #[function(signature = "(key, msg, /)")]
    fn compute_blake2s_32(key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
        compute(listed("blake2s"), key, msg, vm)
    }

    /// Returns the message authentication code of msg by BLAKE2b.
    #[function(signature = "(key, msg, /)")]
    fn compute_blake2b_32(key: &Value, msg: &Value, vm: &mut Vm) -> PyResult {
        compute(listed("blake2b"), key, msg, vm)
    }
}
