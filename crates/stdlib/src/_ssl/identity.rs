//! What an end shows of itself: a certificate, those that vouch for it, and its key.

use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::CertificateDer;
use rustls::sign::CertifiedKey;
use rustls::{Error, InconsistentKeys};

use super::certificate::{self, Certificate};
use super::pem::{self, Block};
use super::private_key;

/// Why a certificate and a key are of no use.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum IdentityError {
    /// One of them cannot be read.
    Malformed,
    /// The key is not that of the certificate.
    Mismatch,
}

/// The certificates of a file, `None` if there is none or one cannot be read.
pub(super) fn certificates(text: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let blocks = pem::blocks(text).ok()?;
    let blocks = blocks
        .into_iter()
        .filter(|it| certificate::is_certificate(&it.label));
    let chain = blocks.map(|block| {
        let content = certificate::plain(block.content, &block.label);
        Certificate::parse(&content).ok()?;
        Some(CertificateDer::from(content))
    });
    let chain: Option<Vec<_>> = chain.collect();
    chain.filter(|it| !it.is_empty())
}

/// The first key of a file.
pub(super) fn key_block(text: &[u8]) -> Option<Block> {
    let blocks = pem::blocks(text).ok()?;
    blocks.into_iter().find(private_key::is_key)
}

/// Certificates with their key.
pub(super) fn certified(
    chain: Vec<CertificateDer<'static>>,
    block: Block,
    password: &[u8],
) -> Result<CertifiedKey, IdentityError> {
    let key = private_key::read(block, password).map_err(|_| IdentityError::Malformed)?;
    let key = any_supported_type(&key).map_err(|_| IdentityError::Malformed)?;
    let certified = CertifiedKey::new(chain, key);
    match certified.keys_match() {
        Ok(()) | Err(Error::InconsistentKeys(InconsistentKeys::Unknown)) => Ok(certified),
        Err(Error::InconsistentKeys(_)) => Err(IdentityError::Mismatch),
        Err(_) => Err(IdentityError::Malformed),
    }
}
