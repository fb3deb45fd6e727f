//! `_suggestions`: what `traceback` asks for names that are like a wrong one.

/// Names that are like a wrong one.
#[rpy_macros::native_module(name = "_suggestions")]
pub mod _suggestions {
    use rpy_vm::builtins::list::List;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::{PyResult, Value, Vm};

    /// Returns the candidate in a list that a name is most like, None if it is like none.
    #[function(signature = "(candidates, item, /)")]
    fn _generate_suggestions(
        candidates: &Value,
        item: &str,
        vm: &mut Vm,
    ) -> PyResult<Option<String>> {
        let Some(candidates) = candidates.downcast::<List>() else {
            return Err(vm.type_error("candidates must be a list"));
        };
        let mut names = Vec::with_capacity(candidates.length(vm));
        for candidate in candidates.items(vm).clone() {
            match candidate.downcast::<Str>() {
                Some(name) => names.push(name.to_string_lossy().into_owned()),
                None => {
                    let message = "all elements in 'candidates' must be strings";
                    return Err(vm.type_error(message));
                }
            }
        }
        Ok(vm.suggested_name(item, &names))
    }
}
