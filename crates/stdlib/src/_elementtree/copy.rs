//! Copies of elements, and what pickles hold of them.

use rpy_macros::methods;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::str::Str;
use rpy_vm::object::Object;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::element::{Element, TextCell, no_element};
use super::methods::nothing;

/// Most elements that are in one another in what is copied: a memo of what is deeper would take more memory
/// than programs expect.
const MOST_LEVELS: usize = 100_000;

/// An element that is being copied.
struct Copying {
    source: Ref<Element>,
    copy: Ref<Element>,
    /// Index of the child that comes next.
    index: usize,
}

/// Whether an object is surely met once only: it has one reference, beside the one that is looked at.
fn is_met_once(value: &Value) -> bool {
    value.as_object().is_some_and(|it| it.refcount() == 2)
}

/// `copy.deepcopy(value, memo)`
fn deep_copy_value(value: &Value, memo: &Ref<Dict>, vm: &mut Vm) -> PyResult {
    if value.is_none() || value.class(vm).is(&vm.types.str) {
        return Ok(value.clone());
    }
    let name = vm.intern("copy");
    let module = vm.import_name(&name)?;
    let function = vm.intern("deepcopy");
    module
        .get_attribute(&function, vm)?
        .call_positional(&[value.clone(), memo.to_value()], vm)
}

/// A copy of the attributes.
fn deep_copy_attributes(attrib: Ref<Dict>, memo: &Ref<Dict>, vm: &mut Vm) -> PyResult<Ref<Dict>> {
    let is_text = |value: &Value, vm: &Vm| value.class(vm).is(&vm.types.str);
    if attrib.class().is(&vm.types.dict)
        && is_met_once(attrib.as_value())
        && attrib
            .items_vec(vm)
            .iter()
            .all(|(name, value)| is_text(name, vm) && is_text(value, vm))
    {
        return Ok(attrib.copy(vm));
    }
    let copy = deep_copy_value(attrib.as_value(), memo, vm)?;
    let class = copy.type_name(vm);
    copy.downcast_into::<Dict>()
        .map_err(|_| vm.type_error(format!("attrib must be dict, not {class}")))
}

/// A copy of an element without its children. It is noted at once, so that one that is in itself can be
/// copied.
fn begin(source: Ref<Element>, memo: &Ref<Dict>, vm: &mut Vm) -> PyResult<Copying> {
    let tag = deep_copy_value(&source.tag.cloned(vm), memo, vm)?;
    let attrib = match source.attrib.cloned(vm) {
        Some(attrib) => Some(deep_copy_attributes(attrib, memo, vm)?),
        None => None,
    };
    let copy = Element::make(tag, attrib, vm);
    let text = deep_copy_value(&source.text.raw(vm), memo, vm)?;
    copy.text.set_like(text, &source.text, vm);
    let tail = deep_copy_value(&source.tail.raw(vm), memo, vm)?;
    copy.tail.set_like(tail, &source.tail, vm);
    let id = identity(&source, vm);
    memo.set_item(id, copy.to_value(), vm)?;
    Ok(Copying {
        source,
        copy,
        index: 0,
    })
}

/// `id(element)`
fn identity(element: &Ref<Element>, vm: &mut Vm) -> Value {
    vm.new_int(element.as_value().bits() as i64)
}

/// A copy of an element and all that is in it, without recursion as far as there are only elements.
fn deep_copy(root: &Ref<Element>, memo: &Ref<Dict>, vm: &mut Vm) -> PyResult<Ref<Element>> {
    vm.check_native_stack("")?;
    let mut open = vec![begin(root.clone(), memo, vm)?];
    loop {
        vm.poll()?;
        let inner = open.last_mut().expect("the root ends last");
        let Some(child) = inner.source.child(inner.index, vm) else {
            let ended = open.pop().expect("there was one");
            if open.is_empty() {
                return Ok(ended.copy);
            }
            continue;
        };
        inner.index += 1;
        let parent = inner.copy.clone();
        if let Some(child) = Element::exact(&child, vm) {
            let known = match is_met_once(child.as_value()) {
                true => None,
                false => {
                    let id = identity(child, vm);
                    memo.get_item(&id, vm)?
                }
            };
            let copy = match known {
                Some(known) => known,
                None => {
                    let begun = begin(child.clone(), memo, vm)?;
                    let copy = begun.copy.to_value();
                    if open.len() > MOST_LEVELS {
                        return Err(vm.recursion_error("maximum recursion depth exceeded"));
                    }
                    open.push(begun);
                    copy
                }
            };
            parent.push(copy, vm)?;
        } else {
            let copy = deep_copy_value(&child, memo, vm)?;
            parent.push(copy, vm)?;
        }
    }
}

