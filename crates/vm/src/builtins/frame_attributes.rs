//! The attributes of frame objects.

use rpy_macros::methods;

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::frame::Frame;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

#[methods]
impl Frame {
    /// The code that runs.
    #[getter]
    fn f_code(this: &Ref<Frame>) -> Ref<Code> {
        this.code.clone()
    }

    /// The global variables.
    #[getter]
    fn f_globals(this: &Ref<Frame>) -> Ref<Dict> {
        this.function.globals().clone()
    }

    /// The built-in names.
    #[getter]
    fn f_builtins(this: &Ref<Frame>) -> Ref<Dict> {
        this.function.builtins.clone()
    }

    /// The local variables: the namespace of a module or class body, or a copy.
    #[getter]
    fn f_locals(this: &Ref<Frame>, vm: &mut Vm) -> Value {
        vm.frame_locals(this)
    }

    /// The line that runs, or ran last.
    #[getter]
    fn f_lineno(this: &Ref<Frame>, vm: &mut Vm) -> Option<u32> {
        vm.update_frame_offset(this);
        Some(this.line()).filter(|&line| line > 0)
    }

    /// The instruction that runs, or ran last: twice its code unit, as `tb_lasti`.
    #[getter]
    fn f_lasti(this: &Ref<Frame>, vm: &mut Vm) -> usize {
        vm.update_frame_offset(this);
        this.offset.get() * 2
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

    /// The function that traces the frame; there is none.
    #[getter]
    fn f_trace(_this: &Ref<Frame>) -> Option<Value> {
        None
    }
}
