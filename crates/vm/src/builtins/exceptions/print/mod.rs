//! The text that is printed for an exception nobody handles.
//! Source: <https://docs.python.org/3.14/library/traceback.html>

mod anchors;
mod frames;
mod only;
mod source;
mod suggestions;

pub(crate) use suggestions::closest as closest_name;

use std::collections::HashSet;

use crate::builtins::exceptions::group::{is_group, sub_exceptions};
use crate::builtins::exceptions::value::BaseException;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// Nesting of groups that is shown.
const MAX_GROUP_DEPTH: usize = 10;
/// Exceptions of a group that are shown.
const MAX_GROUP_WIDTH: usize = 15;
/// Exceptions of a chain that are shown; a bound for what a program can make up.
const MAX_CHAIN: usize = 10_000;

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";

impl Vm {
    /// The text CPython prints for an exception: what caused it, its traceback, its class and
    /// message, notes, and the exceptions of a group. It ends with a newline.
    ///
    /// May run Python code (`__str__`, `__notes__` …); what that raises is not passed on.
    pub fn format_exception(&mut self, exception: &Ref<BaseException>) -> String {
        let mut printer = Printer::default();
        printer.print(exception, self);
        printer.text
    }

    /// What is printed of an exception that nobody can handle: the lines of its traceback, its class and
    /// message; no marks, chain, notes or suggestions.
    pub(crate) fn format_ignored(
        &mut self,
        exception: &Ref<BaseException>,
        traceback: &Value,
    ) -> String {
        let mut text = String::new();
        let limit = frames::limit(self);
        if !traceback.is_none() && limit > 0 {
            text.push_str("Traceback (most recent call last):\n");
            text.push_str(&frames::format(traceback, limit, false, self));
        }
        text.push_str(&only::plain(exception, self));
        text
    }

    /// As [`Vm::format_exception`], without traceback and chain.
    pub fn format_exception_only(&mut self, exception: &Ref<BaseException>) -> String {
        only::format(exception, self)
    }
}

#[derive(Default)]
struct Printer {
    text: String,
    /// Nesting of exception groups.
    depth: usize,
    /// Whether the frame of the innermost group is still to be closed.
    need_close: bool,
    /// Exceptions that are part of the output already.
    seen: HashSet<u64>,
}

/// An exception of a chain, and what is said between it and the one before.
struct Link {
    message: Option<&'static str>,
    exception: Ref<BaseException>,
}

impl Printer {
    fn indentation(&self) -> String {
        " ".repeat(2 * self.depth)
    }

    /// Adds lines, within the frame of a group behind its margin.
    fn emit(&mut self, text: &str, margin: char) {
        if self.depth == 0 {
            self.text.push_str(text);
            return;
        }
        let indentation = self.indentation();
        for line in text.split_inclusive('\n') {
            self.text.push_str(&format!("{indentation}{margin} {line}"));
        }
    }

    /// The chain of causes and contexts, the exception itself last.
    fn chain(&mut self, exception: &Ref<BaseException>, vm: &Vm) -> Vec<Link> {
        let mut links = Vec::new();
        let mut current = exception.clone();
        while links.len() < MAX_CHAIN {
            self.seen.insert(current.as_value().bits());
            let (cause, context) = (current.cause(vm), current.context(vm));
            let (message, next) = if !cause.is_none() {
                (CAUSE, cause)
            } else if !context.is_none() && !current.suppresses_context() {
                (CONTEXT, context)
            } else {
                links.push(Link {
                    message: None,
                    exception: current,
                });
                break;
            };
            let next = match next.downcast_into::<BaseException>() {
                Ok(next) if !self.seen.contains(&next.as_value().bits()) => next,
                _ => {
                    links.push(Link {
                        message: None,
                        exception: current,
                    });
                    break;
                }
            };
            links.push(Link {
                message: Some(message),
                exception: current,
            });
            current = next;
        }
        links.reverse();
        links
    }

    fn print(&mut self, exception: &Ref<BaseException>, vm: &mut Vm) {
        for link in self.chain(exception, vm) {
            if let Some(message) = link.message {
                self.emit(message, '|');
            }
            if !is_group(link.exception.as_value(), vm) {
                self.print_one(&link.exception, "Traceback", '|', vm);
            } else if self.depth > MAX_GROUP_DEPTH {
                let text = format!("... (max_group_depth is {MAX_GROUP_DEPTH})\n");
                self.emit(&text, '|');
            } else {
                self.print_group(&link.exception, vm);
            }
        }
    }

    /// Traceback, class and message.
    fn print_one(
        &mut self,
        exception: &Ref<BaseException>,
        title: &str,
        margin: char,
        vm: &mut Vm,
    ) {
        let traceback = exception.traceback(vm);
        let limit = frames::limit(vm);
        if !traceback.is_none() && limit > 0 {
            self.emit(&format!("{title} (most recent call last):\n"), margin);
            let text = frames::format(&traceback, limit, true, vm);
            self.emit(&text, '|');
        }
        let text = only::format(exception, vm);
        self.emit(&text, '|');
    }

    fn print_group(&mut self, group: &Ref<BaseException>, vm: &mut Vm) {
        let is_outermost = self.depth == 0;
        if is_outermost {
            self.depth = 1;
        }
        let margin = if is_outermost { '+' } else { '|' };
        self.print_one(group, "Exception Group Traceback", margin, vm);
        let exceptions = sub_exceptions(group, vm);
        let shown = exceptions.len().min(MAX_GROUP_WIDTH + 1);
        self.need_close = false;
        for (index, exception) in exceptions.iter().take(shown).enumerate() {
            let is_last = index + 1 == shown;
            if is_last {
                // The frame may be closed by a group that is the last in this one.
                self.need_close = true;
            }
            let truncated = index >= MAX_GROUP_WIDTH;
            let title = if truncated {
                "...".to_owned()
            } else {
                (index + 1).to_string()
            };
            let corner = if index == 0 { "+-" } else { "  " };
            let line = format!(
                "{}{corner}+---------------- {title} ----------------\n",
                self.indentation()
            );
            self.text.push_str(&line);
            self.depth += 1;
            if truncated {
                let remaining = exceptions.len() - MAX_GROUP_WIDTH;
                let plural = if remaining == 1 { "" } else { "s" };
                self.emit(&format!("and {remaining} more exception{plural}\n"), '|');
            } else if let Some(exception) = exception.downcast::<BaseException>() {
                self.print(exception, vm);
            }
            if is_last && self.need_close {
                let line = format!(
                    "{}+------------------------------------\n",
                    self.indentation()
                );
                self.text.push_str(&line);
                self.need_close = false;
            }
            self.depth -= 1;
        }
        if is_outermost {
            self.depth = 0;
        }
    }
}

/// The text of a value, whatever goes wrong.
fn safe_str(value: &Value, vm: &mut Vm) -> Option<String> {
    let text = value.str(vm).ok()?;
    Some(text.to_string_escaped().into_owned())
}
