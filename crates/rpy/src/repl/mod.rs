//! The prompt: reads statements, runs them in `__main__` and shows the values of expressions.
//! See docs/repl.md.

mod edit;
mod entries;
mod history;
mod keys;
mod margin;
mod paint;
mod stream;
mod terminal;
mod theme;
mod view;
mod whole;
mod words;

use std::io::IsTerminal;
use std::sync::Arc;

use rpy_bytecode::{CodeFlags, CodeObject};
use rpy_compiler::{CompileError, Mode};
use rpy_stdlib::{_signal, sys};
use rpy_vm::builtins::code::Code;
use rpy_vm::{PyResult, Raised, Vm};

use crate::exit;
use crate::messages;
use crate::program::{Session, run_startup};

use stream::Stream;
use terminal::Terminal;

/// `sys.ps1` and `sys.ps2`, unless the program has set others.
const DEFAULT_PROMPTS: [&str; 2] = [">>> ", "... "];

/// Runs the prompt until its input ends. `quiet` leaves out the greeting.
///
/// Errors: `SystemExit` only; other exceptions are printed.
pub(crate) fn run(quiet: bool, session: &mut Session<'_>) -> PyResult<()> {
    if !quiet {
        greet(session);
    }
    let name = session.vm.names.__name__.clone();
    let main = session.vm.new_str("__main__");
    session.main.dict().set_str(&name, main, session.vm);
    for (attribute, prompt) in ["ps1", "ps2"].into_iter().zip(DEFAULT_PROMPTS) {
        let name = session.vm.intern(attribute);
        if session.vm.sys_attribute(&name).is_none() {
            let prompt = session.vm.new_str(prompt);
            session.vm.set_sys_attribute(&name, prompt);
        }
    }
    call_hook(session)?;
    let mut input = Input::new(session);
    if matches!(input, Input::Terminal(_)) {
        // As in CPython, that is for those who type, after a program too.
        run_startup(session)?;
    }
    let mut state = State::new();
    loop {
        // What the program has written must stand in front of the prompt.
        exit::flush_output(session.vm);
        let entry = match input.read(session) {
            Entry::Text(text) => text,
            Entry::Interrupted => {
                _signal::interrupt(session.vm);
                if let Err(raised) = session.vm.check_signals() {
                    report_interrupt(raised, session)?;
                }
                continue;
            }
            Entry::Raised(raised) => {
                report_interrupt(raised, session)?;
                continue;
            }
            Entry::End => return Ok(()),
        };
        if let Err(raised) = input.run(&entry, &mut state, session) {
            input.tell(raised, session)?;
        }
    }
}

/// Tells of an exception that a signal has raised, of `KeyboardInterrupt` by its name alone.
///
/// Errors: `SystemExit`, which ends the prompt.
fn report_interrupt(raised: Raised, session: &mut Session<'_>) -> PyResult<()> {
    let class = session.vm.types.exceptions.keyboard_interrupt.clone();
    if raised.is_instance(&class, session.vm) {
        messages::error(format_args!("KeyboardInterrupt"));
        return Ok(());
    }
    exit::report(raised, session.vm)
}

/// Says what this is.
fn greet(session: &mut Session<'_>) {
    let version = sys::version_text();
    messages::error(format_args!("Python {version} on {}", std::env::consts::OS));
    let name = session.vm.intern("help");
    let builtins = session.vm.builtins.clone();
    if builtins.get_str(&name, session.vm).is_some() {
        messages::error(format_args!(
            "Type \"help\", \"copyright\", \"credits\" or \"license\" for more information."
        ));
    }
}

