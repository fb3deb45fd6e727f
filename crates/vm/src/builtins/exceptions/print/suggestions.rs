//! "Did you mean": names that are close to one that was not found.

use crate::builtins::dict::Dict;
use crate::builtins::exceptions::simple;
use crate::builtins::exceptions::traceback::Traceback;
use crate::builtins::exceptions::value::BaseException;
use crate::builtins::str::Str;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// Names that are looked at.
const MAX_CANDIDATES: usize = 750;
/// Characters of names that are compared.
const MAX_LENGTH: usize = 40;
/// Cost of a character that is missing, superfluous or another.
const MOVE_COST: usize = 2;
/// Cost of a character that differs in case only.
const CASE_COST: usize = 1;

/// What is put behind the message: empty, or `. Did you mean: 'name'?`.
pub(super) fn suggestion(exception: &Ref<BaseException>, vm: &mut Vm) -> String {
    let found = find(exception, vm);
    let module = missing_import(exception, vm);
    match (found, module) {
        (Some(name), None) => format!(". Did you mean: '{name}'?"),
        (None, Some(module)) => format!(". Did you forget to import '{module}'?"),
        (Some(name), Some(module)) => {
            format!(". Did you mean: '{name}'? Or did you forget to import '{module}'?")
        }
        (None, None) => String::new(),
    }
}

/// The name that was not found, if a module of the standard library is called so.
fn missing_import(exception: &Ref<BaseException>, vm: &mut Vm) -> Option<String> {
    let name_error = vm.types.exceptions.name_error.clone();
    if !exception.class().is_subclass_of(&name_error, vm) {
        return None;
    }
    let name = exception.field(0, vm);
    let wrong = text(&name)?;
    let attribute = vm.intern("stdlib_module_names");
    let modules = vm.sys_attribute(&attribute)?;
    modules.contains(&name, vm).ok()?.then_some(wrong)
}

fn find(exception: &Ref<BaseException>, vm: &mut Vm) -> Option<String> {
    let classes = &vm.types.exceptions;
    let class = exception.class();
    let is = |other: &Ref<crate::builtins::type_::Type>| class.is_subclass_of(other, vm);
    let (wrong, candidates) = if is(&classes.attribute_error) {
        let wrong = text(&exception.field(0, vm))?;
        let object = exception.field(1, vm);
        let names = attribute_names(&object, vm)?;
        let hides = !wrong.starts_with('_');
        (wrong, visible(names, hides))
    } else if is(&classes.import_error) {
        let wrong = text(&exception.field(simple::IMPORT_NAME_FROM, vm))?;
        let module = exception.field(simple::IMPORT_NAME, vm);
        let module = module.downcast::<Str>()?.clone();
        let module = vm.modules.clone().get_str(&module, vm)?.clone();
        let names = attribute_names(&module, vm)?;
        let hides = !wrong.starts_with('_');
        (wrong, visible(names, hides))
    } else if is(&classes.name_error) {
        let wrong = text(&exception.field(0, vm))?;
        let frame = innermost_frame(exception, vm)?;
        if has_self_attribute(&frame, &wrong, vm) {
            return Some(format!("self.{wrong}"));
        }
        (wrong, names_in_scope(&frame, vm))
    } else {
        return None;
    };
    closest(&wrong, &candidates)
}

fn text(value: &Value) -> Option<String> {
    let text = value.downcast::<Str>()?;
    Some(text.as_str()?.to_owned())
}

fn visible(mut names: Vec<String>, hides: bool) -> Vec<String> {
    names.retain(|name| !hides || !name.starts_with('_'));
    names
}

/// `dir(object)`
fn attribute_names(object: &Value, vm: &mut Vm) -> Option<Vec<String>> {
    if object.is_none() {
        return None;
    }
    let name = vm.names.__dir__.clone();
    let names = object.call_special(&name, &[], vm).ok()??;
    strings(&names, vm)
}

fn strings(iterable: &Value, vm: &mut Vm) -> Option<Vec<String>> {
    let items = vm.collect(iterable).ok()?;
    let mut names: Vec<String> = items.iter().filter_map(text).collect();
    names.sort();
    Some(names)
}

/// The frame that raised.
fn innermost_frame(exception: &Ref<BaseException>, vm: &mut Vm) -> Option<Value> {
    let mut entry = exception.traceback(vm);
    let mut frame = None;
    while let Some(traceback) = entry.downcast::<Traceback>() {
        frame = Some(traceback.frame().clone());
        let next = traceback.next(vm);
        entry = next;
    }
    frame
}

