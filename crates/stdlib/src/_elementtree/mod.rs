//! `_elementtree`: elements, and what builds them of XML.
//! Reference: <https://docs.python.org/3.14/library/xml.etree.elementtree.html>
//!
//! `element.rs` is what an element holds; `methods.rs`, `slots.rs`, `find.rs` and `copy.rs` what it can do.
//! `builder.rs` makes a tree of events, and `parser.rs` takes them from the machine of `pyexpat` without a call
//! of Python between the two.

mod arguments;
mod builder;
mod copy;
mod element;
mod events;
mod find;
mod iter;
mod methods;
mod parser;
mod slots;

use rpy_macros::exception;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Raised, Value, Vm};

pub use self::_elementtree::MODULE;

// A document is not well-formed; `code` is the number of the error, `position` line and column.
#[exception(name = "xml.etree.ElementTree.ParseError", base = SyntaxError)]
pub(crate) struct ParseError;

/// `ParseError(message)`, as Python would make it.
#[cold]
fn parse_error(message: &str, vm: &mut Vm) -> Result<Value, Raised> {
    let class = ParseError::class(vm).to_value();
    let message = vm.new_str(message);
    class.call_positional(&[message], vm)
}

/// Elements and their parsers.
#[rpy_macros::native_module(
    name = "_elementtree",
    classes(
        super::ParseError,
        super::element::Element,
        super::builder::TreeBuilder,
        super::parser::XmlParser
    )
)]
mod _elementtree {
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{Args, PyResult, Ref, Value, Vm};

    use super::arguments;
    use super::element::Element;

    /// What the module knows.
    #[state]
    #[derive(Default)]
    pub(crate) struct State {
        /// What makes comments for builders that are not told another.
        pub(crate) comment_factory: Option<Value>,
        /// What makes processing instructions for them.
        pub(crate) pi_factory: Option<Value>,
    }

    /// Makes an element and appends it to another.
    #[function(signature = "(*args, **kwargs)", hidden)]
    fn SubElement(args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Element>> {
        let values = arguments::positional("SubElement", args.again(), 2, 3, vm)?;
        let Some(parent) = values[0].downcast::<Element>() else {
            let class = values[0].type_name(vm);
            return Err(vm.type_error(format!(
                "SubElement() argument 1 must be xml.etree.ElementTree.Element, not {class}"
            )));
        };
        let attrib = arguments::attributes("SubElement", args, 2, vm)?;
        let element = Element::make(values[1].clone(), attrib, vm);
        parent.push(element.to_value(), vm)?;
        Ok(element)
    }

    /// Sets what makes comments and processing instructions for builders that are not told another; returns
    /// what did so before.
    #[function(signature = "(comment_factory, pi_factory, /)")]
    fn _set_factories(
        comment_factory: &Value,
        pi_factory: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<Tuple>> {
        for (factory, name) in [(comment_factory, "Comment"), (pi_factory, "PI")] {
            if !factory.is_none() && !factory.is_callable(vm) {
                let class = factory.type_name(vm);
                let message = format!("{name} factory must be callable, not {class}");
                return Err(vm.type_error(message));
            }
        }
        let given = |factory: &Value| (!factory.is_none()).then(|| factory.clone());
        let state = vm.module_state::<State>();
        let old = [
            std::mem::replace(&mut state.comment_factory, given(comment_factory)),
            std::mem::replace(&mut state.pi_factory, given(pi_factory)),
        ];
        let old = old.map(|factory| factory.unwrap_or(Value::NONE));
        Ok(Tuple::from_array(old, vm))
    }
}
