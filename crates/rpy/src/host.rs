//! Setting up the interpreter of the command line: modules, `sys`, `__main__`.

use std::collections::hash_map::RandomState;
use std::ffi::{OsStr, OsString};
use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rpy_loader::Optimization;
use rpy_stdlib::_io::{Standard, StreamSettings, standard_stream};
use rpy_stdlib::sys::sys;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::module::Module;
use rpy_vm::import::LoadReport;
use rpy_vm::import::paths::path_str;
use rpy_vm::{Config, Interpreter, PyResult, Ref, Value, Vm};

use crate::environment::Environment;
use crate::options::{Invocation, Options};
use crate::outside::CommandLine;
use crate::place::Place;

/// Makes an interpreter that knows nothing of the command line yet.
pub(crate) fn interpreter(
    environment: &Environment,
    outside: Arc<CommandLine>,
    main_thread: Option<usize>,
) -> Interpreter {
    Interpreter::new(Config {
        host: outside,
        hash_seed: environment.hash_seed.unwrap_or_else(random_seed),
        main_thread,
    })
}

/// Makes an interpreter ready to run a program; only `sys.argv` and the first entry of `sys.path`
/// are still missing.
pub(crate) fn set_up(
    invocation: &Invocation,
    environment: &Environment,
    vm: &mut Vm,
) -> PyResult<()> {
    let options = &invocation.options;
    vm.bytes_warning = options.bytes_warning;
    vm.dev_mode = options.tuning.dev_mode;
    vm.no_debug_ranges = options.tuning.no_debug_ranges;
    if let Some(digits) = options.tuning.int_max_str_digits {
        vm.int_max_str_digits = digits;
    }
    let encoding = environment.stream_encoding.0.as_ref();
    let errors = environment.stream_encoding.1.as_deref();
    let lenient = environment.plain_locale || options.tuning.utf8_mode == Some(true);
    *vm.module_state::<StreamSettings>() = StreamSettings {
        unbuffered: options.unbuffered,
        encoding: None,
        errors: errors
            .or(lenient.then_some("surrogateescape"))
            .map(str::to_owned),
    };
    let first = invocation.original.first().map(OsString::as_os_str);
    let place = Place::find(first, environment);
    set_up_imports(&invocation.options, environment, &place, vm);
    let name = vm.names.sys.clone();
    vm.import_name(&name)?;
    set_up_sys(invocation, environment, &place, vm)?;
    if !options.no_site {
        crate::site::run(options, environment, &place, vm)?;
    }
    if let Some(encoding) = encoding.filter(|it| !it.eq_ignore_ascii_case("utf-8")) {
        encode_streams(encoding, vm)?;
    }
    Ok(())
}

/// Makes the standard streams anew, with the encoding of `PYTHONIOENCODING`.
///
/// Raises `LookupError` if there is no such encoding.
fn encode_streams(encoding: &str, vm: &mut Vm) -> PyResult<()> {
    let (codecs, lookup) = (vm.intern("codecs"), vm.intern("lookup"));
    let codecs = vm.import_name(&codecs)?;
    let name = vm.new_str(encoding);
    let codec = codecs.call_method(&lookup, &[name], vm)?;
    let attribute = vm.names.name.clone();
    let name = codec.get_attribute(&attribute, vm)?;
    let name = name.str(vm)?.to_string_lossy().into_owned();
    vm.module_state::<StreamSettings>().encoding = Some(name);
    for (standard, names) in [
        (Standard::Input, ["stdin", "__stdin__"]),
        (Standard::Output, ["stdout", "__stdout__"]),
        (Standard::Error, ["stderr", "__stderr__"]),
    ] {
        let stream = standard_stream(standard, vm)?;
        for name in names {
            sys::set(name, stream.clone(), vm);
        }
    }
    Ok(())
}

fn random_seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

fn set_up_imports(options: &Options, environment: &Environment, place: &Place, vm: &mut Vm) {
    let imports = &mut vm.imports;
    imports.natives.push(rpy_stdlib::MODULES);
    imports.frozen = rpy_stdlib::frozen();
    imports.library = library_of(environment, place);
    imports.files_first = environment.home.is_some();
    imports.options = rpy_loader::Options {
        optimization: Optimization::from_level(options.optimize),
        write_bytecode: !options.dont_write_bytecode,
        pycache_prefix: environment.pycache_prefix.clone(),
        check_hash_based: options.check_hash_based,
        legacy_layout: false,
    };
    imports.times.level = options.tuning.import_time;
    if options.load_report || options.bench_record.is_some() {
        imports.report = Some(LoadReport::default());
    }
}

/// The directory of the library: that of `PYTHONHOME`, or one beside the binary that need not exist,
/// where the modules inside the binary show themselves.
fn library_of(environment: &Environment, place: &Place) -> String {
    let directory = match &environment.home {
        Some(home) => absolute(home).join("lib/python3.14"),
        None => place.base_prefix.join("lib/rpy3.14"),
    };
    directory.to_string_lossy().into_owned()
}

