//! `code`: code objects, linked to this interpreter when they first run.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#code-objects>

use std::cell::{Cell, OnceCell};
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use rpy_bytecode::{
    CodeFlags, CodeHead, CodeObject, Constant, Instruction, LazyCode, LocalKind, LocationTable,
    Opcode,
};
use rpy_macros::native_class;

use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::eval::Profile;
use crate::frame::stack;
use crate::function::args::Args;
use crate::instrument::CodeEvents;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// What calling a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GeneratorKind {
    /// Its result.
    None,
    Generator,
    Coroutine,
    AsyncGenerator,
}

impl GeneratorKind {
    /// What messages call it.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            GeneratorKind::None | GeneratorKind::Generator => "generator",
            GeneratorKind::Coroutine => "coroutine",
            GeneratorKind::AsyncGenerator => "async generator",
        }
    }
}

/// A code object. What the eval loop reads comes first and is filled by [`Ref::link`].
#[repr(C)]
pub struct Code {
    /// First instruction of the running copy; null until linked.
    pub(crate) entry: Cell<*mut u32>,
    /// Where a call starts: behind a `RESUME` that is the first instruction, as calls check the
    /// eval breaker on their slow path only and loops at their foot.
    pub(crate) start: Cell<*mut u32>,
    /// `simple_arguments`, once linked; `u32::MAX` before.
    pub(crate) ready_arguments: Cell<u32>,
    /// Number of parameters if a call with just so many positional arguments needs no more than
    /// to fill the other locals, and the frame fits into the reserve of the value stack;
    /// `u32::MAX` otherwise.
    pub(crate) simple_arguments: u32,
    /// `star_arguments`, once linked; `u32::MAX` before.
    pub(crate) ready_star: Cell<u32>,
    /// Number of positional parameters if the code is as above, but that it takes `*args`, and
    /// perhaps `**kwargs`; `u32::MAX` otherwise.
    pub(crate) star_arguments: u32,
    /// Whether there is a parameter `**kwargs`.
    pub(crate) takes_names: bool,
    /// Local slots behind those of the parameters.
    pub(crate) further_locals: u32,
    /// Number of local slots.
    pub(crate) local_count: u32,
    /// Words that a frame takes from its `fp` on.
    pub(crate) frame_words: u32,
    /// What a call gives.
    pub(crate) kind: GeneratorKind,
    /// Names this code at call sites; see [`crate::eval::profile`].
    pub(crate) number: u32,
    pub(crate) profile: Profile,
    constants: HeapCell<Box<[Value]>>,
    names: HeapCell<Box<[Ref<Str>]>>,
    /// Names of the parameters that have one of their own to be called by, once asked for.
    parameters: HeapCell<Box<[Ref<Str>]>>,
    instructions: HeapCell<Box<[u32]>>,
    /// The portable code object, which may not have been decoded yet.
    portable: Arc<LazyCode>,
    /// What instrumentation knows of it, once some tool has events.
    pub(crate) events: OnceCell<Box<CodeEvents>>,
}

/// What stands for code that cannot be decoded.
static EMPTY: LazyLock<Arc<CodeObject>> = LazyLock::new(|| {
    Arc::new(CodeObject {
        name: "".into(),
        qualname: "".into(),
        filename: "".into(),
        first_line: 1,
        flags: CodeFlags::OPTIMIZED | CodeFlags::NEWLOCALS,
        argument_count: 0,
        positional_only_count: 0,
        keyword_only_count: 0,
        locals: Box::default(),
        max_stack: 1,
        instructions: Box::new([Instruction::new(Opcode::ReturnConst, 0)]),
        constants: Box::new([Constant::None]),
        names: Box::default(),
        exception_table: Box::default(),
        locations: LocationTable::from_bytes(Box::default()),
    })
});

