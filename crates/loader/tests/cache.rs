//! What the import cache promises: see `docs/import-cache.md`.

mod support;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use rpy_loader::cache::{CacheFile, HEADER_SIZE, TRAILER_SIZE, Validation, cache_path};
use rpy_loader::source::{SourceStamp, source_hash};
use rpy_loader::{
    BytecodeError, CheckHashBased, Found, InvalidationMode, LoadError, Loader, Optimization,
};
use support::{HOUR, Place, compile};

fn precompile(place: &Place, mode: InvalidationMode) {
    place.with_loader(|loader| {
        let source = place.source();
        let target = loader
            .precompile(&source, None, &"m.py".into(), mode)
            .unwrap();
        assert_eq!(target, place.cache());
        loader.load_script(&target).unwrap()
    });
}

#[test]
fn a_module_is_compiled_once() {
    let place = Place::new();
    place.write("a = 1", HOUR);
    let first = place.load();
    assert!(!first.loaded.from_cache && first.said("wrote '"));
    assert_eq!(first.loaded.cached, Some(place.cache()));
    let second = place.load();
    assert!(second.loaded.from_cache && second.said(" matches ") && !second.said("wrote"));
    assert_eq!(second.text, "a = 1");
    assert_eq!(
        *second.loaded.code.filename,
        *place.source().to_string_lossy()
    );
}

#[test]
fn quick_edits_of_equal_length_are_never_stale() {
    let place = Place::new();
    for round in 0..200 {
        let text = format!("a = {round:03}");
        fs::write(place.source(), &text).unwrap();
        assert_eq!(place.load().text, text);
        let again = place.load();
        assert!(
            again.loaded.from_cache,
            "the cache of a young file is used, by its hash"
        );
        assert_eq!(again.text, text);
    }
}

#[test]
fn edits_under_one_modification_time_are_not_stale_while_young() {
    let place = Place::new();
    place.write("a = 1", Duration::ZERO);
    let time = place.source().metadata().unwrap().modified().unwrap();
    place.load();
    place.write("a = 2", Duration::ZERO);
    place.set_modified(time);
    assert_eq!(place.load().text, "a = 2");
}

#[test]
fn a_young_file_is_trusted_when_it_has_come_of_age() {
    let place = Place::new();
    place.write("a = 1", Duration::from_millis(1900));
    place.load();
    std::thread::sleep(Duration::from_millis(200));
    let refreshed = place.load();
    assert!(refreshed.loaded.from_cache && refreshed.said("wrote"));
    assert!(!place.load().said("wrote"));
}

#[test]
fn same_text_under_a_new_time_is_recognised() {
    let place = Place::new();
    place.write("a = 1", HOUR);
    place.load();
    place.write("a = 1", 2 * HOUR);
    let moved = place.load();
    assert!(moved.loaded.from_cache && moved.said("wrote"));
    let file = CacheFile::read(&place.cache()).unwrap().unwrap();
    let stamp = SourceStamp::of(&place.source().metadata().unwrap());
    assert_eq!(file.header.validation, Validation::timestamp(stamp));
    assert_eq!(file.trailer.unwrap().stamp, stamp);
    assert!(!place.load().said("wrote"));
}

#[test]
fn times_without_meaning_prove_nothing() {
    let place = Place::new();
    for time in [UNIX_EPOCH, UNIX_EPOCH + Duration::from_secs(315_532_800)] {
        for text in ["a = 1", "a = 2", "a = 3"] {
            place.write(text, HOUR);
            place.set_modified(time);
            assert_eq!(place.load().text, text);
            let again = place.load();
            assert!(again.loaded.from_cache && !again.said("wrote"));
        }
    }
}

#[test]
fn other_size_is_stale() {
    let place = Place::new();
    place.write("a = 1", HOUR);
    let time = place.source().metadata().unwrap().modified().unwrap();
    place.load();
    fs::write(place.source(), "a = 10").unwrap();
    place.set_modified(time);
    let changed = place.load();
    assert_eq!(changed.text, "a = 10");
    assert!(changed.said("stale"));
}

#[test]
fn truncated_files_are_rewritten() {
    let place = Place::new();
    place.write("a = 1", HOUR);
    place.load();
    let whole = fs::read(place.cache()).unwrap();
    for length in (0..whole.len()).filter(|&length| length != whole.len() - TRAILER_SIZE) {
        fs::write(place.cache(), &whole[..length]).unwrap();
        let loaded = place.load();
        assert_eq!(loaded.text, "a = 1");
        assert!(
            !loaded.loaded.from_cache && loaded.said("ignoring"),
            "{length} bytes"
        );
        assert_eq!(fs::read(place.cache()).unwrap().len(), whole.len());
    }
}

