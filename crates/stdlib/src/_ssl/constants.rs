//! The numbers of the module: those of OpenSSL, so that programs and what they have stored mean the same.

pub(super) const HOSTFLAG_NEVER_CHECK_SUBJECT: u32 = 0x20;
pub(super) const HOSTFLAG_NO_PARTIAL_WILDCARDS: u32 = 0x4;
pub(super) const OP_ALL: u64 = 0x80000050;
pub(super) const OP_CIPHER_SERVER_PREFERENCE: u64 = 0x400000;
pub(super) const OP_ENABLE_MIDDLEBOX_COMPAT: u64 = 0x100000;
pub(super) const OP_NO_COMPRESSION: u64 = 0x20000;
pub(super) const OP_NO_SSL_V3: u64 = 0x2000000;
pub(super) const OP_NO_TICKET: u64 = 0x4000;
pub(super) const OP_NO_TLS_V1_2: u64 = 0x8000000;
pub(super) const OP_NO_TLS_V1_3: u64 = 0x20000000;
pub(super) const VERIFY_CRL_CHECK_CHAIN: u64 = 0xc;
pub(super) const VERIFY_CRL_CHECK_LEAF: u64 = 0x4;
pub(super) const VERIFY_X509_PARTIAL_CHAIN: u64 = 0x80000;
pub(super) const VERIFY_X509_STRICT: u64 = 0x20;
pub(super) const VERIFY_X509_TRUSTED_FIRST: u64 = 0x8000;

/// Protocols that contexts are made for.
pub(super) const PROTOCOL_TLS: i32 = 2;
pub(super) const PROTOCOL_TLS_CLIENT: i32 = 16;
pub(super) const PROTOCOL_TLS_SERVER: i32 = 17;

/// Versions of TLS, as they are on the wire, and the two that stand for the limits.
pub(super) const PROTO_MINIMUM_SUPPORTED: i32 = -2;
pub(super) const PROTO_MAXIMUM_SUPPORTED: i32 = -1;
pub(super) const PROTO_TLS_1_2: i32 = 771;
pub(super) const PROTO_TLS_1_3: i32 = 772;

pub(super) const CERT_NONE: i32 = 0;
pub(super) const CERT_OPTIONAL: i32 = 1;
pub(super) const CERT_REQUIRED: i32 = 2;

pub(super) const ENCODING_PEM: i32 = 1;
pub(super) const ENCODING_DER: i32 = 2;

/// The kinds of errors.
pub(super) const SSL_ERROR_SSL: i32 = 1;
pub(super) const SSL_ERROR_WANT_READ: i32 = 2;
pub(super) const SSL_ERROR_WANT_WRITE: i32 = 3;
pub(super) const SSL_ERROR_ZERO_RETURN: i32 = 6;
pub(super) const SSL_ERROR_EOF: i32 = 8;

