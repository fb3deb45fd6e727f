//! What `site` does at the start: directories for installed packages, and names for the prompt.
//! Reference: <https://docs.python.org/3.14/library/site.html>
//!
//! The work is done here, as the module would take longer than most programs. Where a `.pth` file runs
//! code, or there is a `sitecustomize`, the module is imported and does it all.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use rpy_stdlib::site_builtins;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::str::Str;
use rpy_vm::import::paths::{path_str, to_path};
use rpy_vm::{PyResult, Value, Vm};

use crate::environment::Environment;
use crate::options::Options;
use crate::place::Place;

/// Runs after `sys.path` is complete but for the script's directory.
///
/// Errors: what the module raises where it is needed.
pub(crate) fn run(
    options: &Options,
    environment: &Environment,
    place: &Place,
    vm: &mut Vm,
) -> PyResult<()> {
    let mut plan = Plan::new(sys_path(vm));
    for directory in site_directories(options, environment, place) {
        plan.add_directory(&directory);
    }
    if !plan.needs_module {
        for name in ["sitecustomize", "usercustomize"] {
            plan.needs_module |= exists(name, &plan.path, vm)?;
        }
    }
    if plan.needs_module {
        let site = vm.intern("site");
        vm.import_name(&site)?;
        return Ok(());
    }
    set_sys_path(&plan.path, vm);
    site_builtins::install(vm);
    vm.imports.site_has_run = true;
    Ok(())
}

fn sys_path(vm: &mut Vm) -> Vec<PathBuf> {
    let name = vm.names.path.clone();
    let path = vm.sys_attribute(&name);
    let entries = path.as_ref().and_then(|path| path.downcast::<List>());
    let entries = entries.map(|list| list.items(vm).clone());
    let entries = entries.unwrap_or_default();
    let strings = entries.iter().filter_map(|it| it.downcast::<Str>());
    strings.map(|it| to_path(it)).collect()
}

fn set_sys_path(path: &[PathBuf], vm: &mut Vm) {
    let entries: Vec<OsString> = path.iter().map(OsString::from).collect();
    crate::host::set_list("path", &entries, vm);
}

/// Whether a module can be found, without importing it.
fn exists(name: &str, path: &[PathBuf], vm: &mut Vm) -> PyResult<bool> {
    let entries = path.iter().map(|it| path_str(it, vm).into_value());
    let entries: Vec<Value> = entries.collect();
    let entries = vm.new_list(entries);
    let name = vm.intern(name);
    vm.is_on_path(&name, &entries)
}

/// The directories of installed packages that may be there: of the virtual environment, of the user,
/// of the installation.
fn site_directories(options: &Options, environment: &Environment, place: &Place) -> Vec<PathBuf> {
    let packages = |prefix: &Path, lib: &str| prefix.join(lib).join("python3.14/site-packages");
    let mut directories = Vec::new();
    if place.is_virtual {
        directories.push(packages(&place.prefix, "lib"));
    }
    let user = !options.no_user_site && place.system_site && is_own_process();
    if user && let Some(base) = user_base(environment) {
        directories.push(packages(&base, "lib"));
    }
    let mut prefixes = vec![&place.prefix];
    if place.is_virtual && place.system_site {
        prefixes.push(&place.base_prefix);
    }
    let platform = environment.platlibdir.as_deref().unwrap_or("lib");
    for prefix in prefixes {
        directories.push(packages(prefix, platform));
        if platform != "lib" {
            directories.push(packages(prefix, "lib"));
        }
    }
    directories.retain(|directory| directory.is_dir());
    directories
}

/// The directory that holds the user's packages.
fn user_base(environment: &Environment) -> Option<PathBuf> {
    if let Some(base) = &environment.user_base {
        return Some(base.clone());
    }
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty())?;
    Some(Path::new(&home).join(".local"))
}

/// Whether the process runs with the rights of who has started it.
fn is_own_process() -> bool {
    use rustix::process::{getegid, geteuid, getgid, getuid};
    getuid() == geteuid() && getgid() == getegid()
}

/// What `sys.path` is to become.
struct Plan {
    path: Vec<PathBuf>,
    /// Whether there is code to run.
    needs_module: bool,
}

impl Plan {
    /// Entries made absolute, each once.
    fn new(entries: Vec<PathBuf>) -> Plan {
        let mut plan = Plan {
            path: Vec::new(),
            needs_module: false,
        };
        for entry in entries {
            plan.add(&crate::host::absolute(&entry));
        }
        plan
    }

    fn add(&mut self, entry: &Path) {
        if !self.path.iter().any(|known| known == entry) {
            self.path.push(entry.to_owned());
        }
    }

    /// Adds a directory, and what its `.pth` files name.
    fn add_directory(&mut self, directory: &Path) {
        self.add(&crate::host::absolute(directory));
        let Ok(entries) = fs::read_dir(directory) else {
            return;
        };
        let names = entries.flatten().map(|entry| entry.file_name());
        let mut names: Vec<OsString> = names
            .filter(|name| {
                let name = name.as_encoded_bytes();
                name.ends_with(b".pth") && !name.starts_with(b".")
            })
            .collect();
        names.sort();
        for name in names {
            let Ok(text) = fs::read(directory.join(name)) else {
                continue;
            };
            match std::str::from_utf8(&text) {
                Ok(text) => self.add_lines(directory, text.trim_start_matches('\u{feff}')),
                // Another encoding is the module's business.
                Err(_) => self.needs_module = true,
            }
        }
    }

    fn add_lines(&mut self, directory: &Path, text: &str) {
        for line in text.lines() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            if line.starts_with("import ") || line.starts_with("import\t") || line.contains('\0') {
                self.needs_module = true;
                continue;
            }
            let entry = normal(&directory.join(line.trim_end()));
            if entry.exists() {
                self.add(&entry);
            }
        }
    }
}

/// A path without `.` and `..`, as `os.path.normpath` makes it.
fn normal(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut normal = PathBuf::new();
    for component in crate::host::absolute(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_pth_files_name_directories_that_exist() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        for name in ["site", "site/a", "b"] {
            fs::create_dir(root.join(name)).unwrap();
        }
        let site = root.join("site");
        fs::write(site.join("one.pth"), "\u{feff}# no\n\na  \nnone\n../b\na\n").unwrap();
        fs::write(site.join(".two.pth"), "import os\n").unwrap();
        let mut plan = Plan::new(vec![root.join("b"), root.join("b")]);
        plan.add_directory(&site);
        assert_eq!(
            plan.path,
            [root.join("b"), site.clone(), root.join("site/a")]
        );
        assert!(!plan.needs_module);
        fs::write(site.join("three.pth"), "import os\n").unwrap();
        plan.add_directory(&site);
        assert!(plan.needs_module);
    }
}
