//! Positions in text: cookies that `tell` gives and `seek` takes.
//!
//! A position between two characters of a chunk is told by a position of the binary stream where
//! the decoder keeps no bytes, how many bytes to decode from there, and how many of the characters
//! that they give to skip. For most positions the last two are zero, and the cookie is the position
//! of the binary stream.

use num_bigint::{BigInt, BigUint, Sign};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::utf8;
use rpy_vm::{PyResult, Value, Vm};

use super::coder::DecoderState;
use super::read::prefix;
use super::{Snapshot, TextIoWrapper};
use crate::_io::errors::{call, offset, unsupported};

/// What a cookie says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cookie {
    /// Position of the binary stream.
    start: u64,
    /// The number of the decoder's state there.
    flags: u32,
    /// Bytes to decode from there.
    feed: u32,
    /// Characters to skip.
    skip: u32,
    /// Whether the decoder is to be told that it was at the end.
    at_end: bool,
}

impl Cookie {
    fn to_bytes(self) -> [u8; 21] {
        let mut bytes = [0; 21];
        bytes[..8].copy_from_slice(&self.start.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.flags.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.feed.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.skip.to_le_bytes());
        bytes[20] = u8::from(self.at_end);
        bytes
    }

    /// `None` if the bytes are too many.
    fn from_bytes(given: &[u8]) -> Option<Cookie> {
        let mut bytes = [0; 21];
        bytes.get_mut(..given.len())?.copy_from_slice(given);
        let word = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        Some(Cookie {
            start: u64::from(word(0)) | u64::from(word(4)) << 32,
            flags: word(8),
            feed: word(12),
            skip: word(16),
            at_end: bytes[20] != 0,
        })
    }

    fn to_value(self, vm: &mut Vm) -> Value {
        match i64::try_from(self.start) {
            Ok(start)
                if self
                    == (Cookie {
                        start: self.start,
                        ..Cookie::default()
                    }) =>
            {
                vm.new_int(start)
            }
            _ => vm.new_big_int(BigInt::from(BigUint::from_bytes_le(&self.to_bytes()))),
        }
    }

    /// Reads a cookie.
    ///
    /// Raises `ValueError` if it is negative, `OverflowError` if it is too large.
    fn from_value(value: &Value, vm: &mut Vm) -> PyResult<Cookie> {
        let index = value.index(vm)?;
        let number = match index.as_int() {
            Some(int) => int.to_big().into_owned(),
            None => BigInt::from(offset(&index, vm)?),
        };
        if number.sign() == Sign::Minus {
            let shown = value.repr(vm)?;
            let shown = shown.to_string_lossy();
            return Err(vm.value_error(format!("negative seek position {shown}")));
        }
        match Cookie::from_bytes(&number.to_bytes_le().1) {
            Some(cookie) => Ok(cookie),
            None => Err(vm.overflow_error("int too big to convert")),
        }
    }
}

impl TextIoWrapper {
    /// The position of the binary stream.
    fn stream_position(&self, vm: &mut Vm) -> PyResult<u64> {
        let stream = self.stream(vm)?;
        let position = call(&stream, "tell", &[], vm)?;
        Ok(u64::try_from(offset(&position, vm)?).unwrap_or(0))
    }

    /// `tell`
    pub(super) fn position(&self, this: &Value, vm: &mut Vm) -> PyResult {
        self.check_open(vm)?;
        if !self.seekable.get() {
            return Err(unsupported("underlying stream is not seekable", vm));
        }
        if !self.telling.get() {
            return Err(vm.os_error("telling position disabled by next() call"));
        }
        self.write_pending(vm)?;
        call(this, "flush", &[], vm)?;
        let position = self.stream_position(vm)?;
        let taken = self.taken.get();
        let Some(snapshot) = self.snapshot.get(vm) else {
            return Ok(Cookie {
                start: position,
                ..Cookie::default()
            }
            .to_value(vm));
        };
        let (flags, input) = (snapshot.decoder.flags, snapshot.input.clone());
        let decoded = self.decoded.get(vm).clone();
        let cookie = Cookie {
            start: position.saturating_sub(input.len() as u64),
            flags: flags as u32,
            ..Cookie::default()
        };
        let Some(decoded) = decoded.filter(|_| taken > 0) else {
            return Ok(cookie.to_value(vm));
        };
        // Where bytes and text are the same, so are the distances.
        if flags == 0 && self.is_utf8(vm) && input == decoded.as_bytes() {
            let start = cookie.start + taken as u64;
            return Ok(Cookie { start, ..cookie }.to_value(vm));
        }
        let skip = utf8::count(&decoded.as_bytes()[..taken]);
        let saved = self.decoder_state(vm)?;
        let translator = self.translator.get();
        let found = self.locate(cookie, &input, skip, vm);
        self.set_decoder_state(&saved, vm)?;
        self.translator.set(translator);
        Ok(found?.to_value(vm))
    }

