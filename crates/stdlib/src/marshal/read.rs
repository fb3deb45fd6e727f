//! Reading values.

use std::borrow::Cow;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use rpy_bytecode::marshal::decode;
use rpy_vm::builtins::bytearray::ByteArray;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::code::Code;
use rpy_vm::builtins::complex::ComplexNumber;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::float::parse_float;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::memoryview::MemoryView;
use rpy_vm::builtins::set::{FrozenSet, Set};
use rpy_vm::builtins::slice::Slice;
use rpy_vm::builtins::str::{Str, codecs};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Raised, Value, Vm};

use super::cyclic::{Node, build};
use super::{FLAG_REF, MAX_DEPTH, tag};

/// Bits of a digit of long ints.
const DIGIT_BITS: u32 = 15;

/// Where bytes come from.
pub(super) enum Source {
    /// Bytes, and how many of them were taken.
    Bytes(Vec<u8>, usize),
    /// The method `readinto` of a file, what was taken from it so far, and how much of that has been taken
    /// again since the source was put back.
    File(Value, Vec<u8>, usize),
}

impl Source {
    /// Bytes.
    pub(super) fn of_bytes(bytes: Vec<u8>) -> Source {
        Source::Bytes(bytes, 0)
    }

    /// A file.
    ///
    /// Raises `AttributeError` or `TypeError` if it is no binary file.
    pub(super) fn of_file(file: &Value, vm: &mut Vm) -> PyResult<Source> {
        let read = vm.intern("read");
        let read = file.get_attribute(&read, vm)?;
        let nothing = read.call_positional(&[Value::from_i32(0)], vm)?;
        if nothing.downcast::<Bytes>().is_none() {
            let class = nothing.type_name(vm);
            return Err(vm.type_error(format!("file.read() returned not bytes but {class}")));
        }
        let read_into = vm.intern("readinto");
        let read_into = file.get_attribute(&read_into, vm)?;
        Ok(Source::File(read_into, Vec::new(), 0))
    }

    /// Gives the bytes that were taken once more.
    fn put_back(&mut self) {
        match self {
            Source::Bytes(_, position) | Source::File(_, _, position) => *position = 0,
        }
    }

    /// Takes so many bytes.
    ///
    /// Raises `EOFError` if there are not.
    fn take(&mut self, count: usize, vm: &mut Vm) -> PyResult<&[u8]> {
        if let Source::File(read_into, all, position) = self
            && *position == all.len()
        {
            let bytes = read_from(read_into, count, vm)?;
            all.extend_from_slice(&bytes);
        }
        let (Source::Bytes(bytes, position) | Source::File(_, bytes, position)) = self;
        let start = *position;
        let end = start.saturating_add(count);
        *position = end.min(bytes.len());
        bytes.get(start..end).ok_or_else(|| too_short(vm))
    }

    /// Takes a byte.
    ///
    /// Raises `EOFError` if there is none.
    #[inline]
    fn byte(&mut self, vm: &mut Vm) -> PyResult<u8> {
        if let Source::Bytes(bytes, position) = self {
            let Some(&byte) = bytes.get(*position) else {
                return Err(vm.eof_error("EOF read where not expected"));
            };
            *position += 1;
            return Ok(byte);
        }
        Ok(self.take(1, vm)?[0])
    }
}

/// So many bytes, read by the method `readinto` of a file.
///
/// Raises `EOFError` if there are not.
fn read_from(read_into: &Value, count: usize, vm: &mut Vm) -> PyResult<Vec<u8>> {
    // The buffer, what is taken out of it, and all that was: the length may be a lie.
    vm.check_allocation(count.saturating_mul(4))?;
    let buffer = ByteArray::new(vec![0; count], vm);
    let view = MemoryView::new(buffer.as_value(), vm)?.into_value();
    let taken = read_into.call_positional(&[view], vm)?;
    let Ok(taken) = usize::try_from(i64::from_argument(&taken, vm)?) else {
        return Err(too_short(vm));
    };
    if taken > count {
        return Err(vm.value_error(format!(
            "read() returned too much data: {count} bytes requested, {taken} returned"
        )));
    }
    if taken < count {
        return Err(too_short(vm));
    }
    // Whoever has been given the buffer may have made it shorter.
    match buffer.as_slice(vm).get(..count) {
        Some(bytes) => Ok(bytes.to_vec()),
        None => Err(too_short(vm)),
    }
}

