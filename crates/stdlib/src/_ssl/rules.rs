//! Whether a certificate is trusted: paths and signatures are checked by webpki; what OpenSSL decides besides is
//! here, and what each failure is called there.
//! Source: RFC 5280; OpenSSL's `x509_vfy.h` for the numbers and texts.

use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

use rustls::DistinguishedName;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use webpki::{
    CertRevocationList, EndEntityCert, ExpirationPolicy, KeyUsage, OwnedCertRevocationList,
    RevocationCheckDepth, RevocationOptionsBuilder, anchor_from_trusted_cert,
};

use super::certificate::{
    self, AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, CRL_SIGN, Certificate, KEY_CERT_SIGN,
    SUBJECT_ALTERNATIVE_NAME, SUBJECT_KEY_IDENTIFIER,
};
use super::constants::{
    HOSTFLAG_NEVER_CHECK_SUBJECT, VERIFY_CRL_CHECK_CHAIN, VERIFY_CRL_CHECK_LEAF,
    VERIFY_X509_PARTIAL_CHAIN, VERIFY_X509_STRICT,
};
use super::der::Der;
use super::names;
use super::trust::{Store, in_directory};

/// What the other end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    Server,
    Client,
}

/// How certificates are verified: a context's settings at one time.
#[derive(Debug)]
pub(super) struct Rules {
    /// Whether certificates are verified at all.
    pub(super) verifies: bool,
    pub(super) checks_name: bool,
    pub(super) flags: u64,
    pub(super) host_flags: u32,
    /// What was loaded, and may begin a path.
    loaded: Vec<Anchor>,
    /// What was loaded, and may stand between.
    between: Vec<CertificateDer<'static>>,
    lists: Vec<CertRevocationList<'static>>,
    directories: Vec<PathBuf>,
    /// What the directories hold, once they have been read.
    found: OnceLock<Vec<Anchor>>,
    /// What of it was used since it was asked for last.
    pub(super) used: Mutex<Vec<CertificateDer<'static>>>,
    subjects: OnceLock<Vec<DistinguishedName>>,
}

/// A certificate that may begin a path.
#[derive(Debug)]
struct Anchor {
    certificate: CertificateDer<'static>,
    anchor: TrustAnchor<'static>,
}

/// Why a certificate is not trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// OpenSSL's number.
    pub(super) code: i32,
    /// OpenSSL's text.
    pub(super) message: String,
}

impl Failure {
    fn new(code: i32) -> Failure {
        let known = MESSAGES.iter().find(|(number, _)| *number == code);
        let message = known.map_or("unspecified certificate verification error", |it| it.1);
        Failure {
            code,
            message: message.to_owned(),
        }
    }
}

/// OpenSSL's texts of what can fail here.
const MESSAGES: &[(i32, &str)] = &[
    (3, "unable to get certificate CRL"),
    (7, "certificate signature failure"),
    (9, "certificate is not yet valid"),
    (10, "certificate has expired"),
    (12, "CRL has expired"),
    (18, "self-signed certificate"),
    (19, "self-signed certificate in certificate chain"),
    (20, "unable to get local issuer certificate"),
    (22, "certificate chain too long"),
    (23, "certificate revoked"),
    (25, "path length constraint exceeded"),
    (26, "unsuitable certificate purpose"),
    (28, "certificate rejected"),
    (34, "unhandled critical extension"),
    (47, "permitted subtree violation"),
    (66, "EE certificate key too weak"),
    (68, "CA signature digest algorithm too weak"),
    (
        78,
        "Subject signature algorithm and issuer public key algorithm mismatch",
    ),
    (79, "invalid CA certificate"),
    (80, "Path length invalid for non-CA cert"),
    (81, "Path length given without key usage keyCertSign"),
    (82, "Key usage keyCertSign invalid for non-CA cert"),
    (83, "Issuer name empty"),
    (84, "Subject name empty"),
    (85, "Missing Authority Key Identifier"),
    (86, "Missing Subject Key Identifier"),
    (87, "Empty Subject Alternative Name extension"),
    (
        88,
        "Subject empty and Subject Alt Name extension not critical",
    ),
    (89, "Basic Constraints of CA cert not marked critical"),
    (90, "Authority Key Identifier marked critical"),
    (91, "Subject Key Identifier marked critical"),
    (92, "CA cert does not include key usage extension"),
    (93, "Using cert extension requires at least X509v3"),
];

const NOT_YET_VALID: i32 = 9;
const EXPIRED: i32 = 10;
const NO_LIST: i32 = 3;
const SELF_SIGNED: i32 = 18;
const SELF_SIGNED_IN_CHAIN: i32 = 19;
const NO_ISSUER: i32 = 20;
const WRONG_PURPOSE: i32 = 26;

