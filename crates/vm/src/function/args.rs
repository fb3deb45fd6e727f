//! `Args`: the arguments of one call, borrowed from the value stack.

use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::function::native::NativeSignature;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// Positional arguments, then keyword arguments, in one slice (CPython's vectorcall layout).
///
/// They are handed on by moving them, which hands on the address of four words. A copy would be made by wide
/// loads of words that have just been stored one by one, for which the processor waits.
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

    /// The same arguments, for another use of them.
    #[inline(always)]
    pub fn again(&self) -> Args<'a> {
        Args {
            values: self.values,
            names: self.names,
        }
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

/// What is left for `**kwargs`: the keyword arguments that are no parameters.
pub struct Keywords<'a> {
    args: Args<'a>,
    signature: &'static NativeSignature,
}

impl<'a> Keywords<'a> {
    /// The keyword arguments of a call that the parameters have not taken.
    #[inline(always)]
    pub fn new(args: Args<'a>, signature: &'static NativeSignature) -> Keywords<'a> {
        Keywords { args, signature }
    }

    /// Name and value of each.
    pub fn iter(&self) -> impl Iterator<Item = (&'a Ref<Str>, &'a Value)> + use<'a> {
        let parameters = self.signature.parameters;
        self.args.keywords().filter_map(move |(name, value)| {
            let name: &Ref<Str> = name.downcast()?;
            let is_parameter = parameters.iter().any(|parameter| {
                parameter.takes_keyword() && parameter.name.as_bytes() == name.as_bytes()
            });
            (!is_parameter).then_some((name, value))
        })
    }

    /// The value of the one with this name.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        let mut all = self.iter();
        all.find(|(key, _)| key.as_bytes() == name.as_bytes())
            .map(|(_, value)| value)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        !self.args.has_keywords() || self.iter().next().is_none()
    }

    /// A dict of them.
    pub fn to_dict(&self, vm: &mut Vm) -> Ref<Dict> {
        let dict = Dict::new(vm);
        for (name, value) in self.iter() {
            dict.set_str(name, value.clone(), vm);
        }
        dict
    }
}
