//! All hash functions behind one trait, found by their names, with what is built of them: HMAC
//! (RFC 2104) and PBKDF2 (RFC 8018).

use digest::{ExtendableOutput, FixedOutput, Update};

/// The data that a hash function has taken so far.
pub(super) trait State: Send {
    /// Adds data.
    fn update(&mut self, data: &[u8]);

    /// The digest of the data so far; its length is that of the output where the algorithm leaves
    /// it open, and the algorithm's otherwise.
    fn digest_into(&self, output: &mut [u8]);

    /// A state that goes on from here by itself.
    fn copy(&self) -> Box<dyn State>;

    /// Fills `key` with what PBKDF2 derives from a password and a salt.
    fn derive(&self, password: &[u8], salt: &[u8], iterations: u32, key: &mut [u8]);
}

/// What a library has to have to be a [`State`].
trait Core: Clone + Default + Send + 'static {
    const BLOCK: usize;
    const DIGEST: usize;
    fn absorb(&mut self, data: &[u8]);
    fn squeeze(self, output: &mut [u8]);
}

impl<C: Core> State for C {
    fn update(&mut self, data: &[u8]) {
        self.absorb(data);
    }

    fn digest_into(&self, output: &mut [u8]) {
        self.clone().squeeze(output);
    }

    fn copy(&self) -> Box<dyn State> {
        Box::new(self.clone())
    }

    fn derive(&self, password: &[u8], salt: &[u8], iterations: u32, key: &mut [u8]) {
        let (mut inner, mut outer) = (C::default(), C::default());
        let block = key_block(password, C::BLOCK, |long, short| {
            let mut state = C::default();
            state.absorb(long);
            state.squeeze(&mut short[..C::DIGEST]);
        });
        inner.absorb(&masked(&block, INNER));
        outer.absorb(&masked(&block, OUTER));
        let mut digest = vec![0; C::DIGEST];
        let mut sum = vec![0; C::DIGEST];
        for (number, part) in (1_u32..).zip(key.chunks_mut(C::DIGEST)) {
            for iteration in 0..iterations {
                let mut state = inner.clone();
                if iteration == 0 {
                    state.absorb(salt);
                    state.absorb(&number.to_be_bytes());
                } else {
                    state.absorb(&digest);
                }
                state.squeeze(&mut digest);
                let mut state = outer.clone();
                state.absorb(&digest);
                state.squeeze(&mut digest);
                if iteration == 0 {
                    sum.copy_from_slice(&digest);
                } else {
                    sum.iter_mut().zip(&digest).for_each(|(sum, it)| *sum ^= it);
                }
            }
            part.copy_from_slice(&sum[..part.len()]);
        }
    }
}

/// What the bytes of a key are changed with, for the inner and the outer hash of HMAC.
const INNER: u8 = 0x36;
const OUTER: u8 = 0x5c;

/// A key of the length of a block: longer ones are hashed, shorter ones filled up.
fn key_block(key: &[u8], block: usize, hash: impl FnOnce(&[u8], &mut [u8])) -> Vec<u8> {
    let mut whole = vec![0; block];
    if key.len() > block {
        hash(key, &mut whole);
    } else {
        whole[..key.len()].copy_from_slice(key);
    }
    whole
}

fn masked(block: &[u8], mask: u8) -> Vec<u8> {
    block.iter().map(|byte| byte ^ mask).collect()
}

macro_rules! fixed {
    ($($state:ty, $block:tt, $digest:tt;)*) => { $(
        impl Core for $state {
            const BLOCK: usize = $block;
            const DIGEST: usize = $digest;

            fn absorb(&mut self, data: &[u8]) {
                Update::update(self, data);
            }

            fn squeeze(self, output: &mut [u8]) {
                output.copy_from_slice(&self.finalize_fixed());
            }
        }
    )* };
}

fixed! {
    md5::Md5, 64, 16;
    ripemd::Ripemd160, 64, 20;
    sha1::Sha1, 64, 20;
    sha2::Sha224, 64, 28;
    sha2::Sha256, 64, 32;
    sha2::Sha384, 128, 48;
    sha2::Sha512, 128, 64;
    sha2::Sha512_224, 128, 28;
    sha2::Sha512_256, 128, 32;
    sha3::Sha3_224, 144, 28;
    sha3::Sha3_256, 136, 32;
    sha3::Sha3_384, 104, 48;
    sha3::Sha3_512, 72, 64;
    sm3::Sm3, 64, 32;
}

