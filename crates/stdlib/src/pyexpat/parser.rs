//! The class `xmlparser`.

use std::cell::{Cell, RefCell};

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::object::buffer::PinnedBytes;
use rpy_vm::{HeapCell, PyResult, Raised, Ref, Value, Vm};

use super::ExpatError;
use super::document::{look_up_encoding, message_of};
use super::dtd::Model;
use super::event::{Event, Rare, Step, error};
use super::handlers::{HANDLERS, Handler};
use super::input::Encoding;
use super::machine::{Kind, Machine};
use super::name_table::NameId;
use super::names::is_space;
use super::namespaces::Namespaces;

/// Reads XML and calls handlers for what it finds.
#[derive(Payload)]
pub(super) struct Parser {
    #[payload(skip)]
    machine: HeapCell<Machine>,
    pub(super) handlers: HeapCell<Vec<Value>>,
    intern: Ref<Dict>,
    /// The objects that stand for the names of the machine, by their numbers; None for those that were not
    /// told yet.
    names: HeapCell<Vec<Value>>,
    /// Text that was gathered for one call.
    #[payload(skip)]
    buffer: RefCell<String>,
    buffer_size: Cell<usize>,
    buffer_text: Cell<bool>,
    ordered_attributes: Cell<bool>,
    specified_attributes: Cell<bool>,
    #[payload(skip)]
    base: RefCell<Option<String>>,
    is_root: bool,
    is_running: Cell<bool>,
}

/// Most bytes of text that are gathered at first.
const BUFFER_SIZE: usize = 8192;

impl Parser {
    /// A parser for a document.
    pub(super) fn create(
        encoding: Option<&str>,
        separator: Option<&str>,
        intern: Ref<Dict>,
        vm: &mut Vm,
    ) -> Ref<Parser> {
        let machine = Machine::for_document(encoding, separator);
        Parser::of(machine, intern, true, vm)
    }

    fn of(machine: Machine, intern: Ref<Dict>, is_root: bool, vm: &mut Vm) -> Ref<Parser> {
        let parser = Parser {
            machine: HeapCell::new(machine),
            handlers: HeapCell::new(vec![Value::NONE; HANDLERS]),
            intern,
            names: HeapCell::new(Vec::new()),
            buffer: RefCell::default(),
            buffer_size: Cell::new(BUFFER_SIZE),
            buffer_text: Cell::new(false),
            ordered_attributes: Cell::new(false),
            specified_attributes: Cell::new(false),
            base: RefCell::default(),
            is_root,
            is_running: Cell::new(false),
        };
        Ref::new(parser, vm)
    }

    fn has(&self, handler: Handler, vm: &Vm) -> bool {
        !self.handlers.get(vm)[handler as usize].is_none()
    }

    /// Calls a handler, after what was gathered.
    fn call(&self, handler: Handler, arguments: &[Value], vm: &mut Vm) -> PyResult {
        self.flush(vm)?;
        let function = self.handlers.get(vm)[handler as usize].clone();
        if function.is_none() {
            return Ok(Value::NONE);
        }
        function.call_positional(arguments, vm)
    }

    /// Gives the text that was gathered to its handler.
    pub(super) fn flush(&self, vm: &mut Vm) -> PyResult<()> {
        let text = std::mem::take(&mut *self.buffer.borrow_mut());
        if text.is_empty() {
            return Ok(());
        }
        let function = self.handlers.get(vm)[Handler::CharacterData as usize].clone();
        if function.is_none() {
            return Ok(());
        }
        let text = vm.new_str(&text);
        function.call_positional(&[text], vm).map(drop)
    }

    /// A name, as the one object that stands for it.
    fn name(&self, name: &str, vm: &mut Vm) -> PyResult {
        let name = vm.new_str(name);
        if let Some(known) = self.intern.get_item(&name, vm)? {
            return Ok(known);
        }
        self.intern.set_item(name.clone(), name.clone(), vm)?;
        Ok(name)
    }

