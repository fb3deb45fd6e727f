//! `TreeBuilder`: makes a tree of starts, ends and texts.

use rpy_macros::{Payload, Traverse, native_class};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use super::_elementtree::State as ModuleState;
use super::element::{Element, TextCell, joined};
use super::events::{self, Event, Events};
use super::parse_error;

/// A builder of trees.
#[derive(Payload)]
pub(crate) struct TreeBuilder {
    state: HeapCell<State>,
}

#[derive(Traverse)]
struct State {
    /// The first element.
    root: Option<Value>,
    /// The elements around the innermost that is open; None around the root.
    outer: Vec<Value>,
    /// The innermost element that is open; None if there is none.
    inner: Value,
    /// The element that was made or ended last.
    last: Value,
    /// What text belongs behind; nothing if it belongs into the last element.
    last_for_tail: Option<Value>,
    /// Text that was gathered, behind the pieces.
    text: String,
    /// Pieces that a program gave.
    pieces: Vec<Value>,
    element_factory: Option<Value>,
    comment_factory: Option<Value>,
    pi_factory: Option<Value>,
    inserts_comments: bool,
    inserts_pis: bool,
    events: Option<Events>,
}

impl TreeBuilder {
    fn empty() -> TreeBuilder {
        TreeBuilder {
            state: HeapCell::new(State {
                root: None,
                outer: Vec::new(),
                inner: Value::NONE,
                last: Value::NONE,
                last_for_tail: None,
                text: String::new(),
                pieces: Vec::new(),
                element_factory: None,
                comment_factory: None,
                pi_factory: None,
                inserts_comments: false,
                inserts_pis: false,
                events: None,
            }),
        }
    }

    /// A builder that was told nothing.
    pub(super) fn create(vm: &mut Vm) -> Ref<TreeBuilder> {
        Ref::new(TreeBuilder::empty(), vm)
    }

