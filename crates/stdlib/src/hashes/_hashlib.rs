//! `_hashlib`: the functions and classes that CPython has from OpenSSL.
//! Reference: <https://docs.python.org/3.14/library/hashlib.html>

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::BytesLike;
use rpy_vm::builtins::descriptors::MappingProxy;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::set::FrozenSet;
use rpy_vm::builtins::str::Str;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::object::buffer::PinnedBytes;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::any::{ALGORITHMS, Algorithm, Hmac, State};
use super::code::Code;
use super::shared::Shared;
use super::{LONG, absorb_first, hex};
use crate::arguments::unsigned;

pub use _hashlib::MODULE;

/// What a name of no algorithm raises, in OpenSSL's words.
const UNKNOWN: &str = "[digital envelope routines] unsupported";

/// The functions that make hash objects of one algorithm, and their algorithms.
const CONSTRUCTORS: &[(&str, &str)] = &[
    ("openssl_md5", "md5"),
    ("openssl_sha1", "sha1"),
    ("openssl_sha224", "sha224"),
    ("openssl_sha256", "sha256"),
    ("openssl_sha384", "sha384"),
    ("openssl_sha512", "sha512"),
    ("openssl_sha3_224", "sha3_224"),
    ("openssl_sha3_256", "sha3_256"),
    ("openssl_sha3_384", "sha3_384"),
    ("openssl_sha3_512", "sha3_512"),
    ("openssl_shake_128", "shake_128"),
    ("openssl_shake_256", "shake_256"),
];

/// A hash object: the data so far, and what hashes them.
#[derive(Payload)]
pub(crate) struct Hash {
    #[payload(skip)]
    algorithm: &'static Algorithm,
    #[payload(skip)]
    state: Shared<Box<dyn State>>,
}

/// A hash object, of an algorithm whose digests have any length.
pub(crate) struct HashXof;

/// Makes a hash object of the first data.
fn make(
    algorithm: &'static Algorithm,
    data: Option<&Value>,
    string: Option<&Value>,
    vm: &mut Vm,
) -> PyResult<Ref<Hash>> {
    let mut state = algorithm.state();
    absorb_first(data, string, |data: &[u8]| state.update(data), vm)?;
    Ok(wrap(algorithm, state, vm))
}

fn wrap(algorithm: &'static Algorithm, state: Box<dyn State>, vm: &mut Vm) -> Ref<Hash> {
    let hash = Hash {
        algorithm,
        state: Shared::new(state),
    };
    let class = match algorithm.digest_size {
        0 => vm.native_class::<HashXof>().clone(),
        _ => vm.native_class::<Hash>().clone(),
    };
    Ref::with_class(hash, &class, vm)
}

impl Hash {
    fn digest_of_length(&self, length: usize, vm: &mut Vm) -> PyResult<Vec<u8>> {
        let mut digest = vec![0; length];
        self.state.get(vm)?.digest_into(&mut digest);
        Ok(digest)
    }

    fn digest_of(&self, length: isize, vm: &mut Vm) -> PyResult<Vec<u8>> {
        let Ok(length) = usize::try_from(length) else {
            let message = "Negative size passed to PyBytes_FromStringAndSize";
            return Err(vm.system_error(message));
        };
        vm.check_allocation(length)?;
        // OpenSSL counts these bytes in 32 bits.
        if length > 1 << 31 {
            return Err(vm.memory_error());
        }
        self.digest_of_length(length, vm)
    }
}

#[native_class(name = "_hashlib.HASH", flags(base, disallow_instantiation))]
impl Hash {
    #[slot]
    fn repr(this: &Ref<Hash>, vm: &mut Vm) -> String {
        let class = this.class().name(vm);
        let address = this.as_value().object_pointer();
        format!(
            "<{} _hashlib.{class} object @ {address:p}>",
            this.algorithm.name
        )
    }

