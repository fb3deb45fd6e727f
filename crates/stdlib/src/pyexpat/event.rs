//! What the machine tells: events and errors.
//! Source: XML 1.0 (fifth edition); the numbers of errors are expat's.

use super::dtd::Model;
use super::name_table::NameId;

/// The errors, by their numbers.
pub(crate) mod error {
    pub(crate) const SYNTAX: u32 = 2;
    pub(crate) const NO_ELEMENTS: u32 = 3;
    pub(crate) const INVALID_TOKEN: u32 = 4;
    pub(crate) const UNCLOSED_TOKEN: u32 = 5;
    pub(crate) const PARTIAL_CHAR: u32 = 6;
    pub(crate) const TAG_MISMATCH: u32 = 7;
    pub(crate) const DUPLICATE_ATTRIBUTE: u32 = 8;
    pub(crate) const JUNK_AFTER_DOC_ELEMENT: u32 = 9;
    pub(crate) const UNDEFINED_ENTITY: u32 = 11;
    pub(crate) const RECURSIVE_ENTITY_REF: u32 = 12;
    pub(crate) const ASYNC_ENTITY: u32 = 13;
    pub(crate) const BAD_CHAR_REF: u32 = 14;
    pub(crate) const BINARY_ENTITY_REF: u32 = 15;
    pub(crate) const ATTRIBUTE_EXTERNAL_ENTITY_REF: u32 = 16;
    pub(crate) const MISPLACED_XML_PI: u32 = 17;
    pub(crate) const INCORRECT_ENCODING: u32 = 19;
    pub(crate) const UNCLOSED_CDATA_SECTION: u32 = 20;
    pub(crate) const EXTERNAL_ENTITY_HANDLING: u32 = 21;
    pub(crate) const NOT_STANDALONE: u32 = 22;
    pub(crate) const CANT_CHANGE_FEATURE_ONCE_PARSING: u32 = 26;
    pub(crate) const UNBOUND_PREFIX: u32 = 27;
    pub(crate) const UNDECLARING_PREFIX: u32 = 28;
    pub(crate) const XML_DECL: u32 = 30;
    pub(crate) const TEXT_DECL: u32 = 31;
    pub(crate) const PUBLIC_ID: u32 = 32;
    pub(crate) const FINISHED: u32 = 36;
    pub(crate) const RESERVED_PREFIX_XML: u32 = 38;
    pub(crate) const RESERVED_PREFIX_XMLNS: u32 = 39;
    pub(crate) const RESERVED_NAMESPACE_URI: u32 = 40;
    /// No error of expat: something is nested too deeply.
    pub(crate) const NESTED: u32 = 1000;
    pub(crate) const UNKNOWN_ENCODING: u32 = 18;
    pub(crate) const AMPLIFICATION_LIMIT_BREACH: u32 = 43;
}

/// Where something external is.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExternalId {
    pub(crate) system: Option<String>,
    pub(crate) public: Option<String>,
}

/// What was found in the text. What most documents consist of is told without memory of its own.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// The attributes are those of the machine.
    StartElement {
        name: NameId,
        /// How many of the attributes stand in the text; the others are defaults.
        specified: usize,
    },
    EndElement {
        name: NameId,
    },
    /// The text is the machine's.
    Characters,
    StartCdata,
    EndCdata,
    EndDoctype,
    /// The document may depend on what is not read.
    NotStandalone,
    /// Text that only the default handler gets.
    Other,
    Rare(Box<Rare>),
}

/// What is found more rarely.
#[derive(Clone, Debug)]
pub(crate) enum Rare {
    Instruction {
        target: String,
        data: String,
    },
    Comment(String),
    StartNamespace {
        prefix: Option<String>,
        uri: Option<String>,
    },
    EndNamespace {
        prefix: Option<String>,
    },
    XmlDeclaration {
        version: Option<String>,
        encoding: Option<String>,
        /// -1 if it is not said.
        standalone: i32,
    },
    StartDoctype {
        name: String,
        id: ExternalId,
        has_subset: bool,
    },
    EntityDeclaration {
        name: String,
        is_parameter: bool,
        value: Option<String>,
        id: ExternalId,
        notation: Option<String>,
    },
    NotationDeclaration {
        name: String,
        id: ExternalId,
    },
    ElementDeclaration {
        name: String,
        model: Model,
    },
    AttributeDeclaration {
        element: String,
        name: String,
        kind: String,
        default: Option<String>,
        required: bool,
    },
    SkippedEntity {
        name: String,
        is_parameter: bool,
    },
    /// An external entity; without a context it is the external part of the document type.
    ExternalEntity {
        context: Option<String>,
        id: ExternalId,
    },
}

impl From<Rare> for Event {
    fn from(rare: Rare) -> Event {
        Event::Rare(Box::new(rare))
    }
}

/// What a step of the machine came to.
#[derive(Debug)]
pub(crate) enum Step {
    Event(Event),
    /// There is no more text, for now or at all.
    Pause,
    /// By number.
    Error(u32),
}
