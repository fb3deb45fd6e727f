//! The class `Pickler`.

use std::cell::Cell;

use rpy_macros::{Payload, Traverse, native_class};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::int::IntView;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::object::attributes::generic_set_attribute;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use super::_pickle::PicklingError;
use super::memo::Memo;
use super::opcode::{DEFAULT_PROTOCOL, HIGHEST_PROTOCOL};
use super::save::Saver;

/// What a pickler was made with.
#[derive(Clone, Traverse)]
pub(super) struct Settings {
    /// The `write` method of the file, if there is one.
    pub(super) write: Option<Value>,
    pub(super) protocol: u8,
    pub(super) fix_imports: bool,
    pub(super) buffer_callback: Option<Value>,
}

impl Settings {
    /// What the arguments of `Pickler` and `dumps` say.
    pub(super) fn new(
        write: Option<Value>,
        protocol: &Value,
        fix_imports: bool,
        buffer_callback: &Value,
        vm: &mut Vm,
    ) -> PyResult<Settings> {
        let protocol = match protocol.is_none() {
            true => DEFAULT_PROTOCOL,
            false => match i32::from_argument(protocol, vm)? {
                protocol if protocol < 0 => HIGHEST_PROTOCOL,
                protocol => i64::from(protocol),
            },
        };
        if protocol > HIGHEST_PROTOCOL {
            let message = format!("pickle protocol must be <= {HIGHEST_PROTOCOL}");
            return Err(vm.value_error(message));
        }
        let buffer_callback = (!buffer_callback.is_none()).then(|| buffer_callback.clone());
        if buffer_callback.is_some() && protocol < 5 {
            return Err(vm.value_error("buffer_callback needs protocol >= 5"));
        }
        Ok(Settings {
            write,
            protocol: protocol as u8,
            fix_imports: fix_imports && protocol < 3,
            buffer_callback,
        })
    }
}

/// The `write` method of a file.
pub(super) fn write_method(file: &Value, vm: &mut Vm) -> PyResult {
    let name = vm.intern("write");
    match file.get_attribute_optional(&name, vm)? {
        Some(write) => Ok(write),
        None => Err(vm.type_error("file must have a 'write' attribute")),
    }
}

/// Writes objects to a binary file.
///
/// The protocol is a number from 0 to 5, by default 5; a negative one is the highest. The file needs
/// a method write() that takes bytes. fix_imports says whether names are written as Python 2 has
/// them, for protocols below 3. buffer_callback is called with buffers that can stand outside of the
/// pickle; they do if it returns something false.
#[derive(Payload)]
pub(crate) struct Pickler {
    /// `None` until it is initialised.
    pub(super) settings: HeapCell<Option<Settings>>,
    pub(super) memo: HeapCell<Memo>,
    /// Whether protocols from 1 on are used; whether nothing is put into the memo.
    pub(super) bin: Cell<i32>,
    pub(super) fast: Cell<i32>,
    /// Whether an object is being pickled.
    pub(super) is_running: Cell<bool>,
}

impl Pickler {
    /// A pickler of the class itself.
    pub(super) fn with(settings: Settings, vm: &mut Vm) -> Ref<Pickler> {
        let bin = i32::from(settings.protocol > 0);
        let pickler = Pickler {
            settings: HeapCell::new(Some(settings)),
            memo: HeapCell::new(Memo::default()),
            bin: Cell::new(bin),
            fast: Cell::new(0),
            is_running: Cell::new(false),
        };
        let class = Pickler::class(vm).clone();
        Ref::with_class(pickler, &class, vm)
    }
}

#[native_class(name = "_pickle.Pickler", flags(base, dict))]
impl Pickler {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<Pickler> {
        let pickler = Pickler {
            settings: HeapCell::new(None),
            memo: HeapCell::new(Memo::default()),
            bin: Cell::new(0),
            fast: Cell::new(0),
            is_running: Cell::new(false),
        };
        Ref::with_class(pickler, class, vm)
    }

    #[init(signature = "(file, protocol=None, fix_imports=True, buffer_callback=None)")]
    fn init(
        this: &Ref<Pickler>,
        file: &Value,
        protocol: &Value,
        fix_imports: bool,
        buffer_callback: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if this.is_running.get() {
            return Err(vm.runtime_error("Pickler object is already used"));
        }
        let settings = Settings::new(None, protocol, fix_imports, buffer_callback, vm)?;
        let write = Some(write_method(file, vm)?);
        this.bin.set(i32::from(settings.protocol > 0));
        this.fast.set(0);
        drop(this.memo.replace(Memo::default(), vm));
        drop(
            this.settings
                .replace(Some(Settings { write, ..settings }), vm),
        );
        Ok(())
    }

    #[slot]
    fn set_attribute(
        this: &Ref<Pickler>,
        name: &Ref<Str>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let is_known = [
            "persistent_id",
            "dispatch_table",
            "memo",
            "bin",
            "fast",
            "__class__",
        ]
        .contains(&name.as_str().unwrap_or(""));
        if !is_known && this.class().is(Pickler::class(vm)) {
            return Err(vm.no_attribute_error(this.as_value(), name));
        }
        generic_set_attribute(this.as_value(), name, value, vm)
    }

