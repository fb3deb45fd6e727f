//! `-m module` and `rpy DIRECTORY`: running a module of the path as `__main__`.
//! Source: PEP 338, PEP 366, PEP 441.

use std::ffi::OsString;
use std::path::Path;

use rpy_vm::Value;
use rpy_vm::builtins::str::Str;
use rpy_vm::import::ModuleCode;
use rpy_vm::import::paths::to_path;

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
    let found = session.vm.find_main_in(&host::absolute(path))?;
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
        return Ok(vm.find_module_code(&full)?);
    };
    let package = vm.intern(package);
    if let Err(raised) = vm.import_name(&package) {
        let class = vm.types.exceptions.import_error.clone();
        if !raised.exception().class().is_subclass_of(&class, vm) {
            return Err(raised.into());
        }
        let kind = raised.exception().class().name(vm);
        let text = raised.exception().to_value().str(vm)?;
        let text = text.to_string_lossy();
        return Err(refused(format!(
            "Error while finding module specification for '{name}' ({kind}: {text})"
        )));
    }
    let modules = vm.modules.clone();
    let parent = modules.get_str(&package, vm).cloned();
    let path = vm.names.__path__.clone();
    if let Some(parent) = parent
        && parent.get_attribute_optional(&path, vm)?.is_none()
    {
        let package = package.to_string_lossy();
        return Err(refused(format!(
            "Error while finding module specification for '{name}' (ModuleNotFoundError: __path__ \
             attribute not found on '{package}' while trying to find '{name}')"
        )));
    }
    if modules.get_str(&full, vm).is_some() && !name.ends_with(".__main__") {
        let package = package.to_string_lossy();
        messages::error(format_args!(
            "<frozen runpy>:128: RuntimeWarning: '{name}' found in sys.modules after import of \
             package '{package}', but prior to execution of '{name}'; this may result in \
             unpredictable behaviour"
        ));
    }
    match vm.find_module_code(&full) {
        Ok(found) => Ok(found),
        Err(raised) => Err(raised.into()),
    }
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
