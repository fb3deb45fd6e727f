//! What of the C library is asked for beside ncurses: characters of the locale, and waiting.

use super::*;

/// The name of the locale's encoding.
pub(in super::super) fn codeset() -> String {
    // SAFETY: what the C library gives is a C string, which is copied at once.
    let name = copied(unsafe { libc::nl_langinfo(libc::CODESET) }).unwrap_or_default();
    match String::from_utf8(name) {
        Ok(name) if !name.is_empty() => name,
        _ => "utf-8".to_owned(),
    }
}

unsafe extern "C" {
    fn btowc(byte: c_int) -> c_uint;
    fn wctob(character: c_uint) -> c_int;
}

/// The character that a byte stands for in the locale's encoding.
pub(in super::super) fn character_of(byte: u8) -> Option<u32> {
    // SAFETY: a number only.
    let character = unsafe { btowc(byte.into()) };
    (character != c_uint::MAX).then_some(character)
}

/// The byte that stands for a character in the locale's encoding.
pub(in super::super) fn byte_of(character: u32) -> Option<u8> {
    // SAFETY: a number only.
    u8::try_from(unsafe { wctob(character) }).ok()
}

/// Whether there is something to be read from the standard input, after at most so many milliseconds
/// (for ever if negative).
pub(in super::super) fn wait_for_input(milliseconds: i32) -> std::io::Result<bool> {
    let mut wanted = libc::pollfd {
        fd: libc::STDIN_FILENO,
        events: libc::POLLIN,
        revents: 0,
    };
    // SAFETY: one descriptor is told, and there is one.
    match unsafe { libc::poll(&raw mut wanted, 1, milliseconds) } {
        -1 => Err(std::io::Error::last_os_error()),
        count => Ok(count > 0),
    }
}
