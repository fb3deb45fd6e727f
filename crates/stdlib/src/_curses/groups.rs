//! Arguments in groups: methods whose first two arguments may be a place, and others that count them.

use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Args, PyResult, Raised, Value, Vm};

/// A place that may be missing: line and column.
pub(super) type Place = Option<(i32, i32)>;

/// A function by its names: that of its class or module, and its own.
#[derive(Clone, Copy)]
pub(super) struct Function(pub(super) &'static str, pub(super) &'static str);

impl Function {
    /// A method of windows.
    pub(super) fn of_window(name: &'static str) -> Function {
        Function("_curses.window", name)
    }

    /// The arguments of a call without names.
    ///
    /// Raises `TypeError` if there are names.
    pub(super) fn plain<'a>(self, args: Args<'a>, vm: &mut Vm) -> PyResult<&'a [Value]> {
        if args.has_keywords() {
            let Function(of, name) = self;
            let of = of.trim_start_matches("_curses.");
            return Err(vm.type_error(format!("{of}.{name}() takes no keyword arguments")));
        }
        Ok(args.positional())
    }

    /// `TypeError`, for a wrong number of arguments.
    pub(super) fn wrong_count(self, least: usize, most: usize, vm: &mut Vm) -> Raised {
        let Function(of, name) = self;
        vm.type_error(format!("{of}.{name} requires {least} to {most} arguments"))
    }

    /// Splits arguments into a place, if there is one, and the others, of which so many are needed and one
    /// more may follow if `more`.
    pub(super) fn placed<'a>(
        self,
        args: Args<'a>,
        needed: usize,
        more: bool,
        vm: &mut Vm,
    ) -> PyResult<(Place, &'a [Value])> {
        let values = self.plain(args, vm)?;
        let most = needed + usize::from(more);
        match values {
            [y, x, others @ ..]
                if (needed..=most).contains(&others.len()) && values.len() > most =>
            {
                let place = (i32::from_argument(y, vm)?, i32::from_argument(x, vm)?);
                Ok((Some(place), others))
            }
            others if (needed..=most).contains(&others.len()) => Ok((None, others)),
            _ => Err(self.wrong_count(needed, most + 2, vm)),
        }
    }

    /// Sizes that may be missing, and a place: of two or four arguments.
    pub(super) fn rectangle(
        self,
        args: Args<'_>,
        vm: &mut Vm,
    ) -> PyResult<([i32; 2], Option<[i32; 2]>)> {
        let values = self.plain(args, vm)?;
        match values {
            [a, b] => Ok((numbers([a, b], vm)?, None)),
            [a, b, c, d] => Ok((numbers([a, b], vm)?, Some(numbers([c, d], vm)?))),
            _ => Err(self.wrong_count(2, 4, vm)),
        }
    }
}

/// Arguments as numbers.
pub(super) fn numbers<const N: usize>(values: [&Value; N], vm: &mut Vm) -> PyResult<[i32; N]> {
    let mut numbers = [0; N];
    for (number, value) in numbers.iter_mut().zip(values) {
        *number = i32::from_argument(value, vm)?;
    }
    Ok(numbers)
}

/// The largest line or column that the library can count.
const LARGEST: i32 = i16::MAX as i32;

/// Whether numbers are such that the library may be given them as lines and columns: it adds to them, and keeps
/// them in few bits.
pub(super) fn are_small(numbers: &[i32]) -> bool {
    numbers.iter().all(|it| (-LARGEST..=LARGEST).contains(it))
}

/// A flag, which is given as an int.
#[derive(Clone, Copy)]
pub(super) struct Flag(pub(super) u8);

impl<'a> FromArgument<'a> for Flag {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Flag> {
        i32::from_argument(value, vm).map(|number| Flag(u8::from(number != 0)))
    }
}
