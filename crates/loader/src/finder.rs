//! Looking for modules in directories.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::source::{SourceStamp, is_settled, now};

/// Where a module was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A source file.
    Source {
        /// The file.
        path: PathBuf,
        /// The package's directory, if it is the `__init__.py` of one.
        package: Option<PathBuf>,
        /// What the file system told of the file when it was found; `None` to ask again.
        stamp: Option<SourceStamp>,
    },
    /// A `.pyc` file in the place of a source file.
    Sourceless {
        /// The file.
        path: PathBuf,
        /// The package's directory, if it is the `__init__.pyc` of one.
        package: Option<PathBuf>,
    },
    /// A namespace package (PEP 420).
    Namespace {
        /// The directories it is made of, in the order of the path.
        portions: Vec<PathBuf>,
    },
}

/// What one directory has of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundIn {
    /// The module: the search ends.
    Module(Found),
    /// A directory that is part of a namespace package, if nothing better follows.
    Portion(PathBuf),
}

/// Looks for modules in directories and remembers what is in them.
///
/// A listing is used again while the directory has the modification time that it had when it was
/// read, and only if that was old enough for every later change to show.
#[derive(Clone, Debug, Default)]
pub struct Finder {
    listings: HashMap<PathBuf, Listing>,
}

#[derive(Clone, Debug)]
struct Listing {
    /// Modification time of the directory in nanoseconds since 1970.
    modified: i64,
    names: HashSet<OsString>,
}

impl Finder {
    /// A finder that has seen nothing.
    pub fn new() -> Finder {
        Finder::default()
    }

    /// Looks for the module whose last name part is `name` in the directories of `path`, in order.
    /// What is no directory is passed over; an empty entry is the working directory.
    pub fn find<P: AsRef<Path>>(
        &mut self,
        name: &str,
        path: impl IntoIterator<Item = P>,
    ) -> Option<Found> {
        let mut portions = Vec::new();
        for directory in path {
            match self.find_in(name, directory.as_ref()) {
                Some(FoundIn::Module(found)) => return Some(found),
                Some(FoundIn::Portion(portion)) => portions.push(portion),
                None => {}
            }
        }
        (!portions.is_empty()).then_some(Found::Namespace { portions })
    }

    /// Looks for a module in one directory: a package, a source file, a sourceless file, and a
    /// directory that may be part of a namespace package.
    pub fn find_in(&mut self, name: &str, directory: &Path) -> Option<FoundIn> {
        if name.is_empty() || name.contains(['/', '\0']) {
            return None;
        }
        let working_directory;
        let directory = if matches!(directory.to_str(), Some("" | ".")) {
            working_directory = std::env::current_dir().ok()?;
            &working_directory
        } else {
            directory
        };
        let names = self.names(directory)?;
        let listed = |name: &str| {
            names.is_none_or(|names| names.contains(name.as_ref() as &std::ffi::OsStr))
        };
        let file = |path: &Path| path.metadata().ok().filter(std::fs::Metadata::is_file);
        let is_file = |path: &Path| file(path).is_some();
        let in_directory = directory.join(name);
        // Where there is no listing, asking for the name once saves asking for what could be in it.
        let may_be_package = match names {
            Some(names) => names.contains(name.as_ref() as &std::ffi::OsStr),
            None => in_directory.is_dir(),
        };
        if may_be_package {
            let path = in_directory.join("__init__.py");
            if let Some(metadata) = file(&path) {
                return Some(FoundIn::Module(Found::Source {
                    path,
                    package: Some(in_directory),
                    stamp: Some(SourceStamp::of(&metadata)),
                }));
            }
            let path = in_directory.join("__init__.pyc");
            if is_file(&path) {
                let package = Some(in_directory);
                return Some(FoundIn::Module(Found::Sourceless { path, package }));
            }
        }
        let source = format!("{name}.py");
        if listed(&source) {
            let path = directory.join(source);
            if let Some(metadata) = file(&path) {
                return Some(FoundIn::Module(Found::Source {
                    path,
                    package: None,
                    stamp: Some(SourceStamp::of(&metadata)),
                }));
            }
        }
        let sourceless = format!("{name}.pyc");
        if listed(&sourceless) {
            let path = directory.join(sourceless);
            if is_file(&path) {
                return Some(FoundIn::Module(Found::Sourceless {
                    path,
                    package: None,
                }));
            }
        }
        let is_directory = may_be_package && (names.is_none() || in_directory.is_dir());
        is_directory.then_some(FoundIn::Portion(in_directory))
    }

    /// Forgets what was read (`importlib.invalidate_caches`). Results do not depend on it.
    pub fn invalidate_caches(&mut self) {
        self.listings.clear();
    }

