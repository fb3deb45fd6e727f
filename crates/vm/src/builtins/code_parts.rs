//! Code objects made of parts that a program gives: `types.CodeType(…)` and `code.replace(…)`, and those
//! parts as programs see them.

use std::sync::Arc;

use rpy_bytecode::verifier::verify;
use rpy_bytecode::{
    CodeFlags, CodeObject, Constant, ExceptionHandler, Instruction, LazyCode, Local, LocalKind,
    LocationTable, Name,
};

use crate::builtins::bytes::Bytes;
use crate::builtins::code::Code;
use crate::builtins::complex::Complex;
use crate::builtins::int::IntView;
use crate::builtins::set::FrozenSet;
use crate::builtins::slice::Slice;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Bytes of a code word.
const WORD: usize = size_of::<u32>();
/// Units in which the exception table counts, as CPython's does, in a word.
const UNITS: u32 = 2;

/// The instructions as bytes: `co_code`.
pub(crate) fn code_bytes(code: &CodeObject) -> Vec<u8> {
    let words = code.instructions.iter();
    words.flat_map(|word| word.0.to_le_bytes()).collect()
}

/// The instructions of `co_code`.
pub(crate) fn instructions(bytes: &[u8], vm: &mut Vm) -> PyResult<Box<[Instruction]>> {
    if !bytes.len().is_multiple_of(WORD) {
        return Err(vm.value_error("code: co_code is malformed"));
    }
    let words = bytes.chunks_exact(WORD);
    let words = words.map(|word| u32::from_le_bytes(word.try_into().expect("of this length")));
    Ok(words.map(Instruction).collect())
}

/// The exception table in CPython's form: `co_exceptiontable`.
pub(crate) fn exception_table_bytes(code: &CodeObject) -> Vec<u8> {
    let mut bytes = Vec::new();
    for handler in &code.exception_table {
        let depth = handler.depth << 1 | u32::from(handler.push_offset);
        write_number(&mut bytes, handler.start * UNITS, true);
        write_number(&mut bytes, (handler.end - handler.start) * UNITS, false);
        write_number(&mut bytes, handler.target * UNITS, false);
        write_number(&mut bytes, depth, false);
    }
    bytes
}

/// Appends a number, six bits a byte, the highest first. The first byte of an entry has bit 7.
fn write_number(bytes: &mut Vec<u8>, number: u32, begins: bool) {
    let mut flag = if begins { 0x80 } else { 0 };
    for shift in [30, 24, 18, 12, 6] {
        if number >> shift != 0 {
            bytes.push((number >> shift & 0x3f) as u8 | 0x40 | flag);
            flag = 0;
        }
    }
    bytes.push((number & 0x3f) as u8 | flag);
}

/// The entries of `co_exceptiontable`.
pub(crate) fn exception_table(bytes: &[u8], vm: &mut Vm) -> PyResult<Box<[ExceptionHandler]>> {
    let mut rest = bytes;
    let mut table = Vec::new();
    while !rest.is_empty() {
        let mut next = || read_number(&mut rest);
        let (Some(start), Some(length), Some(target), Some(depth)) =
            (next(), next(), next(), next())
        else {
            return Err(vm.value_error("code: co_exceptiontable is malformed"));
        };
        table.push(ExceptionHandler {
            start: start / UNITS,
            end: start.saturating_add(length) / UNITS,
            target: target / UNITS,
            depth: depth >> 1,
            push_offset: depth & 1 != 0,
        });
    }
    Ok(table.into())
}

fn read_number(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    loop {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number = number << 6 | u32::from(byte & 0x3f);
        if byte & 0x40 == 0 {
            return Some(number);
        }
    }
}

/// A value as a constant of a code object.
///
/// Raises NotImplementedError for what the compiler never makes a constant.
pub(crate) fn constant(value: &Value, vm: &mut Vm) -> PyResult<Constant> {
    vm.check_native_stack("")?;
    if value.is_none() {
        return Ok(Constant::None);
    }
    if value.is_ellipsis() {
        return Ok(Constant::Ellipsis);
    }
    if let Some(truth) = value.as_bool() {
        return Ok(Constant::Bool(truth));
    }
    let class = vm.class_of(value).clone();
    if class.is_heap_type() {
        return Err(not_a_constant(value, vm));
    }
    if let Some(int) = value.as_int() {
        return Ok(match int {
            IntView::Small(small) => Constant::Int(small),
            wider => Constant::BigInt(Box::new(wider.to_big().into_owned())),
        });
    }
    if let Some(float) = value.as_float() {
        return Ok(Constant::Float(float));
    }
    if let Some(complex) = value.downcast::<Complex>() {
        let number = complex.number();
        return Ok(Constant::Complex(number.re, number.im));
    }
    if let Some(text) = value.downcast::<Str>() {
        return Ok(Constant::Str(text.as_bytes().into()));
    }
    if let Some(bytes) = value.downcast::<Bytes>() {
        return Ok(Constant::Bytes(bytes.as_slice().into()));
    }
    if let Some(tuple) = value.downcast::<Tuple>() {
        let items = tuple.clone();
        return Ok(Constant::Tuple(constants(items.as_slice(), vm)?));
    }
    if value.has_payload::<FrozenSet>() {
        let items = vm.collect(value)?;
        return Ok(Constant::FrozenSet(constants(&items, vm)?));
    }
    if let Some(slice) = value.downcast::<Slice>() {
        let parts = [&slice.start, &slice.stop, &slice.step].map(Value::clone);
        let [start, stop, step] = parts;
        let parts = [
            constant(&start, vm)?,
            constant(&stop, vm)?,
            constant(&step, vm)?,
        ];
        return Ok(Constant::Slice(Box::new(parts)));
    }
    if let Some(code) = value.downcast::<Code>() {
        return Ok(Constant::Code(LazyCode::from_code(code.source().clone())));
    }
    Err(not_a_constant(value, vm))
}

