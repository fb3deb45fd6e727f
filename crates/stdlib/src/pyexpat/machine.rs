//! The machine: text comes in, in pieces of any size, and events come out. It knows nothing of Python.
//!
//! A token is looked at when all of it is there. Internal entities are read from a stack of sources, so
//! that nothing recurses.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::dtd::Dtd;
use super::event::{Event, ExternalId, Step, error};
use super::input::{self, Input, Start, known_encoding};
use super::name_table::{NameId, NameTable};
use super::namespaces::Namespaces;

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
}

#[cfg(test)]
mod tests;
