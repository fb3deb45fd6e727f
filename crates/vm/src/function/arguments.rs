//! Binding the arguments of a call to the parameters of a Python function.
//! Reference: <https://docs.python.org/3.14/reference/expressions.html#calls>

use rpy_bytecode::CodeFlags;

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::function::bind::unknown_keyword;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// Values for all parameters in the order of their slots: positional, keyword-only, `*args`,
/// `**kwargs`.
pub(crate) fn bind(
    function: &Ref<Function>,
    code: &Ref<Code>,
    args: Args<'_>,
    vm: &mut Vm,
) -> PyResult<Vec<Value>> {
    let source = code.source().clone();
    let positional_count = source.argument_count as usize;
    let named_count = positional_count + source.keyword_only_count as usize;
    let given = args.positional();
    let mut slots = vec![Value::UNBOUND; source.parameter_count() as usize];
    let in_place = given.len().min(positional_count);
    slots[..in_place].clone_from_slice(&given[..in_place]);

    let mut next_slot = named_count;
    let has_varargs = source.flags.contains(CodeFlags::VARARGS);
    if has_varargs {
        slots[next_slot] = Tuple::from_slice(&given[in_place..], vm).into_value();
        next_slot += 1;
    }
    let extra = if source.flags.contains(CodeFlags::VARKEYWORDS) {
        let dict = Dict::new(vm);
        slots[next_slot] = dict.to_value();
        Some(dict)
    } else {
        None
    };

    for (name, value) in args.keywords() {
        let Some(name) = name.downcast::<Str>() else {
            let function = function.display_name(vm);
            return Err(vm.type_error(format!("{function}() keywords must be strings")));
        };
        let first = source.positional_only_count as usize;
        let found = source.locals[first..named_count]
            .iter()
            .position(|local| local.name.as_bytes() == name.as_bytes());
        match (found, &extra) {
            (Some(index), _) => {
                let slot = &mut slots[first + index];
                if !slot.is_unbound() {
                    let (function, name) = (function.display_name(vm), name.to_string_lossy());
                    return Err(vm.type_error(format!(
                        "{function}() got multiple values for argument '{name}'"
                    )));
                }
                *slot = value.clone();
            }
            (None, Some(dict)) => dict.set_str(name, value.clone(), vm),
            (None, None) => return Err(unexpected_keyword(function, code, args, name, vm)),
        }
    }

    if given.len() > positional_count && !has_varargs {
        return Err(too_many_positional(function, code, given.len(), &slots, vm));
    }
    fill_defaults(function, code, given.len(), &mut slots, vm)?;
    Ok(slots)
}

fn fill_defaults(
    function: &Ref<Function>,
    code: &Ref<Code>,
    given: usize,
    slots: &mut [Value],
    vm: &mut Vm,
) -> PyResult<()> {
    let source = code.source().clone();
    let positional_count = source.argument_count as usize;
    if given < positional_count {
        let defaults = function.defaults.cloned(vm);
        let defaults = defaults
            .downcast::<Tuple>()
            .map_or(&[][..], |tuple| tuple.as_slice());
        let first_default = positional_count.saturating_sub(defaults.len());
        let required = &slots[given.min(first_default)..first_default];
        if required.iter().any(Value::is_unbound) {
            return Err(missing(
                function,
                code,
                0..first_default,
                slots,
                "positional",
                vm,
            ));
        }
        let surplus = defaults.len().saturating_sub(positional_count);
        for (slot, default) in slots[first_default..positional_count]
            .iter_mut()
            .zip(&defaults[surplus..])
            .filter(|(slot, _)| slot.is_unbound())
        {
            *slot = default.clone();
        }
    }
    let keyword_only = positional_count..positional_count + source.keyword_only_count as usize;
    if slots[keyword_only.clone()].iter().any(Value::is_unbound) {
        let defaults = function.keyword_defaults(vm);
        if let Some(defaults) = defaults.downcast::<Dict>() {
            for index in keyword_only.clone() {
                if slots[index].is_unbound() {
                    let name = vm.intern(&source.locals[index].name);
                    if let Some(default) = defaults.get_str(&name, vm) {
                        slots[index] = default.clone();
                    }
                }
            }
        }
        if slots[keyword_only.clone()].iter().any(Value::is_unbound) {
            return Err(missing(
                function,
                code,
                keyword_only,
                slots,
                "keyword-only",
                vm,
            ));
        }
    }
    Ok(())
}

#[cold]
fn missing(
    function: &Ref<Function>,
    code: &Ref<Code>,
    range: std::ops::Range<usize>,
    slots: &[Value],
    kind: &str,
    vm: &mut Vm,
) -> Raised {
    let names: Vec<String> = range
        .filter(|&index| slots[index].is_unbound())
        .map(|index| format!("'{}'", code.source().locals[index].name))
        .collect();
    let list = match &names[..] {
        [one] => one.clone(),
        [first, second] => format!("{first} and {second}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
        [] => unreachable!("called only if a parameter is missing"),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    let function = function.display_name(vm);
    let count = names.len();
    vm.type_error(format!(
        "{function}() missing {count} required {kind} argument{plural}: {list}"
    ))
}

#[cold]
fn too_many_positional(
    function: &Ref<Function>,
    code: &Ref<Code>,
    given: usize,
    slots: &[Value],
    vm: &mut Vm,
) -> Raised {
    let source = code.source();
    let count = source.argument_count as usize;
    let keyword_only = count..count + source.keyword_only_count as usize;
    let keyword_only = slots[keyword_only]
        .iter()
        .filter(|slot| !slot.is_unbound())
        .count();
    let defaults = function
        .defaults
        .get(vm)
        .downcast::<Tuple>()
        .map_or(0, |tuple| tuple.length());
    let takes = if defaults > 0 {
        format!("from {} to {count}", count.saturating_sub(defaults))
    } else {
        count.to_string()
    };
    let plural = if count == 1 && defaults == 0 { "" } else { "s" };
    let given_text = if keyword_only > 0 {
        format!(
            "{given} positional argument{} (and {keyword_only} keyword-only argument{}) were",
            if given == 1 { "" } else { "s" },
            if keyword_only == 1 { "" } else { "s" },
        )
    } else {
        format!("{given} {}", if given == 1 { "was" } else { "were" })
    };
    let function = function.display_name(vm);
    vm.type_error(format!(
        "{function}() takes {takes} positional argument{plural} but {given_text} given"
    ))
}

#[cold]
fn unexpected_keyword(
    function: &Ref<Function>,
    code: &Ref<Code>,
    args: Args<'_>,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> Raised {
    let source = code.source();
    let function = function.display_name(vm);
    let positional_only = &source.locals[..source.positional_only_count as usize];
    let misused: Vec<&str> = positional_only
        .iter()
        .map(|local| &*local.name)
        .filter(|known| {
            args.names().iter().any(|name| {
                name.downcast::<Str>()
                    .is_some_and(|name| name.as_bytes() == known.as_bytes())
            })
        })
        .collect();
    if !misused.is_empty() {
        let list = misused.join(", ");
        return vm.type_error(format!(
            "{function}() got some positional-only arguments passed as keyword arguments: '{list}'"
        ));
    }
    let count = source.argument_count + source.keyword_only_count;
    let by_name = source.positional_only_count as usize..count as usize;
    let locals = source.locals.get(by_name).unwrap_or_default();
    let known: Vec<&str> = locals.iter().map(|local| &*local.name).collect();
    unknown_keyword(&function, &name.to_string_lossy(), &known, vm)
}
