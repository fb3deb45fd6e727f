//! `XMLParser`: takes XML and tells a target what it finds.

use rpy_macros::{Payload, Traverse, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::object::buffer::PinnedBytes;
use rpy_vm::{Args, HeapCell, PyResult, Raised, Ref, Value, Vm};

use super::builder::TreeBuilder;
use super::events::{Event as BuilderEvent, Events};
use super::parse_error;
use crate::pyexpat::{Event, Machine, NameId, Rare, Step, error, look_up_encoding, message_of};

/// Bytes that are read from a file at once.
const BLOCK: i32 = 64 * 1024;
/// Bytes of a name that messages show.
const SHOWN: usize = 100;

/// A parser.
#[derive(Payload)]
pub(crate) struct XmlParser {
    /// Nothing before `__init__`, and while the machine is at work.
    #[payload(skip)]
    machine: HeapCell<Option<Box<Machine>>>,
    state: HeapCell<State>,
}

#[derive(Default, Traverse)]
struct State {
    target: Option<Value>,
    /// What entities stand for that no document declares.
    entity: Option<Ref<Dict>>,
    /// The names of the machine by their numbers, as elements have them.
    names: Vec<Option<Ref<Str>>>,
    methods: [Option<Value>; METHODS.len()],
}

/// What a target may have, in the order in which CPython asks for it.
const METHODS: [&str; 9] = [
    "start_ns", "end_ns", "start", "data", "end", "comment", "pi", "close", "doctype",
];

#[derive(Clone, Copy)]
enum Method {
    StartNamespace,
    EndNamespace,
    Start,
    Data,
    End,
    Comment,
    Instruction,
    Close,
    Doctype,
}

/// A name with its namespace in braces.
fn universal(name: &str, vm: &mut Vm) -> Ref<Str> {
    match name.contains('}') {
        true => Str::new(&format!("{{{name}"), vm),
        false => Str::new(name, vm),
    }
}

/// Raises `ParseError`.
#[cold]
fn failure(code: u32, message: &str, machine: &Machine, vm: &mut Vm) -> Raised {
    if code == error::NESTED {
        return vm.recursion_error("maximum recursion depth exceeded in a content model");
    }
    let (_, line, column) = machine.position();
    let line = line + 1;
    let result = (|| {
        let exception = parse_error(&format!("{message}: line {line}, column {column}"), vm)?;
        let name = vm.intern("code");
        exception.set_attribute(&name, Value::from_i32(code as i32), vm)?;
        let place = [vm.new_int(line as i64), vm.new_int(column as i64)];
        let place = Tuple::from_array(place, vm).into_value();
        let name = vm.intern("position");
        exception.set_attribute(&name, place, vm)?;
        Ok(exception)
    })();
    match result {
        Ok(exception) => vm.normalize_raise(&exception, None),
        Err(raised) => raised,
    }
}

impl XmlParser {
    fn method(&self, method: Method, vm: &Vm) -> Option<Value> {
        self.state.get(vm).methods[method as usize].clone()
    }

    /// Calls a method of the target, if it has it.
    fn call(&self, method: Method, arguments: &[Value], vm: &mut Vm) -> PyResult<()> {
        match self.method(method, vm) {
            Some(function) => function.call_positional(arguments, vm).map(drop),
            None => Ok(()),
        }
    }

    fn name(&self, id: NameId, machine: &Machine, vm: &mut Vm) -> Ref<Str> {
        if let Some(Some(name)) = self.state.get(vm).names.get(id.index()) {
            return name.clone();
        }
        let name = universal(machine.name(id), vm);
        let names = &mut self.state.get_mut(vm).names;
        if names.len() <= id.index() {
            names.resize(id.index() + 1, None);
        }
        names[id.index()] = Some(name.clone());
        name
    }

    /// The attributes of the element that begins.
    fn attributes(&self, machine: &Machine, vm: &mut Vm) -> Option<Ref<Dict>> {
        let count = machine.attribute_count();
        if count == 0 {
            return None;
        }
        let attrib = Dict::with_capacity(count, vm);
        for index in 0..count {
            let (name, value) = machine.attribute(index);
            let name = self.name(name, machine, vm);
            let value = vm.new_str(value);
            attrib.set_str(&name, value, vm);
        }
        Some(attrib)
    }

    fn check(&self, vm: &mut Vm) -> PyResult<Value> {
        match self.state.get(vm).target.clone() {
            Some(target) => Ok(target),
            None => Err(vm.value_error("XMLParser.__init__() wasn't called")),
        }
    }

    /// Takes the machine. It is to be given back.
    fn take_machine(&self, method: &str, vm: &mut Vm) -> PyResult<Box<Machine>> {
        match self.machine.replace(None, vm) {
            Some(machine) => Ok(machine),
            None => Err(vm.runtime_error(format!("cannot call {method}() from within a handler"))),
        }
    }

    fn give_back(&self, machine: Box<Machine>, vm: &mut Vm) {
        // A target may have called `__init__`, which makes another one.
        let slot = self.machine.get_mut(vm);
        if slot.is_none() {
            *slot = Some(machine);
        }
    }
}

trait Parsing {
    fn parse(&self, method: &str, bytes: &[u8], is_final: bool, vm: &mut Vm) -> PyResult<()>;
    fn run(&self, machine: &mut Machine, vm: &mut Vm) -> PyResult<()>;
    fn tell(
        &self,
        event: Event,
        machine: &Machine,
        builder: Option<&Ref<TreeBuilder>>,
        vm: &mut Vm,
    ) -> PyResult<()>;
    fn tell_rare(
        &self,
        rare: Rare,
        machine: &Machine,
        builder: Option<&Ref<TreeBuilder>>,
        vm: &mut Vm,
    ) -> PyResult<()>;
    fn tell_entity(
        &self,
        name: &str,
        machine: &Machine,
        builder: Option<&Ref<TreeBuilder>>,
        vm: &mut Vm,
    ) -> PyResult<()>;
    fn finish(&self, vm: &mut Vm) -> PyResult<()>;
}

impl Parsing for Ref<XmlParser> {
    /// Reads what there is.
    fn parse(&self, method: &str, bytes: &[u8], is_final: bool, vm: &mut Vm) -> PyResult<()> {
        let mut machine = self.take_machine(method, vm)?;
        let result = match machine.give(bytes, is_final) {
            true => self.run(&mut machine, vm),
            false => {
                let message = message_of(error::FINISHED);
                Err(failure(error::FINISHED, message, &machine, vm))
            }
        };
        self.give_back(machine, vm);
        result
    }

    /// Nothing more is told when a method of the target has raised, but all is read.
    fn run(&self, machine: &mut Machine, vm: &mut Vm) -> PyResult<()> {
        let target = self.check(vm)?;
        let builder = TreeBuilder::exact(&target, vm);
        let mut result = Ok(());
        loop {
            vm.poll()?;
            match machine.next() {
                Step::Event(event) => {
                    if result.is_ok() {
                        result = self.tell(event, machine, builder, vm);
                    }
                    // The target may have called `__init__`: this document is of no interest any more.
                    if self.machine.get(vm).is_some() {
                        return result;
                    }
                }
                Step::Error(code) => {
                    result?;
                    return Err(failure(code, message_of(code), machine, vm));
                }
                Step::Pause => {
                    let Some(name) = machine.wanted_encoding() else {
                        return result;
                    };
                    let encoding = look_up_encoding(&name, vm)?;
                    machine.answer_encoding(encoding);
                }
            }
        }
    }

    #[inline]
    fn tell(
        &self,
        event: Event,
        machine: &Machine,
        builder: Option<&Ref<TreeBuilder>>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        match (event, builder) {
            (Event::StartElement { name, .. }, Some(builder)) => {
                let tag = self.name(name, machine, vm).into_value();
                let attrib = self.attributes(machine, vm);
                builder.start_element(tag, attrib, vm).map(drop)
            }
            (Event::StartElement { name, .. }, None) => {
                let tag = self.name(name, machine, vm).into_value();
                let attrib = match self.attributes(machine, vm) {
                    Some(attrib) => attrib,
                    None => Dict::new(vm),
                };
                self.call(Method::Start, &[tag, attrib.into_value()], vm)
            }
            (Event::EndElement { .. }, Some(builder)) => builder.end_element(vm).map(drop),
            (Event::EndElement { name }, None) => {
                let tag = self.name(name, machine, vm).into_value();
                self.call(Method::End, &[tag], vm)
            }
            (Event::Characters, Some(builder)) => {
                builder.add_text(&machine.characters, vm);
                Ok(())
            }
            (Event::Characters, None) => {
                let text = vm.new_str(&machine.characters);
                self.call(Method::Data, &[text], vm)
            }
            (Event::Rare(rare), builder) => self.tell_rare(*rare, machine, builder, vm),
            _ => Ok(()),
        }
    }

    fn tell_rare(
        &self,
        rare: Rare,
        machine: &Machine,
        builder: Option<&Ref<TreeBuilder>>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        match rare {
            Rare::StartNamespace { prefix, uri } => {
                let parts = [prefix, uri].map(|part| vm.new_str(&part.unwrap_or_default()));
                let Some(builder) = builder else {
                    return self.call(Method::StartNamespace, &parts, vm);
                };
                let parts = Tuple::from_array(parts, vm).into_value();
                builder.tell(BuilderEvent::StartNamespace, &parts, vm)
            }
            Rare::EndNamespace { prefix } => {
                if let Some(builder) = builder {
                    return builder.tell(BuilderEvent::EndNamespace, &Value::NONE, vm);
                }
                let prefix = vm.new_str(&prefix.unwrap_or_default());
                self.call(Method::EndNamespace, &[prefix], vm)
            }
            Rare::Comment(text) => {
                let text = vm.new_str(&text);
                match builder {
                    Some(builder) => builder.add_comment(text, vm).map(drop),
                    None => self.call(Method::Comment, &[text], vm),
                }
            }
            Rare::Instruction { target, data } => {
                let [target, data] = [target, data].map(|part| vm.new_str(&part));
                match builder {
                    Some(builder) if builder.wants_pis(vm) => {
                        builder.add_pi(target, data, vm).map(drop)
                    }
                    Some(_) => Ok(()),
                    None => self.call(Method::Instruction, &[target, data], vm),
                }
            }
            Rare::StartDoctype { name, id, .. } => {
                let optional = |text: Option<String>, vm: &mut Vm| match text {
                    Some(text) => universal(&text, vm).into_value(),
                    None => Value::NONE,
                };
                if self.method(Method::Doctype, vm).is_some() {
                    let name = universal(&name, vm).into_value();
                    let parts = [name, optional(id.public, vm), optional(id.system, vm)];
                    return self.call(Method::Doctype, &parts, vm);
                }
                let name = vm.intern("doctype");
                let own = self.as_value().get_attribute_optional(&name, vm)?;
                if own.is_some() {
                    let category = vm.types.exceptions.runtime_warning.clone();
                    let message = "The doctype() method of XMLParser is ignored.  Define doctype() method \
                                   on the TreeBuilder target.";
                    vm.warn(&category, message)?;
                }
                Ok(())
            }
            Rare::SkippedEntity {
                name,
                is_parameter: false,
            }
            | Rare::ExternalEntity {
                context: Some(name),
                ..
            } => self.tell_entity(&name, machine, builder, vm),
            _ => Ok(()),
        }
    }

    /// A reference to an entity that is not declared, or not in the document.
    fn tell_entity(
        &self,
        name: &str,
        machine: &Machine,
        builder: Option<&Ref<TreeBuilder>>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let key = vm.new_str(name);
        let found = match self.state.get(vm).entity.clone() {
            Some(entity) => entity.get_item(&key, vm)?,
            None => None,
        };
        let Some(text) = found else {
            let shown = format!("&{name};");
            let shown = &shown[..shown.floor_char_boundary(SHOWN)];
            let message = format!("undefined entity {shown}");
            return Err(failure(error::UNDEFINED_ENTITY, &message, machine, vm));
        };
        match builder {
            Some(builder) => {
                builder.add(text, vm);
                Ok(())
            }
            None => self.call(Method::Data, &[text], vm),
        }
    }

    /// Reads to the end of the document, which is there.
    fn finish(&self, vm: &mut Vm) -> PyResult<()> {
        self.parse("close", b"", true, vm)
    }
}

#[native_class(name = "xml.etree.ElementTree.XMLParser", flags(base), undocumented)]
impl XmlParser {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<XmlParser> {
        let parser = XmlParser {
            machine: HeapCell::new(None),
            state: HeapCell::new(State::default()),
        };
        Ref::with_class(parser, class, vm)
    }

    #[init(signature = "(*, target=None, encoding=None)", hidden)]
    fn init(this: &Ref<XmlParser>, target: Value, encoding: &Value, vm: &mut Vm) -> PyResult<()> {
        let encoding = match encoding.downcast::<Str>() {
            Some(name) => Some(name.to_string_lossy().into_owned()),
            None if encoding.is_none() => None,
            None => {
                let class = encoding.type_name(vm);
                return Err(vm.type_error(format!(
                    "XMLParser() argument 'encoding' must be str or None, not {class}"
                )));
            }
        };
        let target = match target.is_none() {
            true => TreeBuilder::create(vm).into_value(),
            false => target,
        };
        let mut methods: [Option<Value>; METHODS.len()] = Default::default();
        for (method, name) in methods.iter_mut().zip(METHODS) {
            let name = vm.intern(name);
            *method = target.get_attribute_optional(&name, vm)?;
        }
        let state = State {
            target: Some(target),
            entity: Some(Dict::new(vm)),
            names: Vec::new(),
            methods,
        };
        let machine = Machine::for_document(encoding.as_deref(), Some("}"));
        drop(this.state.replace(state, vm));
        drop(this.machine.replace(Some(Box::new(machine)), vm));
        Ok(())
    }

    /// What entities stand for that documents refer to without declaring them, by name.
    #[getter(member)]
    fn entity(this: &Ref<XmlParser>, vm: &mut Vm) -> Value {
        let entity = this.state.get(vm).entity.clone();
        entity.map_or(Value::NONE, Ref::into_value)
    }

    /// What is told of the document.
    #[getter(member)]
    fn target(this: &Ref<XmlParser>, vm: &mut Vm) -> Value {
        let target = this.state.get(vm).target.clone();
        target.unwrap_or(Value::NONE)
    }

    /// The version of expat whose behaviour this is.
    #[getter]
    fn version(_this: &Ref<XmlParser>) -> String {
        format!("Expat {}", crate::pyexpat::VERSION)
    }

    /// Reads more of the document.
    #[method(signature = "($self, data, /)")]
    fn feed(this: &Ref<XmlParser>, data: &Value, vm: &mut Vm) -> PyResult<()> {
        this.check(vm)?;
        if let Some(text) = data.downcast::<Str>() {
            let Some(text) = text.as_str() else {
                let encode = vm.intern("encode");
                data.call_method(&encode, &[], vm)?;
                return Err(vm.value_error("surrogates not allowed"));
            };
            // A target may change what the string belongs to.
            if let Some(machine) = this.machine.get_mut(vm) {
                machine.expect_utf8();
            }
            return this.parse("feed", text.as_bytes(), false, vm);
        }
        let bytes = PinnedBytes::new(data, vm)?;
        this.parse("feed", bytes.as_slice(), false, vm)
    }

    /// Ends the document, and returns what the target's close() returns.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<XmlParser>, vm: &mut Vm) -> PyResult {
        let target = this.check(vm)?;
        this.finish(vm)?;
        if let Some(builder) = TreeBuilder::exact(&target, vm) {
            return Ok(builder.root(vm));
        }
        match this.method(Method::Close, vm) {
            Some(close) => close.call_positional(&[], vm),
            None => Ok(Value::NONE),
        }
    }

    /// Tells of what was read, though more may belong to it.
    #[method(signature = "($self, /)")]
    fn flush(this: &Ref<XmlParser>, vm: &mut Vm) -> PyResult<()> {
        this.check(vm)?;
        if let Some(machine) = this.machine.get_mut(vm) {
            machine.set_deferring(false);
        }
        let result = this.parse("flush", b"", false, vm);
        if let Some(machine) = this.machine.get_mut(vm) {
            machine.set_deferring(true);
        }
        result
    }

    /// Reads a file to its end.
    #[method(signature = "($self, file, /)")]
    fn _parse_whole(this: &Ref<XmlParser>, file: &Value, vm: &mut Vm) -> PyResult {
        let target = this.check(vm)?;
        let read = vm.intern("read");
        let read = file.get_attribute(&read, vm)?;
        loop {
            let block = read.call_positional(&[Value::from_i32(BLOCK)], vm)?;
            let bytes = match (block.downcast::<Str>(), block.downcast::<Bytes>()) {
                (Some(text), _) if text.class().is(&vm.types.str) => {
                    if let Some(machine) = this.machine.get_mut(vm) {
                        machine.expect_utf8();
                    }
                    text.as_bytes()
                }
                (_, Some(bytes)) if bytes.class().is(&vm.types.bytes) => bytes.as_slice(),
                _ => &[],
            };
            if bytes.is_empty() {
                break;
            }
            this.parse("_parse_whole", bytes, false, vm)?;
        }
        this.finish(vm)?;
        Ok(match TreeBuilder::exact(&target, vm) {
            Some(builder) => builder.root(vm),
            None => Value::NONE,
        })
    }

    /// Lets the builder tell a queue of events; for iterparse and XMLPullParser.
    #[method(signature = "($self, events_queue, events_to_report=None, /)")]
    fn _setevents(
        this: &Ref<XmlParser>,
        events_queue: &Value,
        events_to_report: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let target = this.check(vm)?;
        let Some(builder) = TreeBuilder::exact(&target, vm) else {
            let message = "event handling only supported for ElementTree.TreeBuilder targets";
            return Err(vm.type_error(message));
        };
        let append = vm.intern("append");
        let append = events_queue.get_attribute(&append, vm)?;
        let mut events = Events::none(append);
        if events_to_report.is_none() {
            events.want_ends(vm);
            builder.set_events(events, vm);
            return Ok(());
        }
        builder.set_events(events.clone(), vm);
        let wanted = vm.collect_or(events_to_report, "events must be a sequence")?;
        let mut result = Ok(());
        for name in wanted {
            result = events.want(name, vm);
            if result.is_err() {
                break;
            }
        }
        builder.set_events(events, vm);
        result
    }
}