macro_rules! extendable {
    ($($state:ty, $block:tt;)*) => { $(
        impl Core for $state {
            const BLOCK: usize = $block;
            const DIGEST: usize = 0;

            fn absorb(&mut self, data: &[u8]) {
                Update::update(self, data);
            }

            fn squeeze(self, output: &mut [u8]) {
                self.finalize_xof_into(output);
            }
        }
    )* };
}

extendable! {
    shake::Shake128, 168;
    shake::Shake256, 136;
}

macro_rules! blake2 {
    ($($state:ident, $library:ident, $block:tt, $digest:tt;)*) => { $(
        #[derive(Clone)]
        struct $state($library::State);

        impl Default for $state {
            fn default() -> $state {
                $state($library::Params::new().to_state())
            }
        }

        impl Core for $state {
            const BLOCK: usize = $block;
            const DIGEST: usize = $digest;

            fn absorb(&mut self, data: &[u8]) {
                self.0.update(data);
            }

            fn squeeze(self, output: &mut [u8]) {
                output.copy_from_slice(self.0.finalize().as_bytes());
            }
        }
    )* };
}

blake2! {
    Blake2b, blake2b_simd, 128, 64;
    Blake2s, blake2s_simd, 64, 32;
}

/// MD5 and SHA-1 side by side, as old versions of TLS have them.
#[derive(Clone, Default)]
struct Md5Sha1(md5::Md5, sha1::Sha1);

impl Core for Md5Sha1 {
    const BLOCK: usize = 64;
    const DIGEST: usize = 36;

    fn absorb(&mut self, data: &[u8]) {
        Update::update(&mut self.0, data);
        Update::update(&mut self.1, data);
    }

    fn squeeze(self, output: &mut [u8]) {
        self.0.squeeze(&mut output[..16]);
        self.1.squeeze(&mut output[16..]);
    }
}

/// A hash function.
pub(super) struct Algorithm {
    /// Its name in Python.
    pub(super) name: &'static str,
    /// Bytes of a block.
    pub(super) block_size: usize,
    /// Bytes of a digest; zero for digests of any length.
    pub(super) digest_size: usize,
    /// The other names, in lower case, that OpenSSL has for it.
    aliases: &'static [&'static str],
    state: fn() -> Box<dyn State>,
}

impl Algorithm {
    const fn of<C: Core>(name: &'static str, aliases: &'static [&'static str]) -> Algorithm {
        Algorithm {
            name,
            block_size: C::BLOCK,
            digest_size: C::DIGEST,
            aliases,
            state: || Box::new(C::default()),
        }
    }

    /// The state without any data.
    pub(super) fn state(&self) -> Box<dyn State> {
        (self.state)()
    }

    /// The hash function of a name, as Python or OpenSSL spell it.
    pub(super) fn by_name(name: &str) -> Option<&'static Algorithm> {
        if let Some(found) = ALGORITHMS.iter().find(|it| it.name == name) {
            return Some(found);
        }
        let lower = name.to_ascii_lowercase();
        let is_it = |it: &&Algorithm| {
            it.aliases.contains(&&*lower)
                || it.name == lower && (!lower.contains('_') || it.name.to_uppercase() == name)
        };
        let is_sponge = lower.starts_with("sha3_") || lower.starts_with("shake_");
        ALGORITHMS.iter().find(is_it).filter(|_| !is_sponge)
    }

    /// The hash function of a name of Python's.
    pub(super) fn named(name: &str) -> Option<&'static Algorithm> {
        ALGORITHMS.iter().find(|it| it.name == name)
    }
}