/// The compiled form of a function, class or module body.
#[native_class(
    name = "code",
    registry = code,
    flags(weakref),
    methods(Code::MEMBERS),
    slots(
        repr = crate::builtins::code_attributes::repr,
        compare = crate::builtins::code_replace::compare,
        hash = crate::builtins::code_replace::hash,
    ),
)]
impl Code {
    #[new(
        signature = "(argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, codestring, constants, names, varnames, filename, name, qualname, firstlineno, linetable, exceptiontable, freevars=(), cellvars=(), /)"
    )]
    fn new_slot(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        crate::builtins::code_replace::make(args, vm)
    }
}

impl Payload for Code {
    const NAME: &'static str = "code";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cells.
        unsafe {
            (*self.constants.as_ptr()).iter().for_each(&mut *visit);
            for names in [&self.names, &self.parameters] {
                (*names.as_ptr())
                    .iter()
                    .for_each(|name| visit(name.as_value()));
            }
        }
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.code
    }
}

impl Code {
    /// Wraps a code object; it is linked when first needed.
    pub fn new(source: Arc<CodeObject>, vm: &mut Vm) -> Ref<Code> {
        Code::from_lazy(LazyCode::from_code(source), vm)
    }

    /// As [`Code::new`], for code that is decoded when first needed.
    pub(crate) fn from_lazy(portable: Arc<LazyCode>, vm: &mut Vm) -> Ref<Code> {
        let head = *portable.head();
        let frame_words = head.local_count + head.max_stack + 8;
        // A namespace in place of fast locals is no argument.
        let plain = head.flags.contains(CodeFlags::OPTIMIZED)
            && head.keyword_only_count == 0
            && frame_words as usize <= stack::RESERVE;
        let takes_more = head.flags.contains(CodeFlags::VARARGS);
        let takes_names = head.flags.contains(CodeFlags::VARKEYWORDS);
        let count_if = |applies: bool| match applies {
            true => head.argument_count,
            false => u32::MAX,
        };
        let kind = if head.flags.contains(CodeFlags::COROUTINE) {
            GeneratorKind::Coroutine
        } else if head.flags.contains(CodeFlags::ASYNC_GENERATOR) {
            GeneratorKind::AsyncGenerator
        } else if head.flags.contains(CodeFlags::GENERATOR) {
            GeneratorKind::Generator
        } else {
            GeneratorKind::None
        };
        let payload = Code {
            entry: Cell::new(std::ptr::null_mut()),
            start: Cell::new(std::ptr::null_mut()),
            ready_arguments: Cell::new(u32::MAX),
            simple_arguments: count_if(plain && !takes_more && !takes_names),
            ready_star: Cell::new(u32::MAX),
            star_arguments: count_if(plain && takes_more),
            takes_names,
            further_locals: head.local_count - head.parameter_count(),
            local_count: head.local_count,
            frame_words,
            kind,
            number: vm.next_code_number(),
            profile: Profile::new(),
            constants: HeapCell::new(Box::default()),
            names: HeapCell::new(Box::default()),
            parameters: HeapCell::new(Box::default()),
            instructions: HeapCell::new(Box::default()),
            portable,
            events: OnceCell::new(),
        };
        let class = &vm.types.code;
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// The portable code object. Code of a mangled file that turns out not to be any, which
    /// [`Ref::link`] refuses, appears as an empty function.
    #[inline]
    pub fn source(&self) -> &Arc<CodeObject> {
        self.portable.get().unwrap_or_else(|_| &EMPTY)
    }

    /// The numbers of the code object, which need no decoding.
    pub(crate) fn head(&self) -> &CodeHead {
        self.portable.head()
    }

    /// `co_name`
    pub(crate) fn code_name(&self) -> &str {
        self.portable.name()
    }

    /// `co_qualname`
    pub(crate) fn qualname(&self) -> &str {
        self.portable.qualname()
    }

    /// Constant `index` of linked code.
    #[inline(always)]
    pub(crate) fn constant(&self, index: usize) -> *const Value {
        // SAFETY: the verifier checked the index, and linked constants never change.
        unsafe { (*self.constants.as_ptr()).as_ptr().add(index) }
    }

    /// Name `index` of linked code.
    #[inline(always)]
    pub(crate) fn name(&self, index: usize) -> &Ref<Str> {
        // SAFETY: the verifier checked the index, and linked names never change.
        unsafe { (&*self.names.as_ptr()).get_unchecked(index) }
    }

    /// Number of free variables, which a function's closure has cells for.
    pub(crate) fn free_variable_count(&self) -> usize {
        self.head().free_count as usize
    }

    /// Whether a slot is a variable that `f_locals` shows. In modules and classes, those of comprehensions are.
    pub(crate) fn shows(&self, index: usize) -> bool {
        let local = &self.source().locals[index];
        if !local.kind.contains(LocalKind::HIDDEN) {
            return true;
        }
        let is_function = self.head().flags.contains(CodeFlags::OPTIMIZED);
        !is_function && local.kind.contains(LocalKind::LOCAL) && !local.name.starts_with('.')
    }

    /// The slots of the variables in the order in which CPython shows them: those in cells come behind
    /// the others, unless they are parameters, and free variables last.
    pub(crate) fn shown_slots(&self) -> Vec<usize> {
        let parameters = self.source().parameter_count() as usize;
        let place = |index: &usize| {
            let kind = self.source().locals[*index].kind;
            let is_cell = kind.contains(LocalKind::CELL) && *index >= parameters;
            (kind.contains(LocalKind::FREE), is_cell)
        };
        let mut slots: Vec<usize> = (0..self.source().locals.len())
            .filter(|index| self.shows(*index))
            .collect();
        slots.sort_by_key(place);
        slots
    }

    /// Slots that are parameters or locals, with their names and kinds.
    pub(crate) fn local_kinds(&self) -> impl Iterator<Item = (&str, LocalKind)> {
        self.source()
            .locals
            .iter()
            .map(|local| (&*local.name, local.kind))
    }
}

impl Ref<Code> {
    /// The constants of linked code.
    pub(crate) fn constants<'a>(&'a self, vm: &'a Vm) -> &'a [Value] {
        self.constants.get(vm)
    }

