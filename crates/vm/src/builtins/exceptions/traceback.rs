//! `traceback`: the frames that an exception passed.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#traceback-objects>

use rpy_macros::{Payload, native_class};

use crate::builtins::frame::Frame;
use crate::builtins::type_::Type;
use crate::object::cell::HeapCell;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// One entry of a traceback: a frame, where it was, and the entry of the frame it had called.
#[derive(Payload)]
pub struct Traceback {
    frame: Value,
    /// `None` if it is what the frame's code says, which is looked up when it is asked for.
    line: Option<u32>,
    lasti: u32,
    next: HeapCell<Value>,
}

impl Traceback {
    /// Makes an entry: `line` counts from one (zero where it is not known, `None` for that of the
    /// instruction), `lasti` is the instruction's offset, `next` the entry of the frame that was
    /// called, or None.
    pub fn new(
        frame: Value,
        line: Option<u32>,
        lasti: u32,
        next: Value,
        vm: &mut Vm,
    ) -> Ref<Traceback> {
        let next = HeapCell::new(next);
        let payload = Traceback {
            frame,
            line,
            lasti,
            next,
        };
        Ref::new(payload, vm)
    }

    /// `tb_frame`
    pub fn frame(&self) -> &Value {
        &self.frame
    }

    /// `tb_lineno`, zero where it is not known.
    pub fn line(&self) -> u32 {
        match (self.line, self.frame.downcast::<Frame>()) {
            (Some(line), _) => line,
            (None, Some(frame)) => frame.line_at(self.lasti as usize),
            (None, None) => 0,
        }
    }

    /// `tb_lasti`: the offset of the instruction, in code units.
    pub fn lasti(&self) -> u32 {
        self.lasti
    }

    /// `tb_next`: an entry or None.
    pub fn next(&self, vm: &Vm) -> Value {
        self.next.cloned(vm)
    }

    /// Raises `TypeError` for what cannot be `tb_next`.
    fn expect_entry(next: &Value, vm: &mut Vm) -> PyResult<()> {
        if next.is_none() || next.has_payload::<Traceback>() {
            return Ok(());
        }
        let name = next.type_name(vm);
        Err(vm.type_error(format!("expected traceback object or None, got '{name}'")))
    }

    /// Sets `next`, unless that would close a circle.
    fn link(this: &Ref<Traceback>, next: Value, vm: &mut Vm) -> PyResult<()> {
        if !next.is_none() && !next.has_payload::<Traceback>() {
            let name = next.type_name(vm);
            return Err(vm.type_error(format!("expected traceback object, got '{name}'")));
        }
        let mut entry = next.clone();
        while let Some(current) = entry.downcast::<Traceback>() {
            if current.is(this) {
                return Err(vm.value_error("traceback loop detected"));
            }
            let following = current.next(vm);
            entry = following;
        }
        this.next.replace(next, vm);
        Ok(())
    }
}

/// An entry of the list of frames that an exception passed.
#[native_class(name = "traceback", registry = traceback)]
impl Traceback {
    #[new(signature = "(tb_next, tb_frame, tb_lasti, tb_lineno)")]
    fn new_slot(
        _class: &Ref<Type>,
        next: Value,
        frame: &Ref<Frame>,
        lasti: i32,
        line: i32,
        vm: &mut Vm,
    ) -> PyResult<Ref<Traceback>> {
        let (Ok(lasti), Ok(line)) = (u32::try_from(lasti), u32::try_from(line)) else {
            return Err(vm.not_implemented_error("traceback entries of negative lines and offsets"));
        };
        // Nothing can lead back to an entry that is new.
        Traceback::expect_entry(&next, vm)?;
        let frame = frame.to_value();
        Ok(Traceback::new(frame, Some(line), lasti / 4, next, vm))
    }

    /// Returns the names of the attributes that tell of the entry.
    #[method(signature = "($self, /)")]
    fn __dir__(_this: &Ref<Traceback>, vm: &mut Vm) -> Value {
        let names = ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"];
        let names = names.map(|name| vm.new_str(name)).to_vec();
        vm.new_list(names)
    }

    // The frame.
    #[getter(member)]
    fn tb_frame(this: &Ref<Traceback>, vm: &mut Vm) -> PyResult {
        vm.audit_attribute(this.as_value(), "tb_frame")?;
        Ok(this.frame.clone())
    }

    // The line in which the frame was.
    #[getter]
    fn tb_lineno(this: &Ref<Traceback>) -> Option<u32> {
        Some(this.line()).filter(|&line| line > 0)
    }

    // Where in the code the frame was: an offset in `co_code`, in bytes. Half of it is the index into
    // `co_positions()`.
    #[getter(member)]
    fn tb_lasti(this: &Ref<Traceback>) -> u32 {
        this.lasti * 4
    }

    // The entry of the frame that was called.
    #[getter]
    fn tb_next(this: &Ref<Traceback>, vm: &mut Vm) -> Value {
        this.next(vm)
    }

    #[setter(tb_next)]
    fn set_tb_next(this: &Ref<Traceback>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        match value {
            Some(next) => Traceback::link(this, next, vm),
            None => Err(vm.type_error("can't delete tb_next attribute")),
        }
    }
}
