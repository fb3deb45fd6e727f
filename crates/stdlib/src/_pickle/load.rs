//! Reading pickles: a machine with a stack. Whatever it is given, it ends with an object or an
//! exception.

use num_bigint::BigInt;
use rpy_vm::builtins::bytearray::ByteArray;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::float::parse_float;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::memoryview::MemoryView;
use rpy_vm::builtins::set::{FrozenSet, Set};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::str::codecs::decode_by_name;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::_pickle::UnpicklingError;
use super::input::{Input, truncated};
use super::opcode::*;
use super::unpickler::{Unpickler, put};

/// A pickle that is being read.
pub(super) struct Loader<'u> {
    pub(super) unpickler: &'u Ref<Unpickler>,
    pub(super) input: Input,
    stack: Vec<Value>,
    /// Where the marks are on the stack.
    marks: Vec<usize>,
    /// What is below the last mark cannot be popped.
    fence: usize,
    /// Whether names are looked up by the class itself.
    finds_plainly: bool,
}

fn refused(message: &str, vm: &mut Vm) -> Raised {
    vm.native_error::<UnpicklingError>(message)
}

impl<'u> Loader<'u> {
    pub(super) fn new(unpickler: &'u Ref<Unpickler>, input: Input, vm: &mut Vm) -> Loader<'u> {
        let class = vm.native_class::<Unpickler>();
        let finds_plainly = unpickler.class().is(class) && !has_own_find(unpickler, vm);
        Loader {
            unpickler,
            input,
            stack: Vec::new(),
            marks: Vec::new(),
            fence: 0,
            finds_plainly,
        }
    }

    /// Reads to the end of the pickle.
    pub(super) fn load(&mut self, vm: &mut Vm) -> PyResult {
        loop {
            let Some(opcode) = self.input.opcode(vm)? else {
                return Err(vm.eof_error("Ran out of input"));
            };
            if opcode == STOP {
                return self.pop(vm);
            }
            vm.poll()?;
            if self.stack.len() == self.stack.capacity() {
                let more = self.stack.len().max(64);
                vm.reserve(&mut self.stack, more)?;
            }
            self.step(opcode, vm)?;
        }
    }

    fn step(&mut self, opcode: u8, vm: &mut Vm) -> PyResult<()> {
        match opcode {
            NONE => self.stack.push(Value::NONE),
            BININT => {
                let number = i32::from_le_bytes(self.input.array(vm)?);
                self.stack.push(Value::from_i32(number));
            }
            BININT1 => {
                let [number] = self.input.array(vm)?;
                self.stack.push(Value::from_i32(number.into()));
            }
            BININT2 => {
                let number = u16::from_le_bytes(self.input.array(vm)?);
                self.stack.push(Value::from_i32(number.into()));
            }
            INT => self.int_line(vm)?,
            LONG => self.long_line(vm)?,
            LONG1 => {
                let [length] = self.input.array(vm)?;
                self.long_bytes(length.into(), vm)?;
            }
            LONG4 => {
                let length = i32::from_le_bytes(self.input.array(vm)?);
                let Ok(length) = usize::try_from(length) else {
                    return Err(refused("LONG pickle has negative byte count", vm));
                };
                self.long_bytes(length, vm)?;
            }
            FLOAT => self.float_line(vm)?,
            BINFLOAT => {
                let number = f64::from_be_bytes(self.input.array(vm)?);
                let number = vm.new_float(number);
                self.stack.push(number);
            }
            NEWTRUE => self.stack.push(Value::TRUE),
            NEWFALSE => self.stack.push(Value::FALSE),
            SHORT_BINUNICODE => {
                let [length] = self.input.array(vm)?;
                self.text(length.into(), vm)?;
            }
            BINUNICODE => {
                let length = u32::from_le_bytes(self.input.array(vm)?);
                self.text(length as usize, vm)?;
            }
            BINUNICODE8 => {
                let length = self.length("BINUNICODE", vm)?;
                self.text(length, vm)?;
            }
            UNICODE => {
                let line = self.input.line(vm)?.to_vec();
                let text = decode_by_name(&line, "raw-unicode-escape", "strict", vm)?;
                self.stack.push(text);
            }
            SHORT_BINBYTES => {
                let [length] = self.input.array(vm)?;
                self.bytes(length.into(), vm)?;
            }
            BINBYTES => {
                let length = u32::from_le_bytes(self.input.array(vm)?);
                self.bytes(length as usize, vm)?;
            }
            BINBYTES8 => {
                let length = self.length("BINBYTES", vm)?;
                self.bytes(length, vm)?;
            }
            BYTEARRAY8 => {
                let length = self.length("BYTEARRAY8", vm)?;
                let bytes = self.input.take(length, vm);
                let bytes = match bytes {
                    Ok(bytes) => bytes.to_vec(),
                    Err(raised) => {
                        vm.check_allocation(length)?;
                        return Err(raised);
                    }
                };
                let bytes = ByteArray::new(bytes, vm);
                self.stack.push(bytes.into_value());
            }
            SHORT_BINSTRING => {
                let [length] = self.input.array(vm)?;
                self.old_string(length.into(), vm)?;
            }
            BINSTRING => {
                let length = i32::from_le_bytes(self.input.array(vm)?);
                let Ok(length) = usize::try_from(length) else {
                    return Err(refused("BINSTRING pickle has negative byte count", vm));
                };
                self.old_string(length, vm)?;
            }
            STRING => self.string_line(vm)?,
            NEXT_BUFFER => self.next_buffer(vm)?,
            READONLY_BUFFER => {
                let top = self.top(vm)?.clone();
                let view = MemoryView::new(&top, vm)?;
                let view = view.view(vm).cloned();
                if let Some(view) = view.filter(|view| view.is_writable()) {
                    let view = MemoryView::of_view(view.into_read_only(), vm);
                    *self.top_mut(vm)? = view.into_value();
                }
            }
            EMPTY_TUPLE => {
                let tuple = Tuple::new(Vec::new(), vm);
                self.stack.push(tuple.into_value());
            }
            TUPLE1 => self.short_tuple(1, vm)?,
            TUPLE2 => self.short_tuple(2, vm)?,
            TUPLE3 => self.short_tuple(3, vm)?,
            TUPLE => {
                let items = self.pop_marked(vm)?;
                let tuple = Tuple::new(items, vm);
                self.stack.push(tuple.into_value());
            }
            EMPTY_LIST => {
                let list = vm.new_list(Vec::new());
                self.stack.push(list);
            }
            LIST => {
                let items = self.pop_marked(vm)?;
                let list = vm.new_list(items);
                self.stack.push(list);
            }
            EMPTY_DICT => {
                let dict = Dict::new(vm);
                self.stack.push(dict.into_value());
            }
            DICT => {
                let items = self.pop_marked(vm)?;
                if items.len() % 2 != 0 {
                    return Err(refused("odd number of items for DICT", vm));
                }
                let dict = Dict::new(vm);
                for pair in items.chunks_exact(2) {
                    dict.set_item(pair[0].clone(), pair[1].clone(), vm)?;
                }
                self.stack.push(dict.into_value());
            }
            EMPTY_SET => {
                let set = Set::new(vm);
                self.stack.push(set.into_value());
            }
            FROZENSET => {
                let items = self.pop_marked(vm)?;
                let set = FrozenSet::from_items(items, vm)?;
                self.stack.push(set.into_value());
            }
            APPEND => {
                self.top(vm)?;
                self.append(self.stack.len() - 1, vm)?;
            }
            APPENDS => {
                let mark = self.pop_to_mark(vm)?;
                self.append(mark, vm)?;
            }
            SETITEM => {
                if self.stack.len() < self.fence + 2 {
                    return Err(self.underflow(vm));
                }
                self.set_items(self.stack.len() - 2, vm)?;
            }
            SETITEMS => {
                let mark = self.pop_to_mark(vm)?;
                self.set_items(mark, vm)?;
            }
            ADDITEMS => {
                let items = self.pop_marked(vm)?;
                self.add_items(items, vm)?;
            }
            MARK => {
                self.marks.push(self.stack.len());
                self.fence = self.stack.len();
            }
            POP => {
                if self.marks.last() == Some(&self.stack.len()) {
                    self.pop_mark();
                } else {
                    self.pop(vm)?;
                }
            }
            POP_MARK => {
                self.pop_marked(vm)?;
            }
            DUP => {
                let top = self.top(vm)?.clone();
                self.stack.push(top);
            }
            GET => {
                let index = self.index_line(vm)?;
                self.get(index, vm)?;
            }
            BINGET => {
                let [index] = self.input.array(vm)?;
                self.get(index.into(), vm)?;
            }
            LONG_BINGET => {
                let index = u32::from_le_bytes(self.input.array(vm)?);
                self.get(index.into(), vm)?;
            }
            PUT => {
                let index = self.index_line(vm)?;
                let Ok(index) = usize::try_from(index) else {
                    self.top(vm)?;
                    return Err(vm.value_error("negative PUT argument"));
                };
                self.put(index, vm)?;
            }
            BINPUT => {
                let [index] = self.input.array(vm)?;
                self.put(index.into(), vm)?;
            }
            LONG_BINPUT => {
                let index = u32::from_le_bytes(self.input.array(vm)?);
                self.put(index as usize, vm)?;
            }
            MEMOIZE => {
                let index = self.unpickler.memo.get(vm).len();
                self.put(index, vm)?;
            }
            PERSID => {
                let line = self.input.line(vm)?.to_vec();
                if !line.is_ascii() {
                    let message = "persistent IDs in protocol 0 must be ASCII strings";
                    return Err(refused(message, vm));
                }
                let id = vm.new_str(&String::from_utf8_lossy(&line));
                self.persistent(id, vm)?;
            }
            BINPERSID => {
                let id = self.pop(vm)?;
                self.persistent(id, vm)?;
            }
            PROTO => {
                let [protocol] = self.input.array(vm)?;
                if i64::from(protocol) > HIGHEST_PROTOCOL {
                    let message = format!("unsupported pickle protocol: {protocol}");
                    return Err(vm.value_error(message));
                }
                self.unpickler.protocol.set(protocol);
            }
            FRAME => {
                let length = u64::from_le_bytes(self.input.array(vm)?);
                let Ok(length) = isize::try_from(length) else {
                    let most = isize::MAX;
                    let message = format!("FRAME length exceeds system's maximum of {most} bytes");
                    return Err(vm.overflow_error(message));
                };
                self.input.frame(length as usize, vm)?;
            }
            GLOBAL => {
                let module = self.name_line(vm)?;
                let name = self.name_line(vm)?;
                let found = self.find(&module, &name, vm)?;
                self.stack.push(found);
            }
            STACK_GLOBAL => {
                let name = self.pop(vm)?;
                let module = self.pop(vm)?;
                let is_str = |value: &Value| value.class(vm).is(&vm.types.str);
                if !is_str(&name) || !is_str(&module) {
                    return Err(refused("STACK_GLOBAL requires str", vm));
                }
                let (Some(name), Some(module)) = (name.downcast::<Str>(), module.downcast::<Str>())
                else {
                    unreachable!("their class is str");
                };
                let found = self.find(module, name, vm)?;
                self.stack.push(found);
            }
            EXT1 => {
                let [code] = self.input.array(vm)?;
                self.extension(code.into(), vm)?;
            }
            EXT2 => {
                let code = u16::from_le_bytes(self.input.array(vm)?);
                self.extension(code.into(), vm)?;
            }
            EXT4 => {
                let code = i32::from_le_bytes(self.input.array(vm)?);
                self.extension(code, vm)?;
            }
            INST => {
                let module = self.name_line(vm)?;
                let name = self.name_line(vm)?;
                let class = self.find(&module, &name, vm)?;
                let args = self.pop_marked(vm)?;
                self.instantiate(&class, &args, vm)?;
            }
            OBJ => {
                let mut args = self.pop_marked(vm)?;
                if args.is_empty() {
                    return Err(self.underflow(vm));
                }
                let class = args.remove(0);
                self.instantiate(&class, &args, vm)?;
            }
            REDUCE => {
                let args = self.pop(vm)?;
                let function = self.pop(vm)?;
                let Some(args) = args.downcast::<Tuple>() else {
                    return Err(vm.type_error("argument list must be a tuple"));
                };
                let made = function.call_positional(args.as_slice(), vm)?;
                self.stack.push(made);
            }
            NEWOBJ => self.new_object(false, vm)?,
            NEWOBJ_EX => self.new_object(true, vm)?,
            BUILD => self.build(vm)?,
            opcode => return Err(invalid(opcode, vm)),
        }
        Ok(())
    }

    #[cold]
    fn underflow(&self, vm: &mut Vm) -> Raised {
        match self.marks.is_empty() {
            true => refused("unpickling stack underflow", vm),
            false => refused("unexpected MARK found", vm),
        }
    }

    #[inline]
    pub(super) fn pop(&mut self, vm: &mut Vm) -> PyResult {
        if self.stack.len() <= self.fence {
            return Err(self.underflow(vm));
        }
        Ok(self.stack.pop().expect("the stack is above its fence"))
    }

    pub(super) fn push(&mut self, value: Value) {
        self.stack.push(value);
    }

    #[inline]
    pub(super) fn top(&self, vm: &mut Vm) -> PyResult<&Value> {
        if self.stack.len() <= self.fence {
            return Err(self.underflow(vm));
        }
        Ok(&self.stack[self.stack.len() - 1])
    }

    fn top_mut(&mut self, vm: &mut Vm) -> PyResult<&mut Value> {
        self.top(vm)?;
        Ok(self.stack.last_mut().expect("there is a top"))
    }

    fn pop_mark(&mut self) -> Option<usize> {
        let mark = self.marks.pop();
        self.fence = self.marks.last().copied().unwrap_or(0);
        mark
    }

    /// Where on the stack the last mark was, which goes.
    fn pop_to_mark(&mut self, vm: &mut Vm) -> PyResult<usize> {
        match self.pop_mark() {
            Some(mark) => Ok(mark),
            None => Err(refused("could not find MARK", vm)),
        }
    }

    /// Everything above the last mark, which goes too.
    pub(super) fn pop_marked(&mut self, vm: &mut Vm) -> PyResult<Vec<Value>> {
        let mark = self.pop_to_mark(vm)?;
        Ok(self.stack.split_off(mark))
    }

    fn int_line(&mut self, vm: &mut Vm) -> PyResult<()> {
        let line = self.full_line(vm)?;
        let value = match &line[..] {
            b"00" => Value::FALSE,
            b"01" => Value::TRUE,
            line => {
                let text = String::from_utf8_lossy(line);
                match rpy_vm::builtins::int::parse_int(text.trim(), 10, 0) {
                    Ok(number) => {
                        let number = number.into_big(vm)?;
                        vm.new_big_int(number)
                    }
                    Err(_) => return Err(vm.value_error("could not convert string to int")),
                }
            }
        };
        self.stack.push(value);
        Ok(())
    }

    /// A line with at least one byte.
    fn full_line(&mut self, vm: &mut Vm) -> PyResult<Vec<u8>> {
        let line = self.input.line(vm)?.to_vec();
        match line.is_empty() {
            true => Err(truncated(vm)),
            false => Ok(line),
        }
    }

    /// The number that a line is, as `int` reads it.
    fn number_line(&mut self, line: &[u8], vm: &mut Vm) -> PyResult {
        let mut line = line.to_vec();
        line.push(b'\n');
        let text = vm.new_bytes(&line);
        let class = vm.types.int.to_value();
        match class.call_positional(std::slice::from_ref(&text), vm) {
            Ok(number) => Ok(number),
            Err(raised) => {
                let value_error = vm.types.exceptions.value_error.clone();
                if !raised.is_instance(&value_error, vm) {
                    return Err(raised);
                }
                let shown = text.repr(vm)?.to_string_lossy().into_owned();
                let shown = shown.strip_prefix('b').unwrap_or(&shown);
                let message = format!("invalid literal for int() with base 10: {shown}");
                Err(vm.value_error(message))
            }
        }
    }

    fn long_line(&mut self, vm: &mut Vm) -> PyResult<()> {
        let line = self.full_line(vm)?;
        let digits = line.strip_suffix(b"L").unwrap_or(&line);
        let number = self.number_line(digits, vm)?;
        self.stack.push(number);
        Ok(())
    }

    fn long_bytes(&mut self, length: usize, vm: &mut Vm) -> PyResult<()> {
        let bytes = self.input.take(length, vm)?;
        let number = match *bytes {
            [] => Value::from_i32(0),
            [.., last] if length <= 8 => {
                let mut word = [if last < 0x80 { 0 } else { 0xff }; 8];
                word[..length].copy_from_slice(bytes);
                vm.new_int(i64::from_le_bytes(word))
            }
            _ => {
                let number = BigInt::from_signed_bytes_le(bytes);
                vm.new_big_int(number)
            }
        };
        self.stack.push(number);
        Ok(())
    }

    fn float_line(&mut self, vm: &mut Vm) -> PyResult<()> {
        let line = self.full_line(vm)?;
        let text = String::from_utf8_lossy(&line);
        match parse_float(&text) {
            Some(number) => {
                let number = vm.new_float(number);
                self.stack.push(number);
                Ok(())
            }
            None => Err(vm.value_error(format!("could not convert string to float: '{text}\n'"))),
        }
    }

    /// A length of 64 bits.
    fn length(&mut self, name: &str, vm: &mut Vm) -> PyResult<usize> {
        let length = u64::from_le_bytes(self.input.array(vm)?);
        match isize::try_from(length) {
            Ok(length) => Ok(length as usize),
            Err(_) => {
                let most = isize::MAX;
                let message = format!("{name} exceeds system's maximum size of {most} bytes");
                Err(vm.overflow_error(message))
            }
        }
    }

    fn text(&mut self, length: usize, vm: &mut Vm) -> PyResult<()> {
        let bytes = self.input.take(length, vm)?;
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => vm.new_str(text),
            Err(_) => {
                let bytes = bytes.to_vec();
                decode_by_name(&bytes, "utf-8", "surrogatepass", vm)?
            }
        };
        self.stack.push(text);
        Ok(())
    }

