//! `sys.monitoring`: tools and their callbacks (PEP 669). No event is sent yet, so switching one on
//! raises NotImplementedError.

use rpy_vm::builtins::code::Code;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::module::Module;
use rpy_vm::builtins::namespace::Namespace;
use rpy_vm::builtins::str::Str;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

/// How many tools there may be at a time.
const TOOLS: usize = 6;
/// Bits of the events that callbacks can be registered for.
const EVENT_BITS: u32 = 19;
/// The events `C_RETURN` and `C_RAISE`, which go with `CALL`.
const OF_CALLS: i64 = 1 << 16 | 1 << 17;
const CALL: i64 = 1 << 4;

/// The events by their names.
const EVENTS: &[(&str, i64)] = &[
    ("PY_START", 1),
    ("PY_RESUME", 1 << 1),
    ("PY_RETURN", 1 << 2),
    ("PY_YIELD", 1 << 3),
    ("CALL", CALL),
    ("LINE", 1 << 5),
    ("INSTRUCTION", 1 << 6),
    ("JUMP", 1 << 7),
    ("BRANCH_LEFT", 1 << 8),
    ("BRANCH_RIGHT", 1 << 9),
    ("STOP_ITERATION", 1 << 10),
    ("RAISE", 1 << 11),
    ("EXCEPTION_HANDLED", 1 << 12),
    ("PY_UNWIND", 1 << 13),
    ("PY_THROW", 1 << 14),
    ("RERAISE", 1 << 15),
    ("C_RETURN", 1 << 16),
    ("C_RAISE", 1 << 17),
    ("BRANCH", 1 << 18),
    ("NO_EVENTS", 0),
];

/// A tool's number, if it is one.
fn tool_number(tool: i32, vm: &mut Vm) -> PyResult<usize> {
    match usize::try_from(tool) {
        Ok(number) if number < TOOLS => Ok(number),
        _ => Err(vm.value_error(format!("invalid tool {tool} (must be between 0 and 5)"))),
    }
}

/// A tool's number, if somebody uses it.
fn used_tool(tool: i32, vm: &mut Vm) -> PyResult<usize> {
    let number = tool_number(tool, vm)?;
    match vm.module_state::<events::State>().names[number] {
        Some(_) => Ok(number),
        None => Err(vm.value_error(format!("tool {tool} is not in use"))),
    }
}

/// Checks a set of events, and refuses to switch any on.
fn check_events(set: i64, local: bool, vm: &mut Vm) -> PyResult<()> {
    let what = if local { "local event" } else { "event" };
    if !(0..1 << EVENT_BITS).contains(&set) {
        return Err(vm.value_error(format!("invalid {what} set 0x{set:x}")));
    }
    if set & OF_CALLS != 0 && set & CALL == 0 {
        return Err(vm.value_error("cannot set C_RETURN or C_RAISE events independently"));
    }
    if set != 0 {
        let kind = vm.types.exceptions.not_implemented_error.clone();
        return Err(vm.raise(&kind, "sys.monitoring sends no events yet"));
    }
    Ok(())
}

/// The module `sys.monitoring`.
#[rpy_macros::native_module(name = "sys.monitoring")]
mod events {
    use super::*;

