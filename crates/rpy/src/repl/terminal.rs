//! The prompt on a terminal: an editor for texts of several lines.
//!
//! The editor runs in a thread of its own while the interpreter's waits: so other threads of the
//! program run, signals are handled, and what the editor asks of the interpreter (what can follow the
//! word at the cursor) is answered by the thread that has it.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, channel, sync_channel};
use std::time::Duration;

use rpy_stdlib::{_signal, sys};
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{Host, PyResult, Raised, Value};
use rustyline::completion::{Completer, Pair};
use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::line_buffer::LineBuffer;
use rustyline::validate::Validator;
use rustyline::{
    Changeset, ColorMode, CompletionType, Config, Context, Editor, Event, EventHandler,
    ExternalPrinter, Helper,
};

use super::edit::Text;
use super::entries::Entries;
use super::keys::{Keys, Leave};
use super::paint::Painter;
use super::{Entry, history, margin, report_interrupt, theme};
use crate::exit;
use crate::messages;
use crate::program::Session;

/// Stack of the editor's thread, which parses what is typed.
const STACK_SIZE: usize = 4 << 20;

/// How long the interpreter's thread sleeps where nothing can wake it.
const REST: Duration = Duration::from_millis(5);

/// The prompt on a terminal.
pub(super) struct Terminal {
    editor: Editor<Assistant, Entries>,
    keys: Keys,
    history: Option<PathBuf>,
    /// While there is one, the editor waits for signals as well as for keys.
    _printer: Option<Box<dyn ExternalPrinter + Send>>,
}

/// The prompts of F3's mode.
const PASTE_PROMPT: &str = "(paste) ";

/// What the editor's thread sends.
enum Message {
    /// What can follow at this place?
    Complete(Text, SyncSender<Completions>),
    /// The text has been read.
    Read(Read),
}

/// What the editor has read: a buffer, or why there is none.
type Read = Result<String, ReadlineError>;

/// Where what is replaced begins, and what can stand there.
type Completions = (usize, Vec<String>);

impl Terminal {
    /// Opens the terminal; None if it cannot be used so.
    pub(super) fn open(session: &mut Session<'_>) -> Option<Terminal> {
        let config = Config::builder()
            .auto_add_history(false)
            .max_history_size(history::LIMIT)
            .ok()?
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            // The text is always painted; whether in colours is decided there.
            .color_mode(ColorMode::Forced)
            .build();
        let keys = Keys::default();
        let entries = Entries::new(&config, keys.views.clone());
        let mut editor = Editor::with_history(config, entries).ok()?;
        let printer = editor.create_external_printer().ok();
        editor.bind_sequence(
            Event::Any,
            EventHandler::Conditional(Box::new(keys.clone())),
        );
        let history = history::path(session.ignore_environment);
        for entry in history.iter().flat_map(|path| history::load(path)) {
            let _ = editor.add_history_entry(margin::to_buffer(&entry));
        }
        Some(Terminal {
            editor,
            keys,
            history,
            _printer: printer.map(|it| -> Box<dyn ExternalPrinter + Send> { Box::new(it) }),
        })
    }

