//! What elements hold: text, sections of characters, references and the ends of elements.
//! Source: XML 1.0 (fifth edition), 2.4, 2.7, 3.1 and 4.1.

use super::event::{Event, Rare, error};
use super::input::Encoding;
use super::machine::{Fault, Flow, Kind, Machine, Place, Raw, Source, fault};
use super::names::{
    Reference, is_char, name_length, plain_length, predefined, reference, space_length,
};
use super::namespaces::Namespaces;

/// Most bytes of text that are told at once, where they come of another encoding.
const CONVERTED: usize = 1024;

impl Machine {
    pub(super) fn content(&mut self) -> Result<Flow, Fault> {
        let rest = self.rest();
        match rest.as_bytes()[0] {
            b'<' => match rest.as_bytes().get(1) {
                None => self.part(error::UNCLOSED_TOKEN),
                Some(b'/') => self.end_tag(),
                Some(b'?') => self.instruction(),
                Some(b'!') => {
                    if rest.starts_with("<!--") {
                        return self.comment();
                    }
                    if rest.starts_with("<![CDATA[") {
                        let raw = self.advance(9);
                        self.place = Place::Cdata;
                        self.emit_raw(Event::StartCdata, raw);
                        return Ok(Flow::On);
                    }
                    if "<![CDATA[".starts_with(rest) || "<!--".starts_with(rest) {
                        return self.part(error::UNCLOSED_TOKEN);
                    }
                    fault(error::INVALID_TOKEN, 2)
                }
                Some(_) => self.start_tag(),
            },
            b'&' => self.reference(),
            _ => self.characters(),
        }
    }

    /// Text up to markup or the end of the line.
    fn characters(&mut self) -> Result<Flow, Fault> {
        const END: &str = "]]>";
        let is_cdata = self.place == Place::Cdata;
        let rest = self.rest();
        let bytes = rest.as_bytes();
        match bytes[0] {
            b'\n' => {
                self.emit_character('\n', 1);
                return Ok(Flow::On);
            }
            b'\r' => {
                if bytes.len() == 1 && !self.is_last() {
                    return Ok(Flow::Pause);
                }
                let length = if rest.starts_with("\r\n") { 2 } else { 1 };
                self.emit_character('\n', length);
                return Ok(Flow::On);
            }
            b']' => {
                if rest.starts_with(END) {
                    return fault(error::INVALID_TOKEN, 2);
                }
                if END.starts_with(rest) && !self.is_last() {
                    return Ok(Flow::Pause);
                }
            }
            _ if rest.starts_with(|char| !is_char(char)) => {
                return fault(error::INVALID_TOKEN, 0);
            }
            _ => {}
        }
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let mut length = first;
        loop {
            length += plain_length(&rest[length..]);
            let goes_on = match bytes.get(length) {
                None => break,
                Some(b'<' | b'&') => is_cdata,
                // In content, a bracket is nothing special unless the end of a section may follow.
                Some(b']') => {
                    let tail = &rest[length..];
                    !is_cdata && !tail.starts_with(END) && !END.starts_with(tail)
                }
                // The first byte of three.
                Some(0xef) if rest[length..].starts_with(is_char) => {
                    length += 3;
                    continue;
                }
                Some(_) => false,
            };
            if !goes_on {
                break;
            }
            length += 1;
        }
        let is_converted = !matches!(self.input.encoding, Some(Encoding::Utf8));
        if is_converted && self.sources.is_empty() && length > CONVERTED {
            length = (0..=CONVERTED)
                .rev()
                .find(|&end| rest.is_char_boundary(end))
                .unwrap_or(first);
        }
        self.emit_characters(length);
        Ok(Flow::On)
    }

    pub(super) fn cdata(&mut self) -> Result<Flow, Fault> {
        if self.rest().starts_with("]]>") {
            let raw = self.advance(3);
            self.place = Place::Content;
            self.emit_raw(Event::EndCdata, raw);
            return Ok(Flow::On);
        }
        self.characters()
    }

