//! What keys do to a text of several lines, where the editor's own ways would not do.

use unicode_segmentation::GraphemeCursor;

use super::whole;

/// Columns of a level of indentation, for Tab and Backspace.
const LEVEL: usize = 4;

/// A text and the offset of the cursor in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// The text, with `\n` as line end.
    pub(super) text: String,
    /// Offset of the cursor.
    pub(super) cursor: usize,
}

/// What a key does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// What it does by itself.
    Usual,
    /// The text is done.
    Accept,
    /// The entry of the history before or behind this one is wanted.
    History {
        /// Whether it is an older one.
        older: bool,
    },
    /// The text becomes another one.
    Edit(Text),
}

/// A key that is treated here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Enter,
    /// A line end in any case: Alt-Enter.
    NewLine,
    Tab,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    /// Alt-B
    WordLeft,
    /// Alt-F
    WordRight,
    /// Ctrl-U
    KillToStart,
    /// Ctrl-K
    KillToEnd,
}

impl Text {
    /// What a key does here.
    pub(super) fn effect(&self, key: Key) -> Effect {
        match key {
            Key::Enter => self.enter(),
            Key::NewLine => Effect::Edit(self.with_line()),
            Key::Tab => self.tab(),
            Key::Backspace => self.backspace(),
            Key::Delete | Key::KillToEnd if self.rest().starts_with('\n') => {
                self.without(self.cursor..self.cursor + 1)
            }
            Key::Right if self.rest().starts_with('\n') => self.moved(self.cursor + 1),
            Key::Left if self.before().ends_with('\n') => self.moved(self.cursor - 1),
            Key::Up => self.up(),
            Key::Down => self.down(),
            Key::Home if self.line_start() > 0 => self.moved(self.line_start()),
            Key::KillToStart if self.line_start() > 0 => {
                let start = self.line_start().min(self.cursor);
                let start = start - usize::from(start == self.cursor);
                self.without(start..self.cursor)
            }
            _ => Effect::Usual,
        }
    }

    /// What a key does where the editor has a part of the cursor's line only.
    pub(super) fn effect_in_part(&self, key: Key) -> Effect {
        let effect = self.effect(key);
        if effect != Effect::Usual {
            return effect;
        }
        let line = self.line_start()..self.line_end(self.cursor);
        match key {
            Key::Left => self.moved(self.previous()),
            Key::Right => self.moved(self.next()),
            Key::Home => self.moved(line.start),
            Key::End => self.moved(line.end),
            Key::WordLeft => self.moved(self.word_start()),
            Key::WordRight => self.moved(self.word_end()),
            Key::Backspace => self.without(self.previous()..self.cursor),
            Key::Delete if self.cursor < self.text.len() => self.without(self.cursor..self.next()),
            Key::KillToStart => self.without(line.start..self.cursor),
            Key::KillToEnd => self.without(self.cursor..line.end),
            _ => Effect::Usual,
        }
    }

    /// The offset one character, as people see them, in front of the cursor.
    fn previous(&self) -> usize {
        let mut cursor = GraphemeCursor::new(self.cursor, self.text.len(), true);
        let boundary = cursor.prev_boundary(&self.text, 0);
        boundary.ok().flatten().unwrap_or(0)
    }

    /// The offset one character, as people see them, behind the cursor.
    fn next(&self) -> usize {
        let mut cursor = GraphemeCursor::new(self.cursor, self.text.len(), true);
        let boundary = cursor.next_boundary(&self.text, 0);
        boundary.ok().flatten().unwrap_or(self.text.len())
    }

    /// The start of the word that the cursor is in or behind.
    fn word_start(&self) -> usize {
        let is_word = |it: char| it.is_alphanumeric();
        let word = self.before().trim_end_matches(|it| !is_word(it));
        word.trim_end_matches(is_word).len()
    }

