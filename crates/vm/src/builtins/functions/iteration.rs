//! Functions over iterables and iterators.

#[rpy_macros::native_module(name = "builtins", part)]
pub(super) mod functions {
    use std::ops::ControlFlow;

    use rpy_bytecode::{BinaryOperator, CompareOperator};

    use crate::builtins::complex::{Complex, ComplexNumber};
    use crate::builtins::generator::AnextAwaitable;
    use crate::builtins::iterators::CallableIterator;
    use crate::builtins::list::List;
    use crate::eval::sinks::Takes;
    use crate::function::args::Args;
    use crate::object::step::Step;
    use crate::object::value::Value;
    use crate::result::PyResult;
    use crate::vm::Vm;

    /// Returns how many items something holds.
    #[function(signature = "(obj, /)")]
    fn len(obj: &Value, vm: &mut Vm) -> PyResult<usize> {
        obj.length(vm)
    }

    /// Returns True if every item is true.
    #[function(signature = "(iterable, /)")]
    fn all(iterable: &Value, vm: &mut Vm) -> PyResult<bool> {
        let end = vm.iterate_behind(iterable, Takes::True, |item, vm| {
            Ok(if item.is_true(vm)? {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            })
        })?;
        Ok(end.is_continue())
    }

    /// Returns True if any item is true.
    #[function(signature = "(iterable, /)")]
    fn any(iterable: &Value, vm: &mut Vm) -> PyResult<bool> {
        let end = vm.iterate_behind(iterable, Takes::False, |item, vm| {
            Ok(if item.is_true(vm)? {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        Ok(end.is_break())
    }

    /// Returns an iterator over an iterable, or over the results of a function up to a sentinel.
    #[function(signature = "(object, sentinel=<unrepresentable>, /)", hidden)]
    fn iter(object: &Value, sentinel: Option<Value>, vm: &mut Vm) -> PyResult {
        let Some(sentinel) = sentinel else {
            return object.iter(vm);
        };
        if !object.is_callable(vm) {
            return Err(vm.type_error("iter(v, w): v must be callable"));
        }
        Ok(CallableIterator::new(object.clone(), sentinel, vm).into_value())
    }

    /// Returns the next item of an iterator; at the end the default, if there is one.
    #[function(signature = "(iterator, default=<unrepresentable>, /)", hidden)]
    fn next(iterator: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        match (iterator.step(vm), default) {
            (Ok(Step::Item(item)), _) => Ok(item),
            (Ok(Step::End(_)), Some(default)) => Ok(default),
            (Ok(Step::End(value)), None) => Err(vm.stop_iteration(value)),
            (Err(raised), Some(default))
                if raised.is_instance(&vm.types.exceptions.stop_iteration, vm) =>
            {
                Ok(default)
            }
            (Err(raised), _) => Err(raised),
        }
    }

    /// Returns an asynchronous iterator over an asynchronous iterable.
    #[function(signature = "(async_iterable, /)")]
    fn aiter(async_iterable: &Value, vm: &mut Vm) -> PyResult {
        let name = async_iterable.type_name(vm);
        let Some(slot) = async_iterable.class(vm).slots(vm).aiter else {
            return Err(vm.type_error(format!("'{name}' object is not an async iterable")));
        };
        let iterator = slot(async_iterable, vm)?;
        if iterator.class(vm).slots(vm).anext.is_none() {
            let found = iterator.type_name(vm);
            return Err(vm.type_error(format!(
                "aiter() returned not an async iterator of type '{found}'"
            )));
        }
        Ok(iterator)
    }

    /// Returns an awaitable of the next item of an asynchronous iterator; at the end it gives the
    /// default, if there is one.
    #[function(signature = "(aiterator, default=<unrepresentable>, /)")]
    fn anext(async_iterator: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        let Some(slot) = async_iterator.class(vm).slots(vm).anext else {
            let name = async_iterator.type_name(vm);
            return Err(vm.type_error(format!("'{name}' object is not an async iterator")));
        };
        let awaitable = slot(async_iterator, vm)?;
        Ok(match default {
            Some(default) => AnextAwaitable::new(awaitable, default, vm).into_value(),
            None => awaitable,
        })
    }

    /// Returns a new list of the items in ascending order.
    ///
    /// The arguments are taken apart here, as CPython words a wrong number of them in its own way.
    #[function(signature = "(iterable, /, *, key=None, reverse=False)")]
    fn sorted(args: Args<'_>, vm: &mut Vm) -> PyResult {
        let [iterable] = args.positional() else {
            let given = args.positional().len();
            return Err(vm.type_error(format!("sorted expected 1 argument, got {given}")));
        };
        let items = vm.collect_measured(iterable)?;
        let list = List::new(items, vm);
        if !args.has_keywords() {
            list.sort(None, false, vm)?;
            return Ok(list.into_value());
        }
        // The rest is what `list.sort` takes, and refuses by that name.
        let name = vm.intern("sort");
        let sort = list.as_value().get_attribute(&name, vm)?;
        sort.call(Args::new(&args.values()[1..], args.names()), vm)?;
        Ok(list.into_value())
    }

    /// Returns the smallest item of an iterable, or the smallest of several arguments.
    #[function(signature = "(*args, key=None, default=<unrepresentable>)", hidden)]
    fn min(args: &[Value], key: Option<Value>, default: Option<Value>, vm: &mut Vm) -> PyResult {
        extreme("min", CompareOperator::Less, args, key, default, vm)
    }

    /// Returns the largest item of an iterable, or the largest of several arguments.
    #[function(signature = "(*args, key=None, default=<unrepresentable>)", hidden)]
    fn max(args: &[Value], key: Option<Value>, default: Option<Value>, vm: &mut Vm) -> PyResult {
        extreme("max", CompareOperator::Greater, args, key, default, vm)
    }

    /// The item that is first among those for which no other is better by `better`.
    fn extreme(
        name: &str,
        better: CompareOperator,
        args: &[Value],
        key: Option<Value>,
        default: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let key = key.filter(|key| !key.is_none());
        let mut best: Option<(Value, Value)> = None;
        let mut visit = |item: Value, vm: &mut Vm| -> PyResult<ControlFlow<()>> {
            let rank = match &key {
                Some(key) => key.call_positional(std::slice::from_ref(&item), vm)?,
                None => item.clone(),
            };
            let replace = match &best {
                None => true,
                Some((current, _)) => match (rank.as_small_int(), current.as_small_int()) {
                    (Some(rank), Some(current)) => match better {
                        CompareOperator::Less => rank < current,
                        _ => rank > current,
                    },
                    _ => rank.compare_bool(current, better, vm)?,
                },
            };
            if replace {
                best = Some((rank, item));
            }
            Ok(ControlFlow::Continue(()))
        };
        match args {
            [] => {
                let message = format!("{name} expected at least 1 argument, got 0");
                return Err(vm.type_error(message));
            }
            [iterable] => {
                let _ = match key {
                    None => vm.iterate_behind(iterable, Takes::Numbers, visit)?,
                    Some(_) => vm.iterate(iterable, visit)?,
                };
            }
            _ if default.is_some() => {
                return Err(vm.type_error(format!(
                    "Cannot specify a default for {name}() with multiple positional arguments"
                )));
            }
            _ => {
                for item in args {
                    let _ = visit(item.clone(), vm)?;
                }
            }
        }
        match best.map(|(_, item)| item).or(default) {
            Some(item) => Ok(item),
            None => Err(vm.value_error(format!("{name}() iterable argument is empty"))),
        }
    }

    /// Returns the sum of the items and a start value.
    ///
    /// Floats are summed with compensation of rounding errors.
    #[function(signature = "(iterable, /, start=0)")]
    fn sum(iterable: &Value, start: Option<Value>, vm: &mut Vm) -> PyResult {
        if let Some(start) = &start {
            let types = &vm.types;
            let class = start.class(vm);
            if class.is_subclass_of(&types.str, vm) {
                let message = "sum() can't sum strings [use ''.join(seq) instead]";
                return Err(vm.type_error(message));
            }
            if start.as_byte_string(vm).is_some() {
                let name = class.shown_name(vm);
                return Err(vm.type_error(format!(
                    "sum() can't sum {name} [use b''.join(seq) instead]"
                )));
            }
        }
        let mut sum = Sum::new(start.unwrap_or(Value::from_i32(0)), vm);
        let is_number = !matches!(sum, Sum::Any(_));
        let add = |item, vm: &mut Vm| {
            sum.add(item, vm)?;
            Ok(ControlFlow::Continue(()))
        };
        let _ = match is_number {
            true => vm.iterate_behind(iterable, Takes::Numbers, add)?,
            false => vm.iterate(iterable, add)?,
        };
        sum.finish(vm)
    }

    /// A sum under way.
    enum Sum {
        /// Of ints that fit.
        Int(i64),
        /// Of floats: the sum and what rounding has lost so far (Neumaier).
        Float(f64, f64),
        /// Of complex numbers, either part as above.
        Complex((f64, f64), (f64, f64)),
        /// Of anything.
        Any(Value),
    }

    /// Adds a float to a sum, of which rounding has lost something so far.
    fn add_float((sum, lost): (f64, f64), float: f64) -> (f64, f64) {
        let next = sum + float;
        let error = if sum.abs() >= float.abs() {
            (sum - next) + float
        } else {
            (float - next) + sum
        };
        (next, lost + error)
    }

    /// What a sum of floats comes to. What was lost is no number where the sum is infinite.
    fn total((sum, lost): (f64, f64)) -> f64 {
        match lost != 0.0 && lost.is_finite() {
            true => sum + lost,
            false => sum,
        }
    }

    fn exact_complex(value: &Value, vm: &Vm) -> Option<ComplexNumber> {
        let number = value.downcast::<Complex>()?;
        number.class().is(&vm.types.complex).then_some(number.value)
    }

    impl Sum {
        fn new(start: Value, vm: &Vm) -> Sum {
            if let Some(int) = start.as_small_int() {
                return Sum::Int(int);
            }
            if let Some(float) = start.as_exact_float(vm) {
                return Sum::Float(float, 0.0);
            }
            match exact_complex(&start, vm) {
                Some(number) => Sum::Complex((number.re, 0.0), (number.im, 0.0)),
                None => Sum::Any(start),
            }
        }

        #[inline]
        fn add(&mut self, item: Value, vm: &mut Vm) -> PyResult<()> {
            let int = match item.as_small_int() {
                Some(int) => Some(int),
                None => item.as_bool().map(i64::from),
            };
            match self {
                Sum::Int(sum) => {
                    if let Some(int) = int
                        && let Some(next) = sum.checked_add(int)
                    {
                        *sum = next;
                        return Ok(());
                    }
                }
                Sum::Float(sum, lost) => {
                    let float = match int {
                        Some(int) => Some(int as f64),
                        None => item.as_exact_float(vm),
                    };
                    if let Some(float) = float {
                        (*sum, *lost) = add_float((*sum, *lost), float);
                        return Ok(());
                    }
                }
                Sum::Complex(real, imaginary) => {
                    let float = match int {
                        Some(int) => Some(int as f64),
                        None => item.as_exact_float(vm),
                    };
                    if let Some(float) = float {
                        *real = add_float(*real, float);
                        return Ok(());
                    }
                    if let Some(number) = exact_complex(&item, vm) {
                        *real = add_float(*real, number.re);
                        *imaginary = add_float(*imaginary, number.im);
                        return Ok(());
                    }
                }
                Sum::Any(_) => {}
            }
            // An int sum becomes a float sum, either a complex one; any other stays what it is.
            let (may_be_float, may_be_complex) = match self {
                Sum::Int(_) => (true, true),
                Sum::Float(..) => (false, true),
                Sum::Complex(..) | Sum::Any(_) => (false, false),
            };
            let sum = std::mem::replace(self, Sum::Int(0)).finish(vm)?;
            let sum = sum.binary(&item, BinaryOperator::Add, vm)?;
            *self = if may_be_float && let Some(float) = sum.as_exact_float(vm) {
                Sum::Float(float, 0.0)
            } else if may_be_complex && let Some(number) = exact_complex(&sum, vm) {
                Sum::Complex((number.re, 0.0), (number.im, 0.0))
            } else {
                Sum::Any(sum)
            };
            Ok(())
        }

        fn finish(self, vm: &mut Vm) -> PyResult {
            Ok(match self {
                Sum::Int(int) => vm.new_int(int),
                Sum::Float(sum, lost) => vm.new_float(total((sum, lost))),
                Sum::Complex(real, imaginary) => {
                    vm.new_complex(ComplexNumber::new(total(real), total(imaginary)))
                }
                Sum::Any(value) => value,
            })
        }
    }
}
