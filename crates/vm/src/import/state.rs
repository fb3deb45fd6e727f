//! What an interpreter knows about where modules come from.

use std::time::Instant;

use rpy_loader::{Finder, FrozenModules, Options};

use crate::function::native::NativeModule;
use crate::import::import_time::ImportTimes;
use crate::import::locks::ModuleLocks;
use crate::import::report::LoadReport;
use crate::import::standard::Standard;

/// Where modules come from, and how they are loaded. The host fills it before the first import.
pub struct Imports {
    /// Native modules by name, in tables.
    pub natives: Vec<&'static [(&'static str, &'static NativeModule)]>,
    /// Modules inside the binary.
    pub frozen: FrozenModules,
    /// The directory that modules inside the binary show as theirs. It need not exist.
    pub library: String,
    /// Whether files come before all modules inside the binary that are written in Python.
    pub files_first: bool,
    /// What the command line and the environment say about caches.
    pub options: Options,
    /// The directory that the command line put in front of `sys.path`; modules in it may shadow
    /// others without their author knowing.
    pub main_directory: Option<String>,
    /// What the program itself has put in front of `sys.path`.
    pub first_entry: Option<String>,
    /// Measures imports, if wanted.
    pub report: Option<LoadReport>,
    /// Whether the host has done what the module `site` does when it is imported.
    pub site_has_run: bool,
    /// Tells of the times of imports, if wanted.
    pub times: ImportTimes,
    pub(crate) standard: Option<Standard>,
    pub(crate) finder: Finder,
    pub(crate) locks: ModuleLocks,
}

impl Imports {
    pub(crate) fn new() -> Imports {
        Imports {
            natives: Vec::new(),
            frozen: FrozenModules::EMPTY,
            library: String::new(),
            files_first: false,
            options: Options::default(),
            main_directory: None,
            first_entry: None,
            report: None,
            site_has_run: false,
            times: ImportTimes::default(),
            standard: None,
            finder: Finder::new(),
            locks: ModuleLocks::default(),
        }
    }

    /// The native module of this name.
    pub fn native(&self, name: &str) -> Option<&'static NativeModule> {
        let mut all = self.natives.iter().flat_map(|table| table.iter());
        all.find(|(known, _)| *known == name)
            .map(|(_, module)| *module)
    }

    /// The time now, if imports are measured.
    pub(crate) fn clock(&self) -> Option<Instant> {
        self.report.as_ref().map(|_| Instant::now())
    }
}
