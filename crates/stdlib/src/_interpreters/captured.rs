//! What is left of an exception outside of its interpreter.

use rpy_vm::builtins::exceptions::BaseException;
use rpy_vm::builtins::namespace::Namespace;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Value, Vm};

/// An exception, as text.
pub(super) struct Captured {
    /// `__name__`, `__qualname__`, `__module__` of its class.
    names: [Option<String>; 3],
    message: Option<String>,
    /// What is printed of it.
    display: String,
}

impl Captured {
    pub(super) fn new(exception: &Ref<BaseException>, vm: &mut Vm) -> Captured {
        let class = exception.class().to_value();
        let names = ["__name__", "__qualname__", "__module__"].map(|name| {
            let name = vm.intern(name);
            let value = class.get_attribute(&name, vm).ok()?;
            Some(value.downcast::<Str>()?.to_string_lossy().into_owned())
        });
        let message = exception.as_value().str(vm);
        let display = vm.format_exception(exception);
        Captured {
            names,
            message: message.ok().map(|text| text.to_string_lossy().into_owned()),
            display: display.strip_suffix('\n').unwrap_or(&display).to_owned(),
        }
    }

    /// Class and message on one line.
    pub(super) fn formatted(&self) -> String {
        let [name, qualname, module] = &self.names;
        let name = qualname.as_ref().or(name.as_ref());
        let mut text = name.cloned().unwrap_or_default();
        if let Some(module) = module
            && module != "builtins"
            && module != "__main__"
        {
            text = format!("{module}.{text}");
        }
        match &self.message {
            Some(message) => format!("{text}: {message}"),
            None => text,
        }
    }

    /// What is printed of it.
    pub(super) fn display(&self) -> &str {
        &self.display
    }

    /// A `SimpleNamespace` that tells of it.
    pub(super) fn to_namespace(&self, vm: &mut Vm) -> PyResult {
        let class = Namespace::new(vm).into_value();
        let names = ["__name__", "__qualname__", "__module__"];
        for (name, text) in names.into_iter().zip(&self.names) {
            set(&class, name, text.as_deref(), vm)?;
        }
        let namespace = Namespace::new(vm).into_value();
        let name = vm.intern("type");
        namespace.set_attribute(&name, class, vm)?;
        set(&namespace, "msg", self.message.as_deref(), vm)?;
        set(&namespace, "formatted", Some(&self.formatted()), vm)?;
        set(&namespace, "errdisplay", Some(&self.display), vm)?;
        Ok(namespace)
    }
}

fn set(namespace: &Value, name: &str, text: Option<&str>, vm: &mut Vm) -> PyResult<()> {
    let name = vm.intern(name);
    let text = text.map_or(Value::NONE, |text| vm.new_str(text));
    namespace.set_attribute(&name, text, vm)
}
