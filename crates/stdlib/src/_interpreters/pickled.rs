//! Objects that go to other interpreters pickled.
//!
//! What a program defines in its `__main__` is pickled by its name, and the `__main__` of another interpreter
//! does not have it. There, the program's file is run once more, as a module that is not main, and what is
//! missing is taken from it.

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Value, Vm};

use super::data::{main_module, not_shareable};
use super::runtime::own;

/// The name under which the file of `__main__` is run for what is missing.
const FAKE_MAIN: &str = "<fake __main__>";

/// A pickled object.
pub(crate) struct Pickled {
    bytes: Vec<u8>,
    /// The file of the `__main__` that it is from.
    main: Option<String>,
}

impl Pickled {
    /// Pickles an object.
    ///
    /// Raises what `pickle` does.
    pub(super) fn new(value: &Value, vm: &mut Vm) -> PyResult<Pickled> {
        let pickled = call_pickle("dumps", value, vm)?;
        let Some(bytes) = pickled.downcast::<Bytes>() else {
            return Err(vm.type_error("pickle.dumps() gave no bytes"));
        };
        let name = vm.names.__file__.clone();
        let main = main_module(vm)?;
        let file = main.dict().get_str(&name, vm);
        let file = file.and_then(|file| file.downcast::<Str>());
        Ok(Pickled {
            bytes: bytes.as_slice().to_vec(),
            main: file.map(|file| file.to_string_lossy().into_owned()),
        })
    }

    /// Makes the object anew.
    ///
    /// Raises `NotShareableError` if that goes wrong.
    pub(super) fn load(self, vm: &mut Vm) -> PyResult {
        let bytes = vm.new_bytes(&self.bytes);
        loop {
            let raised = match call_pickle("loads", &bytes, vm) {
                Ok(value) => return Ok(value),
                Err(raised) => raised,
            };
            let missing = missing_name(raised.exception().as_value(), vm);
            let is_mended = match (missing, &self.main) {
                // What goes wrong in the file is not what was asked for.
                (Some(name), Some(file)) => mend(&name, file, vm).unwrap_or(false),
                _ => false,
            };
            if !is_mended {
                let cause = Some(raised.into_exception());
                return Err(not_shareable("object could not be unpickled", cause, vm));
            }
        }
    }
}

fn call_pickle(function: &str, argument: &Value, vm: &mut Vm) -> PyResult {
    let (name, function) = (vm.intern("pickle"), vm.intern(function));
    let pickle = vm.import_name(&name)?;
    pickle.call_method(&function, std::slice::from_ref(argument), vm)
}

/// What `__main__` does not have, if an exception is about that.
fn missing_name(exception: &Value, vm: &mut Vm) -> Option<Value> {
    let class = vm.types.exceptions.attribute_error.clone();
    if !exception.class(vm).is_subclass_of(&class, vm) {
        return None;
    }
    let (name, object) = (vm.intern("name"), vm.intern("obj"));
    let object = exception.get_attribute(&object, vm).ok()?;
    let main = main_module(vm).ok()?;
    if !object.is(main.as_value()) {
        return None;
    }
    let name = exception.get_attribute(&name, vm).ok()?;
    name.has_payload::<Str>().then_some(name)
}

/// Takes what `__main__` does not have from the file of the program; `false` if that has it not either, or
/// did not help.
fn mend(name: &Value, file: &str, vm: &mut Vm) -> PyResult<bool> {
    let known = own(vm).fake_main.clone();
    let namespace = match known.filter(|(known, _)| known == file) {
        Some((_, namespace)) => namespace,
        None => {
            let (runpy, run_path) = (vm.intern("runpy"), vm.intern("run_path"));
            let runpy = vm.import_name(&runpy)?;
            let arguments = [vm.new_str(file), Value::NONE, vm.new_str(FAKE_MAIN)];
            let namespace = runpy.call_method(&run_path, &arguments, vm)?;
            own(vm).fake_main = Some((file.to_owned(), namespace.clone()));
            namespace
        }
    };
    let text = name
        .downcast::<Str>()
        .expect("the caller has looked")
        .clone();
    let main = main_module(vm)?;
    if main.dict().get_str(&text, vm).is_some() || !namespace.contains(name, vm)? {
        return Ok(false);
    }
    let value = namespace.subscript(name, vm)?;
    main.dict().clone().set_str(&text, value, vm);
    Ok(true)
}