    /// As [`Parser::name`], for a name of the machine.
    fn known_name(&self, id: NameId, vm: &mut Vm) -> PyResult {
        match self.names.get(vm).get(id.index()) {
            Some(name) if !name.is_none() => Ok(name.clone()),
            _ => {
                let text = self.machine.get(vm).name(id).to_owned();
                let name = self.name(&text, vm)?;
                let names = self.names.get_mut(vm);
                if names.len() <= id.index() {
                    names.resize(id.index() + 1, Value::NONE);
                }
                names[id.index()] = name.clone();
                Ok(name)
            }
        }
    }

    /// The text that the machine tells of.
    fn tell_characters(&self, vm: &mut Vm) -> PyResult<()> {
        // It is given back, for the next one.
        let text = std::mem::take(&mut self.machine.get_mut(vm).characters);
        if self.buffer_text.get() {
            let result = self.characters(&text, vm);
            self.machine.get_mut(vm).characters = text;
            return result;
        }
        let value = vm.new_str(&text);
        self.machine.get_mut(vm).characters = text;
        self.call(Handler::CharacterData, &[value], vm).map(drop)
    }

    fn characters(&self, text: &str, vm: &mut Vm) -> PyResult<()> {
        if self.buffer_text.get() {
            let size = self.buffer_size.get();
            if self.buffer.borrow().len() + text.len() > size {
                self.flush(vm)?;
            }
            if text.len() <= size {
                self.buffer.borrow_mut().push_str(text);
                return Ok(());
            }
        }
        let text = vm.new_str(text);
        self.call(Handler::CharacterData, &[text], vm).map(drop)
    }

    /// Raises `ExpatError` for the machine's error.
    fn failure(&self, code: u32, vm: &mut Vm) -> Raised {
        if code == error::NESTED {
            return vm.recursion_error("maximum recursion depth exceeded in a content model");
        }
        let (_, line, column) = self.machine.get(vm).position();
        let message = message_of(code);
        let text = format!("{message}: line {}, column {column}", line + 1);
        self.expat_error(code, &text, vm)
    }

    fn expat_error(&self, code: u32, text: &str, vm: &mut Vm) -> Raised {
        let (_, line, column) = self.machine.get(vm).position();
        let raised = vm.native_error::<ExpatError>(text);
        let exception = raised.exception().to_value();
        let values = [
            ("code", i64::from(code)),
            ("lineno", line as i64 + 1),
            ("offset", column as i64),
        ];
        for (name, value) in values {
            let name = vm.intern(name);
            let value = vm.new_int(value);
            if let Err(raised) = exception.set_attribute(&name, value, vm) {
                return raised;
            }
        }
        raised
    }

    /// Reads what there is.
    fn run(&self, vm: &mut Vm) -> PyResult<()> {
        self.is_running.set(true);
        let result = self.run_unguarded(vm);
        self.is_running.set(false);
        if result.is_err() {
            let none = vec![Value::NONE; HANDLERS];
            drop(self.handlers.replace(none, vm));
        }
        result
    }

    fn run_unguarded(&self, vm: &mut Vm) -> PyResult<()> {
        loop {
            vm.poll()?;
            let keeps = self.has(Handler::Default, vm);
            let wants_raw = keeps || self.has(Handler::DefaultExpand, vm);
            let machine = self.machine.get_mut(vm);
            machine.wants_raw = wants_raw;
            machine.expands = !keeps;
            match machine.next() {
                Step::Event(event) => self.tell(event, vm)?,
                Step::Error(code) => return Err(self.failure(code, vm)),
                Step::Pause => {
                    let Some(name) = machine.wanted_encoding() else {
                        return Ok(());
                    };
                    let encoding = look_up_encoding(&name, vm)?;
                    self.machine.get_mut(vm).answer_encoding(encoding);
                }
            }
        }
    }

