//! Importing modules: what `import` means, over the files that `rpy-loader` knows.
//! Reference: <https://docs.python.org/3.14/reference/import.html>
//!
//! A name is looked for in `sys.modules`, then among the finders that the program has put into
//! `sys.meta_path`, the native modules, the frozen modules that CPython freezes too, the
//! directories of `sys.path` (or the package's `__path__`), and the rest of the frozen library.
//! The library comes last because it takes the place of CPython's `lib/python3.14`, which is
//! behind the script's directory.

mod chain;
mod errors;
mod find;
mod from;
mod frozen_loader;
mod import_time;
mod load;
mod loaders;
mod locks;
mod names;
pub mod paths;
mod report;
mod spec;
mod state;

pub use frozen_loader::FrozenLoader;
pub use import_time::ImportTimes;
pub use load::ModuleCode;
pub use loaders::{FileLoader, NamespaceLoader};
pub use names::absolute_name;
pub use report::{LoadReport, ModuleTimes, Origin};
pub use spec::{ModuleSpec, SpecParts};
pub use state::Imports;

pub(crate) use from::import_from;
