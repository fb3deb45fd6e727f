//! `pyexpat`: reading XML, with the interface that CPython has over expat.
//! Reference: <https://docs.python.org/3.14/library/pyexpat.html>, XML 1.0 (fifth edition)
//!
//! `machine.rs` turns text into events without knowing Python (`prolog.rs`, `doctype.rs`,
//! `content.rs`, `tags.rs`, `input.rs` are parts of it); `parser.rs` hands them to handlers.

mod content;
mod doctype;
mod document;
mod dtd;
mod event;
mod handlers;
mod input;
mod machine;
mod messages;
mod name_table;
mod names;
mod namespaces;
mod parser;
mod prolog;
mod tags;

use rpy_macros::exception;

pub(crate) use self::document::{look_up_encoding, message_of};
pub(crate) use self::event::{Event, Rare, Step, error};
pub(crate) use self::machine::Machine;
pub(crate) use self::name_table::NameId;
pub use self::pyexpat::MODULE;

/// The version of expat whose behaviour this is.
pub(crate) const VERSION: &str = "2.9.0";

/// A document is not well-formed.
#[exception(name = "xml.parsers.expat.ExpatError", base = Exception)]
pub(crate) struct ExpatError;

/// Reads XML and calls functions for what it finds.
#[rpy_macros::native_module(
    name = "pyexpat",
    classes(super::ExpatError, super::parser::Parser as "XMLParserType")
)]
mod pyexpat {
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::function::native::NativeClass;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::ExpatError;
    use super::messages::{MESSAGES, NAMES};
    use super::parser::Parser;

    /// The version of expat whose behaviour this is.
    #[constant]
    const EXPAT_VERSION: &str = "expat_2.9.0";

    #[constant]
    const native_encoding: &str = "UTF-8";

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("XML_PARAM_ENTITY_PARSING_NEVER", 0),
        ("XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE", 1),
        ("XML_PARAM_ENTITY_PARSING_ALWAYS", 2),
    ];

    /// The numbers of content models.
    const MODEL: [(&str, i32); 10] = [
        ("XML_CTYPE_EMPTY", 1),
        ("XML_CTYPE_ANY", 2),
        ("XML_CTYPE_MIXED", 3),
        ("XML_CTYPE_NAME", 4),
        ("XML_CTYPE_CHOICE", 5),
        ("XML_CTYPE_SEQ", 6),
        ("XML_CQUANT_NONE", 0),
        ("XML_CQUANT_OPT", 1),
        ("XML_CQUANT_REP", 2),
        ("XML_CQUANT_PLUS", 3),
    ];

    /// Adds a module that is an attribute of this one.
    fn add_part(module: &Ref<Module>, name: &str, part: &Ref<Module>, vm: &mut Vm) {
        let full = vm.intern(&format!("pyexpat.{name}"));
        vm.modules.clone().set_str(&full, part.to_value(), vm);
        module.add(name, part.to_value(), vm);
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let class = ExpatError::class(vm).to_value();
        module.add("error", class, vm);
        let version = [2, 9, 0].map(Value::from_i32);
        let version = Tuple::from_array(version, vm).into_value();
        module.add("version_info", version, vm);
        let features = [
            ("sizeof(XML_Char)", 1),
            ("sizeof(XML_LChar)", 1),
            ("XML_DTD", 0),
            ("XML_CONTEXT_BYTES", 1024),
            ("XML_NS", 0),
        ];
        let features = features.map(|(name, value)| {
            let name = vm.new_str(name);
            Tuple::from_array([name, Value::from_i32(value)], vm).into_value()
        });
        let features = vm.new_list(features.to_vec());
        module.add("features", features, vm);

        let errors = Module::new("pyexpat.errors", vm);
        let doc = vm.new_str("The words of the errors.");
        errors.add("__doc__", doc, vm);
        let (codes, messages) = (Dict::new(vm), Dict::new(vm));
        for (code, (message, name)) in MESSAGES.iter().zip(&NAMES).enumerate().skip(1) {
            let (message, code) = (vm.new_str(message), Value::from_usize(code));
            errors.add(name, message.clone(), vm);
            codes.set_item(message.clone(), code.clone(), vm)?;
            messages.set_item(code, message, vm)?;
        }
        errors.add("codes", codes.into_value(), vm);
        errors.add("messages", messages.into_value(), vm);
        add_part(module, "errors", &errors, vm);

        let model = Module::new("pyexpat.model", vm);
        let doc = vm.new_str("The numbers of content models.");
        model.add("__doc__", doc, vm);
        for (name, value) in MODEL {
            model.add(name, Value::from_i32(value), vm);
        }
        add_part(module, "model", &model, vm);
        let handle = crate::_types::capsule("pyexpat.expat_CAPI", vm);
        module.add("expat_CAPI", handle, vm);
        Ok(())
    }

    /// Makes a parser.
    #[function(signature = "(encoding=None, namespace_separator=None, intern=<unrepresentable>)")]
    fn ParserCreate(
        encoding: &Value,
        namespace_separator: &Value,
        intern: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Parser>> {
        let encoding = text_or_none(encoding, "encoding", vm)?;
        let separator = text_or_none(namespace_separator, "namespace_separator", vm)?;
        if separator
            .as_ref()
            .is_some_and(|text| text.chars().count() > 1)
        {
            return Err(vm.value_error(
                "namespace_separator must be at most one character, omitted, or None",
            ));
        }
        let intern = match intern.filter(|intern| !intern.is_none()) {
            None => Dict::new(vm),
            Some(intern) => match intern.downcast::<Dict>() {
                Some(dict) => dict.clone(),
                None => return Err(vm.type_error("intern must be a dictionary")),
            },
        };
        Ok(Parser::create(
            encoding.as_deref(),
            separator.as_deref(),
            intern,
            vm,
        ))
    }

    fn text_or_none(value: &Value, name: &str, vm: &mut Vm) -> PyResult<Option<String>> {
        if value.is_none() {
            return Ok(None);
        }
        match value.downcast::<Str>() {
            Some(text) => Ok(Some(text.to_string_lossy().into_owned())),
            None => {
                let class = value.type_name(vm);
                Err(vm.type_error(format!(
                    "ParserCreate() argument '{name}' must be str or None, not {class}"
                )))
            }
        }
    }

    /// The words of an error; None for a number that none has.
    #[function(signature = "(code, /)")]
    fn ErrorString(code: i64, vm: &mut Vm) -> Value {
        let message = usize::try_from(code)
            .ok()
            .and_then(|code| MESSAGES.get(code));
        match message.filter(|message| !message.is_empty()) {
            Some(message) => vm.new_str(message),
            None => Value::NONE,
        }
    }
}
