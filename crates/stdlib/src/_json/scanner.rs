//! `make_scanner`: reads values.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::float::parse_float;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::_json::text as text_argument;
use super::{decode_error, numbers, strings};

/// Digits of an int that surely fits a machine word.
const SHORT: usize = 18;
/// Keys that are remembered while a text is read.
const KNOWN_KEYS: usize = 256;

/// Reads values of JSON, in the way that a decoder says.
#[derive(Payload)]
pub(crate) struct Scanner {
    strict: bool,
    object_hook: Value,
    object_pairs_hook: Value,
    parse_float: Value,
    parse_int: Value,
    parse_constant: Value,
}

#[native_class(name = "_json.Scanner")]
impl Scanner {
    #[new(signature = "(context)", hidden, name = "make_scanner")]
    fn new(class: &Ref<Type>, context: &Value, vm: &mut Vm) -> PyResult<Ref<Scanner>> {
        let mut attribute = |name: &str| {
            let name = vm.intern(name);
            context.get_attribute(&name, vm)
        };
        let strict = attribute("strict")?;
        let mut scanner = Scanner {
            strict: true,
            object_hook: attribute("object_hook")?,
            object_pairs_hook: attribute("object_pairs_hook")?,
            parse_float: attribute("parse_float")?,
            parse_int: attribute("parse_int")?,
            parse_constant: attribute("parse_constant")?,
        };
        scanner.strict = strict.is_true(vm)?;
        Ok(Ref::with_class(scanner, class, vm))
    }

    #[slot(call, signature = "(string, idx)", name = "scan_once")]
    fn call(
        this: &Ref<Scanner>,
        string: &Value,
        idx: isize,
        vm: &mut Vm,
    ) -> PyResult<(Value, usize)> {
        let text = text_argument(string, vm)?;
        let Ok(start) = usize::try_from(idx) else {
            return Err(vm.value_error("idx cannot be negative"));
        };
        if start >= text.length() {
            let start = vm.new_length(start);
            return Err(vm.stop_iteration(start));
        }
        let mut reader = Reader {
            scanner: this,
            text,
            bytes: text.as_bytes(),
            at: text.byte_offset(start),
            keys: vec![None; KNOWN_KEYS],
        };
        let value = reader.value(vm)?;
        Ok((value, text.position_of(reader.at)))
    }

    /// Whether control characters in strings are refused.
    #[getter(member)]
    fn strict(this: &Ref<Scanner>) -> bool {
        this.strict
    }

    /// What is called with each dict.
    #[getter(member)]
    fn object_hook(this: &Ref<Scanner>) -> Value {
        this.object_hook.clone()
    }

    /// What is called with the list of the pairs of each object.
    #[getter(member)]
    fn object_pairs_hook(this: &Ref<Scanner>) -> Value {
        this.object_pairs_hook.clone()
    }

    /// What is called with the text of each float.
    #[getter(member)]
    fn parse_float(this: &Ref<Scanner>) -> Value {
        this.parse_float.clone()
    }

    /// What is called with the text of each int.
    #[getter(member)]
    fn parse_int(this: &Ref<Scanner>) -> Value {
        this.parse_int.clone()
    }

    /// What is called with the names of NaN and the infinities.
    #[getter(member)]
    fn parse_constant(this: &Ref<Scanner>) -> Value {
        this.parse_constant.clone()
    }
}

/// A text that is being read.
struct Reader<'a> {
    scanner: &'a Scanner,
    text: &'a Ref<Str>,
    bytes: &'a [u8],
    /// Where the next character is, in bytes.
    at: usize,
    /// Keys of objects, which most texts repeat; by a number made of their bytes.
    keys: Vec<Option<Ref<Str>>>,
}