/// All of them.
pub(super) static ALGORITHMS: &[Algorithm] = &[
    Algorithm::of::<Blake2b>("blake2b", &["blake2b512", "blake2b-512"]),
    Algorithm::of::<Blake2s>("blake2s", &["blake2s256", "blake2s-256"]),
    Algorithm::of::<md5::Md5>("md5", &["ssl3-md5"]),
    Algorithm::of::<Md5Sha1>("md5-sha1", &[]),
    Algorithm::of::<ripemd::Ripemd160>("ripemd160", &["ripemd", "ripemd-160", "rmd160"]),
    Algorithm::of::<sha1::Sha1>("sha1", &["sha-1", "ssl3-sha1"]),
    Algorithm::of::<sha2::Sha224>("sha224", &["sha-224", "sha2-224"]),
    Algorithm::of::<sha2::Sha256>("sha256", &["sha-256", "sha2-256"]),
    Algorithm::of::<sha2::Sha384>("sha384", &["sha-384", "sha2-384"]),
    Algorithm::of::<sha2::Sha512>("sha512", &["sha-512", "sha2-512"]),
    Algorithm::of::<sha2::Sha512_224>("sha512_224", &["sha512-224", "sha-512/224", "sha2-512/224"]),
    Algorithm::of::<sha2::Sha512_256>("sha512_256", &["sha512-256", "sha-512/256", "sha2-512/256"]),
    Algorithm::of::<sha3::Sha3_224>("sha3_224", &["sha3-224"]),
    Algorithm::of::<sha3::Sha3_256>("sha3_256", &["sha3-256"]),
    Algorithm::of::<sha3::Sha3_384>("sha3_384", &["sha3-384"]),
    Algorithm::of::<sha3::Sha3_512>("sha3_512", &["sha3-512"]),
    Algorithm::of::<shake::Shake128>("shake_128", &["shake-128", "shake128"]),
    Algorithm::of::<shake::Shake256>("shake_256", &["shake-256", "shake256"]),
    Algorithm::of::<sm3::Sm3>("sm3", &[]),
];

/// A message authentication code of the data so far.
pub(super) struct Hmac {
    pub(super) algorithm: &'static Algorithm,
    inner: Box<dyn State>,
    outer: Box<dyn State>,
}

impl Hmac {
    /// The code of no data. The algorithm has digests of one length.
    pub(super) fn new(algorithm: &'static Algorithm, key: &[u8]) -> Hmac {
        let block = key_block(key, algorithm.block_size, |long, short| {
            let mut state = algorithm.state();
            state.update(long);
            state.digest_into(&mut short[..algorithm.digest_size]);
        });
        let (mut inner, mut outer) = (algorithm.state(), algorithm.state());
        inner.update(&masked(&block, INNER));
        outer.update(&masked(&block, OUTER));
        Hmac {
            algorithm,
            inner,
            outer,
        }
    }

    /// Adds data.
    pub(super) fn update(&mut self, data: &[u8]) {
        self.inner.update(data);
    }

    /// The code of the data so far.
    pub(super) fn digest(&self) -> Vec<u8> {
        let mut digest = vec![0; self.algorithm.digest_size];
        self.inner.digest_into(&mut digest);
        let mut outer = self.outer.copy();
        outer.update(&digest);
        outer.digest_into(&mut digest);
        digest
    }
}

impl Clone for Hmac {
    fn clone(&self) -> Hmac {
        Hmac {
            algorithm: self.algorithm,
            inner: self.inner.copy(),
            outer: self.outer.copy(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_derived_as_in_rfc_6070() {
        let sha1 = Algorithm::named("sha1").expect("it is listed").state();
        let mut key = [0; 25];
        let (password, salt) = (
            b"passwordPASSWORDpassword",
            b"saltSALTsaltSALTsaltSALTsaltSALTsalt",
        );
        sha1.derive(password, salt, 4096, &mut key);
        assert_eq!(key[..4], [0x3d, 0x2e, 0xec, 0x4f]);
        assert_eq!(key[21..], [0xf2, 0xf0, 0x70, 0x38]);
    }

    #[test]
    fn codes_of_long_keys_are_as_in_rfc_4231() {
        let mut code = Hmac::new(
            Algorithm::named("sha256").expect("it is listed"),
            &[0xaa; 131],
        );
        code.update(b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(code.digest()[..4], [0x60, 0xe4, 0x31, 0x59]);
    }

    #[test]
    fn names_of_openssl_are_known() {
        let name = |text| Algorithm::by_name(text).map(|it| it.name);
        assert_eq!(name("SHA-512/256"), Some("sha512_256"));
        assert_eq!(name("SHAKE128"), Some("shake_128"));
        assert_eq!(name("SHA512_256"), Some("sha512_256"));
        assert_eq!(name("SHA3_256"), None);
        assert_eq!(name("md5_sha1"), None);
    }
}
