//! Reading text.

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::{Str, StrBuilder, utf8};
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::coder::not_readable;
use super::{Snapshot, TextIoWrapper};
use crate::_io::buffered::Buffered;
use crate::_io::errors::{blocking, call};

impl TextIoWrapper {
    /// Prepares reading: what was written goes first.
    pub(super) fn before_reading(&self, vm: &mut Vm) -> PyResult<()> {
        self.check_open(vm)?;
        if !self.coder.get(vm).reads {
            return Err(not_readable(vm));
        }
        self.write_pending(vm)
    }

    /// The bytes of the next chunk; none at the end of the stream.
    fn next_bytes(&self, size: usize, vm: &mut Vm) -> PyResult<Vec<u8>> {
        if let Some(buffered) = self.native_stream(vm) {
            let mut bytes = Vec::new();
            Buffered::read_once(&buffered, &mut bytes, size, vm)?;
            return Ok(bytes);
        }
        let stream = self.stream(vm)?;
        let method = if self.has_read1.get() {
            "read1"
        } else {
            "read"
        };
        let size = vm.new_int(i64::try_from(size).unwrap_or(i64::MAX));
        let data = call(&stream, method, &[size], vm)?;
        match data.exported_bytes(vm)? {
            Some(bytes) => Ok(bytes),
            None => {
                let class = data.type_name(vm);
                Err(vm.type_error(format!(
                    "underlying {method}() should have returned a bytes-like object, not '{class}'"
                )))
            }
        }
    }

    /// Reads and decodes a chunk; `false` at the end of the stream. `wanted` is how many characters
    /// are needed, if that is known.
    pub(super) fn read_chunk(&self, wanted: usize, vm: &mut Vm) -> PyResult<bool> {
        let before = match self.telling.get() {
            true => Some(self.decoder_state(vm)?),
            false => None,
        };
        let estimate = self.bytes_per_character.get().max(1.0) * wanted as f64;
        let size = self.chunk_size.get().max(estimate as usize);
        let input = self.next_bytes(size, vm)?;
        let at_end = input.is_empty();
        let text = self.decode(&input, at_end, vm)?;
        let ratio = match text.length() {
            0 => 0.0,
            length => input.len() as f64 / length as f64,
        };
        self.bytes_per_character.set(ratio);
        drop(self.decoded.replace(Some(text), vm));
        self.taken.set(0);
        if let Some(mut decoder) = before {
            let mut all = std::mem::take(&mut decoder.held);
            if all.is_empty() {
                all = input;
            } else {
                all.extend_from_slice(&input);
            }
            drop(self.snapshot.replace(
                Some(Snapshot {
                    decoder,
                    input: all,
                }),
                vm,
            ));
        }
        Ok(!at_end)
    }

    /// Takes up to `limit` characters of what was decoded.
    fn take_decoded(&self, limit: Option<usize>, vm: &mut Vm) -> Option<Ref<Str>> {
        let decoded = self.decoded.get(vm).clone()?;
        let start = self.taken.get();
        let rest = &decoded.as_bytes()[start..];
        let length = match limit {
            None => rest.len(),
            Some(limit) => prefix(rest, limit, decoded.is_ascii()),
        };
        self.taken.set(start + length);
        Some(Str::byte_slice(&decoded, start, start + length, vm))
    }

    /// `read()`
    pub(super) fn read_all(&self, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let stream = self.stream(vm)?;
        let data = call(&stream, "read", &[], vm)?;
        let rest = match data.downcast::<Bytes>() {
            Some(bytes) => self.decode(bytes.as_slice(), true, vm)?,
            None => match data.exported_bytes(vm)? {
                Some(bytes) => self.decode(&bytes, true, vm)?,
                None if data.is_none() => {
                    return Err(blocking("Read returned None.", 0, vm));
                }
                None => return Err(vm.not_bytes_like(&data)),
            },
        };
        let decoded = self.take_decoded(None, vm);
        self.forget_decoded(vm);
        Ok(match decoded {
            Some(decoded) if !decoded.is_empty() => Str::concat(&decoded, &rest, vm),
            _ => rest,
        })
    }