    /// Reads an entry.
    pub(super) fn read(&mut self, prompts: [String; 2], session: &mut Session<'_>) -> Entry {
        let mut text = Text::default();
        let mut paste_mode = false;
        let entry = loop {
            let [first, mut second] = match paste_mode {
                true => [PASTE_PROMPT; 2].map(str::to_owned),
                // Some put what has no width in brackets that only `readline` knows.
                false => prompts.clone().map(|it| it.replace(['\x01', '\x02'], "")),
            };
            // Between lines is no room for more than a line.
            if let Some(end) = second.rfind('\n') {
                second.drain(..=end);
            }
            let theme = match sys::colors::can_colorize("stdout", session.vm) {
                true => Some(theme::current(session.vm)),
                false => None,
            };
            let painter = Painter {
                theme,
                builtins: theme::builtin_names(session.vm),
                first,
                second,
            };
            self.keys.set_paste_mode(paste_mode);
            let read = match self.edit(&text, &painter, session) {
                Ok(read) => read,
                Err(raised) => break Entry::Raised(raised),
            };
            match read {
                Err(ReadlineError::Interrupted) => break Entry::Interrupted,
                Err(_) => break Entry::End,
                Ok(buffer) => match self.keys.take_leave() {
                    None => break Entry::Text(self.finish(&buffer, &painter)),
                    Some((leave, left)) => {
                        text = left;
                        let result = match leave {
                            Leave::Help => help(session),
                            Leave::History => self.show_history(session),
                            Leave::PasteMode => {
                                self.erase(&buffer);
                                paste_mode = !paste_mode;
                                Ok(())
                            }
                            Leave::Suspend => {
                                suspend();
                                Ok(())
                            }
                        };
                        if let Err(raised) = result {
                            break Entry::Raised(raised);
                        }
                    }
                },
            }
        };
        self.keys.set_paste_mode(false);
        entry
    }

    /// Lets the editor change a text, and gives its buffer.
    ///
    /// Raises what the handlers of signals raise meanwhile.
    fn edit(
        &mut self,
        text: &Text,
        painter: &Painter,
        session: &mut Session<'_>,
    ) -> PyResult<Read> {
        self.keys.begin();
        let margin = painter.margin_width();
        self.editor
            .set_tab_stop(u8::try_from(margin).unwrap_or(u8::MAX));
        self.keys.views.begin(painter.first_width(), margin);
        let (buffer, position) = self.keys.views.show(text);
        let prompt = painter.first.clone();
        let (sender, receiver) = channel();
        let outside = session.outside.clone();
        self.editor.set_helper(Some(Assistant {
            keys: self.keys.clone(),
            painter: painter.clone(),
            edit: RefCell::new(None),
            is_prompted: Cell::new(true),
            ask: {
                let (sender, outside) = (sender.clone(), outside.clone());
                Box::new(move |message| {
                    // Who has asked waits for as long as the prompt is there.
                    let _ = sender.send(message);
                    outside.wake();
                })
            },
        }));
        let editor = &mut self.editor;
        std::thread::scope(|scope| {
            let read = move || {
                let initial = buffer.split_at(position);
                let result = editor.readline_with_initial(&prompt, initial);
                let _ = sender.send(Message::Read(result));
                outside.wake();
            };
            let thread = std::thread::Builder::new()
                .name("prompt".to_owned())
                .stack_size(STACK_SIZE);
            match thread.spawn_scoped(scope, read) {
                Ok(_) => answer(&receiver, session),
                Err(error) => Ok(Err(ReadlineError::Io(error))),
            }
        })
    }

    /// The text of an entry that is done. If the terminal had no room for all of it, it is shown as a
    /// whole now, for those who look back.
    fn finish(&self, buffer: &str, painter: &Painter) -> String {
        let text = self.keys.views.text(buffer, buffer.len()).text;
        if text.len() > margin::to_text(buffer).len() {
            self.erase(buffer);
            let prompt = painter.prompt(&painter.first);
            let shown = painter.paint(&margin::to_buffer(&text));
            messages::output(&format!("{prompt}{shown}\n"));
        }
        text
    }

    /// Takes a buffer from the terminal, behind which the cursor is.
    fn erase(&self, buffer: &str) {
        let room = self.keys.views.room();
        let rows = room.rows_of(&margin::to_text(buffer));
        messages::output(&format!("\x1b[{rows}A\r\x1b[J"));
    }

    /// Shows the history in a pager.
    ///
    /// Errors: `SystemExit` only; other exceptions are printed.
    fn show_history(&self, session: &mut Session<'_>) -> PyResult<()> {
        let vm = &mut *session.vm;
        let name = self.history.as_ref().map(|it| it.display().to_string());
        let text = self.editor.history().texts().join("\n");
        let result = (|| {
            let (pydoc, pager) = (vm.intern("pydoc"), vm.intern("pager"));
            let arguments = [vm.new_str(&text), vm.new_str(&name.unwrap_or_default())];
            let pydoc = vm.import_name(&pydoc)?;
            pydoc.call_method(&pager, &arguments, vm)
        })();
        show_error(result, session)
    }