    /// The names in a directory: `None` if it is no directory that can be read, `Some(None)` if it
    /// has changed so recently that a listing could miss the next change.
    fn names(&mut self, directory: &Path) -> Option<Option<&HashSet<OsString>>> {
        let read_at = now();
        let metadata = directory
            .metadata()
            .ok()
            .filter(std::fs::Metadata::is_dir)?;
        let modified = SourceStamp::of(&metadata).modified;
        let known = self
            .listings
            .get(directory)
            .is_some_and(|it| it.modified == modified);
        if !known {
            if !is_settled(modified, read_at) {
                self.listings.remove(directory);
                return Some(None);
            }
            // A directory that may be entered but not listed has to be probed.
            let Ok(entries) = directory.read_dir() else {
                return Some(None);
            };
            let names = entries.flatten().map(|entry| entry.file_name()).collect();
            self.listings
                .insert(directory.to_owned(), Listing { modified, names });
        }
        Some(self.listings.get(directory).map(|listing| &listing.names))
    }
}

/// A path made absolute: a relative one is meant from the working directory, if there is one.
pub fn absolute(path: PathBuf) -> PathBuf {
    if path.is_absolute() {
        return path;
    }
    let here = std::env::current_dir().unwrap_or_default();
    // What is in "." is shown without that.
    here.join(path.strip_prefix(".").unwrap_or(&path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::time::{Duration, SystemTime};

    fn write(path: PathBuf) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }

    /// Makes a directory look as if it had last changed an hour ago.
    fn settle(directory: &Path) {
        let hour_ago = SystemTime::now() - Duration::from_secs(3600);
        fs::File::open(directory)
            .unwrap()
            .set_modified(hour_ago)
            .unwrap();
    }

    fn source(path: PathBuf, package: Option<PathBuf>) -> Option<Found> {
        let stamp = Some(SourceStamp::of(&path.metadata().unwrap()));
        Some(Found::Source {
            path,
            package,
            stamp,
        })
    }

    #[test]
    fn packages_win_over_modules_over_bytecode_over_namespaces() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        for settled in [false, true] {
            let mut finder = Finder::new();
            let mut find = || {
                if settled {
                    settle(root);
                }
                finder.invalidate_caches();
                finder.find("m", [root])
            };
            let _ = fs::remove_dir_all(root.join("m"));
            for name in ["m.py", "m.pyc"] {
                let _ = fs::remove_file(root.join(name));
            }
            assert_eq!(find(), None);
            fs::create_dir(root.join("m")).unwrap();
            assert_eq!(
                find(),
                Some(Found::Namespace {
                    portions: vec![root.join("m")]
                })
            );
            write(root.join("m.pyc"));
            let path = root.join("m.pyc");
            assert_eq!(
                find(),
                Some(Found::Sourceless {
                    path,
                    package: None
                })
            );
            write(root.join("m.py"));
            assert_eq!(find(), source(root.join("m.py"), None));
            write(root.join("m/__init__.pyc"));
            let path = root.join("m/__init__.pyc");
            assert_eq!(
                find(),
                Some(Found::Sourceless {
                    path,
                    package: Some(root.join("m"))
                })
            );
            write(root.join("m/__init__.py"));
            assert_eq!(
                find(),
                source(root.join("m/__init__.py"), Some(root.join("m")))
            );
        }
    }

    #[test]
    fn the_path_is_searched_in_order() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let path = ["a", "b", "c", "none", "file"].map(|name| root.join(name));
        write(root.join("file"));
        fs::create_dir_all(root.join("a/space")).unwrap();
        fs::create_dir_all(root.join("c/space")).unwrap();
        write(root.join("b/m.py"));
        write(root.join("c/m.py"));
        let mut finder = Finder::new();
        assert_eq!(finder.find("m", &path), source(root.join("b/m.py"), None));
        let portions = vec![root.join("a/space"), root.join("c/space")];
        assert_eq!(
            finder.find("space", &path),
            Some(Found::Namespace { portions })
        );
        write(root.join("c/space/__init__.py"));
        let found = source(root.join("c/space/__init__.py"), Some(root.join("c/space")));
        assert_eq!(finder.find("space", &path), found);
        for name in ["", "a/b", "m\0", "..", "."] {
            assert!(
                !matches!(finder.find(name, &path), Some(Found::Source { .. })),
                "{name:?}"
            );
        }
    }

    #[test]
    fn new_files_are_seen_at_once() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let mut finder = Finder::new();
        for number in 0..200 {
            let name = format!("m{number}");
            assert_eq!(finder.find(&name, [root]), None);
            write(root.join(format!("{name}.py")));
            assert!(finder.find(&name, [root]).is_some(), "round {number}");
            fs::remove_file(root.join(format!("{name}.py"))).unwrap();
            assert_eq!(finder.find(&name, [root]), None);
        }
        settle(root);
        assert_eq!(finder.find("late", [root]), None);
        assert!(
            finder.listings.contains_key(root),
            "an old directory is read once"
        );
        write(root.join("late.py"));
        assert!(finder.find("late", [root]).is_some());
    }
}
