//! Running what the command line names, from start-up to exit.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rpy_bytecode::CodeObject;
use rpy_compiler::{CompileError, Mode, Phases, SyntaxWarning};
use rpy_loader::{LoadError, Loader};
use rpy_stdlib::_signal;
use rpy_vm::builtins::module::Module;
use rpy_vm::import::file_loader;
use rpy_vm::import::paths::path_str;
use rpy_vm::{PyResult, Ref, Value, Vm};

use crate::bench::Recorder;
use crate::environment;
use crate::exit::{self, Exit};
use crate::host;
use crate::limits;
use crate::main_module;
use crate::messages;
use crate::options::{Invocation, Options, Program};
use crate::outside::CommandLine;
use crate::repl;
use crate::report::MainTimes;

/// What is known while a program runs.
pub(crate) struct Session<'vm> {
    /// The interpreter.
    pub(crate) vm: &'vm mut Vm,
    /// Its host.
    pub(crate) outside: Arc<CommandLine>,
    /// The module `__main__`.
    pub(crate) main: Ref<Module>,
    /// `PYTHONSTARTUP`
    pub(crate) startup: Option<PathBuf>,
    /// `-E`: variables of the environment mean nothing.
    pub(crate) ignore_environment: bool,
    /// Level of optimization, for what is compiled here.
    pub(crate) optimize: u8,
    /// `KeyboardInterrupt` has ended the program, or an entry of a prompt without an editor: the
    /// process ends by that signal when the prompt ends.
    pub(crate) interrupted: bool,
    /// How long the main program took to load and run.
    pub(crate) times: MainTimes,
}

/// Runs a command line and gives the exit status.
pub(crate) fn run(mut invocation: Invocation, stack_size: usize) -> u8 {
    limits::keep_reserve();
    let record = invocation.options.bench_record.as_deref();
    let recorder = record.and_then(Recorder::new);
    let started = Instant::now();
    let environment = environment::read(&mut invocation.options, |name| std::env::var_os(name));
    let environment = match environment {
        Ok(environment) => environment,
        Err(error) => {
            let state = match error.early {
                true => "preinitializing",
                false => "preinitialized",
            };
            messages::error(format_args!(
                "Fatal Python error: {}\nPython runtime state: {state}\n",
                error.message
            ));
            return 1;
        }
    };
    let limits = match limits::read(&invocation.options.implementation) {
        Ok(limits) => limits,
        Err(message) => {
            messages::error(format_args!("rpy: {message}"));
            return 2;
        }
    };
    let outside = Arc::new(CommandLine::new(invocation.options.verbose > 0));
    outside.set_start(&invocation, &environment, limits);
    let interpreter = host::interpreter(&environment, outside.clone(), None);
    let end = interpreter.enter(|vm| {
        outside.start_signals(vm);
        vm.set_native_stack(stack_size);
        if invocation.options.tuning.fault_handler {
            rpy_stdlib::faulthandler::enable_at_start(vm);
        }
        if let Err(raised) = host::set_up(&invocation, &environment, vm) {
            let what = match environment.stream_encoding.0 {
                Some(_) => {
                    "init_stdio_encoding: failed to get the Python codec name of the stdio encoding"
                }
                None => "init_sys: the module sys cannot be made",
            };
            let text = vm.format_exception(raised.exception());
            messages::error(format_args!(
                "Fatal Python error: {what}\nPython runtime state: core initialized\n{text}"
            ));
            return End::Status(1);
        }
        if let Err(raised) = start_tracing(invocation.options.tuning.traced_frames, vm) {
            let text = vm.format_exception(raised.exception());
            messages::error(format_args!(
                "Fatal Python error: init_interp_main: can't start tracemalloc\n\
                 Python runtime state: core initialized\n{text}"
            ));
            return End::Status(1);
        }
        limits::set(limits, vm);
        if environment.home.is_none() {
            outside.set_library(&vm.imports.library);
        }
        run_inside(
            &invocation,
            outside,
            environment.startup.clone(),
            started,
            recorder,
            vm,
        )
    });
    // What the threads hold that still run (daemons) is no mistake.
    #[cfg(debug_assertions)]
    let explain = |vm: &mut Vm| vm.checks().explain && vm.thread_identities().len() < 2;
    #[cfg(debug_assertions)]
    if interpreter.enter(explain).unwrap_or(false) {
        drop(interpreter);
    } else {
        std::mem::forget(interpreter);
    }
    // The interpreter's memory goes with the process; taking it apart would only cost time.
    #[cfg(not(debug_assertions))]
    std::mem::forget(interpreter);
    match end.expect("this thread is in no other interpreter") {
        End::Status(status) => status,
        End::Interrupted => {
            _signal::die_by(_signal::SIGINT);
            exit::INTERRUPTED
        }
    }
}