    /// Decodes `input` again from where `cookie` is, and finds the place behind `skip` characters.
    fn locate(
        &self,
        mut cookie: Cookie,
        input: &[u8],
        mut skip: usize,
        vm: &mut Vm,
    ) -> PyResult<Cookie> {
        let state = |flags: u32| DecoderState {
            held: Vec::new(),
            flags: i64::from(flags),
        };
        // A start not far in front, from which there is little to decode step by step.
        let mut start = (self.bytes_per_character.get() * skip as f64) as usize;
        start = start.min(input.len());
        let mut back = 1;
        while start > 0 {
            self.set_decoder_state(&state(cookie.flags), vm)?;
            let count = self.decode(&input[..start], false, vm)?.length();
            if count <= skip {
                let reached = self.decoder_state(vm)?;
                if reached.held.is_empty() {
                    cookie.flags = reached.flags as u32;
                    skip -= count;
                    break;
                }
                start -= reached.held.len().min(start);
                back = 1;
            } else {
                start = start.saturating_sub(back);
                back *= 2;
            }
        }
        if start == 0 {
            self.set_decoder_state(&state(cookie.flags), vm)?;
        }
        cookie.start += start as u64;
        if skip == 0 {
            return Ok(cookie);
        }
        let (mut fed, mut count) = (0, 0);
        for byte in &input[start..] {
            fed += 1;
            count += self.decode(std::slice::from_ref(byte), false, vm)?.length();
            let reached = self.decoder_state(vm)?;
            if reached.held.is_empty() && count <= skip {
                // A place where the decoder keeps nothing: count from here.
                cookie.start += fed;
                cookie.flags = reached.flags as u32;
                skip -= count;
                (fed, count) = (0, 0);
            }
            if count >= skip {
                break;
            }
        }
        if count < skip {
            // The rest comes when the decoder learns that it was all.
            count += self.decode(b"", true, vm)?.length();
            cookie.at_end = true;
            if count < skip {
                return Err(vm.os_error("can't reconstruct logical file position"));
            }
        }
        cookie.feed = fed as u32;
        cookie.skip = skip as u32;
        Ok(cookie)
    }

    /// `seek`
    pub(super) fn seek_to(
        &self,
        this: &Value,
        cookie: &Value,
        whence: i32,
        vm: &mut Vm,
    ) -> PyResult {
        self.check_open(vm)?;
        if !self.seekable.get() {
            return Err(unsupported("underlying stream is not seekable", vm));
        }
        let zero = Value::from_i32(0);
        let given = match whence {
            0 => cookie.clone(),
            1 => {
                if !cookie.equals(&zero, vm)? {
                    return Err(unsupported("can't do nonzero cur-relative seeks", vm));
                }
                // The same place again, in which the decoder starts anew.
                call(this, "flush", &[], vm)?;
                call(this, "tell", &[], vm)?
            }
            2 => {
                if !cookie.equals(&zero, vm)? {
                    return Err(unsupported("can't do nonzero end-relative seeks", vm));
                }
                call(this, "flush", &[], vm)?;
                self.forget_decoded(vm);
                self.reset_decoder(vm)?;
                let stream = self.stream(vm)?;
                let end = call(&stream, "seek", &[zero.clone(), Value::from_i32(2)], vm)?;
                let at_start = end.equals(&zero, vm)?;
                if self.coder.get(vm).writes {
                    self.set_encoder_at(at_start, vm)?;
                }
                return Ok(end);
            }
            _ => {
                return Err(
                    vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)"))
                );
            }
        };
        let place = Cookie::from_value(&given, vm)?;
        call(this, "flush", &[], vm)?;
        self.go_to(place, vm)?;
        Ok(given)
    }

    fn go_to(&self, place: Cookie, vm: &mut Vm) -> PyResult<()> {
        let stream = self.stream(vm)?;
        let Some(start) = i64::try_from(place.start).ok() else {
            return Err(vm.overflow_error("int too big to convert"));
        };
        let start = vm.new_int(start);
        call(&stream, "seek", &[start], vm)?;
        self.forget_decoded(vm);
        let decoder = DecoderState {
            held: Vec::new(),
            flags: i64::from(place.flags),
        };
        let reads = self.coder.get(vm).reads;
        if reads {
            if place.start == 0 && place.flags == 0 {
                self.reset_decoder(vm)?;
            } else {
                self.set_decoder_state(&decoder, vm)?;
            }
        }
        if place.skip > 0 {
            let data = call(
                &stream,
                "read",
                &[Value::from_usize(place.feed as usize)],
                vm,
            )?;
            let Some(bytes) = data.downcast::<Bytes>() else {
                let class = data.type_name(vm);
                return Err(vm.type_error(format!(
                    "underlying read() should have returned a bytes object, not '{class}'"
                )));
            };
            let input = bytes.as_slice().to_vec();
            let text = self.decode(&input, place.at_end, vm)?;
            let skip = place.skip as usize;
            if text.length() < skip {
                return Err(vm.os_error("can't restore logical file position"));
            }
            let taken = prefix(text.as_bytes(), skip, text.is_ascii());
            drop(self.decoded.replace(Some(text), vm));
            self.taken.set(taken);
            drop(self.snapshot.replace(Some(Snapshot { decoder, input }), vm));
        } else if reads {
            let input = Vec::new();
            drop(self.snapshot.replace(Some(Snapshot { decoder, input }), vm));
        }
        if self.coder.get(vm).writes {
            self.set_encoder_at(place.start == 0 && place.flags == 0, vm)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_survive_as_bytes() {
        let cookie = Cookie {
            start: 1 << 40 | 7,
            flags: 3,
            feed: 12,
            skip: 2,
            at_end: true,
        };
        assert_eq!(Cookie::from_bytes(&cookie.to_bytes()), Some(cookie));
        assert_eq!(Cookie::from_bytes(&[5]).map(|cookie| cookie.start), Some(5));
        assert_eq!(Cookie::from_bytes(&[0; 22]), None);
    }
}