impl Rules {
    /// The rules for what is in a store.
    pub(super) fn new(
        store: &Store,
        verifies: bool,
        checks_name: bool,
        flags: u64,
        host_flags: u32,
    ) -> Rules {
        let mut rules = Rules {
            verifies,
            checks_name,
            flags,
            host_flags,
            loaded: Vec::new(),
            between: Vec::new(),
            lists: Vec::new(),
            directories: store.directories.clone(),
            found: OnceLock::new(),
            used: Mutex::default(),
            subjects: OnceLock::new(),
        };
        for certificate in &store.certificates {
            match rules.anchor(certificate) {
                Some(anchor) => rules.loaded.push(anchor),
                None => rules.between.push(certificate.clone()),
            }
        }
        let lists = store.lists.iter();
        rules.lists = lists
            .filter_map(|list| OwnedCertRevocationList::from_der(list).ok())
            .map(CertRevocationList::Owned)
            .collect();
        rules
    }

    /// A certificate as one that may begin a path: one that has signed itself, or any if parts of paths do.
    fn anchor(&self, certificate: &CertificateDer<'static>) -> Option<Anchor> {
        let parsed = Certificate::parse(certificate).ok()?;
        let is_partial = self.flags & VERIFY_X509_PARTIAL_CHAIN != 0;
        if !parsed.is_self_issued() && !is_partial {
            return None;
        }
        let anchor = anchor_from_trusted_cert(certificate).ok()?.to_owned();
        Some(Anchor {
            certificate: certificate.clone(),
            anchor,
        })
    }

    /// The anchors in the directories.
    fn found(&self) -> &[Anchor] {
        self.found.get_or_init(|| {
            let all = self.directories.iter().flat_map(|it| in_directory(it));
            all.filter_map(|it| self.anchor(&it)).collect()
        })
    }

    /// The subjects of what is trusted, for clients that choose among their certificates.
    pub(super) fn subjects(&self) -> &[DistinguishedName] {
        self.subjects.get_or_init(|| {
            let all = self.loaded.iter().map(|it| it.certificate.as_ref());
            all.filter_map(|it| Certificate::parse(it).ok())
                .map(|it| DistinguishedName::from(it.subject.to_vec()))
                .collect()
        })
    }

    /// Verifies a certificate, with those that were sent along. Returns the path from it to the one that is
    /// trusted, that included.
    pub(super) fn verify(
        &self,
        leaf: &CertificateDer<'_>,
        sent: &[CertificateDer<'_>],
        peer: Peer,
        now: UnixTime,
    ) -> Result<Vec<CertificateDer<'static>>, Failure> {
        let path = self.path(leaf, sent, peer, now)?;
        if self.flags & VERIFY_X509_STRICT != 0 && path.len() > 1 {
            for (place, certificate) in path.iter().enumerate() {
                check_strictly(certificate, place + 1 == path.len())?;
            }
        }
        Ok(path)
    }

    fn path(
        &self,
        leaf: &CertificateDer<'_>,
        sent: &[CertificateDer<'_>],
        peer: Peer,
        now: UnixTime,
    ) -> Result<Vec<CertificateDer<'static>>, Failure> {
        let parsed = Certificate::parse(leaf).map_err(|_| Failure::new(1))?;
        let anchors = || self.loaded.iter().chain(self.found());
        if let Some(anchor) = anchors().find(|it| it.certificate.as_ref() == leaf.as_ref()) {
            // It is trusted itself; nobody vouches for it.
            check_time(&parsed, now)?;
            let purpose = if peer == Peer::Server { 1 } else { 2 };
            if !certificate::allows_purpose(&parsed, purpose) {
                return Err(Failure::new(WRONG_PURPOSE));
            }
            if self.flags & VERIFY_CRL_CHECK_LEAF != 0 {
                return Err(Failure::new(NO_LIST));
            }
            self.note(&anchor.certificate);
            return Ok(vec![anchor.certificate.clone()]);
        }
        if parsed.is_self_issued() {
            return Err(Failure::new(SELF_SIGNED));
        }
        let usage = match peer {
            Peer::Server => KeyUsage::server_auth(),
            Peer::Client => KeyUsage::client_auth(),
        };
        let all: Vec<TrustAnchor<'_>> = anchors().map(|it| it.anchor.clone()).collect();
        let between: Vec<CertificateDer<'_>> = sent.iter().chain(&self.between).cloned().collect();
        let lists: Vec<&CertRevocationList<'_>> = self.lists.iter().collect();
        let revocation = if self.flags & VERIFY_CRL_CHECK_LEAF == 0 {
            None
        } else {
            let whole = self.flags & VERIFY_CRL_CHECK_CHAIN == VERIFY_CRL_CHECK_CHAIN;
            let depth = if whole {
                RevocationCheckDepth::Chain
            } else {
                RevocationCheckDepth::EndEntity
            };
            let options =
                RevocationOptionsBuilder::new(&lists).map_err(|_| Failure::new(NO_LIST))?;
            let options = options.with_depth(depth);
            Some(
                options
                    .with_expiration_policy(ExpirationPolicy::Enforce)
                    .build(),
            )
        };
        let algorithms = default_provider().signature_verification_algorithms;
        let entity = EndEntityCert::try_from(leaf).map_err(|error| of_webpki(&error))?;
        let verified =
            entity.verify_for_usage(algorithms.all, &all, &between, now, usage, revocation, None);
        let verified = match verified {
            Ok(verified) => verified,
            Err(webpki::Error::UnknownIssuer) => {
                return Err(Failure::new(self.missing(&parsed, &between)));
            }
            Err(error) => return Err(of_webpki(&error)),
        };
        let mut path = vec![leaf.clone().into_owned()];
        let middle = verified.intermediate_certificates();
        path.extend(middle.map(|it| it.der().into_owned()));
        let used = all
            .iter()
            .position(|it| std::ptr::eq(it, verified.anchor()));
        let root = used.and_then(|place| anchors().nth(place));
        let root = root
            .map(|it| it.certificate.clone())
            .ok_or(Failure::new(1))?;
        // The time of the last one is not webpki's matter.
        if let Ok(parsed) = Certificate::parse(&root) {
            check_time(&parsed, now)?;
        }
        self.note(&root);
        path.push(root);
        Ok(path)
    }