/// What Python sees of the numbers.
pub(super) const NUMBERS: &[(&str, i64)] = &[
    ("ALERT_DESCRIPTION_ACCESS_DENIED", 49),
    ("ALERT_DESCRIPTION_BAD_CERTIFICATE", 42),
    ("ALERT_DESCRIPTION_BAD_CERTIFICATE_HASH_VALUE", 114),
    ("ALERT_DESCRIPTION_BAD_CERTIFICATE_STATUS_RESPONSE", 113),
    ("ALERT_DESCRIPTION_BAD_RECORD_MAC", 20),
    ("ALERT_DESCRIPTION_CERTIFICATE_EXPIRED", 45),
    ("ALERT_DESCRIPTION_CERTIFICATE_REVOKED", 44),
    ("ALERT_DESCRIPTION_CERTIFICATE_UNKNOWN", 46),
    ("ALERT_DESCRIPTION_CERTIFICATE_UNOBTAINABLE", 111),
    ("ALERT_DESCRIPTION_CLOSE_NOTIFY", 0),
    ("ALERT_DESCRIPTION_DECODE_ERROR", 50),
    ("ALERT_DESCRIPTION_DECOMPRESSION_FAILURE", 30),
    ("ALERT_DESCRIPTION_DECRYPT_ERROR", 51),
    ("ALERT_DESCRIPTION_HANDSHAKE_FAILURE", 40),
    ("ALERT_DESCRIPTION_ILLEGAL_PARAMETER", 47),
    ("ALERT_DESCRIPTION_INSUFFICIENT_SECURITY", 71),
    ("ALERT_DESCRIPTION_INTERNAL_ERROR", 80),
    ("ALERT_DESCRIPTION_NO_RENEGOTIATION", 100),
    ("ALERT_DESCRIPTION_PROTOCOL_VERSION", 70),
    ("ALERT_DESCRIPTION_RECORD_OVERFLOW", 22),
    ("ALERT_DESCRIPTION_UNEXPECTED_MESSAGE", 10),
    ("ALERT_DESCRIPTION_UNKNOWN_CA", 48),
    ("ALERT_DESCRIPTION_UNKNOWN_PSK_IDENTITY", 115),
    ("ALERT_DESCRIPTION_UNRECOGNIZED_NAME", 112),
    ("ALERT_DESCRIPTION_UNSUPPORTED_CERTIFICATE", 43),
    ("ALERT_DESCRIPTION_UNSUPPORTED_EXTENSION", 110),
    ("ALERT_DESCRIPTION_USER_CANCELLED", 90),
    ("CERT_NONE", 0),
    ("CERT_OPTIONAL", 1),
    ("CERT_REQUIRED", 2),
    ("ENCODING_DER", 2),
    ("ENCODING_PEM", 1),
    ("HOSTFLAG_ALWAYS_CHECK_SUBJECT", 1),
    ("HOSTFLAG_MULTI_LABEL_WILDCARDS", 8),
    ("HOSTFLAG_NEVER_CHECK_SUBJECT", 0x20),
    ("HOSTFLAG_NO_PARTIAL_WILDCARDS", 4),
    ("HOSTFLAG_NO_WILDCARDS", 2),
    ("HOSTFLAG_SINGLE_LABEL_SUBDOMAINS", 0x10),
    ("OP_ALL", 0x80000050),
    ("OP_CIPHER_SERVER_PREFERENCE", 0x400000),
    ("OP_ENABLE_KTLS", 8),
    ("OP_ENABLE_MIDDLEBOX_COMPAT", 0x100000),
    ("OP_IGNORE_UNEXPECTED_EOF", 0x80),
    ("OP_LEGACY_SERVER_CONNECT", 4),
    ("OP_NO_COMPRESSION", 0x20000),
    ("OP_NO_RENEGOTIATION", 0x40000000),
    ("OP_NO_SSLv2", 0),
    ("OP_NO_SSLv3", 0x2000000),
    ("OP_NO_TICKET", 0x4000),
    ("OP_NO_TLSv1", 0x4000000),
    ("OP_NO_TLSv1_1", 0x10000000),
    ("OP_NO_TLSv1_2", 0x8000000),
    ("OP_NO_TLSv1_3", 0x20000000),
    ("OP_SINGLE_DH_USE", 0),
    ("OP_SINGLE_ECDH_USE", 0),
    ("PROTOCOL_SSLv23", 2),
    ("PROTOCOL_TLS", 2),
    ("PROTOCOL_TLS_CLIENT", 16),
    ("PROTOCOL_TLS_SERVER", 17),
    ("PROTOCOL_TLSv1", 3),
    ("PROTOCOL_TLSv1_1", 4),
    ("PROTOCOL_TLSv1_2", 5),
    ("PROTO_MAXIMUM_SUPPORTED", -1),
    ("PROTO_MINIMUM_SUPPORTED", -2),
    ("PROTO_SSLv3", 768),
    ("PROTO_TLSv1", 769),
    ("PROTO_TLSv1_1", 770),
    ("PROTO_TLSv1_2", 771),
    ("PROTO_TLSv1_3", 772),
    ("SSL_ERROR_EOF", 8),
    ("SSL_ERROR_INVALID_ERROR_CODE", 10),
    ("SSL_ERROR_SSL", 1),
    ("SSL_ERROR_SYSCALL", 5),
    ("SSL_ERROR_WANT_CONNECT", 7),
    ("SSL_ERROR_WANT_READ", 2),
    ("SSL_ERROR_WANT_WRITE", 3),
    ("SSL_ERROR_WANT_X509_LOOKUP", 4),
    ("SSL_ERROR_ZERO_RETURN", 6),
    ("VERIFY_ALLOW_PROXY_CERTS", 0x40),
    ("VERIFY_CRL_CHECK_CHAIN", 0xc),
    ("VERIFY_CRL_CHECK_LEAF", 4),
    ("VERIFY_DEFAULT", 0),
    ("VERIFY_X509_PARTIAL_CHAIN", 0x80000),
    ("VERIFY_X509_STRICT", 0x20),
    ("VERIFY_X509_TRUSTED_FIRST", 0x8000),
];

/// What there is, and what rustls does not have.
pub(super) const SWITCHES: &[(&str, bool)] = &[
    ("HAS_ALPN", true),
    ("HAS_ECDH", true),
    ("HAS_NPN", false),
    ("HAS_PHA", false),
    ("HAS_PSK", false),
    ("HAS_SNI", true),
    ("HAS_SSLv2", false),
    ("HAS_SSLv3", false),
    ("HAS_TLS_UNIQUE", false),
    ("HAS_TLSv1", false),
    ("HAS_TLSv1_1", false),
    ("HAS_TLSv1_2", true),
    ("HAS_TLSv1_3", true),
];
