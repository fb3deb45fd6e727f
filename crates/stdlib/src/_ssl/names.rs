//! The names in certificates: of subjects and issuers, and of all that a certificate is for or refers to.
//! Source: RFC 5280, sections 4.1.2.4 and 4.2.1.6.

use super::der::{
    self, BMP_STRING, Der, Malformed, OBJECT, SET, T61_STRING, UNIVERSAL_STRING, UTF8_STRING,
    context,
};
use super::objects;

/// Sets of attributes, each a name and a value.
pub(super) type Distinguished = Vec<Vec<(String, String)>>;

/// The attributes of a subject or issuer, which is given with tag and length.
pub(super) fn distinguished(name: &[u8]) -> Result<Distinguished, Malformed> {
    let mut sets = Der::new(name).sequence()?;
    let mut all = Vec::new();
    while !sets.is_empty() {
        let mut set = Der::new(sets.expect(SET)?);
        let mut attributes = Vec::new();
        while !set.is_empty() {
            let mut attribute = set.sequence()?;
            let object = attribute.expect(OBJECT)?;
            let value = attribute.item()?;
            attributes.push((
                objects::name_of(object)?,
                string(value.tag, value.content).ok_or(Malformed)?,
            ));
        }
        all.push(attributes);
    }
    Ok(all)
}

/// The common names of a subject.
pub(super) fn common_names(subject: &[u8]) -> Vec<String> {
    let sets = distinguished(subject).unwrap_or_default();
    let attributes = sets.into_iter().flatten();
    attributes
        .filter(|(name, _)| name == "commonName")
        .map(|(_, value)| value)
        .collect()
}

/// A string, by its tag.
fn string(tag: u8, content: &[u8]) -> Option<String> {
    match tag {
        UTF8_STRING => String::from_utf8(content.to_vec()).ok(),
        BMP_STRING => {
            let (units, rest) = content.as_chunks::<2>();
            let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
            let text: Result<String, _> = char::decode_utf16(units).collect();
            text.ok().filter(|_| rest.is_empty())
        }
        UNIVERSAL_STRING => {
            let (units, rest) = content.as_chunks::<4>();
            let mut units = units.iter().map(|unit| u32::from_be_bytes(*unit));
            let text: Option<String> = units.try_fold(String::new(), |mut text, unit| {
                text.push(char::from_u32(unit)?);
                Some(text)
            });
            text.filter(|_| rest.is_empty())
        }
        // Printable and the like are ASCII; what is not is taken for Latin-1.
        0x12..=T61_STRING | 0x16 | 0x19..=0x1b => {
            Some(content.iter().map(|byte| char::from(*byte)).collect())
        }
        // Bits and others are shown as they are.
        _ => Some(String::from_utf8_lossy(content).into_owned()),
    }
}

/// A name of any kind.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum GeneralName<'a> {
    Email(&'a [u8]),
    Dns(&'a [u8]),
    Uri(&'a [u8]),
    Directory(Distinguished),
    Address(String),
    Registered(String),
    /// Kind and value of what is shown as text only.
    Other(&'static str, String),
}

/// The next of several names.
pub(super) fn general<'a>(names: &mut Der<'a>) -> Result<GeneralName<'a>, Malformed> {
    const UNSUPPORTED: &str = "<unsupported>";
    let item = names.item()?;
    let content = item.content;
    Ok(match item.tag {
        0x81 => GeneralName::Email(content),
        0x82 => GeneralName::Dns(content),
        0x86 => GeneralName::Uri(content),
        0x87 => GeneralName::Address(address(content)),
        0x88 => GeneralName::Registered(der::dotted(content)?),
        0xa0 => other(content)?,
        0xa3 => GeneralName::Other("X400Name", UNSUPPORTED.to_owned()),
        0xa4 => GeneralName::Directory(distinguished(content)?),
        0xa5 => GeneralName::Other("EdiPartyName", UNSUPPORTED.to_owned()),
        _ => return Err(Malformed),
    })
}

/// A name of a kind that an object identifier tells.
fn other(content: &[u8]) -> Result<GeneralName<'static>, Malformed> {
    const USER_PRINCIPAL: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 3];
    let mut fields = Der::new(content);
    let object = fields.expect(OBJECT)?;
    let value = Der::new(fields.expect(context(0, true))?).item()?;
    let text = match string(value.tag, value.content) {
        Some(text) if object == USER_PRINCIPAL => format!("UPN:{text}"),
        _ => "<unsupported>".to_owned(),
    };
    Ok(GeneralName::Other("othername", text))
}

/// An address of the Internet, as OpenSSL prints it.
fn address(bytes: &[u8]) -> String {
    if let [a, b, c, d] = bytes {
        return format!("{a}.{b}.{c}.{d}");
    }
    let (groups, rest) = bytes.as_chunks::<2>();
    if groups.len() != 8 || !rest.is_empty() {
        return "<invalid>".to_owned();
    }
    let groups = groups.iter().map(|it| u16::from_be_bytes(*it));
    let groups: Vec<String> = groups.map(|group| format!("{group:X}")).collect();
    groups.join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sets_of_attributes() {
        let attribute = der::encode(
            der::SEQUENCE,
            &[
                der::encode(OBJECT, &[0x55, 4, 3]),
                der::encode(UTF8_STRING, "hé".as_bytes()),
            ]
            .concat(),
        );
        let name = der::encode(der::SEQUENCE, &der::encode(SET, &attribute));
        let expected = vec![vec![("commonName".to_owned(), "hé".to_owned())]];
        assert_eq!(distinguished(&name), Ok(expected));
        assert_eq!(common_names(&name), ["hé"]);
    }

    #[test]
    fn strings_have_many_encodings() {
        assert_eq!(string(BMP_STRING, &[0, 104, 0, 233]).as_deref(), Some("hé"));
        assert_eq!(string(BMP_STRING, &[0xd8, 0]), None);
        assert_eq!(string(UTF8_STRING, &[0xff]), None);
        assert_eq!(string(0x13, &[0xe9]).as_deref(), Some("é"));
        assert_eq!(
            string(UNIVERSAL_STRING, &[0, 0, 0, 65]).as_deref(),
            Some("A")
        );
        assert_eq!(string(UNIVERSAL_STRING, &[0xff, 0, 0, 65]), None);
    }

    #[test]
    fn addresses_are_numbers() {
        assert_eq!(address(&[127, 0, 0, 1]), "127.0.0.1");
        let mut bytes = [0; 16];
        bytes[0] = 0x20;
        bytes[15] = 0xab;
        assert_eq!(address(&bytes), "2000:0:0:0:0:0:0:AB");
        assert_eq!(address(&[1]), "<invalid>");
    }
}
