//! `Args`: the arguments of one call, borrowed from the value stack.

use crate::object::value::Value;

/// Positional arguments, then keyword arguments, in one slice (CPython's vectorcall layout).
#[derive(Clone, Copy)]
pub struct Args<'a> {
    values: &'a [Value],
    names: &'a [Value],
}

impl<'a> Args<'a> {
    /// No arguments.
    pub const EMPTY: Args<'static> = Args {
        values: &[],
        names: &[],
    };

    /// Positional arguments only.
    #[inline(always)]
    pub const fn positional_only(values: &'a [Value]) -> Args<'a> {
        Args { values, names: &[] }
    }

    /// Arguments of which the last `names.len()` are given by keyword. `names` are strs.
    #[inline(always)]
    pub fn new(values: &'a [Value], names: &'a [Value]) -> Args<'a> {
        debug_assert!(names.len() <= values.len());
        Args { values, names }
    }

    /// The positional arguments.
    #[inline(always)]
    pub fn positional(&self) -> &'a [Value] {
        &self.values[..self.values.len() - self.names.len()]
    }

    /// Positional and keyword values in one slice.
    #[inline(always)]
    pub fn values(&self) -> &'a [Value] {
        self.values
    }

    /// Names of the keyword arguments, in the order of their values.
    #[inline(always)]
    pub fn names(&self) -> &'a [Value] {
        self.names
    }

    /// Whether any argument is given by keyword.
    #[inline(always)]
    pub fn has_keywords(&self) -> bool {
        !self.names.is_empty()
    }

    /// Name and value of each keyword argument.
    pub fn keywords(&self) -> impl ExactSizeIterator<Item = (&'a Value, &'a Value)> + use<'a> {
        self.names
            .iter()
            .zip(&self.values[self.values.len() - self.names.len()..])
    }

    /// Number of arguments of both kinds.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are no arguments.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The arguments without the first positional one; `None` if there is none.
    pub fn split_first(&self) -> Option<(&'a Value, Args<'a>)> {
        let (first, _) = self.positional().split_first()?;
        Some((
            first,
            Args {
                values: &self.values[1..],
                names: self.names,
            },
        ))
    }
}
