//! Where the binary is, and which environment that makes: `sys.executable`, `sys.prefix` …
//! Reference: <https://docs.python.org/3.14/library/sys_path_init.html>, PEP 405

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::environment::Environment;
use crate::host::absolute;

/// The places that follow from that of the binary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// `sys.executable`
    pub(crate) executable: PathBuf,
    /// `sys._base_executable`
    pub(crate) base_executable: PathBuf,
    /// `sys.prefix`
    pub(crate) prefix: PathBuf,
    /// `sys.base_prefix`
    pub(crate) base_prefix: PathBuf,
    /// `sys._home`: what `pyvenv.cfg` says.
    pub(crate) home: Option<String>,
    /// Whether there is a `pyvenv.cfg`.
    pub(crate) is_virtual: bool,
    /// Whether the packages of the user and the installation are used, too.
    pub(crate) system_site: bool,
}

impl Place {
    /// Finds the places. `first` is the first word of the command line.
    pub(crate) fn find(first: Option<&OsStr>, environment: &Environment) -> Place {
        let executable = executable(first);
        let real = executable.canonicalize();
        let real = real.unwrap_or_else(|_| executable.clone());
        let mut place = Place {
            base_executable: executable.clone(),
            prefix: above(&real),
            base_prefix: above(&real),
            executable,
            home: None,
            is_virtual: false,
            system_site: true,
        };
        if let Some(home) = &environment.home {
            place.prefix = absolute(home);
            place.base_prefix = place.prefix.clone();
            return place;
        }
        let directory = place.executable.parent().map(Path::to_owned);
        let directory = directory.unwrap_or_default();
        let candidates = [Some(directory.as_path()), directory.parent()];
        let found = candidates.into_iter().flatten().find_map(|directory| {
            let text = fs::read(directory.join("pyvenv.cfg")).ok()?;
            Some(String::from_utf8_lossy(&text).into_owned())
        });
        if let Some(text) = found {
            place.enter_environment(&text, &real);
        }
        place
    }

    /// Reads a `pyvenv.cfg`.
    fn enter_environment(&mut self, text: &str, real: &Path) {
        let mut home = None;
        for line in text.lines() {
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            let value = value.trim();
            match key.trim().to_lowercase().as_str() {
                "home" => home = Some(value.to_owned()),
                "include-system-site-packages" => {
                    self.system_site = value.eq_ignore_ascii_case("true");
                }
                _ => {}
            }
        }
        // Without `home` it is no environment.
        let Some(home) = home else {
            return;
        };
        self.is_virtual = true;
        self.prefix = above(&self.executable);
        let directory = Path::new(&home);
        self.base_prefix = directory.parent().unwrap_or(directory).to_owned();
        let name = self.executable.file_name().unwrap_or_default();
        let base = directory.join(name);
        self.base_executable = if base.is_file() {
            base
        } else {
            real.to_owned()
        };
        self.home = Some(home);
    }
}

/// The directory above that of a file.
fn above(file: &Path) -> PathBuf {
    let directory = file.parent().and_then(Path::parent);
    directory.map(Path::to_owned).unwrap_or_default()
}

/// The path under which the binary was started, symbolic links included.
fn executable(first: Option<&OsStr>) -> PathBuf {
    let first = Path::new(first.unwrap_or_default());
    let is_plain = first.components().count() == 1 && !first.has_root();
    if !first.as_os_str().is_empty() {
        if !is_plain || first.as_os_str().as_encoded_bytes().contains(&b'/') {
            let path = absolute(first);
            if path.is_file() {
                return path;
            }
        } else if let Some(path) = std::env::var_os("PATH") {
            let mut candidates = std::env::split_paths(&path).map(|it| it.join(first));
            if let Some(found) = candidates.find(|candidate| is_executable(candidate)) {
                return absolute(&found);
            }
        }
    }
    std::env::current_exe().unwrap_or_default()
}

fn is_executable(path: &Path) -> bool {
    path.is_file() && rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_has_a_prefix_of_its_own() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        for name in ["base/bin", "env/bin"] {
            fs::create_dir_all(root.join(name)).unwrap();
        }
        let base = root.join("base/bin/rpy");
        fs::write(&base, "").unwrap();
        let binary = root.join("env/bin/rpy");
        std::os::unix::fs::symlink(&base, &binary).unwrap();
        let find = || Place::find(Some(binary.as_os_str()), &Environment::default());
        let place = find();
        assert_eq!((place.prefix, place.is_virtual), (root.join("base"), false));
        let home = root.join("base/bin");
        let text = format!(
            "Home = {}\ninclude-system-site-packages = false\n",
            home.display()
        );
        fs::write(root.join("env/pyvenv.cfg"), text).unwrap();
        let place = find();
        assert_eq!(place.prefix, root.join("env"));
        assert_eq!(place.base_prefix, root.join("base"));
        assert_eq!(place.base_executable, base);
        assert_eq!(place.executable, binary);
        assert!(place.is_virtual && !place.system_site);
    }
}