    /// The builder that this is, if it is of no class of a program.
    pub(super) fn exact<'a>(value: &'a Value, vm: &mut Vm) -> Option<&'a Ref<TreeBuilder>> {
        let builder = value.downcast::<TreeBuilder>()?;
        let class = TreeBuilder::class(vm);
        builder.class().is(class).then_some(builder)
    }

    pub(super) fn set_events(&self, events: Events, vm: &mut Vm) {
        let old = self.state.get_mut(vm).events.replace(events);
        drop(old);
    }

    /// Whether anything becomes of processing instructions.
    pub(super) fn wants_pis(&self, vm: &Vm) -> bool {
        self.state.get(vm).inserts_pis || self.wants(Event::Instruction, vm)
    }

    /// Whether events of that kind are told.
    pub(super) fn wants(&self, event: Event, vm: &Vm) -> bool {
        let events = &self.state.get(vm).events;
        events.as_ref().is_some_and(|events| events.wants(event))
    }

    /// Tells of an event, if somebody wants it.
    pub(super) fn tell(&self, event: Event, what: &Value, vm: &mut Vm) -> PyResult<()> {
        let events = self.state.get(vm).events.as_ref();
        match events.and_then(|events| events.told(event)) {
            Some(told) => events::tell(told, what.clone(), vm),
            None => Ok(()),
        }
    }

    /// Adds text.
    #[inline]
    pub(super) fn add_text(&self, text: &str, vm: &mut Vm) {
        let state = self.state.get(vm);
        // Text in front of the root is of no use.
        if state.last.is_none() {
            return;
        }
        let (length, capacity) = (state.text.len(), state.text.capacity());
        // Entities make much of little.
        if capacity - length < text.len() && !vm.has_room(capacity + text.len()) {
            vm.note_memory_failure();
            return;
        }
        self.state.get_mut(vm).text.push_str(text);
    }

    /// Adds what a program gives as text.
    pub(super) fn add(&self, piece: Value, vm: &mut Vm) {
        if self.state.get(vm).last.is_none() {
            return;
        }
        self.end_text(vm);
        self.state.get_mut(vm).pieces.push(piece);
    }

    /// Makes a piece of the text that was gathered.
    fn end_text(&self, vm: &mut Vm) {
        let state = self.state.get_mut(vm);
        if state.text.is_empty() {
            return;
        }
        // The buffer is used again.
        let mut text = std::mem::take(&mut state.text);
        let piece = vm.new_str(&text);
        text.clear();
        let state = self.state.get_mut(vm);
        state.text = text;
        state.pieces.push(piece);
    }

    /// Gives the text that was gathered to the element that it belongs to.
    fn flush(&self, vm: &mut Vm) -> PyResult<()> {
        self.end_text(vm);
        let state = self.state.get_mut(vm);
        let data = match state.pieces.len() {
            0 => return Ok(()),
            1 => state.pieces[0].clone(),
            _ => {
                let is_text = |piece: &Value, vm: &Vm| piece.class(vm).is(&vm.types.str);
                let pieces = state.pieces.clone();
                match pieces.iter().all(|piece| is_text(piece, vm)) {
                    true => Str::join_pieces(&pieces, vm).into_value(),
                    false => vm.new_list(pieces),
                }
            }
        };
        let state = self.state.get(vm);
        let (target, is_tail) = match &state.last_for_tail {
            Some(target) => (target.clone(), true),
            None => (state.last.clone(), false),
        };
        if let Some(element) = Element::exact(&target, vm) {
            let text = if is_tail {
                &element.tail
            } else {
                &element.text
            };
            if text.is_none(vm) {
                self.state.get_mut(vm).pieces.clear();
                text.set_pieces(data, vm);
                return Ok(());
            }
            if let Some(known) = text.pieces(vm) {
                let more = vm.collect(&data)?;
                self.state.get_mut(vm).pieces.clear();
                known.items_mut(vm).extend(more);
                return Ok(());
            }
        }
        self.add_to_attribute(&target, if is_tail { "tail" } else { "text" }, data, vm)
    }

    /// Appends text to an attribute of what need not be an element.
    fn add_to_attribute(
        &self,
        target: &Value,
        name: &str,
        data: Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let name = vm.intern(name);
        let previous = target.get_attribute(&name, vm)?;
        let mut text = joined(&data, vm)?;
        if !previous.is_none() {
            text = previous.binary(&text, rpy_bytecode::BinaryOperator::Add, vm)?;
        }
        target.set_attribute(&name, text, vm)?;
        let pieces = std::mem::take(&mut self.state.get_mut(vm).pieces);
        drop(pieces);
        Ok(())
    }

    /// Appends to the innermost element.
    fn append(parent: &Value, child: &Value, vm: &mut Vm) -> PyResult<()> {
        if let Some(element) = Element::exact(parent, vm) {
            return element.push(child.clone(), vm);
        }
        let append = vm.intern("append");
        let child = std::slice::from_ref(child);
        parent.call_method(&append, child, vm).map(drop)
    }

    /// An element begins.
    pub(super) fn start_element(
        &self,
        tag: Value,
        attrib: Option<Ref<Dict>>,
        vm: &mut Vm,
    ) -> PyResult {
        self.flush(vm)?;
        let element = match self.state.get(vm).element_factory.clone() {
            None => Element::make(tag, attrib, vm).into_value(),
            Some(factory) => {
                let attrib = match attrib {
                    Some(attrib) => attrib,
                    None => Dict::new(vm),
                };
                factory.call_positional(&[tag, attrib.into_value()], vm)?
            }
        };
        let state = self.state.get_mut(vm);
        let (parent, old) = (state.inner.clone(), state.last_for_tail.take());
        drop(old);
        if !parent.is_none() {
            TreeBuilder::append(&parent, &element, vm)?;
        } else {
            let state = self.state.get_mut(vm);
            if state.root.is_some() {
                let error = parse_error("multiple elements on top level", vm)?;
                return Err(vm.normalize_raise(&error, None));
            }
            state.root = Some(element.clone());
        }
        let state = self.state.get_mut(vm);
        state.outer.push(parent);
        let old = (
            std::mem::replace(&mut state.inner, element.clone()),
            std::mem::replace(&mut state.last, element.clone()),
        );
        drop(old);
        self.tell(Event::Start, &element, vm)?;
        Ok(element)
    }

    /// The innermost element ends.
    pub(super) fn end_element(&self, vm: &mut Vm) -> PyResult {
        self.flush(vm)?;
        let state = self.state.get_mut(vm);
        let Some(parent) = state.outer.pop() else {
            return Err(vm.index_error("pop from empty stack"));
        };
        let ended = std::mem::replace(&mut state.inner, parent);
        let old = (
            std::mem::replace(&mut state.last, ended.clone()),
            state.last_for_tail.replace(ended.clone()),
        );
        drop(old);
        self.tell(Event::End, &ended, vm)?;
        Ok(ended)
    }

    /// A comment, as text.
    pub(super) fn add_comment(&self, text: Value, vm: &mut Vm) -> PyResult {
        self.flush(vm)?;
        let comment = match self.state.get(vm).comment_factory.clone() {
            None => text,
            Some(factory) => {
                let comment = factory.call_positional(&[text], vm)?;
                let inserts = self.state.get(vm).inserts_comments;
                self.insert(&comment, inserts, vm)?;
                comment
            }
        };
        self.tell(Event::Comment, &comment, vm)?;
        Ok(comment)
    }

    /// A processing instruction.
    pub(super) fn add_pi(&self, target: Value, text: Value, vm: &mut Vm) -> PyResult {
        self.flush(vm)?;
        let instruction = match self.state.get(vm).pi_factory.clone() {
            None => Tuple::from_array([target, text], vm).into_value(),
            Some(factory) => {
                let instruction = factory.call_positional(&[target, text], vm)?;
                let inserts = self.state.get(vm).inserts_pis;
                self.insert(&instruction, inserts, vm)?;
                instruction
            }
        };
        self.tell(Event::Instruction, &instruction, vm)?;
        Ok(instruction)
    }

    /// Appends a comment or an instruction to the innermost element, if there is one and that is wanted.
    fn insert(&self, what: &Value, inserts: bool, vm: &mut Vm) -> PyResult<()> {
        let parent = self.state.get(vm).inner.clone();
        if inserts && !parent.is_none() {
            TreeBuilder::append(&parent, what, vm)?;
            let old = self.state.get_mut(vm).last_for_tail.replace(what.clone());
            drop(old);
        }
        Ok(())
    }

    /// The root, or None.
    pub(super) fn root(&self, vm: &Vm) -> Value {
        self.state.get(vm).root.clone().unwrap_or(Value::NONE)
    }
}

