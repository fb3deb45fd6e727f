//! The keys of the prompt.

use std::sync::{Arc, Mutex, PoisonError};

use rustyline::{
    Cmd, ConditionalEventHandler, Event, EventContext, KeyCode, KeyEvent, Modifiers, RepeatCount,
};

use super::edit::{Effect, Key, Text};
use super::view::Views;

/// What the editor is left for, to be entered again with the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    /// F1: the help.
    Help,
    /// F2: the history in a pager.
    History,
    /// F3: Enter indents and ends nothing, until F3 is pressed again.
    PasteMode,
    /// Ctrl-Z: back to the shell.
    Suspend,
}

/// What keys and editor share.
#[derive(Default)]
pub(super) struct Shared {
    /// The text that is being pasted, until its end has come.
    paste: Option<String>,
    /// What the text is to become. The editor asks for it as for a completion, as its commands know
    /// no such change.
    edit: Option<Text>,
    /// Why the editor is left, and with which text.
    leave: Option<(Leave, Text)>,
    /// Whether F3 has been pressed.
    paste_mode: bool,
    /// Whether keys are for the search.
    searching: bool,
}

/// Handles all keys.
#[derive(Clone, Default)]
pub(super) struct Keys {
    shared: Arc<Mutex<Shared>>,
    /// Which part of the text the editor has.
    pub(super) views: Views,
}