    /// Notes that a certificate was used, if it is from a directory.
    fn note(&self, certificate: &CertificateDer<'static>) {
        let found = self.found.get().map_or(&[][..], Vec::as_slice);
        if found.iter().any(|it| it.certificate == *certificate)
            && let Ok(mut used) = self.used.lock()
        {
            used.push(certificate.clone());
        }
    }

    /// Which certificate is missing where no path leads to a trusted one.
    fn missing(&self, leaf: &Certificate<'_>, between: &[CertificateDer<'_>]) -> i32 {
        let mut issuer = leaf.issuer;
        for _ in 0..between.len() {
            let next = between.iter().find_map(|it| {
                let parsed = Certificate::parse(it).ok()?;
                (parsed.subject == issuer).then_some(parsed)
            });
            match next {
                Some(next) if next.is_self_issued() => return SELF_SIGNED_IN_CHAIN,
                Some(next) => issuer = next.issuer,
                None => break,
            }
        }
        NO_ISSUER
    }

    /// Checks that a certificate is for this name.
    pub(super) fn check_name(
        &self,
        leaf: &CertificateDer<'_>,
        name: &ServerName<'_>,
    ) -> Result<(), Failure> {
        let entity = EndEntityCert::try_from(leaf).map_err(|error| of_webpki(&error))?;
        if entity.verify_is_valid_for_subject_name(name).is_ok() {
            return Ok(());
        }
        let (code, what) = match name {
            ServerName::DnsName(host) => {
                if self.is_common_name(leaf, host.as_ref()) {
                    return Ok(());
                }
                (62, "Hostname")
            }
            _ => (64, "IP address"),
        };
        let name = name.to_str();
        Err(Failure {
            code,
            message: format!("{what} mismatch, certificate is not valid for '{name}'."),
        })
    }

    /// Whether the subject of a certificate that has no other names is this host.
    fn is_common_name(&self, leaf: &[u8], host: &str) -> bool {
        let Ok(parsed) = Certificate::parse(leaf) else {
            return false;
        };
        if self.host_flags & HOSTFLAG_NEVER_CHECK_SUBJECT != 0 || has_hosts(&parsed) {
            return false;
        }
        let common = names::common_names(parsed.subject);
        common.iter().any(|pattern| matches_host(pattern, host))
    }
}

/// Whether there is any host among the alternative names of a certificate.
fn has_hosts(certificate: &Certificate<'_>) -> bool {
    let Some(extension) = certificate.extension(SUBJECT_ALTERNATIVE_NAME) else {
        return false;
    };
    let Ok(mut list) = Der::new(extension.value).sequence() else {
        return true;
    };
    while !list.is_empty() {
        match names::general(&mut list) {
            Ok(names::GeneralName::Dns(_)) | Err(_) => return true,
            Ok(_) => {}
        }
    }
    false
}

/// Whether a host is what a pattern allows; a star stands for all of the first label.
fn matches_host(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        None => pattern.eq_ignore_ascii_case(host),
        Some(rest) => {
            let after = host.split_once('.');
            rest.contains('.') && after.is_some_and(|(_, after)| rest.eq_ignore_ascii_case(after))
        }
    }
}

