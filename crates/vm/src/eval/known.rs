//! Functions that the eval loop knows by identity, and small services to the operations.

use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::function::foreign_builtins::ForeignBuiltins;
use crate::builtins::module::Module;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// Native functions whose calls have forms of their own; "unbound" until the module `builtins` is
/// filled.
pub(crate) struct KnownFunctions {
    len: Value,
    isinstance: Value,
    import: Value,
    list_append: Value,
    pub(crate) all: Value,
    pub(crate) any: Value,
}

impl Default for KnownFunctions {
    fn default() -> KnownFunctions {
        KnownFunctions {
            len: Value::UNBOUND,
            isinstance: Value::UNBOUND,
            import: Value::UNBOUND,
            list_append: Value::UNBOUND,
            all: Value::NONE,
            any: Value::NONE,
        }
    }
}

impl Vm {
    /// Learns the functions from the module `builtins`, when that has been filled.
    pub(crate) fn learn_known_functions(&mut self) {
        let mut find = |name: &str| {
            let name = self.intern(name);
            let builtins = self.builtins.clone();
            builtins
                .get_str(&name, self)
                .cloned()
                .unwrap_or(Value::UNBOUND)
        };
        let (len, isinstance, import) = (find("len"), find("isinstance"), find("__import__"));
        let (all, any) = (find("all"), find("any"));
        let append = self.names.append.clone();
        let list_append = self.types.list.lookup(&append, self).cloned();
        self.known = KnownFunctions {
            len,
            isinstance,
            import,
            list_append: list_append.unwrap_or(Value::UNBOUND),
            all,
            any,
        };
    }

    pub(crate) fn is_builtin_len(&self, value: &Value) -> bool {
        self.known.len.is(value)
    }

    pub(crate) fn is_builtin_isinstance(&self, value: &Value) -> bool {
        self.known.isinstance.is(value)
    }

    pub(crate) fn is_builtin_import(&self, value: &Value) -> bool {
        self.known.import.is(value)
    }

    pub(crate) fn is_list_append(&self, value: &Value) -> bool {
        self.known.list_append.is(value)
    }

    #[inline(always)]
    pub(crate) fn list_append_bits(&self) -> u64 {
        self.known.list_append.bits()
    }

    #[inline(always)]
    pub(crate) fn isinstance_bits(&self) -> u64 {
        self.known.isinstance.bits()
    }

    #[inline(always)]
    pub(crate) fn len_bits(&self) -> u64 {
        self.known.len.bits()
    }

    /// Whether calling a class makes a plain instance and calls `__init__`: its metaclass is
    /// `type` and its `__new__` that of `object`.
    pub(crate) fn has_plain_new(&self, class: &Ref<Type>) -> bool {
        let object_new = self.types.object.slots(self).new;
        match (class.slots(self).new, object_new) {
            (Some(new), Some(object_new)) => std::ptr::fn_addr_eq(new, object_new),
            _ => false,
        }
    }

    /// Whether the `__init__` of a class is that of `object`.
    pub(crate) fn has_plain_init(&self, class: &Ref<Type>) -> bool {
        let object_init = self.types.object.slots(self).init;
        match (class.slots(self).init, object_init) {
            (Some(init), Some(object_init)) => std::ptr::fn_addr_eq(init, object_init),
            (None, None) => true,
            _ => false,
        }
    }

    /// The builtins that functions with these globals use.
    pub(crate) fn builtins_of(&mut self, globals: &Ref<Dict>) -> Ref<Dict> {
        let Some(value) = globals.get_str(&self.names.__builtins__, self) else {
            return self.current_builtins();
        };
        if let Some(dict) = value.downcast::<Dict>() {
            dict.clone()
        } else if let Some(module) = value.downcast::<Module>() {
            module.dict().clone()
        } else {
            let object = value.clone();
            ForeignBuiltins::of(&object, self)
        }
    }

    /// The `value` of a `StopIteration`; anything else is raised on.
    pub(crate) fn stop_iteration_value(&mut self, raised: Raised) -> PyResult {
        let stop = self.types.exceptions.stop_iteration.clone();
        if !raised.is_instance(&stop, self) {
            return Err(raised);
        }
        let name = self.names.value.clone();
        raised.exception().to_value().get_attribute(&name, self)
    }

    /// How messages about its arguments call a callee: `module.qualname()`.
    pub(crate) fn callee_name(&mut self, callee: &Value) -> String {
        if let Some(function) = callee.downcast::<Function>() {
            let module = function.module(self);
            let module = module.downcast::<crate::builtins::str::Str>();
            let module = module.map(|module| module.to_string_lossy().into_owned());
            let name = function.display_name(self);
            match module.as_deref() {
                None | Some("builtins") => format!("{name}()"),
                Some(module) => format!("{module}.{name}()"),
            }
        } else {
            self.shown_callee(callee).unwrap_or_else(|_| {
                // What its attributes raise is not to hide the error that is told of.
                format!("{} object", self.class_of(callee).shown_name(self))
            })
        }
    }

    /// A callable by its `__qualname__` and `__module__`, or else as `str` shows it.
    fn shown_callee(&mut self, callee: &Value) -> PyResult<String> {
        let names = [
            self.names.__qualname__.clone(),
            self.names.__module__.clone(),
        ];
        let Some(name) = callee.get_attribute_optional(&names[0], self)? else {
            return Ok(callee.str(self)?.to_string_lossy().into_owned());
        };
        let name = name.str(self)?.to_string_lossy().into_owned();
        let module = callee.get_attribute_optional(&names[1], self)?;
        match module.filter(|module| !module.is_none()) {
            Some(module) => {
                let module = module.str(self)?;
                if module.equals(&self.names.builtins) {
                    return Ok(format!("{name}()"));
                }
                Ok(format!("{}.{name}()", module.to_string_lossy()))
            }
            None => Ok(format!("{name}()")),
        }
    }

    /// Reports an exception that cannot be raised where it occurred (`sys.unraisablehook`). `doing`
    /// says what was done with the object.
    pub fn unraisable(&mut self, doing: &str, raised: Raised, object: &Value) {
        let text = object
            .repr(self)
            .map(|text| text.to_string_lossy().into_owned());
        let text = text.unwrap_or_else(|_| "<object repr() failed>".to_owned());
        self.unraisable_message(&format!("while {doing} {text}"), raised);
    }

    /// Reports an exception that nobody can catch; `what` follows "Exception ignored".
    pub fn unraisable_message(&mut self, what: &str, raised: Raised) {
        self.report_unraisable(&format!("Exception ignored {what}:"), &raised);
    }
}