    /// Writes an object to the file.
    #[method(signature = "($self, obj, /)")]
    fn dump(this: &Ref<Pickler>, obj: &Value, vm: &mut Vm) -> PyResult<()> {
        let Some(settings) = this.settings.cloned(vm) else {
            let class = this.class().full_name(vm);
            let message = format!("Pickler.__init__() was not called by {class}.__init__()");
            return Err(vm.native_error::<PicklingError>(message));
        };
        if this.is_running.replace(true) {
            return Err(vm.runtime_error("Pickler object is already used"));
        }
        let result = Saver::new(this, settings, vm).and_then(|saver| saver.dump(obj, vm));
        this.is_running.set(false);
        result.map(drop)
    }

    /// Clears the pickler's "memo".
    ///
    /// The memo remembers which objects were pickled already, so that they are referred to when they
    /// come again.
    #[method(signature = "($self, /)")]
    fn clear_memo(this: &Ref<Pickler>, vm: &mut Vm) {
        drop(this.memo.replace(Memo::default(), vm));
    }

    /// Returns what an object is referred to by outside of the pickle; None, as here, for objects that
    /// are pickled.
    #[method(signature = "($self, obj, /)")]
    fn persistent_id(_this: &Ref<Pickler>, obj: &Value) -> Value {
        let _ = obj;
        Value::NONE
    }

    /// Bytes of memory.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Ref<Pickler>, vm: &mut Vm) -> usize {
        size_of::<Pickler>() + this.memo.get(vm).len() * 24
    }

    #[getter(member)]
    fn bin(this: &Ref<Pickler>) -> i32 {
        this.bin.get()
    }

    #[setter(bin)]
    fn set_bin(this: &Ref<Pickler>, bin: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.bin.set(member(bin, vm)?);
        Ok(())
    }

    #[getter(member)]
    fn fast(this: &Ref<Pickler>) -> i32 {
        this.fast.get()
    }

    #[setter(fast)]
    fn set_fast(this: &Ref<Pickler>, fast: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.fast.set(member(fast, vm)?);
        Ok(())
    }

    #[getter]
    fn memo(this: &Ref<Pickler>, vm: &mut Vm) -> Ref<PicklerMemoProxy> {
        let pickler = this.clone();
        Ref::new(PicklerMemoProxy { pickler }, vm)
    }

    #[setter(memo)]
    fn set_memo(this: &Ref<Pickler>, memo: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(memo) = memo else {
            return Err(vm.type_error("attribute deletion is not supported"));
        };
        let mut new = Memo::default();
        if let Some(proxy) = memo.downcast::<PicklerMemoProxy>() {
            for (object, number) in proxy.pickler.memo.get(vm).entries() {
                new.add(object, number);
            }
        } else if let Some(dict) = memo.downcast::<Dict>() {
            for value in dict.values_vec(vm) {
                let pair = value
                    .downcast::<Tuple>()
                    .map(|pair| pair.as_slice().to_vec());
                let Some([number, object]) = pair.as_deref() else {
                    return Err(vm.type_error("'memo' values must be 2-item tuples"));
                };
                let number = isize::from_argument(number, vm)?;
                new.add(object.clone(), u32::try_from(number).unwrap_or(u32::MAX));
            }
        } else {
            let given = memo.type_name(vm);
            return Err(vm.type_error(format!(
                "'memo' attribute must be a PicklerMemoProxy object or dict, not {given}"
            )));
        }
        drop(this.memo.replace(new, vm));
        Ok(())
    }
}

/// The value of a number that is an attribute.
fn member(value: Option<Value>, vm: &mut Vm) -> PyResult<i32> {
    match value {
        Some(value) => i32::from_argument(&value, vm),
        None => Err(vm.type_error("can't delete numeric/char attribute")),
    }
}

/// The memo of a pickler.
#[derive(Payload)]
pub(crate) struct PicklerMemoProxy {
    pickler: Ref<Pickler>,
}

impl PicklerMemoProxy {
    fn to_dict(&self, vm: &mut Vm) -> PyResult<Ref<Dict>> {
        let copy = Dict::new(vm);
        for (object, number) in self.pickler.memo.get(vm).entries() {
            let key = vm.new_big_int(object.bits().into());
            let number = vm.new_int_of(IntView::Small(number.into()));
            let pair = Tuple::from_slice(&[number, object], vm).into_value();
            copy.set_item(key, pair, vm)?;
        }
        Ok(copy)
    }
}

#[native_class(name = "_pickle.PicklerMemoProxy", flags(disallow_instantiation))]
impl PicklerMemoProxy {
    /// Forgets what was pickled before.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<PicklerMemoProxy>, vm: &mut Vm) {
        drop(this.pickler.memo.replace(Memo::default(), vm));
    }

    /// A dict of the objects: their identities, to their numbers and themselves.
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<PicklerMemoProxy>, vm: &mut Vm) -> PyResult<Ref<Dict>> {
        this.to_dict(vm)
    }

    /// What a copy is made of.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<PicklerMemoProxy>, vm: &mut Vm) -> PyResult<(Value, Ref<Tuple>)> {
        let copy = this.to_dict(vm)?.into_value();
        let args = Tuple::new(vec![copy], vm);
        Ok((vm.types.dict.to_value(), args))
    }
}