#[methods(COPY)]
impl Element {
    /// Returns an element with the same attributes, texts and children.
    #[method(signature = "($self, /)")]
    fn __copy__(this: &Ref<Element>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Element>> {
        nothing("__copy__", args, vm)?;
        let length = this.length(vm);
        vm.check_allocation(length * size_of::<Value>())?;
        let (tag, attrib) = (this.tag.cloned(vm), this.attrib.cloned(vm));
        let copy = Element::make(tag, attrib, vm);
        copy.text.set_like(this.text.raw(vm), &this.text, vm);
        copy.tail.set_like(this.tail.raw(vm), &this.tail, vm);
        let children = this.children.get(vm).clone();
        drop(copy.children.replace(children, vm));
        Ok(copy)
    }

    /// Returns an element with copies of all that is in it.
    #[method(signature = "($self, memo, /)")]
    fn __deepcopy__(this: &Ref<Element>, memo: &Ref<Dict>, vm: &mut Vm) -> PyResult<Ref<Element>> {
        deep_copy(this, memo, vm)
    }

    /// Returns how many bytes the element takes, without what it holds.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Ref<Element>, vm: &mut Vm) -> usize {
        size_of::<Object<Element>>() + this.children.get(vm).capacity() * size_of::<Value>()
    }

    /// Returns what the element holds, as the attributes of an element written in Python.
    #[method(signature = "($self, /)")]
    fn __getstate__(this: &Ref<Element>, vm: &mut Vm) -> PyResult<Ref<Dict>> {
        vm.check_allocation(this.length(vm) * size_of::<Value>())?;
        let children = this.children.get(vm).clone();
        let children = vm.new_list(children);
        let attrib = match this.attrib.cloned(vm) {
            Some(attrib) => attrib,
            None => Dict::new(vm),
        };
        let parts = [
            ("tag", this.tag.cloned(vm)),
            ("_children", children),
            ("attrib", attrib.into_value()),
            ("text", this.text.raw(vm)),
            ("tail", this.tail.raw(vm)),
        ];
        let state = Dict::with_capacity(parts.len(), vm);
        for (name, value) in parts {
            let name = vm.intern(name);
            state.set_str(&name, value, vm);
        }
        Ok(state)
    }

    /// Takes what __getstate__ returned.
    #[method(signature = "($self, state, /)")]
    fn __setstate__(this: &Ref<Element>, state: &Value, vm: &mut Vm) -> PyResult<()> {
        let Some(dict) = state
            .downcast::<Dict>()
            .filter(|it| it.class().is(&vm.types.dict))
        else {
            let shown = state.repr(vm)?;
            let shown: String = shown.to_string_lossy().chars().take(200).collect();
            return Err(vm.type_error(format!(
                "Don't know how to unpickle \"{shown}\" as an Element"
            )));
        };
        let parts = Parts::of(dict, vm)?;
        set_state(this, parts, vm)
    }
}

/// What a state may hold.
#[derive(Default)]
struct Parts {
    tag: Option<Value>,
    attrib: Option<Value>,
    text: Option<Value>,
    tail: Option<Value>,
    children: Option<Value>,
}

impl Parts {
    fn of(state: &Ref<Dict>, vm: &mut Vm) -> PyResult<Parts> {
        let given = state.length(vm);
        if given > 5 {
            return Err(vm.type_error(format!(
                "function takes at most 5 keyword arguments ({given} given)"
            )));
        }
        let mut parts = Parts::default();
        for (name, value) in state.items_vec(vm) {
            let Some(text) = name.downcast::<Str>() else {
                return Err(vm.type_error("keywords must be strings"));
            };
            let part = match text.as_bytes() {
                b"tag" => &mut parts.tag,
                b"attrib" => &mut parts.attrib,
                b"text" => &mut parts.text,
                b"tail" => &mut parts.tail,
                b"_children" => &mut parts.children,
                _ => {
                    let name = text.to_string_lossy();
                    return Err(vm.type_error(format!(
                        "this function got an unexpected keyword argument '{name}'"
                    )));
                }
            };
            *part = Some(value);
        }
        Ok(parts)
    }
}

fn set_state(this: &Ref<Element>, parts: Parts, vm: &mut Vm) -> PyResult<()> {
    let Some(tag) = parts.tag else {
        return Err(vm.type_error("tag may not be NULL"));
    };
    drop(this.tag.replace(tag, vm));
    this.text.set_pieces(parts.text.unwrap_or(Value::NONE), vm);
    this.tail.set_pieces(parts.tail.unwrap_or(Value::NONE), vm);
    if parts.children.is_none() && parts.attrib.is_none() {
        return Ok(());
    }
    let attrib = match parts.attrib {
        None => None,
        Some(attrib) => match attrib.downcast_into::<Dict>() {
            Ok(dict) => Some(dict),
            Err(other) => {
                let class = other.type_name(vm);
                return Err(vm.type_error(format!("attrib must be dict, not {class}")));
            }
        },
    };
    if let Some(children) = parts.children {
        let Some(list) = children.downcast::<List>() else {
            return Err(vm.type_error("'_children' is not a list"));
        };
        let children = list.items(vm).clone();
        if let Some(other) = children
            .iter()
            .find(|child| !child.has_payload::<Element>())
        {
            return Err(no_element(other, vm));
        }
        drop(this.children.replace(children, vm));
    }
    drop(this.attrib.replace(attrib, vm));
    Ok(())
}
