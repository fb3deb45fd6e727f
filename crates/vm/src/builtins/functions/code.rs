//! Functions of code and namespaces: `exec`, `eval`, `compile`, `globals`, `locals`, `__import__`.

#[rpy_macros::native_module(name = "builtins", part)]
pub(super) mod functions {
    use std::sync::Arc;

    use rpy_bytecode::{CodeFlags, CodeObject};
    use rpy_compiler::{CompileError, Mode, NEWEST_MINOR, Options, ParseRules, TreeMode, TreeNode};

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
        let filename = file_name(filename, vm)?;
        let flags = flags.unwrap_or(0);
        if flags & !(flag::COMPILING | flag::FEATURES) != 0 {
            return Err(vm.value_error("compile(): unrecognised flags"));
        }
        let optimize = match optimize.unwrap_or(-1) {
            -1 => default_optimization(vm),
            level @ 0..=2 => level as u8,
            _ => return Err(vm.value_error("compile(): invalid optimize value")),
        };
        let wants_tree = flags & flag::ONLY_AST != 0;
        let tree_mode = match mode.as_str() {
            Some("exec") => TreeMode::Of(Mode::Exec),
            Some("eval") => TreeMode::Of(Mode::Eval),
            Some("single") => TreeMode::Of(Mode::Single),
            Some("func_type") if wants_tree => TreeMode::FunctionType,
            Some("func_type") => {
                let message = "compile() mode 'func_type' requires flag PyCF_ONLY_AST";
                return Err(vm.value_error(message));
            }
            _ if wants_tree => {
                let message = "compile() mode must be 'exec', 'eval', 'single' or 'func_type'";
                return Err(vm.value_error(message));
            }
            _ => return Err(vm.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
        };
        let inherited = match dont_inherit.unwrap_or(false) {
            true => CodeFlags::empty(),
            false => caller_flags(vm),
        };
        let rules = ParseRules {
            barry_as_bdfl: flags & flag::FUTURE_BARRY_AS_BDFL != 0
                || inherited.contains(CodeFlags::FUTURE_BARRY_AS_BDFL),
            allow_incomplete: flags & flag::ALLOW_INCOMPLETE_INPUT != 0,
            keep_blocks_open: flags & flag::DONT_IMPLY_DEDENT != 0,
            type_comments: flags & flag::TYPE_COMMENTS != 0,
            // Without the flag for trees, the version means nothing.
            feature_version: _feature_version
                .filter(|minor| wants_tree && (0..i64::from(NEWEST_MINOR)).contains(minor))
                .map(|minor| minor as u8),
            max_digits: vm.int_max_str_digits,
        };
        if wants_tree {
            let mut tree = if syntax_tree::is_tree(source, vm)? {
                check_tree(source, &filename, tree_mode, vm)?
            } else {
                parse_source(source, &filename, tree_mode, rules, vm)?
            };
            if flags & flag::OPTIMIZED_AST == flag::OPTIMIZED_AST {
                rpy_compiler::optimize_tree(&mut tree, optimize);
            }
            return syntax_tree::to_object(&tree, vm);
        }
        let TreeMode::Of(mode) = tree_mode else {
            unreachable!("the types of functions are trees only");
        };
        let inherits = inherited.contains(CodeFlags::FUTURE_ANNOTATIONS);
        let options = Options {
            optimize,
            future_annotations: flags & flag::FUTURE_ANNOTATIONS != 0 || inherits,
            allow_top_level_await: flags & flag::TOP_LEVEL_AWAIT != 0,
            many: false,
            rules,
        };
        if syntax_tree::is_tree(source, vm)? {
            audit_tree(source, vm)?;
            let tree = syntax_tree::from_object(source, tree_class_of(tree_mode), vm)?;
            let mut warnings = Vec::new();
            let code = rpy_compiler::compile_syntax_tree(tree, &filename, options, &mut warnings);
            let code = vm.compiled(code, &warnings, &filename)?;
            return Ok(Code::new(Arc::new(code), vm).into_value());
        }
        let code = compile_source("compile", source, &filename, mode, options, vm)?;
        Ok(Code::new(Arc::new(code), vm).into_value())
    }

