//! Code that may run in another interpreter: what a function is besides its code stays behind.

use std::sync::Arc;

use rpy_bytecode::disassembler::Shown;
use rpy_bytecode::{CodeFlags, CodeObject, Constant, LocalKind, Opcode};
use rpy_vm::builtins::code::Code;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::function::Function;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::data::{Data, not_shareable};

/// Source text, a function or code that is run for its effects.
///
/// Raises `SyntaxError` for wrong text, `ValueError` for code with arguments, a result or a closure,
/// `TypeError` for anything else.
pub(super) fn script(value: &Value, vm: &mut Vm) -> PyResult<Arc<CodeObject>> {
    if let Some(code) = code_of(value, vm) {
        check_script(&code, vm)?;
        return Ok(code);
    }
    if !value.has_payload::<Str>() && value.as_byte_string(vm).is_none() {
        let text = value.repr(vm)?.to_string_lossy().into_owned();
        return Err(vm.type_error(format!("unsupported script {text}")));
    }
    let name = vm.intern("compile");
    let builtins = vm.builtins.to_value();
    let compile = builtins.subscript(name.as_value(), vm)?;
    let arguments = [
        value.clone(),
        vm.new_str("<script>"),
        vm.new_str("exec"),
        Value::from_i32(0),
        Value::TRUE,
    ];
    let code = compile.call_positional(&arguments, vm)?;
    match code.downcast::<Code>() {
        Some(code) => Ok(code.source().clone()),
        None => Err(vm.type_error("compile() gave no code")),
    }
}

/// The code of a function or of a code object.
pub(super) fn code_of(value: &Value, vm: &Vm) -> Option<Arc<CodeObject>> {
    if let Some(function) = value.downcast::<Function>() {
        return Some(function.code(vm).source().clone());
    }
    Some(value.downcast::<Code>()?.source().clone())
}

fn check_script(code: &CodeObject, vm: &mut Vm) -> PyResult<()> {
    if has_closure(code) {
        return Err(vm.value_error("closures not supported"));
    }
    if code.parameter_count() > 0 {
        return Err(vm.value_error("code with args not supported"));
    }
    if returns_value(code) {
        return Err(vm.value_error("code that returns a value is not a script"));
    }
    Ok(())
}

fn has_closure(code: &CodeObject) -> bool {
    let mut locals = code.locals.iter();
    locals.any(|local| local.kind.contains(LocalKind::FREE))
}

/// Whether a call may give anything but None.
fn returns_value(code: &CodeObject) -> bool {
    let generators = CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR;
    if code.flags.intersects(generators) {
        return true;
    }
    let is_none = |index: u32| matches!(code.constants.get(index as usize), Some(Constant::None));
    let mut none_on_top = false;
    for shown in Shown::of(code, None) {
        let returns_value = match shown.opcode {
            Opcode::ReturnConst => !is_none(shown.word.n()),
            Opcode::ReturnValue => !none_on_top,
            Opcode::ReturnFast => true,
            _ => false,
        };
        if returns_value {
            return true;
        }
        none_on_top = shown.opcode == Opcode::LoadConst && is_none(shown.word.n());
    }
    false
}

/// A function that depends on nothing but its code and the built-in names.
///
/// Raises `NotShareableError` for others; the cause says why.
pub(super) fn share_function(function: &Ref<Function>, vm: &mut Vm) -> PyResult<Data> {
    let code = function.code(vm).source().clone();
    let Some(reason) = state_of(function, &code, vm)? else {
        return Ok(Data::Function(code));
    };
    let cause = vm.value_error(reason).into_exception();
    let message = "only stateless functions are shareable";
    Err(not_shareable(message, Some(cause), vm))
}

/// What state a function has.
fn state_of(
    function: &Ref<Function>,
    code: &CodeObject,
    vm: &mut Vm,
) -> PyResult<Option<&'static str>> {
    for (name, reason) in [
        ("__defaults__", "defaults not supported"),
        ("__kwdefaults__", "keyword defaults not supported"),
    ] {
        let name = vm.intern(name);
        let value = function.as_value().get_attribute(&name, vm)?;
        if !value.is_none() && value.length(vm)? > 0 {
            return Ok(Some(reason));
        }
    }
    if has_closure(code) {
        return Ok(Some("closures not supported"));
    }
    let (globals, builtins) = (function.globals().clone(), vm.builtins.clone());
    for shown in Shown::of(code, None) {
        let is_global = match shown.opcode {
            Opcode::LoadGlobal | Opcode::LoadGlobalCall => {
                let name = code.names.get(shown.word.n() as usize);
                name.is_none_or(|name| !is_builtin(name, &globals, &builtins, vm))
            }
            Opcode::LoadFromDictOrGlobals => true,
            _ => false,
        };
        if is_global {
            return Ok(Some("globals not supported"));
        }
    }
    Ok(None)
}

fn is_builtin(name: &str, globals: &Dict, builtins: &Dict, vm: &mut Vm) -> bool {
    let name = vm.intern(name);
    globals.get_str(&name, vm).is_none() && builtins.get_str(&name, vm).is_some()
}
