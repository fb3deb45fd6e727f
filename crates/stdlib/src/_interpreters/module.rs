//! The functions of `_interpreters`.

pub use _interpreters::MODULE;

/// Makes interpreters and runs code in them.
#[rpy_macros::native_module(
    name = "_interpreters",
    classes(
        super::super::InterpreterError as "InterpreterError",
        super::super::InterpreterNotFoundError as "InterpreterNotFoundError",
        super::super::NotShareableError as "NotShareableError",
        super::super::shared_memory::CrossInterpreterBufferView as "CrossInterpreterBufferView"
    )
)]
mod _interpreters {
    use std::sync::Arc;

    use rpy_vm::builtins::code::Code;
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::exceptions::BaseException;
    use rpy_vm::builtins::function::Function;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::function::args::Keywords;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::super::captured::Captured;
    use super::super::config::Config;
    use super::super::runtime::{self, Entry, find, own, whence};
    use super::super::{InterpreterError, call as calls, code, create as creating, data};

    #[constant]
    const WHENCE_UNKNOWN: i64 = whence::UNKNOWN;
    #[constant]
    const WHENCE_RUNTIME: i64 = whence::RUNTIME;
    #[constant]
    const WHENCE_LEGACY_CAPI: i64 = whence::LEGACY_CAPI;
    #[constant]
    const WHENCE_CAPI: i64 = whence::CAPI;
    #[constant]
    const WHENCE_XI: i64 = whence::XI;
    #[constant]
    const WHENCE_STDLIB: i64 = whence::STDLIB;

    /// The interpreter of a number, which this module must have made if that is asked for. `action` says
    /// what for.
    fn resolve(id: &Value, restrict: bool, action: &str, vm: &mut Vm) -> PyResult<Arc<Entry>> {
        let entry = find(id, vm)?;
        if restrict && entry.whence != whence::STDLIB {
            let text = id.repr(vm)?.to_string_lossy().into_owned();
            let message = format!("cannot {action} unrecognized interpreter {text}");
            return Err(vm.native_error::<InterpreterError>(message));
        }
        Ok(entry)
    }

    fn summary(entry: &Entry, vm: &mut Vm) -> Value {
        let pair = [vm.new_int(entry.id), vm.new_int(entry.whence)];
        Tuple::from_array(pair, vm).into_value()
    }

