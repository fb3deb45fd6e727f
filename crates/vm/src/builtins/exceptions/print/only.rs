//! Class, message and notes of an exception.

use crate::builtins::exceptions::print::suggestions::suggestion;
use crate::builtins::exceptions::syntax_error;
use crate::builtins::exceptions::value::BaseException;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// The last lines of what is printed for an exception.
pub(super) fn format(exception: &Ref<BaseException>, vm: &mut Vm) -> String {
    let name = class_name(exception, vm);
    let syntax_error = vm.types.exceptions.syntax_error.clone();
    let mut text = if exception.class().is_subclass_of(&syntax_error, vm) {
        format_syntax_error(exception, &name, vm)
    } else {
        let mut message = super::safe_str(exception.as_value(), vm);
        if message.is_none() && vm.limits.is_ending() {
            // The time for saying something was up; the program's own code does not run any more.
            message = super::safe_str(exception.as_value(), vm);
        }
        let message = message.unwrap_or_else(|| "<exception str() failed>".to_owned());
        let hint = suggestion(exception, vm);
        line(&name, &format!("{message}{hint}"))
    };
    text.push_str(&notes(exception, vm));
    text
}

/// Class and message, as they are: also of syntax errors, and without hints.
pub(super) fn plain(exception: &Ref<BaseException>, vm: &mut Vm) -> String {
    let name = class_name(exception, vm);
    let message = super::safe_str(exception.as_value(), vm);
    let message = message.unwrap_or_else(|| "<exception str() failed>".to_owned());
    format!("{name}: {message}\n")
}

fn line(name: &str, message: &str) -> String {
    if message.is_empty() {
        format!("{name}\n")
    } else {
        format!("{name}: {message}\n")
    }
}

/// The qualified name, with the module in front unless that is `builtins` or `__main__`.
fn class_name(exception: &Ref<BaseException>, vm: &mut Vm) -> String {
    let class = exception.class().clone();
    let attribute = |name: &Ref<Str>, vm: &mut Vm| {
        let value = class.as_value().get_attribute(name, vm).ok()?;
        let text = value.downcast::<Str>()?.to_string_lossy().into_owned();
        Some(text)
    };
    let (qualname, module) = (vm.names.__qualname__.clone(), vm.names.__module__.clone());
    let name = attribute(&qualname, vm);
    let module = attribute(&module, vm);
    let name = name.unwrap_or_else(|| class.name(vm));
    match module {
        Some(module) if module != "builtins" && module != "__main__" => format!("{module}.{name}"),
        _ => name,
    }
}

fn notes(exception: &Ref<BaseException>, vm: &mut Vm) -> String {
    let name = vm.names.__notes__.clone();
    let notes = match exception.as_value().get_attribute_optional(&name, vm) {
        Ok(Some(notes)) if !notes.is_none() => notes,
        _ => return String::new(),
    };
    let items: Vec<Value> = if let Some(list) = notes.downcast::<List>() {
        list.items(vm).clone()
    } else if let Some(tuple) = notes.downcast::<Tuple>() {
        tuple.as_slice().to_vec()
    } else {
        let text = notes
            .repr(vm)
            .map(|text| text.to_string_lossy().into_owned());
        return match text {
            Ok(text) => format!("{text}\n"),
            Err(_) => "<__notes__ repr() failed>\n".to_owned(),
        };
    };
    let mut text = String::new();
    for note in items {
        let note = super::safe_str(&note, vm).unwrap_or_else(|| "<note str() failed>".to_owned());
        for line in note.split('\n') {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// File, line and text with carets, then the message.
fn format_syntax_error(exception: &Ref<BaseException>, name: &str, vm: &mut Vm) -> String {
    let mut text = String::new();
    let field = |index, vm: &Vm| exception.field(index, vm);
    let string = |value: &Value| {
        let text = value.downcast::<Str>()?;
        Some(text.to_string_lossy().into_owned())
    };
    let number = |value: &Value| value.as_small_int().filter(|&number| number > 0);
    let filename = field(syntax_error::FILENAME, vm);
    let filename = match filename.is_none() {
        true => None,
        false => super::safe_str(&filename, vm),
    };
    let lineno = field(syntax_error::LINENO, vm);
    if !lineno.is_none() {
        let filename = filename.as_deref().unwrap_or("<string>");
        let lineno = super::safe_str(&lineno, vm).unwrap_or_default();
        text.push_str(&format!("  File \"{filename}\", line {lineno}\n"));
        let source = string(&field(syntax_error::TEXT, vm));
        let offset = number(&field(syntax_error::OFFSET, vm));
        let end_line = number(&field(syntax_error::END_LINENO, vm));
        let end_offset = number(&field(syntax_error::END_OFFSET, vm));
        let line = number(&field(syntax_error::LINENO, vm));
        if let Some(source) = source {
            push_marked_line(&source, line, offset, end_line, end_offset, &mut text);
        }
    } else if let Some(filename) = filename {
        text.push_str(&format!("  File \"{filename}\"\n"));
    }
    let message = field(syntax_error::MSG, vm);
    let message = if message.is_none() {
        "<no detail available>".to_owned()
    } else {
        super::safe_str(&message, vm).unwrap_or_default()
    };
    text.push_str(&line(name, &message));
    text
}

/// The source line without its indentation, and carets under the error. Offsets count code points
/// from one.
fn push_marked_line(
    source: &str,
    line: Option<i64>,
    offset: Option<i64>,
    end_line: Option<i64>,
    end_offset: Option<i64>,
    text: &mut String,
) {
    let source = source.trim_end_matches('\n');
    let shown = source.trim_start_matches([' ', '\n', '\x0c']);
    let removed = source.chars().count() - shown.chars().count();
    text.push_str(&format!("    {shown}\n"));
    let Some(offset) = offset else { return };
    let length = shown.trim_end().chars().count() as i64;
    let end = match (line, end_line) {
        (Some(line), Some(end_line)) if end_line > line => removed as i64 + length + 1,
        _ => end_offset.unwrap_or(offset),
    };
    // A range without width is a single place.
    let end = if offset == end || end <= 0 {
        offset.saturating_add(1)
    } else {
        end
    };
    let before = 1 + removed as i64;
    let start = offset.saturating_sub(before);
    let end = end.saturating_sub(before);
    let Ok(start) = usize::try_from(start) else {
        return;
    };
    // No carets behind the line, but one where the error lies there.
    let end = end.min(length.max((start as i64).saturating_add(1)));
    let width = usize::try_from(end)
        .unwrap_or(0)
        .saturating_sub(start)
        .max(1);
    // Tabs stay, so that the carets stand below what they mean. A program may say any offset.
    let blank: String = shown
        .chars()
        .take(start)
        .map(|character| {
            if character.is_whitespace() {
                character
            } else {
                ' '
            }
        })
        .collect();
    text.push_str(&format!("    {blank}{}\n", "^".repeat(width)));
}
