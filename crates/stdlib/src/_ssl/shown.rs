//! Certificates as Python sees them: dicts, and objects of the class `Certificate`.

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::tuple::Tuple;

use rpy_vm::{PyResult, Raised, Ref, Value, Vm};
use rustls::pki_types::CertificateDer;

use super::certificate::{
    AUTHORITY_INFORMATION, CRL_DISTRIBUTION_POINTS, Certificate, SUBJECT_ALTERNATIVE_NAME,
    hexadecimal,
};
use super::constants::{ENCODING_DER, ENCODING_PEM};
use super::der::{Der, Malformed, OBJECT, context};
use super::errors::SslError;
use super::names::{self, Distinguished, GeneralName};
use super::{objects, pem};

/// Raises `SSLError` for a certificate that cannot be read.
fn unreadable(vm: &mut Vm) -> Raised {
    vm.native_error::<SslError>("the certificate is malformed")
}

/// A certificate as a dict.
///
/// Raises `SSLError` for what is none.
pub(super) fn decoded(bytes: &[u8], vm: &mut Vm) -> PyResult<Ref<Dict>> {
    let certificate = Certificate::parse(bytes).map_err(|_| unreadable(vm))?;
    let dict = Dict::new(vm);
    let set = |name: &str, value: Value, vm: &mut Vm| {
        let name = vm.intern(name);
        dict.set_str(&name, value, vm);
    };
    for (key, name) in [
        ("subject", certificate.subject),
        ("issuer", certificate.issuer),
    ] {
        let name = names::distinguished(name).map_err(|_| unreadable(vm))?;
        let name = distinguished(&name, vm);
        set(key, name, vm);
    }
    let version = i32::try_from(certificate.version).unwrap_or_default();
    set("version", Value::from_i32(version), vm);
    for (key, text) in [
        ("serialNumber", hexadecimal(certificate.serial)),
        ("notBefore", certificate.not_before.to_string()),
        ("notAfter", certificate.not_after.to_string()),
    ] {
        let text = vm.new_str(&text);
        set(key, text, vm);
    }
    if let Some(extension) = certificate.extension(SUBJECT_ALTERNATIVE_NAME) {
        let names = alternatives(extension.value).map_err(|_| unreadable(vm))?;
        let mut pairs = Vec::with_capacity(names.len());
        for name in names {
            pairs.push(general(&name, vm));
        }
        let pairs = Tuple::new(pairs, vm).into_value();
        set("subjectAltName", pairs, vm);
    }
    let access = certificate.extension(AUTHORITY_INFORMATION);
    let access = access.map_or(Ok((vec![], vec![])), |it| information(it.value));
    let (status, issuers) = access.map_err(|_| unreadable(vm))?;
    let points = certificate.extension(CRL_DISTRIBUTION_POINTS);
    let points = points.map_or(Ok(vec![]), |it| distribution_points(it.value));
    let points = points.map_err(|_| unreadable(vm))?;
    for (key, addresses) in [
        ("OCSP", status),
        ("caIssuers", issuers),
        ("crlDistributionPoints", points),
    ] {
        if !addresses.is_empty() {
            let addresses = addresses.iter().map(|it| vm.new_str(it)).collect();
            let addresses = Tuple::new(addresses, vm).into_value();
            set(key, addresses, vm);
        }
    }
    Ok(dict)
}

fn pair(name: &str, value: Value, vm: &mut Vm) -> Value {
    let name = vm.new_str(name);
    Tuple::from_array([name, value], vm).into_value()
}

/// A name as a tuple of sets, tuples themselves, of pairs.
fn distinguished(name: &Distinguished, vm: &mut Vm) -> Value {
    let mut sets = Vec::with_capacity(name.len());
    for set in name {
        let mut pairs = Vec::with_capacity(set.len());
        for (name, value) in set {
            let value = vm.new_str(value);
            pairs.push(pair(name, value, vm));
        }
        sets.push(Tuple::new(pairs, vm).into_value());
    }
    Tuple::new(sets, vm).into_value()
}

/// A name with its kind.
fn general(name: &GeneralName<'_>, vm: &mut Vm) -> Value {
    let bytes = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (kind, text) = match name {
        GeneralName::Directory(name) => {
            let name = distinguished(name, vm);
            return pair("DirName", name, vm);
        }
        GeneralName::Email(it) => ("email", bytes(it)),
        GeneralName::Dns(it) => ("DNS", bytes(it)),
        GeneralName::Uri(it) => ("URI", bytes(it)),
        GeneralName::Address(it) => ("IP Address", it.clone()),
        GeneralName::Registered(it) => ("Registered ID", it.clone()),
        GeneralName::Other(kind, it) => (*kind, it.clone()),
    };
    let text = vm.new_str(&text);
    pair(kind, text, vm)
}

fn alternatives(value: &[u8]) -> Result<Vec<GeneralName<'_>>, Malformed> {
    let mut list = Der::new(value).sequence()?;
    let mut names = Vec::new();
    while !list.is_empty() {
        names.push(names::general(&mut list)?);
    }
    Ok(names)
}