    /// `read(count)`
    pub(super) fn read_count(&self, count: usize, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let mut result = match self.take_decoded(Some(count), vm) {
            Some(text) if text.length() == count => return Ok(text),
            Some(text) => text,
            None => vm.names.empty.clone(),
        };
        let mut all: Option<StrBuilder> = None;
        let mut left = count - result.length();
        while left > 0 {
            if !self.read_chunk(left, vm)? {
                // What the decoder had kept may have become text at the end.
                if self
                    .decoded
                    .get(vm)
                    .as_ref()
                    .is_none_or(|text| text.is_empty())
                {
                    break;
                }
            }
            let Some(text) = self.take_decoded(Some(left), vm) else {
                break;
            };
            left -= text.length();
            if result.is_empty() && all.is_none() {
                result = text;
                continue;
            }
            let all = all.get_or_insert_with(|| {
                let mut builder = StrBuilder::new();
                builder.push_text(&result);
                builder
            });
            all.push_text(&text);
            all.check(vm)?;
        }
        Ok(match all {
            Some(all) => all.finish(vm),
            None => result,
        })
    }

    /// Reads a line with its line end, or up to `limit` characters of it.
    #[inline]
    pub(super) fn read_line(&self, limit: Option<usize>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        // Most lines lie in the chunk that is there already.
        if limit.is_none()
            && let Some(decoded) = self.decoded.get(vm)
        {
            let start = self.taken.get();
            let rest = &decoded.as_bytes()[start..];
            if let Some(end) = self.newline.get().line_end(rest, None) {
                let decoded = decoded.clone();
                self.taken.set(start + end);
                return Ok(Str::byte_slice(&decoded, start, start + end, vm));
            }
        }
        self.read_line_slow(limit, vm)
    }

    fn read_line_slow(&self, limit: Option<usize>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let newline = self.newline.get();
        let mut line: Option<StrBuilder> = None;
        let mut left = limit;
        while left != Some(0) {
            let ready = self.decoded.get(vm).as_ref();
            if ready.is_none_or(|text| self.taken.get() >= text.byte_length()) {
                let mut more = true;
                while more {
                    more = self.read_chunk(0, vm)?;
                    if self
                        .decoded
                        .get(vm)
                        .as_ref()
                        .is_some_and(|text| !text.is_empty())
                    {
                        break;
                    }
                }
                if self
                    .decoded
                    .get(vm)
                    .as_ref()
                    .is_none_or(|text| text.is_empty())
                {
                    // The end: nothing is left to tell where in it.
                    self.forget_decoded(vm);
                    break;
                }
            }
            let decoded = self.decoded.get(vm).clone().expect("a chunk is there");
            let start = self.taken.get();
            let rest = &decoded.as_bytes()[start..];
            let window = match left {
                None => rest,
                Some(left) => &rest[..prefix(rest, left, decoded.is_ascii())],
            };
            let before = line
                .as_ref()
                .and_then(|line| line.as_bytes().last().copied());
            let end = newline.line_end(window, before);
            let length = end.unwrap_or(window.len());
            self.taken.set(start + length);
            if let Some(left) = &mut left {
                *left -= utf8::count(&window[..length]);
            }
            let whole = end.is_some() || left == Some(0);
            match (&mut line, whole) {
                (None, true) => return Ok(Str::byte_slice(&decoded, start, start + length, vm)),
                (line, _) => {
                    let line = line.get_or_insert_default();
                    line.push_range(&decoded, start, start + length);
                    line.check(vm)?;
                }
            }
            if whole {
                break;
            }
        }
        Ok(match line {
            Some(line) => line.finish(vm),
            None => vm.names.empty.clone(),
        })
    }

    /// The next line, nothing at the end. `tell` does not work meanwhile.
    pub(super) fn next_line(&self, this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        self.telling.set(false);
        let line = if this.class(vm).is_heap_type() {
            self.stream(vm)?;
            let line = call(this, "readline", &[], vm)?;
            let class = line.type_name(vm);
            match line.downcast_into::<Str>() {
                Ok(line) => line,
                Err(_) => {
                    return Err(vm.os_error(format!(
                        "readline() should have returned a str object, not '{class}'"
                    )));
                }
            }
        } else {
            self.before_reading(vm)?;
            self.read_line(None, vm)?
        };
        if line.is_empty() {
            // Iteration is over: the position can be told again.
            drop(self.snapshot.replace(None, vm));
            self.telling.set(self.seekable.get());
            return Ok(None);
        }
        Ok(Some(line.into_value()))
    }
}

/// Bytes of the first `count` characters of a text, or of all.
pub(in crate::_io) fn prefix(text: &[u8], count: usize, is_ascii: bool) -> usize {
    if is_ascii || text.len() <= count {
        return text.len().min(count);
    }
    let mut offset = 0;
    for _ in 0..count {
        if offset >= text.len() {
            break;
        }
        offset += utf8::width(text[offset]);
    }
    offset
}
