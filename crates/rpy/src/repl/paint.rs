//! How the text at the prompt is shown: with colours, the second prompt before each further line, and
//! tabs as spaces.

use std::collections::HashSet;
use std::sync::Arc;

use rpy_compiler::{TokenClass, tokens};
use unicode_width::UnicodeWidthChar;

use super::margin;
use super::theme::Theme;

/// What is shown, and how.
#[derive(Clone, Debug)]
pub(super) struct Painter {
    /// None for no colours.
    pub(super) theme: Option<Theme>,
    /// Names that have a colour.
    pub(super) builtins: Arc<HashSet<String>>,
    /// The prompt of the first line.
    pub(super) first: String,
    /// The prompt of the other lines.
    pub(super) second: String,
}

impl Painter {
    /// The width of the second prompt in columns, at least one.
    pub(super) fn margin_width(&self) -> usize {
        width(&self.second).clamp(1, usize::from(u8::MAX))
    }

    /// A prompt in its colour. One that has colours keeps them.
    pub(super) fn prompt(&self, prompt: &str) -> String {
        match &self.theme {
            Some(theme) if !prompt.contains('\x1b') => {
                format!("{}{prompt}{}", theme.prompt, theme.reset)
            }
            _ => prompt.to_owned(),
        }
    }

    /// The width of the first prompt in columns.
    pub(super) fn first_width(&self) -> usize {
        width(&self.first)
    }

    /// The second prompt where the editor has room for the first.
    pub(super) fn second_as_wide_as_first(&self) -> String {
        let room = self.first_width();
        if width(&self.second) > room {
            return " ".repeat(room);
        }
        let spaces = " ".repeat(room - width(&self.second));
        format!("{}{spaces}", self.prompt(&self.second))
    }

    /// The editor's buffer as it is shown.
    pub(super) fn paint(&self, buffer: &str) -> String {
        self.paint_part("", buffer, "")
    }

    /// The editor's buffer as it is shown where it is part of a text that has more above and below.
    pub(super) fn paint_part(&self, above: &str, buffer: &str, below: &str) -> String {
        let own = margin::to_text(buffer);
        let text = format!("{above}{own}{below}");
        let mut canvas = Canvas {
            painter: self,
            shown: String::with_capacity(2 * own.len()),
            column: width(&self.first),
        };
        let shown = above.len()..above.len() + own.len();
        let part = |start: usize, end: usize| {
            let start = start.clamp(shown.start, shown.end);
            &text[start..end.clamp(start, shown.end)]
        };
        let Some(theme) = &self.theme else {
            canvas.add(&own, None);
            return canvas.shown;
        };
        let mut done = 0;
        let mut before = None;
        for token in tokens(&text) {
            if matches!(token.class, TokenClass::Indent | TokenClass::Dedent) || token.start < done
            {
                continue;
            }
            canvas.add(part(done, token.start), None);
            let color = theme.of(token, before, &text, &self.builtins);
            let color = color.map(|color| (color, theme.reset.as_str()));
            canvas.add(part(token.start, token.end), color);
            done = token.end;
            before = Some(token);
        }
        canvas.add(part(done, text.len()), None);
        canvas.shown
    }
}

/// A text that is being shown.
struct Canvas<'p> {
    painter: &'p Painter,
    shown: String,
    /// Where the next character goes.
    column: usize,
}

impl Canvas<'_> {
    /// Adds a piece in a colour, given with what ends it.
    fn add(&mut self, piece: &str, color: Option<(&str, &str)>) {
        for (number, line) in piece.split('\n').enumerate() {
            if number > 0 {
                self.line_break();
            }
            if line.is_empty() {
                continue;
            }
            self.shown.push_str(color.map_or("", |it| it.0));
            self.add_line(line);
            self.shown.push_str(color.map_or("", |it| it.1));
        }
    }

    fn line_break(&mut self) {
        let painter = self.painter;
        let width = width(&painter.second);
        self.shown.push('\n');
        self.shown.push_str(&painter.prompt(&painter.second));
        self.column = painter.margin_width();
        self.shown.extend((width..self.column).map(|_| ' '));
    }

    fn add_line(&mut self, line: &str) {
        for character in line.chars() {
            if character == '\t' {
                let stop = self.painter.margin_width();
                let spaces = stop - self.column % stop;
                self.shown.extend((0..spaces).map(|_| ' '));
                self.column += spaces;
            } else if !character.is_control() {
                // What controls the terminal is not for a text to say.
                self.shown.push(character);
                self.column += character.width().unwrap_or(0);
            }
        }
    }
}

/// The width of a prompt in columns, without escape sequences; of its last line, if it has several.
fn width(prompt: &str) -> usize {
    let last = prompt.rsplit('\n').next().unwrap_or_default();
    let mut width = 0;
    let mut characters = last.chars();
    while let Some(character) = characters.next() {
        if character == '\x1b' {
            // `ESC [ … letter`
            let _ = characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            width += character.width().unwrap_or(0);
        }
    }
    width
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painter(theme: Option<Theme>) -> Painter {
        let builtins = ["print"].map(str::to_owned).into();
        Painter {
            theme,
            builtins: Arc::new(builtins),
            first: ">>> ".to_owned(),
            second: "... ".to_owned(),
        }
    }

    #[test]
    fn colours_are_those_of_the_kinds() {
        let painted = painter(Some(Theme::default())).paint("def f(x): print('a', 1, None) # b");
        let expected = "\x1b[1;34mdef\x1b[0m \x1b[1mf\x1b[0m\x1b[0m(\x1b[0mx\x1b[0m)\x1b[0m\
                        \x1b[0m:\x1b[0m \x1b[36mprint\x1b[0m\x1b[0m(\x1b[0m\x1b[32m'a'\x1b[0m\
                        \x1b[0m,\x1b[0m \x1b[33m1\x1b[0m\x1b[0m,\x1b[0m \x1b[1;34mNone\x1b[0m\
                        \x1b[0m)\x1b[0m \x1b[31m# b\x1b[0m";
        assert_eq!(painted, expected);
        let unfinished = painter(Some(Theme::default())).paint("x = 'abc");
        assert!(unfinished.contains("\x1b[32m'abc"), "{unfinished:?}");
    }

    #[test]
    fn lines_have_their_prompt_and_tabs_are_spaces() {
        let plain = painter(None);
        assert_eq!(plain.paint("if x:\n\t\ta\tb"), "if x:\n...     a   b");
        assert_eq!(plain.paint("a\x1b[31m\x07b"), "a[31mb");
        assert_eq!(width("\x1b[31mä漢\x1b[0m> "), 5);
    }
}