#[test]
fn mangled_files_are_rewritten() {
    let place = Place::new();
    place.write("a = 1", HOUR);
    place.load();
    let whole = fs::read(place.cache()).unwrap();
    for index in 0..whole.len() {
        let bit = index % 8;
        let mut mangled = whole.clone();
        mangled[index] ^= 1 << bit;
        fs::write(place.cache(), &mangled).unwrap();
        let loaded = place.load();
        assert_eq!(loaded.text, "a = 1");
        assert!(!loaded.loaded.from_cache, "bit {bit} of byte {index}");
    }
    // All others, without the detour over a file; the last eight bytes only mark the trailer.
    for index in 0..8 * (whole.len() - 8) {
        let mut mangled = whole.clone();
        mangled[index / 8] ^= 1 << (index % 8);
        assert!(CacheFile::parse(mangled).is_err(), "bit {index}");
    }
}

#[test]
fn what_is_no_code_is_found_behind_a_right_checksum() {
    let place = Place::new();
    place.write("a = 1", HOUR);
    place.load();
    let file = CacheFile::read(&place.cache()).unwrap().unwrap();
    let bytes = rpy_loader::cache::build(file.header, b"no code", &file.trailer.unwrap());
    fs::write(place.cache(), bytes).unwrap();
    let loaded = place.load();
    assert!(!loaded.loaded.from_cache && loaded.said("ignoring"));
    assert!(place.load().loaded.from_cache);
}

#[test]
fn foreign_files_are_rewritten() {
    let place = Place::new();
    place.write("a = 1", HOUR);
    place.load();
    let mut foreign = fs::read(place.cache()).unwrap();
    foreign[..4].copy_from_slice(b"\x2b\x0e\r\n");
    fs::write(place.cache(), foreign).unwrap();
    let loaded = place.load();
    assert!(!loaded.loaded.from_cache && loaded.said(r"bad magic number b'+\x0e\r\n'"));
    assert!(place.load().loaded.from_cache);
}

#[test]
fn many_may_write_at_once() {
    let place = Place::new();
    place.write("a = 000", Duration::ZERO);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let loaded = place.load();
                    assert!(loaded.text.is_empty() || loaded.text.starts_with("a = "));
                    assert!(!loaded.said("ignoring"), "{:?}", loaded.messages);
                }
            });
        }
        for round in 0..50 {
            let text = format!("a = {round:03}");
            fs::write(place.source(), &text).unwrap();
            assert_eq!(place.load().text, text);
        }
        done.store(true, Ordering::Relaxed);
    });
    assert_eq!(place.load().text, "a = 049");
    let directory = place.root().join("__pycache__");
    assert_eq!(
        directory.read_dir().unwrap().count(),
        1,
        "no temporary file is left"
    );
}

#[test]
fn a_cache_that_cannot_be_written_is_no_error() {
    let place = Place::new();
    place.write("a = 1", HOUR);
    fs::write(place.root().join("__pycache__"), "in the way").unwrap();
    for _ in 0..2 {
        let loaded = place.load();
        assert_eq!(loaded.text, "a = 1");
        assert!(!loaded.loaded.from_cache && loaded.said("could not create"));
    }
}

#[test]
fn nothing_is_written_when_that_is_not_wanted() {
    let mut place = Place::new();
    place.write("a = 1", HOUR);
    place.options.write_bytecode = false;
    place.load();
    assert!(!place.root().join("__pycache__").exists());
    place.options.write_bytecode = true;
    place.load();
    place.options.write_bytecode = false;
    place.write("a = 1", 2 * HOUR);
    let loaded = place.load();
    assert!(loaded.loaded.from_cache && !loaded.said("wrote"));
}

#[test]
fn levels_of_optimization_have_files_of_their_own() {
    let mut place = Place::new();
    place.write("a = 1", HOUR);
    for (optimization, name) in [
        (Optimization::None, "m.rpy-314.pyc"),
        (Optimization::Asserts, "m.rpy-314.opt-1.pyc"),
        (Optimization::Docstrings, "m.rpy-314.opt-2.pyc"),
    ] {
        place.options.optimization = optimization;
        assert!(!place.load().loaded.from_cache);
        assert!(place.root().join("__pycache__").join(name).exists());
        assert!(place.load().loaded.from_cache);
    }
}

#[test]
fn a_prefix_moves_the_cache() {
    let mut place = Place::new();
    let prefix = tempfile::tempdir().unwrap();
    place.write("a = 1", HOUR);
    place.options.pycache_prefix = Some(prefix.path().join("not/yet"));
    let cached = place.load().loaded.cached.unwrap();
    assert!(cached.starts_with(prefix.path()) && cached.exists());
    let path = cache_path(
        &place.source(),
        Optimization::None,
        Some(&prefix.path().join("not/yet")),
    );
    assert_eq!(path.as_deref(), Some(&*cached));
    assert!(!place.root().join("__pycache__").exists());
    assert!(place.load().loaded.from_cache);
}