/// How the process ends.
enum End {
    /// With a status.
    Status(u8),
    /// By the signal of Ctrl-C.
    Interrupted,
}

/// `-X tracemalloc`: starts tracing where that is wanted.
fn start_tracing(frames: i32, vm: &mut Vm) -> PyResult<()> {
    match frames {
        0 => Ok(()),
        _ => rpy_stdlib::_tracemalloc::start_at_start(frames, vm),
    }
}

/// Runs a program in an interpreter that was made ready.
fn run_inside(
    invocation: &Invocation,
    outside: Arc<CommandLine>,
    startup: Option<PathBuf>,
    started: Instant,
    mut recorder: Option<Recorder>,
    vm: &mut Vm,
) -> End {
    let main = host::main_module(vm);
    let mut session = Session {
        vm,
        outside,
        main,
        startup,
        ignore_environment: invocation.options.ignore_environment,
        optimize: invocation.options.optimize,
        interrupted: false,
        times: MainTimes::new(started.elapsed()),
    };
    let report = session.vm.imports.report.as_ref();
    session.times.modules_before = report.map_or(0, |it| it.modules.len());
    session.times.linked_before = report.map_or(Duration::ZERO, |it| it.link);
    if let Some(recorder) = &mut recorder {
        recorder.mark("runtime");
    }
    let options = &invocation.options;
    let is_prompt = matches!(invocation.program, Program::Input { .. }) && is_typed(options);
    let mut leaves = is_prompt;
    let exit = match run_program(invocation, &mut session) {
        Ok(()) => Exit::Status(0),
        // What ends a program does not end one that is to be looked at.
        Err(Failure::Raised(raised)) if options.inspect && !is_prompt => {
            exit::uncaught(&raised, session.vm)
        }
        Err(Failure::Raised(raised)) => {
            let exit = exit::of_exception(&raised, session.vm);
            leaves |= !matches!(exit, Exit::Uncaught(..));
            exit
        }
        Err(Failure::Message(message, status)) => {
            messages::error(format_args!("{}: {message}", invocation.name()));
            Exit::Status(status)
        }
    };
    let exit = if !leaves && inspects(options) && is_typed(options) {
        exit.show(session.vm);
        session.interrupted = exit.is_interrupt();
        if let Program::Path(path) = &invocation.program
            && !path.is_dir()
            && !is_archive(path)
        {
            // As in CPython, a script takes its place with it.
            session.remove_global("__file__");
            session.remove_global("__cached__");
        }
        exit::of_result(repl::run(true, &mut session), session.vm)
    } else {
        exit
    };
    let interrupted = exit.is_interrupt() || session.interrupted;
    let Session {
        vm, main, times, ..
    } = session;
    // The module goes with `sys.modules`.
    drop(main);
    let ended = Instant::now();
    let status = exit.finish(vm);
    if let Some(recorder) = &mut recorder {
        recorder.write(&times, ended, vm);
    }
    if invocation.options.load_report
        && let Some(report) = &vm.imports.report
    {
        times.print(report);
    }
    if interrupted {
        End::Interrupted
    } else {
        End::Status(status)
    }
}

/// Whether the prompt follows: the program may have set `PYTHONINSPECT` itself.
fn inspects(options: &Options) -> bool {
    let variable = || std::env::var_os("PYTHONINSPECT").is_some_and(|it| !it.is_empty());
    options.inspect || !options.ignore_environment && variable()
}

