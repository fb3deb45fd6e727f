//! The text that is read: lines are asked for when they are needed, and kept as long as a token may begin in
//! them.

/// Where lines come from, and what is known of characters.
pub(super) trait Source {
    type Error;

    /// The next line; nothing at the end.
    fn line(&mut self) -> Result<Option<Vec<u32>>, Self::Error>;

    /// How many of the characters can be an identifier.
    fn identifier_length(&self, characters: &[u32]) -> usize;

    fn is_printable(&self, character: u32) -> bool;
}

/// The end of the text. No character has this number.
pub(super) const END: u32 = u32::MAX;

/// Why there is no more text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    No,
    AtEnd,
    /// There was an error, which was told.
    Failed,
}

/// Lines, as code points.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) points: Vec<u32>,
    /// The place of the next character.
    pub(super) at: usize,
    /// Where the line begins.
    pub(super) line_start: usize,
    /// The number of the line.
    pub(super) line: usize,
    /// Whether the line had no end of its own.
    pub(super) is_cut: bool,
    pub(super) done: Done,
}

impl Text {
    pub(super) fn new() -> Text {
        Text {
            points: Vec::new(),
            at: 0,
            line_start: 0,
            line: 0,
            is_cut: false,
            done: Done::No,
        }
    }

    /// Forgets the lines, in which no token begins any more.
    pub(super) fn forget(&mut self) {
        self.points.clear();
        (self.at, self.line_start) = (0, 0);
    }

    /// Adds a line.
    pub(super) fn add(&mut self, line: &[u32]) {
        self.at = self.points.len();
        self.line_start = self.at;
        self.points.extend_from_slice(line);
        self.is_cut = self.points.last() != Some(&u32::from('\n'));
        if self.is_cut {
            self.points.push(u32::from('\n'));
        }
        self.line += 1;
    }

    /// Goes back by a character.
    pub(super) fn back(&mut self, character: u32) {
        if character != END {
            self.at -= 1;
        }
    }
}
