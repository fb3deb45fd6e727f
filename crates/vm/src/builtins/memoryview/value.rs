//! What a `memoryview` holds.

use std::cell::Cell;

use crate::builtins::memoryview::element::NativeFormat;
use crate::builtins::type_::Type;
use crate::object::Garbage;
use crate::object::buffer::{BufferFlags, BufferView, BufferWrapper, ExportCount};
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// A view of an exporter's memory, as an object.
pub struct MemoryView {
    /// Nothing when it is released.
    view: HeapCell<Option<BufferView>>,
    /// Views of this very object, as when it is an argument: they keep it from being released.
    exports: ExportCount,
    /// The hash, once computed.
    pub(super) hash: Cell<Option<i64>>,
    /// Whether it is that of a memory about to be released, of which there may be no more views.
    is_restricted: Cell<bool>,
}

impl Payload for MemoryView {
    const NAME: &'static str = "memoryview";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.view.traverse(visit);
    }

    fn clear(&self, garbage: &mut Garbage) {
        if self.exports.get() != 0 {
            // Who uses this view needs the memory; it is garbage, too, and gives the view up.
            return;
        }
        self.view.drain(garbage);
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.memoryview
    }
}

impl MemoryView {
    /// Makes a view of an object's memory, or of what another view shows.
    ///
    /// Raises `TypeError` for objects that export none, `ValueError` if the view is released, and
    /// what the exporter raises.
    pub fn new(object: &Value, vm: &mut Vm) -> PyResult<Ref<MemoryView>> {
        MemoryView::with_flags(object, BufferFlags::FULL_RO, vm)
    }

    /// As [`MemoryView::new`]; what is asked of the exporter is up to the flags.
    pub(super) fn with_flags(
        object: &Value,
        flags: BufferFlags,
        vm: &mut Vm,
    ) -> PyResult<Ref<MemoryView>> {
        if let Some(other) = object.downcast::<MemoryView>() {
            let view = other.view_again(vm)?;
            return Ok(MemoryView::of_view(view, vm));
        }
        if !object.is_exporter(vm) {
            let name = object.type_name(vm);
            return Err(vm.type_error(format!(
                "memoryview: a bytes-like object is required, not '{name}'"
            )));
        }
        let view = object.buffer(flags, vm)?;
        Ok(MemoryView::of_view(view, vm))
    }

    /// Makes an object of a view.
    pub fn of_view(view: BufferView, vm: &mut Vm) -> Ref<MemoryView> {
        let payload = MemoryView {
            view: HeapCell::new(Some(view)),
            exports: ExportCount::new(),
            hash: Cell::new(None),
            is_restricted: Cell::new(false),
        };
        Ref::new(payload, vm)
    }

    /// Makes an object of a view that is about to end: it can be read, but not viewed.
    pub(crate) fn restricted(view: BufferView, vm: &mut Vm) -> Ref<MemoryView> {
        let this = MemoryView::of_view(view, vm);
        this.is_restricted.set(true);
        this
    }

    /// What is viewed; `None` if the view is released.
    #[inline]
    pub fn view<'a>(&'a self, vm: &'a Vm) -> Option<&'a BufferView> {
        self.view.get(vm).as_ref()
    }

    /// Another view of the same.
    ///
    /// Raises `ValueError` if this one is released.
    pub(super) fn get(&self, vm: &mut Vm) -> PyResult<BufferView> {
        match self.view(vm) {
            Some(view) => Ok(view.clone()),
            None => Err(released(vm)),
        }
    }

    /// As [`MemoryView::get`], for a view that the program will have.
    ///
    /// Raises `ValueError` as well if there may be none.
    pub(super) fn view_again(&self, vm: &mut Vm) -> PyResult<BufferView> {
        self.check_restriction(vm)?;
        self.get(vm)
    }

    fn check_restriction(&self, vm: &mut Vm) -> PyResult<()> {
        if self.is_restricted.get() && self.view(vm).is_some() {
            let message = "cannot create new view on restricted memoryview";
            return Err(vm.value_error(message));
        }
        Ok(())
    }

