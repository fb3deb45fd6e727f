//! `cargo xtask check-tail-calls`: every handler of the eval loop must jump to the next one.
//!
//! A handler that calls the next one instead works, until the stack is used up. Only the machine
//! code tells; see docs/adr/0004-tail-calls.md.

use std::collections::BTreeSet;
use std::process::Command;

use crate::command::{Outcome, release_binary};

/// The module of the handlers, as it stands in demangled names.
const MODULE: &str = "rpy_vm::eval::dispatch::tail::";
/// Fewer handlers than this means that the check has lost sight of them.
const EXPECTED_HANDLERS: usize = 100;

/// Checks the release binary.
pub(crate) fn run() -> Outcome {
    let binary = release_binary()?;
    let output = Command::new("objdump")
        .args(["--disassemble", "--no-show-raw-insn", "--demangle"])
        .arg(&binary)
        .output()
        .map_err(|error| format!("objdump: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let report = examine(&String::from_utf8_lossy(&output.stdout));
    if report.handlers < EXPECTED_HANDLERS {
        return Err(format!(
            "only {} handlers found in {}",
            report.handlers,
            binary.display()
        ));
    }
    if !report.calling.is_empty() {
        let names: Vec<String> = report.calling.into_iter().collect();
        return Err(format!(
            "these handlers call the next one instead of jumping to it:\n  {}",
            names.join("\n  ")
        ));
    }
    println!("{} handlers, no missed tail call", report.handlers);
    Ok(())
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Report {
    /// Functions seen in the module of the handlers.
    handlers: usize,
    /// Those with an indirect call.
    calling: BTreeSet<String>,
}

/// Looks through the output of objdump.
fn examine(disassembly: &str) -> Report {
    let mut report = Report::default();
    let mut handler = None;
    for line in disassembly.lines() {
        if let Some((_, name)) = line.split_once(" <")
            && let Some(name) = name.strip_suffix(">:")
        {
            handler = name.contains(MODULE).then_some(name);
            report.handlers += usize::from(handler.is_some());
        } else if let Some(name) = handler
            && is_indirect_call(line)
        {
            report.calling.insert(name.to_owned());
        }
    }
    report
}

/// Whether an instruction calls through a register or a table. A call of a library function goes
/// through a slot at a fixed distance (`%rip`), and is none.
fn is_indirect_call(line: &str) -> bool {
    let mut words = line.split_whitespace().skip(1);
    match (words.next(), words.next()) {
        (Some("call" | "callq"), Some(target)) => {
            target.starts_with('*') && !target.contains("(%rip)")
        }
        (Some("blr"), Some(_)) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_indirect_call_in_a_handler_is_found() {
        let disassembly = "\
0000000000001000 <rpy_vm::eval::dispatch::tail::handler>:
    1000:\tmov    (%rdi),%eax
    1002:\tjmp    *(%rcx,%rax,8)

0000000000001010 <rpy_vm::eval::dispatch::tail::slow_handler>:
    1010:\tcall   2000 <rpy_vm::eval::dispatch::run_slow>
    1015:\tcall   *0x1234(%rip)
    101b:\tcall   *(%rcx,%rax,8)
    1020:\tret

0000000000002000 <rpy_vm::builtins::list::append>:
    2000:\tcall   *%rax
";
        let report = examine(disassembly);
        assert_eq!(report.handlers, 2);
        let calling: Vec<&str> = report.calling.iter().map(String::as_str).collect();
        assert_eq!(calling, ["rpy_vm::eval::dispatch::tail::slow_handler"]);
    }
}
