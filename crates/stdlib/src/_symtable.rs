//! `_symtable`: the symbol tables of the compiler, for `symtable`.
//! Reference: <https://docs.python.org/3.14/library/symtable.html>

use rpy_compiler::{CompileError, Mode, SymbolBlock, symbols_bytes, symbols_str};
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Value, Vm};

/// A block of code and what it does with names.
#[derive(Payload)]
pub(crate) struct SymbolTableEntry {
    name: Value,
    symbols: Value,
    varnames: Value,
    children: Value,
    #[payload(skip)]
    kind: u32,
    #[payload(skip)]
    line: u32,
    #[payload(skip)]
    is_nested: bool,
}

#[native_class(name = "symtable entry")]
impl SymbolTableEntry {
    /// A number that no other block has while this one lives.
    #[getter(member)]
    fn id(this: &Ref<SymbolTableEntry>, vm: &mut Vm) -> Value {
        let address = this.as_value().bits();
        vm.new_int((address & i64::MAX as u64) as i64)
    }

    /// The name of the function or class; "top" for a module.
    #[getter(member)]
    fn name(this: &Ref<SymbolTableEntry>) -> Value {
        this.name.clone()
    }

    /// The names, and what is done with them, as a number.
    #[getter(member)]
    fn symbols(this: &Ref<SymbolTableEntry>) -> Value {
        this.symbols.clone()
    }

    /// The parameters.
    #[getter(member)]
    fn varnames(this: &Ref<SymbolTableEntry>) -> Value {
        this.varnames.clone()
    }

    /// The blocks directly inside.
    #[getter(member)]
    fn children(this: &Ref<SymbolTableEntry>) -> Value {
        this.children.clone()
    }

    /// Whether a function encloses it, as a number.
    #[getter(member)]
    fn nested(this: &Ref<SymbolTableEntry>) -> i64 {
        this.is_nested.into()
    }

    /// What it is.
    #[getter(member)]
    fn r#type(this: &Ref<SymbolTableEntry>) -> i64 {
        this.kind.into()
    }

    /// Its line.
    #[getter(member)]
    fn lineno(this: &Ref<SymbolTableEntry>) -> i64 {
        this.line.into()
    }

    #[slot]
    fn repr(this: &Ref<SymbolTableEntry>, vm: &mut Vm) -> PyResult {
        let name = this.name.str(vm)?.to_string_lossy().into_owned();
        let (id, line) = (this.as_value().bits(), this.line);
        Ok(vm.new_str(&format!("<symtable entry {name}({id}), line {line}>")))
    }
}

/// The object of a block.
fn entry(block: &SymbolBlock, vm: &mut Vm) -> PyResult<Ref<SymbolTableEntry>> {
    vm.check_native_stack(" while making symbol tables")?;
    let mut children = Vec::with_capacity(block.children.len());
    for child in &block.children {
        children.push(entry(child, vm)?.into_value());
    }
    let symbols = Dict::new(vm);
    for (name, flags) in &block.symbols {
        let (name, flags) = (vm.intern(name), vm.new_int(i64::from(*flags)));
        symbols.set_str(&name, flags, vm);
    }
    let names = block
        .parameters
        .iter()
        .map(|name| vm.new_str(name))
        .collect();
    let entry = SymbolTableEntry {
        name: vm.new_str(&block.name),
        symbols: symbols.into_value(),
        varnames: vm.new_list(names),
        children: vm.new_list(children),
        kind: block.kind,
        line: block.line,
        is_nested: block.is_nested,
    };
    Ok(Ref::new(entry, vm))
}

/// The compiler's symbol tables.
#[rpy_macros::native_module(name = "_symtable", classes(SymbolTableEntry))]
pub mod _symtable {
    use super::*;

    #[constants]
    const FLAGS: &[(&str, i64)] = &[
        ("USE", 16),
        ("DEF_GLOBAL", 1),
        ("DEF_NONLOCAL", 8),
        ("DEF_LOCAL", 2),
        ("DEF_PARAM", 4),
        ("DEF_TYPE_PARAM", 1024),
        ("DEF_FREE_CLASS", 64),
        ("DEF_IMPORT", 128),
        ("DEF_BOUND", 134),
        ("DEF_ANNOT", 256),
        ("DEF_COMP_ITER", 512),
        ("DEF_COMP_CELL", 2048),
        ("TYPE_FUNCTION", 0),
        ("TYPE_CLASS", 1),
        ("TYPE_MODULE", 2),
        ("TYPE_ANNOTATION", 3),
        ("TYPE_TYPE_ALIAS", 4),
        ("TYPE_TYPE_PARAMETERS", 5),
        ("TYPE_TYPE_VARIABLE", 6),
        ("LOCAL", 1),
        ("GLOBAL_EXPLICIT", 2),
        ("GLOBAL_IMPLICIT", 3),
        ("FREE", 4),
        ("CELL", 5),
        ("SCOPE_OFF", 12),
        ("SCOPE_MASK", 15),
    ];

    /// Returns the symbol table of a source: that of its outermost block.
    #[function(signature = "($module, source, filename, startstr, /)")]
    fn symtable(source: &Value, filename: &Value, startstr: &str, vm: &mut Vm) -> PyResult {
        let filename = if let Some(name) = filename.downcast::<Str>() {
            name.to_string_lossy().into_owned()
        } else if let Some(name) = filename.downcast::<Bytes>() {
            String::from_utf8_lossy(name.as_slice()).into_owned()
        } else {
            let found = filename.type_name(vm);
            return Err(vm.type_error(format!(
                "expected str, bytes or os.PathLike object, not {found}"
            )));
        };
        if filename.contains('\0') {
            return Err(vm.value_error("embedded null character"));
        }
        let mode = match startstr {
            "exec" => Mode::Exec,
            "eval" => Mode::Eval,
            "single" => Mode::Single,
            _ => {
                let message = "symtable() arg 3 must be 'exec' or 'eval' or 'single'";
                return Err(vm.value_error(message));
            }
        };
        let block = if let Some(text) = source.downcast::<Str>() {
            let Some(text) = text.as_str() else {
                return Err(vm.surrogates_error(text));
            };
            vm.check_allocation(vm.source_size(text.as_bytes()))?;
            symbols_str(text, mode)
        } else if let Some(bytes) = source.try_bytes_like(vm) {
            let bytes = bytes.as_bytes(vm).to_vec();
            vm.check_allocation(vm.source_size(&bytes))?;
            match symbols_bytes(&bytes, mode) {
                Err(CompileError::ForeignEncoding(encoding)) => {
                    let text = vm.decode_source(&bytes, &encoding, &filename)?;
                    symbols_str(&text, mode)
                }
                block => block,
            }
        } else {
            let message = "symtable() arg 1 must be a string or bytes object";
            return Err(vm.type_error(message));
        };
        match block {
            Ok(block) => Ok(entry(&block, vm)?.into_value()),
            Err(error) => Err(vm.compile_error(&error, &filename)),
        }
    }
}
