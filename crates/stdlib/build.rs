//! Compiles the project's Python modules (`stdlib/`) into the archive that the binary embeds.

use std::path::{Path, PathBuf};
use std::{env, fs};

use rpy_loader::{ArchiveBuilder, Optimization};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let library = root.join("../../stdlib");
    println!("cargo::rerun-if-changed={}", library.display());
    let mut archive = ArchiveBuilder::new();
    add_directory(&library, "", &mut archive);
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(target.join("frozen.bin"), archive.finish()).expect("the archive can be written");
}

/// Adds the modules of a directory; `package` is the full name of the package it is, or empty.
fn add_directory(directory: &Path, package: &str, archive: &mut ArchiveBuilder) {
    let entries = fs::read_dir(directory).expect("the library can be read");
    for entry in entries {
        let path = entry.expect("the library can be read").path();
        println!("cargo::rerun-if-changed={}", path.display());
        let stem = path
            .file_stem()
            .and_then(|it| it.to_str())
            .unwrap_or_default();
        let full = |name: &str| match package {
            "" => name.to_owned(),
            package => format!("{package}.{name}"),
        };
        if path.is_dir() {
            if path.join("__init__.py").is_file() {
                add_directory(&path, &full(stem), archive);
            }
        } else if path.extension().is_some_and(|extension| extension == "py") {
            let (name, is_package) = match stem {
                "__init__" => (package.to_owned(), true),
                stem => (full(stem), false),
            };
            add_module(&path, &name, is_package, archive);
        }
    }
}

fn add_module(path: &Path, name: &str, is_package: bool, archive: &mut ArchiveBuilder) {
    let source = fs::read(path).expect("the library can be read");
    let filename = format!("<frozen {name}>").into();
    let code = rpy_loader::compiler(Optimization::None)(&source, &filename);
    let code = code.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let added = archive.add(name, is_package, &code, source);
    added.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
