//! Writing values.

use std::collections::hash_map::Entry;

use rpy_bytecode::marshal::encode;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::code::Code;
use rpy_vm::builtins::complex::{Complex, ComplexNumber};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::float::{FloatStyle, float_text};
use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::set::{FrozenSet, Set};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::object::address_map::AddressMap;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::{FLAG_REF, MAX_DEPTH, tag};

/// Bits of a digit of long ints.
const DIGIT_BITS: u32 = 15;

/// Bytes that are being written.
pub(super) struct Writer {
    bytes: Vec<u8>,
    version: i32,
    allow_code: bool,
    depth: usize,
    /// Bytes that there was room for when that was last asked.
    checked: usize,
    /// The numbers of the objects that were written and may come again.
    known: AddressMap<u32>,
    /// The slices of which parts are being written.
    open: Vec<u64>,
    /// Keeps these objects alive, so that none gets the place of another.
    kept: Vec<Value>,
}

impl Writer {
    /// A writer of a version of the format.
    pub(super) fn new(version: i32, allow_code: bool) -> Writer {
        Writer {
            bytes: Vec::new(),
            version,
            allow_code,
            depth: 0,
            checked: 1 << 16,
            known: AddressMap::default(),
            open: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// The bytes of a value.
    pub(super) fn finish(mut self, value: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
        self.value(value, 0, vm)?;
        Ok(self.bytes)
    }

    /// Writes a value, to which the writer has so many references of its own.
    fn value(&mut self, value: &Value, own: u32, vm: &mut Vm) -> PyResult<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(vm.value_error("object too deeply nested to marshal"));
        }
        vm.poll()?;
        if self.bytes.len() > self.checked {
            // A value that is met again and again may be written as often.
            self.checked = self.bytes.len().saturating_mul(2);
            vm.check_allocation(self.checked)?;
        }
        vm.check_native_stack(" while marshalling an object")?;
        if value.is_none() {
            self.bytes.push(tag::NONE);
        } else if let Some(truth) = value.as_bool() {
            self.bytes.push(if truth { tag::TRUE } else { tag::FALSE });
        } else if value.is_ellipsis() {
            self.bytes.push(tag::ELLIPSIS);
        } else if value.is(vm.types.exceptions.stop_iteration.as_value()) {
            self.bytes.push(tag::STOP_ITERATION);
        } else if self.open.contains(&value.bits()) {
            return Err(vm.value_error("unmarshallable object"));
        } else if let Some(flag) = self.reference(value, own) {
            self.object(value, flag, vm)?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Writes a reference if the object was written before; else gives the flag for its tag.
    fn reference(&mut self, value: &Value, own: u32) -> Option<u8> {
        // Numbers without an object are written each time.
        let Some(header) = value.as_object().filter(|_| self.version >= 3) else {
            return Some(0);
        };
        // Of an object that nothing else refers to, there is nothing to remember.
        if header.refcount() == 1 + own {
            return Some(0);
        }
        let next = self.known.len() as u32;
        match self.known.entry(value.bits() as usize) {
            Entry::Occupied(number) => {
                self.bytes.push(tag::REF);
                self.bytes.extend(number.get().to_le_bytes());
                return None;
            }
            Entry::Vacant(place) => place.insert(next),
        };
        self.kept.push(value.clone());
        Some(FLAG_REF)
    }

    /// Writes a value that is no constant, whose tag gets a flag.
    fn object(&mut self, value: &Value, flag: u8, vm: &mut Vm) -> PyResult<()> {
        let class = value.class(vm).clone();
        let types = &vm.types;
        let is_exact = |other: &Ref<rpy_vm::builtins::type_::Type>| class.is(other);
        if is_exact(&types.int) {
            let int = value.as_int().expect("the class was looked at");
            self.int(int, flag);
        } else if is_exact(&types.float) {
            let float = value.as_float().expect("the class was looked at");
            if self.version > 1 {
                self.bytes.push(tag::FLOAT | flag);
                self.bytes.extend(float.to_le_bytes());
            } else {
                self.bytes.push(tag::FLOAT_TEXT | flag);
                self.float_text(float);
            }
        } else if is_exact(&types.complex)
            && let Some(complex) = value.downcast::<Complex>()
        {
            let ComplexNumber { re, im } = complex.number();
            if self.version > 1 {
                self.bytes.push(tag::COMPLEX | flag);
                self.bytes.extend(re.to_le_bytes());
                self.bytes.extend(im.to_le_bytes());
            } else {
                self.bytes.push(tag::COMPLEX_TEXT | flag);
                self.float_text(re);
                self.float_text(im);
            }
        } else if is_exact(&types.str)
            && let Some(text) = value.downcast::<Str>()
        {
            self.text(text, flag, vm)?;
        } else if is_exact(&types.bytes)
            && let Some(bytes) = value.downcast::<Bytes>()
        {
            self.bytes.push(tag::BYTES | flag);
            self.sized(bytes.as_slice(), vm)?;
        } else if is_exact(&types.tuple)
            && let Some(tuple) = value.downcast::<Tuple>()
        {
            match u8::try_from(tuple.length()) {
                Ok(length) if self.version >= 4 => {
                    self.bytes.extend([tag::SMALL_TUPLE | flag, length]);
                }
                _ => {
                    self.bytes.push(tag::TUPLE | flag);
                    self.length(tuple.length(), vm)?;
                }
            }
            for item in tuple.as_slice() {
                self.value(item, 0, vm)?;
            }
        } else if is_exact(&types.list)
            && let Some(list) = value.downcast::<List>()
        {
            let length = list.length(vm);
            self.bytes.push(tag::LIST | flag);
            self.length(length, vm)?;
            for index in 0..length {
                let Some(item) = list.items(vm).get(index).cloned() else {
                    return Err(vm.runtime_error("list changed size during iteration"));
                };
                self.value(&item, 1, vm)?;
            }
        } else if is_exact(&types.dict)
            && let Some(dict) = value.downcast::<Dict>()
        {
            self.bytes.push(tag::DICT | flag);
            let mut position = 0;
            while let Some((next, key, item)) = dict.next_entry(position, vm) {
                self.value(&key, 1, vm)?;
                self.value(&item, 1, vm)?;
                position = next;
            }
            self.bytes.push(tag::NULL);
        } else if is_exact(&types.set)
            && let Some(set) = value.downcast::<Set>()
        {
            self.bytes.push(tag::SET | flag);
            let items = set.items_vec(vm);
            let length = items.len();
            self.items_of_set(items, &mut |vm| set.length(vm) == length, vm)?;
        } else if is_exact(&types.frozenset)
            && let Some(set) = value.downcast::<FrozenSet>()
        {
            self.bytes.push(tag::FROZENSET | flag);
            self.items_of_set(set.items_vec(vm), &mut |_| true, vm)?;
        } else if let Some(code) = value.downcast::<Code>() {
            if !self.allow_code {
                return Err(vm.value_error("marshalling code objects is disallowed"));
            }
            let Ok(unit) = encode(code.source()) else {
                return Err(vm.value_error("unmarshallable object"));
            };
            self.bytes.push(tag::CODE | flag);
            self.sized(&unit, vm)?;
        } else if is_exact(&types.slice) && self.version >= 5 {
            self.bytes.push(tag::SLICE | flag);
            // A slice is made of its parts, so none of them can refer to it.
            self.open.push(value.bits());
            for name in ["start", "stop", "step"] {
                let name = vm.intern(name);
                let part = value.get_attribute(&name, vm)?;
                self.value(&part, 1, vm)?;
            }
            self.open.pop();
        } else if let Some(bytes) = value.exported_bytes(vm)? {
            self.bytes.push(tag::BYTES | flag);
            self.sized(&bytes, vm)?;
        } else {
            return Err(unmarshallable(vm));
        }
        Ok(())
    }

    fn int(&mut self, int: IntView<'_>, flag: u8) {
        if let Some(small) = int.as_i64().and_then(|int| i32::try_from(int).ok()) {
            self.bytes.push(tag::INT | flag);
            self.bytes.extend(small.to_le_bytes());
            return;
        }
        let big = int.to_big();
        let (mut digits, mut bits, mut count) = (Vec::new(), 0u64, 0);
        for word in big.magnitude().iter_u32_digits() {
            bits |= u64::from(word) << count;
            count += 32;
            while count >= DIGIT_BITS {
                digits.push((bits & 0x7fff) as u16);
                bits >>= DIGIT_BITS;
                count -= DIGIT_BITS;
            }
        }
        digits.push(bits as u16);
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let length = digits.len() as i32;
        let length = if int.is_negative() { -length } else { length };
        self.bytes.push(tag::LONG | flag);
        self.bytes.extend(length.to_le_bytes());
        self.bytes
            .extend(digits.into_iter().flat_map(u16::to_le_bytes));
    }

    /// A float as text, with 17 digits.
    fn float_text(&mut self, float: f64) {
        let text = float_text(float, FloatStyle::General(17), false, false);
        self.bytes.push(text.len() as u8);
        self.bytes.extend(text.as_bytes());
    }

    fn text(&mut self, text: &Ref<Str>, flag: u8, vm: &mut Vm) -> PyResult<()> {
        let is_interned = text.is_interned() && self.version >= 3;
        if self.version >= 4 && text.is_ascii() {
            let (short, long) = match is_interned {
                true => (tag::SHORT_ASCII_INTERNED, tag::ASCII_INTERNED),
                false => (tag::SHORT_ASCII, tag::ASCII),
            };
            return match u8::try_from(text.byte_length()) {
                Ok(length) => {
                    self.bytes.extend([short | flag, length]);
                    self.bytes.extend(text.as_bytes());
                    Ok(())
                }
                Err(_) => {
                    self.bytes.push(long | flag);
                    self.sized(text.as_bytes(), vm)
                }
            };
        }
        let kind = if is_interned {
            tag::INTERNED
        } else {
            tag::UNICODE
        };
        self.bytes.push(kind | flag);
        // Surrogates are written as UTF-8 would do, as strings hold them.
        self.sized(text.as_bytes(), vm)
    }

    /// Writes the items in the order of their bytes, so that equal sets are written alike.
    ///
    /// Raises `RuntimeError` when `is_unchanged` tells that the set has another size than before.
    fn items_of_set(
        &mut self,
        items: Vec<Value>,
        is_unchanged: &mut dyn FnMut(&mut Vm) -> bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        self.length(items.len(), vm)?;
        let mut written = Vec::with_capacity(items.len());
        for item in items {
            let mut writer = Writer::new(self.version, self.allow_code);
            writer.depth = self.depth;
            writer.open.clone_from(&self.open);
            written.push((writer.finish(&item, vm)?, item));
            if !is_unchanged(vm) {
                return Err(vm.runtime_error("set changed size during iteration"));
            }
        }
        written.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (_, item) in &written {
            self.value(item, 0, vm)?;
        }
        Ok(())
    }

    fn sized(&mut self, bytes: &[u8], vm: &mut Vm) -> PyResult<()> {
        self.length(bytes.len(), vm)?;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn length(&mut self, length: usize, vm: &mut Vm) -> PyResult<()> {
        let Ok(length) = i32::try_from(length) else {
            return Err(unmarshallable(vm));
        };
        self.bytes.extend(length.to_le_bytes());
        Ok(())
    }
}

fn unmarshallable(vm: &mut Vm) -> Raised {
    vm.value_error("unmarshallable object")
}
