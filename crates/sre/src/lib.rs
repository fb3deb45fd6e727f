//! The engine of regular expressions: verifies the code that the `re` package compiles patterns to,
//! translates it into a program of its own, and runs that with a backtrack stack.
//!
//! Knows text as bytes, in which positions are byte offsets; nothing of objects.
//! See `docs/regular-expressions.md`.
//!
//! ```
//! use std::sync::Arc;
//!
//! use rpy_sre::{CharacterTable, Characters, Mode, Program, Request, Scratch, Text};
//!
//! // What `re.compile("ab+")` comes to: LITERAL 'a', REPEAT_ONE 1 to MAXREPEAT of LITERAL 'b'.
//! let words = [16, 97, 24, 6, 1, u32::MAX, 16, 98, 1, 1];
//! let table = Arc::new(CharacterTable::new(Characters::ASCII));
//! let program = Program::verify_and_translate(&words, 0, table).unwrap();
//! let mut scratch = Scratch::default();
//! let request = Request { mode: Mode::Search, start: 0, must_advance: false };
//! let found = program.find(Text::ascii(b"xxabbb"), request, &mut scratch, &mut || false);
//! assert_eq!(found, Ok(true));
//! assert_eq!(scratch.span(0), Some((2, 6)));
//! ```

#![cfg_attr(not(test), warn(clippy::unwrap_used))]
#![forbid(unsafe_code)]

mod byte_set;
mod characters;
mod classes;
mod code;
mod error;
mod first;
mod matcher;
mod opcodes;
mod operations;
mod prefilter;
mod program;
mod properties;
mod scan;
mod scratch;
mod single;
mod text;
mod translate;
mod verify;
mod window;

pub use characters::Characters;
pub use error::{InvalidCode, Stop};
pub use opcodes::{CODE_SIZE, MAGIC, MAX_GROUPS, MAX_REPEAT};
pub use program::{Mode, Program, Request};
pub use properties::CharacterTable;
pub use scratch::Scratch;
pub use text::{Encoding, Text};
