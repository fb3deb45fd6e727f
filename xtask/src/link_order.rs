//! `cargo xtask link-order`: which functions of the interpreter usual programs run.
//!
//! The linker puts them beside each other; see docs/adr/0023-order-of-functions.md.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;

use crate::command::{Outcome, release_binary, root, run};

/// The programs, those first whose functions come first.
const PROGRAMS: [&[&str]; 3] = [
    &["-I", "-c", "pass"],
    &["-c", "print('hello')"],
    &["xtask/link/usual.py"],
];

/// Writes `xtask/link/order.txt`. Needs Valgrind.
pub(crate) fn write() -> Outcome {
    let binary = release_binary()?;
    let mut order = Order::default();
    for (index, arguments) in PROGRAMS.iter().enumerate() {
        let trace = binary.with_file_name(format!("trace-{index}"));
        let mut out = std::ffi::OsString::from("--callgrind-out-file=");
        out.push(&trace);
        let mut valgrind = Command::new("valgrind");
        valgrind.args([
            "--quiet",
            "--tool=callgrind",
            "--demangle=no",
            "--main-stacksize=67108864",
        ]);
        valgrind
            .arg(out)
            .arg(&binary)
            .args(*arguments)
            .current_dir(root());
        run(&mut valgrind)?;
        let text = std::fs::read(&trace).map_err(|error| error.to_string())?;
        std::fs::remove_file(&trace).map_err(|error| error.to_string())?;
        order.add(&String::from_utf8_lossy(&text));
    }
    let names = order.names(&symbols(&binary)?);
    let path = root().join("xtask/link/order.txt");
    println!("{}: {} functions", path.display(), names.len());
    std::fs::write(path, names.join("\n") + "\n").map_err(|error| error.to_string())
}

/// The functions of the binary.
fn symbols(binary: &Path) -> Outcome<Vec<String>> {
    let output = Command::new("nm")
        .arg(binary)
        .output()
        .map_err(|error| format!("nm: {error}"))?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let symbols = lines.lines().filter_map(|line| line.rsplit(' ').next());
    Ok(symbols.map(str::to_owned).collect())
}

/// So many functions may share a name, before the list tells which of them are meant.
const ALIKE: usize = 4;

/// The symbols of functions as they are met first.
#[derive(Default)]
struct Order {
    symbols: Vec<String>,
    seen: HashSet<String>,
}

impl Order {
    /// Adds the functions of a trace: `fn=(12) name`, or `cfn=` for those that are called.
    fn add(&mut self, trace: &str) {
        for line in trace.lines() {
            let function = line.strip_prefix("fn=").or(line.strip_prefix("cfn="));
            let Some((_, name)) = function.and_then(|function| function.split_once(") ")) else {
                continue;
            };
            // Behind a `'` stands how deep a call is nested in itself.
            let symbol = name.split('\'').next().unwrap_or(name);
            let is_symbol = symbol
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'$'));
            if is_symbol && self.seen.insert(symbol.to_owned()) {
                self.symbols.push(symbol.to_owned());
            }
        }
    }

    /// The lines of the list: names without hashes, but for those that many of `all` symbols share.
    fn names(&self, all: &[String]) -> Vec<&str> {
        let mut shared = HashMap::<&str, usize>::new();
        for symbol in all {
            *shared.entry(without_hash(symbol)).or_default() += 1;
        }
        let mut seen = HashSet::new();
        let names = self.symbols.iter().map(|symbol| {
            let name = without_hash(symbol);
            match shared.get(name) {
                Some(count) if *count > ALIKE => symbol,
                _ => name,
            }
        });
        names.filter(|name| seen.insert(*name)).collect()
    }
}

/// A symbol without the hash that compilers and dependencies change: `17h`, sixteen digits, `E`.
fn without_hash(symbol: &str) -> &str {
    const HASH: usize = "17h0123456789abcdefE".len();
    match symbol.rfind("17h") {
        Some(start) if symbol[start..].len() >= HASH => &symbol[..start],
        _ => symbol,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_a_trace() {
        let mut order = Order::default();
        order.add(
            "fn=(1) _ZN3rpy4main17h0123456789abcdefE\n1 2\ncfn=(2) memcpy\ncfn=(2)\nfn=(3) 0x0000 (below main)\n\
             cfn=(4) _ZN3rpy4walk17hfedcba9876543210E'2\nfn=(5) _ZN3rpy4main17haaaaaaaaaaaaaaaaE\n",
        );
        let main = "_ZN3rpy4main17h0123456789abcdefE";
        assert_eq!(order.symbols[..2], [main, "memcpy"]);
        assert_eq!(order.names(&[]), ["_ZN3rpy4main", "memcpy", "_ZN3rpy4walk"]);
        let alike: Vec<String> = (0..9)
            .map(|n| format!("_ZN3rpy4walk17h{n:016x}E"))
            .collect();
        let walk = "_ZN3rpy4walk17hfedcba9876543210E";
        assert_eq!(order.names(&alike), ["_ZN3rpy4main", "memcpy", walk]);
        assert_eq!(without_hash("x17h"), "x17h");
    }
}
