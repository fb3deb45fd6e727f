//! Tracebacks in colours, as the module `traceback` prints them.
//! Reference: <https://docs.python.org/3.14/using/cmdline.html#controlling-color>

use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Value, Vm};

/// Whether a stream, `"stdout"` or `"stderr"`, takes colours: what the environment says, or whether
/// it is a terminal.
pub fn can_colorize(stream: &str, vm: &mut Vm) -> bool {
    let variable = |name: &str| std::env::var_os(name).filter(|it| !it.is_empty());
    if !ignores_environment(vm)
        && let Some(colors) = variable("PYTHON_COLORS")
    {
        if colors == "0" {
            return false;
        }
        if colors == "1" {
            return true;
        }
    }
    if variable("NO_COLOR").is_some() {
        return false;
    }
    if variable("FORCE_COLOR").is_some() {
        return true;
    }
    if variable("TERM").is_some_and(|term| term == "dumb") {
        return false;
    }
    is_terminal(stream, vm).unwrap_or(false)
}

fn ignores_environment(vm: &mut Vm) -> bool {
    let (flags, name) = (vm.intern("flags"), vm.intern("ignore_environment"));
    let Some(flags) = vm.sys_attribute(&flags) else {
        return false;
    };
    let flag = flags.get_attribute(&name, vm).ok();
    flag.is_some_and(|it| it.as_small_int() == Some(1))
}

fn is_terminal(stream: &str, vm: &mut Vm) -> PyResult<bool> {
    let name = vm.intern(stream);
    let Some(stream) = vm.sys_attribute(&name).filter(|it| !it.is_none()) else {
        return Ok(false);
    };
    let name = vm.intern("isatty");
    let answer = stream.call_method(&name, &[], vm)?;
    answer.is_true(vm)
}

/// Prints an exception by the module `traceback`, which colours it.
///
/// Raises what that module raises.
pub(super) fn print_exception(exception: &Value, vm: &mut Vm) -> PyResult<()> {
    let (module, print) = (vm.intern("traceback"), vm.intern("_print_exception_bltin"));
    let module = vm.import_name(&module)?;
    register_texts(true, vm);
    module.call_method(&print, std::slice::from_ref(exception), vm)?;
    Ok(())
}

/// Gives texts that are no files to `linecache`: it shows their lines. `import`: even if nobody has
/// imported it yet.
pub fn register_texts(import: bool, vm: &mut Vm) {
    let name = vm.intern("linecache");
    let modules = vm.modules.clone();
    let module = match modules.get_str(&name, vm).cloned() {
        None if import => vm.import_name(&name).ok(),
        module => module,
    };
    let Some(module) = module else {
        return;
    };
    let name = vm.intern("cache");
    let Ok(cache) = module.get_attribute(&name, vm) else {
        return;
    };
    let Some(cache) = cache.downcast::<Dict>().cloned() else {
        return;
    };
    for (name, text) in vm.host().texts() {
        let key = vm.intern(&name);
        let reused = name == "<stdin>" || name == "<string>";
        if !reused && cache.get_str(&key, vm).is_some() {
            continue;
        }
        let lines = text.lines().map(|line| vm.new_str(&format!("{line}\n")));
        let lines = lines.collect();
        let entry = [
            Value::from_i32(i32::try_from(text.len()).unwrap_or(i32::MAX)),
            Value::NONE,
            vm.new_list(lines),
            vm.new_str(&name),
        ];
        let entry = Tuple::from_slice(&entry, vm).into_value();
        cache.set_str(&key, entry, vm);
    }
}
