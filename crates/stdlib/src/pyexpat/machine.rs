//! The machine: text comes in, in pieces of any size, and events come out. It knows nothing of Python.
//!
//! A token is looked at when all of it is there. Internal entities are read from a stack of sources, so
//! that nothing recurses.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::dtd::Dtd;
use super::event::{Event, ExternalId, Rare, Step, error};
use super::input::{self, Encoding, Input, Start, known_encoding, pseudo_attribute};
use super::name_table::{NameId, NameTable};
use super::names::{
    Reference, is_char, is_name_start, is_space, name_length, plain_length, predefined, reference,
    space_length, with_newlines,
};
use super::namespaces::Namespaces;

/// Most bytes of text that are told at once, where they come of another encoding.
const CONVERTED: usize = 1024;

/// What is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    /// An external entity of the content.
    Entity,
    /// The external part of the document type, or an external parameter entity.
    Subset,
}

/// Where in the document reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Before anything was read.
    Start,
    Prolog,
    /// Between the brackets of the document type.
    Subset,
    Content,
    Cdata,
    /// Behind the root element.
    Epilog,
}

/// An internal entity that is being read.
pub(super) struct Source {
    pub(super) name: String,
    pub(super) text: Rc<str>,
    pub(super) at: usize,
    /// How many elements were open before.
    pub(super) depth: usize,
    pub(super) is_parameter: bool,
}

/// An element that is open.
pub(super) struct Open {
    /// The name as it stands in the text.
    pub(super) raw: NameId,
    pub(super) name: NameId,
    /// How many prefixes it binds.
    pub(super) bound: usize,
}

/// What ends the reading: an error, so far behind the place.
pub(super) struct Fault {
    pub(super) code: u32,
    pub(super) offset: usize,
}

impl Fault {
    /// The same error, so much further behind the place.
    pub(super) fn behind(self, offset: usize) -> Fault {
        Fault {
            code: self.code,
            offset: self.offset + offset,
        }
    }
}

pub(super) fn fault<T>(code: u32, offset: usize) -> Result<T, Fault> {
    Err(Fault { code, offset })
}

/// What a step did.
pub(super) enum Flow {
    /// Something: there may be events.
    On,
    /// Nothing: the text is at its end.
    Pause,
}

/// The text that an event was found in.
#[derive(Clone, Debug)]
pub(super) enum Raw {
    /// Nobody wants it.
    Unwanted,
    /// In bytes of the input's text.
    Span(usize, usize),
    Text(String),
}

/// Where an event is.
#[derive(Clone, Copy, Debug)]
enum Position {
    /// In bytes of the input's text.
    At(usize),
    Known(input::Place),
}

/// An event, the text it was found in, and its place.
struct Queued {
    event: Event,
    raw: Raw,
    place: Option<Position>,
}

/// An attribute of the element that begins: its name, and where its value is among the values.
#[derive(Clone, Copy, Debug)]
pub(super) struct AttributeSpan {
    pub(super) name: NameId,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A part of a text, in bytes: where it begins, and its length.
pub(super) type Part = (usize, usize);

/// An attribute as it stands in a tag: where name and value are, and whether the value can be told as it
/// is.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawAttribute {
    pub(super) name: Part,
    pub(super) value: Part,
    pub(super) is_plain: bool,
}

pub(crate) struct Machine {
    pub(super) input: Input,
    pub(super) kind: Kind,
    pub(super) place: Place,
    pub(super) sources: Vec<Source>,
    queue: VecDeque<Queued>,
    pub(super) open: Vec<Open>,
    pub(super) dtd: Rc<RefCell<Dtd>>,
    pub(super) namespaces: Option<Namespaces>,
    pub(super) names: NameTable,
    /// Where the event is.
    position: Position,
    /// The text of the event, if it is wanted.
    raw: Raw,
    /// The text that `Event::Characters` tells of.
    pub(crate) characters: String,
    /// The attributes that `Event::StartElement` tells of.
    pub(super) attributes: Vec<AttributeSpan>,
    pub(super) values: String,
    /// The attributes of the tag that is being read.
    pub(super) parts: Vec<RawAttribute>,
    pub(super) wants_raw: bool,
    pub(super) expands: bool,
    /// 0: parameter entities are not read, 1: unless the document is standalone, 2: always.
    pub(super) parameters: u8,
    pub(super) foreign_dtd: bool,
    /// The external part of the document type.
    pub(super) doctype: Option<ExternalId>,
    /// Names of external entities that are open around this one.
    pub(super) around: Vec<String>,
    /// The encoding that was told from outside.
    pub(super) told_encoding: bool,
    /// The encoding that the declaration names, which somebody must look up.
    pub(super) asked_encoding: Option<String>,
    /// Bytes of entities that were read.
    pub(super) indirect: u64,
    pub(super) amplification: f32,
    pub(super) threshold: u64,
    pub(super) defers: bool,
    /// Bytes that the token had which could not be read.
    waiting: usize,
    pub(super) error: u32,
    pub(super) is_finished: bool,
    /// Whether anything was given to read.
    pub(super) was_fed: bool,
    /// Where the event begins in the text.
    pub(super) event_at: usize,
    /// How much was read when more came.
    fed_at: u64,
}