    /// Returns a copy, which goes on from here by itself.
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<Hash>, vm: &mut Vm) -> PyResult<Ref<Hash>> {
        let state = this.state.get(vm)?.copy();
        Ok(wrap(this.algorithm, state, vm))
    }

    /// Returns the digest of the data so far.
    #[method(signature = "($self, /)")]
    fn digest(this: &Ref<Hash>, vm: &mut Vm) -> PyResult {
        let digest = this.digest_of_length(this.algorithm.digest_size, vm)?;
        Ok(vm.new_bytes(&digest))
    }

    /// Returns the digest of the data so far, in hexadecimal digits.
    #[method(signature = "($self, /)")]
    fn hexdigest(this: &Ref<Hash>, vm: &mut Vm) -> PyResult<String> {
        let digest = this.digest_of_length(this.algorithm.digest_size, vm)?;
        Ok(hex(&digest))
    }

    /// Adds data.
    #[method(signature = "($self, obj, /)")]
    fn update(this: &Ref<Hash>, obj: &Value, vm: &mut Vm) -> PyResult<()> {
        this.state.absorb(obj, |state, data| state.update(data), vm)
    }

    /// Bytes of a block of the algorithm.
    #[getter]
    fn block_size(this: &Ref<Hash>) -> usize {
        this.algorithm.block_size
    }

    /// Bytes of a digest.
    #[getter]
    fn digest_size(this: &Ref<Hash>) -> usize {
        this.algorithm.digest_size
    }

    /// The name of the algorithm.
    #[getter]
    fn name(this: &Ref<Hash>) -> &'static str {
        this.algorithm.name
    }
}

/// A hash object of an algorithm whose digests have any length.
#[native_class(
    name = "_hashlib.HASHXOF",
    base = Hash,
    payload = Hash,
    flags(base, disallow_instantiation)
)]
impl HashXof {
    /// Returns so many bytes of the digest of the data so far.
    #[method(signature = "($self, /, length)")]
    fn digest(this: &Ref<Hash>, length: isize, vm: &mut Vm) -> PyResult {
        let digest = this.digest_of(length, vm)?;
        Ok(vm.new_bytes(&digest))
    }

    /// Returns so many bytes of the digest of the data so far, in hexadecimal digits.
    #[method(signature = "($self, /, length)")]
    fn hexdigest(this: &Ref<Hash>, length: isize, vm: &mut Vm) -> PyResult<String> {
        Ok(hex(&this.digest_of(length, vm)?))
    }

    /// Zero: the digest has any length.
    #[getter]
    fn digest_size(_this: &Ref<Hash>) -> usize {
        0
    }
}

fn unsupported(message: &str, vm: &mut Vm) -> Raised {
    vm.native_error::<_hashlib::UnsupportedDigestmodError>(message)
}

/// The algorithm of a name.
///
/// Raises `UnsupportedDigestmodError` if there is none.
fn algorithm(name: &str, vm: &mut Vm) -> PyResult<&'static Algorithm> {
    Algorithm::by_name(name).ok_or_else(|| unsupported(UNKNOWN, vm))
}

/// The algorithm, for a code, of a name or of a function of this module.
///
/// Raises `UnsupportedDigestmodError` if there is none, `ValueError` if its digests have any length.
fn algorithm_of(digest: &Value, vm: &mut Vm) -> PyResult<&'static Algorithm> {
    let found = if digest.has_payload::<Str>() {
        algorithm(<&str>::from_argument(digest, vm)?, vm)?
    } else {
        let constructors = vm.module_state::<_hashlib::State>().constructors.clone();
        let name = match constructors {
            Some(constructors) => constructors.get_item(digest, vm)?,
            None => None,
        };
        let Some(name) = name else {
            let shown = digest.repr(vm)?.to_string_lossy().into_owned();
            return Err(unsupported(&format!("Unsupported digestmod {shown}"), vm));
        };
        algorithm(<&str>::from_argument(&name, vm)?, vm)?
    };
    match found.digest_size {
        0 => Err(vm.value_error("no reason supplied")),
        _ => Ok(found),
    }
}

