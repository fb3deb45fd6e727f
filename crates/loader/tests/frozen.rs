//! Archives of modules inside the binary.

#[expect(dead_code, reason = "only the compiler is used here")]
mod support;

use rpy_loader::{ArchiveBuilder, ArchiveEntry, FrozenModules};
use support::{compile, text};

fn archive() -> Vec<u8> {
    let mut builder = ArchiveBuilder::new();
    for name in ["zlib", "os", "os.path", "a"] {
        let code = compile(name.as_bytes(), &format!("<frozen {name}>").into());
        let source = name.to_uppercase();
        let entry = ArchiveEntry::new(name == "os", &code, source.as_bytes());
        builder.add(name, entry.unwrap());
    }
    builder.finish()
}

#[test]
fn modules_are_found_by_name() {
    let modules = FrozenModules::new(archive().leak()).unwrap();
    assert_eq!(modules.len(), 4);
    assert_eq!(
        modules.iter().map(|it| it.name).collect::<Vec<_>>(),
        ["a", "os", "os.path", "zlib"]
    );
    for module in modules.iter() {
        let found = modules.get(module.name).unwrap();
        assert_eq!(found, module);
        assert_eq!(found.is_package, module.name == "os");
        assert_eq!(
            found.source().unwrap(),
            module.name.to_uppercase().as_bytes()
        );
        let code = found.decode().unwrap();
        assert_eq!(text(&code), module.name);
        assert_eq!(*code.filename, *format!("<frozen {}>", module.name));
    }
    for name in ["", "b", "zlib2", "os."] {
        assert_eq!(modules.get(name), None);
    }
    assert_eq!(FrozenModules::EMPTY.get("os"), None);
}

#[test]
fn broken_archives_are_refused() {
    let bytes: &'static [u8] = archive().leak();
    for length in 0..bytes.len() {
        if let Ok(modules) = FrozenModules::new(&bytes[..length]) {
            let whole = ["a", "os", "os.path", "zlib"].map(|name| modules.get(name));
            assert!(whole.iter().any(Option::is_none) || length == bytes.len());
        }
    }
    let mut other = bytes.to_vec();
    other[0] ^= 1;
    assert!(FrozenModules::new(other.leak()).is_err());
}