    /// Tells the handlers of an event.
    fn tell(&self, event: Event, vm: &mut Vm) -> PyResult<()> {
        let handler = match &event {
            Event::StartElement { .. } => Handler::StartElement,
            Event::EndElement { .. } => Handler::EndElement,
            Event::Characters => Handler::CharacterData,
            Event::StartCdata => Handler::StartCdataSection,
            Event::EndCdata => Handler::EndCdataSection,
            Event::EndDoctype => Handler::EndDoctypeDecl,
            Event::NotStandalone => Handler::NotStandalone,
            Event::Other => Handler::Default,
            Event::Rare(rare) => self.handler_of(rare, vm),
        };
        let is_silent = matches!(
            handler,
            Handler::StartNamespaceDecl | Handler::EndNamespaceDecl | Handler::NotStandalone
        );
        if handler == Handler::Default || !self.has(handler, vm) {
            return if is_silent {
                Ok(())
            } else {
                self.tell_default(vm)
            };
        }
        if let Event::Characters = event {
            return self.tell_characters(vm);
        }
        let arguments = self.arguments(event, handler, vm)?;
        let result = self.call(handler, &arguments, vm)?;
        let code = match handler {
            Handler::ExternalEntityRef => error::EXTERNAL_ENTITY_HANDLING,
            Handler::NotStandalone => error::NOT_STANDALONE,
            _ => return Ok(()),
        };
        if i64::from_argument(&result, vm)? == 0 {
            self.machine.get_mut(vm).error = code;
            return Err(self.failure(code, vm));
        }
        Ok(())
    }

    fn handler_of(&self, rare: &Rare, vm: &Vm) -> Handler {
        match rare {
            Rare::Instruction { .. } => Handler::ProcessingInstruction,
            Rare::Comment(_) => Handler::Comment,
            Rare::StartNamespace { .. } => Handler::StartNamespaceDecl,
            Rare::EndNamespace { .. } => Handler::EndNamespaceDecl,
            Rare::XmlDeclaration { .. } => Handler::XmlDecl,
            Rare::StartDoctype { .. } => Handler::StartDoctypeDecl,
            Rare::EntityDeclaration { notation, .. } => {
                match notation.is_some() && self.has(Handler::UnparsedEntityDecl, vm) {
                    true => Handler::UnparsedEntityDecl,
                    false => Handler::EntityDecl,
                }
            }
            Rare::NotationDeclaration { .. } => Handler::NotationDecl,
            Rare::ElementDeclaration { .. } => Handler::ElementDecl,
            Rare::AttributeDeclaration { .. } => Handler::AttlistDecl,
            Rare::SkippedEntity { .. } => Handler::SkippedEntity,
            Rare::ExternalEntity { .. } => Handler::ExternalEntityRef,
        }
    }

    fn tell_default(&self, vm: &mut Vm) -> PyResult<()> {
        let wants = self.has(Handler::Default, vm) || self.has(Handler::DefaultExpand, vm);
        if !wants {
            return Ok(());
        }
        let raw = self.machine.get_mut(vm).take_raw();
        let handler = match self.has(Handler::DefaultExpand, vm) {
            true => Handler::DefaultExpand,
            false => Handler::Default,
        };
        // A document type comes in its parts.
        let is_whole = !raw.starts_with("<!DOCTYPE");
        let mut rest = raw.as_str();
        while !rest.is_empty() {
            let length = if is_whole {
                rest.len()
            } else {
                part_length(rest)
            };
            let (part, after) = rest.split_at(length);
            let text = vm.new_str(part);
            self.call(handler, &[text], vm)?;
            rest = after;
        }
        Ok(())
    }

