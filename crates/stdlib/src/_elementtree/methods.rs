//! The methods and attributes of elements, but for those that find and copy.

use rpy_macros::methods;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::sequence::clamp_position;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::element::{Element, TextCell};
use super::iter::ElementIterator;

/// The argument of a method that takes one by position.
fn only<'a>(name: &str, args: Args<'a>, vm: &mut Vm) -> PyResult<&'a Value> {
    match args.positional() {
        [] => Err(vm.type_error(format!(
            "{name}() takes exactly 1 positional argument (0 given)"
        ))),
        [value] if !args.has_keywords() => Ok(value),
        _ => {
            let given = args.len();
            Err(vm.type_error(format!("{name}() takes at most 1 argument ({given} given)")))
        }
    }
}

/// Raises `TypeError` where a method that takes nothing is given something.
pub(super) fn nothing(name: &str, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    match args.is_empty() {
        true => Ok(()),
        false => Err(vm.type_error(format!("{name}() takes no arguments"))),
    }
}

/// The value of an attribute, which cannot be deleted.
fn assigned(value: Option<Value>, vm: &mut Vm) -> PyResult<Value> {
    match value {
        Some(value) => Ok(value),
        None => Err(vm.attribute_error("can't delete element attribute")),
    }
}

#[methods(METHODS)]
impl Element {
    /// What kind of element it is.
    #[getter]
    fn tag(this: &Ref<Element>, vm: &mut Vm) -> Value {
        this.tag.cloned(vm)
    }

    #[setter(tag)]
    fn set_tag(this: &Ref<Element>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = assigned(value, vm)?;
        drop(this.tag.replace(value, vm));
        Ok(())
    }

    /// The text between the start of the element and its first child, or None.
    #[getter]
    fn text(this: &Ref<Element>, vm: &mut Vm) -> PyResult {
        this.text.joined(vm)
    }

    #[setter(text)]
    fn set_text(this: &Ref<Element>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = assigned(value, vm)?;
        this.text.set(value, vm);
        Ok(())
    }

    /// The text between the end of the element and what follows, or None.
    #[getter]
    fn tail(this: &Ref<Element>, vm: &mut Vm) -> PyResult {
        this.tail.joined(vm)
    }

    #[setter(tail)]
    fn set_tail(this: &Ref<Element>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = assigned(value, vm)?;
        this.tail.set(value, vm);
        Ok(())
    }

    /// The attributes, a dict.
    #[getter]
    fn attrib(this: &Ref<Element>, vm: &mut Vm) -> Ref<Dict> {
        this.attributes(vm)
    }

    #[setter(attrib)]
    fn set_attrib(this: &Ref<Element>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = assigned(value, vm)?;
        let Ok(dict) = value.clone().downcast_into::<Dict>() else {
            let class = value.type_name(vm);
            return Err(vm.type_error(format!("attrib must be dict, not {class}")));
        };
        drop(this.attrib.replace(Some(dict), vm));
        Ok(())
    }