    /// Keeps an entry.
    pub(super) fn remember(&mut self, entry: &str) {
        let entry = entry.trim_end();
        if !matches!(
            self.editor.add_history_entry(margin::to_buffer(entry)),
            Ok(true)
        ) {
            // The same as the one before it.
            return;
        }
        let Some(path) = &self.history else {
            return;
        };
        if let Err(error) = history::append(path, entry) {
            let path = path.display();
            messages::error(format_args!("rpy: history is not kept in {path}: {error}"));
            self.history = None;
        }
    }
}

/// Starts the help, with its own prompt.
///
/// Errors: `SystemExit` only; other exceptions are printed.
fn help(session: &mut Session<'_>) -> PyResult<()> {
    let vm = &mut *session.vm;
    let name = vm.intern("help");
    let builtins = vm.builtins.clone();
    let Some(help) = builtins.get_str(&name, vm).cloned() else {
        return Ok(());
    };
    let result = help.call_positional(&[], vm);
    show_error(result, session)
}

/// Prints the exception, if there is one, and flushes what has been written.
///
/// Errors: `SystemExit`, which ends the prompt.
fn show_error(result: PyResult<Value>, session: &mut Session<'_>) -> PyResult<()> {
    let result = match result {
        Ok(_) => Ok(()),
        Err(raised) => report_interrupt(raised, session),
    };
    exit::flush_output(session.vm);
    result
}

/// Stops the processes of this job until the shell lets them go on.
fn suspend() {
    // Where the signal is ignored, nothing happens.
    let _ = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
}

/// Answers the editor until it has read a text.
///
/// Raises what the handlers of signals raise meanwhile, when the editor has been left.
fn answer(messages: &Receiver<Message>, session: &mut Session<'_>) -> PyResult<Read> {
    let mut raised: Option<Raised> = None;
    loop {
        match messages.try_recv() {
            Ok(Message::Read(read)) => return raised.map_or(Ok(read), Err),
            Ok(Message::Complete(text, reply)) => {
                let completions = match raised {
                    None => completions(&text, session).ok(),
                    Some(_) => None,
                };
                // What goes wrong while looking is nobody's business here.
                let nothing = (text.cursor, Vec::new());
                let _ = reply.send(completions.unwrap_or(nothing));
            }
            Err(TryRecvError::Disconnected) => return Ok(Err(ReadlineError::Eof)),
            Err(TryRecvError::Empty) if raised.is_some() => {
                // The editor may not have begun to read yet: so it is told until it has left.
                _signal::interrupt_others();
                session.vm.allow_threads(|| std::thread::sleep(REST));
            }
            Err(TryRecvError::Empty) => {
                // Without the streams that wake it, it looks again and again.
                let rest = (!session.outside.can_wait()).then_some(REST);
                let outside = &session.outside;
                session.vm.allow_threads(|| match rest {
                    Some(rest) => std::thread::sleep(rest),
                    None => outside.wait(None),
                });
                raised = session.vm.check_signals().err();
            }
        }
    }
}

