//! `cargo xtask link-order`: which functions of the interpreter usual programs run.
//!
//! The linker puts them beside each other; see docs/adr/0023-order-of-functions.md.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;

use crate::command::{Outcome, release_binary, root, run};

/// The programs.
const PROGRAMS: [&[&str]; 6] = [
    &["-I", "-c", "pass"],
    &["-c", "print('hello')"],
    // A module that is compiled, and then one that is in a cache.
    &["-c", IMPORT],
    &["-c", IMPORT],
    &["xtask/link/usual.py"],
    &["xtask/profile/training.py"],
];

const IMPORT: &str = "import sys; sys.path.insert(0, 'xtask/link'); import usual";

/// Writes `xtask/link/order.txt`. Needs Valgrind.
pub(crate) fn write() -> Outcome {
    let binary = release_binary()?;
    let symbols = Symbols::of(&binary)?;
    let mut order = Order::default();
    let folder = binary.with_file_name("traces");
    remove(&folder)?;
    for arguments in PROGRAMS {
        remove(&folder.join("functions"))?;
        std::fs::create_dir_all(folder.join("functions")).map_err(|error| error.to_string())?;
        let mut out = std::ffi::OsString::from("--callgrind-out-file=");
        // Copies of the process have files of their own.
        out.push(folder.join("functions/%p"));
        let mut valgrind = Command::new("valgrind");
        valgrind.args([
            "--quiet",
            "--tool=callgrind",
            "--dump-instr=yes",
            "--compress-pos=no",
            "--compress-strings=no",
            "--main-stacksize=67108864",
        ]);
        valgrind
            .arg(out)
            .arg(&binary)
            .args(arguments)
            .env("PYTHONPYCACHEPREFIX", folder.join("caches"))
            .current_dir(root());
        run(&mut valgrind)?;
        let traces = folder.join("functions").read_dir();
        for trace in traces.map_err(|error| error.to_string())?.flatten() {
            let text = std::fs::read(trace.path()).map_err(|error| error.to_string())?;
            order.add(&String::from_utf8_lossy(&text), &binary, &symbols);
        }
        order.end_of_program();
    }
    remove(&folder)?;
    let names = order.names(&symbols);
    let path = root().join("xtask/link/order.txt");
    println!("{}: {} functions", path.display(), names.len());
    std::fs::write(path, names.join("\n") + "\n").map_err(|error| error.to_string())
}

/// Removes a folder, if it is there.
fn remove(folder: &Path) -> Outcome {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.to_string()),
        _ => Ok(()),
    }
}

/// The functions of the binary with their addresses, which ascend.
///
/// Valgrind would tell names itself, but of symbols that the compiler has declared as functions alone: the parts
/// that functions run seldom are none.
#[derive(Default)]
struct Symbols(Vec<(u64, String)>);

impl Symbols {
    fn of(binary: &Path) -> Outcome<Symbols> {
        let output = Command::new("nm")
            .arg("--numeric-sort")
            .arg(binary)
            .output()
            .map_err(|error| format!("nm: {error}"))?;
        Ok(Symbols::read(&String::from_utf8_lossy(&output.stdout)))
    }

    /// Of lines `address kind symbol`.
    fn read(lines: &str) -> Symbols {
        let symbols = lines.lines().filter_map(|line| {
            let mut fields = line.splitn(3, ' ');
            let (address, kind, symbol) = (fields.next()?, fields.next()?, fields.next()?);
            let is_code = matches!(kind, "t" | "T" | "w" | "W");
            let address = u64::from_str_radix(address, 16).ok()?;
            is_code.then(|| (address, symbol.to_owned()))
        });
        Symbols(symbols.collect())
    }

    /// The symbols of what lies at an address: one, or several names of the same.
    fn at(&self, address: u64) -> &[(u64, String)] {
        let end = self.0.partition_point(|(start, _)| *start <= address);
        let Some(last) = end.checked_sub(1) else {
            return &[];
        };
        let start = self.0[last].0;
        let first = self.0.partition_point(|(other, _)| *other < start);
        &self.0[first..end]
    }
}

/// So many functions may share a name, before the list tells which of them are meant.
const ALIKE: usize = 4;

/// The symbols of functions as they are met first, and how many programs run them.
#[derive(Default)]
struct Order {
    symbols: Vec<String>,
    programs: HashMap<String, usize>,
    /// Those of the program that is looked at.
    seen: HashSet<String>,
}

