//! What a document type declares.

use std::collections::HashMap;
use std::rc::Rc;

use super::event::ExternalId;

/// An entity.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    /// The replacement text of an internal one.
    pub(super) text: Option<Rc<str>>,
    pub(super) id: ExternalId,
    pub(super) notation: Option<String>,
}

/// An attribute that was declared for an element.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) name: String,
    /// Whether the value is text; all else is taken apart at spaces.
    pub(super) is_cdata: bool,
    pub(super) default: Option<String>,
}

/// The content that an element may have.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(super) kind: i32,
    /// 0: once, 1: `?`, 2: `*`, 3: `+`.
    pub(super) quantifier: i32,
    pub(super) name: Option<String>,
    pub(super) children: Vec<Model>,
}

impl Model {
    pub(super) const EMPTY: i32 = 1;
    pub(super) const ANY: i32 = 2;
    pub(super) const MIXED: i32 = 3;
    pub(super) const NAME: i32 = 4;
    pub(super) const CHOICE: i32 = 5;
    pub(super) const SEQUENCE: i32 = 6;
}

/// The declarations of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Dtd {
    pub(super) entities: HashMap<String, Entity>,
    pub(super) parameters: HashMap<String, Entity>,
    /// By element.
    pub(super) attributes: HashMap<String, Vec<Attribute>>,
    /// Whether there may be declarations that were not read.
    pub(super) is_incomplete: bool,
    pub(super) standalone: bool,
    /// A parameter entity was not read: what follows declares no entities and attributes any more.
    pub(super) is_stopped: bool,
}
