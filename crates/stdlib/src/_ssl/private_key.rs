//! Private keys: from PEM, decrypted if need be.
//! Source: RFC 5208 and RFC 8018 (PKCS #8 and PBES2); RFC 1421 and OpenSSL's `EVP_BytesToKey` for the older
//! kind of encryption.

use std::num::NonZeroU32;

use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, Algorithm, DecryptionContext, PaddedBlockDecryptingKey,
    UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::pbkdf2;
use md5::{Digest, Md5};
use rustls::pki_types::PrivateKeyDer;

use super::der::{Der, INTEGER, Malformed, OBJECT, OCTET_STRING, SEQUENCE};
use super::pem::Block;

/// Rounds of key derivation that are computed at most: some seconds.
const MOST_ROUNDS: u32 = 50_000_000;

/// Whether a block is a private key.
pub(super) fn is_key(block: &Block) -> bool {
    block.label.ends_with("PRIVATE KEY")
}

/// Whether a key can be read with a password only.
pub(super) fn is_encrypted(block: &Block) -> bool {
    block.encryption.is_some() || block.label == "ENCRYPTED PRIVATE KEY"
}

/// The key of a block. The password is for those that are encrypted.
pub(super) fn read(block: Block, password: &[u8]) -> Result<PrivateKeyDer<'static>, Malformed> {
    let content = match &block.encryption {
        Some((cipher, vector)) => decrypt_older(&block.content, cipher, vector, password)?,
        None => block.content,
    };
    match block.label.as_str() {
        "PRIVATE KEY" => Ok(PrivateKeyDer::Pkcs8(content.into())),
        "RSA PRIVATE KEY" => Ok(PrivateKeyDer::Pkcs1(content.into())),
        "EC PRIVATE KEY" => Ok(PrivateKeyDer::Sec1(content.into())),
        "ENCRYPTED PRIVATE KEY" => Ok(PrivateKeyDer::Pkcs8(
            decrypt_pkcs8(&content, password)?.into(),
        )),
        _ => Err(Malformed),
    }
}

/// Decrypts what AES has encrypted in chained blocks, and takes the padding away.
fn decrypt(
    algorithm: &'static Algorithm,
    key: &[u8],
    vector: &[u8],
    content: &[u8],
) -> Result<Vec<u8>, Malformed> {
    let vector: [u8; 16] = vector.try_into().map_err(|_| Malformed)?;
    let key = UnboundCipherKey::new(algorithm, key).map_err(|_| Malformed)?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(|_| Malformed)?;
    let mut bytes = content.to_vec();
    let context = DecryptionContext::Iv128(FixedLength::from(vector));
    let plain = key.decrypt(&mut bytes, context).map_err(|_| Malformed)?;
    Ok(plain.to_vec())
}

/// The key inside a PKCS #8 structure that is encrypted.
fn decrypt_pkcs8(content: &[u8], password: &[u8]) -> Result<Vec<u8>, Malformed> {
    const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13];
    const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12];
    // hmacWithSHA1 and its successors differ in the last byte.
    const HMAC: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2];
    const AES: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1];

    let mut whole = Der::new(content).sequence()?;
    let mut scheme = whole.sequence()?;
    let encrypted = whole.expect(OCTET_STRING)?;
    if scheme.expect(OBJECT)? != PBES2 {
        return Err(Malformed);
    }
    let mut parameters = scheme.sequence()?;
    let (mut derivation, mut cipher) = (parameters.sequence()?, parameters.sequence()?);
    if derivation.expect(OBJECT)? != PBKDF2 {
        return Err(Malformed);
    }
    let mut derivation = derivation.sequence()?;
    let salt = derivation.expect(OCTET_STRING)?;
    let rounds = derivation.small()?;
    derivation.optional(INTEGER)?;
    let hash = match derivation.optional(SEQUENCE)? {
        None => 7,
        Some(function) => match Der::new(function).expect(OBJECT)?.strip_prefix(HMAC) {
            Some([hash]) => *hash,
            _ => return Err(Malformed),
        },
    };
    let hash = match hash {
        7 => pbkdf2::PBKDF2_HMAC_SHA1,
        9 => pbkdf2::PBKDF2_HMAC_SHA256,
        10 => pbkdf2::PBKDF2_HMAC_SHA384,
        11 => pbkdf2::PBKDF2_HMAC_SHA512,
        _ => return Err(Malformed),
    };
    let (algorithm, length) = match cipher.expect(OBJECT)?.strip_prefix(AES) {
        Some([2]) => (&AES_128, 16),
        Some([22]) => (&AES_192, 24),
        Some([42]) => (&AES_256, 32),
        _ => return Err(Malformed),
    };
    let vector = cipher.expect(OCTET_STRING)?;
    let rounds = NonZeroU32::new(rounds).filter(|it| it.get() <= MOST_ROUNDS);
    let mut key = [0; 32];
    let key = &mut key[..length];
    pbkdf2::derive(hash, rounds.ok_or(Malformed)?, salt, password, key);
    decrypt(algorithm, key, vector, encrypted)
}

/// A key whose encryption is told by lines before it.
fn decrypt_older(
    content: &[u8],
    cipher: &str,
    vector: &[u8],
    password: &[u8],
) -> Result<Vec<u8>, Malformed> {
    let (algorithm, length) = match cipher {
        "AES-128-CBC" => (&AES_128, 16),
        "AES-192-CBC" => (&AES_192, 24),
        "AES-256-CBC" => (&AES_256, 32),
        _ => return Err(Malformed),
    };
    let salt = vector.get(..8).ok_or(Malformed)?;
    let mut key: Vec<u8> = Vec::new();
    while key.len() < length {
        let last = &key[key.len().saturating_sub(16)..];
        let digest = Md5::new().chain_update(last);
        let digest = digest.chain_update(password).chain_update(salt).finalize();
        key.extend_from_slice(&digest);
    }
    decrypt(algorithm, &key[..length], vector, content)
}
