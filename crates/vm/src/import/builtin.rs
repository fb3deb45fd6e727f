//! `__import__`: the function behind the import statements.
//! Reference: <https://docs.python.org/3.14/library/functions.html#import__>

/// The part of `builtins` that imports.
#[rpy_macros::native_module(name = "builtins")]
pub(crate) mod functions {
    use crate::builtins::dict::Dict;
    use crate::builtins::str::Str;
    use crate::builtins::tuple::Tuple;
    use crate::object::reference::Ref;
    use crate::object::value::Value;
    use crate::result::PyResult;
    use crate::vm::Vm;

    /// Imports a module. Programs use `importlib.import_module()` instead.
    #[function(signature = "(name, globals=None, locals=None, fromlist=(), level=0)")]
    fn __import__(
        name: &Value,
        globals: Option<&Value>,
        locals: Option<&Value>,
        fromlist: Option<&Value>,
        level: Option<i64>,
        vm: &mut Vm,
    ) -> PyResult {
        let _ = locals;
        let Some(name) = name.downcast::<Str>() else {
            return Err(vm.type_error("module name must be a string"));
        };
        let level = level.unwrap_or(0);
        let globals: Option<&Ref<Dict>> = match globals {
            Some(globals) if !globals.is_none() => match globals.downcast::<Dict>() {
                None if level > 0 => return Err(vm.type_error("globals must be a dict")),
                dict => dict,
            },
            _ => None,
        };
        let no_names = Tuple::new(Vec::new(), vm).into_value();
        vm.import_module(name, globals, fromlist.unwrap_or(&no_names), level)
    }
}