    /// The end of the word that the cursor is in or in front of.
    fn word_end(&self) -> usize {
        let is_word = |it: char| it.is_alphanumeric();
        let word = self.rest().trim_start_matches(|it| !is_word(it));
        self.text.len() - word.trim_start_matches(is_word).len()
    }

    fn before(&self) -> &str {
        &self.text[..self.cursor]
    }

    fn rest(&self) -> &str {
        &self.text[self.cursor..]
    }

    /// The start of the line that the cursor is in.
    fn line_start(&self) -> usize {
        self.before().rfind('\n').map_or(0, |it| it + 1)
    }

    /// The end of the line that begins or lies at an offset.
    fn line_end(&self, offset: usize) -> usize {
        let end = self.text[offset..].find('\n');
        end.map_or(self.text.len(), |it| offset + it)
    }

    fn moved(&self, cursor: usize) -> Effect {
        Effect::Edit(Text {
            text: self.text.clone(),
            cursor,
        })
    }

    fn without(&self, range: std::ops::Range<usize>) -> Effect {
        let mut text = self.text.clone();
        let cursor = range.start;
        text.replace_range(range, "");
        Effect::Edit(Text { text, cursor })
    }

    /// The text with something put in at the cursor.
    pub(super) fn with(&self, addition: &str) -> Text {
        let mut text = self.text.clone();
        text.insert_str(self.cursor, addition);
        Text {
            text,
            cursor: self.cursor + addition.len(),
        }
    }

    fn with_line(&self) -> Text {
        let indentation = whole::next_indentation(self.before());
        self.with(&format!("\n{indentation}"))
    }

    fn enter(&self) -> Effect {
        let line = &self.text[self.line_start()..self.cursor];
        let is_empty = line.trim().is_empty() && self.rest().trim().is_empty();
        let unit = whole::unit(self.before());
        if is_empty && line.len() > unit.len() && self.line_start() > 0 {
            // A block in a block ends; the text goes on.
            let shorter = line.strip_suffix(unit).unwrap_or_default();
            let text = format!("{}{shorter}", &self.text[..self.line_start()]);
            let cursor = text.len();
            return Effect::Edit(Text { text, cursor });
        }
        let is_last = !self.rest().trim_end().contains('\n');
        let text = self.text.trim_end_matches([' ', '\t']);
        // Indentation that nobody has typed is no part of the text.
        let text = if text.ends_with('\n') {
            text
        } else {
            &self.text
        };
        if !is_last || whole::needs_more(&format!("{text}\n")) {
            return Effect::Edit(self.with_line());
        }
        Effect::Accept
    }

    fn tab(&self) -> Effect {
        let line = &self.text[self.line_start()..self.cursor];
        if !line.trim().is_empty() {
            return Effect::Usual;
        }
        if line.ends_with('\t') {
            return Effect::Edit(self.with("\t"));
        }
        let spaces = LEVEL - line.len() % LEVEL;
        Effect::Edit(self.with(&" ".repeat(spaces)))
    }

    fn backspace(&self) -> Effect {
        let line = &self.text[self.line_start()..self.cursor];
        if line.is_empty() && self.line_start() > 0 {
            return self.without(self.cursor - 1..self.cursor);
        }
        if !line.is_empty() && line.trim_matches(' ').is_empty() {
            let target = (line.len() - 1) / LEVEL * LEVEL;
            return self.without(self.line_start() + target..self.cursor);
        }
        Effect::Usual
    }

    /// The offset in the line that begins at `start` which is as many characters behind its start as
    /// the cursor is behind that of its own line.
    fn same_column(&self, start: usize) -> usize {
        let column = characters(&self.text[self.line_start()..self.cursor]);
        let line = &self.text[start..self.line_end(start)];
        start + offset_of(line, column)
    }

    fn up(&self) -> Effect {
        let start = self.line_start();
        if start == 0 {
            return Effect::History { older: true };
        }
        let previous = self.text[..start - 1].rfind('\n').map_or(0, |it| it + 1);
        self.moved(self.same_column(previous))
    }