    fn arguments(&self, event: Event, handler: Handler, vm: &mut Vm) -> PyResult<Vec<Value>> {
        Ok(match event {
            Event::StartElement { name, specified } => {
                let name = self.known_name(name, vm)?;
                vec![name, self.attributes(specified, vm)?]
            }
            Event::EndElement { name } => vec![self.known_name(name, vm)?],
            Event::Rare(rare) => self.arguments_of(*rare, handler, vm)?,
            Event::Characters
            | Event::StartCdata
            | Event::EndCdata
            | Event::EndDoctype
            | Event::NotStandalone
            | Event::Other => Vec::new(),
        })
    }

    fn arguments_of(&self, rare: Rare, handler: Handler, vm: &mut Vm) -> PyResult<Vec<Value>> {
        let optional = |text: &Option<String>, vm: &mut Vm| match text {
            Some(text) => vm.new_str(text),
            None => Value::NONE,
        };
        let number = |number: bool| Value::from_i32(i32::from(number));
        let base = self.base.borrow().clone();
        Ok(match rare {
            Rare::Instruction { target, data } => {
                vec![self.name(&target, vm)?, vm.new_str(&data)]
            }
            Rare::Comment(text) => vec![vm.new_str(&text)],
            Rare::StartNamespace { prefix, uri } => {
                vec![optional(&prefix, vm), optional(&uri, vm)]
            }
            Rare::EndNamespace { prefix } => vec![optional(&prefix, vm)],
            Rare::XmlDeclaration {
                version,
                encoding,
                standalone,
            } => vec![
                optional(&version, vm),
                optional(&encoding, vm),
                Value::from_i32(standalone),
            ],
            Rare::StartDoctype {
                name,
                id,
                has_subset,
            } => vec![
                self.name(&name, vm)?,
                optional(&id.system, vm),
                optional(&id.public, vm),
                number(has_subset),
            ],
            Rare::EntityDeclaration {
                name,
                is_parameter,
                value,
                id,
                notation,
            } => {
                let mut arguments = vec![self.name(&name, vm)?];
                if handler == Handler::EntityDecl {
                    arguments.push(number(is_parameter));
                    arguments.push(optional(&value, vm));
                }
                arguments.push(optional(&base, vm));
                arguments.push(optional(&id.system, vm));
                arguments.push(optional(&id.public, vm));
                arguments.push(optional(&notation, vm));
                arguments
            }
            Rare::NotationDeclaration { name, id } => vec![
                self.name(&name, vm)?,
                optional(&base, vm),
                optional(&id.system, vm),
                optional(&id.public, vm),
            ],
            Rare::ElementDeclaration { name, model } => {
                vec![self.name(&name, vm)?, self.model(&model, vm)?]
            }
            Rare::AttributeDeclaration {
                element,
                name,
                kind,
                default,
                required,
            } => vec![
                self.name(&element, vm)?,
                self.name(&name, vm)?,
                vm.new_str(&kind),
                optional(&default, vm),
                number(required),
            ],
            Rare::SkippedEntity { name, is_parameter } => {
                vec![vm.new_str(&name), number(is_parameter)]
            }
            Rare::ExternalEntity { context, id } => vec![
                optional(&context, vm),
                optional(&base, vm),
                optional(&id.system, vm),
                optional(&id.public, vm),
            ],
        })
    }

    /// The attributes that the machine tells of.
    fn attributes(&self, specified: usize, vm: &mut Vm) -> PyResult {
        let machine = self.machine.get(vm);
        let mut count = machine.attribute_count();
        if self.specified_attributes.get() {
            count = specified;
        }
        // What makes names one object may run Python code.
        let attributes: Vec<(NameId, String)> = (0..count)
            .map(|index| machine.attribute(index))
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        if self.ordered_attributes.get() {
            let mut list = Vec::with_capacity(2 * attributes.len());
            for (name, value) in attributes {
                list.push(self.known_name(name, vm)?);
                list.push(vm.new_str(&value));
            }
            return Ok(vm.new_list(list));
        }
        let dict = Dict::new(vm);
        for (name, value) in attributes {
            let name = self.known_name(name, vm)?;
            let value = vm.new_str(&value);
            dict.set_item(name, value, vm)?;
        }
        Ok(dict.into_value())
    }