impl Keys {
    fn shared(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what an editor that was left had begun.
    pub(super) fn begin(&self) {
        let mut shared = self.shared();
        let paste_mode = shared.paste_mode;
        *shared = Shared {
            paste_mode,
            ..Shared::default()
        };
    }

    /// Takes what the text is to become.
    pub(super) fn take_edit(&self) -> Option<Text> {
        self.shared().edit.take()
    }

    /// Takes what the editor has been left for.
    pub(super) fn take_leave(&self) -> Option<(Leave, Text)> {
        self.shared().leave.take()
    }

    /// Begins or ends the mode for pastes of terminals that do not tell of them.
    pub(super) fn set_paste_mode(&self, on: bool) {
        self.shared().paste_mode = on;
    }
}

/// Reads a key of a text that is being pasted; gives the text if that was its end.
fn paste(text: &mut String, key: KeyEvent) -> Option<String> {
    match key {
        KeyEvent(KeyCode::BracketedPasteEnd, _) => return Some(std::mem::take(text)),
        KeyEvent(KeyCode::Enter, _) | KeyEvent(KeyCode::Char('J' | 'M'), Modifiers::CTRL) => {
            text.push('\n');
        }
        KeyEvent(KeyCode::Tab, _) | KeyEvent(KeyCode::Char('I'), Modifiers::CTRL) => {
            text.push('\t');
        }
        KeyEvent(KeyCode::Char(character), Modifiers::NONE | Modifiers::SHIFT) => {
            text.push(character);
        }
        _ => {}
    }
    None
}

fn key(event: KeyEvent) -> Option<Key> {
    use KeyCode as K;
    const NONE: Modifiers = Modifiers::NONE;
    const CTRL: Modifiers = Modifiers::CTRL;
    const ALT: Modifiers = Modifiers::ALT;
    Some(match event {
        KeyEvent(K::Enter, NONE) | KeyEvent(K::Char('J' | 'M'), CTRL) => Key::Enter,
        KeyEvent(K::Enter, ALT) => Key::NewLine,
        KeyEvent(K::Tab, NONE) | KeyEvent(K::Char('I'), CTRL) => Key::Tab,
        KeyEvent(K::Backspace, NONE) | KeyEvent(K::Char('H'), CTRL) => Key::Backspace,
        KeyEvent(K::Delete, NONE) | KeyEvent(K::Char('D'), CTRL) => Key::Delete,
        KeyEvent(K::Left, NONE) | KeyEvent(K::Char('B'), CTRL) => Key::Left,
        KeyEvent(K::Right, NONE) | KeyEvent(K::Char('F'), CTRL) => Key::Right,
        KeyEvent(K::Up, NONE) | KeyEvent(K::Char('P'), CTRL) => Key::Up,
        KeyEvent(K::Down, NONE) | KeyEvent(K::Char('N'), CTRL) => Key::Down,
        KeyEvent(K::Home, NONE) | KeyEvent(K::Char('A'), CTRL) => Key::Home,
        KeyEvent(K::End, NONE) | KeyEvent(K::Char('E'), CTRL) => Key::End,
        KeyEvent(K::Char('b' | 'B'), ALT) | KeyEvent(K::Left, CTRL | ALT) => Key::WordLeft,
        KeyEvent(K::Char('f' | 'F'), ALT) | KeyEvent(K::Right, CTRL | ALT) => Key::WordRight,
        KeyEvent(K::Char('U'), CTRL) => Key::KillToStart,
        KeyEvent(K::Char('K'), CTRL) => Key::KillToEnd,
        _ => return None,
    })
}

/// What a key leaves the editor for.
fn leave(event: KeyEvent) -> Option<Leave> {
    match event {
        KeyEvent(KeyCode::F(1), Modifiers::NONE) => Some(Leave::Help),
        KeyEvent(KeyCode::F(2), Modifiers::NONE) => Some(Leave::History),
        KeyEvent(KeyCode::F(3), Modifiers::NONE) => Some(Leave::PasteMode),
        KeyEvent(KeyCode::Char('Z'), Modifiers::CTRL) => Some(Leave::Suspend),
        _ => None,
    }
}

/// Whether a key is part of a search that has begun.
fn goes_on_searching(event: KeyEvent) -> bool {
    match event {
        KeyEvent(KeyCode::Char('R' | 'S' | 'H'), Modifiers::CTRL) => true,
        KeyEvent(KeyCode::Char(_), modifiers) => modifiers.difference(Modifiers::SHIFT).is_empty(),
        KeyEvent(KeyCode::Backspace, _) => true,
        _ => false,
    }
}

impl Shared {
    /// What a key does to a text, of which the editor may have a part only.
    fn effect(&self, event: KeyEvent, text: &Text, views: &Views) -> Effect {
        let key = key(event);
        if self.paste_mode {
            match key {
                Some(Key::Enter) => return Effect::Edit(text.with("\n")),
                Some(Key::Tab) => return Effect::Edit(text.with("\t")),
                _ => {}
            }
        }
        match (key, event) {
            (Some(key), _) if views.cuts_line(text) => text.effect_in_part(key),
            (Some(key), _) => text.effect(key),
            (None, KeyEvent(KeyCode::Char(character), modifiers))
                if modifiers.difference(Modifiers::SHIFT).is_empty() =>
            {
                let text = text.with(character.encode_utf8(&mut [0; 4]));
                match views.is_tall(&text) {
                    true => Effect::Edit(text),
                    false => Effect::Usual,
                }
            }
            (None, _) => Effect::Usual,
        }
    }
}

impl ConditionalEventHandler for Keys {
    fn handle(
        &self,
        event: &Event,
        _count: RepeatCount,
        _positive: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        let event = *event.get(0)?;
        let mut shared = self.shared();
        shared.edit = None;
        let text = self.views.text(context.line(), context.pos());
        if let Some(pasted) = &mut shared.paste {
            let Some(pasted) = paste(pasted, event) else {
                return Some(Cmd::Noop);
            };
            shared.paste = None;
            shared.edit = Some(text.with(&pasted));
            return Some(Cmd::Complete);
        }
        if event.0 == KeyCode::BracketedPasteStart {
            shared.paste = Some(String::new());
            return Some(Cmd::Noop);
        }
        if shared.searching && goes_on_searching(event) {
            return None;
        }
        shared.searching = event == KeyEvent(KeyCode::Char('R'), Modifiers::CTRL);
        if let Some(leave) = leave(event) {
            shared.leave = Some((leave, text));
            return Some(Cmd::AcceptLine);
        }
        match shared.effect(event, &text, &self.views) {
            Effect::Usual => None,
            Effect::Accept => Some(Cmd::AcceptLine),
            Effect::History { older: true } => Some(Cmd::PreviousHistory),
            Effect::History { older: false } => Some(Cmd::NextHistory),
            Effect::Edit(edit) => {
                shared.edit = Some(edit);
                Some(Cmd::Complete)
            }
        }
    }
}
