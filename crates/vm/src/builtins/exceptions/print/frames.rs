//! The entries of a traceback.

use rpy_bytecode::Location;

use crate::builtins::exceptions::print::source::excerpt;
use crate::builtins::exceptions::traceback::Traceback;
use crate::builtins::frame::Frame;
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
}

/// The entries of a traceback, the outermost frame first.
pub(super) fn format(traceback: &Value, vm: &mut Vm) -> String {
    let mut text = String::new();
    let mut previous: Option<Entry> = None;
    let mut count = 0;
    let mut next = traceback.clone();
    while let Some(current) = next.downcast::<Traceback>() {
        let entry = entry(current, vm);
        let following = current.next(vm);
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

fn entry(traceback: &Traceback, vm: &mut Vm) -> Entry {
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
        };
    };
    let code = frame.code().source();
    let location = code.locations.get(traceback.lasti() as usize);
    Entry {
        filename: code.filename.to_string(),
        name: code.name.to_string(),
        location: if location.line == line {
            location
        } else {
            fallback
        },
    }
}

fn push_entry(entry: &Entry, vm: &Vm, text: &mut String) {
    let Entry {
        filename,
        name,
        location,
    } = entry;
    let line = location.line;
    text.push_str(&format!("  File \"{filename}\", line {line}, in {name}\n"));
    let last = location.end_line.max(line);
    let lines: Vec<String> = (line..=last)
        .map_while(|line| vm.read_source_line(filename, line))
        .collect();
    text.push_str(&excerpt(&lines, location));
}

impl Vm {
    /// A line of a source file, counted from one, without its newline; `None` if it cannot be had.
    pub fn read_source_line(&self, filename: &str, line: u32) -> Option<String> {
        self.host().source_line(filename, line)
    }
}