fn too_short(vm: &mut Vm) -> Raised {
    vm.eof_error("marshal data too short")
}

pub(super) fn bad(what: &str, vm: &mut Vm) -> Raised {
    vm.value_error(format!("bad marshal data ({what})"))
}

/// Values that are being read.
pub(super) struct Reader {
    source: Source,
    allow_code: bool,
    depth: usize,
    /// The values that others may refer to; `None` for those that are not complete yet.
    known: Vec<Option<Value>>,
    /// Whether something refers to a value that is not complete.
    is_cyclic: bool,
}

impl Reader {
    /// A reader.
    pub(super) fn new(source: Source, allow_code: bool) -> Reader {
        Reader {
            source,
            allow_code,
            depth: 0,
            known: Vec::new(),
            is_cyclic: false,
        }
    }

    /// The first value.
    pub(super) fn finish(mut self, vm: &mut Vm) -> PyResult {
        let result = self.wanted("object", vm);
        if !self.is_cyclic {
            return result;
        }
        self.source.put_back();
        let mut nodes = Nodes {
            reader: Reader::new(self.source, self.allow_code),
            nodes: Vec::new(),
            known: Vec::new(),
        };
        let root = nodes.wanted("object", vm)?;
        nodes.nodes.push(Node::Same(root));
        build(&nodes.nodes, vm)
    }

    /// The next value, which must not be the mark of an end. `what` is for the message.
    fn wanted(&mut self, what: &str, vm: &mut Vm) -> PyResult {
        match self.value(vm)? {
            Some(value) => Ok(value),
            None => Err(vm.type_error(format!("NULL object in marshal data for {what}"))),
        }
    }

