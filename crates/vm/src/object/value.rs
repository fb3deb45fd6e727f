//! `Value`: a Python value in one 64-bit word.
//!
//! | low bits | meaning |
//! | --- | --- |
//! | `000` | pointer to an object on the heap, one counted reference |
//! | `01` | int in -2^61..2^61, shifted left by 2 |
//! | `1x`, `x11` | float: its bits rotated left by 4, plus 3, if that sets bit 1 |
//! | `100` | None, True, False, Ellipsis, NotImplemented, or "unbound" |
//!
//! A float whose encoding does not set bit 1 (tiny and huge magnitudes), and an int of more than
//! 62 bits, live on the heap. See docs/adr/0002-value.md.

use std::fmt;
use std::marker::PhantomData;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::num::NonZeroU64;
use std::ptr::NonNull;

use crate::object::header::Header;
use crate::object::payload::Payload;
use crate::object::reference::Ref;

const TAG_MASK: u64 = 0b111;
const INT_TAG: u64 = 0b01;
const INT_MASK: u64 = 0b11;
const FLOAT_BIT: u64 = 0b10;

/// The word of "unbound".
pub(crate) const UNBOUND: u64 = 0x04;
/// The word of `None`.
pub(crate) const NONE: u64 = 0x0c;
/// The word of `False`.
pub(crate) const FALSE: u64 = 0x14;
/// The word of `True`.
pub(crate) const TRUE: u64 = 0x1c;
const ELLIPSIS: u64 = 0x24;
pub(crate) const NOT_IMPLEMENTED: u64 = 0x2c;

/// The smallest int that needs no heap object.
pub const MIN_SMALL_INT: i64 = -(1 << 61);
/// The largest int that needs no heap object.
pub const MAX_SMALL_INT: i64 = (1 << 61) - 1;

/// A Python value: an immediate, or one counted reference to an object.
///
/// Cloning counts up, dropping counts down and may free the object. Dropping never runs Python
/// code: finalisers are queued (see [`crate::object::heap`]).
#[repr(transparent)]
pub struct Value {
    bits: NonZeroU64,
    /// Reference counts are not atomic: neither `Send` nor `Sync`.
    not_send: PhantomData<*mut ()>,
}

impl Value {
    /// `None`
    pub const NONE: Value = Value::immediate(NONE);
    /// `True`
    pub const TRUE: Value = Value::immediate(TRUE);
    /// `False`
    pub const FALSE: Value = Value::immediate(FALSE);
    /// `...`
    pub const ELLIPSIS: Value = Value::immediate(ELLIPSIS);
    /// `NotImplemented`
    pub const NOT_IMPLEMENTED: Value = Value::immediate(NOT_IMPLEMENTED);
    /// The content of a variable that is not bound; never visible to Python code.
    pub const UNBOUND: Value = Value::immediate(UNBOUND);

    #[inline(always)]
    const fn immediate(bits: u64) -> Value {
        debug_assert!(bits != 0);
        Value {
            // SAFETY: every encoding of an immediate and every object's address is not zero.
            bits: unsafe { NonZeroU64::new_unchecked(bits) },
            not_send: PhantomData,
        }
    }

    /// `True` or `False`.
    #[inline(always)]
    pub const fn bool(value: bool) -> Value {
        Value::immediate(FALSE + ((value as u64) << 3))
    }

    /// An int without a heap object, or `None` if it has more than 62 bits.
    #[inline(always)]
    pub const fn small_int(value: i64) -> Option<Value> {
        if value >= MIN_SMALL_INT && value <= MAX_SMALL_INT {
            Some(Value::immediate(((value as u64) << 2) | INT_TAG))
        } else {
            None
        }
    }

    /// An int that surely fits 62 bits.
    #[inline(always)]
    pub const fn from_i32(value: i32) -> Value {
        Value::immediate(((value as i64 as u64) << 2) | INT_TAG)
    }

    /// A length or index of what lies in memory: no object has 2^61 items. What a program says, or the
    /// length of what only seems to be there, such as a `range`, is for [`Vm::new_length`].
    #[inline(always)]
    pub const fn from_usize(value: usize) -> Value {
        debug_assert!(value <= MAX_SMALL_INT as usize);
        Value::immediate(((value as u64) << 2) | INT_TAG)
    }

    /// A float without a heap object, or `None` if its magnitude is out of the immediate range.
    #[inline(always)]
    pub fn small_float(value: f64) -> Option<Value> {
        let bits = value.to_bits().rotate_left(4).wrapping_add(3);
        if bits & FLOAT_BIT != 0 {
            Some(Value::immediate(bits))
        } else {
            None
        }
    }