    /// Makes the running copy, if there is none: constants become values, names are interned.
    pub(crate) fn link(&self, vm: &mut Vm) -> PyResult<()> {
        if !self.entry.get().is_null() {
            return Ok(());
        }
        let Some(started) = vm.imports.report.as_ref().map(|_| Instant::now()) else {
            return self.make_running_copy(vm);
        };
        let result = self.make_running_copy(vm);
        if let Some(report) = &mut vm.imports.report {
            report.linked(started.elapsed());
        }
        result
    }

    #[cold]
    fn make_running_copy(&self, vm: &mut Vm) -> PyResult<()> {
        let source = match self.portable.get() {
            Ok(source) => source.clone(),
            Err(error) => return Err(vm.system_error(format!("bad code object: {error}"))),
        };
        let constants = link_constants(&source.constants, vm)?;
        let names: Vec<Ref<Str>> = source.names.iter().map(|name| vm.intern(name)).collect();
        let instructions: Vec<u32> = source.instructions.iter().map(|word| word.0).collect();
        self.constants.replace(constants.into(), vm);
        self.names.replace(names.into(), vm);
        self.instructions.replace(instructions.into(), vm);
        self.ready_arguments.set(self.simple_arguments);
        self.ready_star.set(self.star_arguments);
        let instructions = self.instructions.get_mut(vm);
        let resumes = instructions.first() == Some(&Instruction::new(Opcode::Resume, 0).0);
        self.entry.set(instructions.as_mut_ptr());
        self.start
            .set(instructions[usize::from(resumes)..].as_mut_ptr());
        Ok(())
    }

    /// The interned names of the positional and keyword-only parameters, in the order of their slots.
    pub(crate) fn parameter_names<'a>(&'a self, vm: &'a mut Vm) -> &'a [Ref<Str>] {
        let count = self.source().argument_count + self.source().keyword_only_count;
        if self.parameters.get(vm).len() < count as usize {
            let locals = &self.source().locals[..count as usize];
            let names = locals.iter().map(|local| vm.intern(&local.name)).collect();
            self.parameters.replace(names, vm);
        }
        self.parameters.get(vm)
    }

