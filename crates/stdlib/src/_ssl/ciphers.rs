//! Cipher suites: those that rustls has, under the names of OpenSSL, and the language in which they are chosen.
//! Source: OpenSSL's manual, `openssl-ciphers(1)`.

use rustls::crypto::aws_lc_rs::cipher_suite as suites;
use rustls::{CipherSuite, SupportedCipherSuite};

/// A cipher suite.
#[derive(Debug)]
pub(super) struct Cipher {
    pub(super) name: &'static str,
    pub(super) suite: SupportedCipherSuite,
    /// Whether it is of TLS 1.3, where suites tell neither key exchange nor authentication.
    pub(super) is_recent: bool,
    /// Who is authenticated by what: `ECDSA`, `RSA` or `any`.
    authentication: &'static str,
    pub(super) bits: u32,
    /// The cipher, as descriptions name it.
    encryption: &'static str,
    /// The cipher, as OpenSSL's library names it.
    pub(super) symmetric: &'static str,
}

/// All suites, the best first.
pub(super) static CIPHERS: [Cipher; 9] = [
    recent(
        "TLS_AES_256_GCM_SHA384",
        suites::TLS13_AES_256_GCM_SHA384,
        Kind::Aes256,
    ),
    recent(
        "TLS_CHACHA20_POLY1305_SHA256",
        suites::TLS13_CHACHA20_POLY1305_SHA256,
        Kind::ChaCha,
    ),
    recent(
        "TLS_AES_128_GCM_SHA256",
        suites::TLS13_AES_128_GCM_SHA256,
        Kind::Aes128,
    ),
    older(
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        suites::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        "ECDSA",
        Kind::Aes256,
    ),
    older(
        "ECDHE-RSA-AES256-GCM-SHA384",
        suites::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        "RSA",
        Kind::Aes256,
    ),
    older(
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        suites::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        "ECDSA",
        Kind::ChaCha,
    ),
    older(
        "ECDHE-RSA-CHACHA20-POLY1305",
        suites::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        "RSA",
        Kind::ChaCha,
    ),
    older(
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        suites::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        "ECDSA",
        Kind::Aes128,
    ),
    older(
        "ECDHE-RSA-AES128-GCM-SHA256",
        suites::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        "RSA",
        Kind::Aes128,
    ),
];

/// How data are encrypted.
enum Kind {
    Aes128,
    Aes256,
    ChaCha,
}

const fn recent(name: &'static str, suite: SupportedCipherSuite, kind: Kind) -> Cipher {
    let (bits, encryption, symmetric) = shown(kind);
    Cipher {
        name,
        suite,
        is_recent: true,
        authentication: "any",
        bits,
        encryption,
        symmetric,
    }
}

const fn older(
    name: &'static str,
    suite: SupportedCipherSuite,
    authentication: &'static str,
    kind: Kind,
) -> Cipher {
    let (bits, encryption, symmetric) = shown(kind);
    Cipher {
        name,
        suite,
        is_recent: false,
        authentication,
        bits,
        encryption,
        symmetric,
    }
}

const fn shown(kind: Kind) -> (u32, &'static str, &'static str) {
    match kind {
        Kind::Aes128 => (128, "AESGCM(128)", "aes-128-gcm"),
        Kind::Aes256 => (256, "AESGCM(256)", "aes-256-gcm"),
        Kind::ChaCha => (256, "CHACHA20/POLY1305(256)", "chacha20-poly1305"),
    }
}

impl Cipher {
    /// The version of TLS that the suite is of.
    pub(super) fn protocol(&self) -> &'static str {
        if self.is_recent { "TLSv1.3" } else { "TLSv1.2" }
    }

    /// OpenSSL's number.
    pub(super) fn id(&self) -> u32 {
        0x0300_0000 | u32::from(u16::from(self.suite.suite()))
    }

    /// The names of key exchange and authentication, as Python shows them.
    pub(super) fn exchange(&self) -> (&'static str, &'static str) {
        let exchange = if self.is_recent { "kx-any" } else { "kx-ecdhe" };
        let authentication = match self.authentication {
            "ECDSA" => "auth-ecdsa",
            "RSA" => "auth-rsa",
            _ => "auth-any",
        };
        (exchange, authentication)
    }

    /// A line that tells everything.
    pub(super) fn description(&self) -> String {
        let exchange = if self.is_recent { "any" } else { "ECDH" };
        let (name, protocol) = (self.name, self.protocol());
        let (authentication, encryption) = (self.authentication, self.encryption);
        format!(
            "{name:<30} {protocol} Kx={exchange:<8} Au={authentication:<5} Enc={encryption:<22} Mac=AEAD"
        )
    }

    /// Whether a word of the language stands for this suite, among others.
    fn is_called(&self, word: &str) -> bool {
        let is_aes = self.symmetric.starts_with("aes");
        match word {
            "ALL" | "HIGH" | "TLSv1.2" | "ECDHE" | "kECDHE" | "EECDH" | "kEECDH" | "ECDH"
            | "kEECDHE" | "DEFAULT" => true,
            "AES" | "AESGCM" | "FIPS" => is_aes,
            "AES128" => is_aes && self.bits == 128,
            "AES256" => is_aes && self.bits == 256,
            "CHACHA20" => !is_aes,
            "aRSA" => self.authentication == "RSA",
            "aECDSA" | "ECDSA" => self.authentication == "ECDSA",
            _ => self.name == word,
        }
    }
}

