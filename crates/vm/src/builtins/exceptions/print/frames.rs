//! The entries of a traceback.

use rpy_bytecode::{CodeObject, Location};

use crate::builtins::dict::Dict;
use crate::builtins::exceptions::print::source::excerpt;
use crate::builtins::exceptions::traceback::Traceback;
use crate::builtins::frame::Frame;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::object::value::Value;
use crate::vm::Vm;

/// Entries for the same place that are printed before the rest is only counted.
const REPEATS: usize = 3;

/// What is printed for an entry.
#[derive(PartialEq)]
struct Entry {
    filename: String,
    name: String,
    location: Location,
    /// The lines of the location, where `linecache` knows them by the code.
    lines: Option<Vec<String>>,
}

/// How many entries of a traceback are shown, the innermost ones: `sys.tracebacklimit`.
pub(super) fn limit(vm: &mut Vm) -> usize {
    let name = vm.intern("tracebacklimit");
    let Some(limit) = vm.sys_attribute(&name) else {
        return usize::MAX;
    };
    match limit.as_int() {
        Some(limit) if limit.is_negative() => 0,
        Some(limit) => limit.as_i64().map_or(usize::MAX, |limit| limit as usize),
        None => usize::MAX,
    }
}

/// The last entries of a traceback, as many as the limit says, the outermost frame first. Without `marks`, an
/// entry shows its line alone.
pub(super) fn format(traceback: &Value, limit: usize, marks: bool, vm: &mut Vm) -> String {
    let mut text = String::new();
    let mut depth = 0;
    let mut next = traceback.clone();
    while let Some(current) = next.downcast::<Traceback>() {
        depth += 1;
        next = current.next(vm);
    }
    let mut hidden = depth - limit.min(depth);
    let mut previous: Option<Entry> = None;
    let mut count = 0;
    let mut next = traceback.clone();
    while let Some(current) = next.downcast::<Traceback>() {
        let (following, is_hidden) = (current.next(vm), hidden > 0);
        if is_hidden {
            hidden -= 1;
            next = following;
            continue;
        }
        let entry = entry(current, marks, vm);
        next = following;
        if previous.as_ref() == Some(&entry) {
            count += 1;
        } else {
            push_repeats(count, &mut text);
            count = 1;
        }
        if count <= REPEATS {
            push_entry(&entry, vm, &mut text);
        }
        previous = Some(entry);
    }
    push_repeats(count, &mut text);
    text
}

fn push_repeats(count: usize, text: &mut String) {
    if count > REPEATS {
        let more = count - REPEATS;
        let plural = if more == 1 { "" } else { "s" };
        text.push_str(&format!(
            "  [Previous line repeated {more} more time{plural}]\n"
        ));
    }
}

fn entry(traceback: &Traceback, marks: bool, vm: &mut Vm) -> Entry {
    let line = traceback.line();
    let fallback = Location {
        line,
        end_line: line,
        column: 0,
        end_column: 0,
    };
    let Some(frame) = traceback.frame().downcast::<Frame>() else {
        let name = "<unknown>".to_owned();
        return Entry {
            filename: traceback.frame().type_name(vm),
            name,
            location: fallback,
            lines: None,
        };
    };
    let code = frame.code().source().clone();
    let location = match marks && !vm.no_debug_ranges {
        false => fallback,
        true => code.locations.get(traceback.lasti() as usize),
    };
    let location = if location.line == line {
        location
    } else {
        fallback
    };
    Entry {
        filename: code.filename.to_string(),
        name: code.name.to_string(),
        location,
        lines: typed_lines(&code, location, vm),
    }
}

/// Lines of a text that was typed, of which many have the same name: `linecache` tells them apart by
/// the code.
fn typed_lines(code: &CodeObject, location: Location, vm: &mut Vm) -> Option<Vec<String>> {
    if !code.filename.starts_with('<') {
        return None;
    }
    let name = vm.intern("linecache");
    let module = vm.modules.clone().get_str(&name, vm).cloned()?;
    let cache = vm.intern("_interactive_cache");
    let cache = module.get_attribute_optional(&cache, vm).ok()??;
    let key = [
        vm.new_str(&code.filename),
        vm.new_str(&code.qualname),
        Value::from_i32(i32::try_from(code.first_line).ok()?),
    ];
    let key = Tuple::from_slice(&key, vm).into_value();
    let entry = cache
        .downcast::<Dict>()?
        .clone()
        .get_item(&key, vm)
        .ok()??;
    let lines = entry.downcast::<Tuple>()?.as_slice().get(2)?.clone();
    let lines = lines.downcast::<List>()?.items(vm);
    let last = location.end_line.max(location.line) as usize;
    let shown = lines.get(location.line.checked_sub(1)? as usize..last)?;
    let text = |line: &Value| {
        Some(
            line.downcast::<Str>()?
                .to_string_lossy()
                .trim_end()
                .to_owned(),
        )
    };
    shown.iter().map(text).collect()
}

fn push_entry(entry: &Entry, vm: &Vm, text: &mut String) {
    let Entry {
        filename,
        name,
        location,
        lines,
    } = entry;
    let line = location.line;
    text.push_str(&format!("  File \"{filename}\", line {line}, in {name}\n"));
    let last = location.end_line.max(line);
    let read = || -> Vec<String> {
        let lines = (line..=last).map_while(|line| vm.read_source_line(filename, line));
        lines.collect()
    };
    let lines = lines.clone().unwrap_or_else(read);
    text.push_str(&excerpt(&lines, location));
}

impl Vm {
    /// A line of a source file, counted from one, without its newline; `None` if it cannot be had.
    pub fn read_source_line(&self, filename: &str, line: u32) -> Option<String> {
        self.host().source_line(filename, line)
    }
}