    /// As [`Ref::parameter_names`], which has been called before.
    pub(crate) fn known_parameter_names<'a>(&'a self, vm: &'a Vm) -> &'a [Ref<Str>] {
        self.parameters.get(vm)
    }

    /// The words of the running copy, or of the code itself if it has never run: inline caches and
    /// specialized forms are in them.
    pub fn adaptive_words(&self, vm: &Vm) -> Vec<u32> {
        if self.entry.get().is_null() {
            return self
                .source()
                .instructions
                .iter()
                .map(|word| word.0)
                .collect();
        }
        self.instructions.get(vm).to_vec()
    }

    /// A copy of the running copy's words.
    #[cfg(test)]
    pub(crate) fn instructions(&self) -> Vec<u32> {
        // SAFETY: the eval loop, which writes into them, does not run meanwhile.
        unsafe { (*self.instructions.as_ptr()).to_vec() }
    }

    /// The documentation string, or None.
    pub(crate) fn documentation(&self, vm: &mut Vm) -> Value {
        let source = self.source().clone();
        match source.constants.first() {
            Some(Constant::Str(bytes)) if source.flags.contains(CodeFlags::HAS_DOCSTRING) => {
                match self.constants.get(vm).first() {
                    Some(linked) => linked.clone(),
                    // SAFETY: the marshal reader and the compiler make sure of valid WTF-8.
                    None => unsafe { Str::from_wtf8_unchecked(bytes, vm) }.into_value(),
                }
            }
            _ => Value::NONE,
        }
    }
}

pub(crate) fn link_constant(constant: &Constant, vm: &mut Vm) -> PyResult {
    Ok(match constant {
        Constant::None => Value::NONE,
        Constant::Bool(value) => Value::bool(*value),
        Constant::Ellipsis => Value::ELLIPSIS,
        Constant::Int(value) => vm.new_int(*value),
        Constant::BigInt(value) => vm.new_big_int((**value).clone()),
        Constant::Float(value) => vm.new_float(*value),
        Constant::Complex(real, imaginary) => vm.new_complex(
            crate::builtins::complex::ComplexNumber::new(*real, *imaginary),
        ),
        Constant::Str(bytes) => link_str(bytes, vm).into_value(),
        Constant::Bytes(bytes) => crate::builtins::bytes::Bytes::new(bytes, vm).into_value(),
        Constant::Tuple(items) => Tuple::new(link_constants(items, vm)?, vm).into_value(),
        Constant::FrozenSet(items) => {
            let items = link_constants(items, vm)?;
            crate::builtins::set::FrozenSet::from_items(items, vm)?.into_value()
        }
        Constant::Slice(parts) => {
            let start = link_constant(&parts[0], vm)?;
            let stop = link_constant(&parts[1], vm)?;
            let step = link_constant(&parts[2], vm)?;
            crate::builtins::slice::Slice::new(start, stop, step, vm).into_value()
        }
        Constant::Code(code) => Code::from_lazy(code.clone(), vm).into_value(),
    })
}

fn link_constants(constants: &[Constant], vm: &mut Vm) -> PyResult<Vec<Value>> {
    let mut values = Vec::with_capacity(constants.len());
    for constant in constants {
        values.push(link_constant(constant, vm)?);
    }
    Ok(values)
}

/// Strings that look like names are interned, as in CPython.
fn link_str(bytes: &[u8], vm: &mut Vm) -> Ref<Str> {
    let name_like = bytes.len() <= 64
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    match std::str::from_utf8(bytes) {
        Ok(text) if name_like => vm.intern(text),
        // SAFETY: the marshal reader and the compiler make sure of valid WTF-8.
        _ => unsafe { Str::from_wtf8_unchecked(bytes, vm) },
    }
}
