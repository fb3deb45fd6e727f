//! The part of a text that is in the editor.
//!
//! The editor draws its whole buffer at a change, which a terminal that is less high than that answers
//! with copies of it. So its buffer has no more lines than there is room for, and what lies above and
//! below them is kept here; of a line that alone is higher than the terminal it has a part. The editor itself puts back buffers that it has had (undo, the end of a
//! search, the newest entry of the history): which part of which text a buffer is, is found by what is
//! in it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::edit::Text;
use super::margin;

/// What lies around the lines that are in the buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Around {
    /// Ends with a line end, if it is not empty and no line is cut.
    above: Arc<str>,
    /// Begins with a line end, if it is not empty and no line is cut.
    below: Arc<str>,
}

impl Default for Around {
    fn default() -> Around {
        let nothing: Arc<str> = Arc::from("");
        Around {
            above: nothing.clone(),
            below: nothing,
        }
    }
}

/// The room for a text, in columns and rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// Width of the prompt before the first line.
    pub(super) first: usize,
    /// Width of that before the other lines.
    pub(super) margin: usize,
}

impl Room {
    /// The room that the terminal has now for texts with prompts of such widths.
    pub(super) fn now(first: usize, margin: usize) -> Room {
        let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout());
        let (columns, rows) = size.map_or((80, 24), |it| (it.ws_col.into(), it.ws_row.into()));
        Room {
            columns: if columns == 0 { 80 } else { columns },
            rows: if rows == 0 { 24 } else { rows },
            first,
            margin,
        }
    }

    /// Rows for a line behind a prompt of some width, as the editor counts them.
    fn line_rows(&self, prompt: usize, line: &str) -> usize {
        let (mut rows, mut column) = (1, prompt);
        for character in line.graphemes(true) {
            let width = match character {
                "\t" => self.margin - column % self.margin,
                _ => character.width(),
            };
            column += width;
            if column > self.columns {
                rows += 1;
                column = width;
            }
        }
        // The cursor behind a full row is in the next one.
        rows + usize::from(column == self.columns)
    }

    /// Rows for a text.
    pub(super) fn rows_of(&self, text: &str) -> usize {
        let lines = text.split('\n').enumerate();
        lines
            .map(|(number, line)| self.nth_rows(number, line))
            .sum()
    }

    fn nth_rows(&self, number: usize, line: &str) -> usize {
        let prompt = if number == 0 { self.first } else { self.margin };
        self.line_rows(prompt, line)
    }

    /// Rows that a buffer may have: a line that grows by a row still fits.
    fn limit(&self) -> usize {
        self.rows.saturating_sub(2).max(1)
    }

    /// The lines to show of those with such heights: around the cursor, from `top` on if they can.
    fn lines(&self, heights: &[usize], cursor: usize, top: usize) -> Range<usize> {
        let limit = self.limit();
        let mut start = top.min(cursor);
        let mut used: usize = heights[start..=cursor].iter().sum();
        while used > limit && start < cursor {
            used -= heights[start];
            start += 1;
        }
        let mut end = cursor + 1;
        while end < heights.len() && used + heights[end] <= limit {
            used += heights[end];
            end += 1;
        }
        while start > 0 && used + heights[start - 1] <= limit {
            start -= 1;
            used += heights[start];
        }
        start..end
    }
}

/// Buffers that are parts of texts.
#[derive(Default)]
pub(super) struct State {
    known: HashMap<String, Around>,
    current: Around,
    room: Option<Room>,
}

/// What keys, painter, history and terminal know of the parts.
#[derive(Clone, Default)]
pub(super) struct Views(Arc<Mutex<State>>);

impl Views {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins with a text of which nothing is known. `first` and `margin` are the widths of prompts.
    pub(super) fn begin(&self, first: usize, margin: usize) {
        let mut state = self.state();
        state.known.clear();
        state.current = Around::default();
        state.room = Some(Room::now(first, margin));
    }

    /// The room for texts, by the size that the terminal has now.
    pub(super) fn room(&self) -> Room {
        let mut state = self.state();
        let (first, margin) = state.room.map_or((4, 4), |it| (it.first, it.margin));
        *state.room.insert(Room::now(first, margin))
    }

    /// The whole text for a buffer of the editor.
    pub(super) fn text(&self, buffer: &str, position: usize) -> Text {
        let mut state = self.state();
        state.see(buffer);
        let own = margin::to_text(buffer);
        let cursor = margin::to_text_offset(buffer, position);
        let Around { above, below } = &state.current;
        Text {
            text: format!("{above}{own}{below}"),
            cursor: above.len() + cursor,
        }
    }

