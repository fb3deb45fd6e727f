//! Certificates: their fields and extensions, as far as Python shows them. Whether a certificate is to be
//! trusted is decided elsewhere.
//! Source: RFC 5280.

use super::der::{
    self, BIT_STRING, BOOLEAN, Der, GENERALIZED_TIME, INTEGER, Malformed, OBJECT, OCTET_STRING,
    SEQUENCE, UTC_TIME, context,
};

/// The extensions that are looked at, as the bytes of their identifiers.
pub(super) const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 14];
pub(super) const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
pub(super) const SUBJECT_ALTERNATIVE_NAME: &[u8] = &[0x55, 0x1d, 17];
pub(super) const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
pub(super) const CRL_DISTRIBUTION_POINTS: &[u8] = &[0x55, 0x1d, 31];
pub(super) const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 35];
pub(super) const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 37];
pub(super) const AUTHORITY_INFORMATION: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];

/// A certificate, taken apart.
#[derive(Debug)]
pub(super) struct Certificate<'a> {
    /// 1, 2 or 3.
    pub(super) version: u32,
    pub(super) serial: &'a [u8],
    /// The algorithm that its signature claims inside, and outside.
    pub(super) signature: (&'a [u8], &'a [u8]),
    /// Names, with tag and length.
    pub(super) issuer: &'a [u8],
    pub(super) subject: &'a [u8],
    pub(super) not_before: Time,
    pub(super) not_after: Time,
    extensions: Vec<Extension<'a>>,
}

/// What is said of a certificate beyond its fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extension<'a> {
    object: &'a [u8],
    pub(super) is_critical: bool,
    pub(super) value: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Takes a certificate apart; nothing may follow it.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Certificate<'a>, Malformed> {
        let mut outer = Der::new(bytes);
        let mut whole = outer.sequence()?;
        if !outer.is_empty() {
            return Err(Malformed);
        }
        let mut fields = whole.sequence()?;
        let outside = whole.expect(SEQUENCE)?;
        whole.expect(BIT_STRING)?;
        let version = match fields.optional(context(0, true))? {
            Some(version) => Der::new(version).small()?.saturating_add(1),
            None => 1,
        };
        let serial = fields.expect(INTEGER)?;
        let inside = fields.expect(SEQUENCE)?;
        let issuer = name(&mut fields)?;
        let mut validity = fields.sequence()?;
        let (not_before, not_after) = (time(&mut validity)?, time(&mut validity)?);
        let subject = name(&mut fields)?;
        fields.expect(SEQUENCE)?;
        fields.optional(context(1, false))?;
        fields.optional(context(2, false))?;
        let mut extensions = Vec::new();
        if let Some(list) = fields.optional(context(3, true))? {
            let mut list = Der::new(list).sequence()?;
            while !list.is_empty() {
                let mut extension = list.sequence()?;
                let object = extension.expect(OBJECT)?;
                let critical = extension.optional(BOOLEAN)?;
                extensions.push(Extension {
                    object,
                    is_critical: critical.is_some_and(|byte| byte != [0]),
                    value: extension.expect(OCTET_STRING)?,
                });
            }
        }
        Ok(Certificate {
            version,
            serial,
            signature: (inside, outside),
            issuer,
            subject,
            not_before,
            not_after,
            extensions,
        })
    }

    /// The extension of this kind.
    pub(super) fn extension(&self, object: &[u8]) -> Option<Extension<'a>> {
        let mut extensions = self.extensions.iter();
        extensions.find(|it| it.object == object).copied()
    }

    pub(super) fn has_extensions(&self) -> bool {
        !self.extensions.is_empty()
    }

    /// Whether subject and issuer are one.
    pub(super) fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether the basic constraints are there and say that this is an authority, and how many may
    /// follow it.
    pub(super) fn basic_constraints(&self) -> Option<(bool, Option<u32>)> {
        let extension = self.extension(BASIC_CONSTRAINTS)?;
        let read = || -> Result<_, Malformed> {
            let mut fields = Der::new(extension.value).sequence()?;
            let is_authority = fields.optional(BOOLEAN)?.is_some_and(|byte| byte != [0]);
            let length = match fields.peek() {
                Some(INTEGER) => Some(fields.small()?),
                _ => None,
            };
            Ok((is_authority, length))
        };
        Some(read().unwrap_or((false, None)))
    }

    /// The bits of the key usage, the first one highest, if there is one.
    pub(super) fn key_usage(&self) -> Option<u8> {
        let extension = self.extension(KEY_USAGE)?;
        let bits = Der::new(extension.value).expect(BIT_STRING);
        Some(bits.ok().and_then(|it| it.get(1).copied()).unwrap_or(0))
    }

    /// Whether this certificate may sign others, as OpenSSL decides for certificates of its stores.
    pub(super) fn is_authority(&self) -> bool {
        let usage = self.key_usage();
        if usage.is_some_and(|bits| bits & KEY_CERT_SIGN == 0) {
            return false;
        }
        match self.basic_constraints() {
            Some((is_authority, _)) => is_authority,
            None => self.version == 1 && self.is_self_issued() || usage.is_some(),
        }
    }
}

