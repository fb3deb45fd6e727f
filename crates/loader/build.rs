//! Hashes the sources of the compiler and of the bytecode for the magic number of cache files.

#[path = "build/sources.rs"]
mod sources;

use std::path::PathBuf;

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let folders = sources::FOLDERS.map(|folder| root.join(folder));
    let lock = root.join("../../Cargo.lock");
    let hash = sources::hash(&folders, &lock, &mut |path| {
        println!("cargo::rerun-if-changed={}", path.display());
    });
    let hash = hash.expect("the sources can be read");
    println!("cargo::rustc-env=RPY_GENERATOR_HASH={hash:016x}");
}