    /// Removes attributes, texts and children; the tag stays.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<Element>, vm: &mut Vm) {
        let attrib = this.attrib.replace(None, vm);
        let children = this.children.replace(Vec::new(), vm);
        drop((attrib, children));
        this.text.set(Value::NONE, vm);
        this.tail.set(Value::NONE, vm);
    }

    /// Returns the value of an attribute, or default if there is none.
    #[method(signature = "($self, /, key, default=None)")]
    fn get(this: &Ref<Element>, key: &Value, default: &Value, vm: &mut Vm) -> PyResult {
        let Some(attrib) = this.attrib.cloned(vm) else {
            return Ok(default.clone());
        };
        let found = attrib.get_item(key, vm)?;
        Ok(found.unwrap_or_else(|| default.clone()))
    }

    /// Sets an attribute.
    #[method(signature = "($self, key, value, /)")]
    fn set(this: &Ref<Element>, key: Value, value: Value, vm: &mut Vm) -> PyResult<()> {
        let attrib = this.attributes(vm);
        attrib.set_item(key, value, vm)?;
        Ok(())
    }

    /// Returns the names and values of the attributes, as a list of tuples.
    #[method(signature = "($self, /)")]
    fn items(this: &Ref<Element>, vm: &mut Vm) -> Value {
        let Some(attrib) = this.attrib.cloned(vm) else {
            return vm.new_list(Vec::new());
        };
        let items = attrib.items_vec(vm).into_iter();
        let items = items
            .map(|(name, value)| Tuple::from_array([name, value], vm).into_value())
            .collect();
        vm.new_list(items)
    }

    /// Returns the names of the attributes, as a list.
    #[method(signature = "($self, /)")]
    fn keys(this: &Ref<Element>, vm: &mut Vm) -> Value {
        let names = match this.attrib.get(vm) {
            Some(attrib) => attrib.keys_vec(vm),
            None => Vec::new(),
        };
        vm.new_list(names)
    }

    /// Appends a child.
    #[method(signature = "($self, subelement, /)")]
    fn append(this: &Ref<Element>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let child = only("append", args, vm)?;
        if !child.has_payload::<Element>() {
            let class = match child.is_none() {
                true => "None".to_owned(),
                false => child.type_name(vm),
            };
            return Err(vm.type_error(format!(
                "append() argument 1 must be xml.etree.ElementTree.Element, not {class}"
            )));
        }
        this.push(child.clone(), vm)
    }

    /// Appends the elements of an iterable.
    #[method(signature = "($self, elements, /)")]
    fn extend(this: &Ref<Element>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let elements = only("extend", args, vm)?;
        let elements = vm.collect_or(elements, "'elements' must be an iterable")?;
        for element in elements {
            this.push(element, vm)?;
        }
        Ok(())
    }

    /// Inserts a child in front of the one at the index.
    #[method(signature = "($self, index, subelement, /)")]
    fn insert(
        this: &Ref<Element>,
        index: isize,
        subelement: &Ref<Element>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.reserve(1, vm)?;
        let length = this.length(vm);
        let place = clamp_position(index, length).min(length);
        let child = subelement.to_value();
        this.children.get_mut(vm).insert(place, child);
        Ok(())
    }

    /// Removes the first child that equals the given one.
    ///
    /// Raises ValueError if there is none.
    #[method(signature = "($self, subelement, /)")]
    fn remove(this: &Ref<Element>, subelement: &Ref<Element>, vm: &mut Vm) -> PyResult<()> {
        let wanted = subelement.as_value();
        let mut index = 0;
        while let Some(child) = this.child(index, vm) {
            vm.poll()?;
            if child.is(wanted) || child.equals(wanted, vm)? {
                // Comparing may have changed the children.
                if index < this.length(vm) {
                    drop(this.children.get_mut_in_place(vm).remove(index));
                }
                return Ok(());
            }
            index += 1;
        }
        Err(vm.value_error("Element.remove(x): element not found"))
    }

    /// Returns an iterator over the element and all that is in it, in the order of the document; with a tag,
    /// over those that have it.
    #[method(signature = "($self, /, tag=None)")]
    fn iter(this: &Ref<Element>, tag: &Value, vm: &mut Vm) -> Ref<ElementIterator> {
        let is_any = match (tag.downcast::<Str>(), tag.downcast::<Bytes>()) {
            (Some(text), _) => text.as_bytes() == b"*",
            (_, Some(bytes)) => bytes.as_slice() == b"*",
            _ => false,
        };
        let tag = if is_any { Value::NONE } else { tag.clone() };
        ElementIterator::of(this, tag, false, vm)
    }

    /// Returns an iterator over the texts in the element, in the order of the document.
    #[method(signature = "($self, /)")]
    fn itertext(
        this: &Ref<Element>,
        args: Args<'_>,
        vm: &mut Vm,
    ) -> PyResult<Ref<ElementIterator>> {
        nothing("itertext", args, vm)?;
        Ok(ElementIterator::of(this, Value::NONE, true, vm))
    }

    /// Makes an element of the same kind, which is not appended to anything.
    #[method(signature = "($self, tag, attrib, /)")]
    fn makeelement(this: &Ref<Element>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Element>> {
        let _ = this;
        let [tag, attrib] = args.positional() else {
            let given = args.positional().len();
            return Err(vm.type_error(format!(
                "makeelement() takes exactly 2 positional arguments ({given} given)"
            )));
        };
        let Some(attrib) = attrib.downcast::<Dict>() else {
            let class = attrib.type_name(vm);
            let message = format!("makeelement() argument 2 must be dict, not {class}");
            return Err(vm.type_error(message));
        };
        let attrib = attrib.copy(vm);
        Ok(Element::make(tag.clone(), Some(attrib), vm))
    }
}
