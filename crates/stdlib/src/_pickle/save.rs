//! Writing objects: the order in which ways are tried, and what has instructions of its own.

use std::rc::Rc;

use num_bigint::BigInt;
use rpy_vm::builtins::bytearray::ByteArray;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::float::float_repr;
use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::set::{FrozenSet, Set};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::str::codecs::encode_by_name;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::object::buffer::BufferFlags;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::_pickle::PicklingError;
use super::buffer::PickleBuffer;
use super::opcode::*;
use super::output::Output;
use super::pickler::{Pickler, Settings};
use super::tables::{Tables, tables};

/// Items that one instruction adds at once.
const BATCH: usize = 1000;

/// An object on its way into a pickle.
pub(super) struct Saver<'p> {
    pub(super) pickler: &'p Ref<Pickler>,
    pub(super) out: Output,
    pub(super) protocol: u8,
    pub(super) fix_imports: bool,
    pub(super) tables: Rc<Tables>,
    buffer_callback: Option<Value>,
    /// The methods that subclasses and programs have given the pickler.
    persistent_id: Option<Value>,
    reducer_override: Option<Value>,
    dispatch_table: Option<Value>,
}

/// Adds a note to what was raised.
#[cold]
pub(super) fn noted(raised: Raised, note: String, vm: &mut Vm) -> Raised {
    let exception = raised.exception().to_value();
    let (name, note) = (vm.intern("add_note"), vm.new_str(&note));
    // Without room for a note, the exception goes without.
    let _ = exception.call_method(&name, &[note], vm);
    raised
}

/// The name of an object's class, with its module unless that is the main one.
pub(super) fn class_name(object: &Value, vm: &mut Vm) -> String {
    object.class(vm).clone().full_name(vm)
}