    fn end_tag(&mut self) -> Result<Flow, Fault> {
        let rest = self.rest();
        let base = self.sources.last().map_or(0, |source| source.depth);
        // Mostly there is just the name that is expected.
        if self.open.len() > base
            && let Some(open) = self.open.last()
            && let Some(after) = rest[2..].strip_prefix(&**self.names.text(open.raw))
            && after.starts_with('>')
        {
            let length = rest.len() - after.len() + 1;
            let raw = self.advance(length);
            self.close(raw, false);
            return Ok(Flow::On);
        }
        let length = name_length(&rest[2..]);
        let after = &rest[2 + length..];
        if length == 0 && rest.len() > 2 {
            return fault(error::INVALID_TOKEN, 2);
        }
        let spaces = space_length(after);
        match after[spaces..].chars().next() {
            Some('>') => {}
            Some(_) => return fault(error::INVALID_TOKEN, 2 + length + spaces),
            None => return self.part(error::UNCLOSED_TOKEN),
        }
        if self.open.len() <= base {
            return fault(error::ASYNC_ENTITY, 0);
        }
        let open = self.open.last();
        let expected = open.map_or("", |open| self.names.text(open.raw));
        if expected != &rest[2..2 + length] {
            return fault(error::TAG_MISMATCH, 2);
        }
        let raw = self.advance(2 + length + spaces + 1);
        self.close(raw, false);
        Ok(Flow::On)
    }

    /// Ends the innermost element.
    pub(super) fn close(&mut self, raw: Raw, is_behind: bool) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let event = Event::EndElement { name: open.name };
        match is_behind && self.sources.is_empty() {
            true => self.emit_behind(event),
            false => self.emit_raw(event, if is_behind { Raw::Unwanted } else { raw }),
        }
        for _ in 0..open.bound {
            let prefix = self.namespaces.as_mut().and_then(Namespaces::unbind);
            if let Some(prefix) = prefix {
                self.emit_raw(Rare::EndNamespace { prefix }.into(), Raw::Unwanted);
            }
        }
        if self.open.is_empty() && self.kind == Kind::Document {
            self.place = Place::Epilog;
        }
    }

    fn reference(&mut self) -> Result<Flow, Fault> {
        let (found, length) = reference(self.rest());
        let name = match found {
            Reference::Char(char) => {
                self.emit_character(char, length);
                return Ok(Flow::On);
            }
            Reference::Entity(name) => name.to_owned(),
            Reference::Part => return self.part(error::UNCLOSED_TOKEN),
            Reference::Bad(offset) => return fault(error::INVALID_TOKEN, offset),
            Reference::BadChar => return fault(error::BAD_CHAR_REF, 0),
        };
        if let Some(char) = predefined(&name) {
            self.emit_character(char, length);
            return Ok(Flow::On);
        }
        let (entity, may_be_missing) = {
            let dtd = self.dtd.borrow();
            let missing = dtd.is_incomplete && !dtd.standalone;
            (dtd.entities.get(&name).cloned(), missing)
        };
        let skipped = Rare::SkippedEntity {
            name: name.clone(),
            is_parameter: false,
        };
        let Some(entity) = entity else {
            if !may_be_missing {
                return fault(error::UNDEFINED_ENTITY, 0);
            }
            let text = self.take(length);
            self.emit(skipped.into(), &text);
            return Ok(Flow::On);
        };
        if entity.notation.is_some() {
            return fault(error::BINARY_ENTITY_REF, 0);
        }
        let is_open =
            self.sources.iter().any(|source| source.name == name) || self.around.contains(&name);
        if is_open {
            return fault(error::RECURSIVE_ENTITY_REF, 0);
        }
        let text = self.take(length);
        match entity.text {
            Some(_) if !self.expands => self.emit(skipped.into(), &text),
            Some(replacement) => self.sources.push(Source {
                name,
                text: replacement,
                at: 0,
                depth: self.open.len(),
                is_parameter: false,
            }),
            None => self.emit(
                Rare::ExternalEntity {
                    context: Some(name),
                    id: entity.id,
                }
                .into(),
                &text,
            ),
        }
        Ok(Flow::On)
    }

    /// Tells the next bytes as text.
    fn emit_characters(&mut self, length: usize) {
        self.characters.clear();
        let rest = match self.sources.last() {
            Some(source) => &source.text[source.at..],
            None => self.input.rest(),
        };
        self.characters.push_str(&rest[..length]);
        let raw = self.advance(length);
        self.emit_raw(Event::Characters, raw);
    }

    /// Tells a character that stands for the next bytes.
    fn emit_character(&mut self, char: char, length: usize) {
        self.characters.clear();
        self.characters.push(char);
        let raw = self.advance(length);
        self.emit_raw(Event::Characters, raw);
    }
}