    /// The buffer for a text, and the cursor in it.
    pub(super) fn show(&self, text: &Text) -> (String, usize) {
        let room = self.room();
        let mut state = self.state();
        let top = state.current.above.matches('\n').count();
        let (around, own) = room.part(text, top);
        let buffer = margin::to_buffer(&text.text[own.clone()]);
        let cursor = margin::to_buffer_offset(&text.text[own.clone()], text.cursor - own.start);
        state.current = around;
        state.note(&buffer);
        (buffer, cursor)
    }

    /// The buffer for an entry of the history, with the cursor at an offset of it. It becomes the
    /// current one only when the editor takes it.
    pub(super) fn preview(&self, text: &Text) -> (String, usize) {
        let room = self.room();
        let mut state = self.state();
        let (around, own) = room.part(text, 0);
        let buffer = margin::to_buffer(&text.text[own.clone()]);
        let cursor = margin::to_buffer_offset(&text.text[own.clone()], text.cursor - own.start);
        state.known.insert(buffer.clone(), around);
        (buffer, cursor)
    }

    /// What lies above and below a buffer.
    pub(super) fn around(&self, buffer: &str) -> (Arc<str>, Arc<str>) {
        let state = self.state();
        let around = state.known.get(buffer).unwrap_or(&state.current);
        (around.above.clone(), around.below.clone())
    }

    /// Whether there is no room for the whole of a text.
    pub(super) fn is_tall(&self, text: &Text) -> bool {
        let room = self.room();
        room.rows_of(&text.text) > room.limit()
    }

    /// Whether there is no room for the whole of the cursor's line.
    pub(super) fn cuts_line(&self, text: &Text) -> bool {
        let room = self.room();
        room.cursor_rows(text) > room.limit()
    }
}

impl State {
    /// Looks up a buffer that the editor has.
    fn see(&mut self, buffer: &str) {
        match self.known.get(buffer) {
            Some(around) => self.current = around.clone(),
            None => self.note(buffer),
        }
    }

    /// Keeps what the current buffer is.
    fn note(&mut self, buffer: &str) {
        self.known.insert(buffer.to_owned(), self.current.clone());
    }
}

impl Room {
    /// The part of a text that is shown, and what lies around it.
    fn part(&self, text: &Text, top: usize) -> (Around, Range<usize>) {
        let whole = 0..text.text.len();
        let lines: Vec<&str> = text.text.split('\n').collect();
        let heights: Vec<usize> = lines
            .iter()
            .enumerate()
            .map(|(number, line)| self.nth_rows(number, line))
            .collect();
        if heights.iter().sum::<usize>() <= self.limit() {
            return (Around::default(), whole);
        }
        let cursor = text.text[..text.cursor].matches('\n').count();
        let length = |lines: &[&str]| lines.iter().map(|it| it.len() + 1).sum::<usize>();
        let own = if heights[cursor] > self.limit() {
            let start = length(&lines[..cursor]);
            let part = self.line_part(lines[cursor], text.cursor - start);
            start + part.start..start + part.end
        } else {
            let shown = self.lines(&heights, cursor, top);
            let start = length(&lines[..shown.start]);
            start..start + length(&lines[shown]) - 1
        };
        let around = Around {
            above: text.text[..own.start].into(),
            below: text.text[own.end..].into(),
        };
        (around, own)
    }

    /// Rows for the line that the cursor is in.
    fn cursor_rows(&self, text: &Text) -> usize {
        let (before, rest) = text.text.split_at(text.cursor);
        let number = before.matches('\n').count();
        let start = before.rfind('\n').map_or(0, |it| it + 1);
        let end = text.cursor + rest.find('\n').unwrap_or(rest.len());
        self.nth_rows(number, &text.text[start..end])
    }

