//! The class `Unpickler`.

use std::cell::Cell;

use rpy_macros::{Payload, Traverse, native_class};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::int::Int;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::object::attributes::generic_set_attribute;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use super::_pickle::UnpicklingError;
use super::input::{File, Input};
use super::load::Loader;
use super::tables::{tables, translated};

/// What an unpickler was made with.
#[derive(Clone, Traverse)]
pub(super) struct Settings {
    /// `None` for pickles in memory.
    pub(super) file: Option<File>,
    pub(super) fix_imports: bool,
    /// How strings of Python 2 are decoded.
    #[payload(skip)]
    pub(super) encoding: String,
    #[payload(skip)]
    pub(super) errors: String,
    /// An iterator over buffers that stand outside of the pickle.
    pub(super) buffers: Option<Value>,
}

impl Settings {
    /// What the arguments of `Unpickler` and `loads` say.
    pub(super) fn new(
        file: Option<File>,
        fix_imports: bool,
        (encoding, errors): (&str, &str),
        buffers: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Settings> {
        let buffers = match buffers {
            Some(buffers) if !buffers.is_none() => Some(buffers.iter(vm)?),
            _ => None,
        };
        Ok(Settings {
            file,
            fix_imports,
            encoding: encoding.to_owned(),
            errors: errors.to_owned(),
            buffers,
        })
    }
}

/// The methods of a file.
pub(super) fn file_methods(file: &Value, vm: &mut Vm) -> PyResult<File> {
    let mut method = |name: &str| {
        let name = vm.intern(name);
        file.get_attribute_optional(&name, vm)
    };
    let (peek, read, readline) = (method("peek")?, method("read")?, method("readline")?);
    match (read, readline) {
        (Some(read), Some(readline)) => Ok(File {
            read,
            readline,
            peek,
        }),
        _ => Err(vm.type_error("file must have 'read' and 'readline' attributes")),
    }
}

/// Reads objects from a binary file.
///
/// The protocol is found in the pickle. The file needs the methods read(), which takes a number, and
/// readline(), which return bytes. fix_imports says whether names of Python 2 are translated; encoding
/// and errors say how its strings are decoded, 'bytes' for not at all. buffers is an iterable of those
/// that stand outside of the pickle.
#[derive(Payload)]
pub(crate) struct Unpickler {
    /// `None` until it is initialised.
    pub(super) settings: HeapCell<Option<Settings>>,
    /// Objects by their numbers.
    pub(super) memo: HeapCell<Vec<Option<Value>>>,
    /// What was read from the file, but belongs to the next pickle.
    pub(super) rest: HeapCell<Vec<u8>>,
    /// The protocol of the pickle.
    pub(super) protocol: Cell<u8>,
    is_running: Cell<bool>,
}

impl Unpickler {
    fn empty(settings: Option<Settings>) -> Unpickler {
        Unpickler {
            settings: HeapCell::new(settings),
            memo: HeapCell::new(Vec::new()),
            rest: HeapCell::new(Vec::new()),
            protocol: Cell::new(0),
            is_running: Cell::new(false),
        }
    }

    /// An unpickler of the class itself.
    pub(super) fn with(settings: Settings, vm: &mut Vm) -> Ref<Unpickler> {
        let class = Unpickler::class(vm).clone();
        Ref::with_class(Unpickler::empty(Some(settings)), &class, vm)
    }

