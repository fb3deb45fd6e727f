//! What rustls asks about certificates, answered by the rules of a context.

use std::sync::{Arc, Mutex};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

use super::rules::{Failure, Peer, Rules};

/// Verifies the certificates of one connection, and remembers how that went.
#[derive(Debug)]
pub(super) struct Verifier {
    pub(super) rules: Arc<Rules>,
    algorithms: WebPkiSupportedAlgorithms,
    /// Whether a client may do without a certificate.
    is_optional: bool,
    outcome: Mutex<Option<Outcome>>,
}

/// A path to what is trusted, or why there is none.
type Outcome = Result<Vec<CertificateDer<'static>>, Failure>;

impl Verifier {
    pub(super) fn new(rules: Arc<Rules>, is_optional: bool) -> Arc<Verifier> {
        Arc::new(Verifier {
            algorithms: default_provider().signature_verification_algorithms,
            is_optional,
            rules,
            outcome: Mutex::new(None),
        })
    }

    /// How the last certificate was verified, once.
    pub(super) fn take_outcome(&self) -> Option<Outcome> {
        self.outcome.lock().ok()?.take()
    }

    /// Remembers an outcome, and tells rustls.
    fn conclude(&self, outcome: Outcome) -> Result<(), Error> {
        let result = match &outcome {
            Ok(_) => Ok(()),
            Err(failure) => Err(Error::InvalidCertificate(alerting(failure.code))),
        };
        if let Ok(mut place) = self.outcome.lock() {
            *place = Some(outcome);
        }
        result
    }
}

/// The error of rustls that makes it tell the other end what OpenSSL would.
fn alerting(code: i32) -> CertificateError {
    match code {
        9 | 10 => CertificateError::Expired,
        7 => CertificateError::BadSignature,
        23 => CertificateError::Revoked,
        3 | 12 | 18..=20 | 22 | 25 | 79 => CertificateError::UnknownIssuer,
        26 => CertificateError::InvalidPurpose,
        62 | 64 => CertificateError::NotValidForName,
        _ => CertificateError::BadEncoding,
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let rules = &self.rules;
        if rules.verifies {
            let path = rules.verify(end_entity, intermediates, Peer::Server, now);
            let named = path.and_then(|path| {
                if rules.checks_name {
                    rules.check_name(end_entity, server_name)?;
                }
                Ok(path)
            });
            self.conclude(named)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl ClientCertVerifier for Verifier {
    fn offer_client_auth(&self) -> bool {
        self.rules.verifies
    }

    fn client_auth_mandatory(&self) -> bool {
        self.rules.verifies && !self.is_optional
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.rules.subjects()
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let path = self
            .rules
            .verify(end_entity, intermediates, Peer::Client, now);
        self.conclude(path)?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
