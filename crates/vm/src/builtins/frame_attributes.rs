//! The attributes of frame objects.

use rpy_macros::methods;

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::frame::Frame;
use crate::builtins::function::foreign_builtins::ForeignBuiltins;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

#[methods]
impl Frame {
    /// The code that runs.
    #[getter]
    fn f_code(this: &Ref<Frame>, vm: &mut Vm) -> PyResult<Ref<Code>> {
        vm.audit_attribute(this.as_value(), "f_code")?;
        Ok(this.code.clone())
    }

    /// The global variables.
    #[getter]
    fn f_globals(this: &Ref<Frame>) -> Ref<Dict> {
        this.function.globals().clone()
    }

    /// The built-in names.
    #[getter]
    fn f_builtins(this: &Ref<Frame>, vm: &mut Vm) -> Value {
        ForeignBuiltins::shown(&this.function.builtins, vm)
    }

    /// The local variables: the namespace of a module or class body, or what reads and writes those of a
    /// function.
    #[getter]
    fn f_locals(this: &Ref<Frame>, vm: &mut Vm) -> Value {
        vm.frame_locals(this)
    }

    /// The line that runs, or ran last.
    #[getter]
    fn f_lineno(this: &Ref<Frame>, vm: &mut Vm) -> Option<u32> {
        let fp = this.fp_of(vm);
        let jump = vm.thread.trace.jump.as_ref();
        if let Some(line) = jump.and_then(|jump| jump.line_of(fp)) {
            return Some(line);
        }
        vm.update_frame_offset(this);
        Some(this.line()).filter(|&line| line > 0)
    }

    #[setter(f_lineno)]
    fn set_f_lineno(this: &Ref<Frame>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        match value {
            Some(value) => vm.set_frame_line(this, &value),
            None => Err(vm.attribute_error("cannot delete attribute")),
        }
    }

    /// The instruction that runs, or ran last: its offset in `co_code`, in bytes.
    #[getter]
    fn f_lasti(this: &Ref<Frame>, vm: &mut Vm) -> usize {
        vm.update_frame_offset(this);
        this.offset.get() * 4
    }

    // The frame of the caller.
    #[getter]
    fn f_back(this: &Ref<Frame>, vm: &mut Vm) -> Value {
        let back = this.back.cloned(vm);
        if !back.is_unbound() {
            return back;
        }
        vm.caller_of_frame(this).unwrap_or(Value::NONE)
    }

    /// The generator or coroutine whose frame it is, or None.
    #[getter]
    fn f_generator(this: &Ref<Frame>, vm: &mut Vm) -> Value {
        vm.owner_of_frame(this)
    }

    /// Drops the local variables of a frame that does not run.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<Frame>, vm: &mut Vm) -> PyResult<()> {
        vm.clear_frame(this)
    }

    /// The function that traces the frame, or None.
    #[getter]
    fn f_trace(this: &Ref<Frame>, vm: &mut Vm) -> Value {
        this.trace.cloned(vm)
    }

    #[setter(f_trace)]
    fn set_f_trace(this: &Ref<Frame>, value: Option<Value>, vm: &mut Vm) {
        drop(this.trace.replace(value.unwrap_or(Value::NONE), vm));
    }

    /// Whether the trace function is told of lines.
    #[getter]
    fn f_trace_lines(this: &Ref<Frame>) -> bool {
        this.trace_lines.get()
    }

    #[setter(f_trace_lines)]
    fn set_f_trace_lines(this: &Ref<Frame>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.trace_lines.set(truth(value, vm)?);
        Ok(())
    }

    /// Whether the trace function is told of instructions.
    #[getter]
    fn f_trace_opcodes(this: &Ref<Frame>) -> bool {
        this.trace_opcodes.get()
    }

    #[setter(f_trace_opcodes)]
    fn set_f_trace_opcodes(this: &Ref<Frame>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let on = truth(value, vm)?;
        this.trace_opcodes.set(on);
        if on {
            let code = this.code.clone();
            vm.trace_instructions(&code, true);
        }
        Ok(())
    }
}

/// The value that is given to an attribute that is True or False.
fn truth(value: Option<Value>, vm: &mut Vm) -> PyResult<bool> {
    let Some(value) = value else {
        return Err(vm.type_error("can't delete numeric/char attribute"));
    };
    match value.as_bool() {
        Some(on) => Ok(on),
        None => Err(vm.type_error("attribute value type must be bool")),
    }
}

impl Frame {
    /// Where the frame lies on the value stack; null if it is not active.
    fn fp_of(&self, vm: &Vm) -> *mut u64 {
        let cursor = vm.cursor_of_frame(self);
        cursor.map_or(std::ptr::null_mut(), |cursor| cursor.fp)
    }
}