    /// Takes over one reference that the pointer stands for.
    ///
    /// # Safety
    ///
    /// `object` points to a live object, and the caller gives away one counted reference.
    #[inline(always)]
    pub unsafe fn from_object(object: NonNull<Header>) -> Value {
        Value::immediate(object.as_ptr().expose_provenance() as u64)
    }

    /// The word itself.
    #[inline(always)]
    pub const fn bits(&self) -> u64 {
        self.bits.get()
    }

    /// Gives up ownership: the word now stands for the reference.
    #[inline(always)]
    pub fn into_bits(self) -> u64 {
        ManuallyDrop::new(self).bits.get()
    }

    /// Takes ownership of a word made by [`Value::into_bits`].
    ///
    /// # Safety
    ///
    /// `bits` came from `into_bits` and is used once.
    #[inline(always)]
    pub const unsafe fn from_bits(bits: u64) -> Value {
        Value {
            // SAFETY: `into_bits` gives no zero.
            bits: unsafe { NonZeroU64::new_unchecked(bits) },
            not_send: PhantomData,
        }
    }

    /// Whether this is a heap object.
    #[inline(always)]
    pub const fn is_object(&self) -> bool {
        self.bits.get() & TAG_MASK == 0
    }

    /// The object's header, or `None` for an immediate.
    #[inline(always)]
    pub fn as_object(&self) -> Option<&Header> {
        if self.is_object() {
            // SAFETY: a heap value owns a reference, so the object lives as long as `self`.
            Some(unsafe { self.object_unchecked() })
        } else {
            None
        }
    }

    /// The object's header.
    ///
    /// # Safety
    ///
    /// [`Value::is_object`] holds.
    #[inline(always)]
    pub unsafe fn object_unchecked(&self) -> &Header {
        debug_assert!(self.is_object());
        // SAFETY: the caller promises a heap value; `self` owns a reference to the object.
        unsafe { &*self.object_pointer() }
    }

    /// The word as a pointer to an object; dangling for an immediate.
    #[inline(always)]
    pub fn object_pointer(&self) -> *mut Header {
        std::ptr::with_exposed_provenance_mut(self.bits.get() as usize)
    }

    /// The int, if this is one without a heap object. `True` and `False` are not.
    #[inline(always)]
    pub const fn as_small_int(&self) -> Option<i64> {
        if self.is_small_int() {
            Some(self.bits.get() as i64 >> 2)
        } else {
            None
        }
    }

    /// Whether this is an int without a heap object.
    #[inline(always)]
    pub const fn is_small_int(&self) -> bool {
        self.bits.get() & INT_MASK == INT_TAG
    }

    /// The float, if this is one without a heap object.
    #[inline(always)]
    pub const fn as_small_float(&self) -> Option<f64> {
        if self.is_small_float() {
            Some(f64::from_bits(
                self.bits.get().wrapping_sub(3).rotate_right(4),
            ))
        } else {
            None
        }
    }

    /// Whether this is a float without a heap object.
    #[inline(always)]
    pub const fn is_small_float(&self) -> bool {
        self.bits.get() & FLOAT_BIT != 0
    }

    /// `Some` for `True` and `False`.
    #[inline(always)]
    pub const fn as_bool(&self) -> Option<bool> {
        match self.bits.get() {
            TRUE => Some(true),
            FALSE => Some(false),
            _ => None,
        }
    }

    /// Whether this is `None`.
    #[inline(always)]
    pub const fn is_none(&self) -> bool {
        self.bits.get() == NONE
    }

    /// Whether this is the mark of an unbound variable.
    #[inline(always)]
    pub const fn is_unbound(&self) -> bool {
        self.bits.get() == UNBOUND
    }

    /// Whether this is `NotImplemented`.
    #[inline(always)]
    pub const fn is_not_implemented(&self) -> bool {
        self.bits.get() == NOT_IMPLEMENTED
    }

    /// Whether this is `...`.
    #[inline(always)]
    pub const fn is_ellipsis(&self) -> bool {
        self.bits.get() == ELLIPSIS
    }

    /// Identity, the `is` of Python. Immediate ints and floats of equal value are identical.
    #[inline(always)]
    pub const fn is(&self, other: &Value) -> bool {
        self.bits.get() == other.bits.get()
    }

    /// The object as a `T`, if it has that payload (its class may be a subclass).
    #[inline(always)]
    pub fn downcast<T: Payload>(&self) -> Option<&Ref<T>> {
        let header = self.as_object()?;
        if header.has_payload::<T>() {
            // SAFETY: the payload was just checked.
            Some(unsafe { self.downcast_unchecked() })
        } else {
            None
        }
    }

    /// The object as a `T`.
    ///
    /// # Safety
    ///
    /// The value is a heap object with payload `T`.
    #[inline(always)]
    pub unsafe fn downcast_unchecked<T: Payload>(&self) -> &Ref<T> {
        debug_assert!(self.as_object().is_some_and(Header::has_payload::<T>));
        // SAFETY: `Ref<T>` is a transparent pointer to the object, which is this word's value.
        unsafe { &*std::ptr::from_ref(self).cast::<Ref<T>>() }
    }