/// Calls `sys.__interactivehook__`, if the program has set one. That of `site` makes GNU readline
/// ready, which is not used here.
///
/// Errors: `SystemExit` only.
fn call_hook(session: &mut Session<'_>) -> PyResult<()> {
    let vm = &mut *session.vm;
    let name = vm.intern("__interactivehook__");
    let Some(hook) = vm.sys_attribute(&name) else {
        return Ok(());
    };
    let name = vm.intern("__module__");
    let module = hook.get_attribute_optional(&name, vm).ok().flatten();
    let module = module.and_then(|it| it.str(vm).ok());
    if module.is_some_and(|it| it.to_string_lossy() == "site") {
        return Ok(());
    }
    let result = vm
        .audit("cpython.run_interactivehook", |_| [hook.clone()])
        .and_then(|()| hook.call_positional(&[], vm));
    match result {
        Ok(_) => Ok(()),
        Err(raised) => {
            vm.write_error("Failed calling sys.__interactivehook__\n");
            exit::report(raised, vm)
        }
    }
}

/// What has been read.
enum Entry {
    Text(String),
    /// Ctrl-C as a key.
    Interrupted,
    /// What a prompt's text, the handler of a signal or the help has raised.
    Raised(Raised),
    /// Ctrl-D
    End,
}

/// Where entries come from: an editor on a terminal, else the plain stream.
enum Input {
    Terminal(Box<Terminal>),
    Stream(Stream),
}

/// What one entry leaves to the next.
struct State {
    /// Entries so far.
    count: usize,
    /// What they imported from `__future__`.
    features: CodeFlags,
}

impl State {
    const fn new() -> State {
        State {
            count: 0,
            features: CodeFlags::empty(),
        }
    }
}

impl Input {
    fn new(session: &mut Session<'_>) -> Input {
        let variable = |name: &str| std::env::var(name).ok().filter(|it| !it.is_empty());
        let basic = !session.ignore_environment && variable("PYTHON_BASIC_REPL").is_some();
        let is_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
        let can_move = variable("TERM").is_some_and(|term| term != "dumb");
        let terminal = match is_terminal && can_move && !basic {
            true => Terminal::open(session),
            false => None,
        };
        match terminal {
            Some(terminal) => Input::Terminal(Box::new(terminal)),
            None => Input::Stream(Stream::default()),
        }
    }

    fn read(&mut self, session: &mut Session<'_>) -> Entry {
        let prompts = match self.prompts(session) {
            Ok(prompts) => prompts,
            Err(raised) => return Entry::Raised(raised),
        };
        match self {
            Input::Terminal(terminal) => terminal.read(prompts, session),
            Input::Stream(stream) => stream.read(prompts, session),
        }
    }

    /// The texts of `sys.ps1` and `sys.ps2`.
    ///
    /// Raises what is no `Exception`: `SystemExit`, `KeyboardInterrupt`.
    fn prompts(&self, session: &mut Session<'_>) -> PyResult<[String; 2]> {
        // As in CPython, where either is missing or has no text.
        let [first, second] = match self {
            Input::Terminal(_) => DEFAULT_PROMPTS,
            Input::Stream(_) => [""; 2],
        };
        let first = prompt("ps1", first, session)?;
        Ok([first, prompt("ps2", second, session)?])
    }

    /// Tells of what an entry has raised.
    ///
    /// Errors: `SystemExit`, which ends the prompt.
    fn tell(&self, raised: Raised, session: &mut Session<'_>) -> PyResult<()> {
        let is_stream = matches!(self, Input::Stream(_));
        let class = session.vm.types.exceptions.keyboard_interrupt.clone();
        session.interrupted |= is_stream && raised.is_instance(&class, session.vm);
        let told = exit::report(raised, session.vm);
        // Without an editor, who asks for the end with a status gets that.
        session.interrupted &= !(is_stream && told.is_err());
        told
    }

    /// Runs an entry.
    ///
    /// Raises what it raises.
    fn run(&mut self, entry: &str, state: &mut State, session: &mut Session<'_>) -> PyResult<()> {
        if entry.trim().is_empty() {
            return Ok(());
        }
        match self {
            Input::Terminal(terminal) => {
                if words::run(entry, session)? {
                    return Ok(());
                }
                terminal.remember(entry);
                let filename = format!("<python-input-{}>", state.count);
                state.count += 1;
                execute(entry, &filename, true, state, session)
            }
            Input::Stream(_) => execute(entry, "<stdin>", false, state, session),
        }
    }
}