/// Hash functions, and what is built of them.
#[rpy_macros::native_module(
    name = "_hashlib",
    classes(super::Hash, super::HashXof, super::Code as "HMAC")
)]
mod _hashlib {
    use super::*;
    use rpy_vm::builtins::module::Module;

    /// Data longer than this are hashed while other threads run, in bytes.
    #[constant]
    const _GIL_MINSIZE: usize = LONG;

    #[exception(base = ValueError)]
    pub(super) struct UnsupportedDigestmodError;

    /// The functions that make hash objects, with the names of their algorithms.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        pub(super) constructors: Option<Ref<Dict>>,
    }

    /// The names of all algorithms.
    #[constant]
    fn openssl_md_meth_names(vm: &mut Vm) -> Value {
        let names = ALGORITHMS.iter().map(|it| vm.new_str(it.name)).collect();
        let names = FrozenSet::from_items(names, vm).expect("strs can be hashed");
        names.into_value()
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let constructors = Dict::new(vm);
        for (function, name) in CONSTRUCTORS {
            let (function, name) = (vm.intern(function), vm.new_str(name));
            let function = module.dict().get_str(&function, vm).cloned();
            let function = function.expect("the module has this function");
            let added = constructors.set_item(function, name, vm);
            added.expect("functions can be hashed");
        }
        let shown = MappingProxy::new(constructors.to_value(), vm);
        vm.module_state::<State>().constructors = Some(constructors);
        module.add("_constructors", shown.into_value(), vm);
        Ok(())
    }

    /// Returns a hash object of the algorithm of this name.
    #[function(signature = "(name, data=b'', *, usedforsecurity=True, string=None)")]
    fn new(
        name: &str,
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        // The data are looked at first.
        let made = make(&ALGORITHMS[0], data, string, vm);
        let algorithm = match made {
            Ok(_) => super::algorithm(name, vm)?,
            Err(raised) => return Err(raised),
        };
        make(algorithm, data, string, vm)
    }

    /// Returns a hash object of MD5.
    #[function(
        signature = "(data=b'', *, usedforsecurity=True, string=None)",
        text = "(data=b'', *, usedforsecurity=True, string=None)"
    )]
    fn openssl_md5(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        make(super::algorithm("md5", vm)?, data, string, vm)
    }

    /// Returns a hash object of SHA-1.
    #[function(
        signature = "(data=b'', *, usedforsecurity=True, string=None)",
        text = "(data=b'', *, usedforsecurity=True, string=None)"
    )]
    fn openssl_sha1(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        make(super::algorithm("sha1", vm)?, data, string, vm)
    }

    /// Returns a hash object of SHA-224.
    #[function(
        signature = "(data=b'', *, usedforsecurity=True, string=None)",
        text = "(data=b'', *, usedforsecurity=True,\n               string=None)"
    )]
    fn openssl_sha224(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        make(super::algorithm("sha224", vm)?, data, string, vm)
    }

    /// Returns a hash object of SHA-256.
    #[function(
        signature = "(data=b'', *, usedforsecurity=True, string=None)",
        text = "(data=b'', *, usedforsecurity=True,\n               string=None)"
    )]
    fn openssl_sha256(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        make(super::algorithm("sha256", vm)?, data, string, vm)
    }

    /// Returns a hash object of SHA-384.
    #[function(
        signature = "(data=b'', *, usedforsecurity=True, string=None)",
        text = "(data=b'', *, usedforsecurity=True,\n               string=None)"
    )]
    fn openssl_sha384(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        make(super::algorithm("sha384", vm)?, data, string, vm)
    }

    /// Returns a hash object of SHA-512.
    #[function(
        signature = "(data=b'', *, usedforsecurity=True, string=None)",
        text = "(data=b'', *, usedforsecurity=True,\n               string=None)"
    )]
    fn openssl_sha512(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        make(super::algorithm("sha512", vm)?, data, string, vm)
    }

    /// Returns a hash object of SHA3-224.
    #[function(
        signature = "(data=b'', *, usedforsecurity=True, string=None)",
        text = "(data=b'', *, usedforsecurity=True,\n                 string=None)"
    )]
    fn openssl_sha3_224(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        make(super::algorithm("sha3_224", vm)?, data, string, vm)
    }

    /// Returns a hash object of SHA3-256.
    #[function(
        signature = "(data=b'', *, usedforsecurity=True, string=None)",
        text = "(data=b'', *, usedforsecurity=True,\n                 string=None)"
    )]
    fn openssl_sha3_256(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        make(super::algorithm("sha3_256", vm)?, data, string, vm)
    }

    /// Returns a hash object of SHA3-384.
    #[function(
        signature = "(data=b'', *, usedforsecurity=True, string=None)",
        text = "(data=b'', *, usedforsecurity=True,\n                 string=None)"
    )]
    fn openssl_sha3_384(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        make(super::algorithm("sha3_384", vm)?, data, string, vm)
    }

    /// Returns a hash object of SHA3-512.
    #[function(
        signature = "(data=b'', *, usedforsecurity=True, string=None)",
        text = "(data=b'', *, usedforsecurity=True,\n                 string=None)"
    )]
    fn openssl_sha3_512(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        make(super::algorithm("sha3_512", vm)?, data, string, vm)
    }

    /// Returns a hash object of SHAKE128.
    #[function(
        signature = "(data=b'', *, usedforsecurity=True, string=None)",
        text = "(data=b'', *, usedforsecurity=True,\n                  string=None)"
    )]
    fn openssl_shake_128(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        make(super::algorithm("shake_128", vm)?, data, string, vm)
    }

    /// Returns a hash object of SHAKE256.
    #[function(
        signature = "(data=b'', *, usedforsecurity=True, string=None)",
        text = "(data=b'', *, usedforsecurity=True,\n                  string=None)"
    )]
    fn openssl_shake_256(
        data: Option<&Value>,
        usedforsecurity: bool,
        string: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Hash>> {
        let _ = usedforsecurity;
        make(super::algorithm("shake_256", vm)?, data, string, vm)
    }

    /// Returns 0: this is no certified library.
    #[function(signature = "()")]
    fn get_fips_mode() -> i32 {
        0
    }

    /// Returns whether the operands are equal: strs of ASCII, or bytes-like objects. How long it
    /// takes depends on their lengths only.
    #[function(signature = "(a, b, /)")]
    fn compare_digest(a: &Value, b: &Value, vm: &mut Vm) -> PyResult<bool> {
        crate::_operator::compare_digest(a, b, vm)
    }

    /// Returns an object of the message authentication code of msg.
    #[function(
        signature = "(key, msg=b'', digestmod=<unrepresentable>)",
        text = "(key, msg=b'', digestmod=None)"
    )]
    fn hmac_new(
        key: BytesLike<'_>,
        msg: Option<&Value>,
        digestmod: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Code>> {
        let Some(digest) = digestmod else {
            return Err(vm.type_error("Missing required parameter 'digestmod'."));
        };
        let algorithm = algorithm_of(digest, vm)?;
        let mut code = Hmac::new(algorithm, key.as_bytes(vm));
        let msg = msg.filter(|msg| !msg.is_none());
        absorb_first(msg, None, |data: &[u8]| code.update(data), vm)?;
        Ok(Code::object::<Code>(code, vm))
    }

    /// Returns the message authentication code of msg.
    #[function(signature = "(key, msg, digest)")]
    fn hmac_digest(
        key: BytesLike<'_>,
        msg: BytesLike<'_>,
        digest: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let algorithm = algorithm_of(digest, vm)?;
        let mut code = Hmac::new(algorithm, key.as_bytes(vm));
        code.update(msg.as_bytes(vm));
        Ok(vm.new_bytes(&code.digest()))
    }

    /// Returns a key that is derived from a password by HMAC, applied so many times.
    #[function(signature = "(hash_name, password, salt, iterations, dklen=None)")]
    fn pbkdf2_hmac(
        hash_name: &str,
        password: BytesLike<'_>,
        salt: BytesLike<'_>,
        iterations: i64,
        dklen: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let algorithm = super::algorithm(hash_name, vm)?;
        if iterations < 1 {
            return Err(vm.value_error("iteration value must be greater than 0."));
        }
        if iterations > i64::from(i32::MAX) {
            return Err(vm.overflow_error("iteration value is too great."));
        }
        let length = if dklen.is_none() {
            algorithm.digest_size as i64
        } else {
            i64::from_argument(dklen, vm)?
        };
        if length < 1 {
            return Err(vm.value_error("key length must be greater than 0."));
        }
        if length > i64::from(i32::MAX) {
            return Err(vm.overflow_error("key length is too great."));
        }
        if algorithm.digest_size == 0 {
            return Err(vm.value_error("no reason supplied"));
        }
        vm.check_allocation(length as usize)?;
        let (password, salt) = (password.as_bytes(vm).to_vec(), salt.as_bytes(vm).to_vec());
        let mut key = vec![0; length as usize];
        let state = algorithm.state();
        let state = std::sync::Mutex::new(state);
        vm.allow_threads(|| {
            let state = state.lock().expect("nobody else has it");
            state.derive(&password, &salt, iterations as u32, &mut key);
        });
        Ok(vm.new_bytes(&key))
    }

    /// Returns a key that is derived from a password by scrypt (RFC 7914).
    #[function(signature = "(password, *, salt, n, r, p, maxmem=0, dklen=64)")]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the parameters of scrypt"
    )]
    fn scrypt(
        password: &Value,
        salt: BytesLike<'_>,
        n: &Value,
        r: &Value,
        p: &Value,
        maxmem: i64,
        dklen: i64,
        vm: &mut Vm,
    ) -> PyResult {
        let password = PinnedBytes::new(password, vm)?;
        let n = unsigned(n, "unsigned long", vm)?;
        let r = unsigned(r, "unsigned long", vm)?;
        let p = unsigned(p, "unsigned long", vm)?;
        if n < 2 || !n.is_power_of_two() {
            return Err(vm.value_error("n must be a power of 2."));
        }
        let most = i64::from(i32::MAX);
        if !(0..=most).contains(&maxmem) {
            let message = format!("maxmem must be positive and smaller than {most}");
            return Err(vm.value_error(message));
        }
        if !(1..=most).contains(&dklen) {
            let message = format!("dklen must be greater than 0 and smaller than {most}");
            return Err(vm.value_error(message));
        }
        if r == 0 || p == 0 {
            let message = "Invalid parameter combination for n, r, p, maxmem.";
            return Err(vm.value_error(message));
        }
        let (Ok(small_r), Ok(small_p)) = (u32::try_from(r), u32::try_from(p)) else {
            let message = "[digital envelope routines] parameter too large";
            return Err(vm.value_error(message));
        };
        // Without a limit, OpenSSL's own one counts.
        let limit = if maxmem == 0 {
            32 << 20
        } else {
            maxmem as u128
        };
        let blocks = u128::from(p) * 128 * u128::from(r);
        let table = 32 * u128::from(r) * (u128::from(n) + 2) * 4;
        let parameters = scrypt::Params::new(n.ilog2() as u8, small_r, small_p);
        let (true, Ok(parameters)) = (blocks + table <= limit, parameters) else {
            let message = "[digital envelope routines] memory limit exceeded";
            return Err(vm.value_error(message));
        };
        vm.check_allocation(dklen as usize + table as usize)?;
        let (password, salt) = (password.as_slice(), salt.as_bytes(vm).to_vec());
        let mut key = vec![0; dklen as usize];
        let result = vm.allow_threads(|| scrypt::scrypt(password, &salt, &parameters, &mut key));
        match result {
            Ok(()) => Ok(vm.new_bytes(&key)),
            Err(_) => Err(vm.value_error("Invalid parameter combination for n, r, p, maxmem.")),
        }
    }
}
