//! Start tags and attributes.
//! Source: XML 1.0 (fifth edition), 3.1 and 3.3.3.

use std::collections::HashSet;
use std::rc::Rc;

use super::dtd::Dtd;
use super::event::{Event, error};
use super::machine::{Fault, Flow, Machine, Open, fault};
use super::names::{
    Reference, is_char, is_name_start, is_space, name_length, predefined, reference,
};

/// An attribute of a tag: name and value as they stand there, and where each begins.
type Raw<'a> = ((usize, &'a str), (usize, &'a str));

/// A tag: the length of its name, its attributes, whether it is that of an empty element, and its
/// length.
type Tag<'a> = (usize, Vec<Raw<'a>>, bool, usize);

/// Takes a tag apart. Nothing if it does not end.
fn take_apart(rest: &str) -> Result<Option<Tag<'_>>, Fault> {
    let length = name_length(&rest[1..]);
    if length == 0 {
        return fault(error::INVALID_TOKEN, 1);
    }
    let mut at = 1 + length;
    let mut attributes = Vec::new();
    loop {
        let spaced = rest[at..].trim_start_matches(is_space);
        let has_space = spaced.len() < rest.len() - at;
        at = rest.len() - spaced.len();
        match spaced.chars().next() {
            None => return Ok(None),
            Some('>') => return Ok(Some((length, attributes, false, at + 1))),
            Some('/') => {
                return match spaced[1..].chars().next() {
                    None => Ok(None),
                    Some('>') => Ok(Some((length, attributes, true, at + 2))),
                    Some(_) => fault(error::INVALID_TOKEN, at + 1),
                };
            }
            Some(char) if has_space && is_name_start(char) => {}
            Some(_) => return fault(error::INVALID_TOKEN, at),
        }
        let name = &spaced[..name_length(spaced)];
        let name_at = at;
        at += name.len();
        let equals = rest[at..].trim_start_matches(is_space);
        at = rest.len() - equals.len();
        match equals.chars().next() {
            None => return Ok(None),
            Some('=') => at += 1,
            Some(_) => return fault(error::INVALID_TOKEN, at),
        }
        let value = rest[at..].trim_start_matches(is_space);
        at = rest.len() - value.len();
        let quote = match value.chars().next() {
            None => return Ok(None),
            Some(quote @ ('"' | '\'')) => quote,
            Some(_) => return fault(error::INVALID_TOKEN, at),
        };
        at += 1;
        let Some(end) = value[1..].find(|char| char == quote || char == '<' || !is_char(char))
        else {
            return Ok(None);
        };
        if !value[1 + end..].starts_with(quote) {
            return fault(error::INVALID_TOKEN, at + end);
        }
        attributes.push(((name_at, name), (at, &value[1..1 + end])));
        at += end + 1;
    }
}

/// The value of an attribute: references are replaced and white space becomes spaces.
pub(super) fn attribute_value(
    raw: &str,
    is_cdata: bool,
    dtd: &Dtd,
    indirect: &mut u64,
) -> Result<String, Fault> {
    let mut value = String::with_capacity(raw.len());
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
        if value.len() > 1 << 30 || *indirect > 1 << 32 {
            return fault(error::AMPLIFICATION_LIMIT_BREACH, place);
        }
    }
    if !is_cdata {
        let words: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
        value = words.join(" ");
    }
    Ok(value)
}

impl Machine {
    pub(super) fn start_tag(&mut self) -> Result<Flow, Fault> {
        let Some((name, parts, is_empty, length)) = take_apart(self.rest())? else {
            return self.part(error::UNCLOSED_TOKEN);
        };
        let raw_name = self.rest()[1..=name].to_owned();
        let dtd = self.dtd.clone();
        let dtd = dtd.borrow();
        let declared = dtd.attributes.get(&raw_name).map_or(&[][..], |known| known);
        let mut attributes: Vec<(String, String)> = Vec::with_capacity(parts.len());
        let mut indirect = self.indirect;
        for ((name_at, name), (at, raw)) in parts {
            if attributes.iter().any(|(known, _)| known == name) {
                return fault(error::DUPLICATE_ATTRIBUTE, name_at);
            }
            let known = declared.iter().find(|attribute| attribute.name == name);
            let is_cdata = known.is_none_or(|attribute| attribute.is_cdata);
            let value = attribute_value(raw, is_cdata, &dtd, &mut indirect);
            let value = value.map_err(|Fault { code, offset }| Fault {
                code,
                offset: at + offset,
            })?;
            attributes.push((name.to_owned(), value));
        }
        self.indirect = indirect;
        let mut specified = attributes.len();
        for attribute in declared {
            let is_there = attributes.iter().any(|(name, _)| *name == attribute.name);
            if let Some(default) = attribute.default.as_ref().filter(|_| !is_there) {
                attributes.push((attribute.name.clone(), default.clone()));
            }
        }
        drop(dtd);
        let text = self.take(length);
        let mut shown = raw_name.clone();
        let mut bound = 0;
        if let Some(mut namespaces) = self.namespaces.take() {
            let result = self.with_namespaces(
                &raw_name,
                &mut attributes,
                &mut specified,
                &mut namespaces,
                &text,
            );
            self.namespaces = Some(namespaces);
            (shown, bound) = result.map_err(|code| Fault { code, offset: 0 })?;
        }
        let event = Event::StartElement {
            name: shown.clone(),
            attributes,
            specified,
        };
        self.emit(event, &text);
        self.open.push(Open {
            raw: raw_name,
            name: shown,
            bound,
        });
        if is_empty {
            self.close(&text, true);
        }
        Ok(Flow::On)
    }

    /// Binds prefixes, and gives names their namespaces; tells the name of the element, and how many
    /// prefixes it binds.
    fn with_namespaces(
        &mut self,
        raw_name: &str,
        attributes: &mut Vec<(String, String)>,
        specified: &mut usize,
        namespaces: &mut super::namespaces::Namespaces,
        text: &str,
    ) -> Result<(String, usize), u32> {
        let mut kept = Vec::with_capacity(attributes.len());
        let mut bound = 0;
        let before = *specified;
        for (index, (name, value)) in attributes.drain(..).enumerate() {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => None,
                Some(rest) if rest.starts_with(':') => Some(rest[1..].to_owned()),
                _ => {
                    kept.push((name, value));
                    continue;
                }
            };
            namespaces.bind(prefix.as_deref(), &value)?;
            bound += 1;
            if index < before {
                *specified -= 1;
            }
            let uri = (!value.is_empty()).then_some(value);
            self.emit(Event::StartNamespace { prefix, uri }, text);
        }
        let mut seen = HashSet::new();
        for (name, _) in &mut kept {
            *name = namespaces.expand(name, true)?;
            if !seen.insert(name.clone()) {
                return Err(error::DUPLICATE_ATTRIBUTE);
            }
        }
        *attributes = kept;
        Ok((namespaces.expand(raw_name, false)?, bound))
    }
}
