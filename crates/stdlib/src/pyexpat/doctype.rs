//! The document type: its declaration, and the declarations in it.
//! Source: XML 1.0 (fifth edition), 2.8, 3.2, 3.3, 4.2, 4.7.

use std::rc::Rc;

use super::dtd::{Attribute, Entity, Model};
use super::event::{Event, ExternalId, Rare, error};
use super::machine::{Fault, Flow, Kind, Machine, Place, Source, fault};
use super::names::{
    Reference, is_char, is_name_start, is_space, name_length, reference, with_newlines,
};
use super::tags::attribute_value;

/// The words of a declaration.
struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_spaces(&mut self) -> bool {
        let rest = self.rest();
        let spaces = rest.len() - rest.trim_start_matches(is_space).len();
        self.at += spaces;
        spaces > 0
    }

    fn bad<T>(&self) -> Result<T, Fault> {
        let code = match self.rest().starts_with(['<', '&']) {
            true => error::INVALID_TOKEN,
            false => error::SYNTAX,
        };
        fault(code, self.at)
    }

    /// A name, which must be there.
    fn name(&mut self) -> Result<&'a str, Fault> {
        self.skip_spaces();
        let rest = self.rest();
        let length = name_length(rest);
        if length == 0 {
            return self.bad();
        }
        self.at += length;
        Ok(&rest[..length])
    }

    /// A text in quotes, which must be there.
    fn literal(&mut self) -> Result<&'a str, Fault> {
        self.skip_spaces();
        let rest = self.rest();
        let quote = rest
            .chars()
            .next()
            .filter(|char| matches!(char, '"' | '\''));
        let Some(end) = quote.and_then(|quote| rest[1..].find(quote)) else {
            return self.bad();
        };
        self.at += end + 2;
        Ok(&rest[1..=end])
    }

    fn accept(&mut self, word: &str) -> bool {
        self.skip_spaces();
        let is_there = self.rest().starts_with(word);
        if is_there {
            self.at += word.len();
        }
        is_there
    }

    /// `SYSTEM "…"`, `PUBLIC "…" "…"`, or nothing. A notation needs no second text.
    fn external_id(&mut self, is_notation: bool) -> Result<Option<ExternalId>, Fault> {
        if self.accept("SYSTEM") {
            let system = Some(self.literal()?.to_owned());
            return Ok(Some(ExternalId {
                system,
                public: None,
            }));
        }
        if !self.accept("PUBLIC") {
            return Ok(None);
        }
        let public = self.literal()?;
        let is_allowed =
            |char: char| char.is_ascii_alphanumeric() || " \r\n-'()+,./:=?;!*#@$_%".contains(char);
        if let Some(bad) = public.find(|char| !is_allowed(char)) {
            let start = self.at - public.len() - 1;
            return fault(error::PUBLIC_ID, start + bad);
        }
        let words: Vec<&str> = public
            .split(is_space)
            .filter(|word| !word.is_empty())
            .collect();
        let public = Some(words.join(" "));
        self.skip_spaces();
        let system = match is_notation && !self.rest().starts_with(['"', '\'']) {
            true => None,
            false => Some(self.literal()?.to_owned()),
        };
        Ok(Some(ExternalId { system, public }))
    }

    fn end(&mut self) -> Result<(), Fault> {
        self.skip_spaces();
        match self.rest() {
            ">" => Ok(()),
            _ => self.bad(),
        }
    }
}

/// Where a declaration ends: behind a `>`, or before one of `stops`, outside of quotes.
fn declaration_end(rest: &str, stops: &str) -> Result<Option<usize>, Fault> {
    let mut quote = None;
    for (index, char) in rest.char_indices().skip(2) {
        match (quote, char) {
            (_, char) if !is_char(char) => return fault(error::INVALID_TOKEN, index),
            (Some(open), char) if open == char => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(char),
            (None, '>') => return Ok(Some(index + 1)),
            (None, char) if stops.contains(char) => return Ok(Some(index)),
            (None, '<') => return fault(error::INVALID_TOKEN, index),
            (None, _) => {}
        }
    }
    Ok(None)
}

/// The quantifier behind a part of a content model.
fn quantifier(words: &mut Words<'_>) -> i32 {
    let found = match words.rest().chars().next() {
        Some('?') => 1,
        Some('*') => 2,
        Some('+') => 3,
        _ => return 0,
    };
    words.at += 1;
    found
}

