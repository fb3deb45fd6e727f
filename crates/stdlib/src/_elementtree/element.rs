//! What an element holds.

use rpy_macros::{Payload, Traverse};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::list::List;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{BufferCell, HeapCell, PyResult, Raised, Ref, Value, Vm};

/// An element: its tag, its attributes, the text behind its start and behind its end, and the elements in it.
#[derive(Payload)]
pub(crate) struct Element {
    pub(super) tag: HeapCell<Value>,
    pub(super) text: HeapCell<Text>,
    pub(super) tail: HeapCell<Text>,
    /// Nothing as long as nobody has asked for them.
    pub(super) attrib: HeapCell<Option<Ref<Dict>>>,
    /// All of them are elements.
    pub(super) children: BufferCell<Vec<Value>>,
}

/// One of the two texts of an element.
#[derive(Traverse)]
pub(super) struct Text {
    content: Value,
    /// Whether the content is a list of pieces, which are joined when somebody asks for the text.
    is_pieces: bool,
}

impl Text {
    /// No text.
    const NONE: Text = Text {
        content: Value::NONE,
        is_pieces: false,
    };
}

/// What can be done with a text.
pub(super) trait TextCell {
    /// The content as it is: the text, whatever a program has set, or a list of pieces.
    fn raw(&self, vm: &Vm) -> Value;

    /// Whether nothing was set.
    fn is_none(&self, vm: &Vm) -> bool;

    /// Sets what a program gives.
    fn set(&self, value: Value, vm: &mut Vm);

    /// Sets the text, or a list of pieces of it.
    fn set_pieces(&self, value: Value, vm: &mut Vm);

    /// Sets a copy of another text's content.
    fn set_like(&self, value: Value, other: &HeapCell<Text>, vm: &mut Vm);

    /// The list of pieces, if there is one.
    fn pieces(&self, vm: &Vm) -> Option<Ref<List>>;

    /// The text, joined if it is in pieces.
    fn joined(&self, vm: &mut Vm) -> PyResult;
}

impl TextCell for HeapCell<Text> {
    fn raw(&self, vm: &Vm) -> Value {
        self.get(vm).content.clone()
    }

    fn is_none(&self, vm: &Vm) -> bool {
        self.get(vm).content.is_none()
    }

    fn set(&self, value: Value, vm: &mut Vm) {
        let text = Text {
            content: value,
            is_pieces: false,
        };
        drop(self.replace(text, vm));
    }

    fn set_pieces(&self, value: Value, vm: &mut Vm) {
        let text = Text {
            is_pieces: value.class(vm).is(&vm.types.list),
            content: value,
        };
        drop(self.replace(text, vm));
    }

    fn set_like(&self, value: Value, other: &HeapCell<Text>, vm: &mut Vm) {
        let text = Text {
            content: value,
            is_pieces: other.get(vm).is_pieces,
        };
        drop(self.replace(text, vm));
    }

    fn pieces(&self, vm: &Vm) -> Option<Ref<List>> {
        let text = self.get(vm);
        match text.is_pieces {
            true => text.content.downcast::<List>().cloned(),
            false => None,
        }
    }

    fn joined(&self, vm: &mut Vm) -> PyResult {
        let Some(pieces) = self.pieces(vm) else {
            return Ok(self.raw(vm));
        };
        let text = joined(pieces.as_value(), vm)?;
        self.set(text.clone(), vm);
        Ok(text)
    }
}

/// `"".join(pieces)`
pub(super) fn joined(pieces: &Value, vm: &mut Vm) -> PyResult {
    let (empty, join) = (vm.new_str(""), vm.intern("join"));
    empty.call_method(&join, std::slice::from_ref(pieces), vm)
}

/// Raises `TypeError`, where an element is wanted.
#[cold]
pub(super) fn no_element(value: &Value, vm: &mut Vm) -> Raised {
    let class = value.type_name(vm);
    vm.type_error(format!("expected an Element, not \"{class}\""))
}

/// The element that a child is.
pub(super) fn element(child: &Value) -> &Ref<Element> {
    child.downcast().expect("all children are elements")
}

/// Whether these attributes are as good as none.
pub(super) fn is_nothing(attrib: &Ref<Dict>, vm: &Vm) -> bool {
    attrib.class().is(&vm.types.dict) && attrib.length(vm) == 0
}

impl Element {
    pub(super) fn with_tag(tag: Value) -> Element {
        Element {
            tag: HeapCell::new(tag),
            text: HeapCell::new(Text::NONE),
            tail: HeapCell::new(Text::NONE),
            attrib: HeapCell::new(None),
            children: BufferCell::new(Vec::new()),
        }
    }

    /// An element with these attributes. No attributes are as good as an empty dict of them.
    pub(super) fn make(tag: Value, attrib: Option<Ref<Dict>>, vm: &mut Vm) -> Ref<Element> {
        let mut element = Element::with_tag(tag);
        if let Some(attrib) = attrib.filter(|attrib| !is_nothing(attrib, vm)) {
            element.attrib = HeapCell::new(Some(attrib));
        }
        Ref::new(element, vm)
    }

    /// Whether this is an element, and of no class of a program.
    pub(super) fn exact<'a>(value: &'a Value, vm: &mut Vm) -> Option<&'a Ref<Element>> {
        let element = value.downcast::<Element>()?;
        element.class().is(Element::class(vm)).then_some(element)
    }

    pub(super) fn length(&self, vm: &Vm) -> usize {
        self.children.get(vm).len()
    }

    pub(super) fn child(&self, index: usize, vm: &Vm) -> Option<Value> {
        self.children.get(vm).get(index).cloned()
    }

    /// Appends a child.
    ///
    /// Raises `TypeError` if it is no element.
    pub(super) fn push(&self, child: Value, vm: &mut Vm) -> PyResult<()> {
        if !child.has_payload::<Element>() {
            return Err(no_element(&child, vm));
        }
        self.reserve(1, vm)?;
        self.children.get_mut(vm).push(child);
        Ok(())
    }

    /// Makes room for more children.
    pub(super) fn reserve(&self, more: usize, vm: &mut Vm) -> PyResult<()> {
        let children = self.children.get(vm);
        if children.capacity() - children.len() >= more {
            return Ok(());
        }
        let more = more.max(children.len());
        vm.check_allocation(more.saturating_mul(size_of::<Value>()))?;
        self.children.get_mut(vm).reserve(more);
        Ok(())
    }

    /// The attributes, which are made if there are none yet.
    pub(super) fn attributes(&self, vm: &mut Vm) -> Ref<Dict> {
        if let Some(attrib) = self.attrib.get(vm) {
            return attrib.clone();
        }
        let attrib = Dict::new(vm);
        drop(self.attrib.replace(Some(attrib.clone()), vm));
        attrib
    }
}