/// Asks the module `_completion`, which counts in characters.
fn completions(text: &Text, session: &mut Session<'_>) -> PyResult<Completions> {
    let vm = &mut *session.vm;
    let (module, function) = (vm.intern("_completion"), vm.intern("complete"));
    let module = vm.import_name(&module)?;
    let cursor = text.text[..text.cursor].chars().count();
    let arguments = [
        vm.new_str(&text.text),
        Value::from_i32(i32::try_from(cursor).unwrap_or(i32::MAX)),
        session.main.dict().to_value(),
    ];
    let found = module.call_method(&function, &arguments, vm)?;
    let pair = found.downcast::<Tuple>().map(|it| it.as_slice().to_vec());
    let pair = pair.unwrap_or_default();
    let [start, list] = pair.as_slice() else {
        return Ok((text.cursor, Vec::new()));
    };
    let start = start.as_small_int().and_then(|it| usize::try_from(it).ok());
    let offset = |count| text.text.char_indices().nth(count).map(|it| it.0);
    let start = start.and_then(offset).unwrap_or(text.text.len());
    let items = list.downcast::<List>().map(|it| it.items(vm).clone());
    let items = items.unwrap_or_default();
    let strings = items.iter().filter_map(|it| it.downcast::<Str>());
    let strings = strings.map(|it| it.to_string_lossy().into_owned());
    Ok((start.min(text.cursor), strings.collect()))
}

/// What the editor asks for help.
struct Assistant {
    keys: Keys,
    painter: Painter,
    /// What the text is to become by the command that is being carried out.
    edit: RefCell<Option<Text>>,
    /// Whether the usual prompt is shown, and not one of the editor's own.
    is_prompted: Cell<bool>,
    ask: Box<dyn Fn(Message) + Send>,
}

impl Helper for Assistant {}

impl Hinter for Assistant {
    type Hint = String;
}

impl Validator for Assistant {}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        if let Some(edit) = self.keys.take_edit() {
            *self.edit.borrow_mut() = Some(edit);
            let any = Pair {
                display: String::new(),
                replacement: "edit".to_owned(),
            };
            return Ok((position, vec![any]));
        }
        let text = self.keys.views.text(line, position);
        let (reply, answer) = sync_channel(1);
        (self.ask)(Message::Complete(text.clone(), reply));
        let Ok((start, found)) = answer.recv() else {
            return Ok((position, Vec::new()));
        };
        // What is replaced lies in the line of the cursor, which may begin out of sight.
        let Some(start) = position.checked_sub(text.cursor - start) else {
            return Ok((position, Vec::new()));
        };
        let pairs = found.into_iter().map(|it| Pair {
            display: it.clone(),
            replacement: it,
        });
        Ok((start, pairs.collect()))
    }

    fn update(&self, line: &mut LineBuffer, start: usize, elected: &str, changes: &mut Changeset) {
        let Some(edit) = self.edit.borrow_mut().take() else {
            let end = line.pos();
            return line.replace(start..end, elected, changes);
        };
        let (new, position) = self.keys.views.show(&edit);
        let old = line.as_str();
        let same = |(a, b): &(char, char)| a == b;
        let front = old.chars().zip(new.chars()).take_while(same);
        let front: usize = front.map(|it| it.0.len_utf8()).sum();
        let back = old[front..].chars().rev().zip(new[front..].chars().rev());
        let back: usize = back.take_while(same).map(|it| it.0.len_utf8()).sum();
        if old.len() != new.len() || front < old.len() {
            line.replace(
                front..old.len() - back,
                &new[front..new.len() - back],
                changes,
            );
        }
        line.set_pos(position);
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _position: usize) -> std::borrow::Cow<'l, str> {
        let (above, below) = self.keys.views.around(line);
        let painted = self.painter.paint_part(&above, line, &below);
        match self.is_prompted.get() {
            true if above.is_empty() => {
                format!("{}{painted}", self.painter.prompt(&self.painter.first)).into()
            }
            true => format!("{}{painted}", self.painter.second_as_wide_as_first()).into(),
            false => painted.into(),
        }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(
        &'s self,
        prompt: &'p str,
        is_usual: bool,
    ) -> std::borrow::Cow<'b, str> {
        // Which prompt is before the first line depends on what line that is.
        self.is_prompted.set(is_usual);
        match is_usual {
            true => "".into(),
            false => prompt.into(),
        }
    }

    fn highlight_char(&self, _line: &str, _position: usize, kind: CmdKind) -> bool {
        kind == CmdKind::Other
    }
}