/// Most levels of a content model.
const MOST_LEVELS: usize = 500;

fn leaf(kind: i32) -> Model {
    Model {
        kind,
        quantifier: 0,
        name: None,
        children: Vec::new(),
    }
}

/// A content model.
fn model(words: &mut Words<'_>) -> Result<Model, Fault> {
    if words.accept("EMPTY") {
        return Ok(leaf(Model::EMPTY));
    }
    if words.accept("ANY") {
        return Ok(leaf(Model::ANY));
    }
    let mut open: Vec<Model> = Vec::new();
    loop {
        // A name, a group, or #PCDATA.
        let mut done = if words.accept("(") {
            if open.len() > MOST_LEVELS {
                return fault(error::NESTED, words.at);
            }
            open.push(leaf(0));
            continue;
        } else if open.len() == 1 && words.accept("#PCDATA") {
            open[0].kind = Model::MIXED;
            None
        } else if open.is_empty() {
            return words.bad();
        } else {
            let name = words.name()?.to_owned();
            let quantifier = quantifier(words);
            Some(Model {
                kind: Model::NAME,
                quantifier,
                name: Some(name),
                children: Vec::new(),
            })
        };
        // What follows it: a separator, or the ends of groups.
        loop {
            let Some(group) = open.last_mut() else {
                return words.bad();
            };
            group.children.extend(done.take());
            let wanted = if words.accept("|") {
                Model::CHOICE
            } else if words.accept(",") {
                Model::SEQUENCE
            } else if words.accept(")") {
                let Some(mut group) = open.pop() else {
                    return words.bad();
                };
                group.quantifier = quantifier(words);
                if group.kind == 0 {
                    group.kind = Model::SEQUENCE;
                }
                if open.is_empty() {
                    return Ok(group);
                }
                done = Some(group);
                continue;
            } else {
                return words.bad();
            };
            match group.kind {
                0 => group.kind = wanted,
                Model::MIXED if wanted == Model::CHOICE => {}
                kind if kind == wanted => {}
                _ => return words.bad(),
            }
            break;
        }
    }
}

impl Machine {
    pub(super) fn document_type(&mut self) -> Result<Flow, Fault> {
        let Some(end) = declaration_end(self.rest(), "[")? else {
            return self.part(error::UNCLOSED_TOKEN);
        };
        let header = self.rest()[..end].to_owned();
        let has_subset = !header.ends_with('>');
        let mut words = Words {
            text: header.strip_suffix('>').unwrap_or(&header),
            at: 9,
        };
        if !words.rest().starts_with(is_space) {
            return fault(error::INVALID_TOKEN, 9);
        }
        let name = words.name()?.to_owned();
        let id = words.external_id(false)?;
        words.skip_spaces();
        if !words.rest().is_empty() {
            return words.bad();
        }
        let length = header.len() + usize::from(has_subset);
        let text = self.take(length);
        if id.is_some() || self.foreign_dtd {
            self.dtd.borrow_mut().is_incomplete = true;
        }
        self.doctype = Some(id.clone().unwrap_or_default());
        if id.is_some() {
            self.tell_not_standalone();
        }
        self.emit(
            Rare::StartDoctype {
                name,
                id: id.unwrap_or_default(),
                has_subset,
            }
            .into(),
            // The end is told apart from it.
            text.trim_end_matches('>'),
        );
        match has_subset {
            true => self.place = Place::Subset,
            false => self.end_document_type(">"),
        }
        Ok(Flow::On)
    }

    /// Tells of the external part of the document type, if it is to be read.
    pub(super) fn external_subset(&mut self, id: ExternalId) {
        let standalone = self.dtd.borrow().standalone;
        let is_read = self.parameters == 2 || self.parameters == 1 && !standalone;
        if is_read {
            self.emit(Rare::ExternalEntity { context: None, id }.into(), "");
        }
    }

    fn tell_not_standalone(&mut self) {
        if !self.dtd.borrow().standalone && self.parameters == 0 {
            self.emit(Event::NotStandalone, "");
        }
    }