impl Order {
    /// Adds the functions of a trace, whose lines are `ob=file`, `fn=name`, `0xaddress line cost`, and others.
    fn add(&mut self, trace: &str, binary: &Path, symbols: &Symbols) {
        let mut is_ours = false;
        for line in trace.lines() {
            if let Some(object) = line.strip_prefix("ob=") {
                is_ours = Path::new(object) == binary;
            }
            let Some(position) = line.strip_prefix("0x").filter(|_| is_ours) else {
                continue;
            };
            let address = position.split(' ').next().unwrap_or(position);
            let Ok(address) = u64::from_str_radix(address, 16) else {
                continue;
            };
            for (_, symbol) in symbols.at(address) {
                if self.seen.insert(symbol.clone()) && !self.programs.contains_key(symbol) {
                    self.symbols.push(symbol.clone());
                }
            }
        }
    }

    /// Counts what the program has run whose traces were added.
    fn end_of_program(&mut self) {
        for symbol in self.seen.drain() {
            *self.programs.entry(symbol).or_default() += 1;
        }
    }

    /// The symbols, those first that most programs run.
    fn sorted(&self) -> Vec<&String> {
        let mut symbols: Vec<_> = self.symbols.iter().collect();
        symbols.sort_by_key(|symbol| Reverse(self.programs.get(*symbol)));
        symbols
    }

    /// The lines of the list: names without hashes, but for those that many of `all` symbols share.
    fn names(&self, all: &Symbols) -> Vec<Cow<'_, str>> {
        let mut shared = HashMap::<Cow<'_, str>, usize>::new();
        for (_, symbol) in &all.0 {
            *shared.entry(without_hash(symbol)).or_default() += 1;
        }
        let mut seen = HashSet::new();
        let names = self.sorted().into_iter().map(|symbol| {
            let name = without_hash(symbol);
            match shared.get(&name) {
                Some(count) if *count > ALIKE => Cow::Borrowed(symbol.as_str()),
                _ => name,
            }
        });
        names.filter(|name| seen.insert(name.clone())).collect()
    }
}

/// A symbol without the hash that compilers and dependencies change: `17h`, sixteen digits, `E`.
///
/// What a function does seldom is a symbol of its own, with `.cold` behind the hash: it keeps that.
fn without_hash(symbol: &str) -> Cow<'_, str> {
    const HASH: usize = "17h0123456789abcdefE".len();
    match symbol.rfind("17h") {
        Some(start) if symbol[start..].len() >= HASH && symbol.ends_with(COLD) => {
            Cow::Owned(symbol[..start].to_owned() + COLD)
        }
        Some(start) if symbol[start..].len() >= HASH => Cow::Borrowed(&symbol[..start]),
        _ => Cow::Borrowed(symbol),
    }
}

/// What ends the symbol of the part that a function runs seldom.
const COLD: &str = ".cold";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_a_trace() {
        let main = "_ZN3rpy4main17h0123456789abcdefE";
        let cold = "_ZN3rpy4main17h0123456789abcdefE.cold";
        let walk = "_ZN3rpy4walk17hfedcba9876543210E";
        let symbols = Symbols::read(&format!(
            "0000000000000010 T start\n0000000000000020 t {main}\n0000000000000030 d data\n\
             0000000000000040 t {walk}\n0000000000000040 t memcpy\n0000000000000050 t {cold}\n\
                              U other\n0000000000000060 t never\n"
        ));
        let mut order = Order::default();
        let trace = "ob=/lib/libc.so\nfn=main\n0x60 1 1\n\nob=/bin/rpy\nfn=main\n0x38 0 5\ncfn=walk\n\
                     calls=1 0x40\n0x3b 0 12\n0x52 0 1\n\nfn=walk\n0x40 0 3\n0x21 0 1\n";
        order.add(trace, Path::new("/bin/rpy"), &symbols);
        assert_eq!(order.symbols, [main, cold, walk, "memcpy"]);
        order.end_of_program();
        let trace = "ob=/bin/rpy\nfn=walk\n0x41 0 3\n0x10 0 3\n";
        order.add(trace, Path::new("/bin/rpy"), &symbols);
        order.end_of_program();
        assert_eq!(order.sorted(), [walk, "memcpy", main, cold, "start"]);
        assert_eq!(
            order.names(&Symbols::default()),
            [
                "_ZN3rpy4walk",
                "memcpy",
                "_ZN3rpy4main",
                "_ZN3rpy4main.cold",
                "start"
            ]
        );
        let alike: String = (0..9)
            .map(|n| format!("{n:016x} t _ZN3rpy4walk17h{n:016x}E\n"))
            .collect();
        assert_eq!(order.names(&Symbols::read(&alike))[0], walk);
        assert_eq!(without_hash("x17h"), "x17h");
        assert_eq!(
            without_hash("_ZN3rpy4walk17hfedcba9876543210E.cold"),
            "_ZN3rpy4walk.cold"
        );
    }
}