    /// The object of a name in a module.
    pub(super) fn find(
        this: &Ref<Unpickler>,
        module: &Ref<Str>,
        name: &Ref<Str>,
        vm: &mut Vm,
    ) -> PyResult {
        let fix_imports = this
            .settings
            .get(vm)
            .as_ref()
            .is_some_and(|it| it.fix_imports);
        vm.audit("pickle.find_class", |_| {
            [module.to_value(), name.to_value()]
        })?;
        let (module, name) = match this.protocol.get() < 3 && fix_imports {
            true => {
                let tables = tables(vm)?;
                let both = (&tables.names, &tables.modules);
                translated(module.clone(), name.clone(), both, vm)?
            }
            false => (module.clone(), name.clone()),
        };
        if module.is_empty() {
            return Err(vm.value_error("Empty module name"));
        }
        let found = vm.import_name(&module)?;
        let path = name.to_string_lossy().into_owned();
        if this.protocol.get() < 4 || !path.contains('.') {
            return found.get_attribute(&name, vm);
        }
        let mut object = found;
        for part in path.split('.') {
            let part = vm.intern(part);
            object = match object.get_attribute(&part, vm) {
                Ok(object) => object,
                Err(raised) => {
                    let attribute_error = vm.types.exceptions.attribute_error.clone();
                    if !raised.is_instance(&attribute_error, vm) {
                        return Err(raised);
                    }
                    let name = name.as_value().repr(vm)?.to_string_lossy().into_owned();
                    let module = module.as_value().repr(vm)?.to_string_lossy().into_owned();
                    let message = format!("Can't resolve path {name} on module {module}");
                    let cause = raised.into_exception().into_value();
                    let raised = vm.attribute_error(message);
                    raised.exception().set_context(cause, vm);
                    return Err(raised);
                }
            };
        }
        Ok(object)
    }

    /// Reads a pickle.
    pub(super) fn run(this: &Ref<Unpickler>, input: Input, vm: &mut Vm) -> PyResult {
        if this.is_running.replace(true) {
            return Err(vm.runtime_error("Unpickler object is already used"));
        }
        this.protocol.set(0);
        let mut loader = Loader::new(this, input, vm);
        let result = loader.load(vm);
        let finished = match &result {
            Ok(_) => loader.input.finish(vm),
            Err(_) => Ok(()),
        };
        let rest = loader.input.into_rest();
        drop(this.rest.replace(rest, vm));
        this.is_running.set(false);
        finished?;
        result
    }
}

#[native_class(name = "_pickle.Unpickler", flags(base, dict))]
impl Unpickler {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<Unpickler> {
        Ref::with_class(Unpickler::empty(None), class, vm)
    }

    #[init(
        signature = "(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
        text = "(file, *, fix_imports=True, encoding='ASCII', errors='strict',\n          buffers=())"
    )]
    fn init(
        this: &Ref<Unpickler>,
        file: &Value,
        fix_imports: bool,
        encoding: &str,
        errors: &str,
        buffers: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if this.is_running.get() {
            return Err(vm.runtime_error("Unpickler object is already used"));
        }
        let file = Some(file_methods(file, vm)?);
        let settings = Settings::new(file, fix_imports, (encoding, errors), buffers, vm)?;
        drop(this.memo.replace(Vec::new(), vm));
        drop(this.rest.replace(Vec::new(), vm));
        drop(this.settings.replace(Some(settings), vm));
        Ok(())
    }

    #[slot]
    fn set_attribute(
        this: &Ref<Unpickler>,
        name: &Ref<Str>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let is_known = ["persistent_load", "find_class", "memo", "__class__"]
            .contains(&name.as_str().unwrap_or(""));
        if !is_known && this.class().is(Unpickler::class(vm)) {
            return Err(vm.no_attribute_error(this.as_value(), name));
        }
        generic_set_attribute(this.as_value(), name, value, vm)
    }

    /// Load a pickle: read an object from the file and return it.
    #[method(signature = "($self, /)")]
    fn load(this: &Ref<Unpickler>, vm: &mut Vm) -> PyResult {
        let Some(file) = this
            .settings
            .get(vm)
            .as_ref()
            .and_then(|it| it.file.clone())
        else {
            let class = this.class().full_name(vm);
            let message = format!("Unpickler.__init__() was not called by {class}.__init__()");
            return Err(vm.native_error::<UnpicklingError>(message));
        };
        let rest = this.rest.replace(Vec::new(), vm);
        Unpickler::run(this, Input::file(file).with_rest(rest), vm)
    }

    /// Returns the object that a pickle refers to by this; there is none.
    #[method(signature = "($self, pid, /)")]
    fn persistent_load(_this: &Ref<Unpickler>, pid: &Value, vm: &mut Vm) -> PyResult<()> {
        let _ = pid;
        Err(vm.native_error::<UnpicklingError>(
            "A load persistent id instruction was encountered, but no persistent_load function was specified.",
        ))
    }

    /// Returns what a module calls by a name; the module is imported if need be.
    ///
    /// Subclasses may override this to say what may be loaded.
    #[method(signature = "($self, module_name, global_name, /)")]
    fn find_class(
        this: &Ref<Unpickler>,
        module_name: &Value,
        global_name: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let Some(module) = module_name.downcast::<Str>() else {
            return Err(vm.type_error("module name must be a string"));
        };
        let Some(name) = global_name.downcast::<Str>() else {
            return Err(vm.type_error("attribute name must be string"));
        };
        Unpickler::find(this, module, name, vm)
    }

    /// Bytes of memory.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Ref<Unpickler>, vm: &mut Vm) -> usize {
        size_of::<Unpickler>() + this.memo.get(vm).len() * size_of::<Value>()
    }

    #[getter]
    fn memo(this: &Ref<Unpickler>, vm: &mut Vm) -> Ref<UnpicklerMemoProxy> {
        let unpickler = this.clone();
        Ref::new(UnpicklerMemoProxy { unpickler }, vm)
    }

    #[setter(memo)]
    fn set_memo(this: &Ref<Unpickler>, memo: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(memo) = memo else {
            return Err(vm.type_error("attribute deletion is not supported"));
        };
        let mut new = Vec::new();
        if let Some(proxy) = memo.downcast::<UnpicklerMemoProxy>() {
            new = proxy.unpickler.memo.get(vm).clone();
        } else if let Some(dict) = memo.downcast::<Dict>() {
            for (key, value) in dict.items_vec(vm) {
                if key.as_small_int().is_none() && !key.has_payload::<Int>() {
                    return Err(vm.type_error("memo key must be integers"));
                }
                let index = isize::from_argument(&key, vm)?;
                let Ok(index) = usize::try_from(index) else {
                    return Err(vm.value_error("memo key must be positive integers."));
                };
                put(&mut new, index, value, vm)?;
            }
        } else {
            let given = memo.type_name(vm);
            return Err(vm.type_error(format!(
                "'memo' attribute must be an UnpicklerMemoProxy object or dict, not {given}"
            )));
        }
        drop(this.memo.replace(new, vm));
        Ok(())
    }
}

