//! `-m module` and `rpy DIRECTORY`: running a module of the path as `__main__`.
//! Source: PEP 338, PEP 366, PEP 441.

use std::ffi::OsString;
use std::path::Path;

use rpy_vm::builtins::str::Str;
use rpy_vm::import::ModuleCode;
use rpy_vm::import::paths::to_path;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use crate::host;
use crate::messages;
use crate::program::{Failure, Session};

/// Runs a module by its full name, or the `__main__` of a package.
pub(crate) fn run_named(
    name: &str,
    arguments: &[OsString],
    session: &mut Session<'_>,
) -> Result<(), Failure> {
    let (found, full) = match find(name, session)? {
        Some(found) if found.is_package(session.vm)? => {
            let main = format!("{name}.__main__");
            let because = format!("'{name}' is a package and cannot be directly executed");
            match find(&main, session)? {
                Some(found) if found.is_package(session.vm)? => {
                    let message = format!("Cannot use package as __main__ module; {because}");
                    return Err(refused(message));
                }
                Some(found) => (found, main),
                None => {
                    return Err(refused(format!("No module named {main}; {because}")));
                }
            }
        }
        Some(found) => (found, name.to_owned()),
        None => return Err(refused(format!("No module named {name}"))),
    };
    if found.code.is_none() {
        return Err(refused(format!("No code object available for {full}")));
    }
    let vm = &mut *session.vm;
    let origin = found.spec.origin(vm)?;
    if let Some(origin) = origin.downcast::<Str>()
        && found.spec.has_location(vm)?
    {
        host::set_argv(to_path(origin).as_os_str(), arguments, vm);
    }
    run(found, session)
}

/// Runs the `__main__.py` of a directory, which is the first entry of `sys.path`.
pub(crate) fn run_directory(path: &Path, session: &mut Session<'_>) -> Result<(), Failure> {
    let path = host::absolute(path);
    let found = session.vm.find_main_in(&path)?;
    match found {
        Some(found) => run(found, session),
        None => Err(refused(format!(
            "can't find '__main__' module in '{}'",
            path.display()
        ))),
    }
}

fn refused(message: String) -> Failure {
    Failure::Message(message, 1)
}

/// Looks for a module; what goes wrong with the packages it is in is told on one line.
fn find(name: &str, session: &mut Session<'_>) -> Result<Option<ModuleCode>, Failure> {
    let vm = &mut *session.vm;
    let full = vm.intern(name);
    if name.starts_with('.') {
        return Err(refused("Relative module names not supported".to_owned()));
    }
    let Some((package, _)) = name.rsplit_once('.') else {
        return found_or_broken(name, &full, session);
    };
    let package = vm.intern(package);
    if let Err(raised) = vm.import_name(&package) {
        // An error of the package's own code is one of the program.
        let package = package.to_string_lossy().into_owned();
        let missing = import_error_text("name", &raised, vm)?.is_some_and(|missing| {
            package == missing || package.starts_with(&format!("{missing}."))
        });
        if !missing {
            return Err(raised.into());
        }
        let kind = raised.exception().class().name(vm);
        let text = raised.exception().to_value().str(vm)?;
        return Err(not_specified(
            name,
            &format!("{kind}: {}", text.to_string_lossy()),
        ));
    }
    let modules = vm.modules.clone();
    let parent = modules.get_str(&package, vm).cloned();
    let path = vm.names.__path__.clone();
    if let Some(parent) = parent
        && parent.get_attribute_optional(&path, vm)?.is_none()
    {
        let package = package.to_string_lossy();
        let because = format!(
            "ModuleNotFoundError: __path__ attribute not found on '{package}' while trying to find \
             '{name}'"
        );
        return Err(not_specified(name, &because));
    }
    if let Some(existing) = modules.get_str(&full, vm).cloned()
        && existing.get_attribute_optional(&path, vm)?.is_none()
    {
        let package = package.to_string_lossy();
        messages::error(format_args!(
            "<frozen runpy>:128: RuntimeWarning: '{name}' found in sys.modules after import of \
             package '{package}', but prior to execution of '{name}'; this may result in \
             unpredictable behaviour"
        ));
    }
    found_or_broken(name, &full, session)
}

/// Finds a module whose package has been imported. A file of it that is no code is told of on one line.
fn found_or_broken(
    name: &str,
    full: &Ref<Str>,
    session: &mut Session<'_>,
) -> Result<Option<ModuleCode>, Failure> {
    let vm = &mut *session.vm;
    let raised = match vm.find_module_code(full) {
        Ok(found) => return Ok(found),
        Err(raised) => raised,
    };
    if import_error_text("name", &raised, vm)?.as_deref() != Some(name) {
        return Err(raised.into());
    }
    let path = import_error_text("path", &raised, vm)?.unwrap_or_default();
    if Path::new(&path)
        .file_stem()
        .is_some_and(|stem| stem == "__init__")
    {
        // What cannot be imported is the package.
        return find(&format!("{name}.__main__"), session);
    }
    let text = raised.exception().to_value().str(vm)?;
    Err(refused(text.to_string_lossy().into_owned()))
}

/// An attribute of an `ImportError`; `None` if it is none, or of another type.
fn import_error_text(name: &str, raised: &Raised, vm: &mut Vm) -> PyResult<Option<String>> {
    let class = vm.types.exceptions.import_error.clone();
    if !raised.is_instance(&class, vm) {
        return Ok(None);
    }
    let name = vm.intern(name);
    let value = raised.exception().to_value().get_attribute(&name, vm)?;
    let text = value.downcast::<Str>();
    Ok(text.map(|text| text.to_string_lossy().into_owned()))
}

fn not_specified(name: &str, because: &str) -> Failure {
    let mut message = format!("Error while finding module specification for '{name}' ({because})");
    if let Some(module) = name.strip_suffix(".py") {
        message += &format!(". Try using '{module}' instead of '{name}' as the module name.");
    }
    refused(message)
}

fn run(found: ModuleCode, session: &mut Session<'_>) -> Result<(), Failure> {
    let spec = found.spec;
    let (package, loader) = (spec.parent(session.vm)?, spec.loader(session.vm)?);
    session.set_global("__spec__", spec.to_value());
    session.set_global("__package__", package);
    session.set_global("__loader__", loader);
    if spec.has_location(session.vm)? {
        let (origin, cached) = (spec.origin(session.vm)?, spec.cached(session.vm)?);
        session.set_global("__file__", origin);
        session.set_global("__cached__", cached);
    } else {
        session.set_global("__cached__", Value::NONE);
    }
    let Some(code) = found.code else {
        return Err(refused("No code object available".to_owned()));
    };
    session.run_main(code)?;
    Ok(())
}
