//! The names of a document, each of them once.

use std::collections::HashMap;
use std::rc::Rc;

/// A name, by its number in the [`NameTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NameId(u32);

impl NameId {
    /// The number, for tables of what belongs to names.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Names that were met last, by a few of their bytes.
const RECENT: usize = 256;

struct Known {
    text: Rc<str>,
    /// Where the colon is, in bytes.
    colon: Option<usize>,
    /// Whether an attribute of that name declares a namespace.
    declares: bool,
}

/// The names that were met.
pub(crate) struct NameTable {
    ids: HashMap<Rc<str>, NameId>,
    known: Vec<Known>,
    /// A guess for each slot, so that most names need no look-up.
    recent: Box<[NameId; RECENT]>,
}

impl Default for NameTable {
    fn default() -> NameTable {
        NameTable {
            ids: HashMap::new(),
            known: Vec::new(),
            recent: Box::new([NameId(u32::MAX); RECENT]),
        }
    }
}

/// The slot of a name among those that were met last.
fn slot(text: &str) -> usize {
    let bytes = text.as_bytes();
    let byte = |index: usize| usize::from(bytes.get(index).copied().unwrap_or(0));
    let length = bytes.len();
    let mixed = byte(0) + 5 * byte(length / 2) + 17 * byte(length.wrapping_sub(1)) + 31 * length;
    mixed % RECENT
}

impl NameTable {
    /// The number of a name.
    #[inline]
    pub(super) fn id(&mut self, text: &str) -> NameId {
        let slot = slot(text);
        let guess = self.recent[slot];
        match self.known.get(guess.index()) {
            Some(known) if &*known.text == text => guess,
            _ => self.look_up(text, slot),
        }
    }

    #[inline(never)]
    fn look_up(&mut self, text: &str, slot: usize) -> NameId {
        let id = match self.ids.get(text) {
            Some(id) => *id,
            None => {
                let id = NameId(self.known.len() as u32);
                let text: Rc<str> = Rc::from(text);
                self.ids.insert(text.clone(), id);
                self.known.push(Known {
                    colon: text.find(':'),
                    declares: text
                        .strip_prefix("xmlns")
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(':')),
                    text,
                });
                id
            }
        };
        self.recent[slot] = id;
        id
    }

    /// A name as text.
    pub(crate) fn text(&self, id: NameId) -> &Rc<str> {
        &self.known[id.index()].text
    }

    /// Where the colon of a name is, in bytes.
    pub(super) fn colon(&self, id: NameId) -> Option<usize> {
        self.known[id.index()].colon
    }

    /// Whether an attribute of that name declares a namespace.
    pub(super) fn declares(&self, id: NameId) -> bool {
        self.known[id.index()].declares
    }
}