    fn down(&self) -> Effect {
        let end = self.line_end(self.cursor);
        if end == self.text.len() {
            return Effect::History { older: false };
        }
        self.moved(self.same_column(end + 1))
    }
}

/// How many characters, as people see them, a text has.
fn characters(text: &str) -> usize {
    use unicode_segmentation::UnicodeSegmentation;
    text.graphemes(true).count()
}

/// The offset behind so many characters, or the end.
fn offset_of(line: &str, characters: usize) -> usize {
    let mut cursor = GraphemeCursor::new(0, line.len(), true);
    for _ in 0..characters {
        if !matches!(cursor.next_boundary(line, 0), Ok(Some(_))) {
            break;
        }
    }
    cursor.cur_cursor()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with `|` for the cursor.
    fn at(marked: &str) -> Text {
        let cursor = marked.find('|').expect("the cursor is marked");
        Text {
            text: marked.replace('|', ""),
            cursor,
        }
    }

    fn check(key: Key, before: &str, after: &str) {
        assert_eq!(
            at(before).effect(key),
            Effect::Edit(at(after)),
            "{before:?}"
        );
    }

    fn check_in_part(key: Key, before: &str, after: &str) {
        assert_eq!(
            at(before).effect_in_part(key),
            Effect::Edit(at(after)),
            "{before:?}"
        );
    }

    #[test]
    fn enter_indents_and_ends() {
        check(Key::Enter, "if x:|", "if x:\n    |");
        check(Key::Enter, "if x:\n    y|", "if x:\n    y\n    |");
        check(
            Key::Enter,
            "def f():\n    return|",
            "def f():\n    return\n|",
        );
        check(Key::Enter, "a|\nb", "a\n|\nb");
        check(
            Key::Enter,
            "if x:\n    if y:\n        z\n        |",
            "if x:\n    if y:\n        z\n    |",
        );
        for done in ["1|", "if x:\n    y\n    |", "x|y", "def f(:|", "|"] {
            assert_eq!(at(done).effect(Key::Enter), Effect::Accept, "{done:?}");
        }
    }

    #[test]
    fn keys_know_lines() {
        check(Key::Backspace, "a\n|b", "a|b");
        check(Key::Backspace, "if x:\n        |", "if x:\n    |");
        check(Key::Delete, "a|\nb", "a|b");
        check(Key::Left, "a\n|b", "a|\nb");
        check(Key::Right, "a|\nb", "a\n|b");
        check(Key::Home, "a\n  b|", "a\n|  b");
        check(Key::KillToStart, "a\nbc|d", "a\n|d");
        check(Key::Tab, "if x:\n  |", "if x:\n    |");
        check(Key::Up, "ab\nä|\n", "a|b\nä\n");
        check(Key::Down, "abc|\nd\n", "abc\nd|\n");
        check_in_part(Key::Left, "aé|b", "a|éb");
        check_in_part(Key::Right, "a|e\u{301}b", "ae\u{301}|b");
        check_in_part(Key::Home, "ab|c", "|abc");
        check_in_part(Key::End, "a|bc\nd", "abc|\nd");
        check_in_part(Key::WordLeft, "a bc, |d", "a |bc, d");
        check_in_part(Key::WordRight, "a| bc, d", "a bc|, d");
        check_in_part(Key::Backspace, "ab|c", "a|c");
        check_in_part(Key::Delete, "a|bc", "a|c");
        check_in_part(Key::KillToStart, "ab|c", "|c");
        check_in_part(Key::KillToEnd, "a|bc\nd", "a|\nd");
        let older = Effect::History { older: true };
        assert_eq!(at("a|").effect(Key::Up), older);
        for key in [Key::Backspace, Key::Left, Key::Home, Key::End, Key::Tab] {
            assert_eq!(at("ab|").effect(key), Effect::Usual);
        }
    }
}
