//! The keys of the prompt.

use std::sync::{Arc, Mutex, PoisonError};

use rustyline::{
    Cmd, ConditionalEventHandler, Event, EventContext, KeyCode, KeyEvent, Modifiers, RepeatCount,
};

use super::edit::{Effect, Key, Text};
use super::margin;

/// What keys and editor share.
#[derive(Default)]
pub(super) struct Shared {
    /// The text that is being pasted, until its end has come.
    paste: Option<String>,
    /// What the text is to become. The editor asks for it as for a completion, as its commands know
    /// no such change.
    edit: Option<Text>,
}

/// Handles all keys.
#[derive(Clone, Default)]
pub(super) struct Keys(Arc<Mutex<Shared>>);

impl Keys {
    fn shared(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what the text is to become.
    pub(super) fn take_edit(&self) -> Option<Text> {
        self.shared().edit.take()
    }
}

/// Reads a key of a text that is being pasted; gives the text if that was its end.
fn paste(text: &mut String, key: KeyEvent) -> Option<Cmd> {
    match key {
        KeyEvent(KeyCode::BracketedPasteEnd, _) => {
            let text = std::mem::take(text);
            return Some(Cmd::Insert(1, margin::to_buffer(&text)));
        }
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
    Some(match event {
        KeyEvent(K::Enter, NONE) | KeyEvent(K::Char('J' | 'M'), CTRL) => Key::Enter,
        KeyEvent(K::Enter, Modifiers::ALT) => Key::NewLine,
        KeyEvent(K::Tab, NONE) | KeyEvent(K::Char('I'), CTRL) => Key::Tab,
        KeyEvent(K::Backspace, NONE) | KeyEvent(K::Char('H'), CTRL) => Key::Backspace,
        KeyEvent(K::Delete, NONE) | KeyEvent(K::Char('D'), CTRL) => Key::Delete,
        KeyEvent(K::Left, NONE) | KeyEvent(K::Char('B'), CTRL) => Key::Left,
        KeyEvent(K::Right, NONE) | KeyEvent(K::Char('F'), CTRL) => Key::Right,
        KeyEvent(K::Up, NONE) | KeyEvent(K::Char('P'), CTRL) => Key::Up,
        KeyEvent(K::Down, NONE) | KeyEvent(K::Char('N'), CTRL) => Key::Down,
        KeyEvent(K::Home, NONE) | KeyEvent(K::Char('A'), CTRL) => Key::Home,
        KeyEvent(K::Char('U'), CTRL) => Key::KillToStart,
        KeyEvent(K::Char('K'), CTRL) => Key::KillToEnd,
        _ => return None,
    })
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
        if let Some(text) = &mut shared.paste {
            let end = paste(text, event);
            if end.is_some() {
                shared.paste = None;
            }
            return Some(end.unwrap_or(Cmd::Noop));
        }
        if event.0 == KeyCode::BracketedPasteStart {
            shared.paste = Some(String::new());
            return Some(Cmd::Noop);
        }
        let key = key(event)?;
        let buffer = context.line();
        let text = Text {
            text: margin::to_text(buffer),
            cursor: margin::to_text_offset(buffer, context.pos()),
        };
        match text.effect(key) {
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