    /// The next value; `None` for the mark of an end.
    fn value(&mut self, vm: &mut Vm) -> PyResult<Option<Value>> {
        let first = match self.source.byte(vm) {
            Ok(first) => first,
            Err(raised) => {
                let eof = vm.types.exceptions.eof_error.clone();
                if raised.is_instance(&eof, vm) {
                    return Err(vm.eof_error("EOF read where object expected"));
                }
                return Err(raised);
            }
        };
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(vm.value_error("recursion limit exceeded"));
        }
        vm.poll()?;
        vm.check_native_stack(" while unmarshalling an object")?;
        let is_known = first & FLAG_REF != 0;
        let value = self.tagged(first & !FLAG_REF, is_known, vm)?;
        self.depth -= 1;
        Ok(value)
    }

    /// Remembers a value, if others may refer to it.
    fn remember(&mut self, value: Value, is_known: bool) -> Value {
        if is_known {
            self.known.push(Some(value.clone()));
        }
        value
    }

    /// Keeps a place for a value that is made after its parts.
    fn reserve(&mut self, is_known: bool) -> Option<usize> {
        is_known.then(|| {
            self.known.push(None);
            self.known.len() - 1
        })
    }

    fn fill(&mut self, place: Option<usize>, value: Value) -> Value {
        if let Some(place) = place {
            self.known[place] = Some(value.clone());
        }
        value
    }

    fn tagged(&mut self, tag: u8, is_known: bool, vm: &mut Vm) -> PyResult<Option<Value>> {
        let value = match tag {
            tag::NULL => return Ok(None),
            tag::NONE => Value::NONE,
            tag::FALSE => Value::FALSE,
            tag::TRUE => Value::TRUE,
            tag::ELLIPSIS => Value::ELLIPSIS,
            tag::STOP_ITERATION => vm.types.exceptions.stop_iteration.to_value(),
            tag::INT => {
                let number = self.number(vm)?;
                self.remember(Value::from_i32(number), is_known)
            }
            tag::INT64 => {
                let bytes = self.array(vm)?;
                let number = vm.new_int(i64::from_le_bytes(bytes));
                self.remember(number, is_known)
            }
            tag::LONG => {
                let number = self.long(vm)?;
                self.remember(number, is_known)
            }
            tag::FLOAT | tag::FLOAT_TEXT => {
                let float = self.float(tag == tag::FLOAT, vm)?;
                let float = vm.new_float(float);
                self.remember(float, is_known)
            }
            tag::COMPLEX | tag::COMPLEX_TEXT => {
                let re = self.float(tag == tag::COMPLEX, vm)?;
                let im = self.float(tag == tag::COMPLEX, vm)?;
                let number = vm.new_complex(ComplexNumber::new(re, im));
                self.remember(number, is_known)
            }
            tag::BYTES => {
                let bytes = self.sized("bytes object size out of range", vm)?;
                let bytes = vm.new_bytes(bytes);
                self.remember(bytes, is_known)
            }
            tag::SHORT_ASCII | tag::SHORT_ASCII_INTERNED => {
                let length = self.source.byte(vm)?;
                let bytes = self.source.take(length.into(), vm)?;
                let text = latin1(bytes, tag == tag::SHORT_ASCII_INTERNED, vm);
                self.remember(text, is_known)
            }
            tag::ASCII | tag::ASCII_INTERNED => {
                let bytes = self.sized("string size out of range", vm)?;
                let text = latin1(bytes, tag == tag::ASCII_INTERNED, vm);
                self.remember(text, is_known)
            }
            tag::UNICODE | tag::INTERNED => {
                let bytes = self.sized("string size out of range", vm)?;
                let text = codecs::decode_by_name(bytes, "utf-8", "surrogatepass", vm)?;
                let text = match text.downcast::<Str>() {
                    Some(text) if tag == tag::INTERNED => vm.intern_ref(text).into_value(),
                    _ => text,
                };
                self.remember(text, is_known)
            }
            tag::TUPLE | tag::SMALL_TUPLE => {
                let length = match tag {
                    tag::TUPLE => self.length("tuple size out of range", vm)?,
                    _ => self.source.byte(vm)?.into(),
                };
                let place = self.reserve(is_known);
                let items = self.items(length, "tuple", vm)?;
                let tuple = Tuple::new(items, vm).into_value();
                self.fill(place, tuple)
            }
            tag::LIST => {
                let length = self.length("list size out of range", vm)?;
                if !is_known {
                    // Nothing in it refers to it.
                    let items = self.items(length, "list", vm)?;
                    return Ok(Some(List::new(items, vm).into_value()));
                }
                let list = List::new(Vec::new(), vm);
                self.remember(list.to_value(), is_known);
                for _ in 0..length {
                    let item = self.wanted("list", vm)?;
                    list.push(item, vm);
                }
                list.into_value()
            }
            tag::DICT => {
                let dict = Dict::new(vm);
                self.remember(dict.to_value(), is_known);
                while let Some(key) = self.value(vm)? {
                    let Some(value) = self.value(vm)? else {
                        break;
                    };
                    dict.set_item(key, value, vm)?;
                }
                dict.into_value()
            }
            tag::SET => {
                let length = self.length("set size out of range", vm)?;
                let set = Set::new(vm);
                self.remember(set.to_value(), is_known);
                for _ in 0..length {
                    let item = self.wanted("set", vm)?;
                    set.add(item, vm)?;
                }
                set.into_value()
            }
            tag::FROZENSET => {
                let length = self.length("set size out of range", vm)?;
                let place = self.reserve(is_known);
                let items = self.items(length, "set", vm)?;
                let set = FrozenSet::from_items(items, vm)?.into_value();
                self.fill(place, set)
            }
            tag::SLICE => {
                let place = self.reserve(is_known);
                let start = self.wanted("slice", vm)?;
                let stop = self.wanted("slice", vm)?;
                let step = self.wanted("slice", vm)?;
                let slice = Slice::new(start, stop, step, vm).into_value();
                self.fill(place, slice)
            }
            tag::REF => {
                let index = usize::try_from(self.number(vm)?).ok();
                match index.and_then(|index| self.known.get(index)) {
                    Some(Some(value)) => value.clone(),
                    Some(None) => {
                        self.is_cyclic = true;
                        return Err(bad("invalid reference", vm));
                    }
                    None => return Err(bad("invalid reference", vm)),
                }
            }
            tag::CODE | tag::FOREIGN_CODE if !self.allow_code => {
                return Err(vm.value_error("unmarshalling code objects is disallowed"));
            }
            tag::CODE => {
                let unit = self.sized("code size out of range", vm)?.to_vec();
                let length = unit.len();
                match decode(unit, 0..length) {
                    Ok(code) => {
                        let code = Code::new(Arc::new(code), vm).into_value();
                        self.remember(code, is_known)
                    }
                    Err(error) => return Err(bad(&format!("invalid code: {error}"), vm)),
                }
            }
            tag::FOREIGN_CODE => return Err(bad("code of another implementation", vm)),
            _ => return Err(bad("unknown type code", vm)),
        };
        Ok(Some(value))
    }

    fn items(&mut self, length: usize, what: &str, vm: &mut Vm) -> PyResult<Vec<Value>> {
        // The length may be a lie: room is made as items come.
        let mut items = Vec::with_capacity(length.min(64));
        for _ in 0..length {
            items.push(self.wanted(what, vm)?);
        }
        Ok(items)
    }

    fn array<const N: usize>(&mut self, vm: &mut Vm) -> PyResult<[u8; N]> {
        let bytes = self.source.take(N, vm)?;
        Ok(*bytes.first_chunk().expect("as many were taken"))
    }

    fn number(&mut self, vm: &mut Vm) -> PyResult<i32> {
        self.array(vm).map(i32::from_le_bytes)
    }

    fn length(&mut self, message: &str, vm: &mut Vm) -> PyResult<usize> {
        let length = self.number(vm)?;
        usize::try_from(length).map_err(|_| bad(message, vm))
    }

    fn sized(&mut self, message: &str, vm: &mut Vm) -> PyResult<&[u8]> {
        let length = self.length(message, vm)?;
        self.source.take(length, vm)
    }

    fn float(&mut self, is_binary: bool, vm: &mut Vm) -> PyResult<f64> {
        if is_binary {
            return self.array(vm).map(f64::from_le_bytes);
        }
        let length = self.source.byte(vm)?;
        let bytes = self.source.take(length.into(), vm)?;
        let text = String::from_utf8_lossy(bytes).into_owned();
        parse_float(&text)
            .ok_or_else(|| vm.value_error(format!("could not convert string to float: '{text}'")))
    }

    fn long(&mut self, vm: &mut Vm) -> PyResult {
        let length = self.number(vm)?;
        let count = length.unsigned_abs() as usize;
        let bytes = self.source.take(count * 2, vm)?;
        let (mut words, mut bits, mut filled) = (Vec::new(), 0u64, 0);
        let (digits, _) = bytes.as_chunks::<2>();
        for digit in digits {
            let digit = u16::from_le_bytes(*digit);
            if digit >> DIGIT_BITS != 0 {
                return Err(bad("digit out of range in long", vm));
            }
            bits |= u64::from(digit) << filled;
            filled += DIGIT_BITS;
            if filled >= 32 {
                words.push(bits as u32);
                bits >>= 32;
                filled -= 32;
            }
        }
        if digits.last() == Some(&[0, 0]) {
            return Err(bad("unnormalized long data", vm));
        }
        words.push(bits as u32);
        let sign = if length < 0 { Sign::Minus } else { Sign::Plus };
        Ok(vm.new_big_int(BigInt::from_slice(sign, &words)))
    }
}