    /// The flags of `compile`.
    mod flag {
        /// `codeop.PyCF_DONT_IMPLY_DEDENT`
        pub(super) const DONT_IMPLY_DEDENT: i64 = 0x200;
        /// `ast.PyCF_ONLY_AST`
        pub(super) const ONLY_AST: i64 = 0x400;
        /// `ast.PyCF_TYPE_COMMENTS`
        pub(super) const TYPE_COMMENTS: i64 = 0x1000;
        /// `ast.PyCF_ALLOW_TOP_LEVEL_AWAIT`
        pub(super) const TOP_LEVEL_AWAIT: i64 = 0x2000;
        /// `codeop.PyCF_ALLOW_INCOMPLETE_INPUT`
        pub(super) const ALLOW_INCOMPLETE_INPUT: i64 = 0x4000;
        /// `ast.PyCF_OPTIMIZED_AST`
        pub(super) const OPTIMIZED_AST: i64 = 0x8400;
        /// `__future__.barry_as_FLUFL.compiler_flag`
        pub(super) const FUTURE_BARRY_AS_BDFL: i64 = 0x40_0000;
        /// `__future__.annotations.compiler_flag`
        pub(super) const FUTURE_ANNOTATIONS: i64 = 0x100_0000;
        /// All that change how the compiler works.
        pub(super) const COMPILING: i64 = DONT_IMPLY_DEDENT
            | OPTIMIZED_AST
            | TYPE_COMMENTS
            | TOP_LEVEL_AWAIT
            | ALLOW_INCOMPLETE_INPUT;
        /// Those of `__future__`, and the obsolete `CO_NESTED`.
        pub(super) const FEATURES: i64 = 0x1fe_0010;
    }

    /// The name of a file: a string, bytes or a path.
    ///
    /// Raises `TypeError` for anything else.
    fn file_name(name: &Value, vm: &mut Vm) -> PyResult<String> {
        let text = |value: &Value| {
            if let Some(name) = value.downcast::<Str>() {
                return Some(name.to_string_lossy().into_owned());
            }
            let bytes = value.downcast::<Bytes>()?;
            Some(String::from_utf8_lossy(bytes.as_slice()).into_owned())
        };
        if let Some(name) = text(name) {
            if name.contains('\0') {
                return Err(vm.value_error("embedded null character"));
            }
            return Ok(name);
        }
        let found = name.class(vm).name(vm);
        let method = vm.intern("__fspath__");
        let class = name.class(vm).clone();
        let Some(method) = class.lookup(&method, vm).cloned() else {
            return Err(vm.type_error(format!(
                "expected str, bytes or os.PathLike object, not {found}"
            )));
        };
        let path = method.call_positional(std::slice::from_ref(name), vm)?;
        match text(&path) {
            Some(name) => Ok(name),
            None => {
                let given = path.type_name(vm);
                Err(vm.type_error(format!(
                    "expected {found}.__fspath__() to return str or bytes, not {given}"
                )))
            }
        }
    }

    /// The flags of the code that calls: what it compiles inherits the features of `__future__`.
    fn caller_flags(vm: &Vm) -> CodeFlags {
        vm.current_code_flags()
    }

