//! The attributes of code objects.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#code-objects>

use rpy_bytecode::LocalKind;
use rpy_macros::methods;

use crate::builtins::bytes::Bytes;
use crate::builtins::code::Code;
use crate::builtins::code_parts;
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The names of the local slots for which `select` holds, as a tuple.
fn names(code: &Ref<Code>, select: impl Fn(LocalKind) -> bool, vm: &mut Vm) -> Ref<Tuple> {
    let source = code.source().clone();
    let names = source.locals.iter().filter(|local| select(local.kind));
    let names = names
        .map(|local| vm.intern(&local.name).into_value())
        .collect();
    Tuple::new(names, vm)
}

fn is_variable(kind: LocalKind) -> bool {
    kind.contains(LocalKind::LOCAL) && !kind.contains(LocalKind::HIDDEN)
}

fn optional_line(line: u32) -> Value {
    if line == 0 {
        Value::NONE
    } else {
        Value::from_usize(line as usize)
    }
}

#[methods]
impl Code {
    // The function's name.
    #[getter]
    fn co_name(this: &Ref<Code>, vm: &mut Vm) -> Value {
        vm.intern(this.code_name()).into_value()
    }

    // The function's qualified name.
    #[getter]
    fn co_qualname(this: &Ref<Code>, vm: &mut Vm) -> Value {
        vm.intern(this.qualname()).into_value()
    }

    // The name of the source file.
    #[getter]
    fn co_filename(this: &Ref<Code>, vm: &mut Vm) -> Value {
        vm.new_str(&this.source().filename)
    }

    // The first line.
    #[getter]
    fn co_firstlineno(this: &Ref<Code>) -> u32 {
        this.head().first_line
    }

    // Number of positional parameters, positional-only ones included.
    #[getter]
    fn co_argcount(this: &Ref<Code>) -> u32 {
        this.head().argument_count
    }

    // Number of positional-only parameters.
    #[getter]
    fn co_posonlyargcount(this: &Ref<Code>) -> u32 {
        this.head().positional_only_count
    }

    // Number of keyword-only parameters.
    #[getter]
    fn co_kwonlyargcount(this: &Ref<Code>) -> u32 {
        this.head().keyword_only_count
    }

    // Properties, as bits.
    #[getter]
    fn co_flags(this: &Ref<Code>) -> u32 {
        this.head().flags.bits()
    }

    // Depth of the operand stack.
    #[getter]
    fn co_stacksize(this: &Ref<Code>) -> u32 {
        this.head().max_stack
    }

    // Number of local variables.
    #[getter]
    fn co_nlocals(this: &Ref<Code>) -> usize {
        let locals = this.source().locals.iter();
        locals.filter(|local| is_variable(local.kind)).count()
    }

    // Names of the local variables, parameters first.
    #[getter]
    fn co_varnames(this: &Ref<Code>, vm: &mut Vm) -> Ref<Tuple> {
        names(this, is_variable, vm)
    }

    // Names of the variables that inner functions use.
    #[getter]
    fn co_cellvars(this: &Ref<Code>, vm: &mut Vm) -> Ref<Tuple> {
        names(this, |kind| kind.contains(LocalKind::CELL), vm)
    }

    // Names of the variables of enclosing functions.
    #[getter]
    fn co_freevars(this: &Ref<Code>, vm: &mut Vm) -> Ref<Tuple> {
        names(this, |kind| kind.contains(LocalKind::FREE), vm)
    }

    // Names that are not local.
    #[getter]
    fn co_names(this: &Ref<Code>, vm: &mut Vm) -> Ref<Tuple> {
        let source = this.source().clone();
        let names = source.names.iter();
        let names = names.map(|name| vm.intern(name).into_value()).collect();
        Tuple::new(names, vm)
    }

    // The constants.
    #[getter]
    fn co_consts(this: &Ref<Code>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        this.link(vm)?;
        let constants = this.constants(vm).to_vec();
        Ok(Tuple::new(constants, vm))
    }

    // The instructions.
    #[getter]
    fn co_code(this: &Ref<Code>, vm: &mut Vm) -> Value {
        let bytes = code_parts::code_bytes(this.source());
        Bytes::new(&bytes, vm).into_value()
    }

    // The instructions as they run, with their inline caches.
    #[getter]
    fn _co_code_adaptive(this: &Ref<Code>, vm: &mut Vm) -> Value {
        let words = this.adaptive_words(vm);
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        Bytes::new(&bytes, vm).into_value()
    }

    // The table of positions, in a form of the interpreter's own.
    #[getter]
    fn co_linetable(this: &Ref<Code>, vm: &mut Vm) -> Value {
        let source = this.source().clone();
        Bytes::new(source.locations.as_bytes(), vm).into_value()
    }