#[native_class(name = "xml.etree.ElementTree.TreeBuilder", flags(base), undocumented)]
impl TreeBuilder {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<TreeBuilder> {
        Ref::with_class(TreeBuilder::empty(), class, vm)
    }

    #[init(
        signature = "(element_factory=None, *, comment_factory=None, pi_factory=None, insert_comments=False, insert_pis=False)",
        hidden
    )]
    fn init(
        this: &Ref<TreeBuilder>,
        element_factory: Value,
        comment_factory: Value,
        pi_factory: Value,
        insert_comments: bool,
        insert_pis: bool,
        vm: &mut Vm,
    ) {
        let given = |factory: Value| (!factory.is_none()).then_some(factory);
        let known = vm.module_state::<ModuleState>();
        let comment = given(comment_factory).or_else(|| known.comment_factory.clone());
        let pi = given(pi_factory).or_else(|| known.pi_factory.clone());
        let state = this.state.get_mut(vm);
        state.inserts_comments = insert_comments && comment.is_some();
        state.inserts_pis = insert_pis && pi.is_some();
        let old = (
            std::mem::replace(&mut state.element_factory, given(element_factory)),
            std::mem::replace(&mut state.comment_factory, comment),
            std::mem::replace(&mut state.pi_factory, pi),
        );
        drop(old);
    }

    /// Adds text to where the builder is.
    #[method(signature = "($self, data, /)")]
    fn data(this: &Ref<TreeBuilder>, data: Value, vm: &mut Vm) {
        this.add(data, vm);
    }

    /// Begins an element and returns it.
    #[method(signature = "($self, tag, attrs, /)")]
    fn start(this: &Ref<TreeBuilder>, tag: Value, attrs: Ref<Dict>, vm: &mut Vm) -> PyResult {
        this.start_element(tag, Some(attrs), vm)
    }

    /// Ends the innermost element and returns it.
    #[method(signature = "($self, tag, /)")]
    fn end(this: &Ref<TreeBuilder>, tag: &Value, vm: &mut Vm) -> PyResult {
        let _ = tag;
        this.end_element(vm)
    }

    /// Makes a comment, and inserts it if the builder does so.
    #[method(signature = "($self, text, /)")]
    fn comment(this: &Ref<TreeBuilder>, text: Value, vm: &mut Vm) -> PyResult {
        this.add_comment(text, vm)
    }

    /// Makes a processing instruction, and inserts it if the builder does so.
    #[method(signature = "($self, target, text=None, /)")]
    fn pi(this: &Ref<TreeBuilder>, target: Value, text: Value, vm: &mut Vm) -> PyResult {
        this.add_pi(target, text, vm)
    }

    /// Returns the root, or None.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<TreeBuilder>, vm: &mut Vm) -> Value {
        this.root(vm)
    }
}