    /// The class that the tree of a mode has.
    fn tree_class_of(mode: TreeMode) -> &'static str {
        match mode {
            TreeMode::Of(Mode::Exec) => "Module",
            TreeMode::Of(Mode::Eval) => "Expression",
            TreeMode::Of(Mode::Single) => "Interactive",
            TreeMode::FunctionType => "FunctionType",
        }
    }

    /// A tree that is asked for as a tree: a copy, once it has been checked.
    fn check_tree(
        source: &Value,
        filename: &str,
        mode: TreeMode,
        vm: &mut Vm,
    ) -> PyResult<TreeNode> {
        audit_tree(source, vm)?;
        let tree = syntax_tree::from_object(source, tree_class_of(mode), vm)?;
        match rpy_compiler::check_syntax_tree(&tree) {
            Ok(()) => Ok(tree),
            Err(error) => Err(vm.compile_error(&error, filename)),
        }
    }

    /// Tells audit hooks that a tree is about to be compiled.
    fn audit_tree(tree: &Value, vm: &mut Vm) -> PyResult<()> {
        vm.audit("compile", |_| [tree.clone(), Value::NONE])
    }

    /// Tells audit hooks that a source is about to be compiled.
    fn audit_source(source: &Value, filename: &str, vm: &mut Vm) -> PyResult<()> {
        vm.audit("compile", |vm| {
            let bytes = match source.downcast::<Str>() {
                Some(text) => text.as_bytes().to_vec(),
                None => source
                    .try_bytes_like(vm)
                    .map(|bytes| bytes.as_bytes(vm).to_vec())
                    .unwrap_or_default(),
            };
            [Bytes::new(&bytes, vm).into_value(), vm.new_str(filename)]
        })
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
            vm.check_allocation(vm.source_size(text.as_bytes()))?;
            audit_source(source, filename, vm)?;
            rpy_compiler::compile_str(text, filename, mode, options, &mut warnings)
        } else if let Some(bytes) = source.try_bytes_like(vm) {
            vm.check_allocation(vm.source_size(bytes.as_bytes(vm)))?;
            audit_source(source, filename, vm)?;
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
    fn parse_source(
        source: &Value,
        filename: &str,
        mode: TreeMode,
        rules: ParseRules,
        vm: &mut Vm,
    ) -> PyResult<TreeNode> {
        let mut warnings = Vec::new();
        let tree = if let Some(text) = source.downcast::<Str>() {
            let Some(text) = text.as_str() else {
                return Err(vm.surrogates_error(text));
            };
            vm.check_allocation(vm.source_size(text.as_bytes()))?;
            audit_source(source, filename, vm)?;
            rpy_compiler::parse_str(text, mode, rules, &mut warnings)
        } else if let Some(bytes) = source.try_bytes_like(vm) {
            vm.check_allocation(vm.source_size(bytes.as_bytes(vm)))?;
            audit_source(source, filename, vm)?;
            let bytes = bytes.as_bytes(vm);
            match rpy_compiler::parse_bytes(bytes, mode, rules, &mut warnings) {
                Err(CompileError::ForeignEncoding(encoding)) => {
                    let bytes = bytes.to_vec();
                    let text = vm.decode_source(&bytes, &encoding, filename)?;
                    rpy_compiler::parse_str(&text, mode, rules, &mut warnings)
                }
                tree => tree,
            }
        } else {
            return Err(vm.type_error("compile() arg 1 must be a string, bytes or AST object"));
        };
        vm.compiled(tree, &warnings, filename)
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
                            .type_error("globals must be a real dict; try eval(expr, {}, mapping)"),
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
        let code = code_to_run("exec", source, Mode::Exec, vm)?;
        let function = function_to_run(code, &globals, vm)?;
        if let Some(closure) = closure {
            drop(function.closure.replace(closure.into_value(), vm));
        }
        vm.call_with_namespace(&function, locals).map(drop)
    }

    /// The code that `exec` or `eval` runs. An object is run itself, with what its sites have learned.
    fn code_to_run(function: &str, source: &Value, mode: Mode, vm: &mut Vm) -> PyResult<Ref<Code>> {
        if let Some(code) = source.downcast::<Code>() {
            return Ok(code.clone());
        }
        let inherited = caller_flags(vm);
        let options = Options {
            optimize: default_optimization(vm),
            future_annotations: inherited.contains(CodeFlags::FUTURE_ANNOTATIONS),
            rules: ParseRules {
                barry_as_bdfl: inherited.contains(CodeFlags::FUTURE_BARRY_AS_BDFL),
                max_digits: vm.int_max_str_digits,
                ..ParseRules::default()
            },
            ..Options::default()
        };
        let code = compile_source(function, source, "<string>", mode, options, vm)?;
        Ok(Code::new(Arc::new(code), vm))
    }

    fn function_to_run(
        code: Ref<Code>,
        globals: &Ref<Dict>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Function>> {
        vm.audit("exec", |_| [code.to_value()])?;
        vm.add_builtins(globals);
        Ok(Function::new(code, globals.clone(), vm))
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
        let source = without_indentation(source, vm);
        let code = code_to_run("eval", &source, Mode::Eval, vm)?;
        let function = function_to_run(code, &globals, vm)?;
        vm.call_with_namespace(&function, locals)
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
        name: &Value,
        globals: Optional<Value>,
        locals: Optional<Value>,
        fromlist: Optional<Value>,
        level: Option<i64>,
        vm: &mut Vm,
    ) -> PyResult {
        let _ = locals;
        let Some(name) = name.downcast::<Str>() else {
            return Err(vm.type_error("module name must be a string"));
        };
        let globals = globals
            .0
            .and_then(|globals| globals.downcast_into::<Dict>().ok());
        let fromlist = fromlist.into_option().unwrap_or(Value::NONE);
        vm.import_module(name, globals.as_ref(), &fromlist, level.unwrap_or(0))
    }
}
