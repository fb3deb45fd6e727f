//! The arguments of what makes elements: any keyword is an attribute.

use rpy_vm::builtins::dict::Dict;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

/// The positional arguments, of which there are so many.
pub(super) fn positional<'a>(
    function: &str,
    args: Args<'a>,
    least: usize,
    most: usize,
    vm: &mut Vm,
) -> PyResult<&'a [Value]> {
    let values = args.positional();
    let (bound, wanted) = match values.len() {
        count if count < least => ("least", least),
        count if count > most => ("most", most),
        _ => return Ok(values),
    };
    let plural = if wanted == 1 { "" } else { "s" };
    let given = values.len();
    Err(vm.type_error(format!(
        "{function}() takes at {bound} {wanted} argument{plural} ({given} given)"
    )))
}

/// The attributes: a copy of the dict that is the argument at `index`, or of the keyword `attrib`, with the
/// keywords.
pub(super) fn attributes(
    function: &str,
    args: Args<'_>,
    index: usize,
    vm: &mut Vm,
) -> PyResult<Option<Ref<Dict>>> {
    let given = args.positional().get(index);
    let mut keywords: Vec<(&Value, &Value)> = args.keywords().collect();
    let attrib = match given {
        Some(given) => {
            let Some(dict) = given.downcast::<Dict>() else {
                let class = given.type_name(vm);
                let place = index + 1;
                return Err(vm.type_error(format!(
                    "{function}() argument {place} must be dict, not {class}"
                )));
            };
            dict.copy(vm)
        }
        None if keywords.is_empty() => return Ok(None),
        None => {
            let is_attrib = |(name, _): &(&Value, &Value)| {
                name.downcast::<rpy_vm::builtins::str::Str>()
                    .is_some_and(|name| name.as_bytes() == b"attrib")
            };
            match keywords.iter().position(is_attrib) {
                None => Dict::new(vm),
                Some(place) => {
                    let (_, given) = keywords.remove(place);
                    match given.downcast::<Dict>() {
                        Some(dict) => dict.copy(vm),
                        None => {
                            let class = given.type_name(vm);
                            let message = format!("attrib must be dict, not {class}");
                            return Err(vm.type_error(message));
                        }
                    }
                }
            }
        }
    };
    for (name, value) in keywords {
        attrib.set_item(name.clone(), value.clone(), vm)?;
    }
    Ok(Some(attrib))
}