/// Numbers from here on are refused: the memo is a list.
const MEMO_LIMIT: usize = 1 << 27;

/// Puts an object under a number.
///
/// Raises `MemoryError` for numbers that no pickle of such a size has.
pub(super) fn put(
    memo: &mut Vec<Option<Value>>,
    index: usize,
    value: Value,
    vm: &mut Vm,
) -> PyResult<()> {
    if index >= memo.len() {
        if index >= MEMO_LIMIT {
            return Err(vm.memory_error());
        }
        vm.check_allocation((index + 1) * size_of::<Value>())?;
        memo.resize(index + 1, None);
    }
    memo[index] = Some(value);
    Ok(())
}

/// The memo of an unpickler.
#[derive(Payload)]
pub(crate) struct UnpicklerMemoProxy {
    unpickler: Ref<Unpickler>,
}

impl UnpicklerMemoProxy {
    fn to_dict(&self, vm: &mut Vm) -> PyResult<Ref<Dict>> {
        let copy = Dict::new(vm);
        let memo = self.unpickler.memo.get(vm).clone();
        for (index, value) in memo.into_iter().enumerate() {
            if let Some(value) = value {
                copy.set_item(Value::from_usize(index), value, vm)?;
            }
        }
        Ok(copy)
    }
}

#[native_class(name = "_pickle.UnpicklerMemoProxy", flags(disallow_instantiation))]
impl UnpicklerMemoProxy {
    /// Forgets what was read before.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<UnpicklerMemoProxy>, vm: &mut Vm) {
        drop(this.unpickler.memo.replace(Vec::new(), vm));
    }

    /// A dict of the objects by their numbers.
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<UnpicklerMemoProxy>, vm: &mut Vm) -> PyResult<Ref<Dict>> {
        this.to_dict(vm)
    }

    /// Implement pickling support.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<UnpicklerMemoProxy>, vm: &mut Vm) -> PyResult<(Value, Ref<Tuple>)> {
        let copy = this.to_dict(vm)?.into_value();
        let args = Tuple::new(vec![copy], vm);
        Ok((vm.types.dict.to_value(), args))
    }
}
