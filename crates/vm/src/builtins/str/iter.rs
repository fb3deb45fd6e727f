//! `str_iterator` and `str_ascii_iterator`: the code points of a string, a string each.

use std::cell::Cell;

use rpy_macros::{Payload, methods, native_class};

use crate::builtins::iterators::{self, Empty, StoredIndex};
use crate::builtins::str::{Str, utf8};
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// An iterator over a string.
#[derive(Payload)]
#[repr(C)]
pub struct StrIterator {
    /// The string; `None` when all has been seen.
    pub(crate) text: HeapCell<Option<Ref<Str>>>,
    /// Byte offset of the next code point.
    pub(crate) offset: Cell<usize>,
}

impl StrIterator {
    /// Makes an iterator over a string. Its class tells whether that is exact and all ASCII.
    pub fn new(text: Ref<Str>, vm: &mut Vm) -> Ref<StrIterator> {
        let is_ascii = text.byte_length() == text.length() && text.class().is(&vm.types.str);
        let iterator = StrIterator {
            text: HeapCell::new(Some(text)),
            offset: Cell::new(0),
        };
        let types = &vm.types;
        let class = match is_ascii {
            true => &types.str_ascii_iterator,
            false => &types.str_iterator,
        };
        heap::new_object(vm.heap(), class, class.root_shape(), iterator, 0)
    }

    /// The next code point as a string.
    #[inline]
    pub(crate) fn advance(&self, vm: &mut Vm) -> Option<Value> {
        let text = self.text.get(vm).as_ref()?;
        let offset = self.offset.get();
        if offset >= text.byte_length() {
            self.text.replace(None, vm);
            return None;
        }
        let (code_point, width) = utf8::decode(text.as_bytes(), offset);
        self.offset.set(offset + width);
        Some(vm.char_str(code_point).into_value())
    }

    /// The next code point, if it is ASCII; `None` leaves everything to `advance`.
    #[inline(always)]
    pub(crate) fn next_plain<'a>(&self, vm: &'a Vm) -> Option<&'a Value> {
        let text = self.text.get(vm).as_ref()?;
        let offset = self.offset.get();
        let byte = *text.as_bytes().get(offset).filter(|byte| byte.is_ascii())?;
        let single = vm.single_characters.get(usize::from(byte))?;
        self.offset.set(offset + 1);
        Some(single.as_value())
    }

    /// Code points seen and to come.
    fn progress(&self, vm: &Vm) -> (usize, usize) {
        match self.text.get(vm) {
            Some(text) => {
                let position = text.position_of(self.offset.get());
                (position, text.length() - position)
            }
            None => (0, 0),
        }
    }
}

#[methods]
impl StrIterator {
    /// Returns how many characters are left.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<StrIterator>, vm: &mut Vm) -> usize {
        this.progress(vm).1
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<StrIterator>, vm: &mut Vm) -> PyResult {
        let state = |vm: &mut Vm| {
            let (position, _) = this.progress(vm);
            let text = this.text.cloned(vm)?;
            Some((text.into_value(), Value::from_usize(position)))
        };
        iterators::reduce("iter", Empty::Str, state, vm)
    }

    /// Sets the position of the next character, for pickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<StrIterator>, state: StoredIndex, vm: &mut Vm) {
        if let Some(text) = this.text.get(vm) {
            let position = state.position().min(text.length());
            this.offset.set(text.byte_offset(position));
        }
    }
}

/// The class `str_ascii_iterator`.
pub(crate) struct StrAsciiIterator;

/// Declares a class of iterators over strings: they differ in name alone.
// rustfmt moves the lines of an attribute further to the right each time.
#[rustfmt::skip]
macro_rules! iterator_class {
    ($class:ident, $name:literal, $field:ident) => {
        #[native_class(
            name = $name,
            payload = StrIterator,
            registry = $field,
            flags(disallow_instantiation),
            methods(StrIterator::MEMBERS),
        )]
        impl $class {
            #[slot]
            fn iternext(value: &Value, vm: &mut Vm) -> PyResult<Step> {
                let iterator = value
                    .downcast::<StrIterator>()
                    .expect("the slot of an iterator of strings");
                Ok(iterator.advance(vm).into())
            }
        }
    };
}

iterator_class!(StrIterator, "str_iterator", str_iterator);
iterator_class!(StrAsciiIterator, "str_ascii_iterator", str_ascii_iterator);