impl Machine {
    pub(super) fn new(kind: Kind, dtd: Rc<RefCell<Dtd>>) -> Machine {
        Machine {
            input: Input::default(),
            kind,
            place: Place::Start,
            sources: Vec::new(),
            queue: VecDeque::new(),
            open: Vec::new(),
            dtd,
            namespaces: None,
            names: NameTable::default(),
            position: Position::At(0),
            raw: Raw::Unwanted,
            characters: String::new(),
            attributes: Vec::new(),
            values: String::new(),
            parts: Vec::new(),
            wants_raw: false,
            expands: true,
            parameters: 0,
            foreign_dtd: false,
            doctype: None,
            around: Vec::new(),
            told_encoding: false,
            asked_encoding: None,
            indirect: 0,
            amplification: 100.0,
            threshold: 8 << 20,
            defers: true,
            waiting: 0,
            error: 0,
            is_finished: false,
            was_fed: false,
            event_at: 0,
            fed_at: 0,
        }
    }

    /// The text that was not read, of the innermost source.
    pub(super) fn rest(&self) -> &str {
        match self.sources.last() {
            Some(source) => &source.text[source.at..],
            None => self.input.rest(),
        }
    }

    /// Whether nothing follows the text that is there.
    pub(super) fn is_last(&self) -> bool {
        !self.sources.is_empty() || self.input.is_final && !self.input.is_bad
    }

    /// Goes on by so many bytes.
    #[inline]
    pub(super) fn advance(&mut self, count: usize) -> Raw {
        match self.sources.last_mut() {
            Some(source) => {
                let at = source.at;
                source.at += count;
                self.indirect += count as u64;
                match self.wants_raw {
                    true => Raw::Text(source.text[at..at + count].to_owned()),
                    false => Raw::Unwanted,
                }
            }
            None => {
                let at = self.input.at;
                self.input.at += count;
                Raw::Span(at, count)
            }
        }
    }

    /// Goes back by so many bytes, of what was passed last.
    pub(super) fn go_back(&mut self, count: usize) {
        match self.sources.last_mut() {
            Some(source) => source.at -= count,
            None => self.input.at -= count,
        }
    }

    /// Goes on by so many bytes, and gives them.
    pub(super) fn take(&mut self, count: usize) -> String {
        let text = self.rest()[..count].to_owned();
        self.advance(count);
        text
    }

    /// Adds an event, found in this text.
    pub(super) fn emit(&mut self, event: Event, raw: &str) {
        let raw = match self.wants_raw {
            true => Raw::Text(raw.to_owned()),
            false => Raw::Unwanted,
        };
        self.emit_raw(event, raw);
    }

    /// Adds an event, found in text that was passed.
    #[inline]
    pub(super) fn emit_raw(&mut self, event: Event, raw: Raw) {
        self.queue.push_back(Queued {
            event,
            raw,
            place: None,
        });
    }

