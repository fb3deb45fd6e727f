//! Functions of code and namespaces: `exec`, `eval`, `compile`, `globals`, `locals`, `__import__`.

#[rpy_macros::native_module(name = "builtins", part)]
pub(super) mod functions {
    use std::sync::Arc;

    use rpy_bytecode::CodeObject;
    use rpy_compiler::{CompileError, Mode, Options};

    use crate::builtins::bytes::Bytes;
    use crate::builtins::cell::Cell;
    use crate::builtins::code::Code;
    use crate::builtins::dict::Dict;
    use crate::builtins::function::Function;
    use crate::builtins::functions::syntax_tree;
    use crate::builtins::str::Str;
    use crate::builtins::tuple::Tuple;
    use crate::function::convert::Optional;
    use crate::object::reference::Ref;
    use crate::object::value::Value;
    use crate::result::PyResult;
    use crate::vm::Vm;

    /// Returns the dict of the module's variables.
    #[function(signature = "()")]
    fn globals(vm: &mut Vm) -> Ref<Dict> {
        vm.current_globals()
    }

    /// Returns the local variables.
    #[function(signature = "()")]
    fn locals(vm: &mut Vm) -> Value {
        vm.current_locals()
    }

    /// Compiles a source into a code object that `exec` and `eval` run.
    ///
    /// The mode is `exec` for a module, `eval` for an expression and `single` for a statement
    /// typed at the prompt.
    #[function(
        signature = "(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)"
    )]
    #[expect(clippy::too_many_arguments, reason = "they are Python's")]
    fn compile(
        source: &Value,
        filename: &Value,
        mode: &Ref<Str>,
        flags: Option<i64>,
        dont_inherit: Option<bool>,
        optimize: Option<i64>,
        _feature_version: Option<i64>,
        vm: &mut Vm,
    ) -> PyResult {
        let _ = dont_inherit;
        /// `ast.PyCF_ALLOW_TOP_LEVEL_AWAIT`
        const TOP_LEVEL_AWAIT: i64 = 0x2000;
        /// `ast.PyCF_ONLY_AST`
        const ONLY_AST: i64 = 0x400;
        /// `__future__.annotations.compiler_flag`
        const FUTURE_ANNOTATIONS: i64 = 0x100_0000;
        /// Flags that mean nothing here: those of `codeop`, and features that are standard.
        const IGNORED: i64 = 0x4200 | (0x10_0000 * 0xf) | (0x20_0000 * 0x7f) | 0x10;
        let filename = if let Some(name) = filename.downcast::<Str>() {
            name.to_string_lossy().into_owned()
        } else if let Some(bytes) = filename.downcast::<Bytes>() {
            String::from_utf8_lossy(bytes.as_slice()).into_owned()
        } else {
            let found = filename.type_name(vm);
            return Err(vm.type_error(format!(
                "expected str, bytes or os.PathLike object, not {found}"
            )));
        };
        let flags = flags.unwrap_or(0);
        let mode = match mode.as_str() {
            Some("exec") => Mode::Exec,
            Some("eval") => Mode::Eval,
            Some("single") => Mode::Single,
            Some("func_type") if flags & ONLY_AST != 0 => {
                let message = "types of functions in comments are not parsed";
                return Err(vm.not_implemented_error(message));
            }
            Some("func_type") => {
                let message = "compile() mode 'func_type' requires flag PyCF_ONLY_AST";
                return Err(vm.value_error(message));
            }
            _ if flags & ONLY_AST != 0 => {
                let message = "compile() mode must be 'exec', 'eval', 'single' or 'func_type'";
                return Err(vm.value_error(message));
            }
            _ => return Err(vm.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
        };
        if flags & ONLY_AST != 0 {
            if syntax_tree::is_tree(source, vm)? {
                return check_tree(source, &filename, mode, vm);
            }
            return parse_source(source, &filename, mode, vm);
        }
        if flags & !(TOP_LEVEL_AWAIT | FUTURE_ANNOTATIONS | IGNORED) != 0 {
            return Err(vm.value_error("compile(): unrecognised flags"));
        }
        let optimize = match optimize.unwrap_or(-1) {
            -1 => default_optimization(vm),
            level @ 0..=2 => level as u8,
            _ => return Err(vm.value_error("compile(): invalid optimize value")),
        };
        let options = Options {
            optimize,
            future_annotations: flags & FUTURE_ANNOTATIONS != 0,
            allow_top_level_await: flags & TOP_LEVEL_AWAIT != 0,
            many: false,
        };
        if syntax_tree::is_tree(source, vm)? {
            let tree = syntax_tree::from_object(source, tree_class_of(mode), vm)?;
            let mut warnings = Vec::new();
            let code = rpy_compiler::compile_syntax_tree(tree, &filename, options, &mut warnings);
            let code = vm.compiled(code, &warnings, &filename)?;
            return Ok(Code::new(Arc::new(code), vm).into_value());
        }
        let code = compile_source("compile", source, &filename, mode, options, vm)?;
        Ok(Code::new(Arc::new(code), vm).into_value())
    }

    /// The class that the tree of a mode has.
    fn tree_class_of(mode: Mode) -> &'static str {
        match mode {
            Mode::Exec => "Module",
            Mode::Eval => "Expression",
            Mode::Single => "Interactive",
        }
    }

    /// A tree that is asked for as a tree: a copy, once it has been checked.
    fn check_tree(source: &Value, filename: &str, mode: Mode, vm: &mut Vm) -> PyResult {
        let tree = syntax_tree::from_object(source, tree_class_of(mode), vm)?;
        match rpy_compiler::check_syntax_tree(&tree) {
            Ok(()) => syntax_tree::to_object(&tree, vm),
            Err(error) => Err(vm.compile_error(&error, filename)),
        }
    }

    /// `sys.flags.optimize`
    fn default_optimization(vm: &mut Vm) -> u8 {
        let name = vm.intern("flags");
        let flags = vm.sys_attribute(&name);
        flags
            .as_ref()
            .and_then(Value::downcast::<Tuple>)
            .and_then(|flags| flags.as_slice().get(3)?.as_small_int())
            .map_or(0, |level| level.clamp(0, 2) as u8)
    }

    fn compile_source(
        function: &str,
        source: &Value,
        filename: &str,
        mode: Mode,
        options: Options,
        vm: &mut Vm,
    ) -> PyResult<CodeObject> {
        let mut warnings = Vec::new();
        let result = if let Some(text) = source.downcast::<Str>() {
            let Some(text) = text.as_str() else {
                return Err(vm.surrogates_error(text));
            };
            rpy_compiler::compile_str(text, filename, mode, options, &mut warnings)
        } else if let Some(bytes) = source.try_bytes_like(vm) {
            let bytes = bytes.as_bytes(vm);
            let code = rpy_compiler::compile_bytes(bytes, filename, mode, options, &mut warnings);
            match code {
                Err(CompileError::ForeignEncoding(encoding)) => {
                    let bytes = bytes.to_vec();
                    let text = vm.decode_source(&bytes, &encoding, filename)?;
                    rpy_compiler::compile_str(&text, filename, mode, options, &mut warnings)
                }
                code => code,
            }
        } else {
            let what = if function == "compile" {
                "a string, bytes or AST object"
            } else {
                "a string, bytes or code object"
            };
            return Err(vm.type_error(format!("{function}() arg 1 must be {what}")));
        };
        vm.compiled(result, &warnings, filename)
    }

    /// The syntax tree of a source.
    fn parse_source(source: &Value, filename: &str, mode: Mode, vm: &mut Vm) -> PyResult {
        let mut warnings = Vec::new();
        let tree = if let Some(text) = source.downcast::<Str>() {
            let Some(text) = text.as_str() else {
                return Err(vm.surrogates_error(text));
            };
            rpy_compiler::parse_str(text, mode, &mut warnings)
        } else if let Some(bytes) = source.try_bytes_like(vm) {
            let bytes = bytes.as_bytes(vm);
            match rpy_compiler::parse_bytes(bytes, mode, &mut warnings) {
                Err(CompileError::ForeignEncoding(encoding)) => {
                    let bytes = bytes.to_vec();
                    let text = vm.decode_source(&bytes, &encoding, filename)?;
                    rpy_compiler::parse_str(&text, mode, &mut warnings)
                }
                tree => tree,
            }
        } else {
            return Err(vm.type_error("compile() arg 1 must be a string, bytes or AST object"));
        };
        let tree = vm.compiled(tree, &warnings, filename)?;
        syntax_tree::to_object(&tree, vm)
    }

    /// The namespaces to run code in: those given, else those of the caller.
    fn namespaces(
        function: &str,
        globals: Option<Value>,
        locals: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<(Ref<Dict>, Value)> {
        let (globals, locals) = match globals {
            None => {
                let locals = locals.unwrap_or_else(|| vm.current_locals());
                (vm.current_globals(), locals)
            }
            Some(globals) => match globals.downcast_into::<Dict>() {
                Ok(globals) => {
                    let locals = locals.unwrap_or_else(|| globals.to_value());
                    (globals, locals)
                }
                Err(other) => {
                    let found = other.type_name(vm);
                    let is_mapping = other.class(vm).slots(vm).subscript.is_some();
                    return Err(match function {
                        "exec" => {
                            vm.type_error(format!("exec() globals must be a dict, not {found}"))
                        }
                        _ if is_mapping => vm
                            .type_error("globals must be a real dict; try eval(code, {}, mapping)"),
                        _ => vm.type_error("globals must be a dict"),
                    });
                }
            },
        };
        if locals.class(vm).slots(vm).subscript.is_none() {
            let found = locals.type_name(vm);
            return Err(vm.type_error(match function {
                "exec" => format!("locals must be a mapping or None, not {found}"),
                _ => "locals must be a mapping".to_owned(),
            }));
        }
        Ok((globals, locals))
    }

    /// Runs a source or code object; gives None.
    #[function(signature = "(source, /, globals=None, locals=None, *, closure=None)")]
    fn exec(
        source: &Value,
        globals: Optional<Value>,
        locals: Optional<Value>,
        closure: Optional<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let (globals, locals) = namespaces("exec", globals.0, locals.0, vm)?;
        let closure = checked_closure(source, closure.0.as_ref(), vm)?;
        if let (Some(code), Some(closure)) = (source.downcast::<Code>(), closure) {
            vm.add_builtins(&globals);
            let function = Function::new(code.clone(), globals, vm);
            drop(function.closure.replace(closure.into_value(), vm));
            return vm.call_with_namespace(&function, locals).map(drop);
        }
        let code = match source.downcast::<Code>() {
            Some(code) => code.source().clone(),
            None => {
                let options = Options {
                    optimize: default_optimization(vm),
                    ..Options::default()
                };
                Arc::new(compile_source(
                    "exec",
                    source,
                    "<string>",
                    Mode::Exec,
                    options,
                    vm,
                )?)
            }
        };
        vm.exec_code(code, &globals, locals).map(drop)
    }

    /// The cells for the free variables of code; `None` if it has none.
    ///
    /// Raises `TypeError` if they do not belong together.
    fn checked_closure(
        source: &Value,
        closure: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Option<Ref<Tuple>>> {
        let Some(code) = source.downcast::<Code>() else {
            return match closure {
                None => Ok(None),
                Some(_) => {
                    Err(vm.type_error("closure can only be used when source is a code object"))
                }
            };
        };
        let wanted = code.free_variable_count();
        match closure {
            None if wanted == 0 => Ok(None),
            Some(_) if wanted == 0 => {
                Err(vm.type_error("cannot use a closure with this code object"))
            }
            _ => match closure.and_then(Value::downcast::<Tuple>) {
                Some(cells)
                    if cells.length() == wanted
                        && cells.as_slice().iter().all(|it| it.has_payload::<Cell>()) =>
                {
                    Ok(Some(cells.clone()))
                }
                _ => Err(vm.type_error(format!(
                    "code object requires a closure of exactly length {wanted}"
                ))),
            },
        }
    }

    /// Evaluates an expression or code object.
    #[function(signature = "(source, /, globals=None, locals=None)")]
    fn eval(
        source: &Value,
        globals: Optional<Value>,
        locals: Optional<Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let (globals, locals) = namespaces("eval", globals.0, locals.0, vm)?;
        if let Some(code) = source.downcast::<Code>()
            && code.free_variable_count() > 0
        {
            let message = "code object passed to eval() may not contain free variables";
            return Err(vm.type_error(message));
        }
        let code = match source.downcast::<Code>() {
            Some(code) => code.source().clone(),
            None => {
                let options = Options {
                    optimize: default_optimization(vm),
                    ..Options::default()
                };
                let source = without_indentation(source, vm);
                Arc::new(compile_source(
                    "eval",
                    &source,
                    "<string>",
                    Mode::Eval,
                    options,
                    vm,
                )?)
            }
        };
        vm.exec_code(code, &globals, locals)
    }

    /// The source without spaces and tabs in front, which `eval` allows.
    fn without_indentation(source: &Value, vm: &mut Vm) -> Value {
        let Some(text) = source.downcast::<Str>().and_then(|text| text.as_str()) else {
            return source.clone();
        };
        let rest = text.trim_start_matches([' ', '\t']);
        if rest.len() == text.len() {
            source.clone()
        } else {
            vm.new_str(rest)
        }
    }

    /// Imports a module; this is what the `import` statement calls.
    #[function(signature = "(name, globals=None, locals=None, fromlist=(), level=0)")]
    fn __import__(
        name: &Ref<Str>,
        globals: Optional<Value>,
        locals: Optional<Value>,
        fromlist: Optional<Value>,
        level: Option<i64>,
        vm: &mut Vm,
    ) -> PyResult {
        let _ = locals;
        let globals = globals
            .0
            .and_then(|globals| globals.downcast_into::<Dict>().ok());
        let fromlist = fromlist.into_option().unwrap_or(Value::NONE);
        vm.import_module(name, globals.as_ref(), &fromlist, level.unwrap_or(0))
    }
}
