//! The history as the editor asks for it: entries of which no more is shown than there is room for.

use std::path::Path;

use rustyline::history::{History, MemHistory, SearchDirection, SearchResult};
use rustyline::{Config, Result};

use super::edit::Text;
use super::margin;
use super::view::Views;

/// Entries, as buffers of the editor.
pub(super) struct Entries {
    all: MemHistory,
    views: Views,
}

impl Entries {
    pub(super) fn new(config: &Config, views: Views) -> Entries {
        Entries {
            all: MemHistory::with_config(config),
            views,
        }
    }

    /// The texts of all entries, the oldest first.
    pub(super) fn texts(&self) -> Vec<String> {
        let entry = |index| self.all.get(index, SearchDirection::Forward).ok().flatten();
        let entries = (0..self.all.len()).filter_map(entry);
        entries.map(|it| margin::to_text(&it.entry)).collect()
    }

    /// The part of a result that is shown, with the cursor where the editor puts it.
    fn cut<'r>(&self, found: SearchResult<'_>, position: usize) -> SearchResult<'r> {
        let text = Text {
            cursor: margin::to_text_offset(&found.entry, position),
            text: margin::to_text(&found.entry),
        };
        let (buffer, position) = self.views.preview(&text);
        SearchResult {
            entry: buffer.into(),
            idx: found.idx,
            pos: position,
        }
    }
}

impl History for Entries {
    fn get(&self, index: usize, direction: SearchDirection) -> Result<Option<SearchResult<'_>>> {
        let found = self.all.get(index, direction)?;
        Ok(found.map(|it| {
            let end = it.entry.len();
            self.cut(it, end)
        }))
    }

    fn add(&mut self, line: &str) -> Result<bool> {
        self.all.add(line)
    }

    fn add_owned(&mut self, line: String) -> Result<bool> {
        self.all.add_owned(line)
    }

    fn len(&self) -> usize {
        self.all.len()
    }

    fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn set_max_len(&mut self, length: usize) -> Result<()> {
        self.all.set_max_len(length)
    }

    fn ignore_dups(&mut self, yes: bool) -> Result<()> {
        self.all.ignore_dups(yes)
    }

    fn ignore_space(&mut self, yes: bool) {
        self.all.ignore_space(yes);
    }

    fn save(&mut self, path: &Path) -> Result<()> {
        self.all.save(path)
    }

    fn append(&mut self, path: &Path) -> Result<()> {
        self.all.append(path)
    }

    fn load(&mut self, path: &Path) -> Result<()> {
        self.all.load(path)
    }

    fn clear(&mut self) -> Result<()> {
        self.all.clear()
    }

    fn search(
        &self,
        term: &str,
        start: usize,
        direction: SearchDirection,
    ) -> Result<Option<SearchResult<'_>>> {
        let found = self.all.search(term, start, direction)?;
        Ok(found.map(|it| {
            let position = it.pos;
            self.cut(it, position)
        }))
    }

    fn starts_with(
        &self,
        term: &str,
        start: usize,
        direction: SearchDirection,
    ) -> Result<Option<SearchResult<'_>>> {
        let found = self.all.starts_with(term, start, direction)?;
        Ok(found.map(|it| {
            let position = it.pos;
            self.cut(it, position)
        }))
    }
}
