//! `_local`: an object whose attributes each thread has its own of.
//! Reference: <https://docs.python.org/3.14/library/threading.html#thread-local-data>

use std::collections::HashMap;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::builtins::weakref::WeakReference;
use rpy_vm::function::native::ModuleState;
use rpy_vm::{Args, PyResult, Raised, Ref, Value, Vm};

/// An object whose attributes each thread has its own of.
#[derive(Payload)]
pub(super) struct Local {
    /// By the number of a thread: the dict of its attributes.
    dicts: Ref<Dict>,
    /// What `__init__` is called with in each thread, values and then names.
    arguments: Vec<Value>,
    names: Vec<Value>,
}

#[native_class(name = "_thread._local", flags(base, weakref))]
impl Local {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn make(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Local>> {
        let object = vm.types.object.clone();
        let init = vm.intern("__init__");
        let own = class.lookup_with_owner(&init, vm);
        if !args.is_empty() && own.is_none_or(|(owner, _)| owner.is(&object)) {
            return Err(vm.type_error("Initialization arguments are not supported"));
        }
        let payload = Local {
            dicts: Dict::new(vm),
            arguments: args.values().to_vec(),
            names: args.names().to_vec(),
        };
        let local = Ref::with_class(payload, class, vm);
        // Whoever calls the class calls `__init__` for this thread.
        add_dict(&local, vm)?;
        Ok(local)
    }

    #[slot]
    fn get_attribute(this: &Ref<Local>, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        get_attribute(this, name, vm)
    }

    #[slot]
    fn set_attribute(
        this: &Ref<Local>,
        name: &Ref<Str>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        set_attribute(this, name, value, vm)
    }
}

/// Makes the running thread's dict, which goes when the thread ends.
fn add_dict(local: &Ref<Local>, vm: &mut Vm) -> PyResult<Ref<Dict>> {
    let key = thread_key(vm);
    let dict = Dict::new(vm);
    local.dicts.set_item(key, dict.to_value(), vm)?;
    let class = vm.types.weak_reference.to_value();
    let reference = class.call_positional(std::slice::from_ref(local.as_value()), vm)?;
    remember(reference, vm);
    Ok(dict)
}

/// The objects that have a dict for a thread, by its number.
#[derive(Default)]
struct Locals(HashMap<u64, Known>);

impl ModuleState for Locals {
    fn new(_vm: &mut Vm) -> Locals {
        Locals::default()
    }
}

/// Weak references to the objects that have a dict for one thread.
#[derive(Default)]
struct Known {
    references: Vec<Value>,
    /// How many there may be before it is looked which objects are gone.
    most: usize,
}

/// How many are remembered at least before it is looked which are gone.
const LEAST: usize = 16;

/// Remembers an object that the running thread has a dict of, until both are gone.
fn remember(reference: Value, vm: &mut Vm) {
    let number = vm.thread_number();
    let locals = &mut vm.module_state::<Locals>().0;
    let is_first = !locals.contains_key(&number);
    let mut known = std::mem::take(locals.entry(number).or_default());
    if known.references.len() >= known.most {
        known
            .references
            .retain(|reference| target(reference, vm).is_some());
        known.most = LEAST.max(2 * known.references.len());
    }
    known.references.push(reference);
    vm.module_state::<Locals>().0.insert(number, known);
    if is_first {
        vm.at_thread_end(forget_thread);
    }
}

/// What a weak reference refers to.
fn target(reference: &Value, vm: &mut Vm) -> Option<Value> {
    let reference = reference.downcast::<WeakReference>()?;
    reference.target(vm)
}

/// Gives up the dicts of the thread that ends.
fn forget_thread(vm: &mut Vm) {
    let key = thread_key(vm);
    let number = vm.thread_number();
    let known = vm.module_state::<Locals>().0.remove(&number);
    for reference in known.unwrap_or_default().references {
        let target = target(&reference, vm);
        if let Some(local) = target.as_ref().and_then(Value::downcast::<Local>) {
            // A key that is an int is found without Python code.
            let _ = local.dicts.remove_item(&key, vm);
        }
    }
}

fn thread_key(vm: &mut Vm) -> Value {
    Value::from_usize(vm.thread_number() as usize)
}

/// The running thread's dict. Where there is none yet, `__init__` is called.
fn own_dict(this: &Ref<Local>, vm: &mut Vm) -> PyResult<Ref<Dict>> {
    let local = this.as_value();
    let key = thread_key(vm);
    if let Some(dict) = this.dicts.get_item(&key, vm)?
        && let Some(dict) = dict.downcast::<Dict>()
    {
        return Ok(dict.clone());
    }
    let dict = add_dict(this, vm)?;
    if let Some(init) = local.class(vm).slots(vm).init {
        let args = Args::new(&this.arguments, &this.names);
        if let Err(raised) = init(local, args, vm) {
            // The next access tries again.
            let _ = this.dicts.remove_item(&key, vm);
            return Err(raised);
        }
    }
    Ok(dict)
}

/// Attribute look-up as for any object, but in the running thread's dict.
fn get_attribute(this: &Ref<Local>, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
    let local = this.as_value();
    let dict = own_dict(this, vm)?;
    if is_dict_name(name) {
        return Ok(dict.into_value());
    }
    let class = local.class(vm).clone();
    let found = class.lookup(name, vm).cloned();
    let slots = found.as_ref().map(|found| {
        let slots = found.class(vm).slots(vm);
        (slots.descriptor_get, slots.descriptor_set)
    });
    if let (Some(found), Some((Some(get), Some(_)))) = (&found, slots) {
        return get(found, Some(local), class.as_value(), vm);
    }
    if let Some(value) = dict.get_str(name, vm) {
        return Ok(value.clone());
    }
    match (found, slots) {
        (Some(found), Some((Some(get), _))) => get(&found, Some(local), class.as_value(), vm),
        (Some(found), _) => Ok(found),
        (None, _) => Err(vm.no_attribute_error(local, name)),
    }
}

fn set_attribute(
    this: &Ref<Local>,
    name: &Ref<Str>,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let local = this.as_value();
    if is_dict_name(name) {
        return Err(read_only(local, name, vm));
    }
    let dict = own_dict(this, vm)?;
    let found = local.class(vm).clone().lookup(name, vm).cloned();
    if let Some(found) = found
        && let Some(set) = found.class(vm).slots(vm).descriptor_set
    {
        return set(&found, local, value, vm);
    }
    match value {
        Some(value) => {
            dict.set_str(name, value, vm);
            Ok(())
        }
        None => match dict.remove_str(name, vm) {
            Some(_) => Ok(()),
            None => Err(vm.no_attribute_error(local, name)),
        },
    }
}

fn is_dict_name(name: &Str) -> bool {
    name.as_bytes() == b"__dict__"
}

fn read_only(local: &Value, name: &Ref<Str>, vm: &mut Vm) -> Raised {
    let (class, text) = (local.type_name(vm), name.to_string_lossy());
    let message = format!("'{class}' object attribute '{text}' is read-only");
    vm.attribute_error_of(local, name, &message)
}
