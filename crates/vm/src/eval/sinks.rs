//! Generators that a built-in function runs through: what they yield goes into a buffer, and they go on at
//! once, without leaving the run and coming back. See docs/generators.md.

use crate::builtins::generator::Generator;
use crate::eval::operators::{is_float, is_small_int};
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Which items are taken. Whoever has them handed on late must not run Python code for them, and not stop
/// at one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// All, as all are read before anything is done with them.
    Anything,
    /// Ints and floats.
    Numbers,
    /// What is hashed and compared without Python code: numbers, strings, `None`, `True`, `False`.
    Plain,
    /// Of the plain ones those that are false.
    False,
    /// Of the plain ones those that are true.
    True,
}

impl Takes {
    /// Whether such an item is taken.
    fn takes(self, item: &Value) -> bool {
        let number = || item.is_small_int() || item.is_small_float();
        match self {
            Takes::Anything => true,
            Takes::Numbers => number(),
            Takes::Plain => {
                let shape = item.as_object().map(|header| header.shape());
                number()
                    || shape == Some(ShapeId::STR)
                    || item.is_none()
                    || item.as_bool().is_some()
            }
            Takes::False => plain_truth(item) == Some(false),
            Takes::True => plain_truth(item) == Some(true),
        }
    }
}

/// Whether a plain item counts as true.
fn plain_truth(item: &Value) -> Option<bool> {
    if let Some(truth) = item.as_bool() {
        return Some(truth);
    }
    if let Some(int) = item.as_small_int() {
        return Some(int != 0);
    }
    if let Some(float) = item.as_small_float() {
        return Some(float != 0.0);
    }
    item.is_none().then_some(false)
}

/// Where the items of a generator go that is being run through.
pub(crate) struct Sink {
    /// The generator; no other one yields into it.
    generator: *const Object<Generator>,
    takes: Takes,
    /// It is not made to grow.
    items: Vec<Value>,
}

impl Sink {
    /// That of no generator.
    pub(crate) const fn none() -> Sink {
        Sink {
            generator: std::ptr::null(),
            takes: Takes::Anything,
            items: Vec::new(),
        }
    }

    /// Whether the items of a generator go here.
    #[inline(always)]
    pub(crate) fn is_of(&self, generator: *const Object<Generator>) -> bool {
        std::ptr::eq(self.generator, generator)
    }

    /// Takes an item of the most common kinds, if there is room: without a call, for which the handler of
    /// `YIELD_VALUE` would save registers each time.
    ///
    /// # Safety
    ///
    /// The word is live; if it is taken, so is the reference.
    #[inline(always)]
    pub(crate) unsafe fn take_fast(&mut self, word: u64) -> bool {
        let takes = match self.takes {
            Takes::Anything => true,
            Takes::Numbers => is_small_int(word) || is_float(word),
            Takes::Plain | Takes::False | Takes::True => false,
        };
        let length = self.items.len();
        if !takes || length == self.items.capacity() {
            return false;
        }
        // SAFETY: there is room; the reference is the sink's now.
        unsafe {
            self.items
                .as_mut_ptr()
                .add(length)
                .cast::<u64>()
                .write(word);
            self.items.set_len(length + 1);
        }
        true
    }

    /// Takes an item, if it is one to be taken and there is room; else gives it back.
    pub(crate) fn take(&mut self, item: Value) -> Option<Value> {
        if self.items.len() == self.items.capacity() || !self.takes.takes(&item) {
            return Some(item);
        }
        self.items.push(item);
        None
    }
}

/// Items that are handed on at a time.
const ROUND: usize = 64;

impl Vm {
    /// Steps a generator until it ends or has an item that is not taken, or for which the vector has no room.
    fn step_into(
        &mut self,
        generator: &Ref<Generator>,
        takes: Takes,
        items: &mut Vec<Value>,
    ) -> PyResult<Step> {
        let sink = Sink {
            generator: generator.as_ptr().as_ptr(),
            takes,
            items: std::mem::take(items),
        };
        let outer = std::mem::replace(&mut self.thread.sink, sink);
        let step = self.resume_generator(generator, Ok(None));
        *items = std::mem::replace(&mut self.thread.sink, outer).items;
        step
    }

    /// All items of a generator.
    pub(crate) fn run_through(&mut self, generator: &Ref<Generator>) -> PyResult<Vec<Value>> {
        let mut items = self.new_buffer(8)?;
        loop {
            match self.step_into(generator, Takes::Anything, &mut items)? {
                Step::Item(item) => self.push_to(&mut items, item)?,
                Step::End(_) => return Ok(items),
            }
        }
    }

    /// Hands the items of a generator on, several at a time, until there is one that is not taken: that is
    /// given back. Where an exception comes out of the generator, those before it are handed on first.
    pub(crate) fn run_through_taken(
        &mut self,
        generator: &Ref<Generator>,
        takes: Takes,
        mut visit: impl FnMut(Value, &mut Vm) -> PyResult<()>,
    ) -> PyResult<Option<Value>> {
        let mut items = self.new_buffer(ROUND)?;
        loop {
            let step = self.step_into(generator, takes, &mut items);
            for item in items.drain(..) {
                visit(item, self)?;
            }
            match step? {
                Step::Item(item) if takes.takes(&item) => visit(item, self)?,
                Step::Item(item) => return Ok(Some(item)),
                Step::End(_) => return Ok(None),
            }
        }
    }
}