    fn bytes(&mut self, length: usize, vm: &mut Vm) -> PyResult<()> {
        let taken = self.input.take(length, vm)?;
        let bytes = vm.new_bytes(taken);
        self.stack.push(bytes);
        Ok(())
    }

    /// Decodes a string of Python 2.
    fn push_old(&mut self, bytes: &[u8], vm: &mut Vm) -> PyResult<()> {
        let settings = self.unpickler.settings.cloned(vm);
        let (encoding, errors) = match &settings {
            Some(settings) => (&*settings.encoding, &*settings.errors),
            None => ("ASCII", "strict"),
        };
        let value = match encoding {
            "bytes" => vm.new_bytes(bytes),
            encoding => decode_by_name(bytes, encoding, errors, vm)?,
        };
        self.stack.push(value);
        Ok(())
    }

    fn old_string(&mut self, length: usize, vm: &mut Vm) -> PyResult<()> {
        let bytes = self.input.take(length, vm)?.to_vec();
        self.push_old(&bytes, vm)
    }

    fn string_line(&mut self, vm: &mut Vm) -> PyResult<()> {
        let line = self.input.line(vm)?.to_vec();
        let quoted = match &line[..] {
            [first, middle @ .., last] if first == last && matches!(first, b'\'' | b'"') => middle,
            _ => return Err(refused("the STRING opcode argument must be quoted", vm)),
        };
        let (module, name) = (vm.intern("_codecs"), vm.intern("escape_decode"));
        let codecs = vm.import_name(&module)?;
        let quoted = vm.new_bytes(quoted);
        let decoded = codecs.call_method(&name, &[quoted], vm)?;
        let bytes = decoded.subscript(&Value::from_i32(0), vm)?;
        let Some(bytes) = bytes.bytes_like(vm)? else {
            return Err(vm.not_bytes_like(&bytes));
        };
        let bytes = bytes.as_bytes(vm).to_vec();
        self.push_old(&bytes, vm)
    }

