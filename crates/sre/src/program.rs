//! A pattern that can be run, and how.

use std::sync::{Arc, OnceLock};

use crate::code::Code;
use crate::error::{InvalidCode, Stop};
use crate::matcher::Matcher;
use crate::operations::Operations;
use crate::properties::CharacterTable;
use crate::scratch::Scratch;
use crate::text::{Encoding, Form, Narrow, Text, Wide};
use crate::translate::translate;
use crate::verify::verify;

/// A verified pattern. It is translated for an encoding when it first meets a text of that.
pub struct Program {
    operations: Operations,
    table: Arc<CharacterTable>,
    bytes: OnceLock<Box<Code>>,
    ascii: OnceLock<Box<Code>>,
    utf8: OnceLock<Box<Code>>,
}

/// Where a match may begin and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It begins at the start: `Pattern.match`.
    Match,
    /// It begins at the start and ends with the text: `Pattern.fullmatch`.
    FullMatch,
    /// It begins at the start or later: `Pattern.search`.
    Search,
}

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Where the match may be.
    pub mode: Mode,
    /// Byte offset to start at, between two characters.
    pub start: usize,
    /// Whether an empty match at the start does not count: the last match was an empty one there.
    pub must_advance: bool,
}

impl Program {
    /// Verifies the words that the `re` package has made of a pattern with `groups` groups.
    ///
    /// Whatever the words are, the program runs without fault; for words that no pattern compiles
    /// to there is an error.
    pub fn verify_and_translate(
        words: &[u32],
        groups: usize,
        table: Arc<CharacterTable>,
    ) -> Result<Program, InvalidCode> {
        Ok(Program {
            operations: verify(words, groups)?,
            table,
            bytes: OnceLock::new(),
            ascii: OnceLock::new(),
            utf8: OnceLock::new(),
        })
    }

    /// Number of groups.
    pub fn groups(&self) -> usize {
        self.operations.groups
    }

    /// Looks for a match in a text and notes in `scratch` where it lies.
    ///
    /// The text begins where `^` matches and look-behind ends; it ends where the search does.
    /// `poll` is called after about every 65,536 steps; if it gives `true`, the search stops with
    /// [`Stop::Interrupted`], and [`resume`](Program::resume) goes on with it.
    pub fn find(
        &self,
        text: Text<'_>,
        request: Request,
        scratch: &mut Scratch,
        poll: &mut dyn FnMut() -> bool,
    ) -> Result<bool, Stop> {
        let code = self.code(text.encoding);
        scratch.prepare(
            self.operations.marks,
            code.repeats.len(),
            code.heights as usize,
        );
        if request.start > text.bytes.len() {
            return Ok(false);
        }
        let mut matcher = self.matcher(code, text, scratch, poll);
        matcher.full = request.mode == Mode::FullMatch;
        matcher.must_advance = request.must_advance;
        let found = match text.encoding {
            Encoding::Utf8 => begin::<Wide>(&mut matcher, request),
            Encoding::Bytes | Encoding::Ascii => begin::<Narrow>(&mut matcher, request),
        };
        finish(found, scratch)
    }

    /// Goes on with a search that was interrupted. Text, mode and scratch are those it had, and the
    /// scratch has not been used for anything else. If there is no such search, nothing is found.
    pub fn resume(
        &self,
        text: Text<'_>,
        mode: Mode,
        scratch: &mut Scratch,
        poll: &mut dyn FnMut() -> bool,
    ) -> Result<bool, Stop> {
        let code = self.code(text.encoding);
        let mut matcher = self.matcher(code, text, scratch, poll);
        matcher.full = mode == Mode::FullMatch;
        let found = match text.encoding {
            Encoding::Utf8 => go_on::<Wide>(&mut matcher, mode),
            Encoding::Bytes | Encoding::Ascii => go_on::<Narrow>(&mut matcher, mode),
        };
        finish(found, scratch)
    }

    fn matcher<'a>(
        &'a self,
        code: &'a Code,
        text: Text<'a>,
        scratch: &'a mut Scratch,
        poll: &'a mut dyn FnMut() -> bool,
    ) -> Matcher<'a> {
        Matcher::new(
            code,
            &self.operations.singles,
            &self.table,
            text.bytes,
            scratch,
            poll,
        )
    }

    fn code(&self, encoding: Encoding) -> &Code {
        let place = match encoding {
            Encoding::Bytes => &self.bytes,
            Encoding::Ascii => &self.ascii,
            Encoding::Utf8 => &self.utf8,
        };
        place.get_or_init(|| Box::new(translate(&self.operations, encoding, &self.table)))
    }
}

/// Where a match lies, if there is one.
type Found = Result<Option<(usize, usize)>, Stop>;

fn begin<F: Form>(matcher: &mut Matcher<'_>, request: Request) -> Found {
    let start = request.start;
    if request.mode == Mode::Search {
        return matcher.search::<F>(start);
    }
    if matcher.text.len() - start < matcher.code.min_width {
        return Ok(None);
    }
    let end = matcher.attempt::<F>(start)?;
    Ok(end.map(|end| (start, end)))
}

fn go_on<F: Form>(matcher: &mut Matcher<'_>, mode: Mode) -> Found {
    let Some(paused) = matcher.scratch.paused.take() else {
        return Ok(None);
    };
    matcher.start = paused.start;
    matcher.must_advance = paused.must_advance;
    matcher.lead_end = paused.lead_end;
    if let Some(end) = matcher.go_on::<F>(paused.instruction, paused.position)? {
        return Ok(Some((paused.start, end)));
    }
    if mode != Mode::Search || matcher.code.begins_only() {
        return Ok(None);
    }
    let from = matcher.after_failure::<F>(paused.start);
    matcher.search::<F>(from)
}

fn finish(found: Found, scratch: &mut Scratch) -> Result<bool, Stop> {
    if found != Err(Stop::Interrupted) {
        scratch.relax();
    }
    if let Some(span) = found? {
        scratch.span = span;
        return Ok(true);
    }
    Ok(false)
}
