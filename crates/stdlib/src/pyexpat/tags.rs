//! Start tags and attributes.
//! Source: XML 1.0 (fifth edition), 3.1 and 3.3.3.

use std::collections::HashSet;
use std::rc::Rc;

use super::dtd::Dtd;
use super::event::{Event, Rare, error};
use super::machine::{AttributeSpan, Fault, Flow, Machine, Open, Raw, RawAttribute, fault};
use super::name_table::NameId;
use super::names::{
    Reference, is_name_start, name_length, predefined, reference, space_length, value_length,
};
use super::namespaces::Namespaces;

/// Most attributes among which names are looked for one by one.
const FEW: usize = 16;

/// A tag: the length of its name, whether it is that of an empty element, and its length.
type Tag = (usize, bool, usize);

/// Where a name is none that may have a prefix: both parts must be names without a colon.
fn bad_colon(name: &str) -> Option<usize> {
    let colon = memchr::memchr(b':', name.as_bytes())?;
    let local = &name[colon + 1..];
    if colon == 0 {
        return Some(0);
    }
    if !local.starts_with(is_name_start) || local.starts_with(':') {
        return Some(colon + 1);
    }
    local.find(':').map(|second| colon + 1 + second)
}

/// Takes a tag apart. Nothing if it does not end.
fn take_apart(
    rest: &str,
    has_namespaces: bool,
    attributes: &mut Vec<RawAttribute>,
) -> Result<Option<Tag>, Fault> {
    attributes.clear();
    let length = name_length(&rest[1..]);
    if length == 0 {
        return fault(error::INVALID_TOKEN, 1);
    }
    // A name that is at the end of what there is may go on.
    let bad = |at: usize, length: usize| match has_namespaces && at + length < rest.len() {
        true => bad_colon(&rest[at..at + length]).map(|bad| at + bad),
        false => None,
    };
    if let Some(bad) = bad(1, length) {
        return fault(error::INVALID_TOKEN, bad);
    }
    let bytes = rest.as_bytes();
    let mut at = 1 + length;
    loop {
        let spaces = space_length(&rest[at..]);
        at += spaces;
        match bytes.get(at) {
            None => return Ok(None),
            Some(b'>') => return Ok(Some((length, false, at + 1))),
            Some(b'/') => {
                return match bytes.get(at + 1) {
                    None => Ok(None),
                    Some(b'>') => Ok(Some((length, true, at + 2))),
                    Some(_) => fault(error::INVALID_TOKEN, at + 1),
                };
            }
            Some(_) => {}
        }
        let name = (at, name_length(&rest[at..]));
        if spaces == 0 || name.1 == 0 {
            return fault(error::INVALID_TOKEN, at);
        }
        if let Some(bad) = bad(at, name.1) {
            return fault(error::INVALID_TOKEN, bad);
        }
        at += name.1;
        at += space_length(&rest[at..]);
        match bytes.get(at) {
            None => return Ok(None),
            Some(b'=') => at += 1,
            Some(_) => return fault(error::INVALID_TOKEN, at),
        }
        at += space_length(&rest[at..]);
        let quote = match bytes.get(at) {
            None => return Ok(None),
            Some(&quote @ (b'"' | b'\'')) => quote,
            Some(_) => return fault(error::INVALID_TOKEN, at),
        };
        at += 1;
        let (value, is_plain) = value_length(&rest[at..], quote);
        match bytes.get(at + value) {
            None => return Ok(None),
            Some(&byte) if byte == quote => {}
            Some(_) => return fault(error::INVALID_TOKEN, at + value),
        }
        attributes.push(RawAttribute {
            name,
            value: (at, value),
            is_plain,
        });
        at += value + 1;
    }
}