#[test]
fn files_that_name_their_source_by_hash() {
    let mut place = Place::new();
    place.write("a = 1", HOUR);
    precompile(&place, InvalidationMode::CheckedHash);
    place.write("a = 1", Duration::ZERO);
    let loaded = place.load();
    assert!(loaded.loaded.from_cache && !loaded.said("wrote"));
    place.write("a = 2", HOUR);
    place.options.check_hash_based = CheckHashBased::Never;
    assert_eq!(place.load().text, "a = 1");
    place.options.check_hash_based = CheckHashBased::Default;
    assert_eq!(place.load().text, "a = 2");
    let validation = CacheFile::read(&place.cache())
        .unwrap()
        .unwrap()
        .header
        .validation;
    let hash = source_hash(b"a = 2");
    assert_eq!(
        validation,
        Validation::Hash {
            hash,
            check_source: true
        },
        "it stays hash-based"
    );

    precompile(&place, InvalidationMode::UncheckedHash);
    place.write("a = 3", HOUR);
    assert_eq!(place.load().text, "a = 2");
    place.options.check_hash_based = CheckHashBased::Always;
    assert_eq!(place.load().text, "a = 3");
}

#[test]
fn files_of_other_tools_have_no_trailer() {
    let place = Place::new();
    place.write("a = 1", HOUR);
    place.load();
    let whole = fs::read(place.cache()).unwrap();
    let bare = &whole[..whole.len() - TRAILER_SIZE];
    // Whole seconds prove nothing of a source.
    fs::write(place.cache(), bare).unwrap();
    let loaded = place.load();
    assert!(!loaded.loaded.from_cache && loaded.said("no trailer"));
    // Without a source there is nothing to prove.
    let sourceless = place.root().join("n.pyc");
    fs::write(&sourceless, bare).unwrap();
    let loaded = place.with_loader(|loader| loader.load_sourceless(&sourceless).unwrap());
    assert_eq!(loaded.text, "a = 1");
}

#[test]
fn sourceless_files_say_what_is_wrong() {
    let place = Place::new();
    place.write("a = 1", HOUR);
    place.load();
    let whole = fs::read(place.cache()).unwrap();
    let path = place.root().join("n.pyc");
    let mut compiler = |source: &[u8], filename: &Arc<str>| Ok::<_, ()>(compile(source, filename));
    let mut check = |bytes: &[u8], expected: BytecodeError| {
        fs::write(&path, bytes).unwrap();
        let options = rpy_loader::Options::default();
        match Loader::new(&options, &mut compiler).load_sourceless(&path) {
            Err(LoadError::Bytecode { error, .. }) => assert_eq!(error, expected),
            other => panic!("{other:?}"),
        }
    };
    check(&whole[..HEADER_SIZE - 1], BytecodeError::TooShort);
    check(
        b"abcdefghijklmnopqrstuvwxyz",
        BytecodeError::Magic(b"abcd".to_vec()),
    );
    let mut flags = whole.clone();
    flags[4] = 4;
    check(&flags, BytecodeError::Flags(4));
    let mut checksum = whole.clone();
    checksum[HEADER_SIZE] ^= 1;
    check(&checksum, BytecodeError::Checksum);
}

#[test]
fn the_script_is_never_cached() {
    let place = Place::new();
    place.write("a = 1", HOUR);
    for _ in 0..2 {
        let loaded = place.with_loader(|loader| loader.load_script(&place.source()).unwrap());
        assert!(!loaded.loaded.from_cache && loaded.loaded.cached.is_none());
    }
    assert!(!place.root().join("__pycache__").exists());
}

#[test]
fn old_layout_is_read_and_written_on_request() {
    let mut place = Place::new();
    place.write("a = 1", HOUR);
    place.options.legacy_layout = true;
    let beside = place.root().join("m.pyc");
    assert_eq!(place.load().loaded.cached, Some(beside.clone()));
    assert!(beside.exists() && !place.root().join("__pycache__").exists());
    place.options.legacy_layout = false;
    let loaded = place.load();
    assert!(loaded.loaded.from_cache);
    assert_eq!(loaded.loaded.cached, Some(place.cache()));
    place.write("a = 2", HOUR);
    assert_eq!(place.load().text, "a = 2");
    place.options.legacy_layout = true;
    place.options.optimization = Optimization::Asserts;
    assert_eq!(place.load().loaded.cached, Some(place.root().join("m.pyo")));
}

#[test]
fn packages_know_their_directory() {
    let place = Place::new();
    place.write("a = 1", HOUR);
    let package = Some(place.root().to_owned());
    let found = Found::Source {
        path: place.source(),
        package: package.clone(),
        stamp: None,
    };
    let outcome = place.with_loader(|loader| loader.load(&found).unwrap());
    assert_eq!(outcome.loaded.package, package);
    place.with_loader(|loader| {
        let namespace = Found::Namespace { portions: vec![] };
        assert!(matches!(loader.load(&namespace), Err(LoadError::NoCode)));
        let missing = Path::new("/nowhere/m.py");
        assert!(matches!(
            loader.load_source(missing),
            Err(LoadError::Io { .. })
        ));
        loader.load(&found).unwrap()
    });
}

#[cfg(unix)]
#[test]
fn who_may_read_the_source_may_read_the_cache() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.write("a = 1", HOUR);
    fs::set_permissions(place.source(), fs::Permissions::from_mode(0o500)).unwrap();
    place.load();
    assert_eq!(
        place.cache().metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
}
