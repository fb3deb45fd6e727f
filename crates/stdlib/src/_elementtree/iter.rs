//! `iter` and `itertext`: elements, or their texts, in the order of the document.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::{BufferCell, HeapCell, PyResult, Ref, Value, Vm};

use super::element::{Element, TextCell, element};

/// An iterator over an element and all that is in it. Elements may change meanwhile.
#[derive(Payload)]
pub(super) struct ElementIterator {
    /// The element to begin with; nothing when that is done.
    root: HeapCell<Option<Value>>,
    /// The elements that are open, and the index of the child that comes next in each.
    open: BufferCell<Vec<(Value, usize)>>,
    /// The tag of the elements to give; None for all.
    tag: Value,
    /// Whether texts are wanted.
    #[payload(skip)]
    gives_text: bool,
}

/// Whether the text of an element counts as such: not so that of comments and instructions, whose tags are
/// functions.
fn has_text(element: &Element, vm: &Vm) -> bool {
    let tag = element.tag.get(vm);
    tag.is_none() || tag.has_payload::<Str>()
}

impl ElementIterator {
    pub(super) fn of(
        root: &Ref<Element>,
        tag: Value,
        gives_text: bool,
        vm: &mut Vm,
    ) -> Ref<ElementIterator> {
        let iterator = ElementIterator {
            root: HeapCell::new(Some(root.to_value())),
            open: BufferCell::new(Vec::new()),
            tag,
            gives_text,
        };
        Ref::new(iterator, vm)
    }

    /// The element that is met next, and whether it ends there.
    fn step(&self, vm: &mut Vm) -> PyResult<Option<(Value, bool)>> {
        let found = match self.open.get(vm).last() {
            None => match self.root.replace(None, vm) {
                None => return Ok(None),
                Some(root) => root,
            },
            Some((parent, index)) => match element(parent).child(*index, vm) {
                Some(child) => {
                    if let Some((_, index)) = self.open.get_mut_in_place(vm).last_mut() {
                        *index += 1;
                    }
                    child
                }
                None => {
                    let ended = self.open.get_mut_in_place(vm).pop();
                    return Ok(ended.map(|(ended, _)| (ended, true)));
                }
            },
        };
        let open = self.open.get(vm);
        if open.len() == open.capacity() {
            // An element may be in itself.
            let more = (open.len() + 8) * size_of::<(Value, usize)>();
            vm.check_allocation(more)?;
        }
        self.open.get_mut(vm).push((found.clone(), 0));
        Ok(Some((found, false)))
    }
}

#[native_class(
    name = "_elementtree._element_iterator",
    flags(disallow_instantiation),
    undocumented
)]
impl ElementIterator {
    #[slot]
    fn iternext(this: &Ref<ElementIterator>, vm: &mut Vm) -> PyResult<Option<Value>> {
        loop {
            vm.poll()?;
            let Some((found, is_end)) = this.step(vm)? else {
                return Ok(None);
            };
            let met = element(&found);
            if this.gives_text {
                // What follows the element that iteration began with is not in it.
                let text = match is_end {
                    true if this.open.get(vm).is_empty() => continue,
                    true => met.tail.joined(vm)?,
                    false if !has_text(met, vm) => continue,
                    false => met.text.joined(vm)?,
                };
                if !text.is_none() && text.is_true(vm)? {
                    return Ok(Some(text));
                }
                continue;
            }
            if is_end {
                continue;
            }
            if this.tag.is_none() || met.tag.cloned(vm).equals(&this.tag, vm)? {
                return Ok(Some(found));
            }
        }
    }
}
