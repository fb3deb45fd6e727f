//! What an interpreter may do: the fields of `PyInterpreterConfig`.

use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::namespace::Namespace;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

/// The names of the fields that are true or false, in order.
const SWITCHES: [&str; 6] = [
    "use_main_obmalloc",
    "allow_fork",
    "allow_exec",
    "allow_threads",
    "allow_daemon_threads",
    "check_multi_interp_extensions",
];

/// Whose lock an interpreter has. In fact each has its own.
const LOCKS: [&str; 3] = ["default", "shared", "own"];

/// What an interpreter may do. How memory and the lock are shared is kept, and has no meaning here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    /// As in [`SWITCHES`].
    switches: [bool; 6],
    /// One of [`LOCKS`].
    gil: &'static str,
}

impl Config {
    /// That of the first interpreter.
    pub(super) const MAIN: Config = Config {
        switches: [true, true, true, true, true, false],
        gil: "own",
    };

    const ISOLATED: Config = Config {
        switches: [false, false, false, true, false, true],
        gil: "own",
    };

    const LEGACY: Config = Config {
        switches: [true, true, true, true, true, false],
        gil: "shared",
    };

    const EMPTY: Config = Config {
        switches: [false; 6],
        gil: "default",
    };

    /// Whether `os.fork` may be called.
    pub(crate) fn allows_fork(&self) -> bool {
        self.switches[1]
    }

    /// Whether the process may become another program.
    pub(crate) fn allows_exec(&self) -> bool {
        self.switches[2]
    }

    /// Whether threads may be started.
    pub(crate) fn allows_threads(&self) -> bool {
        self.switches[3]
    }

    /// Whether threads may be started for which nobody waits at the end.
    pub(crate) fn allows_daemon_threads(&self) -> bool {
        self.switches[4]
    }

    /// Whether CPython could make an interpreter of it: memory of its own needs modules that can cope.
    pub(super) fn is_possible(&self) -> bool {
        self.switches[0] || self.switches[5]
    }

    /// The configuration of a name.
    ///
    /// Raises `ValueError` if there is none.
    pub(super) fn named(name: &str, vm: &mut Vm) -> PyResult<Config> {
        match name {
            "" | "default" | "isolated" => Ok(Config::ISOLATED),
            "legacy" => Ok(Config::LEGACY),
            "empty" => Ok(Config::EMPTY),
            _ => Err(vm.value_error(format!("unsupported config name '{name}'"))),
        }
    }

    /// The configuration that a name or an object with attributes tells.
    ///
    /// Raises `TypeError` or `ValueError` if it tells none.
    pub(super) fn of(value: Option<&Value>, vm: &mut Vm) -> PyResult<Config> {
        let Some(value) = value.filter(|value| !value.is_none()) else {
            return Ok(Config::ISOLATED);
        };
        if let Some(name) = value.downcast::<Str>() {
            return Config::named(&name.to_string_lossy(), vm);
        }
        let name = vm.intern("__dict__");
        let fields = value.get_attribute_optional(&name, vm)?;
        let Some(fields) = fields.as_ref().and_then(Value::downcast::<Dict>) else {
            let text = value.repr(vm)?.to_string_lossy().into_owned();
            return Err(vm.type_error(format!("bad config {text}")));
        };
        let mut config = Config::EMPTY;
        config.update(fields, true, vm)?;
        Ok(config)
    }

    /// Sets fields; all of them, if they are `needed`.
    ///
    /// Raises `TypeError` for a value of the wrong type, `ValueError` for fields that there are not, or
    /// that are missing.
    pub(super) fn update(&mut self, fields: &Ref<Dict>, needed: bool, vm: &mut Vm) -> PyResult<()> {
        let rest = fields.copy(vm);
        for (index, name) in SWITCHES.into_iter().enumerate() {
            if let Some(value) = take(&rest, name, needed, vm)? {
                let Some(value) = value.as_bool() else {
                    return Err(invalid(name, vm));
                };
                self.switches[index] = value;
            }
        }
        if let Some(value) = take(&rest, "gil", needed, vm)? {
            let Some(text) = value.downcast::<Str>() else {
                return Err(invalid("gil", vm));
            };
            let text = text.to_string_lossy();
            let Some(lock) = LOCKS.into_iter().find(|lock| *lock == text) else {
                let message = format!("unsupported interpreter config .gil value '{text}'");
                return Err(vm.value_error(message));
            };
            self.gil = lock;
        }
        let count = rest.length(vm);
        if count > 0 {
            let text = rest.to_value().repr(vm)?;
            let items = if count == 1 { "item" } else { "items" };
            let message = format!(
                "config dict has {count} extra {items} ({})",
                text.to_string_lossy()
            );
            return Err(vm.value_error(message));
        }
        Ok(())
    }

    /// The configuration as a `SimpleNamespace`.
    pub(super) fn to_namespace(&self, vm: &mut Vm) -> PyResult {
        let namespace = Namespace::new(vm).into_value();
        for (name, switch) in SWITCHES.into_iter().zip(self.switches) {
            let name = vm.intern(name);
            namespace.set_attribute(&name, Value::from(switch), vm)?;
        }
        let (name, gil) = (vm.intern("gil"), vm.new_str(self.gil));
        namespace.set_attribute(&name, gil, vm)?;
        Ok(namespace)
    }
}

fn take(fields: &Ref<Dict>, name: &str, needed: bool, vm: &mut Vm) -> PyResult<Option<Value>> {
    let key = vm.intern(name);
    match fields.remove_str(&key, vm) {
        None if needed => Err(vm.value_error(format!("missing config key: '{name}'"))),
        value => Ok(value),
    }
}

fn invalid(name: &str, vm: &mut Vm) -> Raised {
    vm.type_error(format!("invalid config type: {name}"))
}