/// Appends the value of an attribute: references are replaced and white space becomes spaces.
pub(super) fn attribute_value(
    raw: &str,
    is_cdata: bool,
    dtd: &Dtd,
    indirect: &mut u64,
    value: &mut String,
) -> Result<(), Fault> {
    let start = value.len();
    // The entities that are open: their names, texts, and how far they were read.
    let mut open: Vec<(String, Rc<str>, usize)> = Vec::new();
    let mut at = 0;
    loop {
        let rest = match open.last() {
            Some((_, text, at)) => &text[*at..],
            None => &raw[at..],
        };
        let Some(char) = rest.chars().next() else {
            if open.pop().is_none() {
                break;
            }
            continue;
        };
        let mut length = char.len_utf8();
        let place = at;
        let mut entered = None;
        match char {
            '&' => {
                let (found, used) = reference(rest);
                length = used;
                match found {
                    Reference::Char(char) => value.push(char),
                    Reference::Entity(name) => match predefined(name) {
                        Some(char) => value.push(char),
                        None => entered = Some(name.to_owned()),
                    },
                    Reference::Part => return fault(error::INVALID_TOKEN, place + rest.len()),
                    Reference::Bad(offset) => return fault(error::INVALID_TOKEN, place + offset),
                    Reference::BadChar => return fault(error::BAD_CHAR_REF, place),
                }
            }
            '<' => return fault(error::INVALID_TOKEN, place),
            '\r' => {
                if rest.starts_with("\r\n") && open.is_empty() {
                    length = 2;
                }
                value.push(' ');
            }
            '\n' | '\t' => value.push(' '),
            char => value.push(char),
        }
        match open.last_mut() {
            Some((_, _, at)) => {
                *at += length;
                *indirect += length as u64;
            }
            None => at += length,
        }
        let Some(name) = entered else {
            continue;
        };
        let Some(entity) = dtd.entities.get(&name) else {
            if dtd.is_incomplete && !dtd.standalone {
                continue;
            }
            return fault(error::UNDEFINED_ENTITY, place);
        };
        if entity.notation.is_some() {
            return fault(error::BINARY_ENTITY_REF, place);
        }
        if open.iter().any(|(other, ..)| *other == name) {
            return fault(error::RECURSIVE_ENTITY_REF, place);
        }
        match &entity.text {
            Some(text) => open.push((name, text.clone(), 0)),
            None => return fault(error::ATTRIBUTE_EXTERNAL_ENTITY_REF, place),
        }
        // No honest value is as long as that.
        if value.len() - start > 1 << 30 || *indirect > 1 << 32 {
            return fault(error::AMPLIFICATION_LIMIT_BREACH, place);
        }
    }
    if !is_cdata {
        let words: Vec<&str> = value[start..]
            .split(' ')
            .filter(|word| !word.is_empty())
            .collect();
        let words = words.join(" ");
        value.truncate(start);
        value.push_str(&words);
    }
    Ok(())
}

impl Machine {
    pub(super) fn start_tag(&mut self) -> Result<Flow, Fault> {
        let mut parts = std::mem::take(&mut self.parts);
        let result = self.start_tag_of(&mut parts);
        self.parts = parts;
        result
    }