/// Values that are being read as nodes.
struct Nodes {
    /// Reads what has no parts.
    reader: Reader,
    nodes: Vec<Node>,
    /// The nodes that others may refer to.
    known: Vec<usize>,
}

impl Nodes {
    /// The number of the next value, which must not be the mark of an end.
    fn wanted(&mut self, what: &str, vm: &mut Vm) -> PyResult<usize> {
        match self.value(vm)? {
            Some(number) => Ok(number),
            None => Err(vm.type_error(format!("NULL object in marshal data for {what}"))),
        }
    }

    /// The number of the next value; `None` for the mark of an end.
    fn value(&mut self, vm: &mut Vm) -> PyResult<Option<usize>> {
        let first = self.reader.source.byte(vm)?;
        self.reader.depth += 1;
        if self.reader.depth > MAX_DEPTH {
            return Err(vm.value_error("recursion limit exceeded"));
        }
        vm.poll()?;
        vm.check_native_stack(" while unmarshalling an object")?;
        let (tag, is_known) = (first & !FLAG_REF, first & FLAG_REF != 0);
        let number = self.nodes.len();
        self.nodes.push(match tag {
            tag::FROZENSET | tag::SLICE => Node::Sealed,
            _ => Node::Open,
        });
        if is_known {
            self.known.push(number);
        }
        let node = match tag {
            tag::NULL => {
                self.nodes.pop();
                self.reader.depth -= 1;
                return Ok(None);
            }
            tag::TUPLE | tag::LIST | tag::SET | tag::FROZENSET => {
                let length = self.reader.length("size out of range", vm)?;
                self.container(tag, length, vm)?
            }
            tag::SMALL_TUPLE => {
                let length = self.reader.source.byte(vm)?;
                self.container(tag, length.into(), vm)?
            }
            tag::DICT => {
                let mut parts = Vec::new();
                while let Some(key) = self.value(vm)? {
                    let Some(value) = self.value(vm)? else {
                        break;
                    };
                    parts.extend([key, value]);
                }
                Node::Dict(parts)
            }
            tag::SLICE => Node::Slice([
                self.wanted("slice", vm)?,
                self.wanted("slice", vm)?,
                self.wanted("slice", vm)?,
            ]),
            tag::REF => {
                let index = usize::try_from(self.reader.number(vm)?).ok();
                match index.and_then(|index| self.known.get(index)) {
                    Some(&other) if !matches!(self.nodes[other], Node::Sealed) => Node::Same(other),
                    _ => return Err(bad("invalid reference", vm)),
                }
            }
            tag => match self.reader.tagged(tag, false, vm)? {
                Some(value) => Node::Plain(value),
                None => return Err(bad("unknown type code", vm)),
            },
        };
        self.nodes[number] = node;
        self.reader.depth -= 1;
        Ok(Some(number))
    }

    fn container(&mut self, tag: u8, length: usize, vm: &mut Vm) -> PyResult<Node> {
        let (what, make): (_, fn(Vec<usize>) -> Node) = match tag {
            tag::LIST => ("list", Node::List),
            tag::SET => ("set", Node::Set),
            tag::FROZENSET => ("set", Node::FrozenSet),
            _ => ("tuple", Node::Tuple),
        };
        let mut parts = Vec::new();
        for _ in 0..length {
            parts.push(self.wanted(what, vm)?);
        }
        Ok(make(parts))
    }
}

/// A string of which each byte is a code point.
fn latin1(bytes: &[u8], is_interned: bool, vm: &mut Vm) -> Value {
    let text: Cow<'_, str> = match str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => text.into(),
        _ => bytes.iter().copied().map(char::from).collect(),
    };
    if is_interned {
        vm.intern(&text).into_value()
    } else {
        vm.new_str(&text)
    }
}
