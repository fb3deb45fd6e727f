//! Prefixes and what they stand for.
//! Source: Namespaces in XML 1.0 (third edition).

use super::event::error;

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The bindings that are in force.
#[derive(Clone, Debug)]
pub(super) struct Namespaces {
    /// What stands between name and namespace.
    pub(super) separator: String,
    /// Whether names have their prefix, too.
    pub(super) triplets: bool,
    /// Prefix and namespace, the innermost last.
    pub(super) bindings: Vec<(Option<String>, Option<String>)>,
}

impl Namespaces {
    /// Binds a prefix.
    pub(super) fn bind(&mut self, prefix: Option<&str>, uri: &str) -> Result<(), u32> {
        match prefix {
            Some("xmlns") => return Err(error::RESERVED_PREFIX_XMLNS),
            Some("xml") if uri != XML => return Err(error::RESERVED_PREFIX_XML),
            Some("xml") => {}
            _ if uri == XML || uri == XMLNS => return Err(error::RESERVED_NAMESPACE_URI),
            Some(_) if uri.is_empty() => return Err(error::UNDECLARING_PREFIX),
            _ => {}
        }
        let uri = (!uri.is_empty()).then(|| uri.to_owned());
        self.bindings.push((prefix.map(str::to_owned), uri));
        Ok(())
    }

    fn find(&self, prefix: Option<&str>) -> Option<&str> {
        if prefix == Some("xml") {
            return Some(XML);
        }
        let bound = |(name, _): &&(Option<String>, Option<String>)| name.as_deref() == prefix;
        let (_, uri) = self.bindings.iter().rev().find(bound)?;
        uri.as_deref()
    }

    /// The name as it is told: with the namespace in front.
    pub(super) fn expand(&self, name: &str, is_attribute: bool) -> Result<String, u32> {
        let (prefix, local) = match name.split_once(':') {
            Some((prefix, local)) => (Some(prefix), local),
            None if is_attribute => return Ok(name.to_owned()),
            None => (None, name),
        };
        let separator = &self.separator;
        match (self.find(prefix), prefix) {
            (None, None) => Ok(name.to_owned()),
            (None, Some(_)) => Err(error::UNBOUND_PREFIX),
            (Some(uri), Some(prefix)) if self.triplets => {
                Ok(format!("{uri}{separator}{local}{separator}{prefix}"))
            }
            (Some(uri), _) => Ok(format!("{uri}{separator}{local}")),
        }
    }
}