fn set_up_sys(
    invocation: &Invocation,
    environment: &Environment,
    place: &Place,
    vm: &mut Vm,
) -> PyResult<()> {
    let options = &invocation.options;
    let flags = sys::Flags {
        inspect: options.inspect,
        optimize: options.optimize,
        dont_write_bytecode: options.dont_write_bytecode,
        no_user_site: options.no_user_site,
        no_site: options.no_site,
        ignore_environment: options.ignore_environment,
        verbose: options.verbose,
        bytes_warning: options.bytes_warning,
        quiet: options.quiet,
        isolated: options.isolated,
        safe_path: options.safe_path,
        debug: options.debug,
        interactive: options.interactive,
        hash_randomization: environment.hash_seed != Some(0),
        dev_mode: options.tuning.dev_mode,
        utf8_mode: options.tuning.utf8_mode == Some(true),
        warn_default_encoding: options.tuning.warn_default_encoding,
        thread_inherit_context: options.tuning.thread_inherit_context,
        context_aware_warnings: options.tuning.context_aware_warnings,
    };
    sys::set_flags(&flags, vm);
    sys::set_cpu_count(options.tuning.cpu_count, vm);
    if let Some(platlibdir) = &environment.platlibdir {
        let platlibdir = vm.new_str(platlibdir);
        sys::set("platlibdir", platlibdir, vm);
    }
    set_list("orig_argv", &invocation.original, vm);
    let mut path: Vec<OsString> = environment
        .path
        .iter()
        .map(|entry| match entry.as_os_str().is_empty() {
            // An empty part is the working directory of the start.
            true => std::env::current_dir().unwrap_or_default().into(),
            false => absolute(entry).into(),
        })
        .collect();
    path.push(vm.imports.library.clone().into());
    set_list("path", &path, vm);
    for (name, path) in [
        ("prefix", &place.prefix),
        ("exec_prefix", &place.prefix),
        ("base_prefix", &place.base_prefix),
        ("base_exec_prefix", &place.base_prefix),
        ("executable", &place.executable),
        ("_base_executable", &place.base_executable),
    ] {
        let path = path_str(path, vm).into_value();
        sys::set(name, path, vm);
    }
    if let Some(home) = &place.home {
        let home = vm.new_str(home);
        sys::set("_home", home, vm);
    }
    let library = vm.new_str(&vm.imports.library.clone());
    sys::set("_stdlib_dir", library, vm);
    let warnings: Vec<OsString> = options.warnings.iter().map(OsString::from).collect();
    set_list("warnoptions", &warnings, vm);
    let prefix = match &environment.pycache_prefix {
        Some(prefix) => path_str(prefix, vm).into_value(),
        None => Value::NONE,
    };
    sys::set("pycache_prefix", prefix, vm);
    set_implementation_options(&options.implementation, vm);
    vm.complete_first_modules()?;
    let name = vm.intern("_io");
    let io = vm.import_name(&name)?;
    let name = vm.intern("open");
    let open = io.get_attribute(&name, vm)?;
    vm.builtins.clone().set_str(&name, open, vm);
    // The filters are those of native code as well, whether the program imports the module or not.
    if !options.warnings.is_empty() {
        let name = vm.intern("warnings");
        let _ = vm.import_name(&name);
    }
    Ok(())
}

/// Sets `sys._xoptions`: the value of each option, or True.
fn set_implementation_options(options: &[String], vm: &mut Vm) {
    let all = Dict::new(vm);
    for option in options {
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, vm.new_str(value)),
            None => (option.as_str(), Value::TRUE),
        };
        let name = vm.intern(name);
        all.set_str(&name, value, vm);
    }
    sys::set("_xoptions", all.into_value(), vm);
}

/// A path made absolute, if there is a working directory.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Sets an attribute of `sys` to a list of strings.
pub(crate) fn set_list(name: &str, items: &[impl AsRef<OsStr>], vm: &mut Vm) {
    let items = items.iter().map(|item| Path::new(item.as_ref()));
    let items = items.map(|item| path_str(item, vm).into_value()).collect();
    let list = vm.new_list(items);
    sys::set(name, list, vm);
}

/// Puts a directory in front of `sys.path`.
pub(crate) fn prepend_path(directory: &Path, vm: &mut Vm) {
    use rpy_vm::builtins::list::List;
    let name = vm.names.path.clone();
    let entry = path_str(directory, vm).into_value();
    // The empty entry is the working directory.
    let meant = if directory.as_os_str().is_empty() {
        std::env::current_dir().unwrap_or_default()
    } else {
        directory.to_owned()
    };
    vm.imports.first_entry = Some(directory.to_string_lossy().into_owned());
    vm.imports.main_directory = Some(meant.to_string_lossy().into_owned());
    if let Some(path) = vm.sys_attribute(&name)
        && let Some(path) = path.downcast::<List>()
    {
        path.items_mut(vm).insert(0, entry);
    }
}

/// Sets `sys.argv`.
pub(crate) fn set_argv(first: &OsStr, arguments: &[OsString], vm: &mut Vm) {
    let mut all = vec![first.to_owned()];
    all.extend_from_slice(arguments);
    set_list("argv", &all, vm);
}

/// Makes the module `__main__` and puts it into `sys.modules`.
pub(crate) fn main_module(vm: &mut Vm) -> Ref<Module> {
    let module = Module::new("__main__", vm);
    let name = vm.names.__main__.clone();
    let modules = vm.modules.clone();
    modules.set_str(&name, module.to_value(), vm);
    // What is not run from a file has the loader of native modules.
    let loader = vm.names.__loader__.clone();
    let importer = vm.built_in_importer();
    module.dict().set_str(&loader, importer, vm);
    let builtins = vm.names.builtins.clone();
    if let Some(builtins) = modules.get_str(&builtins, vm).cloned() {
        let name = vm.names.__builtins__.clone();
        module.dict().set_str(&name, builtins, vm);
    }
    module
}