    fn next_buffer(&mut self, vm: &mut Vm) -> PyResult<()> {
        let settings = self.unpickler.settings.get(vm).as_ref();
        let Some(buffers) = settings.and_then(|it| it.buffers.clone()) else {
            return Err(refused(
                "pickle stream refers to out-of-band data but no *buffers* argument was given",
                vm,
            ));
        };
        match buffers.next(vm)? {
            Some(buffer) => {
                self.stack.push(buffer);
                Ok(())
            }
            None => Err(refused("not enough out-of-band buffers", vm)),
        }
    }

    fn short_tuple(&mut self, length: usize, vm: &mut Vm) -> PyResult<()> {
        if self.stack.len() < self.fence + length {
            return Err(self.underflow(vm));
        }
        let first = self.stack.len() - length;
        let tuple = Tuple::from_slice(&self.stack[first..], vm);
        self.stack.truncate(first);
        self.stack.push(tuple.into_value());
        Ok(())
    }

    /// The object below `first`, which must be above the fence.
    fn below(&self, first: usize, vm: &mut Vm) -> PyResult {
        match first > self.fence {
            true => Ok(self.stack[first - 1].clone()),
            false => Err(self.underflow(vm)),
        }
    }

    /// Appends what is on the stack from `first` on to the object below it.
    fn append(&mut self, first: usize, vm: &mut Vm) -> PyResult<()> {
        let target = self.below(first, vm)?;
        if target.class(vm).is(&vm.types.list) {
            let list = target.downcast::<List>().expect("its class is list");
            let (length, room) = (list.length(vm), list.items(vm).capacity());
            let more = self.stack.len() - first;
            if room - length < more {
                vm.check_allocation(room.max(more).saturating_mul(size_of::<Value>()))?;
            }
            let mut items = self.stack.drain(first..);
            match (items.len(), items.next()) {
                (1, Some(item)) => list.push(item, vm),
                (_, item) => list.items_mut(vm).extend(item.into_iter().chain(items)),
            }
            return Ok(());
        }
        let items = self.stack.split_off(first);
        let extend = vm.intern("extend");
        if items.len() > 1
            && let Some(extend) = target.get_attribute_optional(&extend, vm)?
        {
            let items = vm.new_list(items);
            extend.call_positional(&[items], vm)?;
            return Ok(());
        }
        let append = vm.names.append.clone();
        let append = target.get_attribute(&append, vm)?;
        for item in items {
            append.call_positional(&[item], vm)?;
        }
        Ok(())
    }

