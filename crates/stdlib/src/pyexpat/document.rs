//! What others than `xmlparser` need of a machine: `_elementtree` reads documents by it, too.

use std::cell::RefCell;
use std::rc::Rc;

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Vm};

use super::dtd::Dtd;
use super::event::error;
use super::input::{Encoding, known_encoding};
use super::machine::{Kind, Machine};
use super::messages::MESSAGES;
use super::namespaces::Namespaces;

/// The words of an error.
pub(crate) fn message_of(code: u32) -> &'static str {
    let message = MESSAGES.get(code as usize).copied();
    message.unwrap_or("unknown error")
}

impl Machine {
    /// A machine for a document. `separator` stands between namespaces and names, if namespaces are to be
    /// looked at.
    pub(crate) fn for_document(encoding: Option<&str>, separator: Option<&str>) -> Machine {
        let mut machine = Machine::new(Kind::Document, Rc::new(RefCell::new(Dtd::default())));
        machine.namespaces = separator.map(Namespaces::new);
        machine.tell_encoding(encoding);
        machine
    }

    /// Tells the encoding of what is read.
    pub(super) fn tell_encoding(&mut self, encoding: Option<&str>) {
        let Some(name) = encoding else {
            return;
        };
        self.told_encoding = true;
        match known_encoding(name, false) {
            Ok(Some(encoding)) => self.input.encoding = Some(encoding),
            // The bytes themselves tell which of the two it is.
            Err(_) => self.told_encoding = false,
            Ok(None) => self.asked_encoding = Some(name.to_owned()),
        }
    }

    /// What is read is UTF-8, whatever the declaration says; of no effect when something was read.
    pub(crate) fn expect_utf8(&mut self) {
        if !self.was_fed {
            self.input.encoding = Some(Encoding::Utf8);
            self.asked_encoding = None;
            self.told_encoding = true;
        }
    }

    /// Gives more of the document; `false` if it has ended.
    pub(crate) fn give(&mut self, bytes: &[u8], is_final: bool) -> bool {
        if self.is_finished {
            return false;
        }
        self.is_finished = is_final;
        self.feed(bytes, is_final);
        true
    }

    /// The encoding that somebody must look up before reading goes on.
    pub(crate) fn wanted_encoding(&mut self) -> Option<String> {
        self.asked_encoding.take()
    }

    /// Tells what was looked up; nothing if there is no such encoding.
    pub(crate) fn answer_encoding(&mut self, encoding: Option<Encoding>) {
        match encoding {
            Some(encoding) => {
                self.input.encoding = Some(encoding);
                self.told_encoding = true;
            }
            None => self.error = error::UNKNOWN_ENCODING,
        }
    }

    /// Says whether a long token is looked at again only when much more of it has come.
    pub(crate) fn set_deferring(&mut self, defers: bool) {
        self.defers = defers;
    }
}

/// The encoding of that name, by the codecs of Python: a character for each byte. Nothing if markup is not
/// what it is in ASCII.
///
/// Raises `LookupError` if there is none of that name, `ValueError` if it has characters of several bytes.
pub(crate) fn look_up_encoding(name: &str, vm: &mut Vm) -> PyResult<Option<Encoding>> {
    if let Ok(Some(encoding)) = known_encoding(name, false) {
        return Ok(Some(encoding));
    }
    let all: Vec<u8> = (0..=255).collect();
    let all = Bytes::new(&all, vm).into_value();
    let decode = vm.intern("decode");
    let arguments = [vm.new_str(name), vm.new_str("replace")];
    let text = all.call_method(&decode, &arguments, vm)?;
    let text = text
        .downcast::<Str>()
        .map(|text| text.to_string_lossy().into_owned());
    let characters: Vec<char> = text.unwrap_or_default().chars().collect();
    if characters.len() != 256 {
        return Err(vm.value_error("multi-byte encodings are not supported"));
    }
    let is_markup = |&(byte, _): &(usize, &char)| {
        let char = char::from(byte as u8);
        byte < 128
            && (char.is_ascii_alphanumeric() || "\t\n\r !\"#%&'()*+,-./:;<=>?[]_|".contains(char))
    };
    let mut markup = characters.iter().enumerate().filter(is_markup);
    if markup.any(|(byte, &char)| u32::from(char) != byte as u32) {
        return Ok(None);
    }
    let mut table = Box::new([None; 256]);
    for (slot, &char) in table.iter_mut().zip(&characters) {
        *slot = (char != '\u{fffd}').then_some(char);
    }
    Ok(Some(Encoding::Bytes(table)))
}
