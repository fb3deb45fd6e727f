//! What a context trusts: certificates, lists of revoked ones, and directories with more.

use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;

use super::certificate::{self, Certificate, is_certificate};
use super::der::Der;
use super::pem;

/// What was loaded. A change makes a new set of rules necessary.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    pub(super) certificates: Vec<CertificateDer<'static>>,
    /// Lists of revoked certificates.
    pub(super) lists: Vec<Vec<u8>>,
    /// Where certificates are looked for when there is one to be verified.
    pub(super) directories: Vec<PathBuf>,
}

/// Why nothing was loaded.
#[derive(Debug)]
pub(super) enum LoadError {
    /// There is neither certificate nor list in the text.
    Nothing,
    /// The text is no PEM, or its blocks are not what their labels say.
    Malformed,
}

impl Store {
    /// Adds a certificate, once.
    pub(super) fn add(&mut self, certificate: Vec<u8>) {
        let certificate = CertificateDer::from(certificate);
        if !self.certificates.contains(&certificate) {
            self.certificates.push(certificate);
        }
    }

    /// Adds the certificates and lists of a PEM file.
    pub(super) fn add_pem(&mut self, text: &[u8]) -> Result<(), LoadError> {
        let blocks = pem::blocks(text).map_err(|_| LoadError::Malformed)?;
        let mut is_found = false;
        for block in blocks {
            if is_certificate(&block.label) {
                let content = certificate::plain(block.content, &block.label);
                Certificate::parse(&content).map_err(|_| LoadError::Malformed)?;
                self.add(content);
            } else if block.label == "X509 CRL" {
                webpki::OwnedCertRevocationList::from_der(&block.content)
                    .map_err(|_| LoadError::Malformed)?;
                if !self.lists.contains(&block.content) {
                    self.lists.push(block.content);
                }
            } else {
                continue;
            }
            is_found = true;
        }
        if is_found {
            Ok(())
        } else {
            Err(LoadError::Nothing)
        }
    }

    /// Adds certificates in DER, one after another, and returns how many there were. What follows them, if
    /// there is any, is no certificate.
    pub(super) fn add_der(&mut self, bytes: &[u8]) -> Result<usize, LoadError> {
        let mut items = Der::new(bytes);
        let mut count = 0;
        while !items.is_empty() {
            let item = items.item().map_err(|_| LoadError::Malformed)?;
            Certificate::parse(item.whole).map_err(|_| LoadError::Malformed)?;
            self.add(item.whole.to_vec());
            count += 1;
        }
        Ok(count)
    }

    /// Certificates, and how many of them are authorities.
    pub(super) fn counts(&self) -> (usize, usize) {
        let authorities = self.certificates.iter().filter(|it| is_authority(it));
        (self.certificates.len(), authorities.count())
    }
}

/// Whether a certificate may sign others.
pub(super) fn is_authority(certificate: &[u8]) -> bool {
    Certificate::parse(certificate).is_ok_and(|it| it.is_authority())
}

/// The certificates in the files of a directory; files that cannot be read are left out.
pub(super) fn in_directory(directory: &Path) -> Vec<CertificateDer<'static>> {
    let found = rustls_native_certs::load_certs_from_paths(None, Some(directory));
    found.certs
}