    /// Puts the keys and values on the stack from `first` on into the object below them.
    fn set_items(&mut self, first: usize, vm: &mut Vm) -> PyResult<()> {
        let target = self.below(first, vm)?;
        if !(self.stack.len() - first).is_multiple_of(2) {
            return Err(refused("odd number of items for SETITEMS", vm));
        }
        let is_dict = target.class(vm).is(&vm.types.dict);
        let dict = target.downcast::<Dict>().filter(|_| is_dict);
        let mut items = self.stack.drain(first..);
        while let (Some(key), Some(value)) = (items.next(), items.next()) {
            match dict {
                Some(dict) => dict.set_item(key, value, vm)?,
                None => target.set_subscript(&key, value, vm)?,
            }
        }
        Ok(())
    }

    fn add_items(&mut self, items: Vec<Value>, vm: &mut Vm) -> PyResult<()> {
        let target = self.top(vm)?.clone();
        if let Some(set) = target.downcast::<Set>() {
            for item in items {
                set.add(item, vm)?;
            }
            return Ok(());
        }
        let add = vm.names.add.clone();
        let add = target.get_attribute(&add, vm)?;
        for item in items {
            add.call_positional(&[item], vm)?;
        }
        Ok(())
    }

    fn index_line(&mut self, vm: &mut Vm) -> PyResult<i64> {
        let line = self.full_line(vm)?;
        let number = self.number_line(&line, vm)?;
        rpy_vm::function::convert::FromArgument::from_argument(&number, vm)
    }