impl<'p> Saver<'p> {
    /// Looks up what the pickler has.
    pub(super) fn new(
        pickler: &'p Ref<Pickler>,
        settings: Settings,
        vm: &mut Vm,
    ) -> PyResult<Saver<'p>> {
        let [mut persistent_id, mut reducer_override, mut dispatch_table] = [None, None, None];
        let names = ["persistent_id", "reducer_override", "dispatch_table"];
        let found = [
            &mut persistent_id,
            &mut reducer_override,
            &mut dispatch_table,
        ];
        for (name, found) in names.into_iter().zip(found) {
            let name = vm.intern(name);
            *found = pickler.as_value().get_attribute_optional(&name, vm)?;
        }
        // The method of the class itself says None to everything.
        let name = vm.intern("persistent_id");
        let own = vm.native_class::<Pickler>().clone();
        let (own, used) = (own.lookup(&name, vm), pickler.class().lookup(&name, vm));
        let is_native = own.zip(used).is_some_and(|(own, used)| own.is(used));
        let is_bound = persistent_id.as_ref().is_some_and(|method| {
            method
                .downcast::<rpy_vm::builtins::native_function::NativeFunction>()
                .and_then(|function| function.receiver())
                .is_some_and(|receiver| pickler.is_value(receiver))
        });
        if is_native && is_bound {
            persistent_id = None;
        }
        Ok(Saver {
            pickler,
            out: Output::new(settings.write),
            protocol: settings.protocol,
            fix_imports: settings.fix_imports,
            tables: tables(vm)?,
            buffer_callback: settings.buffer_callback,
            persistent_id,
            reducer_override,
            dispatch_table,
        })
    }

    pub(super) fn is_binary(&self) -> bool {
        self.pickler.bin.get() != 0
    }

    /// Writes a whole pickle; gives its bytes if there is no file.
    pub(super) fn dump(mut self, object: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
        if self.protocol >= 2 {
            self.out.write(&[PROTO, self.protocol]);
        }
        if self.protocol >= 4 {
            self.out.start_framing();
        }
        self.save(object, vm)?;
        self.out.byte(STOP);
        self.out.finish(vm)
    }

    /// Writes an object.
    pub(super) fn save(&mut self, object: &Value, vm: &mut Vm) -> PyResult<()> {
        self.save_object(object, true, vm)
    }

    fn save_object(&mut self, object: &Value, may_persist: bool, vm: &mut Vm) -> PyResult<()> {
        self.out.boundary(vm)?;
        if may_persist && let Some(method) = self.persistent_id.clone() {
            let id = method.call_positional(std::slice::from_ref(object), vm)?;
            if !id.is_none() {
                return self.save_persistent(&id, vm);
            }
        }
        if object.is_none() {
            self.out.byte(NONE);
            return Ok(());
        }
        if let Some(truth) = object.as_bool() {
            self.save_bool(truth);
            return Ok(());
        }
        if let Some(number) = object.as_small_int() {
            return self.save_small_int(number, vm);
        }
        if let Some(number) = object.as_exact_float(vm) {
            self.save_float(number);
            return Ok(());
        }
        let class = object.class(vm).clone();
        if class.is(&vm.types.int) {
            return self.save_int(object, vm);
        }
        if let Some(number) = self.pickler.memo.get(vm).find(object) {
            self.get(number);
            return Ok(());
        }
        if class.is(&vm.types.str) {
            let text = object.downcast::<Str>().expect("its class is str");
            return self.save_str(text, vm);
        }
        if class.is(&vm.types.bytes) {
            let bytes = object.downcast::<Bytes>().expect("its class is bytes");
            return self.save_bytes(bytes, vm);
        }
        vm.check_native_stack(" while pickling an object")?;
        self.save_compound(object, &class, vm)
    }

    /// Writes an object that may have parts.
    fn save_compound(&mut self, object: &Value, class: &Ref<Type>, vm: &mut Vm) -> PyResult<()> {
        if let Some(method) = self.reducer_override.clone() {
            let reduced = method.call_positional(std::slice::from_ref(object), vm)?;
            if !reduced.is_not_implemented() {
                return self.save_reduced(&reduced, object, vm);
            }
        }
        let types = &vm.types;
        if class.is(&types.dict) {
            let dict = object.downcast::<Dict>().expect("its class is dict");
            return self.save_dict(dict, vm);
        }
        if class.is(&types.list) {
            let list = object.downcast::<List>().expect("its class is list");
            return self.save_list(list, vm);
        }
        if class.is(&types.tuple) {
            let tuple = object.downcast::<Tuple>().expect("its class is tuple");
            return self.save_tuple(tuple, vm);
        }
        if class.is(&types.set) {
            let set = object.downcast::<Set>().expect("its class is set");
            return self.save_set(set, vm);
        }
        if class.is(&types.frozenset) {
            let set = object
                .downcast::<FrozenSet>()
                .expect("its class is frozenset");
            return self.save_frozenset(set, vm);
        }
        if class.is(&types.bytearray) {
            let bytes = object
                .downcast::<ByteArray>()
                .expect("its class is bytearray");
            return self.save_bytearray(bytes, vm);
        }
        if class.is(&types.type_) {
            return self.save_type(object, vm);
        }
        if class.is(&types.function) {
            return self.save_global(object, None, vm);
        }
        if let Some(buffer) = object.downcast::<PickleBuffer>() {
            return self.save_buffer(&buffer.clone(), vm);
        }
        if let Some(function) = self.reducer_of(class, vm)? {
            let reduced = function.call_positional(std::slice::from_ref(object), vm)?;
            return self.save_reduced(&reduced, object, vm);
        }
        let metaclass = vm.types.type_.clone();
        if class.is_subclass_of(&metaclass, vm) {
            return self.save_global(object, None, vm);
        }
        let name = vm.names.__reduce_ex__.clone();
        let reduced = match object.get_attribute_optional(&name, vm)? {
            Some(method) => {
                let protocol = Value::from_i32(self.protocol.into());
                method.call_positional(&[protocol], vm)?
            }
            None => {
                let name = vm.names.__reduce__.clone();
                match object.get_attribute_optional(&name, vm)? {
                    Some(method) => method.call_positional(&[], vm)?,
                    None => {
                        let class = class_name(object, vm);
                        let message = format!("Can't pickle {class} object");
                        return Err(vm.native_error::<PicklingError>(message));
                    }
                }
            }
        };
        self.save_reduced(&reduced, object, vm)
    }

    /// The function that a table has for a class.
    fn reducer_of(&self, class: &Ref<Type>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let Some(table) = &self.dispatch_table else {
            let table = self.tables.dispatch.clone();
            return table.get_item(class.as_value(), vm);
        };
        match table.clone().subscript(class.as_value(), vm) {
            Ok(function) => Ok(Some(function)),
            Err(raised) => {
                let key_error = vm.types.exceptions.key_error.clone();
                match raised.is_instance(&key_error, vm) {
                    true => Ok(None),
                    false => Err(raised),
                }
            }
        }
    }

    /// Writes a reference to what the program keeps elsewhere.
    fn save_persistent(&mut self, id: &Value, vm: &mut Vm) -> PyResult<()> {
        if self.is_binary() {
            self.save_object(id, false, vm)?;
            self.out.byte(BINPERSID);
            return Ok(());
        }
        let text = id.str(vm)?;
        if !text.is_ascii() {
            let message = "persistent IDs in protocol 0 must be ASCII strings";
            return Err(vm.native_error::<PicklingError>(message));
        }
        self.out.byte(PERSID);
        self.out.write(text.as_bytes());
        self.out.byte(b'\n');
        Ok(())
    }

    /// Puts an object, which is on the stack of the reader, into both memos.
    pub(super) fn memoize(&mut self, object: &Value, vm: &mut Vm) -> PyResult<()> {
        if self.pickler.fast.get() != 0 {
            return Ok(());
        }
        let memo = self.pickler.memo.get(vm);
        let (number, growth) = (memo.len(), memo.growth());
        vm.check_allocation(growth)?;
        let Ok(number) = u32::try_from(number) else {
            let message = "memo id too large for LONG_BINPUT";
            return Err(vm.native_error::<PicklingError>(message));
        };
        self.pickler.memo.get_mut(vm).add(object.clone(), number);
        if self.protocol >= 4 {
            self.out.byte(MEMOIZE);
        } else if !self.is_binary() {
            self.out.write(format!("p{number}\n").as_bytes());
        } else if let Ok(number) = u8::try_from(number) {
            self.out.write(&[BINPUT, number]);
        } else {
            self.out.byte(LONG_BINPUT);
            self.out.write(&number.to_le_bytes());
        }
        Ok(())
    }

    /// Writes a reference to what the reader has under a number.
    pub(super) fn get(&mut self, number: u32) {
        if !self.is_binary() {
            self.out.write(format!("g{number}\n").as_bytes());
        } else if let Ok(number) = u8::try_from(number) {
            self.out.write(&[BINGET, number]);
        } else {
            self.out.byte(LONG_BINGET);
            self.out.write(&number.to_le_bytes());
        }
    }

    fn save_bool(&mut self, truth: bool) {
        match (self.protocol >= 2, truth) {
            (true, true) => self.out.byte(NEWTRUE),
            (true, false) => self.out.byte(NEWFALSE),
            (false, true) => self.out.write(b"I01\n"),
            (false, false) => self.out.write(b"I00\n"),
        }
    }

    fn save_small_int(&mut self, number: i64, vm: &mut Vm) -> PyResult<()> {
        let Ok(short) = i32::try_from(number) else {
            return self.save_big_int(&BigInt::from(number), vm);
        };
        if !self.is_binary() {
            self.out.write(format!("I{short}\n").as_bytes());
        } else if let Ok(byte) = u8::try_from(short) {
            self.out.write(&[BININT1, byte]);
        } else if let Ok(two) = u16::try_from(short) {
            let [low, high] = two.to_le_bytes();
            self.out.write(&[BININT2, low, high]);
        } else {
            self.out.byte(BININT);
            self.out.write(&short.to_le_bytes());
        }
        Ok(())
    }

    fn save_int(&mut self, object: &Value, vm: &mut Vm) -> PyResult<()> {
        let number = object.as_int().expect("its class is int");
        match number.as_i64() {
            Some(number) => self.save_small_int(number, vm),
            None => self.save_big_int(&number.to_big(), vm),
        }
    }

    fn save_big_int(&mut self, number: &BigInt, vm: &mut Vm) -> PyResult<()> {
        if self.protocol < 2 {
            let text = vm.int_to_string(IntView::of(number))?;
            self.out.byte(LONG);
            self.out.write(text.as_bytes());
            self.out.write(b"L\n");
            return Ok(());
        }
        let bytes = number.to_signed_bytes_le();
        if let Ok(length) = u8::try_from(bytes.len()) {
            self.out.write(&[LONG1, length]);
        } else if let Ok(length) = i32::try_from(bytes.len()) {
            self.out.byte(LONG4);
            self.out.write(&length.to_le_bytes());
        } else {
            return Err(vm.overflow_error("int too large to pickle"));
        }
        self.out.write(&bytes);
        Ok(())
    }

    fn save_float(&mut self, number: f64) {
        if self.is_binary() {
            self.out.byte(BINFLOAT);
            self.out.write(&number.to_be_bytes());
        } else {
            self.out
                .write(format!("F{}\n", float_repr(number)).as_bytes());
        }
    }

    fn save_str(&mut self, text: &Ref<Str>, vm: &mut Vm) -> PyResult<()> {
        if self.is_binary() {
            // Text is kept as UTF-8, lone surrogates too.
            let bytes = text.as_bytes();
            let length = bytes.len();
            if self.protocol >= 4
                && let Ok(length) = u8::try_from(length)
            {
                self.out.write(&[SHORT_BINUNICODE, length]);
                self.out.write(bytes);
            } else if let Ok(length) = u32::try_from(length) {
                let [a, b, c, d] = length.to_le_bytes();
                self.out.data(&[BINUNICODE, a, b, c, d], bytes, None, vm)?;
            } else if self.protocol >= 4 {
                let mut header = vec![BINUNICODE8];
                header.extend_from_slice(&(length as u64).to_le_bytes());
                self.out.data(&header, bytes, None, vm)?;
            } else {
                let message =
                    "serializing a string larger than 4 GiB requires pickle protocol 4 or higher";
                return Err(vm.overflow_error(message));
            }
        } else {
            self.out.byte(UNICODE);
            let escaped = raw_escaped(text);
            self.out.data(&[], &escaped, None, vm)?;
            self.out.byte(b'\n');
        }
        self.memoize(text.as_value(), vm)
    }

    /// Writes bytes without putting them into the memo; protocol 3 or higher.
    fn write_bytes(&mut self, bytes: &[u8], object: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
        let length = bytes.len();
        if let Ok(length) = u8::try_from(length) {
            self.out.write(&[SHORT_BINBYTES, length]);
            self.out.write(bytes);
            return Ok(());
        }
        let mut header = Vec::with_capacity(9);
        if let Ok(length) = u32::try_from(length) {
            header.push(BINBYTES);
            header.extend_from_slice(&length.to_le_bytes());
        } else if self.protocol >= 4 {
            header.push(BINBYTES8);
            header.extend_from_slice(&(length as u64).to_le_bytes());
        } else {
            let message =
                "serializing a bytes object larger than 4 GiB requires pickle protocol 4 or higher";
            return Err(vm.overflow_error(message));
        }
        self.out.data(&header, bytes, object, vm)
    }

    fn save_bytes(&mut self, bytes: &Ref<Bytes>, vm: &mut Vm) -> PyResult<()> {
        let object = bytes.as_value();
        if self.protocol >= 3 {
            self.write_bytes(bytes.as_slice(), Some(object), vm)?;
            return self.memoize(object, vm);
        }
        // Older protocols make them by a call.
        let parts = if bytes.length() == 0 {
            let class = vm.types.bytes.to_value();
            [class, Tuple::new(Vec::new(), vm).into_value()]
        } else {
            let text: String = bytes
                .as_slice()
                .iter()
                .map(|&byte| char::from(byte))
                .collect();
            let latin1 = vm.intern("latin1").to_value();
            let args = vec![vm.new_str(&text), latin1];
            [
                self.tables.encode.clone(),
                Tuple::new(args, vm).into_value(),
            ]
        };
        let reduced = Tuple::from_slice(&parts, vm);
        self.save_reduce(reduced.as_slice(), Some(object), vm)
    }

    /// Writes a bytearray without putting it into the memo; protocol 5 or higher.
    fn write_bytearray(&mut self, bytes: &[u8], vm: &mut Vm) -> PyResult<()> {
        let mut header = vec![BYTEARRAY8];
        header.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.out.data(&header, bytes, None, vm)
    }

    fn save_bytearray(&mut self, bytes: &Ref<ByteArray>, vm: &mut Vm) -> PyResult<()> {
        let object = bytes.as_value().clone();
        let content = bytes.as_slice(vm).to_vec();
        if self.protocol >= 5 {
            self.write_bytearray(&content, vm)?;
            return self.memoize(&object, vm);
        }
        let args = match content.is_empty() {
            true => Vec::new(),
            false => vec![vm.new_bytes(&content)],
        };
        let class = vm.types.bytearray.to_value();
        let parts = [class, Tuple::new(args, vm).into_value()];
        self.save_reduce(&parts, Some(&object), vm)
    }

    fn save_buffer(&mut self, buffer: &Ref<PickleBuffer>, vm: &mut Vm) -> PyResult<()> {
        if self.protocol < 5 {
            let message = "PickleBuffer can only be pickled with protocol >= 5";
            return Err(vm.native_error::<PicklingError>(message));
        }
        let object = buffer.as_value();
        let view = object.buffer(BufferFlags::FULL_RO, vm)?;
        if !view.is_c_contiguous() && !view.is_f_contiguous() {
            let message =
                "PickleBuffer can not be pickled when pointing to a non-contiguous buffer";
            return Err(vm.native_error::<PicklingError>(message));
        }
        let mut in_band = true;
        if let Some(callback) = self.buffer_callback.clone() {
            let answer = callback.call_positional(std::slice::from_ref(object), vm)?;
            in_band = answer.is_true(vm)?;
        }
        if !in_band {
            self.out.byte(NEXT_BUFFER);
            if !view.is_writable() {
                self.out.byte(READONLY_BUFFER);
            }
            return Ok(());
        }
        let bytes = view.to_vec_ordered(rpy_vm::object::buffer::Order::Any, vm);
        if view.is_writable() {
            self.write_bytearray(&bytes, vm)?;
        } else {
            self.write_bytes(&bytes, None, vm)?;
        }
        self.memoize(object, vm)
    }

    fn save_tuple(&mut self, tuple: &Ref<Tuple>, vm: &mut Vm) -> PyResult<()> {
        let object = tuple.as_value();
        let length = tuple.length();
        if length == 0 {
            match self.is_binary() {
                true => self.out.byte(EMPTY_TUPLE),
                false => self.out.write(&[MARK, TUPLE]),
            }
            return Ok(());
        }
        let is_short = length <= 3 && self.protocol >= 2;
        if !is_short {
            self.out.byte(MARK);
        }
        for (index, item) in tuple.as_slice().iter().enumerate() {
            if let Err(raised) = self.save(item, vm) {
                return Err(self.item_note(raised, object, index, vm));
            }
        }
        // A tuple that contains itself was put into the memo meanwhile.
        if let Some(number) = self.pickler.memo.get(vm).find(object) {
            match (is_short, self.is_binary()) {
                (true, _) => self.out.write(&[POP, POP, POP][..length]),
                (false, true) => self.out.byte(POP_MARK),
                (false, false) => (0..=length).for_each(|_| self.out.byte(POP)),
            }
            self.get(number);
            return Ok(());
        }
        self.out.byte(match (is_short, length) {
            (true, 1) => TUPLE1,
            (true, 2) => TUPLE2,
            (true, _) => TUPLE3,
            (false, _) => TUPLE,
        });
        self.memoize(object, vm)
    }

    #[cold]
    pub(super) fn item_note(
        &self,
        raised: Raised,
        object: &Value,
        index: usize,
        vm: &mut Vm,
    ) -> Raised {
        let class = class_name(object, vm);
        noted(raised, format!("when serializing {class} item {index}"), vm)
    }

    fn save_list(&mut self, list: &Ref<List>, vm: &mut Vm) -> PyResult<()> {
        let object = list.as_value();
        match self.is_binary() {
            true => self.out.byte(EMPTY_LIST),
            false => self.out.write(&[MARK, LIST]),
        }
        self.memoize(object, vm)?;
        let length = list.length(vm);
        let mut index = 0;
        let is_batch = self.is_binary() && length > 1;
        while let Some(first) = list.get(index, vm) {
            if is_batch {
                self.out.byte(MARK);
            }
            let end = index + if is_batch { BATCH } else { 1 };
            let mut next = Some(first);
            while let Some(item) = next {
                if let Err(raised) = self.save(&item, vm) {
                    return Err(self.item_note(raised, object, index, vm));
                }
                // The list may have changed meanwhile.
                if is_batch {
                    self.check_size(list.length(vm) == length, "list", vm)?;
                }
                index += 1;
                next = list.get(index, vm).filter(|_| index < end);
            }
            self.out.byte(if is_batch { APPENDS } else { APPEND });
            if self.is_binary() && length == 1 {
                break;
            }
        }
        Ok(())
    }

    fn save_dict(&mut self, dict: &Ref<Dict>, vm: &mut Vm) -> PyResult<()> {
        let object = dict.as_value();
        match self.is_binary() {
            true => self.out.byte(EMPTY_DICT),
            false => self.out.write(&[MARK, DICT]),
        }
        self.memoize(object, vm)?;
        let length = dict.length(vm);
        if length == 0 {
            return Ok(());
        }
        if length == 1 || !self.is_binary() {
            let mut position = 0;
            while let Some((next, key, value)) = dict.next_entry(position, vm) {
                position = next;
                self.save_pair(object, &key, &value, vm)?;
                self.out.byte(SETITEM);
                self.check_size(dict.length(vm) == length, "dictionary", vm)?;
            }
            return Ok(());
        }
        let mut position = 0;
        loop {
            self.out.byte(MARK);
            let mut count = 0;
            while count < BATCH
                && let Some((next, key, value)) = dict.next_entry(position, vm)
            {
                position = next;
                count += 1;
                self.save_pair(object, &key, &value, vm)?;
                self.check_size(dict.length(vm) == length, "dictionary", vm)?;
            }
            self.out.byte(SETITEMS);
            if count < BATCH {
                return Ok(());
            }
        }
    }

    fn check_size(&self, is_same: bool, what: &str, vm: &mut Vm) -> PyResult<()> {
        match is_same {
            true => Ok(()),
            false => Err(vm.runtime_error(format!("{what} changed size during iteration"))),
        }
    }

    /// Writes a key and its value.
    pub(super) fn save_pair(
        &mut self,
        object: &Value,
        key: &Value,
        value: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        self.save(key, vm)?;
        if let Err(raised) = self.save(value, vm) {
            let class = class_name(object, vm);
            let shown = match key.repr(vm) {
                Ok(shown) => shown.to_string_lossy().into_owned(),
                Err(_) => return Err(raised),
            };
            let note = format!("when serializing {class} item {shown}");
            return Err(noted(raised, note, vm));
        }
        Ok(())
    }

    fn save_elements(&mut self, object: &Value, items: &[Value], vm: &mut Vm) -> PyResult<()> {
        for item in items {
            if let Err(raised) = self.save(item, vm) {
                let class = class_name(object, vm);
                let note = format!("when serializing {class} element");
                return Err(noted(raised, note, vm));
            }
        }
        Ok(())
    }

    /// The parts of a set for protocols that have no sets.
    fn save_set_by_call(
        &mut self,
        class: Value,
        object: &Value,
        items: Vec<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let list = vm.new_list(items);
        let args = Tuple::new(vec![list], vm).into_value();
        self.save_reduce(&[class, args], Some(object), vm)
    }

    fn save_set(&mut self, set: &Ref<Set>, vm: &mut Vm) -> PyResult<()> {
        let object = set.as_value();
        let items = set.items_vec(vm);
        if self.protocol < 4 {
            let class = vm.types.set.to_value();
            return self.save_set_by_call(class, object, items, vm);
        }
        self.out.byte(EMPTY_SET);
        self.memoize(object, vm)?;
        if items.is_empty() {
            return Ok(());
        }
        let mut rest = &items[..];
        loop {
            let count = rest.len().min(BATCH);
            self.out.byte(MARK);
            self.save_elements(object, &rest[..count], vm)?;
            self.out.byte(ADDITEMS);
            self.check_size(set.length(vm) == items.len(), "set", vm)?;
            if count < BATCH {
                return Ok(());
            }
            rest = &rest[count..];
        }
    }

    fn save_frozenset(&mut self, set: &Ref<FrozenSet>, vm: &mut Vm) -> PyResult<()> {
        let object = set.as_value();
        let items = set.items_vec(vm);
        if self.protocol < 4 {
            let class = vm.types.frozenset.to_value();
            return self.save_set_by_call(class, object, items, vm);
        }
        self.out.byte(MARK);
        self.save_elements(object, &items, vm)?;
        // A set that contains itself was put into the memo meanwhile.
        if let Some(number) = self.pickler.memo.get(vm).find(object) {
            self.out.byte(POP_MARK);
            self.get(number);
            return Ok(());
        }
        self.out.byte(FROZENSET);
        self.memoize(object, vm)
    }

    fn save_type(&mut self, object: &Value, vm: &mut Vm) -> PyResult<()> {
        let types = &vm.types;
        let alone = if types.none.is_value(object) {
            Value::NONE
        } else if types.not_implemented.is_value(object) {
            Value::NOT_IMPLEMENTED
        } else if types.ellipsis.is_value(object) {
            Value::ELLIPSIS
        } else {
            return self.save_global(object, None, vm);
        };
        // These have no names: each is the class of the only object that it has.
        let class = vm.types.type_.to_value();
        let args = Tuple::new(vec![alone], vm).into_value();
        self.save_reduce(&[class, args], Some(object), vm)
    }
}