    // Bytes of code and lines, by pairs of differences.
    #[getter]
    fn co_lnotab(this: &Ref<Code>, vm: &mut Vm) -> PyResult {
        let category = vm.types.exceptions.deprecation_warning.clone();
        vm.warn(&category, "co_lnotab is deprecated, use co_lines instead.")?;
        let source = this.source().clone();
        let mut line = i64::from(source.first_line);
        let (mut bytes, mut start) = (Vec::new(), 0);
        for (index, location) in source.locations.iter(source.instructions.len()).enumerate() {
            let here = i64::from(location.line);
            if here == 0 || here == line {
                continue;
            }
            let (mut distance, mut lines) = (index * 4 - start, here - line);
            (start, line) = (index * 4, here);
            while distance > 255 {
                bytes.extend([255, 0]);
                distance -= 255;
            }
            while !(-128..=127).contains(&lines) {
                let step = lines.clamp(-128, 127);
                bytes.extend([distance as u8, step as u8]);
                distance = 0;
                lines -= step;
            }
            bytes.extend([distance as u8, lines as u8]);
        }
        Ok(Bytes::new(&bytes, vm).into_value())
    }

    // The exception table.
    #[getter]
    fn co_exceptiontable(this: &Ref<Code>, vm: &mut Vm) -> Value {
        let bytes = code_parts::exception_table_bytes(this.source());
        Bytes::new(&bytes, vm).into_value()
    }

    // Returns an iterator over the offset of each branch and where it goes left and right.
    #[method(signature = "($self, /)")]
    fn co_branches(this: &Ref<Code>, vm: &mut Vm) -> PyResult {
        let branches = crate::instrument::branches(this.source());
        let mut items = Vec::new();
        for branch in branches {
            let parts = branch.map(|word| Value::from_usize(word * 4));
            items.push(Tuple::from_array(parts, vm).into_value());
        }
        vm.new_list(items).iter(vm)
    }

    /// Returns a code object that differs in the given attributes.
    #[method(signature = "($self, /, **changes)")]
    #[method(name = "__replace__", signature = "($self, /, **changes)")]
    fn replace(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
        crate::builtins::code_replace::replace(this, args, vm)
    }

    // Returns an iterator over line, end line, column and end column of each two bytes of code.
    #[method(signature = "($self, /)")]
    fn co_positions(this: &Ref<Code>, vm: &mut Vm) -> PyResult {
        let source = this.source().clone();
        let mut positions = Vec::new();
        let lines_alone = vm.no_debug_ranges;
        for location in source.locations.iter(source.instructions.len()) {
            let column = |column: u32| match location.line {
                0 => Value::NONE,
                _ if lines_alone => Value::NONE,
                _ => Value::from_usize(column as usize),
            };
            let end_line = match lines_alone {
                true => location.line,
                false => location.end_line,
            };
            let items = vec![
                optional_line(location.line),
                optional_line(end_line),
                column(location.column),
                column(location.end_column),
            ];
            let position = Tuple::new(items, vm).into_value();
            // Python counts units of two bytes; a word has two of them.
            positions.extend([position.clone(), position]);
        }
        vm.new_list(positions).iter(vm)
    }

    // Returns an iterator over start, end and line of each run of code in a line, in bytes.
    #[method(signature = "($self, /)")]
    fn co_lines(this: &Ref<Code>, vm: &mut Vm) -> PyResult {
        let source = this.source().clone();
        let mut lines: Vec<(usize, usize, u32)> = Vec::new();
        for (index, location) in source.locations.iter(source.instructions.len()).enumerate() {
            let (start, end) = (index * 4, index * 4 + 4);
            match lines.last_mut() {
                Some(last) if last.2 == location.line => last.1 = end,
                _ => lines.push((start, end, location.line)),
            }
        }
        let mut items = Vec::new();
        for (start, end, line) in lines {
            let parts = vec![
                Value::from_usize(start),
                Value::from_usize(end),
                optional_line(line),
            ];
            items.push(Tuple::new(parts, vm).into_value());
        }
        vm.new_list(items).iter(vm)
    }
}

/// `<code object f at 0x…, file "x.py", line 1>`
pub(crate) fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let code = this
        .downcast::<Code>()
        .expect("a slot is called with its own type");
    let source = code.source();
    let text = format!(
        "<code object {} at {:#x}, file \"{}\", line {}>",
        source.name,
        this.bits(),
        source.filename,
        source.first_line
    );
    Ok(vm.new_str(&text))
}