/// The bit of the key usage for signing certificates.
pub(super) const KEY_CERT_SIGN: u8 = 0x04;
/// The bit of the key usage for signing lists of revoked certificates.
pub(super) const CRL_SIGN: u8 = 0x02;

fn name<'a>(fields: &mut Der<'a>) -> Result<&'a [u8], Malformed> {
    match fields.item()? {
        item if item.tag == SEQUENCE => Ok(item.whole),
        _ => Err(Malformed),
    }
}

/// A moment, in Greenwich.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Time {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
}

fn time(fields: &mut Der<'_>) -> Result<Time, Malformed> {
    let item = fields.item()?;
    let (year, rest) = match (item.tag, item.content.len()) {
        (UTC_TIME, 13) => {
            let year = u16::from(number(&item.content[..2])?);
            let century = if year < 50 { 2000 } else { 1900 };
            (century + year, &item.content[2..])
        }
        (GENERALIZED_TIME, 15) => {
            let (high, low) = (number(&item.content[..2])?, number(&item.content[2..4])?);
            (u16::from(high) * 100 + u16::from(low), &item.content[4..])
        }
        _ => return Err(Malformed),
    };
    let part = |place: usize| number(&rest[place..place + 2]);
    let time = Time {
        year,
        month: part(0)?,
        day: part(2)?,
        hour: part(4)?,
        minute: part(6)?,
        second: part(8)?,
    };
    let is_sound = (1..=12).contains(&time.month)
        && (1..=31).contains(&time.day)
        && time.hour < 24
        && time.minute < 60
        && time.second < 60;
    if rest[10] != b'Z' || !is_sound {
        return Err(Malformed);
    }
    Ok(time)
}

/// Two digits.
fn number(digits: &[u8]) -> Result<u8, Malformed> {
    match digits {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Ok((a - b'0') * 10 + (b - b'0')),
        _ => Err(Malformed),
    }
}

impl Time {
    /// Seconds since 1970.
    pub(super) fn seconds(self) -> i64 {
        // Years begin in March, so that the day that leap years add is their last.
        let month = (i64::from(self.month) + 9) % 12;
        let year = i64::from(self.year) - i64::from(month >= 10);
        let days = year * 365 + year / 4 - year / 100
            + year / 400
            + (month * 306 + 5) / 10
            + i64::from(self.day)
            - 719_469;
        let hours = days * 24 + i64::from(self.hour);
        (hours * 60 + i64::from(self.minute)) * 60 + i64::from(self.second)
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let month = MONTHS[usize::from(self.month - 1)];
        let (hour, minute, second) = (self.hour, self.minute, self.second);
        write!(
            f,
            "{month} {:2} {hour:02}:{minute:02}:{second:02} {} GMT",
            self.day, self.year
        )
    }
}

