//! `BaseExceptionGroup` and `ExceptionGroup`.
//! Source: PEP 654.

use std::collections::HashSet;

use rpy_macros::native_class;

use crate::builtins::exceptions::base;
use crate::builtins::exceptions::fields::read_only_field;
use crate::builtins::exceptions::value::{BaseException, exception_payload};
use crate::builtins::list::List;
use crate::builtins::str::{Str, StrBuilder};
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::function::convert::type_name_or_none;
use crate::function::native::NativeMember;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

const MESSAGE: usize = 0;
const EXCEPTIONS: usize = 1;
/// What `repr` shows for the sequence that was given, if it was no list or tuple.
const SHOWN: usize = 2;

const FIELDS: &[NativeMember] = &[
    read_only_field::<MESSAGE>("message", "What the group was raised with."),
    read_only_field::<EXCEPTIONS>("exceptions", "The exceptions of the group, in a tuple."),
];

/// The class `BaseExceptionGroup`.
pub(crate) struct BaseExceptionGroup;

/// The exceptions of a group; none if it is not one.
pub(super) fn sub_exceptions(group: &Ref<BaseException>, vm: &Vm) -> Vec<Value> {
    let exceptions = group.field(EXCEPTIONS, vm);
    exceptions
        .downcast::<Tuple>()
        .map_or_else(Vec::new, |items| items.as_slice().to_vec())
}

/// Whether an exception is a group.
pub(super) fn is_group(exception: &Value, vm: &Vm) -> bool {
    let base = &vm.types.exceptions.base_exception_group;
    exception.class(vm).is_subclass_of(base, vm)
}

/// What `split` and `subgroup` select by.
enum Condition {
    /// Instances of the class or of one of the classes.
    Classes(Value),
    /// Those for which it returns a true value.
    Function(Value),
    /// Those at these addresses.
    Among(HashSet<u64>),
}

impl Condition {
    fn new(value: &Value, vm: &mut Vm) -> PyResult<Condition> {
        if vm.is_exception_class(value) {
            return Ok(Condition::Classes(value.clone()));
        }
        if let Some(classes) = value.downcast::<Tuple>()
            && classes
                .as_slice()
                .iter()
                .all(|class| vm.is_exception_class(class))
        {
            return Ok(Condition::Classes(value.clone()));
        }
        if value.is_callable(vm) && !value.has_payload::<Type>() {
            return Ok(Condition::Function(value.clone()));
        }
        Err(vm.type_error(
            "expected an exception type, a tuple of exception types, or a callable (other than a class)",
        ))
    }

    fn matches(&self, exception: &Value, vm: &mut Vm) -> PyResult<bool> {
        match self {
            Condition::Classes(classes) => vm.exception_matches(exception, classes),
            Condition::Among(addresses) => Ok(addresses.contains(&exception.bits())),
            Condition::Function(function) => function
                .call_positional(std::slice::from_ref(exception), vm)?
                .is_true(vm),
        }
    }
}

/// The part of an exception that matches and the rest; None where that is empty.
fn split(
    exception: &Value,
    condition: &Condition,
    wants_rest: bool,
    vm: &mut Vm,
) -> PyResult<(Value, Value)> {
    if condition.matches(exception, vm)? {
        return Ok((exception.clone(), Value::NONE));
    }
    if !is_group(exception, vm) {
        return Ok((Value::NONE, exception.clone()));
    }
    let group = exception_payload(exception, vm)?.clone();
    let (mut matching, mut rest) = (Vec::new(), Vec::new());
    for item in sub_exceptions(&group, vm) {
        let (found, left) = vm.with_recursion(" in exceptiongroup split", |vm| {
            split(&item, condition, wants_rest, vm)
        })?;
        if !found.is_none() {
            matching.push(found);
        }
        if !left.is_none() {
            rest.push(left);
        }
    }
    let matching = derive_like(&group, matching, vm)?;
    let rest = if wants_rest {
        derive_like(&group, rest, vm)?
    } else {
        Value::NONE
    };
    Ok((matching, rest))
}

/// A group of these exceptions made by the group's `derive`, with its metadata; None if there
/// are no exceptions.
fn derive_like(group: &Ref<BaseException>, items: Vec<Value>, vm: &mut Vm) -> PyResult {
    if items.is_empty() {
        return Ok(Value::NONE);
    }
    let items = vm.new_list(items);
    let name = vm.intern("derive");
    let derived = group.as_value().call_method(&name, &[items], vm)?;
    if !is_group(&derived, vm) {
        return Err(vm.type_error("derive must return an instance of BaseExceptionGroup"));
    }
    let made = exception_payload(&derived, vm)?;
    let (traceback, context, cause) = (group.traceback(vm), group.context(vm), group.cause(vm));
    made.set_traceback(traceback, vm);
    made.set_context(context, vm);
    made.cause.replace(cause, vm);
    made.suppress_context.set(group.suppress_context.get());
    let notes_name = vm.names.__notes__.clone();
    if let Some(notes) = group.as_value().get_attribute_optional(&notes_name, vm)? {
        // Notes that are no sequence are left out: they may say anything.
        if notes.class(vm).slots(vm).subscript.is_some() {
            let notes = vm.collect(&notes)?;
            let notes = vm.new_list(notes);
            derived.set_attribute(&notes_name, notes, vm)?;
        }
    }
    Ok(derived)
}