    fn start_tag_of(&mut self, parts: &mut Vec<RawAttribute>) -> Result<Flow, Fault> {
        let has_namespaces = self.namespaces.is_some();
        let Some((name, is_empty, length)) = take_apart(self.rest(), has_namespaces, parts)? else {
            return self.part(error::UNCLOSED_TOKEN);
        };
        // All of them are fields of their own, as the text is the machine's too.
        let rest = match self.sources.last() {
            Some(source) => &source.text[source.at..],
            None => self.input.rest(),
        };
        let names = &mut self.names;
        let raw_name = names.id(&rest[1..=name]);
        self.attributes.clear();
        self.values.clear();
        let dtd = self.dtd.borrow();
        let declared = match dtd.attributes.is_empty() {
            true => &[][..],
            false => dtd.attributes.get(&rest[1..=name]).map_or(&[][..], |it| it),
        };
        let mut seen = HashSet::new();
        for part in &*parts {
            let text = &rest[part.name.0..][..part.name.1];
            let name = names.id(text);
            let is_known = match parts.len() > FEW {
                true => !seen.insert(name),
                false => self.attributes.iter().any(|known| known.name == name),
            };
            if is_known {
                return fault(error::DUPLICATE_ATTRIBUTE, part.name.0);
            }
            let is_cdata = declared.is_empty() || {
                let known = declared.iter().find(|attribute| attribute.name == text);
                known.is_none_or(|attribute| attribute.is_cdata)
            };
            let start = self.values.len();
            let (at, length) = part.value;
            let raw = &rest[at..][..length];
            if part.is_plain && is_cdata {
                self.values.push_str(raw);
            } else {
                let values = &mut self.values;
                attribute_value(raw, is_cdata, &dtd, &mut self.indirect, values)
                    .map_err(|fault| fault.behind(at))?;
            }
            let end = self.values.len();
            self.attributes.push(AttributeSpan { name, start, end });
        }
        let mut specified = self.attributes.len();
        for attribute in declared {
            let name = names.id(&attribute.name);
            let is_there = self.attributes.iter().any(|known| known.name == name);
            if let Some(default) = attribute.default.as_ref().filter(|_| !is_there) {
                let start = self.values.len();
                self.values.push_str(default);
                let end = self.values.len();
                self.attributes.push(AttributeSpan { name, start, end });
            }
        }
        drop(dtd);
        let raw = self.advance(length);
        let (mut shown, mut bound) = (raw_name, 0);
        if let Some(mut namespaces) = self.namespaces.take() {
            let result = self.with_namespaces(raw_name, &mut specified, &mut namespaces, &raw);
            self.namespaces = Some(namespaces);
            if result.is_err() {
                self.go_back(length);
            }
            (shown, bound) = result.map_err(|code| Fault { code, offset: 0 })?;
        }
        let event = Event::StartElement {
            name: shown,
            specified,
        };
        self.emit_raw(event, raw);
        self.open.push(Open {
            raw: raw_name,
            name: shown,
            bound,
        });
        if is_empty {
            self.close(Raw::Unwanted, true);
        }
        Ok(Flow::On)
    }

    /// Binds prefixes, and gives names their namespaces; tells the name of the element, and how many
    /// prefixes it binds.
    fn with_namespaces(
        &mut self,
        raw_name: NameId,
        specified: &mut usize,
        namespaces: &mut Namespaces,
        raw: &Raw,
    ) -> Result<(NameId, usize), u32> {
        let declares = |names: &super::name_table::NameTable, attribute: &AttributeSpan| {
            names.declares(attribute.name)
        };
        let mut bound = 0;
        if self.attributes.iter().any(|it| declares(&self.names, it)) {
            bound = self.bind_prefixes(specified, namespaces, raw)?;
        }
        let mut has_prefixes = false;
        for attribute in &mut self.attributes {
            let expanded = namespaces.expand(attribute.name, true, &mut self.names)?;
            has_prefixes |= expanded != attribute.name;
            attribute.name = expanded;
        }
        // Two prefixes may stand for the same.
        if has_prefixes && self.attributes.len() > 1 {
            let mut seen = HashSet::new();
            if !self.attributes.iter().all(|it| seen.insert(it.name)) {
                return Err(error::DUPLICATE_ATTRIBUTE);
            }
        }
        let shown = namespaces.expand(raw_name, false, &mut self.names)?;
        Ok((shown, bound))
    }

    /// Takes the declarations of namespaces out of the attributes, and tells of them; gives how many.
    fn bind_prefixes(
        &mut self,
        specified: &mut usize,
        namespaces: &mut Namespaces,
        raw: &Raw,
    ) -> Result<usize, u32> {
        let attributes = std::mem::take(&mut self.attributes);
        let (mut bound, before) = (0, *specified);
        for (index, attribute) in attributes.into_iter().enumerate() {
            if !self.names.declares(attribute.name) {
                self.attributes.push(attribute);
                continue;
            }
            let name = self.names.text(attribute.name);
            let prefix = name.strip_prefix("xmlns:").map(str::to_owned);
            let value = self.values[attribute.start..attribute.end].to_owned();
            namespaces.bind(prefix.as_deref(), &value)?;
            bound += 1;
            if index < before {
                *specified -= 1;
            }
            let uri = (!value.is_empty()).then_some(value);
            self.emit_raw(Rare::StartNamespace { prefix, uri }.into(), raw.clone());
        }
        Ok(bound)
    }
}
