//! What stands outside of the root element: the declaration, comments and processing instructions.
//! Source: XML 1.0 (fifth edition), 2.5, 2.6 and 2.8.

use super::event::{Event, ExternalId, Rare, error};
use super::input::{Encoding, known_encoding, pseudo_attribute};
use super::machine::{Fault, Flow, Kind, Machine, Place, fault};
use super::names::{is_char, is_name_start, is_space, name_length, space_length, with_newlines};

impl Machine {
    /// The declaration at the start, if there is one.
    pub(super) fn start(&mut self) -> Result<Flow, Fault> {
        let rest = self.rest();
        if rest.len() < 6 && "<?xml ".starts_with(rest) && !self.input.is_final {
            return Ok(Flow::Pause);
        }
        let next = match self.kind {
            Kind::Document => Place::Prolog,
            Kind::Entity => Place::Content,
            Kind::Subset => Place::Subset,
        };
        if !(rest.starts_with("<?xml") && rest[5..].starts_with(is_space)) {
            self.place = next;
            return Ok(Flow::On);
        }
        let Some(end) = rest.find("?>") else {
            return self.part(error::UNCLOSED_TOKEN);
        };
        let text = rest[..end + 2].to_owned();
        let code = match self.kind {
            Kind::Document => error::XML_DECL,
            _ => error::TEXT_DECL,
        };
        let inner = &text[5..end];
        let mut left = inner;
        let mut found = Vec::new();
        while !left.trim_start_matches(is_space).is_empty() {
            let name_start = left.trim_start_matches(is_space);
            let length = name_length(name_start);
            let (name, after) = name_start.split_at(length);
            let value = after.trim_start_matches(is_space).strip_prefix('=');
            let value = value.map(|value| value.trim_start_matches(is_space));
            let quote = value.and_then(|value| value.chars().next());
            let (Some(value), Some(quote @ ('"' | '\''))) = (value, quote) else {
                return fault(code, 5 + inner.len() - after.len());
            };
            let Some(end) = value[1..].find(quote) else {
                return fault(code, 5 + inner.len() - value.len());
            };
            if length == 0 || name_start.len() == left.len() {
                return fault(code, 5 + inner.len() - left.len());
            }
            found.push(name.to_owned());
            left = &value[end + 2..];
        }
        let order = ["version", "encoding", "standalone"];
        let places: Vec<Option<usize>> = found
            .iter()
            .map(|name| order.iter().position(|known| known == name))
            .collect();
        let version = pseudo_attribute(inner, "version");
        let is_ordered = places.windows(2).all(|pair| pair[0] < pair[1]);
        let standalone = pseudo_attribute(inner, "standalone");
        let is_valid = places.iter().all(Option::is_some)
            && is_ordered
            && (version.is_some() || self.kind != Kind::Document)
            && matches!(standalone.as_deref(), None | Some("yes" | "no"));
        if !is_valid {
            return fault(code, 5);
        }
        let encoding = pseudo_attribute(inner, "encoding");
        if let Some(name) = &encoding
            && !self.told_encoding
        {
            let is_wide = matches!(self.input.encoding, Some(Encoding::Utf16 { .. }));
            known_encoding(name, is_wide).or_else(|code| fault(code, 30))?;
        }
        self.place = next;
        let standalone = match standalone.as_deref() {
            Some("yes") => 1,
            Some(_) => 0,
            None => -1,
        };
        self.dtd.borrow_mut().standalone |= standalone == 1;
        self.take(text.len());
        self.emit(
            Rare::XmlDeclaration {
                version,
                encoding,
                standalone,
            }
            .into(),
            &text,
        );
        Ok(Flow::On)
    }