impl Vm {
    /// What `except* class` handles of an exception and what it leaves; None where that is
    /// nothing. An exception that is no group is handled as a group of one.
    ///
    /// Errors: `TypeError` if `class` is no exception class or one of groups, or no tuple of such.
    pub fn split_exception_group(
        &mut self,
        exception: &Value,
        class: &Value,
    ) -> PyResult<(Value, Value)> {
        let classes = match class.downcast::<Tuple>() {
            Some(classes) => classes.as_slice().to_vec(),
            None => vec![class.clone()],
        };
        let matches = self.exception_matches(exception, class)?;
        let base = self.types.exceptions.base_exception_group.clone();
        let names_group = |class: &Value| {
            class
                .downcast::<Type>()
                .is_some_and(|class| class.is_subclass_of(&base, self))
        };
        if classes.iter().any(names_group) {
            return Err(self.type_error(
                "catching ExceptionGroup with except* is not allowed. Use except instead.",
            ));
        }
        if matches {
            if is_group(exception, self) {
                return Ok((exception.clone(), Value::NONE));
            }
            let items = Tuple::new(vec![exception.clone()], self).into_value();
            let message = self.new_str("");
            let group = base.to_value().call_positional(&[message, items], self)?;
            // The group is handled in place of the exception, and was raised where that was.
            let traceback = exception_payload(exception, self)?.traceback(self);
            exception_payload(&group, self)?.set_traceback(traceback, self);
            return Ok((group, Value::NONE));
        }
        if !is_group(exception, self) {
            return Ok((Value::NONE, exception.clone()));
        }
        split(exception, &Condition::Classes(class.clone()), true, self)
    }
}

/// Whether an exception was raised again as part of the group, rather than raised anew.
fn same_metadata(exception: &Ref<BaseException>, group: &Ref<BaseException>, vm: &mut Vm) -> bool {
    let name = vm.names.__notes__.clone();
    let mut notes = |exception: &Ref<BaseException>| {
        let notes = exception.as_value().get_attribute_optional(&name, vm);
        notes.ok().flatten().unwrap_or(Value::NONE)
    };
    notes(exception).is(&notes(group))
        && exception.traceback(vm).is(&group.traceback(vm))
        && exception.cause(vm).is(&group.cause(vm))
        && exception.context(vm).is(&group.context(vm))
}

/// Addresses of the exceptions in a group and the groups within it.
fn leaves(exception: &Value, found: &mut HashSet<u64>, vm: &mut Vm) -> PyResult<()> {
    if !is_group(exception, vm) {
        found.insert(exception.bits());
        return Ok(());
    }
    let group = exception_payload(exception, vm)?.clone();
    for item in sub_exceptions(&group, vm) {
        vm.with_recursion(" in exceptiongroup", |vm| leaves(&item, found, vm))?;
    }
    Ok(())
}

impl Vm {
    /// What a `try` with `except*` raises in the end: what its clauses raised and what they left
    /// of `original`; None if there is nothing. `results` is a list of exceptions and Nones.
    /// Source: PEP 654, "Raising exceptions in an except* block".
    pub(crate) fn prepare_reraise_star(&mut self, original: &Value, results: &Value) -> PyResult {
        let results = match results.downcast::<List>() {
            Some(results) => results.items(self).clone(),
            None => Vec::new(),
        };
        let mut results: Vec<Value> = results.into_iter().filter(|item| !item.is_none()).collect();
        if results.is_empty() {
            return Ok(Value::NONE);
        }
        if !is_group(original, self) {
            // It was wrapped; one clause at most has run.
            return Ok(results.swap_remove(0));
        }
        let group = exception_payload(original, self)?.clone();
        let (mut raised, mut kept) = (Vec::new(), HashSet::new());
        for result in results {
            let exception = exception_payload(&result, self)?.clone();
            if same_metadata(&exception, &group, self) {
                leaves(&result, &mut kept, self)?;
            } else {
                raised.push(result);
            }
        }
        if !kept.is_empty() {
            let condition = Condition::Among(kept);
            let (reraised, _) = split(original, &condition, false, self)?;
            if raised.is_empty() {
                return Ok(reraised);
            }
            raised.push(reraised);
        }
        if raised.len() == 1 {
            return Ok(raised.swap_remove(0));
        }
        let (message, items) = (self.new_str(""), self.new_list(raised));
        let class = self.types.exceptions.base_exception_group.to_value();
        class.call_positional(&[message, items], self)
    }
}

