//! Case, classes and tab stops of ASCII.

use super::{Refused, allowed_buffer};

/// Whether a byte is white space for `bytes`: space, `\t`, `\n`, `\v`, `\f`, `\r`.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// `isalnum`
pub(crate) fn is_alnum(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// `isalpha`
pub(crate) fn is_alpha(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_alphabetic)
}

/// `isdigit`
pub(crate) fn is_digit(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)
}

/// `islower`: there is a lower-case letter and none in upper case.
pub(crate) fn is_lower(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_lowercase) && !bytes.iter().any(u8::is_ascii_uppercase)
}

/// `isupper`: there is an upper-case letter and none in lower case.
pub(crate) fn is_upper(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_uppercase) && !bytes.iter().any(u8::is_ascii_lowercase)
}

/// `istitle`: letters in upper case start words, the others continue them, and there is a word.
pub(crate) fn is_title(bytes: &[u8]) -> bool {
    let (mut in_word, mut any) = (false, false);
    for byte in bytes {
        if byte.is_ascii_uppercase() {
            if in_word {
                return false;
            }
            (in_word, any) = (true, true);
        } else if byte.is_ascii_lowercase() {
            if !in_word {
                return false;
            }
        } else {
            in_word = false;
        }
    }
    any
}

/// `title`: words start in upper case.
pub(crate) fn make_title(bytes: &mut [u8]) {
    let mut in_word = false;
    for byte in bytes {
        if in_word {
            byte.make_ascii_lowercase();
        } else {
            byte.make_ascii_uppercase();
        }
        in_word = byte.is_ascii_alphabetic();
    }
}

/// Puts spaces in place of tabs, up to the next multiple of `tab_size` columns. Bytes that continue
/// a code point take no column if `is_text`. `None`: too long for memory.
pub(crate) fn expand_tabs(
    bytes: &[u8],
    tab_size: usize,
    is_text: bool,
    has_room: impl FnOnce(usize) -> bool,
) -> Result<Vec<u8>, Refused> {
    let mut length = Some(0_usize);
    walk_tabs(bytes, tab_size, is_text, |piece| {
        let more = match piece {
            Ok(_) => 1,
            Err(spaces) => spaces,
        };
        length = length.and_then(|length| length.checked_add(more));
    });
    let mut result = allowed_buffer(length, has_room)?;
    walk_tabs(bytes, tab_size, is_text, |piece| match piece {
        Ok(byte) => result.push(byte),
        Err(spaces) => result.resize(result.len() + spaces, b' '),
    });
    Ok(result)
}

/// Calls `visit` with each byte that stays, and with the number of spaces for each tab.
fn walk_tabs(
    bytes: &[u8],
    tab_size: usize,
    is_text: bool,
    mut visit: impl FnMut(Result<u8, usize>),
) {
    let mut column = 0;
    for &byte in bytes {
        if byte == b'\t' {
            if tab_size != 0 {
                let spaces = tab_size - column;
                column = 0;
                visit(Err(spaces));
            }
            continue;
        }
        if byte == b'\n' || byte == b'\r' {
            column = 0;
        } else if !is_text || byte & 0xc0 != 0x80 {
            column += 1;
            if column == tab_size {
                column = 0;
            }
        }
        visit(Ok(byte));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        let mut text = *b"heLLo wor-ld 3a";
        make_title(&mut text);
        assert_eq!(&text, b"Hello Wor-Ld 3A");
        assert!(is_title(b"Hello Wor-Ld 3A"));
        assert!(!is_title(b"Hello wor"));
        assert!(!is_title(b"123"));
    }

    #[test]
    fn tabs_reach_the_next_stop() {
        assert_eq!(
            expand_tabs(b"a\tb\n\tc", 4, false, |_| true),
            Ok(b"a   b\n    c".to_vec())
        );
        assert_eq!(expand_tabs(b"a\tb", 0, false, |_| true), Ok(b"ab".to_vec()));
        assert_eq!(
            expand_tabs(b"\t\t", usize::MAX, false, |_| true),
            Err(Refused::TooLong)
        );
        assert_eq!(
            expand_tabs(b"\t", 9, false, |room| room < 9),
            Err(Refused::NoMemory)
        );
    }
}
