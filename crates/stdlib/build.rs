//! Compiles the library that is written in Python into the archive that the binary embeds: the
//! modules of the crate `rustpython-pylib`, and those of `stdlib/`, which win over them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use rpy_loader::{ArchiveBuilder, ArchiveEntry, Optimization};

mod library_changes;
mod library_repairs;

use library_changes::CHANGED;
use library_repairs::REPAIRED;

/// What of the crate is left out: programs with windows, and what only its own interpreter needs.
const LEFT_OUT: &[&str] = &[
    "_dummy_os",
    "_dummy_thread",
    "_pycodecs",
    "dummy_threading",
    "idlelib",
    "turtledemo",
];

/// What programs import most, in the order in which an import of each brings others along: see
/// [`ArchiveBuilder::put_first`].
#[rustfmt::skip]
const USUAL: &[&str] = &[
    "os", "abc", "stat", "_collections_abc", "posixpath", "genericpath", "codecs", "io",
    "re", "enum", "types", "re._compiler", "re._parser", "re._constants", "re._casefix", "functools", "collections", "keyword",
    "operator", "reprlib", "copyreg", "json", "json.decoder", "json.scanner", "json.encoder", "contextlib", "typing", "string",
    "argparse", "gettext", "dataclasses", "copy", "weakref", "_weakrefset", "inspect", "annotationlib", "ast", "dis", "opcode",
    "_opcode_metadata", "importlib", "importlib.machinery", "linecache", "tokenize", "token", "warnings", "_py_warnings",
    "random", "bisect", "datetime", "pathlib", "pathlib._os", "glob", "fnmatch", "shutil", "ntpath", "tempfile", "textwrap",
    "traceback", "codeop", "__future__", "_colorize", "subprocess", "locale", "encodings", "encodings.aliases", "signal",
    "threading", "selectors", "logging", "pickle", "struct", "_compat_pickle", "csv", "decimal", "numbers", "fractions",
    "statistics", "heapq", "queue", "urllib", "urllib.parse", "ipaddress", "base64", "hashlib", "socket", "uuid",
    "compression", "compression._common", "compression._common._streams", "bz2", "lzma", "compression.zstd",
    "compression.zstd._zstdfile", "concurrent", "concurrent.futures", "concurrent.futures._base", "contextvars",
    "asyncio", "asyncio.base_events", "asyncio.constants", "asyncio.coroutines", "asyncio.events", "asyncio.format_helpers",
    "asyncio.exceptions", "asyncio.futures", "asyncio.base_futures", "asyncio.protocols", "asyncio.sslproto",
    "asyncio.transports", "asyncio.log", "asyncio.staggered", "asyncio.locks", "asyncio.mixins", "asyncio.tasks",
    "asyncio.base_tasks", "asyncio.queues", "asyncio.timeouts", "asyncio.trsock", "asyncio.graph", "asyncio.runners",
    "asyncio.streams", "asyncio.subprocess", "asyncio.taskgroups", "asyncio.threads", "asyncio.unix_events",
    "asyncio.base_subprocess", "asyncio.selector_events", "ssl",
    "unittest", "unittest.result", "unittest.util", "unittest.case", "difflib", "pprint", "unittest.suite", "unittest.loader",
    "unittest.main", "unittest.runner", "unittest.signals",
    "http", "http.client", "email", "email.parser", "email.feedparser", "email.errors", "email._policybase", "email.header",
    "email.quoprimime", "email.base64mime", "email.charset", "email.encoders", "quopri", "email.utils", "email._parseaddr",
    "email.message", "email._encoded_words", "email.iterators",
];