    fn end_document_type(&mut self, text: &str) {
        let id = self.doctype.clone().unwrap_or_default();
        if id.system.is_some() || self.foreign_dtd {
            self.external_subset(id);
        }
        self.emit(Event::EndDoctype, text);
        self.place = Place::Prolog;
    }

    /// What stands in a document type.
    pub(super) fn subset(&mut self) -> Result<Flow, Fault> {
        let rest = self.rest();
        let spaces = rest.len() - rest.trim_start_matches(is_space).len();
        if spaces > 0 {
            let text = self.take(spaces);
            self.emit(Event::Other, &text);
            return Ok(Flow::On);
        }
        if rest.starts_with(']') && self.kind == Kind::Document {
            let spaced = rest[1..].trim_start_matches(is_space);
            let length = rest.len() - spaced.len();
            return match spaced.chars().next() {
                Some('>') => {
                    let text = self.take(length + 1);
                    self.end_document_type(&text);
                    Ok(Flow::On)
                }
                None => self.part(error::UNCLOSED_TOKEN),
                Some(_) => fault(error::SYNTAX, length),
            };
        }
        if rest.starts_with('%') {
            return self.parameter_reference();
        }
        if rest.starts_with("<!--") {
            return self.comment();
        }
        if rest.starts_with("<?") {
            return self.instruction();
        }
        if self.kind == Kind::Subset && (rest.starts_with("<![") || rest.starts_with("]]>")) {
            return self.conditional();
        }
        let words = ["<!ELEMENT", "<!ATTLIST", "<!ENTITY", "<!NOTATION"];
        if words
            .iter()
            .any(|word| rest.len() < word.len() && word.starts_with(rest))
        {
            return self.part(error::UNCLOSED_TOKEN);
        }
        let Some(word) = words.iter().find(|word| rest.starts_with(**word)) else {
            return match rest.strip_prefix('<') {
                Some(tag) if tag.starts_with('!') => fault(error::INVALID_TOKEN, 2),
                Some(tag) if !tag.starts_with(is_name_start) => fault(error::INVALID_TOKEN, 1),
                None if rest.starts_with('&') => fault(error::INVALID_TOKEN, 0),
                _ => fault(error::SYNTAX, 0),
            };
        };
        let Some(end) = declaration_end(rest, "")? else {
            return self.part(error::UNCLOSED_TOKEN);
        };
        let mut declaration = rest[..end].to_owned();
        if self.kind == Kind::Subset {
            declaration = self.without_parameters(&declaration)?;
        }
        let mut words = Words {
            text: &declaration,
            at: word.len(),
        };
        if !words.rest().starts_with(is_space) {
            return fault(error::INVALID_TOKEN, word.len());
        }
        let found: Vec<Rare> = match *word {
            "<!ELEMENT" => {
                let name = words.name()?.to_owned();
                let model = model(&mut words)?;
                words.end()?;
                vec![Rare::ElementDeclaration { name, model }]
            }
            "<!ATTLIST" => self.attribute_list(&mut words)?,
            "<!ENTITY" => self.entity(&mut words)?,
            _ => {
                let name = words.name()?.to_owned();
                let Some(id) = words.external_id(true)? else {
                    return words.bad();
                };
                words.end()?;
                vec![Rare::NotationDeclaration { name, id }]
            }
        };
        let text = self.take(end);
        let is_silent = found.is_empty();
        for rare in found {
            self.emit(rare.into(), &text);
        }
        if is_silent {
            self.emit(Event::Other, &text);
        }
        Ok(Flow::On)
    }

    /// `<![INCLUDE[`, `<![IGNORE[` and their end.
    fn conditional(&mut self) -> Result<Flow, Fault> {
        let rest = self.rest();
        if rest.starts_with("]]>") {
            self.take(3);
            return Ok(Flow::On);
        }
        let Some(open) = rest[3..].find('[') else {
            return self.part(error::UNCLOSED_TOKEN);
        };
        let word = rest[3..3 + open].to_owned();
        let word = self.without_parameters(&word)?;
        match word.trim_matches(is_space) {
            "INCLUDE" => {
                self.take(open + 4);
                Ok(Flow::On)
            }
            "IGNORE" => {
                let rest = self.rest();
                let (mut level, mut at) = (1, open + 4);
                while level > 0 {
                    let next = rest[at..].find("<![").map(|found| at + found);
                    let end = rest[at..].find("]]>").map(|found| at + found);
                    match (next, end) {
                        (Some(next), Some(end)) if next < end => {
                            level += 1;
                            at = next + 3;
                        }
                        (_, Some(end)) => {
                            level -= 1;
                            at = end + 3;
                        }
                        (_, None) => return self.part(error::UNCLOSED_TOKEN),
                    }
                }
                self.take(at);
                Ok(Flow::On)
            }
            _ => fault(error::SYNTAX, 3),
        }
    }

