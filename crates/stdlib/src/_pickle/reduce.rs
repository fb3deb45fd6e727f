//! Writing objects by their parts, as `__reduce__` gives them, and by their names.

use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Args, PyResult, Raised, Ref, Value, Vm};

use super::_pickle::PicklingError;
use super::opcode::*;
use super::save::{Saver, class_name, name_bytes, noted};
use super::tables::translated;

/// Items that one instruction adds at once.
const BATCH: usize = 1000;

fn refused(message: String, vm: &mut Vm) -> Raised {
    vm.native_error::<PicklingError>(message)
}

/// How an object is made again.
enum Maker {
    /// By calling a function.
    Call,
    /// By `class.__new__(class, *args)`.
    New,
    /// By `class.__new__(class, *args, **kwargs)`.
    NewWithKeywords,
}

impl Saver<'_> {
    /// Writes an object by what a reducer has given for it.
    pub(super) fn save_reduced(
        &mut self,
        reduced: &Value,
        object: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if let Some(name) = reduced.downcast::<Str>() {
            return self.save_global(object, Some(name), vm);
        }
        let result = match reduced.downcast::<Tuple>() {
            Some(parts) => self.save_reduce(parts.as_slice(), Some(object), vm),
            None => {
                let given = class_name(reduced, vm);
                Err(refused(
                    format!("__reduce__ must return a string or tuple, not {given}"),
                    vm,
                ))
            }
        };
        result.map_err(|raised| {
            let class = class_name(object, vm);
            noted(raised, format!("when serializing {class} object"), vm)
        })
    }

    /// Writes a part of an object.
    fn save_part(
        &mut self,
        part: &Value,
        object: Option<&Value>,
        what: &str,
        vm: &mut Vm,
    ) -> PyResult<()> {
        self.save(part, vm).map_err(|raised| {
            let class = match object {
                Some(object) => class_name(object, vm),
                None => return raised,
            };
            noted(raised, format!("when serializing {class} {what}"), vm)
        })
    }

    /// Writes an object by its parts: function, arguments, state, items, pairs, and the function
    /// that sets the state.
    pub(super) fn save_reduce(
        &mut self,
        parts: &[Value],
        object: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if !(2..=6).contains(&parts.len()) {
            let message = "tuple returned by __reduce__ must contain 2 through 6 elements";
            return Err(refused(message.to_owned(), vm));
        }
        let part = |index: usize| parts.get(index).filter(|part| !part.is_none());
        let (function, args) = (&parts[0], &parts[1]);
        let item = |which: &str, what: &str, given: &Value, vm: &mut Vm| {
            let given = class_name(given, vm);
            let message = format!(
                "{which} item of the tuple returned by __reduce__ must be {what}, not {given}"
            );
            refused(message, vm)
        };
        if !function.is_callable(vm) {
            return Err(item("first", "callable", function, vm));
        }
        let Some(args) = args.downcast::<Tuple>() else {
            return Err(item("second", "a tuple", args, vm));
        };
        for (index, which) in [(3, "fourth"), (4, "fifth")] {
            if let Some(iterator) = part(index)
                && iterator.class(vm).slots(vm).iternext.is_none()
            {
                return Err(item(which, "an iterator", iterator, vm));
            }
        }
        if let Some(setter) = part(5)
            && !setter.is_callable(vm)
        {
            return Err(item("sixth", "callable", setter, vm));
        }
        match self.maker_of(function, vm)? {
            Maker::Call => {
                self.save_part(function, object, "reconstructor", vm)?;
                self.save_part(args.as_value(), object, "reconstructor arguments", vm)?;
                self.out.byte(REDUCE);
            }
            Maker::New => self.save_new(args, object, vm)?,
            Maker::NewWithKeywords => self.save_new_with_keywords(args, object, vm)?,
        }
        if let Some(object) = object {
            // An object that its own arguments contain was put into the memo meanwhile.
            match self.pickler.memo.get(vm).find(object) {
                Some(number) => {
                    self.out.byte(POP);
                    self.get(number);
                }
                None => self.memoize(object, vm)?,
            }
        }
        if let Some(items) = part(3) {
            self.save_items(items, object, vm)?;
        }
        if let Some(pairs) = part(4) {
            self.save_pairs(pairs, object, vm)?;
        }
        if let Some(state) = part(2) {
            self.save_state(state, part(5), object, vm)?;
        }
        Ok(())
    }

    fn maker_of(&self, function: &Value, vm: &mut Vm) -> PyResult<Maker> {
        if self.protocol < 2 {
            return Ok(Maker::Call);
        }
        let name = vm.names.__name__.clone();
        let name = function.get_attribute_optional(&name, vm)?;
        let name = name.as_ref().and_then(Value::downcast::<Str>);
        Ok(match name.and_then(|name| name.as_str()) {
            Some("__newobj__") => Maker::New,
            Some("__newobj_ex__") => Maker::NewWithKeywords,
            _ => Maker::Call,
        })
    }

    /// Raises `PicklingError` if an object is not of the class that it is to be made of.
    fn check_class(
        &self,
        class: &Value,
        object: Option<&Value>,
        function: &str,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if !class.has_payload::<Type>() {
            let given = class_name(class, vm);
            let message = format!("first argument to {function}() must be a class, not {given}");
            return Err(refused(message, vm));
        }
        let Some(object) = object else {
            return Ok(());
        };
        let name = vm.names.__class__.clone();
        let own = object.get_attribute(&name, vm)?;
        if !own.is(class) {
            let own = own.repr(vm)?.to_string_lossy().into_owned();
            let class = class.repr(vm)?.to_string_lossy().into_owned();
            let message = format!("first argument to {function}() must be {own}, not {class}");
            return Err(refused(message, vm));
        }
        Ok(())
    }

    fn save_new(&mut self, args: &Ref<Tuple>, object: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
        let Some((class, args)) = args.as_slice().split_first() else {
            let message = "__newobj__ expected at least 1 argument, got 0";
            return Err(refused(message.to_owned(), vm));
        };
        self.check_class(class, object, "__newobj__", vm)?;
        self.save_part(class, object, "class", vm)?;
        let args = Tuple::from_slice(args, vm).into_value();
        self.save_part(&args, object, "__new__ arguments", vm)?;
        self.out.byte(NEWOBJ);
        Ok(())
    }

    fn save_new_with_keywords(
        &mut self,
        parts: &Ref<Tuple>,
        object: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let [class, args, keywords] = parts.as_slice() else {
            let count = parts.length();
            let message = format!("__newobj_ex__ expected 3 arguments, got {count}");
            return Err(refused(message, vm));
        };
        self.check_class(class, object, "__newobj_ex__", vm)?;
        let Some(arguments) = args.downcast::<Tuple>() else {
            let given = class_name(args, vm);
            let message =
                format!("second argument to __newobj_ex__() must be a tuple, not {given}");
            return Err(refused(message, vm));
        };
        let Some(named) = keywords.downcast::<Dict>() else {
            let given = class_name(keywords, vm);
            let message = format!("third argument to __newobj_ex__() must be a dict, not {given}");
            return Err(refused(message, vm));
        };
        if self.protocol >= 4 {
            self.save_part(class, object, "class", vm)?;
            self.save_part(args, object, "__new__ arguments", vm)?;
            self.save_part(keywords, object, "__new__ arguments", vm)?;
            self.out.byte(NEWOBJ_EX);
            return Ok(());
        }
        // Older protocols have no keywords: a partial function has them.
        let name = vm.names.__new__.clone();
        let mut values = vec![class.get_attribute(&name, vm)?, class.clone()];
        values.extend_from_slice(arguments.as_slice());
        let mut names = Vec::new();
        for (name, value) in named.items_vec(vm) {
            names.push(name);
            values.push(value);
        }
        let partial = self.tables.partial.clone();
        let function = partial.call(Args::new(&values, &names), vm)?;
        self.save_part(&function, object, "reconstructor", vm)?;
        let empty = Tuple::new(Vec::new(), vm).into_value();
        self.save(&empty, vm)?;
        self.out.byte(REDUCE);
        Ok(())
    }

    /// Writes what is appended to an object.
    fn save_items(
        &mut self,
        iterator: &Value,
        object: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let mut index = 0;
        self.save_batches(iterator, APPENDS, APPEND, vm, |saver, item, vm| {
            if let Err(raised) = saver.save(&item, vm) {
                return Err(match object {
                    Some(object) => saver.item_note(raised, object, index, vm),
                    None => raised,
                });
            }
            index += 1;
            Ok(())
        })
    }

    /// Writes what an iterator gives by `save`, in batches, each behind a mark and followed by `many`, or
    /// by `one` if it is alone. Only the second item is asked for before the first is written.
    fn save_batches(
        &mut self,
        iterator: &Value,
        many: u8,
        one: u8,
        vm: &mut Vm,
        mut save: impl FnMut(&mut Self, Value, &mut Vm) -> PyResult<()>,
    ) -> PyResult<()> {
        while let Some(first) = iterator.next(vm)? {
            let mut next = match self.is_binary() {
                true => iterator.next(vm)?,
                false => None,
            };
            let is_batch = next.is_some();
            if is_batch {
                self.out.byte(MARK);
            }
            save(self, first, vm)?;
            let mut count = 1;
            while let Some(item) = next {
                save(self, item, vm)?;
                count += 1;
                next = match count < BATCH {
                    true => iterator.next(vm)?,
                    false => None,
                };
            }
            self.out.byte(if is_batch { many } else { one });
            if self.is_binary() && count < BATCH {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Writes the pairs that are set in an object.
    fn save_pairs(
        &mut self,
        iterator: &Value,
        object: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let pair = |item: Value, vm: &mut Vm| match item.downcast_into::<Tuple>() {
            Ok(pair) if pair.length() == 2 => Ok(pair),
            _ => Err(vm.type_error("dict items iterator must return 2-tuples")),
        };
        self.save_batches(iterator, SETITEMS, SETITEM, vm, |saver, item, vm| {
            let pair = pair(item, vm)?;
            let (key, value) = (&pair.as_slice()[0], &pair.as_slice()[1]);
            match object {
                Some(object) => saver.save_pair(object, key, value, vm),
                None => {
                    saver.save(key, vm)?;
                    saver.save(value, vm)
                }
            }
        })
    }

    fn save_state(
        &mut self,
        state: &Value,
        setter: Option<&Value>,
        object: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(setter) = setter else {
            self.save_part(state, object, "state", vm)?;
            self.out.byte(BUILD);
            return Ok(());
        };
        // The setter is called with object and state; what it returns is dropped.
        self.save_part(setter, object, "state setter", vm)?;
        if let Some(object) = object {
            self.save(object, vm)?;
        }
        self.save_part(state, object, "state", vm)?;
        self.out.write(&[TUPLE2, REDUCE, POP]);
        Ok(())
    }

    /// Writes an object by its name: that which is given, or its own.
    pub(super) fn save_global(
        &mut self,
        object: &Value,
        name: Option<&Ref<Str>>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let name = match name {
            Some(name) => name.clone(),
            None => own_name(object, vm)?,
        };
        let name = vm.intern_ref(&name);
        let module = module_of(object, &name, vm)?;
        let module = vm.intern_ref(&module);
        if self.protocol >= 2 && self.save_extension(&module, &name, vm)? {
            return Ok(());
        }
        let parts = parts_of(&name, vm);
        if self.protocol >= 4 {
            self.save(module.as_value(), vm)?;
            self.save(name.as_value(), vm)?;
            self.out.byte(STACK_GLOBAL);
        } else if let [first, rest @ ..] = &parts[..]
            && !rest.is_empty()
        {
            // Older protocols get parts of objects by calls of `getattr`.
            let getattr = vm.intern("getattr");
            let builtins = vm.intern("builtins");
            let builtins = vm.import_name(&builtins)?;
            let getattr = builtins.get_attribute(&getattr, vm)?;
            for _ in rest {
                self.save(&getattr, vm)?;
                if self.protocol < 2 {
                    self.out.byte(MARK);
                }
            }
            self.save_top_level(module, first.clone(), vm)?;
            for part in rest {
                self.save(part.as_value(), vm)?;
                self.out
                    .byte(if self.protocol < 2 { TUPLE } else { TUPLE2 });
                self.out.byte(REDUCE);
            }
        } else {
            self.save_top_level(module, name, vm)?;
        }
        self.memoize(object, vm)
    }

    /// Writes the code that a name is registered under, if it is.
    fn save_extension(
        &mut self,
        module: &Ref<Str>,
        name: &Ref<Str>,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        let extensions = self.tables.extensions.clone();
        if extensions.length(vm) == 0 {
            return Ok(false);
        }
        let key = Tuple::from_slice(&[module.to_value(), name.to_value()], vm).into_value();
        let Some(code) = extensions.get_item(&key, vm)? else {
            return Ok(false);
        };
        let Ok(code) = i64::from_argument(&code, vm) else {
            let given = class_name(&code, vm);
            let message = format!("extension code must be an integer, not {given}");
            return Err(refused(message, vm));
        };
        match code {
            1..=0xff => self.out.write(&[EXT1, code as u8]),
            0x100..=0xffff => {
                self.out.byte(EXT2);
                self.out.write(&(code as u16).to_le_bytes());
            }
            0x1_0000..=0x7fff_ffff => {
                self.out.byte(EXT4);
                self.out.write(&(code as i32).to_le_bytes());
            }
            _ => {
                let message = format!("extension code {code} is out of range");
                return Err(vm.runtime_error(message));
            }
        }
        Ok(true)
    }

    fn save_top_level(&mut self, module: Ref<Str>, name: Ref<Str>, vm: &mut Vm) -> PyResult<()> {
        let (module, name) = match self.fix_imports {
            true => {
                let tables = self.tables.clone();
                translated(module, name, (&tables.old_names, &tables.old_modules), vm)?
            }
            false => (module, name),
        };
        let module = name_bytes(&module, ("module", self.protocol), vm)?;
        let name = name_bytes(&name, ("global", self.protocol), vm)?;
        self.out.byte(GLOBAL);
        self.out.write(&module);
        self.out.byte(b'\n');
        self.out.write(&name);
        self.out.byte(b'\n');
        Ok(())
    }
}

/// `__qualname__`, or else `__name__`.
fn own_name(object: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
    let name = vm.names.__qualname__.clone();
    let found = match object.get_attribute_optional(&name, vm)? {
        Some(found) => found,
        None => {
            let name = vm.names.__name__.clone();
            object.get_attribute(&name, vm)?
        }
    };
    match found.downcast_into::<Str>() {
        Ok(name) => Ok(name),
        Err(found) => {
            let given = class_name(&found, vm);
            let message = format!("__qualname__ must be a string, not {given}");
            Err(refused(message, vm))
        }
    }
}

/// What a path of attributes leads to.
///
/// Raises `AttributeError` if there is one that does not exist.
fn follow(start: &Value, path: &[Ref<Str>], vm: &mut Vm) -> PyResult {
    let mut found = start.clone();
    for part in path {
        found = found.get_attribute(part, vm)?;
    }
    Ok(found)
}

/// The names that a dotted name consists of.
fn parts_of(name: &Ref<Str>, vm: &mut Vm) -> Vec<Ref<Str>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let ends = memchr::memchr_iter(b'.', name.as_bytes());
    for end in ends.chain([name.byte_length()]).collect::<Vec<_>>() {
        let part = Str::byte_slice(name, start, end, vm);
        parts.push(vm.intern_ref(&part));
        start = end + 1;
    }
    parts
}

/// The name of the module that an object is found in, under its name.
///
/// Raises `PicklingError` if it is not.
fn module_of(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<Str>> {
    let path = parts_of(name, vm);
    let text = name.to_string_lossy();
    let shown =
        |vm: &mut Vm| -> PyResult<String> { Ok(object.repr(vm)?.to_string_lossy().into_owned()) };
    let attribute = vm.names.__module__.clone();
    let module = object.get_attribute_optional(&attribute, vm)?;
    if path.iter().any(|part| part.as_bytes() == b"<locals>") {
        let shown = shown(vm)?;
        return Err(refused(format!("Can't pickle local object {shown}"), vm));
    }
    let module = match module.filter(|module| !module.is_none()) {
        Some(module) => match module.downcast_into::<Str>() {
            Ok(module) => module,
            Err(module) => {
                let given = class_name(&module, vm);
                let shown = shown(vm)?;
                let message =
                    format!("Can't pickle {shown}: __module__ must be a string, not {given}");
                return Err(refused(message, vm));
            }
        },
        None => search_modules(object, &path, vm)?,
    };
    if module.is_empty() {
        let shown = shown(vm)?;
        let cause = vm.value_error("Empty module name").into_exception();
        let raised = refused(format!("Can't pickle {shown}: Empty module name"), vm);
        raised.exception().set_context(cause.into_value(), vm);
        return Err(raised);
    }
    let found = match vm.import_name(&module) {
        Ok(found) => found,
        Err(raised) => {
            let exceptions = &vm.types.exceptions;
            let kinds = [
                exceptions.import_error.clone(),
                exceptions.value_error.clone(),
                exceptions.key_error.clone(),
            ];
            if !kinds.iter().any(|kind| raised.is_instance(kind, vm)) {
                return Err(raised);
            }
            let cause = raised.into_exception().into_value();
            let why = cause.str(vm)?.to_string_lossy().into_owned();
            let shown = shown(vm)?;
            let raised = refused(format!("Can't pickle {shown}: {why}"), vm);
            raised.exception().set_context(cause, vm);
            return Err(raised);
        }
    };
    let (module_text, what) = (module.to_string_lossy().into_owned(), shown);
    match follow(&found, &path, vm) {
        Ok(found) if found.is(object) => Ok(module),
        Ok(_) => {
            let shown = what(vm)?;
            let message =
                format!("Can't pickle {shown}: it's not the same object as {module_text}.{text}");
            Err(refused(message, vm))
        }
        Err(raised) => {
            let attribute_error = vm.types.exceptions.attribute_error.clone();
            if !raised.is_instance(&attribute_error, vm) {
                return Err(raised);
            }
            let cause = raised.into_exception().into_value();
            let shown = what(vm)?;
            let message = format!("Can't pickle {shown}: it's not found as {module_text}.{text}");
            let raised = refused(message, vm);
            raised.exception().set_context(cause, vm);
            Err(raised)
        }
    }
}

/// The module among those that are imported in which an object without `__module__` is found.
fn search_modules(object: &Value, path: &[Ref<Str>], vm: &mut Vm) -> PyResult<Ref<Str>> {
    let name = vm.intern("modules");
    let modules = vm.sys_attribute(&name);
    let modules = modules.as_ref().and_then(Value::downcast::<Dict>);
    let modules = modules.map_or(Vec::new(), |modules| modules.items_vec(vm));
    for (name, module) in modules {
        let Some(name) = name.downcast::<Str>() else {
            continue;
        };
        if module.is_none() || matches!(name.as_str(), Some("__main__" | "__mp_main__")) {
            continue;
        }
        if let Ok(found) = follow(&module, path, vm)
            && found.is(object)
        {
            return Ok(name.clone());
        }
    }
    Ok(vm.intern("__main__"))
}