/// A module that is to be compiled.
struct Module {
    path: PathBuf,
    is_package: bool,
}

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let own = root.join("../../stdlib");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=library_changes.rs");
    println!("cargo::rerun-if-changed=library_repairs.rs");
    println!("cargo::rerun-if-changed={}", own.display());
    let mut modules = BTreeMap::new();
    collect(Path::new(rustpython_pylib::LIB_PATH), "", &mut modules);
    modules.retain(|name, _| {
        let top = name.split('.').next().unwrap_or_default();
        !LEFT_OUT.contains(&top)
    });
    collect(&own, "", &mut modules);
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let unknown: Vec<_> = USUAL
        .iter()
        .filter(|name| !modules.contains_key(**name))
        .collect();
    assert!(unknown.is_empty(), "no modules of the library: {unknown:?}");
    let mut archive = compile_all(modules);
    archive.put_first(USUAL);
    let library = Path::new(rustpython_pylib::LIB_PATH);
    for path in data_files(library) {
        let content = fs::read(&path).expect("the library can be read");
        let name = path.strip_prefix(library).expect("it is below");
        let name = format!("data:{}", name.to_str().expect("names are ASCII"));
        archive.add(name, ArchiveEntry::data(&content));
    }
    fs::write(target.join("frozen.bin"), archive.finish()).expect("the archive can be written");
}

/// Lists the modules of a directory; `package` is the full name of the package it is, or empty.
fn collect(directory: &Path, package: &str, modules: &mut BTreeMap<String, Module>) {
    let entries = fs::read_dir(directory).expect("the library can be read");
    for entry in entries {
        let path = entry.expect("the library can be read").path();
        let stem = path.file_stem().and_then(|it| it.to_str());
        let stem = stem.unwrap_or_default();
        let full = |name: &str| match package {
            "" => name.to_owned(),
            package => format!("{package}.{name}"),
        };
        if path.is_dir() {
            if path.join("__init__.py").is_file() {
                collect(&path, &full(stem), modules);
            }
        } else if path.extension().is_some_and(|extension| extension == "py") {
            let (name, is_package) = match stem {
                "__init__" => (package.to_owned(), true),
                stem => (full(stem), false),
            };
            modules.insert(name, Module { path, is_package });
        }
    }
}

/// The files that are no modules, of what is not left out.
fn data_files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).expect("the library can be read") {
        let path = entry.expect("the library can be read").path();
        let name = path.file_name().and_then(|it| it.to_str());
        let name = name.unwrap_or_default();
        if path.is_dir() {
            if !LEFT_OUT.contains(&name) && !["test", "__pycache__"].contains(&name) {
                files.extend(data_files(&path));
            }
        } else if !name.ends_with(".py") && !name.ends_with(".pyc") {
            files.push(path);
        }
    }
    files
}

/// Compiles all modules, on as many threads as there are processors.
fn compile_all(modules: BTreeMap<String, Module>) -> ArchiveBuilder {
    let modules: Vec<(String, Module)> = modules.into_iter().collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((name, module)) = modules.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((name, compile(name, module)));
        }
        done
    };
    let threads = thread::available_parallelism().map_or(1, |it| it.get());
    let mut archive = ArchiveBuilder::new();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            for (name, entry) in worker.join().expect("the library compiles") {
                archive.add(name.as_str(), entry);
            }
        }
    });
    archive
}

fn compile(name: &str, module: &Module) -> ArchiveEntry {
    let mut source = fs::read(&module.path).expect("the library can be read");
    let changes = CHANGED.iter().chain(REPAIRED);
    for (_, from, to) in changes.filter(|change| change.0 == name) {
        let text = String::from_utf8(source).expect("the library is UTF-8");
        assert!(text.contains(from), "{name}: {from} is gone");
        source = text.replace(from, to).into_bytes();
    }
    let filename = format!("<frozen {name}>").into();
    let code = rpy_loader::compiler(Optimization::None)(&source, &filename);
    let code = code.unwrap_or_else(|error| panic!("{}: {error}", module.path.display()));
    let entry = ArchiveEntry::new(module.is_package, &code, &source);
    entry.unwrap_or_else(|error| panic!("{}: {error}", module.path.display()))
}