    fn get(&mut self, index: i64, vm: &mut Vm) -> PyResult<()> {
        let memo = self.unpickler.memo.get(vm);
        let found = usize::try_from(index)
            .ok()
            .and_then(|index| memo.get(index));
        match found {
            Some(Some(value)) => {
                let value = value.clone();
                self.stack.push(value);
                Ok(())
            }
            _ => Err(refused(
                &format!("Memo value not found at index {index}"),
                vm,
            )),
        }
    }

    fn put(&mut self, index: usize, vm: &mut Vm) -> PyResult<()> {
        let value = self.top(vm)?.clone();
        let memo = self.unpickler.memo.get_mut(vm);
        if index == memo.len() {
            memo.push(Some(value));
            return Ok(());
        }
        if let Some(place) = memo.get_mut(index) {
            let old = place.replace(value);
            drop(old);
            return Ok(());
        }
        let mut memo = self.unpickler.memo.replace(Vec::new(), vm);
        let result = put(&mut memo, index, value, vm);
        drop(self.unpickler.memo.replace(memo, vm));
        result
    }

    fn persistent(&mut self, id: Value, vm: &mut Vm) -> PyResult<()> {
        let name = vm.intern("persistent_load");
        let method = self.unpickler.as_value().get_attribute(&name, vm)?;
        let object = method.call_positional(&[id], vm)?;
        self.stack.push(object);
        Ok(())
    }