    /// As [`Value::downcast`], by value: gives the value back if it is something else.
    #[inline]
    pub fn downcast_into<T: Payload>(self) -> Result<Ref<T>, Value> {
        if self.downcast::<T>().is_some() {
            let bits = self.into_bits() as usize;
            let pointer = NonNull::new(std::ptr::with_exposed_provenance_mut(bits));
            // SAFETY: the payload was checked, and `into_bits` handed over the reference.
            Ok(unsafe { Ref::from_raw(pointer.expect("heap pointers are not null")) })
        } else {
            Err(self)
        }
    }

    /// Whether the object has payload `T`, directly or as a subclass.
    #[inline(always)]
    pub fn has_payload<T: Payload>(&self) -> bool {
        self.as_object().is_some_and(Header::has_payload::<T>)
    }
}

impl Value {
    /// Clones of values.
    pub(crate) fn clones(values: &[Value]) -> Vec<Value> {
        let mut clones = Vec::with_capacity(values.len());
        Value::extend_by_clones(&mut clones, values);
        clones
    }

    /// Appends clones of values. Counting the references first lets the words be copied in one go.
    pub(crate) fn extend_by_clones(target: &mut Vec<Value>, values: &[Value]) {
        target.reserve(values.len());
        for value in values {
            std::mem::forget(value.clone());
        }
        let length = target.len();
        // SAFETY: there is room for as many, and the references of the forgotten clones are theirs.
        unsafe {
            let end = target.as_mut_ptr().add(length);
            std::ptr::copy_nonoverlapping(values.as_ptr(), end, values.len());
            target.set_len(length + values.len());
        }
    }

    /// Appends a value several times.
    pub(crate) fn extend_by_repeats(target: &mut Vec<Value>, value: &Value, count: usize) {
        target.reserve(count);
        for _ in 0..count {
            std::mem::forget(value.clone());
        }
        let length = target.len();
        // SAFETY: there is room for as many, and the references of the forgotten clones are theirs.
        unsafe {
            let end = target.as_mut_ptr().add(length).cast::<MaybeUninit<u64>>();
            std::slice::from_raw_parts_mut(end, count).fill(MaybeUninit::new(value.bits()));
            target.set_len(length + count);
        }
    }
}

impl Clone for Value {
    #[inline(always)]
    fn clone(&self) -> Value {
        if let Some(header) = self.as_object() {
            header.increment();
        }
        Value {
            bits: self.bits,
            not_send: PhantomData,
        }
    }
}

impl Drop for Value {
    #[inline(always)]
    fn drop(&mut self) {
        if let Some(header) = self.as_object()
            && header.decrement()
        {
            // SAFETY: the last reference is gone, nobody else can reach the object.
            unsafe { crate::object::heap::deallocate(self.object_pointer()) }
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::bool(value)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(int) = self.as_small_int() {
            return write!(f, "{int}");
        }
        if let Some(float) = self.as_small_float() {
            return write!(f, "{float:?}");
        }
        match self.bits() {
            UNBOUND => f.write_str("<unbound>"),
            NONE => f.write_str("None"),
            TRUE => f.write_str("True"),
            FALSE => f.write_str("False"),
            ELLIPSIS => f.write_str("Ellipsis"),
            NOT_IMPLEMENTED => f.write_str("NotImplemented"),
            bits => write!(f, "<object at {bits:#x}>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_ints_round_trip() {
        for int in [
            0,
            1,
            -1,
            255,
            i64::from(i32::MIN),
            MIN_SMALL_INT,
            MAX_SMALL_INT,
        ] {
            assert_eq!(
                Value::small_int(int).expect("fits").as_small_int(),
                Some(int)
            );
        }
        assert!(Value::small_int(MAX_SMALL_INT + 1).is_none());
        assert!(Value::small_int(MIN_SMALL_INT - 1).is_none());
    }

    #[test]
    fn floats_of_ordinary_magnitude_are_immediate() {
        for float in [
            0.0,
            -0.0,
            1.0,
            -1.5,
            1e-70,
            1e77,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
        ] {
            let value = Value::small_float(float).expect("immediate");
            assert!(!value.is_small_int() && !value.is_object());
            let back = value.as_small_float().expect("a float");
            assert_eq!(back.to_bits(), float.to_bits());
        }
        assert!(Value::small_float(1e-100).is_none());
        assert!(Value::small_float(1e200).is_none());
    }

    #[test]
    fn an_optional_value_is_one_word() {
        assert_eq!(size_of::<Option<Value>>(), 8);
    }
}
