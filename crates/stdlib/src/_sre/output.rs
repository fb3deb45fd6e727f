//! What a substitution puts together.

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::{PyResult, Value, Vm};

use crate::_sre::subject::Subject;

/// Pieces of text, or of bytes. As with `join`, a piece of another type is told of at the end.
pub(super) struct Output {
    content: Content,
    /// Number of pieces.
    pieces: usize,
    /// The first piece that does not fit: its index and its type.
    misfit: Option<(usize, String)>,
}

enum Content {
    Text(StrBuilder),
    Bytes(Vec<u8>),
}

impl Output {
    /// Nothing yet, of bytes or of text.
    pub(super) fn new(is_bytes: bool) -> Output {
        let content = if is_bytes {
            Content::Bytes(Vec::new())
        } else {
            Content::Text(StrBuilder::new())
        };
        Output {
            content,
            pieces: 0,
            misfit: None,
        }
    }

    /// Appends a string or bytes.
    ///
    /// Raises `MemoryError` if there is no room for it.
    pub(super) fn push(&mut self, piece: &Value, vm: &mut Vm) -> PyResult<()> {
        let fits = match &mut self.content {
            Content::Text(text) => match piece.downcast::<Str>() {
                Some(piece) => {
                    text.push_text(piece);
                    true
                }
                None => false,
            },
            Content::Bytes(bytes) => match piece.try_bytes_like(vm) {
                Some(piece) => {
                    let length = piece.as_bytes(vm).len();
                    vm.make_room(bytes, length)?;
                    bytes.extend_from_slice(piece.as_bytes(vm));
                    true
                }
                None => false,
            },
        };
        if !fits && self.misfit.is_none() {
            self.misfit = Some((self.pieces, piece.type_name(vm)));
        }
        self.pieces += 1;
        Ok(())
    }

    /// Appends a part of a subject, by byte offsets, unless it is empty.
    ///
    /// Raises `MemoryError` if there is no room for it.
    pub(super) fn push_part(
        &mut self,
        subject: &Subject,
        start: usize,
        end: usize,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if start == end {
            return Ok(());
        }
        match (&mut self.content, subject) {
            (Content::Text(text), Subject::Str(subject)) => text.push_range(subject, start, end),
            (Content::Bytes(bytes), _) => {
                vm.make_room(bytes, end - start)?;
                bytes.extend_from_slice(&subject.as_bytes(vm)[start..end]);
            }
            (Content::Text(_), _) => unreachable!("the output is of the type of the subject"),
        }
        self.pieces += 1;
        Ok(())
    }

    /// Appends one piece that is made of parts of a subject and of others, which are text.
    pub(super) fn text(&mut self) -> Option<&mut StrBuilder> {
        match &mut self.content {
            Content::Text(text) => Some(text),
            Content::Bytes(_) => None,
        }
    }

    /// Counts a piece that has been put together in [`Output::text`].
    pub(super) fn count_piece(&mut self) {
        self.pieces += 1;
    }

    /// All of it.
    ///
    /// Raises `TypeError` if a piece is of another type.
    pub(super) fn finish(self, vm: &mut Vm) -> PyResult {
        if let Some((index, class)) = self.misfit {
            let wanted = match self.content {
                Content::Text(_) => "str instance",
                Content::Bytes(_) => "a bytes-like object",
            };
            return Err(vm.type_error(format!(
                "sequence item {index}: expected {wanted}, {class} found"
            )));
        }
        Ok(match self.content {
            Content::Text(text) if text.is_empty() => vm.new_str(""),
            Content::Text(text) => text.finish(vm).into_value(),
            Content::Bytes(bytes) => Bytes::from_vec(bytes, vm).into_value(),
        })
    }
}