    /// A content model as nested tuples.
    fn model(&self, model: &Model, vm: &mut Vm) -> PyResult {
        vm.check_native_stack(" while building a content model")?;
        let mut children = Vec::with_capacity(model.children.len());
        for child in &model.children {
            children.push(self.model(child, vm)?);
        }
        let name = match &model.name {
            Some(name) => self.name(name, vm)?,
            None => Value::NONE,
        };
        let children = Tuple::new(children, vm).into_value();
        let (kind, quantifier) = (
            Value::from_i32(model.kind),
            Value::from_i32(model.quantifier),
        );
        Ok(Tuple::from_array([kind, quantifier, name, children], vm).into_value())
    }

    fn check_idle(&self, method: &str, vm: &mut Vm) -> PyResult<()> {
        match self.is_running.get() {
            true => Err(vm.runtime_error(format!("cannot call {method}() from within a handler"))),
            false => Ok(()),
        }
    }

    fn parse(&self, bytes: &[u8], is_final: bool, vm: &mut Vm) -> PyResult<i32> {
        if !self.machine.get_mut(vm).give(bytes, is_final) {
            return Err(self.failure(error::FINISHED, vm));
        }
        self.run(vm)?;
        self.flush(vm)?;
        Ok(1)
    }

    fn set_flag(&self, flag: &Cell<bool>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.runtime_error("Cannot delete attribute"));
        };
        flag.set(value.is_true(vm)?);
        Ok(())
    }

    fn check_root(&self, vm: &mut Vm) -> PyResult<()> {
        match self.is_root {
            true => Ok(()),
            false => Err(self.expat_error(41, "parser must be a root parser", vm)),
        }
    }

    /// What is allowed of an entity for each byte of the document, as protections ask for it.
    fn factor(&self, factor: f64, vm: &mut Vm) -> PyResult<f32> {
        self.check_root(vm)?;
        if factor.is_nan() || factor < 1.0 {
            return Err(self.expat_error(41, "'max_factor' must be at least 1.0", vm));
        }
        Ok(factor as f32)
    }
}

#[native_class(
    name = "pyexpat.xmlparser",
    flags(disallow_instantiation),
    methods(Parser::HANDLER_ATTRIBUTES)
)]
impl Parser {
    /// Reads data. `isfinal` says that nothing follows.
    #[method(name = "Parse", signature = "($self, data, isfinal=False, /)")]
    fn parse_data(this: &Ref<Parser>, data: &Value, isfinal: bool, vm: &mut Vm) -> PyResult<i32> {
        this.check_idle("Parse", vm)?;
        if let Some(text) = data.downcast::<Str>() {
            let Some(text) = text.as_str() else {
                let encode = vm.intern("encode");
                data.call_method(&encode, &[], vm)?;
                return Err(vm.value_error("surrogates not allowed"));
            };
            let text = text.to_owned();
            let machine = this.machine.get_mut(vm);
            // It is UTF-8 now, whatever the declaration says.
            if machine.input.encoding.is_none() {
                machine.input.encoding = Some(Encoding::Utf8);
                machine.asked_encoding = None;
                machine.told_encoding = true;
            }
            return this.parse(text.as_bytes(), isfinal, vm);
        }
        let bytes = PinnedBytes::new(data, vm)?;
        this.parse(bytes.as_slice(), isfinal, vm)
    }

