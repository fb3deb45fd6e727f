//! `_buffer_wrapper`: stands between views and an exporter that is written in Python.

use std::cell::Cell;

use rpy_macros::native_class;

use crate::builtins::memoryview::MemoryView;
use crate::builtins::type_::Type;
use crate::object::buffer::BufferView;
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// What views of a Python class's object hold. When the last of them ends, so does this, and then
/// `__release_buffer__` is called, at the next instruction boundary.
pub struct BufferWrapper {
    /// The exporter.
    object: Value,
    /// What its `__buffer__` gave; nothing where that is native and `__release_buffer__` alone is
    /// written in Python.
    given: Option<Ref<MemoryView>>,
    /// The memory; nothing when it has been released.
    view: HeapCell<Option<BufferView>>,
    /// Whether the release has been queued.
    released: Cell<bool>,
}

impl Payload for BufferWrapper {
    const NAME: &'static str = "_buffer_wrapper";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(&self.object);
        if let Some(given) = &self.given {
            visit(given.as_value());
        }
        self.view.traverse(visit);
    }

    // Nothing is given up: the views that refer to this do so when they are cleared.

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.buffer_wrapper
    }
}

impl BufferWrapper {
    /// Puts a wrapper between a view and its exporter.
    pub(crate) fn wrap(
        object: &Value,
        given: Option<Ref<MemoryView>>,
        view: BufferView,
        vm: &mut Vm,
    ) -> BufferView {
        let payload = BufferWrapper {
            object: object.clone(),
            given,
            view: HeapCell::new(None),
            released: Cell::new(false),
        };
        let wrapper = Ref::new(payload, vm);
        // SAFETY: the wrapper keeps the view until it is released, which happens when nobody refers
        // to it any more.
        let wrapped = unsafe { view.shown_by(wrapper.to_value(), None) };
        wrapper.view.replace(Some(view), vm);
        wrapped
    }

    /// Whether the view is one that [`BufferWrapper::wrap`] made for the object.
    pub(super) fn wraps(view: &BufferView, object: &Value) -> bool {
        let wrapper = view.owner().downcast::<BufferWrapper>();
        wrapper.is_some_and(|wrapper| wrapper.object.is(object))
    }

    /// What `memoryview.obj` shows: the exporter where its `__buffer__` is native.
    pub(crate) fn shown(wrapper: &Ref<BufferWrapper>) -> Value {
        match wrapper.given {
            Some(_) => wrapper.to_value(),
            None => wrapper.object.clone(),
        }
    }

    /// Whether the exporter is still to be told; from then on it is not.
    pub(crate) fn begin_release(&self) -> bool {
        !self.released.replace(true)
    }

    /// Lets the memory go and tells the exporter. Nobody but the caller refers to the wrapper.
    pub(crate) fn release(&self, vm: &mut Vm) {
        let Some(view) = self.view.replace(None, vm) else {
            return;
        };
        // A view by `super().__buffer__` has a wrapper of its own, which tells the exporter.
        if let Some(given) = &self.given
            && given
                .view(vm)
                .is_some_and(|view| BufferWrapper::wraps(view, &self.object))
        {
            drop(view);
            return;
        }
        // A view of the exporter's own memory ends with the call.
        let own = match &self.given {
            Some(given) => given
                .view(vm)
                .filter(|view| view.owner().is(&self.object))
                .cloned(),
            None => Some(view.clone()),
        };
        drop(view);
        let ends = own.is_some();
        let shown = match (own, &self.given) {
            (Some(own), _) => MemoryView::restricted(own, vm),
            (None, Some(given)) => given.clone(),
            (None, None) => return,
        };
        let slots = self.object.class(vm).slots(vm);
        if let Some(release) = slots.release_buffer
            && crate::object::slot_table::releases_in_python(&self.object, vm)
            && let Err(raised) = release(&self.object, &shown, vm)
        {
            let class = self.object.type_name(vm);
            vm.unraisable_message(&format!("in __release_buffer__ of {class}"), raised);
        }
        if ends {
            // The exporter may have kept it, but the memory is no longer its to use.
            let _ = shown.release(vm);
        }
    }
}

#[native_class(
    name = "_buffer_wrapper",
    registry = buffer_wrapper,
    flags(disallow_instantiation, release)
)]
impl BufferWrapper {}