    fn parameter_reference(&mut self) -> Result<Flow, Fault> {
        let (found, length) = reference(self.rest());
        let name = match found {
            Reference::Entity(name) => name.to_owned(),
            Reference::Part => return self.part(error::UNCLOSED_TOKEN),
            Reference::Bad(offset) => return fault(error::INVALID_TOKEN, offset),
            _ => return fault(error::INVALID_TOKEN, 0),
        };
        let (entity, standalone) = {
            let mut dtd = self.dtd.borrow_mut();
            dtd.is_incomplete = true;
            dtd.is_stopped |= self.parameters == 0 && !dtd.standalone;
            (dtd.parameters.get(&name).cloned(), dtd.standalone)
        };
        let text = self.take(length);
        self.tell_not_standalone();
        let is_read = self.parameters == 2 || self.parameters == 1 && !standalone;
        let Some(entity) = entity.filter(|_| is_read) else {
            let event = match self.parameters {
                0 => Event::Other,
                _ => Rare::SkippedEntity {
                    name,
                    is_parameter: true,
                }
                .into(),
            };
            self.emit(event, &text);
            return Ok(Flow::On);
        };
        let is_open = self
            .sources
            .iter()
            .any(|source| source.is_parameter && source.name == name);
        if is_open || self.around.contains(&format!("%{name}")) {
            return fault(error::RECURSIVE_ENTITY_REF, 0);
        }
        match entity.text {
            Some(replacement) => self.sources.push(Source {
                name,
                text: replacement,
                at: 0,
                depth: self.open.len(),
                is_parameter: true,
            }),
            None => self.emit(
                Rare::ExternalEntity {
                    context: None,
                    id: entity.id,
                }
                .into(),
                &text,
            ),
        }
        Ok(Flow::On)
    }

    /// A declaration with its parameter entities replaced, outside of quotes.
    fn without_parameters(&mut self, text: &str) -> Result<String, Fault> {
        let mut result = text.to_owned();
        let mut at = 0;
        let mut quote = None;
        let mut replaced = 0;
        while let Some(char) = result[at..].chars().next() {
            match (quote, char) {
                (Some(open), _) if open == char => quote = None,
                (None, '"' | '\'') => quote = Some(char),
                (None, '%') => {
                    if let (Reference::Entity(name), length) = reference(&result[at..]) {
                        let known = self.dtd.borrow().parameters.get(name).cloned();
                        let Some(replacement) = known.and_then(|entity| entity.text) else {
                            return fault(error::UNDEFINED_ENTITY, 0);
                        };
                        replaced += replacement.len() + 1;
                        if replaced > 1 << 20 {
                            return fault(error::RECURSIVE_ENTITY_REF, 0);
                        }
                        result.replace_range(at..at + length, &format!(" {replacement} "));
                        continue;
                    }
                }
                _ => {}
            }
            at += char.len_utf8();
        }
        Ok(result)
    }