/// The text of a prompt, which may be any object; `default` if there is none.
///
/// Raises what is no `Exception`.
fn prompt(name: &str, default: &str, session: &mut Session<'_>) -> PyResult<String> {
    let vm = &mut *session.vm;
    let name = vm.intern(name);
    let Some(prompt) = vm.sys_attribute(&name) else {
        return Ok(default.to_owned());
    };
    match prompt.str(vm) {
        Ok(prompt) => Ok(prompt.to_string_lossy().into_owned()),
        Err(raised) => {
            let class = vm.types.exceptions.exception.clone();
            match raised.is_instance(&class, vm) {
                true => Ok(default.to_owned()),
                false => Err(raised),
            }
        }
    }
}

/// Compiles and runs an entry. `many`: it may have several statements, the last of which shows its
/// value.
///
/// Raises what compiling and running raise.
fn execute(
    text: &str,
    filename: &str,
    many: bool,
    state: &mut State,
    session: &mut Session<'_>,
) -> PyResult<()> {
    if many {
        session.outside.remember(filename, text);
    }
    let options = rpy_compiler::Options {
        optimize: session.optimize,
        future_annotations: state.features.contains(CodeFlags::FUTURE_ANNOTATIONS),
        many,
        rules: rpy_compiler::ParseRules {
            barry_as_bdfl: state.features.contains(CodeFlags::FUTURE_BARRY_AS_BDFL),
            ..rpy_compiler::ParseRules::default()
        },
        ..rpy_compiler::Options::default()
    };
    let vm = &mut *session.vm;
    let mut warnings = Vec::new();
    let code = rpy_compiler::compile_str(text, filename, Mode::Single, options, &mut warnings);
    if code.is_err() {
        // The error shows the line that it is about.
        session.outside.remember(filename, text);
    }
    let is_await = is_stray_await(&code);
    let code = match vm.compiled(code, &warnings, filename) {
        Ok(code) => code,
        Err(raised) => {
            if is_await {
                add_hint(&raised, vm);
            }
            return Err(raised);
        }
    };
    state.features |=
        code.flags & (CodeFlags::FUTURE_ANNOTATIONS | CodeFlags::FUTURE_BARRY_AS_BDFL);
    sys::colors::register_texts(false, vm);
    let code = Arc::new(code);
    if !many {
        register(&code, text, filename, vm);
    }
    let globals = session.main.dict().clone();
    vm.run_code(code, &globals, globals.to_value())?;
    Ok(())
}

/// Tells `linecache` of the text of an entry whose name other entries have, too.
fn register(code: &Arc<CodeObject>, text: &str, filename: &str, vm: &mut Vm) {
    let (module, function) = (vm.intern("linecache"), vm.intern("_register_code"));
    let code = Code::new(code.clone(), vm).into_value();
    let arguments = [code, vm.new_str(text), vm.new_str(filename)];
    // Without it, tracebacks show no lines.
    let _ = vm
        .import_name(&module)
        .and_then(|module| module.call_method(&function, &arguments, vm));
}

/// Whether the error is that of an `await` outside of functions.
fn is_stray_await(code: &Result<CodeObject, CompileError>) -> bool {
    match code {
        Err(CompileError::Syntax(error)) => error.message == "'await' outside function",
        _ => false,
    }
}

/// Tells of the prompt that takes `await`.
fn add_hint(raised: &Raised, vm: &mut Vm) {
    let note = vm.new_str(
        "Try the asyncio REPL (rpy -m asyncio) to use top-level 'await' and run background asyncio \
         tasks.",
    );
    let name = vm.intern("add_note");
    let exception = raised.exception().to_value();
    // The note is a hint, no more.
    let _ = exception.call_method(&name, &[note], vm);
}