/// Whether somebody types what comes from the standard input.
fn is_typed(options: &Options) -> bool {
    options.interactive || std::io::stdin().is_terminal()
}

/// Why a program did not come to its end.
pub(crate) enum Failure {
    /// It raised an exception.
    Raised(rpy_vm::Raised),
    /// It could not be started: a message, and the exit status.
    Message(String, u8),
}

impl From<rpy_vm::Raised> for Failure {
    fn from(raised: rpy_vm::Raised) -> Failure {
        Failure::Raised(raised)
    }
}

fn run_program(invocation: &Invocation, session: &mut Session<'_>) -> Result<(), Failure> {
    let (options, arguments) = (&invocation.options, invocation.arguments.as_slice());
    let vm = &mut *session.vm;
    match &invocation.program {
        Program::Command(text) => {
            host::set_argv(OsStr::new("-c"), arguments, vm);
            if !options.safe_path {
                host::prepend_path(Path::new(""), vm);
            }
            let text = dedented(&text.to_string_lossy());
            let vm = &mut *session.vm;
            vm.audit("cpython.run_command", |vm| {
                [vm.new_str(&format!("{text}\n"))]
            })?;
            session.outside.remember("<string>", &text);
            let code = session.compile(text.as_bytes(), "<string>")?;
            session.run_main(Arc::new(code))?;
        }
        Program::Module(name) => {
            host::set_argv(OsStr::new("-m"), arguments, vm);
            if !options.safe_path {
                let directory = std::env::current_dir().unwrap_or_default();
                host::prepend_path(&directory, vm);
            }
            vm.audit("cpython.run_module", |vm| [vm.new_str(name)])?;
            main_module::run_named(name, arguments, session)?;
        }
        Program::Path(path) if path.is_dir() || is_archive(path) => {
            host::set_argv(path.as_os_str(), arguments, vm);
            host::prepend_path(&host::absolute(path), vm);
            vm.audit("cpython.run_module", |vm| [vm.names.__main__.to_value()])?;
            main_module::run_directory(path, session)?;
        }
        Program::Path(path) => {
            host::set_argv(path.as_os_str(), arguments, vm);
            vm.audit("cpython.run_file", |vm| {
                [path_str(&host::absolute(path), vm).into_value()]
            })?;
            run_script(path, options.safe_path, options.skip_first_line, session)?;
        }
        Program::Input { named } => {
            let name = if *named { "-" } else { "" };
            host::set_argv(OsStr::new(name), arguments, vm);
            if !options.safe_path {
                host::prepend_path(Path::new(""), vm);
            }
            if is_typed(options) {
                run_startup(session)?;
                session.vm.audit("cpython.run_stdin", |_| [])?;
                return Ok(repl::run(options.quiet, session)?);
            }
            vm.audit("cpython.run_stdin", |_| [])?;
            let mut text = Vec::new();
            if let Err(error) = std::io::stdin().read_to_end(&mut text) {
                return Err(Failure::Message(
                    format!("can't read the standard input: {error}"),
                    1,
                ));
            }
            session
                .outside
                .remember("<stdin>", &String::from_utf8_lossy(&text));
            let code = session.compile(&text, "<stdin>")?;
            session.run_main(Arc::new(code))?;
        }
    }
    Ok(())
}

/// Whether a file is a zip archive: these end with a directory, behind which only a comment may be.
fn is_archive(path: &Path) -> bool {
    use std::io::{Seek, SeekFrom};
    const END: &[u8] = b"PK\x05\x06";
    const LONGEST_END: u64 = 22 + 0xffff;
    let tail = || -> std::io::Result<Vec<u8>> {
        let mut file = std::fs::File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(LONGEST_END)))?;
        let mut tail = Vec::new();
        file.take(LONGEST_END).read_to_end(&mut tail)?;
        Ok(tail)
    };
    path.is_file() && tail().is_ok_and(|tail| tail.windows(END.len()).any(|window| window == END))
}

