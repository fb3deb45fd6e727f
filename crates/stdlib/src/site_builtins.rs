//! What `site` puts into `builtins`: `quit`, `exit`, `copyright`, `credits`, `license`, `help`.
//! Reference: <https://docs.python.org/3.14/library/constants.html#constants-added-by-the-site-module>
//!
//! They are there from the start, without the modules `site` and `_sitebuiltins`, of which the latter
//! is asked for what more there is to do.

use rpy_macros::{Payload, native_class};
use rpy_vm::{PyResult, Ref, Value, Vm};

const CREDITS: &str = "    Thanks to CWI, CNRI, BeOpen, Zope Corporation, the Python Software \
                       Foundation,\n    and a cast of thousands for supporting Python \
                       development,\n    and to the RustPython project for its library.";
const LICENSE: &str = "See LICENSE of the project, and https://www.python.org/psf/license/";
const END_OF_INPUT: &str = "Ctrl-D (i.e. EOF)";

/// Puts the objects into `builtins`.
pub fn install(vm: &mut Vm) {
    for name in ["quit", "exit"] {
        let object = Quitter { name };
        let object = Ref::new(object, vm).into_value();
        put(name, object, vm);
    }
    for (name, text) in [
        ("copyright", super::sys::COPYRIGHT),
        ("credits", CREDITS),
        ("license", LICENSE),
    ] {
        let object = Printer { name, text };
        let object = Ref::new(object, vm).into_value();
        put(name, object, vm);
    }
    let object = Ref::new(Helper, vm).into_value();
    put("help", object, vm);
}

fn put(name: &str, value: Value, vm: &mut Vm) {
    let name = vm.intern(name);
    vm.builtins.clone().set_str(&name, value, vm);
}

/// `quit` and `exit`.
#[derive(Payload)]
pub(crate) struct Quitter {
    #[payload(skip)]
    name: &'static str,
}

#[native_class(name = "_sitebuiltins.Quitter")]
impl Quitter {
    #[slot]
    fn repr(this: &Ref<Quitter>, vm: &mut Vm) -> Value {
        let name = this.name;
        vm.new_str(&format!("Use {name}() or {END_OF_INPUT} to exit"))
    }

    /// The name in `builtins`.
    #[getter]
    fn name(this: &Ref<Quitter>) -> &'static str {
        this.name
    }

    /// What ends the input.
    #[getter]
    fn eof(_this: &Ref<Quitter>) -> &'static str {
        END_OF_INPUT
    }

    /// Ends the program.
    #[method(signature = "($self, code=None)")]
    fn __call__(_this: &Ref<Quitter>, code: Value, vm: &mut Vm) -> PyResult {
        // Shells that handle SystemExit listen to the end of their input.
        let (stdin, close) = (vm.names.stdin.clone(), vm.intern("close"));
        if let Some(stdin) = vm.sys_attribute(&stdin) {
            let _ = stdin.call_method(&close, &[], vm);
        }
        let class = vm.types.exceptions.system_exit.to_value();
        let exception = class.call_positional(&[code], vm)?;
        Err(vm.normalize_raise(&exception, None))
    }
}

/// `copyright`, `credits` and `license`.
#[derive(Payload)]
pub(crate) struct Printer {
    #[payload(skip)]
    name: &'static str,
    #[payload(skip)]
    text: &'static str,
}

#[native_class(name = "_sitebuiltins._Printer")]
impl Printer {
    #[slot]
    fn repr(this: &Ref<Printer>, vm: &mut Vm) -> Value {
        vm.new_str(this.text)
    }

    /// Prints the text.
    #[method(signature = "($self)")]
    fn __call__(this: &Ref<Printer>, vm: &mut Vm) -> PyResult {
        let (module, class) = (vm.intern("_sitebuiltins"), vm.intern("_Printer"));
        let module = vm.import_name(&module)?;
        let arguments = [vm.new_str(this.name), vm.new_str(this.text)];
        let printer = module.call_method(&class, &arguments, vm)?;
        printer.call_positional(&[], vm)
    }
}

/// `help`
#[derive(Payload)]
pub(crate) struct Helper;

#[native_class(name = "_sitebuiltins._Helper")]
impl Helper {
    #[slot]
    fn repr(_this: &Ref<Helper>, vm: &mut Vm) -> Value {
        vm.new_str("Type help() for interactive help, or help(object) for help about object.")
    }

    /// Shows the documentation of an object, or starts the help at the prompt.
    #[method(signature = "($self, *args, **kwds)")]
    fn __call__(_this: &Ref<Helper>, args: rpy_vm::Args<'_>, vm: &mut Vm) -> PyResult {
        let (module, help) = (vm.intern("pydoc"), vm.intern("help"));
        let module = vm.import_name(&module)?;
        module.get_attribute(&help, vm)?.call(args, vm)
    }
}