impl Reader<'_> {
    /// Reads the value that begins here.
    ///
    /// Raises `StopIteration` with the position if there is none, `JSONDecodeError` if something is
    /// wrong within it.
    fn value(&mut self, vm: &mut Vm) -> PyResult {
        let rest = &self.bytes[self.at.min(self.bytes.len())..];
        let literals: [(&[u8], Value); 3] = [
            (b"null", Value::NONE),
            (b"true", Value::TRUE),
            (b"false", Value::FALSE),
        ];
        match rest.first() {
            Some(b'"') => {
                let (found, end) = strings::scan(self.text, self.at + 1, self.scanner.strict, vm)?;
                self.at = end;
                Ok(found.into_value())
            }
            Some(b'{') => {
                vm.check_native_stack(" while decoding a JSON object from a unicode string")?;
                self.object(vm)
            }
            Some(b'[') => {
                vm.check_native_stack(" while decoding a JSON array from a unicode string")?;
                self.array(vm)
            }
            Some(b'n' | b't' | b'f') => {
                let found = literals.iter().find(|(name, _)| rest.starts_with(name));
                match found {
                    Some((name, value)) => {
                        self.at += name.len();
                        Ok(value.clone())
                    }
                    None => Err(self.no_value(vm)),
                }
            }
            Some(b'N' | b'I' | b'-') => {
                let names: [&[u8]; 3] = [b"NaN", b"Infinity", b"-Infinity"];
                match names.into_iter().find(|name| rest.starts_with(name)) {
                    Some(name) => {
                        self.at += name.len();
                        let name = str::from_utf8(name).expect("the names are ASCII");
                        let name = vm.new_str(name);
                        self.scanner.parse_constant.call_positional(&[name], vm)
                    }
                    None => self.number(vm),
                }
            }
            Some(b'0'..=b'9') => self.number(vm),
            _ => Err(self.no_value(vm)),
        }
    }

    fn no_value(&self, vm: &mut Vm) -> Raised {
        let position = self.text.position_of(self.at.min(self.bytes.len()));
        vm.stop_iteration(Value::from_usize(position))
    }

    fn number(&mut self, vm: &mut Vm) -> PyResult {
        let Some(number) = numbers::scan(self.bytes, self.at) else {
            return Err(self.no_value(vm));
        };
        let text = &self.bytes[self.at..number.end];
        let text = str::from_utf8(text).expect("numbers are ASCII");
        self.at = number.end;
        if number.is_float {
            if self.scanner.parse_float.is(vm.types.float.as_value())
                && let Some(float) = parse_float(text)
            {
                return Ok(vm.new_float(float));
            }
            let text = vm.new_str(text);
            return self.scanner.parse_float.call_positional(&[text], vm);
        }
        if text.len() <= SHORT && self.scanner.parse_int.is(vm.types.int.as_value()) {
            let number = text.parse().expect("a short number fits");
            return Ok(vm.new_int(number));
        }
        let text = vm.new_str(text);
        self.scanner.parse_int.call_positional(&[text], vm)
    }

    /// Passes over white space, and gives the character behind it.
    #[inline]
    fn next_character(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    fn error(&self, message: &str, at: usize, vm: &mut Vm) -> Raised {
        decode_error(message, self.text, at, vm)
    }

    fn array(&mut self, vm: &mut Vm) -> PyResult {
        self.at += 1;
        let mut items = Vec::new();
        if self.next_character() == Some(b']') {
            self.at += 1;
            return Ok(vm.new_list(items));
        }
        loop {
            let item = self.value(vm)?;
            vm.poll()?;
            vm.push_to(&mut items, item)?;
            match self.next_character() {
                Some(b']') => break,
                Some(b',') => {}
                _ => return Err(self.error("Expecting ',' delimiter", self.at, vm)),
            }
            let comma = self.at;
            self.at += 1;
            if self.next_character() == Some(b']') {
                let message = "Illegal trailing comma before end of array";
                return Err(self.error(message, comma, vm));
            }
        }
        self.at += 1;
        Ok(vm.new_list(items))
    }

    fn object(&mut self, vm: &mut Vm) -> PyResult {
        const NO_NAME: &str = "Expecting property name enclosed in double quotes";
        self.at += 1;
        let scanner = self.scanner;
        let as_pairs = !scanner.object_pairs_hook.is_none();
        let (mut pairs, dict) = (Vec::new(), Dict::new(vm));
        let mut next = self.next_character();
        while next != Some(b'}') {
            if next != Some(b'"') {
                return Err(self.error(NO_NAME, self.at, vm));
            }
            let key = self.key(vm)?;
            if self.next_character() != Some(b':') {
                return Err(self.error("Expecting ':' delimiter", self.at, vm));
            }
            self.at += 1;
            self.next_character();
            let value = self.value(vm)?;
            if as_pairs {
                pairs.push(Tuple::from_array([key.into_value(), value], vm).into_value());
            } else {
                dict.set_str(&key, value, vm);
            }
            match self.next_character() {
                Some(b'}') => break,
                Some(b',') => {}
                _ => return Err(self.error("Expecting ',' delimiter", self.at, vm)),
            }
            let comma = self.at;
            self.at += 1;
            next = self.next_character();
            if next == Some(b'}') {
                let message = "Illegal trailing comma before end of object";
                return Err(self.error(message, comma, vm));
            }
        }
        self.at += 1;
        if as_pairs {
            let pairs = vm.new_list(pairs);
            return scanner.object_pairs_hook.call_positional(&[pairs], vm);
        }
        if !scanner.object_hook.is_none() {
            return scanner
                .object_hook
                .call_positional(&[dict.into_value()], vm);
        }
        Ok(dict.into_value())
    }

    /// Reads a key. Equal keys are one string.
    fn key(&mut self, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let begin = self.at + 1;
        let plain = strings::plain(self.text, begin, begin, self.scanner.strict, vm)?;
        let strings::Plain::Quote(end) = plain else {
            let (key, end) = strings::scan(self.text, begin, self.scanner.strict, vm)?;
            self.at = end;
            return Ok(key);
        };
        self.at = end + 1;
        let bytes = &self.bytes[begin..end];
        let mix = |number: usize, &byte: &u8| number.wrapping_mul(31).wrapping_add(byte.into());
        let place = bytes.iter().fold(bytes.len(), mix) % KNOWN_KEYS;
        match &self.keys[place] {
            Some(known) if known.as_bytes() == bytes => Ok(known.clone()),
            _ => {
                let key = Str::byte_slice(self.text, begin, end, vm);
                self.keys[place] = Some(key.clone());
                Ok(key)
            }
        }
    }
}