/// Several exceptions that are raised together.
#[native_class(
    payload = BaseException,
    registry = exceptions.base_exception_group,
    flags(base, dict),
    generic,
    methods(FIELDS),
    slots(init = base::init)
)]
impl BaseExceptionGroup {
    /// `BaseExceptionGroup(message, exceptions)`: an `ExceptionGroup` if every one of the exceptions
    /// is an `Exception`.
    #[new]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let [message, exceptions] = args.positional() else {
            let given = args.positional().len();
            return Err(vm.type_error(format!(
                "BaseExceptionGroup.__new__() takes exactly 2 arguments ({given} given)"
            )));
        };
        if !message.has_payload::<Str>() {
            let name = type_name_or_none(message, vm);
            return Err(vm.type_error(format!(
                "BaseExceptionGroup.__new__() argument 1 must be str, not {name}"
            )));
        }
        if !exceptions.is_sequence(vm) {
            return Err(vm.type_error("second argument (exceptions) must be a sequence"));
        }
        let items = vm.collect(exceptions)?;
        if items.is_empty() {
            return Err(vm.value_error("second argument (exceptions) must be a non-empty sequence"));
        }
        let plain = vm.types.exceptions.exception.clone();
        let mut all_plain = true;
        for (index, item) in items.iter().enumerate() {
            let Some(item) = item.downcast::<BaseException>() else {
                return Err(vm.value_error(format!(
                    "Item {index} of second argument (exceptions) is not an exception"
                )));
            };
            all_plain &= item.class().is_subclass_of(&plain, vm);
        }
        let types = &vm.types.exceptions;
        let mut class = class.clone();
        if class.is(&types.base_exception_group) {
            if all_plain {
                class = types.exception_group.clone();
            }
        } else if !all_plain && class.is_subclass_of(&plain, vm) {
            let message = if class.is(&types.exception_group) {
                "Cannot nest BaseExceptions in an ExceptionGroup".to_owned()
            } else {
                format!("Cannot nest BaseExceptions in '{}'", class.name(vm))
            };
            return Err(vm.type_error(message));
        }
        let is_plain = exceptions.has_payload::<List>() || exceptions.has_payload::<Tuple>();
        let shown = if is_plain {
            Value::NONE
        } else {
            exceptions.repr(vm)?.into_value()
        };
        let this = base::new(&class, args, vm)?;
        let exceptions = Tuple::new(items, vm).into_value();
        let payload = exception_payload(&this, vm)?;
        payload.set_field(MESSAGE, message.clone(), vm);
        payload.set_field(EXCEPTIONS, exceptions, vm);
        payload.set_field(SHOWN, shown, vm);
        Ok(this)
    }

    /// Shows the exceptions as they were when the group was made, in the kind of sequence that it was
    /// made of.
    #[slot]
    fn repr(this: &Ref<BaseException>, vm: &mut Vm) -> PyResult {
        let name = this.class().name(vm);
        let message = this.field(MESSAGE, vm).repr(vm)?;
        let (shown, items) = (this.field(SHOWN, vm), this.field(EXCEPTIONS, vm));
        let exceptions = match shown.downcast::<Str>() {
            Some(shown) => shown.clone(),
            None => {
                let args = this.args(vm);
                let as_list = matches!(args.as_slice(), [_, given] if given.has_payload::<List>());
                let items = match items.downcast::<Tuple>() {
                    Some(items) if as_list => vm.new_list(items.as_slice().to_vec()),
                    _ => items,
                };
                items.repr(vm)?
            }
        };
        let mut text = StrBuilder::new();
        text.push_str(&name);
        text.push_str("(");
        text.push_text(&message);
        text.push_str(", ");
        text.push_text(&exceptions);
        text.push_str(")");
        Ok(text.finish(vm).into_value())
    }

    #[slot]
    fn str(this: &Ref<BaseException>, vm: &mut Vm) -> PyResult {
        let message = this.field(MESSAGE, vm).str(vm)?;
        let count = sub_exceptions(this, vm).len();
        let plural = if count == 1 { "" } else { "s" };
        let message = message.to_string_lossy();
        Ok(vm.new_str(&format!("{message} ({count} sub-exception{plural})")))
    }

    // The part of the group that matches the condition; None if nothing does.
    #[method(signature = "($self, matcher_value, /)")]
    fn subgroup(this: &Ref<BaseException>, matcher_value: &Value, vm: &mut Vm) -> PyResult {
        let condition = Condition::new(matcher_value, vm)?;
        Ok(split(this.as_value(), &condition, false, vm)?.0)
    }

    // The part of the group that matches the condition, and the rest.
    #[method(signature = "($self, matcher_value, /)")]
    fn split(
        this: &Ref<BaseException>,
        matcher_value: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<Tuple>> {
        let condition = Condition::new(matcher_value, vm)?;
        let (matching, rest) = split(this.as_value(), &condition, true, vm)?;
        Ok(Tuple::new(vec![matching, rest], vm))
    }

    // Makes a group with the same message of other exceptions.
    #[method(signature = "($self, excs, /)")]
    fn derive(this: &Ref<BaseException>, excs: Value, vm: &mut Vm) -> PyResult {
        let message = this.field(MESSAGE, vm);
        let class = vm.types.exceptions.base_exception_group.to_value();
        class.call_positional(&[message, excs], vm)
    }
}