/// Whether the frame is a method's whose object has an attribute of this name.
fn has_self_attribute(frame: &Value, wrong: &str, vm: &mut Vm) -> bool {
    let attribute = vm.intern("f_locals");
    let Ok(Some(locals)) = frame.get_attribute_optional(&attribute, vm) else {
        return false;
    };
    let name = vm.intern("self");
    let object = locals
        .downcast::<Dict>()
        .and_then(|locals| locals.get_str(&name, vm).cloned());
    let wrong = vm.intern(wrong);
    object.is_some_and(|object| matches!(object.get_attribute_optional(&wrong, vm), Ok(Some(_))))
}

/// Local, global and built-in names of a frame.
fn names_in_scope(frame: &Value, vm: &mut Vm) -> Vec<String> {
    let mut names = Vec::new();
    for attribute in ["f_locals", "f_globals", "f_builtins"] {
        let attribute = vm.intern(attribute);
        let Ok(Some(namespace)) = frame.get_attribute_optional(&attribute, vm) else {
            continue;
        };
        let mut found = match namespace.downcast::<Dict>() {
            Some(dict) => dict.keys_vec(vm).iter().filter_map(text).collect(),
            None => strings(&namespace, vm).unwrap_or_default(),
        };
        names.append(&mut found);
    }
    names
}

impl Vm {
    /// The name among the candidates that a wrong one is most like, if one is like it.
    pub fn suggested_name(&self, wrong: &str, candidates: &[String]) -> Option<String> {
        closest(wrong, candidates)
    }
}

/// The name that takes the fewest changes, if they are few.
pub(crate) fn closest(wrong: &str, candidates: &[String]) -> Option<String> {
    if candidates.len() > MAX_CANDIDATES {
        return None;
    }
    let wrong_characters: Vec<char> = wrong.chars().collect();
    if wrong_characters.len() > MAX_LENGTH {
        return None;
    }
    let mut best: Option<(usize, &String)> = None;
    for candidate in candidates {
        if candidate == wrong {
            continue;
        }
        let characters: Vec<char> = candidate.chars().collect();
        // Not more than a third of the characters may be changed.
        let limit = (characters.len() + wrong_characters.len() + 3) * MOVE_COST / 6;
        let limit = match best {
            Some((distance, _)) => limit.min(distance.saturating_sub(1)),
            None => limit,
        };
        let distance = distance(&wrong_characters, &characters, limit);
        if distance <= limit && best.is_none_or(|(known, _)| distance < known) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name.clone())
}

/// The weighted edit distance of two words, or more than `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> usize {
    if a == b {
        return 0;
    }
    let prefix = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (a, b) = (&a[..a.len() - suffix], &b[..b.len() - suffix]);
    if a.is_empty() || b.is_empty() {
        return MOVE_COST * (a.len() + b.len());
    }
    if a.len() > MAX_LENGTH || b.len() > MAX_LENGTH {
        return limit + 1;
    }
    let (a, b) = if b.len() < a.len() { (b, a) } else { (a, b) };
    if (b.len() - a.len()) * MOVE_COST > limit {
        return limit + 1;
    }
    let mut row: Vec<usize> = (1..=a.len()).map(|column| column * MOVE_COST).collect();
    let mut result = 0;
    for (index, &second) in b.iter().enumerate() {
        let mut diagonal = index * MOVE_COST;
        result = diagonal;
        let mut least = usize::MAX;
        for (column, &first) in a.iter().enumerate() {
            let substitution = diagonal + substitution_cost(first, second);
            diagonal = row[column];
            let moved = result.min(diagonal) + MOVE_COST;
            result = moved.min(substitution);
            row[column] = result;
            least = least.min(result);
        }
        if least > limit {
            return limit + 1;
        }
    }
    result
}

fn substitution_cost(a: char, b: char) -> usize {
    if a == b {
        0
    } else if a.to_lowercase().eq(b.to_lowercase()) {
        CASE_COST
    } else {
        MOVE_COST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_names_are_found() {
        let check = |wrong: &str, candidates: &[&str], expected: Option<&str>| {
            let candidates: Vec<String> = candidates.iter().map(ToString::to_string).collect();
            assert_eq!(closest(wrong, &candidates).as_deref(), expected, "{wrong}");
        };
        check("prnt", &["print", "repr"], Some("print"));
        check("Lenght", &["length", "width"], Some("length"));
        check("x", &["y", "z"], None);
        check("append", &["append", "appendd"], Some("appendd"));
        check("completely", &["different"], None);
    }
}