    /// A line that is a name.
    fn name_line(&mut self, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let line = self.full_line(vm)?;
        let text = decode_by_name(&line, "utf-8", "strict", vm)?;
        let text = text.downcast_into::<Str>();
        Ok(text.expect("text was decoded"))
    }

    /// The object of a name, which subclasses may find elsewhere.
    pub(super) fn find(&mut self, module: &Ref<Str>, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        if self.finds_plainly {
            return Unpickler::find(self.unpickler, module, name, vm);
        }
        let method = vm.intern("find_class");
        let args = [module.to_value(), name.to_value()];
        self.unpickler.as_value().call_method(&method, &args, vm)
    }
}

/// Whether `find_class` is an attribute of the instance.
fn has_own_find(unpickler: &Ref<Unpickler>, vm: &mut Vm) -> bool {
    let name = vm.intern("__dict__");
    let dict = unpickler.as_value().get_attribute_optional(&name, vm);
    let Ok(Some(dict)) = dict else {
        return false;
    };
    let find = vm.intern("find_class");
    let dict = dict.downcast::<Dict>();
    dict.is_some_and(|dict| dict.get_str(&find, vm).is_some())
}

#[cold]
fn invalid(opcode: u8, vm: &mut Vm) -> Raised {
    let message = match opcode {
        b'\'' | b'\\' => format!("invalid load key, '\\{}'.", char::from(opcode)),
        0x20..=0x7e => format!("invalid load key, '{}'.", char::from(opcode)),
        opcode => format!("invalid load key, '\\x{opcode:02x}'."),
    };
    refused(&message, vm)
}