    /// Reads a file to its end.
    #[method(name = "ParseFile", signature = "($self, file, /)")]
    fn parse_file(this: &Ref<Parser>, file: &Value, vm: &mut Vm) -> PyResult<i32> {
        this.check_idle("ParseFile", vm)?;
        let read = vm.intern("read");
        let Some(read) = file.get_attribute_optional(&read, vm)? else {
            return Err(vm.type_error("argument must have 'read' attribute"));
        };
        loop {
            let data = read.call_positional(&[Value::from_i32(2048)], vm)?;
            let Ok(bytes) = PinnedBytes::new(&data, vm) else {
                let class = data.type_name(vm);
                let message = format!("read() did not return a bytes object (type={class})");
                return Err(vm.type_error(message));
            };
            let is_final = bytes.as_slice().is_empty();
            this.parse(bytes.as_slice(), is_final, vm)?;
            if is_final {
                return Ok(1);
            }
        }
    }

    /// Sets what relative addresses are relative to.
    #[method(name = "SetBase", signature = "($self, base, /)")]
    fn set_base(this: &Ref<Parser>, base: &str) {
        *this.base.borrow_mut() = Some(base.to_owned());
    }

    /// What SetBase was given.
    #[method(name = "GetBase", signature = "($self, /)")]
    fn get_base(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        match &*this.base.borrow() {
            Some(base) => vm.new_str(base),
            None => Value::NONE,
        }
    }

    /// The text from the event on, while a handler runs; else None.
    #[method(name = "GetInputContext", signature = "($self, /)")]
    fn get_input_context(this: &Ref<Parser>, vm: &mut Vm) -> Value {
        if !this.is_running.get() {
            return Value::NONE;
        }
        let machine = this.machine.get(vm);
        let text = machine.input.text.as_bytes().get(machine.event_at..);
        let text = text.unwrap_or_default().to_vec();
        Bytes::new(&text, vm).into_value()
    }

