//! HZ (RFC 1843): GB 2312 between `~{` and `~}`.

use std::rc::Rc;

use super::encoding::{Decoded, Encoding, State, Stop};
use super::tables::Table;

/// HZ. The first byte of its state says whether the text is between the marks.
pub(super) struct Hz {
    pub(super) table: Rc<Table>,
}

impl Encoding for Hz {
    fn name(&self) -> &'static str {
        "hz"
    }

    fn decode(&self, state: &mut State, bytes: &[u8]) -> Result<(Decoded, usize), Stop> {
        let inside = state[0] != 0;
        let byte = bytes[0];
        if byte == b'~' {
            let next = *bytes.get(1).ok_or(Stop::Incomplete)?;
            match (next, inside) {
                (b'~', false) => return Ok((Decoded::One(u32::from(b'~')), 2)),
                (b'{', false) => state[0] = 1,
                (b'\n', false) => {}
                (b'}', true) => state[0] = 0,
                _ => return Err(Stop::Illegal(1)),
            }
            return Ok((Decoded::None, 2));
        }
        if byte >= 0x80 {
            return Err(Stop::Illegal(1));
        }
        if !inside {
            return Ok((Decoded::One(u32::from(byte)), 1));
        }
        let next = *bytes.get(1).ok_or(Stop::Incomplete)?;
        let char = match next < 0x80 {
            true => self.table.double(byte | 0x80, next | 0x80),
            false => None,
        };
        char.map(|char| (Decoded::One(char), 2))
            .ok_or(Stop::Illegal(1))
    }

    fn encode(
        &self,
        state: &mut State,
        text: &[u32],
        _last: bool,
        out: &mut Vec<u8>,
    ) -> Result<usize, Stop> {
        let char = text[0];
        if char < 0x80 {
            self.reset(state, out);
            if char == u32::from(b'~') {
                out.push(b'~');
            }
            out.push(char as u8);
            return Ok(1);
        }
        let code = self.table.code(char);
        let Some(code) = code.filter(|code| code.as_slice().len() == 2) else {
            return Err(Stop::Illegal(1));
        };
        if state[0] == 0 {
            out.extend_from_slice(b"~{");
            state[0] = 1;
        }
        out.extend(code.as_slice().iter().map(|byte| byte & 0x7f));
        Ok(1)
    }

    fn reset(&self, state: &mut State, out: &mut Vec<u8>) {
        if state[0] != 0 {
            out.extend_from_slice(b"~}");
            state[0] = 0;
        }
    }
}