    fn attribute_list(&mut self, words: &mut Words<'_>) -> Result<Vec<Rare>, Fault> {
        let element = words.name()?.to_owned();
        let mut events = Vec::new();
        loop {
            words.skip_spaces();
            if words.rest() == ">" {
                return Ok(events);
            }
            let name = words.name()?.to_owned();
            words.skip_spaces();
            let mut kind = match words.rest().starts_with('(') {
                true => String::new(),
                false => words.name()?.to_owned(),
            };
            let known = [
                "CDATA", "ID", "IDREF", "IDREFS", "ENTITY", "ENTITIES", "NMTOKEN", "NMTOKENS",
            ];
            if kind.is_empty() || kind == "NOTATION" {
                if !words.accept("(") {
                    return words.bad();
                }
                let Some(end) = words.rest().find(')') else {
                    return words.bad();
                };
                let values = words.rest()[..end]
                    .split('|')
                    .map(|value| value.trim_matches(is_space));
                let values: Vec<&str> = values.collect();
                kind += &format!("({})", values.join("|"));
                words.at += end + 1;
            } else if !known.contains(&&*kind) {
                return words.bad();
            }
            let is_cdata = kind == "CDATA";
            let (mut default, mut required) = (None, false);
            if words.accept("#REQUIRED") {
                required = true;
            } else if !words.accept("#IMPLIED") {
                required = words.accept("#FIXED");
                let at = words.at;
                let raw = words.literal()?;
                let dtd = self.dtd.clone();
                let mut value = String::with_capacity(raw.len());
                attribute_value(raw, is_cdata, &dtd.borrow(), &mut self.indirect, &mut value)
                    .map_err(|fault| fault.behind(at))?;
                default = Some(value);
            }
            let mut dtd = self.dtd.borrow_mut();
            if dtd.is_stopped {
                continue;
            }
            let declared = dtd.attributes.entry(element.clone()).or_default();
            if !declared.iter().any(|attribute| attribute.name == name) {
                declared.push(Attribute {
                    name: name.clone(),
                    is_cdata,
                    default: default.clone(),
                });
            }
            events.push(Rare::AttributeDeclaration {
                element: element.clone(),
                name,
                kind,
                default,
                required,
            });
        }
    }

    /// The replacement text of an entity.
    fn entity_value(&mut self, raw: &str, at: usize) -> Result<String, Fault> {
        let mut text = with_newlines(raw);
        let mut result = String::with_capacity(text.len());
        let (mut replaced, mut place) = (0, 0);
        while let Some(char) = text[place..].chars().next() {
            let mut length = char.len_utf8();
            match char {
                '&' => match reference(&text[place..]) {
                    (Reference::Char(char), used) => {
                        result.push(char);
                        length = used;
                    }
                    (Reference::Entity(_), used) => {
                        result.push_str(&text[place..place + used]);
                        length = used;
                    }
                    (Reference::BadChar, _) => return fault(error::BAD_CHAR_REF, at),
                    _ => return fault(error::INVALID_TOKEN, at),
                },
                '%' => {
                    let (Reference::Entity(name), used) = reference(&text[place..]) else {
                        return fault(error::INVALID_TOKEN, at);
                    };
                    if self.kind == Kind::Document && self.sources.is_empty() {
                        return fault(10, at);
                    }
                    let known = self.dtd.borrow().parameters.get(name).cloned();
                    let Some(inner) = known.and_then(|entity| entity.text) else {
                        return fault(error::UNDEFINED_ENTITY, at);
                    };
                    replaced += inner.len() + 1;
                    if replaced > 1 << 20 {
                        return fault(error::RECURSIVE_ENTITY_REF, at);
                    }
                    text.replace_range(place..place + used, &inner);
                    continue;
                }
                char => result.push(char),
            }
            place += length;
        }
        Ok(result)
    }

    fn entity(&mut self, words: &mut Words<'_>) -> Result<Vec<Rare>, Fault> {
        let is_parameter = words.accept("%");
        if is_parameter && !words.rest().starts_with(is_space) {
            return words.bad();
        }
        let name = words.name()?.to_owned();
        let id = words.external_id(false)?;
        let mut notation = None;
        let mut text = None;
        match &id {
            Some(_) => {
                if !is_parameter && words.accept("NDATA") {
                    notation = Some(words.name()?.to_owned());
                }
            }
            None => {
                let at = words.at + 1;
                let raw = words.literal()?;
                text = Some(self.entity_value(raw, at)?);
            }
        }
        words.end()?;
        let id = id.unwrap_or_default();
        let entity = Entity {
            text: text.as_deref().map(Rc::from),
            id: id.clone(),
            notation: notation.clone(),
        };
        let mut dtd = self.dtd.borrow_mut();
        let is_stopped = dtd.is_stopped;
        let table = match is_parameter {
            true => &mut dtd.parameters,
            false => &mut dtd.entities,
        };
        // The first declaration counts.
        if is_stopped || table.contains_key(&name) {
            return Ok(Vec::new());
        }
        table.insert(name.clone(), entity);
        Ok(vec![Rare::EntityDeclaration {
            name,
            is_parameter,
            value: text,
            id,
            notation,
        }])
    }
}