fn not_a_constant(value: &Value, vm: &mut Vm) -> crate::result::Raised {
    let class = value.type_name(vm);
    vm.not_implemented_error(format!("constants of type '{class}' in code objects"))
}

/// Values as constants.
pub(crate) fn constants(values: &[Value], vm: &mut Vm) -> PyResult<Box<[Constant]>> {
    values.iter().map(|value| constant(value, vm)).collect()
}

/// The strings of a tuple of names.
pub(crate) fn names(value: &Value, what: &str, vm: &mut Vm) -> PyResult<Vec<Name>> {
    let Some(tuple) = value.downcast::<Tuple>() else {
        let class = value.type_name(vm);
        let message = format!("code() argument '{what}' must be tuple, not {class}");
        return Err(vm.type_error(message));
    };
    let mut names = Vec::new();
    for name in tuple.clone().as_slice() {
        let Some(name) = name.downcast::<Str>() else {
            let class = name.type_name(vm);
            return Err(vm.type_error(format!(
                "name tuples must contain only strings, not '{class}'"
            )));
        };
        names.push(name.to_string_lossy().into());
    }
    Ok(names)
}

/// The names of the variables of a code object: locals, cells and free variables.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Variables {
    pub(crate) locals: Vec<Name>,
    pub(crate) cells: Vec<Name>,
    pub(crate) free: Vec<Name>,
}

impl Variables {
    /// Those of a code object.
    pub(crate) fn of(code: &CodeObject) -> Variables {
        let select = |is_one: fn(LocalKind) -> bool| {
            let locals = code.locals.iter();
            let chosen = locals.filter(|local| is_one(local.kind));
            chosen.map(|local| local.name.clone()).collect()
        };
        Variables {
            locals: select(|kind| {
                kind.contains(LocalKind::LOCAL) && !kind.contains(LocalKind::HIDDEN)
            }),
            cells: select(|kind| kind.contains(LocalKind::CELL)),
            free: select(|kind| kind.contains(LocalKind::FREE)),
        }
    }

    /// Gives the slots of a code object these names. As many as before are renamed in their places;
    /// otherwise the slots are made anew: locals, cells, free variables.
    pub(crate) fn set(self, code: &mut CodeObject) {
        let old = Variables::of(code);
        if old == self {
            return;
        }
        let lengths = |it: &Variables| (it.locals.len(), it.cells.len(), it.free.len());
        if lengths(&old) == lengths(&self) {
            let (mut locals, mut cells, mut free) = (
                self.locals.into_iter(),
                self.cells.into_iter(),
                self.free.into_iter(),
            );
            for slot in &mut code.locals {
                if slot.kind.contains(LocalKind::HIDDEN) {
                    continue;
                }
                let mut name = None;
                if slot.kind.contains(LocalKind::LOCAL) {
                    name = locals.next();
                }
                if slot.kind.contains(LocalKind::CELL) {
                    name = name.or(cells.next());
                }
                if slot.kind.contains(LocalKind::FREE) {
                    name = free.next();
                }
                if let Some(name) = name {
                    slot.name = name;
                }
            }
            return;
        }
        let hidden = code
            .locals
            .iter()
            .filter(|slot| slot.kind.contains(LocalKind::HIDDEN));
        let mut slots: Vec<Local> = hidden.cloned().collect();
        for name in self.locals {
            let mut kind = LocalKind::LOCAL;
            if self.cells.contains(&name) {
                kind |= LocalKind::CELL;
            }
            slots.push(Local { name, kind });
        }
        for name in self.cells {
            if !slots.iter().any(|slot| slot.name == name) {
                let kind = LocalKind::CELL;
                slots.push(Local { name, kind });
            }
        }
        let kind = LocalKind::FREE;
        slots.extend(self.free.into_iter().map(|name| Local { name, kind }));
        code.locals = slots.into();
    }
}

/// Wraps code that a program has made, once it has been proved sound.
///
/// Raises ValueError if it is not.
pub(crate) fn checked(code: CodeObject, vm: &mut Vm) -> PyResult<Ref<Code>> {
    let arguments = u64::from(code.argument_count) + u64::from(code.keyword_only_count);
    let special = CodeFlags::VARARGS | CodeFlags::VARKEYWORDS;
    let stars = (code.flags & special).bits().count_ones();
    let visible = Variables::of(&code).locals.len() as u64;
    if arguments + u64::from(stars) > visible && code.flags.contains(CodeFlags::OPTIMIZED) {
        return Err(vm.value_error("code: varnames is too small"));
    }
    if code.positional_only_count > code.argument_count {
        return Err(vm.value_error("code: co_posonlyargcount is larger than co_argcount"));
    }
    match verify(&code) {
        Ok(()) => Ok(Code::new(Arc::new(code), vm)),
        Err(error) => Err(vm.value_error(format!("code: {error}"))),
    }
}

/// A table of positions that a program gives.
pub(crate) fn locations(bytes: &[u8]) -> LocationTable {
    LocationTable::from_bytes(bytes.into())
}