fn check_time(certificate: &Certificate<'_>, now: UnixTime) -> Result<(), Failure> {
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now < certificate.not_before.seconds() {
        return Err(Failure::new(NOT_YET_VALID));
    }
    if now > certificate.not_after.seconds() {
        return Err(Failure::new(EXPIRED));
    }
    Ok(())
}

/// What OpenSSL checks if it is to be strict.
fn check_strictly(certificate: &[u8], is_last: bool) -> Result<(), Failure> {
    let parsed = Certificate::parse(certificate).map_err(|_| Failure::new(1))?;
    let constraints = parsed.basic_constraints();
    let is_authority = constraints.is_some_and(|(is_authority, _)| is_authority);
    let usage = parsed.key_usage();
    let signs = usage.unwrap_or(0xff) & KEY_CERT_SIGN != 0;
    let is_critical = |object| parsed.extension(object).is_some_and(|it| it.is_critical);
    let is_there = |object| parsed.extension(object).is_some();
    let is_empty = |name| Der::new(name).sequence().is_ok_and(|it| it.is_empty());
    let alternative = parsed.extension(SUBJECT_ALTERNATIVE_NAME);
    let has_no_subject = is_empty(parsed.subject);
    let is_recent = parsed.version >= 3;
    let has_length = constraints.is_some_and(|(_, length)| length.is_some());
    let crl_signs = usage.is_some_and(|bits| bits & CRL_SIGN != 0);
    let checks = [
        (has_length && !is_authority, 80),
        (has_length && !signs, 81),
        (is_authority && !is_critical(BASIC_CONSTRAINTS), 89),
        (is_authority && usage.is_none(), 92),
        (!is_authority && usage.is_some() && signs, 82),
        (is_empty(parsed.issuer), 83),
        (
            has_no_subject && (is_authority || crl_signs || alternative.is_none()),
            84,
        ),
        (
            has_no_subject && alternative.is_some_and(|it| !it.is_critical),
            88,
        ),
        (alternative.is_some_and(|it| is_empty(it.value)), 87),
        (parsed.signature.0 != parsed.signature.1, 78),
        (is_critical(AUTHORITY_KEY_IDENTIFIER), 90),
        (is_critical(SUBJECT_KEY_IDENTIFIER), 91),
        (is_recent && !is_last && !has_key_identifier(&parsed), 85),
        (
            is_recent && is_authority && !is_there(SUBJECT_KEY_IDENTIFIER),
            86,
        ),
        (!is_recent && parsed.has_extensions(), 93),
    ];
    match checks.iter().find(|(is_wrong, _)| *is_wrong) {
        Some((_, code)) => Err(Failure::new(*code)),
        None => Ok(()),
    }
}

/// Whether a certificate tells which key of its issuer has signed it.
fn has_key_identifier(certificate: &Certificate<'_>) -> bool {
    let Some(extension) = certificate.extension(AUTHORITY_KEY_IDENTIFIER) else {
        return false;
    };
    let fields = Der::new(extension.value).sequence();
    fields.is_ok_and(|fields| fields.peek() == Some(super::der::context(0, false)))
}

/// The failure for an error of webpki.
fn of_webpki(error: &webpki::Error) -> Failure {
    use webpki::Error;
    Failure::new(match error {
        Error::CertExpired { .. } | Error::InvalidCertValidity => EXPIRED,
        Error::CertNotValidYet { .. } => NOT_YET_VALID,
        Error::CertRevoked => 23,
        Error::CrlExpired { .. } => 12,
        Error::UnknownRevocationStatus => NO_LIST,
        Error::InvalidSignatureForPublicKey | Error::InvalidCrlSignatureForPublicKey => 7,
        Error::SignatureAlgorithmMismatch => 78,
        Error::MaximumPathDepthExceeded
        | Error::MaximumPathBuildCallsExceeded
        | Error::MaximumSignatureChecksExceeded => 22,
        Error::PathLenConstraintViolated => 25,
        // Its key is on the list of those that browsers do not trust any more.
        Error::CertDistrusted => 28,
        Error::RequiredEkuNotFoundContext(_) | Error::EmptyEkuExtension => WRONG_PURPOSE,
        Error::UnsupportedCriticalExtension => 34,
        Error::NameConstraintViolation => 47,
        Error::UnsupportedSignatureAlgorithmContext(_)
        | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => 68,
        Error::CaUsedAsEndEntity | Error::EndEntityUsedAsCa => 79,
        Error::UnknownIssuer => NO_ISSUER,
        _ => 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_one_label() {
        assert!(matches_host("example.org", "Example.org"));
        assert!(matches_host("*.example.org", "www.example.org"));
        assert!(!matches_host("*.example.org", "example.org"));
        assert!(!matches_host("*.example.org", "a.b.example.org"));
        assert!(!matches_host("*.org", "example.org"));
        assert!(!matches_host("w*.example.org", "www.example.org"));
    }
}
