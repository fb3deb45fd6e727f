//! What all multi-byte encodings have in common.

use std::rc::Rc;

use rpy_vm::builtins::str::StrBuilder;

/// What an encoding remembers between characters: eight bytes, which programs may keep as a number.
pub(super) type State = [u8; 8];

/// Why there is no next character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The text ends in the middle of one.
    Incomplete,
    /// So many bytes, or characters, stand for nothing.
    Illegal(usize),
}

/// A character as it is decoded, or two, or none, where bytes only change the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decoded {
    None,
    One(u32),
    Two(u32, u32),
}

/// A multi-byte encoding.
pub(super) trait Encoding {
    /// Its name, for messages.
    fn name(&self) -> &'static str;

    /// The state at the beginning of a text that is encoded.
    fn initial(&self) -> State {
        State::default()
    }

    /// The state at the beginning of a text that is decoded.
    fn initial_decoding(&self) -> State {
        self.initial()
    }

    /// Brings the state of decoding back to the beginning.
    fn reset_decoding(&self, state: &mut State) {
        *state = self.initial_decoding();
    }

    /// The next character of `bytes`, which are not empty, and how many bytes it takes.
    fn decode(&self, state: &mut State, bytes: &[u8]) -> Result<(Decoded, usize), Stop>;

    /// Writes the next character of `text`, which is not empty, and gives how many it took. `last` says
    /// that nothing follows.
    fn encode(
        &self,
        state: &mut State,
        text: &[u32],
        last: bool,
        out: &mut Vec<u8>,
    ) -> Result<usize, Stop>;

    /// Decodes characters up to the end of `bytes`, or to the first that cannot be: gives how many bytes that were.
    ///
    /// Each encoding has loops of its own, in which its functions are known.
    fn decode_run(
        &self,
        state: &mut State,
        bytes: &[u8],
        out: &mut StrBuilder,
    ) -> (usize, Option<Stop>) {
        let mut at = 0;
        while at < bytes.len() {
            match self.decode(state, &bytes[at..]) {
                Ok((decoded, taken)) => {
                    match decoded {
                        Decoded::None => {}
                        Decoded::One(char) => out.push(char),
                        Decoded::Two(first, second) => {
                            out.push(first);
                            out.push(second);
                        }
                    }
                    at += taken;
                }
                Err(stop) => return (at, Some(stop)),
            }
        }
        (at, None)
    }

    /// Encodes characters up to the end of `text`, or to the first that cannot be: gives how many that were.
    fn encode_run(
        &self,
        state: &mut State,
        text: &[u32],
        last: bool,
        out: &mut Vec<u8>,
    ) -> (usize, Option<Stop>) {
        let mut at = 0;
        while at < text.len() {
            match self.encode(state, &text[at..], last, out) {
                Ok(taken) => at += taken,
                Err(stop) => return (at, Some(stop)),
            }
        }
        (at, None)
    }

    /// Writes what brings the state back to the beginning.
    fn reset(&self, state: &mut State, out: &mut Vec<u8>) {
        let _ = (state, out);
    }
}

/// An encoding that several objects use.
pub(super) type SharedEncoding = Rc<dyn Encoding>;