/// The suite that was agreed upon.
pub(super) fn of_suite(suite: CipherSuite) -> Option<&'static Cipher> {
    CIPHERS.iter().find(|cipher| cipher.suite.suite() == suite)
}

/// The suites that a text selects, in its order; those of TLS 1.3 are not its matter and always come first. `None`
/// if it selects nothing.
pub(super) fn select(text: &str) -> Option<Vec<&'static Cipher>> {
    let mut inactive: Vec<&Cipher> = CIPHERS.iter().filter(|it| !it.is_recent).collect();
    let mut active: Vec<&Cipher> = Vec::new();
    for rule in text.split([':', ',', ' ', ';']).filter(|it| !it.is_empty()) {
        if rule == "@STRENGTH" {
            active.sort_by_key(|cipher| std::cmp::Reverse(cipher.bits));
            continue;
        }
        let (operator, words) = match rule.as_bytes()[0] {
            operator @ (b'!' | b'-' | b'+') => (operator, &rule[1..]),
            _ => (b' ', rule),
        };
        let is_meant = |cipher: &&Cipher| words.split('+').all(|word| cipher.is_called(word));
        match operator {
            b' ' => {
                let (meant, rest) = inactive.into_iter().partition(is_meant);
                inactive = rest;
                active.extend::<Vec<_>>(meant);
            }
            b'+' => {
                let (meant, rest): (Vec<_>, Vec<_>) = active.into_iter().partition(is_meant);
                active = rest;
                active.extend(meant);
            }
            _ => {
                let (meant, rest): (Vec<_>, Vec<_>) = active.into_iter().partition(is_meant);
                active = rest;
                if operator == b'-' {
                    inactive.splice(0..0, meant);
                } else {
                    inactive.retain(|cipher| !is_meant(cipher));
                }
            }
        }
    }
    if active.is_empty() {
        return None;
    }
    let recent = CIPHERS.iter().filter(|it| it.is_recent);
    Some(recent.chain(active).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The older suites that a text selects, without what all names begin with.
    fn check(text: &str, expected: &str) {
        let names = select(text).map_or("nothing".to_owned(), |ciphers| {
            let older: Vec<&str> = ciphers[3..].iter().map(|it| &it.name[6..]).collect();
            older.join(" ")
        });
        assert_eq!(names, expected, "{text}");
    }

    #[test]
    fn words_select_suites() {
        check(
            "ECDSA",
            "ECDSA-AES256-GCM-SHA384 ECDSA-CHACHA20-POLY1305 ECDSA-AES128-GCM-SHA256",
        );
        check("AES128+aRSA", "RSA-AES128-GCM-SHA256");
        check("AES128-SHA", "nothing");
        check("@STRENGTH", "nothing");
        check("ALL:!ALL", "nothing");
        check("ECDHE-RSA-CHACHA20-POLY1305", "RSA-CHACHA20-POLY1305");
    }

    #[test]
    fn rules_change_the_order() {
        check("aRSA:!AES", "RSA-CHACHA20-POLY1305");
        check(
            "aRSA:+AES256",
            "RSA-CHACHA20-POLY1305 RSA-AES128-GCM-SHA256 RSA-AES256-GCM-SHA384",
        );
        check(
            "aRSA:-AES:AES128",
            "RSA-CHACHA20-POLY1305 RSA-AES128-GCM-SHA256 ECDSA-AES128-GCM-SHA256",
        );
        check(
            "AES128+aRSA:AES256+aRSA:@STRENGTH",
            "RSA-AES256-GCM-SHA384 RSA-AES128-GCM-SHA256",
        );
    }
}
