//! What instrumentation knows of a code object.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use crate::instrument::tools::ALL_TOOLS;
use crate::instrument::{Event, EventSet};
use crate::object::cell::HeapCell;

/// The events of a code object, and which of its instructions cause some.
pub(crate) struct CodeEvents {
    /// The version of [`Instruments`](super::Instruments) that the marks are of; zero for none.
    pub(crate) version: Cell<u32>,
    /// What is to be done at each word, see [`marks`](super::marks); empty if nothing is.
    pub(crate) marks: HeapCell<Box<[u8]>>,
    /// The line of each word; empty if nobody asked.
    pub(crate) lines: HeapCell<Box<[u32]>>,
    /// Local events of each tool, with the generation of the tool that they are of.
    local: [Cell<(u32, EventSet)>; ALL_TOOLS],
    /// The events of each tool that the marks are of.
    active: [Cell<EventSet>; ALL_TOOLS],
    /// Tools that have disabled an event at a word, a bit each.
    disabled: RefCell<HashMap<(u32, u8), u8>>,
    /// The number of restarts for which that holds.
    restarts: Cell<u32>,
}

impl CodeEvents {
    /// No events.
    pub(crate) fn new() -> CodeEvents {
        CodeEvents {
            version: Cell::new(0),
            marks: HeapCell::new(Box::default()),
            lines: HeapCell::new(Box::default()),
            local: [const { Cell::new((0, 0)) }; ALL_TOOLS],
            active: [const { Cell::new(0) }; ALL_TOOLS],
            disabled: RefCell::default(),
            restarts: Cell::new(0),
        }
    }

    /// The local events of a tool of this generation.
    pub(super) fn local(&self, tool: usize, generation: u32) -> EventSet {
        let (of, set) = self.local[tool].get();
        if of == generation { set } else { 0 }
    }

    /// Sets the local events of a tool and gives those it had.
    pub(super) fn set_local(&self, tool: usize, generation: u32, set: EventSet) -> EventSet {
        let old = self.local(tool, generation);
        self.local[tool].set((generation, set));
        old
    }

    /// The tools that have disabled an event at a word since this restart.
    pub(super) fn disabled(&self, event: Event, offset: usize, restarts: u32) -> u8 {
        if self.restarts.get() != restarts {
            return 0;
        }
        let disabled = self.disabled.borrow();
        if disabled.is_empty() {
            return 0;
        }
        let key = (offset as u32, event as u8);
        disabled.get(&key).copied().unwrap_or(0)
    }

    /// Notes the events of a tool. What is new of them is disabled nowhere.
    pub(super) fn activate(&self, tool: usize, set: EventSet) {
        let new = set & !self.active[tool].replace(set);
        let mut disabled = self.disabled.borrow_mut();
        if new == 0 || disabled.is_empty() {
            return;
        }
        for event in Event::ALL.iter().filter(|event| new & event.set() != 0) {
            for ((_, of), tools) in disabled.iter_mut() {
                if *of == *event as u8 {
                    *tools &= !(1 << tool);
                }
            }
        }
    }

    /// At how many places events have been disabled.
    pub(super) fn disabled_count(&self) -> u32 {
        self.disabled.borrow().len() as u32
    }

    /// Disables an event of a tool at a word.
    pub(super) fn disable(&self, event: Event, offset: usize, tool: usize, restarts: u32) {
        let mut disabled = self.disabled.borrow_mut();
        if self.restarts.replace(restarts) != restarts {
            disabled.clear();
        }
        *disabled.entry((offset as u32, event as u8)).or_insert(0) |= 1 << tool;
    }
}
