//! Where cache files lie (PEP 3147, PEP 488).

use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use super::magic::MAGIC_TAG;

use crate::options::Optimization;

const DIRECTORY: &str = "__pycache__";

/// The cache file of a source file (`importlib.util.cache_from_source`):
/// `__pycache__/NAME.rpy-314.pyc` beside it, or `NAME.rpy-314.pyc` in the mirror of its directory
/// under `prefix`. `None` if the path names no file, or is relative to a lost working directory.
pub fn cache_path(
    source: &Path,
    optimization: Optimization,
    prefix: Option<&Path>,
) -> Option<PathBuf> {
    let mut name = source.file_stem()?.to_owned();
    name.push(".");
    name.push(MAGIC_TAG);
    if optimization != Optimization::None {
        name.push(format!(".opt-{}", optimization.level()));
    }
    name.push(".pyc");
    let directory = source.parent()?;
    let Some(prefix) = prefix else {
        return Some(directory.join(DIRECTORY).join(name));
    };
    let absolute = std::path::absolute(source).ok()?;
    let below_root = absolute
        .parent()?
        .components()
        .filter(|component| matches!(component, Component::Normal(_) | Component::ParentDir));
    let mut path = prefix.to_owned();
    path.extend(below_root);
    path.push(name);
    Some(path)
}

/// The cache file in the layout before PEP 3147: `NAME.pyc` beside the source, `NAME.pyo` if it is
/// optimized.
pub fn legacy_path(source: &Path, optimization: Optimization) -> PathBuf {
    let suffix = if optimization == Optimization::None {
        "pyc"
    } else {
        "pyo"
    };
    source.with_extension(suffix)
}

/// The source file of a cache file (`importlib.util.source_from_cache`); `None` if the path does
/// not look like one of [`cache_path`].
pub fn source_path(cache: &Path, prefix: Option<&Path>) -> Option<PathBuf> {
    let name = cache.file_name()?.to_str()?;
    let mut parts = name.rsplit('.');
    let ["pyc", tag] = [parts.next()?, parts.next()?] else {
        // With an optimization level between tag and suffix.
        return None;
    };
    let stem = if let Some(level) = tag.strip_prefix("opt-") {
        let valid = !level.is_empty() && level.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let rest = name.strip_suffix(&format!(".{tag}.pyc"))?;
        rest.strip_suffix(&format!(".{MAGIC_TAG}"))
            .filter(|_| valid)?
    } else {
        name.strip_suffix(&format!(".{MAGIC_TAG}.pyc"))?
    };
    let mut file: OsString = stem.into();
    file.push(".py");
    let directory = cache.parent()?;
    if let Some(below) = prefix.and_then(|prefix| directory.strip_prefix(prefix).ok()) {
        return Some(Path::new("/").join(below).join(file));
    }
    (directory.file_name() == Some(OsStr::new(DIRECTORY)))
        .then(|| directory.parent().map(|parent| parent.join(file)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cache_lies_beside_the_source() {
        let path =
            |source: &str, optimization| cache_path(Path::new(source), optimization, None).unwrap();
        assert_eq!(
            path("/a/b.py", Optimization::None),
            Path::new("/a/__pycache__/b.rpy-314.pyc")
        );
        assert_eq!(
            path("b.c.py", Optimization::Docstrings),
            Path::new("__pycache__/b.c.rpy-314.opt-2.pyc")
        );
        assert_eq!(cache_path(Path::new("/"), Optimization::None, None), None);
    }

    #[test]
    fn prefix_mirrors_the_tree() {
        let prefix = Some(Path::new("/cache"));
        let path = cache_path(Path::new("/a/b/c.py"), Optimization::Asserts, prefix).unwrap();
        assert_eq!(path, Path::new("/cache/a/b/c.rpy-314.opt-1.pyc"));
        assert_eq!(source_path(&path, prefix).unwrap(), Path::new("/a/b/c.py"));
        let relative = cache_path(Path::new("c.py"), Optimization::None, prefix).unwrap();
        assert!(relative.starts_with("/cache") && relative.components().count() > 3);
    }

    #[test]
    fn source_is_found_again() {
        let source = |cache: &str| source_path(Path::new(cache), None);
        for name in [
            "/a/__pycache__/b.rpy-314.pyc",
            "/a/__pycache__/b.rpy-314.opt-2.pyc",
        ] {
            assert_eq!(source(name).unwrap(), Path::new("/a/b.py"));
        }
        for name in [
            "/a/b.rpy-314.pyc",
            "/a/__pycache__/b.pyc",
            "/a/__pycache__/b.cpython-314.pyc",
            "/a/__pycache__/b.rpy-314.opt-.pyc",
            "/a/__pycache__/b.rpy-314.pyo",
            "/a/__pycache__/pyc",
        ] {
            assert_eq!(source(name), None, "{name}");
        }
    }

    #[test]
    fn old_layout_has_two_suffixes() {
        let path = |optimization| legacy_path(Path::new("/a/b.py"), optimization);
        assert_eq!(path(Optimization::None), Path::new("/a/b.pyc"));
        assert_eq!(path(Optimization::Docstrings), Path::new("/a/b.pyo"));
    }
}
