//! The protocol of elements: they are sequences of their children.

use rpy_macros::native_class;
use rpy_vm::builtins::sequence::position;
use rpy_vm::builtins::sequence_iterator::SequenceIterator;
use rpy_vm::builtins::slice::{Slice, SliceIndices};
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::arguments;
use super::element::{Element, TextCell, is_nothing, no_element};

#[native_class(
    name = "xml.etree.ElementTree.Element",
    flags(base, weakref),
    undocumented,
    methods(Element::METHODS, Element::FIND, Element::COPY)
)]
impl Element {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<Element> {
        Ref::with_class(Element::with_tag(Value::NONE), class, vm)
    }

    #[init]
    fn init(this: &Ref<Element>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let values = arguments::positional("Element", args.again(), 1, 2, vm)?;
        let attrib = arguments::attributes("Element", args, 1, vm)?;
        let attrib = attrib.filter(|attrib| !is_nothing(attrib, vm));
        if attrib.is_some() {
            drop(this.attrib.replace(attrib, vm));
            drop(this.children.replace(Vec::new(), vm));
        }
        drop(this.tag.replace(values[0].clone(), vm));
        this.text.set(Value::NONE, vm);
        this.tail.set(Value::NONE, vm);
        Ok(())
    }

    #[slot]
    fn repr(this: &Ref<Element>, vm: &mut Vm) -> PyResult {
        if !vm.repr_enter(this.as_value()) {
            let class = this.as_value().type_name(vm);
            return Err(vm.runtime_error(format!("reentrant call inside {class}.__repr__")));
        }
        let tag = this.tag.cloned(vm).repr(vm);
        vm.repr_leave(this.as_value());
        let mut text = rpy_vm::builtins::str::StrBuilder::new();
        text.push_str("<Element ");
        text.push_text(&*tag?);
        text.push_str(&format!(" at {:p}>", this.as_value().object_pointer()));
        Ok(text.finish(vm).into_value())
    }

    #[slot]
    fn bool(this: &Ref<Element>, vm: &mut Vm) -> PyResult<bool> {
        let category = vm.types.exceptions.deprecation_warning.clone();
        let message = "Testing an element's truth value will always return True in future versions.  \
                       Use specific 'len(elem)' or 'elem is not None' test instead.";
        vm.warn(&category, message)?;
        Ok(this.length(vm) != 0)
    }

    #[slot(length)]
    fn length_slot(this: &Ref<Element>, vm: &mut Vm) -> usize {
        this.length(vm)
    }

    #[slot(iter)]
    fn iter_slot(this: &Ref<Element>, vm: &mut Vm) -> Ref<SequenceIterator> {
        SequenceIterator::new(this.to_value(), vm)
    }

    #[slot]
    fn subscript(this: &Ref<Element>, key: &Value, vm: &mut Vm) -> PyResult {
        match selected(key, vm)? {
            Selected::Child(index) => {
                let child = match position(index, this.length(vm)) {
                    Some(position) => this.child(position, vm),
                    None => None,
                };
                child.ok_or_else(|| vm.index_error("child index out of range"))
            }
            Selected::Children(slice) => {
                let parts = slice.parts(vm)?;
                let indices = parts.indices(this.length(vm));
                vm.check_allocation(indices.count * size_of::<Value>())?;
                let children = indices.select(this.children.get(vm));
                Ok(vm.new_list(children))
            }
        }
    }

    #[slot]
    fn set_subscript(
        this: &Ref<Element>,
        key: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        match selected(key, vm)? {
            Selected::Child(index) => set_child(this, index, value, vm),
            Selected::Children(slice) => {
                let parts = slice.parts(vm)?;
                let Some(value) = value else {
                    let indices = parts.indices(this.length(vm));
                    remove(this, indices, vm);
                    return Ok(());
                };
                // This may run Python code, so the indices are made afterwards.
                let new = vm.collect_or(&value, "assignment expects an iterable")?;
                let indices = parts.indices(this.length(vm));
                replace(this, indices, new, vm)
            }
        }
    }
}

/// What a key selects.
enum Selected<'a> {
    Child(isize),
    Children(&'a Ref<Slice>),
}

fn selected<'a>(key: &'a Value, vm: &mut Vm) -> PyResult<Selected<'a>> {
    if let Some(index) = key.as_small_int() {
        return Ok(Selected::Child(index as isize));
    }
    if key.is_index(vm) {
        let Some(index) = key.index(vm)?.as_int().and_then(|it| it.as_i64()) else {
            let class = key.type_name(vm);
            let message = format!("cannot fit '{class}' into an index-sized integer");
            return Err(vm.index_error(message));
        };
        return Ok(Selected::Child(index as isize));
    }
    match key.downcast::<Slice>() {
        Some(slice) => Ok(Selected::Children(slice)),
        None => Err(vm.type_error("element indices must be integers")),
    }
}

fn set_child(this: &Ref<Element>, index: isize, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let Some(place) = position(index, this.length(vm)) else {
        return Err(vm.index_error("child assignment index out of range"));
    };
    let old = match value {
        None => this.children.get_mut_in_place(vm).remove(place),
        Some(value) if value.has_payload::<Element>() => {
            std::mem::replace(&mut this.children.get_mut_in_place(vm)[place], value)
        }
        Some(value) => return Err(no_element(&value, vm)),
    };
    drop(old);
    Ok(())
}

/// Removes the children that indices select.
fn remove(this: &Ref<Element>, indices: SliceIndices, vm: &mut Vm) {
    if indices.count == 0 {
        return;
    }
    let indices = indices.ascending();
    let mut children = this.children.get_mut(vm);
    let removed: Vec<Value> = if indices.step == 1 {
        let start = indices.start as usize;
        children.drain(start..start + indices.count).collect()
    } else {
        let mut selected = indices.iter().peekable();
        let all = std::mem::take(&mut *children).into_iter().enumerate();
        let (removed, kept): (Vec<_>, Vec<_>) =
            all.partition(|(index, _)| selected.next_if_eq(index).is_some());
        *children = kept.into_iter().map(|(_, child)| child).collect();
        removed.into_iter().map(|(_, child)| child).collect()
    };
    drop(children);
    drop(removed);
}

/// Puts elements in place of the children that indices select.
fn replace(
    this: &Ref<Element>,
    indices: SliceIndices,
    new: Vec<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    if indices.step != 1 && new.len() != indices.count {
        let (size, selected) = (new.len(), indices.count);
        return Err(vm.value_error(format!(
            "attempt to assign sequence of size {size} to extended slice of size {selected}"
        )));
    }
    if let Some(other) = new.iter().find(|value| !value.has_payload::<Element>()) {
        return Err(no_element(other, vm));
    }
    this.reserve(new.len().saturating_sub(indices.count), vm)?;
    let mut children = this.children.get_mut(vm);
    let old: Vec<Value> = if indices.step == 1 {
        let start = indices.start as usize;
        children.splice(start..start + indices.count, new).collect()
    } else {
        let pairs = indices.iter().zip(new);
        pairs
            .map(|(index, value)| std::mem::replace(&mut children[index], value))
            .collect()
    };
    drop(children);
    drop(old);
    Ok(())
}
