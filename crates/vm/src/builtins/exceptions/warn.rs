//! Warnings of the virtual machine itself.
//! Reference: <https://docs.python.org/3.14/c-api/exceptions.html#issuing-warnings>

use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

impl Vm {
    /// The module `warnings`, if it can be imported.
    pub(crate) fn warnings_module(&mut self) -> Option<Value> {
        let name = self.intern("warnings");
        self.import_name(&name).ok()
    }

    /// Warns of what the running Python function does, by `warnings.warn`. Without that module, the
    /// warning is written out once for each line, unless it is for programmers and the line is not
    /// the main program's.
    ///
    /// Errors: the warning itself, if a filter makes an error of it.
    pub fn warn(&mut self, category: &Ref<Type>, message: &str) -> PyResult<()> {
        self.warn_at(category, message, 1)
    }

    /// As [`Vm::warn`], of what a caller does: `stack_level` is 1 for the running function, 2 for its
    /// caller.
    pub fn warn_at(
        &mut self,
        category: &Ref<Type>,
        message: &str,
        stack_level: i32,
    ) -> PyResult<()> {
        let text = self.new_str(message);
        if let Some(warnings) = self.warnings_module() {
            let name = self.intern("warn");
            let warn = warnings.get_attribute(&name, self)?;
            return warn
                .call_positional(
                    &[text, category.to_value(), Value::from_i32(stack_level)],
                    self,
                )
                .map(drop);
        }
        self.write_warning(category, &text, message)
    }

    /// Keeps the filters of `warnings`, if that is there, for what is warned of while modules are given up.
    pub(crate) fn keep_warning_filters(&mut self) {
        let [module, filters, default] =
            ["warnings", "filters", "defaultaction"].map(|name| self.intern(name));
        let Some(module) = self.modules.clone().get_str(&module, self).cloned() else {
            return;
        };
        if let (Ok(filters), Ok(default)) = (
            module.get_attribute(&filters, self),
            module.get_attribute(&default, self),
        ) {
            self.last_filters = Some((filters, default));
        }
    }

    /// Warns at the end of the program, when `warnings` cannot do it: the filters that it had say whether the
    /// warning is written out. `None` if there are none.
    ///
    /// Errors: the warning itself, if a filter makes an error of it.
    pub fn warn_at_end(&mut self, category: &Ref<Type>, message: &str) -> Option<PyResult<()>> {
        let (filters, default) = self.last_filters.clone()?;
        Some(self.warn_by_filters(category, message, &filters, default))
    }

    fn warn_by_filters(
        &mut self,
        category: &Ref<Type>,
        message: &str,
        filters: &Value,
        default: Value,
    ) -> PyResult<()> {
        let (filename, line) = match self.code_at(0) {
            Some((code, line)) => (code.source().filename.to_string(), line),
            None => ("<sys>".to_owned(), 0),
        };
        let text = self.new_str(message);
        let module = self.new_str(filename.trim_end_matches(".py"));
        let mut action = default;
        for filter in self.collect(filters)? {
            let Some([what, pattern, kind, modules, number]) = filter
                .downcast::<Tuple>()
                .and_then(|parts| <&[Value; 5]>::try_from(parts.as_slice()).ok())
            else {
                continue;
            };
            let is_kind = kind
                .downcast::<Type>()
                .is_some_and(|kind| category.is_subclass_of(kind, self));
            let is_line = number
                .as_small_int()
                .is_none_or(|number| number == 0 || number == i64::from(line));
            if is_kind
                && is_line
                && self.filter_matches(pattern, &text)?
                && self.filter_matches(modules, &module)?
            {
                action = what.clone();
                break;
            }
        }
        let action = action.str(self)?.to_string_lossy().into_owned();
        match action.as_str() {
            "ignore" => Ok(()),
            "error" => Err(Raised::new(self.new_exception(category, vec![text]))),
            _ => {
                let category = category.name(self);
                self.write_error(&format!("{filename}:{line}: {category}: {message}\n"));
                Ok(())
            }
        }
    }

    /// Whether a filter's pattern, or None, fits a text.
    fn filter_matches(&mut self, pattern: &Value, text: &Value) -> PyResult<bool> {
        if pattern.is_none() {
            return Ok(true);
        }
        let name = self.intern("match");
        let found = pattern.call_method(&name, std::slice::from_ref(text), self)?;
        found.is_true(self)
    }

    fn write_warning(&mut self, category: &Ref<Type>, text: &Value, message: &str) -> PyResult<()> {
        let globals = self.current_globals();
        let for_programmers = [
            &self.types.exceptions.deprecation_warning,
            &self.types.exceptions.pending_deprecation_warning,
        ];
        if for_programmers
            .iter()
            .any(|known| category.is_subclass_of(known, self))
        {
            let name = self.names.__name__.clone();
            let is_main = globals
                .get_str(&name, self)
                .and_then(|name| name.downcast::<Str>())
                .is_some_and(|name| name.is(&self.names.__main__));
            if !is_main {
                return Ok(());
            }
        }
        let (filename, line) = match self.code_at(0) {
            Some((code, line)) => (code.source().filename.to_string(), line),
            None => ("<sys>".to_owned(), 0),
        };
        let key = [
            text.clone(),
            category.to_value(),
            Value::from_usize(line as usize),
        ];
        let key = Tuple::from_array(key, self).into_value();
        let registry = self.intern("__warningregistry__");
        let registry = match globals.get_str(&registry, self).cloned() {
            Some(known) => known,
            None => {
                let made = Dict::new(self).into_value();
                globals.set_str(&registry, made.clone(), self);
                made
            }
        };
        if let Some(registry) = registry.downcast::<Dict>() {
            if registry.get_item(&key, self)?.is_some() {
                return Ok(());
            }
            registry.set_item(key, Value::TRUE, self)?;
        }
        let category = category.name(self);
        let mut report = format!("{filename}:{line}: {category}: {message}\n");
        if let Some(source) = self.read_source_line(&filename, line) {
            report.push_str(&format!("  {}\n", source.trim_start()));
        }
        self.host().report(&report);
        Ok(())
    }
}