    /// What `read` makes of the view.
    ///
    /// Raises `ValueError` if it is released.
    #[inline]
    pub(super) fn with<R>(
        &self,
        vm: &mut Vm,
        read: impl FnOnce(&BufferView, &Vm) -> R,
    ) -> PyResult<R> {
        match self.view(vm) {
            Some(view) => Ok(read(view, vm)),
            None => Err(released(vm)),
        }
    }

    /// Raises `ValueError` if the view is released.
    pub(super) fn check(&self, vm: &mut Vm) -> PyResult<()> {
        self.with(vm, |_, _| ())
    }

    /// The native format of the elements.
    ///
    /// Raises `ValueError` if the view is released, `NotImplementedError` if they have another one.
    pub(super) fn native_format(&self, vm: &mut Vm) -> PyResult<NativeFormat> {
        let (native, format) = self.with(vm, |view, _| {
            let native = NativeFormat::of(view.format());
            match native.filter(|native| native.size() <= view.item_size()) {
                Some(native) => (Some(native), String::new()),
                None => (None, view.format().as_str().to_owned()),
            }
        })?;
        native.ok_or_else(|| {
            vm.not_implemented_error(format!("memoryview: format {format} not supported"))
        })
    }

    /// Ends the view.
    ///
    /// Raises `BufferError` if it is in use itself.
    pub fn release(&self, vm: &mut Vm) -> PyResult<()> {
        match self.exports.get() {
            0 => {
                let view = self.view.replace(None, vm);
                drop(view);
                Ok(())
            }
            count => {
                let plural = if count == 1 { "" } else { "s" };
                Err(vm.buffer_error(format!("memoryview has {count} exported buffer{plural}")))
            }
        }
    }

    /// The object whose memory this is.
    pub(super) fn object(&self, vm: &mut Vm) -> PyResult {
        self.with(vm, |view, _| {
            match view.owner().downcast::<BufferWrapper>() {
                Some(wrapper) => BufferWrapper::shown(wrapper),
                None => view.owner().clone(),
            }
        })
    }

    /// The slot `buffer`: the elements as a consumer asks for them.
    pub(crate) fn export(
        this: &Ref<MemoryView>,
        flags: BufferFlags,
        vm: &mut Vm,
    ) -> PyResult<BufferView> {
        this.check_restriction(vm)?;
        let problem = this.with(vm, |view, _| {
            let asks = |flag| flags.contains(flag);
            let (c, fortran) = (view.is_c_contiguous(), view.is_f_contiguous());
            if asks(BufferFlags::WRITABLE) && !view.is_writable() {
                Some("memoryview: underlying buffer is not writable")
            } else if asks(BufferFlags::C_CONTIGUOUS) && !c {
                Some("memoryview: underlying buffer is not C-contiguous")
            } else if asks(BufferFlags::F_CONTIGUOUS) && !fortran {
                Some("memoryview: underlying buffer is not Fortran contiguous")
            } else if asks(BufferFlags::ANY_CONTIGUOUS) && !c && !fortran {
                Some("memoryview: underlying buffer is not contiguous")
            } else if !asks(BufferFlags::STRIDES) && !c {
                Some("memoryview: underlying buffer is not C-contiguous")
            } else if !asks(BufferFlags::ND) && asks(BufferFlags::FORMAT) {
                Some("memoryview: cannot cast to unsigned bytes if the format flag is present")
            } else {
                None
            }
        })?;
        if let Some(problem) = problem {
            return Err(vm.buffer_error(problem));
        }
        let view = this.view(vm).expect("just looked at");
        // SAFETY: a `memoryview` keeps its view while its count is not zero.
        let shown = unsafe { view.shown_by(this.to_value(), Some(&this.exports)) };
        Ok(shown.into_requested(flags))
    }
}

#[cold]
fn released(vm: &mut Vm) -> Raised {
    vm.value_error("operation forbidden on released memoryview object")
}
