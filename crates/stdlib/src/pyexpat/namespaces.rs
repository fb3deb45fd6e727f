//! Prefixes and what they stand for.
//! Source: Namespaces in XML 1.0 (third edition).

use super::event::error;
use super::name_table::{NameId, NameTable};

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// What a prefix stands for.
#[derive(Clone)]
struct Binding {
    prefix: Option<String>,
    uri: Option<String>,
    /// A number that no other state of the bindings has.
    state: u32,
}

/// The bindings that are in force.
pub(super) struct Namespaces {
    /// What stands between name and namespace.
    separator: String,
    /// Whether names have their prefix, too.
    triplets: bool,
    /// The innermost last.
    bindings: Vec<Binding>,
    /// How many states of the bindings there were.
    states: u32,
    /// What names were expanded to, and in which state of the bindings; for elements and attributes.
    expanded: [Vec<Option<(u32, NameId)>>; 2],
}

impl Namespaces {
    pub(super) fn new(separator: &str) -> Namespaces {
        Namespaces {
            separator: separator.to_owned(),
            triplets: false,
            bindings: Vec::new(),
            states: 0,
            expanded: Default::default(),
        }
    }

    /// The same bindings for another document, whose names have other numbers.
    pub(super) fn for_another(&self) -> Namespaces {
        Namespaces {
            separator: self.separator.clone(),
            triplets: self.triplets,
            bindings: self.bindings.clone(),
            states: self.states,
            expanded: Default::default(),
        }
    }

    pub(super) fn has_triplets(&self) -> bool {
        self.triplets
    }

    pub(super) fn set_triplets(&mut self, triplets: bool) {
        self.triplets = triplets;
        self.expanded = Default::default();
    }

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
        // A name could not be told from its namespace any more; those characters that URIs may have are
        // let pass.
        let is_harmless =
            |char: char| char.is_ascii_alphanumeric() || "!#$%&'()*+,-./:;=?@[]_~".contains(char);
        let mut separator = self.separator.chars();
        if separator.any(|char| !is_harmless(char) && uri.contains(char)) {
            return Err(error::SYNTAX);
        }
        self.states += 1;
        self.bindings.push(Binding {
            prefix: prefix.map(str::to_owned),
            uri: (!uri.is_empty()).then(|| uri.to_owned()),
            state: self.states,
        });
        Ok(())
    }

    /// Ends the innermost binding, and gives its prefix.
    pub(super) fn unbind(&mut self) -> Option<Option<String>> {
        self.bindings.pop().map(|binding| binding.prefix)
    }

    fn find(&self, prefix: Option<&str>) -> Option<&str> {
        if prefix == Some("xml") {
            return Some(XML);
        }
        let mut bindings = self.bindings.iter().rev();
        let bound = bindings.find(|binding| binding.prefix.as_deref() == prefix)?;
        bound.uri.as_deref()
    }

    /// The name as it is told: with the namespace in front.
    #[inline]
    pub(super) fn expand(
        &mut self,
        name: NameId,
        is_attribute: bool,
        names: &mut NameTable,
    ) -> Result<NameId, u32> {
        if is_attribute && names.colon(name).is_none() {
            return Ok(name);
        }
        let state = self.bindings.last().map_or(0, |binding| binding.state);
        let known = self.expanded[usize::from(is_attribute)].get(name.index());
        if let Some(Some((known, expanded))) = known
            && *known == state
        {
            return Ok(*expanded);
        }
        let expanded = self.expand_anew(name, names)?;
        let known = &mut self.expanded[usize::from(is_attribute)];
        if known.len() <= name.index() {
            known.resize(name.index() + 1, None);
        }
        known[name.index()] = Some((state, expanded));
        Ok(expanded)
    }

    fn expand_anew(&self, id: NameId, names: &mut NameTable) -> Result<NameId, u32> {
        let name = names.text(id).clone();
        let (prefix, local) = match names.colon(id) {
            Some(colon) => (Some(&name[..colon]), &name[colon + 1..]),
            None => (None, &*name),
        };
        let separator = &self.separator;
        let expanded = match (self.find(prefix), prefix) {
            (None, None) => return Ok(id),
            (None, Some(_)) => return Err(error::UNBOUND_PREFIX),
            (Some(uri), Some(prefix)) if self.triplets => {
                format!("{uri}{separator}{local}{separator}{prefix}")
            }
            (Some(uri), _) => format!("{uri}{separator}{local}"),
        };
        Ok(names.id(&expanded))
    }
}
