//! The magic number of cache files.

/// The tag in the names of cache files: `NAME.rpy-314.pyc` (`sys.implementation.cache_tag`).
pub const MAGIC_TAG: &str = "rpy-314";

/// A hash over the sources of `compiler` and `bytecode` and the version of the parser: over all that
/// decides what code is generated for a source, and what the code means.
pub const GENERATOR_HASH: u64 = match u64::from_str_radix(env!("RPY_GENERATOR_HASH"), 16) {
    Ok(hash) => hash,
    Err(_) => panic!("the build script writes hexadecimal digits"),
};

/// The first four bytes of a cache file (`importlib.util.MAGIC_NUMBER`): [`GENERATOR_HASH`], folded.
///
/// So code of a compiler that has been changed since is not run, and nobody has to remember to raise
/// a number. It ends in `\r\n` as CPython's: a transfer as text spoils it. The trailer's checksum
/// depends on all bits of the hash.
pub const MAGIC: [u8; 4] = {
    let folded = GENERATOR_HASH ^ GENERATOR_HASH >> 32;
    let folded = folded ^ folded >> 16;
    // CPython's numbers are below 0x8000.
    [folded as u8, (folded >> 8) as u8 | 0x80, b'\r', b'\n']
};

#[cfg(test)]
#[path = "../../build/sources.rs"]
mod sources;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn hash_of(folders: &[PathBuf], lock: &Path) -> u64 {
        sources::hash(folders, lock, &mut |_| {}).expect("the sources can be read")
    }

    #[test]
    fn magic_ends_as_text_would_break_it() {
        assert_eq!(&MAGIC[2..], b"\r\n");
        assert!(MAGIC[1] >= 0x80);
    }

    #[test]
    fn the_hash_is_that_of_the_sources() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = sources::FOLDERS.map(|folder| root.join(folder));
        let lock = root.join("../../Cargo.lock");
        assert_eq!(hash_of(&folders, &lock), GENERATOR_HASH);
    }

    #[test]
    fn a_change_in_code_generation_changes_the_hash() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let scratch = tempfile::tempdir().expect("a directory can be made");
        let copies = sources::FOLDERS.map(|folder| {
            let copy = scratch.path().join(folder.trim_start_matches("../"));
            copy_folder(&root.join(folder), &copy);
            copy
        });
        let lock = scratch.path().join("Cargo.lock");
        fs::copy(root.join("../../Cargo.lock"), &lock).expect("the lock file can be read");
        assert_eq!(hash_of(&copies, &lock), GENERATOR_HASH);

        let changed = copies[1].join("statement/if_.rs");
        let text = fs::read_to_string(&changed).expect("the source can be read");
        fs::write(
            &changed,
            text.replace("PopJumpIfFalse", "PopJumpIfTrue") + " ",
        )
        .expect("writable");
        let with_change = hash_of(&copies, &lock);
        assert_ne!(with_change, GENERATOR_HASH);
        fs::rename(&changed, copies[1].join("statement/when.rs")).expect("renamed");
        assert_ne!(hash_of(&copies, &lock), with_change);

        fs::write(copies[1].join("statement/when.rs"), &text).expect("writable");
        let before = hash_of(&copies, &lock);
        let locked = fs::read_to_string(&lock).expect("the lock file can be read");
        let start = locked
            .find("name = \"rustpython-ruff_python_parser\"")
            .expect("the parser is locked");
        let (rest, parser) = locked.split_at(start);
        let parser = parser.replacen("version = \"", "version = \"9", 1);
        fs::write(&lock, format!("{rest}{parser}")).expect("writable");
        assert_ne!(hash_of(&copies, &lock), before);
    }

    fn copy_folder(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a directory can be made");
        for entry in fs::read_dir(from).expect("the sources can be read") {
            let path = entry.expect("the sources can be read").path();
            let target = to.join(path.file_name().expect("an entry has a name"));
            if path.is_dir() {
                copy_folder(&path, &target);
            } else {
                fs::copy(&path, target).expect("the sources can be copied");
            }
        }
    }
}
