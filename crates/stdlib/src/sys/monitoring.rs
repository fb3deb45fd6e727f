//! `sys.monitoring`: tools that are told of what a program does (PEP 669).
//! Reference: <https://docs.python.org/3.14/library/sys.monitoring.html>

use rpy_vm::builtins::code::Code;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::module::Module;
use rpy_vm::builtins::namespace::Namespace;
use rpy_vm::builtins::str::Str;
use rpy_vm::instrument::{Event, EventSet};
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

/// How many tools there may be at a time.
const TOOLS: usize = 6;
/// The events of the results of calls, and those with the call itself.
const OF_RESULTS: EventSet = Event::CReturn.set() | Event::CRaise.set();
const OF_CALLS: EventSet = OF_RESULTS | Event::Call.set();

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
    match vm.tool_name(number) {
        Some(_) => Ok(number),
        None => Err(vm.value_error(format!("tool {tool} is not in use"))),
    }
}

/// Makes a set of events of the number that a program gives: those of calls go together, and both
/// branches have an older name.
fn event_set(given: i32, is_local: bool, vm: &mut Vm) -> PyResult<EventSet> {
    let (what, all) = if is_local {
        ("local event", Event::Raise.set() - 1)
    } else {
        ("event", (Event::Branch.set() << 1) - 1)
    };
    let mut set = given as EventSet;
    let is_known = (0..1 << Event::COUNT).contains(&given);
    if !is_known && !is_local {
        return Err(vm.value_error(format!("invalid {what} set 0x{set:x}")));
    }
    if set & OF_RESULTS != 0 && set & OF_CALLS != OF_CALLS {
        return Err(vm.value_error("cannot set C_RETURN or C_RAISE events independently"));
    }
    set &= !OF_RESULTS;
    if set & Event::Branch.set() != 0 {
        set &= !Event::Branch.set();
        set |= Event::BranchLeft.set() | Event::BranchRight.set();
    }
    if set & !all != 0 {
        return Err(vm.value_error(format!("invalid {what} set 0x{set:x}")));
    }
    Ok(set)
}

/// The module `sys.monitoring`.
#[rpy_macros::native_module(name = "sys.monitoring")]
mod events {
    use super::*;

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
        let events = Event::ALL.iter().map(|event| (event.name(), event.set()));
        for (name, set) in events.chain([("NO_EVENTS", 0)]) {
            let (name, set) = (vm.intern(name), vm.new_int(i64::from(set)));
            namespace.set_attribute(&name, set, vm)?;
        }
        module.add("events", namespace, vm);
        let object = vm.types.object.to_value();
        let (disable, missing) = (object.call(Args::EMPTY, vm)?, object.call(Args::EMPTY, vm)?);
        module.add("DISABLE", disable.clone(), vm);
        module.add("MISSING", missing.clone(), vm);
        vm.set_monitoring_marks(disable, missing);
        Ok(())
    }

    #[function(signature = "($module, tool_id, name, /)")]
    fn use_tool_id(tool_id: i32, name: Value, vm: &mut Vm) -> PyResult<()> {
        let number = tool_number(tool_id, vm)?;
        if !name.has_payload::<Str>() {
            return Err(vm.value_error("tool name must be a str"));
        }
        if vm.tool_name(number).is_some() {
            return Err(vm.value_error(format!("tool {tool_id} is already in use")));
        }
        vm.set_tool_name(number, Some(name));
        Ok(())
    }

    #[function(signature = "($module, tool_id, /)")]
    fn clear_tool_id(tool_id: i32, vm: &mut Vm) -> PyResult<()> {
        let number = tool_number(tool_id, vm)?;
        if vm.tool_name(number).is_some() {
            vm.clear_tool(number);
        }
        Ok(())
    }

    #[function(signature = "($module, tool_id, /)")]
    fn free_tool_id(tool_id: i32, vm: &mut Vm) -> PyResult<()> {
        clear_tool_id(tool_id, vm)?;
        let number = tool_number(tool_id, vm)?;
        vm.set_tool_name(number, None);
        Ok(())
    }

    #[function(signature = "($module, tool_id, /)")]
    fn get_tool(tool_id: i32, vm: &mut Vm) -> PyResult<Option<Value>> {
        let number = tool_number(tool_id, vm)?;
        Ok(vm.tool_name(number))
    }

    #[function(signature = "($module, tool_id, event, func, /)")]
    fn register_callback(tool_id: i32, event: i32, func: Value, vm: &mut Vm) -> PyResult {
        let number = tool_number(tool_id, vm)?;
        if event <= 0 || event & (event - 1) != 0 {
            return Err(vm.value_error("The callback can only be set for one event at a time"));
        }
        let Some(event) = Event::of_number(event.trailing_zeros() as usize) else {
            return Err(vm.value_error(format!("invalid event {event}")));
        };
        vm.audit("sys.monitoring.register_callback", |_| [func.clone()])?;
        Ok(vm.set_tool_callback(number, event, func))
    }

    #[function(signature = "($module, tool_id, /)")]
    fn get_events(tool_id: i32, vm: &mut Vm) -> PyResult<u32> {
        let number = tool_number(tool_id, vm)?;
        Ok(vm.tool_events(number))
    }

    #[function(signature = "($module, tool_id, event_set, /)")]
    fn set_events(tool_id: i32, event_set: i32, vm: &mut Vm) -> PyResult<()> {
        let number = tool_number(tool_id, vm)?;
        let set = super::event_set(event_set, false, vm)?;
        used_tool(tool_id, vm)?;
        vm.set_tool_events(number, set);
        Ok(())
    }

    #[function(signature = "($module, tool_id, code, /)")]
    fn get_local_events(tool_id: i32, code: &Value, vm: &mut Vm) -> PyResult<u32> {
        let code = code_of(code, vm)?;
        let number = tool_number(tool_id, vm)?;
        Ok(vm.local_tool_events(number, &code))
    }

    #[function(signature = "($module, tool_id, code, event_set, /)")]
    fn set_local_events(tool_id: i32, code: &Value, event_set: i32, vm: &mut Vm) -> PyResult<()> {
        let code = code_of(code, vm)?;
        let number = tool_number(tool_id, vm)?;
        let set = super::event_set(event_set, true, vm)?;
        used_tool(tool_id, vm)?;
        vm.set_local_tool_events(number, &code, set);
        Ok(())
    }

    fn code_of(code: &Value, vm: &mut Vm) -> PyResult<Ref<Code>> {
        match code.downcast::<Code>() {
            Some(code) => Ok(code.clone()),
            None => Err(vm.type_error("code must be a code object")),
        }
    }

    #[function(signature = "($module, /)")]
    fn restart_events(vm: &mut Vm) {
        vm.restart_events();
    }

    /// Returns the names of the tools that have an event, by the event.
    #[function(signature = "($module, /)")]
    fn _all_events(vm: &mut Vm) -> PyResult<Ref<Dict>> {
        let events = Dict::new(vm);
        for event in Event::ALL {
            let mut tools: u32 = 0;
            for tool in 0..TOOLS {
                if vm.tool_events(tool) & event.set() != 0 {
                    tools |= 1 << tool;
                }
            }
            if tools != 0 {
                let (name, tools) = (vm.new_str(event.name()), vm.new_int(i64::from(tools)));
                events.set_item(name, tools, vm)?;
            }
        }
        Ok(events)
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