    /// A parser for an external entity, with the handlers of this one.
    #[method(
        name = "ExternalEntityParserCreate",
        signature = "($self, context, encoding=None, /)",
        text = "($self, context, encoding=<unrepresentable>, /)"
    )]
    fn external_entity_parser_create(
        this: &Ref<Parser>,
        context: &Value,
        encoding: Option<&str>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Parser>> {
        let context = match context.is_none() {
            true => None,
            false => Some(String::from_argument(context, vm)?),
        };
        let kind = match context {
            Some(_) => Kind::Entity,
            None => Kind::Subset,
        };
        let parent = this.machine.get(vm);
        let mut machine = Machine::new(kind, parent.dtd.clone());
        machine.namespaces = parent.namespaces.as_ref().map(Namespaces::for_another);
        machine.parameters = parent.parameters;
        machine.defers = parent.defers;
        machine.around = parent.around.clone();
        let open = parent.sources.iter().map(|source| source.name.clone());
        machine.around.extend(open.chain(context));
        machine.tell_encoding(encoding);
        let handlers = this.handlers.cloned(vm);
        let parser = Parser::of(machine, this.intern.clone(), false, vm);
        drop(parser.handlers.replace(handlers, vm));
        parser.buffer_size.set(this.buffer_size.get());
        parser.buffer_text.set(this.buffer_text.get());
        parser.ordered_attributes.set(this.ordered_attributes.get());
        parser
            .specified_attributes
            .set(this.specified_attributes.get());
        parser.base.borrow_mut().clone_from(&this.base.borrow());
        Ok(parser)
    }

    /// Says whether parameter entities and the external part of the document type are read.
    #[method(name = "SetParamEntityParsing", signature = "($self, flag, /)")]
    fn set_param_entity_parsing(this: &Ref<Parser>, flag: i32, vm: &mut Vm) -> i32 {
        let machine = this.machine.get_mut(vm);
        let is_free = machine.place == super::machine::Place::Start && (0..=2).contains(&flag);
        if is_free {
            machine.parameters = flag as u8;
        }
        i32::from(is_free)
    }

    /// Asks for an external part of the document type even if the document names none.
    #[method(name = "UseForeignDTD", signature = "($self, flag=True, /)")]
    fn use_foreign_dtd(this: &Ref<Parser>, flag: bool, vm: &mut Vm) -> PyResult<()> {
        let machine = this.machine.get_mut(vm);
        if machine.place != super::machine::Place::Start {
            return Err(this.failure(error::CANT_CHANGE_FEATURE_ONCE_PARSING, vm));
        }
        machine.foreign_dtd = flag;
        Ok(())
    }

    /// Sets how many bytes are read before the growth by entities counts.
    #[method(
        name = "SetBillionLaughsAttackProtectionActivationThreshold",
        signature = "($self, threshold, /)"
    )]
    fn set_threshold(this: &Ref<Parser>, threshold: &Value, vm: &mut Vm) -> PyResult<()> {
        let threshold = threshold_of(threshold, vm)?;
        this.check_root(vm)?;
        this.machine.get_mut(vm).threshold = threshold;
        Ok(())
    }

    /// Sets how many times longer than the document it may become by entities.
    #[method(
        name = "SetBillionLaughsAttackProtectionMaximumAmplification",
        signature = "($self, max_factor, /)"
    )]
    fn set_amplification(this: &Ref<Parser>, max_factor: f64, vm: &mut Vm) -> PyResult<()> {
        let factor = this.factor(max_factor, vm)?;
        this.machine.get_mut(vm).amplification = factor;
        Ok(())
    }

    /// Is checked, and has no effect: the interpreter has limits of its own.
    #[method(
        name = "SetAllocTrackerActivationThreshold",
        signature = "($self, threshold, /)"
    )]
    fn set_tracker_threshold(this: &Ref<Parser>, threshold: &Value, vm: &mut Vm) -> PyResult<()> {
        let threshold = threshold_of(threshold, vm)?;
        let _ = threshold;
        this.check_root(vm)
    }

    /// Is checked, and has no effect: the interpreter has limits of its own.
    #[method(
        name = "SetAllocTrackerMaximumAmplification",
        signature = "($self, max_factor, /)"
    )]
    fn set_tracker_factor(this: &Ref<Parser>, max_factor: f64, vm: &mut Vm) -> PyResult<()> {
        this.factor(max_factor, vm).map(drop)
    }

    /// Says whether a long token is looked at again only when much more of it has come.
    #[method(name = "SetReparseDeferralEnabled", signature = "($self, enabled, /)")]
    fn set_reparse_deferral(this: &Ref<Parser>, enabled: bool, vm: &mut Vm) {
        this.machine.get_mut(vm).defers = enabled;
    }

    /// What SetReparseDeferralEnabled was given.
    #[method(name = "GetReparseDeferralEnabled", signature = "($self, /)")]
    fn get_reparse_deferral(this: &Ref<Parser>, vm: &mut Vm) -> bool {
        this.machine.get(vm).defers
    }

    #[getter(member)]
    fn intern(this: &Ref<Parser>) -> Ref<Dict> {
        this.intern.clone()
    }

    #[getter("ErrorCode")]
    fn error_code(this: &Ref<Parser>, vm: &mut Vm) -> i64 {
        i64::from(this.machine.get(vm).error)
    }

    #[getter("ErrorLineNumber")]
    fn error_line(this: &Ref<Parser>, vm: &mut Vm) -> u64 {
        this.machine.get(vm).position().1 + 1
    }

    #[getter("ErrorColumnNumber")]
    fn error_column(this: &Ref<Parser>, vm: &mut Vm) -> u64 {
        this.machine.get(vm).position().2
    }

    #[getter("ErrorByteIndex")]
    fn error_byte(this: &Ref<Parser>, vm: &mut Vm) -> i64 {
        byte_index(this, vm)
    }

    #[getter("CurrentLineNumber")]
    fn current_line(this: &Ref<Parser>, vm: &mut Vm) -> u64 {
        this.machine.get(vm).position().1 + 1
    }

    #[getter("CurrentColumnNumber")]
    fn current_column(this: &Ref<Parser>, vm: &mut Vm) -> u64 {
        this.machine.get(vm).position().2
    }

    #[getter("CurrentByteIndex")]
    fn current_byte(this: &Ref<Parser>, vm: &mut Vm) -> i64 {
        byte_index(this, vm)
    }

    #[getter]
    fn buffer_size(this: &Ref<Parser>) -> usize {
        this.buffer_size.get()
    }

    #[setter(buffer_size)]
    fn set_buffer_size(this: &Ref<Parser>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.runtime_error("Cannot delete attribute"));
        };
        let Some(view) = value.as_int() else {
            return Err(vm.type_error("buffer_size must be an integer"));
        };
        let Some(size) = view.as_i64() else {
            return Err(vm.overflow_error("Python int too large to convert to C long"));
        };
        if size <= 0 {
            return Err(vm.value_error("buffer_size must be greater than zero"));
        }
        if size > i64::from(i32::MAX) {
            let message = format!("buffer_size must not be greater than {}", i32::MAX);
            return Err(vm.value_error(message));
        }
        this.flush(vm)?;
        this.buffer_size.set(size as usize);
        Ok(())
    }

    #[getter]
    fn buffer_used(this: &Ref<Parser>) -> usize {
        this.buffer.borrow().len()
    }

    #[getter]
    fn buffer_text(this: &Ref<Parser>) -> bool {
        this.buffer_text.get()
    }

    #[setter(buffer_text)]
    fn set_buffer_text(this: &Ref<Parser>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.set_flag(&this.buffer_text, value, vm)?;
        this.flush(vm)
    }

    #[getter]
    fn namespace_prefixes(this: &Ref<Parser>, vm: &mut Vm) -> bool {
        let namespaces = &this.machine.get(vm).namespaces;
        namespaces.as_ref().is_some_and(Namespaces::has_triplets)
    }

    #[setter(namespace_prefixes)]
    fn set_namespace_prefixes(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let flag = Cell::new(false);
        this.set_flag(&flag, value, vm)?;
        if let Some(namespaces) = &mut this.machine.get_mut(vm).namespaces {
            namespaces.set_triplets(flag.get());
        }
        Ok(())
    }

    #[getter]
    fn ordered_attributes(this: &Ref<Parser>) -> bool {
        this.ordered_attributes.get()
    }

    #[setter(ordered_attributes)]
    fn set_ordered_attributes(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_flag(&this.ordered_attributes, value, vm)
    }

    #[getter]
    fn specified_attributes(this: &Ref<Parser>) -> bool {
        this.specified_attributes.get()
    }

    #[setter(specified_attributes)]
    fn set_specified_attributes(
        this: &Ref<Parser>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.set_flag(&this.specified_attributes, value, vm)
    }
}

/// The length of the part that a document type begins with: spaces, a text in quotes, or a word.
fn part_length(text: &str) -> usize {
    let first = text.chars().next().unwrap_or(' ');
    let found = match first {
        '"' | '\'' => text[1..].find(first).map(|end| end + 2),
        char if is_space(char) => text.find(|char| !is_space(char)),
        _ => text.find(|char| is_space(char) || matches!(char, '[' | '"' | '\'')),
    };
    found.filter(|&length| length > 0).unwrap_or(match first {
        '[' => 1,
        _ => text.len(),
    })
}

/// A number of bytes.
fn threshold_of(value: &Value, vm: &mut Vm) -> PyResult<u64> {
    if value.as_int().is_some_and(|view| view.is_negative()) {
        return Err(vm.value_error("Cannot convert negative int"));
    }
    u64::from_argument(value, vm)
}

/// The place in bytes; -1 before anything was read.
fn byte_index(parser: &Ref<Parser>, vm: &mut Vm) -> i64 {
    let machine = parser.machine.get(vm);
    match machine.place == super::machine::Place::Start && machine.error == 0 {
        true => -1,
        false => machine.position().0 as i64,
    }
}