/// Text of protocol 0: in Latin-1, with escapes for what is not in it and for what ends lines.
fn raw_escaped(text: &Ref<Str>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.byte_length());
    for point in text.code_points() {
        match point {
            0x5c | 0 | 0x0a | 0x0d | 0x1a | 0x100..=0xffff => {
                bytes.extend_from_slice(format!("\\u{point:04x}").as_bytes());
            }
            0x1_0000.. => bytes.extend_from_slice(format!("\\U{point:08x}").as_bytes()),
            point => bytes.push(point as u8),
        }
    }
    bytes
}

/// The bytes of a name for an instruction that ends with its line.
pub(super) fn name_bytes(
    name: &Ref<Str>,
    (what, protocol): (&str, u8),
    vm: &mut Vm,
) -> PyResult<Vec<u8>> {
    let is_fine = match protocol >= 3 {
        true => name.as_str().is_some(),
        false => name.is_ascii(),
    };
    if is_fine {
        return Ok(name.as_bytes().to_vec());
    }
    let encoding = if protocol >= 3 { "utf-8" } else { "ascii" };
    let cause = encode_by_name(name, encoding, "strict", vm).err();
    let shown = name.as_value().repr(vm)?.to_string_lossy().into_owned();
    let message =
        format!("can't pickle {what} identifier {shown} using pickle protocol {protocol}");
    let raised = vm.native_error::<PicklingError>(message);
    if let Some(cause) = cause {
        let cause = cause.into_exception().into_value();
        raised.exception().set_context(cause, vm);
    }
    Err(raised)
}