    /// White space, comments, instructions and the document type before and behind the root element.
    pub(super) fn outside(&mut self) -> Result<Flow, Fault> {
        let rest = self.rest();
        let spaces = space_length(rest);
        if spaces > 0 {
            let raw = self.advance(spaces);
            self.emit_raw(Event::Other, raw);
            return Ok(Flow::On);
        }
        if rest.starts_with("<!--") {
            return self.comment();
        }
        if rest.starts_with("<?") {
            return self.instruction();
        }
        if rest.len() < 9 && ("<!--".starts_with(rest) || "<!DOCTYPE".starts_with(rest)) {
            return self.part(error::UNCLOSED_TOKEN);
        }
        if self.place == Place::Epilog {
            let code = match rest.starts_with('<') {
                true if rest.len() > 1 && !rest[1..].starts_with(is_name_start) => {
                    return fault(error::INVALID_TOKEN, 1);
                }
                _ => error::JUNK_AFTER_DOC_ELEMENT,
            };
            return fault(code, 0);
        }
        if rest.starts_with("<!DOCTYPE") && self.doctype.is_none() {
            return self.document_type();
        }
        if rest.starts_with('<') && rest[1..].starts_with(is_name_start) {
            if self.foreign_dtd && self.doctype.is_none() {
                self.doctype = Some(ExternalId::default());
                self.external_subset(ExternalId::default());
                return Ok(Flow::On);
            }
            self.place = Place::Content;
            return Ok(Flow::On);
        }
        match rest.chars().next() {
            Some(char) if is_name_start(char) || char.is_ascii_digit() => {
                let length = name_length(rest);
                match rest[length..].starts_with(['<', '&', '=', '"', '\'']) && length > 0 {
                    true => fault(error::INVALID_TOKEN, length),
                    false => fault(error::SYNTAX, 0),
                }
            }
            Some('<') if rest.len() > 1 && !rest.starts_with("<!") => {
                fault(error::INVALID_TOKEN, 1)
            }
            Some('<') if rest.len() > 2 => fault(error::INVALID_TOKEN, 2),
            _ => fault(error::INVALID_TOKEN, 0),
        }
    }

    pub(super) fn comment(&mut self) -> Result<Flow, Fault> {
        let rest = self.rest();
        let Some(end) = rest[4..].find("--") else {
            if let Some(bad) = rest[4..].find(|char| !is_char(char)) {
                return fault(error::INVALID_TOKEN, 4 + bad);
            }
            return self.part(error::UNCLOSED_TOKEN);
        };
        if let Some(bad) = rest[4..4 + end].find(|char| !is_char(char)) {
            return fault(error::INVALID_TOKEN, 4 + bad);
        }
        match rest[6 + end..].chars().next() {
            Some('>') => {}
            Some(_) => return fault(error::INVALID_TOKEN, 6 + end),
            None => return self.part(error::UNCLOSED_TOKEN),
        }
        let text = self.take(end + 7);
        let comment = with_newlines(&text[4..4 + end]);
        self.emit(Rare::Comment(comment).into(), &text);
        Ok(Flow::On)
    }

    pub(super) fn instruction(&mut self) -> Result<Flow, Fault> {
        let rest = self.rest();
        let length = name_length(&rest[2..]);
        let target = &rest[2..2 + length];
        if length == 0 && rest.len() > 2 {
            return fault(error::INVALID_TOKEN, 2);
        }
        let after = &rest[2 + length..];
        if !after.is_empty() && !after.starts_with(is_space) && !after.starts_with('?') {
            return fault(error::INVALID_TOKEN, 2 + length);
        }
        if target.eq_ignore_ascii_case("xml") && !after.is_empty() {
            let code = match target {
                "xml" => error::MISPLACED_XML_PI,
                _ => error::INVALID_TOKEN,
            };
            return fault(code, 0);
        }
        let Some(end) = after.find("?>") else {
            return self.part(error::UNCLOSED_TOKEN);
        };
        if end > 0 && !after.starts_with(is_space) {
            return fault(error::INVALID_TOKEN, 2 + length);
        }
        if let Some(bad) = after[..end].find(|char| !is_char(char)) {
            return fault(error::INVALID_TOKEN, 2 + length + bad);
        }
        let text = self.take(2 + length + end + 2);
        let target = text[2..2 + length].to_owned();
        let data = text[2 + length..2 + length + end].trim_start_matches(is_space);
        let data = with_newlines(data);
        self.emit(Rare::Instruction { target, data }.into(), &text);
        Ok(Flow::On)
    }
}