    /// An argument that must be a dict.
    fn dict_argument<'a>(
        value: Option<&'a Value>,
        (function, position): (&str, u32),
        vm: &mut Vm,
    ) -> PyResult<Option<&'a Ref<Dict>>> {
        let Some(value) = value else {
            return Ok(None);
        };
        match value.downcast::<Dict>() {
            Some(dict) => Ok(Some(dict)),
            None => Err(wrong_type(function, position, "dict", value, vm)),
        }
    }

    fn wrong_type(
        function: &str,
        position: u32,
        expected: &str,
        value: &Value,
        vm: &mut Vm,
    ) -> rpy_vm::Raised {
        let given = match value.is_none() {
            true => "None".to_owned(),
            false => value.type_name(vm),
        };
        vm.type_error(format!(
            "_interpreters.{function}() argument {position} must be {expected}, not {given}"
        ))
    }

    /// Returns the configuration of this name ("isolated", "legacy", "empty", "default") with the changes
    /// that the keyword arguments tell.
    #[function(signature = "(name='isolated', /, **overrides)", hidden)]
    fn new_config(name: Option<&Value>, overrides: Keywords<'_>, vm: &mut Vm) -> PyResult {
        let mut config = match name {
            None => Config::named("isolated", vm)?,
            Some(name) => match name.downcast::<Str>() {
                Some(name) => Config::named(&name.to_string_lossy(), vm)?,
                None => return Err(wrong_type("new_config", 1, "str", name, vm)),
            },
        };
        let changes = Dict::new(vm);
        for (name, value) in overrides.iter() {
            changes.set_item(name.to_value(), value.clone(), vm)?;
        }
        config.update(&changes, false, vm)?;
        config.to_namespace(vm)
    }

    /// Makes an interpreter and returns its number. With reqrefs, it goes when the last reference to it is
    /// given up.
    #[function(signature = "(config=None, *, reqrefs=False)", hidden)]
    fn create(config: Option<&Value>, reqrefs: bool, vm: &mut Vm) -> PyResult<i64> {
        let config = Config::of(config, vm)?;
        let entry = creating::create(config, vm)?;
        if reqrefs {
            entry.require_references();
        }
        Ok(entry.id)
    }

    /// Ends an interpreter.
    ///
    /// Raises InterpreterError if it runs, or is the one that asks.
    #[function(signature = "(id, *, restrict=False)", hidden)]
    fn destroy(id: &Value, restrict: bool, vm: &mut Vm) -> PyResult<()> {
        let entry = resolve(id, restrict, "destroy", vm)?;
        creating::destroy(&entry, vm)
    }

    /// Returns numbers and origins of all interpreters, the oldest first.
    #[function(signature = "(*, require_ready=False)", hidden)]
    fn list_all(require_ready: bool, vm: &mut Vm) -> Value {
        // An interpreter is listed when it is ready.
        let _ = require_ready;
        let all = runtime::runtime(vm).all();
        let all = all.iter().map(|entry| summary(entry, vm)).collect();
        vm.new_list(all)
    }

    /// Returns number and origin of the interpreter that asks.
    #[function(signature = "($module, /)")]
    fn get_current(vm: &mut Vm) -> Value {
        let entry = own(vm).entry.clone();
        summary(&entry, vm)
    }

    /// Returns number and origin of the interpreter that the program has begun with.
    #[function(signature = "($module, /)")]
    fn get_main(vm: &mut Vm) -> Value {
        let pair = [Value::from_i32(0), vm.new_int(whence::RUNTIME)];
        Tuple::from_array(pair, vm).into_value()
    }

    /// Sets variables of an interpreter's module __main__.
    #[function(signature = "(id, updates, *, restrict=False)", hidden)]
    fn set___main___attrs(
        id: &Value,
        updates: &Value,
        restrict: bool,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let function = ("set___main___attrs", 2);
        let updates = dict_argument(Some(updates), function, vm)?.expect("there is one");
        let entry = resolve(id, restrict, "update __main__ for", vm)?;
        if updates.length(vm) == 0 {
            return Err(vm.value_error("arg 2 must be a non-empty dict"));
        }
        match calls::set_main(&entry, updates, vm)? {
            None => Ok(()),
            Some(_) => Err(vm.native_error::<InterpreterError>("failed to update __main__")),
        }
    }

    /// Runs source text, a function or code in the module __main__ of an interpreter, with the variables of a
    /// dict. A function must have no parameters and no closure; only its code is used. Returns None, or what
    /// is left of the exception that ended it.
    #[function(
        signature = "(id, code, shared=<unrepresentable>, *, restrict=False)",
        hidden
    )]
    fn exec(
        id: &Value,
        code: &Value,
        shared: Option<&Value>,
        restrict: bool,
        vm: &mut Vm,
    ) -> PyResult {
        let shared = dict_argument(shared, ("exec", 3), vm)?;
        let entry = resolve(id, restrict, "exec code for", vm)?;
        let code = code::script(code, vm)?;
        calls::exec(&entry, code, shared, vm)
    }

    /// Runs source text in the module __main__ of an interpreter, as exec() does.
    #[function(
        signature = "(id, script, shared=<unrepresentable>, *, restrict=False)",
        hidden
    )]
    fn run_string(
        id: &Value,
        script: &Value,
        shared: Option<&Value>,
        restrict: bool,
        vm: &mut Vm,
    ) -> PyResult {
        if !script.has_payload::<Str>() {
            return Err(wrong_type("run_string", 2, "str", script, vm));
        }
        let shared = dict_argument(shared, ("run_string", 3), vm)?;
        let entry = resolve(id, restrict, "run a string in", vm)?;
        let code = code::script(script, vm)?;
        calls::exec(&entry, code, shared, vm)
    }

    /// Runs the code of a function in the module __main__ of an interpreter, as exec() does.
    #[function(
        signature = "(id, func, shared=<unrepresentable>, *, restrict=False)",
        hidden
    )]
    fn run_func(
        id: &Value,
        func: &Value,
        shared: Option<&Value>,
        restrict: bool,
        vm: &mut Vm,
    ) -> PyResult {
        let shared = dict_argument(shared, ("run_func", 3), vm)?;
        let entry = resolve(id, restrict, "run a function in", vm)?;
        if !func.has_payload::<Function>() && !func.has_payload::<Code>() {
            return Err(wrong_type("run_func", 2, "a function", func, vm));
        }
        let code = code::script(func, vm)?;
        calls::exec(&entry, code, shared, vm)
    }

    /// Calls an object in an interpreter. Functions that depend on nothing but built-in names go there by their
    /// code, other objects pickled, and so does the result. Returns the result, and None or what is left
    /// of the exception that ended the call.
    #[function(
        signature = "(id, callable, args=<unrepresentable>, kwargs=<unrepresentable>, *, restrict=False)",
        hidden
    )]
    fn call(
        id: &Value,
        callable: &Value,
        args: Option<&Value>,
        kwargs: Option<&Value>,
        restrict: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<Tuple>> {
        let args = match args.map(|args| (args, args.downcast::<Tuple>())) {
            Some((args, None)) => return Err(wrong_type("call", 3, "tuple", args, vm)),
            Some((_, args)) => args,
            None => None,
        };
        let kwargs = dict_argument(kwargs, ("call", 4), vm)?;
        let entry = resolve(id, restrict, "make a call in", vm)?;
        if !callable.is_callable(vm) {
            let text = callable.repr(vm)?.to_string_lossy().into_owned();
            return Err(vm.type_error(format!("expected a callable, got {text}")));
        }
        let result = calls::call(&entry, callable, args, kwargs, vm)?;
        Ok(Tuple::from_array(result, vm))
    }

    /// Returns whether objects of this class can go to other interpreters without being pickled.
    #[function(signature = "(obj)", hidden)]
    fn is_shareable(obj: &Value, vm: &mut Vm) -> bool {
        data::is_shareable(obj, vm)
    }

    /// Returns whether a program runs in the module __main__ of an interpreter.
    #[function(signature = "(id, *, restrict=False)", hidden)]
    fn is_running(id: &Value, restrict: bool, vm: &mut Vm) -> PyResult<bool> {
        let entry = resolve(id, restrict, "check if running for", vm)?;
        Ok(entry.is_running())
    }

    /// Returns the configuration of an interpreter; of the one that asks, without a number.
    #[function(signature = "(id, *, restrict=False)", hidden)]
    fn get_config(id: &Value, restrict: bool, vm: &mut Vm) -> PyResult {
        let entry = match id.is_none() {
            true => own(vm).entry.clone(),
            false => resolve(id, restrict, "get the config of", vm)?,
        };
        entry.config.to_namespace(vm)
    }

    /// Returns where an interpreter comes from: one of the constants WHENCE_….
    #[function(signature = "(id)", hidden)]
    fn whence(id: &Value, vm: &mut Vm) -> PyResult<i64> {
        Ok(find(id, vm)?.whence)
    }

    /// Counts a reference to an interpreter. With implieslink, it goes with the last one.
    #[function(signature = "(id, *, implieslink=False, restrict=False)", hidden)]
    fn incref(id: &Value, implieslink: bool, restrict: bool, vm: &mut Vm) -> PyResult<()> {
        let entry = resolve(id, restrict, "incref", vm)?;
        if implieslink {
            entry.require_references();
        }
        entry.add_reference();
        Ok(())
    }

    /// Gives up a reference to an interpreter.
    #[function(signature = "(id, *, restrict=False)", hidden)]
    fn decref(id: &Value, restrict: bool, vm: &mut Vm) -> PyResult<()> {
        let entry = resolve(id, restrict, "decref", vm)?;
        let is_own = own(vm).entry.id == entry.id;
        if entry.drop_reference() && !is_own && !entry.is_running() {
            creating::destroy(&entry, vm)?;
        }
        Ok(())
    }

    /// Returns what exec() would have returned of an exception; None without one.
    ///
    /// Raises TypeError for what is no exception.
    #[function(signature = "(exc=None)", hidden)]
    fn capture_exception(exc: Option<&Value>, vm: &mut Vm) -> PyResult {
        let Some(exception) = exc else {
            return Ok(Value::NONE);
        };
        let Some(exception) = exception.downcast::<BaseException>() else {
            let text = exception.repr(vm)?.to_string_lossy().into_owned();
            return Err(vm.type_error(format!("expected exception, got {text}")));
        };
        let captured = Captured::new(exception, vm);
        captured.to_namespace(vm)
    }
}