    /// The tools in use.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        /// Their names.
        pub(super) names: [Option<Value>; TOOLS],
        /// What each event calls.
        pub(super) callbacks: [Vec<(i64, Value)>; TOOLS],
    }

    #[constants]
    const IDS: &[(&str, i64)] = &[
        ("DEBUGGER_ID", 0),
        ("COVERAGE_ID", 1),
        ("PROFILER_ID", 2),
        ("OPTIMIZER_ID", 5),
    ];

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let namespace = Namespace::new(vm).into_value();
        for (name, event) in EVENTS {
            let (name, event) = (vm.intern(name), vm.new_int(*event));
            namespace.set_attribute(&name, event, vm)?;
        }
        module.add("events", namespace, vm);
        let object = vm.types.object.to_value();
        for name in ["DISABLE", "MISSING"] {
            let mark = object.call(Args::EMPTY, vm)?;
            module.add(name, mark, vm);
        }
        Ok(())
    }

    #[function(signature = "($module, tool_id, name, /)")]
    fn use_tool_id(tool_id: i32, name: Value, vm: &mut Vm) -> PyResult<()> {
        let number = tool_number(tool_id, vm)?;
        if !name.has_payload::<Str>() {
            return Err(vm.value_error("tool name must be a str"));
        }
        if vm.module_state::<State>().names[number].is_some() {
            return Err(vm.value_error(format!("tool {tool_id} is already in use")));
        }
        vm.module_state::<State>().names[number] = Some(name);
        Ok(())
    }

    #[function(signature = "($module, tool_id, /)")]
    fn clear_tool_id(tool_id: i32, vm: &mut Vm) -> PyResult<()> {
        let number = tool_number(tool_id, vm)?;
        let callbacks = std::mem::take(&mut vm.module_state::<State>().callbacks[number]);
        drop(callbacks);
        Ok(())
    }

    #[function(signature = "($module, tool_id, /)")]
    fn free_tool_id(tool_id: i32, vm: &mut Vm) -> PyResult<()> {
        clear_tool_id(tool_id, vm)?;
        let number = tool_number(tool_id, vm)?;
        let name = vm.module_state::<State>().names[number].take();
        drop(name);
        Ok(())
    }

    #[function(signature = "($module, tool_id, /)")]
    fn get_tool(tool_id: i32, vm: &mut Vm) -> PyResult<Option<Value>> {
        let number = tool_number(tool_id, vm)?;
        Ok(vm.module_state::<State>().names[number].clone())
    }

    #[function(signature = "($module, tool_id, event, func, /)")]
    fn register_callback(tool_id: i32, event: i64, func: Value, vm: &mut Vm) -> PyResult {
        let number = tool_number(tool_id, vm)?;
        if event <= 0 || event & (event - 1) != 0 {
            return Err(vm.value_error("The callback can only be set for one event at a time"));
        }
        if event >= 1 << EVENT_BITS {
            return Err(vm.value_error(format!("invalid event {event}")));
        }
        let callbacks = &mut vm.module_state::<State>().callbacks[number];
        let known = callbacks.iter().position(|(known, _)| *known == event);
        let old = known.map(|index| callbacks.swap_remove(index).1);
        if !func.is_none() {
            callbacks.push((event, func));
        }
        Ok(old.unwrap_or(Value::NONE))
    }

    #[function(signature = "($module, tool_id, /)")]
    fn get_events(tool_id: i32, vm: &mut Vm) -> PyResult<i64> {
        used_tool(tool_id, vm)?;
        Ok(0)
    }

    #[function(signature = "($module, tool_id, event_set, /)")]
    fn set_events(tool_id: i32, event_set: i64, vm: &mut Vm) -> PyResult<()> {
        tool_number(tool_id, vm)?;
        check_events(event_set, false, vm)?;
        used_tool(tool_id, vm).map(drop)
    }

    #[function(signature = "($module, tool_id, code, /)")]
    fn get_local_events(tool_id: i32, code: &Value, vm: &mut Vm) -> PyResult<i64> {
        check_code(code, vm)?;
        used_tool(tool_id, vm)?;
        Ok(0)
    }

    #[function(signature = "($module, tool_id, code, event_set, /)")]
    fn set_local_events(tool_id: i32, code: &Value, event_set: i64, vm: &mut Vm) -> PyResult<()> {
        check_code(code, vm)?;
        tool_number(tool_id, vm)?;
        check_events(event_set, true, vm)?;
        used_tool(tool_id, vm).map(drop)
    }

    fn check_code(code: &Value, vm: &mut Vm) -> PyResult<()> {
        if code.has_payload::<Code>() {
            return Ok(());
        }
        Err(vm.type_error("code must be a code object"))
    }

    #[function(signature = "($module, /)")]
    fn restart_events() {}

    #[function(signature = "($module, /)")]
    fn _all_events(vm: &mut Vm) -> Ref<Dict> {
        Dict::new(vm)
    }
}

/// The attribute of `sys`.
#[rpy_macros::native_module(name = "sys", part)]
pub(super) mod attribute {
    use super::*;

    #[constant]
    fn monitoring(vm: &mut Vm) -> PyResult<Value> {
        let module = vm.new_native_module(&events::MODULE)?;
        Ok(module.into_value())
    }
}