/// Where the status of a certificate can be asked for, and where its issuer's certificate is.
fn information(value: &[u8]) -> Result<(Vec<String>, Vec<String>), Malformed> {
    const STATUS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1];
    const ISSUERS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 2];
    let mut list = Der::new(value).sequence()?;
    let (mut status, mut issuers) = (Vec::new(), Vec::new());
    while !list.is_empty() {
        let mut access = list.sequence()?;
        let method = access.expect(OBJECT)?;
        if let GeneralName::Uri(uri) = names::general(&mut access)? {
            let uri = String::from_utf8_lossy(uri).into_owned();
            match method {
                STATUS => status.push(uri),
                ISSUERS => issuers.push(uri),
                _ => {}
            }
        }
    }
    Ok((status, issuers))
}

/// Where lists of revoked certificates are.
fn distribution_points(value: &[u8]) -> Result<Vec<String>, Malformed> {
    let mut list = Der::new(value).sequence()?;
    let mut points = Vec::new();
    while !list.is_empty() {
        let mut point = list.sequence()?;
        let Some(place) = point.optional(context(0, true))? else {
            continue;
        };
        let Some(full) = Der::new(place).optional(context(0, true))? else {
            continue;
        };
        let mut names = Der::new(full);
        while !names.is_empty() {
            if let GeneralName::Uri(uri) = names::general(&mut names)? {
                points.push(String::from_utf8_lossy(uri).into_owned());
            }
        }
    }
    Ok(points)
}

/// A certificate of a chain.
#[derive(Payload)]
pub(crate) struct CertificateObject {
    #[payload(skip)]
    bytes: CertificateDer<'static>,
}

impl CertificateObject {
    pub(super) fn create(bytes: &CertificateDer<'static>, vm: &mut Vm) -> Value {
        let object = CertificateObject {
            bytes: bytes.clone(),
        };
        Ref::new(object, vm).into_value()
    }
}

/// A subject on a line, the last attribute first.
fn line(bytes: &[u8]) -> Option<String> {
    let certificate = Certificate::parse(bytes).ok()?;
    let name = names::distinguished(certificate.subject).ok()?;
    let sets = name.iter().rev().map(|set| {
        let attributes = set.iter().map(|(name, value)| {
            let short = objects::by_name(name).map_or(name.as_str(), |object| object.short);
            format!("{short}={}", escaped(value))
        });
        attributes.collect::<Vec<_>>().join("+")
    });
    Some(sets.collect::<Vec<_>>().join(","))
}

/// A value with what would be taken for something else marked.
/// Source: RFC 2253, section 2.4.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let last = value.chars().count().saturating_sub(1);
    for (place, character) in value.chars().enumerate() {
        let is_special = matches!(character, ',' | '+' | '"' | '\\' | '<' | '>' | ';')
            || place == 0 && matches!(character, ' ' | '#')
            || place == last && character == ' ';
        if is_special {
            text.push('\\');
        }
        text.push(character);
    }
    text
}

#[native_class(name = "_ssl.Certificate", flags(disallow_instantiation), undocumented)]
impl CertificateObject {
    #[slot]
    fn repr(this: &Ref<CertificateObject>) -> String {
        let subject = line(&this.bytes).unwrap_or_default();
        format!("<_ssl.Certificate '{subject}'>")
    }

    #[slot]
    fn hash(this: &Ref<CertificateObject>, vm: &mut Vm) -> PyResult<i64> {
        vm.new_bytes(&this.bytes).hash(vm)
    }

    #[slot]
    fn compare(
        this: &Ref<CertificateObject>,
        other: &Value,
        op: CompareOperator,
        _vm: &mut Vm,
    ) -> Value {
        let Some(other) = other.downcast::<CertificateObject>() else {
            return Value::NOT_IMPLEMENTED;
        };
        match op {
            CompareOperator::Equal => Value::bool(this.bytes == other.bytes),
            CompareOperator::NotEqual => Value::bool(this.bytes != other.bytes),
            _ => Value::NOT_IMPLEMENTED,
        }
    }

    /// Returns what the certificate says, as a dict.
    #[method(signature = "($self, /)")]
    fn get_info(this: &Ref<CertificateObject>, vm: &mut Vm) -> PyResult<Ref<Dict>> {
        decoded(&this.bytes, vm)
    }

    /// Returns the certificate, encoded: as text for PEM, as bytes for DER.
    #[method(
        signature = "($self, /, format=1)",
        text = "($self, /, format=Encoding.PEM)"
    )]
    fn public_bytes(this: &Ref<CertificateObject>, format: i32, vm: &mut Vm) -> PyResult {
        match format {
            ENCODING_PEM => Ok(vm.new_str(&pem::encode("CERTIFICATE", &this.bytes))),
            ENCODING_DER => Ok(vm.new_bytes(&this.bytes)),
            _ => Err(vm.value_error("Unsupported format")),
        }
    }
}