/// A text without the white space that all its lines begin with (`-c`); lines of nothing else become
/// empty.
fn dedented(text: &str) -> String {
    let is_blank = |line: &str| line.trim_matches([' ', '\t']).is_empty();
    let mut margin: Option<&str> = None;
    for line in text.split('\n').filter(|line| !is_blank(line)) {
        let start = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        margin = Some(match margin {
            None => start,
            Some(margin) => {
                let same = margin
                    .bytes()
                    .zip(start.bytes())
                    .take_while(|(a, b)| a == b);
                &margin[..same.count()]
            }
        });
    }
    let margin = margin.unwrap_or_default().len();
    if margin == 0 {
        return text.to_owned();
    }
    let lines = text.split('\n').map(|line| match is_blank(line) {
        true => "",
        false => &line[margin..],
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Runs the file of `PYTHONSTARTUP` in `__main__`, unless that has been done; what goes wrong is told, and no more.
///
/// Errors: `SystemExit` only.
pub(crate) fn run_startup(session: &mut Session<'_>) -> PyResult<()> {
    let Some(path) = session.startup.take() else {
        return Ok(());
    };
    let name = path.to_string_lossy().into_owned();
    let audited = session
        .vm
        .audit("cpython.run_startup", |vm| [vm.new_str(&name)]);
    if let Err(raised) = audited {
        return exit::report(raised, session.vm);
    }
    let result = match std::fs::read(&path) {
        Ok(text) => match session.compile(&text, &name) {
            Ok(code) => session.run_main(Arc::new(code)),
            Err(raised) => Err(raised),
        },
        Err(error) => {
            session.vm.write_error("Could not open PYTHONSTARTUP\n");
            let filename = path_str(&path, session.vm).into_value();
            Err(session.vm.io_error(&error, Some(filename)))
        }
    };
    result.or_else(|raised| exit::report(raised, session.vm))
}

/// Runs a file as `__main__`. It is never cached.
fn run_script(
    path: &Path,
    safe_path: bool,
    skip_first_line: bool,
    session: &mut Session<'_>,
) -> Result<(), Failure> {
    let full = host::absolute(path);
    if !safe_path && let Ok(real) = full.canonicalize() {
        let directory = real.parent().unwrap_or(Path::new("/"));
        host::prepend_path(directory, session.vm);
    }
    let started = Instant::now();
    let warnings = Rc::default();
    // A source in an encoding that the compiler does not know is decoded between two attempts.
    let mut decoded: Option<String> = None;
    let loaded = loop {
        let mut foreign: Option<(Vec<u8>, String)> = None;
        let mut compile = session.compiler(skip_first_line, Rc::clone(&warnings));
        let (optimize, text) = (session.optimize, decoded.take());
        let mut compile_time = std::time::Duration::ZERO;
        let mut phases = Phases::default();
        let mut timed = |source: &[u8], filename: &Arc<str>| {
            let started = Instant::now();
            session.vm.ask_for_source(source)?;
            let code = match &text {
                Some(text) => {
                    let options = rpy_compiler::Options {
                        optimize,
                        ..rpy_compiler::Options::default()
                    };
                    let warnings = &mut warnings.borrow_mut();
                    rpy_compiler::compile_str(text, filename, Mode::Exec, options, warnings)
                }
                None => compile(source, filename, &mut phases),
            };
            if let Err(CompileError::ForeignEncoding(name)) = &code {
                foreign = Some((source.to_vec(), name.clone()));
            }
            compile_time = started.elapsed();
            code
        };
        let options = session.vm.imports.options.clone();
        let loaded = Loader::new(&options, &mut timed).load_script(&full);
        session.times.compile = compile_time;
        session.times.phases = phases;
        session.times.read = started.elapsed().saturating_sub(compile_time);
        let Some((source, encoding)) = foreign else {
            break loaded;
        };
        let text = session
            .vm
            .decode_source(&source, &encoding, &full.to_string_lossy())?;
        decoded = Some(match text.split_once('\n') {
            Some((_, rest)) if skip_first_line => format!("\n{rest}"),
            _ => text,
        });
    };
    let vm = &mut *session.vm;
    vm.compiled(Ok(()), &warnings.take(), &full.to_string_lossy())?;
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(LoadError::Compile(error)) => {
            return Err(vm.compile_error(&error, &full.to_string_lossy()).into());
        }
        Err(LoadError::Io { error, .. }) => {
            let text = error.to_string();
            let message = text.split(" (os error").next().unwrap_or(&text);
            let number = error.raw_os_error().unwrap_or_default();
            let full = full.display();
            let message = format!("can't open file '{full}': [Errno {number}] {message}");
            return Err(Failure::Message(message, 2));
        }
        Err(error) => {
            let message = format!("can't run '{}': {error}", full.display());
            return Err(Failure::Message(message, 1));
        }
    };
    let file = path_str(&full, vm);
    let name = vm.names.__main__.clone();
    let sourceless = path.extension().is_some_and(|it| it == "pyc");
    let loader = file_loader(name, file.clone(), sourceless, vm);
    session.set_global("__loader__", loader);
    session.set_global("__file__", file.into_value());
    session.set_global("__cached__", Value::NONE);
    session.run_main(Arc::new(loaded.code))?;
    Ok(())
}

impl Session<'_> {
    /// Sets a global of `__main__`.
    pub(crate) fn set_global(&mut self, name: &str, value: Value) {
        let name = self.vm.intern(name);
        self.main.dict().set_str(&name, value, self.vm);
    }

    /// Removes a global of `__main__`, if it is there.
    fn remove_global(&mut self, name: &str) {
        let name = self.vm.intern(name);
        self.main.dict().remove_str(&name, self.vm);
    }

    /// What compiles the main program; it adds warnings to `warnings`.
    fn compiler(
        &self,
        skip_first_line: bool,
        warnings: Rc<RefCell<Vec<SyntaxWarning>>>,
    ) -> impl FnMut(&[u8], &Arc<str>, &mut Phases) -> rpy_compiler::Result<CodeObject> + use<> {
        let options = rpy_compiler::Options {
            optimize: self.optimize,
            ..rpy_compiler::Options::default()
        };
        move |text, filename, phases| {
            // The line end stays, so that lines keep their numbers.
            let first_end = text.iter().position(|&byte| byte == b'\n');
            let text = match first_end {
                _ if !skip_first_line => text,
                Some(end) => &text[end..],
                None => b"",
            };
            let warnings = &mut warnings.borrow_mut();
            rpy_compiler::compile_timed(text, filename, Mode::Exec, options, warnings, phases)
        }
    }

    fn compile(&mut self, text: &[u8], filename: &str) -> PyResult<CodeObject> {
        let started = Instant::now();
        let warnings = Rc::default();
        let mut phases = Phases::default();
        let mut compile = self.compiler(false, Rc::clone(&warnings));
        let asked = self.vm.ask_for_source(text);
        let mut result = asked.and_then(|()| compile(text, &filename.into(), &mut phases));
        self.times.phases = phases;
        if let Err(CompileError::ForeignEncoding(encoding)) = &result {
            let text = self.vm.decode_source(text, encoding, filename)?;
            let options = rpy_compiler::Options {
                optimize: self.optimize,
                ..rpy_compiler::Options::default()
            };
            let warnings = &mut warnings.borrow_mut();
            result = rpy_compiler::compile_str(&text, filename, Mode::Exec, options, warnings);
        }
        self.times.compile = started.elapsed();
        self.vm.compiled(result, &warnings.take(), filename)
    }

    /// Runs code as the body of `__main__`.
    pub(crate) fn run_main(&mut self, code: Arc<CodeObject>) -> PyResult<()> {
        let started = Instant::now();
        let globals = self.main.dict().clone();
        self.vm.audit("exec", |vm| {
            [rpy_vm::builtins::code::Code::new(code.clone(), vm).into_value()]
        })?;
        let result = self.vm.run_code(code, &globals, globals.to_value());
        self.times.execute = started.elapsed();
        result.map(drop)
    }
}