    /// Adds an event behind the text.
    pub(super) fn emit_behind(&mut self, event: Event) {
        self.queue.push_back(Queued {
            event,
            raw: Raw::Unwanted,
            place: Some(Position::At(self.input.at)),
        });
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

    /// Byte, line and column of the event.
    pub(crate) fn position(&self) -> input::Place {
        match self.position {
            Position::At(offset) => self.input.place_at(offset.min(self.input.text.len())),
            Position::Known(place) => place,
        }
    }

    /// The text of the event; nothing if nobody wants it, or if it was taken before.
    pub(super) fn take_raw(&mut self) -> String {
        match std::mem::replace(&mut self.raw, Raw::Unwanted) {
            Raw::Unwanted => String::new(),
            Raw::Text(text) => text,
            Raw::Span(at, length) => {
                let text = self.input.text.get(at..at + length);
                text.unwrap_or_default().to_owned()
            }
        }
    }

    /// A name as text.
    pub(crate) fn name(&self, id: NameId) -> &str {
        self.names.text(id)
    }

    /// How many attributes the element has that begins.
    pub(crate) fn attribute_count(&self) -> usize {
        self.attributes.len()
    }

    /// Name and value of an attribute of the element that begins.
    pub(crate) fn attribute(&self, index: usize) -> (NameId, &str) {
        let span = self.attributes[index];
        (span.name, &self.values[span.start..span.end])
    }

    /// What to do where a token does not end.
    pub(super) fn part(&self, code: u32) -> Result<Flow, Fault> {
        if !self.sources.is_empty() {
            return fault(error::ASYNC_ENTITY, 0);
        }
        if self.input.is_bad {
            return fault(error::INVALID_TOKEN, self.rest().len());
        }
        if !self.input.is_final {
            return Ok(Flow::Pause);
        }
        if self.input.has_part() {
            return fault(error::PARTIAL_CHAR, self.rest().len());
        }
        fault(code, 0)
    }

    /// Gives more of the document.
    pub(super) fn feed(&mut self, bytes: &[u8], is_final: bool) {
        let dropped = self.input.unneeded();
        self.position = match self.position {
            Position::At(offset) if offset < dropped => Position::Known(self.position()),
            Position::At(offset) => Position::At(offset - dropped),
            known => known,
        };
        self.event_at = self.event_at.saturating_sub(dropped);
        self.input.feed(bytes, is_final);
        self.was_fed = true;
        self.fed_at = self.input.progress();
    }

    /// The next event.
    pub(crate) fn next(&mut self) -> Step {
        loop {
            if let Some(queued) = self.queue.pop_front() {
                if let Some(position) = queued.place {
                    self.position = position;
                }
                self.raw = queued.raw;
                return Step::Event(queued.event);
            }
            if self.error != 0 {
                return Step::Error(self.error);
            }
            if self.asked_encoding.is_some() {
                return Step::Pause;
            }
            match self.begin() {
                Ok(true) => {}
                Ok(false) => return Step::Pause,
                Err(code) => {
                    self.error = code;
                    continue;
                }
            }
            self.input.decode();
            if self.sources.is_empty() {
                self.position = Position::At(self.input.at);
                self.event_at = self.input.at;
                let length = self.input.text.len() - self.input.at;
                if self.defers && !self.input.is_final && length < 2 * self.waiting {
                    return Step::Pause;
                }
            }
            match self.step() {
                Ok(Flow::On) => self.waiting = 0,
                Ok(Flow::Pause) => {
                    // Only where nothing could be read of what came.
                    self.waiting = match self.input.progress() == self.fed_at {
                        true => self.input.rest().len(),
                        false => 0,
                    };
                    return Step::Pause;
                }
                Err(Fault { code, offset }) => {
                    if self.sources.is_empty() {
                        let offset = self.input.rest().floor_char_boundary(offset);
                        self.position = Position::At(self.input.at + offset);
                    }
                    self.error = code;
                }
            }
            if self.indirect > 0 && self.is_amplified() {
                self.error = error::AMPLIFICATION_LIMIT_BREACH;
            }
        }
    }

    /// Whether entities made the document longer than is allowed.
    fn is_amplified(&self) -> bool {
        let (direct, ..) = self.input.place_at(self.input.at);
        let direct = direct.max(1);
        let all = direct + self.indirect;
        all > self.threshold && all as f32 / direct as f32 > self.amplification
    }

    /// Finds out how the bytes are to be decoded; says whether that is known.
    fn begin(&mut self) -> Result<bool, u32> {
        match self.input.start() {
            Start::Known => Ok(true),
            Start::Wait => Ok(false),
            Start::Named(name) => match known_encoding(&name, false)? {
                Some(encoding) => {
                    self.input.encoding = Some(encoding);
                    Ok(true)
                }
                None => {
                    self.asked_encoding = Some(name);
                    Ok(false)
                }
            },
        }
    }

    fn step(&mut self) -> Result<Flow, Fault> {
        if self.place == Place::Start {
            return self.start();
        }
        if self.rest().is_empty() {
            if let Some(source) = self.sources.last() {
                if !source.is_parameter && self.open.len() != source.depth {
                    return fault(error::ASYNC_ENTITY, 0);
                }
                self.sources.pop();
                return Ok(Flow::On);
            }
            return self.end();
        }
        match self.place {
            Place::Content => self.content(),
            Place::Cdata => self.cdata(),
            Place::Subset => self.subset(),
            _ => self.outside(),
        }
    }

    /// What is to be done where the document ends.
    fn end(&mut self) -> Result<Flow, Fault> {
        let is_complete = match (self.kind, self.place) {
            (_, Place::Epilog) => true,
            (Kind::Entity, Place::Content) => self.open.is_empty(),
            (Kind::Subset, Place::Subset) => true,
            _ => false,
        };
        if is_complete && self.input.is_final && !self.input.is_bad && !self.input.has_part() {
            return Ok(Flow::Pause);
        }
        let code = match (self.kind, self.place) {
            (_, Place::Cdata) => error::UNCLOSED_CDATA_SECTION,
            (Kind::Entity, _) => error::ASYNC_ENTITY,
            _ => error::NO_ELEMENTS,
        };
        self.part(code)
    }

    /// The declaration at the start, if there is one.
    fn start(&mut self) -> Result<Flow, Fault> {
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
    fn outside(&mut self) -> Result<Flow, Fault> {
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

    fn content(&mut self) -> Result<Flow, Fault> {
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

    fn cdata(&mut self) -> Result<Flow, Fault> {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events of a document that comes in pieces of this size, or the number of an error.
    fn events(document: &str, size: usize) -> Result<Vec<String>, u32> {
        let mut machine = Machine::new(Kind::Document, Rc::default());
        machine.defers = false;
        let mut told = Vec::new();
        let mut pieces: Vec<&[u8]> = document.as_bytes().chunks(size).collect();
        pieces.push(b"");
        let count = pieces.len();
        for (index, piece) in pieces.into_iter().enumerate() {
            machine.feed(piece, index + 1 == count);
            loop {
                match machine.next() {
                    Step::Event(Event::Other | Event::Characters) => {}
                    Step::Event(event) => {
                        let attributes = (0..machine.attribute_count())
                            .map(|index| format!("{:?}", machine.attribute(index)));
                        let attributes: Vec<String> = match event {
                            Event::StartElement { .. } => attributes.collect(),
                            _ => Vec::new(),
                        };
                        told.push(format!("{event:?}{attributes:?}"));
                    }
                    Step::Pause => break,
                    Step::Error(code) => return Err(code),
                }
            }
        }
        Ok(told)
    }

    #[test]
    fn pieces_of_any_size_give_the_same_events() {
        let document = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e '<c/>'><!ATTLIST b x CDATA 'é'>]>\n\
                        <a><!-- - --><b y='>'/>&e;<![CDATA[]]]]><?p q?></a>\n";
        let whole = events(document, 1000).expect("well-formed");
        assert_eq!(whole.len(), 15, "{whole:#?}");
        for size in 1..20 {
            assert_eq!(
                events(document, size).as_ref(),
                Ok(&whole),
                "pieces of {size} bytes"
            );
        }
    }

    #[test]
    fn what_is_not_well_formed_is_told() {
        for (document, code) in [
            ("<a></b>", error::TAG_MISMATCH),
            ("<a><b></a></b>", error::TAG_MISMATCH),
            (
                "<!DOCTYPE a [<!ENTITY e '</a>'>]><a>&e;",
                error::ASYNC_ENTITY,
            ),
            (
                "<!DOCTYPE a [<!ENTITY e '&e;'>]><a>&e;</a>",
                error::RECURSIVE_ENTITY_REF,
            ),
            (
                "<!DOCTYPE a [<!ENTITY e '&e;'>]><a x='&e;'/>",
                error::RECURSIVE_ENTITY_REF,
            ),
            ("<a>]]></a>", error::INVALID_TOKEN),
            ("<a/>x", error::JUNK_AFTER_DOC_ELEMENT),
        ] {
            for size in [1, 1000] {
                assert_eq!(events(document, size), Err(code), "{document}");
            }
        }
    }
}
