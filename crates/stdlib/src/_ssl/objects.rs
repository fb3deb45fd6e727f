//! Object identifiers by number, as OpenSSL counts them, and by name.

use super::der::Malformed;

/// Number, short name, long name and dotted text, a line each; those that certificates use. Made by
/// `xtask/object_identifiers.py`.
const TABLE: &str = include_str!("objects.txt");

/// An object that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) nid: i32,
    pub(super) short: &'static str,
    pub(super) long: &'static str,
    pub(super) dotted: &'static str,
}

fn all() -> impl Iterator<Item = Object> {
    TABLE.lines().filter_map(|line| {
        let mut parts = line.split('|');
        Some(Object {
            nid: parts.next()?.parse().ok()?,
            short: parts.next()?,
            long: parts.next()?,
            dotted: parts.next()?,
        })
    })
}

/// The object of this number.
pub(super) fn by_number(nid: i32) -> Option<Object> {
    all().find(|object| object.nid == nid)
}

/// The object with this dotted text.
pub(super) fn by_dotted(text: &str) -> Option<Object> {
    all().find(|object| object.dotted == text)
}

/// The object of this name, short or long.
pub(super) fn by_name(name: &str) -> Option<Object> {
    all().find(|object| object.short == name || object.long == name)
}

/// The long name of an object, or its dotted text if it has none.
pub(super) fn name_of(object: &[u8]) -> Result<String, Malformed> {
    let dotted = super::der::dotted(object)?;
    Ok(by_dotted(&dotted).map_or(dotted, |object| object.long.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_an_object() {
        assert_eq!(all().count(), TABLE.lines().count());
    }

    #[test]
    fn objects_are_found_by_number_and_name() {
        let server = by_number(129).unwrap();
        assert_eq!(server.dotted, "1.3.6.1.5.5.7.3.1");
        assert_eq!(by_name("serverAuth"), Some(server));
        assert_eq!(by_name("TLS Web Server Authentication"), Some(server));
        assert_eq!(by_dotted("1.3.6.1.5.5.7.3.1"), Some(server));
        assert_eq!(name_of(&[0x55, 4, 3]).as_deref(), Ok("commonName"));
        assert_eq!(name_of(&[0x55, 4, 0x7f]).as_deref(), Ok("2.5.4.127"));
    }
}