    /// The part that is shown of a line for which there is no room: it moves by half of the room, so
    /// that it stays where it is for most keys.
    fn line_part(&self, line: &str, cursor: usize) -> Range<usize> {
        // A wide character leaves the last column of a row empty.
        let columns = self.columns.saturating_sub(1) * self.limit();
        let room = columns.saturating_sub(self.first).max(2);
        let mut column = 0;
        let places: Vec<(usize, usize)> = line
            .grapheme_indices(true)
            .map(|(offset, character)| {
                let place = (offset, column);
                column += match character {
                    "\t" => self.margin,
                    _ => character.width(),
                };
                place
            })
            .collect();
        let offset_of = |column: usize| {
            let place = places.partition_point(|it| it.1 < column);
            places.get(place).map_or(line.len(), |it| it.0)
        };
        let behind = places.partition_point(|it| it.0 < cursor);
        let cursor_column = places.get(behind).map_or(column, |it| it.1);
        let start = match cursor_column.checked_sub(room) {
            None => 0,
            Some(beyond) => (beyond / (room / 2) + 1) * (room / 2),
        };
        // Never behind the cursor, even where characters are wider than the room.
        offset_of(start).min(cursor)..offset_of(start + room).max(cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = Room {
        columns: 10,
        rows: 6,
        first: 4,
        margin: 4,
    };

    fn at(marked: &str) -> Text {
        let cursor = marked.find('|').expect("the cursor is marked");
        Text {
            text: marked.replace('|', ""),
            cursor,
        }
    }

    fn part(marked: &str, top: usize) -> String {
        let text = at(marked);
        let (_, own) = ROOM.part(&text, top);
        text.text[own].to_owned()
    }

    #[test]
    fn rows_are_counted_as_the_editor_counts_them() {
        assert_eq!(ROOM.rows_of("12345"), 1);
        assert_eq!(ROOM.rows_of("123456"), 2);
        assert_eq!(ROOM.rows_of("1234567"), 2);
        assert_eq!(ROOM.rows_of("漢漢漢\n\t"), 3);
        assert_eq!(ROOM.rows_of("\n\n"), 3);
    }

    #[test]
    fn the_part_that_is_shown_has_the_cursor_and_fits() {
        assert_eq!(part("a\nb|\nc", 0), "a\nb\nc");
        let text = "a\nb\nc\nd\ne\nf\ng";
        assert_eq!(part(&format!("|{text}"), 0), "a\nb\nc\nd");
        assert_eq!(part(&format!("{text}|"), 0), "d\ne\nf\ng");
        // It moves no further than it has to.
        assert_eq!(part("a\nb\nc|\nd\ne\nf\ng", 1), "b\nc\nd\ne");
        assert_eq!(part("a\n|b\nc\nd\ne\nf\ng", 2), "b\nc\nd\ne");
        assert_eq!(part("a\nb\n1234567890|\nd\ne", 0), "a\nb\n1234567890");
        assert_eq!(part("a\nb\n1234567890\nd|\ne", 0), "b\n1234567890\nd");
    }

    #[test]
    fn a_line_that_is_too_long_has_a_part_that_moves_by_half_of_the_room() {
        // 32 columns have room: four rows of nine without the prompt.
        let digits: String = ('0'..='9').cycle().take(100).collect();
        let shown = |cursor: usize| {
            let text = Text {
                text: format!("x\n{digits}\ny"),
                cursor: cursor + 2,
            };
            let (around, own) = ROOM.part(&text, 0);
            assert_eq!(&*around.above, &text.text[..own.start]);
            assert_eq!(&*around.below, &text.text[own.end..]);
            assert!(ROOM.rows_of(&text.text[own.clone()]) <= ROOM.limit());
            own.start - 2..own.end - 2
        };
        assert_eq!(shown(0), 0..32);
        assert_eq!(shown(31), 0..32);
        assert_eq!(shown(32), 16..48);
        assert_eq!(shown(47), 16..48);
        assert_eq!(shown(48), 32..64);
        assert_eq!(shown(99), 80..100);
        assert_eq!(shown(100), 80..100);
        let wide = "漢".repeat(50);
        assert_eq!(part(&format!("{wide}|"), 0), "漢".repeat(10));
        assert_eq!(part(&format!("|{wide}"), 0), "漢".repeat(16));
    }

    #[test]
    fn buffers_that_come_back_are_parts_of_what_they_were() {
        let views = Views::default();
        views.state().room = Some(ROOM);
        let around = Around {
            above: "a\n".into(),
            below: "\nz".into(),
        };
        views.state().current = around;
        assert_eq!(views.text("b\n\tc", 1), at("a\nb|\nc\nz"));
        views.state().current = Around::default();
        assert_eq!(views.text("x", 1), at("x|"));
        assert_eq!(views.text("b\n\tc", 4), at("a\nb\nc|\nz"));
        assert_eq!(views.text("b\n\tcd", 4), at("a\nb\nc|d\nz"));
    }
}
