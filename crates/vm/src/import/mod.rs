//! Importing modules: what `import` means, over the files that `rpy-loader` knows.
//! Reference: <https://docs.python.org/3.14/reference/import.html>
//!
//! A name is looked for in `sys.modules`, then by the finders of `sys.meta_path`. Those that stand
//! there at first are done by Rust code: the native modules, the frozen modules that CPython
//! freezes too, and the entries of `sys.path` (or the package's `__path__`), of which one is the
//! library inside the binary.

mod chain;
mod complete;
mod errors;
mod find;
mod from;
mod import_time;
mod library;
mod load;
mod locks;
mod missing;
mod names;
pub mod paths;
mod report;
mod spec;
mod standard;
mod state;
mod trim;

pub use import_time::ImportTimes;
pub use load::ModuleCode;
pub use names::absolute_name;
pub use report::{LoadReport, ModuleTimes, Origin};
pub use spec::{ModuleSpec, SpecParts};
pub use standard::file_loader;
pub use state::Imports;

pub(crate) use from::import_from;