/// A serial number in capital hexadecimal digits, two a byte.
pub(super) fn hexadecimal(serial: &[u8]) -> String {
    let is_negative = serial.first().is_some_and(|byte| byte & 0x80 != 0);
    let mut bytes = serial.to_vec();
    if is_negative {
        let mut carry = true;
        for byte in bytes.iter_mut().rev() {
            (*byte, carry) = (!*byte).overflowing_add(u8::from(carry));
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits = &bytes[zeros.min(bytes.len().saturating_sub(1))..];
    let mut text = String::from(if is_negative { "-" } else { "" });
    for byte in digits {
        text.push_str(&format!("{byte:02X}"));
    }
    text
}

/// The certificate that a PEM file holds first, or `None`.
pub(super) fn first_of(text: &[u8]) -> Option<Vec<u8>> {
    let blocks = super::pem::blocks(text).ok()?;
    let mut certificates = blocks.into_iter().filter(|it| is_certificate(&it.label));
    certificates
        .next()
        .map(|block| plain(block.content, &block.label))
}

/// Whether blocks of this label hold certificates.
pub(super) fn is_certificate(label: &str) -> bool {
    matches!(
        label,
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE"
    )
}

/// A certificate without what OpenSSL writes after those that it calls trusted.
pub(super) fn plain(mut content: Vec<u8>, label: &str) -> Vec<u8> {
    if label == "TRUSTED CERTIFICATE"
        && let Ok(first) = Der::new(&content).item()
    {
        let length = first.whole.len();
        content.truncate(length);
    }
    content
}

/// The purposes that a certificate may be used for, if it says so: whether this one is among them.
pub(super) fn allows_purpose(certificate: &Certificate<'_>, last: u8) -> bool {
    const PURPOSES: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3];
    const ANY: &[u8] = &[0x55, 0x1d, 37, 0];
    let Some(extension) = certificate.extension(EXTENDED_KEY_USAGE) else {
        return true;
    };
    let Ok(mut list) = Der::new(extension.value).sequence() else {
        return false;
    };
    while let Ok(object) = list.expect(der::OBJECT) {
        if object == ANY || object.strip_prefix(PURPOSES) == Some(&[last]) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_seconds_and_text() {
        let read = |tag, text: &str| time(&mut Der::new(&der::encode(tag, text.as_bytes())));
        let epoch = read(UTC_TIME, "700101000000Z").unwrap();
        assert_eq!(epoch.seconds(), 0);
        assert_eq!(epoch.to_string(), "Jan  1 00:00:00 1970 GMT");
        let leap = read(GENERALIZED_TIME, "20240229123456Z").unwrap();
        assert_eq!(leap.seconds(), 1_709_210_096);
        assert_eq!(leap.to_string(), "Feb 29 12:34:56 2024 GMT");
        let far = read(GENERALIZED_TIME, "99991231235959Z").unwrap();
        assert_eq!(far.seconds(), 253_402_300_799);
        for text in [
            "700101000000+",
            "701301000000Z",
            "70010100000xZ",
            "7001010000Z",
        ] {
            assert!(read(UTC_TIME, text).is_err(), "{text}");
        }
    }

    #[test]
    fn serial_numbers_have_an_even_number_of_digits() {
        assert_eq!(hexadecimal(&[0]), "00");
        assert_eq!(hexadecimal(&[]), "");
        assert_eq!(hexadecimal(&[0, 0xcb, 0x2d]), "CB2D");
        assert_eq!(hexadecimal(&[0xff]), "-01");
        assert_eq!(hexadecimal(&[0x80, 0]), "-8000");
    }

    #[test]
    fn anything_else_is_no_certificate() {
        for bytes in [&[][..], &[0x30, 0], &[0x30, 3, 0x30, 1, 0]] {
            assert!(Certificate::parse(bytes).is_err());
        }
    }
}
